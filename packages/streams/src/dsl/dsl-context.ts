/** What all parts of one topology under construction share: the graph and the counter of names. */
import type { ProcessorSpec, StreamPartitioner } from '../processors/processor-spec.ts'
import type { Serde } from '../serdes/serde.ts'
import { Graph, GraphNode } from '../topology/graph.ts'
import { NameCounter, repartitionNames } from '../topology/names.ts'
import type { GroupedParts, KGroupedStream } from './kgrouped-stream.ts'
import type { GroupedTableParts, KGroupedTable } from './kgrouped-table.ts'
import type { KStream, StreamParts } from './kstream.ts'
import type { KTable, TableParts } from './ktable.ts'
import type { Carried } from './options.ts'

/** Makes the objects that users hold; handed in so that their classes need not import each other. */
export interface DslFactories {
  stream<K, V, CK extends Carried, CV extends Carried>(parts: StreamParts): KStream<K, V, CK, CV>
  table<K, V, CK extends Carried, CV extends Carried>(parts: TableParts): KTable<K, V, CK, CV>
  grouped<K, V>(parts: GroupedParts): KGroupedStream<K, V>
  groupedTable<K, V>(parts: GroupedTableParts): KGroupedTable<K, V>
}

export class DslContext {
  readonly make: DslFactories
  readonly graph = new Graph()
  readonly names = new NameCounter()

  constructor(make: DslFactories) {
    this.make = make
  }

  /** Adds a processor below others. */
  processor(
    parents: GraphNode | readonly GraphNode[],
    name: string,
    spec: ProcessorSpec,
    parts: {
      connected?: readonly string[]
      historyMs?: number
      enableVersioned?: (versioned: boolean) => void
      mark?: (node: GraphNode) => void
    } = {},
  ): GraphNode {
    const node = new GraphNode(name, {
      kind: 'processor',
      spec,
      connected: parts.connected ?? [],
      historyMs: parts.historyMs ?? null,
      enableVersioned: parts.enableVersioned ?? null,
    })
    parts.mark?.(node)
    this.graph.add(parents, node)
    return node
  }

  /** Makes a repartition node; the caller links it. `named`: its name is the user's. */
  repartition(
    prefix: string,
    named: boolean,
    keySerde: Serde<unknown> | null,
    valueSerde: Serde<unknown> | null,
    parts: { optimizable: boolean; partitions: number | null; partitioner?: StreamPartitioner | null },
  ): GraphNode {
    const names = repartitionNames(prefix, this.names)
    if (!named) this.graph.implicitNames.push({ repartition: names.topic })
    return new GraphNode(names.sourceName, {
      kind: 'repartition',
      ...names,
      partitioner: null,
      ...parts,
      keySerde,
      valueSerde,
      dropNullKeys: false,
    })
  }

  /** The given name of a store, or a generated one. */
  storeName(name: string | undefined, prefix: string, logged: boolean): string {
    if (name !== undefined) return name
    const generated = this.names.store(prefix)
    this.graph.implicitNames.push({
      store: generated,
      ...(logged && { changelog: `${generated}-changelog` }),
    })
    return generated
  }
}
