// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The ListGroups request. */
export interface ListGroupsRequest {
  /** Only groups in these states; empty for all (from version 4). */
  statesFilter: string[]
  /** Only groups of these types; empty for all (from version 5). */
  typesFilter: string[]
  unknownTags?: UnknownTags
}

/** A whole ListGroupsRequest from the fields that differ from their defaults, at any depth. */
export function listGroupsRequest(given: Partially<ListGroupsRequest> = {}): ListGroupsRequest {
  return {
    statesFilter: given.statesFilter === undefined ? [] : [...given.statesFilter],
    typesFilter: given.typesFilter === undefined ? [] : [...given.typesFilter],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListGroupsRequest(w: Writer, v: number, m: ListGroupsRequest): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'statesFilter'
    if (v >= 4) {
      const statesFilter = m.statesFilter
      w.arrayLength(statesFilter.length, flex)
      for (i = 0; i < statesFilter.length; i++) w.string(statesFilter[i]!, flex)
      i = -1
    }
    at = 'typesFilter'
    if (v >= 5) {
      const typesFilter = m.typesFilter
      w.arrayLength(typesFilter.length, flex)
      for (i = 0; i < typesFilter.length; i++) w.string(typesFilter[i]!, flex)
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

function decodeListGroupsRequest(r: Reader, v: number): ListGroupsRequest {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let statesFilter: string[] = []
    let typesFilter: string[] = []
    at = 'statesFilter'
    if (v >= 4) {
      {
        const n = r.arrayLength(flex, 1)
        const a: string[] = []
        for (i = 0; i < n; i++) a.push(r.string(flex))
        i = -1
        statesFilter = a
      }
    }
    at = 'typesFilter'
    if (v >= 5) {
      {
        const n = r.arrayLength(flex, 1)
        const a: string[] = []
        for (i = 0; i < n; i++) a.push(r.string(flex))
        i = -1
        typesFilter = a
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
    return unknownTags === undefined ? { statesFilter, typesFilter } : { statesFilter, typesFilter, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The ListGroups response. */
export interface ListGroupsResponse {
  /** How long the answer was held back by a quota, in ms (from version 1). */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  /** The groups. */
  groups: ListedGroup[]
  unknownTags?: UnknownTags
}

/** One ListedGroup of ListGroupsResponse. */
export interface ListedGroup {
  /** Id of the group. */
  groupId: string
  /** Kind of group; consumers say 'consumer'. */
  protocolType: string
  /** State of the group, in words (from version 4). */
  groupState: string
  /** Type of the group: classic, consumer, share or streams (from version 5). */
  groupType: string
  unknownTags?: UnknownTags
}

/** A whole ListedGroup. */
export function makeListedGroup(given: Partially<ListedGroup> = {}): ListedGroup {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    protocolType: given.protocolType === undefined ? '' : given.protocolType,
    groupState: given.groupState === undefined ? '' : given.groupState,
    groupType: given.groupType === undefined ? '' : given.groupType,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListedGroup(w: Writer, v: number, m: ListedGroup): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'groupId'
    w.string(m.groupId, flex)
    at = 'protocolType'
    w.string(m.protocolType, flex)
    at = 'groupState'
    if (v >= 4) {
      w.string(m.groupState, flex)
    }
    at = 'groupType'
    if (v >= 5) {
      w.string(m.groupType, flex)
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

function decodeListedGroup(r: Reader, v: number): ListedGroup {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string
    let protocolType: string
    let groupState: string = ''
    let groupType: string = ''
    at = 'groupId'
    groupId = r.string(flex)
    at = 'protocolType'
    protocolType = r.string(flex)
    at = 'groupState'
    if (v >= 4) {
      groupState = r.string(flex)
    }
    at = 'groupType'
    if (v >= 5) {
      groupType = r.string(flex)
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
    return unknownTags === undefined ? { groupId, protocolType, groupState, groupType } : { groupId, protocolType, groupState, groupType, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ListGroupsResponse from the fields that differ from their defaults, at any depth. */
export function listGroupsResponse(given: Partially<ListGroupsResponse> = {}): ListGroupsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    groups: given.groups === undefined ? [] : given.groups.map(e => makeListedGroup(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListGroupsResponse(w: Writer, v: number, m: ListGroupsResponse): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    if (v >= 1) {
      w.int32(m.throttleTimeMs)
    }
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'groups'
    {
      const groups = m.groups
      w.arrayLength(groups.length, flex)
      for (i = 0; i < groups.length; i++) encodeListedGroup(w, v, groups[i]!)
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

function decodeListGroupsResponse(r: Reader, v: number): ListGroupsResponse {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let errorCode: number
    let groups: ListedGroup[]
    at = 'throttleTimeMs'
    if (v >= 1) {
      throttleTimeMs = r.int32()
    }
    at = 'errorCode'
    errorCode = r.int16()
    at = 'groups'
    {
      const n = r.arrayLength(flex, 3)
      const a: ListedGroup[] = []
      for (i = 0; i < n; i++) a.push(decodeListedGroup(r, v))
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
    return unknownTags === undefined ? { throttleTimeMs, errorCode, groups } : { throttleTimeMs, errorCode, groups, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ListGroups, API key 16: versions 0 to 5. */
export const listGroupsApi: ApiDescription<ListGroupsRequest, ListGroupsResponse> = {
  key: 16,
  name: 'ListGroups',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  request: listGroupsRequest,
  response: listGroupsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeListGroupsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ListGroupsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeListGroupsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ListGroupsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeListGroupsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ListGroupsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeListGroupsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ListGroupsResponse', v)
    }
  },
}
