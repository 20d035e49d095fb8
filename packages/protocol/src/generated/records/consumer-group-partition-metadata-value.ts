// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** The topics of a consumer group, as Kafka 4.0 kept them, in __consumer_offsets. */
export interface ConsumerGroupPartitionMetadataValue {
  /** The topics. */
  topics: ConsumerGroupTopicMetadata[]
  unknownTags?: UnknownTags
}

/** One ConsumerGroupTopicMetadata of ConsumerGroupPartitionMetadataValue. */
export interface ConsumerGroupTopicMetadata {
  /** Id of the topic. */
  topicId: string
  /** Name of the topic. */
  topicName: string
  /** Number of partitions. */
  numPartitions: number
  /** Racks of partitions. */
  partitionMetadata: ConsumerGroupPartitionRacks[]
  unknownTags?: UnknownTags
}

/** One ConsumerGroupPartitionRacks of ConsumerGroupPartitionMetadataValue. */
export interface ConsumerGroupPartitionRacks {
  /** Partition number. */
  partition: number
  /** Names of racks. */
  racks: string[]
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupPartitionRacks. */
export function makeConsumerGroupPartitionRacks(given: Partially<ConsumerGroupPartitionRacks> = {}): ConsumerGroupPartitionRacks {
  return {
    partition: given.partition === undefined ? 0 : given.partition,
    racks: given.racks === undefined ? [] : [...given.racks],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupPartitionRacks(w: Writer, _v: number, m: ConsumerGroupPartitionRacks): void {
  let at = ''
  let i = -1
  try {
    at = 'partition'
    w.int32(m.partition)
    at = 'racks'
    {
      const racks = m.racks
      w.arrayLength(racks.length, true)
      for (i = 0; i < racks.length; i++) w.string(racks[i]!, true)
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

function decodeConsumerGroupPartitionRacks(r: Reader, _v: number): ConsumerGroupPartitionRacks {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partition: number
    let racks: string[]
    at = 'partition'
    partition = r.int32()
    at = 'racks'
    {
      const n = r.arrayLength(true, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(true))
      i = -1
      racks = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { partition, racks } : { partition, racks, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerGroupTopicMetadata. */
export function makeConsumerGroupTopicMetadata(given: Partially<ConsumerGroupTopicMetadata> = {}): ConsumerGroupTopicMetadata {
  return {
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    topicName: given.topicName === undefined ? '' : given.topicName,
    numPartitions: given.numPartitions === undefined ? 0 : given.numPartitions,
    partitionMetadata: given.partitionMetadata === undefined ? [] : given.partitionMetadata.map(e => makeConsumerGroupPartitionRacks(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupTopicMetadata(w: Writer, v: number, m: ConsumerGroupTopicMetadata): void {
  let at = ''
  let i = -1
  try {
    at = 'topicId'
    w.uuid(m.topicId)
    at = 'topicName'
    w.string(m.topicName, true)
    at = 'numPartitions'
    w.int32(m.numPartitions)
    at = 'partitionMetadata'
    {
      const partitionMetadata = m.partitionMetadata
      w.arrayLength(partitionMetadata.length, true)
      for (i = 0; i < partitionMetadata.length; i++) encodeConsumerGroupPartitionRacks(w, v, partitionMetadata[i]!)
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

function decodeConsumerGroupTopicMetadata(r: Reader, v: number): ConsumerGroupTopicMetadata {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicId: string
    let topicName: string
    let numPartitions: number
    let partitionMetadata: ConsumerGroupPartitionRacks[]
    at = 'topicId'
    topicId = r.uuid()
    at = 'topicName'
    topicName = r.string(true)
    at = 'numPartitions'
    numPartitions = r.int32()
    at = 'partitionMetadata'
    {
      const n = r.arrayLength(true, 6)
      const a: ConsumerGroupPartitionRacks[] = []
      for (i = 0; i < n; i++) a.push(decodeConsumerGroupPartitionRacks(r, v))
      i = -1
      partitionMetadata = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { topicId, topicName, numPartitions, partitionMetadata } : { topicId, topicName, numPartitions, partitionMetadata, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerGroupPartitionMetadataValue from the fields that differ from their defaults, at any depth. */
export function consumerGroupPartitionMetadataValue(given: Partially<ConsumerGroupPartitionMetadataValue> = {}): ConsumerGroupPartitionMetadataValue {
  return {
    topics: given.topics === undefined ? [] : given.topics.map(e => makeConsumerGroupTopicMetadata(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupPartitionMetadataValue(w: Writer, v: number, m: ConsumerGroupPartitionMetadataValue): void {
  let at = ''
  let i = -1
  try {
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, true)
      for (i = 0; i < topics.length; i++) encodeConsumerGroupTopicMetadata(w, v, topics[i]!)
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

function decodeConsumerGroupPartitionMetadataValue(r: Reader, v: number): ConsumerGroupPartitionMetadataValue {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topics: ConsumerGroupTopicMetadata[]
    at = 'topics'
    {
      const n = r.arrayLength(true, 23)
      const a: ConsumerGroupTopicMetadata[] = []
      for (i = 0; i < n; i++) a.push(decodeConsumerGroupTopicMetadata(r, v))
      i = -1
      topics = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { topics } : { topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ConsumerGroupPartitionMetadataValue: The topics of a consumer group, as Kafka 4.0 kept them, in __consumer_offsets. */
export const consumerGroupPartitionMetadataValueData: DataDescription<ConsumerGroupPartitionMetadataValue> = {
  key: 4,
  name: 'ConsumerGroupPartitionMetadataValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: consumerGroupPartitionMetadataValue,
  encode(w, v, m) {
    try {
      encodeConsumerGroupPartitionMetadataValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupPartitionMetadataValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupPartitionMetadataValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupPartitionMetadataValue', v)
    }
  },
}
