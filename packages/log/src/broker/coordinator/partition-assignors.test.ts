import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ASSIGNORS, type AssignedMember, type AssignorInput } from './partition-assignors.ts'

const TOPICS = ['a', 'b', 'c']

const input: fc.Arbitrary<AssignorInput> = fc
  .record({
    counts: fc.array(fc.nat({ max: 7 }), { minLength: 3, maxLength: 3 }),
    wants: fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 6 }),
    isStatic: fc.boolean(),
    owners: fc.array(fc.nat({ max: 9 }), { minLength: 24, maxLength: 24 }),
  })
  .map(({ counts, isStatic, owners, wants }) => {
    const members = wants.map((mask, n): AssignedMember => {
      const before = new Map<string, number[]>()
      owners.forEach((owner, place) => {
        const topic = TOPICS[Math.floor(place / 8)]!
        if (owner === n) before.set(topic, [...(before.get(topic) ?? []), place % 8])
      })
      const topicIds = new Set(TOPICS.filter((_, bit) => mask & (1 << bit)))
      return { memberId: `m${n}`, instanceId: isStatic ? `i${9 - n}` : null, topicIds, before }
    })
    const wanted = new Set(members.flatMap(({ topicIds }) => [...topicIds]))
    const partitionCounts = new Map(
      TOPICS.map((topic, n) => [topic, counts[n]!] as const).filter(([id]) => wanted.has(id)),
    )
    return { members, partitionCounts }
  })

const countOf = (assigned: ReadonlyMap<string, readonly number[]>): number =>
  [...assigned.values()].reduce((sum, list) => sum + list.length, 0)

for (const [name, assign] of ASSIGNORS) {
  describe(`the assignor ${name}`, () => {
    test('gives every partition to exactly one member that wants it, always the same way', () => {
      fc.assert(
        fc.property(input, given => {
          const assigned = assign(given)
          const owners = new Map<string, string>()
          for (const { memberId, topicIds } of given.members)
            for (const [topic, partitions] of assigned.get(memberId) ?? []) {
              expect(topicIds.has(topic)).toBe(true)
              for (const partition of partitions) {
                expect(owners.has(`${topic}:${partition}`)).toBe(false)
                owners.set(`${topic}:${partition}`, memberId)
              }
            }
          expect(owners.size).toBe([...given.partitionCounts.values()].reduce((sum, count) => sum + count, 0))
          expect(assign({ ...given, members: [...given.members].reverse() })).toEqual(assigned)
        }),
        { numRuns: 300 },
      )
    })
  })
}

describe('uniform', () => {
  const assign = ASSIGNORS.get('uniform')!

  test('no member has two more than another that could take one of them', () => {
    fc.assert(
      fc.property(input, given => {
        const assigned = assign(given)
        for (const { memberId } of given.members)
          for (const [topic] of assigned.get(memberId)!)
            for (const other of given.members)
              if (other.topicIds.has(topic))
                expect(
                  countOf(assigned.get(memberId)!) - countOf(assigned.get(other.memberId)!),
                ).toBeLessThan(2)
      }),
      { numRuns: 500 },
    )
  })

  test('moves nothing where nothing has to move', () => {
    fc.assert(
      fc.property(input, given => {
        const first = assign(given)
        const members = given.members.map(one => ({ ...one, before: first.get(one.memberId)! }))
        expect(assign({ ...given, members })).toEqual(first)
      }),
      { numRuns: 300 },
    )
  })
})

test('range gives partitions of the same number to the same member', () => {
  const members = ['x', 'y'].map(memberId => ({
    ...{ memberId, instanceId: null, topicIds: new Set(['a', 'b']), before: new Map() },
  }))
  const assigned = ASSIGNORS.get('range')!({
    members,
    partitionCounts: new Map([
      ['a', 3],
      ['b', 3],
    ]),
  })
  expect(assigned.get('x')).toEqual(
    new Map([
      ['a', [0, 1]],
      ['b', [0, 1]],
    ]),
  )
  expect(assigned.get('y')).toEqual(
    new Map([
      ['a', [2]],
      ['b', [2]],
    ]),
  )
})
