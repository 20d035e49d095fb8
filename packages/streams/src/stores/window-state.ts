/**
 * A timestamped window store: `key · int64 window start · int32 0` to `int64 timestamp · value`, in segments by window start.
 *
 * 1. A window is live while its start is above observed time - retention; others are neither read nor kept. Observed time is
 *    the greatest window start ever put.
 * 2. Reading one window is one point read; expiry drops whole segments and looks at no entry.
 * Source: Kafka Streams' WindowKeySchema, InMemoryWindowStore and AbstractRocksDBSegmentedBytesStore.
 */

import type { Step } from '../records/step.ts'
import { BOTH, setValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64, writeInt64 } from '../serdes/byte-sink.ts'
import { decodeOwned, type Serde } from '../serdes/serde.ts'
import { timeWindowed, type Windowed, windowEnd } from '../serdes/windowed.ts'
import { compareBytes } from './byte-order.ts'
import type { ByteStore } from './byte-store.ts'
import { CachedStore } from './cached-store.ts'
import { KeySpan } from './key-span.ts'
import { fillFlushed, type ValueAndTimestamp } from './key-value-state.ts'
import { type LoggedStore, TIMESTAMP_BYTES } from './logged-store.ts'
import type { DirtyEntry, RecordCache } from './record-cache.ts'
import type { WindowStoreSpec } from './store-spec.ts'
import { dataSegments, StoreTime } from './store-time.ts'

/** int64 start and int32 sequence number. */
const SUFFIX_BYTES = 12

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
  private segment = 0
  private readonly flushRecord: TaskRecord
  /** Greatest window start ever put. */
  readonly observed: StoreTime
  /** 0 where a window as old as the retention is still live: on disk, in stores whose windows go out when they close. */
  private readonly spare: number
  private firstLiveSegment = 0

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
    this.windowedSerde = timeWindowed(keySerde, spec.windowSizeMs)
    this.logged = logged
    this.observed = new StoreTime(logged.engine)
    this.spare = spec.byTime === true && spec.type !== 'memory' ? 0 : 1
    this.flushRecord = flushRecord
    const live = (entry: DirtyEntry): boolean => this.isLive(startOf(entry.keyBytes, entry.keyEnd))
    this.cached = cache === null ? null : new CachedStore(logged, cache, flushRecord, live)
    this.store = this.cached ?? logged
    this.key = new KeySpan(keySerde)
  }

  onFlush(next: Step, wantsOld: boolean): void {
    this.cached?.listen((entry, old) => {
      const r = this.flushRecord
      fillFlushed(r, entry, this.windowedSerde, entry.keyEnd - 4, this.valueSerde)
      r.oldValue = old === null ? null : this.valueSerde.decode(old, TIMESTAMP_BYTES, old.length)
      next(r)
    }, wantsOld)
  }

  private isLive(startMs: number): boolean {
    return startMs >= this.observed.ms - this.spec.retentionMs + this.spare
  }

  /** Selects the record's key; then `at` selects the window. */
  of(record: TaskRecord): void {
    this.key.of(record)
    this.select()
  }

  private select(): void {
    const { key, keySink } = this
    keySink.at = 0
    keySink.write(key.bytes, key.start, key.end)
    this.keyLength = keySink.at
    keySink.ensure(SUFFIX_BYTES)
    keySink.view.setInt32(this.keyLength + 8, 0)
  }

  at(startMs: number): void {
    writeInt64(this.keySink.view, this.keyLength, startMs)
    this.segment = Math.floor(startMs / this.spec.segmentIntervalMs)
    this.windowStartMs = startMs
    this.located = false
  }
  private windowStartMs = 0
  /** True while the last call on the store found the selected window. */
  private located = false

  find(): boolean {
    if (!this.isLive(this.windowStartMs)) return false
    const { store } = this
    this.located = store.find(this.segment, this.keySink.bytes, 0, this.keyLength + SUFFIX_BYTES)
    if (!this.located) return false
    this.timestamp = readInt64(store.foundBytes, store.foundStart)
    return true
  }

  value(): unknown {
    const { store } = this
    return decodeOwned(this.valueSerde, store.foundBytes, store.foundStart + TIMESTAMP_BYTES, store.foundEnd)
  }

  /** Writes the selected window; false when it is too old to be kept. */
  put(value: unknown, timestamp: number, record: TaskRecord): boolean {
    if (this.windowStartMs > this.observed.ms) this.advance(this.windowStartMs)
    else if (!this.isLive(this.windowStartMs)) return false
    const { sink } = this
    const end = this.keyLength + SUFFIX_BYTES
    if (value === null || value === undefined) {
      this.store.write(this.segment, this.keySink.bytes, 0, end, null, 0, 0, record.timestamp, record)
      return true
    }
    sink.at = 0
    sink.writeInt64(timestamp)
    this.valueSerde.encode(value, sink)
    if (this.located) {
      this.located = false
      this.store.rewrite(this.segment, this.keySink.bytes, 0, end, sink.bytes, sink.at, timestamp, record)
      return true
    }
    this.store.write(this.segment, this.keySink.bytes, 0, end, sink.bytes, 0, sink.at, timestamp, record)
    return true
  }

  private advance(toMs: number): void {
    this.observed.ms = toMs
    const live = Math.floor((toMs - this.spec.retentionMs) / this.spec.segmentIntervalMs)
    if (live <= this.firstLiveSegment) return
    this.firstLiveSegment = live
    for (const id of dataSegments(this.logged.engine)) {
      if (id >= live) break
      this.logged.drop(id)
    }
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
    this.key.ofObject(windowed.key)
    this.select()
    this.at(windowed.start)
  }

  // What users and tests read.

  /** The value of a key's window that starts at `startMs`, or null. */
  fetch(key: K, startMs: number): ValueAndTimestamp<V> | null {
    this.ofWindowed({ key, start: startMs, end: startMs })
    return this.find() ? { value: this.value() as V, timestamp: this.timestamp } : null
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
  *fetchRange(key: K, fromMs: number, toMs: number): IterableIterator<Windowed<K> & ValueAndTimestamp<V>> {
    this.located = false
    const bare = this.keySerde.serialize('', key)!
    const bounds = (startMs: number, tail: number): Uint8Array => {
      const sink = new ByteSink(bare.length + SUFFIX_BYTES)
      sink.write(bare, 0, bare.length)
      sink.writeInt64(Math.max(0, startMs))
      sink.ensure(4)
      sink.view.setInt32(sink.at, tail)
      return sink.slice(0, bare.length + SUFFIX_BYTES)
    }
    const low = bounds(fromMs, 0)
    const high = bounds(toMs, -1)
    for (const id of this.store.segmentIds()) {
      const it = this.store.range(id, low, high, false)
      while (it.next()) {
        // Keys of other lengths may lie between: only those of this very key are ours.
        if (it.keyEnd - it.keyStart !== low.length) continue
        if (compareBytes(it.keyBytes, it.keyStart, it.keyEnd - SUFFIX_BYTES, bare, 0, bare.length) !== 0)
          continue
        const entry = this.entry(
          it.keyBytes,
          it.keyStart,
          it.keyEnd,
          it.valueBytes,
          it.valueStart,
          it.valueEnd,
        )
        if (entry !== null && entry.start >= fromMs && entry.start <= toMs) yield entry
      }
    }
  }

  /** All live windows: in memory by start, then key; on disk segment by segment by key, then start (Kafka Streams' orders). */
  *all(): IterableIterator<Windowed<K> & ValueAndTimestamp<V>> {
    this.located = false
    const found: { key: Uint8Array; entry: Windowed<K> & ValueAndTimestamp<V> }[] = []
    for (const id of this.store.segmentIds()) {
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
        if (entry !== null) found.push({ key: it.keyBytes.slice(it.keyStart, it.keyEnd), entry })
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

  /**
   * Live windows that start within `[fromMs, toMs]`, by start, then key: those that close.
   */
  closed(
    fromMs: number,
    toMs: number,
  ): { readonly key: Windowed<K>; readonly value: V; readonly timestamp: number }[] {
    this.located = false
    const found: { at: Uint8Array; key: Windowed<K>; value: V; timestamp: number }[] = []
    const { segmentIntervalMs } = this.spec
    const last = Math.floor(toMs / segmentIntervalMs)
    for (const id of this.store.segmentIds()) {
      if (id < Math.floor(fromMs / segmentIntervalMs) || id > last) continue
      const it = this.store.range(id, null, null, false)
      while (it.next()) {
        const start = readInt64(it.keyBytes, it.keyEnd - SUFFIX_BYTES)
        if (start < fromMs || start > toMs) continue
        const entry = this.entry(
          it.keyBytes,
          it.keyStart,
          it.keyEnd,
          it.valueBytes,
          it.valueStart,
          it.valueEnd,
        )
        if (entry === null) continue
        const { key, end, value, timestamp } = entry
        found.push({
          at: it.keyBytes.slice(it.keyStart, it.keyEnd),
          key: { key, start, end },
          value,
          timestamp,
        })
      }
    }
    return found.sort(
      (a, b) => a.key.start - b.key.start || compareBytes(a.at, 0, a.at.length, b.at, 0, b.at.length),
    )
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
      end: windowEnd(start, this.spec.windowSizeMs),
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
    let n = 0
    for (const id of dataSegments(this.logged.engine))
      n += this.logged.engine.segment(id).approximateNumEntries()
    return n
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
    if (windowStart > this.observed.ms) this.advance(windowStart)
    else if (!this.isLive(windowStart)) return
    const segment = Math.floor(windowStart / this.spec.segmentIntervalMs)
    if (value === null) {
      this.logged.restore(segment, key, start, end, null, 0, 0)
      return
    }
    this.sink.at = 0
    this.sink.writeInt64(timestamp)
    this.sink.write(value, valueStart, valueEnd)
    this.logged.restore(segment, key, start, end, this.sink.bytes, 0, this.sink.at)
  }
}

function startOf(key: Uint8Array, end: number): number {
  return readInt64(key, end - SUFFIX_BYTES)
}
