/**
 * One partition: its segments, where it begins and ends, what readers may see of it, and who is told when that moves.
 *
 *  1. `logStartOffset` <= `lastStableOffset` <= `highWatermark` <= `logEndOffset`.
 *  2. Readers see offsets below the high watermark: with flush `batch` what is durable, else what is written. read_committed
 *     sees offsets below the last stable offset: the first undecided one, or the high watermark.
 *  3. The files appear with the first append; until then the partition is nothing but its place in the metadata.
 *  4. What is appended lies in offset order in the segments, and in memory (tail) as far back as the budget reaches.
 *  5. After a failed sync, or a failed write that could not be undone, the folder is done for (health.ts).
 * The two hot paths stand apart: append.ts and fetch.ts. Loading is recovery.ts.
 * Offsets count records; sizes are bytes. Source: Kafka's `UnifiedLog`.
 */
import { assert, type Clock, ErrorCode, type Timer } from '@moldau/protocol'
import type { Storage } from '../storage/storage.ts'
import { Durability, type Flush } from './durability.ts'
import type { Health } from './health.ts'
import { LEADER_EPOCH_FILE, LeaderEpochs } from './leader-epochs.ts'
import type { LogConfig } from './log-config.ts'
import { PARTITION_METADATA_FILE, renderPartitionMetadata } from './partition-metadata.ts'
import { encodeSnapshot } from './producer-snapshot.ts'
import { ProducerStates } from './producer-states.ts'
import { LOG_SUFFIX, offsetName, offsetOfName, Segment, SNAPSHOT_SUFFIX } from './segment.ts'
import { Tail, type TailCache } from './tail-cache.ts'
import type { AbortedTxn } from './transaction-index.ts'

export interface PartitionLogOptions {
  readonly storage: Storage
  readonly clock: Clock
  readonly health: Health
  readonly tailCache: TailCache
  readonly flush: Flush
  /** The folder that holds the partitions' folders. */
  readonly dataDirectory: string
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  readonly leaderEpoch: number
  readonly config: LogConfig
}

export class PartitionLog {
  readonly storage: Storage
  readonly clock: Clock
  readonly health: Health
  readonly dataDirectory: string
  readonly directory: string
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  /** Goes into every batch appended from now on. */
  leaderEpoch: number
  config: LogConfig
  logStartOffset = 0
  logEndOffset = 0
  highWatermark = 0
  lastStableOffset = 0
  /** End of what cleaning has rewritten: below it the tail in memory is out of date. */
  compactedOffset = 0
  /** Nothing is appended any more: what came behind the last snapshot and sync would make the clean stop a lie. */
  isClosed = false
  /** The log was deleted: nothing may touch its files any more. */
  isRemoved = false
  /** How often segments were taken from the log's start or end: what a cleaning has read is then out of date. */
  removals = 0
  segments: Segment[] = []
  producers = new ProducerStates()
  epochs = new LeaderEpochs()
  readonly durability: Durability
  readonly tail: Tail
  #watchers = new Set<() => void>()
  /** Files on their way out, and the timers that see them off. */
  readonly #doomed = new Map<Timer, readonly string[]>()

  constructor(options: PartitionLogOptions) {
    this.storage = options.storage
    this.clock = options.clock
    this.health = options.health
    this.dataDirectory = options.dataDirectory
    this.topic = options.topic
    this.topicId = options.topicId
    this.partition = options.partition
    this.leaderEpoch = options.leaderEpoch
    this.config = options.config
    this.directory = `${options.dataDirectory}/${options.topic}-${options.partition}`
    this.tail = new Tail(options.tailCache)
    this.durability = new Durability(options.storage, options.clock, options.flush, options.health, () =>
      this.advance(),
    )
    this.durability.configure(options.config)
  }

  /** Takes a new configuration: it holds from the next append, read and check on. */
  configure(config: LogConfig): void {
    this.config = config
    this.durability.configure(config)
  }

  /** The segment that is appended to; made, with the partition's folder, by the first append (3). */
  get active(): Segment {
    if (this.segments.length === 0) this.#create()
    return this.segments[this.segments.length - 1]!
  }

  #create(): void {
    const { storage, directory, durability } = this
    storage.makeDirectory(directory)
    durability.touchDirectory(this.dataDirectory)
    durability.touchDirectory(directory)
    this.#writeSmall(PARTITION_METADATA_FILE, renderPartitionMetadata(this.topicId))
    this.#addSegment(this.logEndOffset)
  }

  #addSegment(baseOffset: number): void {
    const segment = Segment.create(this.storage, this.directory, baseOffset, this.clock.nowMs())
    this.durability.touch(segment.file)
    this.durability.touchDirectory(this.directory)
    this.segments.push(segment)
  }

  /** Writes a small file of the partition's folder; the next round syncs it. */
  #writeSmall(name: string, bytes: Uint8Array): void {
    const file = this.storage.open(`${this.directory}/${name}`, { create: true })
    file.truncate(0)
    file.write(bytes, 0)
    this.durability.retire(file)
  }

  /** Notes that batches of `leaderEpoch` begin at the log's end, where that is news. */
  assignEpoch(): void {
    if (this.epochs.latest === this.leaderEpoch) return
    if (this.epochs.assign(this.leaderEpoch, this.logEndOffset))
      this.#writeSmall(LEADER_EPOCH_FILE, this.epochs.render())
  }

  /** Whether a batch of this size, ending at `lastOffset`, has to go into a new segment. */
  mustRoll(segment: Segment, batchBytes: number, lastOffset: number, nowMs: number): boolean {
    if (segment.sizeBytes === 0) return lastOffset - segment.baseOffset > 2147483647
    return (
      segment.sizeBytes + batchBytes > this.config.segmentBytes ||
      lastOffset - segment.baseOffset > 2147483647 ||
      segment.offsetIndex.sizeBytes + 8 > this.config.segmentIndexBytes ||
      segment.timeIndex.sizeBytes + 12 > this.config.segmentIndexBytes ||
      nowMs - segment.createdMs > this.config.segmentMs
    )
  }

  /** Seals the active segment and begins a new one at the log's end, with a snapshot of the producers there. */
  roll(): Segment {
    const sealed = this.active
    if (sealed.sizeBytes === 0) {
      // Nothing was ever written to it: the new one takes its place.
      const unused = sealed.detach()
      if (unused !== undefined) {
        this.durability.forget(unused)
        unused.close()
      }
      this.segments.pop()
      if (sealed.baseOffset !== this.logEndOffset) sealed.remove()
    } else {
      for (const index of sealed.saveIndexes()) this.durability.retire(index)
      const file = sealed.detach()
      if (file !== undefined) this.durability.retire(file)
    }
    this.#writeSmall(`${offsetName(this.logEndOffset)}${SNAPSHOT_SUFFIX}`, encodeSnapshot(this.producers))
    this.#addSegment(this.logEndOffset)
    this.durability.request()
    return this.active
  }

  /** Moves what readers may see, and tells who waits for that. Called after every append and every sync. */
  advance(): void {
    const highWatermark = this.durability.waits
      ? Math.min(this.durability.durableOffset, this.logEndOffset)
      : this.logEndOffset
    const moved = highWatermark > this.highWatermark
    if (moved) {
      this.highWatermark = highWatermark
      this.producers.settle(highWatermark)
    }
    const undecided = this.producers.firstUndecidedOffset
    const stable = undecided >= 0 && undecided < this.highWatermark ? undecided : this.highWatermark
    if (stable > this.lastStableOffset) this.lastStableOffset = stable
    else if (!moved) return
    for (const tell of this.#watchers) tell()
  }

  /** Calls `tell` whenever the high watermark or the last stable offset moves, until it is unwatched. */
  watch(tell: () => void): void {
    this.#watchers.add(tell)
  }

  unwatch(tell: () => void): void {
    this.#watchers.delete(tell)
  }

  /** The log is gone (its topic was deleted): whoever waits for it looks again. */
  tellWatchers(): void {
    for (const tell of [...this.#watchers]) tell()
  }

  /** The segment that holds `offset`, or the first one above it. */
  segmentFor(offset: number): number {
    let low = 0
    let high = this.segments.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.segments[middle]!.baseOffset <= offset) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }

  /**
   * Aborted transactions that overlap `[fetchOffset, upperBoundOffset)`, by first offset. Those that began before the range
   * are among them.
   */
  abortedTxns(fetchOffset: number, upperBoundOffset: number): AbortedTxn[] {
    const found: AbortedTxn[] = []
    for (let n = this.segmentFor(fetchOffset); n < this.segments.length; n++) {
      let complete = false
      for (const txn of this.segments[n]!.abortedTxns) {
        if (txn.lastOffset >= fetchOffset && txn.firstOffset < upperBoundOffset) found.push(txn)
        if (txn.lastStableOffset >= upperBoundOffset) {
          complete = true
          break
        }
      }
      if (complete) break
    }
    return found.sort((a, b) => a.firstOffset - b.firstOffset)
  }

  /** Adds an aborted transaction to the active segment's index. */
  addAborted(producerId: number, firstOffset: number, lastOffset: number): void {
    const open = this.producers.firstOpenOffset(producerId)
    const lastStableOffset = open >= 0 ? open : lastOffset + 1
    const file = this.active.addAborted({ producerId, firstOffset, lastOffset, lastStableOffset })
    this.durability.retire(file)
    this.durability.touchDirectory(this.directory)
  }

  /**
   * Moves the log's start up to `offset` and removes the segments below it. The caller makes the new start durable
   * (log-start-offset-checkpoint) before it calls.
   */
  setLogStart(offset: number): void {
    assert(offset <= this.highWatermark, 'a log starts at or below its high watermark')
    if (offset <= this.logStartOffset) return
    this.logStartOffset = offset
    if (this.lastStableOffset < offset) this.lastStableOffset = offset
    if (this.segments.length > 0 && this.logEndOffset === offset && this.active.sizeBytes > 0) this.roll()
    while (this.segments.length > 1 && this.segments[1]!.baseOffset <= offset) this.#removeFirst()
    this.epochs.truncateFromStart(offset)
    if (this.segments.length > 0) this.#writeSmall(LEADER_EPOCH_FILE, this.epochs.render())
  }

  /**
   * Takes segments out of the disk's sight: renamed at once, removed when `file.delete.delay.ms` has passed or the log closes.
   */
  discard(segments: readonly Segment[]): void {
    const paths: string[] = []
    for (const segment of segments) {
      if (segment.isOpen) this.durability.forget(segment.file)
      paths.push(...segment.doom())
    }
    this.durability.touchDirectory(this.directory)
    const timer = this.clock.setTimer(this.config.fileDeleteDelayMs, () => this.#seeOff(timer))
    this.#doomed.set(timer, paths)
  }

  #seeOff(timer: Timer): void {
    const paths = this.#doomed.get(timer) ?? []
    this.#doomed.delete(timer)
    timer.cancel()
    for (const path of paths) {
      try {
        this.storage.remove(path)
      } catch {
        // Nothing reads it any more, and the next start tries again.
      }
    }
  }

  #removeFirst(): void {
    this.removals++
    this.discard([this.segments.shift()!])
    // Snapshots below the first segment serve no recovery any more.
    const first = this.segments[0]!.baseOffset
    for (const name of this.storage.list(this.directory)) {
      const offset = offsetOfName(name, SNAPSHOT_SUFFIX)
      if (offset !== undefined && offset < first) this.storage.remove(`${this.directory}/${name}`)
    }
  }

  /** Whether the log takes and gives anything: `NONE`, or why not. */
  get errorCode(): ErrorCode {
    return this.health.failure === undefined ? ErrorCode.NONE : ErrorCode.KAFKA_STORAGE_ERROR
  }

  /** Syncs, writes indexes and a snapshot, and closes the files. True where all of it succeeded. */
  async close(): Promise<boolean> {
    this.isClosed = true
    let clean = true
    if (this.segments.length > 0 && this.health.failure === undefined) {
      for (const index of this.active.saveIndexes()) this.durability.retire(index)
      this.#writeSmall(`${offsetName(this.logEndOffset)}${SNAPSHOT_SUFFIX}`, encodeSnapshot(this.producers))
      this.durability.touch(this.active.file)
      this.durability.touchDirectory(this.directory)
      clean = await this.durability.flush()
    }
    this.closeFiles()
    return clean && this.health.failure === undefined
  }

  closeFiles(): void {
    for (const timer of [...this.#doomed.keys()]) this.#seeOff(timer)
    for (const segment of this.segments) segment.close()
  }

  /** The log file that holds an offset, for messages. */
  fileName(segment: Segment): string {
    return segment.path(LOG_SUFFIX)
  }
}
