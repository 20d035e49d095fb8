// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** What stands before every response. */
export interface ResponseHeader {
  /** Number that ties an answer to its request. */
  correlationId: number
  unknownTags?: UnknownTags
}

/** A whole ResponseHeader from the fields that differ from their defaults, at any depth. */
export function responseHeader(given: Partially<ResponseHeader> = {}): ResponseHeader {
  return {
    correlationId: given.correlationId === undefined ? 0 : given.correlationId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeResponseHeader(w: Writer, v: number, m: ResponseHeader): void {
  const flex = v >= 1
  let at = ''
  try {
    at = 'correlationId'
    w.int32(m.correlationId)
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeResponseHeader(r: Reader, v: number): ResponseHeader {
  const flex = v >= 1
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let correlationId: number
    at = 'correlationId'
    correlationId = r.int32()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { correlationId } : { correlationId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** ResponseHeader: What stands before every response. */
export const responseHeaderData: DataDescription<ResponseHeader> = {
  key: -1,
  name: 'ResponseHeader',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  make: responseHeader,
  encode(w, v, m) {
    try {
      encodeResponseHeader(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ResponseHeader', v)
    }
  },
  decode(r, v) {
    try {
      return decodeResponseHeader(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ResponseHeader', v)
    }
  },
}
