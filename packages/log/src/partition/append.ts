/**
 * HOT PATH: append.
 *
 * Unit of work: one record batch. Allocations allowed: the result, one entry of the producer's window, and now and then a
 * block of the tail. Budget: 15 us and the write. No record of a batch from this process is opened, except in compacted
 * topics, where each needs a key; those from outside were looked through before (incoming.ts). Guarded by `npm run bench -- append`.
 *
 *  1. The bytes handed in are lent: the batch is copied, into the tail where that is kept, and base offset and leader epoch
 *     are set in the copy, which is written to the file. The copy in the tail is lent to readers.
 *  2. Everything that can be refused is refused before anything is written; each refusal has Kafka's code.
 *  3. The CRC of a batch from outside is checked exactly once, here.
 *  4. State (end offset, indexes, producers) changes only after the write has succeeded. A write that failed is cut off again;
 *     where that fails too, the folder is done for.
 * Source: Kafka's `UnifiedLog.append`, `LogValidator`.
 */
import {
  ATTRIBUTES,
  BatchHeader,
  checkBatch,
  codecReady,
  controlTypeOf,
  coordinatorEpochOf,
  ErrorCode,
  RecordCursor,
  setBaseOffset,
  setLeaderEpoch,
  setLogAppendTime,
} from '@moldau/protocol'
import type { PartitionLog } from './partition-log.ts'
import type { Segment } from './segment.ts'

/** Who appends. A `client` may not write control batches, and its sequences are checked; the log's own parts may and are not. */
export type Origin = 'client' | 'coordinator'

export interface AppendResult {
  readonly errorCode: ErrorCode
  /** What Kafka would say beside the code; empty without one. */
  readonly message: string
  /** Offset of the batch's first record, -1 with an error. */
  readonly baseOffset: number
  /** End offset that acks=all has to wait for. */
  readonly endOffset: number
  /** The log's time under LogAppendTime, else -1. */
  readonly logAppendTimeMs: number
}

const header = new BatchHeader()
const cursor = new RecordCursor()

function refused(errorCode: ErrorCode, message: string): AppendResult {
  return { errorCode, message, baseOffset: -1, endOffset: -1, logAppendTimeMs: -1 }
}

/**
 * Appends one batch. `strictStart`: a transactional producer that the log knows nothing of must begin at sequence 0 (KIP-890).
 * Never throws for what a client sent, nor for a disk that fails: the code says it.
 */
export function append(
  log: PartitionLog,
  records: Uint8Array,
  origin: Origin,
  strictStart = false,
): AppendResult {
  if (log.health.failure !== undefined)
    return refused(ErrorCode.KAFKA_STORAGE_ERROR, 'the log folder has failed')
  if (log.isClosed) return refused(ErrorCode.KAFKA_STORAGE_ERROR, 'the log is closed')
  const nowMs = log.clock.nowMs()
  const fault = inspect(log, records, origin, nowMs)
  if (fault !== undefined) return fault
  const producerId = header.at(records, 0).producerId
  const control = header.isControl
  if (producerId >= 0 && origin === 'client' && !control) {
    const state = log.producers.get(producerId)
    const epoch = header.producerEpoch
    const twin = state?.duplicate(epoch, header.baseSequence, header.lastSequence)
    if (twin !== undefined) {
      return {
        errorCode: ErrorCode.NONE,
        message: '',
        baseOffset: twin.firstOffset,
        endOffset: twin.lastOffset + 1,
        logAppendTimeMs: -1,
      }
    }
    const code = log.producers.admit(
      producerId,
      epoch,
      header.baseSequence,
      header.isTransactional,
      strictStart,
    )
    if (code !== ErrorCode.NONE) {
      return refused(
        code,
        `producer ${producerId} epoch ${epoch} sequence ${header.baseSequence} is not in order`,
      )
    }
  }
  return write(log, records, control ? markerOf(records) : undefined, nowMs)
}

/** An end marker's content, read before anything is written. */
interface Marker {
  readonly aborted: boolean
  readonly coordinatorEpoch: number
}

/** The transaction marker in a control batch; `undefined` where it is another kind of control record. */
export function markerOf(records: Uint8Array, start = 0): Marker | undefined {
  cursor.open(records, start)
  if (!cursor.next()) return undefined
  const type = controlTypeOf(cursor)
  if (type !== 'ABORT' && type !== 'COMMIT') return undefined
  return { aborted: type === 'ABORT', coordinatorEpoch: coordinatorEpochOf(cursor) }
}

/** Everything that can be wrong with the batch itself (2, 3). */
function inspect(
  log: PartitionLog,
  records: Uint8Array,
  origin: Origin,
  nowMs: number,
): AppendResult | undefined {
  const verdict = checkBatch(records, 0, records.length)
  if (verdict === 'bad-crc')
    return refused(ErrorCode.CORRUPT_MESSAGE, 'the CRC of the batch does not fit its bytes')
  if (verdict === 'incomplete' || verdict === 'bad-length') {
    return refused(ErrorCode.CORRUPT_MESSAGE, 'the batch is cut off or its length is wrong')
  }
  if (verdict === 'bad-magic') return refused(ErrorCode.INVALID_RECORD, 'only batches of magic 2 are taken')
  header.at(records, 0)
  const size = header.sizeInBytes
  if (
    verdict === 'bad-count' ||
    header.recordCount !== header.lastOffsetDelta + 1 ||
    header.recordCount === 0
  ) {
    return refused(ErrorCode.INVALID_RECORD, 'the number of records does not fit the offsets of the batch')
  }
  if (size !== records.length)
    return refused(ErrorCode.INVALID_RECORD, 'exactly one batch is taken for a partition')
  if (origin === 'coordinator') return undefined
  if (size > log.config.maxMessageBytes) {
    return refused(
      ErrorCode.MESSAGE_TOO_LARGE,
      `the batch has ${size} bytes, max.message.bytes is ${log.config.maxMessageBytes}`,
    )
  }
  if (size > log.config.segmentBytes)
    return refused(ErrorCode.RECORD_LIST_TOO_LARGE, 'the batch is larger than a segment')
  if (header.isControl)
    return refused(ErrorCode.INVALID_RECORD, 'clients are not allowed to write control batches')
  if (header.baseOffset !== 0) return refused(ErrorCode.INVALID_RECORD, 'the base offset of a new batch is 0')
  if (header.compression === undefined)
    return refused(ErrorCode.INVALID_RECORD, 'the codec of the batch is not known')
  const idempotent = header.producerId >= 0
  if (idempotent ? header.producerEpoch < 0 || header.baseSequence < 0 : header.isTransactional) {
    return refused(ErrorCode.INVALID_RECORD, 'producer id, epoch and sequence do not belong together')
  }
  return inspectTimes(log, nowMs) ?? (log.config.compacts ? inspectKeys(records) : undefined)
}

function inspectTimes(log: PartitionLog, nowMs: number): AppendResult | undefined {
  const { config } = log
  if (config.timestampType === 'LogAppendTime') return undefined
  if (header.attributes & ATTRIBUTES.logAppendTime) {
    return refused(ErrorCode.INVALID_TIMESTAMP, 'only the log may set LogAppendTime')
  }
  const { baseTimestamp, maxTimestamp } = header
  if (maxTimestamp < baseTimestamp)
    return refused(ErrorCode.INVALID_TIMESTAMP, 'the largest timestamp is below the first')
  if (maxTimestamp - nowMs > config.timestampAfterMaxMs) {
    return refused(ErrorCode.INVALID_TIMESTAMP, `timestamp ${maxTimestamp} is too far in the future`)
  }
  if (baseTimestamp >= 0 && nowMs - baseTimestamp > config.timestampBeforeMaxMs) {
    return refused(ErrorCode.INVALID_TIMESTAMP, `timestamp ${baseTimestamp} is too far in the past`)
  }
  return undefined
}

/** In a compacted topic a record without a key could never be replaced: Kafka refuses the batch. */
function inspectKeys(records: Uint8Array): AppendResult | undefined {
  const codec = header.compression
  if (codec === undefined || codecReady(codec) !== undefined) {
    return refused(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE, 'the codec is still being loaded')
  }
  try {
    cursor.open(records, 0)
    while (cursor.next()) {
      if (cursor.keyStart < 0)
        return refused(ErrorCode.INVALID_RECORD, 'a compacted topic takes no record without a key')
    }
  } catch {
    return refused(ErrorCode.CORRUPT_MESSAGE, 'the records of the batch cannot be read')
  }
  header.at(records, 0)
  return undefined
}

/** Where a batch gets its offset before it is written, in a log that nobody reads at its end: the file keeps it, not we. */
const scratch = { bytes: new Uint8Array(0), view: new DataView(new ArrayBuffer(0)) }
/** A scratch that one huge batch made is not kept. */
const SCRATCH_BYTES_MAX = 4 * 1024 * 1024

function roomIn(room: typeof scratch, size: number): typeof scratch {
  if (room.bytes.length >= size) return room
  const bytes = Buffer.allocUnsafeSlow(Math.max(size, 256 * 1024))
  const larger = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) }
  if (bytes.length <= SCRATCH_BYTES_MAX) Object.assign(room, larger)
  return larger
}

function write(
  log: PartitionLog,
  records: Uint8Array,
  marker: Marker | undefined,
  nowMs: number,
): AppendResult {
  const size = records.length
  const baseOffset = log.logEndOffset
  const lastOffset = baseOffset + header.lastOffsetDelta
  let segment: Segment
  try {
    segment = log.active
    if (log.mustRoll(segment, size, lastOffset, nowMs)) segment = log.roll()
    log.assignEpoch()
  } catch (error) {
    return failed(log, error, undefined)
  }
  const { tail } = log
  const block = tail.isWatched ? tail.room(size) : undefined
  const { bytes, view } = block ?? roomIn(scratch, size)
  const start = block?.used ?? 0
  bytes.set(records, start)
  setBaseOffset(view, start, baseOffset)
  setLeaderEpoch(view, start, log.leaderEpoch)
  const stamped = log.config.timestampType === 'LogAppendTime' && marker === undefined
  if (stamped) setLogAppendTime(bytes, start, nowMs)
  try {
    segment.file.write(bytes, segment.sizeBytes, start, start + size)
  } catch (error) {
    return failed(log, error, segment)
  }
  if (block !== undefined) tail.extend(block, baseOffset, lastOffset + 1, size)
  header.at(records, 0)
  const maxTimestamp = stamped ? nowMs : header.maxTimestamp
  segment.extend(lastOffset, maxTimestamp, size, log.config.indexIntervalBytes)
  log.logEndOffset = lastOffset + 1
  log.durability.touch(segment.file)
  const producerId = header.producerId
  if (producerId >= 0) {
    const epoch = header.producerEpoch
    if (marker !== undefined) {
      const { aborted, coordinatorEpoch } = marker
      const ended = log.producers.mark(
        producerId,
        epoch,
        coordinatorEpoch,
        aborted,
        lastOffset,
        maxTimestamp,
        nowMs,
      )
      if (ended?.aborted) {
        try {
          log.addAborted(producerId, ended.firstOffset, ended.lastOffset)
        } catch (error) {
          // The marker is in the log and the index that names it is not: only a reload can bring them together.
          log.health.fail(error instanceof Error ? error : new Error(String(error)))
          return refused(ErrorCode.KAFKA_STORAGE_ERROR, 'the transaction index could not be written')
        }
      }
    } else {
      const batch = {
        firstSequence: header.baseSequence,
        lastSequence: header.lastSequence,
        firstOffset: baseOffset,
        lastOffset,
        timestamp: maxTimestamp,
      }
      log.producers.append(producerId, epoch, batch, header.isTransactional, nowMs)
    }
  }
  log.durability.appended(log.logEndOffset)
  log.advance()
  return {
    errorCode: ErrorCode.NONE,
    message: '',
    baseOffset,
    endOffset: lastOffset + 1,
    logAppendTimeMs: stamped ? nowMs : -1,
  }
}

/** Errors after which the disk is as it was, or can be made so. */
const CURABLE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'ENFILE'])

/** A write failed (4): cuts its remains off, or gives the folder up. */
function failed(log: PartitionLog, error: unknown, segment: Segment | undefined): AppendResult {
  const failure = error instanceof Error ? error : new Error(String(error))
  const code = (failure as { code?: string }).code ?? ''
  if (!CURABLE.has(code)) {
    log.health.fail(failure)
  } else if (segment !== undefined) {
    try {
      segment.file.truncate(segment.sizeBytes)
    } catch (again) {
      log.health.fail(again instanceof Error ? again : failure)
    }
  }
  return refused(ErrorCode.KAFKA_STORAGE_ERROR, failure.message)
}
