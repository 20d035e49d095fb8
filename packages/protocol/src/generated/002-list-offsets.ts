// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The ListOffsets request. */
export interface ListOffsetsRequest {
  /** Id of the follower; -1 for a consumer. */
  replicaId: number
  /** 0 read uncommitted, 1 read committed (from version 2). */
  isolationLevel: number
  /** The topics. */
  topics: ListOffsetsTopic[]
  /** How long the broker may take, in ms (from version 10). */
  timeoutMs: number
  unknownTags?: UnknownTags
}

/** One ListOffsetsTopic of ListOffsetsRequest. */
export interface ListOffsetsTopic {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: ListOffsetsPartition[]
  unknownTags?: UnknownTags
}

/** One ListOffsetsPartition of ListOffsetsRequest. */
export interface ListOffsetsPartition {
  /** Partition number. */
  partitionIndex: number
  /** Leader epoch the asker believes in; -1 to leave it unchecked (from version 4; default -1). */
  currentLeaderEpoch: number
  /** Timestamp in ms sought, or -1 the end, -2 the start, -3 the largest timestamp. */
  timestamp: number
  unknownTags?: UnknownTags
}

/** A whole ListOffsetsPartition. */
export function makeListOffsetsPartition(given: Partially<ListOffsetsPartition> = {}): ListOffsetsPartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    currentLeaderEpoch: given.currentLeaderEpoch === undefined ? -1 : given.currentLeaderEpoch,
    timestamp: given.timestamp === undefined ? 0 : given.timestamp,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListOffsetsPartition(w: Writer, v: number, m: ListOffsetsPartition): void {
  const flex = v >= 6
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'currentLeaderEpoch'
    if (v >= 4) {
      w.int32(m.currentLeaderEpoch)
    }
    at = 'timestamp'
    w.int64(m.timestamp)
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

function decodeListOffsetsPartition(r: Reader, v: number): ListOffsetsPartition {
  const flex = v >= 6
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let currentLeaderEpoch: number = -1
    let timestamp: number
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'currentLeaderEpoch'
    if (v >= 4) {
      currentLeaderEpoch = r.int32()
    }
    at = 'timestamp'
    timestamp = r.int64()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partitionIndex, currentLeaderEpoch, timestamp } : { partitionIndex, currentLeaderEpoch, timestamp, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ListOffsetsTopic. */
export function makeListOffsetsTopic(given: Partially<ListOffsetsTopic> = {}): ListOffsetsTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeListOffsetsPartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListOffsetsTopic(w: Writer, v: number, m: ListOffsetsTopic): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeListOffsetsPartition(w, v, partitions[i]!)
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

function decodeListOffsetsTopic(r: Reader, v: number): ListOffsetsTopic {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: ListOffsetsPartition[]
    at = 'name'
    name = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 12)
      const a: ListOffsetsPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeListOffsetsPartition(r, v))
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
    return unknownTags === undefined ? { name, partitions } : { name, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ListOffsetsRequest from the fields that differ from their defaults, at any depth. */
export function listOffsetsRequest(given: Partially<ListOffsetsRequest> = {}): ListOffsetsRequest {
  return {
    replicaId: given.replicaId === undefined ? 0 : given.replicaId,
    isolationLevel: given.isolationLevel === undefined ? 0 : given.isolationLevel,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeListOffsetsTopic(e)),
    timeoutMs: given.timeoutMs === undefined ? 0 : given.timeoutMs,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListOffsetsRequest(w: Writer, v: number, m: ListOffsetsRequest): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'replicaId'
    w.int32(m.replicaId)
    at = 'isolationLevel'
    if (v >= 2) {
      w.int8(m.isolationLevel)
    }
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeListOffsetsTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'timeoutMs'
    if (v >= 10) {
      w.int32(m.timeoutMs)
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

function decodeListOffsetsRequest(r: Reader, v: number): ListOffsetsRequest {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let replicaId: number
    let isolationLevel: number = 0
    let topics: ListOffsetsTopic[]
    let timeoutMs: number = 0
    at = 'replicaId'
    replicaId = r.int32()
    at = 'isolationLevel'
    if (v >= 2) {
      isolationLevel = r.int8()
    }
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: ListOffsetsTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeListOffsetsTopic(r, v))
      i = -1
      topics = a
    }
    at = 'timeoutMs'
    if (v >= 10) {
      timeoutMs = r.int32()
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
    return unknownTags === undefined ? { replicaId, isolationLevel, topics, timeoutMs } : { replicaId, isolationLevel, topics, timeoutMs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The ListOffsets response. */
export interface ListOffsetsResponse {
  /** How long the answer was held back by a quota, in ms (from version 2). */
  throttleTimeMs: number
  /** The topics. */
  topics: ListOffsetsTopicResponse[]
  unknownTags?: UnknownTags
}

/** One ListOffsetsTopicResponse of ListOffsetsResponse. */
export interface ListOffsetsTopicResponse {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: ListOffsetsPartitionResponse[]
  unknownTags?: UnknownTags
}

/** One ListOffsetsPartitionResponse of ListOffsetsResponse. */
export interface ListOffsetsPartitionResponse {
  /** Partition number. */
  partitionIndex: number
  /** Error code; 0 for none. */
  errorCode: number
  /** Timestamp in ms (default -1). */
  timestamp: number
  /** The offset (default -1). */
  offset: number
  /** Epoch of the leader; -1 when unknown (from version 4; default -1). */
  leaderEpoch: number
  unknownTags?: UnknownTags
}

/** A whole ListOffsetsPartitionResponse. */
export function makeListOffsetsPartitionResponse(given: Partially<ListOffsetsPartitionResponse> = {}): ListOffsetsPartitionResponse {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    timestamp: given.timestamp === undefined ? -1 : given.timestamp,
    offset: given.offset === undefined ? -1 : given.offset,
    leaderEpoch: given.leaderEpoch === undefined ? -1 : given.leaderEpoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListOffsetsPartitionResponse(w: Writer, v: number, m: ListOffsetsPartitionResponse): void {
  const flex = v >= 6
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'timestamp'
    w.int64(m.timestamp)
    at = 'offset'
    w.int64(m.offset)
    at = 'leaderEpoch'
    if (v >= 4) {
      w.int32(m.leaderEpoch)
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
    throw inField(error, at, -1)
  }
}

function decodeListOffsetsPartitionResponse(r: Reader, v: number): ListOffsetsPartitionResponse {
  const flex = v >= 6
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let errorCode: number
    let timestamp: number
    let offset: number
    let leaderEpoch: number = -1
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'timestamp'
    timestamp = r.int64()
    at = 'offset'
    offset = r.int64()
    at = 'leaderEpoch'
    if (v >= 4) {
      leaderEpoch = r.int32()
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
    return unknownTags === undefined ? { partitionIndex, errorCode, timestamp, offset, leaderEpoch } : { partitionIndex, errorCode, timestamp, offset, leaderEpoch, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ListOffsetsTopicResponse. */
export function makeListOffsetsTopicResponse(given: Partially<ListOffsetsTopicResponse> = {}): ListOffsetsTopicResponse {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeListOffsetsPartitionResponse(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListOffsetsTopicResponse(w: Writer, v: number, m: ListOffsetsTopicResponse): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeListOffsetsPartitionResponse(w, v, partitions[i]!)
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

function decodeListOffsetsTopicResponse(r: Reader, v: number): ListOffsetsTopicResponse {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: ListOffsetsPartitionResponse[]
    at = 'name'
    name = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 22)
      const a: ListOffsetsPartitionResponse[] = []
      for (i = 0; i < n; i++) a.push(decodeListOffsetsPartitionResponse(r, v))
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
    return unknownTags === undefined ? { name, partitions } : { name, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ListOffsetsResponse from the fields that differ from their defaults, at any depth. */
export function listOffsetsResponse(given: Partially<ListOffsetsResponse> = {}): ListOffsetsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeListOffsetsTopicResponse(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListOffsetsResponse(w: Writer, v: number, m: ListOffsetsResponse): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    if (v >= 2) {
      w.int32(m.throttleTimeMs)
    }
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeListOffsetsTopicResponse(w, v, topics[i]!)
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

function decodeListOffsetsResponse(r: Reader, v: number): ListOffsetsResponse {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let topics: ListOffsetsTopicResponse[]
    at = 'throttleTimeMs'
    if (v >= 2) {
      throttleTimeMs = r.int32()
    }
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: ListOffsetsTopicResponse[] = []
      for (i = 0; i < n; i++) a.push(decodeListOffsetsTopicResponse(r, v))
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

/** ListOffsets, API key 2: versions 1 to 11. */
export const listOffsetsApi: ApiDescription<ListOffsetsRequest, ListOffsetsResponse> = {
  key: 2,
  name: 'ListOffsets',
  minVersion: 1,
  maxVersion: 11,
  flexibleFrom: 6,
  request: listOffsetsRequest,
  response: listOffsetsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeListOffsetsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ListOffsetsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeListOffsetsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ListOffsetsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeListOffsetsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ListOffsetsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeListOffsetsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ListOffsetsResponse', v)
    }
  },
}
