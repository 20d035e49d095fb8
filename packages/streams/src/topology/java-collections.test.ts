import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashSetCopyOrder, hashSetOrder, JavaTreeSet } from './java-collections.ts'

test('walks a HashSet as Java does', () => {
  expect(hashSetOrder(['b', 'a', 'c'])).toEqual(['a', 'b', 'c'])
  // Equal hash codes keep the order in which they came.
  expect(hashSetOrder(['BB', 'Aa'])).toEqual(['BB', 'Aa'])
  expect(hashSetOrder(['Aa', 'BB', 'Aa'])).toEqual(['Aa', 'BB'])
  // What Java 17 prints for these sets.
  expect(hashSetCopyOrder(['in', 'other'])).toEqual(['other', 'in'])
  const topics = Array.from({ length: 13 }, (_, i) => `topic-${i}`)
  const twelve = [6, 7, 8, 9, 0, 1, 2, 3, 10, 4, 11, 5].map(i => `topic-${i}`)
  expect(hashSetCopyOrder(topics)).toEqual([...twelve, 'topic-12'])
  expect(hashSetOrder(topics.slice(0, 12))).toEqual(twelve)
  expect(hashSetCopyOrder(topics.slice(0, 12))).toEqual(twelve)
})

test('a tree set whose comparator does not change is sorted', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), numbers => {
      const set = new JavaTreeSet<number>((a, b) => a - b)
      for (const n of numbers) set.add(n)
      expect(set.items()).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    }),
  )
})
