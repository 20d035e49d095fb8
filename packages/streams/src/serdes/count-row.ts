/**
 * What is kept of a key whose records are counted into windows: `int64 records · for each open window, by start: int64 start ·
 * int64 timestamp · int32 length · value`, a length of -1 for a null value.
 */
import { readInt64 } from './byte-sink.ts'
import { Serde } from './serde.ts'

/** A window that is not full: records `start` to `end - 1` of its key, counted from 0. */
export interface CountWindow<V> {
  readonly start: number
  readonly end: number
  readonly value: V | null
  /** The greatest of its records. */
  readonly timestamp: number
}

/** A key's row. */
export interface CountRow<V = unknown> {
  /** How many records there have been. */
  readonly records: number
  readonly windows: readonly CountWindow<V>[]
}

const FIXED_BYTES = 20

export function countRow<V>(value: Serde<V>, size: number): Serde<CountRow<V>> {
  return new Serde<CountRow<V>>({
    encoding: '',
    lends: value.lends,
    decode: (bytes, start, end) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset)
      const windows: CountWindow<V>[] = []
      for (let at = start + 8; at < end; ) {
        const first = readInt64(bytes, at)
        const length = view.getInt32(at + 16)
        const from = at + FIXED_BYTES
        at = from + Math.max(0, length)
        windows.push({
          ...{ start: first, end: first + size, timestamp: readInt64(bytes, from - 12) },
          value: length < 0 ? null : value.decode(bytes, from, at),
        })
      }
      return { records: readInt64(bytes, start), windows }
    },
    encode: (row, sink) => {
      sink.writeInt64(row.records)
      for (const one of row.windows) {
        sink.writeInt64(one.start)
        sink.writeInt64(one.timestamp)
        const lengthAt = sink.at
        sink.ensure(4)
        sink.at += 4
        const isNull = one.value === null || one.value === undefined
        if (!isNull) value.encode(one.value, sink)
        sink.view.setInt32(lengthAt, isNull ? -1 : sink.at - lengthAt - 4)
      }
    },
  })
}
