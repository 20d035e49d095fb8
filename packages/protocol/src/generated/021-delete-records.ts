// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The DeleteRecords request. */
export interface DeleteRecordsRequest {
  /** The topics. */
  topics: DeleteRecordsTopic[]
  /** How long the broker may take, in ms. */
  timeoutMs: number
  unknownTags?: UnknownTags
}

/** One DeleteRecordsTopic of DeleteRecordsRequest. */
export interface DeleteRecordsTopic {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: DeleteRecordsPartition[]
  unknownTags?: UnknownTags
}

/** One DeleteRecordsPartition of DeleteRecordsRequest. */
export interface DeleteRecordsPartition {
  /** Partition number. */
  partitionIndex: number
  /** First offset to keep; -1 for the high watermark. */
  offset: number
  unknownTags?: UnknownTags
}

/** A whole DeleteRecordsPartition. */
export function makeDeleteRecordsPartition(given: Partially<DeleteRecordsPartition> = {}): DeleteRecordsPartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    offset: given.offset === undefined ? 0 : given.offset,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteRecordsPartition(w: Writer, v: number, m: DeleteRecordsPartition): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'offset'
    w.int64(m.offset)
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

function decodeDeleteRecordsPartition(r: Reader, v: number): DeleteRecordsPartition {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let offset: number
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'offset'
    offset = r.int64()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partitionIndex, offset } : { partitionIndex, offset, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DeleteRecordsTopic. */
export function makeDeleteRecordsTopic(given: Partially<DeleteRecordsTopic> = {}): DeleteRecordsTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeDeleteRecordsPartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteRecordsTopic(w: Writer, v: number, m: DeleteRecordsTopic): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeDeleteRecordsPartition(w, v, partitions[i]!)
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

function decodeDeleteRecordsTopic(r: Reader, v: number): DeleteRecordsTopic {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: DeleteRecordsPartition[]
    at = 'name'
    name = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 12)
      const a: DeleteRecordsPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeDeleteRecordsPartition(r, v))
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

/** A whole DeleteRecordsRequest from the fields that differ from their defaults, at any depth. */
export function deleteRecordsRequest(given: Partially<DeleteRecordsRequest> = {}): DeleteRecordsRequest {
  return {
    topics: given.topics === undefined ? [] : given.topics.map(e => makeDeleteRecordsTopic(e)),
    timeoutMs: given.timeoutMs === undefined ? 0 : given.timeoutMs,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteRecordsRequest(w: Writer, v: number, m: DeleteRecordsRequest): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeDeleteRecordsTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'timeoutMs'
    w.int32(m.timeoutMs)
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

function decodeDeleteRecordsRequest(r: Reader, v: number): DeleteRecordsRequest {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topics: DeleteRecordsTopic[]
    let timeoutMs: number
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: DeleteRecordsTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeDeleteRecordsTopic(r, v))
      i = -1
      topics = a
    }
    at = 'timeoutMs'
    timeoutMs = r.int32()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { topics, timeoutMs } : { topics, timeoutMs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The DeleteRecords response. */
export interface DeleteRecordsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** The topics. */
  topics: DeleteRecordsTopicResult[]
  unknownTags?: UnknownTags
}

/** One DeleteRecordsTopicResult of DeleteRecordsResponse. */
export interface DeleteRecordsTopicResult {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: DeleteRecordsPartitionResult[]
  unknownTags?: UnknownTags
}

/** One DeleteRecordsPartitionResult of DeleteRecordsResponse. */
export interface DeleteRecordsPartitionResult {
  /** Partition number. */
  partitionIndex: number
  /** First offset that is still there after the deletion. */
  lowWatermark: number
  /** Error code; 0 for none. */
  errorCode: number
  unknownTags?: UnknownTags
}

/** A whole DeleteRecordsPartitionResult. */
export function makeDeleteRecordsPartitionResult(given: Partially<DeleteRecordsPartitionResult> = {}): DeleteRecordsPartitionResult {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    lowWatermark: given.lowWatermark === undefined ? 0 : given.lowWatermark,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteRecordsPartitionResult(w: Writer, v: number, m: DeleteRecordsPartitionResult): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'lowWatermark'
    w.int64(m.lowWatermark)
    at = 'errorCode'
    w.int16(m.errorCode)
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

function decodeDeleteRecordsPartitionResult(r: Reader, v: number): DeleteRecordsPartitionResult {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let lowWatermark: number
    let errorCode: number
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'lowWatermark'
    lowWatermark = r.int64()
    at = 'errorCode'
    errorCode = r.int16()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partitionIndex, lowWatermark, errorCode } : { partitionIndex, lowWatermark, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DeleteRecordsTopicResult. */
export function makeDeleteRecordsTopicResult(given: Partially<DeleteRecordsTopicResult> = {}): DeleteRecordsTopicResult {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeDeleteRecordsPartitionResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteRecordsTopicResult(w: Writer, v: number, m: DeleteRecordsTopicResult): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeDeleteRecordsPartitionResult(w, v, partitions[i]!)
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

function decodeDeleteRecordsTopicResult(r: Reader, v: number): DeleteRecordsTopicResult {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: DeleteRecordsPartitionResult[]
    at = 'name'
    name = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 14)
      const a: DeleteRecordsPartitionResult[] = []
      for (i = 0; i < n; i++) a.push(decodeDeleteRecordsPartitionResult(r, v))
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

/** A whole DeleteRecordsResponse from the fields that differ from their defaults, at any depth. */
export function deleteRecordsResponse(given: Partially<DeleteRecordsResponse> = {}): DeleteRecordsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeDeleteRecordsTopicResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteRecordsResponse(w: Writer, v: number, m: DeleteRecordsResponse): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeDeleteRecordsTopicResult(w, v, topics[i]!)
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

function decodeDeleteRecordsResponse(r: Reader, v: number): DeleteRecordsResponse {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let topics: DeleteRecordsTopicResult[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: DeleteRecordsTopicResult[] = []
      for (i = 0; i < n; i++) a.push(decodeDeleteRecordsTopicResult(r, v))
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

/** DeleteRecords, API key 21: versions 0 to 2. */
export const deleteRecordsApi: ApiDescription<DeleteRecordsRequest, DeleteRecordsResponse> = {
  key: 21,
  name: 'DeleteRecords',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  request: deleteRecordsRequest,
  response: deleteRecordsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeDeleteRecordsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DeleteRecordsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeDeleteRecordsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DeleteRecordsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeDeleteRecordsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DeleteRecordsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeDeleteRecordsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DeleteRecordsResponse', v)
    }
  },
}
