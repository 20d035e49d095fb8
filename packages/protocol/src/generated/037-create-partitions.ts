// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The CreatePartitions request. */
export interface CreatePartitionsRequest {
  /** The topics. */
  topics: CreatePartitionsTopic[]
  /** How long the broker may take, in ms. */
  timeoutMs: number
  /** Whether to check and change nothing. */
  validateOnly: boolean
  unknownTags?: UnknownTags
}

/** One CreatePartitionsTopic of CreatePartitionsRequest. */
export interface CreatePartitionsTopic {
  /** Name of it. */
  name: string
  /** How many partitions the topic shall have in all. */
  count: number
  /** Replicas of the new partitions; null to let the broker choose. */
  assignments: CreatePartitionsAssignment[] | null
  unknownTags?: UnknownTags
}

/** One CreatePartitionsAssignment of CreatePartitionsRequest. */
export interface CreatePartitionsAssignment {
  /** Ids of the brokers that get a replica. */
  brokerIds: number[]
  unknownTags?: UnknownTags
}

/** A whole CreatePartitionsAssignment. */
export function makeCreatePartitionsAssignment(given: Partially<CreatePartitionsAssignment> = {}): CreatePartitionsAssignment {
  return {
    brokerIds: given.brokerIds === undefined ? [] : [...given.brokerIds],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatePartitionsAssignment(w: Writer, v: number, m: CreatePartitionsAssignment): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'brokerIds'
    {
      const brokerIds = m.brokerIds
      w.arrayLength(brokerIds.length, flex)
      for (i = 0; i < brokerIds.length; i++) w.int32(brokerIds[i]!)
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

function decodeCreatePartitionsAssignment(r: Reader, v: number): CreatePartitionsAssignment {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let brokerIds: number[]
    at = 'brokerIds'
    {
      const n = r.arrayLength(flex, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      brokerIds = a
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
    return unknownTags === undefined ? { brokerIds } : { brokerIds, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole CreatePartitionsTopic. */
export function makeCreatePartitionsTopic(given: Partially<CreatePartitionsTopic> = {}): CreatePartitionsTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    count: given.count === undefined ? 0 : given.count,
    assignments: given.assignments === undefined ? [] : given.assignments === null ? null : given.assignments.map(e => makeCreatePartitionsAssignment(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatePartitionsTopic(w: Writer, v: number, m: CreatePartitionsTopic): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'count'
    w.int32(m.count)
    at = 'assignments'
    {
      const assignments = m.assignments
      if (assignments === null) {
        w.nullArray(flex)
      } else {
        w.arrayLength(assignments.length, flex)
        for (i = 0; i < assignments.length; i++) encodeCreatePartitionsAssignment(w, v, assignments[i]!)
        i = -1
      }
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

function decodeCreatePartitionsTopic(r: Reader, v: number): CreatePartitionsTopic {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let count: number
    let assignments: CreatePartitionsAssignment[] | null
    at = 'name'
    name = r.string(flex)
    at = 'count'
    count = r.int32()
    at = 'assignments'
    {
      const n = r.nullableArrayLength(flex, 2)
      if (n < 0) {
        assignments = null
      } else {
        const a: CreatePartitionsAssignment[] = []
        for (i = 0; i < n; i++) a.push(decodeCreatePartitionsAssignment(r, v))
        i = -1
        assignments = a
      }
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
    return unknownTags === undefined ? { name, count, assignments } : { name, count, assignments, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole CreatePartitionsRequest from the fields that differ from their defaults, at any depth. */
export function createPartitionsRequest(given: Partially<CreatePartitionsRequest> = {}): CreatePartitionsRequest {
  return {
    topics: given.topics === undefined ? [] : given.topics.map(e => makeCreatePartitionsTopic(e)),
    timeoutMs: given.timeoutMs === undefined ? 0 : given.timeoutMs,
    validateOnly: given.validateOnly === undefined ? false : given.validateOnly,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatePartitionsRequest(w: Writer, v: number, m: CreatePartitionsRequest): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeCreatePartitionsTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'timeoutMs'
    w.int32(m.timeoutMs)
    at = 'validateOnly'
    w.bool(m.validateOnly)
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

function decodeCreatePartitionsRequest(r: Reader, v: number): CreatePartitionsRequest {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topics: CreatePartitionsTopic[]
    let timeoutMs: number
    let validateOnly: boolean
    at = 'topics'
    {
      const n = r.arrayLength(flex, 7)
      const a: CreatePartitionsTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeCreatePartitionsTopic(r, v))
      i = -1
      topics = a
    }
    at = 'timeoutMs'
    timeoutMs = r.int32()
    at = 'validateOnly'
    validateOnly = r.bool()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { topics, timeoutMs, validateOnly } : { topics, timeoutMs, validateOnly, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The CreatePartitions response. */
export interface CreatePartitionsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** One result for each. */
  results: CreatePartitionsTopicResult[]
  unknownTags?: UnknownTags
}

/** One CreatePartitionsTopicResult of CreatePartitionsResponse. */
export interface CreatePartitionsTopicResult {
  /** Name of it. */
  name: string
  /** Error code; 0 for none. */
  errorCode: number
  /** What went wrong, in words; null for nothing (default null). */
  errorMessage: string | null
  unknownTags?: UnknownTags
}

/** A whole CreatePartitionsTopicResult. */
export function makeCreatePartitionsTopicResult(given: Partially<CreatePartitionsTopicResult> = {}): CreatePartitionsTopicResult {
  return {
    name: given.name === undefined ? '' : given.name,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? null : given.errorMessage,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatePartitionsTopicResult(w: Writer, v: number, m: CreatePartitionsTopicResult): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    w.nullableString(m.errorMessage, flex)
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

function decodeCreatePartitionsTopicResult(r: Reader, v: number): CreatePartitionsTopicResult {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let errorCode: number
    let errorMessage: string | null
    at = 'name'
    name = r.string(flex)
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    errorMessage = r.nullableString(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { name, errorCode, errorMessage } : { name, errorCode, errorMessage, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole CreatePartitionsResponse from the fields that differ from their defaults, at any depth. */
export function createPartitionsResponse(given: Partially<CreatePartitionsResponse> = {}): CreatePartitionsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    results: given.results === undefined ? [] : given.results.map(e => makeCreatePartitionsTopicResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatePartitionsResponse(w: Writer, v: number, m: CreatePartitionsResponse): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'results'
    {
      const results = m.results
      w.arrayLength(results.length, flex)
      for (i = 0; i < results.length; i++) encodeCreatePartitionsTopicResult(w, v, results[i]!)
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

function decodeCreatePartitionsResponse(r: Reader, v: number): CreatePartitionsResponse {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let results: CreatePartitionsTopicResult[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'results'
    {
      const n = r.arrayLength(flex, 5)
      const a: CreatePartitionsTopicResult[] = []
      for (i = 0; i < n; i++) a.push(decodeCreatePartitionsTopicResult(r, v))
      i = -1
      results = a
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
    return unknownTags === undefined ? { throttleTimeMs, results } : { throttleTimeMs, results, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** CreatePartitions, API key 37: versions 0 to 3. */
export const createPartitionsApi: ApiDescription<CreatePartitionsRequest, CreatePartitionsResponse> = {
  key: 37,
  name: 'CreatePartitions',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 2,
  request: createPartitionsRequest,
  response: createPartitionsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeCreatePartitionsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'CreatePartitionsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeCreatePartitionsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'CreatePartitionsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeCreatePartitionsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'CreatePartitionsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeCreatePartitionsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'CreatePartitionsResponse', v)
    }
  },
}
