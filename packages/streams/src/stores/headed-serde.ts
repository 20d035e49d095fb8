/**
 * Values of window and session stores with headers beside them: the layout of stored-headers.ts, which ends with the headers.
 *
 *  1. It reads values alone: an operator of the DSL works on such a store as on any other, and writes no headers (Kafka Streams' do neither).
 *  2. Whoever puts headers does it within `withHeaders`; whoever wants them asks the store for those of an entry.
 */
import { type HeaderList, headerSpan } from '../records/headers.ts'
import type { HeaderSpan } from '../records/record-view.ts'
import { Serde } from '../serdes/serde.ts'
import { appendHeaders, valueEndOf } from './stored-headers.ts'

export class HeadedSerde extends Serde<unknown> {
  private readonly written: { headers: HeaderSpan | null }

  constructor(inner: Serde<unknown>) {
    const written: HeadedSerde['written'] = { headers: null }
    super({
      encoding: '',
      lends: inner.lends,
      decode: (bytes, start, end) => inner.decode(bytes, start, valueEndOf(bytes, end)),
      encode: (value, sink) => {
        inner.encode(value, sink)
        appendHeaders(sink, written.headers)
      },
      roundTrip: value => inner.roundTrip(value),
    })
    this.written = written
  }

  /** Runs `put`, whose values get these headers. */
  withHeaders<R>(headers: HeaderList, put: () => R): R {
    this.written.headers = headers.length === 0 ? null : headerSpan(headers)
    try {
      return put()
    } finally {
      this.written.headers = null
    }
  }
}

/** Puts a value with headers into a store, if it keeps any. */
export function putHeaded<R>(serde: Serde<unknown>, headers: HeaderList | undefined, put: () => R): R {
  return serde instanceof HeadedSerde && headers !== undefined ? serde.withHeaders(headers, put) : put()
}
