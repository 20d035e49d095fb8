// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** What a member of a consumer group is to get, in __consumer_offsets. */
export interface ConsumerGroupTargetAssignmentMemberValue {
  /** Partitions by topic. */
  topicPartitions: ConsumerGroupTargetTopicPartition[]
  unknownTags?: UnknownTags
}

/** One ConsumerGroupTargetTopicPartition of ConsumerGroupTargetAssignmentMemberValue. */
export interface ConsumerGroupTargetTopicPartition {
  /** Id of the topic. */
  topicId: string
  /** Partition numbers. */
  partitions: number[]
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupTargetTopicPartition. */
export function makeConsumerGroupTargetTopicPartition(given: Partially<ConsumerGroupTargetTopicPartition> = {}): ConsumerGroupTargetTopicPartition {
  return {
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupTargetTopicPartition(w: Writer, _v: number, m: ConsumerGroupTargetTopicPartition): void {
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
    if (m.unknownTags === undefined) w.uvarint(0)
    else {
      w.uvarint(m.unknownTags.size)
      w.unknownTags(m.unknownTags, 0, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeConsumerGroupTargetTopicPartition(r: Reader, _v: number): ConsumerGroupTargetTopicPartition {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicId: string
    let partitions: number[]
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
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { topicId, partitions } : { topicId, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerGroupTargetAssignmentMemberValue from the fields that differ from their defaults, at any depth. */
export function consumerGroupTargetAssignmentMemberValue(given: Partially<ConsumerGroupTargetAssignmentMemberValue> = {}): ConsumerGroupTargetAssignmentMemberValue {
  return {
    topicPartitions: given.topicPartitions === undefined ? [] : given.topicPartitions.map(e => makeConsumerGroupTargetTopicPartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupTargetAssignmentMemberValue(w: Writer, v: number, m: ConsumerGroupTargetAssignmentMemberValue): void {
  let at = ''
  let i = -1
  try {
    at = 'topicPartitions'
    {
      const topicPartitions = m.topicPartitions
      w.arrayLength(topicPartitions.length, true)
      for (i = 0; i < topicPartitions.length; i++) encodeConsumerGroupTargetTopicPartition(w, v, topicPartitions[i]!)
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

function decodeConsumerGroupTargetAssignmentMemberValue(r: Reader, v: number): ConsumerGroupTargetAssignmentMemberValue {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicPartitions: ConsumerGroupTargetTopicPartition[]
    at = 'topicPartitions'
    {
      const n = r.arrayLength(true, 18)
      const a: ConsumerGroupTargetTopicPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeConsumerGroupTargetTopicPartition(r, v))
      i = -1
      topicPartitions = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { topicPartitions } : { topicPartitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ConsumerGroupTargetAssignmentMemberValue: What a member of a consumer group is to get, in __consumer_offsets. */
export const consumerGroupTargetAssignmentMemberValueData: DataDescription<ConsumerGroupTargetAssignmentMemberValue> = {
  key: 7,
  name: 'ConsumerGroupTargetAssignmentMemberValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: consumerGroupTargetAssignmentMemberValue,
  encode(w, v, m) {
    try {
      encodeConsumerGroupTargetAssignmentMemberValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupTargetAssignmentMemberValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupTargetAssignmentMemberValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupTargetAssignmentMemberValue', v)
    }
  },
}
