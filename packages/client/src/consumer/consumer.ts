/**
 * The consumer: fetches record batches of the partitions that it was given, or that its group assigned to it.
 *
 * A poll does, in this order: tell the program about rebalances, find positions, hand over what has been fetched, and ask
 * for more before it returns, so that the next batches are on their way while the program works.
 *
 *  1. Nothing of the program's is called outside `poll`, `unsubscribe` and `close`.
 *  2. A position moves when `poll` returns the batches, to behind the last of them, whatever in them counts.
 *  3. A seek wins over everything that was on its way.
 *  4. Offsets are committed when the program says so, never by themselves.
 *
 * Source: Kafka's classic consumer (ClassicKafkaConsumer); KIP-62, KIP-98, KIP-345, KIP-429, KIP-848.
 */
import { ErrorCode, MoldauError } from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import {
  type IsolationLevel,
  lookUpOffsets,
  OFFSET_SPEC,
  type OffsetAnswer,
} from '../cluster/offset-lookup.ts'
import type { GroupMetadata, OffsetToCommit } from '../producer/transactions.ts'
import { Deadline, failureOf } from '../retry.ts'
import { Signal } from '../signal.ts'
import { nameOf, type TopicPartition, TopicPartitionMap } from '../topic-partition.ts'
import type { Assignor } from './assignor.ts'
import { ConsumerMembership } from './consumer-membership.ts'
import { cooperativeStickyAssignor } from './cooperative-sticky-assignor.ts'
import type { FetchedPartition } from './fetched-partition.ts'
import { Fetcher } from './fetcher.ts'
import type { GroupMember, Subscription } from './group-member.ts'
import { type CommittedOffset, GroupOffsets } from './group-offsets.ts'
import { Membership } from './membership.ts'
import { PartitionState } from './partition-state.ts'
import { rangeAssignor } from './range-assignor.ts'

export interface ConsumerOptions {
  /** The group: needed for `subscribe` and for committed offsets. */
  readonly groupId?: string
  /** Makes the member static (KIP-345): its name across restarts. */
  readonly groupInstanceId?: string
  /**
   * 'classic': a member assigns (`assignors`). 'consumer': the broker does (KIP-848), and says how long sessions are. Default 'classic',
   * as Kafka's (`group.protocol`).
   */
  readonly groupProtocol?: 'classic' | 'consumer'
  /** The broker's assignor to ask for, of 'uniform' and 'range', in the consumer protocol. Default: the broker's choice. */
  readonly remoteAssignor?: string
  /** Where to begin without a committed offset, or when it does not exist any more. Default 'latest', as Kafka's. */
  readonly autoOffsetReset?: 'earliest' | 'latest' | 'none'
  /** Default 'read_uncommitted', as Kafka's. */
  readonly isolationLevel?: IsolationLevel
  /** Ways to assign, the dearest first. Default range, cooperative-sticky. */
  readonly assignors?: readonly Assignor[]
  /** Without a heartbeat for so long the member is thrown out, ms. Default 45000 (`session.timeout.ms`). */
  readonly sessionTimeoutMs?: number
  /** Default 3000 (`heartbeat.interval.ms`). */
  readonly heartbeatIntervalMs?: number
  /** Without a poll for so long the member leaves, ms; also how long a rebalance waits for it. Default 300000. */
  readonly maxPollIntervalMs?: number
  /** Fewest bytes worth an answer. Default 1 (`fetch.min.bytes`). */
  readonly fetchMinBytes?: number
  /** Most bytes of one answer. Default 52428800 (`fetch.max.bytes`). */
  readonly fetchMaxBytes?: number
  /** How long the broker waits for `fetchMinBytes`, ms. Default 500 (`fetch.max.wait.ms`). */
  readonly fetchMaxWaitMs?: number
  /** Most bytes of one partition in one answer. Default 1048576 (`max.partition.fetch.bytes`). */
  readonly partitionFetchBytesMax?: number
  /** How long calls other than `poll` may take, ms. Default 60000 (`default.api.timeout.ms`). */
  readonly apiTimeoutMs?: number
  readonly rackId?: string
}

/** What a program hears about its assignment. A promise is waited for before the poll goes on. */
export interface RebalanceListener {
  /** Partitions that are new; positions are looked up after this. Also called with none, at the end of each rebalance. */
  onAssigned?(partitions: readonly TopicPartition[]): void | Promise<void>
  /** Partitions to let go: commit what was done. */
  onRevoked?(partitions: readonly TopicPartition[]): void | Promise<void>
  /** Partitions that others may have already: commit nothing. Default: `onRevoked`. */
  onLost?(partitions: readonly TopicPartition[]): void | Promise<void>
}

/** A poll looks around at least so often, ms: the member shows that it is alive. */
const ROUND_MS_MAX = 3000

/**
 * Reads records, alone (`assign`) or as a member of a group (`subscribe`). A poll gives whole batches, which lend their bytes; records
 * become objects only when asked for: about 15 ns a record as a view, 150 ns as an object.
 *
 * ```ts
 * import { Consumer, EmbeddedLog, Producer } from 'moldau'
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * const log = await EmbeddedLog.open({ dataDir: await mkdtemp(join(tmpdir(), 'moldau-')) })
 * const producer = new Producer(log.cluster())
 * await producer.sendBatch([1, 2, 3].map(n => ({ topic: 'numbers', partition: 0, value: String(n) })))
 * const consumer = new Consumer(log.cluster(), { groupId: 'readers', autoOffsetReset: 'earliest' })
 * consumer.subscribe(['numbers'])
 * const values: string[] = []
 * while (values.length < 3) {
 *   for (const fetched of await consumer.poll(1000)) {
 *     for (const { value } of fetched.toRecords()) values.push(Buffer.from(value!).toString())
 *   }
 * }
 * console.log(values.join(' ')) // prints 1 2 3
 * await consumer.close()
 * await producer.close()
 * await log.close()
 * ```
 */
export class Consumer {
  readonly #cluster: Cluster
  readonly #options: ConsumerOptions
  readonly #lane: string
  readonly #signal = new Signal()
  readonly #states = new TopicPartitionMap<PartitionState>()
  readonly #fetcher: Fetcher
  readonly #membership: GroupMember | undefined
  readonly #offsets: GroupOffsets | undefined
  readonly #isolation: IsolationLevel
  readonly #unlisten: () => void
  #subscription: readonly string[] | undefined
  #listener: RebalanceListener = {}
  #positioning: Promise<void> | undefined
  #failure: MoldauError | undefined
  #isPolling = false
  #closed = false

  /** A consumer on `cluster`, which it does not close. Nothing is asked before the first poll. */
  constructor(cluster: Cluster, options: ConsumerOptions = {}) {
    this.#cluster = cluster
    this.#options = options
    this.#lane = cluster.newLane()
    this.#isolation = options.isolationLevel ?? 'read_uncommitted'
    this.#fetcher = new Fetcher(
      cluster,
      {
        isolation: this.#isolation,
        minBytes: options.fetchMinBytes ?? 1,
        maxBytes: options.fetchMaxBytes ?? 52_428_800,
        maxWaitMs: options.fetchMaxWaitMs ?? 500,
        partitionMaxBytes: options.partitionFetchBytesMax ?? 1_048_576,
        rackId: options.rackId ?? '',
        lane: this.#lane,
      },
      this.#states,
      this.#signal,
    )
    if (options.groupId !== undefined) {
      this.#offsets = new GroupOffsets(cluster, options.groupId, this.#lane)
      this.#membership = this.#makeMembership(options.groupId)
    }
    this.#unlisten = cluster.onUpdate(() => this.#signal.raise())
  }

  #makeMembership(groupId: string): GroupMember {
    const options = this.#options
    const shared = {
      groupId,
      groupInstanceId: options.groupInstanceId ?? null,
      maxPollIntervalMs: options.maxPollIntervalMs ?? 300_000,
      rackId: options.rackId ?? null,
      lane: this.#lane,
    }
    const host = {
      owned: () => this.assignment(),
      revoke: (partitions: readonly TopicPartition[], isLost: boolean) => this.#revoke(partitions, isLost),
      assign: (added: readonly TopicPartition[]) => this.#assignAdded(added),
    }
    if (options.groupProtocol === 'consumer') {
      const own = { ...shared, remoteAssignor: options.remoteAssignor ?? null }
      return new ConsumerMembership(this.#cluster, own, host, this.#signal)
    }
    return new Membership(
      this.#cluster,
      {
        ...shared,
        assignors: options.assignors ?? [rangeAssignor, cooperativeStickyAssignor],
        sessionTimeoutMs: options.sessionTimeoutMs ?? 45_000,
        heartbeatIntervalMs: options.heartbeatIntervalMs ?? 3000,
      },
      host,
      this.#signal,
    )
  }

  get #apiTimeoutMs(): number {
    return this.#options.apiTimeoutMs ?? 60_000
  }

  // --- what to consume ----------------------------------------------------------------------------------------------

  /**
   * Consumes topics as a member of the group, by name, or in the consumer protocol by an expression that the broker matches with whole
   * names (RE2's syntax). Replaces an earlier subscription. @throws MoldauError `INVALID_USE`
   */
  subscribe(
    wanted: readonly string[] | { readonly pattern: string },
    listener: RebalanceListener = {},
  ): void {
    const membership = this.#inGroup('subscribe')
    if (this.#subscription === undefined && this.#states.size > 0)
      throw misuse('subscribe after assign', 'unsubscribe first')
    const subscription: Subscription = 'pattern' in wanted ? wanted : { topics: [...wanted] }
    membership.subscribe(subscription)
    this.#subscription = 'topics' in subscription ? subscription.topics : []
    this.#listener = listener
    if (this.#cluster.addTopics(this.#subscription)) this.#cluster.requestUpdate()
  }

  /** Consumes these partitions, without a rebalance. Replaces what was assigned before. @throws MoldauError `INVALID_USE` */
  assign(partitions: readonly TopicPartition[]): void {
    if (this.#subscription !== undefined) throw misuse('assign after subscribe', 'unsubscribe first')
    const wanted = new TopicPartitionMap<true>()
    for (const { partition, topic } of partitions) wanted.set(topic, partition, true)
    for (const { partition, topic } of [...this.#states.keys()])
      if (!wanted.has(topic, partition)) this.#drop(topic, partition)
    for (const { partition, topic } of wanted.keys())
      if (!this.#states.has(topic, partition)) this.#add(topic, partition)
    if (this.#cluster.addTopics(partitions.map(one => one.topic))) this.#cluster.requestUpdate()
    this.#signal.raise()
  }

  /** Lets go of everything, and leaves the group (a static member stays). */
  async unsubscribe(): Promise<void> {
    if (this.#subscription !== undefined) await this.#membership?.leave()
    this.#subscription = undefined
    for (const { partition, topic } of [...this.#states.keys()]) this.#drop(topic, partition)
  }

  /** The topics subscribed to by name. */
  subscription(): readonly string[] {
    return this.#subscription ?? []
  }

  /** The partitions assigned at the moment. */
  assignment(): TopicPartition[] {
    return [...this.#states.keys()]
  }

  #add(topic: string, partition: number): void {
    this.#states.set(
      topic,
      partition,
      new PartitionState(topic, partition, this.#offsets === undefined ? 'reset' : 'committed'),
    )
  }

  #drop(topic: string, partition: number): void {
    const state = this.#states.get(topic, partition)
    if (state === undefined) return
    state.seek(-1)
    this.#states.delete(topic, partition)
  }

  async #revoke(partitions: readonly TopicPartition[], isLost: boolean): Promise<void> {
    const { onLost, onRevoked } = this.#listener
    try {
      if (isLost && onLost !== undefined) await onLost.call(this.#listener, partitions)
      else await onRevoked?.call(this.#listener, partitions)
    } finally {
      for (const { partition, topic } of partitions) this.#drop(topic, partition)
    }
  }

  async #assignAdded(added: readonly TopicPartition[]): Promise<void> {
    for (const { partition, topic } of added) this.#add(topic, partition)
    if (this.#cluster.addTopics(added.map(one => one.topic))) this.#cluster.requestUpdate()
    await this.#listener.onAssigned?.(added)
  }

  // --- polling ------------------------------------------------------------------------------------------------------

  /**
   * Returns what has been fetched, as whole batches by partition, as soon as there is something; nothing after `timeoutMs`.
   * @throws MoldauError `OFFSET_OUT_OF_RANGE` and `NO_OFFSET` with autoOffsetReset 'none'; `FENCED_INSTANCE_ID`;
   * `CORRUPT_MESSAGE`; what the rebalance listener throws.
   */
  async poll(timeoutMs: number): Promise<FetchedPartition[]> {
    if (this.#closed) throw new MoldauError('CONSUMER_CLOSED', 'the consumer is closed')
    if (this.#isPolling) throw misuse('poll during a poll', 'wait for the first one')
    if (this.#subscription === undefined && this.#states.size === 0)
      throw misuse('poll without a subscription', 'subscribe or assign first')
    this.#isPolling = true
    try {
      return await this.#rounds(new Deadline(this.#cluster.clock, timeoutMs))
    } finally {
      this.#isPolling = false
    }
  }

  async #rounds(deadline: Deadline): Promise<FetchedPartition[]> {
    this.#cluster.renewIfOld()
    while (true) {
      if (this.#subscription !== undefined) await this.#membership!.step()
      if (this.#failure !== undefined) {
        const failure = this.#failure
        this.#failure = undefined
        throw failure
      }
      this.#findPositions()
      const taken = this.#fetcher.take()
      const soonMs = this.#fetcher.send()
      if (taken.length > 0 || this.#closed) return taken
      const restMs = deadline.restMs
      if (restMs <= 0) return taken
      await this.#signal.wait(this.#cluster.clock, Math.min(restMs, soonMs, ROUND_MS_MAX))
    }
  }

  /** Makes a poll that waits return. */
  wakeup(): void {
    this.#signal.raise()
  }

  // --- positions ----------------------------------------------------------------------------------------------------

  /** Looks, in the background, for positions that are not known. */
  #findPositions(): void {
    if (this.#positioning !== undefined) return
    const unknown = [...this.#states.values()].filter(state => state.position < 0)
    if (unknown.length === 0) return
    this.#positioning = this.#position(unknown)
      .catch(error => {
        if (!(error instanceof MoldauError)) throw error
        this.#failure = error
      })
      .finally(() => {
        this.#positioning = undefined
        this.#signal.raise()
      })
  }

  async #position(states: readonly PartitionState[]): Promise<void> {
    const asked = states.map(state => ({ state, epoch: state.epoch }))
    const isOpen = ({ epoch, state }: { epoch: number; state: PartitionState }): boolean =>
      epoch === state.epoch && this.#states.get(state.topic, state.partition) === state
    const committed = asked.filter(one => one.state.source === 'committed')
    if (committed.length > 0 && this.#offsets !== undefined) {
      const found = await this.#offsets.fetch(
        committed.map(one => one.state),
        this.#apiTimeoutMs,
      )
      for (const one of committed.filter(isOpen)) {
        const offset = found.get(one.state.topic, one.state.partition)
        if (offset === undefined) continue
        one.state.position = offset.offset
        one.state.leaderEpoch = offset.leaderEpoch
      }
    }
    const open = asked.filter(one => isOpen(one) && one.state.position < 0)
    const questions = open.map(({ state }) => ({
      topic: state.topic,
      partition: state.partition,
      timestamp: this.#resetTo(state),
    }))
    const answers = await lookUpOffsets(
      this.#cluster,
      questions,
      this.#isolation,
      this.#apiTimeoutMs,
      this.#lane,
    )
    for (const one of open.filter(isOpen)) {
      const answer = answers.get(one.state.topic, one.state.partition)
      if (answer !== undefined && one.state.position < 0) one.state.position = answer.offset
    }
  }

  #resetTo(state: PartitionState): number {
    if (state.source === 'earliest') return OFFSET_SPEC.earliest
    if (state.source === 'latest') return OFFSET_SPEC.latest
    const policy = this.#options.autoOffsetReset ?? 'latest'
    if (policy !== 'none') return OFFSET_SPEC[policy]
    const isGone = state.source === 'reset' && this.#offsets !== undefined
    throw new MoldauError(
      isGone ? 'OFFSET_OUT_OF_RANGE' : 'NO_OFFSET',
      `${nameOf(state)} has no offset to begin with`,
      {
        detail: isGone ? 'the position does not exist any more' : 'none is committed',
        hint: "seek, commit an offset, or set autoOffsetReset to 'earliest' or 'latest'",
      },
    )
  }

  #state(one: TopicPartition): PartitionState {
    const state = this.#states.get(one.topic, one.partition)
    if (state !== undefined) return state
    throw misuse(`${nameOf(one)} is not assigned`, 'see assignment()')
  }

  /** The next poll begins at `offset`. @throws MoldauError `INVALID_USE` when the partition is not assigned. */
  seek(partition: TopicPartition, offset: number): void {
    if (!Number.isSafeInteger(offset) || offset < 0)
      throw misuse(`offset ${offset} does not exist`, 'offsets begin at 0')
    this.#state(partition).seek(offset)
    this.#signal.raise()
  }

  /** The next poll begins at the first offset that is there. Default: of all partitions. */
  seekToBeginning(partitions: readonly TopicPartition[] = this.assignment()): void {
    for (const one of partitions) this.#state(one).unposition('earliest')
    this.#signal.raise()
  }

  /** The next poll begins at the end, which is looked up then. Default: of all partitions. */
  seekToEnd(partitions: readonly TopicPartition[] = this.assignment()): void {
    for (const one of partitions) this.#state(one).unposition('latest')
    this.#signal.raise()
  }

  /** Seeks each partition to its first record at or after a time, or to its end. */
  async seekToTime(partitions: readonly TopicPartition[], timestampMs: number): Promise<void> {
    const found = await this.offsetsForTimes(partitions.map(one => ({ ...one, timestamp: timestampMs })))
    for (const one of partitions) {
      const offset = found.get(one.topic, one.partition)?.offset ?? -1
      if (offset >= 0) this.seek(one, offset)
      else this.seekToEnd([one])
    }
  }

  /** The offset of the next record that poll will return; -1 while it is not known. */
  position(partition: TopicPartition): number {
    return this.#state(partition).position
  }

  /** What is known of a partition from its last fetch; -1 where nothing is. */
  ends(partition: TopicPartition): {
    highWatermark: number
    lastStableOffset: number
    logStartOffset: number
  } {
    const { highWatermark, lastStableOffset, logStartOffset } = this.#state(partition)
    return { highWatermark, lastStableOffset, logStartOffset }
  }

  /** Stops fetching from partitions; what has been fetched waits. */
  pause(partitions: readonly TopicPartition[]): void {
    for (const one of partitions) this.#state(one).isPaused = true
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const one of partitions) this.#state(one).isPaused = false
    this.#signal.raise()
  }

  paused(): TopicPartition[] {
    return [...this.#states.values()]
      .filter(state => state.isPaused)
      .map(({ partition, topic }) => ({ topic, partition }))
  }

  // --- questions ----------------------------------------------------------------------------------------------------

  /** The first offset at or after a time, for each partition; offset -1 where there is none. @throws MoldauError */
  offsetsForTimes(
    questions: readonly (TopicPartition & { readonly timestamp: number })[],
  ): Promise<TopicPartitionMap<OffsetAnswer>> {
    return lookUpOffsets(this.#cluster, questions, this.#isolation, this.#apiTimeoutMs, this.#lane)
  }

  /** The first offsets that are there. @throws MoldauError */
  beginningOffsets(partitions: readonly TopicPartition[]): Promise<TopicPartitionMap<OffsetAnswer>> {
    const questions = partitions.map(one => ({ ...one, timestamp: OFFSET_SPEC.earliest }))
    return lookUpOffsets(this.#cluster, questions, this.#isolation, this.#apiTimeoutMs, this.#lane)
  }

  /** The ends: the last stable offset under read_committed (default: the consumer's level), else the high watermark. */
  endOffsets(
    partitions: readonly TopicPartition[],
    isolation: IsolationLevel = this.#isolation,
    timeoutMs = this.#apiTimeoutMs,
  ): Promise<TopicPartitionMap<OffsetAnswer>> {
    const questions = partitions.map(one => ({ ...one, timestamp: OFFSET_SPEC.latest }))
    return lookUpOffsets(this.#cluster, questions, isolation, timeoutMs, this.#lane)
  }

  /** The group's committed offsets; partitions without one are left out. Waits for undecided transactions. */
  committed(partitions: readonly TopicPartition[]): Promise<TopicPartitionMap<CommittedOffset>> {
    return this.#offsetsOfGroup('committed').fetch(partitions, this.#apiTimeoutMs)
  }

  // --- committing ---------------------------------------------------------------------------------------------------

  /**
   * Commits offsets, each that of the next record to consume. Default: the positions of all partitions.
   * @throws MoldauError `REBALANCE_IN_PROGRESS` (poll, then commit again), `ILLEGAL_GENERATION` and `UNKNOWN_MEMBER_ID` (the
   * partitions are lost), `FENCED_INSTANCE_ID`.
   */
  async commit(offsets: readonly OffsetToCommit[] = this.positions()): Promise<void> {
    const group = this.#offsetsOfGroup('commit')
    if (this.#subscription !== undefined && this.#membership!.isRebalancing)
      throw failureOf(ErrorCode.REBALANCE_IN_PROGRESS, 'offsets cannot be committed now')
    // A consumer that was assigned its partitions by hand commits without a generation.
    if (this.#subscription === undefined) {
      const { groupId } = this.groupMetadata()
      const byHand = { groupId, generationId: -1, memberId: '', groupInstanceId: null }
      return group.commit(offsets, byHand, this.#apiTimeoutMs, () => undefined)
    }
    await this.#commitAsMember(group, this.#membership!, offsets)
  }

  /** An epoch that has moved on under a commit is no reason to give up: the member knows the new one soon. */
  async #commitAsMember(
    group: GroupOffsets,
    membership: GroupMember,
    offsets: readonly OffsetToCommit[],
  ): Promise<void> {
    const deadline = new Deadline(this.#cluster.clock, this.#apiTimeoutMs)
    for (;;) {
      const member = membership.groupMetadata
      const heard = (errorCode: number): void => membership.hearError(errorCode, member)
      try {
        await group.commit(offsets, member, deadline.restMs, heard, membership.commitFrom)
        return
      } catch (error) {
        const isStale = error instanceof MoldauError && error.code === 'STALE_MEMBER_EPOCH'
        if (!isStale) throw error
        await membership.verify()
        if (membership.groupMetadata.generationId === member.generationId || deadline.isOver) throw error
      }
    }
  }

  /** Commits in the background; `done` hears how it went. */
  commitAsync(offsets?: readonly OffsetToCommit[], done?: (error: MoldauError | undefined) => void): void {
    this.commit(offsets).then(
      () => done?.(undefined),
      error => {
        if (!(error instanceof MoldauError)) throw error
        done?.(error)
      },
    )
  }

  /** The positions of all partitions that have one, as `commit` takes them. */
  positions(): OffsetToCommit[] {
    const positions: OffsetToCommit[] = []
    for (const { leaderEpoch, partition, position, topic } of this.#states.values())
      if (position >= 0) positions.push({ topic, partition, offset: position, leaderEpoch })
    return positions
  }

  /** Who the consumer is in its group: what fences a transaction's offsets. */
  groupMetadata(): GroupMetadata {
    return this.#inGroup('groupMetadata').groupMetadata
  }

  /** Whether the group rebalances, or has and the program has not heard of it: offsets of this generation may be refused. */
  get isRebalancing(): boolean {
    return this.#inGroup('isRebalancing').isRebalancing
  }

  /** Asks the coordinator now whether this is still its member. @throws MoldauError `FENCED_INSTANCE_ID` when another has its instance id */
  async verifyMembership(): Promise<void> {
    await this.#inGroup('verifyMembership').verify()
  }

  /** Makes the member join again at the next poll. */
  enforceRebalance(reason: string): void {
    this.#inGroup('enforceRebalance').requestRejoin(reason)
  }

  #inGroup(call: string): GroupMember {
    if (this.#membership !== undefined) return this.#membership
    throw misuse(`${call} without a group`, 'give the consumer a groupId')
  }

  #offsetsOfGroup(call: string): GroupOffsets {
    if (this.#offsets !== undefined) return this.#offsets
    throw misuse(`${call} without a group`, 'give the consumer a groupId')
  }

  /**
   * Revokes what is assigned, leaves the group unless `leaveGroup` is false (a static member never leaves), and ends every
   * request. Commits nothing.
   */
  async close(options: { readonly leaveGroup?: boolean } = {}): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#signal.raise()
    try {
      if (this.#subscription !== undefined) await this.#membership?.stop(options.leaveGroup ?? true)
    } finally {
      this.#unlisten()
      for (const { partition, topic } of [...this.#states.keys()]) this.#drop(topic, partition)
      await this.#cluster.closeLane(this.#lane)
    }
  }
}

function misuse(what: string, hint: string): MoldauError {
  return new MoldauError('INVALID_USE', 'the consumer cannot do this', { detail: what, hint })
}
