// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The DeleteGroups request. */
export interface DeleteGroupsRequest {
  /** Ids of the groups to delete. */
  groupsNames: string[]
  unknownTags?: UnknownTags
}

/** A whole DeleteGroupsRequest from the fields that differ from their defaults, at any depth. */
export function deleteGroupsRequest(given: Partially<DeleteGroupsRequest> = {}): DeleteGroupsRequest {
  return {
    groupsNames: given.groupsNames === undefined ? [] : [...given.groupsNames],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteGroupsRequest(w: Writer, v: number, m: DeleteGroupsRequest): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'groupsNames'
    {
      const groupsNames = m.groupsNames
      w.arrayLength(groupsNames.length, flex)
      for (i = 0; i < groupsNames.length; i++) w.string(groupsNames[i]!, flex)
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

function decodeDeleteGroupsRequest(r: Reader, v: number): DeleteGroupsRequest {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupsNames: string[]
    at = 'groupsNames'
    {
      const n = r.arrayLength(flex, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(flex))
      i = -1
      groupsNames = a
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
    return unknownTags === undefined ? { groupsNames } : { groupsNames, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The DeleteGroups response. */
export interface DeleteGroupsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** One result for each. */
  results: DeletableGroupResult[]
  unknownTags?: UnknownTags
}

/** One DeletableGroupResult of DeleteGroupsResponse. */
export interface DeletableGroupResult {
  /** Id of the group. */
  groupId: string
  /** Error code; 0 for none. */
  errorCode: number
  unknownTags?: UnknownTags
}

/** A whole DeletableGroupResult. */
export function makeDeletableGroupResult(given: Partially<DeletableGroupResult> = {}): DeletableGroupResult {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeletableGroupResult(w: Writer, v: number, m: DeletableGroupResult): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'groupId'
    w.string(m.groupId, flex)
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

function decodeDeletableGroupResult(r: Reader, v: number): DeletableGroupResult {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string
    let errorCode: number
    at = 'groupId'
    groupId = r.string(flex)
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
    return unknownTags === undefined ? { groupId, errorCode } : { groupId, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DeleteGroupsResponse from the fields that differ from their defaults, at any depth. */
export function deleteGroupsResponse(given: Partially<DeleteGroupsResponse> = {}): DeleteGroupsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    results: given.results === undefined ? [] : given.results.map(e => makeDeletableGroupResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDeleteGroupsResponse(w: Writer, v: number, m: DeleteGroupsResponse): void {
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
      for (i = 0; i < results.length; i++) encodeDeletableGroupResult(w, v, results[i]!)
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

function decodeDeleteGroupsResponse(r: Reader, v: number): DeleteGroupsResponse {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let results: DeletableGroupResult[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'results'
    {
      const n = r.arrayLength(flex, 4)
      const a: DeletableGroupResult[] = []
      for (i = 0; i < n; i++) a.push(decodeDeletableGroupResult(r, v))
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

/** DeleteGroups, API key 42: versions 0 to 2. */
export const deleteGroupsApi: ApiDescription<DeleteGroupsRequest, DeleteGroupsResponse> = {
  key: 42,
  name: 'DeleteGroups',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  request: deleteGroupsRequest,
  response: deleteGroupsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeDeleteGroupsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DeleteGroupsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeDeleteGroupsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DeleteGroupsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeDeleteGroupsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DeleteGroupsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeDeleteGroupsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DeleteGroupsResponse', v)
    }
  },
}
