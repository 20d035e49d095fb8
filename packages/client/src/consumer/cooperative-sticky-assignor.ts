/**
 * Assigns evenly, lets everybody keep what is possible, and moves a partition in two rebalances: first its owner lets go,
 * then the other gets it.
 *
 *  1. A claim counts only in the newest generation that any member names; a partition that two members claim in the same
 *     generation belongs to neither (KAFKA-12984, KAFKA-14639).
 *  2. No move of one partition from a member to another that wants it could make the two more equal.
 *  3. A partition whose owner changes is given to nobody in this rebalance.
 *
 * Source: Kafka's CooperativeStickyAssignor, KIP-429. The balancing is ours.
 */
import { type TopicPartition, TopicPartitionMap } from '../topic-partition.ts'
import type { Assignor, GroupSubscription, MemberAssignment, MemberSubscription } from './assignor.ts'
import { byName } from './range-assignor.ts'

/** A member while the assignment is being made. */
interface Share {
  readonly member: MemberSubscription
  readonly topics: ReadonlySet<string>
  readonly partitions: TopicPartition[]
}

export const cooperativeStickyAssignor: Assignor = {
  name: 'cooperative-sticky',
  protocols: ['eager', 'cooperative'],
  assign(group: GroupSubscription): Map<string, MemberAssignment> {
    const owners = ownersOf(group)
    const shares = [...group.members]
      .sort(byName)
      .map(member => ({ member, topics: new Set(member.topics), partitions: [] as TopicPartition[] }))
    for (const { partitions, topic } of distribute(shares, group.partitionCounts, owners))
      assign(shares, topic, partitions)
    balance(shares)
    return new Map(
      shares.map(({ member, partitions }) => {
        const kept = partitions.filter(({ partition, topic }) => {
          const owner = owners.get(topic, partition)
          return owner === undefined || owner === member.memberId
        })
        return [member.memberId, { partitions: kept, userData: null }]
      }),
    )
  },
}

/** Who may keep what: the undisputed claims of the newest generation. */
function ownersOf({ members, partitionCounts }: GroupSubscription): TopicPartitionMap<string> {
  const newest = members.reduce((most, one) => Math.max(most, one.generationId), -1)
  const owners = new TopicPartitionMap<string>()
  const disputed = new TopicPartitionMap<true>()
  for (const { generationId, memberId, ownedPartitions, topics } of members) {
    if (generationId !== newest) continue
    for (const { partition, topic } of ownedPartitions) {
      if (partition >= (partitionCounts.get(topic) ?? 0) || !topics.includes(topic)) continue
      if (owners.has(topic, partition)) disputed.set(topic, partition, true)
      owners.set(topic, partition, memberId)
    }
  }
  for (const { partition, topic } of disputed.keys()) owners.delete(topic, partition)
  return owners
}

interface Unassigned {
  readonly topic: string
  readonly partitions: TopicPartition[]
}

/** Gives every owner what is its own, and returns the rest, topic by topic. */
function distribute(
  shares: readonly Share[],
  partitionCounts: ReadonlyMap<string, number>,
  owners: TopicPartitionMap<string>,
): Unassigned[] {
  const byId = new Map(shares.map(share => [share.member.memberId, share]))
  const rest: Unassigned[] = []
  for (const [topic, count] of [...partitionCounts].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const partitions: TopicPartition[] = []
    for (let partition = 0; partition < count; partition++) {
      const ownerId = owners.get(topic, partition)
      const owner = ownerId === undefined ? undefined : byId.get(ownerId)
      if (owner !== undefined) owner.partitions.push({ topic, partition })
      else partitions.push({ topic, partition })
    }
    rest.push({ topic, partitions })
  }
  return rest
}

/** Gives each partition to the member that wants its topic and has the fewest. */
function assign(shares: readonly Share[], topic: string, partitions: readonly TopicPartition[]): void {
  const takers = shares.filter(share => share.topics.has(topic))
  if (takers.length === 0) return
  for (const one of partitions) {
    let least = takers[0]!
    for (const taker of takers) if (taker.partitions.length < least.partitions.length) least = taker
    least.partitions.push(one)
  }
}

/** Moves partitions from the fullest to the emptiest until no move makes two members more equal. */
function balance(shares: readonly Share[]): void {
  for (let moved = true; moved; ) {
    moved = false
    const fullest = [...shares].sort((a, b) => b.partitions.length - a.partitions.length)
    for (const from of fullest) {
      for (let n = shares.length - 1; n >= 0; n--) {
        const to = fullest[n]!
        if (from.partitions.length - to.partitions.length < 2) break
        const index = from.partitions.findLastIndex(one => to.topics.has(one.topic))
        if (index < 0) continue
        to.partitions.push(...from.partitions.splice(index, 1))
        moved = true
        break
      }
      if (moved) break
    }
  }
}
