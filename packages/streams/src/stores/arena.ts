/**
 * Memory for entries outside the garbage collector's sight: chunks of 1 MiB, addresses in units of 8 bytes.
 *
 * 1. An address is a uint32: chunk number in the upper 15 bits, unit in the lower 17; so 32 GiB at most.
 * 2. A block never crosses a chunk; one larger than a chunk gets a chunk of its own.
 * 3. A freed block is reused for blocks of its size class only; classes are exact to 2 KiB, then grow by powers of two.
 */
export const UNIT_BYTES = 8
const CHUNK_UNITS = 1 << 17
const FIRST_CHUNK_UNITS = 1 << 7
const EXACT_UNITS = 256

export class Arena {
  readonly chunks: Uint8Array[] = []
  readonly words: Int32Array[] = []
  /** Heads of the lists of free blocks, by size in units; a free block's first word is the next one's address, 0 none. */
  private readonly free = new Map<number, number>()
  private current = -1
  private next = CHUNK_UNITS
  private limit = CHUNK_UNITS
  /** Bytes of all chunks. */
  reservedBytes = 0

  /** The size that a block of `units` really takes. */
  static blockUnits(units: number): number {
    return units <= EXACT_UNITS ? units : 2 ** Math.ceil(Math.log2(units))
  }

  /** A block of at least `units`; never address 0, so that 0 can mean none. */
  allocate(units: number): number {
    const size = Arena.blockUnits(units)
    const head = this.free.get(size)
    if (head !== undefined && head !== 0) {
      this.free.set(size, this.words[head >>> 17]![(head & 0x1ffff) << 1]! >>> 0)
      return head
    }
    if (size > CHUNK_UNITS) {
      if (this.chunks.length === 0) this.allocate(1)
      return this.chunk(size) * CHUNK_UNITS
    }
    if (this.next + size > this.limit) {
      const units = this.chunks.length === 0 ? Math.max(FIRST_CHUNK_UNITS, size + 1) : this.growth(size)
      this.current = this.chunk(units)
      this.next = this.current === 0 ? 1 : 0
      this.limit = units
    }
    const address = this.current * CHUNK_UNITS + this.next
    this.next += size
    return address
  }

  /** Small stores stay small: chunks double until they are full-sized. */
  private growth(size: number): number {
    return Math.min(CHUNK_UNITS, Math.max(size, this.reservedBytes / UNIT_BYTES))
  }

  private chunk(units: number): number {
    const bytes = new Uint8Array(Math.ceil(units) * UNIT_BYTES)
    this.chunks.push(bytes)
    this.words.push(new Int32Array(bytes.buffer))
    this.reservedBytes += bytes.length
    if (this.chunks.length > 32768) throw new RangeError('a state store in memory is limited to 32 GiB')
    return this.chunks.length - 1
  }

  /** Gives a block of `units` (as asked for) back. */
  release(address: number, units: number): void {
    const size = Arena.blockUnits(units)
    this.words[address >>> 17]![(address & 0x1ffff) << 1] = this.free.get(size) ?? 0
    this.free.set(size, address)
  }
}
