/**
 * Maps offsets to positions in a segment: about one entry for every `index.interval.bytes` of log.
 *
 * Entry (8 bytes): int32 offset relative to the segment's base, int32 position. The offset is the last one of the batch that
 * begins at the position, as Kafka's log writes it. Source: Kafka's `OffsetIndex`.
 */
import { SparseIndex } from './sparse-index.ts'

export const RELATIVE_OFFSET_MAX = 2147483647

export class OffsetIndex extends SparseIndex {
  readonly baseOffset: number

  constructor(baseOffset: number, content?: Uint8Array) {
    super(8, content)
    this.baseOffset = baseOffset
  }

  append(offset: number, position: number): void {
    const relative = offset - this.baseOffset
    // A segment of another writer may span more than an int32: what lies beyond is found by walking from the last entry.
    if (relative > RELATIVE_OFFSET_MAX) return
    if (this.count > 0 && relative <= this.view.getInt32((this.count - 1) * 8)) return
    const at = this.grow()
    this.view.setInt32(at, relative)
    this.view.setInt32(at + 4, position)
  }

  /** Where to begin the walk for `offset`: the position of the last entry at or below it, 0 where there is none. */
  positionFor(offset: number): number {
    const relative = offset - this.baseOffset
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.view.getInt32(middle * 8) <= relative) low = middle + 1
      else high = middle
    }
    return low === 0 ? 0 : this.view.getInt32((low - 1) * 8 + 4)
  }

  /** The position of the last entry that lies below a position, 0 where there is none. */
  positionBelow(position: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.view.getInt32(middle * 8 + 4) < position) low = middle + 1
      else high = middle
    }
    return low === 0 ? 0 : this.view.getInt32((low - 1) * 8 + 4)
  }

  /** The last entry's position, 0 without entries. */
  get lastPosition(): number {
    return this.count === 0 ? 0 : this.view.getInt32((this.count - 1) * 8 + 4)
  }

  /** Whether a file of this length and these entries can belong to a log file of `logBytes`. */
  static sound(content: Uint8Array, logBytes: number): boolean {
    if (content.length % 8 !== 0) return false
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
    let offset = -1
    let position = -1
    for (let at = 0; at < content.length; at += 8) {
      const nextOffset = view.getInt32(at)
      const nextPosition = view.getInt32(at + 4)
      if (nextOffset <= offset || nextPosition <= position || nextPosition >= logBytes) return false
      offset = nextOffset
      position = nextPosition
    }
    return true
  }
}
