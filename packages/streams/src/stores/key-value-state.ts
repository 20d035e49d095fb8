/**
 * A timestamped key-value store as processors and queries use it: typed above, bytes below.
 * On the way of a record: `of(record)`, then `find()` and `value()`, then `put` or `remove`. Bytes are copied only below.
 */

import { decodeHeaders, type HeaderList, headerSpan, NO_HEADERS } from '../records/headers.ts'
import type { HeaderSpan } from '../records/record-view.ts'
import type { Step } from '../records/step.ts'
import { BOTH, setValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64 } from '../serdes/byte-sink.ts'
import { decodeOwned, type Serde } from '../serdes/serde.ts'
import { sameBytes } from './byte-order.ts'
import type { ByteStore } from './byte-store.ts'
import { CachedStore } from './cached-store.ts'
import type { EngineIterator } from './engine.ts'
import { KeySpan } from './key-span.ts'
import { type LoggedStore, TIMESTAMP_BYTES } from './logged-store.ts'
import type { DirtyEntry, RecordCache } from './record-cache.ts'
import type { KeyValueStoreSpec } from './store-spec.ts'
import { appendHeaders, storedHeaders, valueEndOf } from './stored-headers.ts'

/** A value and the time it stands for. */
export interface ValueAndTimestamp<V> {
  readonly value: V
  readonly timestamp: number
}

/** A key and what is kept of it; headers where the store keeps them. */
export type KeyValueEntry<K, V> = ValueAndTimestamp<V> & { readonly key: K; readonly headers?: HeaderList }

/** The same with the headers that were put beside it. */
export interface ValueTimestampHeaders<V> extends ValueAndTimestamp<V> {
  readonly headers: HeaderList
}

export class KeyValueState<K = unknown, V = unknown> {
  readonly spec: KeyValueStoreSpec
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  readonly logged: LoggedStore
  readonly cached: CachedStore | null
  /** Of the entry that `find` found. */
  timestamp = 0
  private readonly store: ByteStore
  protected readonly key: KeySpan
  /** For reads from outside, so that one amid a record does not disturb the selected key. */
  private readonly asked: KeySpan
  /** True while the last call on the store found the selected key. */
  protected located = false
  private readonly sink = new ByteSink(256)
  private readonly flushRecord: TaskRecord
  /** Headers stand behind each value. */
  private readonly headers: boolean

  constructor(
    spec: KeyValueStoreSpec,
    keySerde: Serde<unknown>,
    valueSerde: Serde<unknown>,
    logged: LoggedStore,
    cache: RecordCache | null,
    flushRecord: TaskRecord,
  ) {
    this.spec = spec
    this.keySerde = keySerde
    this.valueSerde = valueSerde
    this.logged = logged
    this.flushRecord = flushRecord
    this.cached = cache === null ? null : new CachedStore(logged, cache, flushRecord)
    this.store = this.cached ?? logged
    this.headers = spec.headers === true
    this.key = new KeySpan(keySerde)
    this.asked = new KeySpan(keySerde)
  }

  /** What leaves the cache goes this way. */
  onFlush(next: Step, wantsOld: boolean): void {
    this.cached?.listen((entry, old) => this.forward(entry, old, next), wantsOld)
  }

  private forward(entry: DirtyEntry, old: Uint8Array | null, next: Step): void {
    const r = this.flushRecord
    fillFlushed(r, entry, this.keySerde, entry.keyEnd, this.valueSerde)
    if (!entry.isTombstone) r.valueEnd = this.endOfValue(entry.bytes, entry.valueEnd)
    r.oldValue =
      old === null ? null : this.valueSerde.decode(old, TIMESTAMP_BYTES, this.endOfValue(old, old.length))
    next(r)
  }

  private endOfValue(bytes: Uint8Array, end: number): number {
    return this.headers ? valueEndOf(bytes, end) : end
  }

  private decoded(bytes: Uint8Array, start: number, end: number): unknown {
    return decodeOwned(this.valueSerde, bytes, start + TIMESTAMP_BYTES, this.endOfValue(bytes, end))
  }

  /** Selects the record's key. */
  of(record: TaskRecord): void {
    this.located = false
    this.key.of(record)
  }

  /** Selects a key by its bytes. */
  ofBytes(bytes: Uint8Array): void {
    this.located = false
    this.key.ofBytes(bytes)
  }

  /** A copy of the selected key's bytes. */
  selectedKey(): Uint8Array {
    return this.key.bytes.slice(this.key.start, this.key.end)
  }

  /** Finds the selected key. */
  find(): boolean {
    const { key, store } = this
    this.located = store.find(0, key.bytes, key.start, key.end)
    if (!this.located) return false
    this.timestamp = readInt64(store.foundBytes, store.foundStart)
    return true
  }

  /** Finds the selected key as those behind the table know it; see `CachedStore.findForwarded`. Nothing may be put then. */
  findForwarded(record: TaskRecord): boolean {
    const { cached, key, store } = this
    if (cached === null) return this.find()
    this.located = false
    if (!cached.findForwarded(0, key.bytes, key.start, key.end, record)) return false
    this.timestamp = readInt64(store.foundBytes, store.foundStart)
    return true
  }

  /** The value found, decoded. */
  value(): unknown {
    const { store } = this
    return this.decoded(store.foundBytes, store.foundStart, store.foundEnd)
  }

  /** Writes the selected key; null or undefined deletes. */
  put(value: unknown, timestamp: number, record: TaskRecord, headers: HeaderSpan | null = null): void {
    const { key, sink } = this
    if (value === null || value === undefined) {
      this.store.write(0, key.bytes, key.start, key.end, null, 0, 0, record.timestamp, record)
      return
    }
    sink.at = 0
    sink.writeInt64(timestamp)
    this.valueSerde.encode(value, sink)
    if (this.headers) appendHeaders(sink, headers)
    if (this.located) {
      this.located = false
      this.store.rewrite(0, key.bytes, key.start, key.end, sink.bytes, sink.at, timestamp, record)
      return
    }
    this.store.write(0, key.bytes, key.start, key.end, sink.bytes, 0, sink.at, timestamp, record)
  }

  /** Writes the record's own value, bytes as they are, under the selected key. */
  putRecord(bytes: Uint8Array, start: number, end: number, record: TaskRecord): void {
    const { key, sink } = this
    sink.at = 0
    sink.writeInt64(record.timestamp)
    sink.write(bytes, start, end)
    if (this.headers) appendHeaders(sink, null)
    this.store.write(0, key.bytes, key.start, key.end, sink.bytes, 0, sink.at, record.timestamp, record)
  }

  /** Writes a key given as an object; null or undefined deletes. `record`: the one in hand, for whoever forwards later. */
  write(
    key: K,
    value: V | null | undefined,
    timestamp: number,
    record: TaskRecord,
    headers: HeaderList = NO_HEADERS,
  ): void {
    this.located = false
    this.key.ofObject(key)
    this.put(value, timestamp, record, headers.length === 0 ? null : headerSpan(headers))
  }

  /** Makes the value that was just put the record's, object and bytes. */
  lend(value: unknown, record: TaskRecord): void {
    setValue(record, value)
    if (value === null || value === undefined) return
    record.valueBytes = this.sink.bytes
    record.valueStart = TIMESTAMP_BYTES
    record.valueEnd = this.endOfValue(this.sink.bytes, this.sink.at)
    record.valueSerde = this.valueSerde
    if (this.valueSerde.lazy) record.valueState = BOTH
  }

  // What users and tests read.

  /** The value and timestamp of a key, or null. */
  get(key: K): (ValueAndTimestamp<V> & { headers?: HeaderList }) | null {
    const { asked, store } = this
    this.located = false
    asked.ofObject(key)
    if (!store.find(0, asked.bytes, asked.start, asked.end)) return null
    const { foundBytes, foundStart, foundEnd } = store
    return {
      value: this.value() as V,
      timestamp: readInt64(foundBytes, foundStart),
      ...(this.headers && { headers: decodeHeaders(storedHeaders(foundBytes, foundEnd)) }),
    }
  }

  /** Entries with `from <= key <= to` by the order of their serialized bytes; null is open. */
  *range(from: K | null, to: K | null, reverse = false): IterableIterator<KeyValueEntry<K, V>> {
    const low = from === null ? null : this.keySerde.serialize('', from)
    const high = to === null ? null : this.keySerde.serialize('', to)
    yield* this.entries(this.store.range(0, low, high, reverse))
  }

  /** Entries whose serialized key begins with these bytes, by the order of the bytes. */
  *prefix(prefix: Uint8Array): IterableIterator<KeyValueEntry<K, V>> {
    const it = this.store.range(0, prefix, null, false)
    while (it.next()) {
      if (it.keyEnd - it.keyStart < prefix.length) return
      if (!sameBytes(it.keyBytes, it.keyStart, prefix, 0, prefix.length)) return
      yield this.entry(it)
    }
  }

  /** Their values alone. */
  *valuesOfPrefix(prefix: Uint8Array): IterableIterator<V> {
    const it = this.store.range(0, prefix, null, false)
    while (it.next()) {
      if (it.keyEnd - it.keyStart < prefix.length) return
      if (!sameBytes(it.keyBytes, it.keyStart, prefix, 0, prefix.length)) return
      this.located = false
      yield this.decoded(it.valueBytes, it.valueStart, it.valueEnd) as V
    }
  }

  /** All entries by the order of their serialized keys. */
  all(): IterableIterator<KeyValueEntry<K, V>> {
    return this.range(null, null)
  }

  approximateNumEntries(): number {
    return this.logged.engine.segment(0).approximateNumEntries()
  }

  private *entries(it: EngineIterator): IterableIterator<KeyValueEntry<K, V>> {
    while (it.next()) yield this.entry(it)
  }

  private entry(it: EngineIterator): KeyValueEntry<K, V> {
    this.located = false
    return {
      key: decodeOwned(this.keySerde, it.keyBytes, it.keyStart, it.keyEnd) as K,
      value: this.decoded(it.valueBytes, it.valueStart, it.valueEnd) as V,
      timestamp: readInt64(it.valueBytes, it.valueStart),
      ...(this.headers && { headers: decodeHeaders(storedHeaders(it.valueBytes, it.valueEnd)) }),
    }
  }

  /** Takes a changelog record back: its value without timestamp, which is the record's. */
  restore(
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
    headers: HeaderSpan | null = null,
  ): void {
    if (value === null) {
      this.logged.restore(0, key, start, end, null, 0, 0)
      return
    }
    this.sink.at = 0
    this.sink.writeInt64(timestamp)
    this.sink.write(value, valueStart, valueEnd)
    if (this.headers) appendHeaders(this.sink, headers)
    this.logged.restore(0, key, start, end, this.sink.bytes, 0, this.sink.at)
  }
}

/** Makes a record of a flushed entry: key bytes, value without its timestamp, headers of the record that wrote it. */
export function fillFlushed(
  r: TaskRecord,
  entry: DirtyEntry,
  keySerde: Serde<unknown>,
  keyEnd: number,
  valueSerde: Serde<unknown>,
): void {
  r.keyState = 1
  r.keyBytes = entry.bytes
  r.keyStart = entry.keyStart
  r.keyEnd = keyEnd
  r.keySerde = keySerde
  r.valueState = entry.isTombstone ? 0 : 1
  r.timestamp = entry.timestamp
  if (!entry.isTombstone) {
    r.valueBytes = entry.bytes
    r.valueStart = entry.valueStart + TIMESTAMP_BYTES
    r.valueEnd = entry.valueEnd
    r.valueSerde = valueSerde
    r.timestamp = readInt64(entry.bytes, entry.valueStart)
  }
  r.isLatest = true
  r.topic = entry.topic
  r.partition = entry.partition
  r.offset = entry.offset
  r.headers.bytes = entry.bytes
  r.headers.start = entry.headersStart
  r.headers.end = entry.headersEnd
  r.headers.count = entry.headerCount
}
