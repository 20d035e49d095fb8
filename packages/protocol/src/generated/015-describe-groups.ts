// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { NO_BYTES, type Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The DescribeGroups request. */
export interface DescribeGroupsRequest {
  /** The groups. */
  groups: string[]
  /** Whether to say what the caller may do (from version 3). */
  includeAuthorizedOperations: boolean
  unknownTags?: UnknownTags
}

/** A whole DescribeGroupsRequest from the fields that differ from their defaults, at any depth. */
export function describeGroupsRequest(given: Partially<DescribeGroupsRequest> = {}): DescribeGroupsRequest {
  return {
    groups: given.groups === undefined ? [] : [...given.groups],
    includeAuthorizedOperations: given.includeAuthorizedOperations === undefined ? false : given.includeAuthorizedOperations,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeGroupsRequest(w: Writer, v: number, m: DescribeGroupsRequest): void {
  const flex = v >= 5
  let at = ''
  let i = -1
  try {
    at = 'groups'
    {
      const groups = m.groups
      w.arrayLength(groups.length, flex)
      for (i = 0; i < groups.length; i++) w.string(groups[i]!, flex)
      i = -1
    }
    at = 'includeAuthorizedOperations'
    if (v >= 3) {
      w.bool(m.includeAuthorizedOperations)
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

function decodeDescribeGroupsRequest(r: Reader, v: number): DescribeGroupsRequest {
  const flex = v >= 5
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groups: string[]
    let includeAuthorizedOperations: boolean = false
    at = 'groups'
    {
      const n = r.arrayLength(flex, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(flex))
      i = -1
      groups = a
    }
    at = 'includeAuthorizedOperations'
    if (v >= 3) {
      includeAuthorizedOperations = r.bool()
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
    return unknownTags === undefined ? { groups, includeAuthorizedOperations } : { groups, includeAuthorizedOperations, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The DescribeGroups response. */
export interface DescribeGroupsResponse {
  /** How long the answer was held back by a quota, in ms (from version 1). */
  throttleTimeMs: number
  /** The groups. */
  groups: DescribedGroup[]
  unknownTags?: UnknownTags
}

/** One DescribedGroup of DescribeGroupsResponse. */
export interface DescribedGroup {
  /** Error code; 0 for none. */
  errorCode: number
  /** What went wrong, in words; null for nothing (from version 6; default null). */
  errorMessage: string | null
  /** Id of the group. */
  groupId: string
  /** State of the group, in words. */
  groupState: string
  /** Kind of group; consumers say 'consumer'. */
  protocolType: string
  /** Protocol that the group agreed on. */
  protocolData: string
  /** Members of the group. */
  members: DescribedGroupMember[]
  /** Bits of the operations that the caller may do; -2147483648 when not asked for (from version 3; default -2147483648). */
  authorizedOperations: number
  unknownTags?: UnknownTags
}

/** One DescribedGroupMember of DescribeGroupsResponse. */
export interface DescribedGroupMember {
  /** Id that the coordinator gave the member; empty at first. */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 4; default null). */
  groupInstanceId: string | null
  /** Name the client gives itself. */
  clientId: string
  /** Host the client connected from. */
  clientHost: string
  /** The member's subscription, as bytes of the protocol. */
  memberMetadata: Uint8Array
  /** The member's assignment, as bytes of the protocol. */
  memberAssignment: Uint8Array
  unknownTags?: UnknownTags
}

/** A whole DescribedGroupMember. */
export function makeDescribedGroupMember(given: Partially<DescribedGroupMember> = {}): DescribedGroupMember {
  return {
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? null : given.groupInstanceId,
    clientId: given.clientId === undefined ? '' : given.clientId,
    clientHost: given.clientHost === undefined ? '' : given.clientHost,
    memberMetadata: given.memberMetadata === undefined ? NO_BYTES : given.memberMetadata,
    memberAssignment: given.memberAssignment === undefined ? NO_BYTES : given.memberAssignment,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribedGroupMember(w: Writer, v: number, m: DescribedGroupMember): void {
  const flex = v >= 5
  let at = ''
  try {
    at = 'memberId'
    w.string(m.memberId, flex)
    at = 'groupInstanceId'
    if (v >= 4) {
      w.nullableString(m.groupInstanceId, flex)
    }
    at = 'clientId'
    w.string(m.clientId, flex)
    at = 'clientHost'
    w.string(m.clientHost, flex)
    at = 'memberMetadata'
    w.bytesField(m.memberMetadata, flex)
    at = 'memberAssignment'
    w.bytesField(m.memberAssignment, flex)
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

function decodeDescribedGroupMember(r: Reader, v: number): DescribedGroupMember {
  const flex = v >= 5
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let memberId: string
    let groupInstanceId: string | null = null
    let clientId: string
    let clientHost: string
    let memberMetadata: Uint8Array
    let memberAssignment: Uint8Array
    at = 'memberId'
    memberId = r.string(flex)
    at = 'groupInstanceId'
    if (v >= 4) {
      groupInstanceId = r.nullableString(flex)
    }
    at = 'clientId'
    clientId = r.string(flex)
    at = 'clientHost'
    clientHost = r.string(flex)
    at = 'memberMetadata'
    memberMetadata = r.bytesField(flex)
    at = 'memberAssignment'
    memberAssignment = r.bytesField(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { memberId, groupInstanceId, clientId, clientHost, memberMetadata, memberAssignment } : { memberId, groupInstanceId, clientId, clientHost, memberMetadata, memberAssignment, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DescribedGroup. */
export function makeDescribedGroup(given: Partially<DescribedGroup> = {}): DescribedGroup {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? null : given.errorMessage,
    groupId: given.groupId === undefined ? '' : given.groupId,
    groupState: given.groupState === undefined ? '' : given.groupState,
    protocolType: given.protocolType === undefined ? '' : given.protocolType,
    protocolData: given.protocolData === undefined ? '' : given.protocolData,
    members: given.members === undefined ? [] : given.members.map(e => makeDescribedGroupMember(e)),
    authorizedOperations: given.authorizedOperations === undefined ? -2147483648 : given.authorizedOperations,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribedGroup(w: Writer, v: number, m: DescribedGroup): void {
  const flex = v >= 5
  let at = ''
  let i = -1
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    if (v >= 6) {
      w.nullableString(m.errorMessage, flex)
    }
    at = 'groupId'
    w.string(m.groupId, flex)
    at = 'groupState'
    w.string(m.groupState, flex)
    at = 'protocolType'
    w.string(m.protocolType, flex)
    at = 'protocolData'
    w.string(m.protocolData, flex)
    at = 'members'
    {
      const members = m.members
      w.arrayLength(members.length, flex)
      for (i = 0; i < members.length; i++) encodeDescribedGroupMember(w, v, members[i]!)
      i = -1
    }
    at = 'authorizedOperations'
    if (v >= 3) {
      w.int32(m.authorizedOperations)
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

function decodeDescribedGroup(r: Reader, v: number): DescribedGroup {
  const flex = v >= 5
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let errorMessage: string | null = null
    let groupId: string
    let groupState: string
    let protocolType: string
    let protocolData: string
    let members: DescribedGroupMember[]
    let authorizedOperations: number = -2147483648
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    if (v >= 6) {
      errorMessage = r.nullableString(flex)
    }
    at = 'groupId'
    groupId = r.string(flex)
    at = 'groupState'
    groupState = r.string(flex)
    at = 'protocolType'
    protocolType = r.string(flex)
    at = 'protocolData'
    protocolData = r.string(flex)
    at = 'members'
    {
      const n = r.arrayLength(flex, 7)
      const a: DescribedGroupMember[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribedGroupMember(r, v))
      i = -1
      members = a
    }
    at = 'authorizedOperations'
    if (v >= 3) {
      authorizedOperations = r.int32()
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
    return unknownTags === undefined ? { errorCode, errorMessage, groupId, groupState, protocolType, protocolData, members, authorizedOperations } : { errorCode, errorMessage, groupId, groupState, protocolType, protocolData, members, authorizedOperations, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeGroupsResponse from the fields that differ from their defaults, at any depth. */
export function describeGroupsResponse(given: Partially<DescribeGroupsResponse> = {}): DescribeGroupsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    groups: given.groups === undefined ? [] : given.groups.map(e => makeDescribedGroup(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeGroupsResponse(w: Writer, v: number, m: DescribeGroupsResponse): void {
  const flex = v >= 5
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    if (v >= 1) {
      w.int32(m.throttleTimeMs)
    }
    at = 'groups'
    {
      const groups = m.groups
      w.arrayLength(groups.length, flex)
      for (i = 0; i < groups.length; i++) encodeDescribedGroup(w, v, groups[i]!)
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

function decodeDescribeGroupsResponse(r: Reader, v: number): DescribeGroupsResponse {
  const flex = v >= 5
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let groups: DescribedGroup[]
    at = 'throttleTimeMs'
    if (v >= 1) {
      throttleTimeMs = r.int32()
    }
    at = 'groups'
    {
      const n = r.arrayLength(flex, 12)
      const a: DescribedGroup[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribedGroup(r, v))
      i = -1
      groups = a
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
    return unknownTags === undefined ? { throttleTimeMs, groups } : { throttleTimeMs, groups, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** DescribeGroups, API key 15: versions 0 to 6. */
export const describeGroupsApi: ApiDescription<DescribeGroupsRequest, DescribeGroupsResponse> = {
  key: 15,
  name: 'DescribeGroups',
  minVersion: 0,
  maxVersion: 6,
  flexibleFrom: 5,
  request: describeGroupsRequest,
  response: describeGroupsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeDescribeGroupsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeGroupsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeDescribeGroupsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeGroupsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeDescribeGroupsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeGroupsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeDescribeGroupsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeGroupsResponse', v)
    }
  },
}
