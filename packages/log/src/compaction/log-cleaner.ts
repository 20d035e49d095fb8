/**
 * Keeps compacted logs clean: one cleaner for a log folder, which takes the dirtiest log, cleans it, and looks again.
 *
 *  1. A log is cleaned when the dirty share of what could be cleaned exceeds `min.cleanable.dirty.ratio`, or when something
 *     dirty is older than `max.compaction.lag.ms`. Never the active segment, nothing at or above the last stable offset, and
 *     nothing younger than `min.compaction.lag.ms`.
 *  2. One cleaning runs at a time, in slices (slices.ts); where nothing is to do it looks again after `log.cleaner.backoff.ms`.
 *  3. `cleaner-offset-checkpoint` says how far each log is clean. It is written after the segments are; where it is lost or
 *     unsound, cleaning begins at the log's start again.
 *  4. A log that cannot be cleaned, because a batch does not hold or the disk refuses one of its files, is left alone until the next
 *     start, and somebody hears of it, once; the others are cleaned on. Where only room is lacking, it is tried again later, after the
 *     others, whose cleaning may make room.
 * Source: Kafka's `LogCleaner`, `LogCleanerManager`; KIP-58, KIP-354, KIP-534.
 */
import {
  BATCH_HEADER_BYTES,
  BatchHeader,
  type Clock,
  MoldauError,
  type Random,
  type Timer,
} from '@moldau/protocol'
import { CLEANER_FILE, readOffsets, writeOffsets } from '../partition/checkpoint-file.ts'
import type { LogFolder } from '../partition/log-folder.ts'
import type { PartitionLog } from '../partition/partition-log.ts'
import type { Segment } from '../partition/segment.ts'
import { Cleaning, type CleaningResult, CleaningStopped } from './cleaning.ts'

export interface LogCleanerOptions {
  readonly folder: LogFolder
  readonly clock: Clock
  readonly random: Random
  /** What an offset map may take. */
  readonly mapBytes: number
  readonly bytesPerSecond: number
  readonly backoffMs: number
  readonly onFault: (fault: unknown) => void
}

/** A log that could be cleaned, and how much of it. */
export interface Cleanable {
  readonly log: PartitionLog
  readonly firstDirtyOffset: number
  readonly uncleanableOffset: number
  readonly dirtyRatio: number
  /** Something dirty is older than `max.compaction.lag.ms`. */
  readonly overdue: boolean
}

const header = new BatchHeader()

/** The longest that a log is left alone for which there was no room (4), ms. */
const SHORTAGE_WAIT_MS_MAX = 30 * 60_000

export class LogCleaner {
  readonly #options: LogCleanerOptions
  /** As the checkpoint had it, by `topic-partition`, until the log is first looked at. */
  readonly #checkpoint: Map<string, number>
  readonly #dirtyOffsets = new WeakMap<PartitionLog, number>()
  readonly #uncleanable = new WeakSet<PartitionLog>()
  /** Logs for which there was no room: how often in a row, and until when they are left alone, by the monotonic clock. */
  readonly #postponed = new WeakMap<PartitionLog, { readonly failures: number; readonly untilMs: number }>()
  #cleaning: Cleaning | undefined
  #timer: Timer | undefined
  #loop: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: LogCleanerOptions) {
    this.#options = options
    const { folder } = options
    this.#checkpoint = readOffsets(folder.storage, `${folder.directory}/${CLEANER_FILE}`)
  }

  /** Begins to work in the background. */
  start(): void {
    const { clock, backoffMs } = this.#options
    this.#timer = clock.setTimer(backoffMs, () => {
      this.#loop = this.#work().then(() => {
        if (!this.#stopped) this.start()
      })
    })
  }

  /** Ends the cleaning that is under way, at its next pause, and begins none again. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    this.#cleaning?.stop()
    await this.#loop
  }

  async #work(): Promise<void> {
    while (!this.#stopped) {
      const chosen = this.choose()
      if (chosen === undefined) return
      try {
        if ((await this.clean(chosen)) === undefined) return
      } catch (error) {
        // That log is not chosen again soon: on with the others.
        this.#options.onFault(faultOf(chosen.log, error))
      }
    }
  }

  /** Cleans the dirtiest log; `undefined` where none is dirty enough, or the cleaning was overtaken. */
  async cleanOne(): Promise<CleaningResult | undefined> {
    const chosen = this.choose()
    return chosen === undefined ? undefined : this.clean(chosen)
  }

  /** The log that has to be cleaned next (1). */
  choose(): Cleanable | undefined {
    let chosen: Cleanable | undefined
    for (const log of this.#options.folder.logs) {
      if (!log.config.compacts || log.segments.length < 2 || this.#isLeftAlone(log)) continue
      const candidate = this.#tryJudge(log)
      if (candidate === undefined) continue
      if (!candidate.overdue && candidate.dirtyRatio <= log.config.minCleanableDirtyRatio) continue
      if (chosen === undefined || candidate.dirtyRatio > chosen.dirtyRatio) chosen = candidate
    }
    return chosen
  }

  #isLeftAlone(log: PartitionLog): boolean {
    const untilMs = this.#postponed.get(log)?.untilMs ?? Number.NEGATIVE_INFINITY
    return this.#uncleanable.has(log) || this.#options.clock.monotonicMs() < untilMs
  }

  /** Leaves a log alone, for twice as long each time. */
  #postpone(log: PartitionLog): void {
    const { backoffMs, clock } = this.#options
    const failures = (this.#postponed.get(log)?.failures ?? 0) + 1
    const waitMs = Math.min(backoffMs * 2 ** failures, SHORTAGE_WAIT_MS_MAX)
    this.#postponed.set(log, { failures, untilMs: clock.monotonicMs() + waitMs })
  }

  /** The first offset of a log that cleaning has not read yet. */
  dirtyOffset(log: PartitionLog): number {
    let offset = this.#dirtyOffsets.get(log)
    if (offset === undefined) {
      const name = `${log.topic}-${log.partition}`
      offset = this.#checkpoint.get(name) ?? 0
      // Taken once: a topic of the same name that comes later begins anew.
      this.#checkpoint.delete(name)
      this.#dirtyOffsets.set(log, offset)
    }
    const start = log.segments[0]?.baseOffset ?? log.logStartOffset
    return offset < start || offset > log.logEndOffset ? Math.max(start, log.logStartOffset) : offset
  }

  /** Judging reads the disk: a file that cannot be read is its own log's misfortune (4). */
  #tryJudge(log: PartitionLog): Cleanable | undefined {
    try {
      return this.#judge(log)
    } catch (error) {
      this.#uncleanable.add(log)
      this.#options.onFault(faultOf(log, error))
      return undefined
    }
  }

  #judge(log: PartitionLog): Cleanable | undefined {
    const nowMs = this.#options.clock.nowMs()
    const firstDirtyOffset = this.dirtyOffset(log)
    const { segments, config } = log
    const sealed = segments.slice(0, -1)
    const dirty = sealed.slice(log.segmentFor(firstDirtyOffset))
    let uncleanableOffset = Math.min(log.lastStableOffset, segments[segments.length - 1]!.baseOffset)
    if (config.minCompactionLagMs > 0) {
      const young = dirty.find(segment => segment.largestTimestamp > nowMs - config.minCompactionLagMs)
      if (young !== undefined) uncleanableOffset = Math.min(uncleanableOffset, young.baseOffset)
    }
    if (uncleanableOffset <= firstDirtyOffset) return undefined
    let totalBytes = 0
    let dirtyBytes = 0
    for (const segment of sealed) {
      if (segment.baseOffset >= uncleanableOffset) break
      totalBytes += segment.sizeBytes
      if (segment.baseOffset >= firstDirtyOffset) dirtyBytes += segment.sizeBytes
    }
    // A dirty part that begins inside a segment counts as that segment.
    if (dirtyBytes === 0) dirtyBytes = dirty[0]?.sizeBytes ?? 0
    if (dirtyBytes === 0) return undefined
    const overdue = dirty.some(
      segment =>
        segment.baseOffset < uncleanableOffset &&
        firstTimestamp(segment, config.maxCompactionLagMs) < nowMs - config.maxCompactionLagMs,
    )
    return { log, firstDirtyOffset, uncleanableOffset, dirtyRatio: dirtyBytes / totalBytes, overdue }
  }

  /** Cleans a log; `undefined` where that was overtaken: the log was removed, or lost segments meanwhile. */
  async clean(chosen: Cleanable): Promise<CleaningResult | undefined> {
    const { log, firstDirtyOffset, uncleanableOffset } = chosen
    const cleaning = new Cleaning(log, this.#options)
    this.#cleaning = cleaning
    let result: CleaningResult
    try {
      result = await cleaning.run(firstDirtyOffset, uncleanableOffset)
    } catch (error) {
      // A file that went away under the cleaning, with the log or its first segments, is no failure of the disk.
      if (error instanceof CleaningStopped || cleaning.isOvertaken) return undefined
      if (isShortage(error)) this.#postpone(log)
      else this.#uncleanable.add(log)
      throw error
    } finally {
      this.#cleaning = undefined
    }
    this.#postponed.delete(log)
    this.#dirtyOffsets.set(log, result.dirtyOffset)
    await this.#save()
    return result
  }

  async #save(): Promise<void> {
    const { folder } = this.#options
    const offsets = []
    for (const log of folder.logs) {
      if (!log.config.compacts || log.segments.length === 0) continue
      const offset = this.dirtyOffset(log)
      if (offset > 0) offsets.push({ topic: log.topic, partition: log.partition, offset })
    }
    await writeOffsets(folder.storage, `${folder.directory}/${CLEANER_FILE}`, offsets)
  }
}

/** What the disk lacks for everybody, and may have again: no fault of the log that is cleaned. */
function isShortage(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** What is told of a failure: also which log it is about. */
function faultOf(log: PartitionLog, error: unknown): unknown {
  if (error instanceof MoldauError || !(error instanceof Error)) return error
  return new MoldauError('CLEANING_FAILED', 'a log could not be cleaned', {
    detail: `${log.directory}: ${error.message}`,
    hint: isShortage(error)
      ? 'nothing was removed; make room, it is tried again'
      : 'nothing was removed; look at the disk, the partition is cleaned again after the next start',
    cause: error,
  })
}

/** The time of a segment's first batch; infinity where the lag is unlimited, or there is no time. */
function firstTimestamp(segment: Segment, maxCompactionLagMs: number): number {
  if (maxCompactionLagMs >= Number.MAX_SAFE_INTEGER || segment.sizeBytes < BATCH_HEADER_BYTES)
    return Number.POSITIVE_INFINITY
  const bytes = new Uint8Array(BATCH_HEADER_BYTES)
  segment.file.read(bytes, 0)
  const { maxTimestamp } = header.at(bytes, 0)
  return maxTimestamp >= 0 ? maxTimestamp : Number.POSITIVE_INFINITY
}
