/**
 * A keyed 128-bit hash of a record's key: two lanes of HalfSipHash with keys of their own, side by side.
 *
 * The offset map keeps the hash in place of the key, so two keys of one hash would be taken for one. With 128 bits that is a
 * chance of 2^-128 for any two keys, below 10^-20 for a pass over a thousand million of them; and since the hash is keyed with
 * chance drawn for every pass, nobody who chooses record keys can prepare two that meet.
 *
 * Cost: about 100 ns for a key of 16 bytes. Rounds 1 and 3, as hash tables use SipHash; the test checks the published vectors
 * of 2 and 4. Source: Aumasson and Bernstein, SipHash (HalfSipHash is its 32-bit variant).
 */
import type { Random } from '@moldau/protocol'

export class KeyHash {
  /** The four words of the last hash. */
  h0 = 0
  h1 = 0
  h2 = 0
  h3 = 0
  readonly #keys: readonly [number, number, number, number]
  readonly #rounds: number
  readonly #finalRounds: number

  constructor(keys: readonly [number, number, number, number], rounds = 1, finalRounds = 3) {
    this.#keys = keys
    this.#rounds = rounds
    this.#finalRounds = finalRounds
  }

  /** A hash with keys that nobody knows. */
  static keyed(random: Random): KeyHash {
    return new KeyHash([random.nextUint32(), random.nextUint32(), random.nextUint32(), random.nextUint32()])
  }

  /** Hashes `bytes[start, end)` into the four words. */
  hash(bytes: Uint8Array, start: number, end: number): void {
    const [a, b, c, d] = this.#keys
    this.#lane(bytes, start, end, a, b)
    this.h2 = this.h0
    this.h3 = this.h1
    this.#lane(bytes, start, end, c, d)
  }

  #lane(bytes: Uint8Array, start: number, end: number, key0: number, key1: number): void {
    let v0 = key0 | 0
    let v1 = (key1 ^ 0xee) | 0
    let v2 = (0x6c796765 ^ key0) | 0
    let v3 = (0x74656462 ^ key1) | 0
    const rounds = this.#rounds
    const words = (end - start) >>> 2
    let at = start
    // One turn more than there are words: the last one takes what is left and the length.
    for (let n = 0; n <= words; n++) {
      let word: number
      if (n < words) {
        word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
        at += 4
      } else {
        word = (end - start) << 24
        for (let shift = 0; at < end; at++, shift += 8) word |= bytes[at]! << shift
      }
      v3 ^= word
      for (let r = 0; r < rounds; r++) {
        v0 = (v0 + v1) | 0
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
        v0 = (v0 << 16) | (v0 >>> 16)
        v2 = (v2 + v3) | 0
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
        v0 = (v0 + v3) | 0
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
        v2 = (v2 + v1) | 0
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
        v2 = (v2 << 16) | (v2 >>> 16)
      }
      v0 ^= word
    }
    v2 ^= 0xee
    for (let half = 0; half < 2; half++) {
      for (let r = 0; r < this.#finalRounds; r++) {
        v0 = (v0 + v1) | 0
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
        v0 = (v0 << 16) | (v0 >>> 16)
        v2 = (v2 + v3) | 0
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
        v0 = (v0 + v3) | 0
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
        v2 = (v2 + v1) | 0
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
        v2 = (v2 << 16) | (v2 >>> 16)
      }
      if (half === 0) {
        this.h0 = v1 ^ v3
        v1 ^= 0xdd
      } else this.h1 = v1 ^ v3
    }
  }
}
