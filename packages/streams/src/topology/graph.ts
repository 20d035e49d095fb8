/**
 * The logical graph: what the calls of the DSL recorded, before names of topics, sub-topologies and stores are worked out.
 *
 * Nodes are numbered in the order of the calls (their build priority); parents and children keep the order in which they
 * were linked, since the order of a node's children is the order in which records reach them.
 */

import type { ProcessorSpec, StreamPartitioner, TopicNameExtractor } from '../processors/processor-spec.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import type { Serde } from '../serdes/serde.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { OffsetReset } from './node-definitions.ts'

/** Options of a source as recorded. */
export interface ConsumedOptions {
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown> | null
  readonly timestamp: TimestampExtractor | null
  readonly reset: OffsetReset | null
}

/** A source of a table: may or may not have a store, which later calls decide. */
export interface TableSourceSpec extends ProcessorSpec {
  stores(): readonly StoreSpec[]
}

export interface RepartitionPart {
  readonly kind: 'repartition'
  /** Only what the DSL made by itself may be merged with others. */
  readonly optimizable: boolean
  readonly sourceName: string
  readonly sinkName: string
  /** null: nothing is filtered, the topic of a grouped table. */
  readonly filterName: string | null
  readonly topic: string
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown> | null
  /** The values are changes of a table: see serdes/change.ts. */
  readonly changes?: boolean
  readonly partitions: number | null
  readonly partitioner: StreamPartitioner | null
  /** Records with a null key go no further, unless a left join behind wants them. */
  dropNullKeys: boolean
}

/** One side of a join of streams. */
export interface StreamJoinPart {
  readonly name: string
  readonly spec: ProcessorSpec
  /** Name of the node that keeps the side's records. */
  readonly parent: string
}

/** One side of a join of tables. */
export interface JoinSidePart {
  readonly name: string
  readonly spec: ProcessorSpec
  /** Name of the table's own node. */
  readonly parent: string
  /** Stores of the other table, which this side reads. */
  readonly connected: readonly string[]
  /** Called at build when the side's table is versioned. */
  readonly enableVersioned: () => void
}

export type GraphPart =
  | { readonly kind: 'root' }
  | {
      readonly kind: 'streamSource'
      readonly topics: readonly string[]
      /** In place of `topics`. */
      readonly pattern: RegExp | null
      readonly consumed: ConsumedOptions
    }
  | {
      readonly kind: 'tableSource'
      readonly topic: string
      readonly sourceName: string
      readonly consumed: ConsumedOptions
      readonly spec: TableSourceSpec
      reuseSourceTopic: boolean
    }
  | {
      readonly kind: 'processor'
      readonly spec: ProcessorSpec
      /** Stores of others that it reads. */
      readonly connected: readonly string[]
      /** Those must be versioned and keep so much history, if given. */
      readonly historyMs: number | null
      /** Called at build when the input is a versioned table. */
      readonly enableVersioned: ((versioned: boolean) => void) | null
    }
  | RepartitionPart
  | {
      readonly kind: 'tableJoin'
      readonly left: JoinSidePart
      readonly right: JoinSidePart
      readonly spec: ProcessorSpec
    }
  | {
      readonly kind: 'streamJoin'
      readonly left: StreamJoinPart
      readonly right: StreamJoinPart
      readonly spec: ProcessorSpec
      /** What takes the place of all three when both sides are one stream (`single.store.self.join`). */
      readonly self: ProcessorSpec
      isSelf: boolean
    }
  | { readonly kind: 'stateStore'; readonly spec: StoreSpec }
  | {
      readonly kind: 'globalStore'
      readonly topic: string
      readonly sourceName: string
      readonly processorName: string
      readonly consumed: ConsumedOptions
      readonly spec: ProcessorSpec
      readonly store: StoreSpec
    }
  | {
      readonly kind: 'sink'
      readonly topic: string | null
      readonly extractor: TopicNameExtractor | null
      readonly partitioner: StreamPartitioner | null
      readonly keySerde: Serde<unknown> | null
      readonly valueSerde: Serde<unknown> | null
      /** The topic is the application's own. */
      readonly internal?: boolean
    }

export class GraphNode {
  readonly name: string
  readonly part: GraphPart
  parents = new Set<GraphNode>()
  children = new Set<GraphNode>()
  buildPriority = 0
  keyChanging = false
  valueChanging = false
  merge = false
  /** A left or outer join: records with a null key matter to it. */
  relaxedNullKey = false
  /** Whether the table that comes out is versioned; null: as what goes in. */
  outputVersioned: boolean | null = null
  /** Of an aggregation over windows: how long after its end a window may change. */
  graceMs: number | null = null

  constructor(name: string, part: GraphPart) {
    this.name = name
    this.part = part
  }

  addChild(child: GraphNode): void {
    this.children.add(child)
    child.parents.add(this)
  }

  removeChild(child: GraphNode): void {
    if (this.children.delete(child)) child.parents.delete(this)
  }
}

/** Parts that a build changes. */
const REARRANGED: ReadonlySet<GraphPart['kind']> = new Set(['repartition', 'tableSource', 'streamJoin'])

/** The graph of one StreamsBuilder. */
export class Graph {
  readonly root = new GraphNode('root', { kind: 'root' })
  readonly nodes: GraphNode[] = []
  /** Sets of source nodes that must have equally many partitions. */
  readonly copartitions: Set<string>[] = []
  /** Names that nobody chose: `ensure.explicit.internal.resource.naming` forbids them. */
  readonly implicitNames: {
    readonly changelog?: string
    readonly store?: string
    readonly repartition?: string
  }[] = []
  private priority = 0

  add(parents: GraphNode | readonly GraphNode[], node: GraphNode): void {
    for (const parent of parents instanceof GraphNode ? [parents] : parents) {
      parent.addChild(node)
      node.buildPriority = this.priority++
    }
    if (!this.nodes.includes(node)) this.nodes.push(node)
  }

  /** A copy that a build may rearrange: nodes and links are new, what they hold is shared. */
  copy(): Graph {
    const graph = new Graph()
    const copies = new Map<GraphNode, GraphNode>([[this.root, graph.root]])
    for (const node of this.nodes) {
      const part = REARRANGED.has(node.part.kind) ? { ...node.part } : node.part
      const copy = new GraphNode(node.name, part)
      copy.buildPriority = node.buildPriority
      copy.keyChanging = node.keyChanging
      copy.valueChanging = node.valueChanging
      copy.merge = node.merge
      copy.relaxedNullKey = node.relaxedNullKey
      copy.outputVersioned = node.outputVersioned
      copy.graceMs = node.graceMs
      copies.set(node, copy)
      graph.nodes.push(copy)
    }
    for (const [node, copy] of copies) {
      copy.children = new Set([...node.children].map(child => copies.get(child)!))
      copy.parents = new Set([...node.parents].map(parent => copies.get(parent)!))
    }
    for (const group of this.copartitions) graph.copartitions.push(new Set(group))
    graph.implicitNames.push(...this.implicitNames)
    graph.priority = this.priority
    return graph
  }
}

/** The node itself or the nearest ancestor that satisfies the test; depth first, parents before theirs. */
export function findUp(node: GraphNode, test: (node: GraphNode) => boolean): GraphNode | null {
  if (test(node)) return node
  for (const parent of node.parents) {
    if (test(parent)) return parent
    const found = findUp(parent, test)
    if (found !== null) return found
  }
  return null
}
