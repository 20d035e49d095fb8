// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The ConsumerGroupDescribe request. */
export interface ConsumerGroupDescribeRequest {
  /** Ids of the groups. */
  groupIds: string[]
  /** Whether to tell the authorized operations. */
  includeAuthorizedOperations: boolean
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupDescribeRequest from the fields that differ from their defaults, at any depth. */
export function consumerGroupDescribeRequest(given: Partially<ConsumerGroupDescribeRequest> = {}): ConsumerGroupDescribeRequest {
  return {
    groupIds: given.groupIds === undefined ? [] : [...given.groupIds],
    includeAuthorizedOperations: given.includeAuthorizedOperations === undefined ? false : given.includeAuthorizedOperations,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupDescribeRequest(w: Writer, _v: number, m: ConsumerGroupDescribeRequest): void {
  let at = ''
  let i = -1
  try {
    at = 'groupIds'
    {
      const groupIds = m.groupIds
      w.arrayLength(groupIds.length, true)
      for (i = 0; i < groupIds.length; i++) w.string(groupIds[i]!, true)
      i = -1
    }
    at = 'includeAuthorizedOperations'
    w.bool(m.includeAuthorizedOperations)
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

function decodeConsumerGroupDescribeRequest(r: Reader, _v: number): ConsumerGroupDescribeRequest {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupIds: string[]
    let includeAuthorizedOperations: boolean
    at = 'groupIds'
    {
      const n = r.arrayLength(true, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(true))
      i = -1
      groupIds = a
    }
    at = 'includeAuthorizedOperations'
    includeAuthorizedOperations = r.bool()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { groupIds, includeAuthorizedOperations } : { groupIds, includeAuthorizedOperations, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The ConsumerGroupDescribe response. */
export interface ConsumerGroupDescribeResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** The groups. */
  groups: DescribedConsumerGroup[]
  unknownTags?: UnknownTags
}

/** One DescribedConsumerGroup of ConsumerGroupDescribeResponse. */
export interface DescribedConsumerGroup {
  /** Error code; 0 for none. */
  errorCode: number
  /** The error in words; null for none (default null). */
  errorMessage: string | null
  /** Id of the group. */
  groupId: string
  /** State of the group, in words. */
  groupState: string
  /** Epoch of the group. */
  groupEpoch: number
  /** Epoch of the target assignment. */
  assignmentEpoch: number
  /** Assignor in use. */
  assignorName: string
  /** The members. */
  members: DescribedConsumerGroupMember[]
  /** Bit field of authorized operations (default -2147483648). */
  authorizedOperations: number
  unknownTags?: UnknownTags
}

/** One DescribedConsumerGroupMember of ConsumerGroupDescribeResponse. */
export interface DescribedConsumerGroupMember {
  /** Id of the member. */
  memberId: string
  /** Name of a static member; null for none (default null). */
  instanceId: string | null
  /** Rack of the member; null for none (default null). */
  rackId: string | null
  /** Epoch of the member; 0 joins, -1 leaves, -2 leaves for a while (static members). */
  memberEpoch: number
  /** Name that the client gave itself. */
  clientId: string
  /** Where the client is. */
  clientHost: string
  /** Topics that the member is subscribed to; null for unchanged. */
  subscribedTopicNames: string[]
  /** Expression of topics that the member is subscribed to; null for unchanged (default null). */
  subscribedTopicRegex: string | null
  /** What the member may use. */
  assignment: DescribedConsumerGroupAssignment
  /** What the member is to get. */
  targetAssignment: DescribedConsumerGroupAssignment
  /** 0 classic, 1 consumer, -1 unknown (from version 1; default -1). */
  memberType: number
  unknownTags?: UnknownTags
}

/** One DescribedConsumerGroupAssignment of ConsumerGroupDescribeResponse. */
export interface DescribedConsumerGroupAssignment {
  /** Partitions by topic. */
  topicPartitions: DescribedConsumerGroupTopicPartitions[]
  unknownTags?: UnknownTags
}

/** One DescribedConsumerGroupTopicPartitions of ConsumerGroupDescribeResponse. */
export interface DescribedConsumerGroupTopicPartitions {
  /** Id of the topic. */
  topicId: string
  /** Name of the topic. */
  topicName: string
  /** Partition numbers. */
  partitions: number[]
  unknownTags?: UnknownTags
}

/** A whole DescribedConsumerGroupTopicPartitions. */
export function makeDescribedConsumerGroupTopicPartitions(given: Partially<DescribedConsumerGroupTopicPartitions> = {}): DescribedConsumerGroupTopicPartitions {
  return {
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    topicName: given.topicName === undefined ? '' : given.topicName,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribedConsumerGroupTopicPartitions(w: Writer, _v: number, m: DescribedConsumerGroupTopicPartitions): void {
  let at = ''
  let i = -1
  try {
    at = 'topicId'
    w.uuid(m.topicId)
    at = 'topicName'
    w.string(m.topicName, true)
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

function decodeDescribedConsumerGroupTopicPartitions(r: Reader, _v: number): DescribedConsumerGroupTopicPartitions {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicId: string
    let topicName: string
    let partitions: number[]
    at = 'topicId'
    topicId = r.uuid()
    at = 'topicName'
    topicName = r.string(true)
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
    return unknownTags === undefined ? { topicId, topicName, partitions } : { topicId, topicName, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribedConsumerGroupAssignment. */
export function makeDescribedConsumerGroupAssignment(given: Partially<DescribedConsumerGroupAssignment> = {}): DescribedConsumerGroupAssignment {
  return {
    topicPartitions: given.topicPartitions === undefined ? [] : given.topicPartitions.map(e => makeDescribedConsumerGroupTopicPartitions(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribedConsumerGroupAssignment(w: Writer, v: number, m: DescribedConsumerGroupAssignment): void {
  let at = ''
  let i = -1
  try {
    at = 'topicPartitions'
    {
      const topicPartitions = m.topicPartitions
      w.arrayLength(topicPartitions.length, true)
      for (i = 0; i < topicPartitions.length; i++) encodeDescribedConsumerGroupTopicPartitions(w, v, topicPartitions[i]!)
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

function decodeDescribedConsumerGroupAssignment(r: Reader, v: number): DescribedConsumerGroupAssignment {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicPartitions: DescribedConsumerGroupTopicPartitions[]
    at = 'topicPartitions'
    {
      const n = r.arrayLength(true, 19)
      const a: DescribedConsumerGroupTopicPartitions[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribedConsumerGroupTopicPartitions(r, v))
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

/** A whole DescribedConsumerGroupMember. */
export function makeDescribedConsumerGroupMember(given: Partially<DescribedConsumerGroupMember> = {}): DescribedConsumerGroupMember {
  return {
    memberId: given.memberId === undefined ? '' : given.memberId,
    instanceId: given.instanceId === undefined ? null : given.instanceId,
    rackId: given.rackId === undefined ? null : given.rackId,
    memberEpoch: given.memberEpoch === undefined ? 0 : given.memberEpoch,
    clientId: given.clientId === undefined ? '' : given.clientId,
    clientHost: given.clientHost === undefined ? '' : given.clientHost,
    subscribedTopicNames: given.subscribedTopicNames === undefined ? [] : [...given.subscribedTopicNames],
    subscribedTopicRegex: given.subscribedTopicRegex === undefined ? null : given.subscribedTopicRegex,
    assignment: given.assignment === undefined ? makeDescribedConsumerGroupAssignment() : makeDescribedConsumerGroupAssignment(given.assignment),
    targetAssignment: given.targetAssignment === undefined ? makeDescribedConsumerGroupAssignment() : makeDescribedConsumerGroupAssignment(given.targetAssignment),
    memberType: given.memberType === undefined ? -1 : given.memberType,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribedConsumerGroupMember(w: Writer, v: number, m: DescribedConsumerGroupMember): void {
  let at = ''
  let i = -1
  try {
    at = 'memberId'
    w.string(m.memberId, true)
    at = 'instanceId'
    w.nullableString(m.instanceId, true)
    at = 'rackId'
    w.nullableString(m.rackId, true)
    at = 'memberEpoch'
    w.int32(m.memberEpoch)
    at = 'clientId'
    w.string(m.clientId, true)
    at = 'clientHost'
    w.string(m.clientHost, true)
    at = 'subscribedTopicNames'
    {
      const subscribedTopicNames = m.subscribedTopicNames
      w.arrayLength(subscribedTopicNames.length, true)
      for (i = 0; i < subscribedTopicNames.length; i++) w.string(subscribedTopicNames[i]!, true)
      i = -1
    }
    at = 'subscribedTopicRegex'
    w.nullableString(m.subscribedTopicRegex, true)
    at = 'assignment'
    encodeDescribedConsumerGroupAssignment(w, v, m.assignment)
    at = 'targetAssignment'
    encodeDescribedConsumerGroupAssignment(w, v, m.targetAssignment)
    at = 'memberType'
    if (v >= 1) {
      w.int8(m.memberType)
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

function decodeDescribedConsumerGroupMember(r: Reader, v: number): DescribedConsumerGroupMember {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let memberId: string
    let instanceId: string | null
    let rackId: string | null
    let memberEpoch: number
    let clientId: string
    let clientHost: string
    let subscribedTopicNames: string[]
    let subscribedTopicRegex: string | null
    let assignment: DescribedConsumerGroupAssignment
    let targetAssignment: DescribedConsumerGroupAssignment
    let memberType: number = -1
    at = 'memberId'
    memberId = r.string(true)
    at = 'instanceId'
    instanceId = r.nullableString(true)
    at = 'rackId'
    rackId = r.nullableString(true)
    at = 'memberEpoch'
    memberEpoch = r.int32()
    at = 'clientId'
    clientId = r.string(true)
    at = 'clientHost'
    clientHost = r.string(true)
    at = 'subscribedTopicNames'
    {
      const n = r.arrayLength(true, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(true))
      i = -1
      subscribedTopicNames = a
    }
    at = 'subscribedTopicRegex'
    subscribedTopicRegex = r.nullableString(true)
    at = 'assignment'
    assignment = decodeDescribedConsumerGroupAssignment(r, v)
    at = 'targetAssignment'
    targetAssignment = decodeDescribedConsumerGroupAssignment(r, v)
    at = 'memberType'
    if (v >= 1) {
      memberType = r.int8()
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { memberId, instanceId, rackId, memberEpoch, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, assignment, targetAssignment, memberType } : { memberId, instanceId, rackId, memberEpoch, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, assignment, targetAssignment, memberType, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribedConsumerGroup. */
export function makeDescribedConsumerGroup(given: Partially<DescribedConsumerGroup> = {}): DescribedConsumerGroup {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? null : given.errorMessage,
    groupId: given.groupId === undefined ? '' : given.groupId,
    groupState: given.groupState === undefined ? '' : given.groupState,
    groupEpoch: given.groupEpoch === undefined ? 0 : given.groupEpoch,
    assignmentEpoch: given.assignmentEpoch === undefined ? 0 : given.assignmentEpoch,
    assignorName: given.assignorName === undefined ? '' : given.assignorName,
    members: given.members === undefined ? [] : given.members.map(e => makeDescribedConsumerGroupMember(e)),
    authorizedOperations: given.authorizedOperations === undefined ? -2147483648 : given.authorizedOperations,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribedConsumerGroup(w: Writer, v: number, m: DescribedConsumerGroup): void {
  let at = ''
  let i = -1
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    w.nullableString(m.errorMessage, true)
    at = 'groupId'
    w.string(m.groupId, true)
    at = 'groupState'
    w.string(m.groupState, true)
    at = 'groupEpoch'
    w.int32(m.groupEpoch)
    at = 'assignmentEpoch'
    w.int32(m.assignmentEpoch)
    at = 'assignorName'
    w.string(m.assignorName, true)
    at = 'members'
    {
      const members = m.members
      w.arrayLength(members.length, true)
      for (i = 0; i < members.length; i++) encodeDescribedConsumerGroupMember(w, v, members[i]!)
      i = -1
    }
    at = 'authorizedOperations'
    w.int32(m.authorizedOperations)
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

function decodeDescribedConsumerGroup(r: Reader, v: number): DescribedConsumerGroup {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let errorMessage: string | null
    let groupId: string
    let groupState: string
    let groupEpoch: number
    let assignmentEpoch: number
    let assignorName: string
    let members: DescribedConsumerGroupMember[]
    let authorizedOperations: number
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    errorMessage = r.nullableString(true)
    at = 'groupId'
    groupId = r.string(true)
    at = 'groupState'
    groupState = r.string(true)
    at = 'groupEpoch'
    groupEpoch = r.int32()
    at = 'assignmentEpoch'
    assignmentEpoch = r.int32()
    at = 'assignorName'
    assignorName = r.string(true)
    at = 'members'
    {
      const n = r.arrayLength(true, 16)
      const a: DescribedConsumerGroupMember[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribedConsumerGroupMember(r, v))
      i = -1
      members = a
    }
    at = 'authorizedOperations'
    authorizedOperations = r.int32()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { errorCode, errorMessage, groupId, groupState, groupEpoch, assignmentEpoch, assignorName, members, authorizedOperations } : { errorCode, errorMessage, groupId, groupState, groupEpoch, assignmentEpoch, assignorName, members, authorizedOperations, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerGroupDescribeResponse from the fields that differ from their defaults, at any depth. */
export function consumerGroupDescribeResponse(given: Partially<ConsumerGroupDescribeResponse> = {}): ConsumerGroupDescribeResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    groups: given.groups === undefined ? [] : given.groups.map(e => makeDescribedConsumerGroup(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupDescribeResponse(w: Writer, v: number, m: ConsumerGroupDescribeResponse): void {
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'groups'
    {
      const groups = m.groups
      w.arrayLength(groups.length, true)
      for (i = 0; i < groups.length; i++) encodeDescribedConsumerGroup(w, v, groups[i]!)
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

function decodeConsumerGroupDescribeResponse(r: Reader, v: number): ConsumerGroupDescribeResponse {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let groups: DescribedConsumerGroup[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'groups'
    {
      const n = r.arrayLength(true, 20)
      const a: DescribedConsumerGroup[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribedConsumerGroup(r, v))
      i = -1
      groups = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { throttleTimeMs, groups } : { throttleTimeMs, groups, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ConsumerGroupDescribe, API key 69: versions 0 to 1. */
export const consumerGroupDescribeApi: ApiDescription<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse> = {
  key: 69,
  name: 'ConsumerGroupDescribe',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  request: consumerGroupDescribeRequest,
  response: consumerGroupDescribeResponse,
  encodeRequest(w, v, m) {
    try {
      encodeConsumerGroupDescribeRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupDescribeRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeConsumerGroupDescribeRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupDescribeRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeConsumerGroupDescribeResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupDescribeResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeConsumerGroupDescribeResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupDescribeResponse', v)
    }
  },
}
