/** A key of one of two tables, and which: `1 byte, 0 for the left one, 1 for the right · the key`. */
import { StreamsError } from '../failure.ts'
import { Serde } from './serde.ts'

/** The key of a row of a foreign-key outer join: of its left row, or, where no left row refers to it, of its right one. */
export type SidedKey<K, KO> =
  | { readonly side: 'left'; readonly key: K }
  | { readonly side: 'right'; readonly key: KO }

/**
 * Keys of either of two tables, told apart by their first byte: 0 left, 1 right. For results of a foreign-key outer join that go to a
 * topic as they are, and for who reads it.
 *
 * ```ts
 * const keys = sidedKey(string(), integer())
 * const { key, side } = keys.deserialize('', keys.serialize('', { side: 'right', key: 7 }))!
 * console.log(`${side} ${key}`) // prints right 7
 * ```
 *
 * @throws DESERIALIZATION_FAILED for another first byte
 */
export function sidedKey<K, KO>(left: Serde<K>, right: Serde<KO>): Serde<SidedKey<K, KO>> {
  return new Serde<SidedKey<K, KO>>({
    encoding: '',
    lends: left.lends || right.lends,
    decode: (bytes, start, end) => {
      const side = start < end ? bytes[start] : -1
      if (side === 0) return { side: 'left', key: left.decode(bytes, start + 1, end) }
      if (side === 1) return { side: 'right', key: right.decode(bytes, start + 1, end) }
      throw new StreamsError('DESERIALIZATION_FAILED', 'a sided key begins with 0 or 1')
    },
    encode: (value, sink) => {
      sink.ensure(1)
      sink.bytes[sink.at++] = value.side === 'left' ? 0 : 1
      if (value.side === 'left') left.encode(value.key, sink)
      else right.encode(value.key, sink)
    },
  })
}
