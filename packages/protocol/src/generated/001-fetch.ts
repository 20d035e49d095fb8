// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../codec/reader.ts'
import { Writer } from '../codec/writer.ts'

/** The Fetch request. */
export interface FetchRequest {
  /** Id of the cluster that the fetcher believes in (from version 12; tag 0; default null). */
  clusterId: string | null
  /** Id of the follower; -1 for a consumer (versions 4 to 14; default -1). */
  replicaId: number
  /** Who asks, when it is a follower (from version 15; tag 1). */
  replicaState: ReplicaState
  /** How long to wait for the wanted bytes, in ms. */
  maxWaitMs: number
  /** Fewest bytes worth an answer before the wait is over. */
  minBytes: number
  /** Most bytes in the whole answer; the first batch is returned whole even so (default 2147483647). */
  maxBytes: number
  /** 0 read uncommitted, 1 read committed. */
  isolationLevel: number
  /** Id of the fetch session; 0 for none (from version 7). */
  sessionId: number
  /** Counts the requests of the fetch session; -1 for no session (from version 7; default -1). */
  sessionEpoch: number
  /** The topics. */
  topics: FetchTopic[]
  /** Partitions to drop from the fetch session (from version 7). */
  forgottenTopicsData: ForgottenTopic[]
  /** Rack of the consumer (from version 11). */
  rackId: string
  unknownTags?: UnknownTags
}

/** One ForgottenTopic of FetchRequest. */
export interface ForgottenTopic {
  /** Name of the topic (versions 7 to 12). */
  topic: string
  /** Id of the topic (from version 13). */
  topicId: string
  /** The partitions (from version 7). */
  partitions: number[]
  unknownTags?: UnknownTags
}

/** One FetchTopic of FetchRequest. */
export interface FetchTopic {
  /** Name of the topic (versions 4 to 12). */
  topic: string
  /** Id of the topic (from version 13). */
  topicId: string
  /** The partitions. */
  partitions: FetchPartition[]
  unknownTags?: UnknownTags
}

/** One FetchPartition of FetchRequest. */
export interface FetchPartition {
  /** Partition number. */
  partition: number
  /** Leader epoch the asker believes in; -1 to leave it unchecked (from version 9; default -1). */
  currentLeaderEpoch: number
  /** Offset of the first record wanted. */
  fetchOffset: number
  /** Leader epoch of the last record fetched; -1 when there is none (from version 12; default -1). */
  lastFetchedEpoch: number
  /** First offset that is still there (from version 5; default -1). */
  logStartOffset: number
  /** Most bytes from this partition; the first batch is returned whole even so. */
  partitionMaxBytes: number
  /** Log directory of the follower (from version 17; tag 0). */
  replicaDirectoryId: string
  /** High watermark that the follower knows (from version 18; tag 1; default 9223372036854776000). */
  highWatermark: number
  unknownTags?: UnknownTags
}

/** One ReplicaState of FetchRequest. */
export interface ReplicaState {
  /** Id of the follower; -1 for a consumer (from version 15; default -1). */
  replicaId: number
  /** Epoch of the follower's registration; -1 for none (from version 15; default -1). */
  replicaEpoch: number
  unknownTags?: UnknownTags
}

/** A whole ReplicaState. */
export function makeReplicaState(given: Partially<ReplicaState> = {}): ReplicaState {
  return {
    replicaId: given.replicaId === undefined ? -1 : given.replicaId,
    replicaEpoch: given.replicaEpoch === undefined ? -1 : given.replicaEpoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeReplicaState(w: Writer, v: number, m: ReplicaState): void {
  const flex = v >= 12
  let at = ''
  try {
    at = 'replicaId'
    if (v >= 15) {
      w.int32(m.replicaId)
    }
    at = 'replicaEpoch'
    if (v >= 15) {
      w.int64(m.replicaEpoch)
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

function decodeReplicaState(r: Reader, v: number): ReplicaState {
  const flex = v >= 12
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let replicaId: number = -1
    let replicaEpoch: number = -1
    at = 'replicaId'
    if (v >= 15) {
      replicaId = r.int32()
    }
    at = 'replicaEpoch'
    if (v >= 15) {
      replicaEpoch = r.int64()
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
    return unknownTags === undefined ? { replicaId, replicaEpoch } : { replicaId, replicaEpoch, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole FetchPartition. */
export function makeFetchPartition(given: Partially<FetchPartition> = {}): FetchPartition {
  return {
    partition: given.partition === undefined ? 0 : given.partition,
    currentLeaderEpoch: given.currentLeaderEpoch === undefined ? -1 : given.currentLeaderEpoch,
    fetchOffset: given.fetchOffset === undefined ? 0 : given.fetchOffset,
    lastFetchedEpoch: given.lastFetchedEpoch === undefined ? -1 : given.lastFetchedEpoch,
    logStartOffset: given.logStartOffset === undefined ? -1 : given.logStartOffset,
    partitionMaxBytes: given.partitionMaxBytes === undefined ? 0 : given.partitionMaxBytes,
    replicaDirectoryId: given.replicaDirectoryId === undefined ? ZERO_UUID : given.replicaDirectoryId,
    highWatermark: given.highWatermark === undefined ? 9223372036854776000 : given.highWatermark,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFetchPartition(w: Writer, v: number, m: FetchPartition): void {
  const flex = v >= 12
  let at = ''
  try {
    at = 'partition'
    w.int32(m.partition)
    at = 'currentLeaderEpoch'
    if (v >= 9) {
      w.int32(m.currentLeaderEpoch)
    }
    at = 'fetchOffset'
    w.int64(m.fetchOffset)
    at = 'lastFetchedEpoch'
    if (v >= 12) {
      w.int32(m.lastFetchedEpoch)
    }
    at = 'logStartOffset'
    if (v >= 5) {
      w.int64(m.logStartOffset)
    }
    at = 'partitionMaxBytes'
    w.int32(m.partitionMaxBytes)
    at = 'unknownTags'
    if (flex) {
      const has0 = v >= 17 && m.replicaDirectoryId !== ZERO_UUID
      const has1 = v >= 18 && m.highWatermark !== 9223372036854776000
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0) + (has1 ? 1 : 0))
      if (has0) {
        at = 'replicaDirectoryId'
        const t = new Writer(64, false)
        t.uuid(m.replicaDirectoryId)
        w.tag(0, t)
      }
      if (has1) {
        at = 'highWatermark'
        const t = new Writer(64, false)
        t.int64(m.highWatermark)
        w.tag(1, t)
      }
      w.unknownTags(m.unknownTags, 2, Infinity)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeFetchPartition(r: Reader, v: number): FetchPartition {
  const flex = v >= 12
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partition: number
    let currentLeaderEpoch: number = -1
    let fetchOffset: number
    let lastFetchedEpoch: number = -1
    let logStartOffset: number = -1
    let partitionMaxBytes: number
    let replicaDirectoryId: string = ZERO_UUID
    let highWatermark: number = 9223372036854776000
    at = 'partition'
    partition = r.int32()
    at = 'currentLeaderEpoch'
    if (v >= 9) {
      currentLeaderEpoch = r.int32()
    }
    at = 'fetchOffset'
    fetchOffset = r.int64()
    at = 'lastFetchedEpoch'
    if (v >= 12) {
      lastFetchedEpoch = r.int32()
    }
    at = 'logStartOffset'
    if (v >= 5) {
      logStartOffset = r.int64()
    }
    at = 'partitionMaxBytes'
    partitionMaxBytes = r.int32()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            if (v >= 17) {
              at = 'replicaDirectoryId'
              replicaDirectoryId = r.uuid()
              r.endTag(end)
              at = 'unknownTags'
            } else {
              unknownTags ??= new Map()
              unknownTags.set(tag, r.slice(end - r.pos))
            }
            break
          }
          case 1: {
            if (v >= 18) {
              at = 'highWatermark'
              highWatermark = r.int64()
              r.endTag(end)
              at = 'unknownTags'
            } else {
              unknownTags ??= new Map()
              unknownTags.set(tag, r.slice(end - r.pos))
            }
            break
          }
          default:
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
        }
      }
    }
    return unknownTags === undefined ? { partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset, partitionMaxBytes, replicaDirectoryId, highWatermark } : { partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset, partitionMaxBytes, replicaDirectoryId, highWatermark, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole FetchTopic. */
export function makeFetchTopic(given: Partially<FetchTopic> = {}): FetchTopic {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeFetchPartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFetchTopic(w: Writer, v: number, m: FetchTopic): void {
  const flex = v >= 12
  let at = ''
  let i = -1
  try {
    at = 'topic'
    if (v <= 12) {
      w.string(m.topic, flex)
    }
    at = 'topicId'
    if (v >= 13) {
      w.uuid(m.topicId)
    }
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeFetchPartition(w, v, partitions[i]!)
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

function decodeFetchTopic(r: Reader, v: number): FetchTopic {
  const flex = v >= 12
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topic: string = ''
    let topicId: string = ZERO_UUID
    let partitions: FetchPartition[]
    at = 'topic'
    if (v <= 12) {
      topic = r.string(flex)
    }
    at = 'topicId'
    if (v >= 13) {
      topicId = r.uuid()
    }
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 16)
      const a: FetchPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeFetchPartition(r, v))
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
    return unknownTags === undefined ? { topic, topicId, partitions } : { topic, topicId, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ForgottenTopic. */
export function makeForgottenTopic(given: Partially<ForgottenTopic> = {}): ForgottenTopic {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeForgottenTopic(w: Writer, v: number, m: ForgottenTopic): void {
  const flex = v >= 12
  let at = ''
  let i = -1
  try {
    at = 'topic'
    if (v >= 7 && v <= 12) {
      w.string(m.topic, flex)
    }
    at = 'topicId'
    if (v >= 13) {
      w.uuid(m.topicId)
    }
    at = 'partitions'
    if (v >= 7) {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) w.int32(partitions[i]!)
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

function decodeForgottenTopic(r: Reader, v: number): ForgottenTopic {
  const flex = v >= 12
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topic: string = ''
    let topicId: string = ZERO_UUID
    let partitions: number[] = []
    at = 'topic'
    if (v >= 7 && v <= 12) {
      topic = r.string(flex)
    }
    at = 'topicId'
    if (v >= 13) {
      topicId = r.uuid()
    }
    at = 'partitions'
    if (v >= 7) {
      {
        const n = r.arrayLength(flex, 4)
        const a: number[] = []
        for (i = 0; i < n; i++) a.push(r.int32())
        i = -1
        partitions = a
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
    return unknownTags === undefined ? { topic, topicId, partitions } : { topic, topicId, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole FetchRequest from the fields that differ from their defaults, at any depth. */
export function fetchRequest(given: Partially<FetchRequest> = {}): FetchRequest {
  return {
    clusterId: given.clusterId === undefined ? null : given.clusterId,
    replicaId: given.replicaId === undefined ? -1 : given.replicaId,
    replicaState: given.replicaState === undefined ? makeReplicaState() : makeReplicaState(given.replicaState),
    maxWaitMs: given.maxWaitMs === undefined ? 0 : given.maxWaitMs,
    minBytes: given.minBytes === undefined ? 0 : given.minBytes,
    maxBytes: given.maxBytes === undefined ? 2147483647 : given.maxBytes,
    isolationLevel: given.isolationLevel === undefined ? 0 : given.isolationLevel,
    sessionId: given.sessionId === undefined ? 0 : given.sessionId,
    sessionEpoch: given.sessionEpoch === undefined ? -1 : given.sessionEpoch,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeFetchTopic(e)),
    forgottenTopicsData: given.forgottenTopicsData === undefined ? [] : given.forgottenTopicsData.map(e => makeForgottenTopic(e)),
    rackId: given.rackId === undefined ? '' : given.rackId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFetchRequest(w: Writer, v: number, m: FetchRequest): void {
  const flex = v >= 12
  let at = ''
  let i = -1
  try {
    at = 'replicaId'
    if (v <= 14) {
      w.int32(m.replicaId)
    }
    at = 'maxWaitMs'
    w.int32(m.maxWaitMs)
    at = 'minBytes'
    w.int32(m.minBytes)
    at = 'maxBytes'
    w.int32(m.maxBytes)
    at = 'isolationLevel'
    w.int8(m.isolationLevel)
    at = 'sessionId'
    if (v >= 7) {
      w.int32(m.sessionId)
    }
    at = 'sessionEpoch'
    if (v >= 7) {
      w.int32(m.sessionEpoch)
    }
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeFetchTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'forgottenTopicsData'
    if (v >= 7) {
      const forgottenTopicsData = m.forgottenTopicsData
      w.arrayLength(forgottenTopicsData.length, flex)
      for (i = 0; i < forgottenTopicsData.length; i++) encodeForgottenTopic(w, v, forgottenTopicsData[i]!)
      i = -1
    }
    at = 'rackId'
    if (v >= 11) {
      w.string(m.rackId, flex)
    }
    at = 'unknownTags'
    if (flex) {
      const has0 = m.clusterId !== null
      const has1 = v >= 15 && (m.replicaState.replicaId !== -1 || m.replicaState.replicaEpoch !== -1 || m.replicaState.unknownTags !== undefined)
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0) + (has1 ? 1 : 0))
      if (has0) {
        at = 'clusterId'
        const t = new Writer(64, false)
        t.nullableString(m.clusterId, flex)
        w.tag(0, t)
      }
      if (has1) {
        at = 'replicaState'
        const t = new Writer(64, false)
        encodeReplicaState(t, v, m.replicaState)
        w.tag(1, t)
      }
      w.unknownTags(m.unknownTags, 2, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeFetchRequest(r: Reader, v: number): FetchRequest {
  const flex = v >= 12
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let clusterId: string | null = null
    let replicaId: number = -1
    let replicaState: ReplicaState = makeReplicaState()
    let maxWaitMs: number
    let minBytes: number
    let maxBytes: number
    let isolationLevel: number
    let sessionId: number = 0
    let sessionEpoch: number = -1
    let topics: FetchTopic[]
    let forgottenTopicsData: ForgottenTopic[] = []
    let rackId: string = ''
    at = 'replicaId'
    if (v <= 14) {
      replicaId = r.int32()
    }
    at = 'maxWaitMs'
    maxWaitMs = r.int32()
    at = 'minBytes'
    minBytes = r.int32()
    at = 'maxBytes'
    maxBytes = r.int32()
    at = 'isolationLevel'
    isolationLevel = r.int8()
    at = 'sessionId'
    if (v >= 7) {
      sessionId = r.int32()
    }
    at = 'sessionEpoch'
    if (v >= 7) {
      sessionEpoch = r.int32()
    }
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: FetchTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeFetchTopic(r, v))
      i = -1
      topics = a
    }
    at = 'forgottenTopicsData'
    if (v >= 7) {
      {
        const n = r.arrayLength(flex, 1)
        const a: ForgottenTopic[] = []
        for (i = 0; i < n; i++) a.push(decodeForgottenTopic(r, v))
        i = -1
        forgottenTopicsData = a
      }
    }
    at = 'rackId'
    if (v >= 11) {
      rackId = r.string(flex)
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            at = 'clusterId'
            clusterId = r.nullableString(flex)
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          case 1: {
            if (v >= 15) {
              at = 'replicaState'
              replicaState = decodeReplicaState(r, v)
              r.endTag(end)
              at = 'unknownTags'
            } else {
              unknownTags ??= new Map()
              unknownTags.set(tag, r.slice(end - r.pos))
            }
            break
          }
          default:
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
        }
      }
    }
    return unknownTags === undefined ? { clusterId, replicaId, replicaState, maxWaitMs, minBytes, maxBytes, isolationLevel, sessionId, sessionEpoch, topics, forgottenTopicsData, rackId } : { clusterId, replicaId, replicaState, maxWaitMs, minBytes, maxBytes, isolationLevel, sessionId, sessionEpoch, topics, forgottenTopicsData, rackId, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The Fetch response. */
export interface FetchResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Error code; 0 for none (from version 7). */
  errorCode: number
  /** Id of the fetch session; 0 for none (from version 7). */
  sessionId: number
  /** One answer for each. */
  responses: FetchableTopicResponse[]
  /** Addresses of the leaders named above (from version 16; tag 0). */
  nodeEndpoints: FetchResponseNodeEndpoint[]
  unknownTags?: UnknownTags
}

/** One NodeEndpoint of FetchResponse. */
export interface FetchResponseNodeEndpoint {
  /** Id of the node (from version 16). */
  nodeId: number
  /** Host name (from version 16). */
  host: string
  /** TCP port (from version 16). */
  port: number
  /** Rack of the node; null when unknown (from version 16; default null). */
  rack: string | null
  unknownTags?: UnknownTags
}

/** One FetchableTopicResponse of FetchResponse. */
export interface FetchableTopicResponse {
  /** Name of the topic (versions 4 to 12). */
  topic: string
  /** Id of the topic (from version 13). */
  topicId: string
  /** The partitions. */
  partitions: PartitionData[]
  unknownTags?: UnknownTags
}

/** One PartitionData of FetchResponse. */
export interface PartitionData {
  /** Partition number. */
  partitionIndex: number
  /** Error code; 0 for none. */
  errorCode: number
  /** First offset that is not yet replicated. */
  highWatermark: number
  /** First offset of the oldest open transaction: everything before it is decided (default -1). */
  lastStableOffset: number
  /** First offset that is still there (from version 5; default -1). */
  logStartOffset: number
  /** Set when the asker's log has parted from the leader's: where the leader's epoch ended (from version 12; tag 0). */
  divergingEpoch: FetchResponseEpochEndOffset
  /** Who leads now, when it is not the node asked (from version 12; tag 1). */
  currentLeader: FetchResponseLeaderIdAndEpoch
  /** Set when the asker must start from a snapshot (from version 12; tag 2). */
  snapshotId: SnapshotId
  /** Transactions that were aborted and overlap what is returned; null when reading uncommitted. */
  abortedTransactions: AbortedTransaction[] | null
  /** Replica the consumer had better read from; -1 for none (from version 11; default -1). */
  preferredReadReplica: number
  /** Record batches as they are in the log (default null). */
  records: Uint8Array | null
  unknownTags?: UnknownTags
}

/** One AbortedTransaction of FetchResponse. */
export interface AbortedTransaction {
  /** Id of the producer; -1 for none. */
  producerId: number
  /** First offset of the transaction. */
  firstOffset: number
  unknownTags?: UnknownTags
}

/** One SnapshotId of FetchResponse. */
export interface SnapshotId {
  /** First offset after the snapshot (default -1). */
  endOffset: number
  /** The epoch (default -1). */
  epoch: number
  unknownTags?: UnknownTags
}

/** One LeaderIdAndEpoch of FetchResponse. */
export interface FetchResponseLeaderIdAndEpoch {
  /** Id of the leader; -1 for none (from version 12; default -1). */
  leaderId: number
  /** Epoch of the leader; -1 when unknown (from version 12; default -1). */
  leaderEpoch: number
  unknownTags?: UnknownTags
}

/** One EpochEndOffset of FetchResponse. */
export interface FetchResponseEpochEndOffset {
  /** The epoch (from version 12; default -1). */
  epoch: number
  /** First offset after the epoch (from version 12; default -1). */
  endOffset: number
  unknownTags?: UnknownTags
}

/** A whole FetchResponseEpochEndOffset. */
export function makeFetchResponseEpochEndOffset(given: Partially<FetchResponseEpochEndOffset> = {}): FetchResponseEpochEndOffset {
  return {
    epoch: given.epoch === undefined ? -1 : given.epoch,
    endOffset: given.endOffset === undefined ? -1 : given.endOffset,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFetchResponseEpochEndOffset(w: Writer, v: number, m: FetchResponseEpochEndOffset): void {
  const flex = v >= 12
  let at = ''
  try {
    at = 'epoch'
    if (v >= 12) {
      w.int32(m.epoch)
    }
    at = 'endOffset'
    if (v >= 12) {
      w.int64(m.endOffset)
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

function decodeFetchResponseEpochEndOffset(r: Reader, v: number): FetchResponseEpochEndOffset {
  const flex = v >= 12
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let epoch: number = -1
    let endOffset: number = -1
    at = 'epoch'
    if (v >= 12) {
      epoch = r.int32()
    }
    at = 'endOffset'
    if (v >= 12) {
      endOffset = r.int64()
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
    return unknownTags === undefined ? { epoch, endOffset } : { epoch, endOffset, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole FetchResponseLeaderIdAndEpoch. */
export function makeFetchResponseLeaderIdAndEpoch(given: Partially<FetchResponseLeaderIdAndEpoch> = {}): FetchResponseLeaderIdAndEpoch {
  return {
    leaderId: given.leaderId === undefined ? -1 : given.leaderId,
    leaderEpoch: given.leaderEpoch === undefined ? -1 : given.leaderEpoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFetchResponseLeaderIdAndEpoch(w: Writer, v: number, m: FetchResponseLeaderIdAndEpoch): void {
  const flex = v >= 12
  let at = ''
  try {
    at = 'leaderId'
    if (v >= 12) {
      w.int32(m.leaderId)
    }
    at = 'leaderEpoch'
    if (v >= 12) {
      w.int32(m.leaderEpoch)
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

function decodeFetchResponseLeaderIdAndEpoch(r: Reader, v: number): FetchResponseLeaderIdAndEpoch {
  const flex = v >= 12
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let leaderId: number = -1
    let leaderEpoch: number = -1
    at = 'leaderId'
    if (v >= 12) {
      leaderId = r.int32()
    }
    at = 'leaderEpoch'
    if (v >= 12) {
      leaderEpoch = r.int32()
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
    return unknownTags === undefined ? { leaderId, leaderEpoch } : { leaderId, leaderEpoch, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole SnapshotId. */
export function makeSnapshotId(given: Partially<SnapshotId> = {}): SnapshotId {
  return {
    endOffset: given.endOffset === undefined ? -1 : given.endOffset,
    epoch: given.epoch === undefined ? -1 : given.epoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeSnapshotId(w: Writer, v: number, m: SnapshotId): void {
  const flex = v >= 12
  let at = ''
  try {
    at = 'endOffset'
    w.int64(m.endOffset)
    at = 'epoch'
    w.int32(m.epoch)
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

function decodeSnapshotId(r: Reader, v: number): SnapshotId {
  const flex = v >= 12
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let endOffset: number
    let epoch: number
    at = 'endOffset'
    endOffset = r.int64()
    at = 'epoch'
    epoch = r.int32()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { endOffset, epoch } : { endOffset, epoch, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole AbortedTransaction. */
export function makeAbortedTransaction(given: Partially<AbortedTransaction> = {}): AbortedTransaction {
  return {
    producerId: given.producerId === undefined ? 0 : given.producerId,
    firstOffset: given.firstOffset === undefined ? 0 : given.firstOffset,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAbortedTransaction(w: Writer, v: number, m: AbortedTransaction): void {
  const flex = v >= 12
  let at = ''
  try {
    at = 'producerId'
    w.int64(m.producerId)
    at = 'firstOffset'
    w.int64(m.firstOffset)
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

function decodeAbortedTransaction(r: Reader, v: number): AbortedTransaction {
  const flex = v >= 12
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let producerId: number
    let firstOffset: number
    at = 'producerId'
    producerId = r.int64()
    at = 'firstOffset'
    firstOffset = r.int64()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { producerId, firstOffset } : { producerId, firstOffset, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole PartitionData. */
export function makePartitionData(given: Partially<PartitionData> = {}): PartitionData {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    highWatermark: given.highWatermark === undefined ? 0 : given.highWatermark,
    lastStableOffset: given.lastStableOffset === undefined ? -1 : given.lastStableOffset,
    logStartOffset: given.logStartOffset === undefined ? -1 : given.logStartOffset,
    divergingEpoch: given.divergingEpoch === undefined ? makeFetchResponseEpochEndOffset() : makeFetchResponseEpochEndOffset(given.divergingEpoch),
    currentLeader: given.currentLeader === undefined ? makeFetchResponseLeaderIdAndEpoch() : makeFetchResponseLeaderIdAndEpoch(given.currentLeader),
    snapshotId: given.snapshotId === undefined ? makeSnapshotId() : makeSnapshotId(given.snapshotId),
    abortedTransactions: given.abortedTransactions === undefined ? [] : given.abortedTransactions === null ? null : given.abortedTransactions.map(e => makeAbortedTransaction(e)),
    preferredReadReplica: given.preferredReadReplica === undefined ? -1 : given.preferredReadReplica,
    records: given.records === undefined ? null : given.records,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodePartitionData(w: Writer, v: number, m: PartitionData): void {
  const flex = v >= 12
  let at = ''
  let i = -1
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'highWatermark'
    w.int64(m.highWatermark)
    at = 'lastStableOffset'
    w.int64(m.lastStableOffset)
    at = 'logStartOffset'
    if (v >= 5) {
      w.int64(m.logStartOffset)
    }
    at = 'abortedTransactions'
    {
      const abortedTransactions = m.abortedTransactions
      if (abortedTransactions === null) {
        w.nullArray(flex)
      } else {
        w.arrayLength(abortedTransactions.length, flex)
        for (i = 0; i < abortedTransactions.length; i++) encodeAbortedTransaction(w, v, abortedTransactions[i]!)
        i = -1
      }
    }
    at = 'preferredReadReplica'
    if (v >= 11) {
      w.int32(m.preferredReadReplica)
    }
    at = 'records'
    w.nullableRecords(m.records, flex)
    at = 'unknownTags'
    if (flex) {
      const has0 = (m.divergingEpoch.epoch !== -1 || m.divergingEpoch.endOffset !== -1 || m.divergingEpoch.unknownTags !== undefined)
      const has1 = (m.currentLeader.leaderId !== -1 || m.currentLeader.leaderEpoch !== -1 || m.currentLeader.unknownTags !== undefined)
      const has2 = (m.snapshotId.endOffset !== -1 || m.snapshotId.epoch !== -1 || m.snapshotId.unknownTags !== undefined)
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0))
      if (has0) {
        at = 'divergingEpoch'
        const t = new Writer(64, false)
        encodeFetchResponseEpochEndOffset(t, v, m.divergingEpoch)
        w.tag(0, t)
      }
      if (has1) {
        at = 'currentLeader'
        const t = new Writer(64, false)
        encodeFetchResponseLeaderIdAndEpoch(t, v, m.currentLeader)
        w.tag(1, t)
      }
      if (has2) {
        at = 'snapshotId'
        const t = new Writer(64, false)
        encodeSnapshotId(t, v, m.snapshotId)
        w.tag(2, t)
      }
      w.unknownTags(m.unknownTags, 3, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodePartitionData(r: Reader, v: number): PartitionData {
  const flex = v >= 12
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let errorCode: number
    let highWatermark: number
    let lastStableOffset: number
    let logStartOffset: number = -1
    let divergingEpoch: FetchResponseEpochEndOffset = makeFetchResponseEpochEndOffset()
    let currentLeader: FetchResponseLeaderIdAndEpoch = makeFetchResponseLeaderIdAndEpoch()
    let snapshotId: SnapshotId = makeSnapshotId()
    let abortedTransactions: AbortedTransaction[] | null
    let preferredReadReplica: number = -1
    let records: Uint8Array | null
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'highWatermark'
    highWatermark = r.int64()
    at = 'lastStableOffset'
    lastStableOffset = r.int64()
    at = 'logStartOffset'
    if (v >= 5) {
      logStartOffset = r.int64()
    }
    at = 'abortedTransactions'
    {
      const n = r.nullableArrayLength(flex, 16)
      if (n < 0) {
        abortedTransactions = null
      } else {
        const a: AbortedTransaction[] = []
        for (i = 0; i < n; i++) a.push(decodeAbortedTransaction(r, v))
        i = -1
        abortedTransactions = a
      }
    }
    at = 'preferredReadReplica'
    if (v >= 11) {
      preferredReadReplica = r.int32()
    }
    at = 'records'
    records = r.nullableBytes(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            at = 'divergingEpoch'
            divergingEpoch = decodeFetchResponseEpochEndOffset(r, v)
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          case 1: {
            at = 'currentLeader'
            currentLeader = decodeFetchResponseLeaderIdAndEpoch(r, v)
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          case 2: {
            at = 'snapshotId'
            snapshotId = decodeSnapshotId(r, v)
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          default:
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
        }
      }
    }
    return unknownTags === undefined ? { partitionIndex, errorCode, highWatermark, lastStableOffset, logStartOffset, divergingEpoch, currentLeader, snapshotId, abortedTransactions, preferredReadReplica, records } : { partitionIndex, errorCode, highWatermark, lastStableOffset, logStartOffset, divergingEpoch, currentLeader, snapshotId, abortedTransactions, preferredReadReplica, records, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole FetchableTopicResponse. */
export function makeFetchableTopicResponse(given: Partially<FetchableTopicResponse> = {}): FetchableTopicResponse {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makePartitionData(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFetchableTopicResponse(w: Writer, v: number, m: FetchableTopicResponse): void {
  const flex = v >= 12
  let at = ''
  let i = -1
  try {
    at = 'topic'
    if (v <= 12) {
      w.string(m.topic, flex)
    }
    at = 'topicId'
    if (v >= 13) {
      w.uuid(m.topicId)
    }
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodePartitionData(w, v, partitions[i]!)
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

function decodeFetchableTopicResponse(r: Reader, v: number): FetchableTopicResponse {
  const flex = v >= 12
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topic: string = ''
    let topicId: string = ZERO_UUID
    let partitions: PartitionData[]
    at = 'topic'
    if (v <= 12) {
      topic = r.string(flex)
    }
    at = 'topicId'
    if (v >= 13) {
      topicId = r.uuid()
    }
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 30)
      const a: PartitionData[] = []
      for (i = 0; i < n; i++) a.push(decodePartitionData(r, v))
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
    return unknownTags === undefined ? { topic, topicId, partitions } : { topic, topicId, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole FetchResponseNodeEndpoint. */
export function makeFetchResponseNodeEndpoint(given: Partially<FetchResponseNodeEndpoint> = {}): FetchResponseNodeEndpoint {
  return {
    nodeId: given.nodeId === undefined ? 0 : given.nodeId,
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    rack: given.rack === undefined ? null : given.rack,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFetchResponseNodeEndpoint(w: Writer, v: number, m: FetchResponseNodeEndpoint): void {
  const flex = v >= 12
  let at = ''
  try {
    at = 'nodeId'
    if (v >= 16) {
      w.int32(m.nodeId)
    }
    at = 'host'
    if (v >= 16) {
      w.string(m.host, flex)
    }
    at = 'port'
    if (v >= 16) {
      w.int32(m.port)
    }
    at = 'rack'
    if (v >= 16) {
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

function decodeFetchResponseNodeEndpoint(r: Reader, v: number): FetchResponseNodeEndpoint {
  const flex = v >= 12
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let nodeId: number = 0
    let host: string = ''
    let port: number = 0
    let rack: string | null = null
    at = 'nodeId'
    if (v >= 16) {
      nodeId = r.int32()
    }
    at = 'host'
    if (v >= 16) {
      host = r.string(flex)
    }
    at = 'port'
    if (v >= 16) {
      port = r.int32()
    }
    at = 'rack'
    if (v >= 16) {
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

/** A whole FetchResponse from the fields that differ from their defaults, at any depth. */
export function fetchResponse(given: Partially<FetchResponse> = {}): FetchResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    sessionId: given.sessionId === undefined ? 0 : given.sessionId,
    responses: given.responses === undefined ? [] : given.responses.map(e => makeFetchableTopicResponse(e)),
    nodeEndpoints: given.nodeEndpoints === undefined ? [] : given.nodeEndpoints.map(e => makeFetchResponseNodeEndpoint(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFetchResponse(w: Writer, v: number, m: FetchResponse): void {
  const flex = v >= 12
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'errorCode'
    if (v >= 7) {
      w.int16(m.errorCode)
    }
    at = 'sessionId'
    if (v >= 7) {
      w.int32(m.sessionId)
    }
    at = 'responses'
    {
      const responses = m.responses
      w.arrayLength(responses.length, flex)
      for (i = 0; i < responses.length; i++) encodeFetchableTopicResponse(w, v, responses[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      const has0 = v >= 16 && m.nodeEndpoints.length > 0
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
      if (has0) {
        at = 'nodeEndpoints'
        const t = new Writer(64, false)
        const nodeEndpoints = m.nodeEndpoints
        t.arrayLength(nodeEndpoints.length, flex)
        for (i = 0; i < nodeEndpoints.length; i++) encodeFetchResponseNodeEndpoint(t, v, nodeEndpoints[i]!)
        i = -1
        w.tag(0, t)
      }
      w.unknownTags(m.unknownTags, 1, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeFetchResponse(r: Reader, v: number): FetchResponse {
  const flex = v >= 12
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let errorCode: number = 0
    let sessionId: number = 0
    let responses: FetchableTopicResponse[]
    let nodeEndpoints: FetchResponseNodeEndpoint[] = []
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'errorCode'
    if (v >= 7) {
      errorCode = r.int16()
    }
    at = 'sessionId'
    if (v >= 7) {
      sessionId = r.int32()
    }
    at = 'responses'
    {
      const n = r.arrayLength(flex, 3)
      const a: FetchableTopicResponse[] = []
      for (i = 0; i < n; i++) a.push(decodeFetchableTopicResponse(r, v))
      i = -1
      responses = a
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            if (v >= 16) {
              at = 'nodeEndpoints'
              {
                const n = r.arrayLength(flex, 1)
                const a: FetchResponseNodeEndpoint[] = []
                for (i = 0; i < n; i++) a.push(decodeFetchResponseNodeEndpoint(r, v))
                i = -1
                nodeEndpoints = a
              }
              r.endTag(end)
              at = 'unknownTags'
            } else {
              unknownTags ??= new Map()
              unknownTags.set(tag, r.slice(end - r.pos))
            }
            break
          }
          default:
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
        }
      }
    }
    return unknownTags === undefined ? { throttleTimeMs, errorCode, sessionId, responses, nodeEndpoints } : { throttleTimeMs, errorCode, sessionId, responses, nodeEndpoints, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** Fetch, API key 1: versions 4 to 18. */
export const fetchApi: ApiDescription<FetchRequest, FetchResponse> = {
  key: 1,
  name: 'Fetch',
  minVersion: 4,
  maxVersion: 18,
  flexibleFrom: 12,
  request: fetchRequest,
  response: fetchResponse,
  encodeRequest(w, v, m) {
    try {
      encodeFetchRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'FetchRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeFetchRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'FetchRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeFetchResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'FetchResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeFetchResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'FetchResponse', v)
    }
  },
}
