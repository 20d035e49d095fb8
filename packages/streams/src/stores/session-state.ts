/**
 * A session store: `key · int64 end · int64 start` to the bare aggregate, in segments by end.
 *
 * 1. A session is live while its end is above observed time - retention; others are not read by key. Observed time is the greatest
 *    end ever put. In memory what is not live is not kept either; on disk it stays until its segment goes, and sessions that close
 *    are still found there (Kafka Streams' two kinds of stores).
 * 2. Sessions of one key do not overlap, so in the order of their ends they are in the order of their starts.
 * 3. What ends after all but the latest session of its key is found without an order of keys (latest-sessions.ts): records that come in
 *    order never ask the store for one.
 * Budget: find 200 ns, put 400 ns through a cache; where the store is walked, five times that.
 * Source: Kafka Streams' SessionKeySchema, InMemorySessionStore and RocksDBSessionStore.
 */
import { decodeHeaders, type HeaderList, NO_HEADERS } from '../records/headers.ts'
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
import { LatestSessions } from './latest-sessions.ts'
import { type LoggedStore, TIMESTAMP_BYTES } from './logged-store.ts'
import { RangeBounds } from './range-bounds.ts'
import type { DirtyEntry, RecordCache } from './record-cache.ts'
import { Segments } from './segments.ts'
import type { SessionStoreSpec } from './store-spec.ts'
import type { StoreTime } from './store-time.ts'
import { storedHeaders } from './stored-headers.ts'
import { TimeIndex } from './time-index.ts'

/** int64 end and int64 start. */
const SUFFIX_BYTES = 16

/** A session of the selected key, both ends inclusive. */
export interface Session<V = unknown> {
  readonly start: number
  readonly end: number
  readonly value: V
}

const NONE: readonly Session<never>[] = []

export class SessionState<K = unknown, V = unknown> {
  readonly spec: SessionStoreSpec
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  /** Of the keys that come out. */
  readonly windowedSerde: Serde<unknown>
  readonly logged: LoggedStore
  readonly cached: CachedStore | null
  private readonly segments: Segments
  /** Sessions by their ends, where they go out when they can take no more. */
  private readonly index: TimeIndex | null
  private readonly latest: LatestSessions
  private readonly store: ByteStore
  private readonly key: KeySpan
  private readonly keySink = new ByteSink(128)
  private keyBytes = 0
  private readonly bounds = new RangeBounds()
  private readonly sink = new ByteSink(256)
  private readonly flushRecord: TaskRecord

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
    this.segments = new Segments(logged.engine, spec, id => {
      logged.drop(id)
      this.index?.drop(id)
    })
    this.latest = new LatestSessions(this.segments.ids.length === 0)
    this.index = spec.byTime === true ? new TimeIndex(logged.engine, this.segments) : null
    this.flushRecord = flushRecord
    const keeps = (entry: DirtyEntry): boolean => this.keeps(endOf(entry.bytes, entry.keyEnd))
    this.cached = cache === null ? null : new CachedStore(logged, cache, flushRecord, keeps)
    this.store = this.cached ?? logged
    this.key = new KeySpan(keySerde)
  }

  get observed(): StoreTime {
    return this.segments.observed
  }

  onFlush(next: Step, wantsOld: boolean): void {
    this.cached?.listen((entry, old) => {
      const r = this.flushRecord
      fillFlushed(r, entry, this.windowedSerde, entry.keyEnd, this.valueSerde)
      r.timestamp = endOf(entry.bytes, entry.keyEnd)
      // A store with headers forwards its own, and those of an aggregate are none (Kafka Streams, of sessions alone).
      if (this.spec.headers === true) r.headers.clear()
      r.oldValue = old === null ? null : this.valueSerde.decode(old, TIMESTAMP_BYTES, old.length)
      next(r)
    }, wantsOld)
  }

  private isLive(endMs: number): boolean {
    return endMs > this.segments.expiredMs
  }

  private keeps(endMs: number): boolean {
    if (this.spec.type === 'memory') return this.isLive(endMs)
    return this.segments.of(endMs) >= this.segments.of(Math.max(0, this.segments.expiredMs))
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
  find(earliestEndMs: number, latestStartMs: number): readonly Session<V>[] {
    const fromMs = Math.max(0, earliestEndMs, this.segments.expiredMs + 1)
    const { key, latest } = this
    if (latest.find(key)) {
      if (fromMs > latest.restMs) return this.findLatest(fromMs, latestStartMs)
      return this.walk(fromMs, latestStartMs)
    }
    const found = this.walk(fromMs, Number.MAX_SAFE_INTEGER)
    const last = found.at(-1)
    const { expiredMs } = this.segments
    latest.learned(key, last?.start ?? -1, last?.end ?? -1, found.at(-2)?.end ?? fromMs - 1, expiredMs)
    const isBehind = found.findIndex(({ start }) => start > latestStartMs)
    return isBehind < 0 ? found : found.slice(0, isBehind)
  }

  /** The latest session of the selected key, if it is one of those sought. */
  private findLatest(fromMs: number, latestStartMs: number): readonly Session<V>[] {
    const { endMs: end, startMs: start } = this.latest
    if (start < 0 || end < fromMs || start > latestStartMs) return NONE
    const { store } = this
    if (!store.find(this.segments.of(end), this.keySink.bytes, 0, this.select(start, end))) return NONE
    const { foundBytes, foundEnd, foundStart } = store
    return [
      {
        start,
        end,
        value: decodeOwned(this.valueSerde, foundBytes, foundStart + TIMESTAMP_BYTES, foundEnd) as V,
      },
    ]
  }

  /** The sessions sought, in the order of the store's keys. */
  private walk(fromMs: number, latestStartMs: number): Session<V>[] {
    const found: Session<V>[] = []
    const { key } = this
    const length = key.end - key.start
    const [low, high] = this.bounds.of(key.bytes, key.start, key.end, SUFFIX_BYTES)
    writeInt64(low.view, length, fromMs)
    writeInt64(low.view, length + 8, 0)
    writeInt64(high.view, length, Number.MAX_SAFE_INTEGER)
    writeInt64(high.view, length + 8, Number.MAX_SAFE_INTEGER)
    for (const id of this.segments.between(fromMs, Number.MAX_SAFE_INTEGER)) {
      const it = this.store.range(id, low.bytes, high.bytes, false)
      while (it.next()) {
        // Keys of other lengths may lie between.
        if (it.keyEnd - it.keyStart !== length + SUFFIX_BYTES) continue
        if (!sameBytes(it.keyBytes, it.keyStart, low.bytes, 0, length)) continue
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
    this.segments.advance(endMs)
    const { sink, store, keySink } = this
    const { expiredMs } = this.segments
    const length = this.select(startMs, endMs)
    if (value === null || value === undefined) {
      this.latest.remove(this.key, startMs, endMs)
      this.indexed(startMs, endMs, keySink.bytes, 0, this.keyBytes)?.remove(endMs)
      store.write(this.segments.of(endMs), keySink.bytes, 0, length, null, 0, 0, record.timestamp, record)
      return true
    }
    sink.at = 0
    sink.writeInt64(record.timestamp)
    this.valueSerde.encode(value, sink)
    if (!this.keeps(endMs)) {
      this.logged.log(keySink.bytes, 0, length, sink.bytes, 0, sink.at, record.timestamp, record)
      return false
    }
    this.indexed(startMs, endMs, keySink.bytes, 0, this.keyBytes)?.add(endMs)
    const isNew = this.latest.put(this.key, startMs, endMs, expiredMs)
    const segment = this.segments.enter(endMs)
    if (isNew && this.cached !== null)
      this.cached.writeNew(segment, keySink.bytes, length, sink.bytes, sink.at, record)
    else store.write(segment, keySink.bytes, 0, length, sink.bytes, 0, sink.at, record.timestamp, record)
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

  /** The entry of the index about a session, begun; in memory by end, key, start, on disk by end, start, key. */
  private indexed(
    startMs: number,
    endMs: number,
    key: Uint8Array,
    start: number,
    end: number,
  ): TimeIndex | null {
    const { index } = this
    if (index === null) return null
    const sink = index.key(endMs)
    if (this.spec.type !== 'memory') sink.writeInt64(startMs)
    sink.write(key, start, end)
    if (this.spec.type === 'memory') sink.writeInt64(startMs)
    return index
  }

  /** Sessions that end within `[fromMs, toMs]`, in the order of the index; those kept on disk though not live are among them. */
  closed(fromMs: number, toMs: number): { readonly key: Windowed<K>; readonly value: V }[] {
    const found: { key: Windowed<K>; value: V }[] = []
    const { key: span, keySerde, keySink, spec, store, valueSerde } = this
    for (const at of this.index?.between(fromMs, toMs) ?? []) {
      const isMemory = spec.type === 'memory'
      const end = readInt64(at, 0)
      if (isMemory && !this.isLive(end)) continue
      const start = readInt64(at, isMemory ? at.length - 8 : 8)
      span.bytes = at
      span.start = isMemory ? 8 : 16
      span.end = isMemory ? at.length - 8 : at.length
      if (!store.find(this.segments.of(end), keySink.bytes, 0, this.select(start, end))) continue
      const key = decodeOwned(keySerde, at, span.start, span.end) as K
      const { foundBytes, foundStart, foundEnd } = store
      const value = decodeOwned(valueSerde, foundBytes, foundStart + TIMESTAMP_BYTES, foundEnd) as V
      found.push({ key: { key, start, end }, value })
    }
    return found
  }

  // What users and tests read.

  /**
   * The aggregate of a session, or null. `forwardedTo`: as those behind the table know it when this record is in hand; see
   * `CachedStore.findForwarded`.
   */
  fetchSession(key: K, startMs: number, endMs: number, forwardedTo: TaskRecord | null = null): V | null {
    if (!this.isLive(endMs)) return null
    this.ofKey(key)
    const length = this.select(startMs, endMs)
    const { cached, keySink, store } = this
    const segment = this.segments.of(endMs)
    const found =
      cached === null || forwardedTo === null
        ? store.find(segment, keySink.bytes, 0, length)
        : cached.findForwarded(segment, keySink.bytes, 0, length, forwardedTo)
    if (!found) return null
    return decodeOwned(
      this.valueSerde,
      store.foundBytes,
      store.foundStart + TIMESTAMP_BYTES,
      store.foundEnd,
    ) as V
  }

  /** The headers beside a session, of a store that keeps them. */
  headersOf(key: K, startMs: number, endMs: number): HeaderList {
    if (this.fetchSession(key, startMs, endMs) === null) return NO_HEADERS
    const { foundBytes, foundEnd } = this.store
    return decodeHeaders(storedHeaders(foundBytes, foundEnd))
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
    const found: { at: Uint8Array; key: Windowed<K>; value: V }[] = []
    for (const id of this.segments.ids) {
      const it = this.store.range(id, null, null, false)
      while (it.next()) {
        const end = endOf(it.keyBytes, it.keyEnd)
        if (!this.isLive(end)) continue
        const start = readInt64(it.keyBytes, it.keyEnd - 8)
        const at = it.keyBytes.slice(it.keyStart, it.keyEnd - SUFFIX_BYTES)
        const key = decodeOwned(this.keySerde, at, 0, at.length) as K
        const { valueBytes, valueStart, valueEnd } = it
        const value = decodeOwned(this.valueSerde, valueBytes, valueStart + TIMESTAMP_BYTES, valueEnd) as V
        found.push({ at, key: { key, start, end }, value })
      }
    }
    if (this.spec.type === 'memory')
      found.sort(
        (a, b) =>
          a.key.end - b.key.end ||
          compareBytes(a.at, 0, a.at.length, b.at, 0, b.at.length) ||
          a.key.start - b.key.start,
      )
    return found.map(({ key, value }) => ({ key, value }))
  }

  /** Keeps the store's time with the next commit. */
  save(): void {
    this.observed.save()
  }

  approximateNumEntries(): number {
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
    const endMs = endOf(key, end)
    // A removal moves the store's time as well, as when it was written.
    this.segments.advance(endMs)
    const startMs = readInt64(key, end - 8)
    const indexed = this.indexed(startMs, endMs, key, start, end - SUFFIX_BYTES)
    this.key.bytes = key
    this.key.start = start
    this.key.end = end - SUFFIX_BYTES
    if (value === null) {
      this.latest.remove(this.key, startMs, endMs)
      indexed?.remove(endMs)
      this.logged.restore(this.segments.of(endMs), key, start, end, null, 0, 0)
      return
    }
    if (!this.keeps(endMs)) return
    indexed?.add(endMs)
    this.latest.put(this.key, startMs, endMs, this.segments.expiredMs)
    this.sink.at = 0
    this.sink.writeInt64(timestamp)
    this.sink.write(value, valueStart, valueEnd)
    this.logged.restore(this.segments.enter(endMs), key, start, end, this.sink.bytes, 0, this.sink.at)
  }
}

function endOf(key: Uint8Array, keyEnd: number): number {
  return readInt64(key, keyEnd - SUFFIX_BYTES)
}
