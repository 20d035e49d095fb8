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
 *  6. What comes for an earlier life of the member, before it was lost, left or began to leave, changes nothing: no answer makes a
 *     member of who has gone, nor takes a generation away that it was not about. A membership that nobody wants any more is given back.
 *  7. A generation that is over does not end the member: it joins again under its id, and the group waits for no ghost of it.
 *  8. An assignment with topics that are not subscribed to is not taken: a static member that comes back with another subscription
 *     finds its old one. The member keeps what it has, and asks the group for another.
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
  encodeSubscription,
  type MemberAssignment,
  type RebalanceProtocol,
} from './assignor.ts'
import { GroupLeading } from './group-leading.ts'
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

/** How the join went wrong: what to do next. `over`: nothing, it was for an earlier life (6). */
type Verdict = 'again' | 'backoff' | 'coordinator' | 'lost' | 'expired' | 'over'

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
  /** Which life of the member this is (6). */
  #life = 0
  #joining: Promise<void> | undefined
  /** JoinGroup is not answered yet: until then there is nothing to beat for. */
  #awaitsGeneration = false
  #joined: Joined | undefined
  /** What went wrong in the background, for the next poll to throw: also what an assignor of the program threw. */
  #failure: { readonly error: unknown } | undefined
  /** A failure after which the member is none any more. */
  #fatal: MoldauError | undefined
  #timer: Timer | undefined
  #rejoinTimer: Timer | undefined
  #isBeating = false
  #lastBeatMs = 0
  #lastPollMs = 0
  #isLeader = false
  readonly #leading: GroupLeading
  /** Assignments in a row that were not taken (8). */
  #refused = 0
  /** The program is giving back what it has. */
  #isLeaving = false
  #stopped = false

  constructor(cluster: Cluster, options: MembershipOptions, host: MembershipHost, signal: Signal) {
    this.#cluster = cluster
    this.#options = options
    this.#host = host
    this.#signal = signal
    this.#leading = new GroupLeading(cluster)
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
      const { error } = this.#failure
      this.#failure = undefined
      throw error
    }
    const joined = this.#joined
    if (joined !== undefined) {
      this.#joined = undefined
      await this.#complete(joined)
    }
    const change = this.#isLeader && !this.#mustRejoin ? this.#leading.change() : undefined
    if (change !== undefined) this.requestRejoin(change)
    if (this.#mustRejoin && this.#joining === undefined) {
      const life = this.#life
      await this.#prepare()
      if (this.#life === life) this.#startJoin()
    }
  }

  async #lose(): Promise<void> {
    if (!this.#isLost) return
    this.#isLost = false
    this.#heard = { generationId: NO_GENERATION, memberId: '' }
    const owned = this.#host.owned()
    if (owned.length > 0) await this.#host.revoke(owned, true)
  }

  async #prepare(): Promise<void> {
    const owned = this.#host.owned()
    const leaving =
      this.#protocol === 'eager' ? owned : owned.filter(one => !this.#topics.includes(one.topic))
    if (leaving.length > 0) await this.#host.revoke(leaving, false)
  }

  #startJoin(): void {
    this.#mustRejoin = false
    // This is within a poll, however long the program has taken in it.
    this.#lastPollMs = this.#cluster.clock.monotonicMs()
    const joining: Promise<void> = this.#join()
      .then(
        joined => {
          if (this.#joining === joining) this.#joined = joined
        },
        error => {
          if (this.#joining !== joining) return
          this.#failure = { error }
          this.#mustRejoin = true
        },
      )
      .finally(() => {
        if (this.#joining !== joining) return
        this.#joining = undefined
        this.#awaitsGeneration = false
        this.#signal.raise()
      })
    this.#joining = joining
  }

  async #complete({ assignment, assignor }: Joined): Promise<void> {
    if (this.#generationId === NO_GENERATION) return
    const life = this.#life
    const owned = this.#host.owned()
    this.#heard = { generationId: this.#generationId, memberId: this.#memberId }
    const strange = assignment.partitions.find(one => !this.#topics.includes(one.topic))
    if (strange !== undefined) {
      this.#rejoinLater(`the assignment has topic ${strange.topic}, which is not subscribed to`)
      // The program may learn from it what it should subscribe to.
      await assignor.onAssignment?.(assignment, this.groupMetadata)
      return
    }
    this.#refused = 0
    const isIn = (list: readonly TopicPartition[], one: TopicPartition): boolean =>
      list.some(other => other.partition === one.partition && other.topic === one.topic)
    const revoked = owned.filter(one => !isIn(assignment.partitions, one))
    const added = assignment.partitions.filter(one => !isIn(owned, one))
    // What the program throws is its own affair: it gets its partitions all the same.
    try {
      if (revoked.length > 0) {
        this.requestRejoin('partitions were let go')
        await this.#host.revoke(revoked, false)
      }
    } finally {
      // Where it took too long over that, or left, they are others' already.
      if (this.#life === life) await this.#take({ assignment, assignor }, added, life)
    }
  }

  /** The leader decides itself, and does so at once; the others let the rest of the group come to know what they know. */
  #rejoinLater(reason: string): void {
    if (this.#isLeader) {
      this.requestRejoin(reason)
      return
    }
    const life = this.#life
    const { backoff, clock, random } = this.#cluster
    this.#rejoinTimer?.cancel()
    this.#rejoinTimer = clock.setTimer(backoffMs(backoff, random, Math.min(this.#refused++, 4)), () => {
      this.#rejoinTimer = undefined
      if (this.#life === life) this.requestRejoin(reason)
    })
  }

  async #take(
    { assignment, assignor }: Joined,
    added: readonly TopicPartition[],
    life: number,
  ): Promise<void> {
    try {
      await assignor.onAssignment?.(assignment, this.groupMetadata)
    } finally {
      if (this.#life === life) await this.#host.assign(added)
    }
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
    let life = this.#life
    for (let attempt = 0; this.#life === life; attempt++) {
      let verdict: Verdict
      try {
        const joined = await this.#tryJoin(life)
        if (typeof joined !== 'string') return joined
        verdict = joined
      } catch (error) {
        if (!(error instanceof MoldauError) || !error.retriable) throw error
        verdict = 'backoff'
      }
      if (this.#life !== life) return undefined
      if (verdict === 'lost' || verdict === 'expired') {
        life = this.#endLife(verdict === 'expired')
        // Whoever had partitions must hear first, in a poll, that they are lost.
        if (this.#host.owned().length > 0) {
          this.requestRejoin('the coordinator does not know the member any more')
          return undefined
        }
      }
      if (verdict === 'coordinator') this.#coordinator = undefined
      if (verdict !== 'coordinator' && verdict !== 'backoff') continue
      await sleep(
        this.#cluster.clock,
        backoffMs(this.#cluster.backoff, this.#cluster.random, Math.min(attempt, 4)),
      )
    }
    return undefined
  }

  async #tryJoin(life: number): Promise<Joined | Verdict> {
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
    this.#awaitsGeneration = true
    const response = await this.#ask(ApiKey.JoinGroup, body, { ...limits, minVersion })
    if (this.#life !== life) {
      this.#disown(response)
      return 'over'
    }
    this.#awaitsGeneration = false
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
    // The leader may take its time: it is alive meanwhile.
    this.#lastBeatMs = this.#cluster.clock.monotonicMs()
    this.#scheduleBeat()
    const assignments = this.#isLeader ? await this.#leading.assign(assignor, response) : []
    return this.#life === life ? this.#sync(life, assignor, response, assignments) : 'over'
  }

  /** Gives a membership back that came too late (6): nobody would beat for it, and the group would wait for it. */
  #disown({ errorCode, memberId }: ResponseOf<typeof ApiKey.JoinGroup>): void {
    const isMember = errorCode === ErrorCode.NONE || errorCode === ErrorCode.MEMBER_ID_REQUIRED
    if (isMember && memberId !== this.#memberId) void this.#leaveQuietly('it joined too late', memberId)
  }

  async #sync(
    life: number,
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
    if (this.#life !== life) return 'over'
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
        return 'lost'
      case ErrorCode.ILLEGAL_GENERATION:
        return 'expired'
      case ErrorCode.REBALANCE_IN_PROGRESS:
        return 'again'
      case ErrorCode.NOT_COORDINATOR:
      case ErrorCode.COORDINATOR_NOT_AVAILABLE:
        return 'coordinator'
      case ErrorCode.COORDINATOR_LOAD_IN_PROGRESS:
        return 'backoff'
      case ErrorCode.FENCED_INSTANCE_ID:
        this.#endLife()
        this.#fatal = failureOf(errorCode, what)
        throw this.#fatal
      default:
        throw failureOf(errorCode, what)
    }
  }

  /** The generation is gone; what was owned in it is lost. `keepsId`: the member is not (7). @returns the life that begins */
  #endLife(keepsId = false): number {
    this.#generationId = NO_GENERATION
    if (!keepsId) this.#memberId = ''
    this.#isLost = true
    this.#isLeader = false
    this.#joined = undefined
    this.#timer?.cancel()
    this.#timer = undefined
    this.#rejoinTimer?.cancel()
    this.#rejoinTimer = undefined
    return ++this.#life
  }

  /** As `#endLife`, from outside of a join: the one that is under way is nobody's any more. */
  #forget(keepsId = false): void {
    this.#endLife(keepsId)
    this.#joining = undefined
    this.#awaitsGeneration = false
  }

  hearError(errorCode: number, asMember: Pick<GroupMetadata, 'generationId' | 'memberId'>): void {
    const isStale = asMember.generationId !== this.#generationId || asMember.memberId !== this.#memberId
    switch (errorCode) {
      case ErrorCode.NOT_COORDINATOR:
      case ErrorCode.COORDINATOR_NOT_AVAILABLE:
        this.#coordinator = undefined
        return
    }
    if (isStale) return
    switch (errorCode) {
      case ErrorCode.REBALANCE_IN_PROGRESS:
        if (this.#joining === undefined) this.requestRejoin('the group is rebalancing')
        return
      case ErrorCode.UNKNOWN_MEMBER_ID:
      case ErrorCode.ILLEGAL_GENERATION:
        if (this.#joining !== undefined) return
        this.#forget(errorCode === ErrorCode.ILLEGAL_GENERATION)
        this.requestRejoin('the coordinator does not know the member any more')
        return
      case ErrorCode.FENCED_INSTANCE_ID:
        this.#forget()
        this.#fatal = failureOf(
          errorCode,
          `another member of group ${this.#options.groupId} has the same instance id`,
        )
        this.#signal.raise()
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
    if (!this.#isLeaving && nowMs - this.#lastPollMs > this.#options.maxPollIntervalMs) {
      this.#leaveLate()
      return
    }
    this.#scheduleBeat()
    if (this.#isBeating || this.#awaitsGeneration) return
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
    this.hearError(response.errorCode, { generationId, memberId })
  }

  /** The program has not polled for too long: the member makes room for others. */
  #leaveLate(): void {
    void this.#leaveQuietly('the program did not poll in time')
    this.#forget()
    this.requestRejoin('the program polls again')
  }

  async #leaveQuietly(reason: string, memberId = this.#memberId): Promise<void> {
    try {
      await this.#leave(reason, memberId)
    } catch (error) {
      // The coordinator notices by the session time-out.
      if (!(error instanceof MoldauError)) throw error
    }
  }

  async #leave(reason: string, memberId: string): Promise<void> {
    const { groupId, groupInstanceId, lane } = this.#options
    if (groupInstanceId !== null || memberId === '' || this.#coordinator === undefined) return
    const body = requestOf(ApiKey.LeaveGroup, { groupId, memberId, members: [{ memberId, reason }] })
    await this.#coordinator.request('group', ApiKey.LeaveGroup, body, { lane })
  }

  /** Lets the program give back what it has, while the member goes on beating: its last commits are still good. */
  async #letGo(): Promise<void> {
    // A join that is under way is nobody's from here on (6).
    this.#life++
    this.#joining = undefined
    this.#joined = undefined
    this.#isLeaving = true
    const owned = this.#host.owned()
    if (owned.length > 0) await this.#host.revoke(owned, this.#generationId === NO_GENERATION)
  }

  /** Lets go of everything and leaves the group, to subscribe again later or not. */
  async leave(): Promise<void> {
    let told: Promise<void> = Promise.resolve()
    try {
      await this.#letGo()
    } finally {
      told = this.#leaveQuietly('the consumer unsubscribed')
      this.#forget()
      this.#isLeaving = false
      this.#heard = { generationId: NO_GENERATION, memberId: '' }
      this.#isLost = false
      this.#mustRejoin = true
    }
    await told
  }

  /** Lets go of everything, tells the coordinator (a dynamic member alone), and stops. */
  async stop(leaveGroup: boolean): Promise<void> {
    try {
      await this.#letGo()
    } finally {
      this.#stopped = true
      const told = leaveGroup ? this.#leaveQuietly('the consumer was closed') : undefined
      this.#forget()
      await told
    }
  }
}
