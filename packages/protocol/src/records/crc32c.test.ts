import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32c, sumByTables } from './crc32c.ts'
import { fold } from './crc32c-fold.ts'

/** The slow twin: one bit at a time. */
function slow(bytes: Uint8Array): number {
  let c = ~0
  for (const byte of bytes) {
    c ^= byte
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1
  }
  return ~c >>> 0
}

test('the test vectors of RFC 3720 B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, n) => n))).toBe(0x46dd794e)
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
})

test('equals the slow twin at every alignment, and chains by its seed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(20), fc.nat(400), (content, shift, cut) => {
      const outer = new Uint8Array(content.length + shift)
      outer.set(content, shift)
      const view = outer.subarray(shift)
      expect(crc32c(view)).toBe(slow(content))
      const middle = Math.min(cut, content.length)
      expect(crc32c(view, middle, view.length, crc32c(view, 0, middle))).toBe(slow(content))
    }),
  )
})

test('long runs are folded, and equal the slow twin at every alignment, length and cut', () => {
  expect(fold).toBeDefined()
  const content = Uint8Array.from({ length: 300_000 }, (_, n) => Math.imul(n, 2654435761) >>> 13)
  expect(crc32c(content)).toBe(slow(content))
  const lengths = fc.oneof(fc.integer({ min: 1000, max: 4500 }), fc.integer({ min: 131_000, max: 132_500 }))
  fc.assert(
    fc.property(
      fc.nat(140),
      lengths,
      fc.nat(1),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (start, length, seed, cut) => {
        const end = start + length
        const expected = sumByTables(content, start, end, seed)
        expect(crc32c(content, start, end, seed)).toBe(expected)
        const middle = start + Math.floor(length * cut)
        expect(crc32c(content, middle, end, crc32c(content, start, middle, seed))).toBe(expected)
      },
    ),
  )
})
