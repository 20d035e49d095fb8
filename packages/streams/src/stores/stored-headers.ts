/**
 * Headers beside a stored value: `int64 timestamp · value · headers · int32 count · int32 bytes of headers`. They stand behind the
 * value, so that whoever knows nothing of them finds timestamp and value where they are in any store.
 */
import type { HeaderSpan } from '../records/record-view.ts'
import { Headers } from '../records/task-record.ts'
import type { ByteSink } from '../serdes/byte-sink.ts'

const COUNTS_BYTES = 8

/** Writes headers behind the value that was just written; null: none. */
export function appendHeaders(sink: ByteSink, headers: HeaderSpan | null): void {
  const count = headers?.count ?? 0
  const length = headers === null || count === 0 ? 0 : headers.end - headers.start
  if (length > 0) sink.write(headers!.bytes, headers!.start, headers!.end)
  sink.ensure(COUNTS_BYTES)
  sink.view.setInt32(sink.at, count)
  sink.view.setInt32(sink.at + 4, length)
  sink.at += COUNTS_BYTES
}

/** Reads big-endian; a view made for each value would cost more than what it shows. */
const int32At = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!

/** Where the value ends whose headers end at `end`. */
export function valueEndOf(bytes: Uint8Array, end: number): number {
  return end - COUNTS_BYTES - int32At(bytes, end - 4)
}

/** The headers that end at `end`: a span of the same bytes. */
export function storedHeaders(bytes: Uint8Array, end: number): Headers {
  const headers = new Headers()
  headers.bytes = bytes
  headers.start = valueEndOf(bytes, end)
  headers.end = end - COUNTS_BYTES
  headers.count = int32At(bytes, end - COUNTS_BYTES)
  return headers
}
