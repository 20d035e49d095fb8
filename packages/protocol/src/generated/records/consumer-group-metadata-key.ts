// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of a consumer group, its epoch, in __consumer_offsets. */
export interface ConsumerGroupMetadataKey {
  /** Id of the group. */
  groupId: string
}

/** A whole ConsumerGroupMetadataKey from the fields that differ from their defaults, at any depth. */
export function consumerGroupMetadataKey(given: Partially<ConsumerGroupMetadataKey> = {}): ConsumerGroupMetadataKey {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
  }
}

function encodeConsumerGroupMetadataKey(w: Writer, _v: number, m: ConsumerGroupMetadataKey): void {
  let at = ''
  try {
    at = 'groupId'
    w.string(m.groupId, false)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeConsumerGroupMetadataKey(r: Reader, _v: number): ConsumerGroupMetadataKey {
  let at = ''
  try {
    let groupId: string
    at = 'groupId'
    groupId = r.string(false)
    return { groupId }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** ConsumerGroupMetadataKey: Key of a consumer group, its epoch, in __consumer_offsets. */
export const consumerGroupMetadataKeyData: DataDescription<ConsumerGroupMetadataKey> = {
  key: 3,
  name: 'ConsumerGroupMetadataKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: consumerGroupMetadataKey,
  encode(w, v, m) {
    try {
      encodeConsumerGroupMetadataKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupMetadataKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupMetadataKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupMetadataKey', v)
    }
  },
}
