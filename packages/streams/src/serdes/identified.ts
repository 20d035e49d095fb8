/** A key and what identifies one thing among those of the key: `int32 length of the key · key · identity`, canonical JSON by default. */
import { ByteSink } from './byte-sink.ts'
import { json } from './json.ts'
import { Serde } from './serde.ts'

export interface Identified {
  readonly key: unknown
  readonly identity: unknown
}

const LENGTH_BYTES = 4

export function identified(
  key: Serde<unknown>,
  identity: Serde<unknown> = json<unknown>(),
): Serde<Identified> {
  return new Serde<Identified>({
    encoding: '',
    lends: key.lends || identity.lends,
    decode: (bytes, start, end) => {
      const keyStart = start + LENGTH_BYTES
      const keyEnd = keyStart + new DataView(bytes.buffer, bytes.byteOffset).getInt32(start)
      return { key: key.decode(bytes, keyStart, keyEnd), identity: identity.decode(bytes, keyEnd, end) }
    },
    encode: (value, sink) => {
      writeKey(key, value.key, sink)
      identity.encode(value.identity, sink)
    },
  })
}

function writeKey(serde: Serde<unknown>, key: unknown, sink: ByteSink): void {
  const { at } = sink
  sink.ensure(LENGTH_BYTES)
  sink.at += LENGTH_BYTES
  serde.encode(key, sink)
  sink.view.setInt32(at, sink.at - at - LENGTH_BYTES)
}

/** What all identified things of a key begin with, and no other. */
export function keyPrefix(serde: Serde<unknown>, key: unknown): Uint8Array {
  const sink = new ByteSink(64)
  writeKey(serde, key, sink)
  return sink.slice(0, sink.at)
}
