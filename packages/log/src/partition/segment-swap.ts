/**
 * Puts cleaned segments in the place of those they were made from, so that a crash at any moment leaves the old ones or the
 * new ones, never both and never none (T3).
 *
 *  1. `.cleaned`: written, and synced with its name, while the old segments are served. A start forgets it.
 *  2. `.swap`: renamed, log file last, highest base first, and the names synced: the new segments are decided. A start
 *     completes them; a `.swap` at or above a `.cleaned` belongs to a set that was not decided whole, and goes.
 *  3. Old files become `.deleted`, `.swap` files get their names, in one turn of the thread, so that no reader sees between.
 *     A start removes `.deleted`; a live log does when `file.delete.delay.ms` has passed.
 *  4. Segments are replaced from the log's start on, each set durable before the next: what a later set no longer has to
 *     hold (a tombstone, a marker) is gone only after the data that needed it (T7).
 * Source: Kafka's `LogSegments`, `LocalLog.replaceSegments`, `LogLoader`.
 */
import { BATCH_HEADER_BYTES, BatchHeader } from '@moldau/protocol'
import type { PartitionLog } from './partition-log.ts'
import {
  LOG_SUFFIX,
  offsetName,
  offsetOfName,
  SEGMENT_SUFFIXES,
  type Segment,
  SNAPSHOT_SUFFIX,
} from './segment.ts'

export const CLEANED_SUFFIX = '.cleaned'
export const SWAP_SUFFIX = '.swap'
export const DELETED_SUFFIX = '.deleted'

/** Log file last: what is renamed or removed last is what counts. */
const LOG_LAST = [...SEGMENT_SUFFIXES.filter(suffix => suffix !== LOG_SUFFIX), LOG_SUFFIX]
const header = new BatchHeader()

/**
 * Replaces `old`, neighbours in the log, by `cleaned`, segments with the suffix `.cleaned` whose indexes are in memory. False,
 * and nothing replaced, where the log was removed or segments of it went meanwhile. @throws the disk's error
 */
export async function swapSegments(
  log: PartitionLog,
  cleaned: readonly Segment[],
  old: readonly Segment[],
): Promise<boolean> {
  const { storage, directory, removals } = log
  const overtaken = (): boolean => log.isRemoved || log.removals !== removals
  for (const segment of cleaned) for (const index of segment.saveIndexes()) index.close()
  await synced(log, async () => {
    for (const segment of cleaned) await settle(log, segment)
    await storage.syncDirectory(directory)
  })
  if (overtaken()) return abandon(log, cleaned)
  for (const segment of [...cleaned].reverse()) rename(log, segment, SWAP_SUFFIX, LOG_LAST)
  await synced(log, () => storage.syncDirectory(directory))
  if (overtaken()) return abandon(log, cleaned)
  try {
    exchange(log, cleaned, old)
  } catch (error) {
    // Names on the disk are between two states: only a start, which completes them, may read them again.
    log.health.fail(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
  await synced(log, () => storage.syncDirectory(directory))
  return true
}

/** A sync that fails ends the folder: nothing is known about what was written before it. */
async function synced(log: PartitionLog, sync: () => Promise<void>): Promise<void> {
  try {
    await sync()
  } catch (error) {
    log.health.fail(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

/**
 * The old segments went, or are going, meanwhile. Where a crash comes before the new ones are gone, the next start completes
 * them: their records lie below the log's start, and nobody sees them.
 */
function abandon(log: PartitionLog, cleaned: readonly Segment[]): false {
  for (const segment of cleaned) {
    if (log.isRemoved) segment.close()
    else segment.remove()
  }
  return false
}

/** Makes a cleaned segment's bytes durable. */
async function settle(log: PartitionLog, segment: Segment): Promise<void> {
  for (const suffix of SEGMENT_SUFFIXES) {
    const path = segment.path(suffix)
    if (log.storage.stat(path) === undefined) continue
    const file = suffix === LOG_SUFFIX ? segment.file : log.storage.open(path)
    try {
      await file.sync()
    } finally {
      if (suffix !== LOG_SUFFIX) file.close()
    }
  }
  segment.close()
}

function rename(log: PartitionLog, segment: Segment, suffix: string, order: readonly string[]): void {
  for (const kind of order) {
    const from = segment.path(kind)
    if (log.storage.stat(from) !== undefined)
      log.storage.rename(from, `${directoryAndName(segment)}${kind}${suffix}`)
  }
  segment.suffix = suffix
}

function directoryAndName(segment: Segment): string {
  return `${segment.directory}/${offsetName(segment.baseOffset)}`
}

/** Step 3. */
function exchange(log: PartitionLog, cleaned: readonly Segment[], old: readonly Segment[]): void {
  log.discard(old)
  for (const segment of cleaned) rename(log, segment, '', LOG_LAST)
  const first = log.segments.indexOf(old[0]!)
  log.segments.splice(first, old.length, ...cleaned)
  log.compactedOffset = Math.max(log.compactedOffset, log.segments[first + cleaned.length]!.baseOffset)
  // A snapshot stands where a segment begins, and serves recovery only there.
  const bases = new Set(cleaned.map(({ baseOffset }) => baseOffset))
  for (const { baseOffset } of old)
    if (!bases.has(baseOffset))
      log.storage.remove(`${log.directory}/${offsetName(baseOffset)}${SNAPSHOT_SUFFIX}`)
}

/** Completes what a crash interrupted (2). Called before the segments are looked for. */
export function finishSwaps(log: PartitionLog): void {
  const { storage, directory } = log
  const names = storage.list(directory)
  const bases = (suffix: string): number[] =>
    names.map(name => offsetOfName(name, suffix)).filter(each => each !== undefined)
  const undecided = Math.min(...bases(`${LOG_SUFFIX}${CLEANED_SUFFIX}`), Number.POSITIVE_INFINITY)
  for (const base of bases(`${LOG_SUFFIX}${SWAP_SUFFIX}`)) {
    const prefix = `${directory}/${offsetName(base)}`
    if (base >= undecided) {
      for (const kind of LOG_LAST) storage.remove(`${prefix}${kind}${SWAP_SUFFIX}`)
      continue
    }
    const end = endOfFile(log, `${prefix}${LOG_SUFFIX}${SWAP_SUFFIX}`, base)
    for (const covered of bases(LOG_SUFFIX)) {
      if (covered <= base || covered >= end) continue
      for (const kind of [LOG_SUFFIX, ...LOG_LAST])
        storage.remove(`${directory}/${offsetName(covered)}${kind}`)
    }
    for (const kind of LOG_LAST) {
      if (names.includes(`${offsetName(base)}${kind}${SWAP_SUFFIX}`))
        storage.rename(`${prefix}${kind}${SWAP_SUFFIX}`, `${prefix}${kind}`)
      // An index of the old segment says nothing about the new one.
      else if (kind !== LOG_SUFFIX) storage.remove(`${prefix}${kind}`)
    }
    log.durability.touchDirectory(directory)
  }
}

/** The offset behind the last batch of a file that is no segment yet. */
function endOfFile(log: PartitionLog, path: string, base: number): number {
  const file = log.storage.open(path)
  const bytes = new Uint8Array(BATCH_HEADER_BYTES)
  let end = base
  for (let at = 0; file.read(bytes, at) === bytes.length; at += header.sizeInBytes) {
    header.at(bytes, 0)
    if (header.sizeInBytes < BATCH_HEADER_BYTES) break
    end = header.nextOffset
  }
  file.close()
  return end
}
