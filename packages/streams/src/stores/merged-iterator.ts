/**
 * Entries of a store as a reader sees them: those of the engine with those of the cache laid over, in byte order.
 * A cached entry hides the one below it, a cached tombstone hides it for good.
 */
import { compareBytes } from './byte-order.ts'
import type { EngineIterator } from './engine.ts'

/** An iterator that may stand on a tombstone. */
export interface CacheIterator extends EngineIterator {
  readonly tombstone: boolean
}

export class MergedIterator implements EngineIterator {
  private readonly above: CacheIterator
  private readonly below: EngineIterator
  private readonly sign: number
  private hasAbove: boolean
  private hasBelow: boolean
  private current: EngineIterator
  private takeAbove = false
  private takeBelow = false

  constructor(above: CacheIterator, below: EngineIterator, reverse: boolean) {
    this.above = above
    this.below = below
    this.current = below
    this.sign = reverse ? -1 : 1
    this.hasAbove = above.next()
    this.hasBelow = below.next()
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
