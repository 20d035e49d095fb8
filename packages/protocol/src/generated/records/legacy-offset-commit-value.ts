// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A committed offset as brokers wrote it before 0.9. */
export interface LegacyOffsetCommitValue {
  /** Offset of the next record to consume. */
  offset: number
  /** Free text kept beside the offset. */
  metadata: string
  /** When the offset was committed, in ms. */
  commitTimestamp: number
}

/** A whole LegacyOffsetCommitValue from the fields that differ from their defaults, at any depth. */
export function legacyOffsetCommitValue(given: Partially<LegacyOffsetCommitValue> = {}): LegacyOffsetCommitValue {
  return {
    offset: given.offset === undefined ? 0 : given.offset,
    metadata: given.metadata === undefined ? '' : given.metadata,
    commitTimestamp: given.commitTimestamp === undefined ? 0 : given.commitTimestamp,
  }
}

function encodeLegacyOffsetCommitValue(w: Writer, _v: number, m: LegacyOffsetCommitValue): void {
  let at = ''
  try {
    at = 'offset'
    w.int64(m.offset)
    at = 'metadata'
    w.string(m.metadata, false)
    at = 'commitTimestamp'
    w.int64(m.commitTimestamp)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeLegacyOffsetCommitValue(r: Reader, _v: number): LegacyOffsetCommitValue {
  let at = ''
  try {
    let offset: number
    let metadata: string
    let commitTimestamp: number
    at = 'offset'
    offset = r.int64()
    at = 'metadata'
    metadata = r.string(false)
    at = 'commitTimestamp'
    commitTimestamp = r.int64()
    return { offset, metadata, commitTimestamp }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** LegacyOffsetCommitValue: A committed offset as brokers wrote it before 0.9. */
export const legacyOffsetCommitValueData: DataDescription<LegacyOffsetCommitValue> = {
  key: 0,
  name: 'LegacyOffsetCommitValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: legacyOffsetCommitValue,
  encode(w, v, m) {
    try {
      encodeLegacyOffsetCommitValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'LegacyOffsetCommitValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeLegacyOffsetCommitValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'LegacyOffsetCommitValue', v)
    }
  },
}
