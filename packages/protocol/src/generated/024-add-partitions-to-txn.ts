// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The AddPartitionsToTxn request. */
export interface AddPartitionsToTxnRequest {
  /** One entry per transaction (from version 4). */
  transactions: AddPartitionsToTxnTransaction[]
  /** Name of the transactional producer (versions 0 to 3). */
  v3AndBelowTransactionalId: string
  /** Id of the producer (versions 0 to 3). */
  v3AndBelowProducerId: number
  /** Epoch of the producer (versions 0 to 3). */
  v3AndBelowProducerEpoch: number
  /** Partitions to add (versions 0 to 3). */
  v3AndBelowTopics: AddPartitionsToTxnTopic[]
  unknownTags?: UnknownTags
}

/** One AddPartitionsToTxnTransaction of AddPartitionsToTxnRequest. */
export interface AddPartitionsToTxnTransaction {
  /** Name of the transactional producer; null for none (from version 4). */
  transactionalId: string
  /** Id of the producer; -1 for none (from version 4). */
  producerId: number
  /** Epoch of the producer; -1 for none (from version 4). */
  producerEpoch: number
  /** Whether to ask if the partitions belong to the transaction instead of adding them (from version 4). */
  verifyOnly: boolean
  /** The topics (from version 4). */
  topics: AddPartitionsToTxnTopic[]
  unknownTags?: UnknownTags
}

/** One AddPartitionsToTxnTopic of AddPartitionsToTxnRequest. */
export interface AddPartitionsToTxnTopic {
  /** Name of it. */
  name: string
  /** The partitions. */
  partitions: number[]
  unknownTags?: UnknownTags
}

/** A whole AddPartitionsToTxnTopic. */
export function makeAddPartitionsToTxnTopic(given: Partially<AddPartitionsToTxnTopic> = {}): AddPartitionsToTxnTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAddPartitionsToTxnTopic(w: Writer, v: number, m: AddPartitionsToTxnTopic): void {
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

function decodeAddPartitionsToTxnTopic(r: Reader, v: number): AddPartitionsToTxnTopic {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: number[]
    at = 'name'
    name = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
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

/** A whole AddPartitionsToTxnTransaction. */
export function makeAddPartitionsToTxnTransaction(given: Partially<AddPartitionsToTxnTransaction> = {}): AddPartitionsToTxnTransaction {
  return {
    transactionalId: given.transactionalId === undefined ? '' : given.transactionalId,
    producerId: given.producerId === undefined ? 0 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? 0 : given.producerEpoch,
    verifyOnly: given.verifyOnly === undefined ? false : given.verifyOnly,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeAddPartitionsToTxnTopic(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAddPartitionsToTxnTransaction(w: Writer, v: number, m: AddPartitionsToTxnTransaction): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'transactionalId'
    if (v >= 4) {
      w.string(m.transactionalId, flex)
    }
    at = 'producerId'
    if (v >= 4) {
      w.int64(m.producerId)
    }
    at = 'producerEpoch'
    if (v >= 4) {
      w.int16(m.producerEpoch)
    }
    at = 'verifyOnly'
    if (v >= 4) {
      w.bool(m.verifyOnly)
    }
    at = 'topics'
    if (v >= 4) {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeAddPartitionsToTxnTopic(w, v, topics[i]!)
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

function decodeAddPartitionsToTxnTransaction(r: Reader, v: number): AddPartitionsToTxnTransaction {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactionalId: string = ''
    let producerId: number = 0
    let producerEpoch: number = 0
    let verifyOnly: boolean = false
    let topics: AddPartitionsToTxnTopic[] = []
    at = 'transactionalId'
    if (v >= 4) {
      transactionalId = r.string(flex)
    }
    at = 'producerId'
    if (v >= 4) {
      producerId = r.int64()
    }
    at = 'producerEpoch'
    if (v >= 4) {
      producerEpoch = r.int16()
    }
    at = 'verifyOnly'
    if (v >= 4) {
      verifyOnly = r.bool()
    }
    at = 'topics'
    if (v >= 4) {
      {
        const n = r.arrayLength(flex, 3)
        const a: AddPartitionsToTxnTopic[] = []
        for (i = 0; i < n; i++) a.push(decodeAddPartitionsToTxnTopic(r, v))
        i = -1
        topics = a
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
    return unknownTags === undefined ? { transactionalId, producerId, producerEpoch, verifyOnly, topics } : { transactionalId, producerId, producerEpoch, verifyOnly, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole AddPartitionsToTxnRequest from the fields that differ from their defaults, at any depth. */
export function addPartitionsToTxnRequest(given: Partially<AddPartitionsToTxnRequest> = {}): AddPartitionsToTxnRequest {
  return {
    transactions: given.transactions === undefined ? [] : given.transactions.map(e => makeAddPartitionsToTxnTransaction(e)),
    v3AndBelowTransactionalId: given.v3AndBelowTransactionalId === undefined ? '' : given.v3AndBelowTransactionalId,
    v3AndBelowProducerId: given.v3AndBelowProducerId === undefined ? 0 : given.v3AndBelowProducerId,
    v3AndBelowProducerEpoch: given.v3AndBelowProducerEpoch === undefined ? 0 : given.v3AndBelowProducerEpoch,
    v3AndBelowTopics: given.v3AndBelowTopics === undefined ? [] : given.v3AndBelowTopics.map(e => makeAddPartitionsToTxnTopic(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAddPartitionsToTxnRequest(w: Writer, v: number, m: AddPartitionsToTxnRequest): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'transactions'
    if (v >= 4) {
      const transactions = m.transactions
      w.arrayLength(transactions.length, flex)
      for (i = 0; i < transactions.length; i++) encodeAddPartitionsToTxnTransaction(w, v, transactions[i]!)
      i = -1
    }
    at = 'v3AndBelowTransactionalId'
    if (v <= 3) {
      w.string(m.v3AndBelowTransactionalId, flex)
    }
    at = 'v3AndBelowProducerId'
    if (v <= 3) {
      w.int64(m.v3AndBelowProducerId)
    }
    at = 'v3AndBelowProducerEpoch'
    if (v <= 3) {
      w.int16(m.v3AndBelowProducerEpoch)
    }
    at = 'v3AndBelowTopics'
    if (v <= 3) {
      const v3AndBelowTopics = m.v3AndBelowTopics
      w.arrayLength(v3AndBelowTopics.length, flex)
      for (i = 0; i < v3AndBelowTopics.length; i++) encodeAddPartitionsToTxnTopic(w, v, v3AndBelowTopics[i]!)
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

function decodeAddPartitionsToTxnRequest(r: Reader, v: number): AddPartitionsToTxnRequest {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactions: AddPartitionsToTxnTransaction[] = []
    let v3AndBelowTransactionalId: string = ''
    let v3AndBelowProducerId: number = 0
    let v3AndBelowProducerEpoch: number = 0
    let v3AndBelowTopics: AddPartitionsToTxnTopic[] = []
    at = 'transactions'
    if (v >= 4) {
      {
        const n = r.arrayLength(flex, 1)
        const a: AddPartitionsToTxnTransaction[] = []
        for (i = 0; i < n; i++) a.push(decodeAddPartitionsToTxnTransaction(r, v))
        i = -1
        transactions = a
      }
    }
    at = 'v3AndBelowTransactionalId'
    if (v <= 3) {
      v3AndBelowTransactionalId = r.string(flex)
    }
    at = 'v3AndBelowProducerId'
    if (v <= 3) {
      v3AndBelowProducerId = r.int64()
    }
    at = 'v3AndBelowProducerEpoch'
    if (v <= 3) {
      v3AndBelowProducerEpoch = r.int16()
    }
    at = 'v3AndBelowTopics'
    if (v <= 3) {
      {
        const n = r.arrayLength(flex, 3)
        const a: AddPartitionsToTxnTopic[] = []
        for (i = 0; i < n; i++) a.push(decodeAddPartitionsToTxnTopic(r, v))
        i = -1
        v3AndBelowTopics = a
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
    return unknownTags === undefined ? { transactions, v3AndBelowTransactionalId, v3AndBelowProducerId, v3AndBelowProducerEpoch, v3AndBelowTopics } : { transactions, v3AndBelowTransactionalId, v3AndBelowProducerId, v3AndBelowProducerEpoch, v3AndBelowTopics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The AddPartitionsToTxn response. */
export interface AddPartitionsToTxnResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Error code; 0 for none (from version 4). */
  errorCode: number
  /** One result per transaction (from version 4). */
  resultsByTransaction: AddPartitionsToTxnResult[]
  /** Results of the one transaction, one per topic (versions 0 to 3). */
  resultsByTopicV3AndBelow: AddPartitionsToTxnTopicResult[]
  unknownTags?: UnknownTags
}

/** One AddPartitionsToTxnResult of AddPartitionsToTxnResponse. */
export interface AddPartitionsToTxnResult {
  /** Name of the transactional producer; null for none (from version 4). */
  transactionalId: string
  /** One result per topic (from version 4). */
  topicResults: AddPartitionsToTxnTopicResult[]
  unknownTags?: UnknownTags
}

/** One AddPartitionsToTxnTopicResult of AddPartitionsToTxnResponse. */
export interface AddPartitionsToTxnTopicResult {
  /** Name of it. */
  name: string
  /** One result per partition. */
  resultsByPartition: AddPartitionsToTxnPartitionResult[]
  unknownTags?: UnknownTags
}

/** One AddPartitionsToTxnPartitionResult of AddPartitionsToTxnResponse. */
export interface AddPartitionsToTxnPartitionResult {
  /** Partition number. */
  partitionIndex: number
  /** Error code; 0 for none. */
  partitionErrorCode: number
  unknownTags?: UnknownTags
}

/** A whole AddPartitionsToTxnPartitionResult. */
export function makeAddPartitionsToTxnPartitionResult(given: Partially<AddPartitionsToTxnPartitionResult> = {}): AddPartitionsToTxnPartitionResult {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    partitionErrorCode: given.partitionErrorCode === undefined ? 0 : given.partitionErrorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAddPartitionsToTxnPartitionResult(w: Writer, v: number, m: AddPartitionsToTxnPartitionResult): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'partitionErrorCode'
    w.int16(m.partitionErrorCode)
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

function decodeAddPartitionsToTxnPartitionResult(r: Reader, v: number): AddPartitionsToTxnPartitionResult {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let partitionErrorCode: number
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'partitionErrorCode'
    partitionErrorCode = r.int16()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partitionIndex, partitionErrorCode } : { partitionIndex, partitionErrorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole AddPartitionsToTxnTopicResult. */
export function makeAddPartitionsToTxnTopicResult(given: Partially<AddPartitionsToTxnTopicResult> = {}): AddPartitionsToTxnTopicResult {
  return {
    name: given.name === undefined ? '' : given.name,
    resultsByPartition: given.resultsByPartition === undefined ? [] : given.resultsByPartition.map(e => makeAddPartitionsToTxnPartitionResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAddPartitionsToTxnTopicResult(w: Writer, v: number, m: AddPartitionsToTxnTopicResult): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'resultsByPartition'
    {
      const resultsByPartition = m.resultsByPartition
      w.arrayLength(resultsByPartition.length, flex)
      for (i = 0; i < resultsByPartition.length; i++) encodeAddPartitionsToTxnPartitionResult(w, v, resultsByPartition[i]!)
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

function decodeAddPartitionsToTxnTopicResult(r: Reader, v: number): AddPartitionsToTxnTopicResult {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let resultsByPartition: AddPartitionsToTxnPartitionResult[]
    at = 'name'
    name = r.string(flex)
    at = 'resultsByPartition'
    {
      const n = r.arrayLength(flex, 6)
      const a: AddPartitionsToTxnPartitionResult[] = []
      for (i = 0; i < n; i++) a.push(decodeAddPartitionsToTxnPartitionResult(r, v))
      i = -1
      resultsByPartition = a
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
    return unknownTags === undefined ? { name, resultsByPartition } : { name, resultsByPartition, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole AddPartitionsToTxnResult. */
export function makeAddPartitionsToTxnResult(given: Partially<AddPartitionsToTxnResult> = {}): AddPartitionsToTxnResult {
  return {
    transactionalId: given.transactionalId === undefined ? '' : given.transactionalId,
    topicResults: given.topicResults === undefined ? [] : given.topicResults.map(e => makeAddPartitionsToTxnTopicResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAddPartitionsToTxnResult(w: Writer, v: number, m: AddPartitionsToTxnResult): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'transactionalId'
    if (v >= 4) {
      w.string(m.transactionalId, flex)
    }
    at = 'topicResults'
    if (v >= 4) {
      const topicResults = m.topicResults
      w.arrayLength(topicResults.length, flex)
      for (i = 0; i < topicResults.length; i++) encodeAddPartitionsToTxnTopicResult(w, v, topicResults[i]!)
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

function decodeAddPartitionsToTxnResult(r: Reader, v: number): AddPartitionsToTxnResult {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactionalId: string = ''
    let topicResults: AddPartitionsToTxnTopicResult[] = []
    at = 'transactionalId'
    if (v >= 4) {
      transactionalId = r.string(flex)
    }
    at = 'topicResults'
    if (v >= 4) {
      {
        const n = r.arrayLength(flex, 3)
        const a: AddPartitionsToTxnTopicResult[] = []
        for (i = 0; i < n; i++) a.push(decodeAddPartitionsToTxnTopicResult(r, v))
        i = -1
        topicResults = a
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
    return unknownTags === undefined ? { transactionalId, topicResults } : { transactionalId, topicResults, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole AddPartitionsToTxnResponse from the fields that differ from their defaults, at any depth. */
export function addPartitionsToTxnResponse(given: Partially<AddPartitionsToTxnResponse> = {}): AddPartitionsToTxnResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    resultsByTransaction: given.resultsByTransaction === undefined ? [] : given.resultsByTransaction.map(e => makeAddPartitionsToTxnResult(e)),
    resultsByTopicV3AndBelow: given.resultsByTopicV3AndBelow === undefined ? [] : given.resultsByTopicV3AndBelow.map(e => makeAddPartitionsToTxnTopicResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAddPartitionsToTxnResponse(w: Writer, v: number, m: AddPartitionsToTxnResponse): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'errorCode'
    if (v >= 4) {
      w.int16(m.errorCode)
    }
    at = 'resultsByTransaction'
    if (v >= 4) {
      const resultsByTransaction = m.resultsByTransaction
      w.arrayLength(resultsByTransaction.length, flex)
      for (i = 0; i < resultsByTransaction.length; i++) encodeAddPartitionsToTxnResult(w, v, resultsByTransaction[i]!)
      i = -1
    }
    at = 'resultsByTopicV3AndBelow'
    if (v <= 3) {
      const resultsByTopicV3AndBelow = m.resultsByTopicV3AndBelow
      w.arrayLength(resultsByTopicV3AndBelow.length, flex)
      for (i = 0; i < resultsByTopicV3AndBelow.length; i++) encodeAddPartitionsToTxnTopicResult(w, v, resultsByTopicV3AndBelow[i]!)
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

function decodeAddPartitionsToTxnResponse(r: Reader, v: number): AddPartitionsToTxnResponse {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let errorCode: number = 0
    let resultsByTransaction: AddPartitionsToTxnResult[] = []
    let resultsByTopicV3AndBelow: AddPartitionsToTxnTopicResult[] = []
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'errorCode'
    if (v >= 4) {
      errorCode = r.int16()
    }
    at = 'resultsByTransaction'
    if (v >= 4) {
      {
        const n = r.arrayLength(flex, 1)
        const a: AddPartitionsToTxnResult[] = []
        for (i = 0; i < n; i++) a.push(decodeAddPartitionsToTxnResult(r, v))
        i = -1
        resultsByTransaction = a
      }
    }
    at = 'resultsByTopicV3AndBelow'
    if (v <= 3) {
      {
        const n = r.arrayLength(flex, 3)
        const a: AddPartitionsToTxnTopicResult[] = []
        for (i = 0; i < n; i++) a.push(decodeAddPartitionsToTxnTopicResult(r, v))
        i = -1
        resultsByTopicV3AndBelow = a
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
    return unknownTags === undefined ? { throttleTimeMs, errorCode, resultsByTransaction, resultsByTopicV3AndBelow } : { throttleTimeMs, errorCode, resultsByTransaction, resultsByTopicV3AndBelow, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** AddPartitionsToTxn, API key 24: versions 0 to 5. */
export const addPartitionsToTxnApi: ApiDescription<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> = {
  key: 24,
  name: 'AddPartitionsToTxn',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  request: addPartitionsToTxnRequest,
  response: addPartitionsToTxnResponse,
  encodeRequest(w, v, m) {
    try {
      encodeAddPartitionsToTxnRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'AddPartitionsToTxnRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeAddPartitionsToTxnRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'AddPartitionsToTxnRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeAddPartitionsToTxnResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'AddPartitionsToTxnResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeAddPartitionsToTxnResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'AddPartitionsToTxnResponse', v)
    }
  },
}
