/** The lowest layer of a key-value or window store: the engine, and the changelog that every change goes to first to last. */

import type { OutputTopic, RecordCollector } from '../records/record-collector.ts'
import type { TaskRecord } from '../records/task-record.ts'
import type { ByteStore } from './byte-store.ts'
import type { EngineIterator, EngineSegment, KeyValueEngine } from './engine.ts'

/** Stored values begin with an int64 timestamp, which the changelog carries as the record's own. */
export const TIMESTAMP_BYTES = 8

export class LoggedStore implements ByteStore {
  foundBytes: Uint8Array = new Uint8Array(0)
  foundStart = 0
  foundEnd = 0
  readonly engine: KeyValueEngine
  /** Whether its changelog carries headers. */
  readonly logsHeaders: boolean = false
  protected readonly collector: RecordCollector
  protected readonly changelog: OutputTopic | null
  protected readonly partition: number
  private segment: EngineSegment
  private segmentId = 0

  constructor(
    engine: KeyValueEngine,
    collector: RecordCollector,
    changelog: OutputTopic | null,
    partition: number,
  ) {
    this.engine = engine
    this.collector = collector
    this.changelog = changelog
    this.partition = partition
    this.segment = engine.segment(0)
  }

  protected select(id: number): EngineSegment {
    if (id !== this.segmentId) {
      this.segment = this.engine.segment(id)
      this.segmentId = id
    }
    return this.segment
  }

  drop(id: number): void {
    this.engine.dropSegment(id)
    if (id === this.segmentId) this.segment = this.engine.segment(id)
  }

  find(segment: number, key: Uint8Array, start: number, end: number): boolean {
    const at = this.select(segment)
    if (!at.get(key, start, end)) return false
    this.foundBytes = at.foundBytes
    this.foundStart = at.foundStart
    this.foundEnd = at.foundEnd
    return true
  }

  write(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
    _record: TaskRecord,
  ): void {
    if (value === null) this.select(segment).delete(key, start, end)
    else this.select(segment).put(key, start, end, value, valueStart, valueEnd)
    if (this.changelog === null) return
    const valueAt = valueStart + TIMESTAMP_BYTES
    this.collector.send(
      this.changelog,
      this.partition,
      timestamp,
      key,
      start,
      end,
      value,
      valueAt,
      valueEnd,
      null,
    )
  }

  /** Logs what the store itself does not keep any more. */
  log(
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
    _record: TaskRecord,
  ): void {
    if (this.changelog === null) return
    const { changelog, collector, partition } = this
    const valueAt = valueStart + TIMESTAMP_BYTES
    collector.send(changelog, partition, timestamp, key, start, end, value, valueAt, valueEnd, null)
  }

  rewrite(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array,
    valueEnd: number,
    timestamp: number,
    record: TaskRecord,
  ): void {
    if (this.segment.putFound === undefined) {
      this.write(segment, key, start, end, value, 0, valueEnd, timestamp, record)
      return
    }
    this.segment.putFound(key, start, end, value, 0, valueEnd)
    if (this.changelog === null) return
    const { collector, changelog, partition } = this
    collector.send(changelog, partition, timestamp, key, start, end, value, TIMESTAMP_BYTES, valueEnd, null)
  }

  range(segment: number, from: Uint8Array | null, to: Uint8Array | null, reverse: boolean): EngineIterator {
    return this.engine.segment(segment).range(from, to, reverse)
  }

  /** Takes a record of the changelog back. */
  restore(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
  ): void {
    if (value === null) this.select(segment).delete(key, start, end)
    else this.select(segment).put(key, start, end, value, valueStart, valueEnd)
  }
}
