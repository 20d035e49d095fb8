/**
 * ConsumerGroupHeartbeat decided: a group and a request give records and an answer. Pure; nothing here changes the group.
 *
 *  1. In order: the member and what it wants; the group's epoch, where that changed; the target assignment, where it is older than the
 *     group; one step of the member towards it.
 *  2. An answer carries the assignment when the member asked with everything it knows, or when it changed.
 *  3. A member is fenced by its epoch: one that is behind or ahead gives everything up and joins again. One epoch behind is forgiven
 *     where the answer could have been lost.
 * Source: KIP-848, KIP-1082; Kafka's `GroupMetadataManager.consumerGroupHeartbeat`.
 */
import { type ConsumerGroupHeartbeatRequest, crc32c, ErrorCode } from '@moldau/protocol'
import { RegularExpression } from '../expression/regular-expression.ts'
import {
  AWAY_EPOCH,
  type ClassicFacet,
  type ConsumerGroup,
  type ConsumerMember,
  newMember,
  type ResolvedRegex,
  type Subscription,
  type Target,
} from './consumer-group.ts'
import { reconcile, type Said, sameOwned } from './consumer-group-reconciliation.ts'
import type { ConsumerGroupRecord } from './consumer-group-records.ts'
import { ASSIGNORS } from './partition-assignors.ts'

/** What of the topics a group has to know. */
export interface KnownTopics {
  /** Changes with every change of topics. */
  readonly version: number
  names(): Iterable<string>
  /** Id and number of partitions; `undefined` where there is no such topic. */
  find(name: string): { readonly id: string; readonly partitions: number } | undefined
}

export interface HeartbeatContext {
  readonly topics: KnownTopics
  readonly nowMs: number
  readonly maxSize: number
  /** Allowed assignors, the default first. */
  readonly assignors: readonly string[]
  readonly clientId: string
  readonly clientHost: string
  newMemberId(): string
}

export interface Refusal {
  readonly errorCode: ErrorCode
  readonly errorMessage: string
}

export interface HeartbeatDecision {
  readonly records: readonly ConsumerGroupRecord[]
  /** The member as it will be; its assignment is to be told where `tells` is set. */
  readonly member: ConsumerMember
  readonly tells: boolean
}

export const refuse = (errorCode: ErrorCode, errorMessage: string): Refusal => ({ errorCode, errorMessage })

/** What is wrong with a request by itself. */
export function requestFault(
  request: ConsumerGroupHeartbeatRequest,
  version: number,
  assignors: readonly string[],
): Refusal | undefined {
  const invalid = (why: string): Refusal => refuse(ErrorCode.INVALID_REQUEST, why)
  const { instanceId, memberEpoch, memberId, serverAssignor, subscribedTopicRegex } = request
  if (request.groupId.trim() === '') return invalid("GroupId can't be empty.")
  if (instanceId?.trim() === '') return invalid("InstanceId can't be empty.")
  if (request.rackId?.trim() === '') return invalid("RackId can't be empty.")
  if (memberEpoch < AWAY_EPOCH)
    return invalid(`MemberEpoch is ${memberEpoch}, but must be greater than or equal to -2.`)
  if (memberId.trim() === '' && (memberEpoch !== 0 || version >= 1))
    return invalid("MemberId can't be empty.")
  if (memberEpoch === AWAY_EPOCH && instanceId === null) return invalid("InstanceId can't be null.")
  if (memberEpoch === 0) {
    if (request.rebalanceTimeoutMs === -1)
      return invalid('RebalanceTimeoutMs must be provided in first request.')
    if (request.topicPartitions === null || request.topicPartitions.length > 0)
      return invalid('TopicPartitions must be empty when (re-)joining.')
    // Empty ones are good: a consumer with a pattern joins before it knows what matches.
    if (request.subscribedTopicNames === null && subscribedTopicRegex === null)
      return invalid(
        'Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.',
      )
  }
  if (serverAssignor !== null && !assignors.includes(serverAssignor)) {
    const known = assignors.join(', ')
    const why = `ServerAssignor ${serverAssignor} is not supported. Supported assignors: ${known}.`
    return refuse(ErrorCode.UNSUPPORTED_ASSIGNOR, why)
  }
  const regex = RegularExpression.parse(subscribedTopicRegex ?? '')
  if ('fault' in regex) {
    const why = `SubscribedTopicRegex \`${subscribedTopicRegex}\` is not a valid regular expression: ${regex.fault}.`
    return refuse(ErrorCode.INVALID_REGULAR_EXPRESSION, why)
  }
  return undefined
}

/** Joins (epoch 0) or goes on (epoch above 0). */
export function heartbeat(
  group: ConsumerGroup,
  request: ConsumerGroupHeartbeatRequest,
  context: HeartbeatContext,
): HeartbeatDecision | Refusal {
  const memberId = request.memberId === '' ? context.newMemberId() : request.memberId
  if (group.members.size >= context.maxSize && !group.members.has(memberId)) {
    const why = `The consumer group has reached its maximum capacity of ${context.maxSize} members.`
    return refuse(ErrorCode.GROUP_MAX_SIZE_REACHED, why)
  }
  const known = find(group, request, memberId)
  if ('errorCode' in known) return known
  const records: ConsumerGroupRecord[] = []
  const { member, replaced } = known
  if (replaced !== undefined) records.push(...replacement(group, replaced, member))
  const updated: ConsumerMember = { ...member, ...updatedSubscription(member, request, context) }
  return advance(group, { before: member, member: updated, replaced }, records, request, context)
}

export interface Found {
  readonly member: ConsumerMember
  /** The static member of the same name that it takes the place of. */
  readonly replaced?: ConsumerMember | undefined
}

/** The member that asks, or a new one. `isClassic`: it speaks the classic protocol, and takes its instance id from whoever has it. */
export function find(
  group: ConsumerGroup,
  request: Pick<ConsumerGroupHeartbeatRequest, 'instanceId' | 'memberEpoch' | 'topicPartitions'>,
  memberId: string,
  isClassic = false,
): Found | Refusal {
  const { instanceId, memberEpoch } = request
  const joins = memberEpoch === 0
  if (instanceId !== null) {
    const owner = group.members.get(group.staticMembers.get(instanceId) ?? '')
    if (owner === undefined) {
      if (joins) return { member: group.members.get(memberId) ?? newMember(memberId) }
      return refuse(ErrorCode.UNKNOWN_MEMBER_ID, `Instance id ${instanceId} is unknown.`)
    }
    if (joins) {
      if (isClassic && owner.memberId === memberId) return { member: owner }
      if (owner.memberEpoch !== AWAY_EPOCH && owner.classic === null && !isClassic) {
        const why = `Static member ${memberId} with instance id ${instanceId} cannot join the group because the instance id is owned by ${owner.memberId} member.`
        return refuse(ErrorCode.UNRELEASED_INSTANCE_ID, why)
      }
      return { member: { ...owner, memberId, memberEpoch: 0, previousEpoch: 0 }, replaced: owner }
    }
    if (owner.memberId !== memberId) {
      const why = `Static member ${memberId} with instance id ${instanceId} was fenced by member ${owner.memberId}.`
      return refuse(ErrorCode.FENCED_INSTANCE_ID, why)
    }
  }
  const member = group.members.get(memberId)
  if (member === undefined) {
    if (joins) return { member: newMember(memberId) }
    return refuse(
      ErrorCode.UNKNOWN_MEMBER_ID,
      `Member ${memberId} is not a member of group ${group.groupId}.`,
    )
  }
  return epochFault(member, memberEpoch, request.topicPartitions) ?? { member }
}

/** What the epoch says against a member (3). */
function epochFault(member: ConsumerMember, epoch: number, said: Said): Refusal | undefined {
  if (epoch === member.memberEpoch || epoch === 0) return undefined
  const isSubset = (said ?? undefined)?.every(({ partitions, topicId }) =>
    partitions.every(one => member.assigned.get(topicId)?.has(one)),
  )
  if (epoch === member.previousEpoch && epoch < member.memberEpoch && isSubset) return undefined
  const word = epoch > member.memberEpoch ? 'greater' : 'smaller'
  const why = `The consumer group member has a ${word} member epoch (${epoch}) than the one known by the group coordinator (${member.memberEpoch}). The member must abandon all its partitions and rejoin.`
  return refuse(ErrorCode.FENCED_MEMBER_EPOCH, why)
}

/** A static member comes back under another id: it takes over what its former self had. */
export function replacement(
  group: ConsumerGroup,
  old: ConsumerMember,
  fresh: ConsumerMember,
): ConsumerGroupRecord[] {
  const { memberId } = fresh
  return [
    ...removal(old.memberId),
    { kind: 'member', memberId, value: subscriptionOf(fresh) },
    { kind: 'target', memberId, value: group.targets.get(old.memberId) ?? new Map() },
    { kind: 'current', memberId, value: possessionOf(fresh) },
  ]
}

/** The end of a member. The order matters: what it has is free before it is gone. */
export function removal(memberId: string): ConsumerGroupRecord[] {
  return [
    { kind: 'current', memberId, value: null },
    { kind: 'target', memberId, value: null },
    { kind: 'member', memberId, value: null },
  ]
}

export const subscriptionOf = (member: ConsumerMember): Subscription => ({
  instanceId: member.instanceId,
  rackId: member.rackId,
  clientId: member.clientId,
  clientHost: member.clientHost,
  topicNames: member.topicNames,
  topicRegex: member.topicRegex,
  rebalanceTimeoutMs: member.rebalanceTimeoutMs,
  serverAssignor: member.serverAssignor,
  classic: member.classic,
})

export const possessionOf = ({ assigned, memberEpoch, previousEpoch, revoking, state }: ConsumerMember) => ({
  ...{ memberEpoch, previousEpoch, state, assigned, revoking },
})

function updatedSubscription(
  member: ConsumerMember,
  request: ConsumerGroupHeartbeatRequest,
  context: HeartbeatContext,
): Subscription {
  const names = request.subscribedTopicNames
  const { rebalanceTimeoutMs, subscribedTopicRegex } = request
  return {
    instanceId: request.instanceId ?? member.instanceId,
    rackId: request.rackId ?? member.rackId,
    clientId: context.clientId,
    clientHost: context.clientHost,
    topicNames: names === null ? member.topicNames : [...new Set(names)].sort(),
    topicRegex: subscribedTopicRegex ?? member.topicRegex,
    rebalanceTimeoutMs: rebalanceTimeoutMs === -1 ? member.rebalanceTimeoutMs : rebalanceTimeoutMs,
    serverAssignor: request.serverAssignor ?? member.serverAssignor,
    classic: null,
  }
}

export interface Change {
  readonly before: ConsumerMember
  readonly member: ConsumerMember
  readonly replaced?: ConsumerMember | undefined
}

/** What follows from a member's change (1). */
export function advance(
  group: ConsumerGroup,
  { before, member, replaced }: Change,
  records: ConsumerGroupRecord[],
  request: { readonly memberEpoch: number } & Partial<ConsumerGroupHeartbeatRequest>,
  context: HeartbeatContext,
): HeartbeatDecision {
  const { memberId } = member
  const isNew = !group.members.has(memberId) && replaced === undefined
  if (isNew || !sameSubscription(before, member))
    records.push({ kind: 'member', memberId, value: subscriptionOf(member) })
  const members = membersWith(group, member, replaced?.memberId)
  const wantsOther =
    isNew ||
    before.topicRegex !== member.topicRegex ||
    before.topicNames.join('\n') !== member.topicNames.join('\n')
  // Only then can anything be different: a heartbeat costs nothing otherwise.
  const looks = wantsOther || group.seenTopics !== context.topics.version || group.epoch > group.targetEpoch
  const found = looks ? lookUp(group, members, context, records) : undefined
  const isOther = wantsOther || (found !== undefined && found.hash !== group.metadataHash)
  const epoch = isOther ? group.epoch + 1 : group.epoch
  if (isOther) records.push({ kind: 'epoch', value: { epoch, metadataHash: found!.hash } })
  let target = group.targets.get(replaced?.memberId ?? memberId) ?? new Map<string, readonly number[]>()
  let targetEpoch = group.targetEpoch
  if (epoch > group.targetEpoch) {
    targetEpoch = epoch
    target = assign(group, members, found!.topicsOf, memberId, replaced?.memberId, context, records)
    records.push({ kind: 'target-epoch', value: epoch })
  }
  const after = reconcile(group, member, targetEpoch, target, request.topicPartitions ?? null)
  if (after !== member) records.push({ kind: 'current', memberId, value: possessionOf(after) })
  const isFull =
    request.memberEpoch === 0 ||
    (request.rebalanceTimeoutMs !== -1 &&
      request.subscribedTopicNames !== null &&
      request.topicPartitions !== null)
  return { records, member: after, tells: isFull || !sameOwned(before.assigned, after.assigned) }
}

function sameSubscription(one: Subscription, other: Subscription): boolean {
  return (
    one.instanceId === other.instanceId &&
    one.rackId === other.rackId &&
    one.clientId === other.clientId &&
    one.clientHost === other.clientHost &&
    one.topicRegex === other.topicRegex &&
    one.rebalanceTimeoutMs === other.rebalanceTimeoutMs &&
    one.serverAssignor === other.serverAssignor &&
    sameClassic(one.classic, other.classic) &&
    one.topicNames.join('\n') === other.topicNames.join('\n')
  )
}

function sameClassic(one: ClassicFacet | null, other: ClassicFacet | null): boolean {
  if (one === null || other === null) return one === other
  return (
    one.sessionTimeoutMs === other.sessionTimeoutMs &&
    one.protocols.length === other.protocols.length &&
    one.protocols.every(({ metadata, name }, n) => {
      const its = other.protocols[n]!
      return its.name === name && Buffer.compare(its.metadata, metadata) === 0
    })
  )
}

function membersWith(group: ConsumerGroup, member: ConsumerMember, without?: string): ConsumerMember[] {
  const others = [...group.members.values()].filter(
    ({ memberId }) => memberId !== member.memberId && memberId !== without,
  )
  return [...others, member]
}

/** Expressions that members are subscribed to, with the topics that they match now; what changed goes into `records`. */
function resolveRegexes(
  group: ConsumerGroup,
  members: readonly ConsumerMember[],
  { nowMs: timestampMs, topics }: { readonly nowMs: number; readonly topics: KnownTopics },
  records: ConsumerGroupRecord[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const resolved = new Map<string, ReadonlySet<string>>()
  for (const { topicRegex } of members) {
    if (topicRegex === null || topicRegex === '' || resolved.has(topicRegex)) continue
    const known = group.regexes.get(topicRegex)
    if (known !== undefined && group.seenTopics === topics.version) {
      resolved.set(topicRegex, known.topics)
      continue
    }
    const matched = match(topicRegex, topics)
    resolved.set(topicRegex, matched)
    if (
      known !== undefined &&
      known.topics.size === matched.size &&
      [...matched].every(one => known.topics.has(one))
    )
      continue
    const value: ResolvedRegex = { topics: matched, version: topics.version, timestampMs }
    records.push({ kind: 'regex', regex: topicRegex, value })
  }
  for (const regex of group.regexes.keys())
    if (!resolved.has(regex)) records.push({ kind: 'regex', regex, value: null })
  return resolved
}

function match(regex: string, topics: KnownTopics): ReadonlySet<string> {
  const expression = RegularExpression.parse(regex)
  // It was valid when its member came, or another broker thought so.
  if ('fault' in expression) return new Set()
  return new Set([...topics.names()].filter(name => expression.matches(name)))
}

type TopicsOf = (member: ConsumerMember) => ReadonlyMap<string, number>

/** The topics of each member, by id, with a hash of all that there is to know of them. */
export function lookUp(
  group: ConsumerGroup,
  members: readonly ConsumerMember[],
  context: { readonly nowMs: number; readonly topics: KnownTopics },
  records: ConsumerGroupRecord[],
): { readonly hash: number; readonly topicsOf: TopicsOf } {
  const { topics } = context
  const regexes = resolveRegexes(group, members, context, records)
  const namesOf = (member: ConsumerMember): string[] => [
    ...new Set([...member.topicNames, ...(regexes.get(member.topicRegex ?? '') ?? [])]),
  ]
  const all = [...new Set(members.flatMap(namesOf))].sort()
  const facts = all.flatMap(name => {
    const topic = topics.find(name)
    return topic === undefined ? [] : [`${name}:${topic.id}:${topic.partitions}`]
  })
  const bytes = new TextEncoder().encode(facts.join('\n'))
  const topicsOf: TopicsOf = member =>
    new Map(
      namesOf(member).flatMap(name => {
        const topic = topics.find(name)
        return topic === undefined ? [] : [[topic.id, topic.partitions] as const]
      }),
    )
  // 0 is for no topics at all.
  return { hash: facts.length === 0 ? 0 : crc32c(bytes, 0) + 1, topicsOf }
}

/** Computes the target of everybody; what of it is new goes into `records`. Returns that of `memberId`. */
function assign(
  group: ConsumerGroup,
  members: readonly ConsumerMember[],
  topicsOf: TopicsOf,
  memberId: string,
  replacedId: string | undefined,
  context: HeartbeatContext,
  records: ConsumerGroupRecord[],
): Target {
  const partitionCounts = new Map<string, number>()
  const input = members.map(member => {
    const topics = topicsOf(member)
    for (const [id, count] of topics) partitionCounts.set(id, count)
    const former = member.memberId === memberId ? (replacedId ?? memberId) : member.memberId
    const before = group.targets.get(former) ?? new Map<string, readonly number[]>()
    const { instanceId } = member
    return { memberId: member.memberId, instanceId, topicIds: new Set(topics.keys()), before }
  })
  const assignor = ASSIGNORS.get(preferred(members, context.assignors))!
  const targets = assignor({ members: input, partitionCounts })
  for (const { before, memberId: id } of input) {
    const target = targets.get(id) ?? new Map<string, readonly number[]>()
    if (!group.targets.has(id) || !sameTarget(before, target))
      records.push({ kind: 'target', memberId: id, value: target })
  }
  return targets.get(memberId) ?? new Map()
}

/** The assignor that most members ask for; the default where nobody asks. */
function preferred(members: readonly ConsumerMember[], assignors: readonly string[]): string {
  const votes = new Map<string, number>()
  for (const { serverAssignor } of members)
    if (serverAssignor !== null) votes.set(serverAssignor, (votes.get(serverAssignor) ?? 0) + 1)
  let best = assignors[0]!
  let most = 0
  for (const [name, count] of votes) {
    if (count <= most || !assignors.includes(name)) continue
    best = name
    most = count
  }
  return best
}

/** What the group's describers call its assignor. */
export function assignorOf(group: ConsumerGroup, assignors: readonly string[]): string {
  return preferred([...group.members.values()], assignors)
}

function sameTarget(one: Target, other: Target): boolean {
  if (one.size !== other.size) return false
  for (const [topicId, partitions] of one)
    if (other.get(topicId)?.join(',') !== partitions.join(',')) return false
  return true
}
