/**
 * Which windows of a store close when: `int64 time · rest of the key` to nothing, beside the store's own segments. It makes what is
 * emitted at a close cost what closes, and not what the store holds.
 *
 * 1. An entry stands in the engine with what it points at: both are committed, restored and dropped together.
 * 2. It is asked for times that follow each other. What lies before `nextMs` was handed over: between two closes nothing is read.
 */
import { ByteSink, readInt64, writeInt64 } from '../serdes/byte-sink.ts'
import type { KeyValueEngine } from './engine.ts'
import type { Segments } from './segments.ts'
import { INDEX_SEGMENTS } from './store-time.ts'

const NOTHING = new Uint8Array(0)

export class TimeIndex {
  private readonly engine: KeyValueEngine
  private readonly segments: Segments
  private readonly sink = new ByteSink(128)
  private nextMs = Number.NEGATIVE_INFINITY

  constructor(engine: KeyValueEngine, segments: Segments) {
    this.engine = engine
    this.segments = segments
  }

  /** Begins an entry; the caller writes the rest of it. */
  key(timeMs: number): ByteSink {
    this.sink.at = 0
    this.sink.writeInt64(timeMs)
    return this.sink
  }

  /** Adds the entry begun with `key`. */
  add(timeMs: number): void {
    if (timeMs < this.nextMs) this.nextMs = timeMs
    const segment = this.engine.segment(INDEX_SEGMENTS + this.segments.of(timeMs))
    segment.put(this.sink.bytes, 0, this.sink.at, NOTHING, 0, 0)
  }

  /** Removes the entry begun with `key`. */
  remove(timeMs: number): void {
    this.engine.segment(INDEX_SEGMENTS + this.segments.of(timeMs)).delete(this.sink.bytes, 0, this.sink.at)
  }

  drop(segment: number): void {
    this.engine.dropSegment(INDEX_SEGMENTS + segment)
  }

  /** The entries of times within `[fromMs, toMs]`, in byte order; they are read before the first is handed over. */
  between(fromMs: number, toMs: number): Uint8Array[] {
    const found: Uint8Array[] = []
    if (toMs < this.nextMs) return found
    const low = new Uint8Array(8)
    writeInt64(new DataView(low.buffer), 0, fromMs)
    let nextMs = Number.POSITIVE_INFINITY
    const first = this.segments.of(fromMs)
    for (const id of this.segments.ids) {
      if (id < first || nextMs !== Number.POSITIVE_INFINITY) continue
      const it = this.engine.segment(INDEX_SEGMENTS + id).range(low, null, false)
      while (it.next()) {
        const timeMs = readInt64(it.keyBytes, it.keyStart)
        if (timeMs > toMs) {
          nextMs = timeMs
          break
        }
        found.push(it.keyBytes.slice(it.keyStart, it.keyEnd))
      }
    }
    this.nextMs = nextMs
    return found
  }
}
