// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** State of a transactional id in __transaction_state. */
export interface TransactionLogValue {
  /** Id of the producer; -1 for none. */
  producerId: number
  /** Producer id of the transaction before; -1 for none (from version 1; tag 0; default -1). */
  previousProducerId: number
  /** Producer id with which the next transaction starts; -1 when it stays the same (from version 1; tag 1; default -1). */
  nextProducerId: number
  /** Epoch of the producer; -1 for none. */
  producerEpoch: number
  /** Epoch with which the next transaction starts (from version 1; tag 3; default -1). */
  nextProducerEpoch: number
  /** After this long the coordinator aborts the transaction, in ms. */
  transactionTimeoutMs: number
  /** State of the transaction: 0 empty, 1 ongoing, 2 prepare commit, 3 prepare abort, 4 complete commit, 5 complete abort, 6 dead, 7 prepare epoch fence. */
  transactionStatus: number
  /** Partitions the transaction has written to. */
  transactionPartitions: PartitionsSchema[] | null
  /** When the transaction was last changed, in ms. */
  transactionLastUpdateTimestampMs: number
  /** When the transaction began, in ms; -1 when none is open. */
  transactionStartTimestampMs: number
  /** Transaction protocol that the client spoke: 0 and 1 are the old one, 2 is KIP-890's (from version 1; tag 2). */
  clientTransactionVersion: number
  unknownTags?: UnknownTags
}

/** One PartitionsSchema of TransactionLogValue. */
export interface PartitionsSchema {
  /** Name of the topic. */
  topic: string
  /** Partition numbers. */
  partitionIds: number[]
  unknownTags?: UnknownTags
}

/** A whole PartitionsSchema. */
export function makePartitionsSchema(given: Partially<PartitionsSchema> = {}): PartitionsSchema {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    partitionIds: given.partitionIds === undefined ? [] : [...given.partitionIds],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodePartitionsSchema(w: Writer, v: number, m: PartitionsSchema): void {
  const flex = v >= 1
  let at = ''
  let i = -1
  try {
    at = 'topic'
    w.string(m.topic, flex)
    at = 'partitionIds'
    {
      const partitionIds = m.partitionIds
      w.arrayLength(partitionIds.length, flex)
      for (i = 0; i < partitionIds.length; i++) w.int32(partitionIds[i]!)
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

function decodePartitionsSchema(r: Reader, v: number): PartitionsSchema {
  const flex = v >= 1
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topic: string
    let partitionIds: number[]
    at = 'topic'
    topic = r.string(flex)
    at = 'partitionIds'
    {
      const n = r.arrayLength(flex, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      partitionIds = a
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
    return unknownTags === undefined ? { topic, partitionIds } : { topic, partitionIds, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole TransactionLogValue from the fields that differ from their defaults, at any depth. */
export function transactionLogValue(given: Partially<TransactionLogValue> = {}): TransactionLogValue {
  return {
    producerId: given.producerId === undefined ? 0 : given.producerId,
    previousProducerId: given.previousProducerId === undefined ? -1 : given.previousProducerId,
    nextProducerId: given.nextProducerId === undefined ? -1 : given.nextProducerId,
    producerEpoch: given.producerEpoch === undefined ? 0 : given.producerEpoch,
    nextProducerEpoch: given.nextProducerEpoch === undefined ? -1 : given.nextProducerEpoch,
    transactionTimeoutMs: given.transactionTimeoutMs === undefined ? 0 : given.transactionTimeoutMs,
    transactionStatus: given.transactionStatus === undefined ? 0 : given.transactionStatus,
    transactionPartitions: given.transactionPartitions === undefined ? [] : given.transactionPartitions === null ? null : given.transactionPartitions.map(e => makePartitionsSchema(e)),
    transactionLastUpdateTimestampMs: given.transactionLastUpdateTimestampMs === undefined ? 0 : given.transactionLastUpdateTimestampMs,
    transactionStartTimestampMs: given.transactionStartTimestampMs === undefined ? 0 : given.transactionStartTimestampMs,
    clientTransactionVersion: given.clientTransactionVersion === undefined ? 0 : given.clientTransactionVersion,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTransactionLogValue(w: Writer, v: number, m: TransactionLogValue): void {
  const flex = v >= 1
  let at = ''
  let i = -1
  try {
    at = 'producerId'
    w.int64(m.producerId)
    at = 'producerEpoch'
    w.int16(m.producerEpoch)
    at = 'transactionTimeoutMs'
    w.int32(m.transactionTimeoutMs)
    at = 'transactionStatus'
    w.int8(m.transactionStatus)
    at = 'transactionPartitions'
    {
      const transactionPartitions = m.transactionPartitions
      if (transactionPartitions === null) {
        w.nullArray(flex)
      } else {
        w.arrayLength(transactionPartitions.length, flex)
        for (i = 0; i < transactionPartitions.length; i++) encodePartitionsSchema(w, v, transactionPartitions[i]!)
        i = -1
      }
    }
    at = 'transactionLastUpdateTimestampMs'
    w.int64(m.transactionLastUpdateTimestampMs)
    at = 'transactionStartTimestampMs'
    w.int64(m.transactionStartTimestampMs)
    at = 'unknownTags'
    if (flex) {
      const has0 = m.previousProducerId !== -1
      const has1 = m.nextProducerId !== -1
      const has2 = m.clientTransactionVersion !== 0
      const has3 = m.nextProducerEpoch !== -1
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0) + (has3 ? 1 : 0))
      if (has0) {
        at = 'previousProducerId'
        const t = new Writer(64, false)
        t.int64(m.previousProducerId)
        w.tag(0, t)
      }
      if (has1) {
        at = 'nextProducerId'
        const t = new Writer(64, false)
        t.int64(m.nextProducerId)
        w.tag(1, t)
      }
      if (has2) {
        at = 'clientTransactionVersion'
        const t = new Writer(64, false)
        t.int16(m.clientTransactionVersion)
        w.tag(2, t)
      }
      if (has3) {
        at = 'nextProducerEpoch'
        const t = new Writer(64, false)
        t.int16(m.nextProducerEpoch)
        w.tag(3, t)
      }
      w.unknownTags(m.unknownTags, 4, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeTransactionLogValue(r: Reader, v: number): TransactionLogValue {
  const flex = v >= 1
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let producerId: number
    let previousProducerId: number = -1
    let nextProducerId: number = -1
    let producerEpoch: number
    let nextProducerEpoch: number = -1
    let transactionTimeoutMs: number
    let transactionStatus: number
    let transactionPartitions: PartitionsSchema[] | null
    let transactionLastUpdateTimestampMs: number
    let transactionStartTimestampMs: number
    let clientTransactionVersion: number = 0
    at = 'producerId'
    producerId = r.int64()
    at = 'producerEpoch'
    producerEpoch = r.int16()
    at = 'transactionTimeoutMs'
    transactionTimeoutMs = r.int32()
    at = 'transactionStatus'
    transactionStatus = r.int8()
    at = 'transactionPartitions'
    {
      const n = r.nullableArrayLength(flex, 3)
      if (n < 0) {
        transactionPartitions = null
      } else {
        const a: PartitionsSchema[] = []
        for (i = 0; i < n; i++) a.push(decodePartitionsSchema(r, v))
        i = -1
        transactionPartitions = a
      }
    }
    at = 'transactionLastUpdateTimestampMs'
    transactionLastUpdateTimestampMs = r.int64()
    at = 'transactionStartTimestampMs'
    transactionStartTimestampMs = r.int64()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            at = 'previousProducerId'
            previousProducerId = r.int64()
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          case 1: {
            at = 'nextProducerId'
            nextProducerId = r.int64()
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          case 2: {
            at = 'clientTransactionVersion'
            clientTransactionVersion = r.int16()
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          case 3: {
            at = 'nextProducerEpoch'
            nextProducerEpoch = r.int16()
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
    return unknownTags === undefined ? { producerId, previousProducerId, nextProducerId, producerEpoch, nextProducerEpoch, transactionTimeoutMs, transactionStatus, transactionPartitions, transactionLastUpdateTimestampMs, transactionStartTimestampMs, clientTransactionVersion } : { producerId, previousProducerId, nextProducerId, producerEpoch, nextProducerEpoch, transactionTimeoutMs, transactionStatus, transactionPartitions, transactionLastUpdateTimestampMs, transactionStartTimestampMs, clientTransactionVersion, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** TransactionLogValue: State of a transactional id in __transaction_state. */
export const transactionLogValueData: DataDescription<TransactionLogValue> = {
  key: 0,
  name: 'TransactionLogValue',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  make: transactionLogValue,
  encode(w, v, m) {
    try {
      encodeTransactionLogValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'TransactionLogValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeTransactionLogValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'TransactionLogValue', v)
    }
  },
}
