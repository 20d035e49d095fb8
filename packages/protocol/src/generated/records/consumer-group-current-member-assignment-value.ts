// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** What a member of a consumer group has, in __consumer_offsets. */
export interface ConsumerGroupCurrentMemberAssignmentValue {
  /** Epoch of the member; 0 joins, -1 leaves, -2 leaves for a while (static members). */
  memberEpoch: number
  /** Epoch before this one, for a repeated heartbeat. */
  previousMemberEpoch: number
  /** 0 stable, 1 has to let partitions go, 2 waits for partitions. */
  state: number
  /** Partitions that the member may use. */
  assignedPartitions: ConsumerGroupCurrentTopicPartitions[]
  /** Partitions that the member has to let go. */
  partitionsPendingRevocation: ConsumerGroupCurrentTopicPartitions[]
  unknownTags?: UnknownTags
}

/** One ConsumerGroupCurrentTopicPartitions of ConsumerGroupCurrentMemberAssignmentValue. */
export interface ConsumerGroupCurrentTopicPartitions {
  /** Id of the topic. */
  topicId: string
  /** Partition numbers. */
  partitions: number[]
  /** Epochs in which the partitions were assigned; null for unknown (tag 0; default null). */
  assignmentEpochs: number[] | null
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupCurrentTopicPartitions. */
export function makeConsumerGroupCurrentTopicPartitions(given: Partially<ConsumerGroupCurrentTopicPartitions> = {}): ConsumerGroupCurrentTopicPartitions {
  return {
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
    assignmentEpochs: given.assignmentEpochs === undefined ? null : given.assignmentEpochs === null ? null : [...given.assignmentEpochs],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupCurrentTopicPartitions(w: Writer, _v: number, m: ConsumerGroupCurrentTopicPartitions): void {
  let at = ''
  let i = -1
  try {
    at = 'topicId'
    w.uuid(m.topicId)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, true)
      for (i = 0; i < partitions.length; i++) w.int32(partitions[i]!)
      i = -1
    }
    at = 'unknownTags'
    const has0 = m.assignmentEpochs !== null
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
    if (has0) {
      at = 'assignmentEpochs'
      const t = new Writer(64, false)
      const assignmentEpochs = m.assignmentEpochs
      if (assignmentEpochs === null) {
        t.nullArray(true)
      } else {
        t.arrayLength(assignmentEpochs.length, true)
        for (i = 0; i < assignmentEpochs.length; i++) t.int32(assignmentEpochs[i]!)
        i = -1
      }
      w.tag(0, t)
    }
    w.unknownTags(m.unknownTags, 1, Infinity)
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeConsumerGroupCurrentTopicPartitions(r: Reader, _v: number): ConsumerGroupCurrentTopicPartitions {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicId: string
    let partitions: number[]
    let assignmentEpochs: number[] | null = null
    at = 'topicId'
    topicId = r.uuid()
    at = 'partitions'
    {
      const n = r.arrayLength(true, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      partitions = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          at = 'assignmentEpochs'
          {
            const n = r.nullableArrayLength(true, 4)
            if (n < 0) {
              assignmentEpochs = null
            } else {
              const a: number[] = []
              for (i = 0; i < n; i++) a.push(r.int32())
              i = -1
              assignmentEpochs = a
            }
          }
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        default:
          unknownTags ??= new Map()
          unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { topicId, partitions, assignmentEpochs } : { topicId, partitions, assignmentEpochs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerGroupCurrentMemberAssignmentValue from the fields that differ from their defaults, at any depth. */
export function consumerGroupCurrentMemberAssignmentValue(given: Partially<ConsumerGroupCurrentMemberAssignmentValue> = {}): ConsumerGroupCurrentMemberAssignmentValue {
  return {
    memberEpoch: given.memberEpoch === undefined ? 0 : given.memberEpoch,
    previousMemberEpoch: given.previousMemberEpoch === undefined ? 0 : given.previousMemberEpoch,
    state: given.state === undefined ? 0 : given.state,
    assignedPartitions: given.assignedPartitions === undefined ? [] : given.assignedPartitions.map(e => makeConsumerGroupCurrentTopicPartitions(e)),
    partitionsPendingRevocation: given.partitionsPendingRevocation === undefined ? [] : given.partitionsPendingRevocation.map(e => makeConsumerGroupCurrentTopicPartitions(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupCurrentMemberAssignmentValue(w: Writer, v: number, m: ConsumerGroupCurrentMemberAssignmentValue): void {
  let at = ''
  let i = -1
  try {
    at = 'memberEpoch'
    w.int32(m.memberEpoch)
    at = 'previousMemberEpoch'
    w.int32(m.previousMemberEpoch)
    at = 'state'
    w.int8(m.state)
    at = 'assignedPartitions'
    {
      const assignedPartitions = m.assignedPartitions
      w.arrayLength(assignedPartitions.length, true)
      for (i = 0; i < assignedPartitions.length; i++) encodeConsumerGroupCurrentTopicPartitions(w, v, assignedPartitions[i]!)
      i = -1
    }
    at = 'partitionsPendingRevocation'
    {
      const partitionsPendingRevocation = m.partitionsPendingRevocation
      w.arrayLength(partitionsPendingRevocation.length, true)
      for (i = 0; i < partitionsPendingRevocation.length; i++) encodeConsumerGroupCurrentTopicPartitions(w, v, partitionsPendingRevocation[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (m.unknownTags === undefined) w.uvarint(0)
    else {
      w.uvarint(m.unknownTags.size)
      w.unknownTags(m.unknownTags, 0, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeConsumerGroupCurrentMemberAssignmentValue(r: Reader, v: number): ConsumerGroupCurrentMemberAssignmentValue {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let memberEpoch: number
    let previousMemberEpoch: number
    let state: number
    let assignedPartitions: ConsumerGroupCurrentTopicPartitions[]
    let partitionsPendingRevocation: ConsumerGroupCurrentTopicPartitions[]
    at = 'memberEpoch'
    memberEpoch = r.int32()
    at = 'previousMemberEpoch'
    previousMemberEpoch = r.int32()
    at = 'state'
    state = r.int8()
    at = 'assignedPartitions'
    {
      const n = r.arrayLength(true, 18)
      const a: ConsumerGroupCurrentTopicPartitions[] = []
      for (i = 0; i < n; i++) a.push(decodeConsumerGroupCurrentTopicPartitions(r, v))
      i = -1
      assignedPartitions = a
    }
    at = 'partitionsPendingRevocation'
    {
      const n = r.arrayLength(true, 18)
      const a: ConsumerGroupCurrentTopicPartitions[] = []
      for (i = 0; i < n; i++) a.push(decodeConsumerGroupCurrentTopicPartitions(r, v))
      i = -1
      partitionsPendingRevocation = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { memberEpoch, previousMemberEpoch, state, assignedPartitions, partitionsPendingRevocation } : { memberEpoch, previousMemberEpoch, state, assignedPartitions, partitionsPendingRevocation, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ConsumerGroupCurrentMemberAssignmentValue: What a member of a consumer group has, in __consumer_offsets. */
export const consumerGroupCurrentMemberAssignmentValueData: DataDescription<ConsumerGroupCurrentMemberAssignmentValue> = {
  key: 8,
  name: 'ConsumerGroupCurrentMemberAssignmentValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: consumerGroupCurrentMemberAssignmentValue,
  encode(w, v, m) {
    try {
      encodeConsumerGroupCurrentMemberAssignmentValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupCurrentMemberAssignmentValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupCurrentMemberAssignmentValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupCurrentMemberAssignmentValue', v)
    }
  },
}
