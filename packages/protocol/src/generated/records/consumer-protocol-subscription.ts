// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** What a consumer tells the group's leader: the topics it wants, the partitions it holds. */
export interface ConsumerProtocolSubscription {
  /** The topics. */
  topics: string[]
  /** Bytes of the assignor (default null). */
  userData: Uint8Array | null
  /** Partitions that the member still holds (from version 1). */
  ownedPartitions: ConsumerProtocolSubscriptionTopicPartition[]
  /** Generation in which the owned partitions were got; -1 for none (from version 2; default -1). */
  generationId: number
  /** Rack of the consumer (from version 3; default null). */
  rackId: string | null
}

/** One TopicPartition of ConsumerProtocolSubscription. */
export interface ConsumerProtocolSubscriptionTopicPartition {
  /** Name of the topic (from version 1). */
  topic: string
  /** The partitions (from version 1). */
  partitions: number[]
}

/** A whole ConsumerProtocolSubscriptionTopicPartition. */
export function makeConsumerProtocolSubscriptionTopicPartition(given: Partially<ConsumerProtocolSubscriptionTopicPartition> = {}): ConsumerProtocolSubscriptionTopicPartition {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
  }
}

function encodeConsumerProtocolSubscriptionTopicPartition(w: Writer, v: number, m: ConsumerProtocolSubscriptionTopicPartition): void {
  let at = ''
  let i = -1
  try {
    at = 'topic'
    if (v >= 1) {
      w.string(m.topic, false)
    }
    at = 'partitions'
    if (v >= 1) {
      const partitions = m.partitions
      w.arrayLength(partitions.length, false)
      for (i = 0; i < partitions.length; i++) w.int32(partitions[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeConsumerProtocolSubscriptionTopicPartition(r: Reader, v: number): ConsumerProtocolSubscriptionTopicPartition {
  let at = ''
  let i = -1
  try {
    let topic: string = ''
    let partitions: number[] = []
    at = 'topic'
    if (v >= 1) {
      topic = r.string(false)
    }
    at = 'partitions'
    if (v >= 1) {
      {
        const n = r.arrayLength(false, 4)
        const a: number[] = []
        for (i = 0; i < n; i++) a.push(r.int32())
        i = -1
        partitions = a
      }
    }
    return { topic, partitions }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerProtocolSubscription from the fields that differ from their defaults, at any depth. */
export function consumerProtocolSubscription(given: Partially<ConsumerProtocolSubscription> = {}): ConsumerProtocolSubscription {
  return {
    topics: given.topics === undefined ? [] : [...given.topics],
    userData: given.userData === undefined ? null : given.userData,
    ownedPartitions: given.ownedPartitions === undefined ? [] : given.ownedPartitions.map(e => makeConsumerProtocolSubscriptionTopicPartition(e)),
    generationId: given.generationId === undefined ? -1 : given.generationId,
    rackId: given.rackId === undefined ? null : given.rackId,
  }
}

function encodeConsumerProtocolSubscription(w: Writer, v: number, m: ConsumerProtocolSubscription): void {
  let at = ''
  let i = -1
  try {
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, false)
      for (i = 0; i < topics.length; i++) w.string(topics[i]!, false)
      i = -1
    }
    at = 'userData'
    w.nullableBytes(m.userData, false)
    at = 'ownedPartitions'
    if (v >= 1) {
      const ownedPartitions = m.ownedPartitions
      w.arrayLength(ownedPartitions.length, false)
      for (i = 0; i < ownedPartitions.length; i++) encodeConsumerProtocolSubscriptionTopicPartition(w, v, ownedPartitions[i]!)
      i = -1
    }
    at = 'generationId'
    if (v >= 2) {
      w.int32(m.generationId)
    }
    at = 'rackId'
    if (v >= 3) {
      w.nullableString(m.rackId, false)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeConsumerProtocolSubscription(r: Reader, v: number): ConsumerProtocolSubscription {
  let at = ''
  let i = -1
  try {
    let topics: string[]
    let userData: Uint8Array | null
    let ownedPartitions: ConsumerProtocolSubscriptionTopicPartition[] = []
    let generationId: number = -1
    let rackId: string | null = null
    at = 'topics'
    {
      const n = r.arrayLength(false, 2)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(false))
      i = -1
      topics = a
    }
    at = 'userData'
    userData = r.nullableBytes(false)
    at = 'ownedPartitions'
    if (v >= 1) {
      {
        const n = r.arrayLength(false, 1)
        const a: ConsumerProtocolSubscriptionTopicPartition[] = []
        for (i = 0; i < n; i++) a.push(decodeConsumerProtocolSubscriptionTopicPartition(r, v))
        i = -1
        ownedPartitions = a
      }
    }
    at = 'generationId'
    if (v >= 2) {
      generationId = r.int32()
    }
    at = 'rackId'
    if (v >= 3) {
      rackId = r.nullableString(false)
    }
    return { topics, userData, ownedPartitions, generationId, rackId }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ConsumerProtocolSubscription: What a consumer tells the group's leader: the topics it wants, the partitions it holds. */
export const consumerProtocolSubscriptionData: DataDescription<ConsumerProtocolSubscription> = {
  key: -1,
  name: 'ConsumerProtocolSubscription',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: Infinity,
  make: consumerProtocolSubscription,
  encode(w, v, m) {
    try {
      encodeConsumerProtocolSubscription(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerProtocolSubscription', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerProtocolSubscription(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerProtocolSubscription', v)
    }
  },
}
