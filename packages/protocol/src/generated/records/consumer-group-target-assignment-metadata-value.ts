// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** The epoch of a consumer group's target assignment, in __consumer_offsets. */
export interface ConsumerGroupTargetAssignmentMetadataValue {
  /** Epoch of the target assignment. */
  assignmentEpoch: number
  /** When the target was computed, in ms (tag 0). */
  assignmentTimestamp: number
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupTargetAssignmentMetadataValue from the fields that differ from their defaults, at any depth. */
export function consumerGroupTargetAssignmentMetadataValue(given: Partially<ConsumerGroupTargetAssignmentMetadataValue> = {}): ConsumerGroupTargetAssignmentMetadataValue {
  return {
    assignmentEpoch: given.assignmentEpoch === undefined ? 0 : given.assignmentEpoch,
    assignmentTimestamp: given.assignmentTimestamp === undefined ? 0 : given.assignmentTimestamp,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupTargetAssignmentMetadataValue(w: Writer, _v: number, m: ConsumerGroupTargetAssignmentMetadataValue): void {
  let at = ''
  try {
    at = 'assignmentEpoch'
    w.int32(m.assignmentEpoch)
    at = 'unknownTags'
    const has0 = m.assignmentTimestamp !== 0
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
    if (has0) {
      at = 'assignmentTimestamp'
      const t = new Writer(64, false)
      t.int64(m.assignmentTimestamp)
      w.tag(0, t)
    }
    w.unknownTags(m.unknownTags, 1, Infinity)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeConsumerGroupTargetAssignmentMetadataValue(r: Reader, _v: number): ConsumerGroupTargetAssignmentMetadataValue {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let assignmentEpoch: number
    let assignmentTimestamp: number = 0
    at = 'assignmentEpoch'
    assignmentEpoch = r.int32()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          at = 'assignmentTimestamp'
          assignmentTimestamp = r.int64()
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        default:
          unknownTags ??= new Map()
          unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { assignmentEpoch, assignmentTimestamp } : { assignmentEpoch, assignmentTimestamp, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** ConsumerGroupTargetAssignmentMetadataValue: The epoch of a consumer group's target assignment, in __consumer_offsets. */
export const consumerGroupTargetAssignmentMetadataValueData: DataDescription<ConsumerGroupTargetAssignmentMetadataValue> = {
  key: 6,
  name: 'ConsumerGroupTargetAssignmentMetadataValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: consumerGroupTargetAssignmentMetadataValue,
  encode(w, v, m) {
    try {
      encodeConsumerGroupTargetAssignmentMetadataValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupTargetAssignmentMetadataValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupTargetAssignmentMetadataValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupTargetAssignmentMetadataValue', v)
    }
  },
}
