/**
 * One cleaning of one log: reads the dirty part into an offset map, then writes every segment below its end anew, without
 * what the map, and the fate of transactions, make superfluous.
 *
 *  1. Only sealed segments below the last stable offset are read or changed (T8); the caller chooses `uncleanableOffset` so.
 *  2. Aborted batches and control batches put nothing into the map: they must not replace what was committed.
 *  3. Neighbours become one segment, up to `segment.bytes`; offsets in one segment span at most 2147483647 (T4).
 *  4. Nothing is changed before a segment is written whole and synced (segment-swap.ts). A cleaning that is stopped, or that
 *     meets a disk that is full, leaves the log as it was, or with its first segments cleaned.
 *  5. Between slices the thread is free: appends, reads and rolls go on meanwhile.
 * Source: Kafka's `Cleaner`.
 */
import { BatchHeader, type Clock, type Random, RecordCursor } from '@moldau/protocol'
import type { PartitionLog } from '../partition/partition-log.ts'
import { SEGMENT_SUFFIXES, Segment } from '../partition/segment.ts'
import { CLEANED_SUFFIX, SWAP_SUFFIX, swapSegments } from '../partition/segment-swap.ts'
import { BatchFilter } from './batch-filter.ts'
import { KeyHash } from './key-hash.ts'
import { OffsetMap } from './offset-map.ts'
import { readBatches } from './segment-reader.ts'
import { Slices } from './slices.ts'
import { TransactionFilter } from './transaction-filter.ts'

const OFFSETS_IN_SEGMENT = 2147483647

export interface CleaningOptions {
  readonly clock: Clock
  readonly random: Random
  /** What the offset map may take. */
  readonly mapBytes: number
  readonly bytesPerSecond: number
}

export interface CleaningResult {
  /** The first offset that the next cleaning of this log has to read into its map. */
  readonly dirtyOffset: number
  readonly recordsRead: number
  readonly recordsKept: number
  readonly bytesBefore: number
  readonly bytesAfter: number
}

/** Thrown inside a cleaning that was told to stop. */
export class CleaningStopped extends Error {
  override readonly name = 'CleaningStopped'
}

export class Cleaning {
  readonly #log: PartitionLog
  readonly #options: CleaningOptions
  readonly #slices: Slices
  #stopped = false
  /** As the log had it when the cleaning began: segments that go meanwhile, by retention or a cut, end it. */
  readonly #removals: number

  constructor(log: PartitionLog, options: CleaningOptions) {
    this.#log = log
    this.#options = options
    this.#slices = new Slices(options.clock, options.bytesPerSecond)
    this.#removals = log.removals
  }

  /** Makes the cleaning end, with `CleaningStopped`, at its next pause; a swap that was decided is completed before. */
  stop(): void {
    this.#stopped = true
  }

  /** Whether the log, or segments of it, went away meanwhile. */
  get isOvertaken(): boolean {
    return this.#log.isRemoved || this.#log.removals !== this.#removals
  }

  readonly #goOn = (): void => {
    if (this.#stopped || this.isOvertaken || this.#log.health.failure !== undefined)
      throw new CleaningStopped('the cleaning was told to stop')
  }

  /** @throws CleaningStopped; MoldauError `LOG_DAMAGED`; the disk's error */
  async run(firstDirtyOffset: number, uncleanableOffset: number): Promise<CleaningResult> {
    const log = this.#log
    const hash = KeyHash.keyed(this.#options.random)
    const map = new OffsetMap(hash, firstDirtyOffset, uncleanableOffset, this.#options.mapBytes)
    const end = await this.#fill(map, firstDirtyOffset, uncleanableOffset)
    const segments = log.segments.filter(({ baseOffset }) => baseOffset < end)
    const transactions = new TransactionFilter(log.abortedTxns(0, Number.POSITIVE_INFINITY))
    const aborted: Parameters<Segment['addAborted']>[0][] = []
    const filter = new BatchFilter({
      map,
      transactions,
      nowMs: this.#options.clock.nowMs(),
      deleteRetentionMs: log.config.deleteRetentionMs,
      endOffset: end,
      holdsState: (producerId, epoch, lastOffset, control) =>
        holdsState(log, producerId, epoch, lastOffset, control),
      onAborted: txn => aborted.push(txn),
    })
    this.#goOn()
    let bytesBefore = 0
    let bytesAfter = 0
    for (let n = 0; n < segments.length; ) {
      const { taken, sizeBytes } = await this.#rewrite(segments.slice(n), filter, aborted)
      for (const segment of segments.slice(n, n + taken)) bytesBefore += segment.sizeBytes
      bytesAfter += sizeBytes
      n += taken
    }
    this.#goOn()
    const { recordsRead, recordsKept } = filter
    return { dirtyOffset: end, recordsRead, recordsKept, bytesBefore, bytesAfter }
  }

  /** Reads the dirty part into the map; where it ended: at the bound, or earlier where the map is full. */
  async #fill(map: OffsetMap, firstDirtyOffset: number, uncleanableOffset: number): Promise<number> {
    const log = this.#log
    const transactions = new TransactionFilter(log.abortedTxns(firstDirtyOffset, uncleanableOffset))
    const header = new BatchHeader()
    const cursor = new RecordCursor()
    let end = firstDirtyOffset
    let full = false
    const visit = (bytes: Uint8Array, start: number): boolean => {
      header.at(bytes, start)
      const { lastOffset, nextOffset, producerId, isTransactional, isControl } = header
      if (lastOffset < firstDirtyOffset) return true
      if (nextOffset > uncleanableOffset) return false
      if (!isControl && !transactions.data(producerId, lastOffset, isTransactional)) {
        cursor.open(bytes, start)
        while (cursor.next()) {
          if (cursor.keyStart < 0 || cursor.offset < firstDirtyOffset) continue
          if (map.put(cursor.bytes, cursor.keyStart, cursor.keyEnd, cursor.offset)) continue
          full = true
          end = cursor.offset
          return false
        }
      } else if (isControl) transactions.marker(producerId, lastOffset, true) // whichever it is: it ends the transaction
      end = nextOffset
      return true
    }
    for (let n = log.segmentFor(firstDirtyOffset); n < log.segments.length && !full; n++) {
      const segment = log.segments[n]!
      if (segment.baseOffset >= uncleanableOffset) break
      await readBatches(segment, this.#slices, this.#goOn, visit)
    }
    // The map speaks for all offsets up to here, also for those that no key lies at.
    map.latestOffset = end - 1
    return end
  }

  /**
   * Writes the first of the segments anew, and the next ones behind it as long as they fit, and puts the result in their place.
   * How many it took, and the bytes that they have now.
   */
  async #rewrite(
    segments: readonly Segment[],
    filter: BatchFilter,
    aborted: Parameters<Segment['addAborted']>[0][],
  ): Promise<{ taken: number; sizeBytes: number }> {
    const log = this.#log
    const base = segments[0]!.baseOffset
    for (const suffix of SEGMENT_SUFFIXES) log.storage.remove(`${segments[0]!.path(suffix)}${CLEANED_SUFFIX}`)
    const cleaned = [Segment.create(log.storage, log.directory, base, 0, CLEANED_SUFFIX)]
    let taken = 0
    try {
      do {
        await this.#copy(segments[taken]!, cleaned, filter, aborted)
        taken++
      } while (taken < segments.length && fits(log, cleaned[cleaned.length - 1]!, segments[taken]!))
      this.#goOn()
    } catch (error) {
      discard(cleaned)
      throw error
    }
    for (const segment of cleaned) segment.createdMs = segments[taken - 1]!.createdMs
    let swapped: boolean
    try {
      swapped = await swapSegments(log, cleaned, segments.slice(0, taken))
    } catch (error) {
      // Before the decision the log is as it was; after it, only a start can tell (the folder has failed then).
      if (log.health.failure === undefined) discard(cleaned)
      throw error
    }
    if (!swapped) throw new CleaningStopped('the log was cut or removed meanwhile')
    return { taken, sizeBytes: cleaned.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) }
  }

  /** Writes what stays of `source` behind the last of `targets`; begins another one where offsets span too much for one. */
  async #copy(
    source: Segment,
    targets: Segment[],
    filter: BatchFilter,
    aborted: Parameters<Segment['addAborted']>[0][],
  ): Promise<void> {
    const { config, storage, directory } = this.#log
    const header = new BatchHeader()
    let target = targets[targets.length - 1]!
    let pending: Uint8Array[] = []
    let pendingBytes = 0
    const write = (): void => {
      if (pendingBytes === 0) return
      const bytes = pending.length === 1 ? pending[0]! : joined(pending, pendingBytes)
      target.file.write(bytes, target.sizeBytes - pendingBytes)
      pending = []
      pendingBytes = 0
    }
    await readBatches(source, this.#slices, this.#goOn, (bytes, start, size) => {
      const kept = filter.filter(bytes, start, size)
      const { baseOffset, lastOffset } = header.at(bytes, start)
      if (lastOffset - target.baseOffset > OFFSETS_IN_SEGMENT) {
        write()
        target = Segment.create(storage, directory, baseOffset, 0, CLEANED_SUFFIX)
        targets.push(target)
      }
      for (const txn of aborted.splice(0)) target.addAborted(txn).close()
      if (kept === undefined) return true
      pending.push(kept)
      pendingBytes += kept.length
      const { maxTimestamp } = header.at(kept, 0)
      target.extend(lastOffset, maxTimestamp, kept.length, config.indexIntervalBytes)
      if (pendingBytes >= 128 * 1024) write()
      return true
    })
    write()
  }
}

/** Whether a batch is what the state of an active producer could be read back from: its last one, or its last marker. */
function holdsState(
  log: PartitionLog,
  producerId: number,
  epoch: number,
  lastOffset: number,
  control: boolean,
): boolean {
  const state = log.producers.get(producerId)
  if (state === undefined) return false
  const newest = state.batches[state.batches.length - 1]
  return newest === undefined ? control && state.epoch === epoch : newest.lastOffset === lastOffset
}

function joined(parts: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(sizeBytes)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Whether all of `next` could follow what `cleaned` holds already (3). Its indexes are an upper bound of what is added. */
export function fits(log: PartitionLog, cleaned: Segment, next: Segment): boolean {
  const { segmentBytes, segmentIndexBytes } = log.config
  const after = log.segments[log.segments.indexOf(next) + 1]
  const lastOffset = (after?.baseOffset ?? log.logEndOffset) - 1
  return (
    cleaned.sizeBytes + next.sizeBytes <= segmentBytes &&
    cleaned.offsetIndex.sizeBytes + next.offsetIndex.sizeBytes + 8 <= segmentIndexBytes &&
    cleaned.timeIndex.sizeBytes + next.timeIndex.sizeBytes + 12 <= segmentIndexBytes &&
    lastOffset - cleaned.baseOffset <= OFFSETS_IN_SEGMENT
  )
}

/** Removes what a cleaning has written and nobody will use. */
function discard(cleaned: readonly Segment[]): void {
  for (const segment of cleaned) {
    segment.close()
    for (const suffix of [CLEANED_SUFFIX, SWAP_SUFFIX]) {
      segment.suffix = suffix
      try {
        segment.remove()
      } catch {
        // The next start removes it; the error that led here is the one to tell.
      }
    }
  }
}
