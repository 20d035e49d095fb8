// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A feature got a finalized level. */
export interface FeatureLevelRecord {
  /** Name of it. */
  name: string
  /** Finalized level of the feature. */
  featureLevel: number
  unknownTags?: UnknownTags
}

/** A whole FeatureLevelRecord from the fields that differ from their defaults, at any depth. */
export function featureLevelRecord(given: Partially<FeatureLevelRecord> = {}): FeatureLevelRecord {
  return {
    name: given.name === undefined ? '' : given.name,
    featureLevel: given.featureLevel === undefined ? 0 : given.featureLevel,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFeatureLevelRecord(w: Writer, _v: number, m: FeatureLevelRecord): void {
  let at = ''
  try {
    at = 'name'
    w.string(m.name, true)
    at = 'featureLevel'
    w.int16(m.featureLevel)
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

function decodeFeatureLevelRecord(r: Reader, _v: number): FeatureLevelRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let featureLevel: number
    at = 'name'
    name = r.string(true)
    at = 'featureLevel'
    featureLevel = r.int16()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { name, featureLevel } : { name, featureLevel, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** FeatureLevelRecord: A feature got a finalized level. */
export const featureLevelRecordData: DataDescription<FeatureLevelRecord> = {
  key: 12,
  name: 'FeatureLevelRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: featureLevelRecord,
  encode(w, v, m) {
    try {
      encodeFeatureLevelRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'FeatureLevelRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeFeatureLevelRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'FeatureLevelRecord', v)
    }
  },
}
