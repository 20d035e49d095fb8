// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** The records since the beginning count. */
export interface EndTransactionRecord {
  unknownTags?: UnknownTags
}

/** A whole EndTransactionRecord from the fields that differ from their defaults, at any depth. */
export function endTransactionRecord(given: Partially<EndTransactionRecord> = {}): EndTransactionRecord {
  return {
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeEndTransactionRecord(w: Writer, _v: number, m: EndTransactionRecord): void {
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

function decodeEndTransactionRecord(r: Reader, _v: number): EndTransactionRecord {
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

/** EndTransactionRecord: The records since the beginning count. */
export const endTransactionRecordData: DataDescription<EndTransactionRecord> = {
  key: 24,
  name: 'EndTransactionRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: endTransactionRecord,
  encode(w, v, m) {
    try {
      encodeEndTransactionRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'EndTransactionRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeEndTransactionRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'EndTransactionRecord', v)
    }
  },
}
