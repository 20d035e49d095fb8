/**
 * Assigns each topic by itself: its partitions in order, in equal ranges, to the members that want it, in the order of their
 * names; the first ones get one more where it does not come out even. Topics with equal partition counts are so
 * co-partitioned. Source: Kafka's RangeAssignor (without racks).
 */
import type { TopicPartition } from '../topic-partition.ts'
import type { Assignor, GroupSubscription, MemberAssignment, MemberSubscription } from './assignor.ts'

export const rangeAssignor: Assignor = {
  name: 'range',
  protocols: ['eager'],
  assign({ members, partitionCounts }: GroupSubscription): Map<string, MemberAssignment> {
    const assigned = new Map<string, TopicPartition[]>(members.map(one => [one.memberId, []]))
    const sorted = [...members].sort(byName)
    for (const [topic, count] of partitionCounts) {
      const takers = sorted.filter(one => one.topics.includes(topic))
      if (takers.length === 0) continue
      const share = Math.floor(count / takers.length)
      const withOneMore = count % takers.length
      let partition = 0
      for (const [n, { memberId }] of takers.entries())
        for (const end = partition + share + (n < withOneMore ? 1 : 0); partition < end; partition++)
          assigned.get(memberId)!.push({ topic, partition })
    }
    return new Map([...assigned].map(([memberId, partitions]) => [memberId, { partitions, userData: null }]))
  },
}

/** Static members first, by instance id; then the others by member id. */
export function byName(a: MemberSubscription, b: MemberSubscription): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null)
    return compare(a.groupInstanceId, b.groupInstanceId)
  if (a.groupInstanceId !== null) return -1
  if (b.groupInstanceId !== null) return 1
  return compare(a.memberId, b.memberId)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
