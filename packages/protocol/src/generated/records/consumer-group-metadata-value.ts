// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** A consumer group, its epoch, in __consumer_offsets. */
export interface ConsumerGroupMetadataValue {
  /** Epoch of the group. */
  epoch: number
  /** Hash of the topics that the group is subscribed to (tag 0). */
  metadataHash: number
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupMetadataValue from the fields that differ from their defaults, at any depth. */
export function consumerGroupMetadataValue(given: Partially<ConsumerGroupMetadataValue> = {}): ConsumerGroupMetadataValue {
  return {
    epoch: given.epoch === undefined ? 0 : given.epoch,
    metadataHash: given.metadataHash === undefined ? 0 : given.metadataHash,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupMetadataValue(w: Writer, _v: number, m: ConsumerGroupMetadataValue): void {
  let at = ''
  try {
    at = 'epoch'
    w.int32(m.epoch)
    at = 'unknownTags'
    const has0 = m.metadataHash !== 0
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
    if (has0) {
      at = 'metadataHash'
      const t = new Writer(64, false)
      t.hash64(m.metadataHash)
      w.tag(0, t)
    }
    w.unknownTags(m.unknownTags, 1, Infinity)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeConsumerGroupMetadataValue(r: Reader, _v: number): ConsumerGroupMetadataValue {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let epoch: number
    let metadataHash: number = 0
    at = 'epoch'
    epoch = r.int32()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          at = 'metadataHash'
          metadataHash = r.hash64()
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        default:
          unknownTags ??= new Map()
          unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { epoch, metadataHash } : { epoch, metadataHash, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** ConsumerGroupMetadataValue: A consumer group, its epoch, in __consumer_offsets. */
export const consumerGroupMetadataValueData: DataDescription<ConsumerGroupMetadataValue> = {
  key: 3,
  name: 'ConsumerGroupMetadataValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: consumerGroupMetadataValue,
  encode(w, v, m) {
    try {
      encodeConsumerGroupMetadataValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupMetadataValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupMetadataValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupMetadataValue', v)
    }
  },
}
