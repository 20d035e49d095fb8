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
import { BatchHeader, MoldauError } from '@moldau/protocol'
import type { Storage, StorageFile } from '../storage/storage.ts'
import { walkSegment } from './fetch.ts'
import { OffsetIndex } from './offset-index.ts'
import {
  CHECKSUMS_SUFFIX,
  type Checksum,
  checksumOf,
  fitsChecksum,
  parseChecksums,
  renderChecksums,
} from './segment-checksums.ts'
import { TimeIndex } from './time-index.ts'
import { type AbortedTxn, decodeAbortedTxns, encodeAbortedTxn } from './transaction-index.ts'

export const LOG_SUFFIX = '.log'
export const INDEX_SUFFIX = '.index'
export const TIME_INDEX_SUFFIX = '.timeindex'
export const TXN_INDEX_SUFFIX = '.txnindex'
export const SNAPSHOT_SUFFIX = '.snapshot'
/** The files of a segment; the log file first. */
export const SEGMENT_SUFFIXES = [
  LOG_SUFFIX,
  INDEX_SUFFIX,
  TIME_INDEX_SUFFIX,
  TXN_INDEX_SUFFIX,
  CHECKSUMS_SUFFIX,
] as const

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

/** One entry for so many bytes where an index is rebuilt outside of loading: Kafka's default. */
const REBUILT_INTERVAL_BYTES = 4096

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
  #sums: ReadonlyMap<string, Checksum> | 'none' | undefined

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
    segment.#aborted = []
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
      const content = this.#index(INDEX_SUFFIX, bytes => OffsetIndex.sound(bytes, this.sizeBytes))
      if (content === undefined) this.#rebuildIndexes()
      else this.#offsetIndex = new OffsetIndex(this.baseOffset, content)
    }
    return this.#offsetIndex!
  }

  get timeIndex(): TimeIndex {
    if (this.#timeIndex === undefined) {
      const content = this.#index(TIME_INDEX_SUFFIX, bytes => TimeIndex.sound(bytes))
      if (content === undefined) this.#rebuildIndexes()
      else this.#timeIndex = new TimeIndex(this.baseOffset, content)
    }
    return this.#timeIndex!
  }

  /** The content of an index; `undefined` where it is missing or damaged. */
  #index(suffix: string, isSound: (bytes: Uint8Array) => boolean): Uint8Array | undefined {
    const content = this.#storage.readFile(this.path(suffix))
    if (content === undefined || !isSound(content)) return undefined
    this.#sums ??= parseChecksums(this.#storage.readFile(this.path(CHECKSUMS_SUFFIX))) ?? 'none'
    if (this.#sums !== 'none' && !fitsChecksum(content, this.#sums.get(suffix))) return undefined
    return content
  }

  /** Builds both indexes from the batches: a file of theirs was damaged after loading had seen it. */
  #rebuildIndexes(): void {
    const sizeBytes = this.sizeBytes
    this.resetIndexes()
    this.sizeBytes = 0
    const header = new BatchHeader()
    walkSegment(this, 0, sizeBytes, (bytes, start, position, size) => {
      header.at(bytes, start)
      this.sizeBytes = position
      this.extend(header.lastOffset, header.maxTimestamp, size, REBUILT_INTERVAL_BYTES)
      return true
    })
    if (this.maxTimestamp >= 0) this.timeIndex.append(this.maxTimestamp, this.maxTimestampOffset)
    this.sizeBytes = sizeBytes
  }

  /** Whether the index of aborted transactions is what was summed, or at least is there and has its form where nothing was. */
  abortedAreSound(): boolean {
    return this.#aborted !== undefined || this.#readAborted() !== undefined
  }

  #readAborted(): AbortedTxn[] | undefined {
    const content = this.#storage.readFile(this.path(TXN_INDEX_SUFFIX))
    const sums = parseChecksums(this.#storage.readFile(this.path(CHECKSUMS_SUFFIX)))
    if (sums !== undefined && !fitsChecksum(content, sums.get(TXN_INDEX_SUFFIX))) return undefined
    if (content !== undefined) return decodeAbortedTxns(content, this.baseOffset)
    // Nothing says that there were none: whoever loads the log looks.
    return sums === undefined ? undefined : []
  }

  /** Whether the segment was sealed without checksums: by Kafka, or the file is gone. */
  get lacksChecksums(): boolean {
    return this.#storage.stat(this.path(CHECKSUMS_SUFFIX)) === undefined
  }

  get lacksTxnIndex(): boolean {
    return this.#storage.stat(this.path(TXN_INDEX_SUFFIX)) === undefined
  }

  /** Nothing was aborted here: somebody has looked, or may believe so. */
  noneAborted(): void {
    this.#aborted = []
  }

  /** Sums the indexes as they lie on the disk, where they have their form. Returns the file, for syncing and closing. */
  sumIndexes(): StorageFile | undefined {
    const offsets = this.#storage.readFile(this.path(INDEX_SUFFIX))
    const times = this.#storage.readFile(this.path(TIME_INDEX_SUFFIX))
    if (offsets === undefined || !OffsetIndex.sound(offsets, this.sizeBytes)) return undefined
    return times === undefined || !TimeIndex.sound(times) ? undefined : this.#saveChecksums(offsets, times)
  }

  /**
   * The aborted transactions whose marker lies here. Damaged since loading, they are not guessed: without one of them, what was
   * aborted would be served as committed. @throws MoldauError `LOG_DAMAGED`, the disk's error
   */
  get abortedTxns(): readonly AbortedTxn[] {
    this.#aborted ??= this.#readAborted()
    if (this.#aborted !== undefined) return this.#aborted
    throw new MoldauError('LOG_DAMAGED', 'the index of aborted transactions is damaged', {
      detail: `${this.path(TXN_INDEX_SUFFIX)} is not what was written`,
      hint: 'start again: it is then built anew from the batches; and look at the disk',
    })
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
    this.#sums = undefined
    this.#storage.remove(this.path(CHECKSUMS_SUFFIX))
    this.#storage.remove(this.path(TXN_INDEX_SUFFIX))
  }

  /**
   * Writes both indexes, and the checksums of all: the segment is sealed, or the log closes cleanly. Returns the files, for syncing
   * and closing.
   */
  saveIndexes(): StorageFile[] {
    if (this.maxTimestamp >= 0) this.timeIndex.append(this.maxTimestamp, this.maxTimestampOffset)
    const { offsetIndex, timeIndex } = this
    return [
      offsetIndex.save(this.#storage, this.path(INDEX_SUFFIX)),
      timeIndex.save(this.#storage, this.path(TIME_INDEX_SUFFIX)),
      this.#saveChecksums(offsetIndex.content, timeIndex.content),
    ]
  }

  #saveChecksums(offsets: Uint8Array, times: Uint8Array): StorageFile {
    const sums = new Map([
      [INDEX_SUFFIX, checksumOf(offsets)],
      [TIME_INDEX_SUFFIX, checksumOf(times)],
      [TXN_INDEX_SUFFIX, checksumOf(Buffer.concat(this.abortedTxns.map(encodeAbortedTxn)))],
    ])
    const file = this.#storage.open(this.path(CHECKSUMS_SUFFIX), { create: true })
    file.truncate(0)
    file.write(renderChecksums(sums), 0)
    this.#sums = undefined
    return file
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
