/** How a source finds a record's time. */

/** What an extractor sees. */
export interface ExtractedRecord<K = unknown, V = unknown> {
  readonly key: K | null
  readonly value: V | null
  readonly timestamp: number
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly headers: readonly (readonly [string, Uint8Array | null])[]
}

/**
 * The built-in ways, or a function of the record and the partition's highest time so far (-1 before the first).
 * `failOnInvalid` (default) stops at a negative time, `skipInvalid` drops the record, `partitionTimeOnInvalid` takes the
 * partition's time instead, `wallClock` takes the clock's.
 */
export type TimestampExtractor<K = unknown, V = unknown> =
  | 'failOnInvalid'
  | 'skipInvalid'
  | 'partitionTimeOnInvalid'
  | 'wallClock'
  | ((record: ExtractedRecord<K, V>, partitionTimeMs: number) => number)
