// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of what a member of a consumer group has, in __consumer_offsets. */
export interface ConsumerGroupCurrentMemberAssignmentKey {
  /** Id of the group. */
  groupId: string
  /** Id of the member. */
  memberId: string
}

/** A whole ConsumerGroupCurrentMemberAssignmentKey from the fields that differ from their defaults, at any depth. */
export function consumerGroupCurrentMemberAssignmentKey(given: Partially<ConsumerGroupCurrentMemberAssignmentKey> = {}): ConsumerGroupCurrentMemberAssignmentKey {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    memberId: given.memberId === undefined ? '' : given.memberId,
  }
}

function encodeConsumerGroupCurrentMemberAssignmentKey(w: Writer, _v: number, m: ConsumerGroupCurrentMemberAssignmentKey): void {
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

function decodeConsumerGroupCurrentMemberAssignmentKey(r: Reader, _v: number): ConsumerGroupCurrentMemberAssignmentKey {
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

/** ConsumerGroupCurrentMemberAssignmentKey: Key of what a member of a consumer group has, in __consumer_offsets. */
export const consumerGroupCurrentMemberAssignmentKeyData: DataDescription<ConsumerGroupCurrentMemberAssignmentKey> = {
  key: 8,
  name: 'ConsumerGroupCurrentMemberAssignmentKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: consumerGroupCurrentMemberAssignmentKey,
  encode(w, v, m) {
    try {
      encodeConsumerGroupCurrentMemberAssignmentKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupCurrentMemberAssignmentKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupCurrentMemberAssignmentKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupCurrentMemberAssignmentKey', v)
    }
  },
}
