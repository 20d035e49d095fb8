/**
 * How a member of a consumer group comes from what it has to what it is to have: one step at each heartbeat, pure.
 *
 * | from       | when                                          | to                                                  |
 * |------------|-----------------------------------------------|-----------------------------------------------------|
 * | stable     | there is a newer target                       | by what the target asks of it, below                |
 * | unrevoked  | it says that it let the partitions go         | below                                               |
 * | unreleased | at every heartbeat                            | below                                               |
 *
 * Below: where it has to let partitions go: `unrevoked`, in its epoch. Otherwise it reaches the target's epoch, with all partitions
 * of it that are free: `stable`, or `unreleased` where some are not free yet.
 *
 *  1. A member gets a partition only when no other has it or still has to let it go.
 *  2. Only the member itself knows what it let go: it says so by what it still owns.
 * Source: Kafka's `CurrentAssignmentBuilder`.
 */
import type { ConsumerGroup, ConsumerMember, Owned, Target } from './consumer-group.ts'

/** What a member said it has; null where it said nothing. */
export type Said = readonly { readonly topicId: string; readonly partitions: readonly number[] }[] | null

/** The member after this heartbeat; the same one where nothing changes. */
export function reconcile(
  group: ConsumerGroup,
  member: ConsumerMember,
  targetEpoch: number,
  target: Target,
  said: Said,
): ConsumerMember {
  switch (member.state) {
    case 'stable':
      return member.memberEpoch === targetEpoch ? member : next(group, member, targetEpoch, target, said)
    case 'unrevoked':
      return stillHas(said, member.revoking) ? member : next(group, member, targetEpoch, target, said)
    case 'unreleased':
      return next(group, member, targetEpoch, target, said)
  }
}

function stillHas(said: Said, revoking: Owned): boolean {
  if (said === null) return true
  return said.some(({ partitions, topicId }) => partitions.some(one => revoking.get(topicId)?.has(one)))
}

function next(
  group: ConsumerGroup,
  member: ConsumerMember,
  targetEpoch: number,
  target: Target,
  said: Said,
): ConsumerMember {
  const kept = new Map<string, Map<number, number>>()
  const revoking = new Map<string, Map<number, number>>()
  for (const [topicId, partitions] of member.assigned) {
    const wanted = new Set(target.get(topicId))
    for (const [partition, since] of partitions)
      put(wanted.has(partition) ? kept : revoking, topicId, partition, since)
  }
  if (revoking.size > 0 && stillHas(said, revoking)) {
    const possession = { state: 'unrevoked' as const, assigned: kept, revoking }
    return { ...member, ...epochs(member, member.memberEpoch), ...possession }
  }
  let isWaiting = false
  for (const [topicId, partitions] of target) {
    for (const partition of partitions) {
      if (kept.get(topicId)?.has(partition)) continue
      // What it let go just now is its own still, until the record says so.
      const isOwn =
        member.assigned.get(topicId)?.has(partition) || member.revoking.get(topicId)?.has(partition)
      if (group.isTaken(topicId, partition) && !isOwn) isWaiting = true
      else put(kept, topicId, partition, targetEpoch)
    }
  }
  const state = isWaiting ? ('unreleased' as const) : ('stable' as const)
  return { ...member, ...epochs(member, targetEpoch), state, assigned: kept, revoking: new Map() }
}

function epochs(member: ConsumerMember, memberEpoch: number): { memberEpoch: number; previousEpoch: number } {
  return { memberEpoch, previousEpoch: member.memberEpoch }
}

function put(
  into: Map<string, Map<number, number>>,
  topicId: string,
  partition: number,
  epoch: number,
): void {
  const partitions = into.get(topicId) ?? new Map<number, number>()
  into.set(topicId, partitions)
  partitions.set(partition, epoch)
}

/** Whether both have the same partitions. */
export function sameOwned(one: Owned, other: Owned): boolean {
  if (one.size !== other.size) return false
  for (const [topicId, partitions] of one) {
    const others = other.get(topicId)
    if (others === undefined || others.size !== partitions.size) return false
    for (const partition of partitions.keys()) if (!others.has(partition)) return false
  }
  return true
}
