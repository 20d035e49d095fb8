// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The DeleteTopics request. */
export interface DeleteTopicsRequest {
  /** The topics (from version 6). */
  topics: DeleteTopicState[]
  /** Names of the topics (versions 1 to 5). */
  topicNames: string[]
  /** How long the broker may take, in ms. */
  timeoutMs: number
  unknownTags?: UnknownTags
}

/** One DeleteTopicState of DeleteTopicsRequest. */
export interface DeleteTopicState {
  /** Name of it (from version 6; default null). */
  name: string | null
  /** Id of the topic (from version 6). */
  topicId: string
  unknownTags?: UnknownTags
}

/** A whole DeleteTopicState. */
export function makeDeleteTopicState(given: Partially<DeleteTopicState> = {}): DeleteTopicState {
  return {
    name: given.name === undefined ? null : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteTopicState(w: Writer, v: number, m: DeleteTopicState): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'name'
    if (v >= 6) {
      w.nullableString(m.name, flex)
    }
    at = 'topicId'
    if (v >= 6) {
      w.uuid(m.topicId)
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

function decodeDeleteTopicState(r: Reader, v: number): DeleteTopicState {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string | null = null
    let topicId: string = ZERO_UUID
    at = 'name'
    if (v >= 6) {
      name = r.nullableString(flex)
    }
    at = 'topicId'
    if (v >= 6) {
      topicId = r.uuid()
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
    return unknownTags === undefined ? { name, topicId } : { name, topicId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DeleteTopicsRequest from the fields that differ from their defaults, at any depth. */
export function deleteTopicsRequest(given: Partially<DeleteTopicsRequest> = {}): DeleteTopicsRequest {
  return {
    topics: given.topics === undefined ? [] : given.topics.map(e => makeDeleteTopicState(e)),
    topicNames: given.topicNames === undefined ? [] : [...given.topicNames],
    timeoutMs: given.timeoutMs === undefined ? 0 : given.timeoutMs,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteTopicsRequest(w: Writer, v: number, m: DeleteTopicsRequest): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'topics'
    if (v >= 6) {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeDeleteTopicState(w, v, topics[i]!)
      i = -1
    }
    at = 'topicNames'
    if (v <= 5) {
      const topicNames = m.topicNames
      w.arrayLength(topicNames.length, flex)
      for (i = 0; i < topicNames.length; i++) w.string(topicNames[i]!, flex)
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

function decodeDeleteTopicsRequest(r: Reader, v: number): DeleteTopicsRequest {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topics: DeleteTopicState[] = []
    let topicNames: string[] = []
    let timeoutMs: number
    at = 'topics'
    if (v >= 6) {
      {
        const n = r.arrayLength(flex, 1)
        const a: DeleteTopicState[] = []
        for (i = 0; i < n; i++) a.push(decodeDeleteTopicState(r, v))
        i = -1
        topics = a
      }
    }
    at = 'topicNames'
    if (v <= 5) {
      {
        const n = r.arrayLength(flex, 1)
        const a: string[] = []
        for (i = 0; i < n; i++) a.push(r.string(flex))
        i = -1
        topicNames = a
      }
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
    return unknownTags === undefined ? { topics, topicNames, timeoutMs } : { topics, topicNames, timeoutMs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The DeleteTopics response. */
export interface DeleteTopicsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** One answer for each. */
  responses: DeletableTopicResult[]
  unknownTags?: UnknownTags
}

/** One DeletableTopicResult of DeleteTopicsResponse. */
export interface DeletableTopicResult {
  /** Name of it (null from version 6). */
  name: string | null
  /** Id of the topic (from version 6). */
  topicId: string
  /** Error code; 0 for none. */
  errorCode: number
  /** What went wrong, in words; null for nothing (from version 5; default null). */
  errorMessage: string | null
  unknownTags?: UnknownTags
}

/** A whole DeletableTopicResult. */
export function makeDeletableTopicResult(given: Partially<DeletableTopicResult> = {}): DeletableTopicResult {
  return {
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? null : given.errorMessage,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeletableTopicResult(w: Writer, v: number, m: DeletableTopicResult): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'name'
    if (v >= 6) {
      w.nullableString(m.name, flex)
    } else {
      w.string(m.name, flex)
    }
    at = 'topicId'
    if (v >= 6) {
      w.uuid(m.topicId)
    }
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    if (v >= 5) {
      w.nullableString(m.errorMessage, flex)
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

function decodeDeletableTopicResult(r: Reader, v: number): DeletableTopicResult {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string | null
    let topicId: string = ZERO_UUID
    let errorCode: number
    let errorMessage: string | null = null
    at = 'name'
    if (v >= 6) {
      name = r.nullableString(flex)
    } else {
      name = r.string(flex)
    }
    at = 'topicId'
    if (v >= 6) {
      topicId = r.uuid()
    }
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    if (v >= 5) {
      errorMessage = r.nullableString(flex)
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
    return unknownTags === undefined ? { name, topicId, errorCode, errorMessage } : { name, topicId, errorCode, errorMessage, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DeleteTopicsResponse from the fields that differ from their defaults, at any depth. */
export function deleteTopicsResponse(given: Partially<DeleteTopicsResponse> = {}): DeleteTopicsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    responses: given.responses === undefined ? [] : given.responses.map(e => makeDeletableTopicResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteTopicsResponse(w: Writer, v: number, m: DeleteTopicsResponse): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'responses'
    {
      const responses = m.responses
      w.arrayLength(responses.length, flex)
      for (i = 0; i < responses.length; i++) encodeDeletableTopicResult(w, v, responses[i]!)
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

function decodeDeleteTopicsResponse(r: Reader, v: number): DeleteTopicsResponse {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let responses: DeletableTopicResult[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'responses'
    {
      const n = r.arrayLength(flex, 4)
      const a: DeletableTopicResult[] = []
      for (i = 0; i < n; i++) a.push(decodeDeletableTopicResult(r, v))
      i = -1
      responses = a
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
    return unknownTags === undefined ? { throttleTimeMs, responses } : { throttleTimeMs, responses, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** DeleteTopics, API key 20: versions 1 to 6. */
export const deleteTopicsApi: ApiDescription<DeleteTopicsRequest, DeleteTopicsResponse> = {
  key: 20,
  name: 'DeleteTopics',
  minVersion: 1,
  maxVersion: 6,
  flexibleFrom: 4,
  request: deleteTopicsRequest,
  response: deleteTopicsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeDeleteTopicsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DeleteTopicsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeDeleteTopicsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DeleteTopicsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeDeleteTopicsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DeleteTopicsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeDeleteTopicsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DeleteTopicsResponse', v)
    }
  },
}
