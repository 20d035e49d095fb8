/**
 * The newest batches of every partition that somebody reads at its end, in memory: those consumers are served by reference.
 *
 * A partition's tail is a row of blocks; an append copies its batch behind the last one, so neighbouring batches are
 * neighbours in memory, and a fetch of many batches is one view. Who writes alone (a changelog, a bulk load) pays for none
 * of it: a fresh block costs 0.2 ns a byte in page faults and garbage.
 *
 *  1. A block's bytes are written once, behind what was lent already; views of it are valid as long as they are referenced.
 *  2. The budget counts whole blocks over all partitions of a log folder; the oldest block goes first, whoever owns it.
 *  3. A tail holds a gapless end of its log, or nothing.
 *  4. A tail begins when a fetch has reached the log's end, and is given up after `WATCH_BYTES` of appends that no fetch of
 *     the tail came between. Readers that are further behind read files, which the page cache has.
 * Units: bytes, offsets. A view pins its block (at most 1 MiB, or one larger batch).
 */

const BLOCK_BYTES_MIN = 16 * 1024
const BLOCK_BYTES_MAX = 1024 * 1024
const WATCH_BYTES = 16 * 1024 * 1024

/** One block. Batches lie in it from 0 to `used` without gaps. */
export class TailBlock {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly tail: Tail
  used = 0
  /** Of each batch: base offset, next offset and end position; plain arrays of whole numbers. */
  readonly baseOffsets: number[] = []
  readonly nextOffsets: number[] = []
  readonly ends: number[] = []

  constructor(tail: Tail, sizeBytes: number) {
    this.tail = tail
    // Not zeroed: no byte beyond `used` is ever lent.
    this.bytes = Buffer.allocUnsafeSlow(sizeBytes)
    this.view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength)
  }

  get nextOffset(): number {
    return this.nextOffsets.length === 0 ? -1 : this.nextOffsets[this.nextOffsets.length - 1]!
  }
}

/** All tails of a log folder, and their common budget. */
export class TailCache {
  readonly budgetBytes: number
  #heldBytes = 0
  #blocks: TailBlock[] = []
  #oldest = 0

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  /** Lets the blocks of a tail go that was given up. */
  release(blocks: readonly TailBlock[]): void {
    if (blocks.length === 0) return
    const gone = new Set(blocks)
    this.#blocks = this.#blocks.slice(this.#oldest).filter(block => !gone.has(block))
    this.#oldest = 0
    for (const block of blocks) this.#heldBytes -= block.bytes.length
  }

  /** Takes a new block in and lets the oldest go until the budget holds. */
  hold(block: TailBlock): void {
    this.#blocks.push(block)
    this.#heldBytes += block.bytes.length
    while (this.#heldBytes > this.budgetBytes && this.#oldest < this.#blocks.length - 1) {
      const oldest = this.#blocks[this.#oldest]!
      this.#oldest++
      this.#heldBytes -= oldest.bytes.length
      oldest.tail.drop(oldest)
    }
    if (this.#oldest > 64 && this.#oldest * 2 > this.#blocks.length) {
      this.#blocks = this.#blocks.slice(this.#oldest)
      this.#oldest = 0
    }
  }
}

/** The tail of one partition. */
export class Tail {
  readonly #cache: TailCache
  blocks: TailBlock[] = []
  #nextBlockBytes = BLOCK_BYTES_MIN
  /** Whether appends are kept (4). */
  isWatched = false
  /** Appended since a fetch last came to the tail. */
  #unreadBytes = 0

  constructor(cache: TailCache) {
    this.#cache = cache
  }

  /** A fetch has read from the tail, or has reached the log's end (4). */
  watch(): void {
    this.isWatched = true
    this.#unreadBytes = 0
  }

  /** The first offset held, or infinity while nothing is. */
  get startOffset(): number {
    const first = this.blocks[0]
    return first === undefined || first.baseOffsets.length === 0
      ? Number.POSITIVE_INFINITY
      : first.baseOffsets[0]!
  }

  /** A block with `sizeBytes` to spare behind `used`. */
  room(sizeBytes: number): TailBlock {
    const last = this.blocks[this.blocks.length - 1]
    if (last !== undefined && last.bytes.length - last.used >= sizeBytes) return last
    const block = new TailBlock(this, Math.max(sizeBytes, this.#nextBlockBytes))
    this.#nextBlockBytes = Math.min(BLOCK_BYTES_MAX, this.#nextBlockBytes * 4)
    this.blocks.push(block)
    this.#cache.hold(block)
    return block
  }

  /** Notes that a batch was copied to `block.used` and is now part of the log. */
  extend(block: TailBlock, baseOffset: number, nextOffset: number, sizeBytes: number): void {
    block.used += sizeBytes
    block.baseOffsets.push(baseOffset)
    block.nextOffsets.push(nextOffset)
    block.ends.push(block.used)
    this.#unreadBytes += sizeBytes
    if (this.#unreadBytes <= WATCH_BYTES) return
    this.isWatched = false
    this.clear()
  }

  drop(block: TailBlock): void {
    // Blocks leave in the order in which they came, so it is the first one.
    if (this.blocks[0] === block) this.blocks.shift()
  }

  /** Forgets everything: the log was cut back, a write failed, or nobody reads it. */
  clear(): void {
    this.#cache.release(this.blocks)
    this.blocks = []
  }

  /** The block that holds `offset`, or `undefined`. */
  blockOf(offset: number): TailBlock | undefined {
    const blocks = this.blocks
    for (let n = blocks.length - 1; n >= 0; n--) {
      const block = blocks[n]!
      if (block.baseOffsets.length > 0 && block.baseOffsets[0]! <= offset)
        return offset < block.nextOffset ? block : undefined
    }
    return undefined
  }
}
