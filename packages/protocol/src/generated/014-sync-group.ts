// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { NO_BYTES, type Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The SyncGroup request. */
export interface SyncGroupRequest {
  /** Id of the group. */
  groupId: string
  /** Generation of the group. */
  generationId: number
  /** Id that the coordinator gave the member; empty at first. */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 3; default null). */
  groupInstanceId: string | null
  /** Kind of group; consumers say 'consumer' (from version 5; default null). */
  protocolType: string | null
  /** Protocol that the group agreed on; null for none (from version 5; default null). */
  protocolName: string | null
  /** The leader's assignments; empty from everybody else. */
  assignments: SyncGroupRequestAssignment[]
  unknownTags?: UnknownTags
}

/** One SyncGroupRequestAssignment of SyncGroupRequest. */
export interface SyncGroupRequestAssignment {
  /** Id that the coordinator gave the member; empty at first. */
  memberId: string
  /** What the leader assigned to the member, as bytes of the protocol. */
  assignment: Uint8Array
  unknownTags?: UnknownTags
}

/** A whole SyncGroupRequestAssignment. */
export function makeSyncGroupRequestAssignment(given: Partially<SyncGroupRequestAssignment> = {}): SyncGroupRequestAssignment {
  return {
    memberId: given.memberId === undefined ? '' : given.memberId,
    assignment: given.assignment === undefined ? NO_BYTES : given.assignment,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeSyncGroupRequestAssignment(w: Writer, v: number, m: SyncGroupRequestAssignment): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'memberId'
    w.string(m.memberId, flex)
    at = 'assignment'
    w.bytesField(m.assignment, flex)
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

function decodeSyncGroupRequestAssignment(r: Reader, v: number): SyncGroupRequestAssignment {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let memberId: string
    let assignment: Uint8Array
    at = 'memberId'
    memberId = r.string(flex)
    at = 'assignment'
    assignment = r.bytesField(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { memberId, assignment } : { memberId, assignment, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole SyncGroupRequest from the fields that differ from their defaults, at any depth. */
export function syncGroupRequest(given: Partially<SyncGroupRequest> = {}): SyncGroupRequest {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    generationId: given.generationId === undefined ? 0 : given.generationId,
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? null : given.groupInstanceId,
    protocolType: given.protocolType === undefined ? null : given.protocolType,
    protocolName: given.protocolName === undefined ? null : given.protocolName,
    assignments: given.assignments === undefined ? [] : given.assignments.map(e => makeSyncGroupRequestAssignment(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeSyncGroupRequest(w: Writer, v: number, m: SyncGroupRequest): void {
  const flex = v >= 4
  let at = ''
  let i = -1
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
    at = 'protocolType'
    if (v >= 5) {
      w.nullableString(m.protocolType, flex)
    }
    at = 'protocolName'
    if (v >= 5) {
      w.nullableString(m.protocolName, flex)
    }
    at = 'assignments'
    {
      const assignments = m.assignments
      w.arrayLength(assignments.length, flex)
      for (i = 0; i < assignments.length; i++) encodeSyncGroupRequestAssignment(w, v, assignments[i]!)
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

function decodeSyncGroupRequest(r: Reader, v: number): SyncGroupRequest {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string
    let generationId: number
    let memberId: string
    let groupInstanceId: string | null = null
    let protocolType: string | null = null
    let protocolName: string | null = null
    let assignments: SyncGroupRequestAssignment[]
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
    at = 'protocolType'
    if (v >= 5) {
      protocolType = r.nullableString(flex)
    }
    at = 'protocolName'
    if (v >= 5) {
      protocolName = r.nullableString(flex)
    }
    at = 'assignments'
    {
      const n = r.arrayLength(flex, 3)
      const a: SyncGroupRequestAssignment[] = []
      for (i = 0; i < n; i++) a.push(decodeSyncGroupRequestAssignment(r, v))
      i = -1
      assignments = a
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
    return unknownTags === undefined ? { groupId, generationId, memberId, groupInstanceId, protocolType, protocolName, assignments } : { groupId, generationId, memberId, groupInstanceId, protocolType, protocolName, assignments, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The SyncGroup response. */
export interface SyncGroupResponse {
  /** How long the answer was held back by a quota, in ms (from version 1). */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  /** Kind of group; consumers say 'consumer' (from version 5; default null). */
  protocolType: string | null
  /** Protocol that the group agreed on; null for none (from version 5; default null). */
  protocolName: string | null
  /** What the leader assigned to the member, as bytes of the protocol. */
  assignment: Uint8Array
  unknownTags?: UnknownTags
}

/** A whole SyncGroupResponse from the fields that differ from their defaults, at any depth. */
export function syncGroupResponse(given: Partially<SyncGroupResponse> = {}): SyncGroupResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    protocolType: given.protocolType === undefined ? null : given.protocolType,
    protocolName: given.protocolName === undefined ? null : given.protocolName,
    assignment: given.assignment === undefined ? NO_BYTES : given.assignment,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeSyncGroupResponse(w: Writer, v: number, m: SyncGroupResponse): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'throttleTimeMs'
    if (v >= 1) {
      w.int32(m.throttleTimeMs)
    }
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'protocolType'
    if (v >= 5) {
      w.nullableString(m.protocolType, flex)
    }
    at = 'protocolName'
    if (v >= 5) {
      w.nullableString(m.protocolName, flex)
    }
    at = 'assignment'
    w.bytesField(m.assignment, flex)
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

function decodeSyncGroupResponse(r: Reader, v: number): SyncGroupResponse {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let errorCode: number
    let protocolType: string | null = null
    let protocolName: string | null = null
    let assignment: Uint8Array
    at = 'throttleTimeMs'
    if (v >= 1) {
      throttleTimeMs = r.int32()
    }
    at = 'errorCode'
    errorCode = r.int16()
    at = 'protocolType'
    if (v >= 5) {
      protocolType = r.nullableString(flex)
    }
    at = 'protocolName'
    if (v >= 5) {
      protocolName = r.nullableString(flex)
    }
    at = 'assignment'
    assignment = r.bytesField(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { throttleTimeMs, errorCode, protocolType, protocolName, assignment } : { throttleTimeMs, errorCode, protocolType, protocolName, assignment, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** SyncGroup, API key 14: versions 0 to 5. */
export const syncGroupApi: ApiDescription<SyncGroupRequest, SyncGroupResponse> = {
  key: 14,
  name: 'SyncGroup',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 4,
  request: syncGroupRequest,
  response: syncGroupResponse,
  encodeRequest(w, v, m) {
    try {
      encodeSyncGroupRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'SyncGroupRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeSyncGroupRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'SyncGroupRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeSyncGroupResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'SyncGroupResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeSyncGroupResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'SyncGroupResponse', v)
    }
  },
}
