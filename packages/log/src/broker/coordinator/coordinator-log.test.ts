/** Where a coordinator keeps what it knows of an id. */
import { expect, test } from 'vitest'
import { partitionFor } from './coordinator-log.ts'

// As Kafka 4.3 chose; the hashes of the last two are negative and the least of all numbers.
test.each([
  ['kg', 10, 0],
  ['kg8', 10, 6],
  ['readers', 10, 8],
  ['modern', 10, 1],
  ['polygenelubricants', 10, 0],
])('%s is in one of %i partitions: %i', (id, partitions, expected) => {
  expect(partitionFor(id, partitions)).toBe(expected)
})
