/**
 * Maps timestamps to offsets: an entry says that no record before its offset, or at it, has a larger timestamp.
 *
 * Entry (12 bytes): int64 timestamp, int32 relative offset of the batch that carried it. Source: Kafka's `TimeIndex`.
 */
import { getInt64, setInt64 } from '@moldau/protocol'
import { RELATIVE_OFFSET_MAX } from './offset-index.ts'
import { SparseIndex } from './sparse-index.ts'

export class TimeIndex extends SparseIndex {
  readonly baseOffset: number

  constructor(baseOffset: number, content?: Uint8Array) {
    super(12, content)
    this.baseOffset = baseOffset
  }

  /** Adds an entry where both the timestamp and the offset are new. */
  append(timestamp: number, offset: number): void {
    const relative = offset - this.baseOffset
    if (relative > RELATIVE_OFFSET_MAX) return
    if (this.count > 0) {
      const last = (this.count - 1) * 12
      if (timestamp <= getInt64(this.view, last) || relative <= this.view.getInt32(last + 8)) return
    }
    const at = this.grow()
    setInt64(this.view, at, timestamp)
    this.view.setInt32(at + 8, relative)
  }

  /** The offset from which to look for `timestamp`: that of the last entry below it, else the base offset. */
  offsetBelow(timestamp: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (getInt64(this.view, middle * 12) < timestamp) low = middle + 1
      else high = middle
    }
    return low === 0 ? this.baseOffset : this.baseOffset + this.view.getInt32((low - 1) * 12 + 8)
  }

  /** The largest timestamp, -1 without entries. */
  get lastTimestamp(): number {
    return this.count === 0 ? -1 : getInt64(this.view, (this.count - 1) * 12)
  }

  /** The offset of the last entry, -1 without entries. */
  get lastOffset(): number {
    return this.count === 0 ? -1 : this.baseOffset + this.view.getInt32((this.count - 1) * 12 + 8)
  }

  static sound(content: Uint8Array): boolean {
    if (content.length % 12 !== 0) return false
    const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
    let timestamp = Number.NEGATIVE_INFINITY
    let offset = -1
    for (let at = 0; at < content.length; at += 12) {
      if (getInt64(view, at) <= timestamp || view.getInt32(at + 8) <= offset) return false
      timestamp = getInt64(view, at)
      offset = view.getInt32(at + 8)
    }
    return true
  }
}
