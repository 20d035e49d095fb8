// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The TxnOffsetCommit request. */
export interface TxnOffsetCommitRequest {
  /** Name of the transactional producer; null for none. */
  transactionalId: string
  /** Id of the group. */
  groupId: string
  /** Id of the producer; -1 for none. */
  producerId: number
  /** Epoch of the producer; -1 for none. */
  producerEpoch: number
  /** Generation of the group (from version 3; default -1). */
  generationId: number
  /** Id that the coordinator gave the member; empty at first (from version 3). */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 3; default null). */
  groupInstanceId: string | null
  /** The topics. */
  topics: TxnOffsetCommitRequestTopic[]
  unknownTags?: UnknownTags
}

/** One TxnOffsetCommitRequestTopic of TxnOffsetCommitRequest. */
export interface TxnOffsetCommitRequestTopic {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: TxnOffsetCommitRequestPartition[]
  unknownTags?: UnknownTags
}

/** One TxnOffsetCommitRequestPartition of TxnOffsetCommitRequest. */
export interface TxnOffsetCommitRequestPartition {
  /** Partition number. */
  partitionIndex: number
  /** Offset of the next record to consume; in answers -1 when there is none. */
  committedOffset: number
  /** Leader epoch of the last record consumed; -1 when unknown (from version 2; default -1). */
  committedLeaderEpoch: number
  /** Free text kept beside the offset. */
  committedMetadata: string | null
  unknownTags?: UnknownTags
}

/** A whole TxnOffsetCommitRequestPartition. */
export function makeTxnOffsetCommitRequestPartition(given: Partially<TxnOffsetCommitRequestPartition> = {}): TxnOffsetCommitRequestPartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    committedOffset: given.committedOffset === undefined ? 0 : given.committedOffset,
    committedLeaderEpoch: given.committedLeaderEpoch === undefined ? -1 : given.committedLeaderEpoch,
    committedMetadata: given.committedMetadata === undefined ? '' : given.committedMetadata,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTxnOffsetCommitRequestPartition(w: Writer, v: number, m: TxnOffsetCommitRequestPartition): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'committedOffset'
    w.int64(m.committedOffset)
    at = 'committedLeaderEpoch'
    if (v >= 2) {
      w.int32(m.committedLeaderEpoch)
    }
    at = 'committedMetadata'
    w.nullableString(m.committedMetadata, flex)
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

function decodeTxnOffsetCommitRequestPartition(r: Reader, v: number): TxnOffsetCommitRequestPartition {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let committedOffset: number
    let committedLeaderEpoch: number = -1
    let committedMetadata: string | null
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'committedOffset'
    committedOffset = r.int64()
    at = 'committedLeaderEpoch'
    if (v >= 2) {
      committedLeaderEpoch = r.int32()
    }
    at = 'committedMetadata'
    committedMetadata = r.nullableString(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata } : { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole TxnOffsetCommitRequestTopic. */
export function makeTxnOffsetCommitRequestTopic(given: Partially<TxnOffsetCommitRequestTopic> = {}): TxnOffsetCommitRequestTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeTxnOffsetCommitRequestPartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTxnOffsetCommitRequestTopic(w: Writer, v: number, m: TxnOffsetCommitRequestTopic): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeTxnOffsetCommitRequestPartition(w, v, partitions[i]!)
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

function decodeTxnOffsetCommitRequestTopic(r: Reader, v: number): TxnOffsetCommitRequestTopic {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: TxnOffsetCommitRequestPartition[]
    at = 'name'
    name = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 14)
      const a: TxnOffsetCommitRequestPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeTxnOffsetCommitRequestPartition(r, v))
      i = -1
      partitions = a
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
    return unknownTags === undefined ? { name, partitions } : { name, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole TxnOffsetCommitRequest from the fields that differ from their defaults, at any depth. */
export function txnOffsetCommitRequest(given: Partially<TxnOffsetCommitRequest> = {}): TxnOffsetCommitRequest {
  return {
    transactionalId: given.transactionalId === undefined ? '' : given.transactionalId,
    groupId: given.groupId === undefined ? '' : given.groupId,
    producerId: given.producerId === undefined ? 0 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? 0 : given.producerEpoch,
    generationId: given.generationId === undefined ? -1 : given.generationId,
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? null : given.groupInstanceId,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeTxnOffsetCommitRequestTopic(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTxnOffsetCommitRequest(w: Writer, v: number, m: TxnOffsetCommitRequest): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'transactionalId'
    w.string(m.transactionalId, flex)
    at = 'groupId'
    w.string(m.groupId, flex)
    at = 'producerId'
    w.int64(m.producerId)
    at = 'producerEpoch'
    w.int16(m.producerEpoch)
    at = 'generationId'
    if (v >= 3) {
      w.int32(m.generationId)
    }
    at = 'memberId'
    if (v >= 3) {
      w.string(m.memberId, flex)
    }
    at = 'groupInstanceId'
    if (v >= 3) {
      w.nullableString(m.groupInstanceId, flex)
    }
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeTxnOffsetCommitRequestTopic(w, v, topics[i]!)
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

function decodeTxnOffsetCommitRequest(r: Reader, v: number): TxnOffsetCommitRequest {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactionalId: string
    let groupId: string
    let producerId: number
    let producerEpoch: number
    let generationId: number = -1
    let memberId: string = ''
    let groupInstanceId: string | null = null
    let topics: TxnOffsetCommitRequestTopic[]
    at = 'transactionalId'
    transactionalId = r.string(flex)
    at = 'groupId'
    groupId = r.string(flex)
    at = 'producerId'
    producerId = r.int64()
    at = 'producerEpoch'
    producerEpoch = r.int16()
    at = 'generationId'
    if (v >= 3) {
      generationId = r.int32()
    }
    at = 'memberId'
    if (v >= 3) {
      memberId = r.string(flex)
    }
    at = 'groupInstanceId'
    if (v >= 3) {
      groupInstanceId = r.nullableString(flex)
    }
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: TxnOffsetCommitRequestTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeTxnOffsetCommitRequestTopic(r, v))
      i = -1
      topics = a
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
    return unknownTags === undefined ? { transactionalId, groupId, producerId, producerEpoch, generationId, memberId, groupInstanceId, topics } : { transactionalId, groupId, producerId, producerEpoch, generationId, memberId, groupInstanceId, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The TxnOffsetCommit response. */
export interface TxnOffsetCommitResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** The topics. */
  topics: TxnOffsetCommitResponseTopic[]
  unknownTags?: UnknownTags
}

/** One TxnOffsetCommitResponseTopic of TxnOffsetCommitResponse. */
export interface TxnOffsetCommitResponseTopic {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: TxnOffsetCommitResponsePartition[]
  unknownTags?: UnknownTags
}

/** One TxnOffsetCommitResponsePartition of TxnOffsetCommitResponse. */
export interface TxnOffsetCommitResponsePartition {
  /** Partition number. */
  partitionIndex: number
  /** Error code; 0 for none. */
  errorCode: number
  unknownTags?: UnknownTags
}

/** A whole TxnOffsetCommitResponsePartition. */
export function makeTxnOffsetCommitResponsePartition(given: Partially<TxnOffsetCommitResponsePartition> = {}): TxnOffsetCommitResponsePartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTxnOffsetCommitResponsePartition(w: Writer, v: number, m: TxnOffsetCommitResponsePartition): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
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

function decodeTxnOffsetCommitResponsePartition(r: Reader, v: number): TxnOffsetCommitResponsePartition {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let errorCode: number
    at = 'partitionIndex'
    partitionIndex = r.int32()
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
    return unknownTags === undefined ? { partitionIndex, errorCode } : { partitionIndex, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole TxnOffsetCommitResponseTopic. */
export function makeTxnOffsetCommitResponseTopic(given: Partially<TxnOffsetCommitResponseTopic> = {}): TxnOffsetCommitResponseTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeTxnOffsetCommitResponsePartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTxnOffsetCommitResponseTopic(w: Writer, v: number, m: TxnOffsetCommitResponseTopic): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeTxnOffsetCommitResponsePartition(w, v, partitions[i]!)
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

function decodeTxnOffsetCommitResponseTopic(r: Reader, v: number): TxnOffsetCommitResponseTopic {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: TxnOffsetCommitResponsePartition[]
    at = 'name'
    name = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 6)
      const a: TxnOffsetCommitResponsePartition[] = []
      for (i = 0; i < n; i++) a.push(decodeTxnOffsetCommitResponsePartition(r, v))
      i = -1
      partitions = a
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
    return unknownTags === undefined ? { name, partitions } : { name, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole TxnOffsetCommitResponse from the fields that differ from their defaults, at any depth. */
export function txnOffsetCommitResponse(given: Partially<TxnOffsetCommitResponse> = {}): TxnOffsetCommitResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeTxnOffsetCommitResponseTopic(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTxnOffsetCommitResponse(w: Writer, v: number, m: TxnOffsetCommitResponse): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeTxnOffsetCommitResponseTopic(w, v, topics[i]!)
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

function decodeTxnOffsetCommitResponse(r: Reader, v: number): TxnOffsetCommitResponse {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let topics: TxnOffsetCommitResponseTopic[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: TxnOffsetCommitResponseTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeTxnOffsetCommitResponseTopic(r, v))
      i = -1
      topics = a
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
    return unknownTags === undefined ? { throttleTimeMs, topics } : { throttleTimeMs, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** TxnOffsetCommit, API key 28: versions 0 to 5. */
export const txnOffsetCommitApi: ApiDescription<TxnOffsetCommitRequest, TxnOffsetCommitResponse> = {
  key: 28,
  name: 'TxnOffsetCommit',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  request: txnOffsetCommitRequest,
  response: txnOffsetCommitResponse,
  encodeRequest(w, v, m) {
    try {
      encodeTxnOffsetCommitRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'TxnOffsetCommitRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeTxnOffsetCommitRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'TxnOffsetCommitRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeTxnOffsetCommitResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'TxnOffsetCommitResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeTxnOffsetCommitResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'TxnOffsetCommitResponse', v)
    }
  },
}
