/** From the nodes and stores of an {@link InternalTopologyBuilder} to a topology: cuts it into its parts, and numbers them. */
import { StreamsError } from '../failure.ts'
import type { Serde } from '../serdes/serde.ts'
import type { InternalTopologyBuilder } from './internal-topology-builder.ts'
import type { NodeDefinition, SourceDefinition } from './node-definitions.ts'
import {
  type SourcePattern,
  type SourceTopic,
  type SubTopology,
  type SubTopologyStore,
  Topology,
  type TopologySettings,
} from './topology.ts'

/** `copartitions`: sets of source nodes whose topics must have equally many partitions. */
export function assembleTopology(
  builder: InternalTopologyBuilder,
  copartitions: readonly ReadonlySet<string>[],
  settings: TopologySettings,
): Topology {
  // A builder may go on after a build: what was built stays as it is.
  const nodes = new Map(
    [...builder.nodes].map(([name, node]) => [
      name,
      node.kind === 'processor' ? { ...node, stores: new Set(node.stores) } : node,
    ]),
  )
  return new Topology({
    subTopologies: builder.nodeGroups().map((group, id) => subTopology(id, group, nodes, builder, settings)),
    nodes,
    repartitionTopics: new Map(builder.internalTopics),
    copartitions,
    settings,
  })
}

/** The source of a global store: each record stands at its own time, as Kafka Streams has it. */
export function globalSource(
  name: string,
  topic: string,
  keySerde: Serde<unknown> | null,
  valueSerde: Serde<unknown> | null,
): SourceDefinition {
  return {
    ...{ kind: 'source', name, topics: [topic], pattern: null, keySerde, valueSerde },
    ...{ timestamp: 'failOnInvalid', reset: 'earliest' },
  }
}

function subTopology(
  id: number,
  group: readonly string[],
  all: ReadonlyMap<string, NodeDefinition>,
  builder: InternalTopologyBuilder,
  settings: TopologySettings,
): SubTopology {
  const nodes = group.map(name => all.get(name)!)
  const stores = new Map<string, SubTopologyStore>()
  const tables = new Set<string>()
  for (const node of nodes) {
    if (node.kind !== 'processor') continue
    if (node.spec.isTableSource === true) for (const parent of node.parents) tables.add(parent)
    for (const name of node.stores) {
      const given = (builder.stores.get(name) ?? builder.globalStores.get(name))!
      const type = given.type ?? settings.defaultStoreType
      if (type !== 'memory' && type !== 'level') {
        throw new StreamsError('INVALID_ARGUMENT', `store ${given.name} cannot be in ${String(type)}`, {
          hint: "it is in 'memory' or on 'level'",
        })
      }
      // Of the DSL's stores only those on disk have headers, as in Kafka Streams.
      const byFormat = given.byFormat === true && settings.storeHeaders && type === 'level'
      const spec = { ...given, type, headers: given.headers === true || byFormat }
      const source = builder.sourceChangelogs.get(name)
      const changelog = source ?? (spec.logging ? `${name}-changelog` : null)
      stores.set(name, { spec, changelog, changelogIsSource: source !== undefined })
    }
  }
  const sources: SourceTopic[] = []
  const patterns: SourcePattern[] = []
  for (const node of nodes) {
    if (node.kind !== 'source') continue
    const { pattern, reset } = node
    if (pattern !== null) patterns.push({ pattern, node: node.name, reset })
    for (const topic of node.topics) {
      const internal = builder.internalTopics.has(topic)
      sources.push({ topic, internal, table: tables.has(node.name), reset })
    }
  }
  return { id, isGlobal: builder.isGlobal(group), nodes, sources, patterns, stores: [...stores.values()] }
}
