/**
 * The keys of a ByteTable in byte order: blocks of at most 512 addresses, so that an insert moves little.
 *
 * 1. Blocks are never empty, and every key of a block is smaller than those of the next. 2. The iterator keeps a copy of the
 * key it is at and looks for its successor when the table has changed, so puts and deletes while iterating are safe.
 */
import type { Arena } from './arena.ts'
import { compareBytes } from './byte-order.ts'
import type { ByteTable } from './byte-table.ts'
import type { EngineIterator } from './engine.ts'

const BLOCK_MAX = 512
const HEADER_BYTES = 12

export class SortedIndex {
  /** Where the last call was; `isHole`: something has just gone from there. */
  block = 0
  index = 0
  private isHole = false
  private readonly arena: Arena
  private blocks: number[][] = []

  constructor(arena: Arena, addresses: Uint32Array) {
    this.arena = arena
    const all = Array.from(addresses).sort((a, b) => this.compare(a, b))
    for (let i = 0; i < all.length; i += BLOCK_MAX / 2) this.blocks.push(all.slice(i, i + BLOCK_MAX / 2))
  }

  private compare(a: number, b: number): number {
    const word = (b & 0x1ffff) << 1
    const start = word * 4 + HEADER_BYTES
    const length = this.arena.words[b >>> 17]![word]!
    return this.compareKey(a, this.arena.chunks[b >>> 17]!, start, start + length)
  }

  /** The key at an address against a span. */
  private compareKey(address: number, key: Uint8Array, start: number, end: number): number {
    const word = (address & 0x1ffff) << 1
    const at = word * 4 + HEADER_BYTES
    const length = this.arena.words[address >>> 17]![word]!
    return compareBytes(this.arena.chunks[address >>> 17]!, at, at + length, key, start, end)
  }

  /** The number of the first block whose last key is not smaller, or the last block. */
  private blockOf(key: Uint8Array, start: number, end: number): number {
    let low = 0
    let high = this.blocks.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      const block = this.blocks[middle]!
      if (this.compareKey(block[block.length - 1]!, key, start, end) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  private within(block: number[], key: Uint8Array, start: number, end: number): number {
    let low = 0
    let high = block.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.compareKey(block[middle]!, key, start, end) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  insert(address: number): void {
    const word = (address & 0x1ffff) << 1
    const bytes = this.arena.chunks[address >>> 17]!
    const start = word * 4 + HEADER_BYTES
    const end = start + this.arena.words[address >>> 17]![word]!
    if (this.blocks.length === 0) {
      this.blocks.push([address])
      return
    }
    if (!this.fits(bytes, start, end)) {
      this.block = this.blockOf(bytes, start, end)
      this.index = this.within(this.blocks[this.block]!, bytes, start, end)
    }
    this.isHole = false
    const block = this.blocks[this.block]!
    block.splice(this.index, 0, address)
    if (block.length > BLOCK_MAX) this.blocks.splice(this.block + 1, 0, block.splice(BLOCK_MAX / 2))
  }

  /** Whether a key belongs where one has just gone: a session that has grown stands where it stood. */
  private fits(bytes: Uint8Array, start: number, end: number): boolean {
    if (!this.isHole) return false
    const { block, index } = this
    const before = this.at(block, index - 1) || this.lastOf(block - 1)
    if (before !== 0 && this.compareKey(before, bytes, start, end) > 0) return false
    const after = this.at(block, index) || this.at(block + 1, 0)
    return after === 0 || this.compareKey(after, bytes, start, end) > 0
  }

  private lastOf(block: number): number {
    return this.blocks[block]?.at(-1) ?? 0
  }

  /** Moves to an address: it is often where the last call was. */
  private locate(address: number): void {
    if (this.at(this.block, this.index) === address) return
    const word = (address & 0x1ffff) << 1
    const bytes = this.arena.chunks[address >>> 17]!
    const start = word * 4 + HEADER_BYTES
    const end = start + this.arena.words[address >>> 17]![word]!
    this.block = this.blockOf(bytes, start, end)
    this.index = this.within(this.blocks[this.block]!, bytes, start, end)
  }

  /** The entry at `address` is about to go. */
  remove(address: number): void {
    this.locate(address)
    const block = this.blocks[this.block]!
    block.splice(this.index, 1)
    this.isHole = block.length > 0
    if (block.length === 0) this.blocks.splice(this.block, 1)
  }

  /** The entry has a new address and the same key; both are still readable. */
  replace(address: number, moved: number): void {
    this.locate(address)
    this.blocks[this.block]![this.index] = moved
  }

  /**
   * Moves to the first key at `key` or above it, or, when `reverse`, at it or below it; `above`: not to the key itself. Gives its
   * address; 0 when there is none. A null key is the beginning, or the end when `reverse`.
   */
  seek(key: Uint8Array | null, length: number, above: boolean, reverse: boolean): number {
    this.isHole = false
    if (this.blocks.length === 0) return 0
    if (key === null) {
      this.block = reverse ? this.blocks.length - 1 : 0
      this.index = reverse ? this.blocks[this.block]!.length - 1 : 0
      return this.at(this.block, this.index)
    }
    this.block = this.blockOf(key, 0, length)
    const block = this.blocks[this.block]!
    this.index = this.within(block, key, 0, length)
    // Whether the key is there matters only where it decides between two.
    const decides = reverse || above
    const equal =
      decides && this.index < block.length && this.compareKey(block[this.index]!, key, 0, length) === 0
    if (reverse) {
      if (!equal || above) this.index--
    } else if (equal) this.index++
    this.settle()
    return this.at(this.block, this.index)
  }

  /** Crosses into the neighbour of a block at whose end it stands. */
  private settle(): void {
    if (this.index < 0) {
      this.block--
      this.index = this.blockLength(this.block) - 1
    } else if (this.index >= this.blockLength(this.block)) {
      this.block++
      this.index = 0
    }
  }

  at(block: number, index: number): number {
    return this.blocks[block]?.[index] ?? 0
  }

  blockLength(block: number): number {
    return this.blocks[block]?.length ?? 0
  }
}

const NO_BYTES = new Uint8Array(0)

/** Arrays for the keys that iterators copy: one who has come to its end gives its own back. */
export class KeyBuffers {
  private readonly free: Uint8Array<ArrayBuffer>[] = []

  take(length: number): Uint8Array<ArrayBuffer> {
    const buffer = this.free.pop()
    return buffer !== undefined && buffer.length >= length ? buffer : new Uint8Array(Math.max(64, length * 2))
  }

  give(buffer: Uint8Array<ArrayBuffer>): void {
    if (buffer.length > 0 && this.free.length < 4) this.free.push(buffer)
  }
}

/** Walks a table in byte order: see law 2 of the file. */
export class TableIterator implements EngineIterator {
  keyBytes: Uint8Array<ArrayBuffer> = NO_BYTES
  keyStart = 0
  keyEnd = 0
  valueBytes: Uint8Array = NO_BYTES
  valueStart = 0
  valueEnd = 0
  private readonly table: ByteTable
  private readonly from: Uint8Array | null
  private readonly to: Uint8Array | null
  private readonly reverse: boolean
  private readonly only: Uint8Array | null
  private started = false
  private done = false
  private seen = -1
  private block = 0
  private index = 0

  constructor(
    table: ByteTable,
    from: Uint8Array | null,
    to: Uint8Array | null,
    reverse: boolean,
    only: Uint8Array | null = null,
  ) {
    this.table = table
    this.from = from
    this.to = to
    this.reverse = reverse
    this.only = only
  }

  next(): boolean {
    if (this.done) return false
    const address = this.step()
    if (address === 0 || this.beyond(address)) {
      this.done = true
      this.table.keyBuffers.give(this.keyBytes)
      this.keyBytes = NO_BYTES
      return false
    }
    this.show(address)
    return true
  }

  renew(): boolean {
    const { table } = this
    if (this.done || !this.started) return false
    if (this.seen === table.version) {
      // It stands where it stood, and another value may have been written there.
      this.show(table.sorted().at(this.block, this.index))
      return true
    }
    if (!table.get(this.keyBytes, 0, this.keyEnd)) return this.next()
    this.valueBytes = table.foundBytes
    this.valueStart = table.foundStart
    this.valueEnd = table.foundEnd
    return true
  }

  private step(): number {
    const sorted = this.table.sorted()
    if (this.started && this.seen === this.table.version) {
      this.index += this.reverse ? -1 : 1
      if (this.index < 0) {
        this.block--
        this.index = sorted.blockLength(this.block) - 1
      } else if (this.index >= sorted.blockLength(this.block)) {
        this.block++
        this.index = 0
      }
      return this.index < 0 ? 0 : sorted.at(this.block, this.index)
    }
    const first = this.reverse ? this.to : this.from
    const address = this.started
      ? sorted.seek(this.keyBytes, this.keyEnd, true, this.reverse)
      : sorted.seek(first, first?.length ?? 0, false, this.reverse)
    this.started = true
    this.seen = this.table.version
    this.block = sorted.block
    this.index = sorted.index
    return address
  }

  private beyond(address: number): boolean {
    const words = this.table.arena.words[address >>> 17]!
    const bytes = this.table.arena.chunks[address >>> 17]!
    const word = (address & 0x1ffff) << 1
    const start = word * 4 + HEADER_BYTES
    const end = start + words[word]!
    if (this.only !== null) {
      const length = this.only.length
      return end - start < length || compareBytes(bytes, start, start + length, this.only, 0, length) !== 0
    }
    if (this.reverse) {
      return this.from !== null && compareBytes(bytes, start, end, this.from, 0, this.from.length) < 0
    }
    return this.to !== null && compareBytes(bytes, start, end, this.to, 0, this.to.length) > 0
  }

  private show(address: number): void {
    const words = this.table.arena.words[address >>> 17]!
    const bytes = this.table.arena.chunks[address >>> 17]!
    const word = (address & 0x1ffff) << 1
    const start = word * 4 + HEADER_BYTES
    const length = words[word]!
    if (this.keyBytes.length < length) this.keyBytes = this.table.keyBuffers.take(length)
    for (let i = 0; i < length; i++) this.keyBytes[i] = bytes[start + i]!
    this.keyEnd = length
    this.valueBytes = bytes
    this.valueStart = start + length
    this.valueEnd = this.valueStart + words[word + 1]!
  }
}
