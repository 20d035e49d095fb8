/**
 * Entries of a store as a reader sees them: those of the engine with those of the cache laid over, in byte order.
 * A cached entry hides the one below it, a cached tombstone hides it for good.
 *
 * What leaves the cache while somebody walks is below from then on, perhaps behind where the walk stands there: then both begin again
 * at the key that was shown last.
 */
import { compareBytes } from './byte-order.ts'
import type { EngineIterator } from './engine.ts'

/** An iterator that may stand on a tombstone. */
export interface CacheIterator extends EngineIterator {
  readonly tombstone: boolean
}

/** What a walk goes over. */
export interface MergedSource {
  /** How many entries have left the cache so far. */
  readonly forgotten: number
  above(from: Uint8Array | null, to: Uint8Array | null): CacheIterator
  below(from: Uint8Array | null, to: Uint8Array | null): EngineIterator
}

export class MergedIterator implements EngineIterator {
  private readonly source: MergedSource
  private readonly from: Uint8Array | null
  private readonly to: Uint8Array | null
  private above: CacheIterator
  private below: EngineIterator
  private readonly sign: number
  private hasAbove: boolean
  private hasBelow: boolean
  private forgotten: number
  private current: EngineIterator
  private takeAbove = false
  private takeBelow = false

  constructor(source: MergedSource, from: Uint8Array | null, to: Uint8Array | null, reverse: boolean) {
    this.source = source
    this.from = from
    this.to = to
    this.forgotten = source.forgotten
    this.above = source.above(from, to)
    this.below = source.below(from, to)
    this.current = this.below
    this.sign = reverse ? -1 : 1
    this.hasAbove = this.above.next()
    this.hasBelow = this.below.next()
  }

  private begin(): void {
    const { from, keyBytes, keyEnd, keyStart, source, to } = this
    this.forgotten = source.forgotten
    const shown = this.takeAbove || this.takeBelow ? keyBytes.slice(keyStart, keyEnd) : null
    const low = this.sign > 0 ? (shown ?? from) : from
    const high = this.sign < 0 ? (shown ?? to) : to
    this.above = source.above(low, high)
    this.below = source.below(low, high)
    this.hasAbove = this.above.next()
    this.hasBelow = this.below.next()
    this.takeAbove = this.hasAbove && shown !== null && isAt(this.above, shown)
    this.takeBelow = this.hasBelow && shown !== null && isAt(this.below, shown)
  }

  get keyBytes(): Uint8Array {
    return this.current.keyBytes
  }
  get keyStart(): number {
    return this.current.keyStart
  }
  get keyEnd(): number {
    return this.current.keyEnd
  }
  get valueBytes(): Uint8Array {
    return this.current.valueBytes
  }
  get valueStart(): number {
    return this.current.valueStart
  }
  get valueEnd(): number {
    return this.current.valueEnd
  }

  next(): boolean {
    if (this.forgotten !== this.source.forgotten) this.begin()
    // What was read ahead may have moved since.
    if (this.hasAbove && !this.takeAbove) this.hasAbove = this.above.renew?.() ?? true
    if (this.hasBelow && !this.takeBelow) this.hasBelow = this.below.renew?.() ?? true
    for (;;) {
      if (this.takeAbove) this.hasAbove = this.above.next()
      if (this.takeBelow) this.hasBelow = this.below.next()
      if (!this.hasAbove && !this.hasBelow) return false
      const order = this.order()
      this.takeAbove = order <= 0
      this.takeBelow = order >= 0
      this.current = order <= 0 ? this.above : this.below
      if (order > 0 || !this.above.tombstone) return true
    }
  }

  private order(): number {
    if (!this.hasBelow) return -1
    if (!this.hasAbove) return 1
    const { above: a, below: b } = this
    return this.sign * compareBytes(a.keyBytes, a.keyStart, a.keyEnd, b.keyBytes, b.keyStart, b.keyEnd)
  }
}

function isAt({ keyBytes, keyEnd, keyStart }: EngineIterator, key: Uint8Array): boolean {
  return compareBytes(keyBytes, keyStart, keyEnd, key, 0, key.length) === 0
}
