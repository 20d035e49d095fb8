// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A configuration entry was set or taken away. */
export interface ConfigRecord {
  /** 2 topic, 4 broker. */
  resourceType: number
  /** Name of the topic or id of the broker. */
  resourceName: string
  /** Name of it. */
  name: string
  /** The value; null for none. */
  value: string | null
  unknownTags?: UnknownTags
}

/** A whole ConfigRecord from the fields that differ from their defaults, at any depth. */
export function configRecord(given: Partially<ConfigRecord> = {}): ConfigRecord {
  return {
    resourceType: given.resourceType === undefined ? 0 : given.resourceType,
    resourceName: given.resourceName === undefined ? '' : given.resourceName,
    name: given.name === undefined ? '' : given.name,
    value: given.value === undefined ? '' : given.value,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConfigRecord(w: Writer, _v: number, m: ConfigRecord): void {
  let at = ''
  try {
    at = 'resourceType'
    w.int8(m.resourceType)
    at = 'resourceName'
    w.string(m.resourceName, true)
    at = 'name'
    w.string(m.name, true)
    at = 'value'
    w.nullableString(m.value, true)
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

function decodeConfigRecord(r: Reader, _v: number): ConfigRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let resourceType: number
    let resourceName: string
    let name: string
    let value: string | null
    at = 'resourceType'
    resourceType = r.int8()
    at = 'resourceName'
    resourceName = r.string(true)
    at = 'name'
    name = r.string(true)
    at = 'value'
    value = r.nullableString(true)
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { resourceType, resourceName, name, value } : { resourceType, resourceName, name, value, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** ConfigRecord: A configuration entry was set or taken away. */
export const configRecordData: DataDescription<ConfigRecord> = {
  key: 4,
  name: 'ConfigRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: configRecord,
  encode(w, v, m) {
    try {
      encodeConfigRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConfigRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConfigRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConfigRecord', v)
    }
  },
}
