// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The OffsetDelete request. */
export interface OffsetDeleteRequest {
  /** Id of the group. */
  groupId: string
  /** The topics. */
  topics: OffsetDeleteRequestTopic[]
}

/** One OffsetDeleteRequestTopic of OffsetDeleteRequest. */
export interface OffsetDeleteRequestTopic {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: OffsetDeleteRequestPartition[]
}

/** One OffsetDeleteRequestPartition of OffsetDeleteRequest. */
export interface OffsetDeleteRequestPartition {
  /** Partition number. */
  partitionIndex: number
}

/** A whole OffsetDeleteRequestPartition. */
export function makeOffsetDeleteRequestPartition(given: Partially<OffsetDeleteRequestPartition> = {}): OffsetDeleteRequestPartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
  }
}

function encodeOffsetDeleteRequestPartition(w: Writer, _v: number, m: OffsetDeleteRequestPartition): void {
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeOffsetDeleteRequestPartition(r: Reader, _v: number): OffsetDeleteRequestPartition {
  let at = ''
  try {
    let partitionIndex: number
    at = 'partitionIndex'
    partitionIndex = r.int32()
    return { partitionIndex }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole OffsetDeleteRequestTopic. */
export function makeOffsetDeleteRequestTopic(given: Partially<OffsetDeleteRequestTopic> = {}): OffsetDeleteRequestTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeOffsetDeleteRequestPartition(e)),
  }
}

function encodeOffsetDeleteRequestTopic(w: Writer, v: number, m: OffsetDeleteRequestTopic): void {
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, false)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, false)
      for (i = 0; i < partitions.length; i++) encodeOffsetDeleteRequestPartition(w, v, partitions[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetDeleteRequestTopic(r: Reader, v: number): OffsetDeleteRequestTopic {
  let at = ''
  let i = -1
  try {
    let name: string
    let partitions: OffsetDeleteRequestPartition[]
    at = 'name'
    name = r.string(false)
    at = 'partitions'
    {
      const n = r.arrayLength(false, 4)
      const a: OffsetDeleteRequestPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetDeleteRequestPartition(r, v))
      i = -1
      partitions = a
    }
    return { name, partitions }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetDeleteRequest from the fields that differ from their defaults, at any depth. */
export function offsetDeleteRequest(given: Partially<OffsetDeleteRequest> = {}): OffsetDeleteRequest {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeOffsetDeleteRequestTopic(e)),
  }
}

function encodeOffsetDeleteRequest(w: Writer, v: number, m: OffsetDeleteRequest): void {
  let at = ''
  let i = -1
  try {
    at = 'groupId'
    w.string(m.groupId, false)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, false)
      for (i = 0; i < topics.length; i++) encodeOffsetDeleteRequestTopic(w, v, topics[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetDeleteRequest(r: Reader, v: number): OffsetDeleteRequest {
  let at = ''
  let i = -1
  try {
    let groupId: string
    let topics: OffsetDeleteRequestTopic[]
    at = 'groupId'
    groupId = r.string(false)
    at = 'topics'
    {
      const n = r.arrayLength(false, 6)
      const a: OffsetDeleteRequestTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetDeleteRequestTopic(r, v))
      i = -1
      topics = a
    }
    return { groupId, topics }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The OffsetDelete response. */
export interface OffsetDeleteResponse {
  /** Error code; 0 for none. */
  errorCode: number
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** The topics. */
  topics: OffsetDeleteResponseTopic[]
}

/** One OffsetDeleteResponseTopic of OffsetDeleteResponse. */
export interface OffsetDeleteResponseTopic {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: OffsetDeleteResponsePartition[]
}

/** One OffsetDeleteResponsePartition of OffsetDeleteResponse. */
export interface OffsetDeleteResponsePartition {
  /** Partition number. */
  partitionIndex: number
  /** Error code; 0 for none. */
  errorCode: number
}

/** A whole OffsetDeleteResponsePartition. */
export function makeOffsetDeleteResponsePartition(given: Partially<OffsetDeleteResponsePartition> = {}): OffsetDeleteResponsePartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
  }
}

function encodeOffsetDeleteResponsePartition(w: Writer, _v: number, m: OffsetDeleteResponsePartition): void {
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'errorCode'
    w.int16(m.errorCode)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeOffsetDeleteResponsePartition(r: Reader, _v: number): OffsetDeleteResponsePartition {
  let at = ''
  try {
    let partitionIndex: number
    let errorCode: number
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    return { partitionIndex, errorCode }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole OffsetDeleteResponseTopic. */
export function makeOffsetDeleteResponseTopic(given: Partially<OffsetDeleteResponseTopic> = {}): OffsetDeleteResponseTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeOffsetDeleteResponsePartition(e)),
  }
}

function encodeOffsetDeleteResponseTopic(w: Writer, v: number, m: OffsetDeleteResponseTopic): void {
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, false)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, false)
      for (i = 0; i < partitions.length; i++) encodeOffsetDeleteResponsePartition(w, v, partitions[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetDeleteResponseTopic(r: Reader, v: number): OffsetDeleteResponseTopic {
  let at = ''
  let i = -1
  try {
    let name: string
    let partitions: OffsetDeleteResponsePartition[]
    at = 'name'
    name = r.string(false)
    at = 'partitions'
    {
      const n = r.arrayLength(false, 6)
      const a: OffsetDeleteResponsePartition[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetDeleteResponsePartition(r, v))
      i = -1
      partitions = a
    }
    return { name, partitions }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetDeleteResponse from the fields that differ from their defaults, at any depth. */
export function offsetDeleteResponse(given: Partially<OffsetDeleteResponse> = {}): OffsetDeleteResponse {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeOffsetDeleteResponseTopic(e)),
  }
}

function encodeOffsetDeleteResponse(w: Writer, v: number, m: OffsetDeleteResponse): void {
  let at = ''
  let i = -1
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, false)
      for (i = 0; i < topics.length; i++) encodeOffsetDeleteResponseTopic(w, v, topics[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetDeleteResponse(r: Reader, v: number): OffsetDeleteResponse {
  let at = ''
  let i = -1
  try {
    let errorCode: number
    let throttleTimeMs: number
    let topics: OffsetDeleteResponseTopic[]
    at = 'errorCode'
    errorCode = r.int16()
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'topics'
    {
      const n = r.arrayLength(false, 6)
      const a: OffsetDeleteResponseTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetDeleteResponseTopic(r, v))
      i = -1
      topics = a
    }
    return { errorCode, throttleTimeMs, topics }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** OffsetDelete, API key 47: versions 0 to 0. */
export const offsetDeleteApi: ApiDescription<OffsetDeleteRequest, OffsetDeleteResponse> = {
  key: 47,
  name: 'OffsetDelete',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  request: offsetDeleteRequest,
  response: offsetDeleteResponse,
  encodeRequest(w, v, m) {
    try {
      encodeOffsetDeleteRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetDeleteRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeOffsetDeleteRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetDeleteRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeOffsetDeleteResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetDeleteResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeOffsetDeleteResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetDeleteResponse', v)
    }
  },
}
