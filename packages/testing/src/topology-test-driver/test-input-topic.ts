/** A topic to pipe records into a TopologyTestDriver. */
import type { HeaderList, Serde } from '@moldau/streams'
import { type Duration, durationMs } from '@moldau/streams'
import type { TestRecord } from './test-record.ts'

export interface TestInputTopicOptions {
  /** Time of the first record that is piped without one, milliseconds; default the driver's wall clock. */
  readonly startMs?: number
  /** How far the time moves with each record piped without one; default 0. */
  readonly autoAdvance?: Duration
}

interface Pipe {
  pipe(
    topic: string,
    key: Uint8Array | null,
    value: Uint8Array | null,
    timestamp: number,
    headers?: HeaderList,
  ): void
}

export class TestInputTopic<K, V> {
  private readonly driver: Pipe
  private readonly topic: string
  private readonly keySerde: Serde<K>
  private readonly valueSerde: Serde<V>
  private timeMs: number
  private readonly advanceMs: number

  /** @internal */
  constructor(driver: Pipe, topic: string, key: Serde<K>, value: Serde<V>, options: TestInputTopicOptions) {
    this.driver = driver
    this.topic = topic
    this.keySerde = key
    this.valueSerde = value
    this.timeMs = options.startMs ?? 0
    this.advanceMs = durationMs(options.autoAdvance ?? 0, 'autoAdvance')
  }

  /** Pipes one record; without a timestamp it takes the topic's time, which then advances. */
  pipeInput(key: K | null, value: V | null, timestamp?: number, headers: HeaderList = []): void {
    const time = timestamp ?? this.timeMs
    if (timestamp === undefined) this.timeMs += this.advanceMs
    this.driver.pipe(
      this.topic,
      this.keySerde.serialize(this.topic, key),
      this.valueSerde.serialize(this.topic, value),
      time,
      headers,
    )
  }

  /** Pipes a record as `readRecord` gives it. */
  pipeRecord(record: TestRecord<K, V>): void {
    this.pipeInput(record.key, record.value, record.timestamp, record.headers)
  }

  pipeRecordList(records: Iterable<TestRecord<K, V>>): void {
    for (const record of records) this.pipeRecord(record)
  }

  pipeKeyValueList(pairs: Iterable<readonly [K | null, V | null]>): void {
    for (const [key, value] of pairs) this.pipeInput(key, value)
  }

  /** Pipes values with null keys. */
  pipeValueList(values: Iterable<V | null>): void {
    for (const value of values) this.pipeInput(null, value)
  }

  /** Moves the time of records that are piped without one. */
  advanceTime(by: Duration): void {
    this.timeMs += durationMs(by, 'advanceTime')
  }
}
