// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** The records up to the end or abort belong together. */
export interface BeginTransactionRecord {
  /** Name of it (tag 0; default null). */
  name: string | null
  unknownTags?: UnknownTags
}

/** A whole BeginTransactionRecord from the fields that differ from their defaults, at any depth. */
export function beginTransactionRecord(given: Partially<BeginTransactionRecord> = {}): BeginTransactionRecord {
  return {
    name: given.name === undefined ? null : given.name,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeBeginTransactionRecord(w: Writer, _v: number, m: BeginTransactionRecord): void {
  let at = ''
  try {
    at = 'unknownTags'
    const has0 = m.name !== null
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
    if (has0) {
      at = 'name'
      const t = new Writer(64, false)
      t.nullableString(m.name, true)
      w.tag(0, t)
    }
    w.unknownTags(m.unknownTags, 1, Infinity)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeBeginTransactionRecord(r: Reader, _v: number): BeginTransactionRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string | null = null
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          at = 'name'
          name = r.nullableString(true)
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        default:
          unknownTags ??= new Map()
          unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { name } : { name, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** BeginTransactionRecord: The records up to the end or abort belong together. */
export const beginTransactionRecordData: DataDescription<BeginTransactionRecord> = {
  key: 23,
  name: 'BeginTransactionRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: beginTransactionRecord,
  encode(w, v, m) {
    try {
      encodeBeginTransactionRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'BeginTransactionRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeBeginTransactionRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'BeginTransactionRecord', v)
    }
  },
}
