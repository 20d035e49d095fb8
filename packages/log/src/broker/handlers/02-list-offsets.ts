/**
 * ListOffsets (2), versions 1 to 11.
 *
 * Timestamps: -1 the end (the last stable offset for read_committed, else the high watermark), -2 the start, -3 the record
 * with the largest timestamp, -4 the start on this disk (the same), -5 and -6 of tiered storage (none: -1); 0 and above the
 * first record at or above it. Offset and timestamp are -1 where there is none.
 * Ignored: replicaId, timeoutMs.
 */
import {
  ApiKey,
  BatchHeader,
  codecReady,
  ErrorCode,
  type ListOffsetsPartition,
  type ListOffsetsPartitionResponse,
} from '@moldau/protocol'
import {
  batchForTimestamp,
  batchWithMaxTimestamp,
  type FoundBatch,
  recordForTimestamp,
  type TimestampAndOffset,
} from '../../partition/offset-lookup.ts'
import type { PartitionLog } from '../../partition/partition-log.ts'
import { handler } from './handler.ts'

const LATEST = -1
const EARLIEST = -2
const MAX_TIMESTAMP = -3
const EARLIEST_LOCAL = -4
const LATEST_TIERED = -5
const EARLIEST_PENDING_UPLOAD = -6
/** The version from which each special timestamp may be asked for. */
const SPECIAL_FROM = new Map([
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
  [EARLIEST_PENDING_UPLOAD, 11],
])
const header = new BatchHeader()

export const listOffsets = handler({
  key: ApiKey.ListOffsets,
  minVersion: 1,
  maxVersion: 11,
  async handle(broker, request, call) {
    const topics = []
    for (const topic of request.topics) {
      const partitions: ListOffsetsPartitionResponse[] = []
      for (const wanted of topic.partitions) {
        const log = broker.topics.log(topic.name, wanted.partitionIndex)
        const code = faultOf(log, wanted, call.version)
        const response = {
          partitionIndex: wanted.partitionIndex,
          errorCode: code as number,
          timestamp: -1,
          offset: -1,
          leaderEpoch: -1,
        }
        partitions.push(response)
        if (code !== ErrorCode.NONE || log === undefined) continue
        try {
          const found = await lookUp(log, wanted.timestamp, request.isolationLevel === 1)
          response.timestamp = found.timestamp
          response.offset = found.offset
          if (call.version >= 4) response.leaderEpoch = found.leaderEpoch
        } catch {
          response.errorCode = ErrorCode.KAFKA_STORAGE_ERROR
        }
      }
      topics.push({ name: topic.name, partitions })
    }
    return { throttleTimeMs: 0, topics }
  },
})

function faultOf(log: PartitionLog | undefined, wanted: ListOffsetsPartition, version: number): ErrorCode {
  if (log === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
  if (wanted.currentLeaderEpoch > log.leaderEpoch) return ErrorCode.UNKNOWN_LEADER_EPOCH
  if (wanted.currentLeaderEpoch >= 0 && wanted.currentLeaderEpoch < log.leaderEpoch)
    return ErrorCode.FENCED_LEADER_EPOCH
  if (wanted.timestamp < EARLIEST_PENDING_UPLOAD || version < (SPECIAL_FROM.get(wanted.timestamp) ?? 0)) {
    return ErrorCode.UNSUPPORTED_VERSION
  }
  return log.errorCode
}

const NONE: TimestampAndOffset = { timestamp: -1, offset: -1, leaderEpoch: -1 }

async function lookUp(log: PartitionLog, timestamp: number, committed: boolean): Promise<TimestampAndOffset> {
  const end = committed ? log.lastStableOffset : log.highWatermark
  if (timestamp === LATEST) return { timestamp: -1, offset: end, leaderEpoch: log.epochs.latest }
  if (timestamp === EARLIEST || timestamp === EARLIEST_LOCAL) {
    return { timestamp: -1, offset: log.logStartOffset, leaderEpoch: log.epochs.epochFor(log.logStartOffset) }
  }
  if (timestamp === LATEST_TIERED || timestamp === EARLIEST_PENDING_UPLOAD) return NONE
  if (timestamp === MAX_TIMESTAMP) {
    const found = batchWithMaxTimestamp(log, end)
    return found === undefined
      ? NONE
      : ((await open(found, header.at(found.bytes, 0).maxTimestamp, log.logStartOffset)) ?? NONE)
  }
  let from = log.logStartOffset
  for (;;) {
    const found = batchForTimestamp(log, timestamp, from, end)
    if (found === undefined) return NONE
    const record = await open(found, timestamp, from)
    if (record !== undefined) return record
    // Its late records lie below the log's start: the next batch may have one.
    from = header.at(found.bytes, 0).nextOffset
  }
}

async function open(
  found: FoundBatch,
  timestamp: number,
  startOffset: number,
): Promise<TimestampAndOffset | undefined> {
  const codec = header.at(found.bytes, 0).compression
  if (codec !== undefined) await codecReady(codec)
  return recordForTimestamp(found, timestamp, startOffset)
}
