import type { Random } from '@moldau/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyHash } from './key-hash.ts'
import { OffsetMap, SLOT_BYTES } from './offset-map.ts'

const text = new TextEncoder()
function random(seed = 1): Random {
  let x = seed
  return {
    nextUint32() {
      x ^= x << 13
      x ^= x >>> 17
      x ^= x << 5
      return x >>> 0
    },
  }
}

test('the hash gives the published values of HalfSipHash-2-4 (64 bits)', () => {
  const hash = new KeyHash([0x03020100, 0x07060504, 0x03020100, 0x07060504], 2, 4)
  const message = Uint8Array.from({ length: 64 }, (_, n) => n)
  const expected = new Map([
    [0, '218d1f59b9b83cc8'],
    [1, 'be552412f8387315'],
    [2, '064f39ef7c50eb57'],
    [3, 'ce0f1a45f7060679'],
    [4, 'd5e78a175be52ea1'],
    [15, '217d0bcb4e81c902'],
  ])
  expected.forEach((hex, length) => {
    hash.hash(message, 0, length)
    const out = Buffer.alloc(8)
    out.writeInt32LE(hash.h0, 0)
    out.writeInt32LE(hash.h1, 4)
    expect(out.toString('hex')).toBe(hex)
    expect([hash.h2, hash.h3]).toEqual([hash.h0, hash.h1])
  })
})

test('hashing looks at the range alone, wherever it lies', () => {
  const hash = KeyHash.keyed(random())
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 9 }), (key, before) => {
      hash.hash(key, 0, key.length)
      const alone = [hash.h0, hash.h1, hash.h2, hash.h3]
      const around = Uint8Array.from([...before, ...key, 1, 2, 3])
      hash.hash(around, before.length, before.length + key.length)
      expect([hash.h0, hash.h1, hash.h2, hash.h3]).toEqual(alone)
    }),
  )
})

test('the map equals a plain Map, whatever order keys come in and whatever slots they meet in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { maxLength: 5000 }), keys => {
      const map = new OffsetMap(KeyHash.keyed(random(7)), 100, 100 + keys.length, 1 << 20)
      const model = new Map<number, number>()
      keys.forEach((key, n) => {
        const bytes = text.encode(`key-${key}`)
        expect(map.put(bytes, 0, bytes.length, 100 + n)).toBe(true)
        model.set(key, 100 + n)
      })
      for (const [key, offset] of model) {
        const bytes = text.encode(`key-${key}`)
        expect(map.get(bytes, 0, bytes.length)).toBe(offset)
      }
      expect(map.size).toBe(model.size)
      expect(map.get(text.encode('absent'), 0, 6)).toBe(-1)
    }),
    { numRuns: 20 },
  )
})

/** A hash of which only the words named differ between keys: keys meet in slots, or in part of the hash. */
class WeakHash extends KeyHash {
  readonly #word: number
  constructor(word: number) {
    super([1, 2, 3, 4])
    this.#word = word
  }
  override hash(bytes: Uint8Array, start: number, end: number): void {
    super.hash(bytes, start, end)
    const words = [0, 0, 0, 0]
    words[this.#word] = [this.h0, this.h1, this.h2, this.h3][this.#word]!
    ;[this.h0, this.h1, this.h2, this.h3] = words as [number, number, number, number]
  }
}

test('keys that agree in all but one word of the hash are told apart', () => {
  for (const word of [0, 1, 2, 3]) {
    const map = new OffsetMap(new WeakHash(word), 0, 500, 1 << 16)
    for (let n = 0; n < 500; n++) map.put(text.encode(`k${n}`), 0, `k${n}`.length, n)
    for (let n = 0; n < 500; n++) expect(map.get(text.encode(`k${n}`), 0, `k${n}`.length)).toBe(n)
  }
})

test('a full map takes known keys and refuses new ones; at most 24 bytes are spent on a key', () => {
  const budgetBytes = 60_000
  const map = new OffsetMap(KeyHash.keyed(random()), 0, 100_000, budgetBytes)
  let count = 0
  const put = (n: number, offset: number): boolean =>
    map.put(text.encode(`key${n}`), 0, `key${n}`.length, offset)
  while (put(count, count)) count++
  expect(count).toBe(Math.floor((budgetBytes / SLOT_BYTES) * 0.85))
  expect(map.tableBytes / map.size).toBeLessThanOrEqual(24)
  expect(put(0, 5_000)).toBe(true)
  expect(map.get(text.encode('key0'), 0, 4)).toBe(5_000)
  expect(put(count + 1, 5_001)).toBe(false)
  expect(map.latestOffset).toBe(5_000)
})

test('an offset too far from the first one is refused, not wrapped', () => {
  const map = new OffsetMap(KeyHash.keyed(random()), 10, 1e12, 4096)
  expect(map.put(text.encode('a'), 0, 1, 10 + 4294967294)).toBe(true)
  expect(map.get(text.encode('a'), 0, 1)).toBe(10 + 4294967294)
  expect(map.put(text.encode('b'), 0, 1, 10 + 4294967295)).toBe(false)
})
