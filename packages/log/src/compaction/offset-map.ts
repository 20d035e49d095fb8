/**
 * The last offset of each key in the part of a log that is being cleaned: a hash table in one typed array, off the heap.
 *
 *  1. A slot is five words: 128 bits of keyed hash (key-hash.ts says why that may stand for the key) and the offset, relative
 *     to the first one, plus one; 0 means that the slot is free. Equal slots with different hashes are told apart by
 *     comparing all four words, and the next slot is tried.
 *  2. Offsets only grow, so the last `put` of a key counts.
 *  3. The table is as large as the offsets could need, within its budget; pages that no key falls on are never touched, so the
 *     system gives no memory for them. Beyond a load of 0.85 `put` refuses, and the pass ends there. It never grows: putting
 *     millions of keys into a larger table would hold the thread for a tenth of a second.
 * Units: 20 bytes a slot, so 23.6 bytes a key where the budget is used up. Source: Kafka's `SkimpyOffsetMap`.
 */
import { assert } from '@moldau/protocol'
import type { KeyHash } from './key-hash.ts'

const SLOT_WORDS = 5
export const SLOT_BYTES = SLOT_WORDS * 4
const LOAD = 0.85
const RELATIVE_MAX = 4294967294

export class OffsetMap {
  /** Keys in the map. */
  size = 0
  /** The last offset that the map speaks for, -1 while empty: records above it are none of its business. */
  latestOffset = -1
  readonly #hash: KeyHash
  readonly #firstOffset: number
  readonly #slots: number
  readonly #sizeMax: number
  readonly #table: Int32Array

  /** For the offsets from `firstOffset` to below `endOffset`. `budgetBytes`: what the table may take, two slots at least. */
  constructor(hash: KeyHash, firstOffset: number, endOffset: number, budgetBytes: number) {
    this.#hash = hash
    this.#firstOffset = firstOffset
    const wanted = Math.ceil((endOffset - firstOffset) / LOAD) + 1
    this.#slots = Math.max(2, Math.min(wanted, Math.floor(budgetBytes / SLOT_BYTES)))
    this.#sizeMax = Math.max(1, Math.floor(this.#slots * LOAD))
    this.#table = new Int32Array(this.#slots * SLOT_WORDS)
  }

  get tableBytes(): number {
    return this.#table.byteLength
  }

  /** Notes that the key in `bytes[start, end)` was seen at `offset`; false, and nothing noted, where the map is full. */
  put(bytes: Uint8Array, start: number, end: number, offset: number): boolean {
    const relative = offset - this.#firstOffset
    assert(relative >= 0, 'an offset map begins at the first dirty offset')
    if (relative > RELATIVE_MAX) return false
    const hash = this.#hash
    hash.hash(bytes, start, end)
    const at = this.#find(hash.h0, hash.h1, hash.h2, hash.h3)
    const table = this.#table
    if (table[at + 4] === 0) {
      if (this.size >= this.#sizeMax) return false
      this.size++
      table[at] = hash.h0
      table[at + 1] = hash.h1
      table[at + 2] = hash.h2
      table[at + 3] = hash.h3
    }
    table[at + 4] = relative + 1
    this.latestOffset = offset
    return true
  }

  /** The last offset of the key in `bytes[start, end)`, -1 where it was not seen. */
  get(bytes: Uint8Array, start: number, end: number): number {
    const hash = this.#hash
    hash.hash(bytes, start, end)
    const relative = this.#table[this.#find(hash.h0, hash.h1, hash.h2, hash.h3) + 4]! >>> 0
    return relative === 0 ? -1 : this.#firstOffset + relative - 1
  }

  /** Where the hash lies, or the free slot where it would (1). */
  #find(h0: number, h1: number, h2: number, h3: number): number {
    const table = this.#table
    // The upper bits of a product choose the slot, so that the number of slots need not be a power of two.
    let at = Math.floor(((h0 >>> 0) * this.#slots) / 4294967296) * SLOT_WORDS
    while (table[at + 4] !== 0) {
      if (table[at] === h0 && table[at + 1] === h1 && table[at + 2] === h2 && table[at + 3] === h3) return at
      at += SLOT_WORDS
      if (at === table.length) at = 0
    }
    return at
  }
}
