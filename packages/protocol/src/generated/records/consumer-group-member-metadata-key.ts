// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of a member of a consumer group and what it is subscribed to, in __consumer_offsets. */
export interface ConsumerGroupMemberMetadataKey {
  /** Id of the group. */
  groupId: string
  /** Id of the member. */
  memberId: string
}

/** A whole ConsumerGroupMemberMetadataKey from the fields that differ from their defaults, at any depth. */
export function consumerGroupMemberMetadataKey(given: Partially<ConsumerGroupMemberMetadataKey> = {}): ConsumerGroupMemberMetadataKey {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    memberId: given.memberId === undefined ? '' : given.memberId,
  }
}

function encodeConsumerGroupMemberMetadataKey(w: Writer, _v: number, m: ConsumerGroupMemberMetadataKey): void {
  let at = ''
  try {
    at = 'groupId'
    w.string(m.groupId, false)
    at = 'memberId'
    w.string(m.memberId, false)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeConsumerGroupMemberMetadataKey(r: Reader, _v: number): ConsumerGroupMemberMetadataKey {
  let at = ''
  try {
    let groupId: string
    let memberId: string
    at = 'groupId'
    groupId = r.string(false)
    at = 'memberId'
    memberId = r.string(false)
    return { groupId, memberId }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** ConsumerGroupMemberMetadataKey: Key of a member of a consumer group and what it is subscribed to, in __consumer_offsets. */
export const consumerGroupMemberMetadataKeyData: DataDescription<ConsumerGroupMemberMetadataKey> = {
  key: 5,
  name: 'ConsumerGroupMemberMetadataKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: consumerGroupMemberMetadataKey,
  encode(w, v, m) {
    try {
      encodeConsumerGroupMemberMetadataKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupMemberMetadataKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupMemberMetadataKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupMemberMetadataKey', v)
    }
  },
}
