/** A topic to read what a topology wrote, oldest first. */
import { type Serde, StreamsError } from '@moldau/streams'
import type { ProducedRecord } from './produced-record.ts'
import type { TestRecord } from './test-record.ts'

interface Outputs {
  poll(topic: string): ProducedRecord | undefined
  queueSize(topic: string): number
}

export class TestOutputTopic<K, V> {
  private readonly driver: Outputs
  private readonly topic: string
  private readonly keySerde: Serde<K>
  private readonly valueSerde: Serde<V>

  /** @internal */
  constructor(driver: Outputs, topic: string, key: Serde<K>, value: Serde<V>) {
    this.driver = driver
    this.topic = topic
    this.keySerde = key
    this.valueSerde = value
  }

  isEmpty(): boolean {
    return this.getQueueSize() === 0
  }

  getQueueSize(): number {
    return this.driver.queueSize(this.topic)
  }

  /** The next record. @throws INVALID_ARGUMENT when nothing is left */
  readRecord(): TestRecord<K, V> {
    const record = this.driver.poll(this.topic)
    if (record === undefined) throw new StreamsError('INVALID_ARGUMENT', `Empty topic: ${this.topic}`)
    return {
      key: this.keySerde.deserialize(this.topic, record.key),
      value: this.valueSerde.deserialize(this.topic, record.value),
      timestamp: record.timestamp,
      headers: record.headers,
    }
  }

  readValue(): V | null {
    return this.readRecord().value
  }

  readKeyValue(): [K | null, V | null] {
    const { key, value } = this.readRecord()
    return [key, value]
  }

  readRecordsToList(): TestRecord<K, V>[] {
    const list: TestRecord<K, V>[] = []
    while (!this.isEmpty()) list.push(this.readRecord())
    return list
  }

  readKeyValuesToList(): [K | null, V | null][] {
    return this.readRecordsToList().map(({ key, value }) => [key, value])
  }

  readValuesToList(): (V | null)[] {
    return this.readRecordsToList().map(record => record.value)
  }

  /** The last value of each key. */
  readKeyValuesToMap(): Map<K | null, V | null> {
    return new Map(this.readKeyValuesToList())
  }
}
