// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A broker was fenced. */
export interface FenceBrokerRecord {
  /** Id of the broker. */
  id: number
  /** The epoch. */
  epoch: number
  unknownTags?: UnknownTags
}

/** A whole FenceBrokerRecord from the fields that differ from their defaults, at any depth. */
export function fenceBrokerRecord(given: Partially<FenceBrokerRecord> = {}): FenceBrokerRecord {
  return {
    id: given.id === undefined ? 0 : given.id,
    epoch: given.epoch === undefined ? 0 : given.epoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFenceBrokerRecord(w: Writer, _v: number, m: FenceBrokerRecord): void {
  let at = ''
  try {
    at = 'id'
    w.int32(m.id)
    at = 'epoch'
    w.int64(m.epoch)
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

function decodeFenceBrokerRecord(r: Reader, _v: number): FenceBrokerRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let id: number
    let epoch: number
    at = 'id'
    id = r.int32()
    at = 'epoch'
    epoch = r.int64()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { id, epoch } : { id, epoch, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** FenceBrokerRecord: A broker was fenced. */
export const fenceBrokerRecordData: DataDescription<FenceBrokerRecord> = {
  key: 7,
  name: 'FenceBrokerRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: fenceBrokerRecord,
  encode(w, v, m) {
    try {
      encodeFenceBrokerRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'FenceBrokerRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeFenceBrokerRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'FenceBrokerRecord', v)
    }
  },
}
