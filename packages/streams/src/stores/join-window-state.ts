/**
 * A window store that keeps duplicates: `key · int64 time · int32 sequence` to the bare value, in segments by time. What a join of
 * two streams remembers of one side.
 *
 * 1. An entry is live while its time is above observed time - retention; others are neither read nor kept. Observed time is the
 *    greatest time ever put.
 * 2. Entries of one key and time keep the order in which they were put. null is not kept, but it is logged and counted by the
 *    changelog's own sequence, as in Kafka Streams. The changelog carries the headers of joined records.
 * 3. After a restart the sequence goes on behind the greatest one that was logged, so that nothing kept is overwritten. (Kafka
 *    Streams begins anew.)
 * 4. What has just come stands in memory, by key, and moves to the engine at a commit: a join within 5 s of records that come in order
 *    never looks there. Whoever reads further back, or more than a key, has everything moved first.
 * Budget: put 300 ns with its changelog, fetch 150 ns and 60 ns an entry; where the engine is asked ten times that.
 * Source: Kafka Streams' WindowKeySchema, RocksDBWindowStore and ChangeLoggingWindowBytesStore.
 */
import type { OutputTopic, RecordCollector } from '../records/record-collector.ts'
import type { HeaderSpan } from '../records/record-view.ts'
import { BYTES, readValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64, writeInt64 } from '../serdes/byte-sink.ts'
import { decodeOwned, type Serde, sameEncoding } from '../serdes/serde.ts'
import { type Windowed, windowEnd } from '../serdes/windowed.ts'
import { compareBytes, sameBytes } from './byte-order.ts'
import type { KeyValueEngine } from './engine.ts'
import { KeySpan } from './key-span.ts'
import { RangeBounds } from './range-bounds.ts'
import { RecentEntries } from './recent-entries.ts'
import { Segments } from './segments.ts'
import type { WindowStoreSpec } from './store-spec.ts'
import { StoreCounter, type StoreTime } from './store-time.ts'

const SUFFIX_BYTES = 12
/** What one store holds in memory before it moves to the engine. */
const RECENT_BYTES_MAX = 8 << 20
/** Entries of a key that a look-up passes by in memory before the engine's order is the shorter way. */
const PASSED_MAX = 64

/** What a key has at a time. */
export interface TimedValue<V = unknown> {
  readonly time: number
  readonly value: V
}

const NONE: readonly TimedValue<never>[] = []

export class JoinWindowState<K = unknown, V = unknown> {
  readonly spec: WindowStoreSpec
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  /** Never cached: each entry is put once. */
  readonly cached = null
  private readonly segments: Segments
  private readonly recent = new RecentEntries(
    RECENT_BYTES_MAX,
    (time, sequence, bytes, keyStart, keyEnd, end) => this.keep(time, sequence, bytes, keyStart, keyEnd, end),
  )
  /** The greatest time of what stands in the engine alone. */
  private engineMs = Number.NEGATIVE_INFINITY
  private readonly keepSink = new ByteSink(128)
  private readonly engine: KeyValueEngine
  private readonly collector: RecordCollector
  private readonly changelog: OutputTopic | null
  private readonly partition: number
  private readonly key: KeySpan
  private readonly bounds = new RangeBounds()
  private readonly sink = new ByteSink(128)
  private readonly valueSink = new ByteSink(256)
  /** Of the last put that was kept, and of the last that was logged. */
  private sequence: number
  private readonly loggedSequence: StoreCounter

  constructor(
    spec: WindowStoreSpec,
    keySerde: Serde<unknown>,
    valueSerde: Serde<unknown>,
    engine: KeyValueEngine,
    collector: RecordCollector,
    changelog: OutputTopic | null,
    partition: number,
  ) {
    this.spec = spec
    this.keySerde = keySerde
    this.valueSerde = valueSerde
    this.engine = engine
    this.collector = collector
    this.changelog = changelog
    this.partition = partition
    this.segments = new Segments(engine, spec, id => engine.dropSegment(id))
    this.loggedSequence = new StoreCounter(engine)
    this.sequence = this.loggedSequence.value
    if (this.segments.ids.length > 0) this.engineMs = this.observed.ms
    this.key = new KeySpan(keySerde)
  }

  get observed(): StoreTime {
    return this.segments.observed
  }

  private isLive(time: number): boolean {
    return time > this.segments.expiredMs
  }

  /** Selects the record's key, which is not null; for `put` and `each`. */
  of(record: TaskRecord): void {
    this.key.of(record)
  }

  ofKey(key: K): void {
    this.key.ofObject(key)
  }

  /** A null moves the time of a store in memory, and not that of one on disk: so do Kafka Streams'. */
  private pass(time: number): void {
    if (this.spec.type === 'memory') this.segments.advance(time)
  }

  /** Puts the record's value under the selected key at a time. False when it is too old to be kept; it is logged all the same. */
  put(record: TaskRecord, time: number): boolean {
    if (record.valueState === 0) {
      this.pass(time)
      this.log(time, null, 0, 0, record.timestamp, record.headers)
      return true
    }
    const { valueSink } = this
    valueSink.at = 0
    if (
      (record.valueState & BYTES) !== 0 &&
      this.valueSerde.lazy &&
      sameEncoding(record.valueSerde, this.valueSerde)
    )
      return this.write(
        time,
        ...([record.valueBytes, record.valueStart, record.valueEnd] as const),
        ...([record.timestamp, record.headers] as const),
      )
    this.valueSerde.encode(readValue(record), valueSink)
    return this.write(time, valueSink.bytes, 0, valueSink.at, record.timestamp, record.headers)
  }

  /** Puts a value given as an object; null is not kept. */
  putValue(value: V | null | undefined, time: number, timestamp: number): boolean {
    if (value === null || value === undefined) {
      this.pass(time)
      this.log(time, null, 0, 0, timestamp, null)
      return true
    }
    this.valueSink.at = 0
    this.valueSerde.encode(value, this.valueSink)
    return this.write(time, this.valueSink.bytes, 0, this.valueSink.at, timestamp, null)
  }

  private write(
    time: number,
    value: Uint8Array,
    start: number,
    end: number,
    timestamp: number,
    headers: HeaderSpan | null,
  ): boolean {
    this.sequence = (this.sequence + 1) & 0x7fffffff
    this.segments.advance(time)
    const live = this.isLive(time)
    if (live) {
      const { key, recent } = this
      recent.add(key.bytes, key.start, key.end, time, this.sequence, value, start, end)
      const movedMs = recent.release(this.segments.expiredMs)
      if (movedMs > this.engineMs) this.engineMs = movedMs
    }
    this.log(time, value, start, end, timestamp, headers)
    return live
  }

  private log(
    time: number,
    value: Uint8Array | null,
    start: number,
    end: number,
    timestamp: number,
    headers: HeaderSpan | null,
  ): void {
    const { loggedSequence } = this
    loggedSequence.value = (loggedSequence.value + 1) & 0x7fffffff
    if (this.changelog === null) return
    const { changelog, collector, key, partition, sink } = this
    const length = storeKey(sink, key.bytes, key.start, key.end, time, loggedSequence.value)
    const carried = headers === null || headers.count === 0 ? null : headers
    collector.send(changelog, partition, timestamp, sink.bytes, 0, length, value, start, end, carried)
  }

  /** Puts an entry of memory into the engine. */
  private keep(
    time: number,
    sequence: number,
    bytes: Uint8Array,
    keyStart: number,
    keyEnd: number,
    end: number,
  ): void {
    const { keepSink } = this
    const length = storeKey(keepSink, bytes, keyStart, keyEnd, time, sequence)
    this.engine.segment(this.segments.enter(time)).put(keepSink.bytes, 0, length, bytes, keyEnd, end)
  }

  /** Moves everything to the engine that is not there; memory keeps it, too. */
  private settle(): void {
    this.recent.settle(this.segments.expiredMs)
  }

  /**
   * The entries of the selected key with a time in `[fromMs, toMs]`, by time and sequence. They are read before the first is
   * handed over, so what is done with one may change the store.
   */
  fetch(fromMs: number, toMs: number): readonly TimedValue<V>[] {
    const from = Math.max(fromMs, this.segments.expiredMs + 1, 0)
    if (from > toMs) return NONE
    const found = from > this.engineMs ? this.fetchRecent(from, toMs) : null
    return found ?? this.fetchKept(from, toMs)
  }

  /** Among what is in memory; null where too much would have to be passed by. */
  private fetchRecent(from: number, toMs: number): readonly TimedValue<V>[] | null {
    const { key, recent, valueSerde } = this
    let found: TimedValue<V>[] | null = null
    let passed = 0
    let isOrdered = true
    let next = Number.POSITIVE_INFINITY
    for (
      let there = recent.first(key.bytes, key.start, key.end);
      there && recent.reachMs >= from;
      there = recent.next()
    ) {
      const time = recent.timeMs
      if (time < from || time > toMs) {
        if (++passed > PASSED_MAX) return null
        continue
      }
      if (time > next) isOrdered = false
      next = time
      found ??= []
      found.push({
        time,
        value: decodeOwned(valueSerde, recent.bytes, recent.valueStart, recent.valueEnd) as V,
      })
    }
    if (found === null) return NONE
    if (found.length > 1) found.reverse()
    return isOrdered ? found : found.sort((a, b) => a.time - b.time)
  }

  /** In the engine, when all is there. */
  private fetchKept(from: number, toMs: number): TimedValue<V>[] {
    this.settle()
    const found: TimedValue<V>[] = []
    const { key } = this
    const keyBytes = key.end - key.start
    const [low, high] = this.bounds.of(key.bytes, key.start, key.end, SUFFIX_BYTES)
    writeInt64(low.view, keyBytes, from)
    low.view.setInt32(keyBytes + 8, 0)
    writeInt64(high.view, keyBytes, toMs)
    high.view.setInt32(keyBytes + 8, 0x7fffffff)
    for (const id of this.segments.between(from, toMs)) {
      const it = this.engine.segment(id).range(low.bytes, high.bytes, false)
      while (it.next()) {
        // Keys of other lengths may lie between.
        if (it.keyEnd - it.keyStart !== keyBytes + SUFFIX_BYTES) continue
        if (!sameBytes(it.keyBytes, it.keyStart, low.bytes, 0, keyBytes)) continue
        found.push({
          time: readInt64(it.keyBytes, it.keyStart + keyBytes),
          value: decodeOwned(this.valueSerde, it.valueBytes, it.valueStart, it.valueEnd) as V,
        })
      }
    }
    return found
  }

  /** All live entries: in memory by time, then key; on disk segment by segment by key, then time. */
  all(): { readonly key: Windowed<K>; readonly value: V }[] {
    this.settle()
    const found: { at: Uint8Array; key: Windowed<K>; value: V }[] = []
    for (const id of this.segments.ids) {
      const it = this.engine.segment(id).range(null, null, false)
      while (it.next()) {
        const time = readInt64(it.keyBytes, it.keyEnd - SUFFIX_BYTES)
        if (!this.isLive(time)) continue
        const key = decodeOwned(this.keySerde, it.keyBytes, it.keyStart, it.keyEnd - SUFFIX_BYTES) as K
        const at = it.keyBytes.slice(it.keyStart, it.keyEnd - SUFFIX_BYTES + 4)
        // Key and sequence, as in memory they are ordered within a time.
        at.set(it.keyBytes.subarray(it.keyEnd - 4, it.keyEnd), at.length - 4)
        found.push({
          at,
          key: { key, start: time, end: windowEnd(time, this.spec.windowSizeMs) },
          value: decodeOwned(this.valueSerde, it.valueBytes, it.valueStart, it.valueEnd) as V,
        })
      }
    }
    if (this.spec.type === 'memory')
      found.sort(
        (a, b) => a.key.start - b.key.start || compareBytes(a.at, 0, a.at.length, b.at, 0, b.at.length),
      )
    return found.map(({ key, value }) => ({ key, value }))
  }

  /** Keeps entries, the store's time and its sequence with the next commit. */
  save(): void {
    this.settle()
    this.observed.save()
    this.loggedSequence.save()
  }

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
    _timestamp: number,
  ): void {
    const sequence = new DataView(key.buffer, key.byteOffset).getInt32(end - 4)
    this.loggedSequence.value = Math.max(this.loggedSequence.value, sequence)
    this.sequence = Math.max(this.sequence, sequence)
    const time = readInt64(key, end - SUFFIX_BYTES)
    if (value === null) {
      this.pass(time)
      return
    }
    this.segments.advance(time)
    if (!this.isLive(time)) return
    if (time > this.engineMs) this.engineMs = time
    this.engine.segment(this.segments.enter(time)).put(key, start, end, value, valueStart, valueEnd)
  }
}

/** A key with time and sequence, in a sink; gives its length. */
function storeKey(
  sink: ByteSink,
  key: Uint8Array,
  start: number,
  end: number,
  time: number,
  sequence: number,
): number {
  sink.at = 0
  sink.write(key, start, end)
  sink.ensure(SUFFIX_BYTES)
  writeInt64(sink.view, sink.at, time)
  sink.view.setInt32(sink.at + 8, sequence)
  return sink.at + SUFFIX_BYTES
}
