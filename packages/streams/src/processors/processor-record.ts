/** A record as processors of users see and forward it: immutable; `with...` makes a changed copy. (Kafka Streams: api.Record.) */
import { StreamsError } from '../failure.ts'
import type { HeaderList } from '../records/headers.ts'

export class ProcessorRecord<K, V> {
  readonly key: K
  readonly value: V
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly headers: HeaderList

  /** @throws INVALID_ARGUMENT for a timestamp below 0 */
  constructor(key: K, value: V, timestamp: number, headers: HeaderList = []) {
    if (!(timestamp >= 0)) {
      throw new StreamsError(
        'INVALID_ARGUMENT',
        `a record needs a timestamp of at least 0, it was given ${timestamp}`,
      )
    }
    this.key = key
    this.value = value
    this.timestamp = timestamp
    this.headers = headers
  }

  withKey<K2>(key: K2): ProcessorRecord<K2, V> {
    return new ProcessorRecord(key, this.value, this.timestamp, this.headers)
  }

  withValue<V2>(value: V2): ProcessorRecord<K, V2> {
    return new ProcessorRecord(this.key, value, this.timestamp, this.headers)
  }

  /** @throws INVALID_ARGUMENT for a timestamp below 0 */
  withTimestamp(timestamp: number): ProcessorRecord<K, V> {
    return new ProcessorRecord(this.key, this.value, timestamp, this.headers)
  }

  withHeaders(headers: HeaderList): ProcessorRecord<K, V> {
    return new ProcessorRecord(this.key, this.value, this.timestamp, headers)
  }
}
