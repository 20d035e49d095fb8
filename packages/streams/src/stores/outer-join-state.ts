/**
 * What an outer join of two streams has found no partner for yet: `int64 time · side (1 left, 0 right) · key` to a list of values,
 * in the order of time.
 *
 * Layout of a list (Kafka's ListSerializer of byte arrays): byte 1, int32 count, then for each int32 length and the bytes, whose
 * first is the side again. The changelog carries the whole list.
 * Source: Kafka Streams' ListValueStore, TimestampedKeyAndJoinSideSerializer and LeftOrRightValueSerializer.
 */
import { readValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64, writeInt64 } from '../serdes/byte-sink.ts'
import { decodeOwned, type Serde } from '../serdes/serde.ts'
import { KeySpan } from './key-span.ts'
import { type LoggedStore, TIMESTAMP_BYTES } from './logged-store.ts'
import type { OuterJoinStoreSpec } from './store-spec.ts'

const SIDE_AT = 8
const KEY_AT = 9
/** Of a list: the strategy byte and the count. */
const LIST_HEADER_BYTES = 5
const VARIABLE_SIZE = 1

/** Values of one key, side and time. */
export interface Unmatched {
  readonly time: number
  readonly isLeft: boolean
  readonly key: unknown
  readonly keyBytes: Uint8Array
  readonly values: readonly unknown[]
}

export class OuterJoinState {
  readonly spec: OuterJoinStoreSpec
  readonly cached = null
  readonly logged: LoggedStore
  private readonly leftSerde: Serde<unknown>
  private readonly rightSerde: Serde<unknown>
  private readonly key: KeySpan
  private readonly keySink = new ByteSink(64)
  private readonly sink = new ByteSink(256)
  private readonly keySerde: Serde<unknown>

  constructor(
    spec: OuterJoinStoreSpec,
    keySerde: Serde<unknown>,
    leftSerde: Serde<unknown>,
    rightSerde: Serde<unknown>,
    logged: LoggedStore,
  ) {
    this.spec = spec
    this.keySerde = keySerde
    this.leftSerde = leftSerde
    this.rightSerde = rightSerde
    this.logged = logged
    this.key = new KeySpan(keySerde)
  }

  /** Selects the record's key, which is not null. */
  of(record: TaskRecord): void {
    this.key.of(record)
  }

  private select(time: number, isLeft: boolean): number {
    const { key, keySink } = this
    keySink.at = 0
    keySink.ensure(KEY_AT)
    writeInt64(keySink.view, 0, time)
    keySink.bytes[SIDE_AT] = isLeft ? 1 : 0
    keySink.at = KEY_AT
    keySink.write(key.bytes, key.start, key.end)
    return keySink.at
  }

  /** Adds the record's value to the list of the selected key. */
  add(record: TaskRecord, time: number, isLeft: boolean): void {
    const { sink, logged } = this
    const length = this.select(time, isLeft)
    sink.at = 0
    sink.writeInt64(record.timestamp)
    let count = 0
    if (logged.find(0, this.keySink.bytes, 0, length)) {
      const listAt = logged.foundStart + TIMESTAMP_BYTES
      count = new DataView(logged.foundBytes.buffer, logged.foundBytes.byteOffset).getInt32(listAt + 1)
      sink.write(logged.foundBytes, listAt, logged.foundEnd)
    } else {
      sink.ensure(LIST_HEADER_BYTES)
      sink.bytes[sink.at] = VARIABLE_SIZE
      sink.at += LIST_HEADER_BYTES
    }
    sink.view.setInt32(TIMESTAMP_BYTES + 1, count + 1)
    const lengthAt = sink.at
    sink.ensure(5)
    sink.bytes[lengthAt + 4] = isLeft ? 1 : 0
    sink.at += 5
    const serde = isLeft ? this.leftSerde : this.rightSerde
    serde.encode(readValue(record), sink)
    sink.view.setInt32(lengthAt, sink.at - lengthAt - 4)
    const { timestamp } = record
    logged.write(0, this.keySink.bytes, 0, length, sink.bytes, 0, sink.at, timestamp, record)
  }

  /** Forgets what the selected key has at a time on a side: it has found a partner. */
  matched(time: number, isLeft: boolean, record: TaskRecord): void {
    const length = this.select(time, isLeft)
    if (!this.logged.find(0, this.keySink.bytes, 0, length)) return
    this.logged.write(0, this.keySink.bytes, 0, length, null, 0, 0, record.timestamp, record)
  }

  remove({ keyBytes }: Unmatched, record: TaskRecord): void {
    this.logged.write(0, keyBytes, 0, keyBytes.length, null, 0, 0, record.timestamp, record)
  }

  /** Everything without a partner, by time; right sides before left ones, then by key. */
  *all(): IterableIterator<Unmatched> {
    const it = this.logged.range(0, null, null, false)
    while (it.next()) {
      const keyBytes = it.keyBytes.slice(it.keyStart, it.keyEnd)
      const isLeft = keyBytes[SIDE_AT] === 1
      const serde = isLeft ? this.leftSerde : this.rightSerde
      const list = it.valueBytes.slice(it.valueStart + TIMESTAMP_BYTES, it.valueEnd)
      const view = new DataView(list.buffer)
      const values: unknown[] = []
      let at = LIST_HEADER_BYTES
      for (let left = view.getInt32(1); left > 0; left--) {
        const end = at + 4 + view.getInt32(at)
        values.push(decodeOwned(serde, list, at + 5, end))
        at = end
      }
      const key = decodeOwned(this.keySerde, keyBytes, KEY_AT, keyBytes.length)
      yield { time: readInt64(keyBytes, 0), isLeft, key, keyBytes, values }
    }
  }

  approximateNumEntries(): number {
    return this.logged.engine.segment(0).approximateNumEntries()
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
    if (value === null) {
      this.logged.restore(0, key, start, end, null, 0, 0)
      return
    }
    this.sink.at = 0
    this.sink.writeInt64(timestamp)
    this.sink.write(value, valueStart, valueEnd)
    this.logged.restore(0, key, start, end, this.sink.bytes, 0, this.sink.at)
  }
}
