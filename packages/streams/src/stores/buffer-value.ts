/**
 * A record that waits in a buffer, with where it came from, in the layout of Kafka Streams' changelogs (BufferValue, version 3):
 *
 * int64 timestamp · int64 offset · topic · int32 partition · int32 headers, each key · value · prior · old · new · int64 time
 *
 * Texts and values are an int32 length and the bytes; -1 is null, and an old value of -2 is the prior one. `time` orders the buffer.
 * Reading copies nothing but the topic: spans are those of the bytes read.
 */
import { StreamsError } from '../failure.ts'
import { decodeHeaders, encodeHeaders, type HeaderList } from '../records/headers.ts'
import type { HeaderSpan } from '../records/record-view.ts'
import type { TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64 } from '../serdes/byte-sink.ts'
import { decodeUtf8, encodeUtf8 } from '../serdes/utf8.ts'
import { WINDOW_END_MAX_MS } from '../serdes/windowed.ts'

const NULL_LENGTH = -1
const AS_PRIOR = -2
const EMPTY = new Uint8Array(0)

/** Bytes of a value; a start of -1 is null. */
export interface ValueSpan {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

export const NO_VALUE: ValueSpan = { bytes: EMPTY, start: -1, end: -1 }

export class BufferValue {
  bytes: Uint8Array = EMPTY
  timestamp = 0
  offset = 0
  topic = ''
  partition = 0
  headers: HeaderList = []
  prior = NO_VALUE
  old = NO_VALUE
  new = NO_VALUE
  timeMs = 0
  private view: DataView = new DataView(EMPTY.buffer)
  private at = 0
  private readonly headerSink = new ByteSink(64)

  /** @throws DESERIALIZATION_FAILED for another layout, such as those before Kafka Streams 2.4 */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, end)
    try {
      this.at = start + 16
      this.timestamp = readInt64(bytes, start)
      this.offset = readInt64(bytes, start + 8)
      const topic = this.span(this.int32())
      this.topic = decodeUtf8(bytes, topic.start, topic.end)
      this.partition = this.int32()
      this.headers = this.readHeaders(this.int32())
      this.prior = this.span(this.int32())
      const oldLength = this.int32()
      this.old = oldLength === AS_PRIOR ? this.prior : this.span(oldLength)
      this.new = this.span(this.int32())
      this.timeMs = readInt64(bytes, this.at)
    } catch (cause) {
      throw new StreamsError('DESERIALIZATION_FAILED', 'a record of a buffer has an unknown layout', {
        cause,
      })
    }
    if (this.at + 8 !== end)
      throw new StreamsError('DESERIALIZATION_FAILED', 'a record of a buffer has an unknown layout')
  }

  private int32(): number {
    const value = this.view.getInt32(this.at)
    this.at += 4
    return value
  }

  private span(length: number): ValueSpan {
    if (length === NULL_LENGTH) return NO_VALUE
    const start = this.at
    if (length < 0 || start + length > this.view.byteLength) throw new RangeError(`length ${length}`)
    this.at += length
    return { bytes: this.bytes, start, end: this.at }
  }

  private readHeaders(count: number): HeaderList {
    const headers: [string, Uint8Array | null][] = []
    for (let left = count; left > 0; left--) {
      const key = this.span(this.int32())
      const value = this.span(this.int32())
      headers.push([
        decodeUtf8(this.bytes, key.start, key.end),
        value.start < 0 ? null : this.bytes.slice(value.start, value.end),
      ])
    }
    return headers
  }

  /** What Kafka Streams counts for an entry without its key. */
  get residentBytes(): number {
    return residentBytes(this.topic, this.headers, this.prior, this.old, this.new)
  }

  /** Gives a record the time, headers and origin of this one. */
  giveContext(r: TaskRecord): void {
    const { headerSink, headers } = this
    r.timestamp = this.timestamp
    r.topic = this.topic
    r.partition = this.partition
    r.offset = this.offset
    headerSink.at = 0
    encodeHeaders(headers, headerSink)
    r.headers.bytes = headerSink.bytes
    r.headers.start = 0
    r.headers.end = headerSink.at
    r.headers.count = headers.length
  }
}

function residentBytes(
  topic: string,
  headers: HeaderList,
  prior: ValueSpan,
  old: ValueSpan,
  now: ValueSpan,
): number {
  let bytes = 20 + topic.length + size(prior) + size(now)
  if (!same(prior, old)) bytes += size(old)
  for (const [key, value] of headers) bytes += key.length + (value === null ? 0 : value.length)
  return bytes
}

function size({ start, end }: ValueSpan): number {
  return end - start
}

function same(a: ValueSpan, b: ValueSpan): boolean {
  if (size(a) !== size(b) || a.start < 0 !== b.start < 0) return false
  for (let i = 0; i < size(a); i++) if (a.bytes[a.start + i] !== b.bytes[b.start + i]) return false
  return true
}

/** Appends the record with its values in the layout of the file; gives its resident bytes. */
export function writeBufferValue(
  sink: ByteSink,
  r: TaskRecord,
  prior: ValueSpan,
  old: ValueSpan,
  now: ValueSpan,
  timeMs: number,
): number {
  sink.writeInt64(r.timestamp)
  sink.writeInt64(r.offset)
  writeText(sink, r.topic)
  writeInt32(sink, r.partition)
  const headers = decodeHeaders(r.headers as HeaderSpan)
  writeInt32(sink, headers.length)
  for (const [key, value] of headers) {
    writeText(sink, key)
    if (value === null) writeInt32(sink, NULL_LENGTH)
    else writeValue(sink, { bytes: value, start: 0, end: value.length })
  }
  writeValue(sink, prior)
  if (old.start >= 0 && same(prior, old)) writeInt32(sink, AS_PRIOR)
  else writeValue(sink, old)
  writeValue(sink, now)
  writeTime(sink, timeMs)
  return residentBytes(r.topic, headers, prior, old, now)
}

/** A time of a buffer as int64; the end of a window without end is the largest. */
export function writeTime(sink: ByteSink, timeMs: number): void {
  if (timeMs < WINDOW_END_MAX_MS) {
    sink.writeInt64(timeMs)
    return
  }
  sink.ensure(8)
  sink.bytes.fill(0xff, sink.at, sink.at + 8)
  sink.bytes[sink.at] = 0x7f
  sink.at += 8
}

function writeInt32(sink: ByteSink, value: number): void {
  sink.ensure(4)
  sink.view.setInt32(sink.at, value)
  sink.at += 4
}

function writeText(sink: ByteSink, text: string): void {
  const lengthAt = sink.at
  writeInt32(sink, 0)
  encodeUtf8(text, sink)
  sink.view.setInt32(lengthAt, sink.at - lengthAt - 4)
}

function writeValue(sink: ByteSink, { bytes, start, end }: ValueSpan): void {
  writeInt32(sink, start < 0 ? NULL_LENGTH : end - start)
  if (start >= 0) sink.write(bytes, start, end)
}
