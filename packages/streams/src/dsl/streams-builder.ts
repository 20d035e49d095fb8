/**
 * StreamsBuilder: where a topology begins. Its calls, and those of the streams and tables it gives, only record what is to be
 * done; `build` makes a topology of it, and the tasks that run it come later.
 */

import { checkedName } from '../checked-name.ts'
import { TableSource } from '../processors/table-source.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import type { StoreDefinition } from '../stores/store-definition.ts'
import { buildTopology } from '../topology/build.ts'
import { GraphNode } from '../topology/graph.ts'
import type { Topology } from '../topology/topology.ts'
import { DslContext, type DslFactories } from './dsl-context.ts'
import { KGroupedStream } from './kgrouped-stream.ts'
import { KGroupedTable } from './kgrouped-table.ts'
import { KStream } from './kstream.ts'
import { KTable } from './ktable.ts'
import {
  type AnyMaterialized,
  type ConsumedOptions,
  type MaterializedOptions,
  offsetReset,
  storeSpec,
} from './options.ts'
import { buildSettings, type StreamsConfig } from './streams-config.ts'

const FACTORIES: DslFactories = {
  stream: parts => new KStream(parts),
  table: parts => new KTable(parts),
  grouped: parts => new KGroupedStream(parts),
  groupedTable: parts => new KGroupedTable(parts),
}

/** Options of `builder.table`: how the topic is read, and the store, if any. */
export type TableOptions<K, V> = Omit<ConsumedOptions<K, V>, 'name'> & MaterializedOptions<K, V>

export class StreamsBuilder {
  private readonly dsl = new DslContext(FACTORIES)

  /**
   * A stream of the records of one topic, or of several with equal types.
   *
   * ```ts
   * builder.stream(['red', 'green'], { key: string(), value: integer() }).to('all')
   * // red     a:1       a:3
   * // green        a:2
   * // => all  a:1  a:2  a:3
   * ```
   */
  stream<K, V>(topics: string | readonly string[], options: ConsumedOptions<K, V> = {}): KStream<K, V> {
    const { dsl } = this
    const name = dsl.names.named(options.name, 'KSTREAM-SOURCE-')
    const consumed = this.consumed(options)
    const list = typeof topics === 'string' ? [topics] : topics
    const node = new GraphNode(name, { kind: 'streamSource', topics: list, consumed })
    dsl.graph.add(dsl.graph.root, node)
    return new KStream<K, V>({
      dsl,
      name,
      keySerde: consumed.keySerde,
      valueSerde: consumed.valueSerde,
      sourceNodes: new Set([name]),
      repartitionRequired: false,
      node,
    })
  }

  /**
   * A table of a topic: the latest value of each key; null deletes, records with a null key are dropped.
   * `name` names its store and makes it queryable. Without a name there is a store only where a join or the like needs one.
   *
   * ```ts
   * builder.table('latest', { key: string(), value: integer(), name: 'latest-store' }).toStream().to('out')
   * // latest  a:1  a:2  a:-
   * // => out  a:1  a:2  a:-
   * ```
   */
  table<K, V>(topic: string, options: TableOptions<K, V> = {}): KTable<K, V> {
    const { dsl } = this
    const storeName = dsl.storeName(options.name, `${topic}-`, options.logging !== false)
    const { processorName } = options
    const generated = dsl.names.processor('KSTREAM-SOURCE-')
    const sourceName = processorName === undefined ? generated : checkedName(`${processorName}-source`)
    const name = dsl.names.named(processorName, 'KTABLE-SOURCE-')
    const consumed = this.consumed(options)
    const { keySerde, valueSerde } = consumed
    const store = storeSpec({ name: storeName, keySerde, valueSerde }, options as AnyMaterialized)
    const spec = new TableSource(store, options.name !== undefined, true)
    const node = new GraphNode(name, {
      kind: 'tableSource',
      topic,
      sourceName,
      consumed,
      spec,
      reuseSourceTopic: false,
    })
    node.outputVersioned = store.kind === 'versioned'
    dsl.graph.add(dsl.graph.root, node)
    const sourceNodes = new Set([sourceName])
    const queryable = options.name ?? null
    return new KTable<K, V>({
      dsl,
      name,
      keySerde,
      valueSerde,
      sourceNodes,
      node,
      spec,
      storeName: queryable,
    })
  }

  /**
   * Adds a store for processors to use: each names it in the options of `process` or `processValues`.
   *
   * ```ts
   * const last = keyValueStore('last', { key: string(), value: integer() })
   * builder.addStateStore(last)
   * builder
   *   .stream('in', { key: string(), value: integer() })
   *   .process<string, number>(
   *     () => {
   *       let context: ProcessorContext<string, number>
   *       return {
   *         init: given => {
   *           context = given
   *         },
   *         process: record => {
   *           const store = context.getStateStore(last)
   *           if (store.get(record.key) !== record.value) context.forward(record)
   *           store.put(record.key, record.value)
   *         },
   *       }
   *     },
   *     { stores: ['last'] },
   *   )
   *   .to('changes', { key: string(), value: integer() })
   * // in          a:1  a:1  a:2
   * // => changes  a:1       a:2
   * ```
   *
   * @throws INVALID_TOPOLOGY, at the build, where another store has its name
   */
  addStateStore(store: StoreDefinition): this {
    const { graph } = this.dsl
    graph.add(graph.root, new GraphNode(store.spec.name, { kind: 'stateStore', spec: store.spec }))
    return this
  }

  private consumed<K, V>(options: ConsumedOptions<K, V>) {
    return {
      keySerde: options.key ?? null,
      valueSerde: options.value ?? null,
      timestamp: (options.timestamp as TimestampExtractor | undefined) ?? null,
      reset: offsetReset(options.reset),
    }
  }

  /**
   * The topology of all calls so far; may be called again after more.
   *
   * ```ts
   * const builder = new StreamsBuilder()
   * builder.stream('in', { key: string(), value: string() }).to('out')
   * console.log(builder.build().describe().split('\n')[0]) // prints Topologies:
   * ```
   *
   * @throws INVALID_TOPOLOGY for what Kafka Streams would refuse, MISSING_SERDE naming the operator without one
   */
  build(config: StreamsConfig = {}): Topology {
    const topology = this.draft(config)
    topology.checkSerdes()
    return topology
  }

  /** @internal The topology with serdes unchecked: its tasks fail to start where one is missing. */
  draft(config: StreamsConfig = {}): Topology {
    return buildTopology(this.dsl.graph, buildSettings(config))
  }
}
