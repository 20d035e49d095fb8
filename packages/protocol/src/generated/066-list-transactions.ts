// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The ListTransactions request. */
export interface ListTransactionsRequest {
  /** Only transactions in these states; empty for all. */
  stateFilters: string[]
  /** Only transactions of these producers; empty for all. */
  producerIdFilters: number[]
  /** Only transactions that have been open for longer than this, in ms; -1 for all (from version 1; default -1). */
  durationFilter: number
  /** Only transactional ids that match this expression (from version 2; default null). */
  transactionalIdPattern: string | null
  unknownTags?: UnknownTags
}

/** A whole ListTransactionsRequest from the fields that differ from their defaults, at any depth. */
export function listTransactionsRequest(given: Partially<ListTransactionsRequest> = {}): ListTransactionsRequest {
  return {
    stateFilters: given.stateFilters === undefined ? [] : [...given.stateFilters],
    producerIdFilters: given.producerIdFilters === undefined ? [] : [...given.producerIdFilters],
    durationFilter: given.durationFilter === undefined ? -1 : given.durationFilter,
    transactionalIdPattern: given.transactionalIdPattern === undefined ? null : given.transactionalIdPattern,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListTransactionsRequest(w: Writer, v: number, m: ListTransactionsRequest): void {
  let at = ''
  let i = -1
  try {
    at = 'stateFilters'
    {
      const stateFilters = m.stateFilters
      w.arrayLength(stateFilters.length, true)
      for (i = 0; i < stateFilters.length; i++) w.string(stateFilters[i]!, true)
      i = -1
    }
    at = 'producerIdFilters'
    {
      const producerIdFilters = m.producerIdFilters
      w.arrayLength(producerIdFilters.length, true)
      for (i = 0; i < producerIdFilters.length; i++) w.int64(producerIdFilters[i]!)
      i = -1
    }
    at = 'durationFilter'
    if (v >= 1) {
      w.int64(m.durationFilter)
    }
    at = 'transactionalIdPattern'
    if (v >= 2) {
      w.nullableString(m.transactionalIdPattern, true)
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

function decodeListTransactionsRequest(r: Reader, v: number): ListTransactionsRequest {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let stateFilters: string[]
    let producerIdFilters: number[]
    let durationFilter: number = -1
    let transactionalIdPattern: string | null = null
    at = 'stateFilters'
    {
      const n = r.arrayLength(true, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(true))
      i = -1
      stateFilters = a
    }
    at = 'producerIdFilters'
    {
      const n = r.arrayLength(true, 8)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int64())
      i = -1
      producerIdFilters = a
    }
    at = 'durationFilter'
    if (v >= 1) {
      durationFilter = r.int64()
    }
    at = 'transactionalIdPattern'
    if (v >= 2) {
      transactionalIdPattern = r.nullableString(true)
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { stateFilters, producerIdFilters, durationFilter, transactionalIdPattern } : { stateFilters, producerIdFilters, durationFilter, transactionalIdPattern, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The ListTransactions response. */
export interface ListTransactionsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  /** State names that the broker does not know. */
  unknownStateFilters: string[]
  /** State of each transaction. */
  transactionStates: ListTransactionsResponseTransactionState[]
  unknownTags?: UnknownTags
}

/** One TransactionState of ListTransactionsResponse. */
export interface ListTransactionsResponseTransactionState {
  /** Name of the transactional producer; null for none. */
  transactionalId: string
  /** Id of the producer; -1 for none. */
  producerId: number
  /** State of the transaction, in words. */
  transactionState: string
  unknownTags?: UnknownTags
}

/** A whole ListTransactionsResponseTransactionState. */
export function makeListTransactionsResponseTransactionState(given: Partially<ListTransactionsResponseTransactionState> = {}): ListTransactionsResponseTransactionState {
  return {
    transactionalId: given.transactionalId === undefined ? '' : given.transactionalId,
    producerId: given.producerId === undefined ? 0 : given.producerId,
    transactionState: given.transactionState === undefined ? '' : given.transactionState,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListTransactionsResponseTransactionState(w: Writer, _v: number, m: ListTransactionsResponseTransactionState): void {
  let at = ''
  try {
    at = 'transactionalId'
    w.string(m.transactionalId, true)
    at = 'producerId'
    w.int64(m.producerId)
    at = 'transactionState'
    w.string(m.transactionState, true)
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

function decodeListTransactionsResponseTransactionState(r: Reader, _v: number): ListTransactionsResponseTransactionState {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactionalId: string
    let producerId: number
    let transactionState: string
    at = 'transactionalId'
    transactionalId = r.string(true)
    at = 'producerId'
    producerId = r.int64()
    at = 'transactionState'
    transactionState = r.string(true)
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { transactionalId, producerId, transactionState } : { transactionalId, producerId, transactionState, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ListTransactionsResponse from the fields that differ from their defaults, at any depth. */
export function listTransactionsResponse(given: Partially<ListTransactionsResponse> = {}): ListTransactionsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    unknownStateFilters: given.unknownStateFilters === undefined ? [] : [...given.unknownStateFilters],
    transactionStates: given.transactionStates === undefined ? [] : given.transactionStates.map(e => makeListTransactionsResponseTransactionState(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeListTransactionsResponse(w: Writer, v: number, m: ListTransactionsResponse): void {
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'unknownStateFilters'
    {
      const unknownStateFilters = m.unknownStateFilters
      w.arrayLength(unknownStateFilters.length, true)
      for (i = 0; i < unknownStateFilters.length; i++) w.string(unknownStateFilters[i]!, true)
      i = -1
    }
    at = 'transactionStates'
    {
      const transactionStates = m.transactionStates
      w.arrayLength(transactionStates.length, true)
      for (i = 0; i < transactionStates.length; i++) encodeListTransactionsResponseTransactionState(w, v, transactionStates[i]!)
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

function decodeListTransactionsResponse(r: Reader, v: number): ListTransactionsResponse {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let errorCode: number
    let unknownStateFilters: string[]
    let transactionStates: ListTransactionsResponseTransactionState[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'unknownStateFilters'
    {
      const n = r.arrayLength(true, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(true))
      i = -1
      unknownStateFilters = a
    }
    at = 'transactionStates'
    {
      const n = r.arrayLength(true, 11)
      const a: ListTransactionsResponseTransactionState[] = []
      for (i = 0; i < n; i++) a.push(decodeListTransactionsResponseTransactionState(r, v))
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
    return unknownTags === undefined ? { throttleTimeMs, errorCode, unknownStateFilters, transactionStates } : { throttleTimeMs, errorCode, unknownStateFilters, transactionStates, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ListTransactions, API key 66: versions 0 to 2. */
export const listTransactionsApi: ApiDescription<ListTransactionsRequest, ListTransactionsResponse> = {
  key: 66,
  name: 'ListTransactions',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  request: listTransactionsRequest,
  response: listTransactionsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeListTransactionsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ListTransactionsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeListTransactionsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ListTransactionsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeListTransactionsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ListTransactionsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeListTransactionsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ListTransactionsResponse', v)
    }
  },
}
