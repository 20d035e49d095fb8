/**
 * A stretch of the log: one file of batches and the indexes that find places in it.
 *
 * Files, named by the base offset in 20 digits: `.log` (batches, end to end), `.index`, `.timeindex`, `.txnindex` (only where
 * a transaction was aborted). The last segment is active: it is appended to, and its two indexes are in memory only.
 *
 *  1. Offsets in a segment are at most 2147483647 above its base: the indexes hold them as int32.
 *  2. Index entries are added after the batch that crosses `index.interval.bytes` since the last one.
 *  3. Files of sealed segments are opened when somebody reads them.
 * Source: Kafka's `LogSegment`.
 */
import type { Storage, StorageFile } from '../storage/storage.ts'
import { OffsetIndex } from './offset-index.ts'
import { TimeIndex } from './time-index.ts'
import { type AbortedTxn, decodeAbortedTxns, encodeAbortedTxn } from './transaction-index.ts'

export const LOG_SUFFIX = '.log'
export const INDEX_SUFFIX = '.index'
export const TIME_INDEX_SUFFIX = '.timeindex'
export const TXN_INDEX_SUFFIX = '.txnindex'
export const SNAPSHOT_SUFFIX = '.snapshot'
/** The files of a segment; the log file first. */
export const SEGMENT_SUFFIXES = [LOG_SUFFIX, INDEX_SUFFIX, TIME_INDEX_SUFFIX, TXN_INDEX_SUFFIX] as const

/** A base offset as Kafka writes it in file names. */
export function offsetName(offset: number): string {
  return String(offset).padStart(20, '0')
}

/** The offset that a file name begins with; `undefined` where the name is not of that kind. */
export function offsetOfName(name: string, suffix: string): number | undefined {
  return name.length === 20 + suffix.length && name.endsWith(suffix) && /^\d{20}/.test(name)
    ? Number(name.slice(0, 20))
    : undefined
}

export class Segment {
  readonly baseOffset: number
  readonly directory: string
  /** Behind the names of the files while the segment is none of the log's yet, or no more: see segment-swap.ts. */
  suffix = ''
  /** Bytes of the log file that are batches. */
  sizeBytes = 0
  /** Wall clock of the file's birth: what `segment.ms` counts from. */
  createdMs: number
  bytesSinceIndexEntry = 0
  /** Largest timestamp so far and the last offset of the batch that carried it; -1 while empty. */
  maxTimestamp = -1
  maxTimestampOffset = -1
  readonly #storage: Storage
  #file: StorageFile | undefined
  #offsetIndex: OffsetIndex | undefined
  #timeIndex: TimeIndex | undefined
  #aborted: AbortedTxn[] | undefined
  #timesKnown = false

  constructor(storage: Storage, directory: string, baseOffset: number, createdMs: number) {
    this.#storage = storage
    this.directory = directory
    this.baseOffset = baseOffset
    this.createdMs = createdMs
  }

  /** Makes the files of a new segment. */
  static create(
    storage: Storage,
    directory: string,
    baseOffset: number,
    nowMs: number,
    suffix = '',
  ): Segment {
    const segment = new Segment(storage, directory, baseOffset, nowMs)
    segment.suffix = suffix
    segment.#file = storage.open(segment.path(LOG_SUFFIX), { create: true })
    segment.#file.truncate(0)
    segment.resetIndexes()
    return segment
  }

  path(suffix: string): string {
    return `${this.directory}/${offsetName(this.baseOffset)}${suffix}${this.suffix}`
  }

  /** The log file, opened when first asked for. */
  get file(): StorageFile {
    this.#file ??= this.#storage.open(this.path(LOG_SUFFIX))
    return this.#file
  }

  get isOpen(): boolean {
    return this.#file !== undefined
  }

  get offsetIndex(): OffsetIndex {
    if (this.#offsetIndex === undefined) {
      const content = this.#storage.readFile(this.path(INDEX_SUFFIX))
      const sound = content !== undefined && OffsetIndex.sound(content, this.sizeBytes)
      // Without a sound index the walk begins at the segment's beginning: slower, and right. Loading has rebuilt it before.
      this.#offsetIndex = new OffsetIndex(this.baseOffset, sound ? content : undefined)
    }
    return this.#offsetIndex
  }

  get timeIndex(): TimeIndex {
    if (this.#timeIndex === undefined) {
      const content = this.#storage.readFile(this.path(TIME_INDEX_SUFFIX))
      const sound = content !== undefined && TimeIndex.sound(content)
      this.#timeIndex = new TimeIndex(this.baseOffset, sound ? content : undefined)
    }
    return this.#timeIndex
  }

  get abortedTxns(): readonly AbortedTxn[] {
    if (this.#aborted === undefined) {
      const content = this.#storage.readFile(this.path(TXN_INDEX_SUFFIX))
      this.#aborted = content === undefined ? [] : (decodeAbortedTxns(content, this.baseOffset) ?? [])
    }
    return this.#aborted
  }

  /** Largest timestamp and its offset, from the time index where the segment was loaded sealed. */
  get largestTimestamp(): number {
    if (!this.#timesKnown && this.maxTimestamp < 0) {
      this.#timesKnown = true
      this.maxTimestamp = this.timeIndex.lastTimestamp
      this.maxTimestampOffset = this.timeIndex.lastOffset
    }
    return this.maxTimestamp
  }

  /** Begins with empty indexes, in memory: for a new segment and before a recovery walk. */
  resetIndexes(): void {
    this.#offsetIndex = new OffsetIndex(this.baseOffset)
    this.#timeIndex = new TimeIndex(this.baseOffset)
    this.#timesKnown = true
    this.maxTimestamp = -1
    this.maxTimestampOffset = -1
    this.bytesSinceIndexEntry = 0
  }

  /** Takes a batch that lies at `sizeBytes` into size and indexes (2). */
  extend(lastOffset: number, maxTimestamp: number, batchBytes: number, indexIntervalBytes: number): void {
    if (maxTimestamp > this.largestTimestamp) {
      this.maxTimestamp = maxTimestamp
      this.maxTimestampOffset = lastOffset
    }
    if (this.bytesSinceIndexEntry > indexIntervalBytes) {
      this.offsetIndex.append(lastOffset, this.sizeBytes)
      if (this.maxTimestamp >= 0) this.timeIndex.append(this.maxTimestamp, this.maxTimestampOffset)
      this.bytesSinceIndexEntry = 0
    }
    this.sizeBytes += batchBytes
    this.bytesSinceIndexEntry += batchBytes
  }

  /** Adds an aborted transaction; the file appears with the first. Returns it for syncing. */
  addAborted(txn: AbortedTxn): StorageFile {
    const txns = this.abortedTxns as AbortedTxn[]
    const bytes = encodeAbortedTxn(txn)
    const file = this.#storage.open(this.path(TXN_INDEX_SUFFIX), { create: true })
    file.write(bytes, txns.length * bytes.length)
    txns.push(txn)
    return file
  }

  /** Forgets the aborted transactions, in memory and on disk: before a recovery walk. */
  resetAborted(): void {
    this.#aborted = []
    this.#storage.remove(this.path(TXN_INDEX_SUFFIX))
  }

  /** Writes both indexes: the segment is sealed, or the log closes cleanly. Returns the files, for syncing and closing. */
  saveIndexes(): StorageFile[] {
    if (this.maxTimestamp >= 0) this.timeIndex.append(this.maxTimestamp, this.maxTimestampOffset)
    return [
      this.offsetIndex.save(this.#storage, this.path(INDEX_SUFFIX)),
      this.timeIndex.save(this.#storage, this.path(TIME_INDEX_SUFFIX)),
    ]
  }

  /** Gives the log file up without closing it: whoever syncs it last closes it. It is opened anew when it is read. */
  detach(): StorageFile | undefined {
    const file = this.#file
    this.#file = undefined
    return file
  }

  close(): void {
    this.#file?.close()
    this.#file = undefined
  }

  /** Renames the files to `.deleted`, the log file first; returns their new paths. */
  doom(): string[] {
    this.close()
    const doomed: string[] = []
    for (const suffix of SEGMENT_SUFFIXES) {
      const from = this.path(suffix)
      if (this.#storage.stat(from) === undefined) continue
      this.#storage.rename(from, `${from}.deleted`)
      doomed.push(`${from}.deleted`)
    }
    return doomed
  }

  /** Removes the files; the log file first, so that a crash between leaves only orphans, which loading removes. */
  remove(): void {
    this.close()
    for (const suffix of SEGMENT_SUFFIXES) this.#storage.remove(this.path(suffix))
  }
}
