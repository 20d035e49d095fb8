// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The WriteTxnMarkers request. */
export interface WriteTxnMarkersRequest {
  /** One entry per producer. */
  markers: WritableTxnMarker[]
  unknownTags?: UnknownTags
}

/** One WritableTxnMarker of WriteTxnMarkersRequest. */
export interface WritableTxnMarker {
  /** Id of the producer; -1 for none. */
  producerId: number
  /** Epoch of the producer; -1 for none. */
  producerEpoch: number
  /** True for commit, false for abort. */
  transactionResult: boolean
  /** The topics. */
  topics: WritableTxnMarkerTopic[]
  /** Epoch of the transaction coordinator. */
  coordinatorEpoch: number
  /** Transaction protocol of the marker (from version 2). */
  transactionVersion: number
  unknownTags?: UnknownTags
}

/** One WritableTxnMarkerTopic of WriteTxnMarkersRequest. */
export interface WritableTxnMarkerTopic {
  /** Name of it. */
  name: string
  /** Partition numbers. */
  partitionIndexes: number[]
  unknownTags?: UnknownTags
}

/** A whole WritableTxnMarkerTopic. */
export function makeWritableTxnMarkerTopic(given: Partially<WritableTxnMarkerTopic> = {}): WritableTxnMarkerTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitionIndexes: given.partitionIndexes === undefined ? [] : [...given.partitionIndexes],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeWritableTxnMarkerTopic(w: Writer, _v: number, m: WritableTxnMarkerTopic): void {
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, true)
    at = 'partitionIndexes'
    {
      const partitionIndexes = m.partitionIndexes
      w.arrayLength(partitionIndexes.length, true)
      for (i = 0; i < partitionIndexes.length; i++) w.int32(partitionIndexes[i]!)
      i = -1
    }
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

function decodeWritableTxnMarkerTopic(r: Reader, _v: number): WritableTxnMarkerTopic {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitionIndexes: number[]
    at = 'name'
    name = r.string(true)
    at = 'partitionIndexes'
    {
      const n = r.arrayLength(true, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      partitionIndexes = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { name, partitionIndexes } : { name, partitionIndexes, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole WritableTxnMarker. */
export function makeWritableTxnMarker(given: Partially<WritableTxnMarker> = {}): WritableTxnMarker {
  return {
    producerId: given.producerId === undefined ? 0 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? 0 : given.producerEpoch,
    transactionResult: given.transactionResult === undefined ? false : given.transactionResult,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeWritableTxnMarkerTopic(e)),
    coordinatorEpoch: given.coordinatorEpoch === undefined ? 0 : given.coordinatorEpoch,
    transactionVersion: given.transactionVersion === undefined ? 0 : given.transactionVersion,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeWritableTxnMarker(w: Writer, v: number, m: WritableTxnMarker): void {
  let at = ''
  let i = -1
  try {
    at = 'producerId'
    w.int64(m.producerId)
    at = 'producerEpoch'
    w.int16(m.producerEpoch)
    at = 'transactionResult'
    w.bool(m.transactionResult)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, true)
      for (i = 0; i < topics.length; i++) encodeWritableTxnMarkerTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'coordinatorEpoch'
    w.int32(m.coordinatorEpoch)
    at = 'transactionVersion'
    if (v >= 2) {
      w.int8(m.transactionVersion)
    }
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

function decodeWritableTxnMarker(r: Reader, v: number): WritableTxnMarker {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let producerId: number
    let producerEpoch: number
    let transactionResult: boolean
    let topics: WritableTxnMarkerTopic[]
    let coordinatorEpoch: number
    let transactionVersion: number = 0
    at = 'producerId'
    producerId = r.int64()
    at = 'producerEpoch'
    producerEpoch = r.int16()
    at = 'transactionResult'
    transactionResult = r.bool()
    at = 'topics'
    {
      const n = r.arrayLength(true, 3)
      const a: WritableTxnMarkerTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeWritableTxnMarkerTopic(r, v))
      i = -1
      topics = a
    }
    at = 'coordinatorEpoch'
    coordinatorEpoch = r.int32()
    at = 'transactionVersion'
    if (v >= 2) {
      transactionVersion = r.int8()
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { producerId, producerEpoch, transactionResult, topics, coordinatorEpoch, transactionVersion } : { producerId, producerEpoch, transactionResult, topics, coordinatorEpoch, transactionVersion, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole WriteTxnMarkersRequest from the fields that differ from their defaults, at any depth. */
export function writeTxnMarkersRequest(given: Partially<WriteTxnMarkersRequest> = {}): WriteTxnMarkersRequest {
  return {
    markers: given.markers === undefined ? [] : given.markers.map(e => makeWritableTxnMarker(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeWriteTxnMarkersRequest(w: Writer, v: number, m: WriteTxnMarkersRequest): void {
  let at = ''
  let i = -1
  try {
    at = 'markers'
    {
      const markers = m.markers
      w.arrayLength(markers.length, true)
      for (i = 0; i < markers.length; i++) encodeWritableTxnMarker(w, v, markers[i]!)
      i = -1
    }
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

function decodeWriteTxnMarkersRequest(r: Reader, v: number): WriteTxnMarkersRequest {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let markers: WritableTxnMarker[]
    at = 'markers'
    {
      const n = r.arrayLength(true, 17)
      const a: WritableTxnMarker[] = []
      for (i = 0; i < n; i++) a.push(decodeWritableTxnMarker(r, v))
      i = -1
      markers = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { markers } : { markers, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The WriteTxnMarkers response. */
export interface WriteTxnMarkersResponse {
  /** One entry per producer. */
  markers: WritableTxnMarkerResult[]
  unknownTags?: UnknownTags
}

/** One WritableTxnMarkerResult of WriteTxnMarkersResponse. */
export interface WritableTxnMarkerResult {
  /** Id of the producer; -1 for none. */
  producerId: number
  /** The topics. */
  topics: WritableTxnMarkerTopicResult[]
  unknownTags?: UnknownTags
}

/** One WritableTxnMarkerTopicResult of WriteTxnMarkersResponse. */
export interface WritableTxnMarkerTopicResult {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: WritableTxnMarkerPartitionResult[]
  unknownTags?: UnknownTags
}

/** One WritableTxnMarkerPartitionResult of WriteTxnMarkersResponse. */
export interface WritableTxnMarkerPartitionResult {
  /** Partition number. */
  partitionIndex: number
  /** Error code; 0 for none. */
  errorCode: number
  unknownTags?: UnknownTags
}

/** A whole WritableTxnMarkerPartitionResult. */
export function makeWritableTxnMarkerPartitionResult(given: Partially<WritableTxnMarkerPartitionResult> = {}): WritableTxnMarkerPartitionResult {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeWritableTxnMarkerPartitionResult(w: Writer, _v: number, m: WritableTxnMarkerPartitionResult): void {
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'errorCode'
    w.int16(m.errorCode)
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

function decodeWritableTxnMarkerPartitionResult(r: Reader, _v: number): WritableTxnMarkerPartitionResult {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let errorCode: number
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { partitionIndex, errorCode } : { partitionIndex, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole WritableTxnMarkerTopicResult. */
export function makeWritableTxnMarkerTopicResult(given: Partially<WritableTxnMarkerTopicResult> = {}): WritableTxnMarkerTopicResult {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeWritableTxnMarkerPartitionResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeWritableTxnMarkerTopicResult(w: Writer, v: number, m: WritableTxnMarkerTopicResult): void {
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, true)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, true)
      for (i = 0; i < partitions.length; i++) encodeWritableTxnMarkerPartitionResult(w, v, partitions[i]!)
      i = -1
    }
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

function decodeWritableTxnMarkerTopicResult(r: Reader, v: number): WritableTxnMarkerTopicResult {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: WritableTxnMarkerPartitionResult[]
    at = 'name'
    name = r.string(true)
    at = 'partitions'
    {
      const n = r.arrayLength(true, 7)
      const a: WritableTxnMarkerPartitionResult[] = []
      for (i = 0; i < n; i++) a.push(decodeWritableTxnMarkerPartitionResult(r, v))
      i = -1
      partitions = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { name, partitions } : { name, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole WritableTxnMarkerResult. */
export function makeWritableTxnMarkerResult(given: Partially<WritableTxnMarkerResult> = {}): WritableTxnMarkerResult {
  return {
    producerId: given.producerId === undefined ? 0 : given.producerId,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeWritableTxnMarkerTopicResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeWritableTxnMarkerResult(w: Writer, v: number, m: WritableTxnMarkerResult): void {
  let at = ''
  let i = -1
  try {
    at = 'producerId'
    w.int64(m.producerId)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, true)
      for (i = 0; i < topics.length; i++) encodeWritableTxnMarkerTopicResult(w, v, topics[i]!)
      i = -1
    }
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

function decodeWritableTxnMarkerResult(r: Reader, v: number): WritableTxnMarkerResult {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let producerId: number
    let topics: WritableTxnMarkerTopicResult[]
    at = 'producerId'
    producerId = r.int64()
    at = 'topics'
    {
      const n = r.arrayLength(true, 3)
      const a: WritableTxnMarkerTopicResult[] = []
      for (i = 0; i < n; i++) a.push(decodeWritableTxnMarkerTopicResult(r, v))
      i = -1
      topics = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { producerId, topics } : { producerId, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole WriteTxnMarkersResponse from the fields that differ from their defaults, at any depth. */
export function writeTxnMarkersResponse(given: Partially<WriteTxnMarkersResponse> = {}): WriteTxnMarkersResponse {
  return {
    markers: given.markers === undefined ? [] : given.markers.map(e => makeWritableTxnMarkerResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeWriteTxnMarkersResponse(w: Writer, v: number, m: WriteTxnMarkersResponse): void {
  let at = ''
  let i = -1
  try {
    at = 'markers'
    {
      const markers = m.markers
      w.arrayLength(markers.length, true)
      for (i = 0; i < markers.length; i++) encodeWritableTxnMarkerResult(w, v, markers[i]!)
      i = -1
    }
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

function decodeWriteTxnMarkersResponse(r: Reader, v: number): WriteTxnMarkersResponse {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let markers: WritableTxnMarkerResult[]
    at = 'markers'
    {
      const n = r.arrayLength(true, 10)
      const a: WritableTxnMarkerResult[] = []
      for (i = 0; i < n; i++) a.push(decodeWritableTxnMarkerResult(r, v))
      i = -1
      markers = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { markers } : { markers, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** WriteTxnMarkers, API key 27: versions 1 to 2. */
export const writeTxnMarkersApi: ApiDescription<WriteTxnMarkersRequest, WriteTxnMarkersResponse> = {
  key: 27,
  name: 'WriteTxnMarkers',
  minVersion: 1,
  maxVersion: 2,
  flexibleFrom: 1,
  request: writeTxnMarkersRequest,
  response: writeTxnMarkersResponse,
  encodeRequest(w, v, m) {
    try {
      encodeWriteTxnMarkersRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'WriteTxnMarkersRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeWriteTxnMarkersRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'WriteTxnMarkersRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeWriteTxnMarkersResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'WriteTxnMarkersResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeWriteTxnMarkersResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'WriteTxnMarkersResponse', v)
    }
  },
}
