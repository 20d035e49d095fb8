/**
 * Membership in a group: join, sync, heartbeat, leave, and what the program is told about it.
 *
 *   unjoined --join--> joining --assignment--> stable
 *      ^                  |                      |
 *      |<--error----------/                      |
 *      |<--rebalance, other subscription---------|
 *      \<--thrown out, time-outs (lost)----------/
 *
 *  1. The program's listener is called inside `poll` alone, and finishes before the poll goes on. Requests and heartbeats
 *     need no poll.
 *  2. Heartbeats run on a timer of the clock: user code that takes long delays nothing, until `maxPollIntervalMs` have
 *     passed since the last poll; then the member leaves, and its partitions are lost.
 *  3. Under the eager protocol everything is revoked before a join; under the cooperative one only what the new assignment
 *     takes away, after it, and the group is then joined again.
 *  4. `onLost` instead of `onRevoked` tells that another member may have the partitions already.
 *  5. A static member (`groupInstanceId`) never leaves by itself: it comes back and finds its assignment.
 *
 * Source: Kafka's ConsumerCoordinator and AbstractCoordinator; KIP-62, KIP-345, KIP-394, KIP-429, KIP-800.
 */
import {
  ApiKey,
  ErrorCode,
  MoldauError,
  type RequestOf,
  type ResponseOf,
  requestOf,
  sleep,
  type Timer,
} from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import type { Link, RequestLimits } from '../cluster/link.ts'
import type { GroupMetadata } from '../producer/transactions.ts'
import { backoffMs, Deadline, failureOf, retrying } from '../retry.ts'
import type { Signal } from '../signal.ts'
import type { TopicPartition } from '../topic-partition.ts'
import {
  type Assignor,
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
  type MemberAssignment,
  type RebalanceProtocol,
} from './assignor.ts'
import type { GroupMember, MembershipHost, Subscription } from './group-member.ts'

export interface MembershipOptions {
  readonly groupId: string
  readonly groupInstanceId: string | null
  readonly assignors: readonly Assignor[]
  readonly sessionTimeoutMs: number
  readonly heartbeatIntervalMs: number
  readonly maxPollIntervalMs: number
  readonly rackId: string | null
  readonly lane: string
}

interface Joined {
  readonly assignor: Assignor
  readonly assignment: MemberAssignment
}

/** How the join went wrong: what to do next. */
type Verdict = 'again' | 'backoff' | 'coordinator' | 'lost'

const NO_GENERATION = -1

export class Membership implements GroupMember {
  readonly commitFrom = 2
  readonly #cluster: Cluster
  readonly #options: MembershipOptions
  readonly #host: MembershipHost
  readonly #signal: Signal
  readonly #protocol: RebalanceProtocol
  #topics: readonly string[] = []
  #memberId = ''
  #generationId = NO_GENERATION
  #heard = { generationId: NO_GENERATION, memberId: '' }
  #coordinator: Link | undefined
  #mustRejoin = true
  #reason = 'the member is new'
  /** The partitions may belong to others already. */
  #isLost = false
  #joining: Promise<void> | undefined
  #joined: Joined | undefined
  #failure: MoldauError | undefined
  /** A failure after which the member is none any more. */
  #fatal: MoldauError | undefined
  #timer: Timer | undefined
  #isBeating = false
  #lastBeatMs = 0
  #lastPollMs = 0
  #isLeader = false
  /** Partition counts that the leader assigned by. */
  #assignedCounts: ReadonlyMap<string, number> = new Map()
  #stopped = false

  constructor(cluster: Cluster, options: MembershipOptions, host: MembershipHost, signal: Signal) {
    this.#cluster = cluster
    this.#options = options
    this.#host = host
    this.#signal = signal
    if (options.assignors.length === 0)
      throw new MoldauError('INVALID_OPTION', 'a group needs at least one assignor')
    const all: RebalanceProtocol[] = ['cooperative', 'eager']
    const shared = all.find(one => options.assignors.every(assignor => assignor.protocols.includes(one)))
    if (shared === undefined)
      throw new MoldauError('INVALID_OPTION', 'the assignors share no rebalance protocol', {
        detail: options.assignors.map(one => `${one.name}: ${one.protocols.join(', ')}`).join('; '),
      })
    this.#protocol = shared
  }

  /** As of the last rebalance that the program has heard of: what it may commit by. */
  get groupMetadata(): GroupMetadata {
    const { groupId, groupInstanceId } = this.#options
    return { groupId, ...this.#heard, groupInstanceId }
  }

  /** Whether a join is under way or not yet told to the program: the group takes no commits of the generation before. */
  get isRebalancing(): boolean {
    return this.#joining !== undefined || this.#joined !== undefined
  }

  get protocol(): RebalanceProtocol {
    return this.#protocol
  }

  /** Whether the member has a generation and nothing is going on. */
  get isStable(): boolean {
    return (
      this.#generationId >= 0 &&
      !this.#mustRejoin &&
      this.#joining === undefined &&
      this.#joined === undefined
    )
  }

  /** Asks the coordinator now what the member is worth. @throws MoldauError `FENCED_INSTANCE_ID` when another has its name */
  async verify(): Promise<void> {
    const deadline = new Deadline(this.#cluster.clock, this.#options.sessionTimeoutMs)
    if (this.#fatal === undefined && this.#generationId !== NO_GENERATION)
      await retrying(this.#cluster, deadline, () => this.#heartbeat())
    if (this.#fatal !== undefined) throw this.#fatal
  }

  subscribe(subscription: Subscription): void {
    if (!('topics' in subscription))
      throw new MoldauError('INVALID_USE', 'the consumer cannot do this', {
        detail: 'subscribe by a pattern in the classic protocol',
        hint: "groupProtocol 'consumer' can",
      })
    this.#topics = [...subscription.topics]
    this.requestRejoin('the subscription changed')
  }

  requestRejoin(reason: string): void {
    this.#mustRejoin = true
    this.#reason = reason
    this.#signal.raise()
  }

  /** Does what is due, and lets the program know. Called at the start of every round of a poll. @throws MoldauError */
  async step(): Promise<void> {
    this.#lastPollMs = this.#cluster.clock.monotonicMs()
    if (this.#fatal !== undefined) {
      await this.#lose()
      throw this.#fatal
    }
    await this.#lose()
    if (this.#failure !== undefined) {
      const failure = this.#failure
      this.#failure = undefined
      throw failure
    }
    const joined = this.#joined
    if (joined !== undefined) {
      this.#joined = undefined
      await this.#complete(joined)
    }
    this.#checkTopics()
    if (this.#mustRejoin && this.#joining === undefined) {
      await this.#prepare()
      this.#startJoin()
    }
  }

  async #lose(): Promise<void> {
    if (!this.#isLost) return
    this.#isLost = false
    this.#heard = { generationId: NO_GENERATION, memberId: '' }
    const owned = this.#host.owned()
    if (owned.length > 0) await this.#host.revoke(owned, true)
  }

  /** The leader joins again when a topic has got other partitions than it assigned. */
  #checkTopics(): void {
    if (!this.#isLeader || this.#mustRejoin) return
    for (const [topic, count] of this.#assignedCounts) {
      const now = this.#cluster.metadata.partitionCount(topic)
      if (now !== undefined && now !== count) {
        this.requestRejoin(`topic ${topic} has ${now} partitions instead of ${count}`)
        return
      }
    }
  }

  async #prepare(): Promise<void> {
    const owned = this.#host.owned()
    const leaving =
      this.#protocol === 'eager' ? owned : owned.filter(one => !this.#topics.includes(one.topic))
    if (leaving.length > 0) await this.#host.revoke(leaving, false)
  }

  #startJoin(): void {
    this.#mustRejoin = false
    this.#joining = this.#join()
      .then(
        joined => {
          this.#joined = joined
        },
        error => {
          if (!(error instanceof MoldauError)) throw error
          this.#failure = error
          this.#mustRejoin = true
        },
      )
      .finally(() => {
        this.#joining = undefined
        this.#signal.raise()
      })
  }

  async #complete({ assignment, assignor }: Joined): Promise<void> {
    if (this.#generationId === NO_GENERATION) return
    const owned = this.#host.owned()
    this.#heard = { generationId: this.#generationId, memberId: this.#memberId }
    const isIn = (list: readonly TopicPartition[], one: TopicPartition): boolean =>
      list.some(other => other.partition === one.partition && other.topic === one.topic)
    const revoked = owned.filter(one => !isIn(assignment.partitions, one))
    const added = assignment.partitions.filter(one => !isIn(owned, one))
    if (revoked.length > 0) {
      await this.#host.revoke(revoked, false)
      this.requestRejoin('partitions were let go')
    }
    await assignor.onAssignment?.(assignment, this.groupMetadata)
    await this.#host.assign(added)
  }

  // --- joining ------------------------------------------------------------------------------------------------------

  async #ask<K extends ApiKey>(
    key: K,
    body: RequestOf<K>,
    limits: RequestLimits & { readonly lane: string },
  ): Promise<ResponseOf<K>> {
    try {
      this.#coordinator ??= await this.#cluster.coordinator('group', this.#options.groupId)
      return await this.#coordinator.request('group', key, body, limits)
    } catch (error) {
      this.#coordinator = undefined
      throw error
    }
  }

  async #join(): Promise<Joined | undefined> {
    for (let attempt = 0; !this.#stopped; attempt++) {
      let verdict: Verdict
      try {
        const joined = await this.#tryJoin()
        if (typeof joined !== 'string') return joined
        verdict = joined
      } catch (error) {
        if (!(error instanceof MoldauError) || !error.retriable) throw error
        verdict = 'backoff'
      }
      if (verdict === 'lost') {
        this.#forget()
        // Whoever had partitions must hear first, in a poll, that they are lost.
        if (this.#host.owned().length > 0) {
          this.requestRejoin('the coordinator does not know the member any more')
          return undefined
        }
      }
      if (verdict === 'coordinator') this.#coordinator = undefined
      if (verdict === 'again' || verdict === 'lost') continue
      await sleep(
        this.#cluster.clock,
        backoffMs(this.#cluster.backoff, this.#cluster.random, Math.min(attempt, 4)),
      )
    }
    return undefined
  }

  async #tryJoin(): Promise<Joined | Verdict> {
    const { assignors, groupId, groupInstanceId, lane, maxPollIntervalMs, rackId, sessionTimeoutMs } =
      this.#options
    const ownedPartitions = this.#protocol === 'cooperative' ? this.#host.owned() : []
    const own = { topics: this.#topics, ownedPartitions, generationId: this.#generationId, rackId }
    const protocols = assignors.map(one => ({
      name: one.name,
      metadata: encodeSubscription({ ...own, userData: one.subscriptionUserData?.(this.#topics) ?? null }),
    }))
    const body = requestOf(ApiKey.JoinGroup, {
      ...{ groupId, sessionTimeoutMs, rebalanceTimeoutMs: maxPollIntervalMs, memberId: this.#memberId },
      ...{ groupInstanceId, protocolType: 'consumer', protocols, reason: this.#reason },
    })
    const limits = {
      lane: `${lane}/join`,
      timeoutMs: Math.max(this.#cluster.requestTimeoutMs, maxPollIntervalMs + 5000),
    }
    const minVersion = groupInstanceId === null ? 0 : 5
    const response = await this.#ask(ApiKey.JoinGroup, body, { ...limits, minVersion })
    if (response.errorCode === ErrorCode.MEMBER_ID_REQUIRED) {
      this.#memberId = response.memberId
      return 'again'
    }
    const wrong = this.#judge(response.errorCode, `group ${groupId} could not be joined`)
    if (wrong !== undefined) return wrong
    this.#memberId = response.memberId
    this.#generationId = response.generationId
    const assignor = assignors.find(one => one.name === response.protocolName)
    if (assignor === undefined)
      throw failureOf(
        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
        `group ${groupId} chose ${response.protocolName}`,
      )
    this.#isLeader = response.leader === response.memberId
    const assignments =
      this.#isLeader && !response.skipAssignment ? await this.#assignAll(assignor, response) : []
    return this.#sync(assignor, response, assignments)
  }

  /** The leader's part: what every member gets. */
  async #assignAll(
    assignor: Assignor,
    response: ResponseOf<typeof ApiKey.JoinGroup>,
  ): Promise<{ memberId: string; assignment: Uint8Array }[]> {
    const members = response.members.map(one =>
      decodeSubscription(one.memberId, one.groupInstanceId, one.metadata),
    )
    const wanted = new Set(members.flatMap(one => one.topics))
    this.#cluster.addTopics(wanted)
    await this.#cluster.update()
    const partitionCounts = new Map<string, number>()
    for (const topic of wanted) {
      const count = this.#cluster.metadata.partitionCount(topic)
      if (count !== undefined) partitionCounts.set(topic, count)
    }
    // A topic that is not there yet counts as one without partitions, so that its creation is noticed.
    this.#assignedCounts = new Map([...wanted].map(topic => [topic, partitionCounts.get(topic) ?? 0]))
    const assigned = await assignor.assign({ members, partitionCounts })
    return members.map(({ memberId }) => {
      const assignment = assigned.get(memberId) ?? { partitions: [], userData: null }
      return { memberId, assignment: encodeAssignment(assignment) }
    })
  }

  async #sync(
    assignor: Assignor,
    joined: ResponseOf<typeof ApiKey.JoinGroup>,
    assignments: readonly { memberId: string; assignment: Uint8Array }[],
  ): Promise<Joined | Verdict> {
    const { groupId, groupInstanceId, lane, maxPollIntervalMs } = this.#options
    const body = requestOf(ApiKey.SyncGroup, {
      ...{ groupId, generationId: joined.generationId, memberId: joined.memberId, groupInstanceId },
      ...{ protocolType: 'consumer', protocolName: assignor.name, assignments },
    })
    const limits = {
      lane: `${lane}/join`,
      timeoutMs: Math.max(this.#cluster.requestTimeoutMs, maxPollIntervalMs + 5000),
    }
    const response = await this.#ask(ApiKey.SyncGroup, body, limits)
    const wrong = this.#judge(response.errorCode, `group ${groupId} gave no assignment`)
    if (wrong !== undefined) return wrong
    this.#lastBeatMs = this.#cluster.clock.monotonicMs()
    this.#scheduleBeat()
    return { assignor, assignment: decodeAssignment(response.assignment) }
  }

  /** What an error of JoinGroup or SyncGroup means. @throws MoldauError when trying again is no use. */
  #judge(errorCode: number, what: string): Verdict | undefined {
    switch (errorCode) {
      case ErrorCode.NONE:
        return undefined
      case ErrorCode.UNKNOWN_MEMBER_ID:
      case ErrorCode.ILLEGAL_GENERATION:
        return 'lost'
      case ErrorCode.REBALANCE_IN_PROGRESS:
        return 'again'
      case ErrorCode.NOT_COORDINATOR:
      case ErrorCode.COORDINATOR_NOT_AVAILABLE:
        return 'coordinator'
      case ErrorCode.COORDINATOR_LOAD_IN_PROGRESS:
        return 'backoff'
      case ErrorCode.FENCED_INSTANCE_ID:
        this.#forget()
        this.#fatal = failureOf(errorCode, what)
        throw this.#fatal
      default:
        throw failureOf(errorCode, what)
    }
  }

  /** The generation is gone; what was owned in it is lost. */
  #forget(): void {
    this.#generationId = NO_GENERATION
    this.#memberId = ''
    this.#isLost = true
    this.#isLeader = false
    this.#joined = undefined
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** A coordinator said, in answer to a commit, what the member is worth. */
  hearError(errorCode: number): void {
    switch (errorCode) {
      case ErrorCode.REBALANCE_IN_PROGRESS:
        if (this.#joining === undefined) this.requestRejoin('the group is rebalancing')
        return
      case ErrorCode.UNKNOWN_MEMBER_ID:
      case ErrorCode.ILLEGAL_GENERATION:
        if (this.#joining !== undefined) return
        this.#forget()
        this.requestRejoin('the coordinator does not know the member any more')
        return
      case ErrorCode.FENCED_INSTANCE_ID:
        this.#forget()
        this.#fatal = failureOf(
          errorCode,
          `another member of group ${this.#options.groupId} has the same instance id`,
        )
        this.#signal.raise()
        return
      case ErrorCode.NOT_COORDINATOR:
      case ErrorCode.COORDINATOR_NOT_AVAILABLE:
        this.#coordinator = undefined
    }
  }

  // --- heartbeats ---------------------------------------------------------------------------------------------------

  #scheduleBeat(): void {
    this.#timer?.cancel()
    this.#timer = this.#cluster.clock.setTimer(this.#options.heartbeatIntervalMs, () => {
      this.#timer = undefined
      this.#beat()
    })
  }

  #beat(): void {
    if (this.#stopped || this.#generationId === NO_GENERATION) return
    const nowMs = this.#cluster.clock.monotonicMs()
    if (nowMs - this.#lastPollMs > this.#options.maxPollIntervalMs) {
      this.#leaveLate()
      return
    }
    this.#scheduleBeat()
    if (this.#isBeating || this.#joining !== undefined) return
    if (nowMs - this.#lastBeatMs > this.#options.sessionTimeoutMs) this.#coordinator = undefined
    this.#isBeating = true
    this.#heartbeat()
      .catch(error => {
        // Whether the coordinator has thrown the member out is for it to say, at the next beat.
        if (!(error instanceof MoldauError)) throw error
      })
      .finally(() => {
        this.#isBeating = false
      })
  }

  async #heartbeat(): Promise<void> {
    const { groupId, groupInstanceId, lane } = this.#options
    const generationId = this.#generationId
    const memberId = this.#memberId
    const body = requestOf(ApiKey.Heartbeat, { groupId, generationId, memberId, groupInstanceId })
    const response = await this.#ask(ApiKey.Heartbeat, body, { lane })
    if (generationId !== this.#generationId || memberId !== this.#memberId) return
    if (response.errorCode === ErrorCode.NONE || response.errorCode === ErrorCode.REBALANCE_IN_PROGRESS)
      this.#lastBeatMs = this.#cluster.clock.monotonicMs()
    this.hearError(response.errorCode)
  }

  /** The program has not polled for too long: the member makes room for others. */
  #leaveLate(): void {
    this.#leaveQuietly('the program did not poll in time')
    this.#forget()
    this.requestRejoin('the program polls again')
  }

  async #leaveQuietly(reason: string): Promise<void> {
    try {
      await this.#leave(reason)
    } catch (error) {
      // The coordinator notices by the session time-out.
      if (!(error instanceof MoldauError)) throw error
    }
  }

  async #leave(reason: string): Promise<void> {
    const { groupId, groupInstanceId, lane } = this.#options
    const memberId = this.#memberId
    if (groupInstanceId !== null || memberId === '' || this.#coordinator === undefined) return
    const body = requestOf(ApiKey.LeaveGroup, { groupId, memberId, members: [{ memberId, reason }] })
    await this.#coordinator.request('group', ApiKey.LeaveGroup, body, { lane })
  }

  /** Lets go of everything and leaves the group, to subscribe again later or not. */
  async leave(): Promise<void> {
    const owned = this.#host.owned()
    if (owned.length > 0) await this.#host.revoke(owned, this.#generationId === NO_GENERATION)
    await this.#leaveQuietly('the consumer unsubscribed')
    this.#forget()
    this.#heard = { generationId: NO_GENERATION, memberId: '' }
    this.#isLost = false
    this.#mustRejoin = true
  }

  /** Lets go of everything, tells the coordinator (a dynamic member alone), and stops. */
  async stop(leaveGroup: boolean): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    const owned = this.#host.owned()
    try {
      if (owned.length > 0) await this.#host.revoke(owned, this.#generationId === NO_GENERATION)
    } finally {
      if (leaveGroup) await this.#leaveQuietly('the consumer was closed')
      this.#generationId = NO_GENERATION
    }
  }
}
