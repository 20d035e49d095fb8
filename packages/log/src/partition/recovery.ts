/**
 * Opens a partition's folder: finds its segments, distrusts what a crash may have torn, and rebuilds what is derived.
 *
 *  1. What lies below the recovery point was synced and is believed; without a clean stop every segment from the one that
 *     holds the recovery point on is walked batch by batch: length, magic, CRC, ascending offsets.
 *  2. At the first batch that does not hold, the file is cut off and later segments are removed; and so they are behind a hole,
 *     where the loss of power took the end of a segment and left a later one.
 *  3. Indexes, the transaction index and the producers are functions of the batches: where a file of theirs is missing or
 *     unsound, it is rebuilt, never guessed.
 *  4. Recovery changes nothing that a second recovery, after a crash in the first, would not change alike.
 *  5. The dedup windows hold five batches again after a clean stop too: a snapshot has but one, the log's tail has the others.
 *  6. A batch below the recovery point was synced: where it does not hold it was damaged, and nothing behind it is given up for
 *     that: it is stepped over, and readers are told. In a log that is state, each record building on those before it, loading
 *     fails instead, and says where.
 * Source: Kafka's `LogLoader`; KAFKA-10101 (the recovery point never passes the end of the log).
 */
import { assert, BATCH, BATCH_HEADER_BYTES, BatchHeader, checkBatch, MoldauError } from '@moldau/protocol'
import { markerOf } from './append.ts'
import { walkSegment } from './fetch.ts'
import { LEADER_EPOCH_FILE, LeaderEpochs } from './leader-epochs.ts'
import type { PartitionLog } from './partition-log.ts'
import { PARTITION_METADATA_FILE, renderPartitionMetadata } from './partition-metadata.ts'
import { decodeSnapshot } from './producer-snapshot.ts'
import { ProducerStates, WINDOW_BATCHES } from './producer-states.ts'
import {
  INDEX_SUFFIX,
  LOG_SUFFIX,
  offsetName,
  offsetOfName,
  Segment,
  SNAPSHOT_SUFFIX,
  TIME_INDEX_SUFFIX,
  TXN_INDEX_SUFFIX,
} from './segment.ts'
import { CHECKSUMS_SUFFIX } from './segment-checksums.ts'
import { finishSwaps } from './segment-swap.ts'

export interface LoadOptions {
  /** Whether the folder was closed cleanly: then nothing below needs a walk. */
  readonly clean: boolean
  /** End offset below which everything was synced; 0 where that is unknown. */
  readonly recoveryPoint: number
  /** Where the log begins, if that was moved by DeleteRecords or retention; 0 where not. */
  readonly logStartOffset: number
  /** Whether nobody knows any more where logs begin: the checkpoint that says so is missing or unsound. Default false. */
  readonly startIsLost?: boolean
  /** Whether to write again what is read back: a sync of it has failed (log-folder.ts, 4). Default false. */
  readonly rewrites?: boolean
  /** Whether nothing in the folder says whose it is: the loss of power took that, before anything was acknowledged. Default false. */
  readonly lacksIdentity?: boolean
  /** Whether a batch that does not hold may only be the last one: else loading fails. Default false. */
  readonly strict?: boolean
  /** Whether a program that sums no index closed the folder cleanly: Kafka. Default false. */
  readonly closedByKafka?: boolean
}

/** What loading found and did, for the log's own report. */
export interface LoadReport {
  /** Bytes that were cut off or lay in removed segments. */
  readonly truncatedBytes: number
  readonly recoveredSegments: number
}

const header = new BatchHeader()
/** How much of the log's end is read to fill the dedup windows after a clean stop (5). */
const WINDOW_READ_BYTES = 1024 * 1024

/** Loads the partition's files into `log`, which is empty. @throws the disk's error */
export function load(log: PartitionLog, options: LoadOptions): LoadReport {
  const names = tidy(log)
  const bases = names.map(name => offsetOfName(name, LOG_SUFFIX)).filter(offset => offset !== undefined)
  for (const base of bases) {
    const segment = new Segment(log.storage, log.directory, base, 0)
    const facts = log.storage.stat(segment.path(LOG_SUFFIX))
    segment.sizeBytes = facts?.sizeBytes ?? 0
    segment.createdMs = facts?.createdMs ?? 0
    log.segments.push(segment)
  }
  dropBelow(log, options.logStartOffset)
  if (bases.length === 0) return finish(log, options, { truncatedBytes: 0, recoveredSegments: 0 })
  log.epochs = LeaderEpochs.parse(log.storage.readFile(`${log.directory}/${LEADER_EPOCH_FILE}`))
  // Where the checkpoint of starts is lost, the first epoch still says where the log began.
  const start = options.startIsLost ? (log.epochs.entries[0]?.startOffset ?? 0) : options.logStartOffset
  log.logStartOffset = Math.max(log.segments[0]!.baseOffset, start)
  if (log.epochs.entries.length === 0) readEpochs(log)
  const first = firstUnproven(log, options)
  // A process that died while the file was being synced left it in the page cache only: what is there is synced again.
  if (options.rewrites || options.lacksIdentity || !options.clean) {
    settleIdentity(log, options.rewrites === true || options.lacksIdentity === true)
  }
  const durableOffset = options.clean ? Number.POSITIVE_INFINITY : options.recoveryPoint
  const { strict = false, rewrites = false } = options
  const stoppedAt = options.clean ? options.recoveryPoint : 0
  const report = recoverFrom(log, first, { durableOffset, stoppedAt, strict, rewrites })
  return finish(log, options, report)
}

/** Reads the epochs back from the batches: their file is missing or unsound. */
function readEpochs(log: PartitionLog): void {
  for (const segment of log.segments) {
    walkSegment(segment, 0, segment.sizeBytes, (bytes, start) => {
      const { leaderEpoch, baseOffset } = header.at(bytes, start)
      if (leaderEpoch >= 0) log.epochs.assign(leaderEpoch, baseOffset)
      return true
    })
  }
}

/** Removes what a removal left behind that was interrupted, or refused by the disk: segments that end before the log begins. */
function dropBelow(log: PartitionLog, logStartOffset: number): void {
  while (log.segments.length > 1 && log.segments[1]!.baseOffset <= logStartOffset) {
    log.segments.shift()!.remove()
    log.durability.touchDirectory(log.directory)
  }
}

/** Syncs, and writes where asked, which topic the folder belongs to; and the names of the folder and in it. */
function settleIdentity(log: PartitionLog, writes: boolean): void {
  const file = log.storage.open(`${log.directory}/${PARTITION_METADATA_FILE}`, { create: true })
  if (writes) {
    const content = renderPartitionMetadata(log.topicId)
    file.write(content, 0)
    file.truncate(content.length)
  }
  log.durability.retire(file)
  log.durability.touchDirectory(log.dataDirectory)
  log.durability.touchDirectory(log.directory)
}

/** Removes what an interrupted deletion or cleaning left, and indexes without a log. Returns the names that stay. */
function tidy(log: PartitionLog): string[] {
  const { storage, directory } = log
  finishSwaps(log)
  const names = storage.list(directory)
  const kept: string[] = []
  const logs = new Set(
    names.filter(name => offsetOfName(name, LOG_SUFFIX) !== undefined).map(name => name.slice(0, 20)),
  )
  for (const name of names) {
    const stale = /\.(deleted|cleaned|swap|tmp)$/.test(name)
    const index = [INDEX_SUFFIX, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX, CHECKSUMS_SUFFIX].some(
      suffix => offsetOfName(name, suffix) !== undefined,
    )
    if (stale || (index && !logs.has(name.slice(0, 20)))) storage.remove(`${directory}/${name}`)
    else kept.push(name)
  }
  return kept
}

/** The number of the first segment that has to be walked; beyond the last where none has. */
function firstUnproven(log: PartitionLog, options: LoadOptions): number {
  const { segments } = log
  let first = segments.length
  for (let n = segments.length - 1; n >= 0; n--) {
    const end = segments[n + 1]?.baseOffset ?? Number.POSITIVE_INFINITY
    const unproven = !options.clean && end > options.recoveryPoint
    if (unproven || !indexesSound(log, segments[n]!, options.closedByKafka === true)) first = n
  }
  return first
}

/**
 * Whether a segment's derived files can be believed, or mend themselves: the two sparse indexes are checked when they are first
 * used, and built from their segment alone; aborted transactions need the producers, so theirs is checked here.
 */
function indexesSound(log: PartitionLog, segment: Segment, closedByKafka: boolean): boolean {
  const { storage } = log
  const lacksIndex = [INDEX_SUFFIX, TIME_INDEX_SUFFIX].some(
    suffix => storage.stat(segment.path(suffix)) === undefined,
  )
  // A segment without batches needs none.
  if (lacksIndex && segment.sizeBytes > 0) return false
  if (!segment.lacksChecksums) return segment.abortedAreSound()
  // Without an index of aborted transactions nothing says that there were none, but Kafka's orderly stop.
  if (segment.lacksTxnIndex) {
    if (!closedByKafka && holdsAbort(segment)) return false
    segment.noneAborted()
  }
  if (!segment.abortedAreSound()) return false
  const sums = segment.sumIndexes()
  if (sums !== undefined) log.durability.retire(sums)
  return true
}

/** Whether a transaction was aborted in a segment: a walk over its batches. */
function holdsAbort(segment: Segment): boolean {
  let holds = false
  walkSegment(segment, 0, segment.sizeBytes, (bytes, start, _position, size) => {
    if (header.at(bytes, start).isControl)
      holds = markerOf(bytes.subarray(start, start + size))?.aborted === true
    return !holds
  })
  return holds
}

/** Walks the segments from number `first` on; with them the producers, whose state before them comes first. */
function recoverFrom(log: PartitionLog, first: number, trust: Trust): LoadReport {
  const start = log.segments[first]
  if (start === undefined) {
    loadProducers(log, endOf(log, trust))
    return { truncatedBytes: 0, recoveredSegments: 0 }
  }
  log.logEndOffset = start.baseOffset
  loadProducers(log, start.baseOffset)
  let truncatedBytes = 0
  let recoveredSegments = 0
  for (let n = first; n < log.segments.length; n++) {
    const segment = log.segments[n]!
    if (n > first && segment.baseOffset < log.logEndOffset)
      return dropFrom(log, n, truncatedBytes, recoveredSegments)
    // What lies behind a hole that no sync has covered was never acknowledged; cleaning makes holes, and syncs before it does.
    const isHole =
      segment.baseOffset > Math.max(log.logEndOffset, trust.durableOffset) && !log.config.compacts
    if (n > first && isHole) return dropFrom(log, n, truncatedBytes, recoveredSegments)
    log.logEndOffset = segment.baseOffset
    const cutBytes = recoverSegment(log, segment, log.segments[n + 1], trust)
    recoveredSegments++
    truncatedBytes += cutBytes
    if (n < log.segments.length - 1) for (const index of segment.saveIndexes()) log.durability.retire(index)
    log.durability.touch(segment.file)
    log.durability.touchDirectory(log.directory)
    if (cutBytes > 0) return dropFrom(log, n + 1, truncatedBytes, recoveredSegments)
  }
  return { truncatedBytes, recoveredSegments }
}

/** Removes the segments from number `n` on (2). */
function dropFrom(log: PartitionLog, n: number, cutBytes: number, recoveredSegments: number): LoadReport {
  let truncatedBytes = cutBytes
  for (const segment of log.segments.splice(n)) {
    truncatedBytes += segment.sizeBytes
    if (segment.isOpen) log.durability.forget(segment.file)
    segment.remove()
  }
  log.durability.touchDirectory(log.directory)
  return { truncatedBytes, recoveredSegments }
}

/** What a walk may do about a batch that does not hold. */
interface Trust {
  /** End offset below which everything was synced: what does not hold there was damaged, not torn. */
  readonly durableOffset: number
  /** Where an orderly stop has noted the log's end; 0 where it has not. */
  readonly stoppedAt: number
  /** Whether no batch may be missing, wherever it lies: the log is state, and each record builds on those before it. */
  readonly strict: boolean
  readonly rewrites: boolean
}

/**
 * Walks one segment (1), rebuilds its indexes, and cuts off what does not hold (2); steps over what was damaged (6). Returns the
 * bytes cut.
 */
function recoverSegment(
  log: PartitionLog,
  segment: Segment,
  next: Segment | undefined,
  trust: Trust,
): number {
  const fileBytes = segment.sizeBytes
  segment.resetIndexes()
  segment.resetAborted()
  segment.sizeBytes = 0
  const nowMs = log.clock.nowMs()
  for (let position = 0; ; ) {
    const end = walkSegment(segment, position, fileBytes, (bytes, start, at, size) => {
      if (checkBatch(bytes, start, start + size) !== 'ok') return false
      const { baseOffset, nextOffset } = header.at(bytes, start)
      if (baseOffset < log.logEndOffset) return false
      const leaves = baseOffset > log.logEndOffset
      if (leaves && !isGap(log, segment, at + size, nextOffset, fileBytes, next)) return false
      header.at(bytes, start)
      if (trust.rewrites) segment.file.write(bytes, at, start, start + size)
      const { lastOffset, maxTimestamp, leaderEpoch } = header
      if (leaderEpoch >= 0) log.epochs.assign(leaderEpoch, header.baseOffset)
      segment.extend(lastOffset, maxTimestamp, size, log.config.indexIntervalBytes)
      replayProducer(log, bytes, start, size, nowMs, segment)
      log.logEndOffset = lastOffset + 1
      return true
    })
    if (end >= fileBytes) return 0
    // Torn where it was written last: whoever waited for it was not answered, or waited for less than a sync.
    const flushed = log.logEndOffset < trust.durableOffset
    const behind = flushed || trust.strict ? batchBehind(log, segment, end, fileBytes, next) : undefined
    if (trust.strict && (flushed || behind !== undefined)) throw damage(segment, end)
    if (behind === undefined) {
      segment.file.truncate(end)
      return fileBytes - end
    }
    // Readers are told that what lies here is damaged (fetch.ts, 5); what lies behind it is theirs, and has an index entry.
    segment.sizeBytes = behind.position
    segment.bytesSinceIndexEntry = Number.MAX_SAFE_INTEGER
    log.logEndOffset = behind.offset
    position = behind.position
  }
}

/**
 * Whether a batch that leaves offsets out before it can be right: cleaning leaves such gaps, and a flipped bit in a base offset,
 * which no checksum covers, makes one too. What follows must lie behind it; and where nothing follows, only a log that is
 * cleaned may have one.
 */
function isGap(
  log: PartitionLog,
  segment: Segment,
  position: number,
  nextOffset: number,
  fileBytes: number,
  next: Segment | undefined,
): boolean {
  const bytes = new Uint8Array(BATCH_HEADER_BYTES)
  if (position + bytes.length <= fileBytes && segment.file.read(bytes, position) === bytes.length)
    return header.at(bytes, 0).baseOffset >= nextOffset
  return next === undefined ? log.config.compacts : next.baseOffset >= nextOffset
}

/**
 * The first intact batch behind one that does not hold, wherever it begins, for the length of a damaged one may be damaged too; the
 * next segment's beginning where this one has none; `undefined` where nothing follows at all.
 */
function batchBehind(
  log: PartitionLog,
  segment: Segment,
  position: number,
  fileBytes: number,
  next: Segment | undefined,
): { readonly position: number; readonly offset: number } | undefined {
  const bytes = new Uint8Array(fileBytes - position)
  const count = segment.file.read(bytes, position)
  for (let at = 1; at + BATCH_HEADER_BYTES <= count; at++) {
    if (bytes[at + BATCH.magic] !== 2) continue
    const { sizeInBytes, baseOffset } = header.at(bytes, at)
    if (sizeInBytes < BATCH_HEADER_BYTES || at + sizeInBytes > count) continue
    if (baseOffset < log.logEndOffset) continue
    if (checkBatch(bytes, at, count) === 'ok') return { position: position + at, offset: baseOffset }
  }
  if (next === undefined) return undefined
  return { position: fileBytes, offset: Math.max(log.logEndOffset, next.baseOffset) }
}

function damage(segment: Segment, position: number): MoldauError {
  return new MoldauError('LOG_DAMAGED', 'a segment is damaged', {
    detail: `${segment.path(LOG_SUFFIX)}, byte ${position}: what was synced there does not hold any more`,
    hint: 'bring the file back from a copy; nothing was changed',
  })
}

/** Takes one batch into the producers; an abort also into the segment's transaction index, where one is given. */
function replayProducer(
  log: PartitionLog,
  bytes: Uint8Array,
  start: number,
  size: number,
  nowMs: number,
  segment: Segment | undefined,
): void {
  header.at(bytes, start)
  const { producerId, producerEpoch, baseOffset, lastOffset, maxTimestamp, isTransactional } = header
  if (producerId < 0) return
  if (!header.isControl) {
    const { baseSequence: firstSequence, lastSequence } = header
    const batch = {
      firstSequence,
      lastSequence,
      firstOffset: baseOffset,
      lastOffset,
      timestamp: maxTimestamp,
    }
    log.producers.append(producerId, producerEpoch, batch, isTransactional, nowMs)
    return
  }
  const marker = markerOf(bytes.subarray(start, start + size))
  if (marker === undefined) return
  const { aborted, coordinatorEpoch } = marker
  const ended = log.producers.mark(
    producerId,
    producerEpoch,
    coordinatorEpoch,
    aborted,
    lastOffset,
    maxTimestamp,
    nowMs,
  )
  if (!ended?.aborted || segment === undefined) return
  const open = log.producers.firstOpenOffset(producerId)
  const lastStableOffset = open >= 0 ? open : lastOffset + 1
  const { firstOffset } = ended
  log.durability.retire(segment.addAborted({ producerId, firstOffset, lastOffset, lastStableOffset }))
}

/**
 * The log's end, from the last entry of the active segment's index on. A flipped bit in the last base offset would move it; an
 * orderly stop has noted the end twice more, in the recovery point and in the name of a snapshot, and where those two agree they
 * count.
 */
function endOf(log: PartitionLog, { stoppedAt }: Trust): number {
  const active = log.segments[log.segments.length - 1]!
  let end = active.baseOffset
  walkSegment(active, active.offsetIndex.lastPosition, active.sizeBytes, (bytes, start) => {
    end = header.at(bytes, start).nextOffset
    return true
  })
  const noted = log.storage.stat(`${log.directory}/${offsetName(stoppedAt)}${SNAPSHOT_SUFFIX}`) !== undefined
  if (noted && stoppedAt >= active.baseOffset) end = stoppedAt
  log.logEndOffset = end
  return end
}

/** The producers as they were when the log ended at `endOffset`: the newest sound snapshot, and the batches since. */
function loadProducers(log: PartitionLog, endOffset: number): void {
  const { storage, directory } = log
  const nowMs = log.clock.nowMs()
  const offsets = storage
    .list(directory)
    .map(name => offsetOfName(name, SNAPSHOT_SUFFIX))
    .filter(offset => offset !== undefined && offset <= endOffset) as number[]
  let from = log.segments[0]!.baseOffset
  log.producers = new ProducerStates()
  for (const offset of offsets.sort((a, b) => b - a)) {
    const path = `${directory}/${offsetName(offset)}${SNAPSHOT_SUFFIX}`
    if (offset >= from && decodeSnapshot(storage.readFile(path)!, log.producers, nowMs)) {
      from = offset
      break
    }
    storage.remove(path)
  }
  fillWindows(log, from)
  for (let n = log.segmentFor(from); n < log.segments.length; n++) {
    const segment = log.segments[n]!
    if (segment.baseOffset >= endOffset) break
    walkSegment(
      segment,
      segment.offsetIndex.positionFor(from),
      segment.sizeBytes,
      (bytes, start, _position, size) => {
        header.at(bytes, start)
        if (header.baseOffset >= endOffset) return false
        if (header.lastOffset >= from) replayProducer(log, bytes, start, size, nowMs, undefined)
        return true
      },
    )
  }
}

/** Gives the producers of a snapshot the batches before their last one back, as far as the log's tail has them (5). */
function fillWindows(log: PartitionLog, endOffset: number): void {
  if (log.producers.states.size === 0) return
  const older = new Map<number, ReturnType<typeof batchAt>[]>()
  const last = log.segmentFor(endOffset - 1)
  let first = last
  let seenBytes = log.segments[last]!.sizeBytes
  while (first > 0 && seenBytes < WINDOW_READ_BYTES) seenBytes += log.segments[--first]!.sizeBytes
  for (let n = first; n <= last; n++) {
    const segment = log.segments[n]!
    const from =
      n === first && seenBytes > WINDOW_READ_BYTES
        ? indexedPosition(segment, seenBytes - WINDOW_READ_BYTES)
        : 0
    walkSegment(segment, from, segment.sizeBytes, (bytes, start) => {
      header.at(bytes, start)
      if (header.lastOffset >= endOffset) return false
      const state = log.producers.get(header.producerId)
      if (state === undefined || header.isControl || header.producerEpoch !== state.epoch) return true
      if (state.batches.length === 0 || header.lastOffset >= state.batches[0]!.firstOffset) return true
      let list = older.get(header.producerId)
      if (list === undefined) {
        list = []
        older.set(header.producerId, list)
      }
      list.push(batchAt())
      return true
    })
  }
  for (const [producerId, batches] of older) {
    const state = log.producers.get(producerId)!
    state.batches = [...batches, ...state.batches].slice(-WINDOW_BATCHES)
  }
}

/** The last position at or below `position` at which a batch is known to begin. */
function indexedPosition(segment: Segment, position: number): number {
  const index = segment.offsetIndex
  for (let n = index.count - 1; n >= 0; n--) {
    const at = index.view.getInt32(n * 8 + 4)
    if (at <= position) return at
  }
  return 0
}

function batchAt() {
  return {
    firstSequence: header.baseSequence,
    lastSequence: header.lastSequence,
    firstOffset: header.baseOffset,
    lastOffset: header.lastOffset,
    timestamp: header.maxTimestamp,
  }
}

/** Writes the epochs where the file says something else than the batches do. */
function saveEpochs(log: PartitionLog): void {
  if (log.segments.length === 0) return
  const path = `${log.directory}/${LEADER_EPOCH_FILE}`
  const content = log.epochs.render()
  const known = log.storage.readFile(path)
  if (known !== undefined && known.length === content.length && content.every((byte, n) => byte === known[n]))
    return
  const file = log.storage.open(path, { create: true })
  file.truncate(0)
  file.write(content, 0)
  log.durability.retire(file)
  log.durability.touchDirectory(log.directory)
}

/**
 * Cuts the log off at `offset`: batches that reach it or lie above are gone, and what is derived is as if they had never
 * been. @throws the disk's error, after which the log must be reopened
 */
export function truncateTo(log: PartitionLog, offset: number): void {
  if (offset >= log.logEndOffset || log.segments.length === 0) return
  assert(offset >= log.logStartOffset, 'a log is not cut off below its start')
  log.removals++
  const last = log.segmentFor(offset)
  for (const segment of log.segments.splice(last + 1)) {
    if (segment.isOpen) log.durability.forget(segment.file)
    segment.remove()
  }
  const segment = log.segments[last]!
  const end = walkSegment(
    segment,
    0,
    segment.sizeBytes,
    (bytes, start) => header.at(bytes, start).lastOffset < offset,
  )
  segment.file.truncate(end)
  segment.sizeBytes = end
  log.tail.clear()
  log.epochs.truncateFromEnd(segment.baseOffset)
  const { baseOffset: recoveryPoint } = segment
  const trust = { durableOffset: recoveryPoint, stoppedAt: 0, strict: false, rewrites: false }
  const options = { clean: false, recoveryPoint, logStartOffset: log.logStartOffset }
  finish(log, options, recoverFrom(log, last, trust))
}

/** Sets the ends, and leaves every derived file as the log now is. */
function finish(log: PartitionLog, options: LoadOptions, report: LoadReport): LoadReport {
  if (log.segments.length === 0) {
    log.logStartOffset = options.logStartOffset
    log.logEndOffset = options.logStartOffset
  } else if (log.logEndOffset < log.logStartOffset) {
    // The medium kept the new start but lost the records up to it: nothing that is left may be shown.
    dropFrom(log, 0, 0, 0)
    log.producers = new ProducerStates()
    log.epochs = new LeaderEpochs()
    log.logEndOffset = log.logStartOffset
  }
  log.epochs.truncateFromEnd(log.logEndOffset)
  log.epochs.truncateFromStart(log.logStartOffset)
  saveEpochs(log)
  for (const name of log.storage.list(log.directory)) {
    const offset = offsetOfName(name, SNAPSHOT_SUFFIX)
    if (offset !== undefined && offset > log.logEndOffset) log.storage.remove(`${log.directory}/${name}`)
  }
  // What was read back is in the page cache, not surely on the medium: whoever opens the folder syncs before it serves.
  log.durability.reset(log.logEndOffset)
  log.highWatermark = log.logStartOffset
  log.lastStableOffset = log.logStartOffset
  log.producers.settle(log.logEndOffset)
  log.advance()
  return report
}
