// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Control record: a snapshot is whole. */
export interface SnapshotFooterRecord {
  /** Version of the record. */
  version: number
  unknownTags?: UnknownTags
}

/** A whole SnapshotFooterRecord from the fields that differ from their defaults, at any depth. */
export function snapshotFooterRecord(given: Partially<SnapshotFooterRecord> = {}): SnapshotFooterRecord {
  return {
    version: given.version === undefined ? 0 : given.version,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeSnapshotFooterRecord(w: Writer, _v: number, m: SnapshotFooterRecord): void {
  let at = ''
  try {
    at = 'version'
    w.int16(m.version)
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

function decodeSnapshotFooterRecord(r: Reader, _v: number): SnapshotFooterRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let version: number
    at = 'version'
    version = r.int16()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { version } : { version, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** SnapshotFooterRecord: Control record: a snapshot is whole. */
export const snapshotFooterRecordData: DataDescription<SnapshotFooterRecord> = {
  key: -1,
  name: 'SnapshotFooterRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: snapshotFooterRecord,
  encode(w, v, m) {
    try {
      encodeSnapshotFooterRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'SnapshotFooterRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeSnapshotFooterRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'SnapshotFooterRecord', v)
    }
  },
}
