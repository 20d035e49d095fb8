// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of the topics of a consumer group, as Kafka 4.0 kept them, in __consumer_offsets. */
export interface ConsumerGroupPartitionMetadataKey {
  /** Id of the group. */
  groupId: string
}

/** A whole ConsumerGroupPartitionMetadataKey from the fields that differ from their defaults, at any depth. */
export function consumerGroupPartitionMetadataKey(given: Partially<ConsumerGroupPartitionMetadataKey> = {}): ConsumerGroupPartitionMetadataKey {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
  }
}

function encodeConsumerGroupPartitionMetadataKey(w: Writer, _v: number, m: ConsumerGroupPartitionMetadataKey): void {
  let at = ''
  try {
    at = 'groupId'
    w.string(m.groupId, false)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeConsumerGroupPartitionMetadataKey(r: Reader, _v: number): ConsumerGroupPartitionMetadataKey {
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

/** ConsumerGroupPartitionMetadataKey: Key of the topics of a consumer group, as Kafka 4.0 kept them, in __consumer_offsets. */
export const consumerGroupPartitionMetadataKeyData: DataDescription<ConsumerGroupPartitionMetadataKey> = {
  key: 4,
  name: 'ConsumerGroupPartitionMetadataKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: consumerGroupPartitionMetadataKey,
  encode(w, v, m) {
    try {
      encodeConsumerGroupPartitionMetadataKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupPartitionMetadataKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupPartitionMetadataKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupPartitionMetadataKey', v)
    }
  },
}
