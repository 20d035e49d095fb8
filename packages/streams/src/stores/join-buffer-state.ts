/**
 * Records of a stream that wait for a versioned table to catch up: byte 0 · `int64 time · key · int32 sequence` to a
 * {@link BufferValue}, so in the order of time.
 *
 * 1. The sequence keeps records of one key and time apart. After a restart it goes on behind the greatest one that was logged, so that
 *    nothing kept is overwritten. (Kafka Streams begins anew.)
 * 2. Every record is logged when it comes, and with a tombstone when it has gone.
 * 3. Asking whether anything may go reads nothing.
 * Source: Kafka Streams' RocksDBTimeOrderedKeyValueBuffer; KIP-923.
 */
import type { OutputTopic, RecordCollector } from '../records/record-collector.ts'
import { readValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64, writeInt64 } from '../serdes/byte-sink.ts'
import type { Serde } from '../serdes/serde.ts'
import { BufferValue, NO_VALUE, type ValueSpan, writeBufferValue } from './buffer-value.ts'
import type { KeyValueEngine } from './engine.ts'
import { KeySpan } from './key-span.ts'
import type { JoinBufferStoreSpec } from './store-spec.ts'
import { StoreCounter } from './store-time.ts'

const TIME_AT = 1
const KEY_AT = 9
const SEQUENCE_BYTES = 4
/** The producer says when. */
const NOW = -1

export class JoinBufferState {
  readonly spec: JoinBufferStoreSpec
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  readonly cached = null
  /** The earliest time that waits; infinity when nothing does. */
  firstMs: number
  private readonly engine: KeyValueEngine
  private readonly collector: RecordCollector
  private readonly changelog: OutputTopic | null
  private readonly partition: number
  private readonly key: KeySpan
  private readonly keySink = new ByteSink(64)
  private readonly sink = new ByteSink(256)
  private readonly valueSink = new ByteSink(256)
  private readonly entry = new BufferValue()
  private readonly sequence: StoreCounter

  constructor(
    spec: JoinBufferStoreSpec,
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
    this.sequence = new StoreCounter(engine)
    this.firstMs = this.seekFirst()
  }

  private seekFirst(): number {
    const it = this.engine.segment(0).range(null, null, false)
    return it.next() ? readInt64(it.keyBytes, it.keyStart + TIME_AT) : Number.POSITIVE_INFINITY
  }

  /** Keeps a record whose key and value are not null. */
  put(record: TaskRecord): void {
    const { key, keySink, sequence, sink, valueSink } = this
    sequence.value = (sequence.value + 1) & 0x7fffffff
    key.of(record)
    keySink.bytes[0] = 0
    keySink.at = TIME_AT
    keySink.writeInt64(record.timestamp)
    keySink.write(key.bytes, key.start, key.end)
    keySink.ensure(SEQUENCE_BYTES)
    keySink.view.setInt32(keySink.at, sequence.value)
    keySink.at += SEQUENCE_BYTES
    valueSink.at = 0
    this.valueSerde.encode(readValue(record), valueSink)
    sink.at = 0
    const value = { bytes: valueSink.bytes, start: 0, end: valueSink.at }
    writeBufferValue(sink, record, NO_VALUE, NO_VALUE, value, 0)
    this.engine.segment(0).put(keySink.bytes, 0, keySink.at, sink.bytes, 0, sink.at)
    if (record.timestamp < this.firstMs) this.firstMs = record.timestamp
    this.log(keySink.bytes, keySink.at, sink.bytes, sink.at)
  }

  private log(key: Uint8Array, keyEnd: number, value: Uint8Array | null, valueEnd: number): void {
    if (this.changelog === null) return
    this.collector.send(this.changelog, this.partition, NOW, key, 0, keyEnd, value, 0, valueEnd, null)
  }

  /**
   * Lets everything go up to a time, the earliest first; each is handed to `emit`, and waits until that returns. Key and value are the
   * receiver's to keep.
   */
  evict(toMs: number, emit: (key: ValueSpan, entry: BufferValue) => void): void {
    if (this.firstMs > toMs) return
    const segment = this.engine.segment(0)
    const from = new Uint8Array(KEY_AT)
    // Where many have gone, the way from the very beginning would lead over all of them.
    writeInt64(new DataView(from.buffer), TIME_AT, this.firstMs)
    const it = segment.range(from, null, false)
    this.firstMs = Number.POSITIVE_INFINITY
    while (it.next()) {
      const timeMs = readInt64(it.keyBytes, it.keyStart + TIME_AT)
      if (timeMs > toMs) {
        this.firstMs = timeMs
        return
      }
      const key = it.keyBytes.slice(it.keyStart, it.keyEnd)
      const value = it.valueBytes.slice(it.valueStart, it.valueEnd)
      this.entry.read(value, 0, value.length)
      emit({ bytes: key, start: KEY_AT, end: key.length - SEQUENCE_BYTES }, this.entry)
      segment.delete(key, 0, key.length)
      this.log(key, key.length, null, 0)
    }
  }

  /** Keeps the sequence with the next commit. */
  save(): void {
    this.sequence.save()
  }

  approximateNumEntries(): number {
    return this.engine.segment(0).approximateNumEntries()
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
    const segment = this.engine.segment(0)
    const timeMs = readInt64(key, start + TIME_AT)
    const sequence = new DataView(key.buffer, key.byteOffset).getInt32(end - SEQUENCE_BYTES)
    this.sequence.value = Math.max(this.sequence.value, sequence)
    if (value !== null) {
      segment.put(key, start, end, value, valueStart, valueEnd)
      this.firstMs = Math.min(this.firstMs, timeMs)
    } else if (segment.delete(key, start, end) && timeMs === this.firstMs) this.firstMs = this.seekFirst()
  }
}
