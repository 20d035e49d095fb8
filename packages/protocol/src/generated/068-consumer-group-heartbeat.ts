// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The ConsumerGroupHeartbeat request. */
export interface ConsumerGroupHeartbeatRequest {
  /** Id of the group. */
  groupId: string
  /** Id of the member. */
  memberId: string
  /** Epoch of the member; 0 joins, -1 leaves, -2 leaves for a while (static members). */
  memberEpoch: number
  /** Name of a static member; null for none (default null). */
  instanceId: string | null
  /** Rack of the member; null for none (default null). */
  rackId: string | null
  /** How long the member may take to let partitions go, in ms; -1 for unchanged (default -1). */
  rebalanceTimeoutMs: number
  /** Topics that the member is subscribed to; null for unchanged (default null). */
  subscribedTopicNames: string[] | null
  /** Expression of topics that the member is subscribed to; null for unchanged (from version 1; default null). */
  subscribedTopicRegex: string | null
  /** Assignor that the member prefers; null for none (default null). */
  serverAssignor: string | null
  /** Partitions by topic (default null). */
  topicPartitions: ConsumerGroupHeartbeatRequestTopicPartitions[] | null
  unknownTags?: UnknownTags
}

/** One ConsumerGroupHeartbeatRequestTopicPartitions of ConsumerGroupHeartbeatRequest. */
export interface ConsumerGroupHeartbeatRequestTopicPartitions {
  /** Id of the topic. */
  topicId: string
  /** Partition numbers. */
  partitions: number[]
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupHeartbeatRequestTopicPartitions. */
export function makeConsumerGroupHeartbeatRequestTopicPartitions(given: Partially<ConsumerGroupHeartbeatRequestTopicPartitions> = {}): ConsumerGroupHeartbeatRequestTopicPartitions {
  return {
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupHeartbeatRequestTopicPartitions(w: Writer, _v: number, m: ConsumerGroupHeartbeatRequestTopicPartitions): void {
  let at = ''
  let i = -1
  try {
    at = 'topicId'
    w.uuid(m.topicId)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, true)
      for (i = 0; i < partitions.length; i++) w.int32(partitions[i]!)
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

function decodeConsumerGroupHeartbeatRequestTopicPartitions(r: Reader, _v: number): ConsumerGroupHeartbeatRequestTopicPartitions {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicId: string
    let partitions: number[]
    at = 'topicId'
    topicId = r.uuid()
    at = 'partitions'
    {
      const n = r.arrayLength(true, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
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
    return unknownTags === undefined ? { topicId, partitions } : { topicId, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerGroupHeartbeatRequest from the fields that differ from their defaults, at any depth. */
export function consumerGroupHeartbeatRequest(given: Partially<ConsumerGroupHeartbeatRequest> = {}): ConsumerGroupHeartbeatRequest {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    memberId: given.memberId === undefined ? '' : given.memberId,
    memberEpoch: given.memberEpoch === undefined ? 0 : given.memberEpoch,
    instanceId: given.instanceId === undefined ? null : given.instanceId,
    rackId: given.rackId === undefined ? null : given.rackId,
    rebalanceTimeoutMs: given.rebalanceTimeoutMs === undefined ? -1 : given.rebalanceTimeoutMs,
    subscribedTopicNames: given.subscribedTopicNames === undefined ? null : given.subscribedTopicNames === null ? null : [...given.subscribedTopicNames],
    subscribedTopicRegex: given.subscribedTopicRegex === undefined ? null : given.subscribedTopicRegex,
    serverAssignor: given.serverAssignor === undefined ? null : given.serverAssignor,
    topicPartitions: given.topicPartitions === undefined ? null : given.topicPartitions === null ? null : given.topicPartitions.map(e => makeConsumerGroupHeartbeatRequestTopicPartitions(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupHeartbeatRequest(w: Writer, v: number, m: ConsumerGroupHeartbeatRequest): void {
  let at = ''
  let i = -1
  try {
    at = 'groupId'
    w.string(m.groupId, true)
    at = 'memberId'
    w.string(m.memberId, true)
    at = 'memberEpoch'
    w.int32(m.memberEpoch)
    at = 'instanceId'
    w.nullableString(m.instanceId, true)
    at = 'rackId'
    w.nullableString(m.rackId, true)
    at = 'rebalanceTimeoutMs'
    w.int32(m.rebalanceTimeoutMs)
    at = 'subscribedTopicNames'
    {
      const subscribedTopicNames = m.subscribedTopicNames
      if (subscribedTopicNames === null) {
        w.nullArray(true)
      } else {
        w.arrayLength(subscribedTopicNames.length, true)
        for (i = 0; i < subscribedTopicNames.length; i++) w.string(subscribedTopicNames[i]!, true)
        i = -1
      }
    }
    at = 'subscribedTopicRegex'
    if (v >= 1) {
      w.nullableString(m.subscribedTopicRegex, true)
    }
    at = 'serverAssignor'
    w.nullableString(m.serverAssignor, true)
    at = 'topicPartitions'
    {
      const topicPartitions = m.topicPartitions
      if (topicPartitions === null) {
        w.nullArray(true)
      } else {
        w.arrayLength(topicPartitions.length, true)
        for (i = 0; i < topicPartitions.length; i++) encodeConsumerGroupHeartbeatRequestTopicPartitions(w, v, topicPartitions[i]!)
        i = -1
      }
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

function decodeConsumerGroupHeartbeatRequest(r: Reader, v: number): ConsumerGroupHeartbeatRequest {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string
    let memberId: string
    let memberEpoch: number
    let instanceId: string | null
    let rackId: string | null
    let rebalanceTimeoutMs: number
    let subscribedTopicNames: string[] | null
    let subscribedTopicRegex: string | null = null
    let serverAssignor: string | null
    let topicPartitions: ConsumerGroupHeartbeatRequestTopicPartitions[] | null
    at = 'groupId'
    groupId = r.string(true)
    at = 'memberId'
    memberId = r.string(true)
    at = 'memberEpoch'
    memberEpoch = r.int32()
    at = 'instanceId'
    instanceId = r.nullableString(true)
    at = 'rackId'
    rackId = r.nullableString(true)
    at = 'rebalanceTimeoutMs'
    rebalanceTimeoutMs = r.int32()
    at = 'subscribedTopicNames'
    {
      const n = r.nullableArrayLength(true, 1)
      if (n < 0) {
        subscribedTopicNames = null
      } else {
        const a: string[] = []
        for (i = 0; i < n; i++) a.push(r.string(true))
        i = -1
        subscribedTopicNames = a
      }
    }
    at = 'subscribedTopicRegex'
    if (v >= 1) {
      subscribedTopicRegex = r.nullableString(true)
    }
    at = 'serverAssignor'
    serverAssignor = r.nullableString(true)
    at = 'topicPartitions'
    {
      const n = r.nullableArrayLength(true, 18)
      if (n < 0) {
        topicPartitions = null
      } else {
        const a: ConsumerGroupHeartbeatRequestTopicPartitions[] = []
        for (i = 0; i < n; i++) a.push(decodeConsumerGroupHeartbeatRequestTopicPartitions(r, v))
        i = -1
        topicPartitions = a
      }
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { groupId, memberId, memberEpoch, instanceId, rackId, rebalanceTimeoutMs, subscribedTopicNames, subscribedTopicRegex, serverAssignor, topicPartitions } : { groupId, memberId, memberEpoch, instanceId, rackId, rebalanceTimeoutMs, subscribedTopicNames, subscribedTopicRegex, serverAssignor, topicPartitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The ConsumerGroupHeartbeat response. */
export interface ConsumerGroupHeartbeatResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  /** The error in words; null for none (default null). */
  errorMessage: string | null
  /** Id of the member (default null). */
  memberId: string | null
  /** Epoch of the member; 0 joins, -1 leaves, -2 leaves for a while (static members). */
  memberEpoch: number
  /** How often to send heartbeats, in ms. */
  heartbeatIntervalMs: number
  /** What the member may use (default null). */
  assignment: ConsumerGroupHeartbeatAssignment | null
  unknownTags?: UnknownTags
}

/** One ConsumerGroupHeartbeatAssignment of ConsumerGroupHeartbeatResponse. */
export interface ConsumerGroupHeartbeatAssignment {
  /** Partitions by topic. */
  topicPartitions: ConsumerGroupHeartbeatResponseTopicPartitions[]
  unknownTags?: UnknownTags
}

/** One ConsumerGroupHeartbeatResponseTopicPartitions of ConsumerGroupHeartbeatResponse. */
export interface ConsumerGroupHeartbeatResponseTopicPartitions {
  /** Id of the topic. */
  topicId: string
  /** Partition numbers. */
  partitions: number[]
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupHeartbeatResponseTopicPartitions. */
export function makeConsumerGroupHeartbeatResponseTopicPartitions(given: Partially<ConsumerGroupHeartbeatResponseTopicPartitions> = {}): ConsumerGroupHeartbeatResponseTopicPartitions {
  return {
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupHeartbeatResponseTopicPartitions(w: Writer, _v: number, m: ConsumerGroupHeartbeatResponseTopicPartitions): void {
  let at = ''
  let i = -1
  try {
    at = 'topicId'
    w.uuid(m.topicId)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, true)
      for (i = 0; i < partitions.length; i++) w.int32(partitions[i]!)
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

function decodeConsumerGroupHeartbeatResponseTopicPartitions(r: Reader, _v: number): ConsumerGroupHeartbeatResponseTopicPartitions {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicId: string
    let partitions: number[]
    at = 'topicId'
    topicId = r.uuid()
    at = 'partitions'
    {
      const n = r.arrayLength(true, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
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
    return unknownTags === undefined ? { topicId, partitions } : { topicId, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerGroupHeartbeatAssignment. */
export function makeConsumerGroupHeartbeatAssignment(given: Partially<ConsumerGroupHeartbeatAssignment> = {}): ConsumerGroupHeartbeatAssignment {
  return {
    topicPartitions: given.topicPartitions === undefined ? [] : given.topicPartitions.map(e => makeConsumerGroupHeartbeatResponseTopicPartitions(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupHeartbeatAssignment(w: Writer, v: number, m: ConsumerGroupHeartbeatAssignment): void {
  let at = ''
  let i = -1
  try {
    at = 'topicPartitions'
    {
      const topicPartitions = m.topicPartitions
      w.arrayLength(topicPartitions.length, true)
      for (i = 0; i < topicPartitions.length; i++) encodeConsumerGroupHeartbeatResponseTopicPartitions(w, v, topicPartitions[i]!)
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

function decodeConsumerGroupHeartbeatAssignment(r: Reader, v: number): ConsumerGroupHeartbeatAssignment {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicPartitions: ConsumerGroupHeartbeatResponseTopicPartitions[]
    at = 'topicPartitions'
    {
      const n = r.arrayLength(true, 18)
      const a: ConsumerGroupHeartbeatResponseTopicPartitions[] = []
      for (i = 0; i < n; i++) a.push(decodeConsumerGroupHeartbeatResponseTopicPartitions(r, v))
      i = -1
      topicPartitions = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { topicPartitions } : { topicPartitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerGroupHeartbeatResponse from the fields that differ from their defaults, at any depth. */
export function consumerGroupHeartbeatResponse(given: Partially<ConsumerGroupHeartbeatResponse> = {}): ConsumerGroupHeartbeatResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? null : given.errorMessage,
    memberId: given.memberId === undefined ? null : given.memberId,
    memberEpoch: given.memberEpoch === undefined ? 0 : given.memberEpoch,
    heartbeatIntervalMs: given.heartbeatIntervalMs === undefined ? 0 : given.heartbeatIntervalMs,
    assignment: given.assignment === undefined ? null : given.assignment === null ? null : makeConsumerGroupHeartbeatAssignment(given.assignment),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupHeartbeatResponse(w: Writer, v: number, m: ConsumerGroupHeartbeatResponse): void {
  let at = ''
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    w.nullableString(m.errorMessage, true)
    at = 'memberId'
    w.nullableString(m.memberId, true)
    at = 'memberEpoch'
    w.int32(m.memberEpoch)
    at = 'heartbeatIntervalMs'
    w.int32(m.heartbeatIntervalMs)
    at = 'assignment'
    if (m.assignment === null) {
      w.int8(-1)
    } else {
      w.int8(1)
      encodeConsumerGroupHeartbeatAssignment(w, v, m.assignment)
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

function decodeConsumerGroupHeartbeatResponse(r: Reader, v: number): ConsumerGroupHeartbeatResponse {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let errorCode: number
    let errorMessage: string | null
    let memberId: string | null
    let memberEpoch: number
    let heartbeatIntervalMs: number
    let assignment: ConsumerGroupHeartbeatAssignment | null
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    errorMessage = r.nullableString(true)
    at = 'memberId'
    memberId = r.nullableString(true)
    at = 'memberEpoch'
    memberEpoch = r.int32()
    at = 'heartbeatIntervalMs'
    heartbeatIntervalMs = r.int32()
    at = 'assignment'
    assignment = r.structFollows() ? decodeConsumerGroupHeartbeatAssignment(r, v) : null
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, assignment } : { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, assignment, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** ConsumerGroupHeartbeat, API key 68: versions 0 to 1. */
export const consumerGroupHeartbeatApi: ApiDescription<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse> = {
  key: 68,
  name: 'ConsumerGroupHeartbeat',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  request: consumerGroupHeartbeatRequest,
  response: consumerGroupHeartbeatResponse,
  encodeRequest(w, v, m) {
    try {
      encodeConsumerGroupHeartbeatRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupHeartbeatRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeConsumerGroupHeartbeatRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupHeartbeatRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeConsumerGroupHeartbeatResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupHeartbeatResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeConsumerGroupHeartbeatResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupHeartbeatResponse', v)
    }
  },
}
