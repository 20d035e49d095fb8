// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** What stands before every request. */
export interface RequestHeader {
  /** Number of the API. */
  requestApiKey: number
  /** Version of the API. */
  requestApiVersion: number
  /** Number that ties an answer to its request. */
  correlationId: number
  /** Name the client gives itself. */
  clientId: string | null
  unknownTags?: UnknownTags
}

/** A whole RequestHeader from the fields that differ from their defaults, at any depth. */
export function requestHeader(given: Partially<RequestHeader> = {}): RequestHeader {
  return {
    requestApiKey: given.requestApiKey === undefined ? 0 : given.requestApiKey,
    requestApiVersion: given.requestApiVersion === undefined ? 0 : given.requestApiVersion,
    correlationId: given.correlationId === undefined ? 0 : given.correlationId,
    clientId: given.clientId === undefined ? '' : given.clientId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeRequestHeader(w: Writer, v: number, m: RequestHeader): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'requestApiKey'
    w.int16(m.requestApiKey)
    at = 'requestApiVersion'
    w.int16(m.requestApiVersion)
    at = 'correlationId'
    w.int32(m.correlationId)
    at = 'clientId'
    w.nullableString(m.clientId, false)
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

function decodeRequestHeader(r: Reader, v: number): RequestHeader {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let requestApiKey: number
    let requestApiVersion: number
    let correlationId: number
    let clientId: string | null
    at = 'requestApiKey'
    requestApiKey = r.int16()
    at = 'requestApiVersion'
    requestApiVersion = r.int16()
    at = 'correlationId'
    correlationId = r.int32()
    at = 'clientId'
    clientId = r.nullableString(false)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { requestApiKey, requestApiVersion, correlationId, clientId } : { requestApiKey, requestApiVersion, correlationId, clientId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** RequestHeader: What stands before every request. */
export const requestHeaderData: DataDescription<RequestHeader> = {
  key: -1,
  name: 'RequestHeader',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 2,
  make: requestHeader,
  encode(w, v, m) {
    try {
      encodeRequestHeader(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'RequestHeader', v)
    }
  },
  decode(r, v) {
    try {
      return decodeRequestHeader(r, v)
    } catch (error) {
      throw decodeFailure(error, 'RequestHeader', v)
    }
  },
}
