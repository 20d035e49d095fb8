/** A key and what identifies one record among those of the key: `int32 length of the key · key · canonical JSON`. */
import { json } from './json.ts'
import { Serde } from './serde.ts'

export interface Identified {
  readonly key: unknown
  readonly identity: unknown
}

const LENGTH_BYTES = 4

export function identified(key: Serde<unknown>): Serde<Identified> {
  const identity = json<unknown>()
  return new Serde<Identified>({
    encoding: '',
    lends: key.lends,
    decode: (bytes, start, end) => {
      const keyStart = start + LENGTH_BYTES
      const keyEnd = keyStart + new DataView(bytes.buffer, bytes.byteOffset).getInt32(start)
      return { key: key.decode(bytes, keyStart, keyEnd), identity: identity.decode(bytes, keyEnd, end) }
    },
    encode: (value, sink) => {
      const { at } = sink
      sink.ensure(LENGTH_BYTES)
      sink.at += LENGTH_BYTES
      key.encode(value.key, sink)
      sink.view.setInt32(at, sink.at - at - LENGTH_BYTES)
      identity.encode(value.identity, sink)
    },
  })
}
