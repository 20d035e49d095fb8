/**
 * The consumer protocol at work (KIP-848): heartbeats decided, written, replayed; and the time-outs of members.
 *
 *  1. What a decision says is written before it is true, and durable before it is told (coordinator-log.ts).
 *  2. A member is out when its session ends without a heartbeat, or when it has not let go of partitions within its rebalance
 *     time-out. A pause of this process counts against nobody.
 *  3. Timers are no state: after a restart every member has a whole session, and a whole rebalance time-out, again.
 * Source: KIP-848; Kafka's `GroupMetadataManager`.
 */
import {
  type Clock,
  type ConsumerGroupHeartbeatRequest,
  type ConsumerGroupHeartbeatResponse,
  ErrorCode,
  type JoinGroupResponse,
  type MemberIdentity,
  type MemberResponse,
  type Random,
  type Timer,
} from '@moldau/protocol'
import { newUuid } from '../../metadata/meta-properties.ts'
import type { BrokerConfig } from '../state/broker-config.ts'
import { groupValue } from '../state/group-config.ts'
import { CONSUMER_TYPE, fitsClassic, memberFaultIn, mustRejoin, readSubscription } from './classic-members.ts'
import { AWAY_EPOCH, type ConsumerGroup, type ConsumerMember } from './consumer-group.ts'
import {
  advance,
  assignorOf,
  find,
  type HeartbeatContext,
  type HeartbeatDecision,
  heartbeat,
  type KnownTopics,
  lookUp,
  possessionOf,
  type Refusal,
  refuse,
  removal,
  replacement,
  requestFault,
} from './consumer-group-heartbeat.ts'
import type { ConsumerGroupRecord } from './consumer-group-records.ts'
import type { StoredRecord } from './coordinator-log.ts'
import { type Joining, joinFault } from './group-membership.ts'

/** How late a timer may fire before that counts as a pause of the process. */
const LATE_MS = 250

/** What the protocol asks of the coordinator around it. */
export interface ConsumerGroupKeeper {
  readonly topics: KnownTopics
  /** What a group has of configurations of its own. */
  configOf(groupId: string): ReadonlyMap<string, string>
  /** The group; `undefined` where there is none of this protocol. */
  find(groupId: string): ConsumerGroup | undefined
  /** Room for a new group of this name, or what stands against it. */
  open(groupId: string): Opening | ErrorCode
  /** Writes and replays, `before` first. */
  store(groupId: string, records: readonly ConsumerGroupRecord[], before?: readonly StoredRecord[]): ErrorCode
  /** Makes a classic group of those who stay when the last member of this protocol goes. NONE: done */
  downgrade(group: ConsumerGroup, goneId: string): ErrorCode
}

/** A group that is not there yet: what has to be written before its first record. */
export interface Opening {
  readonly group: ConsumerGroup
  readonly before: readonly StoredRecord[]
  /** To be called when all of it is written. */
  readonly done?: () => void
}

/** Somebody who asks. */
export interface Caller {
  readonly version: number
  readonly clientId: string
  readonly clientHost: string
}

interface Watch {
  deadlineMs: number
  timer: Timer | undefined
  rebalance: { readonly epoch: number; readonly timer: Timer } | undefined
  /** A classic member was told to join again. */
  rejoin: Timer | undefined
}

export class ConsumerGroups {
  readonly #clock: Clock
  readonly #random: Random
  readonly #config: BrokerConfig
  readonly #keeper: ConsumerGroupKeeper
  /** By group, by member. */
  readonly #watches = new Map<string, Map<string, Watch>>()

  constructor(clock: Clock, random: Random, config: BrokerConfig, keeper: ConsumerGroupKeeper) {
    this.#clock = clock
    this.#random = random
    this.#config = config
    this.#keeper = keeper
  }

  get assignors(): readonly string[] {
    return this.#config
      .text('group.consumer.assignors')
      .split(',')
      .map(name => name.trim())
  }

  /** What the group's describers call its assignor. */
  assignorOf(group: ConsumerGroup): string {
    return assignorOf(group, this.assignors)
  }

  /** ConsumerGroupHeartbeat; what it rests on is written when this returns, and not yet durable. */
  heartbeat(request: ConsumerGroupHeartbeatRequest, caller: Caller): ConsumerGroupHeartbeatResponse {
    const fault = requestFault(request, caller.version, this.assignors)
    if (fault !== undefined) return refusal(fault)
    const { groupId, memberEpoch } = request
    const group = this.#keeper.find(groupId)
    if (group !== undefined)
      return memberEpoch < 0
        ? this.#leave(group, request)
        : this.#goOn({ group, before: [] }, request, caller)
    if (memberEpoch !== 0) return refusal(refuse(ErrorCode.GROUP_ID_NOT_FOUND, `Group ${groupId} not found.`))
    const opening = this.#keeper.open(groupId)
    if (typeof opening === 'number')
      return refusal(refuse(opening, `Group ${groupId} is not a consumer group.`))
    return this.#goOn(opening, request, caller)
  }

  #goOn(
    { before, done, group }: Opening,
    request: ConsumerGroupHeartbeatRequest,
    caller: Caller,
  ): ConsumerGroupHeartbeatResponse {
    const { groupId } = request
    const version = this.#keeper.topics.version
    const decision = heartbeat(group, request, this.#context(caller))
    if ('errorCode' in decision) return refusal(decision)
    const code = this.#keeper.store(groupId, decision.records, before)
    if (code !== ErrorCode.NONE) return refusal(refuse(code, 'The group could not be written.'))
    done?.()
    const now = this.#keeper.find(groupId)!
    now.seenTopics = version
    this.#touch(now, decision.member.memberId)
    return this.#response(groupId, decision)
  }

  #context({ clientHost, clientId }: Caller): HeartbeatContext {
    return {
      topics: this.#keeper.topics,
      nowMs: this.#clock.nowMs(),
      maxSize: this.#config.number('group.consumer.max.size'),
      assignors: this.assignors,
      ...{ clientId, clientHost },
      newMemberId: () => newUuid(this.#random),
    }
  }

  #response(groupId: string, { member, tells }: HeartbeatDecision): ConsumerGroupHeartbeatResponse {
    const topicPartitions = [...member.assigned].map(([topicId, partitions]) => ({
      topicId,
      partitions: [...partitions.keys()].sort((a, b) => a - b),
    }))
    return {
      ...{ throttleTimeMs: 0, errorCode: ErrorCode.NONE, errorMessage: null },
      ...{ memberId: member.memberId, memberEpoch: member.memberEpoch },
      heartbeatIntervalMs: this.#valueOf(groupId, 'consumer.heartbeat.interval.ms'),
      assignment: tells ? { topicPartitions } : null,
    }
  }

  #leave(group: ConsumerGroup, request: ConsumerGroupHeartbeatRequest): ConsumerGroupHeartbeatResponse {
    const { instanceId, memberEpoch, memberId } = request
    const found = leaver(group, memberId, instanceId)
    if ('errorCode' in found) return refusal(found)
    const isAway = instanceId !== null && memberEpoch === AWAY_EPOCH
    const code = isAway ? this.#setAway(group, found) : this.#remove(group, found)
    if (code !== ErrorCode.NONE) return refusal(refuse(code, 'The group could not be written.'))
    return {
      ...{ throttleTimeMs: 0, errorCode: ErrorCode.NONE, errorMessage: null },
      ...{
        memberId,
        memberEpoch: isAway ? AWAY_EPOCH : memberEpoch,
        heartbeatIntervalMs: 0,
        assignment: null,
      },
    }
  }

  /** A static member will be back within its session: nothing moves until then. */
  #setAway(group: ConsumerGroup, member: ConsumerMember): ErrorCode {
    const away = { ...member, memberEpoch: AWAY_EPOCH, revoking: new Map() }
    return this.#keeper.store(group.groupId, [
      { kind: 'current', memberId: member.memberId, value: possessionOf(away) },
    ])
  }

  /** A member is gone: its partitions are the others', at their next heartbeats. */
  #remove(group: ConsumerGroup, member: ConsumerMember): ErrorCode {
    const records = removal(member.memberId)
    const others = [...group.members.values()].filter(({ memberId }) => memberId !== member.memberId)
    const policy = this.#config.text('group.consumer.migration.policy').toLowerCase()
    const isLeft = others.length > 0 && others.every(({ classic }) => classic !== null)
    if (isLeft && (policy === 'bidirectional' || policy === 'downgrade'))
      return this.#keeper.downgrade(group, member.memberId)
    const context = { nowMs: this.#clock.nowMs(), topics: this.#keeper.topics }
    const { hash: metadataHash } = lookUp(group, others, context, records)
    records.push({ kind: 'epoch', value: { epoch: group.epoch + 1, metadataHash } })
    const code = this.#keeper.store(group.groupId, records)
    if (code === ErrorCode.NONE) this.#unwatch(group.groupId, member.memberId)
    return code
  }

  // --- members of the classic protocol (classic-members.ts) -----------------------------------------------------------

  /** JoinGroup of a classic member; answered at once, since nobody waits for anybody here. */
  joinClassic(group: ConsumerGroup, joining: Joining): JoinGroupResponse {
    const { request, version } = joining
    const { groupInstanceId: instanceId, protocols, protocolType } = request
    const { topics } = this.#keeper
    const isNobody = request.memberId === ''
    const memberId = isNobody
      ? `${instanceId ?? joining.clientId}-${newUuid(this.#random)}`
      : request.memberId
    const context = this.#context(joining)
    if (group.members.size >= context.maxSize && !group.members.has(memberId))
      return joinFault(ErrorCode.GROUP_MAX_SIZE_REACHED, request.memberId)
    const read = readSubscription(protocols[0]?.metadata ?? new Uint8Array(0), topics)
    if (read === undefined || !fitsClassic(group, protocolType, protocols, memberId))
      return joinFault(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, request.memberId)
    if (isNobody && instanceId === null && version >= 4)
      return joinFault(ErrorCode.MEMBER_ID_REQUIRED, memberId)
    const found = find(group, { instanceId, memberEpoch: 0, topicPartitions: [] }, memberId, true)
    if ('errorCode' in found) return joinFault(found.errorCode, request.memberId)
    const { member, replaced } = found
    const records = replaced === undefined ? [] : replacement(group, replaced, member)
    const { rackId, topicNames } = read
    const { clientHost, clientId } = joining
    const timeoutMs = request.rebalanceTimeoutMs < 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs
    const kept = protocols.map(({ metadata, name }) => ({ name, metadata: metadata.slice() }))
    const updated: ConsumerMember = {
      ...member,
      ...{ instanceId, rackId, clientId, clientHost, topicNames, topicRegex: null, serverAssignor: null },
      rebalanceTimeoutMs: timeoutMs,
      classic: { sessionTimeoutMs: request.sessionTimeoutMs, protocols: kept },
    }
    const seen = topics.version
    const said = { memberEpoch: 0, topicPartitions: read.owned as never }
    const decision = advance(group, { before: member, member: updated, replaced }, records, said, context)
    const code = this.#keeper.store(group.groupId, decision.records)
    if (code !== ErrorCode.NONE) return joinFault(code, request.memberId)
    if (replaced !== undefined) this.#unwatch(group.groupId, replaced.memberId)
    group.seenTopics = seen
    const watch = this.#watch(group.groupId, memberId)
    watch.rejoin?.cancel()
    watch.rejoin = undefined
    this.#touch(group, memberId)
    return {
      ...{ throttleTimeMs: 0, errorCode: ErrorCode.NONE, generationId: decision.member.memberEpoch },
      ...{ protocolType: CONSUMER_TYPE, protocolName: kept[0]!.name, leader: '', skipAssignment: false },
      ...{ memberId, members: [] },
    }
  }

  heartbeatClassic(
    group: ConsumerGroup,
    memberId: string,
    instanceId: string | null,
    generationId: number,
  ): ErrorCode {
    const fault = memberFaultIn(group, memberId, instanceId, generationId)
    if (fault !== ErrorCode.NONE) return fault
    this.#touch(group, memberId)
    const member = group.members.get(memberId)!
    if (!mustRejoin(group, member)) return ErrorCode.NONE
    const watch = this.#watch(group.groupId, memberId)
    watch.rejoin ??= this.#clock.setTimer(member.rebalanceTimeoutMs, () => {
      watch.rejoin = undefined
      const now = this.#keeper.find(group.groupId)
      const late = now?.members.get(memberId)
      if (now !== undefined && late !== undefined) this.#remove(now, late)
    })
    return ErrorCode.REBALANCE_IN_PROGRESS
  }

  leaveClassic(group: ConsumerGroup, leaving: readonly MemberIdentity[]): MemberResponse[] {
    return leaving.map(({ groupInstanceId, memberId }) => {
      // Each of them may have changed what the group is.
      const now = this.#keeper.find(group.groupId)
      const owner = groupInstanceId === null ? undefined : now?.staticMembers.get(groupInstanceId)
      const id = memberId === '' && owner !== undefined ? owner : memberId
      const found = now === undefined ? undefined : leaver(now, id, groupInstanceId)
      let errorCode: ErrorCode = ErrorCode.UNKNOWN_MEMBER_ID
      if (found !== undefined && 'errorCode' in found) errorCode = found.errorCode
      else if (found !== undefined && found.classic !== null) errorCode = this.#remove(now!, found)
      return { memberId, groupInstanceId, errorCode }
    })
  }

  // --- time-outs ------------------------------------------------------------------------------------------------------

  #watch(groupId: string, memberId: string): Watch {
    const watches = this.#watches.get(groupId) ?? new Map<string, Watch>()
    this.#watches.set(groupId, watches)
    let watch = watches.get(memberId)
    if (watch === undefined) {
      watch = { deadlineMs: 0, timer: undefined, rebalance: undefined, rejoin: undefined }
      watches.set(memberId, watch)
    }
    return watch
  }

  #unwatch(groupId: string, memberId: string): void {
    const watches = this.#watches.get(groupId)
    const watch = watches?.get(memberId)
    watch?.timer?.cancel()
    watch?.rebalance?.timer.cancel()
    watch?.rejoin?.cancel()
    watches?.delete(memberId)
    if (watches?.size === 0) this.#watches.delete(groupId)
  }

  #valueOf(groupId: string, name: Parameters<typeof groupValue>[2]): number {
    return groupValue(this.#config, this.#keeper.configOf(groupId), name)
  }

  #sessionMs(groupId: string, member: ConsumerMember | undefined): number {
    return member?.classic?.sessionTimeoutMs ?? this.#valueOf(groupId, 'consumer.session.timeout.ms')
  }

  /** A member gave signs of life: its session begins anew, and the time in which it has to let partitions go is set or ends. */
  #touch(group: ConsumerGroup, memberId: string): void {
    const { groupId } = group
    const watch = this.#watch(groupId, memberId)
    const member = group.members.get(memberId)
    const sessionMs = this.#sessionMs(groupId, member)
    const deadlineMs = this.#clock.monotonicMs() + sessionMs
    if (deadlineMs < watch.deadlineMs) {
      // Sessions have become shorter.
      watch.timer?.cancel()
      watch.timer = undefined
    }
    watch.deadlineMs = deadlineMs
    watch.timer ??= this.#clock.setTimer(sessionMs, () => this.#lookAt(groupId, memberId))
    const isLate = member?.state === 'unrevoked'
    if (watch.rebalance !== undefined && (!isLate || watch.rebalance.epoch !== member.memberEpoch)) {
      watch.rebalance.timer.cancel()
      watch.rebalance = undefined
    }
    if (!isLate || watch.rebalance !== undefined) return
    const epoch = member.memberEpoch
    const timer = this.#clock.setTimer(member.rebalanceTimeoutMs, () =>
      this.#rebalanceOver(groupId, memberId, epoch),
    )
    watch.rebalance = { epoch, timer }
  }

  #rebalanceOver(groupId: string, memberId: string, epoch: number): void {
    const watch = this.#watches.get(groupId)?.get(memberId)
    if (watch !== undefined) watch.rebalance = undefined
    const group = this.#keeper.find(groupId)
    const member = group?.members.get(memberId)
    if (group !== undefined && member?.state === 'unrevoked' && member.memberEpoch === epoch)
      this.#remove(group, member)
  }

  #lookAt(groupId: string, memberId: string): void {
    const watch = this.#watches.get(groupId)?.get(memberId)
    const group = this.#keeper.find(groupId)
    const member = group?.members.get(memberId)
    if (watch === undefined) return
    watch.timer = undefined
    if (group === undefined || member === undefined) {
      this.#unwatch(groupId, memberId)
      return
    }
    const nowMs = this.#clock.monotonicMs()
    const lateMs = nowMs - watch.deadlineMs
    // Late by more than a tick: this process stood still, and the member's heartbeats may lie unread (2).
    if (lateMs > LATE_MS) watch.deadlineMs = nowMs + Math.min(lateMs, this.#sessionMs(groupId, member))
    const isOut = watch.deadlineMs <= nowMs && this.#remove(group, member) === ErrorCode.NONE
    if (isOut) return
    // Not its time, or there was no room to write that it is out.
    const restMs = Math.max(LATE_MS, watch.deadlineMs - nowMs)
    watch.timer = this.#clock.setTimer(restMs, () => this.#lookAt(groupId, memberId))
  }

  /** After replay (3). */
  resume(group: ConsumerGroup): void {
    for (const memberId of group.members.keys()) this.#touch(group, memberId)
  }

  /** The group is deleted, or the broker closes. */
  end(groupId: string): void {
    for (const memberId of [...(this.#watches.get(groupId)?.keys() ?? [])]) this.#unwatch(groupId, memberId)
  }

  close(): void {
    for (const groupId of [...this.#watches.keys()]) this.end(groupId)
  }
}

function leaver(group: ConsumerGroup, memberId: string, instanceId: string | null): ConsumerMember | Refusal {
  if (instanceId !== null) {
    const owner = group.staticMembers.get(instanceId)
    if (owner === undefined)
      return refuse(ErrorCode.UNKNOWN_MEMBER_ID, `Instance id ${instanceId} is unknown.`)
    if (owner !== memberId) {
      const why = `Static member ${memberId} with instance id ${instanceId} was fenced by member ${owner}.`
      return refuse(ErrorCode.FENCED_INSTANCE_ID, why)
    }
  }
  const why = `Member ${memberId} is not a member of group ${group.groupId}.`
  return group.members.get(memberId) ?? refuse(ErrorCode.UNKNOWN_MEMBER_ID, why)
}

function refusal({ errorCode, errorMessage }: Refusal): ConsumerGroupHeartbeatResponse {
  return {
    ...{ throttleTimeMs: 0, errorCode, errorMessage, memberId: null, memberEpoch: 0 },
    ...{ heartbeatIntervalMs: 0, assignment: null },
  }
}
