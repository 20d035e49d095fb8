/** A record as owned bytes, with the view that a task reads. */
import { ByteSink, encodeHeaders, type HeaderList, type RecordView } from '@moldau/streams'

export interface RecordParts {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly timestamp: number
  readonly headers: HeaderList
  readonly offset: number
}

export class RecordBytes implements RecordView {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly keyStart: number
  readonly keyEnd: number
  readonly valueStart: number
  readonly valueEnd: number
  readonly headersStart: number
  readonly headersEnd: number
  readonly headerCount: number
  readonly offset: number
  readonly timestamp: number
  /** The time by which it is ordered among others: the extracted one. */
  orderMs: number

  constructor(parts: RecordParts) {
    const { key, value, headers } = parts
    const sink = new ByteSink(64 + (key?.length ?? 0) + (value?.length ?? 0))
    if (key !== null) sink.write(key, 0, key.length)
    this.keyStart = key === null ? -1 : 0
    this.keyEnd = sink.at
    this.valueStart = value === null ? -1 : sink.at
    if (value !== null) sink.write(value, 0, value.length)
    this.valueEnd = sink.at
    this.headersStart = sink.at
    encodeHeaders(headers, sink)
    this.headersEnd = sink.at
    this.headerCount = headers.length
    this.bytes = sink.bytes
    this.view = sink.view
    this.offset = parts.offset
    this.timestamp = parts.timestamp
    this.orderMs = parts.timestamp
  }
}
