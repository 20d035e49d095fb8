// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The FindCoordinator request. */
export interface FindCoordinatorRequest {
  /** Group id or transactional id (versions 0 to 3). */
  key: string
  /** 0 group, 1 transactional id, 2 share group partition (from version 1). */
  keyType: number
  /** Group ids or transactional ids whose coordinator is sought (from version 4). */
  coordinatorKeys: string[]
  unknownTags?: UnknownTags
}

/** A whole FindCoordinatorRequest from the fields that differ from their defaults, at any depth. */
export function findCoordinatorRequest(given: Partially<FindCoordinatorRequest> = {}): FindCoordinatorRequest {
  return {
    key: given.key === undefined ? '' : given.key,
    keyType: given.keyType === undefined ? 0 : given.keyType,
    coordinatorKeys: given.coordinatorKeys === undefined ? [] : [...given.coordinatorKeys],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFindCoordinatorRequest(w: Writer, v: number, m: FindCoordinatorRequest): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'key'
    if (v <= 3) {
      w.string(m.key, flex)
    }
    at = 'keyType'
    if (v >= 1) {
      w.int8(m.keyType)
    }
    at = 'coordinatorKeys'
    if (v >= 4) {
      const coordinatorKeys = m.coordinatorKeys
      w.arrayLength(coordinatorKeys.length, flex)
      for (i = 0; i < coordinatorKeys.length; i++) w.string(coordinatorKeys[i]!, flex)
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

function decodeFindCoordinatorRequest(r: Reader, v: number): FindCoordinatorRequest {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let key: string = ''
    let keyType: number = 0
    let coordinatorKeys: string[] = []
    at = 'key'
    if (v <= 3) {
      key = r.string(flex)
    }
    at = 'keyType'
    if (v >= 1) {
      keyType = r.int8()
    }
    at = 'coordinatorKeys'
    if (v >= 4) {
      {
        const n = r.arrayLength(flex, 1)
        const a: string[] = []
        for (i = 0; i < n; i++) a.push(r.string(flex))
        i = -1
        coordinatorKeys = a
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
    return unknownTags === undefined ? { key, keyType, coordinatorKeys } : { key, keyType, coordinatorKeys, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The FindCoordinator response. */
export interface FindCoordinatorResponse {
  /** How long the answer was held back by a quota, in ms (from version 1). */
  throttleTimeMs: number
  /** Error code; 0 for none (versions 0 to 3). */
  errorCode: number
  /** What went wrong, in words; null for nothing (versions 1 to 3). */
  errorMessage: string | null
  /** Id of the node (versions 0 to 3). */
  nodeId: number
  /** Host name (versions 0 to 3). */
  host: string
  /** TCP port (versions 0 to 3). */
  port: number
  /** One answer per key (from version 4). */
  coordinators: Coordinator[]
  unknownTags?: UnknownTags
}

/** One Coordinator of FindCoordinatorResponse. */
export interface Coordinator {
  /** Group id or transactional id (from version 4). */
  key: string
  /** Id of the node (from version 4). */
  nodeId: number
  /** Host name (from version 4). */
  host: string
  /** TCP port (from version 4). */
  port: number
  /** Error code; 0 for none (from version 4). */
  errorCode: number
  /** What went wrong, in words; null for nothing (from version 4). */
  errorMessage: string | null
  unknownTags?: UnknownTags
}

/** A whole Coordinator. */
export function makeCoordinator(given: Partially<Coordinator> = {}): Coordinator {
  return {
    key: given.key === undefined ? '' : given.key,
    nodeId: given.nodeId === undefined ? 0 : given.nodeId,
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? '' : given.errorMessage,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCoordinator(w: Writer, v: number, m: Coordinator): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'key'
    if (v >= 4) {
      w.string(m.key, flex)
    }
    at = 'nodeId'
    if (v >= 4) {
      w.int32(m.nodeId)
    }
    at = 'host'
    if (v >= 4) {
      w.string(m.host, flex)
    }
    at = 'port'
    if (v >= 4) {
      w.int32(m.port)
    }
    at = 'errorCode'
    if (v >= 4) {
      w.int16(m.errorCode)
    }
    at = 'errorMessage'
    if (v >= 4) {
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

function decodeCoordinator(r: Reader, v: number): Coordinator {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let key: string = ''
    let nodeId: number = 0
    let host: string = ''
    let port: number = 0
    let errorCode: number = 0
    let errorMessage: string | null = ''
    at = 'key'
    if (v >= 4) {
      key = r.string(flex)
    }
    at = 'nodeId'
    if (v >= 4) {
      nodeId = r.int32()
    }
    at = 'host'
    if (v >= 4) {
      host = r.string(flex)
    }
    at = 'port'
    if (v >= 4) {
      port = r.int32()
    }
    at = 'errorCode'
    if (v >= 4) {
      errorCode = r.int16()
    }
    at = 'errorMessage'
    if (v >= 4) {
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
    return unknownTags === undefined ? { key, nodeId, host, port, errorCode, errorMessage } : { key, nodeId, host, port, errorCode, errorMessage, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole FindCoordinatorResponse from the fields that differ from their defaults, at any depth. */
export function findCoordinatorResponse(given: Partially<FindCoordinatorResponse> = {}): FindCoordinatorResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? '' : given.errorMessage,
    nodeId: given.nodeId === undefined ? 0 : given.nodeId,
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    coordinators: given.coordinators === undefined ? [] : given.coordinators.map(e => makeCoordinator(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFindCoordinatorResponse(w: Writer, v: number, m: FindCoordinatorResponse): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    if (v >= 1) {
      w.int32(m.throttleTimeMs)
    }
    at = 'errorCode'
    if (v <= 3) {
      w.int16(m.errorCode)
    }
    at = 'errorMessage'
    if (v >= 1 && v <= 3) {
      w.nullableString(m.errorMessage, flex)
    }
    at = 'nodeId'
    if (v <= 3) {
      w.int32(m.nodeId)
    }
    at = 'host'
    if (v <= 3) {
      w.string(m.host, flex)
    }
    at = 'port'
    if (v <= 3) {
      w.int32(m.port)
    }
    at = 'coordinators'
    if (v >= 4) {
      const coordinators = m.coordinators
      w.arrayLength(coordinators.length, flex)
      for (i = 0; i < coordinators.length; i++) encodeCoordinator(w, v, coordinators[i]!)
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

function decodeFindCoordinatorResponse(r: Reader, v: number): FindCoordinatorResponse {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let errorCode: number = 0
    let errorMessage: string | null = ''
    let nodeId: number = 0
    let host: string = ''
    let port: number = 0
    let coordinators: Coordinator[] = []
    at = 'throttleTimeMs'
    if (v >= 1) {
      throttleTimeMs = r.int32()
    }
    at = 'errorCode'
    if (v <= 3) {
      errorCode = r.int16()
    }
    at = 'errorMessage'
    if (v >= 1 && v <= 3) {
      errorMessage = r.nullableString(flex)
    }
    at = 'nodeId'
    if (v <= 3) {
      nodeId = r.int32()
    }
    at = 'host'
    if (v <= 3) {
      host = r.string(flex)
    }
    at = 'port'
    if (v <= 3) {
      port = r.int32()
    }
    at = 'coordinators'
    if (v >= 4) {
      {
        const n = r.arrayLength(flex, 1)
        const a: Coordinator[] = []
        for (i = 0; i < n; i++) a.push(decodeCoordinator(r, v))
        i = -1
        coordinators = a
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
    return unknownTags === undefined ? { throttleTimeMs, errorCode, errorMessage, nodeId, host, port, coordinators } : { throttleTimeMs, errorCode, errorMessage, nodeId, host, port, coordinators, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** FindCoordinator, API key 10: versions 0 to 6. */
export const findCoordinatorApi: ApiDescription<FindCoordinatorRequest, FindCoordinatorResponse> = {
  key: 10,
  name: 'FindCoordinator',
  minVersion: 0,
  maxVersion: 6,
  flexibleFrom: 3,
  request: findCoordinatorRequest,
  response: findCoordinatorResponse,
  encodeRequest(w, v, m) {
    try {
      encodeFindCoordinatorRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'FindCoordinatorRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeFindCoordinatorRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'FindCoordinatorRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeFindCoordinatorResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'FindCoordinatorResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeFindCoordinatorResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'FindCoordinatorResponse', v)
    }
  },
}
