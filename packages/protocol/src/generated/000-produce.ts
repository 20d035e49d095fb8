// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../codec/reader.ts'
import { Writer } from '../codec/writer.ts'

/** The Produce request. */
export interface ProduceRequest {
  /** Name of the transactional producer; null for none (default null). */
  transactionalId: string | null
  /** How many must have the batch before the answer: 0 nobody (no answer is sent), 1 the leader, -1 all in sync. */
  acks: number
  /** How long the broker may take, in ms. */
  timeoutMs: number
  /** Topics with their records. */
  topicData: TopicProduceData[]
  unknownTags?: UnknownTags
}

/** One TopicProduceData of ProduceRequest. */
export interface TopicProduceData {
  /** Name of it (versions 3 to 12). */
  name: string
  /** Id of the topic (from version 13). */
  topicId: string
  /** Partitions with their records. */
  partitionData: PartitionProduceData[]
  unknownTags?: UnknownTags
}

/** One PartitionProduceData of ProduceRequest. */
export interface PartitionProduceData {
  /** Partition number. */
  index: number
  /** Record batches as they are in the log (default null). */
  records: Uint8Array | null
  unknownTags?: UnknownTags
}

/** A whole PartitionProduceData. */
export function makePartitionProduceData(given: Partially<PartitionProduceData> = {}): PartitionProduceData {
  return {
    index: given.index === undefined ? 0 : given.index,
    records: given.records === undefined ? null : given.records,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodePartitionProduceData(w: Writer, v: number, m: PartitionProduceData): void {
  const flex = v >= 9
  let at = ''
  try {
    at = 'index'
    w.int32(m.index)
    at = 'records'
    w.nullableRecords(m.records, flex)
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

function decodePartitionProduceData(r: Reader, v: number): PartitionProduceData {
  const flex = v >= 9
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let index: number
    let records: Uint8Array | null
    at = 'index'
    index = r.int32()
    at = 'records'
    records = r.nullableBytes(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { index, records } : { index, records, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole TopicProduceData. */
export function makeTopicProduceData(given: Partially<TopicProduceData> = {}): TopicProduceData {
  return {
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitionData: given.partitionData === undefined ? [] : given.partitionData.map(e => makePartitionProduceData(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTopicProduceData(w: Writer, v: number, m: TopicProduceData): void {
  const flex = v >= 9
  let at = ''
  let i = -1
  try {
    at = 'name'
    if (v <= 12) {
      w.string(m.name, flex)
    }
    at = 'topicId'
    if (v >= 13) {
      w.uuid(m.topicId)
    }
    at = 'partitionData'
    {
      const partitionData = m.partitionData
      w.arrayLength(partitionData.length, flex)
      for (i = 0; i < partitionData.length; i++) encodePartitionProduceData(w, v, partitionData[i]!)
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

function decodeTopicProduceData(r: Reader, v: number): TopicProduceData {
  const flex = v >= 9
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let topicId: string = ZERO_UUID
    let partitionData: PartitionProduceData[]
    at = 'name'
    if (v <= 12) {
      name = r.string(flex)
    }
    at = 'topicId'
    if (v >= 13) {
      topicId = r.uuid()
    }
    at = 'partitionData'
    {
      const n = r.arrayLength(flex, 6)
      const a: PartitionProduceData[] = []
      for (i = 0; i < n; i++) a.push(decodePartitionProduceData(r, v))
      i = -1
      partitionData = a
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
    return unknownTags === undefined ? { name, topicId, partitionData } : { name, topicId, partitionData, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ProduceRequest from the fields that differ from their defaults, at any depth. */
export function produceRequest(given: Partially<ProduceRequest> = {}): ProduceRequest {
  return {
    transactionalId: given.transactionalId === undefined ? null : given.transactionalId,
    acks: given.acks === undefined ? 0 : given.acks,
    timeoutMs: given.timeoutMs === undefined ? 0 : given.timeoutMs,
    topicData: given.topicData === undefined ? [] : given.topicData.map(e => makeTopicProduceData(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeProduceRequest(w: Writer, v: number, m: ProduceRequest): void {
  const flex = v >= 9
  let at = ''
  let i = -1
  try {
    at = 'transactionalId'
    w.nullableString(m.transactionalId, flex)
    at = 'acks'
    w.int16(m.acks)
    at = 'timeoutMs'
    w.int32(m.timeoutMs)
    at = 'topicData'
    {
      const topicData = m.topicData
      w.arrayLength(topicData.length, flex)
      for (i = 0; i < topicData.length; i++) encodeTopicProduceData(w, v, topicData[i]!)
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

function decodeProduceRequest(r: Reader, v: number): ProduceRequest {
  const flex = v >= 9
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactionalId: string | null
    let acks: number
    let timeoutMs: number
    let topicData: TopicProduceData[]
    at = 'transactionalId'
    transactionalId = r.nullableString(flex)
    at = 'acks'
    acks = r.int16()
    at = 'timeoutMs'
    timeoutMs = r.int32()
    at = 'topicData'
    {
      const n = r.arrayLength(flex, 3)
      const a: TopicProduceData[] = []
      for (i = 0; i < n; i++) a.push(decodeTopicProduceData(r, v))
      i = -1
      topicData = a
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
    return unknownTags === undefined ? { transactionalId, acks, timeoutMs, topicData } : { transactionalId, acks, timeoutMs, topicData, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The Produce response. */
export interface ProduceResponse {
  /** One answer for each. */
  responses: TopicProduceResponse[]
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Addresses of the leaders named above (from version 10; tag 0). */
  nodeEndpoints: ProduceResponseNodeEndpoint[]
  unknownTags?: UnknownTags
}

/** One NodeEndpoint of ProduceResponse. */
export interface ProduceResponseNodeEndpoint {
  /** Id of the node (from version 10). */
  nodeId: number
  /** Host name (from version 10). */
  host: string
  /** TCP port (from version 10). */
  port: number
  /** Rack of the node; null when unknown (from version 10; default null). */
  rack: string | null
  unknownTags?: UnknownTags
}

/** One TopicProduceResponse of ProduceResponse. */
export interface TopicProduceResponse {
  /** Name of it (versions 3 to 12). */
  name: string
  /** Id of the topic (from version 13). */
  topicId: string
  /** One answer per partition. */
  partitionResponses: PartitionProduceResponse[]
  unknownTags?: UnknownTags
}

/** One PartitionProduceResponse of ProduceResponse. */
export interface PartitionProduceResponse {
  /** Partition number. */
  index: number
  /** Error code; 0 for none. */
  errorCode: number
  /** Offset that the first record got. */
  baseOffset: number
  /** Time of the append when the broker sets timestamps, else -1 (default -1). */
  logAppendTimeMs: number
  /** First offset that is still there (from version 5; default -1). */
  logStartOffset: number
  /** The records that were refused (from version 8). */
  recordErrors: BatchIndexAndErrorMessage[]
  /** What went wrong, in words; null for nothing (from version 8; default null). */
  errorMessage: string | null
  /** Who leads now, when it is not the node asked (from version 10; tag 0). */
  currentLeader: ProduceResponseLeaderIdAndEpoch
  unknownTags?: UnknownTags
}

/** One LeaderIdAndEpoch of ProduceResponse. */
export interface ProduceResponseLeaderIdAndEpoch {
  /** Id of the leader; -1 for none (from version 10; default -1). */
  leaderId: number
  /** Epoch of the leader; -1 when unknown (from version 10; default -1). */
  leaderEpoch: number
  unknownTags?: UnknownTags
}

/** One BatchIndexAndErrorMessage of ProduceResponse. */
export interface BatchIndexAndErrorMessage {
  /** Position in the batch of the record that was refused (from version 8). */
  batchIndex: number
  /** Why that record was refused (from version 8; default null). */
  batchIndexErrorMessage: string | null
  unknownTags?: UnknownTags
}

/** A whole BatchIndexAndErrorMessage. */
export function makeBatchIndexAndErrorMessage(given: Partially<BatchIndexAndErrorMessage> = {}): BatchIndexAndErrorMessage {
  return {
    batchIndex: given.batchIndex === undefined ? 0 : given.batchIndex,
    batchIndexErrorMessage: given.batchIndexErrorMessage === undefined ? null : given.batchIndexErrorMessage,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeBatchIndexAndErrorMessage(w: Writer, v: number, m: BatchIndexAndErrorMessage): void {
  const flex = v >= 9
  let at = ''
  try {
    at = 'batchIndex'
    if (v >= 8) {
      w.int32(m.batchIndex)
    }
    at = 'batchIndexErrorMessage'
    if (v >= 8) {
      w.nullableString(m.batchIndexErrorMessage, flex)
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

function decodeBatchIndexAndErrorMessage(r: Reader, v: number): BatchIndexAndErrorMessage {
  const flex = v >= 9
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let batchIndex: number = 0
    let batchIndexErrorMessage: string | null = null
    at = 'batchIndex'
    if (v >= 8) {
      batchIndex = r.int32()
    }
    at = 'batchIndexErrorMessage'
    if (v >= 8) {
      batchIndexErrorMessage = r.nullableString(flex)
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
    return unknownTags === undefined ? { batchIndex, batchIndexErrorMessage } : { batchIndex, batchIndexErrorMessage, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ProduceResponseLeaderIdAndEpoch. */
export function makeProduceResponseLeaderIdAndEpoch(given: Partially<ProduceResponseLeaderIdAndEpoch> = {}): ProduceResponseLeaderIdAndEpoch {
  return {
    leaderId: given.leaderId === undefined ? -1 : given.leaderId,
    leaderEpoch: given.leaderEpoch === undefined ? -1 : given.leaderEpoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeProduceResponseLeaderIdAndEpoch(w: Writer, v: number, m: ProduceResponseLeaderIdAndEpoch): void {
  const flex = v >= 9
  let at = ''
  try {
    at = 'leaderId'
    if (v >= 10) {
      w.int32(m.leaderId)
    }
    at = 'leaderEpoch'
    if (v >= 10) {
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

function decodeProduceResponseLeaderIdAndEpoch(r: Reader, v: number): ProduceResponseLeaderIdAndEpoch {
  const flex = v >= 9
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let leaderId: number = -1
    let leaderEpoch: number = -1
    at = 'leaderId'
    if (v >= 10) {
      leaderId = r.int32()
    }
    at = 'leaderEpoch'
    if (v >= 10) {
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

/** A whole PartitionProduceResponse. */
export function makePartitionProduceResponse(given: Partially<PartitionProduceResponse> = {}): PartitionProduceResponse {
  return {
    index: given.index === undefined ? 0 : given.index,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    baseOffset: given.baseOffset === undefined ? 0 : given.baseOffset,
    logAppendTimeMs: given.logAppendTimeMs === undefined ? -1 : given.logAppendTimeMs,
    logStartOffset: given.logStartOffset === undefined ? -1 : given.logStartOffset,
    recordErrors: given.recordErrors === undefined ? [] : given.recordErrors.map(e => makeBatchIndexAndErrorMessage(e)),
    errorMessage: given.errorMessage === undefined ? null : given.errorMessage,
    currentLeader: given.currentLeader === undefined ? makeProduceResponseLeaderIdAndEpoch() : makeProduceResponseLeaderIdAndEpoch(given.currentLeader),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodePartitionProduceResponse(w: Writer, v: number, m: PartitionProduceResponse): void {
  const flex = v >= 9
  let at = ''
  let i = -1
  try {
    at = 'index'
    w.int32(m.index)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'baseOffset'
    w.int64(m.baseOffset)
    at = 'logAppendTimeMs'
    w.int64(m.logAppendTimeMs)
    at = 'logStartOffset'
    if (v >= 5) {
      w.int64(m.logStartOffset)
    }
    at = 'recordErrors'
    if (v >= 8) {
      const recordErrors = m.recordErrors
      w.arrayLength(recordErrors.length, flex)
      for (i = 0; i < recordErrors.length; i++) encodeBatchIndexAndErrorMessage(w, v, recordErrors[i]!)
      i = -1
    }
    at = 'errorMessage'
    if (v >= 8) {
      w.nullableString(m.errorMessage, flex)
    }
    at = 'unknownTags'
    if (flex) {
      const has0 = v >= 10 && (m.currentLeader.leaderId !== -1 || m.currentLeader.leaderEpoch !== -1 || m.currentLeader.unknownTags !== undefined)
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
      if (has0) {
        at = 'currentLeader'
        const t = new Writer(64, false)
        encodeProduceResponseLeaderIdAndEpoch(t, v, m.currentLeader)
        w.tag(0, t)
      }
      w.unknownTags(m.unknownTags, 1, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodePartitionProduceResponse(r: Reader, v: number): PartitionProduceResponse {
  const flex = v >= 9
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let index: number
    let errorCode: number
    let baseOffset: number
    let logAppendTimeMs: number
    let logStartOffset: number = -1
    let recordErrors: BatchIndexAndErrorMessage[] = []
    let errorMessage: string | null = null
    let currentLeader: ProduceResponseLeaderIdAndEpoch = makeProduceResponseLeaderIdAndEpoch()
    at = 'index'
    index = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'baseOffset'
    baseOffset = r.int64()
    at = 'logAppendTimeMs'
    logAppendTimeMs = r.int64()
    at = 'logStartOffset'
    if (v >= 5) {
      logStartOffset = r.int64()
    }
    at = 'recordErrors'
    if (v >= 8) {
      {
        const n = r.arrayLength(flex, 1)
        const a: BatchIndexAndErrorMessage[] = []
        for (i = 0; i < n; i++) a.push(decodeBatchIndexAndErrorMessage(r, v))
        i = -1
        recordErrors = a
      }
    }
    at = 'errorMessage'
    if (v >= 8) {
      errorMessage = r.nullableString(flex)
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            if (v >= 10) {
              at = 'currentLeader'
              currentLeader = decodeProduceResponseLeaderIdAndEpoch(r, v)
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
    return unknownTags === undefined ? { index, errorCode, baseOffset, logAppendTimeMs, logStartOffset, recordErrors, errorMessage, currentLeader } : { index, errorCode, baseOffset, logAppendTimeMs, logStartOffset, recordErrors, errorMessage, currentLeader, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole TopicProduceResponse. */
export function makeTopicProduceResponse(given: Partially<TopicProduceResponse> = {}): TopicProduceResponse {
  return {
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitionResponses: given.partitionResponses === undefined ? [] : given.partitionResponses.map(e => makePartitionProduceResponse(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTopicProduceResponse(w: Writer, v: number, m: TopicProduceResponse): void {
  const flex = v >= 9
  let at = ''
  let i = -1
  try {
    at = 'name'
    if (v <= 12) {
      w.string(m.name, flex)
    }
    at = 'topicId'
    if (v >= 13) {
      w.uuid(m.topicId)
    }
    at = 'partitionResponses'
    {
      const partitionResponses = m.partitionResponses
      w.arrayLength(partitionResponses.length, flex)
      for (i = 0; i < partitionResponses.length; i++) encodePartitionProduceResponse(w, v, partitionResponses[i]!)
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

function decodeTopicProduceResponse(r: Reader, v: number): TopicProduceResponse {
  const flex = v >= 9
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let topicId: string = ZERO_UUID
    let partitionResponses: PartitionProduceResponse[]
    at = 'name'
    if (v <= 12) {
      name = r.string(flex)
    }
    at = 'topicId'
    if (v >= 13) {
      topicId = r.uuid()
    }
    at = 'partitionResponses'
    {
      const n = r.arrayLength(flex, 22)
      const a: PartitionProduceResponse[] = []
      for (i = 0; i < n; i++) a.push(decodePartitionProduceResponse(r, v))
      i = -1
      partitionResponses = a
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
    return unknownTags === undefined ? { name, topicId, partitionResponses } : { name, topicId, partitionResponses, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ProduceResponseNodeEndpoint. */
export function makeProduceResponseNodeEndpoint(given: Partially<ProduceResponseNodeEndpoint> = {}): ProduceResponseNodeEndpoint {
  return {
    nodeId: given.nodeId === undefined ? 0 : given.nodeId,
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    rack: given.rack === undefined ? null : given.rack,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeProduceResponseNodeEndpoint(w: Writer, v: number, m: ProduceResponseNodeEndpoint): void {
  const flex = v >= 9
  let at = ''
  try {
    at = 'nodeId'
    if (v >= 10) {
      w.int32(m.nodeId)
    }
    at = 'host'
    if (v >= 10) {
      w.string(m.host, flex)
    }
    at = 'port'
    if (v >= 10) {
      w.int32(m.port)
    }
    at = 'rack'
    if (v >= 10) {
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

function decodeProduceResponseNodeEndpoint(r: Reader, v: number): ProduceResponseNodeEndpoint {
  const flex = v >= 9
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let nodeId: number = 0
    let host: string = ''
    let port: number = 0
    let rack: string | null = null
    at = 'nodeId'
    if (v >= 10) {
      nodeId = r.int32()
    }
    at = 'host'
    if (v >= 10) {
      host = r.string(flex)
    }
    at = 'port'
    if (v >= 10) {
      port = r.int32()
    }
    at = 'rack'
    if (v >= 10) {
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

/** A whole ProduceResponse from the fields that differ from their defaults, at any depth. */
export function produceResponse(given: Partially<ProduceResponse> = {}): ProduceResponse {
  return {
    responses: given.responses === undefined ? [] : given.responses.map(e => makeTopicProduceResponse(e)),
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    nodeEndpoints: given.nodeEndpoints === undefined ? [] : given.nodeEndpoints.map(e => makeProduceResponseNodeEndpoint(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeProduceResponse(w: Writer, v: number, m: ProduceResponse): void {
  const flex = v >= 9
  let at = ''
  let i = -1
  try {
    at = 'responses'
    {
      const responses = m.responses
      w.arrayLength(responses.length, flex)
      for (i = 0; i < responses.length; i++) encodeTopicProduceResponse(w, v, responses[i]!)
      i = -1
    }
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'unknownTags'
    if (flex) {
      const has0 = v >= 10 && m.nodeEndpoints.length > 0
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
      if (has0) {
        at = 'nodeEndpoints'
        const t = new Writer(64, false)
        const nodeEndpoints = m.nodeEndpoints
        t.arrayLength(nodeEndpoints.length, flex)
        for (i = 0; i < nodeEndpoints.length; i++) encodeProduceResponseNodeEndpoint(t, v, nodeEndpoints[i]!)
        i = -1
        w.tag(0, t)
      }
      w.unknownTags(m.unknownTags, 1, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeProduceResponse(r: Reader, v: number): ProduceResponse {
  const flex = v >= 9
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let responses: TopicProduceResponse[]
    let throttleTimeMs: number
    let nodeEndpoints: ProduceResponseNodeEndpoint[] = []
    at = 'responses'
    {
      const n = r.arrayLength(flex, 3)
      const a: TopicProduceResponse[] = []
      for (i = 0; i < n; i++) a.push(decodeTopicProduceResponse(r, v))
      i = -1
      responses = a
    }
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            if (v >= 10) {
              at = 'nodeEndpoints'
              {
                const n = r.arrayLength(flex, 1)
                const a: ProduceResponseNodeEndpoint[] = []
                for (i = 0; i < n; i++) a.push(decodeProduceResponseNodeEndpoint(r, v))
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
    return unknownTags === undefined ? { responses, throttleTimeMs, nodeEndpoints } : { responses, throttleTimeMs, nodeEndpoints, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** Produce, API key 0: versions 3 to 13. */
export const produceApi: ApiDescription<ProduceRequest, ProduceResponse> = {
  key: 0,
  name: 'Produce',
  minVersion: 3,
  maxVersion: 13,
  flexibleFrom: 9,
  request: produceRequest,
  response: produceResponse,
  encodeRequest(w, v, m) {
    try {
      encodeProduceRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ProduceRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeProduceRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ProduceRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeProduceResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ProduceResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeProduceResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ProduceResponse', v)
    }
  },
}
