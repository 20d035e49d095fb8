/** Keys of windows, in Kafka's layouts: time window `key · int64 start`, session `key · int64 end · int64 start`. */
import { StreamsError } from '../failure.ts'
import { readInt64 } from './byte-sink.ts'
import { Serde } from './serde.ts'

/** A key and the window it stands for: `[start, end)` for time windows, `[start, end]` for sessions; milliseconds. */
export interface Windowed<K> {
  readonly key: K
  readonly start: number
  readonly end: number
}

/** int64 beyond what a number says exactly: the end of a window without end (Java's Long.MAX_VALUE). */
export const WINDOW_END_MAX_MS = 2 ** 63

/**
 * Keys of time windows (Kafka's TimeWindowedSerde): only the start is written, the end is start + `sizeMs` when read.
 * Lazy when `inner` is.
 */
export function timeWindowed<K>(inner: Serde<K>, sizeMs: number): Serde<Windowed<K>> {
  const encoding = inner.encoding === '' ? '' : `timeWindowed(${inner.encoding},${sizeMs})`
  return startWindowed(inner, encoding, startMs => windowEnd(startMs, sizeMs))
}

/** Says where windows of no fixed size end. */
export interface WindowEnds {
  endOf(startMs: number): number
}

/** The layout of {@link timeWindowed} for a store that knows where its windows end. */
export function calendarWindowed<K>(inner: Serde<K>, ends: WindowEnds): Serde<Windowed<K>> {
  return startWindowed(inner, '', startMs => ends.endOf(startMs))
}

function startWindowed<K>(
  inner: Serde<K>,
  encoding: string,
  endOf: (startMs: number) => number,
): Serde<Windowed<K>> {
  return new Serde<Windowed<K>>({
    encoding,
    windowSuffixBytes: 8,
    lends: inner.lends,
    ...(inner.lazy && {
      accepts: (bytes: Uint8Array, start: number, end: number) =>
        end - start >= 8 && isTime(readInt64(bytes, end - 8)) && inner.accepts(bytes, start, end - 8),
    }),
    decode: (bytes, start, end) => {
      if (end - start < 8) {
        throw new StreamsError('DESERIALIZATION_FAILED', `timeWindowed: ${end - start} bytes are too few`)
      }
      const from = readInt64(bytes, end - 8)
      if (!isTime(from))
        throw new StreamsError('DESERIALIZATION_FAILED', `timeWindowed: a window cannot start at ${from}`)
      return { key: inner.decode(bytes, start, end - 8), start: from, end: endOf(from) }
    },
    encode: (value, sink) => {
      inner.encode(value.key, sink)
      sink.writeInt64(value.start)
    },
  })
}

/** Whether a window may start or end there, and a number holds it exactly. */
function isTime(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms >= 0
}

/** start + size, at most the largest int64. */
export function windowEnd(startMs: number, sizeMs: number): number {
  const end = startMs + sizeMs
  return end > Number.MAX_SAFE_INTEGER ? WINDOW_END_MAX_MS : end
}

/** Keys of session windows (Kafka's SessionWindowedSerde): `key · int64 end · int64 start`; the end is inclusive. */
export function sessionWindowed<K>(inner: Serde<K>): Serde<Windowed<K>> {
  return new Serde<Windowed<K>>({
    encoding: inner.encoding === '' ? '' : `sessionWindowed(${inner.encoding})`,
    windowSuffixBytes: 16,
    lends: inner.lends,
    decode: (bytes, start, end) => {
      if (end - start < 16) {
        throw new StreamsError('DESERIALIZATION_FAILED', `sessionWindowed: ${end - start} bytes are too few`)
      }
      const from = readInt64(bytes, end - 8)
      const to = readInt64(bytes, end - 16)
      if (!isTime(from) || !isTime(to) || to < from) {
        throw new StreamsError(
          'DESERIALIZATION_FAILED',
          `sessionWindowed: a session cannot be from ${from} to ${to}`,
        )
      }
      return { key: inner.decode(bytes, start, end - 16), start: from, end: to }
    },
    encode: (value, sink) => {
      inner.encode(value.key, sink)
      sink.writeInt64(value.end)
      sink.writeInt64(value.start)
    },
  })
}
