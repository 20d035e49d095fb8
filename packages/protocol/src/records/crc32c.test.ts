import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32c } from './crc32c.ts'

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
