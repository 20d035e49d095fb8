/**
 * A hash table of byte keys and byte values in typed arrays: no object per entry, nothing for the garbage collector to walk.
 *
 * Open addressing with linear probing; the hash stands beside the slot, so a probe rarely touches an entry it does not want.
 * The slots are split over shards that grow one at a time: no pause longer than one shard's rehash, and far more entries than
 * a Map's 2^24.
 *
 * Entry: int32 key length · int32 value length · int32 value capacity · key · value, padded to 8 bytes.
 * 1. An entry moves only when its value outgrows its capacity. 2. `found*` are valid until the next put or delete.
 * 3. Once a range was asked for, the sorted index follows every insert, move and delete.
 */
import { copyBytes } from '../serdes/byte-sink.ts'
import { Arena, UNIT_BYTES } from './arena.ts'
import { hashBytes, sameBytes } from './byte-order.ts'
import type { EngineSegment } from './engine.ts'
import { KeyBuffers, SortedIndex, TableIterator } from './sorted-index.ts'

const SHARD_BITS = 6
const SHARDS = 1 << SHARD_BITS
const HEADER_BYTES = 12
const FIRST_SLOTS = 8
const EMPTY = new Uint8Array(0)

/** One shard: for each slot the hash (0 = empty) and the address, side by side so that both come with one cache line. */
class Shard {
  slots = new Int32Array(2 * FIRST_SLOTS)
  mask = FIRST_SLOTS - 1
  count = 0
}

export class ByteTable implements EngineSegment {
  readonly id: number
  foundBytes: Uint8Array = EMPTY
  foundStart = 0
  foundEnd = 0
  /** Address of the entry that `get` or `put` met last; 0 when none. */
  foundAddress = 0
  size = 0
  /** Counts inserts, moves and deletes: iterators look again when it has changed. */
  version = 0
  readonly arena = new Arena()
  readonly keyBuffers = new KeyBuffers()
  private readonly shards: Shard[] = []
  private index: SortedIndex | null = null

  constructor(id = 0) {
    this.id = id
    for (let i = 0; i < SHARDS; i++) this.shards.push(new Shard())
  }

  get(key: Uint8Array, start: number, end: number): boolean {
    const hash = hashBytes(key, start, end)
    const shard = this.shards[hash >>> (32 - SHARD_BITS)]!
    const slot = this.slotOf(shard, hash, key, start, end)
    if (slot < 0) {
      this.foundAddress = 0
      return false
    }
    this.lend(shard.slots[slot + 1]! >>> 0)
    return true
  }

  /** Lends the value at an address. */
  lend(address: number): void {
    const chunk = address >>> 17
    const unit = address & 0x1ffff
    const words = this.arena.words[chunk]!
    const at = unit * UNIT_BYTES + HEADER_BYTES + words[unit << 1]!
    this.foundBytes = this.arena.chunks[chunk]!
    this.foundStart = at
    this.foundEnd = at + words[(unit << 1) + 1]!
    this.foundAddress = address
  }

  /** Whether the entry at an address has this key. */
  holds(address: number, key: Uint8Array, start: number, end: number): boolean {
    const at = this.keyStartAt(address)
    return (
      this.keyLengthAt(address) === end - start &&
      sameBytes(this.arena.chunks[address >>> 17]!, at, key, start, end - start)
    )
  }

  /** Where a key's slot begins, or minus one. */
  private slotOf(shard: Shard, hash: number, key: Uint8Array, start: number, end: number): number {
    const { slots, mask } = shard
    const length = end - start
    for (let slot = (hash & mask) << 1; slots[slot] !== 0; slot = (slot + 2) & ((mask << 1) | 1)) {
      if (slots[slot] === hash) {
        const address = slots[slot + 1]!
        const chunk = address >>> 17
        const unit = address & 0x1ffff
        if (
          this.arena.words[chunk]![unit << 1] === length &&
          sameBytes(this.arena.chunks[chunk]!, unit * UNIT_BYTES + HEADER_BYTES, key, start, length)
        ) {
          return slot
        }
      }
    }
    return -1
  }

  put(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void {
    const address = this.place(key, keyStart, keyEnd, valueEnd - valueStart)
    copyBytes(value, valueStart, valueEnd, this.foundBytes, this.foundStart)
    this.foundAddress = address
  }

  /**
   * Replaces the value of the entry that the last call, a successful `get`, found: no hashing, no probing.
   * Works in place where the value fits, which is the case for values of one size.
   */
  putFound(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void {
    const address = this.foundAddress
    const words = this.arena.words[address >>> 17]!
    const word = (address & 0x1ffff) << 1
    const length = valueEnd - valueStart
    if (length > words[word + 2]!) {
      this.put(key, keyStart, keyEnd, value, valueStart, valueEnd)
      return
    }
    words[word + 1] = length
    this.foundEnd = this.foundStart + length
    copyBytes(value, valueStart, valueEnd, this.foundBytes, this.foundStart)
  }

  /** Makes room for a value of `length` bytes under a key and lends it, unwritten; returns the entry's address. */
  place(key: Uint8Array, keyStart: number, keyEnd: number, length: number): number {
    const hash = hashBytes(key, keyStart, keyEnd)
    const shard = this.shards[hash >>> (32 - SHARD_BITS)]!
    const slot = this.slotOf(shard, hash, key, keyStart, keyEnd)
    if (slot >= 0) return this.replace(shard, slot, length)
    if ((shard.count + 1) * 4 > (shard.mask + 1) * 3) grow(shard)
    const address = this.newEntry(key, keyStart, keyEnd, length)
    occupy(shard, hash, address)
    shard.count++
    this.size++
    this.version++
    this.index?.insert(address)
    this.lend(address)
    return address
  }

  private replace(shard: Shard, slot: number, length: number): number {
    const address = shard.slots[slot + 1]! >>> 0
    const words = this.arena.words[address >>> 17]!
    const word = (address & 0x1ffff) << 1
    if (length <= words[word + 2]!) {
      words[word + 1] = length
      this.lend(address)
      return address
    }
    const bytes = this.arena.chunks[address >>> 17]!
    const keyStart = word * 4 + HEADER_BYTES
    const moved = this.newEntry(bytes, keyStart, keyStart + words[word]!, length)
    this.index?.replace(address, moved)
    shard.slots[slot + 1] = moved
    this.release(address)
    this.version++
    this.lend(moved)
    return moved
  }

  private newEntry(key: Uint8Array, start: number, end: number, length: number): number {
    const keyLength = end - start
    const units = (HEADER_BYTES + keyLength + length + UNIT_BYTES - 1) >>> 3
    const address = this.arena.allocate(units)
    const words = this.arena.words[address >>> 17]!
    const word = (address & 0x1ffff) << 1
    words[word] = keyLength
    words[word + 1] = length
    words[word + 2] = units * UNIT_BYTES - HEADER_BYTES - keyLength
    copyBytes(key, start, end, this.arena.chunks[address >>> 17]!, word * 4 + HEADER_BYTES)
    return address
  }

  private release(address: number): void {
    const words = this.arena.words[address >>> 17]!
    const word = (address & 0x1ffff) << 1
    this.arena.release(address, (HEADER_BYTES + words[word]! + words[word + 2]!) >>> 3)
  }

  delete(key: Uint8Array, start: number, end: number): boolean {
    const hash = hashBytes(key, start, end)
    const shard = this.shards[hash >>> (32 - SHARD_BITS)]!
    const slot = this.slotOf(shard, hash, key, start, end)
    if (slot < 0) return false
    const address = shard.slots[slot + 1]! >>> 0
    this.index?.remove(address)
    this.release(address)
    closeGap(shard, slot)
    shard.count--
    this.size--
    this.version++
    this.foundAddress = 0
    return true
  }

  approximateNumEntries(): number {
    return this.size
  }

  range(from: Uint8Array | null, to: Uint8Array | null, reverse: boolean): TableIterator {
    return new TableIterator(this, from, to, reverse)
  }

  prefix(prefix: Uint8Array): TableIterator {
    return new TableIterator(this, prefix, prefixEnd(prefix), false, prefix)
  }

  /**
   * Shows every entry in no order, by address; `keyAt` and `lend` read it. Nothing may be put or deleted meanwhile.
   * Cost: about 5 ns a slot.
   */
  forEach(visit: (address: number) => void): void {
    for (const shard of this.shards) {
      const { slots } = shard
      for (let slot = 0; slot < slots.length; slot += 2) {
        if (slots[slot] !== 0) visit(slots[slot + 1]! >>> 0)
      }
    }
  }

  /** Where the key at an address begins in `arena.chunks[address >>> 17]`; its length stands in the entry's first word. */
  keyStartAt(address: number): number {
    return (address & 0x1ffff) * UNIT_BYTES + HEADER_BYTES
  }

  keyLengthAt(address: number): number {
    return this.arena.words[address >>> 17]![(address & 0x1ffff) << 1]!
  }

  /** The index of all keys in byte order, made at the first call and kept up from then on. */
  sorted(): SortedIndex {
    if (this.index === null) {
      const addresses = new Uint32Array(this.size)
      let n = 0
      for (const shard of this.shards) {
        for (let slot = 0; slot < shard.slots.length; slot += 2) {
          if (shard.slots[slot] !== 0) addresses[n++] = shard.slots[slot + 1]!
        }
      }
      this.index = new SortedIndex(this.arena, addresses)
    }
    return this.index
  }
}

/** Takes the first free slot of a hash's run. */
function occupy(shard: Shard, hash: number, address: number): void {
  const { slots, mask } = shard
  let slot = (hash & mask) << 1
  while (slots[slot] !== 0) slot = (slot + 2) & ((mask << 1) | 1)
  slots[slot] = hash
  slots[slot + 1] = address
}

function grow(shard: Shard): void {
  const { slots } = shard
  shard.slots = new Int32Array(slots.length * 2)
  shard.mask = slots.length - 1
  for (let i = 0; i < slots.length; i += 2) if (slots[i] !== 0) occupy(shard, slots[i]!, slots[i + 1]!)
}

/** Empties a slot and moves later ones of its run back, so that no probe meets a hole (Knuth 6.4, algorithm R). */
function closeGap(shard: Shard, slot: number): void {
  const { slots, mask } = shard
  let hole = slot >>> 1
  for (let next = (hole + 1) & mask; slots[next << 1] !== 0; next = (next + 1) & mask) {
    const home = slots[next << 1]! & mask
    if (((next - home) & mask) >= ((next - hole) & mask)) {
      slots[hole << 1] = slots[next << 1]!
      slots[(hole << 1) + 1] = slots[(next << 1) + 1]!
      hole = next
    }
  }
  slots[hole << 1] = 0
}

/** The smallest key behind all keys of a prefix, or null when there is none. */
export function prefixEnd(prefix: Uint8Array): Uint8Array | null {
  for (let i = prefix.length - 1; i >= 0; i--) {
    if (prefix[i] !== 0xff) {
      const end = prefix.slice(0, i + 1)
      end[i] = end[i]! + 1
      return end
    }
  }
  return null
}
