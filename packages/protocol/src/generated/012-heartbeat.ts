// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The Heartbeat request. */
export interface HeartbeatRequest {
  /** Id of the group. */
  groupId: string
  /** Generation of the group. */
  generationId: number
  /** Id that the coordinator gave the member; empty at first. */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 3; default null). */
  groupInstanceId: string | null
  unknownTags?: UnknownTags
}

/** A whole HeartbeatRequest from the fields that differ from their defaults, at any depth. */
export function heartbeatRequest(given: Partially<HeartbeatRequest> = {}): HeartbeatRequest {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    generationId: given.generationId === undefined ? 0 : given.generationId,
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? null : given.groupInstanceId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeHeartbeatRequest(w: Writer, v: number, m: HeartbeatRequest): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'groupId'
    w.string(m.groupId, flex)
    at = 'generationId'
    w.int32(m.generationId)
    at = 'memberId'
    w.string(m.memberId, flex)
    at = 'groupInstanceId'
    if (v >= 3) {
      w.nullableString(m.groupInstanceId, flex)
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

function decodeHeartbeatRequest(r: Reader, v: number): HeartbeatRequest {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string
    let generationId: number
    let memberId: string
    let groupInstanceId: string | null = null
    at = 'groupId'
    groupId = r.string(flex)
    at = 'generationId'
    generationId = r.int32()
    at = 'memberId'
    memberId = r.string(flex)
    at = 'groupInstanceId'
    if (v >= 3) {
      groupInstanceId = r.nullableString(flex)
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
    return unknownTags === undefined ? { groupId, generationId, memberId, groupInstanceId } : { groupId, generationId, memberId, groupInstanceId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** The Heartbeat response. */
export interface HeartbeatResponse {
  /** How long the answer was held back by a quota, in ms (from version 1). */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  unknownTags?: UnknownTags
}

/** A whole HeartbeatResponse from the fields that differ from their defaults, at any depth. */
export function heartbeatResponse(given: Partially<HeartbeatResponse> = {}): HeartbeatResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeHeartbeatResponse(w: Writer, v: number, m: HeartbeatResponse): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'throttleTimeMs'
    if (v >= 1) {
      w.int32(m.throttleTimeMs)
    }
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

function decodeHeartbeatResponse(r: Reader, v: number): HeartbeatResponse {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let errorCode: number
    at = 'throttleTimeMs'
    if (v >= 1) {
      throttleTimeMs = r.int32()
    }
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
    return unknownTags === undefined ? { throttleTimeMs, errorCode } : { throttleTimeMs, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** Heartbeat, API key 12: versions 0 to 4. */
export const heartbeatApi: ApiDescription<HeartbeatRequest, HeartbeatResponse> = {
  key: 12,
  name: 'Heartbeat',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 4,
  request: heartbeatRequest,
  response: heartbeatResponse,
  encodeRequest(w, v, m) {
    try {
      encodeHeartbeatRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'HeartbeatRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeHeartbeatRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'HeartbeatRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeHeartbeatResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'HeartbeatResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeHeartbeatResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'HeartbeatResponse', v)
    }
  },
}
