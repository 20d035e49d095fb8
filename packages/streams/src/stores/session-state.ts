/**
 * A session store: `key · int64 end · int64 start` to the bare aggregate, in segments by end.
 *
 * 1. A session is live while its end is above observed time - retention; others are not read by key. Observed time is the greatest
 *    end ever put. In memory what is not live is not kept either; on disk it stays until its segment goes, and sessions that close
 *    are still found there (Kafka Streams' two kinds of stores).
 * 2. Sessions of one key do not overlap, so in the order of their ends they are in the order of their starts.
 * Source: Kafka Streams' SessionKeySchema, InMemorySessionStore and RocksDBSessionStore.
 */
import type { Step } from '../records/step.ts'
import { BOTH, setValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64, writeInt64 } from '../serdes/byte-sink.ts'
import { decodeOwned, type Serde } from '../serdes/serde.ts'
import { sessionWindowed, type Windowed } from '../serdes/windowed.ts'
import { compareBytes, sameBytes } from './byte-order.ts'
import type { ByteStore } from './byte-store.ts'
import { CachedStore } from './cached-store.ts'
import { KeySpan } from './key-span.ts'
import { fillFlushed } from './key-value-state.ts'
import { type LoggedStore, TIMESTAMP_BYTES } from './logged-store.ts'
import type { DirtyEntry, RecordCache } from './record-cache.ts'
import type { SessionStoreSpec } from './store-spec.ts'
import { dataSegments, StoreTime } from './store-time.ts'

/** int64 end and int64 start. */
const SUFFIX_BYTES = 16

/** A session of the selected key, both ends inclusive. */
export interface Session<V = unknown> {
  readonly start: number
  readonly end: number
  readonly value: V
}

export class SessionState<K = unknown, V = unknown> {
  readonly spec: SessionStoreSpec
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  /** Of the keys that come out. */
  readonly windowedSerde: Serde<unknown>
  readonly logged: LoggedStore
  readonly cached: CachedStore | null
  readonly observed: StoreTime
  private readonly store: ByteStore
  private readonly key: KeySpan
  private readonly keySink = new ByteSink(128)
  private keyBytes = 0
  private readonly sink = new ByteSink(256)
  private readonly flushRecord: TaskRecord
  private firstLiveSegment = 0
  /** No session ends before; -1: not known yet. */
  private earliestEndMs = -1

  constructor(
    spec: SessionStoreSpec,
    keySerde: Serde<unknown>,
    valueSerde: Serde<unknown>,
    logged: LoggedStore,
    cache: RecordCache | null,
    flushRecord: TaskRecord,
  ) {
    this.spec = spec
    this.keySerde = keySerde
    this.valueSerde = valueSerde
    this.windowedSerde = sessionWindowed(keySerde)
    this.logged = logged
    this.observed = new StoreTime(logged.engine)
    this.flushRecord = flushRecord
    const keeps = (entry: DirtyEntry): boolean => this.keeps(endOf(entry.keyBytes, entry.keyEnd))
    this.cached = cache === null ? null : new CachedStore(logged, cache, flushRecord, keeps)
    this.store = this.cached ?? logged
    this.key = new KeySpan(keySerde)
  }

  onFlush(next: Step, wantsOld: boolean): void {
    this.cached?.listen((entry, old) => {
      const r = this.flushRecord
      fillFlushed(r, entry, this.windowedSerde, entry.keyEnd, this.valueSerde)
      r.timestamp = endOf(entry.keyBytes, entry.keyEnd)
      r.oldValue = old === null ? null : this.valueSerde.decode(old, TIMESTAMP_BYTES, old.length)
      next(r)
    }, wantsOld)
  }

  private isLive(endMs: number): boolean {
    return endMs > this.observed.ms - this.spec.retentionMs
  }

  private keeps(endMs: number): boolean {
    if (this.spec.type === 'memory') return this.isLive(endMs)
    return this.segmentOf(endMs) >= this.segmentOf(Math.max(0, this.observed.ms - this.spec.retentionMs))
  }

  private segmentOf(endMs: number): number {
    return Math.floor(endMs / this.spec.segmentIntervalMs)
  }

  private advance(toMs: number): void {
    this.observed.ms = toMs
    const live = this.segmentOf(Math.max(0, toMs - this.spec.retentionMs))
    if (live <= this.firstLiveSegment) return
    this.firstLiveSegment = live
    for (const id of dataSegments(this.logged.engine)) {
      if (id >= live) break
      this.logged.drop(id)
    }
  }

  /** Selects the record's key. */
  of(record: TaskRecord): void {
    this.key.of(record)
  }

  ofKey(key: unknown): void {
    this.key.ofObject(key)
  }

  /** The selected key with a window, in the sink; returns where it ends. */
  private select(startMs: number, endMs: number): number {
    const { key, keySink } = this
    keySink.at = 0
    keySink.write(key.bytes, key.start, key.end)
    this.keyBytes = keySink.at
    keySink.ensure(SUFFIX_BYTES)
    writeInt64(keySink.view, this.keyBytes, endMs)
    writeInt64(keySink.view, this.keyBytes + 8, startMs)
    return this.keyBytes + SUFFIX_BYTES
  }

  /** Live sessions of the selected key that end at or after `earliestEndMs` and begin at or before `latestStartMs`, by end. */
  find(earliestEndMs: number, latestStartMs: number): Session<V>[] {
    const found: Session<V>[] = []
    const fromMs = Math.max(0, earliestEndMs, this.observed.ms - this.spec.retentionMs + 1)
    const low = this.keySink.slice(0, this.select(0, fromMs))
    const high = this.keySink.slice(0, this.select(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))
    const first = this.segmentOf(fromMs)
    for (const id of this.store.segmentIds()) {
      if (id < first) continue
      const it = this.store.range(id, low, high, false)
      while (it.next()) {
        // Keys of other lengths may lie between.
        if (it.keyEnd - it.keyStart !== low.length) continue
        if (!sameBytes(it.keyBytes, it.keyStart, low, 0, low.length - SUFFIX_BYTES)) continue
        const start = readInt64(it.keyBytes, it.keyEnd - 8)
        if (start > latestStartMs) return found
        const value = decodeOwned(
          this.valueSerde,
          it.valueBytes,
          it.valueStart + TIMESTAMP_BYTES,
          it.valueEnd,
        ) as V
        found.push({ start, end: endOf(it.keyBytes, it.keyEnd), value })
      }
    }
    return found
  }

  /** Writes a session of the selected key; null removes it. False when it is too old to be kept. */
  put(startMs: number, endMs: number, value: unknown, record: TaskRecord): boolean {
    if (endMs > this.observed.ms) this.advance(endMs)
    const { sink, store, keySink } = this
    const segment = this.segmentOf(endMs)
    const length = this.select(startMs, endMs)
    if (value === null || value === undefined) {
      store.write(segment, keySink.bytes, 0, length, null, 0, 0, record.timestamp, record)
      return true
    }
    sink.at = 0
    sink.writeInt64(record.timestamp)
    this.valueSerde.encode(value, sink)
    if (!this.keeps(endMs)) {
      this.logged.log(keySink.bytes, 0, length, sink.bytes, 0, sink.at, record.timestamp)
      return false
    }
    if (endMs < this.earliestEndMs) this.earliestEndMs = endMs
    store.write(segment, keySink.bytes, 0, length, sink.bytes, 0, sink.at, record.timestamp, record)
    return true
  }

  /** Makes a session of the selected key the record's key, and what was just put its value. */
  lend(startMs: number, endMs: number, value: unknown, record: TaskRecord): void {
    const length = this.select(startMs, endMs)
    record.keyState = 1
    record.keyBytes = this.keySink.bytes
    record.keyStart = 0
    record.keyEnd = length
    record.keySerde = this.windowedSerde
    setValue(record, value)
    if (value === null || value === undefined) return
    record.valueBytes = this.sink.bytes
    record.valueStart = TIMESTAMP_BYTES
    record.valueEnd = this.sink.at
    record.valueSerde = this.valueSerde
    if (this.valueSerde.lazy) record.valueState = BOTH
  }

  /** Sessions that end within `[fromMs, toMs]`, by end, then key (on disk by end, then start); those kept on disk though not live are among them. */
  closed(fromMs: number, toMs: number): { readonly key: Windowed<K>; readonly value: V }[] {
    if (toMs < this.earliestEndMs) return []
    const kept = (end: number): boolean => this.spec.type !== 'memory' || this.isLive(end)
    const last = this.segmentOf(toMs)
    // Asked again and again for the next few ms: what ends next says for how long there is nothing to find.
    let next = (last + 1) * this.spec.segmentIntervalMs
    const wanted = (end: number): boolean => {
      if (end > toMs) next = Math.min(next, end)
      return end >= fromMs && end <= toMs && kept(end)
    }
    const found = this.entries(wanted, true, this.segmentOf(fromMs), last)
    this.earliestEndMs = next
    return found
  }

  // What users and tests read.

  /** The aggregate of a session, or null. */
  fetchSession(key: K, startMs: number, endMs: number): V | null {
    if (!this.isLive(endMs)) return null
    this.ofKey(key)
    const length = this.select(startMs, endMs)
    const { store } = this
    if (!store.find(this.segmentOf(endMs), this.keySink.bytes, 0, length)) return null
    return decodeOwned(
      this.valueSerde,
      store.foundBytes,
      store.foundStart + TIMESTAMP_BYTES,
      store.foundEnd,
    ) as V
  }

  /** Live sessions of a key, by end. */
  fetch(key: K): { readonly key: Windowed<K>; readonly value: V }[] {
    this.ofKey(key)
    return this.find(0, Number.MAX_SAFE_INTEGER).map(({ start, end, value }) => ({
      key: { key, start, end },
      value,
    }))
  }

  /** All live sessions: in memory by end, then key; on disk segment by segment by key, then end. */
  all(): { readonly key: Windowed<K>; readonly value: V }[] {
    return this.entries(end => this.isLive(end), this.spec.type === 'memory')
  }

  private entries(wanted: (end: number) => boolean, byEnd: boolean, first = 0, last = Infinity) {
    const found: { at: Uint8Array; key: Windowed<K>; value: V }[] = []
    for (const id of this.store.segmentIds()) {
      if (id < first || id > last) continue
      const it = this.store.range(id, null, null, false)
      while (it.next()) {
        const end = endOf(it.keyBytes, it.keyEnd)
        if (!wanted(end)) continue
        const start = readInt64(it.keyBytes, it.keyEnd - 8)
        const key = decodeOwned(this.keySerde, it.keyBytes, it.keyStart, it.keyEnd - SUFFIX_BYTES) as K
        const value = decodeOwned(
          this.valueSerde,
          it.valueBytes,
          it.valueStart + TIMESTAMP_BYTES,
          it.valueEnd,
        ) as V
        const at = it.keyBytes.slice(it.keyStart, it.keyEnd - SUFFIX_BYTES)
        found.push({ at, key: { key, start, end }, value })
      }
    }
    if (byEnd) {
      const startFirst = this.spec.type !== 'memory'
      found.sort(
        (a, b) =>
          a.key.end - b.key.end ||
          (startFirst ? a.key.start - b.key.start : 0) ||
          compareBytes(a.at, 0, a.at.length, b.at, 0, b.at.length) ||
          a.key.start - b.key.start,
      )
    }
    return found.map(({ key, value }) => ({ key, value }))
  }

  /** Keeps the store's time with the next commit. */
  save(): void {
    this.observed.save()
  }

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
    const endMs = endOf(key, end)
    if (value === null) {
      this.logged.restore(this.segmentOf(endMs), key, start, end, null, 0, 0)
      return
    }
    if (endMs > this.observed.ms) this.advance(endMs)
    else if (!this.keeps(endMs)) return
    this.sink.at = 0
    this.sink.writeInt64(timestamp)
    this.sink.write(value, valueStart, valueEnd)
    this.logged.restore(this.segmentOf(endMs), key, start, end, this.sink.bytes, 0, this.sink.at)
  }
}

function endOf(key: Uint8Array, keyEnd: number): number {
  return readInt64(key, keyEnd - SUFFIX_BYTES)
}
