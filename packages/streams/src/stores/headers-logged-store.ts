/**
 * The lowest layer of a headers-aware store (KIP-1271, KIP-1285): its changelog carries headers, those beside the value or, of a
 * deletion, those of the record that deletes.
 */
import type { TaskRecord } from '../records/task-record.ts'
import { LoggedStore, TIMESTAMP_BYTES } from './logged-store.ts'
import { storedHeaders } from './stored-headers.ts'

export class HeadersLoggedStore extends LoggedStore {
  override readonly logsHeaders = true
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
    this.log(key, start, end, value, valueStart, valueEnd, timestamp, record)
  }

  override log(
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
    record: TaskRecord,
  ): void {
    const { changelog, collector, partition } = this
    if (changelog === null) return
    const headers = value === null ? record.headers : storedHeaders(value, valueEnd)
    const loggedEnd = value === null ? 0 : headers.start
    const logged = headers.count === 0 ? null : headers
    const valueAt = valueStart + TIMESTAMP_BYTES
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
