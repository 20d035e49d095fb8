/**
 * Looks at a batch that came from outside before the log takes it, and brings it to the topic's codec.
 *
 *  1. A batch that this process built is believed. One from outside that is not compressed is walked once: every length lies
 *     inside its record, offsets count up, every time is within the topic's bounds, and the header's largest time is that of the
 *     records (T14, T49); one that says otherwise gets the right one. A compressed batch stays closed, unless the topic has a
 *     codec of its own or is compacted.
 *  2. Where `compression.type` names a codec, other batches are compressed anew; `append` then checks their size again (T50).
 * Units: one batch; 11 ns a record. Source: Kafka's `LogValidator`.
 */
import {
  ATTRIBUTES,
  BATCH,
  BATCH_HEADER_BYTES,
  BATCH_LOG_OVERHEAD,
  BatchHeader,
  COMPRESSION_TYPES,
  type CompressionType,
  checkBatch,
  compress,
  crc32c,
  ErrorCode,
  isTrusted,
  RecordCursor,
  setInt64,
  trustBatches,
} from '@moldau/protocol'
import type { PartitionLog } from './partition-log.ts'

export interface Refusal {
  readonly errorCode: ErrorCode
  readonly message: string
}

const header = new BatchHeader()
const cursor = new RecordCursor()

/** What the log takes for `records`, or why it does not. What is wrong with the header alone is left to `append`. */
export function admitted(log: PartitionLog, records: Uint8Array): Uint8Array | Refusal {
  const { recompressTo, maxMessageBytes, compacts } = log.config
  const outside = !isTrusted(records)
  if (!outside && recompressTo === undefined) return records
  if (checkBatch(records, 0, records.length) !== 'ok') return records
  header.at(records, 0)
  const codec = header.compression
  if (header.sizeInBytes !== records.length || codec === undefined || header.isControl) return records
  const recompressed = recompressTo !== undefined && recompressTo !== codec
  if (!recompressed && (!outside || (codec !== 'none' && !compacts))) return records
  if (records.length > maxMessageBytes) return records
  let maxTimestamp: number | Refusal
  try {
    maxTimestamp = walk(log, records)
  } catch {
    return { errorCode: ErrorCode.INVALID_RECORD, message: 'the records of the batch cannot be read' }
  }
  if (typeof maxTimestamp !== 'number') return maxTimestamp
  const timed = log.config.timestampType === 'CreateTime' && maxTimestamp !== header.maxTimestamp
  // Its checksum has been checked: append need not sum it again.
  if (!timed && !recompressed) return trustBatches(records)
  return rebuilt(records, recompressed ? recompressTo : codec, timed ? maxTimestamp : header.maxTimestamp)
}

/** Reads every record; the largest time, or what is wrong. */
function walk(log: PartitionLog, records: Uint8Array): number | Refusal {
  const { recordCount, baseOffset, compression } = header
  const { timestampType, timestampAfterMaxMs, timestampBeforeMaxMs } = log.config
  const nowMs = log.clock.nowMs()
  const timed = timestampType === 'CreateTime'
  let maxTimestamp = -1
  cursor.open(records, 0)
  for (let n = 0; n < recordCount; n++) {
    cursor.next()
    if (cursor.offset !== baseOffset + n)
      return { errorCode: ErrorCode.INVALID_RECORD, message: 'the offsets in the batch do not count up' }
    const { timestamp } = cursor
    if (timestamp > maxTimestamp) maxTimestamp = timestamp
    // Headers are only positions until they are asked for: each must lie inside its record too.
    if (cursor.headerCount > 0) cursor.headers()
    if (!timed || timestamp < 0) continue
    if (timestamp - nowMs > timestampAfterMaxMs || nowMs - timestamp > timestampBeforeMaxMs)
      return {
        errorCode: ErrorCode.INVALID_TIMESTAMP,
        message: `timestamp ${timestamp} of record ${n} is too far from the log's time, ${nowMs}`,
      }
  }
  const end = compression === 'none' ? records.length : cursor.bytes.length
  if (cursor.headersEnd !== end)
    return { errorCode: ErrorCode.INVALID_RECORD, message: 'there are bytes behind the last record' }
  return maxTimestamp
}

/** The batch with its records in `codec`, which is ready, and with `maxTimestamp`. */
function rebuilt(records: Uint8Array, codec: CompressionType, maxTimestamp: number): Uint8Array {
  const plain = header.compression === 'none' ? records.subarray(BATCH_HEADER_BYTES) : cursor.bytes
  const section = header.compression === codec ? records.subarray(BATCH_HEADER_BYTES) : compress(codec, plain)
  const made = new Uint8Array(BATCH_HEADER_BYTES + section.length)
  made.set(records.subarray(0, BATCH_HEADER_BYTES))
  made.set(section, BATCH_HEADER_BYTES)
  const view = new DataView(made.buffer)
  view.setInt32(BATCH.batchLength, made.length - BATCH_LOG_OVERHEAD)
  const others = view.getInt16(BATCH.attributes) & ~ATTRIBUTES.compressionMask
  view.setInt16(BATCH.attributes, others | COMPRESSION_TYPES.indexOf(codec))
  setInt64(view, BATCH.maxTimestamp, maxTimestamp)
  view.setUint32(BATCH.crc, crc32c(made, BATCH.attributes))
  return trustBatches(made)
}
