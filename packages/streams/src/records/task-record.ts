/**
 * The record that flows through a task: one object, changed in place, its key and value each a cell of bytes, object or both.
 *
 * 1. A cell's state says what it holds: NULL, BYTES, OBJECT or BYTES | OBJECT. Bytes go with the serde that wrote them.
 * 2. A node that changes the record owns the change only until it returns: where a node has several children, the fan-out
 *    puts the record back between them (see processors/fan-out.ts).
 * 3. Bytes are lent: whoever keeps them copies them. Objects are the user's.
 */
import { Serde } from '../serdes/serde.ts'
import type { HeaderSpan } from './record-view.ts'

export const NULL = 0
export const BYTES = 1
export const OBJECT = 2
export const BOTH = 3

const EMPTY = new Uint8Array(0)
export const NO_SERDE: Serde<unknown> = new Serde<unknown>({
  encoding: '',
  decode: () => {
    throw new Error('bug: a cell without serde was decoded')
  },
  encode: () => {
    throw new Error('bug: a cell without serde was encoded')
  },
})

/** Headers of a record: none, or a span of encoded ones. */
export class Headers implements HeaderSpan {
  bytes: Uint8Array = EMPTY
  start = 0
  end = 0
  count = 0

  clear(): void {
    this.start = 0
    this.end = 0
    this.count = 0
  }
}

export class TaskRecord {
  keyState = NULL
  keyBytes: Uint8Array = EMPTY
  keyStart = 0
  keyEnd = 0
  keySerde: Serde<unknown> = NO_SERDE
  keyObject: unknown = null

  valueState = NULL
  valueBytes: Uint8Array = EMPTY
  valueStart = 0
  valueEnd = 0
  valueSerde: Serde<unknown> = NO_SERDE
  valueObject: unknown = null

  /** Of an update of a table: what the value replaces, when the table sends it; else null. */
  oldValue: unknown = null
  /** Of an update of a versioned table: false when a later version is already there. */
  isLatest = true

  timestamp = 0
  readonly headers = new Headers()

  /** Where the record came from; partition and offset are -1 when it did not come from a topic. */
  topic = ''
  partition = -1
  offset = -1
  /** The input record's own bytes, for dead letters; a start of -1 is null. */
  rawBytes: Uint8Array = EMPTY
  rawKeyStart = -1
  rawKeyEnd = -1
  rawValueStart = -1
  rawValueEnd = -1

  /** Index of the node whose code runs: names the culprit when something is thrown. */
  node = 0
}

/** The key as an object, decoded at most once; null for null. */
export function readKey(r: TaskRecord): unknown {
  if (r.keyState >= OBJECT) return r.keyObject
  if (r.keyState === NULL) return null
  const key = r.keySerde.decode(r.keyBytes, r.keyStart, r.keyEnd)
  r.keyObject = key
  r.keyState = BOTH
  return key
}

/** The value as an object, decoded at most once; null for null. */
export function readValue(r: TaskRecord): unknown {
  if (r.valueState >= OBJECT) return r.valueObject
  if (r.valueState === NULL) return null
  const value = r.valueSerde.decode(r.valueBytes, r.valueStart, r.valueEnd)
  r.valueObject = value
  r.valueState = BOTH
  return value
}

export function setKey(r: TaskRecord, key: unknown): void {
  if (key === null || key === undefined) {
    r.keyState = NULL
  } else {
    r.keyObject = key
    r.keyState = OBJECT
  }
}

export function setValue(r: TaskRecord, value: unknown): void {
  if (value === null || value === undefined) {
    r.valueState = NULL
  } else {
    r.valueObject = value
    r.valueState = OBJECT
  }
}
