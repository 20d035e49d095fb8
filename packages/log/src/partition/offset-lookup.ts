/**
 * Finds offsets by time: the first record at or above a timestamp, and the record with the largest one.
 *
 * The time index names a place to begin, batch headers are walked from there, and one batch is opened. Its codec must be
 * loaded (`codecReady`): `batchForTimestamp` finds the batch, the caller sees to the codec, `recordForTimestamp` opens it.
 * Source: Kafka's `UnifiedLog.fetchOffsetByTimestamp`; KIP-734.
 */
import { BatchHeader, RecordCursor } from '@moldau/protocol'
import { walkSegment } from './fetch.ts'
import type { PartitionLog } from './partition-log.ts'
import type { Segment } from './segment.ts'

/** A place in the log; both -1 where there is none. */
export interface TimestampAndOffset {
  readonly timestamp: number
  readonly offset: number
  readonly leaderEpoch: number
}

/** A batch found by its time, whole. */
export interface FoundBatch {
  readonly bytes: Uint8Array
  readonly leaderEpoch: number
}

const header = new BatchHeader()
const cursor = new RecordCursor()

/**
 * The first batch in `[startOffset, endOffset)` whose largest timestamp is at or above `timestamp`.
 * @throws the disk's error
 */
export function batchForTimestamp(
  log: PartitionLog,
  timestamp: number,
  startOffset: number,
  endOffset: number,
): FoundBatch | undefined {
  for (let n = log.segmentFor(startOffset); n < log.segments.length; n++) {
    const segment = log.segments[n]!
    if (segment.largestTimestamp < timestamp) continue
    const from = Math.max(segment.timeIndex.offsetBelow(timestamp), startOffset)
    const found = firstBatch(
      segment,
      from,
      endOffset,
      () => header.maxTimestamp >= timestamp && header.lastOffset >= startOffset,
    )
    if (found !== undefined) return found
  }
  return undefined
}

/** The batch below `endOffset` that carries the largest timestamp. @throws the disk's error */
export function batchWithMaxTimestamp(log: PartitionLog, endOffset: number): FoundBatch | undefined {
  let largest = -1
  let holder: Segment | undefined
  for (const segment of log.segments) {
    if (segment.largestTimestamp > largest) {
      largest = segment.largestTimestamp
      holder = segment
    }
  }
  if (holder === undefined) return undefined
  const from = Math.min(holder.maxTimestampOffset, holder.timeIndex.offsetBelow(largest))
  return (
    firstBatch(holder, from, endOffset, () => header.maxTimestamp >= largest) ??
    walkForMaxTimestamp(log, endOffset)
  )
}

/** The largest timestamp of all is above `endOffset`: only a walk can tell the largest below it. */
function walkForMaxTimestamp(log: PartitionLog, endOffset: number): FoundBatch | undefined {
  let found: FoundBatch | undefined
  let largest = -1
  for (const segment of log.segments) {
    walkSegment(segment, 0, segment.sizeBytes, (bytes, start, _position, size) => {
      header.at(bytes, start)
      if (header.nextOffset > endOffset) return false
      if (header.maxTimestamp > largest && header.lastOffset >= log.logStartOffset) {
        largest = header.maxTimestamp
        found = { bytes: bytes.slice(start, start + size), leaderEpoch: header.leaderEpoch }
      }
      return true
    })
  }
  return found
}

function firstBatch(
  segment: Segment,
  fromOffset: number,
  endOffset: number,
  matches: () => boolean,
): FoundBatch | undefined {
  let found: FoundBatch | undefined
  walkSegment(
    segment,
    segment.offsetIndex.positionFor(fromOffset),
    segment.sizeBytes,
    (bytes, start, _position, size) => {
      header.at(bytes, start)
      if (header.nextOffset > endOffset) return false
      if (!matches()) return true
      found = { bytes: bytes.slice(start, start + size), leaderEpoch: header.leaderEpoch }
      return false
    },
  )
  return found
}

/** The first record of the batch at or above `timestamp` and at or above `startOffset`. */
export function recordForTimestamp(
  found: FoundBatch,
  timestamp: number,
  startOffset: number,
): TimestampAndOffset | undefined {
  cursor.open(found.bytes, 0)
  while (cursor.next()) {
    if (cursor.timestamp >= timestamp && cursor.offset >= startOffset) {
      return { timestamp: cursor.timestamp, offset: cursor.offset, leaderEpoch: found.leaderEpoch }
    }
  }
  return undefined
}
