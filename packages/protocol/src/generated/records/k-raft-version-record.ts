// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Control record: the finalized level of kraft.version. */
export interface KRaftVersionRecord {
  /** Version of the record. */
  version: number
  /** Finalized level of kraft.version. */
  kRaftVersion: number
  unknownTags?: UnknownTags
}

/** A whole KRaftVersionRecord from the fields that differ from their defaults, at any depth. */
export function kRaftVersionRecord(given: Partially<KRaftVersionRecord> = {}): KRaftVersionRecord {
  return {
    version: given.version === undefined ? 0 : given.version,
    kRaftVersion: given.kRaftVersion === undefined ? 0 : given.kRaftVersion,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeKRaftVersionRecord(w: Writer, _v: number, m: KRaftVersionRecord): void {
  let at = ''
  try {
    at = 'version'
    w.int16(m.version)
    at = 'kRaftVersion'
    w.int16(m.kRaftVersion)
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

function decodeKRaftVersionRecord(r: Reader, _v: number): KRaftVersionRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let version: number
    let kRaftVersion: number
    at = 'version'
    version = r.int16()
    at = 'kRaftVersion'
    kRaftVersion = r.int16()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { version, kRaftVersion } : { version, kRaftVersion, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** KRaftVersionRecord: Control record: the finalized level of kraft.version. */
export const kRaftVersionRecordData: DataDescription<KRaftVersionRecord> = {
  key: -1,
  name: 'KRaftVersionRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: kRaftVersionRecord,
  encode(w, v, m) {
    try {
      encodeKRaftVersionRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'KRaftVersionRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeKRaftVersionRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'KRaftVersionRecord', v)
    }
  },
}
