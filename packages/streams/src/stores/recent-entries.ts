/**
 * The latest entries of a store that keeps duplicates, by key: what a join looks for lies nearly always among them.
 *
 * Chunks of memory outside the reach of the garbage collector, filled in the order of arrival and given back from the front; a
 * hash table from each key to its last entry, and in each entry the place of the key's entry before it. No order of keys, nothing
 * to search: a look-up is one probe and a walk over what it finds. An entry goes to the engine behind when it must be kept
 * (a commit, a reader of more than this), and never when its time is over first.
 *
 * 1. Chunks go in the order in which they came, so where a link leads to one that has gone, all earlier entries have gone, too.
 * 2. `reachMs` of an entry is the greatest time of it and of all before it with its key: a walk ends where it lies before the window.
 * 3. A slot whose entry has gone is dead: it ends no probe, and is used again. A rebuild lets go of dead ones.
 * Address: chunk number modulo 2^15, then 17 bits for the unit of 8 bytes; 0 is none. Links and slots never outlive 2^14 chunks.
 * Entry: int32 address before · int32 hash · float64 time · float64 reach · int32 sequence · int32 key length · int32 value length ·
 * int32 unused · key · value. Budget: add 120 ns, walk 60 ns and 15 ns an entry.
 */
import { copyBytes } from '../serdes/byte-sink.ts'
import { hashBytes, sameBytes } from './byte-order.ts'

const UNIT_BYTES = 8
const HEADER_BYTES = 40
const FIRST_UNITS = 1 << 9
const CHUNK_UNITS = 1 << 15
const UNIT_BITS = 17
const UNIT_MASK = (1 << UNIT_BITS) - 1
const NUMBER_MASK = 0x7fff
const REBUILD_CHUNKS = 1 << 14

class Chunk {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  readonly doubles: Float64Array
  /** Units in use, and how many of them the engine has; the first is never an entry. */
  used = 1
  kept = 1
  latestMs = Number.NEGATIVE_INFINITY

  constructor(units: number) {
    this.bytes = new Uint8Array(units * UNIT_BYTES)
    this.words = new Int32Array(this.bytes.buffer)
    this.doubles = new Float64Array(this.bytes.buffer)
  }
}

/** Takes an entry; everything is lent during the call. */
export type KeepEntry = (
  timeMs: number,
  sequence: number,
  bytes: Uint8Array,
  keyStart: number,
  keyEnd: number,
  valueEnd: number,
) => void

export class RecentEntries {
  /** The entry that `first` or `next` moved to; the value ends the entry. */
  timeMs = 0
  bytes: Uint8Array = new Uint8Array(0)
  valueStart = 0
  valueEnd = 0
  private readonly chunks: Chunk[] = []
  private firstNumber = 0
  private slots = new Int32Array(128)
  private occupied = 0
  private rebuiltAt = 0
  /** A chunk that has gone, for the next one. */
  private spare: Chunk | null = null
  private reservedBytes = 0
  private readonly maxBytes: number
  private readonly keep: KeepEntry

  /** `keep` puts an entry into the engine. What is more than `maxBytes` goes there, the earliest first. */
  constructor(maxBytes: number, keep: KeepEntry) {
    this.maxBytes = maxBytes
    this.keep = keep
  }

  private chunkOf(address: number): Chunk | undefined {
    return this.chunks[((address >>> UNIT_BITS) - this.firstNumber) & NUMBER_MASK]
  }

  /** Adds an entry. */
  add(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    timeMs: number,
    sequence: number,
    value: Uint8Array,
    start: number,
    end: number,
  ): void {
    const keyLength = keyEnd - keyStart
    const units = (HEADER_BYTES + keyLength + end - start + UNIT_BYTES - 1) >>> 3
    const chunk = this.room(units)
    const number = this.firstNumber + this.chunks.length - 1
    const unit = chunk.used
    const address = ((number & NUMBER_MASK) << UNIT_BITS) | unit
    const { bytes, doubles, words } = chunk
    const word = unit << 1
    const hash = hashBytes(key, keyStart, keyEnd)
    const slot = this.slotOf(hash, key, keyStart, keyEnd)
    const before = this.slots[slot + 1]!
    const earlier = before === 0 ? undefined : this.chunkOf(before)
    let reachMs = timeMs
    if (earlier !== undefined) reachMs = Math.max(reachMs, earlier.doubles[(before & UNIT_MASK) + 2]!)
    words[word] = earlier === undefined ? 0 : before
    words[word + 1] = hash
    doubles[unit + 1] = timeMs
    doubles[unit + 2] = reachMs
    words[word + 6] = sequence
    words[word + 7] = keyLength
    words[word + 8] = end - start
    const at = unit * UNIT_BYTES + HEADER_BYTES
    copyBytes(key, keyStart, keyEnd, bytes, at)
    copyBytes(value, start, end, bytes, at + keyLength)
    chunk.used = unit + units
    if (timeMs > chunk.latestMs) chunk.latestMs = timeMs
    if (before === 0) this.occupied++
    this.slots[slot] = hash
    this.slots[slot + 1] = address
    if (this.occupied * 4 > this.slots.length) this.rebuild()
  }

  /** Where a key's slot is, or the one to use for it: the first dead one of its run, else the empty one at its end. */
  private slotOf(hash: number, key: Uint8Array, start: number, end: number): number {
    const { slots } = this
    const mask = slots.length - 1
    let dead = -1
    let slot = (hash << 1) & mask
    for (; slots[slot + 1] !== 0; slot = (slot + 2) & mask) {
      const address = slots[slot + 1]!
      const chunk = this.chunkOf(address)
      if (chunk === undefined) {
        if (dead < 0) dead = slot
        continue
      }
      if (slots[slot] !== hash) continue
      const unit = address & UNIT_MASK
      if (
        chunk.words[(unit << 1) + 7] === end - start &&
        sameBytes(chunk.bytes, unit * UNIT_BYTES + HEADER_BYTES, key, start, end - start)
      )
        return slot
    }
    return dead < 0 ? slot : dead
  }

  private rebuild(): void {
    const old = this.slots
    let live = 0
    for (let n = 0; n < old.length; n += 2)
      if (old[n + 1] !== 0 && this.chunkOf(old[n + 1]!) !== undefined) live++
    let size = 128
    while (size < live * 8) size *= 2
    const slots = new Int32Array(size)
    for (let n = 0; n < old.length; n += 2) {
      if (old[n + 1] === 0 || this.chunkOf(old[n + 1]!) === undefined) continue
      let slot = (old[n]! << 1) & (size - 1)
      while (slots[slot + 1] !== 0) slot = (slot + 2) & (size - 1)
      slots[slot] = old[n]!
      slots[slot + 1] = old[n + 1]!
    }
    this.slots = slots
    this.occupied = live
    this.rebuiltAt = this.firstNumber
  }

  /** A chunk with room for as many units. */
  private room(units: number): Chunk {
    const last = this.chunks[this.chunks.length - 1]
    if (last !== undefined && (last.used + units) * UNIT_BYTES <= last.bytes.length) return last
    const wanted = Math.min(CHUNK_UNITS, Math.max(FIRST_UNITS, this.reservedBytes / UNIT_BYTES))
    const isSpare = this.spare !== null && units < CHUNK_UNITS
    const chunk = isSpare ? this.spare! : new Chunk(Math.max(wanted, units + 1))
    if (isSpare) this.spare = null
    this.chunks.push(chunk)
    this.reservedBytes += chunk.bytes.length
    return chunk
  }

  /**
   * Lets go of what is at `expiredMs` or before, and, where that leaves too much, of the earliest of the rest: gives the greatest
   * time among those, minus infinity for none.
   */
  release(expiredMs: number): number {
    const { chunks } = this
    let lostMs = Number.NEGATIVE_INFINITY
    while (chunks.length > 1) {
      const first = chunks[0]!
      if (first.latestMs > expiredMs) {
        if (this.reservedBytes <= this.maxBytes) break
        this.settleChunk(first, expiredMs)
        lostMs = Math.max(lostMs, first.latestMs)
      }
      this.dropFirst()
    }
    if (this.firstNumber - this.rebuiltAt >= REBUILD_CHUNKS) this.rebuild()
    return lostMs
  }

  private dropFirst(): void {
    const first = this.chunks.shift()!
    this.firstNumber++
    this.reservedBytes -= first.bytes.length
    if (first.bytes.length !== CHUNK_UNITS * UNIT_BYTES) return
    first.used = 1
    first.kept = 1
    first.latestMs = Number.NEGATIVE_INFINITY
    this.spare = first
  }

  /** Puts what the engine has not into it, but for what is at `expiredMs` or before. */
  settle(expiredMs: number): void {
    for (let n = this.chunks.length - 1; n >= 0; n--) {
      const chunk = this.chunks[n]!
      // An earlier one was settled when this one was begun, or with this one.
      if (chunk.kept === chunk.used && n < this.chunks.length - 1) return
      this.settleChunk(chunk, expiredMs)
    }
  }

  private settleChunk(chunk: Chunk, expiredMs: number): void {
    const { bytes, doubles, words } = chunk
    let unit = chunk.kept
    while (unit < chunk.used) {
      const keyStart = unit * UNIT_BYTES + HEADER_BYTES
      const keyEnd = keyStart + words[(unit << 1) + 7]!
      const valueEnd = keyEnd + words[(unit << 1) + 8]!
      const timeMs = doubles[unit + 1]!
      if (timeMs > expiredMs) this.keep(timeMs, words[(unit << 1) + 6]!, bytes, keyStart, keyEnd, valueEnd)
      unit = (valueEnd + UNIT_BYTES - 1) >>> 3
    }
    chunk.kept = unit
  }

  /** Moves to a key's last entry; false when there is none. */
  first(key: Uint8Array, start: number, end: number): boolean {
    return this.moveTo(this.slots[this.slotOf(hashBytes(key, start, end), key, start, end) + 1]!)
  }

  /** Moves to the entry before with the same key. */
  next(): boolean {
    return this.moveTo(this.before)
  }

  private before = 0
  /** Greatest time of the entry and of those before it. */
  reachMs = 0

  private moveTo(address: number): boolean {
    const chunk = address === 0 ? undefined : this.chunkOf(address)
    if (chunk === undefined) return false
    const unit = address & UNIT_MASK
    const { words } = chunk
    this.before = words[unit << 1]!
    this.timeMs = chunk.doubles[unit + 1]!
    this.reachMs = chunk.doubles[unit + 2]!
    this.bytes = chunk.bytes
    this.valueStart = unit * UNIT_BYTES + HEADER_BYTES + words[(unit << 1) + 7]!
    this.valueEnd = this.valueStart + words[(unit << 1) + 8]!
    return true
  }
}
