import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { murmur3, murmur3InHalves } from './murmur3.ts'

const MASK = (1n << 64n) - 1n
const rotate = (x: bigint, n: bigint): bigint => ((x << n) | (x >> (64n - n))) & MASK

/** The obvious twin, in BigInt. */
function slow(bytes: Uint8Array): string {
  const c1 = 0x87c37b91114253d5n
  const c2 = 0x4cf5ad432745937fn
  let h1 = 104_729n
  let h2 = 104_729n
  const word = (at: number, count: number): bigint => {
    let value = 0n
    for (let n = count - 1; n >= 0; n--) value = (value << 8n) | BigInt(bytes[at + n]!)
    return value
  }
  const first = (k: bigint): bigint => (rotate((k * c1) & MASK, 31n) * c2) & MASK
  const second = (k: bigint): bigint => (rotate((k * c2) & MASK, 33n) * c1) & MASK
  let at = 0
  for (; at + 16 <= bytes.length; at += 16) {
    h1 = ((rotate(h1 ^ first(word(at, 8)), 27n) + h2) * 5n + 0x52dce729n) & MASK
    h2 = ((rotate(h2 ^ second(word(at + 8, 8)), 31n) + h1) * 5n + 0x38495ab5n) & MASK
  }
  const rest = bytes.length - at
  if (rest > 8) h2 ^= second(word(at + 8, rest - 8))
  if (rest > 0) h1 ^= first(word(at, Math.min(8, rest)))
  const mix = (h: bigint): bigint => {
    h = ((h ^ (h >> 33n)) * 0xff51afd7ed558ccdn) & MASK
    h = ((h ^ (h >> 33n)) * 0xc4ceb9fe1a85ec53n) & MASK
    return h ^ (h >> 33n)
  }
  h1 ^= BigInt(bytes.length)
  h2 ^= BigInt(bytes.length)
  h1 = (h1 + h2) & MASK
  h2 = (h2 + h1) & MASK
  h1 = mix(h1)
  h2 = mix(h2)
  h1 = (h1 + h2) & MASK
  h2 = (h2 + h1) & MASK
  return h1.toString(16).padStart(16, '0') + h2.toString(16).padStart(16, '0')
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test.each([
  ['with WebAssembly', murmur3],
  ['in halves', murmur3InHalves],
])('equals its twin for any bytes, at any place, %s', (_name, hash) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(9), (bytes, before) => {
      const around = new Uint8Array(bytes.length + before + 3)
      around.set(bytes, before)
      expect(hex(hash(around, before, before + bytes.length))).toBe(slow(bytes))
    }),
    { numRuns: 500 },
  )
})

test('equals itself where the bytes are too many for the memory of the module', () => {
  for (const length of [131_040, 131_041, 200_000]) {
    const bytes = Uint8Array.from({ length }, (_, n) => n * 7)
    expect(hex(murmur3(bytes, 0, length))).toBe(hex(murmur3InHalves(bytes, 0, length)))
  }
})

test("gives what Kafka Streams' foreign-key joins write", () => {
  const text = Buffer.from('{"fk":"x","v":1}')
  expect(hex(murmur3(text, 0, text.length))).toBe('7351bc722bc3d362a4a899733b3177e2')
})
