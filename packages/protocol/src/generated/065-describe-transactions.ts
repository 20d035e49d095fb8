// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The DescribeTransactions request. */
export interface DescribeTransactionsRequest {
  /** Names of the transactional producers. */
  transactionalIds: string[]
  unknownTags?: UnknownTags
}

/** A whole DescribeTransactionsRequest from the fields that differ from their defaults, at any depth. */
export function describeTransactionsRequest(given: Partially<DescribeTransactionsRequest> = {}): DescribeTransactionsRequest {
  return {
    transactionalIds: given.transactionalIds === undefined ? [] : [...given.transactionalIds],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeTransactionsRequest(w: Writer, _v: number, m: DescribeTransactionsRequest): void {
  let at = ''
  let i = -1
  try {
    at = 'transactionalIds'
    {
      const transactionalIds = m.transactionalIds
      w.arrayLength(transactionalIds.length, true)
      for (i = 0; i < transactionalIds.length; i++) w.string(transactionalIds[i]!, true)
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

function decodeDescribeTransactionsRequest(r: Reader, _v: number): DescribeTransactionsRequest {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactionalIds: string[]
    at = 'transactionalIds'
    {
      const n = r.arrayLength(true, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(true))
      i = -1
      transactionalIds = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { transactionalIds } : { transactionalIds, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The DescribeTransactions response. */
export interface DescribeTransactionsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** State of each transaction. */
  transactionStates: DescribeTransactionsResponseTransactionState[]
  unknownTags?: UnknownTags
}

/** One TransactionState of DescribeTransactionsResponse. */
export interface DescribeTransactionsResponseTransactionState {
  /** Error code; 0 for none. */
  errorCode: number
  /** Name of the transactional producer; null for none. */
  transactionalId: string
  /** State of the transaction, in words. */
  transactionState: string
  /** After this long the coordinator aborts the transaction, in ms. */
  transactionTimeoutMs: number
  /** When the transaction began, in ms; -1 when none is open. */
  transactionStartTimeMs: number
  /** Id of the producer; -1 for none. */
  producerId: number
  /** Epoch of the producer; -1 for none. */
  producerEpoch: number
  /** The topics. */
  topics: TopicData[]
  unknownTags?: UnknownTags
}

/** One TopicData of DescribeTransactionsResponse. */
export interface TopicData {
  /** Name of the topic. */
  topic: string
  /** The partitions. */
  partitions: number[]
  unknownTags?: UnknownTags
}

/** A whole TopicData. */
export function makeTopicData(given: Partially<TopicData> = {}): TopicData {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTopicData(w: Writer, _v: number, m: TopicData): void {
  let at = ''
  let i = -1
  try {
    at = 'topic'
    w.string(m.topic, true)
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

function decodeTopicData(r: Reader, _v: number): TopicData {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topic: string
    let partitions: number[]
    at = 'topic'
    topic = r.string(true)
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
    return unknownTags === undefined ? { topic, partitions } : { topic, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeTransactionsResponseTransactionState. */
export function makeDescribeTransactionsResponseTransactionState(given: Partially<DescribeTransactionsResponseTransactionState> = {}): DescribeTransactionsResponseTransactionState {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    transactionalId: given.transactionalId === undefined ? '' : given.transactionalId,
    transactionState: given.transactionState === undefined ? '' : given.transactionState,
    transactionTimeoutMs: given.transactionTimeoutMs === undefined ? 0 : given.transactionTimeoutMs,
    transactionStartTimeMs: given.transactionStartTimeMs === undefined ? 0 : given.transactionStartTimeMs,
    producerId: given.producerId === undefined ? 0 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? 0 : given.producerEpoch,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeTopicData(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeTransactionsResponseTransactionState(w: Writer, v: number, m: DescribeTransactionsResponseTransactionState): void {
  let at = ''
  let i = -1
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'transactionalId'
    w.string(m.transactionalId, true)
    at = 'transactionState'
    w.string(m.transactionState, true)
    at = 'transactionTimeoutMs'
    w.int32(m.transactionTimeoutMs)
    at = 'transactionStartTimeMs'
    w.int64(m.transactionStartTimeMs)
    at = 'producerId'
    w.int64(m.producerId)
    at = 'producerEpoch'
    w.int16(m.producerEpoch)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, true)
      for (i = 0; i < topics.length; i++) encodeTopicData(w, v, topics[i]!)
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

function decodeDescribeTransactionsResponseTransactionState(r: Reader, v: number): DescribeTransactionsResponseTransactionState {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let transactionalId: string
    let transactionState: string
    let transactionTimeoutMs: number
    let transactionStartTimeMs: number
    let producerId: number
    let producerEpoch: number
    let topics: TopicData[]
    at = 'errorCode'
    errorCode = r.int16()
    at = 'transactionalId'
    transactionalId = r.string(true)
    at = 'transactionState'
    transactionState = r.string(true)
    at = 'transactionTimeoutMs'
    transactionTimeoutMs = r.int32()
    at = 'transactionStartTimeMs'
    transactionStartTimeMs = r.int64()
    at = 'producerId'
    producerId = r.int64()
    at = 'producerEpoch'
    producerEpoch = r.int16()
    at = 'topics'
    {
      const n = r.arrayLength(true, 3)
      const a: TopicData[] = []
      for (i = 0; i < n; i++) a.push(decodeTopicData(r, v))
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
    return unknownTags === undefined ? { errorCode, transactionalId, transactionState, transactionTimeoutMs, transactionStartTimeMs, producerId, producerEpoch, topics } : { errorCode, transactionalId, transactionState, transactionTimeoutMs, transactionStartTimeMs, producerId, producerEpoch, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeTransactionsResponse from the fields that differ from their defaults, at any depth. */
export function describeTransactionsResponse(given: Partially<DescribeTransactionsResponse> = {}): DescribeTransactionsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    transactionStates: given.transactionStates === undefined ? [] : given.transactionStates.map(e => makeDescribeTransactionsResponseTransactionState(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeTransactionsResponse(w: Writer, v: number, m: DescribeTransactionsResponse): void {
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'transactionStates'
    {
      const transactionStates = m.transactionStates
      w.arrayLength(transactionStates.length, true)
      for (i = 0; i < transactionStates.length; i++) encodeDescribeTransactionsResponseTransactionState(w, v, transactionStates[i]!)
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

function decodeDescribeTransactionsResponse(r: Reader, v: number): DescribeTransactionsResponse {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let transactionStates: DescribeTransactionsResponseTransactionState[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'transactionStates'
    {
      const n = r.arrayLength(true, 28)
      const a: DescribeTransactionsResponseTransactionState[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribeTransactionsResponseTransactionState(r, v))
      i = -1
      transactionStates = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { throttleTimeMs, transactionStates } : { throttleTimeMs, transactionStates, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** DescribeTransactions, API key 65: versions 0 to 0. */
export const describeTransactionsApi: ApiDescription<DescribeTransactionsRequest, DescribeTransactionsResponse> = {
  key: 65,
  name: 'DescribeTransactions',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  request: describeTransactionsRequest,
  response: describeTransactionsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeDescribeTransactionsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeTransactionsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeDescribeTransactionsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeTransactionsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeDescribeTransactionsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeTransactionsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeDescribeTransactionsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeTransactionsResponse', v)
    }
  },
}
