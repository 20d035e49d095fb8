/** KStream.join and leftJoin with a GlobalKTable: a node that reads a store to which it is not connected. */
import type { KeySelector } from '../processors/map.ts'
import { type GlobalJoiner, streamGlobalJoin } from '../processors/stream-global-join.ts'
import type { StreamParts } from './kstream.ts'
import type { NamedOptions } from './options.ts'

export function joinGlobal(
  stream: StreamParts,
  storeName: string,
  join: { readonly selectKey: KeySelector; readonly joiner: GlobalJoiner; readonly left: boolean },
  options: NamedOptions | undefined,
): StreamParts {
  const { dsl, node } = stream
  const { selectKey, joiner, left } = join
  // Kafka Streams gives both joins this name.
  const name = dsl.names.named(options?.name, 'KSTREAM-LEFTJOIN-')
  const below = dsl.processor(node, name, streamGlobalJoin(storeName, selectKey, joiner, left), {
    mark: n => {
      n.relaxedNullKey = left
    },
  })
  return { ...stream, name, valueSerde: null, node: below }
}
