/**
 * StreamsBuilder: where a topology begins. Its calls, and those of the streams and tables it gives, only record what is to be
 * done; `build` makes a topology of it, and the tasks that run it come later.
 */

import { checkedName } from '../checked-name.ts'
import { StreamsError } from '../failure.ts'
import { UserProcessor } from '../processors/process.ts'
import type { ProcessorSupplier } from '../processors/processor-api.ts'
import { TableSource } from '../processors/table-source.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import type { StoreDefinition } from '../stores/store-definition.ts'
import { buildTopology } from '../topology/build.ts'
import { GraphNode } from '../topology/graph.ts'
import type { Topology } from '../topology/topology.ts'
import { DslContext, type DslFactories } from './dsl-context.ts'
import { GlobalKTable } from './global-ktable.ts'
import { KGroupedStream } from './kgrouped-stream.ts'
import { KGroupedTable } from './kgrouped-table.ts'
import { KStream } from './kstream.ts'
import { KTable } from './ktable.ts'
import {
  type AnyMaterialized,
  type ConsumedOptions,
  isVersioned,
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

/** Options of `builder.globalTable`. */
export type GlobalTableOptions<K, V> = Omit<TableOptions<K, V>, 'logging' | 'caching' | 'reset' | 'timestamp'>

export class StreamsBuilder {
  private readonly dsl = new DslContext(FACTORIES)

  /**
   * A stream of the records of one topic, of several with equal types, or of all topics whose whole name a pattern matches, those
   * created later included: they are looked for every `metadata.max.age.ms`. Two sources may read the same topics only when their
   * lists, or patterns, are equal.
   *
   * ```ts
   * builder.stream(['red', 'green'], { key: string(), value: integer() }).to('all')
   * // red     a:1       a:3
   * // green        a:2
   * // => all  a:1  a:2  a:3
   * ```
   */
  stream<K, V>(
    topics: string | readonly string[] | RegExp,
    options: ConsumedOptions<K, V> = {},
  ): KStream<K, V> {
    const { dsl } = this
    const name = dsl.names.named(options.name, 'KSTREAM-SOURCE-')
    const consumed = this.consumed(options)
    const pattern = topics instanceof RegExp ? topics : null
    const list = topics instanceof RegExp ? [] : typeof topics === 'string' ? [topics] : topics
    const node = new GraphNode(name, { kind: 'streamSource', topics: list, pattern, consumed })
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
    const { sourceName, name } = this.tableNames(options.processorName)
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
   * A table of a whole topic, all partitions of it, in every instance. It is filled before the application runs, kept up to date
   * beside it, and never change-logged: its topic is its changelog. `name` names its store. Cost: the topic's data in each instance.
   * A record with a null key is dropped; one that cannot be read goes to `deserialization.exception.handler`.
   *
   * ```ts
   * const rates = builder.globalTable('rates', { key: string(), value: integer(), name: 'rates' })
   * builder
   *   .stream('sales', { key: string(), value: string() })
   *   .join(rates, (_shop, currency) => currency, (_currency, rate) => rate)
   *   .to('out', { value: integer() })
   * // rates   eur:2         eur:3
   * // sales          x:eur         x:eur
   * // => out         x:2           x:3
   * ```
   *
   * @throws INVALID_TOPOLOGY for a versioned store
   */
  globalTable<K, V>(topic: string, options: GlobalTableOptions<K, V> = {}): GlobalKTable<K, V> {
    const { dsl } = this
    const storeName = dsl.storeName(options.name, `${topic}-`, false)
    if (isVersioned(options.store))
      throw new StreamsError('INVALID_TOPOLOGY', 'Invalid topology: GlobalTables cannot be versioned.')
    const { sourceName, name } = this.tableNames(options.processorName)
    const consumed = this.consumed(options)
    const { keySerde, valueSerde } = consumed
    const store = {
      ...storeSpec({ name: storeName, keySerde, valueSerde }, options as AnyMaterialized),
      caching: false,
    }
    const spec = new TableSource(store, true, true)
    const part = { topic, sourceName, processorName: name, consumed, spec, store }
    dsl.graph.add(dsl.graph.root, new GraphNode(storeName, { kind: 'globalStore', ...part }))
    return new GlobalKTable<K, V>(storeName, true)
  }

  /**
   * Adds a global store that a processor fills from a topic, all partitions of it, in every instance. Any processor may read it
   * without being connected to it. At a start the processor sees again what the store does not have yet (KIP-813), so what it does
   * must depend on the record alone; it forwards nothing. Records keep their own time.
   *
   * ```ts
   * const text = { key: string(), value: string() }
   * const words = keyValueStore('words', text)
   * const putUpperCase = () => {
   *   let context: ProcessorContext<never, never>
   *   return {
   *     init: (given: ProcessorContext<never, never>) => {
   *       context = given
   *     },
   *     process: ({ key, value }: ProcessorRecord<string, string>) =>
   *       context.getStateStore(words).put(key, value.toUpperCase()),
   *   }
   * }
   * builder.addGlobalStore(words, 'words', putUpperCase, text)
   * builder
   *   .stream('in', text)
   *   .processValues<string>(() => {
   *     let context: FixedKeyProcessorContext<string, string>
   *     return {
   *       init: given => {
   *         context = given
   *       },
   *       process: record =>
   *         context.forward(record.withValue(context.getStateStore(words).get(record.value) ?? '?')),
   *     }
   *   })
   *   .to('out', { value: string() })
   * // words   a:hey
   * // in             k:a    k:b
   * // => out         k:HEY  k:?
   * ```
   */
  addGlobalStore<K, V>(
    store: StoreDefinition,
    topic: string,
    supplier: ProcessorSupplier<K, V, never, never>,
    options: ConsumedOptions<K, V> = {},
  ): this {
    const { graph } = this.dsl
    const { sourceName, name } = this.tableNames(options.name)
    const spec = new UserProcessor(supplier, false)
    const part = {
      ...{ topic, sourceName, processorName: name, consumed: this.consumed(options), spec },
      store: { ...store.spec, caching: false },
    }
    graph.add(graph.root, new GraphNode(store.spec.name, { kind: 'globalStore', ...part }))
    return this
  }

  private tableNames(given: string | undefined): { sourceName: string; name: string } {
    const { names } = this.dsl
    const generated = names.processor('KSTREAM-SOURCE-')
    const sourceName = given === undefined ? generated : checkedName(`${given}-source`)
    return { sourceName, name: names.named(given, 'KTABLE-SOURCE-') }
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
