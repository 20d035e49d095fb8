// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** State of a partition's producers, as stored in .snapshot files. */
export interface ProducerSnapshot {
  /** CRC-32C of everything that follows. */
  crc: number
  /** State of each producer. */
  producerEntries: ProducerEntry[]
}

/** One ProducerEntry of ProducerSnapshot. */
export interface ProducerEntry {
  /** Id of the producer; -1 for none. */
  producerId: number
  /** The epoch. */
  epoch: number
  /** Sequence of the producer's last record; -1 for none. */
  lastSequence: number
  /** Offset of the last record of the last batch. */
  lastOffset: number
  /** Last offset of the last batch minus its first. */
  offsetDelta: number
  /** Timestamp in ms. */
  timestamp: number
  /** Epoch of the transaction coordinator. */
  coordinatorEpoch: number
  /** First offset of the open transaction; -1 when none is open. */
  currentTxnFirstOffset: number
}

/** A whole ProducerEntry. */
export function makeProducerEntry(given: Partially<ProducerEntry> = {}): ProducerEntry {
  return {
    producerId: given.producerId === undefined ? 0 : given.producerId,
    epoch: given.epoch === undefined ? 0 : given.epoch,
    lastSequence: given.lastSequence === undefined ? 0 : given.lastSequence,
    lastOffset: given.lastOffset === undefined ? 0 : given.lastOffset,
    offsetDelta: given.offsetDelta === undefined ? 0 : given.offsetDelta,
    timestamp: given.timestamp === undefined ? 0 : given.timestamp,
    coordinatorEpoch: given.coordinatorEpoch === undefined ? 0 : given.coordinatorEpoch,
    currentTxnFirstOffset: given.currentTxnFirstOffset === undefined ? 0 : given.currentTxnFirstOffset,
  }
}

function encodeProducerEntry(w: Writer, _v: number, m: ProducerEntry): void {
  let at = ''
  try {
    at = 'producerId'
    w.int64(m.producerId)
    at = 'epoch'
    w.int16(m.epoch)
    at = 'lastSequence'
    w.int32(m.lastSequence)
    at = 'lastOffset'
    w.int64(m.lastOffset)
    at = 'offsetDelta'
    w.int32(m.offsetDelta)
    at = 'timestamp'
    w.int64(m.timestamp)
    at = 'coordinatorEpoch'
    w.int32(m.coordinatorEpoch)
    at = 'currentTxnFirstOffset'
    w.int64(m.currentTxnFirstOffset)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeProducerEntry(r: Reader, _v: number): ProducerEntry {
  let at = ''
  try {
    let producerId: number
    let epoch: number
    let lastSequence: number
    let lastOffset: number
    let offsetDelta: number
    let timestamp: number
    let coordinatorEpoch: number
    let currentTxnFirstOffset: number
    at = 'producerId'
    producerId = r.int64()
    at = 'epoch'
    epoch = r.int16()
    at = 'lastSequence'
    lastSequence = r.int32()
    at = 'lastOffset'
    lastOffset = r.int64()
    at = 'offsetDelta'
    offsetDelta = r.int32()
    at = 'timestamp'
    timestamp = r.int64()
    at = 'coordinatorEpoch'
    coordinatorEpoch = r.int32()
    at = 'currentTxnFirstOffset'
    currentTxnFirstOffset = r.int64()
    return { producerId, epoch, lastSequence, lastOffset, offsetDelta, timestamp, coordinatorEpoch, currentTxnFirstOffset }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ProducerSnapshot from the fields that differ from their defaults, at any depth. */
export function producerSnapshot(given: Partially<ProducerSnapshot> = {}): ProducerSnapshot {
  return {
    crc: given.crc === undefined ? 0 : given.crc,
    producerEntries: given.producerEntries === undefined ? [] : given.producerEntries.map(e => makeProducerEntry(e)),
  }
}

function encodeProducerSnapshot(w: Writer, v: number, m: ProducerSnapshot): void {
  let at = ''
  let i = -1
  try {
    at = 'crc'
    w.uint32(m.crc)
    at = 'producerEntries'
    {
      const producerEntries = m.producerEntries
      w.arrayLength(producerEntries.length, false)
      for (i = 0; i < producerEntries.length; i++) encodeProducerEntry(w, v, producerEntries[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeProducerSnapshot(r: Reader, v: number): ProducerSnapshot {
  let at = ''
  let i = -1
  try {
    let crc: number
    let producerEntries: ProducerEntry[]
    at = 'crc'
    crc = r.uint32()
    at = 'producerEntries'
    {
      const n = r.arrayLength(false, 46)
      const a: ProducerEntry[] = []
      for (i = 0; i < n; i++) a.push(decodeProducerEntry(r, v))
      i = -1
      producerEntries = a
    }
    return { crc, producerEntries }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ProducerSnapshot: State of a partition's producers, as stored in .snapshot files. */
export const producerSnapshotData: DataDescription<ProducerSnapshot> = {
  key: -1,
  name: 'ProducerSnapshot',
  minVersion: 1,
  maxVersion: 1,
  flexibleFrom: Infinity,
  make: producerSnapshot,
  encode(w, v, m) {
    try {
      encodeProducerSnapshot(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ProducerSnapshot', v)
    }
  },
  decode(r, v) {
    try {
      return decodeProducerSnapshot(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ProducerSnapshot', v)
    }
  },
}
