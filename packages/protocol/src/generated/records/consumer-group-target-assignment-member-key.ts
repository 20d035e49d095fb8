// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of what a member of a consumer group is to get, in __consumer_offsets. */
export interface ConsumerGroupTargetAssignmentMemberKey {
  /** Id of the group. */
  groupId: string
  /** Id of the member. */
  memberId: string
}

/** A whole ConsumerGroupTargetAssignmentMemberKey from the fields that differ from their defaults, at any depth. */
export function consumerGroupTargetAssignmentMemberKey(given: Partially<ConsumerGroupTargetAssignmentMemberKey> = {}): ConsumerGroupTargetAssignmentMemberKey {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    memberId: given.memberId === undefined ? '' : given.memberId,
  }
}

function encodeConsumerGroupTargetAssignmentMemberKey(w: Writer, _v: number, m: ConsumerGroupTargetAssignmentMemberKey): void {
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

function decodeConsumerGroupTargetAssignmentMemberKey(r: Reader, _v: number): ConsumerGroupTargetAssignmentMemberKey {
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

/** ConsumerGroupTargetAssignmentMemberKey: Key of what a member of a consumer group is to get, in __consumer_offsets. */
export const consumerGroupTargetAssignmentMemberKeyData: DataDescription<ConsumerGroupTargetAssignmentMemberKey> = {
  key: 7,
  name: 'ConsumerGroupTargetAssignmentMemberKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: consumerGroupTargetAssignmentMemberKey,
  encode(w, v, m) {
    try {
      encodeConsumerGroupTargetAssignmentMemberKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupTargetAssignmentMemberKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupTargetAssignmentMemberKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupTargetAssignmentMemberKey', v)
    }
  },
}
