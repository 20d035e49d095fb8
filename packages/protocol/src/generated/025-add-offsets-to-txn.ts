// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The AddOffsetsToTxn request. */
export interface AddOffsetsToTxnRequest {
  /** Name of the transactional producer; null for none. */
  transactionalId: string
  /** Id of the producer; -1 for none. */
  producerId: number
  /** Epoch of the producer; -1 for none. */
  producerEpoch: number
  /** Id of the group. */
  groupId: string
  unknownTags?: UnknownTags
}

/** A whole AddOffsetsToTxnRequest from the fields that differ from their defaults, at any depth. */
export function addOffsetsToTxnRequest(given: Partially<AddOffsetsToTxnRequest> = {}): AddOffsetsToTxnRequest {
  return {
    transactionalId: given.transactionalId === undefined ? '' : given.transactionalId,
    producerId: given.producerId === undefined ? 0 : given.producerId,
    producerEpoch: given.producerEpoch === undefined ? 0 : given.producerEpoch,
    groupId: given.groupId === undefined ? '' : given.groupId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAddOffsetsToTxnRequest(w: Writer, v: number, m: AddOffsetsToTxnRequest): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'transactionalId'
    w.string(m.transactionalId, flex)
    at = 'producerId'
    w.int64(m.producerId)
    at = 'producerEpoch'
    w.int16(m.producerEpoch)
    at = 'groupId'
    w.string(m.groupId, flex)
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

function decodeAddOffsetsToTxnRequest(r: Reader, v: number): AddOffsetsToTxnRequest {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let transactionalId: string
    let producerId: number
    let producerEpoch: number
    let groupId: string
    at = 'transactionalId'
    transactionalId = r.string(flex)
    at = 'producerId'
    producerId = r.int64()
    at = 'producerEpoch'
    producerEpoch = r.int16()
    at = 'groupId'
    groupId = r.string(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { transactionalId, producerId, producerEpoch, groupId } : { transactionalId, producerId, producerEpoch, groupId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** The AddOffsetsToTxn response. */
export interface AddOffsetsToTxnResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Error code; 0 for none. */
  errorCode: number
  unknownTags?: UnknownTags
}

/** A whole AddOffsetsToTxnResponse from the fields that differ from their defaults, at any depth. */
export function addOffsetsToTxnResponse(given: Partially<AddOffsetsToTxnResponse> = {}): AddOffsetsToTxnResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAddOffsetsToTxnResponse(w: Writer, v: number, m: AddOffsetsToTxnResponse): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'errorCode'
    w.int16(m.errorCode)
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

function decodeAddOffsetsToTxnResponse(r: Reader, v: number): AddOffsetsToTxnResponse {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let errorCode: number
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'errorCode'
    errorCode = r.int16()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { throttleTimeMs, errorCode } : { throttleTimeMs, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** AddOffsetsToTxn, API key 25: versions 0 to 4. */
export const addOffsetsToTxnApi: ApiDescription<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse> = {
  key: 25,
  name: 'AddOffsetsToTxn',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 3,
  request: addOffsetsToTxnRequest,
  response: addOffsetsToTxnResponse,
  encodeRequest(w, v, m) {
    try {
      encodeAddOffsetsToTxnRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'AddOffsetsToTxnRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeAddOffsetsToTxnRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'AddOffsetsToTxnRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeAddOffsetsToTxnResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'AddOffsetsToTxnResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeAddOffsetsToTxnResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'AddOffsetsToTxnResponse', v)
    }
  },
}
