import { expect, test } from 'vitest'
import { BatchArrays } from './batch-arrays.ts'

test('gives an array that was given back to whoever needs its size next', () => {
  const arrays = new BatchArrays()
  const first = arrays.take(5000)
  expect(first.length).toBe(8192)
  arrays.give(first.subarray(0, 4000))
  expect(arrays.take(9000).buffer).not.toBe(first.buffer)
  expect(arrays.take(4097).buffer).toBe(first.buffer)
  expect(arrays.take(4097).buffer).not.toBe(first.buffer)
})

test('sizes are powers of two from 1 KiB on', () => {
  const arrays = new BatchArrays()
  const sizes = [0, 1, 1024, 1025, 65536, 65537, 1_000_000].map(bytes => arrays.take(bytes).length)
  expect(sizes).toEqual([1024, 1024, 1024, 2048, 65536, 131072, 1_048_576])
})

test('keeps at most 8 MiB', () => {
  const arrays = new BatchArrays()
  const taken = Array.from({ length: 12 }, () => arrays.take(1 << 20))
  for (const array of taken) arrays.give(array)
  const known = new Set(taken.map(array => array.buffer))
  const again = Array.from({ length: 12 }, () => arrays.take(1 << 20))
  expect(again.filter(array => known.has(array.buffer))).toHaveLength(8)
})
