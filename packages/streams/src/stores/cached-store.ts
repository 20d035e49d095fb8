/**
 * The layer of the record cache: updates stay here until a commit or until the cache must shrink; then the store below is
 * written and the change goes downstream, once a key.
 *
 * 1. A key that neither was nor is below is not written and not forwarded: its life began and ended within the cache.
 * 2. The store below is written before anything is forwarded.
 */
import type { TaskRecord } from '../records/task-record.ts'
import { readInt64 } from '../serdes/byte-sink.ts'
import type { ByteStore } from './byte-store.ts'
import type { EngineIterator } from './engine.ts'
import type { LoggedStore } from './logged-store.ts'
import { MergedIterator, type MergedSource } from './merged-iterator.ts'
import type { DirtyEntry, RecordCache, StoreCache } from './record-cache.ts'

/** Told of each entry that has gone down; `old` is what was below, when asked for. */
export type FlushListener = (entry: DirtyEntry, old: Uint8Array | null) => void

export class CachedStore implements ByteStore {
  foundBytes: Uint8Array = new Uint8Array(0)
  foundStart = 0
  foundEnd = 0
  readonly cache: StoreCache
  private readonly below: LoggedStore
  private readonly record: TaskRecord
  private listener: FlushListener | null = null
  private wantsOld = false
  /** False: the entry is too old for the store below, and only forwarded. */
  private readonly isLive: (entry: DirtyEntry) => boolean

  constructor(
    below: LoggedStore,
    cache: RecordCache,
    record: TaskRecord,
    isLive: (entry: DirtyEntry) => boolean = () => true,
  ) {
    this.below = below
    this.record = record
    this.isLive = isLive
    this.cache = cache.store(entry => this.down(entry))
  }

  listen(listener: FlushListener, wantsOld: boolean): void {
    this.listener = listener
    this.wantsOld = wantsOld
  }

  find(segment: number, key: Uint8Array, start: number, end: number): boolean {
    return this.lend(this.cache.find(segment, key, start, end), segment, key, start, end)
  }

  /** The same for a key that is usually asked for after the one before. */
  findFollowing(segment: number, key: Uint8Array, start: number, end: number): boolean {
    return this.lend(this.cache.findFollowing(segment, key, start, end), segment, key, start, end)
  }

  /**
   * Finds the value that has gone downstream last: one that waits here is passed over, unless it is of the same source record as the
   * one in hand, which Kafka Streams' joins of a topic with itself see.
   */
  findForwarded(segment: number, key: Uint8Array, start: number, end: number, record: TaskRecord): boolean {
    const cached = this.cache.find(segment, key, start, end)
    const waits = cached !== 0 && this.cache.holdsBack(record)
    return this.lend(waits ? 0 : cached, segment, key, start, end)
  }

  private lend(cached: number, segment: number, key: Uint8Array, start: number, end: number): boolean {
    if (cached === 1) {
      this.foundBytes = this.cache.foundBytes
      this.foundStart = this.cache.foundStart
      this.foundEnd = this.cache.foundEnd
      return true
    }
    if (cached === -1 || !this.below.find(segment, key, start, end)) return false
    this.foundBytes = this.below.foundBytes
    this.foundStart = this.below.foundStart
    this.foundEnd = this.below.foundEnd
    return true
  }

  write(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    _timestamp: number,
    record: TaskRecord,
  ): void {
    this.cache.put(segment, key, start, end, value, valueStart, valueEnd, record)
  }

  /** The same where the store below has not got the key: removed before it goes there, it leaves no trace (1). */
  writeNew(
    segment: number,
    key: Uint8Array,
    keyEnd: number,
    value: Uint8Array,
    valueEnd: number,
    record: TaskRecord,
  ): void {
    this.cache.put(segment, key, 0, keyEnd, value, 0, valueEnd, record, this.listener !== null)
  }

  rewrite(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array,
    valueEnd: number,
    timestamp: number,
    record: TaskRecord,
  ): void {
    if (record.headers.count === 0 && this.cache.putFound(value, valueEnd, record)) return
    this.write(segment, key, start, end, value, 0, valueEnd, timestamp, record)
  }

  range(segment: number, from: Uint8Array | null, to: Uint8Array | null, reverse: boolean): EngineIterator {
    const { below, cache } = this
    const source: MergedSource = {
      get forgotten() {
        return cache.forgotten
      },
      above: (low, high) => cache.range(segment, low, high, reverse),
      below: (low, high) => below.range(segment, low, high, reverse),
    }
    return new MergedIterator(source, from, to, reverse)
  }

  private down(entry: DirtyEntry): void {
    const { bytes, isTombstone, keyEnd, keyStart, segment, valueEnd, valueStart } = entry
    let old: Uint8Array | null = null
    if ((isTombstone || this.wantsOld) && this.below.find(segment, bytes, keyStart, keyEnd)) {
      old = this.below.foundBytes.slice(this.below.foundStart, this.below.foundEnd)
    }
    const isLive = this.isLive(entry)
    // What is too old may have been below, and others may know of it. What nobody listens to is written whatever it is.
    if (isTombstone && old === null && isLive && this.listener !== null) return
    const value = isTombstone ? null : bytes
    const timestamp = isTombstone ? entry.timestamp : readInt64(bytes, valueStart)
    if (this.below.logsHeaders) {
      const { headers } = this.record
      Object.assign(headers, {
        bytes,
        start: entry.headersStart,
        end: entry.headersEnd,
        count: entry.headerCount,
      })
    }
    if (isLive) {
      this.below.write(segment, bytes, keyStart, keyEnd, value, valueStart, valueEnd, timestamp, this.record)
    } else {
      this.below.log(bytes, keyStart, keyEnd, value, valueStart, valueEnd, timestamp, this.record)
    }
    this.listener?.(entry, this.wantsOld ? old : null)
  }
}
