/**
 * TopologyBuilder: a topology node by node, without the DSL. What StreamsBuilder is to streams and tables, it is to processors.
 *
 * 1. All names are the caller's, and become the names of nodes; parents are added before their children.
 * 2. What cannot be is refused by the call that asks for it, in Kafka Streams' words.
 * 3. A builder may go on after a build: what was built stays as it is.
 * Source: Kafka Streams' Topology; KIP-813 (read-only stores).
 */
import { type ConsumedOptions, offsetReset } from '../dsl/options.ts'
import { buildSettings, type StreamsConfig } from '../dsl/streams-config.ts'
import { type AnySupplier, UserProcessor } from '../processors/process.ts'
import type { FixedKeyProcessorSupplier, ProcessorSupplier } from '../processors/processor-api.ts'
import type { StreamPartitioner, TopicNameExtractor } from '../processors/processor-spec.ts'
import type { RecordContext } from '../records/record-context.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import type { Serde } from '../serdes/serde.ts'
import type { StoreDefinition } from '../stores/store-definition.ts'
import { assembleTopology, globalSource } from '../topology/assemble.ts'
import { InternalTopologyBuilder } from '../topology/internal-topology-builder.ts'
import type { SinkDefinition, SourceDefinition } from '../topology/node-definitions.ts'
import type { Topology } from '../topology/topology.ts'

type Names = string | readonly string[]

/** How a sink writes; null or absent serdes are the application's defaults. */
export interface SinkOptions<K, V> {
  readonly key?: Serde<K> | null
  readonly value?: Serde<V> | null
  /** Default: by the key, as Kafka's producer does. */
  readonly partitioner?: StreamPartitioner<K, V>
}

/** A node that fills a store from a topic. */
export interface StoreSource<K, V> {
  /** Name of the source node. */
  readonly source: string
  readonly topic: string
  readonly key?: Serde<K> | null
  readonly value?: Serde<V> | null
  /** Name of the processor node. */
  readonly processor: string
  readonly supplier: ProcessorSupplier<K, V, never, never>
}

/**
 * Names and connects sources, processors, stores and sinks; `build` makes a topology for a test driver, an application takes the
 * builder itself: `defineApp({ applicationId, topology: builder })`.
 *
 * ```ts
 * const text = { key: string(), value: string() }
 * const last = keyValueStore('last', text)
 * const changes: ProcessorSupplier<string, string, string, string> = () => {
 *   let context: ProcessorContext<string, string>
 *   return {
 *     init: given => {
 *       context = given
 *     },
 *     process: record => {
 *       const store = context.getStateStore(last)
 *       if (store.get(record.key) !== record.value) context.forward(record, 'out')
 *       store.put(record.key, record.value)
 *     },
 *   }
 * }
 * const builder = new TopologyBuilder()
 *   .addSource('in', 'words', text)
 *   .addProcessor('changes', changes, 'in')
 *   .addStateStore(last, 'changes')
 *   .addSink('out', 'changed', 'changes', text)
 * const driver = new TopologyTestDriver(builder.build())
 * const words = driver.createInputTopic('words', string(), string())
 * for (const word of ['hey', 'hey', 'ho']) words.pipeInput('a', word)
 * console.log(driver.queueSize('changed')) // prints 2
 * driver.close()
 * ```
 */
export class TopologyBuilder {
  private readonly builder = new InternalTopologyBuilder()
  /** All calls so far: a build with a wrapper makes them again. */
  private readonly calls: ((builder: InternalTopologyBuilder) => void)[] = []

  private call(make: (builder: InternalTopologyBuilder) => void): this {
    make(this.builder)
    this.calls.push(make)
    return this
  }

  /**
   * Reads topics, or all topics whose whole name a pattern matches. null or absent serdes are the application's defaults.
   * @throws StreamsError `INVALID_TOPOLOGY` for a name that is taken, and for a topic that another source reads
   */
  addSource<K, V>(
    name: string,
    topics: Names | RegExp,
    options: Omit<ConsumedOptions<K, V>, 'name'> = {},
  ): this {
    const node: SourceDefinition = {
      ...{ kind: 'source', name },
      topics: topics instanceof RegExp ? [] : listOf(topics),
      pattern: topics instanceof RegExp ? topics : null,
      keySerde: options.key ?? null,
      valueSerde: options.value ?? null,
      timestamp: (options.timestamp as TimestampExtractor | undefined) ?? null,
      reset: offsetReset(options.reset),
    }
    return this.call(builder => builder.addSource(node))
  }

  /**
   * A processor behind sources or other processors, one or several; stores that the supplier brings are added and connected.
   * @throws StreamsError `INVALID_TOPOLOGY` for a name that is taken, and for a parent that is not there or is a sink
   */
  addProcessor<KIn, VIn, KOut, VOut>(
    name: string,
    supplier: ProcessorSupplier<KIn, VIn, KOut, VOut>,
    parents: Names,
  ): this {
    const spec = new UserProcessor(supplier, false)
    return this.call(builder => builder.addProcessor(name, spec, listOf(parents)))
  }

  /** The same for a processor that keeps the key of each record; see {@link FixedKeyProcessor}. */
  addFixedKeyProcessor<K, VIn, VOut>(
    name: string,
    supplier: FixedKeyProcessorSupplier<K, VIn, VOut>,
    parents: Names,
  ): this {
    const spec = new UserProcessor(supplier as AnySupplier, true)
    return this.call(builder => builder.addProcessor(name, spec, listOf(parents)))
  }

  /** Writes what arrives to a topic, or to one that `topic` chooses for each record. */
  addSink<K, V>(
    name: string,
    topic: string | ((key: K, value: V, context: RecordContext) => string),
    parents: Names,
    options: SinkOptions<K, V> = {},
  ): this {
    const node: SinkDefinition = {
      ...{ kind: 'sink', name, parents: listOf(parents) },
      topic: typeof topic === 'string' ? topic : null,
      extractor: typeof topic === 'string' ? null : (topic as TopicNameExtractor),
      partitioner: (options.partitioner as StreamPartitioner | undefined) ?? null,
      keySerde: options.key ?? null,
      valueSerde: options.value ?? null,
    }
    return this.call(builder => builder.addSink(node))
  }

  /** Adds a store, and connects processors to it; those that share a store share their sub-topology. */
  addStateStore(store: StoreDefinition, processors: Names = []): this {
    return this.call(builder => {
      builder.addStore(store.spec)
      for (const processor of listOf(processors)) builder.connect(processor, store.spec.name)
    })
  }

  /** Lets a processor use stores that were added before. @throws StreamsError `INVALID_TOPOLOGY` for one that was not */
  connectProcessorAndStateStores(processor: string, stores: Names): this {
    return this.call(builder => builder.connectAll(processor, listOf(stores)))
  }

  /** A global store: see `StreamsBuilder.addGlobalStore`. Any processor may read it; none may be connected to it. */
  addGlobalStore<K, V>(store: StoreDefinition, from: StoreSource<K, V>): this {
    const definition = {
      source: globalSource(from.source, from.topic, from.key ?? null, from.value ?? null),
      processorName: from.processor,
      processor: new UserProcessor(from.supplier, false),
      store: { ...store.spec, caching: false },
    }
    return this.call(builder => builder.addGlobalStore(definition))
  }

  /**
   * A store that one topic fills and that is never change-logged: the topic is its changelog. At a start it is copied from there,
   * up to what was read before, so its processor must put records as they are. (KIP-813)
   *
   * ```ts
   * const text = { key: string(), value: string() }
   * const names = keyValueStore('names', text)
   * const keep: ProcessorSupplier<string, string, never, never> = () => {
   *   let context: ProcessorContext<never, never>
   *   return {
   *     init: given => {
   *       context = given
   *     },
   *     process: ({ key, value }) => context.getStateStore(names).put(key, value),
   *   }
   * }
   * const from = { ...text, source: 'names-source', topic: 'names', processor: 'keep', supplier: keep }
   * const topology = new TopologyBuilder().addReadOnlyStateStore(names, from).build()
   * const { internalTopics } = topology.topics('app', topology.subTopologies[0]!)
   * console.log(internalTopics.length) // prints 0
   * ```
   */
  addReadOnlyStateStore<K, V>(
    store: StoreDefinition,
    from: StoreSource<K, V> & { readonly timestamp?: TimestampExtractor<K, V> },
  ): this {
    const { source, topic, processor, supplier, ...options } = from
    this.addSource(source, topic, { ...options, reset: 'earliest' })
    const spec = new UserProcessor(supplier, false)
    this.call(builder => builder.addUnwrapped(processor, spec, [source]))
    this.addStateStore(store, processor)
    return this.call(builder => builder.connectSourceStoreAndTopic(store.spec.name, topic))
  }

  /**
   * The topology of all calls so far.
   * @throws StreamsError `MISSING_SERDE` naming the node without one
   */
  build(config: StreamsConfig = {}): Topology {
    const topology = this.draft(config)
    topology.checkSerdes()
    return topology
  }

  /** @internal The topology with serdes unchecked: its tasks fail to start where one is missing. */
  draft(config: StreamsConfig = {}): Topology {
    const settings = buildSettings(config)
    if (settings.wrapper === null) return assembleTopology(this.builder, [], settings)
    const builder = new InternalTopologyBuilder(settings.wrapper)
    for (const make of this.calls) make(builder)
    return assembleTopology(builder, [], settings)
  }
}

function listOf(names: Names): readonly string[] {
  return typeof names === 'string' ? [names] : names
}
