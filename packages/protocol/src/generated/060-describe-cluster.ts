// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The DescribeCluster request. */
export interface DescribeClusterRequest {
  /** Whether to say what the caller may do on the cluster. */
  includeClusterAuthorizedOperations: boolean
  /** Which end points: 1 brokers, 2 controllers (from version 1; default 1). */
  endpointType: number
  /** Whether fenced brokers are wanted too (from version 2). */
  includeFencedBrokers: boolean
  unknownTags?: UnknownTags
}

/** A whole DescribeClusterRequest from the fields that differ from their defaults, at any depth. */
export function describeClusterRequest(given: Partially<DescribeClusterRequest> = {}): DescribeClusterRequest {
  return {
    includeClusterAuthorizedOperations: given.includeClusterAuthorizedOperations === undefined ? false : given.includeClusterAuthorizedOperations,
    endpointType: given.endpointType === undefined ? 1 : given.endpointType,
    includeFencedBrokers: given.includeFencedBrokers === undefined ? false : given.includeFencedBrokers,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeClusterRequest(w: Writer, v: number, m: DescribeClusterRequest): void {
  let at = ''
  try {
    at = 'includeClusterAuthorizedOperations'
    w.bool(m.includeClusterAuthorizedOperations)
    at = 'endpointType'
    if (v >= 1) {
      w.int8(m.endpointType)
    }
    at = 'includeFencedBrokers'
    if (v >= 2) {
      w.bool(m.includeFencedBrokers)
    }
    at = 'unknownTags'
    if (m.unknownTags === undefined) w.uvarint(0)
    else {
      w.uvarint(m.unknownTags.size)
      w.unknownTags(m.unknownTags, 0, Infinity)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeDescribeClusterRequest(r: Reader, v: number): DescribeClusterRequest {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let includeClusterAuthorizedOperations: boolean
    let endpointType: number = 1
    let includeFencedBrokers: boolean = false
    at = 'includeClusterAuthorizedOperations'
    includeClusterAuthorizedOperations = r.bool()
    at = 'endpointType'
    if (v >= 1) {
      endpointType = r.int8()
    }
    at = 'includeFencedBrokers'
    if (v >= 2) {
      includeFencedBrokers = r.bool()
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { includeClusterAuthorizedOperations, endpointType, includeFencedBrokers } : { includeClusterAuthorizedOperations, endpointType, includeFencedBrokers, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** The DescribeCluster response. */
export interface DescribeClusterResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  /** What went wrong, in words; null for nothing (default null). */
  errorMessage: string | null
  /** Which end points: 1 brokers, 2 controllers (from version 1; default 1). */
  endpointType: number
  /** Id of the cluster. */
  clusterId: string
  /** Id of the controller (default -1). */
  controllerId: number
  /** The brokers of the cluster. */
  brokers: DescribeClusterBroker[]
  /** Bits of the operations that the caller may do on the cluster; -2147483648 when not asked for (default -2147483648). */
  clusterAuthorizedOperations: number
  unknownTags?: UnknownTags
}

/** One DescribeClusterBroker of DescribeClusterResponse. */
export interface DescribeClusterBroker {
  /** Id of the broker. */
  brokerId: number
  /** Host name. */
  host: string
  /** TCP port. */
  port: number
  /** Rack of the node; null when unknown (default null). */
  rack: string | null
  /** Whether the broker is fenced (from version 2). */
  isFenced: boolean
  unknownTags?: UnknownTags
}

/** A whole DescribeClusterBroker. */
export function makeDescribeClusterBroker(given: Partially<DescribeClusterBroker> = {}): DescribeClusterBroker {
  return {
    brokerId: given.brokerId === undefined ? 0 : given.brokerId,
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    rack: given.rack === undefined ? null : given.rack,
    isFenced: given.isFenced === undefined ? false : given.isFenced,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeClusterBroker(w: Writer, v: number, m: DescribeClusterBroker): void {
  let at = ''
  try {
    at = 'brokerId'
    w.int32(m.brokerId)
    at = 'host'
    w.string(m.host, true)
    at = 'port'
    w.int32(m.port)
    at = 'rack'
    w.nullableString(m.rack, true)
    at = 'isFenced'
    if (v >= 2) {
      w.bool(m.isFenced)
    }
    at = 'unknownTags'
    if (m.unknownTags === undefined) w.uvarint(0)
    else {
      w.uvarint(m.unknownTags.size)
      w.unknownTags(m.unknownTags, 0, Infinity)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeDescribeClusterBroker(r: Reader, v: number): DescribeClusterBroker {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let brokerId: number
    let host: string
    let port: number
    let rack: string | null
    let isFenced: boolean = false
    at = 'brokerId'
    brokerId = r.int32()
    at = 'host'
    host = r.string(true)
    at = 'port'
    port = r.int32()
    at = 'rack'
    rack = r.nullableString(true)
    at = 'isFenced'
    if (v >= 2) {
      isFenced = r.bool()
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { brokerId, host, port, rack, isFenced } : { brokerId, host, port, rack, isFenced, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DescribeClusterResponse from the fields that differ from their defaults, at any depth. */
export function describeClusterResponse(given: Partially<DescribeClusterResponse> = {}): DescribeClusterResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? null : given.errorMessage,
    endpointType: given.endpointType === undefined ? 1 : given.endpointType,
    clusterId: given.clusterId === undefined ? '' : given.clusterId,
    controllerId: given.controllerId === undefined ? -1 : given.controllerId,
    brokers: given.brokers === undefined ? [] : given.brokers.map(e => makeDescribeClusterBroker(e)),
    clusterAuthorizedOperations: given.clusterAuthorizedOperations === undefined ? -2147483648 : given.clusterAuthorizedOperations,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeClusterResponse(w: Writer, v: number, m: DescribeClusterResponse): void {
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    w.nullableString(m.errorMessage, true)
    at = 'endpointType'
    if (v >= 1) {
      w.int8(m.endpointType)
    }
    at = 'clusterId'
    w.string(m.clusterId, true)
    at = 'controllerId'
    w.int32(m.controllerId)
    at = 'brokers'
    {
      const brokers = m.brokers
      w.arrayLength(brokers.length, true)
      for (i = 0; i < brokers.length; i++) encodeDescribeClusterBroker(w, v, brokers[i]!)
      i = -1
    }
    at = 'clusterAuthorizedOperations'
    w.int32(m.clusterAuthorizedOperations)
    at = 'unknownTags'
    if (m.unknownTags === undefined) w.uvarint(0)
    else {
      w.uvarint(m.unknownTags.size)
      w.unknownTags(m.unknownTags, 0, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeDescribeClusterResponse(r: Reader, v: number): DescribeClusterResponse {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let errorCode: number
    let errorMessage: string | null
    let endpointType: number = 1
    let clusterId: string
    let controllerId: number
    let brokers: DescribeClusterBroker[]
    let clusterAuthorizedOperations: number
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    errorMessage = r.nullableString(true)
    at = 'endpointType'
    if (v >= 1) {
      endpointType = r.int8()
    }
    at = 'clusterId'
    clusterId = r.string(true)
    at = 'controllerId'
    controllerId = r.int32()
    at = 'brokers'
    {
      const n = r.arrayLength(true, 11)
      const a: DescribeClusterBroker[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribeClusterBroker(r, v))
      i = -1
      brokers = a
    }
    at = 'clusterAuthorizedOperations'
    clusterAuthorizedOperations = r.int32()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { throttleTimeMs, errorCode, errorMessage, endpointType, clusterId, controllerId, brokers, clusterAuthorizedOperations } : { throttleTimeMs, errorCode, errorMessage, endpointType, clusterId, controllerId, brokers, clusterAuthorizedOperations, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** DescribeCluster, API key 60: versions 0 to 2. */
export const describeClusterApi: ApiDescription<DescribeClusterRequest, DescribeClusterResponse> = {
  key: 60,
  name: 'DescribeCluster',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  request: describeClusterRequest,
  response: describeClusterResponse,
  encodeRequest(w, v, m) {
    try {
      encodeDescribeClusterRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeClusterRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeDescribeClusterRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeClusterRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeDescribeClusterResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeClusterResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeDescribeClusterResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeClusterResponse', v)
    }
  },
}
