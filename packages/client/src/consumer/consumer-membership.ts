/**
 * Membership in a group of the consumer protocol (KIP-848): one request, the heartbeat, and a broker that assigns.
 *
 *   out --epoch 0--> joining --epoch n--> member --other assignment--> reconciling --told so--> member
 *    ^                                      |
 *    |<--fenced, thrown out (lost)----------|
 *    \<--polled too late (left)-------------/
 *
 *  1. The program's listener is called inside `poll` alone: what is taken away first, then what is new; then the coordinator is told.
 *     Heartbeats go on meanwhile and say what the member still has.
 *  2. A member that is fenced has lost its partitions: it gives them up, and joins again under the same id.
 *  3. A heartbeat says what has changed since the last one that was answered; after a failure it says everything.
 *  4. How often, and who gets what, is the broker's to say.
 *  5. A static member goes away with epoch -2, also where it polled too late: it comes back within its session and finds its
 *     assignment. A dynamic one leaves with -1.
 *  6. Nothing is sent after the leaving, and no timer runs for who is out.
 *
 * Source: KIP-848, KIP-1082; Kafka's ConsumerMembershipManager and ConsumerHeartbeatRequestManager.
 */
import {
  ApiKey,
  type ConsumerGroupHeartbeatResponse,
  ErrorCode,
  MoldauError,
  requestOf,
  type Timer,
} from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import type { Link } from '../cluster/link.ts'
import type { GroupMetadata } from '../producer/transactions.ts'
import { backoffMs, Deadline, failureOf, retrying } from '../retry.ts'
import type { Signal } from '../signal.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { GroupMember, MembershipHost, Subscription } from './group-member.ts'

export interface ConsumerMembershipOptions {
  readonly groupId: string
  readonly groupInstanceId: string | null
  /** The assignor to ask for; null leaves it to the broker. */
  readonly remoteAssignor: string | null
  readonly maxPollIntervalMs: number
  readonly rackId: string | null
  readonly lane: string
}

const JOINING = 0
const LEAVE = -1
const LEAVE_FOR_A_WHILE = -2
const FIRST_INTERVAL_MS = 5000

type Told = readonly { readonly topicId: string; readonly partitions: readonly number[] }[]

export class ConsumerMembership implements GroupMember {
  readonly commitFrom = 9
  readonly isRebalancing = false
  readonly #cluster: Cluster
  readonly #options: ConsumerMembershipOptions
  readonly #host: MembershipHost
  readonly #signal: Signal
  readonly #memberId: string
  #subscription: Subscription = { topics: [] }
  #epoch = JOINING
  #isIn = false
  /** How many times it joined: what is under way for an earlier time is nobody's. */
  #joins = 0
  #coordinator: Link | undefined
  /** Everything is to be said in the next heartbeat (3). */
  #saysAll = true
  #hasNewSubscription = false
  /** What the coordinator assigned and the program has not heard of. */
  #told: Told | undefined
  #owned: Told = []
  #hasNewOwned = false
  /** Names of topics that an assignment named by id. */
  readonly #names = new Map<string, string>()
  #isLost = false
  #failure: MoldauError | undefined
  #fatal: MoldauError | undefined
  #timer: Timer | undefined
  #intervalMs = FIRST_INTERVAL_MS
  #beating: Promise<void> | undefined
  #attempt = 0
  #lastPollMs = 0
  #stopped = false

  constructor(cluster: Cluster, options: ConsumerMembershipOptions, host: MembershipHost, signal: Signal) {
    this.#cluster = cluster
    this.#options = options
    this.#host = host
    this.#signal = signal
    const bytes = Buffer.alloc(16)
    for (const at of [0, 4, 8, 12]) bytes.writeUInt32BE(cluster.random.nextUint32(), at)
    this.#memberId = bytes.toString('base64url')
  }

  get groupMetadata(): GroupMetadata {
    const { groupId, groupInstanceId } = this.#options
    const isMember = this.#epoch > 0
    return {
      ...{ groupId, groupInstanceId, memberId: isMember ? this.#memberId : '' },
      generationId: isMember ? this.#epoch : -1,
    }
  }

  subscribe(subscription: Subscription): void {
    this.#subscription = subscription
    this.#hasNewSubscription = true
    if (this.#isIn) this.#beatNow()
    this.#signal.raise()
  }

  requestRejoin(_reason: string): void {
    // There is nothing to rejoin: the broker decides when it assigns anew.
    if (this.#isIn) this.#beatNow()
  }

  async verify(): Promise<void> {
    const deadline = new Deadline(this.#cluster.clock, this.#cluster.requestTimeoutMs)
    await this.#beating
    if (this.#fatal === undefined && this.#isIn)
      await retrying(this.#cluster, deadline, () => this.#heartbeat())
    if (this.#fatal !== undefined) throw this.#fatal
  }

  async step(): Promise<void> {
    this.#lastPollMs = this.#cluster.clock.monotonicMs()
    await this.#lose()
    if (this.#fatal !== undefined) throw this.#fatal
    if (this.#failure !== undefined) {
      const failure = this.#failure
      this.#failure = undefined
      throw failure
    }
    if (!this.#isIn && !this.#stopped) this.#join()
    if (this.#told !== undefined) await this.#reconcile()
  }

  async #lose(): Promise<void> {
    if (!this.#isLost) return
    this.#isLost = false
    const owned = this.#host.owned()
    if (owned.length > 0) await this.#host.revoke(owned, true)
  }

  #join(): void {
    this.#isIn = true
    // This is within a poll, however long the program has taken in it.
    this.#lastPollMs = this.#cluster.clock.monotonicMs()
    this.#joins++
    this.#epoch = JOINING
    this.#saysAll = true
    this.#owned = []
    this.#told = undefined
    this.#beatNow()
  }

  /** Brings what the program has to what it is to have (1). */
  async #reconcile(): Promise<void> {
    const told = this.#told!
    const names = await this.#namesOf(told)
    // Not all topics are known here yet, or the assignment has changed again: the next round looks anew.
    if (names === undefined || told !== this.#told) return
    const wanted = told.flatMap(({ partitions, topicId }) =>
      partitions.map(partition => ({ topic: names.get(topicId)!, partition })),
    )
    const owned = this.#host.owned()
    const isIn = (list: readonly TopicPartition[], one: TopicPartition): boolean =>
      list.some(other => other.partition === one.partition && other.topic === one.topic)
    const revoked = owned.filter(one => !isIn(wanted, one))
    if (revoked.length > 0) await this.#host.revoke(revoked, false)
    if (told !== this.#told) return
    this.#told = undefined
    const joins = this.#joins
    try {
      await this.#host.assign(wanted.filter(one => !isIn(owned, one)))
    } finally {
      // Also where the program threw: it has them.
      if (this.#isIn && this.#joins === joins) {
        this.#owned = told
        this.#hasNewOwned = true
        this.#beatNow()
      }
    }
  }

  /** The names of topics, asked for by their ids where they are not known; `undefined` where one is still not. */
  async #namesOf(told: Told): Promise<ReadonlyMap<string, string> | undefined> {
    for (const { topicId } of told) {
      const name = this.#cluster.metadata.names.get(topicId)
      if (name !== undefined) this.#names.set(topicId, name)
    }
    const unknown = told.filter(({ topicId }) => !this.#names.has(topicId))
    if (unknown.length === 0) return this.#names
    try {
      const topics = unknown.map(({ topicId }) => ({ name: null, topicId }))
      const body = requestOf(ApiKey.Metadata, { topics, allowAutoTopicCreation: false })
      // Before version 12 topics have names alone.
      const limits = { minVersion: 12, lane: this.#options.lane }
      const response = await this.#cluster.anyLink().request('metadata', ApiKey.Metadata, body, limits)
      for (const { errorCode, name, topicId } of response.topics)
        if (errorCode === ErrorCode.NONE && name !== null) this.#names.set(topicId, name)
    } catch (error) {
      if (!(error instanceof MoldauError) || !error.retriable) throw error
    }
    return unknown.every(({ topicId }) => this.#names.has(topicId)) ? this.#names : undefined
  }

  // --- heartbeats ---------------------------------------------------------------------------------------------------

  #beatNow(): void {
    this.#beatIn(0)
  }

  #beatIn(ms: number): void {
    this.#timer?.cancel()
    this.#timer = undefined
    if (this.#stopped || !this.#isIn) return
    this.#timer = this.#cluster.clock.setTimer(ms, () => {
      this.#timer = undefined
      this.#beat()
    })
  }

  #beat(): void {
    if (this.#stopped || !this.#isIn) return
    if (this.#beating !== undefined) {
      // Its answer may be older than what there is to say now.
      this.#beating.finally(() => this.#beatNow())
      return
    }
    if (this.#cluster.clock.monotonicMs() - this.#lastPollMs > this.#options.maxPollIntervalMs) {
      this.#leaveLate()
      return
    }
    this.#beating = this.#heartbeat()
      .then(
        () => {
          this.#attempt = 0
          if (this.#timer === undefined) this.#beatIn(this.#intervalMs)
        },
        error => this.#failed(error),
      )
      .finally(() => {
        this.#beating = undefined
      })
  }

  #failed(error: unknown): void {
    if (!(error instanceof MoldauError)) throw error
    this.#coordinator = undefined
    this.#saysAll = true
    if (!this.#isIn) return
    if (!error.retriable) {
      this.#isIn = false
      this.#failure = error
      this.#signal.raise()
      return
    }
    this.#beatIn(backoffMs(this.#cluster.backoff, this.#cluster.random, this.#attempt++))
  }

  async #heartbeat(): Promise<void> {
    const {
      groupId,
      groupInstanceId: instanceId,
      lane,
      maxPollIntervalMs,
      rackId,
      remoteAssignor,
    } = this.#options
    const joins = this.#joins
    this.#coordinator ??= await this.#cluster.coordinator('group', groupId)
    // Left or fenced while the coordinator was looked for: a join sent now would follow the leaving (6).
    if (!this.#isIn || this.#stopped || this.#joins !== joins) return
    const saysAll = this.#saysAll || this.#epoch === JOINING
    const saysTopics = saysAll || this.#hasNewSubscription
    const subscription = this.#subscription
    const pattern = 'pattern' in subscription ? subscription.pattern : ''
    const owned = this.#owned
    const epoch = this.#epoch
    const body = requestOf(ApiKey.ConsumerGroupHeartbeat, {
      ...{ groupId, instanceId, memberId: this.#memberId, memberEpoch: epoch },
      ...{ rackId: saysAll ? rackId : null, rebalanceTimeoutMs: saysAll ? maxPollIntervalMs : -1 },
      subscribedTopicNames: saysTopics ? ('topics' in subscription ? subscription.topics : []) : null,
      subscribedTopicRegex: saysTopics ? pattern : null,
      serverAssignor: saysAll ? remoteAssignor : null,
      topicPartitions: saysAll || this.#hasNewOwned ? owned : null,
    })
    const limits = { lane, minVersion: pattern === '' ? 0 : 1 }
    const answer = await this.#coordinator.request('group', ApiKey.ConsumerGroupHeartbeat, body, limits)
    // Left or fenced meanwhile: the answer is about somebody that is no more.
    if (!this.#isIn || this.#joins !== joins || this.#epoch !== epoch) return
    if (answer.errorCode !== ErrorCode.NONE) return this.#refused(answer)
    this.#saysAll = false
    if (subscription === this.#subscription) this.#hasNewSubscription = false
    if (owned === this.#owned) this.#hasNewOwned = false
    this.#epoch = answer.memberEpoch
    this.#intervalMs = answer.heartbeatIntervalMs
    if (answer.assignment === null) return
    this.#told = answer.assignment.topicPartitions
    this.#signal.raise()
  }

  #refused({ errorCode, errorMessage }: ConsumerGroupHeartbeatResponse): void {
    const what = `the consumer is no member of group ${this.#options.groupId}`
    switch (errorCode) {
      case ErrorCode.UNKNOWN_MEMBER_ID:
      case ErrorCode.FENCED_MEMBER_EPOCH:
        this.#fence()
        return
      case ErrorCode.NOT_COORDINATOR:
      case ErrorCode.COORDINATOR_NOT_AVAILABLE:
      case ErrorCode.COORDINATOR_LOAD_IN_PROGRESS:
        throw failureOf(errorCode, what, errorMessage)
      default:
        this.#fence()
        this.#fatal = failureOf(errorCode, what, errorMessage)
        this.#signal.raise()
    }
  }

  /** The coordinator does not count on this member any more: what it had is lost (2). */
  #fence(): void {
    this.#isIn = false
    this.#epoch = JOINING
    this.#told = undefined
    this.#owned = []
    this.#isLost = true
    this.#timer?.cancel()
    this.#timer = undefined
    this.#signal.raise()
  }

  hearError(errorCode: number, { generationId }: GroupMetadata): void {
    switch (errorCode) {
      case ErrorCode.STALE_MEMBER_EPOCH:
        if (this.#isIn) this.#beatNow()
        return
      case ErrorCode.UNKNOWN_MEMBER_ID:
      case ErrorCode.FENCED_MEMBER_EPOCH:
        if (!this.#isIn) return
        // Of an epoch that is over it may have been true: the coordinator is asked about this one.
        if (generationId === this.#epoch) this.#fence()
        else this.#beatNow()
        return
      case ErrorCode.FENCED_INSTANCE_ID:
        this.#fence()
        this.#fatal = failureOf(
          errorCode,
          `another member of group ${this.#options.groupId} has the same instance id`,
        )
        return
      case ErrorCode.NOT_COORDINATOR:
      case ErrorCode.COORDINATOR_NOT_AVAILABLE:
        this.#coordinator = undefined
    }
  }

  // --- leaving ------------------------------------------------------------------------------------------------------

  get #leaveEpoch(): number {
    return this.#options.groupInstanceId === null ? LEAVE : LEAVE_FOR_A_WHILE
  }

  /** The program has not polled for too long: the member makes room for others. */
  #leaveLate(): void {
    void this.#goodbye(this.#leaveEpoch)
    this.#fence()
  }

  /** Tells the coordinator; where that fails, it notices by the end of the session. */
  async #goodbye(memberEpoch: number): Promise<void> {
    if (!this.#isIn || this.#coordinator === undefined) return
    const { groupId, groupInstanceId: instanceId, lane } = this.#options
    const body = requestOf(ApiKey.ConsumerGroupHeartbeat, {
      ...{ groupId, instanceId, memberId: this.#memberId, memberEpoch, rebalanceTimeoutMs: -1 },
      ...{ subscribedTopicNames: null, topicPartitions: null },
    })
    try {
      await this.#coordinator.request('group', ApiKey.ConsumerGroupHeartbeat, body, { lane })
    } catch (error) {
      if (!(error instanceof MoldauError)) throw error
    }
  }

  async #letGo(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    const owned = this.#host.owned()
    if (owned.length > 0) await this.#host.revoke(owned, !this.#isIn)
  }

  async leave(): Promise<void> {
    await this.#letGo()
    const told = this.#goodbye(this.#leaveEpoch)
    // It is out as soon as the leaving is sent, so that nothing is sent behind that (6).
    this.#fence()
    this.#isLost = false
    await told
  }

  async stop(leaveGroup: boolean): Promise<void> {
    this.#stopped = true
    try {
      await this.#letGo()
    } finally {
      await this.#settled()
      if (leaveGroup || this.#options.groupInstanceId !== null) await this.#goodbye(this.#leaveEpoch)
      this.#isIn = false
      this.#timer?.cancel()
      this.#timer = undefined
    }
  }

  /** Waits for the heartbeat under way, but not for long: an answer that came later would say nothing of the leaving. */
  async #settled(): Promise<void> {
    if (this.#beating === undefined) return
    let late: Timer | undefined
    const tooLate = new Promise<void>(resolve => {
      late = this.#cluster.clock.setTimer(this.#cluster.backoff.retryBackoffMaxMs, resolve)
    })
    try {
      await Promise.race([this.#beating, tooLate])
    } finally {
      late?.cancel()
    }
  }
}
