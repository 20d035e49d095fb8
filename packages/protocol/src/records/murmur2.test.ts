import { expect, test } from 'vitest'
import { murmur2, partitionForKey } from './murmur2.ts'

// Source of the vectors: Kafka's UtilsTest.testMurmur2.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('murmur2 of %s is that of Kafka', (text, expected) => {
  const bytes = new TextEncoder().encode(text)
  expect(murmur2(bytes)).toBe(expected)
  const shifted = Uint8Array.of(9, ...bytes, 9)
  expect(murmur2(shifted, 1, shifted.length - 1)).toBe(expected)
  expect(partitionForKey(bytes, 0, bytes.length, 6)).toBe((expected & 0x7fffffff) % 6)
})
