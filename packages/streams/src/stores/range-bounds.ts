/**
 * The two ends of a range over one key, in arrays that are used again: for a walk that ends before the next one begins.
 */
import { copyBytes } from '../serdes/byte-sink.ts'

/** An end of a range, with the view to write its last bytes. */
export interface RangeBound {
  readonly bytes: Uint8Array
  readonly view: DataView
}

export class RangeBounds {
  private readonly byLength = new Map<number, readonly [RangeBound, RangeBound]>()

  /** Both ends begin with `bytes[start, end)`; `suffixBytes` are the caller's to write. */
  of(bytes: Uint8Array, start: number, end: number, suffixBytes: number): readonly [RangeBound, RangeBound] {
    const length = end - start + suffixBytes
    let bounds = this.byLength.get(length)
    if (bounds === undefined) {
      bounds = [bound(length), bound(length)]
      // Keys of a table have few lengths; whoever has many has new arrays now and then.
      if (this.byLength.size >= 64) this.byLength.clear()
      this.byLength.set(length, bounds)
    }
    copyBytes(bytes, start, end, bounds[0].bytes, 0)
    copyBytes(bytes, start, end, bounds[1].bytes, 0)
    return bounds
  }
}

function bound(length: number): RangeBound {
  const bytes = new Uint8Array(length)
  return { bytes, view: new DataView(bytes.buffer) }
}
