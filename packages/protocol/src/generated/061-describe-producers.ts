// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The DescribeProducers request. */
export interface DescribeProducersRequest {
  /** The topics. */
  topics: TopicRequest[]
  unknownTags?: UnknownTags
}

/** One TopicRequest of DescribeProducersRequest. */
export interface TopicRequest {
  /** Name of it. */
  name: string
  /** Partition numbers. */
  partitionIndexes: number[]
  unknownTags?: UnknownTags
}

/** A whole TopicRequest. */
export function makeTopicRequest(given: Partially<TopicRequest> = {}): TopicRequest {
  return {
    name: given.name === undefined ? '' : given.name,
    partitionIndexes: given.partitionIndexes === undefined ? [] : [...given.partitionIndexes],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTopicRequest(w: Writer, _v: number, m: TopicRequest): void {
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, true)
    at = 'partitionIndexes'
    {
      const partitionIndexes = m.partitionIndexes
      w.arrayLength(partitionIndexes.length, true)
      for (i = 0; i < partitionIndexes.length; i++) w.int32(partitionIndexes[i]!)
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

function decodeTopicRequest(r: Reader, _v: number): TopicRequest {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitionIndexes: number[]
    at = 'name'
    name = r.string(true)
    at = 'partitionIndexes'
    {
      const n = r.arrayLength(true, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      partitionIndexes = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { name, partitionIndexes } : { name, partitionIndexes, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeProducersRequest from the fields that differ from their defaults, at any depth. */
export function describeProducersRequest(given: Partially<DescribeProducersRequest> = {}): DescribeProducersRequest {
  return {
    topics: given.topics === undefined ? [] : given.topics.map(e => makeTopicRequest(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeProducersRequest(w: Writer, v: number, m: DescribeProducersRequest): void {
  let at = ''
  let i = -1
  try {
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, true)
      for (i = 0; i < topics.length; i++) encodeTopicRequest(w, v, topics[i]!)
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

function decodeDescribeProducersRequest(r: Reader, v: number): DescribeProducersRequest {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topics: TopicRequest[]
    at = 'topics'
    {
      const n = r.arrayLength(true, 3)
      const a: TopicRequest[] = []
      for (i = 0; i < n; i++) a.push(decodeTopicRequest(r, v))
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

/** The DescribeProducers response. */
export interface DescribeProducersResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** The topics. */
  topics: TopicResponse[]
  unknownTags?: UnknownTags
}

/** One TopicResponse of DescribeProducersResponse. */
export interface TopicResponse {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: PartitionResponse[]
  unknownTags?: UnknownTags
}

/** One PartitionResponse of DescribeProducersResponse. */
export interface PartitionResponse {
  /** Partition number. */
  partitionIndex: number
  /** Error code; 0 for none. */
  errorCode: number
  /** What went wrong, in words; null for nothing (default null). */
  errorMessage: string | null
  /** Producers of which the partition holds state. */
  activeProducers: ProducerState[]
  unknownTags?: UnknownTags
}

/** One ProducerState of DescribeProducersResponse. */
export interface ProducerState {
  /** Id of the producer; -1 for none. */
  producerId: number
  /** Epoch of the producer; -1 for none. */
  producerEpoch: number
  /** Sequence of the producer's last record; -1 for none (default -1). */
  lastSequence: number
  /** Time of the producer's last batch, in ms (default -1). */
  lastTimestamp: number
  /** Epoch of the transaction coordinator. */
  coordinatorEpoch: number
  /** First offset of the open transaction; -1 when none is open (default -1). */
  currentTxnStartOffset: number
  unknownTags?: UnknownTags
}

/** A whole ProducerState. */
export function makeProducerState(given: Partially<ProducerState> = {}): ProducerState {
  return {
    producerId: given.producerId === undefined ? 0 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? 0 : given.producerEpoch,
    lastSequence: given.lastSequence === undefined ? -1 : given.lastSequence,
    lastTimestamp: given.lastTimestamp === undefined ? -1 : given.lastTimestamp,
    coordinatorEpoch: given.coordinatorEpoch === undefined ? 0 : given.coordinatorEpoch,
    currentTxnStartOffset: given.currentTxnStartOffset === undefined ? -1 : given.currentTxnStartOffset,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeProducerState(w: Writer, _v: number, m: ProducerState): void {
  let at = ''
  try {
    at = 'producerId'
    w.int64(m.producerId)
    at = 'producerEpoch'
    w.int32(m.producerEpoch)
    at = 'lastSequence'
    w.int32(m.lastSequence)
    at = 'lastTimestamp'
    w.int64(m.lastTimestamp)
    at = 'coordinatorEpoch'
    w.int32(m.coordinatorEpoch)
    at = 'currentTxnStartOffset'
    w.int64(m.currentTxnStartOffset)
    at = 'unknownTags'
    if (m.unknownTags === undefined) w.uvarint(0)
    else {
      w.uvarint(m.unknownTags.size)
      w.unknownTags(m.unknownTags, 0, Infinity)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeProducerState(r: Reader, _v: number): ProducerState {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let producerId: number
    let producerEpoch: number
    let lastSequence: number
    let lastTimestamp: number
    let coordinatorEpoch: number
    let currentTxnStartOffset: number
    at = 'producerId'
    producerId = r.int64()
    at = 'producerEpoch'
    producerEpoch = r.int32()
    at = 'lastSequence'
    lastSequence = r.int32()
    at = 'lastTimestamp'
    lastTimestamp = r.int64()
    at = 'coordinatorEpoch'
    coordinatorEpoch = r.int32()
    at = 'currentTxnStartOffset'
    currentTxnStartOffset = r.int64()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { producerId, producerEpoch, lastSequence, lastTimestamp, coordinatorEpoch, currentTxnStartOffset } : { producerId, producerEpoch, lastSequence, lastTimestamp, coordinatorEpoch, currentTxnStartOffset, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole PartitionResponse. */
export function makePartitionResponse(given: Partially<PartitionResponse> = {}): PartitionResponse {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? null : given.errorMessage,
    activeProducers: given.activeProducers === undefined ? [] : given.activeProducers.map(e => makeProducerState(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodePartitionResponse(w: Writer, v: number, m: PartitionResponse): void {
  let at = ''
  let i = -1
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    w.nullableString(m.errorMessage, true)
    at = 'activeProducers'
    {
      const activeProducers = m.activeProducers
      w.arrayLength(activeProducers.length, true)
      for (i = 0; i < activeProducers.length; i++) encodeProducerState(w, v, activeProducers[i]!)
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

function decodePartitionResponse(r: Reader, v: number): PartitionResponse {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let errorCode: number
    let errorMessage: string | null
    let activeProducers: ProducerState[]
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    errorMessage = r.nullableString(true)
    at = 'activeProducers'
    {
      const n = r.arrayLength(true, 37)
      const a: ProducerState[] = []
      for (i = 0; i < n; i++) a.push(decodeProducerState(r, v))
      i = -1
      activeProducers = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { partitionIndex, errorCode, errorMessage, activeProducers } : { partitionIndex, errorCode, errorMessage, activeProducers, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole TopicResponse. */
export function makeTopicResponse(given: Partially<TopicResponse> = {}): TopicResponse {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makePartitionResponse(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTopicResponse(w: Writer, v: number, m: TopicResponse): void {
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, true)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, true)
      for (i = 0; i < partitions.length; i++) encodePartitionResponse(w, v, partitions[i]!)
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

function decodeTopicResponse(r: Reader, v: number): TopicResponse {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: PartitionResponse[]
    at = 'name'
    name = r.string(true)
    at = 'partitions'
    {
      const n = r.arrayLength(true, 9)
      const a: PartitionResponse[] = []
      for (i = 0; i < n; i++) a.push(decodePartitionResponse(r, v))
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
    return unknownTags === undefined ? { name, partitions } : { name, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeProducersResponse from the fields that differ from their defaults, at any depth. */
export function describeProducersResponse(given: Partially<DescribeProducersResponse> = {}): DescribeProducersResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeTopicResponse(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeProducersResponse(w: Writer, v: number, m: DescribeProducersResponse): void {
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, true)
      for (i = 0; i < topics.length; i++) encodeTopicResponse(w, v, topics[i]!)
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

function decodeDescribeProducersResponse(r: Reader, v: number): DescribeProducersResponse {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let topics: TopicResponse[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'topics'
    {
      const n = r.arrayLength(true, 3)
      const a: TopicResponse[] = []
      for (i = 0; i < n; i++) a.push(decodeTopicResponse(r, v))
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
    return unknownTags === undefined ? { throttleTimeMs, topics } : { throttleTimeMs, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** DescribeProducers, API key 61: versions 0 to 0. */
export const describeProducersApi: ApiDescription<DescribeProducersRequest, DescribeProducersResponse> = {
  key: 61,
  name: 'DescribeProducers',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  request: describeProducersRequest,
  response: describeProducersResponse,
  encodeRequest(w, v, m) {
    try {
      encodeDescribeProducersRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeProducersRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeDescribeProducersRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeProducersRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeDescribeProducersResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeProducersResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeDescribeProducersResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeProducersResponse', v)
    }
  },
}
