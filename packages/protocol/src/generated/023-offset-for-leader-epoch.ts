// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The OffsetForLeaderEpoch request. */
export interface OffsetForLeaderEpochRequest {
  /** Id of the follower; -1 for a consumer (from version 3; default -2). */
  replicaId: number
  /** The topics. */
  topics: OffsetForLeaderTopic[]
  unknownTags?: UnknownTags
}

/** One OffsetForLeaderTopic of OffsetForLeaderEpochRequest. */
export interface OffsetForLeaderTopic {
  /** Name of the topic. */
  topic: string
  /** The partitions. */
  partitions: OffsetForLeaderPartition[]
  unknownTags?: UnknownTags
}

/** One OffsetForLeaderPartition of OffsetForLeaderEpochRequest. */
export interface OffsetForLeaderPartition {
  /** Partition number. */
  partition: number
  /** Leader epoch the asker believes in; -1 to leave it unchecked (default -1). */
  currentLeaderEpoch: number
  /** Epoch of the leader; -1 when unknown. */
  leaderEpoch: number
  unknownTags?: UnknownTags
}

/** A whole OffsetForLeaderPartition. */
export function makeOffsetForLeaderPartition(given: Partially<OffsetForLeaderPartition> = {}): OffsetForLeaderPartition {
  return {
    partition: given.partition === undefined ? 0 : given.partition,
    currentLeaderEpoch: given.currentLeaderEpoch === undefined ? -1 : given.currentLeaderEpoch,
    leaderEpoch: given.leaderEpoch === undefined ? 0 : given.leaderEpoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetForLeaderPartition(w: Writer, v: number, m: OffsetForLeaderPartition): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'partition'
    w.int32(m.partition)
    at = 'currentLeaderEpoch'
    w.int32(m.currentLeaderEpoch)
    at = 'leaderEpoch'
    w.int32(m.leaderEpoch)
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeOffsetForLeaderPartition(r: Reader, v: number): OffsetForLeaderPartition {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partition: number
    let currentLeaderEpoch: number
    let leaderEpoch: number
    at = 'partition'
    partition = r.int32()
    at = 'currentLeaderEpoch'
    currentLeaderEpoch = r.int32()
    at = 'leaderEpoch'
    leaderEpoch = r.int32()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partition, currentLeaderEpoch, leaderEpoch } : { partition, currentLeaderEpoch, leaderEpoch, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole OffsetForLeaderTopic. */
export function makeOffsetForLeaderTopic(given: Partially<OffsetForLeaderTopic> = {}): OffsetForLeaderTopic {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeOffsetForLeaderPartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetForLeaderTopic(w: Writer, v: number, m: OffsetForLeaderTopic): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'topic'
    w.string(m.topic, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeOffsetForLeaderPartition(w, v, partitions[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetForLeaderTopic(r: Reader, v: number): OffsetForLeaderTopic {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topic: string
    let partitions: OffsetForLeaderPartition[]
    at = 'topic'
    topic = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 12)
      const a: OffsetForLeaderPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetForLeaderPartition(r, v))
      i = -1
      partitions = a
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { topic, partitions } : { topic, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetForLeaderEpochRequest from the fields that differ from their defaults, at any depth. */
export function offsetForLeaderEpochRequest(given: Partially<OffsetForLeaderEpochRequest> = {}): OffsetForLeaderEpochRequest {
  return {
    replicaId: given.replicaId === undefined ? -2 : given.replicaId,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeOffsetForLeaderTopic(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetForLeaderEpochRequest(w: Writer, v: number, m: OffsetForLeaderEpochRequest): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'replicaId'
    if (v >= 3) {
      w.int32(m.replicaId)
    }
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeOffsetForLeaderTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetForLeaderEpochRequest(r: Reader, v: number): OffsetForLeaderEpochRequest {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let replicaId: number = -2
    let topics: OffsetForLeaderTopic[]
    at = 'replicaId'
    if (v >= 3) {
      replicaId = r.int32()
    }
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: OffsetForLeaderTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetForLeaderTopic(r, v))
      i = -1
      topics = a
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { replicaId, topics } : { replicaId, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The OffsetForLeaderEpoch response. */
export interface OffsetForLeaderEpochResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** The topics. */
  topics: OffsetForLeaderTopicResult[]
  unknownTags?: UnknownTags
}

/** One OffsetForLeaderTopicResult of OffsetForLeaderEpochResponse. */
export interface OffsetForLeaderTopicResult {
  /** Name of the topic. */
  topic: string
  /** The partitions. */
  partitions: OffsetForLeaderEpochResponseEpochEndOffset[]
  unknownTags?: UnknownTags
}

/** One EpochEndOffset of OffsetForLeaderEpochResponse. */
export interface OffsetForLeaderEpochResponseEpochEndOffset {
  /** Error code; 0 for none. */
  errorCode: number
  /** Partition number. */
  partition: number
  /** Epoch of the leader; -1 when unknown (default -1). */
  leaderEpoch: number
  /** First offset after the epoch (default -1). */
  endOffset: number
  unknownTags?: UnknownTags
}

/** A whole OffsetForLeaderEpochResponseEpochEndOffset. */
export function makeOffsetForLeaderEpochResponseEpochEndOffset(given: Partially<OffsetForLeaderEpochResponseEpochEndOffset> = {}): OffsetForLeaderEpochResponseEpochEndOffset {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    partition: given.partition === undefined ? 0 : given.partition,
    leaderEpoch: given.leaderEpoch === undefined ? -1 : given.leaderEpoch,
    endOffset: given.endOffset === undefined ? -1 : given.endOffset,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetForLeaderEpochResponseEpochEndOffset(w: Writer, v: number, m: OffsetForLeaderEpochResponseEpochEndOffset): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'partition'
    w.int32(m.partition)
    at = 'leaderEpoch'
    w.int32(m.leaderEpoch)
    at = 'endOffset'
    w.int64(m.endOffset)
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeOffsetForLeaderEpochResponseEpochEndOffset(r: Reader, v: number): OffsetForLeaderEpochResponseEpochEndOffset {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let partition: number
    let leaderEpoch: number
    let endOffset: number
    at = 'errorCode'
    errorCode = r.int16()
    at = 'partition'
    partition = r.int32()
    at = 'leaderEpoch'
    leaderEpoch = r.int32()
    at = 'endOffset'
    endOffset = r.int64()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { errorCode, partition, leaderEpoch, endOffset } : { errorCode, partition, leaderEpoch, endOffset, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole OffsetForLeaderTopicResult. */
export function makeOffsetForLeaderTopicResult(given: Partially<OffsetForLeaderTopicResult> = {}): OffsetForLeaderTopicResult {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeOffsetForLeaderEpochResponseEpochEndOffset(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetForLeaderTopicResult(w: Writer, v: number, m: OffsetForLeaderTopicResult): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'topic'
    w.string(m.topic, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeOffsetForLeaderEpochResponseEpochEndOffset(w, v, partitions[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetForLeaderTopicResult(r: Reader, v: number): OffsetForLeaderTopicResult {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topic: string
    let partitions: OffsetForLeaderEpochResponseEpochEndOffset[]
    at = 'topic'
    topic = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 18)
      const a: OffsetForLeaderEpochResponseEpochEndOffset[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetForLeaderEpochResponseEpochEndOffset(r, v))
      i = -1
      partitions = a
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { topic, partitions } : { topic, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetForLeaderEpochResponse from the fields that differ from their defaults, at any depth. */
export function offsetForLeaderEpochResponse(given: Partially<OffsetForLeaderEpochResponse> = {}): OffsetForLeaderEpochResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeOffsetForLeaderTopicResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetForLeaderEpochResponse(w: Writer, v: number, m: OffsetForLeaderEpochResponse): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeOffsetForLeaderTopicResult(w, v, topics[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetForLeaderEpochResponse(r: Reader, v: number): OffsetForLeaderEpochResponse {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let topics: OffsetForLeaderTopicResult[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: OffsetForLeaderTopicResult[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetForLeaderTopicResult(r, v))
      i = -1
      topics = a
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { throttleTimeMs, topics } : { throttleTimeMs, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** OffsetForLeaderEpoch, API key 23: versions 2 to 4. */
export const offsetForLeaderEpochApi: ApiDescription<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse> = {
  key: 23,
  name: 'OffsetForLeaderEpoch',
  minVersion: 2,
  maxVersion: 4,
  flexibleFrom: 4,
  request: offsetForLeaderEpochRequest,
  response: offsetForLeaderEpochResponse,
  encodeRequest(w, v, m) {
    try {
      encodeOffsetForLeaderEpochRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetForLeaderEpochRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeOffsetForLeaderEpochRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetForLeaderEpochRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeOffsetForLeaderEpochResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetForLeaderEpochResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeOffsetForLeaderEpochResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetForLeaderEpochResponse', v)
    }
  },
}
