/**
 * Members of the classic protocol in a group of the consumer protocol, while an application moves from one to the other (KIP-848's online
 * upgrade and downgrade). Pure.
 *
 *  1. A classic group becomes a consumer group when the first member of that protocol joins: generation becomes epoch, everybody keeps
 *     what he has. It becomes a classic group again when the last such member is gone.
 *  2. To a classic member the broker's assignment looks like that of a leader whom it never sees: it joins, synchronises, and joins again
 *     whenever a heartbeat tells it to.
 *  3. What cannot be read as a consumer's subscription cannot change its protocol.
 * Source: KIP-848; Kafka's `GroupMetadataManager.classicGroupJoinToConsumerGroup`, `convertToClassicGroup`.
 */
import {
  consumerProtocolAssignmentData,
  consumerProtocolSubscriptionData,
  DecodeError,
  decodeVersioned,
  ErrorCode,
  encodeVersioned,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from '@moldau/protocol'
import { ClassicGroup, type GroupProtocol, Member } from './classic-group.ts'
import type { ConsumerGroup, ConsumerMember, Owned, Target } from './consumer-group.ts'
import type { KnownTopics } from './consumer-group-heartbeat.ts'
import type { Said } from './consumer-group-reconciliation.ts'
import type { ConsumerGroupRecord } from './consumer-group-records.ts'
import { syncFault } from './group-membership.ts'

export const CONSUMER_TYPE = 'consumer'

/** What a classic member's protocol data say. */
export interface ReadSubscription {
  readonly topicNames: readonly string[]
  readonly rackId: string | null
  readonly owned: Said
}

/** Reads protocol data as a consumer's subscription; `undefined` where it is none (3). */
export function readSubscription(bytes: Uint8Array, topics: KnownTopics): ReadSubscription | undefined {
  try {
    const { data } = decodeVersioned(consumerProtocolSubscriptionData, bytes, true)
    const owned = data.ownedPartitions.flatMap(({ partitions, topic }) => {
      const found = topics.find(topic)
      return found === undefined ? [] : [{ topicId: found.id, partitions }]
    })
    return { topicNames: [...new Set(data.topics)].sort(), rackId: data.rackId, owned }
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

/** Whether a member with these protocols fits the classic members that are there: one protocol that all of them have. */
export function fitsClassic(
  group: ConsumerGroup,
  protocolType: string,
  protocols: readonly GroupProtocol[],
  exceptId: string,
): boolean {
  if (protocolType !== CONSUMER_TYPE || protocols.length === 0) return false
  const others = classicOf(group).filter(({ memberId }) => memberId !== exceptId)
  return protocols.some(({ name }) =>
    others.every(one => one.classic!.protocols.some(each => each.name === name)),
  )
}

export function classicOf(group: ConsumerGroup): ConsumerMember[] {
  return [...group.members.values()].filter(({ classic }) => classic !== null)
}

/** The records that make a classic group a consumer group (1); `undefined` where it cannot be one. */
export function upgraded(group: ClassicGroup, topics: KnownTopics): ConsumerGroupRecord[] | undefined {
  const epoch = group.generationId
  const records: ConsumerGroupRecord[] = []
  for (const member of group.members.values()) {
    const read = readSubscription(
      member.metadata(group.protocolName ?? member.protocols[0]?.name ?? ''),
      topics,
    )
    const target = read === undefined ? undefined : readAssignment(member.assignment, topics)
    if (read === undefined || target === undefined) return undefined
    const { clientHost, clientId, groupInstanceId: instanceId, memberId, rebalanceTimeoutMs } = member
    const { protocols, sessionTimeoutMs } = member
    const { rackId, topicNames } = read
    records.push(
      {
        ...{ kind: 'member', memberId },
        value: {
          ...{ instanceId, rackId, clientId, clientHost, topicNames, topicRegex: null, rebalanceTimeoutMs },
          ...{ serverAssignor: null, classic: { sessionTimeoutMs, protocols } },
        },
      },
      { kind: 'target', memberId, value: target },
      {
        ...{ kind: 'current', memberId },
        value: {
          ...{ memberEpoch: epoch, previousEpoch: epoch, state: 'stable' },
          ...{ assigned: ownedSince(target, epoch), revoking: new Map() },
        },
      },
    )
  }
  // The member that comes brings a new epoch, and the hash of topics with it.
  records.push({ kind: 'epoch', value: { epoch, metadataHash: 0 } }, { kind: 'target-epoch', value: epoch })
  return records
}

function readAssignment(bytes: Uint8Array, topics: KnownTopics): Target | undefined {
  if (bytes.length === 0) return new Map()
  try {
    const { data } = decodeVersioned(consumerProtocolAssignmentData, bytes, true)
    return new Map(
      data.assignedPartitions.flatMap(({ partitions, topic }) => {
        const found = topics.find(topic)
        return found === undefined ? [] : [[found.id, [...partitions].sort((a, b) => a - b)] as const]
      }),
    )
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function ownedSince(target: Target, epoch: number): Owned {
  return new Map([...target].map(([id, partitions]) => [id, new Map(partitions.map(one => [one, epoch]))]))
}

/** What a member may use, in the bytes of the classic protocol. */
function writeAssignment(assigned: Owned, nameOf: (topicId: string) => string | undefined): Uint8Array {
  const assignedPartitions = [...assigned].flatMap(([topicId, partitions]) => {
    const topic = nameOf(topicId)
    return topic === undefined ? [] : [{ topic, partitions: [...partitions.keys()].sort((a, b) => a - b) }]
  })
  const data = consumerProtocolAssignmentData.make({ assignedPartitions, userData: null })
  return encodeVersioned(consumerProtocolAssignmentData, 3, data)
}

/** What a heartbeat tells a classic member: to join again when the group has moved on, or it has to let go, or what it waits for is free. */
export function mustRejoin(group: ConsumerGroup, member: ConsumerMember): boolean {
  if (member.memberEpoch < group.epoch || member.state === 'unrevoked') return true
  if (member.state !== 'unreleased') return false
  for (const [topicId, partitions] of group.targets.get(member.memberId) ?? [])
    for (const partition of partitions)
      if (!member.assigned.get(topicId)?.has(partition) && group.isTaken(topicId, partition)) return false
  return true
}

export function memberFaultIn(
  group: ConsumerGroup,
  memberId: string,
  instanceId: string | null,
  generationId: number,
): ErrorCode {
  if (instanceId !== null) {
    const owner = group.staticMembers.get(instanceId)
    if (owner === undefined) return ErrorCode.UNKNOWN_MEMBER_ID
    if (owner !== memberId) return ErrorCode.FENCED_INSTANCE_ID
  }
  const member = group.members.get(memberId)
  if (member?.classic == null) return ErrorCode.UNKNOWN_MEMBER_ID
  return member.memberEpoch === generationId ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION
}

/** SyncGroup of a classic member: its assignment, which the broker made. */
export function syncInConsumerGroup(
  group: ConsumerGroup,
  request: SyncGroupRequest,
  nameOf: (topicId: string) => string | undefined,
): SyncGroupResponse {
  const { generationId, groupInstanceId, memberId } = request
  const fault = memberFaultIn(group, memberId, groupInstanceId, generationId)
  if (fault !== ErrorCode.NONE) return syncFault(fault)
  const member = group.members.get(memberId)!
  const protocolName = member.classic!.protocols[0]!.name
  const isOther =
    (request.protocolType !== null && request.protocolType !== CONSUMER_TYPE) ||
    (request.protocolName !== null && request.protocolName !== protocolName)
  if (isOther) return syncFault(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
  if (group.epoch > member.memberEpoch && member.state !== 'unrevoked')
    return syncFault(ErrorCode.REBALANCE_IN_PROGRESS)
  return {
    ...{ throttleTimeMs: 0, errorCode: ErrorCode.NONE, protocolType: CONSUMER_TYPE, protocolName },
    assignment: writeAssignment(member.assigned, nameOf),
  }
}

/** The classic group that is left when the last member of the consumer protocol is gone (1). */
export function downgraded(
  group: ConsumerGroup,
  goneId: string,
  nowMs: number,
  nameOf: (topicId: string) => string | undefined,
): ClassicGroup {
  const classic = new ClassicGroup(group.groupId, group.offsets)
  classic.protocolType = CONSUMER_TYPE
  classic.generationId = group.epoch
  classic.stateMs = nowMs
  for (const one of classicOf(group)) {
    if (one.memberId === goneId) continue
    const member = new Member({
      ...{ memberId: one.memberId, groupInstanceId: one.instanceId, clientId: one.clientId },
      ...{ clientHost: one.clientHost, sessionTimeoutMs: one.classic!.sessionTimeoutMs },
      ...{ rebalanceTimeoutMs: one.rebalanceTimeoutMs, protocols: one.classic!.protocols },
    })
    member.assignment = writeAssignment(one.assigned, nameOf)
    classic.add(member)
  }
  classic.protocolName = classic.selectProtocol()
  classic.state = 'Stable'
  return classic
}

/** What ends every record of a consumer group that is one no more. */
export function ending(group: ConsumerGroup): ConsumerGroupRecord[] {
  const records: ConsumerGroupRecord[] = []
  for (const memberId of group.members.keys())
    records.push(
      { kind: 'current', memberId, value: null },
      { kind: 'target', memberId, value: null },
      { kind: 'member', memberId, value: null },
    )
  for (const regex of group.regexes.keys()) records.push({ kind: 'regex', regex, value: null })
  return [...records, { kind: 'target-epoch', value: null }, { kind: 'epoch', value: null }]
}
