/**
 * A record in a driver: piped in, or produced by the topology. What a task reads is positions in a slab that many records share;
 * what a test reads (key, value, headers) is copied when asked for.
 *
 *  1. A slab is written once, from its start to its end, and lives as long as one of its records.
 *  2. Two small objects a record, no typed array: those cost 10 times as much, and the collector of garbage more.
 */
import {
  ByteSink,
  copyBytes,
  decodeHeaders,
  encodeHeaders,
  type HeaderList,
  type HeaderSpan,
  type OutputTopicSpec,
  type RecordView,
} from '@moldau/streams'
import type { ProducedRecord } from './produced-record.ts'

export interface RecordParts {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly timestamp: number
  readonly headers: HeaderList
}

const SLAB_BYTES = 1 << 16

class Slab {
  readonly bytes: Uint8Array
  readonly view: DataView
  at = 0

  constructor(size: number) {
    this.bytes = new Uint8Array(size)
    this.view = new DataView(this.bytes.buffer)
  }
}

let open = new Slab(SLAB_BYTES)

function slabFor(size: number): Slab {
  if (open.at + size > open.bytes.length) open = new Slab(Math.max(SLAB_BYTES, size))
  return open
}

const PIPED: OutputTopicSpec = { name: '', kind: 'sink', keySuffixBytes: 0 }
const headerSink = new ByteSink(256)

export class RecordBytes implements RecordView, ProducedRecord {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly keyStart: number
  readonly keyEnd: number
  readonly valueStart: number
  readonly valueEnd: number
  readonly headersStart: number
  readonly headersEnd: number
  readonly headerCount: number
  readonly timestamp: number
  readonly spec: OutputTopicSpec
  readonly partition: number
  /** In the topic that a task reads it from, or the changelog. */
  offset = 0
  /** The time by which it is ordered among others: the extracted one. */
  orderMs: number

  constructor(
    spec: OutputTopicSpec,
    partition: number,
    timestamp: number,
    bytes: Uint8Array,
    view: DataView,
    keyStart: number,
    keyEnd: number,
    valueStart: number,
    valueEnd: number,
    headersStart: number,
    headersEnd: number,
    headerCount: number,
  ) {
    this.bytes = bytes
    this.view = view
    this.keyStart = keyStart
    this.keyEnd = keyEnd
    this.valueStart = valueStart
    this.valueEnd = valueEnd
    this.headersStart = headersStart
    this.headersEnd = headersEnd
    this.headerCount = headerCount
    this.timestamp = timestamp
    this.orderMs = timestamp
    this.spec = spec
    this.partition = partition
  }

  /** A record of lent bytes. */
  static copyOf(
    spec: OutputTopicSpec,
    partition: number,
    timestamp: number,
    key: Uint8Array | null,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    headers: HeaderSpan | null,
  ): RecordBytes {
    const keyBytes = key === null ? 0 : keyEnd - keyStart
    const valueBytes = value === null ? 0 : valueEnd - valueStart
    const headerBytes = headers === null ? 0 : headers.end - headers.start
    const slab = slabFor(keyBytes + valueBytes + headerBytes)
    const { bytes } = slab
    const at = slab.at
    const valueAt = at + keyBytes
    const headersAt = valueAt + valueBytes
    const end = headersAt + headerBytes
    if (key !== null) copyBytes(key, keyStart, keyEnd, bytes, at)
    if (value !== null) copyBytes(value, valueStart, valueEnd, bytes, valueAt)
    if (headers !== null) copyBytes(headers.bytes, headers.start, headers.end, bytes, headersAt)
    slab.at = end
    return new RecordBytes(
      spec,
      partition,
      timestamp,
      bytes,
      slab.view,
      key === null ? -1 : at,
      valueAt,
      value === null ? -1 : valueAt,
      headersAt,
      headersAt,
      end,
      headers === null ? 0 : headers.count,
    )
  }

  /** A record that a test pipes in. */
  static of({ key, value, timestamp, headers }: RecordParts): RecordBytes {
    let span: HeaderSpan | null = null
    if (headers.length > 0) {
      headerSink.at = 0
      encodeHeaders(headers, headerSink)
      span = { bytes: headerSink.bytes, start: 0, end: headerSink.at, count: headers.length }
    }
    return RecordBytes.copyOf(
      PIPED,
      -1,
      timestamp,
      key,
      0,
      key?.length ?? 0,
      value,
      0,
      value?.length ?? 0,
      span,
    )
  }

  get topic(): string {
    return this.spec.name
  }

  get kind(): OutputTopicSpec['kind'] {
    return this.spec.kind
  }

  get key(): Uint8Array | null {
    return this.keyStart < 0 ? null : this.bytes.slice(this.keyStart, this.keyEnd)
  }

  get value(): Uint8Array | null {
    return this.valueStart < 0 ? null : this.bytes.slice(this.valueStart, this.valueEnd)
  }

  get headers(): HeaderList {
    const { bytes, headerCount: count, headersEnd: end, headersStart: start } = this
    return decodeHeaders({ bytes, start, end, count })
  }
}
