// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The Metadata request. */
export interface MetadataRequest {
  /** The topics (null from version 1). */
  topics: MetadataRequestTopic[] | null
  /** Whether unknown topics may be created when the broker is set to do so (from version 4; default true). */
  allowAutoTopicCreation: boolean
  /** Whether to say what the caller may do on the cluster (versions 8 to 10). */
  includeClusterAuthorizedOperations: boolean
  /** Whether to say what the caller may do on each topic (from version 8). */
  includeTopicAuthorizedOperations: boolean
  unknownTags?: UnknownTags
}

/** One MetadataRequestTopic of MetadataRequest. */
export interface MetadataRequestTopic {
  /** Id of the topic (from version 10). */
  topicId: string
  /** Name of it (null from version 10). */
  name: string | null
  unknownTags?: UnknownTags
}

/** A whole MetadataRequestTopic. */
export function makeMetadataRequestTopic(given: Partially<MetadataRequestTopic> = {}): MetadataRequestTopic {
  return {
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    name: given.name === undefined ? '' : given.name,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeMetadataRequestTopic(w: Writer, v: number, m: MetadataRequestTopic): void {
  const flex = v >= 9
  let at = ''
  try {
    at = 'topicId'
    if (v >= 10) {
      w.uuid(m.topicId)
    }
    at = 'name'
    if (v >= 10) {
      w.nullableString(m.name, flex)
    } else {
      w.string(m.name, flex)
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

function decodeMetadataRequestTopic(r: Reader, v: number): MetadataRequestTopic {
  const flex = v >= 9
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicId: string = ZERO_UUID
    let name: string | null
    at = 'topicId'
    if (v >= 10) {
      topicId = r.uuid()
    }
    at = 'name'
    if (v >= 10) {
      name = r.nullableString(flex)
    } else {
      name = r.string(flex)
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
    return unknownTags === undefined ? { topicId, name } : { topicId, name, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole MetadataRequest from the fields that differ from their defaults, at any depth. */
export function metadataRequest(given: Partially<MetadataRequest> = {}): MetadataRequest {
  return {
    topics: given.topics === undefined ? [] : given.topics === null ? null : given.topics.map(e => makeMetadataRequestTopic(e)),
    allowAutoTopicCreation: given.allowAutoTopicCreation === undefined ? true : given.allowAutoTopicCreation,
    includeClusterAuthorizedOperations: given.includeClusterAuthorizedOperations === undefined ? false : given.includeClusterAuthorizedOperations,
    includeTopicAuthorizedOperations: given.includeTopicAuthorizedOperations === undefined ? false : given.includeTopicAuthorizedOperations,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeMetadataRequest(w: Writer, v: number, m: MetadataRequest): void {
  const flex = v >= 9
  let at = ''
  let i = -1
  try {
    at = 'topics'
    if (v >= 1) {
      const topics = m.topics
      if (topics === null) {
        w.nullArray(flex)
      } else {
        w.arrayLength(topics.length, flex)
        for (i = 0; i < topics.length; i++) encodeMetadataRequestTopic(w, v, topics[i]!)
        i = -1
      }
    } else {
      const topics = m.topics
      if (topics === null) {
        throw w.fault('null where this version has none')
      } else {
        w.arrayLength(topics.length, flex)
        for (i = 0; i < topics.length; i++) encodeMetadataRequestTopic(w, v, topics[i]!)
        i = -1
      }
    }
    at = 'allowAutoTopicCreation'
    if (v >= 4) {
      w.bool(m.allowAutoTopicCreation)
    }
    at = 'includeClusterAuthorizedOperations'
    if (v >= 8 && v <= 10) {
      w.bool(m.includeClusterAuthorizedOperations)
    }
    at = 'includeTopicAuthorizedOperations'
    if (v >= 8) {
      w.bool(m.includeTopicAuthorizedOperations)
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

function decodeMetadataRequest(r: Reader, v: number): MetadataRequest {
  const flex = v >= 9
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topics: MetadataRequestTopic[] | null
    let allowAutoTopicCreation: boolean = true
    let includeClusterAuthorizedOperations: boolean = false
    let includeTopicAuthorizedOperations: boolean = false
    at = 'topics'
    if (v >= 1) {
      {
        const n = r.nullableArrayLength(flex, 2)
        if (n < 0) {
          topics = null
        } else {
          const a: MetadataRequestTopic[] = []
          for (i = 0; i < n; i++) a.push(decodeMetadataRequestTopic(r, v))
          i = -1
          topics = a
        }
      }
    } else {
      {
        const n = r.arrayLength(flex, 2)
        const a: MetadataRequestTopic[] = []
        for (i = 0; i < n; i++) a.push(decodeMetadataRequestTopic(r, v))
        i = -1
        topics = a
      }
    }
    at = 'allowAutoTopicCreation'
    if (v >= 4) {
      allowAutoTopicCreation = r.bool()
    }
    at = 'includeClusterAuthorizedOperations'
    if (v >= 8 && v <= 10) {
      includeClusterAuthorizedOperations = r.bool()
    }
    at = 'includeTopicAuthorizedOperations'
    if (v >= 8) {
      includeTopicAuthorizedOperations = r.bool()
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
    return unknownTags === undefined ? { topics, allowAutoTopicCreation, includeClusterAuthorizedOperations, includeTopicAuthorizedOperations } : { topics, allowAutoTopicCreation, includeClusterAuthorizedOperations, includeTopicAuthorizedOperations, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The Metadata response. */
export interface MetadataResponse {
  /** How long the answer was held back by a quota, in ms (from version 3). */
  throttleTimeMs: number
  /** The brokers of the cluster. */
  brokers: MetadataResponseBroker[]
  /** Id of the cluster (from version 2; default null). */
  clusterId: string | null
  /** Id of the controller (from version 1; default -1). */
  controllerId: number
  /** The topics. */
  topics: MetadataResponseTopic[]
  /** Bits of the operations that the caller may do on the cluster; -2147483648 when not asked for (versions 8 to 10; default -2147483648). */
  clusterAuthorizedOperations: number
  /** Error code; 0 for none (from version 13). */
  errorCode: number
  unknownTags?: UnknownTags
}

/** One MetadataResponseTopic of MetadataResponse. */
export interface MetadataResponseTopic {
  /** Error code; 0 for none. */
  errorCode: number
  /** Name of it (null from version 12). */
  name: string | null
  /** Id of the topic (from version 10). */
  topicId: string
  /** Whether the topic is one of Kafka's own (from version 1). */
  isInternal: boolean
  /** The partitions. */
  partitions: MetadataResponsePartition[]
  /** Bits of the operations that the caller may do on the topic; -2147483648 when not asked for (from version 8; default -2147483648). */
  topicAuthorizedOperations: number
  unknownTags?: UnknownTags
}

/** One MetadataResponsePartition of MetadataResponse. */
export interface MetadataResponsePartition {
  /** Error code; 0 for none. */
  errorCode: number
  /** Partition number. */
  partitionIndex: number
  /** Id of the leader; -1 for none. */
  leaderId: number
  /** Epoch of the leader; -1 when unknown (from version 7; default -1). */
  leaderEpoch: number
  /** All replicas. */
  replicaNodes: number[]
  /** Replicas that are in sync. */
  isrNodes: number[]
  /** Replicas that are offline (from version 5). */
  offlineReplicas: number[]
  unknownTags?: UnknownTags
}

/** One MetadataResponseBroker of MetadataResponse. */
export interface MetadataResponseBroker {
  /** Id of the node. */
  nodeId: number
  /** Host name. */
  host: string
  /** TCP port. */
  port: number
  /** Rack of the node; null when unknown (from version 1; default null). */
  rack: string | null
  unknownTags?: UnknownTags
}

/** A whole MetadataResponseBroker. */
export function makeMetadataResponseBroker(given: Partially<MetadataResponseBroker> = {}): MetadataResponseBroker {
  return {
    nodeId: given.nodeId === undefined ? 0 : given.nodeId,
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    rack: given.rack === undefined ? null : given.rack,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeMetadataResponseBroker(w: Writer, v: number, m: MetadataResponseBroker): void {
  const flex = v >= 9
  let at = ''
  try {
    at = 'nodeId'
    w.int32(m.nodeId)
    at = 'host'
    w.string(m.host, flex)
    at = 'port'
    w.int32(m.port)
    at = 'rack'
    if (v >= 1) {
      w.nullableString(m.rack, flex)
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

function decodeMetadataResponseBroker(r: Reader, v: number): MetadataResponseBroker {
  const flex = v >= 9
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let nodeId: number
    let host: string
    let port: number
    let rack: string | null = null
    at = 'nodeId'
    nodeId = r.int32()
    at = 'host'
    host = r.string(flex)
    at = 'port'
    port = r.int32()
    at = 'rack'
    if (v >= 1) {
      rack = r.nullableString(flex)
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
    return unknownTags === undefined ? { nodeId, host, port, rack } : { nodeId, host, port, rack, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole MetadataResponsePartition. */
export function makeMetadataResponsePartition(given: Partially<MetadataResponsePartition> = {}): MetadataResponsePartition {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    leaderId: given.leaderId === undefined ? 0 : given.leaderId,
    leaderEpoch: given.leaderEpoch === undefined ? -1 : given.leaderEpoch,
    replicaNodes: given.replicaNodes === undefined ? [] : [...given.replicaNodes],
    isrNodes: given.isrNodes === undefined ? [] : [...given.isrNodes],
    offlineReplicas: given.offlineReplicas === undefined ? [] : [...given.offlineReplicas],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeMetadataResponsePartition(w: Writer, v: number, m: MetadataResponsePartition): void {
  const flex = v >= 9
  let at = ''
  let i = -1
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'leaderId'
    w.int32(m.leaderId)
    at = 'leaderEpoch'
    if (v >= 7) {
      w.int32(m.leaderEpoch)
    }
    at = 'replicaNodes'
    {
      const replicaNodes = m.replicaNodes
      w.arrayLength(replicaNodes.length, flex)
      for (i = 0; i < replicaNodes.length; i++) w.int32(replicaNodes[i]!)
      i = -1
    }
    at = 'isrNodes'
    {
      const isrNodes = m.isrNodes
      w.arrayLength(isrNodes.length, flex)
      for (i = 0; i < isrNodes.length; i++) w.int32(isrNodes[i]!)
      i = -1
    }
    at = 'offlineReplicas'
    if (v >= 5) {
      const offlineReplicas = m.offlineReplicas
      w.arrayLength(offlineReplicas.length, flex)
      for (i = 0; i < offlineReplicas.length; i++) w.int32(offlineReplicas[i]!)
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

function decodeMetadataResponsePartition(r: Reader, v: number): MetadataResponsePartition {
  const flex = v >= 9
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let partitionIndex: number
    let leaderId: number
    let leaderEpoch: number = -1
    let replicaNodes: number[]
    let isrNodes: number[]
    let offlineReplicas: number[] = []
    at = 'errorCode'
    errorCode = r.int16()
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'leaderId'
    leaderId = r.int32()
    at = 'leaderEpoch'
    if (v >= 7) {
      leaderEpoch = r.int32()
    }
    at = 'replicaNodes'
    {
      const n = r.arrayLength(flex, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      replicaNodes = a
    }
    at = 'isrNodes'
    {
      const n = r.arrayLength(flex, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      isrNodes = a
    }
    at = 'offlineReplicas'
    if (v >= 5) {
      {
        const n = r.arrayLength(flex, 4)
        const a: number[] = []
        for (i = 0; i < n; i++) a.push(r.int32())
        i = -1
        offlineReplicas = a
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
    return unknownTags === undefined ? { errorCode, partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, offlineReplicas } : { errorCode, partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, offlineReplicas, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole MetadataResponseTopic. */
export function makeMetadataResponseTopic(given: Partially<MetadataResponseTopic> = {}): MetadataResponseTopic {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    isInternal: given.isInternal === undefined ? false : given.isInternal,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeMetadataResponsePartition(e)),
    topicAuthorizedOperations: given.topicAuthorizedOperations === undefined ? -2147483648 : given.topicAuthorizedOperations,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeMetadataResponseTopic(w: Writer, v: number, m: MetadataResponseTopic): void {
  const flex = v >= 9
  let at = ''
  let i = -1
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'name'
    if (v >= 12) {
      w.nullableString(m.name, flex)
    } else {
      w.string(m.name, flex)
    }
    at = 'topicId'
    if (v >= 10) {
      w.uuid(m.topicId)
    }
    at = 'isInternal'
    if (v >= 1) {
      w.bool(m.isInternal)
    }
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeMetadataResponsePartition(w, v, partitions[i]!)
      i = -1
    }
    at = 'topicAuthorizedOperations'
    if (v >= 8) {
      w.int32(m.topicAuthorizedOperations)
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

function decodeMetadataResponseTopic(r: Reader, v: number): MetadataResponseTopic {
  const flex = v >= 9
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let name: string | null
    let topicId: string = ZERO_UUID
    let isInternal: boolean = false
    let partitions: MetadataResponsePartition[]
    let topicAuthorizedOperations: number = -2147483648
    at = 'errorCode'
    errorCode = r.int16()
    at = 'name'
    if (v >= 12) {
      name = r.nullableString(flex)
    } else {
      name = r.string(flex)
    }
    at = 'topicId'
    if (v >= 10) {
      topicId = r.uuid()
    }
    at = 'isInternal'
    if (v >= 1) {
      isInternal = r.bool()
    }
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 18)
      const a: MetadataResponsePartition[] = []
      for (i = 0; i < n; i++) a.push(decodeMetadataResponsePartition(r, v))
      i = -1
      partitions = a
    }
    at = 'topicAuthorizedOperations'
    if (v >= 8) {
      topicAuthorizedOperations = r.int32()
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
    return unknownTags === undefined ? { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations } : { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole MetadataResponse from the fields that differ from their defaults, at any depth. */
export function metadataResponse(given: Partially<MetadataResponse> = {}): MetadataResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    brokers: given.brokers === undefined ? [] : given.brokers.map(e => makeMetadataResponseBroker(e)),
    clusterId: given.clusterId === undefined ? null : given.clusterId,
    controllerId: given.controllerId === undefined ? -1 : given.controllerId,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeMetadataResponseTopic(e)),
    clusterAuthorizedOperations: given.clusterAuthorizedOperations === undefined ? -2147483648 : given.clusterAuthorizedOperations,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeMetadataResponse(w: Writer, v: number, m: MetadataResponse): void {
  const flex = v >= 9
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    if (v >= 3) {
      w.int32(m.throttleTimeMs)
    }
    at = 'brokers'
    {
      const brokers = m.brokers
      w.arrayLength(brokers.length, flex)
      for (i = 0; i < brokers.length; i++) encodeMetadataResponseBroker(w, v, brokers[i]!)
      i = -1
    }
    at = 'clusterId'
    if (v >= 2) {
      w.nullableString(m.clusterId, flex)
    }
    at = 'controllerId'
    if (v >= 1) {
      w.int32(m.controllerId)
    }
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeMetadataResponseTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'clusterAuthorizedOperations'
    if (v >= 8 && v <= 10) {
      w.int32(m.clusterAuthorizedOperations)
    }
    at = 'errorCode'
    if (v >= 13) {
      w.int16(m.errorCode)
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

function decodeMetadataResponse(r: Reader, v: number): MetadataResponse {
  const flex = v >= 9
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let brokers: MetadataResponseBroker[]
    let clusterId: string | null = null
    let controllerId: number = -1
    let topics: MetadataResponseTopic[]
    let clusterAuthorizedOperations: number = -2147483648
    let errorCode: number = 0
    at = 'throttleTimeMs'
    if (v >= 3) {
      throttleTimeMs = r.int32()
    }
    at = 'brokers'
    {
      const n = r.arrayLength(flex, 10)
      const a: MetadataResponseBroker[] = []
      for (i = 0; i < n; i++) a.push(decodeMetadataResponseBroker(r, v))
      i = -1
      brokers = a
    }
    at = 'clusterId'
    if (v >= 2) {
      clusterId = r.nullableString(flex)
    }
    at = 'controllerId'
    if (v >= 1) {
      controllerId = r.int32()
    }
    at = 'topics'
    {
      const n = r.arrayLength(flex, 8)
      const a: MetadataResponseTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeMetadataResponseTopic(r, v))
      i = -1
      topics = a
    }
    at = 'clusterAuthorizedOperations'
    if (v >= 8 && v <= 10) {
      clusterAuthorizedOperations = r.int32()
    }
    at = 'errorCode'
    if (v >= 13) {
      errorCode = r.int16()
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
    return unknownTags === undefined ? { throttleTimeMs, brokers, clusterId, controllerId, topics, clusterAuthorizedOperations, errorCode } : { throttleTimeMs, brokers, clusterId, controllerId, topics, clusterAuthorizedOperations, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** Metadata, API key 3: versions 0 to 13. */
export const metadataApi: ApiDescription<MetadataRequest, MetadataResponse> = {
  key: 3,
  name: 'Metadata',
  minVersion: 0,
  maxVersion: 13,
  flexibleFrom: 9,
  request: metadataRequest,
  response: metadataResponse,
  encodeRequest(w, v, m) {
    try {
      encodeMetadataRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'MetadataRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeMetadataRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'MetadataRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeMetadataResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'MetadataResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeMetadataResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'MetadataResponse', v)
    }
  },
}
