import type { HeaderList } from '@moldau/streams'

/** A record with key, value, time and headers as objects. */
export interface TestRecord<K, V> {
  readonly key: K | null
  readonly value: V | null
  /** Milliseconds. */
  readonly timestamp: number
  readonly headers: HeaderList
}
