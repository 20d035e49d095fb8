/**
 * The value of a repartition topic of a grouped table: what was, what is now, or both where the group stays the same.
 *
 * Layout, by the last byte: 0 `old`, 1 `new`, 2 `varint length of new · new · old`; 3 to 5 are the same with a byte before the last,
 * 1 where the update is the latest. As in Kafka Streams those are read and never written: who reads takes each for the latest.
 * (Kafka Streams: ChangedSerializer, ChangedDeserializer; KIP-904.)
 */
import { StreamsError } from '../failure.ts'
import { ByteSink } from './byte-sink.ts'
import { Serde } from './serde.ts'

/** An update of a group's member: null where there was, or is, none. */
export interface Change<V> {
  readonly newValue: V | null
  readonly oldValue: V | null
  readonly isLatest: boolean
}

const OLD = 0
const NEW = 1
const BOTH = 2
/** Added to the flag of an update that says whether it is the latest. */
const TELLS_LATEST = 3

export function change<V>(inner: Serde<V>): Serde<Change<V>> {
  const scratch = new ByteSink(64)
  return new Serde<Change<V>>({
    encoding: '',
    decode: (bytes, start, end) => {
      const flag = end > start ? bytes[end - 1]! : 255
      const kind = flag % TELLS_LATEST
      if (flag > BOTH + TELLS_LATEST)
        throw new StreamsError('DESERIALIZATION_FAILED', `a change of a table has the unknown flag ${flag}`)
      const tells = flag >= TELLS_LATEST
      const isLatest = !tells || bytes[end - 2] === 1
      const stop = tells ? end - 2 : end - 1
      if (kind === OLD) return { newValue: null, oldValue: inner.decode(bytes, start, stop), isLatest }
      if (kind === NEW) return { newValue: inner.decode(bytes, start, stop), oldValue: null, isLatest }
      let length = 0
      let at = start
      for (let shift = 0; shift < 35; shift += 7) {
        const byte = bytes[at++]!
        length |= (byte & 0x7f) << shift
        if (byte < 0x80) break
      }
      length = (length >>> 1) ^ -(length & 1)
      if (length < 0 || at + length > stop)
        throw new StreamsError(
          'DESERIALIZATION_FAILED',
          `a change of a table says ${length} bytes, which it has not`,
        )
      return {
        newValue: inner.decode(bytes, at, at + length),
        oldValue: inner.decode(bytes, at + length, stop),
        isLatest,
      }
    },
    encode: ({ newValue, oldValue }, sink) => {
      if (newValue !== null && oldValue !== null) {
        scratch.at = 0
        inner.encode(newValue, scratch)
        sink.ensure(5)
        let rest = scratch.at << 1
        while (rest > 0x7f) {
          sink.bytes[sink.at++] = (rest & 0x7f) | 0x80
          rest >>>= 7
        }
        sink.bytes[sink.at++] = rest
        sink.write(scratch.bytes, 0, scratch.at)
        inner.encode(oldValue, sink)
        flag(sink, BOTH)
      } else if (newValue !== null) {
        inner.encode(newValue, sink)
        flag(sink, NEW)
      } else {
        inner.encode(oldValue!, sink)
        flag(sink, OLD)
      }
    },
  })
}

function flag(sink: ByteSink, value: number): void {
  sink.ensure(1)
  sink.bytes[sink.at++] = value
}
