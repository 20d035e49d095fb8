/**
 * What the layers of a key-value or window store have in common: typed store -> record cache -> change-logging -> engine.
 * Keys and values are bytes here; the value of a timestamped store is `int64 timestamp · value`.
 */
import type { TaskRecord } from '../records/task-record.ts'
import type { EngineIterator } from './engine.ts'

/** One layer; the one below is known when it is made. `segment` is 0 but for window stores. */
export interface ByteStore {
  /** Finds a key; when true `found*` lend the stored value until the next call. */
  find(segment: number, key: Uint8Array, start: number, end: number): boolean
  readonly foundBytes: Uint8Array
  readonly foundStart: number
  readonly foundEnd: number
  /**
   * Writes `value[valueStart, valueEnd)`, or deletes when `value` is null. `timestamp` is that of the value, or of the record
   * that deletes; `record` tells headers and origin to those who forward later.
   */
  write(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
    record: TaskRecord,
  ): void
  /** The same, with a value, where the last call on the store was a `find` that found this very key. */
  rewrite(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array,
    valueEnd: number,
    timestamp: number,
    record: TaskRecord,
  ): void
  /** Entries of a segment in byte order, as a reader sees them. */
  range(segment: number, from: Uint8Array | null, to: Uint8Array | null, reverse: boolean): EngineIterator
}
