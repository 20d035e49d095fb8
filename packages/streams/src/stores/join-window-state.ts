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
import { Segments } from './segments.ts'
import type { WindowStoreSpec } from './store-spec.ts'
import { StoreCounter, type StoreTime } from './store-time.ts'

const SUFFIX_BYTES = 12

export class JoinWindowState<K = unknown, V = unknown> {
  readonly spec: WindowStoreSpec
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  /** Never cached: each entry is put once. */
  readonly cached = null
  private readonly segments: Segments
  /** Time of the entry that `next` moved to. */
  time = 0
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
      const length = this.storeKey(time, this.sequence)
      this.engine.segment(this.segments.enter(time)).put(this.sink.bytes, 0, length, value, start, end)
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
    const length = this.storeKey(time, loggedSequence.value)
    const { changelog, collector, partition, sink } = this
    const carried = headers === null || headers.count === 0 ? null : headers
    collector.send(changelog, partition, timestamp, sink.bytes, 0, length, value, start, end, carried)
  }

  /** The selected key with time and sequence, in the sink. */
  private storeKey(time: number, sequence: number): number {
    const { key, sink } = this
    sink.at = 0
    sink.write(key.bytes, key.start, key.end)
    const at = sink.at
    sink.ensure(SUFFIX_BYTES)
    writeInt64(sink.view, at, time)
    sink.view.setInt32(at + 8, sequence)
    return at + SUFFIX_BYTES
  }

  /**
   * The entries of the selected key with a time in `[fromMs, toMs]`, by time and sequence. They are read before the first is
   * handed over, so what is done with one may change the store.
   */
  fetch(fromMs: number, toMs: number): { time: number; value: V }[] {
    const found: { time: number; value: V }[] = []
    const from = Math.max(fromMs, this.segments.expiredMs + 1, 0)
    if (from > toMs) return found
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
    const found: { at: Uint8Array; key: Windowed<K>; value: V }[] = []
    for (const id of this.segments.ids) {
      const it = this.engine.segment(id).range(null, null, false)
      while (it.next()) {
        const time = readInt64(it.keyBytes, it.keyEnd - SUFFIX_BYTES)
        if (!this.isLive(time)) continue
        const key = decodeOwned(this.keySerde, it.keyBytes, it.keyStart, it.keyEnd - SUFFIX_BYTES) as K
        found.push({
          at: it.keyBytes.slice(it.keyStart, it.keyEnd),
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

  /** Keeps the store's time and sequence with the next commit. */
  save(): void {
    this.observed.save()
    this.loggedSequence.save()
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
    this.engine.segment(this.segments.enter(time)).put(key, start, end, value, valueStart, valueEnd)
  }
}
