// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A block of producer ids was handed out. */
export interface ProducerIdsRecord {
  /** Id of the broker. */
  brokerId: number
  /** Epoch of the broker's registration (default -1). */
  brokerEpoch: number
  /** First producer id that is not handed out yet. */
  nextProducerId: number
  unknownTags?: UnknownTags
}

/** A whole ProducerIdsRecord from the fields that differ from their defaults, at any depth. */
export function producerIdsRecord(given: Partially<ProducerIdsRecord> = {}): ProducerIdsRecord {
  return {
    brokerId: given.brokerId === undefined ? 0 : given.brokerId,
    brokerEpoch: given.brokerEpoch === undefined ? -1 : given.brokerEpoch,
    nextProducerId: given.nextProducerId === undefined ? 0 : given.nextProducerId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeProducerIdsRecord(w: Writer, _v: number, m: ProducerIdsRecord): void {
  let at = ''
  try {
    at = 'brokerId'
    w.int32(m.brokerId)
    at = 'brokerEpoch'
    w.int64(m.brokerEpoch)
    at = 'nextProducerId'
    w.int64(m.nextProducerId)
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

function decodeProducerIdsRecord(r: Reader, _v: number): ProducerIdsRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let brokerId: number
    let brokerEpoch: number
    let nextProducerId: number
    at = 'brokerId'
    brokerId = r.int32()
    at = 'brokerEpoch'
    brokerEpoch = r.int64()
    at = 'nextProducerId'
    nextProducerId = r.int64()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { brokerId, brokerEpoch, nextProducerId } : { brokerId, brokerEpoch, nextProducerId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** ProducerIdsRecord: A block of producer ids was handed out. */
export const producerIdsRecordData: DataDescription<ProducerIdsRecord> = {
  key: 15,
  name: 'ProducerIdsRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: producerIdsRecord,
  encode(w, v, m) {
    try {
      encodeProducerIdsRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ProducerIdsRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeProducerIdsRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ProducerIdsRecord', v)
    }
  },
}
