/**
 * The classic group protocol: joining, synchronising, heartbeats, leaving, and the time-outs of each.
 *
 *  1. A rebalance ends when every member has joined again, or its time is over: then dynamic members that did not join are
 *     out, static ones stay until their session ends (KIP-345).
 *  2. The assignment of a generation is written before anybody is told of it.
 *  3. An instance id belongs to its newest member id: the older one is fenced.
 *  4. A member is never expired by a pause of this process: a timer that fires late is given its lateness back.
 * Source: Kafka's `GroupCoordinator` of the classic protocol; KIP-62, KIP-345, KIP-394, KIP-814.
 */
import {
  type Clock,
  ErrorCode,
  type JoinGroupRequest,
  type JoinGroupResponse,
  type MemberIdentity,
  type MemberResponse,
  type Random,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from '@moldau/protocol'
import type { BrokerConfig } from '../state/broker-config.ts'
import { type ClassicGroup, type GroupState, Member } from './classic-group.ts'

/** How late a timer may fire before that counts as a pause of the process. */
const LATE_MS = 250
const NO_BYTES = new Uint8Array(0)

/** What a group's life asks of the coordinator around it. */
export interface Membership {
  /** Writes the group's record with these assignments. NONE: written. */
  store(group: ClassicGroup, assignments: ReadonlyMap<string, Uint8Array>): ErrorCode
}

export interface Joining {
  readonly request: JoinGroupRequest
  readonly version: number
  readonly clientId: string
  readonly clientHost: string
}

export class GroupMembership {
  readonly #clock: Clock
  readonly #random: Random
  readonly #config: BrokerConfig
  readonly #around: Membership

  constructor(clock: Clock, random: Random, config: BrokerConfig, around: Membership) {
    this.#clock = clock
    this.#random = random
    this.#config = config
    this.#around = around
  }

  /** JoinGroup; the answer may wait for the others. */
  join(group: ClassicGroup, joining: Joining): Promise<JoinGroupResponse> {
    return new Promise(resolve => {
      const now = this.#join(group, joining, resolve)
      if (now !== undefined) resolve(now)
    })
  }

  /** The answer, or nothing yet: then `reply` gets it when the rebalance is over. */
  #join(
    group: ClassicGroup,
    joining: Joining,
    reply: (response: JoinGroupResponse) => void,
  ): JoinGroupResponse | undefined {
    const { request, version } = joining
    const { memberId, groupInstanceId, protocolType, protocols } = request
    if (group.state === 'Dead') return joinFault(ErrorCode.COORDINATOR_NOT_AVAILABLE, memberId)
    const known = group.members.get(memberId)
    const own = known ?? group.members.get(group.staticMembers.get(groupInstanceId ?? '') ?? '')
    if (!group.supports(protocolType, protocols))
      return joinFault(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId)
    if (
      own === undefined &&
      group.members.size + group.pendingMembers.size >= this.#config.number('group.max.size')
    ) {
      if (!group.pendingMembers.has(memberId)) return joinFault(ErrorCode.GROUP_MAX_SIZE_REACHED, memberId)
    }
    if (memberId === '') {
      if (groupInstanceId !== null) return this.#joinStatic(group, joining, groupInstanceId, reply)
      const id = this.#newMemberId(joining.clientId)
      if (version < 4) return this.#addAndRebalance(group, joining, id, reply)
      this.#expect(group, id, request.sessionTimeoutMs)
      return joinFault(ErrorCode.MEMBER_ID_REQUIRED, id)
    }
    const pending = group.pendingMembers.get(memberId)
    if (pending !== undefined) {
      pending.cancel()
      group.pendingMembers.delete(memberId)
      return this.#addAndRebalance(group, joining, memberId, reply)
    }
    const fault = memberFault(group, memberId, groupInstanceId)
    if (fault !== ErrorCode.NONE || known === undefined) return joinFault(fault, memberId)
    return this.#rejoin(group, known, joining, reply)
  }

  #rejoin(
    group: ClassicGroup,
    member: Member,
    joining: Joining,
    reply: (response: JoinGroupResponse) => void,
  ): JoinGroupResponse | undefined {
    const { request } = joining
    const same = member.matches(request.protocols)
    const leaderAsks = group.leaderId === member.memberId && group.state === 'Stable'
    if (group.state === 'PreparingRebalance' || !same || leaderAsks) {
      this.#update(member, request)
      this.#park(group, member, reply)
      return undefined
    }
    // The answer to its join was lost, or it asks again without cause: nothing has changed.
    this.#touch(group, member)
    return joined(group, member)
  }

  /** Keeps the member's answer until the rebalance is over, and begins one where none is under way. */
  #park(group: ClassicGroup, member: Member, reply: (response: JoinGroupResponse) => void): void {
    // An older request of the same member would never be answered otherwise.
    member.awaitingJoin?.(joinFault(ErrorCode.REBALANCE_IN_PROGRESS, member.memberId))
    member.awaitingJoin = reply
    if (group.state === 'PreparingRebalance') this.#completeJoinIfAll(group)
    else this.#prepareRebalance(group)
  }

  #joinStatic(
    group: ClassicGroup,
    joining: Joining,
    instanceId: string,
    reply: (response: JoinGroupResponse) => void,
  ): JoinGroupResponse | undefined {
    const newId = this.#newMemberId(instanceId)
    const oldId = group.staticMembers.get(instanceId)
    const member = oldId === undefined ? undefined : group.members.get(oldId)
    if (member === undefined || oldId === undefined)
      return this.#addAndRebalance(group, joining, newId, reply)
    // Whoever had this instance id is fenced from here on (3).
    member.awaitingJoin?.(joinFault(ErrorCode.FENCED_INSTANCE_ID, oldId))
    member.awaitingSync?.(syncFault(ErrorCode.FENCED_INSTANCE_ID))
    member.awaitingJoin = undefined
    member.awaitingSync = undefined
    const leaderBefore = group.leaderId
    group.rename(member, newId)
    this.#update(member, joining.request)
    this.#touch(group, member)
    if (group.state === 'Stable' && group.selectProtocol() === group.protocolName) {
      const assignments = new Map([...group.members.values()].map(each => [each.memberId, each.assignment]))
      if (this.#around.store(group, assignments) !== ErrorCode.NONE) {
        group.rename(member, oldId)
        return joinFault(ErrorCode.COORDINATOR_NOT_AVAILABLE, '')
      }
      const response = joined(group, member)
      if (joining.version >= 9) return { ...response, skipAssignment: group.leaderId === newId }
      // An older client would assign anew if it were told that it leads: it is told the id that led before.
      return { ...response, leader: leaderBefore ?? '', members: [] }
    }
    this.#park(group, member, reply)
    return undefined
  }

  #addAndRebalance(
    group: ClassicGroup,
    joining: Joining,
    memberId: string,
    reply: (response: JoinGroupResponse) => void,
  ): JoinGroupResponse | undefined {
    const { request, clientId, clientHost } = joining
    const member = new Member({
      memberId,
      groupInstanceId: request.groupInstanceId,
      clientId,
      clientHost,
      sessionTimeoutMs: request.sessionTimeoutMs,
      rebalanceTimeoutMs: rebalanceTimeoutOf(request),
      protocols: copied(request.protocols),
    })
    if (group.members.size === 0) group.protocolType = request.protocolType
    group.add(member)
    this.#touch(group, member)
    this.#park(group, member, reply)
    return undefined
  }

  #update(member: Member, request: JoinGroupRequest): void {
    member.protocols = copied(request.protocols)
    member.sessionTimeoutMs = request.sessionTimeoutMs
    member.rebalanceTimeoutMs = rebalanceTimeoutOf(request)
  }

  /** Hands an id out, and takes it back unless its owner joins in time (KIP-394). */
  #expect(group: ClassicGroup, memberId: string, sessionTimeoutMs: number): void {
    const timer = this.#clock.setTimer(sessionTimeoutMs, () => {
      group.pendingMembers.delete(memberId)
      if (group.state === 'PreparingRebalance') this.#completeJoinIfAll(group)
    })
    group.pendingMembers.set(memberId, timer)
  }

  #transition(group: ClassicGroup, state: GroupState): void {
    group.state = state
    group.stateMs = this.#clock.nowMs()
    group.phaseTimer?.cancel()
    group.phaseTimer = undefined
  }

  #prepareRebalance(group: ClassicGroup): void {
    if (group.state === 'CompletingRebalance') this.#failSyncs(group, ErrorCode.REBALANCE_IN_PROGRESS)
    const isNew = group.state === 'Empty'
    this.#transition(group, 'PreparingRebalance')
    if (!isNew) {
      this.#waitForAll(group)
      return
    }
    // A new group waits for nobody in particular, but a while for whoever may come, and longer while they do.
    const delayMs = this.#config.number('group.initial.rebalance.delay.ms')
    this.#waitForMore(group, delayMs, Math.max(0, group.rebalanceTimeoutMs - delayMs))
  }

  #waitForMore(group: ClassicGroup, delayMs: number, restMs: number): void {
    if (delayMs <= 0) {
      group.isDelayed = false
      this.#completeJoin(group)
      return
    }
    group.isDelayed = true
    const before = group.members.size
    group.phaseTimer = this.#clock.setTimer(delayMs, () => {
      const nextMs = group.members.size > before ? Math.min(delayMs, restMs) : 0
      this.#waitForMore(group, nextMs, Math.max(0, restMs - nextMs))
    })
  }

  #waitForAll(group: ClassicGroup): void {
    group.phaseTimer = this.#clock.setTimer(group.rebalanceTimeoutMs, () => this.#completeJoin(group))
    this.#completeJoinIfAll(group)
  }

  /** A member has joined, gone or been given up: the rebalance may be over. Not while the first delay of a new group runs. */
  #completeJoinIfAll(group: ClassicGroup): void {
    if (!group.isDelayed && group.hasAllJoined) this.#completeJoin(group)
  }

  /** The rebalance is over (1): a new generation, or an empty group. */
  #completeJoin(group: ClassicGroup): void {
    if (group.state !== 'PreparingRebalance') return
    for (const member of [...group.members.values()]) {
      if (member.awaitingJoin === undefined && !member.isStatic) group.remove(member)
    }
    const leader = group.members.get(group.leaderId ?? '')
    if (leader?.awaitingJoin === undefined) {
      const present = [...group.members.values()].find(member => member.awaitingJoin !== undefined)
      if (present === undefined && group.members.size > 0) {
        // Static members alone, none of them here: their sessions decide.
        this.#transition(group, 'PreparingRebalance')
        group.phaseTimer = this.#clock.setTimer(group.rebalanceTimeoutMs, () => this.#completeJoin(group))
        return
      }
      group.leaderId = present?.memberId ?? null
    }
    group.generationId++
    if (group.members.size === 0) {
      group.protocolName = null
      this.#transition(group, 'Empty')
      this.#around.store(group, new Map())
      return
    }
    group.protocolName = group.selectProtocol()
    this.#transition(group, 'CompletingRebalance')
    for (const member of [...group.members.values()]) {
      const reply = member.awaitingJoin
      member.awaitingJoin = undefined
      member.syncPending = true
      this.#touch(group, member)
      reply?.(joined(group, member))
    }
    group.phaseTimer = this.#clock.setTimer(group.rebalanceTimeoutMs, () => this.#syncsOverdue(group))
  }

  /** Members that joined and never synchronised are out. */
  #syncsOverdue(group: ClassicGroup): void {
    if (group.state !== 'CompletingRebalance' && group.state !== 'Stable') return
    const overdue = [...group.members.values()].filter(member => member.syncPending)
    for (const member of overdue) group.remove(member)
    if (overdue.length > 0) this.#prepareRebalance(group)
  }

  /** SyncGroup; the answer may wait for the leader's. */
  sync(group: ClassicGroup, request: SyncGroupRequest, version: number): Promise<SyncGroupResponse> {
    return new Promise(resolve => {
      const now = this.#sync(group, request, version, resolve)
      if (now !== undefined) resolve(now)
    })
  }

  #sync(
    group: ClassicGroup,
    request: SyncGroupRequest,
    version: number,
    reply: (response: SyncGroupResponse) => void,
  ): SyncGroupResponse | undefined {
    const fault = memberFault(group, request.memberId, request.groupInstanceId)
    if (fault !== ErrorCode.NONE) return syncFault(fault)
    if (request.generationId !== group.generationId) return syncFault(ErrorCode.ILLEGAL_GENERATION)
    const otherType = request.protocolType !== null && request.protocolType !== group.protocolType
    const otherName = request.protocolName !== null && request.protocolName !== group.protocolName
    if (version >= 5 && (otherType || otherName)) return syncFault(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
    const member = group.members.get(request.memberId)!
    switch (group.state) {
      case 'Empty':
      case 'Dead':
        return syncFault(ErrorCode.UNKNOWN_MEMBER_ID)
      case 'PreparingRebalance':
        return syncFault(ErrorCode.REBALANCE_IN_PROGRESS)
      case 'Stable':
        member.syncPending = false
        this.#touch(group, member)
        return synced(group, member)
      case 'CompletingRebalance':
        member.syncPending = false
        member.awaitingSync?.(syncFault(ErrorCode.REBALANCE_IN_PROGRESS))
        member.awaitingSync = reply
        if (group.leaderId === member.memberId) this.#assign(group, request)
        return undefined
    }
  }

  /** The leader's assignment is here: written, then told (2). */
  #assign(group: ClassicGroup, request: SyncGroupRequest): void {
    const assignments = new Map<string, Uint8Array>()
    for (const { memberId, assignment } of request.assignments) assignments.set(memberId, assignment.slice())
    group.stateMs = this.#clock.nowMs()
    if (this.#around.store(group, assignments) !== ErrorCode.NONE) {
      this.#failSyncs(group, ErrorCode.COORDINATOR_NOT_AVAILABLE)
      this.#prepareRebalance(group)
      return
    }
    const overdue = group.phaseTimer
    group.phaseTimer = undefined
    this.#transition(group, 'Stable')
    // Those who have not synchronised yet still have until the end of the phase.
    group.phaseTimer = overdue
    for (const member of group.members.values()) {
      member.assignment = assignments.get(member.memberId) ?? NO_BYTES
      const reply = member.awaitingSync
      member.awaitingSync = undefined
      this.#touch(group, member)
      reply?.(synced(group, member))
    }
  }

  #failSyncs(group: ClassicGroup, errorCode: ErrorCode): void {
    for (const member of group.members.values()) {
      member.assignment = NO_BYTES
      const reply = member.awaitingSync
      member.awaitingSync = undefined
      if (reply !== undefined) this.#touch(group, member)
      reply?.(syncFault(errorCode))
    }
  }

  heartbeat(
    group: ClassicGroup,
    memberId: string,
    instanceId: string | null,
    generationId: number,
  ): ErrorCode {
    const fault = memberFault(group, memberId, instanceId)
    if (fault !== ErrorCode.NONE) return fault
    if (generationId !== group.generationId) return ErrorCode.ILLEGAL_GENERATION
    if (group.state === 'Empty' || group.state === 'Dead') return ErrorCode.UNKNOWN_MEMBER_ID
    this.#touch(group, group.members.get(memberId)!)
    return group.state === 'PreparingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE
  }

  /** A member gives signs of life: an offset commit counts too. */
  touch(group: ClassicGroup, memberId: string): void {
    const member = group.members.get(memberId)
    if (member !== undefined) this.#touch(group, member)
  }

  leave(group: ClassicGroup, leaving: readonly MemberIdentity[]): MemberResponse[] {
    const responses: MemberResponse[] = []
    let gone = false
    for (const { memberId, groupInstanceId } of leaving) {
      let errorCode: ErrorCode = ErrorCode.NONE
      const staticId = groupInstanceId === null ? undefined : group.staticMembers.get(groupInstanceId)
      const id = memberId === '' && staticId !== undefined ? staticId : memberId
      const pending = group.pendingMembers.get(id)
      if (pending !== undefined) {
        pending.cancel()
        group.pendingMembers.delete(id)
        gone = true
      } else {
        errorCode = memberFault(group, id, groupInstanceId)
        if (errorCode === ErrorCode.NONE) {
          this.#remove(group, group.members.get(id)!)
          gone = true
        }
      }
      responses.push({ memberId, groupInstanceId, errorCode })
    }
    if (gone) this.#afterLoss(group)
    return responses
  }

  #remove(group: ClassicGroup, member: Member): void {
    member.awaitingJoin?.(joinFault(ErrorCode.UNKNOWN_MEMBER_ID, member.memberId))
    member.awaitingSync?.(syncFault(ErrorCode.UNKNOWN_MEMBER_ID))
    group.remove(member)
  }

  #afterLoss(group: ClassicGroup): void {
    if (group.state === 'Stable' || group.state === 'CompletingRebalance') this.#prepareRebalance(group)
    else if (group.state === 'PreparingRebalance') this.#completeJoinIfAll(group)
  }

  /** Starts the session of a member anew. One timer a member: it looks at the deadline when it fires. */
  #touch(group: ClassicGroup, member: Member): void {
    member.deadlineMs = this.#clock.monotonicMs() + member.sessionTimeoutMs
    member.timer ??= this.#clock.setTimer(member.sessionTimeoutMs, () => this.#lookAt(group, member))
  }

  #lookAt(group: ClassicGroup, member: Member): void {
    member.timer = undefined
    if (group.members.get(member.memberId) !== member) return
    const nowMs = this.#clock.monotonicMs()
    const waiting = member.awaitingJoin !== undefined || member.awaitingSync !== undefined
    if (waiting) member.deadlineMs = nowMs + member.sessionTimeoutMs
    const lateMs = nowMs - member.deadlineMs
    // Late by more than a tick: this process stood still, and the member's heartbeats may lie unread (4).
    if (lateMs > LATE_MS) member.deadlineMs = nowMs + Math.min(lateMs, member.sessionTimeoutMs)
    if (member.deadlineMs > nowMs) {
      member.timer = this.#clock.setTimer(member.deadlineMs - nowMs, () => this.#lookAt(group, member))
      return
    }
    this.#remove(group, member)
    this.#afterLoss(group)
  }

  /** After recovery: every member has a whole session to show itself. */
  resume(group: ClassicGroup): void {
    for (const member of group.members.values()) this.#touch(group, member)
  }

  /** Members that came from another protocol: they have a session each, and join again. */
  takeOver(group: ClassicGroup): void {
    this.resume(group)
    this.#prepareRebalance(group)
  }

  /** Cancels the timers of a group that is deleted, or of a broker that closes, and ends what waits. */
  end(group: ClassicGroup, errorCode: ErrorCode = ErrorCode.COORDINATOR_NOT_AVAILABLE): void {
    group.phaseTimer?.cancel()
    for (const timer of group.pendingMembers.values()) timer.cancel()
    for (const member of group.members.values()) {
      member.timer?.cancel()
      member.awaitingJoin?.(joinFault(errorCode, member.memberId))
      member.awaitingSync?.(syncFault(errorCode))
      member.awaitingJoin = undefined
      member.awaitingSync = undefined
    }
  }

  /** `prefix-uuid`, as Kafka makes member ids. */
  #newMemberId(prefix: string): string {
    const hex = [0, 1, 2, 3].map(() => this.#random.nextUint32().toString(16).padStart(8, '0')).join('')
    return `${prefix}-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}

/** What stands against a request of this member (3). */
export function memberFault(
  group: ClassicGroup,
  memberId: string,
  groupInstanceId: string | null,
): ErrorCode {
  if (groupInstanceId !== null) {
    const owner = group.staticMembers.get(groupInstanceId)
    if (owner === undefined) return ErrorCode.UNKNOWN_MEMBER_ID
    if (owner !== memberId) return ErrorCode.FENCED_INSTANCE_ID
  }
  return group.members.has(memberId) ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID
}

function rebalanceTimeoutOf(request: JoinGroupRequest): number {
  return request.rebalanceTimeoutMs < 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs
}

/** Request bytes are lent: what a group keeps is its own. */
function copied(
  protocols: readonly { name: string; metadata: Uint8Array }[],
): { name: string; metadata: Uint8Array }[] {
  return protocols.map(({ name, metadata }) => ({ name, metadata: metadata.slice() }))
}

function joined(group: ClassicGroup, member: Member): JoinGroupResponse {
  const isLeader = group.leaderId === member.memberId
  return {
    throttleTimeMs: 0,
    errorCode: ErrorCode.NONE,
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId ?? '',
    skipAssignment: false,
    memberId: member.memberId,
    members: isLeader
      ? [...group.members.values()].map(each => ({
          memberId: each.memberId,
          groupInstanceId: each.groupInstanceId,
          metadata: each.metadata(group.protocolName ?? ''),
        }))
      : [],
  }
}

function synced(group: ClassicGroup, member: Member): SyncGroupResponse {
  return {
    throttleTimeMs: 0,
    errorCode: ErrorCode.NONE,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  }
}

export function joinFault(errorCode: ErrorCode, memberId: string): JoinGroupResponse {
  return {
    throttleTimeMs: 0,
    errorCode,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  }
}

export function syncFault(errorCode: ErrorCode): SyncGroupResponse {
  return { throttleTimeMs: 0, errorCode, protocolType: null, protocolName: null, assignment: NO_BYTES }
}
