// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A broker's registration was taken away. */
export interface UnregisterBrokerRecord {
  /** Id of the broker. */
  brokerId: number
  /** Epoch of the broker's registration. */
  brokerEpoch: number
  unknownTags?: UnknownTags
}

/** A whole UnregisterBrokerRecord from the fields that differ from their defaults, at any depth. */
export function unregisterBrokerRecord(given: Partially<UnregisterBrokerRecord> = {}): UnregisterBrokerRecord {
  return {
    brokerId: given.brokerId === undefined ? 0 : given.brokerId,
    brokerEpoch: given.brokerEpoch === undefined ? 0 : given.brokerEpoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeUnregisterBrokerRecord(w: Writer, _v: number, m: UnregisterBrokerRecord): void {
  let at = ''
  try {
    at = 'brokerId'
    w.int32(m.brokerId)
    at = 'brokerEpoch'
    w.int64(m.brokerEpoch)
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

function decodeUnregisterBrokerRecord(r: Reader, _v: number): UnregisterBrokerRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let brokerId: number
    let brokerEpoch: number
    at = 'brokerId'
    brokerId = r.int32()
    at = 'brokerEpoch'
    brokerEpoch = r.int64()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { brokerId, brokerEpoch } : { brokerId, brokerEpoch, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** UnregisterBrokerRecord: A broker's registration was taken away. */
export const unregisterBrokerRecordData: DataDescription<UnregisterBrokerRecord> = {
  key: 1,
  name: 'UnregisterBrokerRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: unregisterBrokerRecord,
  encode(w, v, m) {
    try {
      encodeUnregisterBrokerRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'UnregisterBrokerRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeUnregisterBrokerRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'UnregisterBrokerRecord', v)
    }
  },
}
