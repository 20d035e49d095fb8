// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Control record: a snapshot begins. */
export interface SnapshotHeaderRecord {
  /** Version of the record. */
  version: number
  /** Newest append time in the snapshot, in ms. */
  lastContainedLogTimestamp: number
  unknownTags?: UnknownTags
}

/** A whole SnapshotHeaderRecord from the fields that differ from their defaults, at any depth. */
export function snapshotHeaderRecord(given: Partially<SnapshotHeaderRecord> = {}): SnapshotHeaderRecord {
  return {
    version: given.version === undefined ? 0 : given.version,
    lastContainedLogTimestamp: given.lastContainedLogTimestamp === undefined ? 0 : given.lastContainedLogTimestamp,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeSnapshotHeaderRecord(w: Writer, _v: number, m: SnapshotHeaderRecord): void {
  let at = ''
  try {
    at = 'version'
    w.int16(m.version)
    at = 'lastContainedLogTimestamp'
    w.int64(m.lastContainedLogTimestamp)
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

function decodeSnapshotHeaderRecord(r: Reader, _v: number): SnapshotHeaderRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let version: number
    let lastContainedLogTimestamp: number
    at = 'version'
    version = r.int16()
    at = 'lastContainedLogTimestamp'
    lastContainedLogTimestamp = r.int64()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { version, lastContainedLogTimestamp } : { version, lastContainedLogTimestamp, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** SnapshotHeaderRecord: Control record: a snapshot begins. */
export const snapshotHeaderRecordData: DataDescription<SnapshotHeaderRecord> = {
  key: -1,
  name: 'SnapshotHeaderRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: snapshotHeaderRecord,
  encode(w, v, m) {
    try {
      encodeSnapshotHeaderRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'SnapshotHeaderRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeSnapshotHeaderRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'SnapshotHeaderRecord', v)
    }
  },
}
