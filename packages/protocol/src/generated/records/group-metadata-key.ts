// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of a classic group in __consumer_offsets. */
export interface GroupMetadataKey {
  /** Id of the group. */
  group: string
}

/** A whole GroupMetadataKey from the fields that differ from their defaults, at any depth. */
export function groupMetadataKey(given: Partially<GroupMetadataKey> = {}): GroupMetadataKey {
  return {
    group: given.group === undefined ? '' : given.group,
  }
}

function encodeGroupMetadataKey(w: Writer, _v: number, m: GroupMetadataKey): void {
  let at = ''
  try {
    at = 'group'
    w.string(m.group, false)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeGroupMetadataKey(r: Reader, _v: number): GroupMetadataKey {
  let at = ''
  try {
    let group: string
    at = 'group'
    group = r.string(false)
    return { group }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** GroupMetadataKey: Key of a classic group in __consumer_offsets. */
export const groupMetadataKeyData: DataDescription<GroupMetadataKey> = {
  key: 2,
  name: 'GroupMetadataKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: groupMetadataKey,
  encode(w, v, m) {
    try {
      encodeGroupMetadataKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'GroupMetadataKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeGroupMetadataKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'GroupMetadataKey', v)
    }
  },
}
