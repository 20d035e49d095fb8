/** Builds a topology from a graph: optimizes a copy of it, writes its nodes out, cuts it into sub-topologies. */
import { StreamsError } from '../failure.ts'
import { passNonNullKeys, passThrough } from '../processors/pass-through.ts'
import type { ProcessorWrapper } from '../processors/processor-wrapper.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { assembleTopology, globalSource } from './assemble.ts'
import type { Graph, GraphNode, RepartitionPart } from './graph.ts'
import { InternalTopologyBuilder, topologyError } from './internal-topology-builder.ts'
import { optimizationRules, optimize } from './optimize.ts'
import type { Topology, TopologySettings } from './topology.ts'

/** The settings that a build reads. */
export interface BuildSettings extends TopologySettings {
  readonly optimization: string | undefined
  readonly explicitNaming: boolean
  readonly wrapper: ProcessorWrapper | null
}

export function buildTopology(recorded: Graph, settings: BuildSettings): Topology {
  const graph = recorded.copy()
  optimize(graph, optimizationRules(settings.optimization))
  const builder = new InternalTopologyBuilder(settings.wrapper)
  for (const node of writingOrder(graph)) write(node, builder)
  builder.validateCopartition(graph.copartitions)
  if (settings.explicitNaming) checkNaming(graph)
  return assembleTopology(builder, graph.copartitions, settings)
}

/** Always the earliest call among the nodes whose parents are written. */
function writingOrder(graph: Graph): GraphNode[] {
  const order: GraphNode[] = []
  const written = new Set<GraphNode>([graph.root])
  const ready = new Set<GraphNode>()
  const offer = (node: GraphNode): void => {
    for (const child of node.children) {
      if (!written.has(child) && [...child.parents].every(parent => written.has(parent))) ready.add(child)
    }
  }
  offer(graph.root)
  while (ready.size > 0) {
    let first: GraphNode | null = null
    for (const node of ready) if (first === null || node.buildPriority < first.buildPriority) first = node
    ready.delete(first!)
    written.add(first!)
    order.push(first!)
    offer(first!)
  }
  return order
}

function write(node: GraphNode, builder: InternalTopologyBuilder): void {
  const { part } = node
  const parents = [...node.parents].map(parent => parent.name)
  switch (part.kind) {
    case 'streamSource':
      builder.addSource({
        ...{ kind: 'source', name: node.name, topics: [...new Set(part.topics)], pattern: part.pattern },
        ...part.consumed,
      })
      return
    case 'tableSource':
      builder.addSource({
        ...{ kind: 'source', name: part.sourceName, topics: [part.topic], pattern: null },
        ...part.consumed,
      })
      builder.addProcessor(node.name, part.spec, [part.sourceName])
      if (part.reuseSourceTopic) {
        for (const store of part.spec.stores()) builder.connectSourceStoreAndTopic(store.name, part.topic)
      }
      return
    case 'processor':
      builder.addProcessor(node.name, part.spec, parents)
      for (const store of part.connected) {
        builder.connect(node.name, store)
        if (part.historyMs !== null) checkHistory(builder.stores.get(store)!, part.historyMs)
      }
      return
    case 'stateStore':
      builder.addStore(part.spec)
      return
    case 'globalStore':
      builder.addGlobalStore({
        source: globalSource(part.sourceName, part.topic, part.consumed.keySerde, part.consumed.valueSerde),
        processorName: part.processorName,
        processor: part.spec,
        store: part.store,
      })
      return
    case 'streamJoin':
      if (part.isSelf) {
        builder.addProcessor(node.name, part.self, [part.left.parent])
        return
      }
      for (const { name, spec, parent } of [part.left, part.right]) builder.addProcessor(name, spec, [parent])
      builder.addProcessor(node.name, part.spec, [part.left.name, part.right.name])
      return
    case 'tableJoin':
      for (const { name, spec, parent } of [part.left, part.right]) builder.addProcessor(name, spec, [parent])
      builder.addProcessor(node.name, part.spec, [part.left.name, part.right.name])
      for (const { name, connected } of [part.left, part.right])
        for (const store of connected) builder.connect(name, store)
      return
    case 'repartition':
      writeRepartition(part, parents, builder)
      return
    case 'sink':
      if (part.internal === true) builder.internalTopics.set(part.topic!, null)
      builder.addSink({ name: node.name, parents, ...part })
      return
    default:
      throw new Error('bug: the root of a graph is not written')
  }
}

/** What a join with a grace period says of a table that keeps no versions. */
export function unversionedTable(): StreamsError {
  return new StreamsError(
    'INVALID_ARGUMENT',
    'KTable must be versioned to use a grace period in a stream table join.',
    { hint: "keep the table in a versioned store: { name, store: versioned('1h') }" },
  )
}

function checkHistory(store: StoreSpec, graceMs: number): void {
  if (store.kind !== 'versioned') throw unversionedTable()
  if (graceMs > store.historyRetentionMs) {
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `History retention must be at least grace period: ${store.historyRetentionMs} and ${graceMs} ms`,
    )
  }
}

function writeRepartition(
  part: RepartitionPart,
  parents: readonly string[],
  builder: InternalTopologyBuilder,
): void {
  const { keySerde, valueSerde, topic } = part
  builder.internalTopics.set(topic, part.partitions)
  if (part.filterName !== null)
    builder.addProcessor(part.filterName, part.dropNullKeys ? passNonNullKeys : passThrough, parents)
  builder.addSink({
    kind: 'sink',
    name: part.sinkName,
    parents: part.filterName === null ? parents : [part.filterName],
    topic,
    extractor: null,
    partitioner: part.partitioner,
    keySerde,
    valueSerde,
    changes: part.changes === true,
  })
  builder.addSource({
    kind: 'source',
    name: part.sourceName,
    topics: [topic],
    pattern: null,
    keySerde,
    valueSerde,
    changes: part.changes === true,
    timestamp: 'failOnInvalid',
    reset: null,
  })
}

function checkNaming(graph: Graph): void {
  const { implicitNames } = graph
  if (implicitNames.length === 0) return
  const list = (label: string, names: (string | undefined)[]): string => {
    const given = names.filter(name => name !== undefined)
    return given.length === 0 ? '' : `Following ${label} has not been named: ${given.join(', ')}\n`
  }
  throw topologyError(
    list(
      'changelog topic(s)',
      implicitNames.map(name => name.changelog),
    ) +
      list(
        'state store(s)',
        implicitNames.map(name => name.store),
      ) +
      list(
        'repartition topic(s)',
        implicitNames.map(name => name.repartition),
      ),
  )
}
