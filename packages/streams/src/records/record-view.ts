/**
 * A record as the fetch path shows it: positions in lent bytes, no object per record.
 *
 * One mutable cursor stands for all records of a batch. 1. It is valid only during the call it is passed to. 2. `bytes` and
 * `view` cover the same memory. 3. A start of -1 means null. 4. The bytes do not change while anything refers to them.
 */
export interface RecordView {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** -1 for a null key. */
  readonly keyStart: number
  readonly keyEnd: number
  /** -1 for a null value. */
  readonly valueStart: number
  readonly valueEnd: number
  /** The headers in the record batch's own encoding, without their count. */
  readonly headersStart: number
  readonly headersEnd: number
  readonly headerCount: number
  readonly offset: number
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

/** Encoded headers: `count` times (varint length, key, varint length or -1, value), zigzag as in a record batch. */
export interface HeaderSpan {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly count: number
}
