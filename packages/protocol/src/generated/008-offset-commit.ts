// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The OffsetCommit request. */
export interface OffsetCommitRequest {
  /** Id of the group. */
  groupId: string
  /** Generation of the group, or the member's epoch; -1 when there is no membership (default -1). */
  generationIdOrMemberEpoch: number
  /** Id that the coordinator gave the member; empty at first. */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 7; default null). */
  groupInstanceId: string | null
  /** How long to keep the offsets; -1 for the broker's default (versions 2 to 4; default -1). */
  retentionTimeMs: number
  /** The topics. */
  topics: OffsetCommitRequestTopic[]
  unknownTags?: UnknownTags
}

/** One OffsetCommitRequestTopic of OffsetCommitRequest. */
export interface OffsetCommitRequestTopic {
  /** Name of it (versions 2 to 9). */
  name: string
  /** Id of the topic (from version 10). */
  topicId: string
  /** The partitions. */
  partitions: OffsetCommitRequestPartition[]
  unknownTags?: UnknownTags
}

/** One OffsetCommitRequestPartition of OffsetCommitRequest. */
export interface OffsetCommitRequestPartition {
  /** Partition number. */
  partitionIndex: number
  /** Offset of the next record to consume; in answers -1 when there is none. */
  committedOffset: number
  /** Leader epoch of the last record consumed; -1 when unknown (from version 6; default -1). */
  committedLeaderEpoch: number
  /** Free text kept beside the offset. */
  committedMetadata: string | null
  unknownTags?: UnknownTags
}

/** A whole OffsetCommitRequestPartition. */
export function makeOffsetCommitRequestPartition(given: Partially<OffsetCommitRequestPartition> = {}): OffsetCommitRequestPartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    committedOffset: given.committedOffset === undefined ? 0 : given.committedOffset,
    committedLeaderEpoch: given.committedLeaderEpoch === undefined ? -1 : given.committedLeaderEpoch,
    committedMetadata: given.committedMetadata === undefined ? '' : given.committedMetadata,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetCommitRequestPartition(w: Writer, v: number, m: OffsetCommitRequestPartition): void {
  const flex = v >= 8
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'committedOffset'
    w.int64(m.committedOffset)
    at = 'committedLeaderEpoch'
    if (v >= 6) {
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

function decodeOffsetCommitRequestPartition(r: Reader, v: number): OffsetCommitRequestPartition {
  const flex = v >= 8
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
    if (v >= 6) {
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

/** A whole OffsetCommitRequestTopic. */
export function makeOffsetCommitRequestTopic(given: Partially<OffsetCommitRequestTopic> = {}): OffsetCommitRequestTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeOffsetCommitRequestPartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetCommitRequestTopic(w: Writer, v: number, m: OffsetCommitRequestTopic): void {
  const flex = v >= 8
  let at = ''
  let i = -1
  try {
    at = 'name'
    if (v <= 9) {
      w.string(m.name, flex)
    }
    at = 'topicId'
    if (v >= 10) {
      w.uuid(m.topicId)
    }
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeOffsetCommitRequestPartition(w, v, partitions[i]!)
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

function decodeOffsetCommitRequestTopic(r: Reader, v: number): OffsetCommitRequestTopic {
  const flex = v >= 8
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let topicId: string = ZERO_UUID
    let partitions: OffsetCommitRequestPartition[]
    at = 'name'
    if (v <= 9) {
      name = r.string(flex)
    }
    at = 'topicId'
    if (v >= 10) {
      topicId = r.uuid()
    }
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 14)
      const a: OffsetCommitRequestPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetCommitRequestPartition(r, v))
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
    return unknownTags === undefined ? { name, topicId, partitions } : { name, topicId, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetCommitRequest from the fields that differ from their defaults, at any depth. */
export function offsetCommitRequest(given: Partially<OffsetCommitRequest> = {}): OffsetCommitRequest {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    generationIdOrMemberEpoch: given.generationIdOrMemberEpoch === undefined ? -1 : given.generationIdOrMemberEpoch,
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? null : given.groupInstanceId,
    retentionTimeMs: given.retentionTimeMs === undefined ? -1 : given.retentionTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeOffsetCommitRequestTopic(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetCommitRequest(w: Writer, v: number, m: OffsetCommitRequest): void {
  const flex = v >= 8
  let at = ''
  let i = -1
  try {
    at = 'groupId'
    w.string(m.groupId, flex)
    at = 'generationIdOrMemberEpoch'
    w.int32(m.generationIdOrMemberEpoch)
    at = 'memberId'
    w.string(m.memberId, flex)
    at = 'groupInstanceId'
    if (v >= 7) {
      w.nullableString(m.groupInstanceId, flex)
    }
    at = 'retentionTimeMs'
    if (v <= 4) {
      w.int64(m.retentionTimeMs)
    }
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeOffsetCommitRequestTopic(w, v, topics[i]!)
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

function decodeOffsetCommitRequest(r: Reader, v: number): OffsetCommitRequest {
  const flex = v >= 8
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string
    let generationIdOrMemberEpoch: number
    let memberId: string
    let groupInstanceId: string | null = null
    let retentionTimeMs: number = -1
    let topics: OffsetCommitRequestTopic[]
    at = 'groupId'
    groupId = r.string(flex)
    at = 'generationIdOrMemberEpoch'
    generationIdOrMemberEpoch = r.int32()
    at = 'memberId'
    memberId = r.string(flex)
    at = 'groupInstanceId'
    if (v >= 7) {
      groupInstanceId = r.nullableString(flex)
    }
    at = 'retentionTimeMs'
    if (v <= 4) {
      retentionTimeMs = r.int64()
    }
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: OffsetCommitRequestTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetCommitRequestTopic(r, v))
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
    return unknownTags === undefined ? { groupId, generationIdOrMemberEpoch, memberId, groupInstanceId, retentionTimeMs, topics } : { groupId, generationIdOrMemberEpoch, memberId, groupInstanceId, retentionTimeMs, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The OffsetCommit response. */
export interface OffsetCommitResponse {
  /** How long the answer was held back by a quota, in ms (from version 3). */
  throttleTimeMs: number
  /** The topics. */
  topics: OffsetCommitResponseTopic[]
  unknownTags?: UnknownTags
}

/** One OffsetCommitResponseTopic of OffsetCommitResponse. */
export interface OffsetCommitResponseTopic {
  /** Name of it (versions 2 to 9). */
  name: string
  /** Id of the topic (from version 10). */
  topicId: string
  /** The partitions. */
  partitions: OffsetCommitResponsePartition[]
  unknownTags?: UnknownTags
}

/** One OffsetCommitResponsePartition of OffsetCommitResponse. */
export interface OffsetCommitResponsePartition {
  /** Partition number. */
  partitionIndex: number
  /** Error code; 0 for none. */
  errorCode: number
  unknownTags?: UnknownTags
}

/** A whole OffsetCommitResponsePartition. */
export function makeOffsetCommitResponsePartition(given: Partially<OffsetCommitResponsePartition> = {}): OffsetCommitResponsePartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetCommitResponsePartition(w: Writer, v: number, m: OffsetCommitResponsePartition): void {
  const flex = v >= 8
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

function decodeOffsetCommitResponsePartition(r: Reader, v: number): OffsetCommitResponsePartition {
  const flex = v >= 8
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

/** A whole OffsetCommitResponseTopic. */
export function makeOffsetCommitResponseTopic(given: Partially<OffsetCommitResponseTopic> = {}): OffsetCommitResponseTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeOffsetCommitResponsePartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetCommitResponseTopic(w: Writer, v: number, m: OffsetCommitResponseTopic): void {
  const flex = v >= 8
  let at = ''
  let i = -1
  try {
    at = 'name'
    if (v <= 9) {
      w.string(m.name, flex)
    }
    at = 'topicId'
    if (v >= 10) {
      w.uuid(m.topicId)
    }
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeOffsetCommitResponsePartition(w, v, partitions[i]!)
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

function decodeOffsetCommitResponseTopic(r: Reader, v: number): OffsetCommitResponseTopic {
  const flex = v >= 8
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let topicId: string = ZERO_UUID
    let partitions: OffsetCommitResponsePartition[]
    at = 'name'
    if (v <= 9) {
      name = r.string(flex)
    }
    at = 'topicId'
    if (v >= 10) {
      topicId = r.uuid()
    }
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 6)
      const a: OffsetCommitResponsePartition[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetCommitResponsePartition(r, v))
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
    return unknownTags === undefined ? { name, topicId, partitions } : { name, topicId, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetCommitResponse from the fields that differ from their defaults, at any depth. */
export function offsetCommitResponse(given: Partially<OffsetCommitResponse> = {}): OffsetCommitResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeOffsetCommitResponseTopic(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetCommitResponse(w: Writer, v: number, m: OffsetCommitResponse): void {
  const flex = v >= 8
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    if (v >= 3) {
      w.int32(m.throttleTimeMs)
    }
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeOffsetCommitResponseTopic(w, v, topics[i]!)
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

function decodeOffsetCommitResponse(r: Reader, v: number): OffsetCommitResponse {
  const flex = v >= 8
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let topics: OffsetCommitResponseTopic[]
    at = 'throttleTimeMs'
    if (v >= 3) {
      throttleTimeMs = r.int32()
    }
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: OffsetCommitResponseTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeOffsetCommitResponseTopic(r, v))
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

/** OffsetCommit, API key 8: versions 2 to 10. */
export const offsetCommitApi: ApiDescription<OffsetCommitRequest, OffsetCommitResponse> = {
  key: 8,
  name: 'OffsetCommit',
  minVersion: 2,
  maxVersion: 10,
  flexibleFrom: 8,
  request: offsetCommitRequest,
  response: offsetCommitResponse,
  encodeRequest(w, v, m) {
    try {
      encodeOffsetCommitRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetCommitRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeOffsetCommitRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetCommitRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeOffsetCommitResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetCommitResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeOffsetCommitResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetCommitResponse', v)
    }
  },
}
