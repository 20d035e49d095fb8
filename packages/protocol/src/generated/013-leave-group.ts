// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The LeaveGroup request. */
export interface LeaveGroupRequest {
  /** Id of the group. */
  groupId: string
  /** Id that the coordinator gave the member; empty at first (versions 0 to 2). */
  memberId: string
  /** Members of the group (from version 3). */
  members: MemberIdentity[]
  unknownTags?: UnknownTags
}

/** One MemberIdentity of LeaveGroupRequest. */
export interface MemberIdentity {
  /** Id that the coordinator gave the member; empty at first (from version 3). */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 3; default null). */
  groupInstanceId: string | null
  /** Why, in words (from version 5; default null). */
  reason: string | null
  unknownTags?: UnknownTags
}

/** A whole MemberIdentity. */
export function makeMemberIdentity(given: Partially<MemberIdentity> = {}): MemberIdentity {
  return {
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? null : given.groupInstanceId,
    reason: given.reason === undefined ? null : given.reason,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeMemberIdentity(w: Writer, v: number, m: MemberIdentity): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'memberId'
    if (v >= 3) {
      w.string(m.memberId, flex)
    }
    at = 'groupInstanceId'
    if (v >= 3) {
      w.nullableString(m.groupInstanceId, flex)
    }
    at = 'reason'
    if (v >= 5) {
      w.nullableString(m.reason, flex)
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

function decodeMemberIdentity(r: Reader, v: number): MemberIdentity {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let memberId: string = ''
    let groupInstanceId: string | null = null
    let reason: string | null = null
    at = 'memberId'
    if (v >= 3) {
      memberId = r.string(flex)
    }
    at = 'groupInstanceId'
    if (v >= 3) {
      groupInstanceId = r.nullableString(flex)
    }
    at = 'reason'
    if (v >= 5) {
      reason = r.nullableString(flex)
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
    return unknownTags === undefined ? { memberId, groupInstanceId, reason } : { memberId, groupInstanceId, reason, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole LeaveGroupRequest from the fields that differ from their defaults, at any depth. */
export function leaveGroupRequest(given: Partially<LeaveGroupRequest> = {}): LeaveGroupRequest {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    memberId: given.memberId === undefined ? '' : given.memberId,
    members: given.members === undefined ? [] : given.members.map(e => makeMemberIdentity(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeLeaveGroupRequest(w: Writer, v: number, m: LeaveGroupRequest): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'groupId'
    w.string(m.groupId, flex)
    at = 'memberId'
    if (v <= 2) {
      w.string(m.memberId, flex)
    }
    at = 'members'
    if (v >= 3) {
      const members = m.members
      w.arrayLength(members.length, flex)
      for (i = 0; i < members.length; i++) encodeMemberIdentity(w, v, members[i]!)
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

function decodeLeaveGroupRequest(r: Reader, v: number): LeaveGroupRequest {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string
    let memberId: string = ''
    let members: MemberIdentity[] = []
    at = 'groupId'
    groupId = r.string(flex)
    at = 'memberId'
    if (v <= 2) {
      memberId = r.string(flex)
    }
    at = 'members'
    if (v >= 3) {
      {
        const n = r.arrayLength(flex, 1)
        const a: MemberIdentity[] = []
        for (i = 0; i < n; i++) a.push(decodeMemberIdentity(r, v))
        i = -1
        members = a
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
    return unknownTags === undefined ? { groupId, memberId, members } : { groupId, memberId, members, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The LeaveGroup response. */
export interface LeaveGroupResponse {
  /** How long the answer was held back by a quota, in ms (from version 1). */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  /** Members of the group (from version 3). */
  members: MemberResponse[]
  unknownTags?: UnknownTags
}

/** One MemberResponse of LeaveGroupResponse. */
export interface MemberResponse {
  /** Id that the coordinator gave the member; empty at first (from version 3). */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 3). */
  groupInstanceId: string | null
  /** Error code; 0 for none (from version 3). */
  errorCode: number
  unknownTags?: UnknownTags
}

/** A whole MemberResponse. */
export function makeMemberResponse(given: Partially<MemberResponse> = {}): MemberResponse {
  return {
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? '' : given.groupInstanceId,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeMemberResponse(w: Writer, v: number, m: MemberResponse): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'memberId'
    if (v >= 3) {
      w.string(m.memberId, flex)
    }
    at = 'groupInstanceId'
    if (v >= 3) {
      w.nullableString(m.groupInstanceId, flex)
    }
    at = 'errorCode'
    if (v >= 3) {
      w.int16(m.errorCode)
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

function decodeMemberResponse(r: Reader, v: number): MemberResponse {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let memberId: string = ''
    let groupInstanceId: string | null = ''
    let errorCode: number = 0
    at = 'memberId'
    if (v >= 3) {
      memberId = r.string(flex)
    }
    at = 'groupInstanceId'
    if (v >= 3) {
      groupInstanceId = r.nullableString(flex)
    }
    at = 'errorCode'
    if (v >= 3) {
      errorCode = r.int16()
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
    return unknownTags === undefined ? { memberId, groupInstanceId, errorCode } : { memberId, groupInstanceId, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole LeaveGroupResponse from the fields that differ from their defaults, at any depth. */
export function leaveGroupResponse(given: Partially<LeaveGroupResponse> = {}): LeaveGroupResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    members: given.members === undefined ? [] : given.members.map(e => makeMemberResponse(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeLeaveGroupResponse(w: Writer, v: number, m: LeaveGroupResponse): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    if (v >= 1) {
      w.int32(m.throttleTimeMs)
    }
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'members'
    if (v >= 3) {
      const members = m.members
      w.arrayLength(members.length, flex)
      for (i = 0; i < members.length; i++) encodeMemberResponse(w, v, members[i]!)
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

function decodeLeaveGroupResponse(r: Reader, v: number): LeaveGroupResponse {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let errorCode: number
    let members: MemberResponse[] = []
    at = 'throttleTimeMs'
    if (v >= 1) {
      throttleTimeMs = r.int32()
    }
    at = 'errorCode'
    errorCode = r.int16()
    at = 'members'
    if (v >= 3) {
      {
        const n = r.arrayLength(flex, 1)
        const a: MemberResponse[] = []
        for (i = 0; i < n; i++) a.push(decodeMemberResponse(r, v))
        i = -1
        members = a
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
    return unknownTags === undefined ? { throttleTimeMs, errorCode, members } : { throttleTimeMs, errorCode, members, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** LeaveGroup, API key 13: versions 0 to 5. */
export const leaveGroupApi: ApiDescription<LeaveGroupRequest, LeaveGroupResponse> = {
  key: 13,
  name: 'LeaveGroup',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 4,
  request: leaveGroupRequest,
  response: leaveGroupResponse,
  encodeRequest(w, v, m) {
    try {
      encodeLeaveGroupRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'LeaveGroupRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeLeaveGroupRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'LeaveGroupRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeLeaveGroupResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'LeaveGroupResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeLeaveGroupResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'LeaveGroupResponse', v)
    }
  },
}
