/**
 * One node as the client talks to it: a channel for each purpose, opened when first needed, and again after it was lost.
 *
 *  1. The first thing asked on a new channel is ApiVersions: a node is never assumed to speak a version, not even in-process.
 *  2. Requests of a channel are handed to its connection in the order in which they were made once it is open.
 *  3. A request that is not answered in time closes the channel, since every later answer would wait behind it.
 *  4. After a failed attempt to connect the next one waits: 50 ms, doubling up to 1 s.
 *
 * Source: KIP-35, KIP-511, KIP-584 (features).
 */
import {
  ApiKey,
  apiOf,
  type BrokerId,
  type Clock,
  type Connection,
  ConnectionLost,
  ErrorCode,
  type Node,
  type Purpose,
  type Random,
  type RequestOf,
  RequestTimedOut,
  type ResponseOf,
  requestOf,
  sleep,
  UnsupportedVersion,
} from '@moldau/protocol'
import { backoffMs, failureOf } from '../retry.ts'

const RECONNECT = { retryBackoffMs: 50, retryBackoffMaxMs: 1000 }
const SOFTWARE_NAME = 'moldau'
const SOFTWARE_VERSION = '0.1.0'

export interface LinkContext {
  readonly clock: Clock
  readonly random: Random
  /** How long to wait for an answer, ms. */
  readonly requestTimeoutMs: number
}

export interface RequestLimits {
  /** The oldest version that will do. Default: the oldest described. */
  readonly minVersion?: number
  /** The newest version that may be used. Default: the newest described. */
  readonly maxVersion?: number
  /** Overrides the link's time-out, ms: for requests that the node itself may hold. */
  readonly timeoutMs?: number
  /** The client whose connection is used (`Cluster.newLane`). Default: the one that all share. */
  readonly lane?: string
}

interface VersionRange {
  readonly min: number
  readonly max: number
}

/** One ordered conversation with a node, for one purpose. */
export class Channel {
  readonly #node: Node
  readonly #purpose: Purpose
  readonly #context: LinkContext
  #connection: Connection | undefined
  #opening: Promise<void> | undefined
  #failures = 0
  #versions: ReadonlyMap<number, VersionRange> = new Map()
  #features: ReadonlyMap<string, number> = new Map()
  #closed = false
  /** Requests that are not answered yet. */
  inFlight = 0

  constructor(node: Node, purpose: Purpose, context: LinkContext) {
    this.#node = node
    this.#purpose = purpose
    this.#context = context
  }

  get isOpen(): boolean {
    return this.#connection !== undefined
  }

  /** Levels of the features that are in force in the cluster, by name; empty when the node does not say. */
  get finalizedFeatures(): ReadonlyMap<string, number> {
    return this.#features
  }

  /** Undefined when the channel is open, else a promise that settles when it is. @throws ConnectionLost */
  open(): Promise<void> | undefined {
    if (this.#connection !== undefined) return undefined
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  async #connect(): Promise<void> {
    if (this.#failures > 0) {
      const waitMs = backoffMs(RECONNECT, this.#context.random, this.#failures - 1)
      await sleep(this.#context.clock, waitMs)
    }
    this.#failures++
    if (this.#closed) throw new ConnectionLost('the client was closed')
    const connection = await this.#node.connect(this.#purpose)
    try {
      await this.#handshake(connection)
    } catch (error) {
      await connection.close()
      throw error
    }
    if (this.#closed) {
      await connection.close()
      throw new ConnectionLost('the client was closed')
    }
    this.#connection = connection
    this.#failures = 0
  }

  async #handshake(connection: Connection): Promise<void> {
    const body = requestOf(ApiKey.ApiVersions, {
      clientSoftwareName: SOFTWARE_NAME,
      clientSoftwareVersion: SOFTWARE_VERSION,
    })
    const newest = apiOf(ApiKey.ApiVersions).maxVersion
    let answer = await this.#timed(connection, connection.send(ApiKey.ApiVersions, newest, body))
    if (answer.errorCode === ErrorCode.UNSUPPORTED_VERSION) {
      const offered = answer.apiKeys.find(one => one.apiKey === ApiKey.ApiVersions)
      const version = Math.min(newest, offered?.maxVersion ?? 0)
      answer = await this.#timed(connection, connection.send(ApiKey.ApiVersions, version, body))
    }
    if (answer.errorCode !== ErrorCode.NONE)
      throw failureOf(answer.errorCode, 'the node did not say which versions it speaks')
    this.#versions = new Map(
      answer.apiKeys.map(one => [one.apiKey, { min: one.minVersion, max: one.maxVersion }]),
    )
    this.#features = new Map(answer.finalizedFeatures.map(one => [one.name, one.maxVersionLevel]))
  }

  /** The newest version that both sides speak, -1 when there is none. The channel must be open. */
  versionOf(key: ApiKey, limits: RequestLimits = {}): number {
    const theirs = this.#versions.get(key)
    if (theirs === undefined) return -1
    const ours = apiOf(key)
    const max = Math.min(theirs.max, ours.maxVersion, limits.maxVersion ?? ours.maxVersion)
    const min = Math.max(theirs.min, ours.minVersion, limits.minVersion ?? ours.minVersion)
    return max < min ? -1 : max
  }

  /** Sends on an open channel. Rejects with ConnectionLost, RequestTimedOut or UnsupportedVersion, and with nothing else. */
  send<K extends ApiKey>(
    key: K,
    version: number,
    body: RequestOf<K>,
    timeoutMs = this.#context.requestTimeoutMs,
  ): Promise<ResponseOf<K>> {
    const connection = this.#connection
    if (connection === undefined) return Promise.reject(new ConnectionLost('the channel is not open'))
    return this.#timed(connection, connection.send(key, version, body), timeoutMs)
  }

  #timed<T>(
    connection: Connection,
    answer: Promise<T>,
    timeoutMs = this.#context.requestTimeoutMs,
  ): Promise<T> {
    this.inFlight++
    return new Promise<T>((resolve, reject) => {
      const timer = this.#context.clock.setTimer(timeoutMs, () => {
        this.#drop(connection)
        reject(new RequestTimedOut(`no answer from node ${this.#node.id} within ${timeoutMs} ms`))
      })
      answer.then(
        value => {
          this.inFlight--
          timer.cancel()
          resolve(value)
        },
        error => {
          this.inFlight--
          timer.cancel()
          if (error instanceof ConnectionLost) this.#drop(connection)
          reject(error)
        },
      )
    })
  }

  /** Gives a connection up; the next request opens another. */
  #drop(connection: Connection): void {
    if (this.#connection === connection) this.#connection = undefined
    // What is still unanswered rejects with ConnectionLost, which is where its owner hears of it.
    connection.close().catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#closed = true
    const connection = this.#connection
    this.#connection = undefined
    await connection?.close()
  }
}

/** One node, with a channel for each purpose of each client, so that nobody waits behind another's long poll. */
export class Link {
  readonly node: Node
  readonly #context: LinkContext
  readonly #channels = new Map<string, Channel>()

  constructor(node: Node, context: LinkContext) {
    this.node = node
    this.#context = context
  }

  get id(): BrokerId {
    return this.node.id
  }

  channel(purpose: Purpose, lane = ''): Channel {
    const name = `${lane}/${purpose}`
    let channel = this.#channels.get(name)
    if (channel === undefined) {
      channel = new Channel(this.node, purpose, this.#context)
      this.#channels.set(name, channel)
    }
    return channel
  }

  /** Closes the channels of one client: those whose lane starts so. */
  async closeLane(lane: string): Promise<void> {
    const closing: Promise<void>[] = []
    for (const [name, channel] of this.#channels) {
      if (!name.startsWith(`${lane}/`)) continue
      this.#channels.delete(name)
      closing.push(channel.close())
    }
    await Promise.all(closing)
  }

  /**
   * Asks in the newest version that both sides speak. `body` may depend on the version.
   * Rejects with ConnectionLost, RequestTimedOut or UnsupportedVersion, and with nothing else.
   */
  async request<K extends ApiKey>(
    purpose: Purpose,
    key: K,
    body: RequestOf<K> | ((version: number) => RequestOf<K>),
    limits: RequestLimits = {},
  ): Promise<ResponseOf<K>> {
    const channel = this.channel(purpose, limits.lane)
    const opening = channel.open()
    if (opening !== undefined) await opening
    const version = channel.versionOf(key, limits)
    if (version < 0)
      throw new UnsupportedVersion(`node ${this.id} has no version of ${apiOf(key).name} that will do`)
    const whole = typeof body === 'function' ? body(version) : body
    return channel.send(key, version, whole, limits.timeoutMs ?? this.#context.requestTimeoutMs)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#channels.values()].map(channel => channel.close()))
  }
}
