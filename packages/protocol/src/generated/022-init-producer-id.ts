// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The InitProducerId request. */
export interface InitProducerIdRequest {
  /** Name of the transactional producer; null for none. */
  transactionalId: string | null
  /** After this long the coordinator aborts the transaction, in ms. */
  transactionTimeoutMs: number
  /** Id of the producer; -1 for none (from version 3; default -1). */
  producerId: number
  /** Epoch of the producer; -1 for none (from version 3; default -1). */
  producerEpoch: number
  unknownTags?: UnknownTags
}

/** A whole InitProducerIdRequest from the fields that differ from their defaults, at any depth. */
export function initProducerIdRequest(given: Partially<InitProducerIdRequest> = {}): InitProducerIdRequest {
  return {
    transactionalId: given.transactionalId === undefined ? '' : given.transactionalId,
    transactionTimeoutMs: given.transactionTimeoutMs === undefined ? 0 : given.transactionTimeoutMs,
    producerId: given.producerId === undefined ? -1 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? -1 : given.producerEpoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeInitProducerIdRequest(w: Writer, v: number, m: InitProducerIdRequest): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'transactionalId'
    w.nullableString(m.transactionalId, flex)
    at = 'transactionTimeoutMs'
    w.int32(m.transactionTimeoutMs)
    at = 'producerId'
    if (v >= 3) {
      w.int64(m.producerId)
    }
    at = 'producerEpoch'
    if (v >= 3) {
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

function decodeInitProducerIdRequest(r: Reader, v: number): InitProducerIdRequest {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactionalId: string | null
    let transactionTimeoutMs: number
    let producerId: number = -1
    let producerEpoch: number = -1
    at = 'transactionalId'
    transactionalId = r.nullableString(flex)
    at = 'transactionTimeoutMs'
    transactionTimeoutMs = r.int32()
    at = 'producerId'
    if (v >= 3) {
      producerId = r.int64()
    }
    at = 'producerEpoch'
    if (v >= 3) {
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
    return unknownTags === undefined ? { transactionalId, transactionTimeoutMs, producerId, producerEpoch } : { transactionalId, transactionTimeoutMs, producerId, producerEpoch, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** The InitProducerId response. */
export interface InitProducerIdResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  /** Id of the producer; -1 for none (default -1). */
  producerId: number
  /** Epoch of the producer; -1 for none. */
  producerEpoch: number
  unknownTags?: UnknownTags
}

/** A whole InitProducerIdResponse from the fields that differ from their defaults, at any depth. */
export function initProducerIdResponse(given: Partially<InitProducerIdResponse> = {}): InitProducerIdResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    producerId: given.producerId === undefined ? -1 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? 0 : given.producerEpoch,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeInitProducerIdResponse(w: Writer, v: number, m: InitProducerIdResponse): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'producerId'
    w.int64(m.producerId)
    at = 'producerEpoch'
    w.int16(m.producerEpoch)
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

function decodeInitProducerIdResponse(r: Reader, v: number): InitProducerIdResponse {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let errorCode: number
    let producerId: number
    let producerEpoch: number
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    at = 'producerId'
    producerId = r.int64()
    at = 'producerEpoch'
    producerEpoch = r.int16()
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

/** InitProducerId, API key 22: versions 0 to 5. */
export const initProducerIdApi: ApiDescription<InitProducerIdRequest, InitProducerIdResponse> = {
  key: 22,
  name: 'InitProducerId',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 2,
  request: initProducerIdRequest,
  response: initProducerIdResponse,
  encodeRequest(w, v, m) {
    try {
      encodeInitProducerIdRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'InitProducerIdRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeInitProducerIdRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'InitProducerIdRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeInitProducerIdResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'InitProducerIdResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeInitProducerIdResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'InitProducerIdResponse', v)
    }
  },
}
