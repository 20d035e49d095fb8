/**
 * Which segments retention lets go: by age, and by size.
 *
 * A topic of `compact,delete`, a windowed changelog, is judged against the newest record of its own partition, not against the
 * wall clock: history that is processed today is not old today. Control batches do not count there: their time is that of the
 * commit, today's. Source: Kafka's `UnifiedLog.deleteOldSegments`; the two rules above are ours.
 */
import { BatchHeader } from '@moldau/protocol'
import { walkSegment } from './fetch.ts'
import type { PartitionLog } from './partition-log.ts'
import type { Segment } from './segment.ts'

/** The newest time of a segment's data, and how far it has been looked for. Segments only grow. */
const seen = new WeakMap<Segment, { position: number; timestamp: number }>()
const header = new BatchHeader()

/** The newest time of the records in a segment, without control records; -1 where there are none. Walks what is new. */
function newestRecordMs(segment: Segment): number {
  let known = seen.get(segment)
  if (known === undefined) {
    known = { position: 0, timestamp: -1 }
    seen.set(segment, known)
  }
  // A segment that was truncated is looked through again.
  if (segment.sizeBytes < known.position) {
    known.position = 0
    known.timestamp = -1
  }
  let newest = known.timestamp
  known.position = walkSegment(segment, known.position, segment.sizeBytes, (bytes, start) => {
    header.at(bytes, start)
    if (!header.isControl) newest = Math.max(newest, header.maxTimestamp)
    return true
  })
  known.timestamp = newest
  return newest
}

/**
 * The time that a segment's age counts from: its newest record's. One that lies in the future says nothing (a producer's clock
 * was wrong), and neither does none: then it is the time at which the segment was sealed (T15).
 */
function timeOf(segment: Segment, sealedMs: number, nowMs: number): number {
  const largest = segment.largestTimestamp
  return largest >= 0 && largest <= nowMs ? largest : Math.min(sealedMs, nowMs)
}

/** The offset below which retention would remove whole segments now; the log's start where it would remove none. */
export function retainedFrom(log: PartitionLog, nowMs: number): number {
  const { config, segments } = log
  let start = log.logStartOffset
  if (!config.deletes) return start
  const byRecords = config.compacts && config.retentionMs >= 0
  const newest = byRecords ? segments.map(newestRecordMs) : []
  const againstMs = byRecords ? Math.max(-1, ...newest) : nowMs
  let sizeBytes = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0)
  for (let n = 0; n < segments.length; n++) {
    const segment = segments[n]!
    const end = segments[n + 1]?.baseOffset ?? log.logEndOffset
    // Cleaning may leave a segment empty; the active one is never old.
    if ((segment.sizeBytes === 0 && n === segments.length - 1) || end > log.lastStableOffset) break
    const { retentionMs, retentionBytes } = config
    const own = timeOf(segment, segments[n + 1]?.createdMs ?? segment.createdMs, nowMs)
    // A segment of nothing but control records goes with what lies before it.
    const time = byRecords ? newest[n]! : own
    const tooOld = retentionMs >= 0 && againstMs - time > retentionMs
    const tooMuch = retentionBytes >= 0 && sizeBytes - segment.sizeBytes >= retentionBytes
    if (!tooOld && !tooMuch) break
    sizeBytes -= segment.sizeBytes
    start = end
  }
  return start
}
