/**
 * The lowest layer of a headers-aware store (KIP-1271, KIP-1285): its changelog carries headers, those beside the value or, of a
 * deletion, those of the record that deletes.
 */
import type { OutputTopic, RecordCollector } from '../records/record-collector.ts'
import type { TaskRecord } from '../records/task-record.ts'
import type { KeyValueEngine } from './engine.ts'
import { LoggedStore, TIMESTAMP_BYTES } from './logged-store.ts'
import { storedHeaders } from './stored-headers.ts'

export class HeadersLoggedStore extends LoggedStore {
  override readonly logsHeaders = true
  /** Whether headers stand beside values; else only deletions have any. */
  private readonly keeps: boolean

  constructor(
    engine: KeyValueEngine,
    collector: RecordCollector,
    changelog: OutputTopic | null,
    partition: number,
    keeps: boolean,
  ) {
    super(engine, collector, changelog, partition)
    this.keeps = keeps
  }

  override write(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
    record: TaskRecord,
  ): void {
    const at = this.select(segment)
    if (value === null) at.delete(key, start, end)
    else at.put(key, start, end, value, valueStart, valueEnd)
    const { changelog, collector, partition } = this
    if (changelog === null) return
    const headers = value === null ? record.headers : this.keeps ? storedHeaders(value, valueEnd) : null
    const logged = headers === null || headers.count === 0 ? null : headers
    const valueAt = valueStart + TIMESTAMP_BYTES
    const loggedEnd = value !== null && this.keeps ? headers!.start : valueEnd
    collector.send(changelog, partition, timestamp, key, start, end, value, valueAt, loggedEnd, logged)
  }

  override rewrite(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array,
    valueEnd: number,
    timestamp: number,
    record: TaskRecord,
  ): void {
    this.write(segment, key, start, end, value, 0, valueEnd, timestamp, record)
  }
}
