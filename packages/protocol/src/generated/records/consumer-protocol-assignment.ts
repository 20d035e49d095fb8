// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** What the group's leader gives a consumer. */
export interface ConsumerProtocolAssignment {
  /** Partitions that the member gets. */
  assignedPartitions: ConsumerProtocolAssignmentTopicPartition[]
  /** Bytes of the assignor (default null). */
  userData: Uint8Array | null
}

/** One TopicPartition of ConsumerProtocolAssignment. */
export interface ConsumerProtocolAssignmentTopicPartition {
  /** Name of the topic. */
  topic: string
  /** The partitions. */
  partitions: number[]
}

/** A whole ConsumerProtocolAssignmentTopicPartition. */
export function makeConsumerProtocolAssignmentTopicPartition(given: Partially<ConsumerProtocolAssignmentTopicPartition> = {}): ConsumerProtocolAssignmentTopicPartition {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
  }
}

function encodeConsumerProtocolAssignmentTopicPartition(w: Writer, _v: number, m: ConsumerProtocolAssignmentTopicPartition): void {
  let at = ''
  let i = -1
  try {
    at = 'topic'
    w.string(m.topic, false)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, false)
      for (i = 0; i < partitions.length; i++) w.int32(partitions[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeConsumerProtocolAssignmentTopicPartition(r: Reader, _v: number): ConsumerProtocolAssignmentTopicPartition {
  let at = ''
  let i = -1
  try {
    let topic: string
    let partitions: number[]
    at = 'topic'
    topic = r.string(false)
    at = 'partitions'
    {
      const n = r.arrayLength(false, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      partitions = a
    }
    return { topic, partitions }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerProtocolAssignment from the fields that differ from their defaults, at any depth. */
export function consumerProtocolAssignment(given: Partially<ConsumerProtocolAssignment> = {}): ConsumerProtocolAssignment {
  return {
    assignedPartitions: given.assignedPartitions === undefined ? [] : given.assignedPartitions.map(e => makeConsumerProtocolAssignmentTopicPartition(e)),
    userData: given.userData === undefined ? null : given.userData,
  }
}

function encodeConsumerProtocolAssignment(w: Writer, v: number, m: ConsumerProtocolAssignment): void {
  let at = ''
  let i = -1
  try {
    at = 'assignedPartitions'
    {
      const assignedPartitions = m.assignedPartitions
      w.arrayLength(assignedPartitions.length, false)
      for (i = 0; i < assignedPartitions.length; i++) encodeConsumerProtocolAssignmentTopicPartition(w, v, assignedPartitions[i]!)
      i = -1
    }
    at = 'userData'
    w.nullableBytes(m.userData, false)
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeConsumerProtocolAssignment(r: Reader, v: number): ConsumerProtocolAssignment {
  let at = ''
  let i = -1
  try {
    let assignedPartitions: ConsumerProtocolAssignmentTopicPartition[]
    let userData: Uint8Array | null
    at = 'assignedPartitions'
    {
      const n = r.arrayLength(false, 6)
      const a: ConsumerProtocolAssignmentTopicPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeConsumerProtocolAssignmentTopicPartition(r, v))
      i = -1
      assignedPartitions = a
    }
    at = 'userData'
    userData = r.nullableBytes(false)
    return { assignedPartitions, userData }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ConsumerProtocolAssignment: What the group's leader gives a consumer. */
export const consumerProtocolAssignmentData: DataDescription<ConsumerProtocolAssignment> = {
  key: -1,
  name: 'ConsumerProtocolAssignment',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: Infinity,
  make: consumerProtocolAssignment,
  encode(w, v, m) {
    try {
      encodeConsumerProtocolAssignment(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerProtocolAssignment', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerProtocolAssignment(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerProtocolAssignment', v)
    }
  },
}
