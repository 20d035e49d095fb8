/** Headers in a record batch's encoding: zigzag varint length and UTF-8 of the key, the same of the value, -1 for null. */
import { ByteSink } from '../serdes/byte-sink.ts'
import { decodeUtf8, encodeUtf8 } from '../serdes/utf8.ts'
import type { HeaderSpan } from './record-view.ts'

export type HeaderList = readonly (readonly [string, Uint8Array | null])[]

export const NO_HEADERS: HeaderList = []

/** The headers of a span, in order; values are copies. */
export function decodeHeaders(span: HeaderSpan): HeaderList {
  if (span.count === 0) return NO_HEADERS
  const list: [string, Uint8Array | null][] = []
  let at = span.start
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = span.bytes[at++]!
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    return (value >>> 1) ^ -(value & 1)
  }
  for (let i = 0; i < span.count; i++) {
    const keyLength = varint()
    const key = decodeUtf8(span.bytes, at, at + keyLength)
    at += keyLength
    const valueLength = varint()
    list.push([key, valueLength < 0 ? null : span.bytes.slice(at, at + valueLength)])
    if (valueLength > 0) at += valueLength
  }
  return list
}

/** Encodes headers behind those of a span that is already in the sink. */
export function encodeHeaders(headers: HeaderList, sink: ByteSink): void {
  if (headers.length === 0) return
  const key = new ByteSink(64)
  for (const [name, value] of headers) {
    key.at = 0
    encodeUtf8(name, key)
    writeVarint(sink, key.at)
    sink.write(key.bytes, 0, key.at)
    writeVarint(sink, value === null ? -1 : value.length)
    if (value !== null) sink.write(value, 0, value.length)
  }
}

/** A list as a span of its encoding. */
export function headerSpan(headers: HeaderList): HeaderSpan {
  const sink = new ByteSink(64)
  encodeHeaders(headers, sink)
  return { bytes: sink.bytes, start: 0, end: sink.at, count: headers.length }
}

function writeVarint(sink: ByteSink, value: number): void {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  sink.ensure(5)
  while (rest > 0x7f) {
    sink.bytes[sink.at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  sink.bytes[sink.at++] = rest
}
