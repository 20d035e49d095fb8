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
    const number = this.blockOf(bytes, start, end)
    const block = this.blocks[number]!
    block.splice(this.within(block, bytes, start, end), 0, address)
    if (block.length > BLOCK_MAX) this.blocks.splice(number + 1, 0, block.splice(BLOCK_MAX / 2))
  }

  private locate(address: number): [number, number] {
    const word = (address & 0x1ffff) << 1
    const bytes = this.arena.chunks[address >>> 17]!
    const start = word * 4 + HEADER_BYTES
    const end = start + this.arena.words[address >>> 17]![word]!
    const number = this.blockOf(bytes, start, end)
    return [number, this.within(this.blocks[number]!, bytes, start, end)]
  }

  /** The entry at `address` is about to go. */
  remove(address: number): void {
    const [number, at] = this.locate(address)
    const block = this.blocks[number]!
    block.splice(at, 1)
    if (block.length === 0) this.blocks.splice(number, 1)
  }

  /** The entry has a new address and the same key; both are still readable. */
  replace(address: number, moved: number): void {
    const [number, at] = this.locate(address)
    this.blocks[number]![at] = moved
  }

  /**
   * The address of the first key above `key` (`above`: not equal), or below it when `reverse`; 0 when there is none.
   * A null key is the beginning, or the end when `reverse`.
   */
  seek(key: Uint8Array | null, length: number, above: boolean, reverse: boolean): number {
    if (this.blocks.length === 0) return 0
    if (key === null) {
      const last = this.blocks[this.blocks.length - 1]!
      return reverse ? last[last.length - 1]! : this.blocks[0]![0]!
    }
    const number = this.blockOf(key, 0, length)
    const block = this.blocks[number]!
    let at = this.within(block, key, 0, length)
    const equal = at < block.length && this.compareKey(block[at]!, key, 0, length) === 0
    if (!reverse) {
      if (equal && above) at++
      return block[at] ?? this.blocks[number + 1]?.[0] ?? 0
    }
    if (equal && !above) return block[at]!
    if (at > 0) return block[at - 1]!
    const before = this.blocks[number - 1]
    return before === undefined ? 0 : before[before.length - 1]!
  }

  /** Where an address stands now. */
  position(address: number): [number, number] {
    return this.locate(address)
  }

  at(block: number, index: number): number {
    return this.blocks[block]?.[index] ?? 0
  }

  blockLength(block: number): number {
    return this.blocks[block]?.length ?? 0
  }
}

/** Walks a table in byte order: see law 2 of the file. */
export class TableIterator implements EngineIterator {
  keyBytes: Uint8Array = new Uint8Array(0)
  keyStart = 0
  keyEnd = 0
  valueBytes: Uint8Array = new Uint8Array(0)
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
      return false
    }
    this.show(address)
    return true
  }

  renew(): boolean {
    const { table } = this
    if (this.done || !this.started) return false
    if (this.seen === table.version) return true
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
    if (address !== 0) [this.block, this.index] = sorted.position(address)
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
    if (this.keyBytes.length < length) this.keyBytes = new Uint8Array(length * 2)
    for (let i = 0; i < length; i++) this.keyBytes[i] = bytes[start + i]!
    this.keyEnd = length
    this.valueBytes = bytes
    this.valueStart = start + length
    this.valueEnd = this.valueStart + words[word + 1]!
  }
}
