/** KStream.join and leftJoin with a GlobalKTable: a node that reads a store to which it is not connected. */
import { type GlobalJoiner, type KeySelector, streamGlobalJoin } from '../processors/stream-global-join.ts'
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
  const name = dsl.names.named(options?.name, left ? 'KSTREAM-LEFTJOIN-' : 'KSTREAM-JOIN-')
  const below = dsl.processor(node, name, streamGlobalJoin(storeName, selectKey, joiner, left), {
    mark: n => {
      n.relaxedNullKey = left
    },
  })
  return { ...stream, name, valueSerde: null, node: below }
}
