/**
 * A timestamped key-value store that knows its rows by their times, too: so what has become old is found without looking at the rest.
 *
 *  1. Beside the rows, in a segment of its own of the same engine, stands `int64 time · key` for each of them: both are committed,
 *     restored and dropped together, and the changelog carries rows alone.
 *  2. A row whose time changes costs a delete and a put there; one that keeps its time costs nothing.
 *  3. `firstMs` is at or before the earliest row: between two rows that become old nothing is read.
 */
import type { HeaderSpan } from '../records/record-view.ts'
import type { TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64 } from '../serdes/byte-sink.ts'
import type { EngineSegment } from './engine.ts'
import { KeyValueState } from './key-value-state.ts'
import { INDEX_SEGMENTS } from './store-time.ts'

const NOTHING = new Uint8Array(0)

export class ExpiringState<K = unknown, V = unknown> extends KeyValueState<K, V> {
  private readonly times: EngineSegment = this.logged.engine.segment(INDEX_SEGMENTS)
  private readonly indexed = new ByteSink(128)
  private firstMs = Number.NEGATIVE_INFINITY

  /** Keys of rows of times up to `untilMs`, the earliest first, equal times by the keys' bytes; at most so many. */
  upTo(untilMs: number, limit: number): Uint8Array[] {
    const found: Uint8Array[] = []
    if (untilMs < this.firstMs) return found
    this.located = false
    const it = this.times.range(null, null, false)
    while (it.next()) {
      const ms = readInt64(it.keyBytes, it.keyStart)
      if (ms > untilMs || found.length === limit) {
        this.firstMs = found.length === 0 ? ms : this.firstMs
        return found
      }
      found.push(it.keyBytes.slice(it.keyStart + 8, it.keyEnd))
    }
    if (found.length === 0) this.firstMs = Number.POSITIVE_INFINITY
    return found
  }

  override put(
    value: unknown,
    timestamp: number,
    record: TaskRecord,
    headers: HeaderSpan | null = null,
  ): void {
    const before = this.located || this.find() ? this.timestamp : null
    const { bytes, end, start } = this.key
    super.put(value, timestamp, record, headers)
    this.located = false
    this.note(bytes, start, end, before, value === null || value === undefined ? null : timestamp)
  }

  override putRecord(bytes: Uint8Array, start: number, end: number, record: TaskRecord): void {
    const before = this.find() ? this.timestamp : null
    super.putRecord(bytes, start, end, record)
    this.note(this.key.bytes, this.key.start, this.key.end, before, record.timestamp)
  }

  override restore(
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
    headers: HeaderSpan | null = null,
  ): void {
    const { logged } = this
    const before = logged.find(0, key, start, end) ? readInt64(logged.foundBytes, logged.foundStart) : null
    super.restore(key, start, end, value, valueStart, valueEnd, timestamp, headers)
    this.note(key, start, end, before, value === null ? null : timestamp)
  }

  /** A row has had one time, and has another one; null: it is not there. */
  private note(
    key: Uint8Array,
    start: number,
    end: number,
    beforeMs: number | null,
    nowMs: number | null,
  ): void {
    if (beforeMs === nowMs) return
    const { indexed: entry, times } = this
    if (beforeMs !== null) {
      entry.at = 0
      entry.writeInt64(beforeMs)
      entry.write(key, start, end)
      times.delete(entry.bytes, 0, entry.at)
    }
    if (nowMs === null) return
    entry.at = 0
    entry.writeInt64(nowMs)
    entry.write(key, start, end)
    times.put(entry.bytes, 0, entry.at, NOTHING, 0, 0)
    if (nowMs < this.firstMs) this.firstMs = nowMs
  }
}
