/**
 * What cleaning leaves of one batch: all of it, some of its records, an empty batch, or nothing.
 *
 *  1. A record stays when it is the last one of its key as far as the offset map knows, and is no tombstone whose time has
 *     passed. Records above what the map speaks for stay.
 *  2. Offsets, sequences, producer, epochs and codec of a batch never change, nor does its last offset: only records go. Records
 *     that stay are copied byte for byte; timestamps are deltas, so a batch whose base time changes gets new deltas.
 *  3. The first pass that meets a tombstone it keeps, or a hollow marker, stores the delete horizon in the batch: attribute bit
 *     6, and the horizon in place of the base timestamp. A later pass, past that time, removes them (T6; KIP-534).
 *  4. The last batch of an active producer stays as an empty batch, so that its sequence and epoch can be read back from the
 *     log; the last batch of the walk does too, so that offsets do not end early (T5). A marker is never emptied: it stays whole.
 * Source: Kafka's `Cleaner`, `MemoryRecords.filterTo`.
 */
import {
  ATTRIBUTES,
  BATCH,
  BATCH_HEADER_BYTES,
  BATCH_LOG_OVERHEAD,
  BatchHeader,
  COMPRESSION_TYPES,
  compress,
  crc32c,
  RecordCursor,
  setInt64,
  varlongSize,
  writeVarint,
  writeVarlong,
} from '@moldau/protocol'
import { markerOf } from '../partition/append.ts'
import type { OffsetMap } from './offset-map.ts'
import type { MetMarker, TransactionFilter } from './transaction-filter.ts'

export interface FilterOptions {
  readonly map: OffsetMap
  readonly transactions: TransactionFilter
  /** The wall clock of the pass. */
  readonly nowMs: number
  readonly deleteRetentionMs: number
  /** Where cleaning ends: the batch that ends there stays, if empty (4), and those above as they are. */
  readonly endOffset: number
  /** Whether the state of an active producer could be read back from this batch alone (4). */
  readonly holdsState: (producerId: number, epoch: number, lastOffset: number, control: boolean) => boolean
  /** Hears of an aborted transaction whose index entry has to stay. */
  readonly onAborted: (aborted: NonNullable<MetMarker['aborted']>) => void
}

export class BatchFilter {
  readonly #options: FilterOptions
  readonly #header = new BatchHeader()
  readonly #cursor = new RecordCursor()
  /** Positions [from, to) of records that stay, in the cursor's bytes; neighbours are one run. */
  #runs: number[] = []
  /** Records read and records that stayed, over all batches. */
  recordsRead = 0
  recordsKept = 0

  constructor(options: FilterOptions) {
    this.#options = options
  }

  /**
   * The bytes to keep of the intact batch at `start`: a view of the same bytes, a new array, or `undefined` for none. Its codec
   * is ready. @throws MoldauError for a batch that cannot be read
   */
  filter(bytes: Uint8Array, start: number, size: number): Uint8Array | undefined {
    const header = this.#header.at(bytes, start)
    const { producerId, producerEpoch, baseOffset, lastOffset, nextOffset, isControl } = header
    const { endOffset, holdsState } = this.#options
    const newest = producerId >= 0 && holdsState(producerId, producerEpoch, lastOffset, isControl)
    // What lies beyond the walk's end in its last segment is not ours to judge (T8): it only passes by.
    const mustStay = newest || nextOffset === endOffset || baseOffset >= endOffset
    if (isControl) return this.#marker(bytes, start, size, mustStay)
    const aborted = this.#options.transactions.data(producerId, lastOffset, header.isTransactional)
    if (baseOffset >= endOffset) return bytes.subarray(start, start + size)
    if (aborted) {
      this.recordsRead += header.recordCount
      return mustStay ? this.#emptied(bytes, start) : undefined
    }
    return this.#data(bytes, start, size, mustStay)
  }

  #marker(bytes: Uint8Array, start: number, size: number, mustStay: boolean): Uint8Array | undefined {
    const { nowMs, deleteRetentionMs, transactions, onAborted } = this.#options
    const header = this.#header.at(bytes, start)
    const { producerId, lastOffset, hasDeleteHorizon, baseTimestamp, recordCount } = header
    this.recordsRead += recordCount
    const whole = bytes.subarray(start, start + size)
    // Kafka's cleaner leaves empty control batches behind: nothing says what they were, and nothing needs them.
    if (recordCount === 0) return mustStay ? whole : undefined
    const marker = markerOf(bytes, start)
    if (marker === undefined) return whole
    const { hollow, aborted } = transactions.marker(producerId, lastOffset, marker.aborted)
    if (aborted !== undefined) onAborted(aborted)
    if (hollow && !mustStay) {
      if (hasDeleteHorizon && baseTimestamp <= nowMs) return undefined
      if (!hasDeleteHorizon) {
        this.recordsKept += recordCount
        this.#cursor.open(bytes, start).next()
        this.#runs = [start + BATCH_HEADER_BYTES, start + size]
        return this.#rebuilt(bytes, start, recordCount, header.maxTimestamp, nowMs + deleteRetentionMs)
      }
    }
    this.recordsKept += recordCount
    return whole
  }

  #data(bytes: Uint8Array, start: number, size: number, mustStay: boolean): Uint8Array | undefined {
    const { map, nowMs, deleteRetentionMs } = this.#options
    const header = this.#header.at(bytes, start)
    const { hasDeleteHorizon, baseTimestamp, recordCount, compression } = header
    const keepsTombstones = !hasDeleteHorizon || nowMs < baseTimestamp
    const cursor = this.#cursor.open(bytes, start)
    const runs: number[] = []
    let kept = 0
    let tombstones = 0
    let maxTimestamp = -1
    let from = compression === 'none' ? start + BATCH_HEADER_BYTES : 0
    while (cursor.next()) {
      const to = cursor.headersEnd
      const tombstone = cursor.valueStart < 0
      if (this.#stays(cursor, map) && (!tombstone || keepsTombstones)) {
        kept++
        if (tombstone) tombstones++
        if (cursor.timestamp > maxTimestamp) maxTimestamp = cursor.timestamp
        if (runs.length > 0 && runs[runs.length - 1] === from) runs[runs.length - 1] = to
        else runs.push(from, to)
      }
      from = to
    }
    this.recordsRead += recordCount
    this.recordsKept += kept
    if (kept === 0) return mustStay ? this.#emptied(bytes, start) : undefined
    const horizonMs = tombstones > 0 && !hasDeleteHorizon ? nowMs + deleteRetentionMs : undefined
    if (kept === recordCount && horizonMs === undefined) return bytes.subarray(start, start + size)
    this.#runs = runs
    return this.#rebuilt(bytes, start, kept, maxTimestamp, horizonMs)
  }

  #stays(cursor: RecordCursor, map: OffsetMap): boolean {
    if (cursor.offset > map.latestOffset) return true
    // A topic that was not compacted before may hold records without a key: nothing can replace them, Kafka drops them.
    if (cursor.keyStart < 0) return false
    return cursor.offset >= map.get(cursor.bytes, cursor.keyStart, cursor.keyEnd)
  }

  /** The batch with the records of the runs alone, as the cursor's bytes have them, and with a delete horizon where given. */
  #rebuilt(
    bytes: Uint8Array,
    start: number,
    count: number,
    maxTimestamp: number,
    horizonMs: number | undefined,
  ): Uint8Array {
    const header = this.#header.at(bytes, start)
    const source = this.#cursor.bytes
    let records = horizonMs === undefined ? this.#copied(source) : this.#retimed(source, horizonMs)
    const codec = COMPRESSION_TYPES[header.attributes & ATTRIBUTES.compressionMask]!
    if (codec !== 'none') records = compress(codec, records)
    const made = new Uint8Array(BATCH_HEADER_BYTES + records.length)
    made.set(bytes.subarray(start, start + BATCH_HEADER_BYTES))
    made.set(records, BATCH_HEADER_BYTES)
    const view = new DataView(made.buffer)
    if (horizonMs !== undefined) {
      view.setInt16(BATCH.attributes, header.attributes | ATTRIBUTES.deleteHorizon)
      setInt64(view, BATCH.baseTimestamp, horizonMs)
    }
    // Under LogAppendTime every record has the batch's time, whichever of them stay.
    if (header.timestampType === 'CreateTime') setInt64(view, BATCH.maxTimestamp, maxTimestamp)
    view.setInt32(BATCH.recordCount, count)
    return sealed(made, view)
  }

  #copied(source: Uint8Array): Uint8Array {
    const runs = this.#runs
    let size = 0
    for (let n = 0; n < runs.length; n += 2) size += runs[n + 1]! - runs[n]!
    const records = new Uint8Array(size)
    let at = 0
    for (let n = 0; n < runs.length; n += 2) {
      records.set(source.subarray(runs[n]!, runs[n + 1]!), at)
      at += runs[n + 1]! - runs[n]!
    }
    return records
  }

  /** The records of the runs with their times as deltas from the horizon. */
  #retimed(source: Uint8Array, horizonMs: number): Uint8Array {
    const header = this.#header
    const baseTimestamp = header.baseTimestamp
    const runs = this.#runs
    // A delta may grow from one byte to ten, and the length before it by one.
    let size = 0
    for (let n = 0; n < runs.length; n += 2) size += runs[n + 1]! - runs[n]!
    const records = new Uint8Array(size + header.recordCount * 12)
    let at = 0
    for (let n = 0; n < runs.length; n += 2) {
      for (let from = runs[n]!; from < runs[n + 1]!; ) {
        const length = readVarlong(source, from)
        const delta = readVarlong(source, length.end + 1)
        const end = length.end + length.value
        const newDelta = baseTimestamp + delta.value - horizonMs
        const newLength = 1 + varlongSize(newDelta) + (end - delta.end)
        at = writeVarint(records, at, newLength)
        records[at++] = source[length.end]!
        at = writeVarlong(records, at, newDelta)
        records.set(source.subarray(delta.end, end), at)
        at += end - delta.end
        from = end
      }
    }
    return records.subarray(0, at)
  }

  /** The batch without records (4): its header says the rest. */
  #emptied(bytes: Uint8Array, start: number): Uint8Array {
    const made = bytes.slice(start, start + BATCH_HEADER_BYTES)
    const view = new DataView(made.buffer)
    const { compressionMask, deleteHorizon } = ATTRIBUTES
    view.setInt16(BATCH.attributes, view.getInt16(BATCH.attributes) & ~(compressionMask | deleteHorizon))
    setInt64(view, BATCH.baseTimestamp, -1)
    view.setInt32(BATCH.recordCount, 0)
    return sealed(made, view)
  }
}

function sealed(batch: Uint8Array, view: DataView): Uint8Array {
  view.setInt32(BATCH.batchLength, batch.length - BATCH_LOG_OVERHEAD)
  view.setUint32(BATCH.crc, crc32c(batch, BATCH.attributes))
  return batch
}

/** A zigzag number at `at`, and where it ends. The cursor has read the record before, so it does end. */
function readVarlong(bytes: Uint8Array, at: number): { value: number; end: number } {
  const first = bytes[at++]!
  let half = (first & 0x7f) >>> 1
  let scale = 64
  for (let b = first; b >= 0x80; scale *= 128) {
    b = bytes[at++]!
    half += (b & 0x7f) * scale
  }
  return { value: first & 1 ? -half - 1 : half, end: at }
}
