// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The EndTxn request. */
export interface EndTxnRequest {
  /** Name of the transactional producer; null for none. */
  transactionalId: string
  /** Id of the producer; -1 for none. */
  producerId: number
  /** Epoch of the producer; -1 for none. */
  producerEpoch: number
  /** True to commit, false to abort. */
  committed: boolean
  unknownTags?: UnknownTags
}

/** A whole EndTxnRequest from the fields that differ from their defaults, at any depth. */
export function endTxnRequest(given: Partially<EndTxnRequest> = {}): EndTxnRequest {
  return {
    transactionalId: given.transactionalId === undefined ? '' : given.transactionalId,
    producerId: given.producerId === undefined ? 0 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? 0 : given.producerEpoch,
    committed: given.committed === undefined ? false : given.committed,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeEndTxnRequest(w: Writer, v: number, m: EndTxnRequest): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'transactionalId'
    w.string(m.transactionalId, flex)
    at = 'producerId'
    w.int64(m.producerId)
    at = 'producerEpoch'
    w.int16(m.producerEpoch)
    at = 'committed'
    w.bool(m.committed)
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

function decodeEndTxnRequest(r: Reader, v: number): EndTxnRequest {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactionalId: string
    let producerId: number
    let producerEpoch: number
    let committed: boolean
    at = 'transactionalId'
    transactionalId = r.string(flex)
    at = 'producerId'
    producerId = r.int64()
    at = 'producerEpoch'
    producerEpoch = r.int16()
    at = 'committed'
    committed = r.bool()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { transactionalId, producerId, producerEpoch, committed } : { transactionalId, producerId, producerEpoch, committed, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** The EndTxn response. */
export interface EndTxnResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  /** Id of the producer; -1 for none (from version 5; default -1). */
  producerId: number
  /** Epoch of the producer; -1 for none (from version 5; default -1). */
  producerEpoch: number
  unknownTags?: UnknownTags
}

/** A whole EndTxnResponse from the fields that differ from their defaults, at any depth. */
export function endTxnResponse(given: Partially<EndTxnResponse> = {}): EndTxnResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    producerId: given.producerId === undefined ? -1 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? -1 : given.producerEpoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeEndTxnResponse(w: Writer, v: number, m: EndTxnResponse): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'producerId'
    if (v >= 5) {
      w.int64(m.producerId)
    }
    at = 'producerEpoch'
    if (v >= 5) {
      w.int16(m.producerEpoch)
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

function decodeEndTxnResponse(r: Reader, v: number): EndTxnResponse {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let errorCode: number
    let producerId: number = -1
    let producerEpoch: number = -1
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'producerId'
    if (v >= 5) {
      producerId = r.int64()
    }
    at = 'producerEpoch'
    if (v >= 5) {
      producerEpoch = r.int16()
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
    return unknownTags === undefined ? { throttleTimeMs, errorCode, producerId, producerEpoch } : { throttleTimeMs, errorCode, producerId, producerEpoch, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** EndTxn, API key 26: versions 0 to 5. */
export const endTxnApi: ApiDescription<EndTxnRequest, EndTxnResponse> = {
  key: 26,
  name: 'EndTxn',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 3,
  request: endTxnRequest,
  response: endTxnResponse,
  encodeRequest(w, v, m) {
    try {
      encodeEndTxnRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'EndTxnRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeEndTxnRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'EndTxnRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeEndTxnResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'EndTxnResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeEndTxnResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'EndTxnResponse', v)
    }
  },
}
