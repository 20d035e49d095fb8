/**
 * Adds the aggregations of a cogrouped stream: one for each input, all over one store, and the table that they make together.
 *
 * Names, and the numbers they burn, are Kafka Streams' own (CogroupedStreamAggregateBuilder; KIP-150).
 */
import type { Aggregator } from '../processors/aggregate.ts'
import { TablePassThrough } from '../processors/table-pass-through.ts'
import type { TableSpec } from '../processors/table-spec.ts'
import type { Serde } from '../serdes/serde.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { GraphNode } from '../topology/graph.ts'
import type { GroupedParts } from './kgrouped-stream.ts'
import type { KTable } from './ktable.ts'
import { type AnyMaterialized, type StoreParts, serdeOf, storeSpec } from './options.ts'

const PREFIX = 'COGROUPKSTREAM-AGGREGATE-'

/** How the aggregations are stored; `graceMs` is how long after its end a window may change. */
export interface CogroupMade extends Pick<StoreParts, 'window' | 'session'> {
  readonly options: AnyMaterialized | undefined
  readonly graceMs?: number
}

export class CogroupBuilder {
  /** The streams by their parts, in the order in which they came. */
  private readonly aggregators = new Map<GroupedParts, Aggregator>()
  /** Where the aggregations of a stream hang: all of them behind one repartition topic. */
  private readonly parents = new Map<GroupedParts, GraphNode>()

  add(grouped: GroupedParts, aggregator: Aggregator): void {
    this.aggregators.set(grouped, aggregator)
  }

  build<K, V>(
    made: CogroupMade,
    spec: (store: StoreSpec, aggregator: Aggregator) => TableSpec,
    outer: (key: Serde<unknown>) => Serde<unknown> = key => key,
  ): KTable<K, V> {
    const { options, graceMs, ...shape } = made
    const [first] = this.aggregators.keys() as Iterable<GroupedParts>
    const { dsl, keySerde: ownKey } = first as GroupedParts
    const storeName = dsl.storeName(options?.name, PREFIX, options?.logging !== false)
    const isNamed = options?.name !== undefined
    const keySerde = serdeOf(options?.key, ownKey)
    const valueSerde = options?.value ?? null
    const store = storeSpec({ name: storeName, keySerde, valueSerde, ...shape }, options)
    const sourceNodes = this.sources(storeName, isNamed)
    dsl.graph.copartitions.push(sourceNodes)
    const specs: TableSpec[] = []
    const nodes: GraphNode[] = []
    for (const [grouped, aggregator] of this.aggregators) {
      const name = dsl.names.suffixed(options?.processorName, `-cogroup-agg-${specs.length}`, PREFIX)
      const tableSpec = spec(store, aggregator)
      specs.push(tableSpec)
      const mark = (node: GraphNode): void => {
        // Of windows and sessions it is what goes in that counts, as in Kafka Streams.
        if (store.kind === 'versioned' || store.kind === 'keyValue')
          node.outputVersioned = store.kind === 'versioned'
        node.graceMs = graceMs ?? null
      }
      nodes.push(dsl.processor(this.parents.get(grouped)!, name, tableSpec, { mark }))
    }
    const name = dsl.names.suffixed(options?.processorName, '-cogroup-merge', 'COGROUPKSTREAM-MERGE-')
    const merged = new TablePassThrough(specs)
    return dsl.make.table<K, V, 'carried', 'carried'>({
      ...{ dsl, name, valueSerde, sourceNodes },
      keySerde: keySerde === null ? null : outer(keySerde),
      node: dsl.processor(nodes, name, merged),
      spec: merged,
      storeName: isNamed ? storeName : null,
    })
  }

  /** Sends each stream through a repartition topic that needs it, and gives the sources of all. */
  private sources(storeName: string, isNamed: boolean): Set<string> {
    const sources = new Set<string>()
    for (const grouped of this.aggregators.keys()) {
      const { dsl, groupName, keySerde, node, repartitionRequired, sourceNodes, valueSerde } = grouped
      if (!repartitionRequired) {
        this.parents.set(grouped, node)
        for (const source of sourceNodes) sources.add(source)
        continue
      }
      const named = groupName !== null || isNamed
      const options = { optimizable: true, partitions: null }
      const made = dsl.repartition(groupName ?? storeName, named, keySerde, valueSerde, options)
      if (!this.parents.has(grouped)) {
        dsl.graph.add(node, made)
        this.parents.set(grouped, made)
      }
      sources.add(this.parents.get(grouped)!.name)
    }
    return sources
  }
}
