// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { NO_BYTES, type Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The JoinGroup request. */
export interface JoinGroupRequest {
  /** Id of the group. */
  groupId: string
  /** After this long without a heartbeat the member is dropped, in ms. */
  sessionTimeoutMs: number
  /** How long the coordinator waits for members to rejoin, in ms (from version 1; default -1). */
  rebalanceTimeoutMs: number
  /** Id that the coordinator gave the member; empty at first. */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 5; default null). */
  groupInstanceId: string | null
  /** Kind of group; consumers say 'consumer'. */
  protocolType: string
  /** Protocols the member can do, the dearest first. */
  protocols: JoinGroupRequestProtocol[]
  /** Why, in words (from version 8; default null). */
  reason: string | null
  unknownTags?: UnknownTags
}

/** One JoinGroupRequestProtocol of JoinGroupRequest. */
export interface JoinGroupRequestProtocol {
  /** Name of it. */
  name: string
  /** Bytes of the protocol. */
  metadata: Uint8Array
  unknownTags?: UnknownTags
}

/** A whole JoinGroupRequestProtocol. */
export function makeJoinGroupRequestProtocol(given: Partially<JoinGroupRequestProtocol> = {}): JoinGroupRequestProtocol {
  return {
    name: given.name === undefined ? '' : given.name,
    metadata: given.metadata === undefined ? NO_BYTES : given.metadata,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeJoinGroupRequestProtocol(w: Writer, v: number, m: JoinGroupRequestProtocol): void {
  const flex = v >= 6
  let at = ''
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'metadata'
    w.bytesField(m.metadata, flex)
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

function decodeJoinGroupRequestProtocol(r: Reader, v: number): JoinGroupRequestProtocol {
  const flex = v >= 6
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let metadata: Uint8Array
    at = 'name'
    name = r.string(flex)
    at = 'metadata'
    metadata = r.bytesField(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { name, metadata } : { name, metadata, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole JoinGroupRequest from the fields that differ from their defaults, at any depth. */
export function joinGroupRequest(given: Partially<JoinGroupRequest> = {}): JoinGroupRequest {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    sessionTimeoutMs: given.sessionTimeoutMs === undefined ? 0 : given.sessionTimeoutMs,
    rebalanceTimeoutMs: given.rebalanceTimeoutMs === undefined ? -1 : given.rebalanceTimeoutMs,
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? null : given.groupInstanceId,
    protocolType: given.protocolType === undefined ? '' : given.protocolType,
    protocols: given.protocols === undefined ? [] : given.protocols.map(e => makeJoinGroupRequestProtocol(e)),
    reason: given.reason === undefined ? null : given.reason,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeJoinGroupRequest(w: Writer, v: number, m: JoinGroupRequest): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'groupId'
    w.string(m.groupId, flex)
    at = 'sessionTimeoutMs'
    w.int32(m.sessionTimeoutMs)
    at = 'rebalanceTimeoutMs'
    if (v >= 1) {
      w.int32(m.rebalanceTimeoutMs)
    }
    at = 'memberId'
    w.string(m.memberId, flex)
    at = 'groupInstanceId'
    if (v >= 5) {
      w.nullableString(m.groupInstanceId, flex)
    }
    at = 'protocolType'
    w.string(m.protocolType, flex)
    at = 'protocols'
    {
      const protocols = m.protocols
      w.arrayLength(protocols.length, flex)
      for (i = 0; i < protocols.length; i++) encodeJoinGroupRequestProtocol(w, v, protocols[i]!)
      i = -1
    }
    at = 'reason'
    if (v >= 8) {
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
    throw inField(error, at, i)
  }
}

function decodeJoinGroupRequest(r: Reader, v: number): JoinGroupRequest {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string
    let sessionTimeoutMs: number
    let rebalanceTimeoutMs: number = -1
    let memberId: string
    let groupInstanceId: string | null = null
    let protocolType: string
    let protocols: JoinGroupRequestProtocol[]
    let reason: string | null = null
    at = 'groupId'
    groupId = r.string(flex)
    at = 'sessionTimeoutMs'
    sessionTimeoutMs = r.int32()
    at = 'rebalanceTimeoutMs'
    if (v >= 1) {
      rebalanceTimeoutMs = r.int32()
    }
    at = 'memberId'
    memberId = r.string(flex)
    at = 'groupInstanceId'
    if (v >= 5) {
      groupInstanceId = r.nullableString(flex)
    }
    at = 'protocolType'
    protocolType = r.string(flex)
    at = 'protocols'
    {
      const n = r.arrayLength(flex, 3)
      const a: JoinGroupRequestProtocol[] = []
      for (i = 0; i < n; i++) a.push(decodeJoinGroupRequestProtocol(r, v))
      i = -1
      protocols = a
    }
    at = 'reason'
    if (v >= 8) {
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
    return unknownTags === undefined ? { groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, groupInstanceId, protocolType, protocols, reason } : { groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, groupInstanceId, protocolType, protocols, reason, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The JoinGroup response. */
export interface JoinGroupResponse {
  /** How long the answer was held back by a quota, in ms (from version 2). */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  /** Generation of the group (default -1). */
  generationId: number
  /** Kind of group; consumers say 'consumer' (from version 7; default null). */
  protocolType: string | null
  /** Protocol that the group agreed on; null for none (null from version 7). */
  protocolName: string | null
  /** Member that assigns. */
  leader: string
  /** Whether the leader need not assign anew (from version 9). */
  skipAssignment: boolean
  /** Id that the coordinator gave the member; empty at first. */
  memberId: string
  /** Members of the group. */
  members: JoinGroupResponseMember[]
  unknownTags?: UnknownTags
}

/** One JoinGroupResponseMember of JoinGroupResponse. */
export interface JoinGroupResponseMember {
  /** Id that the coordinator gave the member; empty at first. */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 5; default null). */
  groupInstanceId: string | null
  /** Bytes of the protocol. */
  metadata: Uint8Array
  unknownTags?: UnknownTags
}

/** A whole JoinGroupResponseMember. */
export function makeJoinGroupResponseMember(given: Partially<JoinGroupResponseMember> = {}): JoinGroupResponseMember {
  return {
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? null : given.groupInstanceId,
    metadata: given.metadata === undefined ? NO_BYTES : given.metadata,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeJoinGroupResponseMember(w: Writer, v: number, m: JoinGroupResponseMember): void {
  const flex = v >= 6
  let at = ''
  try {
    at = 'memberId'
    w.string(m.memberId, flex)
    at = 'groupInstanceId'
    if (v >= 5) {
      w.nullableString(m.groupInstanceId, flex)
    }
    at = 'metadata'
    w.bytesField(m.metadata, flex)
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

function decodeJoinGroupResponseMember(r: Reader, v: number): JoinGroupResponseMember {
  const flex = v >= 6
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let memberId: string
    let groupInstanceId: string | null = null
    let metadata: Uint8Array
    at = 'memberId'
    memberId = r.string(flex)
    at = 'groupInstanceId'
    if (v >= 5) {
      groupInstanceId = r.nullableString(flex)
    }
    at = 'metadata'
    metadata = r.bytesField(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { memberId, groupInstanceId, metadata } : { memberId, groupInstanceId, metadata, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole JoinGroupResponse from the fields that differ from their defaults, at any depth. */
export function joinGroupResponse(given: Partially<JoinGroupResponse> = {}): JoinGroupResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    generationId: given.generationId === undefined ? -1 : given.generationId,
    protocolType: given.protocolType === undefined ? null : given.protocolType,
    protocolName: given.protocolName === undefined ? '' : given.protocolName,
    leader: given.leader === undefined ? '' : given.leader,
    skipAssignment: given.skipAssignment === undefined ? false : given.skipAssignment,
    memberId: given.memberId === undefined ? '' : given.memberId,
    members: given.members === undefined ? [] : given.members.map(e => makeJoinGroupResponseMember(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeJoinGroupResponse(w: Writer, v: number, m: JoinGroupResponse): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    if (v >= 2) {
      w.int32(m.throttleTimeMs)
    }
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'generationId'
    w.int32(m.generationId)
    at = 'protocolType'
    if (v >= 7) {
      w.nullableString(m.protocolType, flex)
    }
    at = 'protocolName'
    if (v >= 7) {
      w.nullableString(m.protocolName, flex)
    } else {
      w.string(m.protocolName, flex)
    }
    at = 'leader'
    w.string(m.leader, flex)
    at = 'skipAssignment'
    if (v >= 9) {
      w.bool(m.skipAssignment)
    }
    at = 'memberId'
    w.string(m.memberId, flex)
    at = 'members'
    {
      const members = m.members
      w.arrayLength(members.length, flex)
      for (i = 0; i < members.length; i++) encodeJoinGroupResponseMember(w, v, members[i]!)
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

function decodeJoinGroupResponse(r: Reader, v: number): JoinGroupResponse {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let errorCode: number
    let generationId: number
    let protocolType: string | null = null
    let protocolName: string | null
    let leader: string
    let skipAssignment: boolean = false
    let memberId: string
    let members: JoinGroupResponseMember[]
    at = 'throttleTimeMs'
    if (v >= 2) {
      throttleTimeMs = r.int32()
    }
    at = 'errorCode'
    errorCode = r.int16()
    at = 'generationId'
    generationId = r.int32()
    at = 'protocolType'
    if (v >= 7) {
      protocolType = r.nullableString(flex)
    }
    at = 'protocolName'
    if (v >= 7) {
      protocolName = r.nullableString(flex)
    } else {
      protocolName = r.string(flex)
    }
    at = 'leader'
    leader = r.string(flex)
    at = 'skipAssignment'
    if (v >= 9) {
      skipAssignment = r.bool()
    }
    at = 'memberId'
    memberId = r.string(flex)
    at = 'members'
    {
      const n = r.arrayLength(flex, 4)
      const a: JoinGroupResponseMember[] = []
      for (i = 0; i < n; i++) a.push(decodeJoinGroupResponseMember(r, v))
      i = -1
      members = a
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
    return unknownTags === undefined ? { throttleTimeMs, errorCode, generationId, protocolType, protocolName, leader, skipAssignment, memberId, members } : { throttleTimeMs, errorCode, generationId, protocolType, protocolName, leader, skipAssignment, memberId, members, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** JoinGroup, API key 11: versions 0 to 9. */
export const joinGroupApi: ApiDescription<JoinGroupRequest, JoinGroupResponse> = {
  key: 11,
  name: 'JoinGroup',
  minVersion: 0,
  maxVersion: 9,
  flexibleFrom: 6,
  request: joinGroupRequest,
  response: joinGroupResponse,
  encodeRequest(w, v, m) {
    try {
      encodeJoinGroupRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'JoinGroupRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeJoinGroupRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'JoinGroupRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeJoinGroupResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'JoinGroupResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeJoinGroupResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'JoinGroupResponse', v)
    }
  },
}
