// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of the epoch of a consumer group's target assignment, in __consumer_offsets. */
export interface ConsumerGroupTargetAssignmentMetadataKey {
  /** Id of the group. */
  groupId: string
}

/** A whole ConsumerGroupTargetAssignmentMetadataKey from the fields that differ from their defaults, at any depth. */
export function consumerGroupTargetAssignmentMetadataKey(given: Partially<ConsumerGroupTargetAssignmentMetadataKey> = {}): ConsumerGroupTargetAssignmentMetadataKey {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
  }
}

function encodeConsumerGroupTargetAssignmentMetadataKey(w: Writer, _v: number, m: ConsumerGroupTargetAssignmentMetadataKey): void {
  let at = ''
  try {
    at = 'groupId'
    w.string(m.groupId, false)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeConsumerGroupTargetAssignmentMetadataKey(r: Reader, _v: number): ConsumerGroupTargetAssignmentMetadataKey {
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

/** ConsumerGroupTargetAssignmentMetadataKey: Key of the epoch of a consumer group's target assignment, in __consumer_offsets. */
export const consumerGroupTargetAssignmentMetadataKeyData: DataDescription<ConsumerGroupTargetAssignmentMetadataKey> = {
  key: 6,
  name: 'ConsumerGroupTargetAssignmentMetadataKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: consumerGroupTargetAssignmentMetadataKey,
  encode(w, v, m) {
    try {
      encodeConsumerGroupTargetAssignmentMetadataKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupTargetAssignmentMetadataKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupTargetAssignmentMetadataKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupTargetAssignmentMetadataKey', v)
    }
  },
}
