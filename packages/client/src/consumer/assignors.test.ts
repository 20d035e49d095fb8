import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameOf, type TopicPartition } from '../topic-partition.ts'
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
  type GroupSubscription,
  type MemberAssignment,
  type MemberSubscription,
} from './assignor.ts'
import { cooperativeStickyAssignor } from './cooperative-sticky-assignor.ts'
import { rangeAssignor } from './range-assignor.ts'

function member(
  memberId: string,
  topics: string[],
  owned: TopicPartition[] = [],
  generationId = -1,
): MemberSubscription {
  return {
    memberId,
    groupInstanceId: null,
    topics,
    ownedPartitions: owned,
    generationId,
    rackId: null,
    userData: null,
  }
}

const assign = (assignor: typeof rangeAssignor, group: GroupSubscription): Map<string, MemberAssignment> =>
  assignor.assign(group) as Map<string, MemberAssignment>

const list = (result: Map<string, MemberAssignment>): Record<string, string[]> =>
  Object.fromEntries([...result].map(([id, { partitions }]) => [id, partitions.map(nameOf).sort()]))

/** Any group: some topics, members that each want some of them. */
const groups = fc
  .record({
    counts: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__x'), fc.integer({ min: 0, max: 7 }), {
      minKeys: 1,
    }),
    wants: fc.array(fc.subarray(['a', 'b', 'c', '__proto__x']), { minLength: 1, maxLength: 6 }),
  })
  .map(({ counts, wants }) => ({
    partitionCounts: new Map(Object.entries(counts)),
    members: wants.map((topics, n) => member(`m${n}`, topics)),
  }))

/** Every partition that somebody wants belongs to exactly one member, who wants it. */
function checkComplete(group: GroupSubscription, result: Map<string, MemberAssignment>): void {
  const taken = new Map<string, string>()
  for (const [memberId, { partitions }] of result)
    for (const one of partitions) {
      expect(taken.has(nameOf(one))).toBe(false)
      taken.set(nameOf(one), memberId)
      expect(group.members.find(other => other.memberId === memberId)!.topics).toContain(one.topic)
    }
  for (const [topic, count] of group.partitionCounts)
    for (let partition = 0; partition < count; partition++)
      expect(taken.has(`${topic}-${partition}`)).toBe(group.members.some(one => one.topics.includes(topic)))
}

describe('range', () => {
  test('gives ranges in order, one more to the first', () => {
    const members = [member('b', ['t', 'u']), member('a', ['t', 'u'])]
    const result = assign(rangeAssignor, {
      members,
      partitionCounts: new Map([
        ['t', 3],
        ['u', 2],
      ]),
    })
    expect(list(result)).toEqual({ a: ['t-0', 't-1', 'u-0'], b: ['t-2', 'u-1'] })
  })

  test('gives everything to exactly one', () => {
    fc.assert(fc.property(groups, group => checkComplete(group, assign(rangeAssignor, group))))
  })
})

describe('cooperative-sticky', () => {
  /** What the members hold after the rebalance and the one that follows it. */
  function rounds(group: GroupSubscription): {
    first: Map<string, MemberAssignment>
    second: Map<string, MemberAssignment>
  } {
    const first = assign(cooperativeStickyAssignor, group)
    const members = group.members.map(one => ({
      ...one,
      ownedPartitions: first.get(one.memberId)!.partitions,
      generationId: 9,
    }))
    return { first, second: assign(cooperativeStickyAssignor, { ...group, members }) }
  }

  test('gives everything to exactly one within two rebalances', () => {
    fc.assert(fc.property(groups, group => checkComplete(group, rounds(group).second)))
  })

  test('is as even as single moves can make it, and then stays', () => {
    fc.assert(
      fc.property(groups, group => {
        const { first, second } = rounds(group)
        const sizes = group.members.map(one => ({ one, size: second.get(one.memberId)!.partitions.length }))
        for (const from of sizes)
          for (const to of sizes) {
            const movable = second
              .get(from.one.memberId)!
              .partitions.some(part => to.one.topics.includes(part.topic))
            if (movable) expect(from.size - to.size).toBeLessThan(2)
          }
        expect(list(second)).toEqual(list(first))
      }),
    )
  })

  test('moves nothing to a member in the rebalance in which another still holds it', () => {
    const owned = [0, 1, 2, 3].map(partition => ({ topic: 't', partition }))
    const members = [member('a', ['t'], owned, 5), member('b', ['t'], [], -1)]
    const group = { members, partitionCounts: new Map([['t', 4]]) }
    const first = assign(cooperativeStickyAssignor, group)
    expect(list(first)).toEqual({ a: ['t-0', 't-1'], b: [] })
    expect(list(rounds(group).second)).toEqual({ a: ['t-0', 't-1'], b: ['t-2', 't-3'] })
  })

  test('believes the newest generation alone, and nobody where two claim the same in it', () => {
    const both = [{ topic: 't', partition: 0 }]
    const stale = [member('a', ['t'], both, 4), member('b', ['t'], both, 5)]
    const partitionCounts = new Map([['t', 1]])
    expect(list(assign(cooperativeStickyAssignor, { members: stale, partitionCounts }))).toEqual({
      a: [],
      b: ['t-0'],
    })
    const disputed = [member('a', ['t'], both, 5), member('b', ['t'], both, 5)]
    expect(
      Object.values(list(assign(cooperativeStickyAssignor, { members: disputed, partitionCounts }))).flat(),
    ).toHaveLength(1)
  })

  test('forgets claims on partitions that are gone', () => {
    const owned = [
      { topic: 't', partition: 5 },
      { topic: 'gone', partition: 0 },
    ]
    const group = { members: [member('a', ['t'], owned, 1)], partitionCounts: new Map([['t', 1]]) }
    expect(list(assign(cooperativeStickyAssignor, group))).toEqual({ a: ['t-0'] })
  })
})

describe('subscriptions and assignments as bytes', () => {
  const partition = fc.record({ topic: fc.constantFrom('t', '__proto__'), partition: fc.nat(9) })
  const some = fc.uniqueArray(partition, { selector: nameOf, maxLength: 5 })
  const byName = (a: TopicPartition, b: TopicPartition): number => (nameOf(a) < nameOf(b) ? -1 : 1)

  test('go round', () => {
    const blob = fc.option(fc.uint8Array({ maxLength: 9 }))
    fc.assert(
      fc.property(
        some,
        blob,
        fc.integer({ min: -1, max: 99 }),
        fc.option(fc.string()),
        (owned, userData, generationId, rackId) => {
          const own = {
            topics: ['t', 'u'],
            ownedPartitions: [...owned].sort(byName),
            generationId,
            rackId,
            userData,
          }
          const { ownedPartitions, ...rest } = decodeSubscription('m', null, encodeSubscription(own))
          expect({ ...rest, ownedPartitions: [...ownedPartitions].sort(byName) }).toEqual({
            memberId: 'm',
            groupInstanceId: null,
            ...own,
          })
          const assignment = decodeAssignment(encodeAssignment({ partitions: owned, userData }))
          expect({ ...assignment, partitions: [...assignment.partitions].sort(byName) }).toEqual({
            partitions: [...owned].sort(byName),
            userData,
          })
        },
      ),
    )
  })

  test('no bytes are an empty assignment', () => {
    expect(decodeAssignment(new Uint8Array(0))).toEqual({ partitions: [], userData: null })
  })
})
