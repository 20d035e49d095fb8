/**
 * A timestamped window store: `key · int64 window start · int32 0` to `int64 timestamp · value`, in segments by window start.
 *
 * 1. A window is live while its start is above observed time - retention; others are neither read nor kept. Observed time is
 *    the greatest window start ever put.
 * 2. Reading one window is one point read; expiry drops whole segments and looks at no entry.
 * Source: Kafka Streams' WindowKeySchema, InMemoryWindowStore and AbstractRocksDBSegmentedBytesStore.
 */

import { decodeHeaders, type HeaderList, NO_HEADERS } from '../records/headers.ts'
import type { Step } from '../records/step.ts'
import { BOTH, setValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64, writeInt64 } from '../serdes/byte-sink.ts'
import { decodeOwned, type Serde } from '../serdes/serde.ts'
import { calendarWindowed, timeWindowed, type Windowed, windowEnd } from '../serdes/windowed.ts'
import { compareBytes, sameBytes } from './byte-order.ts'
import type { ByteStore } from './byte-store.ts'
import { CachedStore } from './cached-store.ts'
import { DeferredWindows, type WindowFold } from './deferred-windows.ts'
import { KeySpan } from './key-span.ts'
import { fillFlushed, type ValueAndTimestamp } from './key-value-state.ts'
import { type LoggedStore, TIMESTAMP_BYTES } from './logged-store.ts'
import { RangeBounds } from './range-bounds.ts'
import type { DirtyEntry, RecordCache } from './record-cache.ts'
import { Segments } from './segments.ts'
import type { WindowStoreSpec } from './store-spec.ts'
import type { StoreTime } from './store-time.ts'
import { storedHeaders } from './stored-headers.ts'
import { TimeIndex } from './time-index.ts'

/** int64 start and int32 sequence number. */
const SUFFIX_BYTES = 12

/** A window of the selected key. */
export interface KeyWindow<V = unknown> extends ValueAndTimestamp<V> {
  readonly start: number
}

export class WindowState<K = unknown, V = unknown> {
  readonly spec: WindowStoreSpec
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  /** Of the keys that come out: the bare key and the window. */
  readonly windowedSerde: Serde<unknown>
  readonly logged: LoggedStore
  readonly cached: CachedStore | null
  timestamp = 0
  private readonly store: ByteStore
  private readonly key: KeySpan
  private readonly sink = new ByteSink(256)
  /** The selected key with room for the suffix. */
  private readonly keySink = new ByteSink(128)
  private keyLength = 0
  private readonly bounds = new RangeBounds()
  private readonly flushRecord: TaskRecord
  private readonly segments: Segments
  /** Windows by their starts, where they go out when they close. */
  private readonly index: TimeIndex | null
  /** Records that wait for their windows; null without a cache. */
  private readonly deferred: DeferredWindows | null = null
  /** 0 where a window as old as the retention is still live: on disk, in stores whose windows go out when they close. */
  private readonly spare: number

  constructor(
    spec: WindowStoreSpec,
    keySerde: Serde<unknown>,
    valueSerde: Serde<unknown>,
    logged: LoggedStore,
    cache: RecordCache | null,
    flushRecord: TaskRecord,
  ) {
    this.spec = spec
    this.keySerde = keySerde
    this.valueSerde = valueSerde
    this.windowedSerde =
      spec.ends === undefined
        ? timeWindowed(keySerde, spec.windowSizeMs)
        : calendarWindowed(keySerde, spec.ends)
    this.logged = logged
    this.segments = new Segments(logged.engine, spec, id => {
      logged.drop(id)
      this.index?.drop(id)
    })
    this.index = spec.byTime === true ? new TimeIndex(logged.engine, this.segments) : null
    this.spare = spec.byTime === true && spec.type !== 'memory' ? 0 : 1
    this.flushRecord = flushRecord
    const live = (entry: DirtyEntry): boolean => this.isLive(startOf(entry.bytes, entry.keyEnd))
    this.cached = cache === null ? null : new CachedStore(logged, cache, flushRecord, live)
    this.store = this.cached ?? logged
    this.key = new KeySpan(keySerde)
    if (cache === null) return
    this.deferred = new DeferredWindows(this, cache)
    this.cached!.cache.waiting = this.deferred
  }

  /** Greatest window start ever put. */
  get observed(): StoreTime {
    this.settle()
    return this.segments.observed
  }

  get observedMs(): number {
    return this.segments.observed.ms
  }

  get retentionMs(): number {
    return this.spec.retentionMs
  }

  onFlush(next: Step, wantsOld: boolean): void {
    this.cached?.listen((entry, old) => {
      const r = this.flushRecord
      fillFlushed(r, entry, this.windowedSerde, entry.keyEnd - 4, this.valueSerde)
      r.oldValue = old === null ? null : this.valueSerde.decode(old, TIMESTAMP_BYTES, old.length)
      next(r)
    }, wantsOld)
  }

  private endOf(startMs: number): number {
    const { ends, windowSizeMs } = this.spec
    return ends === undefined ? windowEnd(startMs, windowSizeMs) : ends.endOf(startMs)
  }

  private isLive(startMs: number): boolean {
    return startMs >= this.segments.expiredMs + this.spare
  }

  /** Selects the record's key; then `at` selects the window. */
  of(record: TaskRecord): void {
    this.settle()
    this.key.of(record)
    this.select(this.key.bytes, this.key.start, this.key.end)
  }

  /**
   * Lets a record wait for its windows from `firstMs` on; they take it before anybody reads them. False: it is to be folded now.
   * Only where there is a cache.
   */
  defer(fold: WindowFold, record: TaskRecord, firstMs: number): boolean {
    const { deferred, key } = this
    if (deferred === null) return false
    key.of(record)
    return deferred.add(fold, record, firstMs, key.bytes, key.start, key.end)
  }

  private settle(): void {
    if (this.deferred !== null && this.deferred.size > 0) this.deferred.settle()
  }

  /** Selects a key by its bytes. */
  select(bytes: Uint8Array, start: number, end: number): void {
    const { keySink } = this
    keySink.at = 0
    keySink.write(bytes, start, end)
    this.keyLength = keySink.at
    this.follows = false
    keySink.ensure(SUFFIX_BYTES)
    keySink.view.setInt32(this.keyLength + 8, 0)
  }

  at(startMs: number): void {
    writeInt64(this.keySink.view, this.keyLength, startMs)
    this.windowStartMs = startMs
    this.located = false
  }
  private windowStartMs = 0
  /** True while the last call on the store found the selected window. */
  private located = false
  /** True while another window of the selected key was looked for before. */
  private follows = false

  find(): boolean {
    if (!this.isLive(this.windowStartMs)) return false
    const { cached, store } = this
    const segment = this.segments.of(this.windowStartMs)
    const end = this.keyLength + SUFFIX_BYTES
    this.located =
      this.follows && cached !== null
        ? cached.findFollowing(segment, this.keySink.bytes, 0, end)
        : store.find(segment, this.keySink.bytes, 0, end)
    this.follows = true
    if (!this.located) return false
    this.timestamp = readInt64(store.foundBytes, store.foundStart)
    return true
  }

  /** Finds the selected window as those behind the table know it; see `CachedStore.findForwarded`. Nothing may be put then. */
  findForwarded(record: TaskRecord): boolean {
    const { cached, keySink, store, windowStartMs } = this
    if (cached === null) return this.find()
    this.located = false
    this.follows = false
    if (!this.isLive(windowStartMs)) return false
    const segment = this.segments.of(windowStartMs)
    if (!cached.findForwarded(segment, keySink.bytes, 0, this.keyLength + SUFFIX_BYTES, record)) return false
    this.timestamp = readInt64(store.foundBytes, store.foundStart)
    return true
  }

  value(): unknown {
    const { store } = this
    return decodeOwned(this.valueSerde, store.foundBytes, store.foundStart + TIMESTAMP_BYTES, store.foundEnd)
  }

  /** Writes the selected window; false when it is too old to be kept: then it is logged, and leaves a cache, all the same. */
  put(value: unknown, timestamp: number, record: TaskRecord): boolean {
    const startMs = this.windowStartMs
    this.segments.advance(startMs)
    const { sink, store, keySink } = this
    const end = this.keyLength + SUFFIX_BYTES
    const isNew = !this.located
    const keeps = this.isLive(startMs)
    this.located = false
    const deletes = value === null || value === undefined
    sink.at = 0
    if (!deletes) {
      sink.writeInt64(timestamp)
      this.valueSerde.encode(value, sink)
    }
    const bytes = deletes ? null : sink.bytes
    const time = deletes ? record.timestamp : timestamp
    if (!keeps && this.cached === null) {
      this.logged.log(keySink.bytes, 0, end, bytes, 0, sink.at, time, record)
      return false
    }
    if (!deletes && !isNew) {
      store.rewrite(this.segments.of(startMs), keySink.bytes, 0, end, sink.bytes, sink.at, timestamp, record)
      return true
    }
    const segment = deletes || !keeps ? this.segments.of(startMs) : this.segments.enter(startMs)
    if (this.index !== null && keeps) {
      const indexed = this.indexKey(startMs, keySink.bytes, 0, this.keyLength)
      if (deletes) indexed.remove(startMs)
      else indexed.add(startMs)
    }
    store.write(segment, keySink.bytes, 0, end, bytes, 0, sink.at, time, record)
    return keeps
  }

  private indexKey(startMs: number, key: Uint8Array, start: number, end: number): TimeIndex {
    this.index!.key(startMs).write(key, start, end)
    return this.index!
  }

  /** Makes the selected window the record's key, and the value just put its value. */
  lend(value: unknown, record: TaskRecord): void {
    record.keyState = 1
    record.keyBytes = this.keySink.bytes
    record.keyStart = 0
    record.keyEnd = this.keyLength + 8
    record.keySerde = this.windowedSerde
    setValue(record, value)
    if (value === null || value === undefined) return
    record.valueBytes = this.sink.bytes
    record.valueStart = TIMESTAMP_BYTES
    record.valueEnd = this.sink.at
    record.valueSerde = this.valueSerde
    if (this.valueSerde.lazy) record.valueState = BOTH
  }

  /** Selects a window by the windowed key of a record. */
  ofWindowed(windowed: Windowed<unknown>): void {
    this.settle()
    this.key.ofObject(windowed.key)
    this.select(this.key.bytes, this.key.start, this.key.end)
    this.at(windowed.start)
  }

  /**
   * Live windows of the selected key whose start is within `[fromMs, toMs]`, by start, or backwards: then the first that begins
   * before `enoughMs` is the last. They are read before any is handed over, so what is done with one may change the store.
   */
  windows(
    fromMs: number,
    toMs: number,
    reverse: boolean,
    enoughMs = Number.NEGATIVE_INFINITY,
  ): KeyWindow<V>[] {
    this.located = false
    const found: KeyWindow<V>[] = []
    const from = Math.max(0, fromMs, this.segments.expiredMs + this.spare)
    if (from > toMs) return found
    const length = this.keyLength
    const [low, high] = this.bounds.of(this.keySink.bytes, 0, length, SUFFIX_BYTES)
    writeInt64(low.view, length, from)
    low.view.setInt32(length + 8, 0)
    writeInt64(high.view, length, toMs)
    high.view.setInt32(length + 8, -1)
    for (const id of this.segments.between(from, toMs, reverse)) {
      const it = this.store.range(id, low.bytes, high.bytes, reverse)
      while (it.next()) {
        // Keys of other lengths may lie between: only those of this very key are ours.
        if (it.keyEnd - it.keyStart !== length + SUFFIX_BYTES) continue
        if (!sameBytes(it.keyBytes, it.keyStart, low.bytes, 0, length)) continue
        const start = startOf(it.keyBytes, it.keyEnd)
        const value = decodeOwned(
          this.valueSerde,
          it.valueBytes,
          it.valueStart + TIMESTAMP_BYTES,
          it.valueEnd,
        )
        found.push({ start, value: value as V, timestamp: readInt64(it.valueBytes, it.valueStart) })
        if (reverse && start < enoughMs) return found
      }
    }
    return found
  }

  // What users and tests read.

  /** The value of a key's window that starts at `startMs`, or null. */
  fetch(key: K, startMs: number): ValueAndTimestamp<V> | null {
    this.ofWindowed({ key, start: startMs, end: startMs })
    return this.find() ? { value: this.value() as V, timestamp: this.timestamp } : null
  }

  /** The headers beside a key's window, of a store that keeps them. */
  headersOf(key: K, startMs: number): HeaderList {
    const { store } = this
    this.ofWindowed({ key, start: startMs, end: startMs })
    return this.find() ? decodeHeaders(storedHeaders(store.foundBytes, store.foundEnd)) : NO_HEADERS
  }

  /** Writes a key's window; null or undefined deletes. False when it is too old to be kept. */
  write(
    key: K,
    startMs: number,
    value: V | null | undefined,
    timestamp: number,
    record: TaskRecord,
  ): boolean {
    this.ofWindowed({ key, start: startMs, end: startMs })
    return this.put(value, timestamp, record)
  }

  /** Windows of a key whose start is within `[fromMs, toMs]`, by start. */
  fetchRange(key: K, fromMs: number, toMs: number): (Windowed<K> & ValueAndTimestamp<V>)[] {
    this.ofWindowed({ key, start: 0, end: 0 })
    return this.windows(fromMs, toMs, false).map(found => ({
      ...found,
      key,
      end: this.endOf(found.start),
    }))
  }

  /** All live windows: in memory by start, then key; on disk segment by segment by key, then start (Kafka Streams' orders). */
  *all(): IterableIterator<Windowed<K> & ValueAndTimestamp<V>> {
    this.settle()
    this.located = false
    const found: { key: Uint8Array; entry: Windowed<K> & ValueAndTimestamp<V> }[] = []
    for (const id of this.segments.ids) {
      const it = this.store.range(id, null, null, false)
      while (it.next()) {
        const entry = this.entry(
          it.keyBytes,
          it.keyStart,
          it.keyEnd,
          it.valueBytes,
          it.valueStart,
          it.valueEnd,
        )
        if (entry !== null)
          found.push({ key: it.keyBytes.slice(it.keyStart, it.keyEnd - SUFFIX_BYTES), entry })
      }
    }
    if (this.spec.type === 'memory' || this.spec.byTime === true) {
      found.sort(
        (a, b) =>
          a.entry.start - b.entry.start || compareBytes(a.key, 0, a.key.length, b.key, 0, b.key.length),
      )
    }
    for (const { entry } of found) yield entry
  }

  /** Live windows that start within `[fromMs, toMs]`, by start, then key: those that close. */
  closed(
    fromMs: number,
    toMs: number,
  ): { readonly key: Windowed<K>; readonly value: V; readonly timestamp: number }[] {
    this.settle()
    this.located = false
    const found: { key: Windowed<K>; value: V; timestamp: number }[] = []
    const { keySink, store } = this
    for (const at of this.index?.between(fromMs, toMs) ?? []) {
      const startMs = readInt64(at, 0)
      keySink.at = 0
      keySink.write(at, 8, at.length)
      keySink.writeInt64(startMs)
      keySink.ensure(4)
      keySink.view.setInt32(keySink.at, 0)
      const end = keySink.at + 4
      if (!store.find(this.segments.of(startMs), keySink.bytes, 0, end)) continue
      const entry = this.entry(keySink.bytes, 0, end, store.foundBytes, store.foundStart, store.foundEnd)
      if (entry === null) continue
      const { key, value, timestamp } = entry
      found.push({ key: { key, start: startMs, end: entry.end }, value, timestamp })
    }
    return found
  }

  private entry(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): (Windowed<K> & ValueAndTimestamp<V>) | null {
    const start = readInt64(key, keyEnd - SUFFIX_BYTES)
    if (!this.isLive(start)) return null
    return {
      key: decodeOwned(this.keySerde, key, keyStart, keyEnd - SUFFIX_BYTES) as K,
      start,
      end: this.endOf(start),
      value: decodeOwned(this.valueSerde, value, valueStart + TIMESTAMP_BYTES, valueEnd) as V,
      timestamp: readInt64(value, valueStart),
    }
  }

  /** Keeps the store's time with the next commit. */
  save(): void {
    this.observed.save()
  }

  /** Windows kept, expired ones of live segments included. */
  approximateNumEntries(): number {
    this.settle()
    return this.segments.approximateNumEntries()
  }

  restore(
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
  ): void {
    const windowStart = readInt64(key, end - SUFFIX_BYTES)
    this.segments.advance(windowStart)
    if (!this.isLive(windowStart)) return
    const segment = this.segments.enter(windowStart)
    const indexed = this.index !== null ? this.indexKey(windowStart, key, start, end - SUFFIX_BYTES) : null
    if (value === null) {
      indexed?.remove(windowStart)
      this.logged.restore(segment, key, start, end, null, 0, 0)
      return
    }
    indexed?.add(windowStart)
    this.sink.at = 0
    this.sink.writeInt64(timestamp)
    this.sink.write(value, valueStart, valueEnd)
    this.logged.restore(segment, key, start, end, this.sink.bytes, 0, this.sink.at)
  }
}

function startOf(key: Uint8Array, end: number): number {
  return readInt64(key, end - SUFFIX_BYTES)
}
