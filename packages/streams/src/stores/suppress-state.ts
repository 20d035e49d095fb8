/**
 * What `suppress` holds back: per key the last update, in the order of the times at which keys came in.
 *
 * Segment 0 holds `key` to a {@link BufferValue}, segment 1 `int64 time · key` to nothing.
 *
 * 1. An update of a key that waits takes the place of the one before; its time and prior value are those of the first.
 * 2. Of each key that has changed since the last commit the changelog gets one record with the next: what waits now, or a tombstone.
 *    (Kafka Streams: InMemoryTimeOrderedKeyValueChangeBuffer.)
 * 3. Asking whether anything has waited long enough reads nothing; letting an entry go costs a seek.
 */
import type { OutputTopic, RecordCollector } from '../records/record-collector.ts'
import type { HeaderSpan } from '../records/record-view.ts'
import { readValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64 } from '../serdes/byte-sink.ts'
import { decodeOwned, type Serde } from '../serdes/serde.ts'
import { BufferValue, NO_VALUE, type ValueSpan, writeBufferValue, writeTime } from './buffer-value.ts'
import type { KeyValueEngine } from './engine.ts'
import { KeySpan } from './key-span.ts'
import type { SuppressStoreSpec } from './store-spec.ts'
import { StoreCounter } from './store-time.ts'

const VALUES = 0
const TIMES = 1
const TIME_BYTES = 8
const NOTHING = new Uint8Array(0)
/** The header `v` with the layout's version, 3. */
const VERSION: HeaderSpan = { bytes: Uint8Array.of(2, 'v'.charCodeAt(0), 2, 3), start: 0, end: 4, count: 1 }
/** The producer says when. */
const NOW = -1

export class SuppressState {
  readonly spec: SuppressStoreSpec
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  readonly cached = null
  /** The earliest time that waits; infinity when nothing does. */
  firstMs = Number.POSITIVE_INFINITY
  private readonly engine: KeyValueEngine
  private readonly collector: RecordCollector
  private readonly changelog: OutputTopic | null
  private readonly partition: number
  private readonly key: KeySpan
  private readonly sink = new ByteSink(256)
  private readonly valueSink = new ByteSink(256)
  private readonly timeSink = new ByteSink(64)
  private readonly entry = new BufferValue()
  private readonly count: StoreCounter
  private readonly size: StoreCounter
  /** Keys that have changed since the last commit, a character for each byte. */
  private readonly dirty = new Set<string>()

  constructor(
    spec: SuppressStoreSpec,
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
    this.key = new KeySpan(keySerde)
    this.count = new StoreCounter(engine, 1)
    this.size = new StoreCounter(engine, 3)
    const first = engine.segment(TIMES).range(null, null, false)
    if (first.next()) this.firstMs = readInt64(first.keyBytes, first.keyStart)
  }

  /** Keys that wait. */
  get numRecords(): number {
    return this.count.value
  }

  /** What they are worth in bytes, counted as Kafka Streams does. */
  get bufferedBytes(): number {
    return this.size.value
  }

  /** Puts an update of a table; `timeMs` orders it unless the key waits already. */
  put(record: TaskRecord, timeMs: number): void {
    const { entry, key, sink, valueSink } = this
    valueSink.at = 0
    const oldValue = record.oldValue ?? null
    if (oldValue !== null) this.valueSerde.encode(oldValue, valueSink)
    const oldEnd = valueSink.at
    const value = readValue(record) ?? null
    if (value !== null) this.valueSerde.encode(value, valueSink)
    const old = oldValue === null ? NO_VALUE : { bytes: valueSink.bytes, start: 0, end: oldEnd }
    const now = value === null ? NO_VALUE : { bytes: valueSink.bytes, start: oldEnd, end: valueSink.at }
    key.of(record)
    const { bytes, start, end } = key
    const values = this.engine.segment(VALUES)
    let prior: ValueSpan = old
    let time = timeMs
    sink.at = 0
    if (values.get(bytes, start, end)) {
      entry.read(values.foundBytes, values.foundStart, values.foundEnd)
      prior = entry.prior
      time = entry.timeMs
      this.size.value -= entry.residentBytes
    } else {
      this.count.value++
      this.size.value += TIME_BYTES + end - start
    }
    this.size.value += writeBufferValue(sink, record, prior, old, now, time)
    values.put(bytes, start, end, sink.bytes, 0, sink.at)
    this.order(time, bytes, start, end)
    this.touch(bytes, start, end)
  }

  private order(timeMs: number, key: Uint8Array, start: number, end: number): void {
    if (timeMs < this.firstMs) this.firstMs = timeMs
    const length = this.timeKey(timeMs, key, start, end)
    this.engine.segment(TIMES).put(this.timeSink.bytes, 0, length, NOTHING, 0, 0)
  }

  private timeKey(timeMs: number, key: Uint8Array, start: number, end: number): number {
    this.timeSink.at = 0
    writeTime(this.timeSink, timeMs)
    this.timeSink.write(key, start, end)
    return this.timeSink.at
  }

  private touch(key: Uint8Array, start: number, end: number): void {
    if (this.changelog === null) return
    let text = ''
    for (let i = start; i < end; i++) text += String.fromCharCode(key[i]!)
    this.dirty.add(text)
  }

  /**
   * Lets entries go, the earliest first, while `more` holds: each is handed to `emit`, and waits until that returns. The key is
   * `bytes[start, end)`; key and value are the receiver's to keep.
   */
  evictWhile(more: () => boolean, emit: (key: ValueSpan, entry: BufferValue) => void): void {
    if (!more()) return
    const { engine, entry } = this
    const times = engine.segment(TIMES)
    const values = engine.segment(VALUES)
    // Where many have gone, the way from the very beginning would lead over all of them.
    const it = times.range(this.timeSink.slice(0, this.timeKey(this.firstMs, NOTHING, 0, 0)), null, false)
    let found = it.next()
    while (found && more()) {
      const at = it.keyBytes.slice(it.keyStart, it.keyEnd)
      if (values.get(at, TIME_BYTES, at.length)) {
        const value = values.foundBytes.slice(values.foundStart, values.foundEnd)
        entry.read(value, 0, value.length)
        emit({ bytes: at, start: TIME_BYTES, end: at.length }, entry)
        this.remove(at, TIME_BYTES, at.length, value)
      }
      this.touch(at, TIME_BYTES, at.length)
      found = it.next()
      this.firstMs = found ? readInt64(it.keyBytes, it.keyStart) : Number.POSITIVE_INFINITY
    }
  }

  private remove(key: Uint8Array, start: number, end: number, value: Uint8Array): void {
    const { entry } = this
    // What stood behind may have read another entry.
    entry.read(value, 0, value.length)
    this.count.value--
    this.size.value -= TIME_BYTES + end - start + entry.residentBytes
    this.engine.segment(VALUES).delete(key, start, end)
    const length = this.timeKey(entry.timeMs, key, start, end)
    this.engine.segment(TIMES).delete(this.timeSink.bytes, 0, length)
  }

  /** True when the record's key waits: then what those behind know of it is `priorValue`. */
  find(record: TaskRecord): boolean {
    this.key.of(record)
    const { bytes, start, end } = this.key
    const values = this.engine.segment(VALUES)
    if (!values.get(bytes, start, end)) return false
    this.entry.read(values.foundBytes, values.foundStart, values.foundEnd)
    return true
  }

  priorValue(): unknown {
    return this.decode(this.entry.prior)
  }

  decode({ bytes, start, end }: ValueSpan): unknown {
    return start < 0 ? null : decodeOwned(this.valueSerde, bytes, start, end)
  }

  /** Keeps the numbers with the next commit. */
  save(): void {
    this.count.save()
    this.size.save()
  }

  /** Logs what has changed; part of every commit (2). */
  logChanges(): void {
    if (this.changelog === null || this.dirty.size === 0) return
    const { changelog, collector, partition } = this
    const values = this.engine.segment(VALUES)
    for (const text of this.dirty) {
      const key = Uint8Array.from(text, char => char.charCodeAt(0))
      const waits = values.get(key, 0, key.length)
      const value = waits ? values.foundBytes : null
      const headers = waits ? VERSION : null
      const { foundStart, foundEnd } = values
      collector.send(changelog, partition, NOW, key, 0, key.length, value, foundStart, foundEnd, headers)
    }
    this.dirty.clear()
  }

  approximateNumEntries(): number {
    return this.count.value
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
    const { entry } = this
    const values = this.engine.segment(VALUES)
    const known = values.get(key, start, end)
      ? values.foundBytes.slice(values.foundStart, values.foundEnd)
      : null
    if (known !== null) this.remove(key, start, end, known)
    const wasFirst = known !== null && entry.timeMs === this.firstMs
    if (value === null) {
      if (wasFirst) this.seekFirst()
      return
    }
    entry.read(value, valueStart, valueEnd)
    this.count.value++
    this.size.value += TIME_BYTES + end - start + entry.residentBytes
    values.put(key, start, end, value, valueStart, valueEnd)
    this.order(entry.timeMs, key, start, end)
    // What left and came back in one commit is logged once, with a later time.
    if (wasFirst) this.seekFirst()
  }

  private seekFirst(): void {
    const it = this.engine.segment(TIMES).range(null, null, false)
    this.firstMs = it.next() ? readInt64(it.keyBytes, it.keyStart) : Number.POSITIVE_INFINITY
  }
}
