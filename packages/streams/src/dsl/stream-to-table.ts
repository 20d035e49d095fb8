/** KStream.toTable: the names, the repartition topic, if one is needed, and the store. (Kafka Streams: KStreamImpl.toTable.) */
import { TableSource } from '../processors/table-source.ts'
import type { StreamParts } from './kstream.ts'
import type { TableParts } from './ktable.ts'
import { type AnyMaterialized, isMaterialized, serdeOf, storeSpec } from './options.ts'

export function streamToTable(stream: StreamParts, given: AnyMaterialized | undefined): TableParts {
  const { dsl } = stream
  const name = dsl.names.named(given?.processorName, 'KSTREAM-TOTABLE-')
  const materialized = isMaterialized(given) ? given : undefined
  const storeName = dsl.storeName(materialized?.name, 'KSTREAM-TOTABLE-', materialized?.logging !== false)
  const keySerde = given?.key ?? stream.keySerde
  const valueSerde = given?.value ?? stream.valueSerde
  let { node, sourceNodes } = stream
  if (stream.repartitionRequired) {
    const named = given?.processorName !== undefined
    node = dsl.repartition(name, named, keySerde, valueSerde, { optimizable: true, partitions: null })
    dsl.graph.add(stream.node, node)
    sourceNodes = new Set([node.name])
  }
  const own = {
    keySerde: serdeOf(given?.key, stream.keySerde),
    valueSerde: serdeOf(given?.value, stream.valueSerde),
  }
  const store = storeSpec({ name: storeName, ...own }, materialized)
  const spec = new TableSource(store, materialized?.name !== undefined, false)
  const below = dsl.processor(node, name, spec, {
    mark: n => {
      n.outputVersioned = store.kind === 'versioned'
    },
  })
  return {
    dsl,
    name,
    keySerde,
    valueSerde,
    sourceNodes,
    node: below,
    spec,
    storeName: materialized?.name ?? null,
  }
}
