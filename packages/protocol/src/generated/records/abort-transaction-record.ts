// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** The records since the beginning do not count. */
export interface AbortTransactionRecord {
  /** Why, in words (tag 0; default null). */
  reason: string | null
  unknownTags?: UnknownTags
}

/** A whole AbortTransactionRecord from the fields that differ from their defaults, at any depth. */
export function abortTransactionRecord(given: Partially<AbortTransactionRecord> = {}): AbortTransactionRecord {
  return {
    reason: given.reason === undefined ? null : given.reason,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAbortTransactionRecord(w: Writer, _v: number, m: AbortTransactionRecord): void {
  let at = ''
  try {
    at = 'unknownTags'
    const has0 = m.reason !== null
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
    if (has0) {
      at = 'reason'
      const t = new Writer(64, false)
      t.nullableString(m.reason, true)
      w.tag(0, t)
    }
    w.unknownTags(m.unknownTags, 1, Infinity)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeAbortTransactionRecord(r: Reader, _v: number): AbortTransactionRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let reason: string | null = null
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          at = 'reason'
          reason = r.nullableString(true)
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        default:
          unknownTags ??= new Map()
          unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { reason } : { reason, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** AbortTransactionRecord: The records since the beginning do not count. */
export const abortTransactionRecordData: DataDescription<AbortTransactionRecord> = {
  key: 25,
  name: 'AbortTransactionRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: abortTransactionRecord,
  encode(w, v, m) {
    try {
      encodeAbortTransactionRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'AbortTransactionRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeAbortTransactionRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'AbortTransactionRecord', v)
    }
  },
}
