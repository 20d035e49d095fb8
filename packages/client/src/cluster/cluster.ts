/**
 * The cluster as producers, consumers and admins share it: links to its nodes, and metadata of the topics that they named.
 *
 *  1. Metadata is asked of a node that is known, in random order, and of the bootstrap nodes when none of those answers.
 *  2. One metadata request is under way at a time; whoever asks meanwhile gets an answer to a request made after asking.
 *  3. A node that changes its address gets a new link; the old one is closed.
 *  4. Nothing runs while nobody asks: metadata grows old silently and is renewed at the next use after `metadataMaxAgeMs`.
 */
import {
  ApiKey,
  type BrokerId,
  type Clock,
  ConnectionLost,
  type Dial,
  describeError,
  ErrorCode,
  type MetadataResponse,
  MoldauError,
  type Node,
  type Random,
  requestOf,
  sleep,
  ZERO_UUID,
} from '@moldau/protocol'
import { type BackoffOptions, Deadline, failureOf, type RetryContext, retrying } from '../retry.ts'
import { Link, type LinkContext } from './link.ts'
import { Metadata } from './metadata.ts'

export interface ClusterOptions {
  /** Where to begin: nodes of which one at least must be reachable. Their ids may be -1. */
  readonly bootstrap: readonly Node[]
  /** Finds the node at an address that the cluster named. */
  readonly dial: Dial
  readonly clock: Clock
  readonly random: Random
  /** How long to wait for an answer, ms. Default 30000 (`request.timeout.ms`). */
  readonly requestTimeoutMs?: number
  /** The first wait before trying again, ms. Default 100 (`retry.backoff.ms`). */
  readonly retryBackoffMs?: number
  /** The longest wait before trying again, ms. Default 1000 (`retry.backoff.max.ms`). */
  readonly retryBackoffMaxMs?: number
  /** After this long metadata is asked for again, ms. Default 300000 (`metadata.max.age.ms`). */
  readonly metadataMaxAgeMs?: number
  /** Whether asking for an unknown topic may create it where the broker allows that. Default true. */
  readonly allowAutoTopicCreation?: boolean
}

export type CoordinatorType = 'group' | 'transaction'

export class Cluster implements RetryContext {
  readonly clock: Clock
  readonly random: Random
  readonly backoff: BackoffOptions
  readonly requestTimeoutMs: number
  readonly #options: ClusterOptions
  readonly #linkContext: LinkContext
  readonly #bootstrap: readonly Link[]
  readonly #links = new Map<BrokerId, { link: Link; host: string; port: number }>()
  readonly #interest = new Set<string>()
  readonly #listeners = new Set<(metadata: Metadata) => void>()
  #metadata = Metadata.none
  #updatedMs = Number.NEGATIVE_INFINITY
  #running: Promise<Metadata> | undefined
  #next: Promise<Metadata> | undefined
  #background: Promise<void> | undefined
  #closed = false
  #lanes = 0

  constructor(options: ClusterOptions) {
    this.#options = options
    this.clock = options.clock
    this.random = options.random
    const { retryBackoffMs = 100, retryBackoffMaxMs = 1000 } = options
    this.backoff = { retryBackoffMs, retryBackoffMaxMs }
    this.requestTimeoutMs = options.requestTimeoutMs ?? 30_000
    this.#linkContext = { clock: this.clock, random: this.random, requestTimeoutMs: this.requestTimeoutMs }
    this.#bootstrap = options.bootstrap.map(node => new Link(node, this.#linkContext))
  }

  /** What is known at the moment; may be old, or nothing. */
  get metadata(): Metadata {
    return this.#metadata
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Calls `listener` after every update. Returns what ends that. */
  onUpdate(listener: (metadata: Metadata) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A name for the connections of one client, which it shares with nobody. */
  newLane(): string {
    return `client-${++this.#lanes}`
  }

  /** Closes the connections of one client. */
  async closeLane(lane: string): Promise<void> {
    const links = [...this.#bootstrap, ...[...this.#links.values()].map(one => one.link)]
    await Promise.all(links.map(link => link.closeLane(lane)))
  }

  /** Names topics whose metadata is wanted from now on. True when one of them is new. */
  addTopics(topics: Iterable<string>): boolean {
    const before = this.#interest.size
    for (const topic of topics) this.#interest.add(topic)
    return this.#interest.size > before
  }

  /** Asks for metadata now, once. @throws MoldauError when no node answers. */
  update(): Promise<Metadata> {
    if (this.#running === undefined) return this.#start()
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    )
    return this.#next
  }

  #start(): Promise<Metadata> {
    this.#next = undefined
    const run = this.#fetch().finally(() => {
      if (this.#running === run) this.#running = undefined
    })
    this.#running = run
    return run
  }

  /** Asks for metadata in the background and does not give up before `requestTimeoutMs`; listeners hear of the result. */
  requestUpdate(): void {
    if (this.#background !== undefined || this.#closed) return
    this.#background = this.#updateSoon()
      .then(
        () => undefined,
        // Whoever needs the metadata has a deadline of its own and asks again.
        () => undefined,
      )
      .finally(() => {
        this.#background = undefined
      })
  }

  /** Whoever asks because of an answer that did not help waits a little: the next answer would be the same. */
  async #updateSoon(): Promise<void> {
    const waitMs = this.#updatedMs + this.backoff.retryBackoffMs - this.clock.monotonicMs()
    if (waitMs > 0) await sleep(this.clock, waitMs)
    await retrying(this, new Deadline(this.clock, this.requestTimeoutMs), () => this.update())
  }

  /** Renews metadata in the background when it is older than `metadataMaxAgeMs`. */
  renewIfOld(): void {
    const maxAgeMs = this.#options.metadataMaxAgeMs ?? 300_000
    if (this.clock.monotonicMs() - this.#updatedMs >= maxAgeMs) this.requestUpdate()
  }

  async #fetch(): Promise<Metadata> {
    const { allowAutoTopicCreation = true } = this.#options
    return this.#adopt(await this.#askAny([...this.#interest], allowAutoTopicCreation))
  }

  /** Asks one node after the other for the metadata of topics. @throws MoldauError when none answers */
  async #askAny(names: readonly string[], allowAutoTopicCreation: boolean): Promise<MetadataResponse> {
    let failure: unknown = new ConnectionLost('there are no bootstrap nodes')
    const topics = names.map(name => ({ name, topicId: ZERO_UUID }))
    const body = requestOf(ApiKey.Metadata, { topics, allowAutoTopicCreation })
    // Before version 4 a question made the topic.
    const minVersion = allowAutoTopicCreation ? 1 : 4
    for (const link of this.#candidates()) {
      if (this.#closed) throw new ConnectionLost('the client was closed')
      try {
        const response = await link.request('metadata', ApiKey.Metadata, body, { minVersion })
        if (response.errorCode !== ErrorCode.NONE) throw failureOf(response.errorCode, 'metadata was refused')
        return response
      } catch (error) {
        if (!(error instanceof MoldauError)) throw error
        failure = error
      }
    }
    throw failure
  }

  #adopt(response: MetadataResponse): Metadata {
    this.#metadata = this.#metadata.updated(response, topic => this.#interest.has(topic))
    this.#updatedMs = this.clock.monotonicMs()
    for (const [id, { host, link, port }] of this.#links) {
      const broker = this.#metadata.brokers.get(id)
      if (broker !== undefined && broker.host === host && broker.port === port) continue
      this.#links.delete(id)
      this.#closeQuietly(link)
    }
    for (const listener of this.#listeners) listener(this.#metadata)
    return this.#metadata
  }

  /** A link that is no longer needed: whoever still waits on it hears of the loss there. */
  #closeQuietly(link: Link): void {
    link.close().catch(() => undefined)
  }

  /** Known nodes in random order, then the bootstrap nodes. */
  #candidates(): Link[] {
    const known = [...this.#metadata.brokers.keys()]
    for (let i = known.length - 1; i > 0; i--) {
      const j = this.random.nextUint32() % (i + 1)
      ;[known[i], known[j]] = [known[j]!, known[i]!]
    }
    return [...known.map(id => this.link(id)!), ...this.#bootstrap]
  }

  /** The link to a broker, when metadata names it. */
  link(id: BrokerId): Link | undefined {
    const known = this.#links.get(id)
    if (known !== undefined) return known.link
    const broker = this.#metadata.brokers.get(id)
    if (broker === undefined) return undefined
    const { host, port } = broker
    const link = new Link(this.#options.dial(host, port, id), this.#linkContext)
    this.#links.set(id, { link, host, port })
    return link
  }

  /** A link to some node. */
  anyLink(): Link {
    return this.#candidates()[0]!
  }

  /** The link to a partition's leader, when it is known. */
  leaderOf(topic: string, partition: number): Link | undefined {
    const facts = this.#metadata.partition(topic, partition)
    return facts === undefined || facts.leaderId < 0 ? undefined : this.link(facts.leaderId)
  }

  /** The link to the controller. */
  async controller(): Promise<Link> {
    const metadata = this.#metadata.controllerId < 0 ? await this.update() : this.#metadata
    const link = this.link(metadata.controllerId)
    if (link !== undefined) return link
    this.requestUpdate()
    throw failureOf(ErrorCode.NOT_CONTROLLER, 'the controller is not known')
  }

  /**
   * The partition counts of topics, waiting until all are known.
   * @throws MoldauError, retriable, with Kafka's name of the error when one is still not known after `timeoutMs`.
   */
  async partitionCounts(topics: readonly string[], timeoutMs: number): Promise<Map<string, number>> {
    const isNew = this.addTopics(topics)
    return retrying(this, new Deadline(this.clock, timeoutMs), async n => {
      const counts = this.#countsOf(topics)
      if (counts !== undefined && !isNew) return counts
      if (counts !== undefined && n > 0) return counts
      await this.update()
      const renewed = this.#countsOf(topics)
      if (renewed !== undefined) return renewed
      const missing = topics.find(topic => this.#metadata.partitionCount(topic) === undefined)!
      const errorCode = this.#metadata.topics.get(missing)?.errorCode ?? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
      throw failureOf(errorCode, `metadata of topic ${missing} is not available`)
    })
  }

  /**
   * For who was told that a topic is unknown: it may be new, and then asking again helps. The question makes no topic.
   * @throws MoldauError, not retriable, when the cluster says so as well: the topic is gone
   */
  async expectTopic(errorCode: number, topic: string): Promise<void> {
    if (errorCode !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) return
    const { topics } = await this.#askAny([topic], false)
    if (topics.find(one => one.name === topic)?.errorCode !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) return
    const { name, text } = describeError(errorCode)
    throw new MoldauError(name, `topic ${topic} is gone`, { detail: text })
  }

  #countsOf(topics: readonly string[]): Map<string, number> | undefined {
    const counts = new Map<string, number>()
    for (const topic of topics) {
      const count = this.#metadata.partitionCount(topic)
      if (count === undefined) return undefined
      counts.set(topic, count)
    }
    return counts
  }

  /** Finds a coordinator, in one attempt. @throws MoldauError */
  async coordinator(type: CoordinatorType, key: string): Promise<Link> {
    const keyType = type === 'group' ? 0 : 1
    const body = requestOf(ApiKey.FindCoordinator, { key, keyType, coordinatorKeys: [key] })
    const limits = type === 'group' ? {} : { minVersion: 1 }
    if (this.#metadata.brokers.size === 0) await this.update()
    const response = await this.anyLink().request('metadata', ApiKey.FindCoordinator, body, limits)
    const found = response.coordinators.find(one => one.key === key) ?? response
    if (found.errorCode !== ErrorCode.NONE)
      throw failureOf(found.errorCode, `the coordinator of ${type} ${key} was not found`, found.errorMessage)
    const link = this.link(found.nodeId)
    if (link !== undefined) return link
    await this.update()
    const renewed = this.link(found.nodeId)
    if (renewed !== undefined) return renewed
    throw failureOf(
      ErrorCode.COORDINATOR_NOT_AVAILABLE,
      `the coordinator of ${type} ${key} is not in the metadata`,
    )
  }

  /** Closes every connection. What is unanswered rejects with ConnectionLost. */
  async close(): Promise<void> {
    this.#closed = true
    this.#listeners.clear()
    await Promise.all(
      [...this.#bootstrap, ...[...this.#links.values()].map(one => one.link)].map(link => link.close()),
    )
  }
}
