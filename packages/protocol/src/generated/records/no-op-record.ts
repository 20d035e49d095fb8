// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Nothing; keeps the log moving. */
export interface NoOpRecord {
  unknownTags?: UnknownTags
}

/** A whole NoOpRecord from the fields that differ from their defaults, at any depth. */
export function noOpRecord(given: Partially<NoOpRecord> = {}): NoOpRecord {
  return {
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeNoOpRecord(w: Writer, _v: number, m: NoOpRecord): void {
  let at = ''
  try {
    at = 'unknownTags'
    if (m.unknownTags === undefined) w.uvarint(0)
    else {
      w.uvarint(m.unknownTags.size)
      w.unknownTags(m.unknownTags, 0, Infinity)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeNoOpRecord(r: Reader, _v: number): NoOpRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? {  } : { unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** NoOpRecord: Nothing; keeps the log moving. */
export const noOpRecordData: DataDescription<NoOpRecord> = {
  key: 20,
  name: 'NoOpRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: noOpRecord,
  encode(w, v, m) {
    try {
      encodeNoOpRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'NoOpRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeNoOpRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'NoOpRecord', v)
    }
  },
}
