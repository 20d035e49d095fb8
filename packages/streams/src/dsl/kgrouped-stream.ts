/** KGroupedStream: a stream whose equal keys are in one partition, ready to be aggregated. */
import {
  type Aggregation,
  type Aggregator,
  counting,
  type Initializer,
  reducing,
  StreamAggregate,
} from '../processors/aggregate.ts'
import type { TableSpec } from '../processors/table-spec.ts'
import { long } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import type { GraphNode } from '../topology/graph.ts'
import type { StreamParts } from './kstream.ts'
import type { KTable } from './ktable.ts'
import { type AnyMaterialized, isMaterialized, type MaterializedOptions, storeSpec } from './options.ts'
import { SessionWindowedKStream } from './session-windowed-kstream.ts'
import { TimeWindowedKStream } from './time-windowed-kstream.ts'
import type { SessionWindows, TimeWindows } from './windows.ts'

/** What a grouped stream knows of itself. */
export interface GroupedParts extends StreamParts {
  /** Names the repartition topic; null: after the store. */
  readonly groupName: string | null
}

/** Adds an aggregation below a grouped stream, behind a repartition topic where one is needed. */
export class AggregateBuilder {
  readonly parts: GroupedParts
  private repartitionNode: GraphNode | null = null

  constructor(parts: GroupedParts) {
    this.parts = parts
  }

  build<K, V>(made: {
    name: string
    storeName: string
    queryable: boolean
    spec: TableSpec
    keySerde: Serde<unknown> | null
    valueSerde: Serde<unknown> | null
    versioned: boolean
  }): KTable<K, V> {
    const { dsl, groupName } = this.parts
    let parent = this.parts.node
    let { sourceNodes } = this.parts
    if (this.parts.repartitionRequired) {
      const node = dsl.repartition(
        groupName ?? made.storeName,
        groupName !== null || made.queryable,
        this.parts.keySerde,
        this.parts.valueSerde,
        { optimizable: true, partitions: null },
      )
      // A topic that the user named is shared by all aggregations of this grouping.
      if (this.repartitionNode === null || groupName === null) this.repartitionNode = node
      dsl.graph.add(parent, this.repartitionNode)
      parent = this.repartitionNode
      sourceNodes = new Set([node.name])
    }
    const below = dsl.processor(parent, made.name, made.spec, {
      mark: n => {
        n.outputVersioned = made.versioned
      },
    })
    return dsl.make.table<K, V, 'carried', 'carried'>({
      dsl,
      name: made.name,
      keySerde: made.keySerde,
      valueSerde: made.valueSerde,
      sourceNodes,
      node: below,
      spec: made.spec,
      storeName: made.queryable ? made.storeName : null,
    })
  }
}

export class KGroupedStream<K, V> {
  private readonly builder: AggregateBuilder

  /** @internal */
  constructor(parts: GroupedParts) {
    this.builder = new AggregateBuilder(parts)
  }

  /** Counts the records of each key; those with a null key or value do not count. */
  count(options?: MaterializedOptions<K, number>): KTable<K, number> {
    const { names } = this.builder.parts.dsl
    // Kafka Streams burns a name here whenever a Materialized without one is given.
    if (isMaterialized(options) && options.name === undefined) names.store('KSTREAM-AGGREGATE-')
    return this.aggregated(counting, options, 'KSTREAM-AGGREGATE-', long())
  }

  /** Combines the values of each key; the first stands for itself. null deletes the row. */
  reduce(reducer: (aggregate: V, value: V) => V, options?: MaterializedOptions<K, V>): KTable<K, V> {
    const aggregation = reducing(reducer as (aggregate: unknown, value: unknown) => unknown)
    return this.aggregated(aggregation, options, 'KSTREAM-REDUCE-', this.builder.parts.valueSerde)
  }

  /**
   * Folds the values of each key into an aggregate that begins with `init()`; null deletes the row.
   * `value` is the aggregate's serde. Cost: one read and one write of the store a record.
   */
  aggregate<VA>(
    init: () => VA,
    aggregator: (key: K, value: V, aggregate: VA) => VA,
    options: MaterializedOptions<K, VA> & { readonly value: Serde<VA> | null },
  ): KTable<K, VA> {
    const aggregation = { init: init as Initializer, fold: aggregator as Aggregator }
    return this.aggregated(aggregation, options, 'KSTREAM-AGGREGATE-', null)
  }

  private aggregated<VA>(
    aggregation: Aggregation,
    options: AnyMaterialized | undefined,
    prefix: string,
    ownValue: Serde<unknown> | null,
  ): KTable<K, VA> {
    const { dsl, keySerde: ownKey } = this.builder.parts
    const materialized = isMaterialized(options) ? options : undefined
    const storeName = dsl.storeName(materialized?.name, prefix, materialized?.logging !== false)
    const keySerde = materialized?.key ?? ownKey
    const valueSerde = materialized?.value ?? ownValue
    const name = dsl.names.named(options?.processorName, prefix)
    const store = storeSpec({ name: storeName, keySerde, valueSerde }, materialized)
    return this.builder.build<K, VA>({
      name,
      storeName,
      queryable: materialized?.name !== undefined,
      spec: new StreamAggregate(aggregation, store),
      keySerde,
      valueSerde,
      versioned: store.kind === 'versioned',
    })
  }

  /** Splits each key's records into windows of time: see `tumbling`, `hopping` and `unlimited`. */
  windowedBy(windows: TimeWindows): TimeWindowedKStream<K, V>
  /** Splits each key's records into sessions: see `sessions`. */
  windowedBy(windows: SessionWindows): SessionWindowedKStream<K, V>
  windowedBy(
    windows: TimeWindows | SessionWindows,
  ): TimeWindowedKStream<K, V> | SessionWindowedKStream<K, V> {
    return windows.kind === 'session'
      ? new SessionWindowedKStream<K, V>(this.builder, windows)
      : new TimeWindowedKStream<K, V>(this.builder, windows)
  }
}
