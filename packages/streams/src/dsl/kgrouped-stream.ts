/** KGroupedStream: a stream whose equal keys are in one partition, ready to be aggregated. */

import {
  type Aggregation,
  type Aggregator,
  counting,
  type Initializer,
  type Reducer,
  reducing,
  StreamAggregate,
} from '../processors/aggregate.ts'
import type { TableSpec } from '../processors/table-spec.ts'
import type { RecordContext } from '../records/record-context.ts'
import { long } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { GraphNode } from '../topology/graph.ts'
import { callback } from './callback-argument.ts'
import { CogroupBuilder } from './cogroup-builder.ts'
import { CogroupedKStream } from './cogrouped-kstream.ts'
import { CountWindowedKStream, type CountWindows } from './count-windowed-kstream.ts'
import type { StreamParts } from './kstream.ts'
import type { KTable } from './ktable.ts'
import { addLateOutput, type LateOutput, lateName } from './late-output.ts'
import {
  type AnyMaterialized,
  isMaterialized,
  type MaterializedOptions,
  type StoreParts,
  storeSpec,
} from './options.ts'
import { SessionWindowedKStream } from './session-windowed-kstream.ts'
import { TimeWindowedKStream } from './time-windowed-kstream.ts'
import { listOf, topOf } from './top-list.ts'
import type {
  CalendarWindows,
  SessionWindows,
  SlidingWindows,
  TimelineWindows,
  TimeWindows,
} from './windows.ts'

/** What a grouped stream knows of itself. */
export interface GroupedParts extends StreamParts {
  /** Names the repartition topic; null: after the store. */
  readonly groupName: string | null
}

/** How an aggregation is named and stored; `ownValue` is the value's serde where the options give none. */
export interface AggregateMade extends Pick<StoreParts, 'window' | 'session' | 'final'> {
  readonly options: AnyMaterialized | undefined
  readonly prefix: string
  readonly ownValue: Serde<unknown> | null
  /** Of windows: how long after its end one may change. */
  readonly graceMs?: number
  readonly late?: LateOutput | null
}

/** Adds an aggregation below a grouped stream, behind a repartition topic where one is needed. */
export class AggregateBuilder {
  readonly parts: GroupedParts
  private repartitionNode: GraphNode | null = null

  constructor(parts: GroupedParts) {
    this.parts = parts
  }

  /**
   * @internal `made` says what the aggregation is named and stored as, `spec` what it does over that store; `outer` makes the key's serde
   * that of its windows.
   */
  build<K, V>(
    made: AggregateMade,
    spec: (store: StoreSpec, lateName: string | null) => TableSpec,
    outer: (key: Serde<unknown>) => Serde<unknown> = key => key,
  ): KTable<K, V> {
    const { dsl, keySerde: ownKey } = this.parts
    const { options, prefix, ownValue, graceMs, late = null, ...shape } = made
    const materialized = isMaterialized(options) ? options : undefined
    const storeName = dsl.storeName(materialized?.name, prefix, materialized?.logging !== false)
    const queryable = materialized?.name !== undefined
    const keySerde = materialized?.key ?? ownKey
    const valueSerde = materialized?.value ?? ownValue
    const name = dsl.names.named(options?.processorName, prefix)
    const store = storeSpec({ name: storeName, keySerde, valueSerde, ...shape }, materialized)
    const sinkName = lateName(dsl, late)
    const tableSpec = spec(store, sinkName)
    const { parent, sourceNodes } = this.inPlace(storeName, queryable)
    const below = dsl.processor(parent, name, tableSpec, {
      mark: n => {
        n.outputVersioned = store.kind === 'versioned'
        n.graceMs = graceMs ?? null
      },
    })
    if (late !== null) addLateOutput(dsl, below, sinkName!, late, this.parts)
    return dsl.make.table<K, V, 'carried', 'carried'>({
      dsl,
      name,
      keySerde: keySerde === null ? null : outer(keySerde),
      valueSerde,
      sourceNodes,
      node: below,
      spec: tableSpec,
      storeName: queryable ? storeName : null,
    })
  }

  /** @internal Where an operator hangs whose equal keys are in one partition; `named`: the user has named its store. */
  inPlace(
    storeName: string,
    named: boolean,
  ): { readonly parent: GraphNode; readonly sourceNodes: ReadonlySet<string> } {
    const { dsl, groupName, keySerde, node: parent, sourceNodes, valueSerde } = this.parts
    if (!this.parts.repartitionRequired) return { parent, sourceNodes }
    const options = { optimizable: true, partitions: null }
    const node = dsl.repartition(
      groupName ?? storeName,
      groupName !== null || named,
      keySerde,
      valueSerde,
      options,
    )
    // A topic that the user named is shared by all aggregations of this grouping.
    if (this.repartitionNode === null || groupName === null) this.repartitionNode = node
    dsl.graph.add(parent, this.repartitionNode)
    return { parent: this.repartitionNode, sourceNodes: new Set([node.name]) }
  }
}

export class KGroupedStream<K, V> {
  private readonly builder: AggregateBuilder

  /** @internal */
  constructor(parts: GroupedParts) {
    this.builder = new AggregateBuilder(parts)
  }

  /** @internal */
  get internals(): GroupedParts {
    return this.builder.parts
  }

  /**
   * Counts the records of each key; those with a null key or value do not count.
   *
   * ```ts
   * const grouped = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * grouped.count({ name: 'how-many' }).toStream().to('counts')
   * // sales      a:9  a:9  b:9
   * // => counts  a:1  a:2  b:1
   * ```
   */
  count(options?: MaterializedOptions<K, number>): KTable<K, number> {
    const { names } = this.builder.parts.dsl
    // Kafka Streams burns a name here whenever a Materialized without one is given.
    if (isMaterialized(options) && options.name === undefined) names.store('KSTREAM-AGGREGATE-')
    return this.aggregated(counting, options, 'KSTREAM-AGGREGATE-', long())
  }

  /**
   * Combines the values of each key; the first stands for itself. null deletes the row.
   *
   * ```ts
   * const grouped = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * grouped.reduce((most, sale) => Math.max(most, sale)).toStream().to('most')
   * // sales    a:4  a:2  a:7
   * // => most  a:4  a:4  a:7
   * ```
   */
  reduce(
    reducer: (aggregate: V, value: V, context: RecordContext) => V,
    options?: MaterializedOptions<K, V>,
  ): KTable<K, V> {
    const aggregation = reducing(callback<Reducer>(reducer, 'reducer'))
    return this.aggregated(aggregation, options, 'KSTREAM-REDUCE-', this.builder.parts.valueSerde)
  }

  /**
   * Folds the values of each key into an aggregate that begins with `init()`; null deletes the row.
   * `value` is the aggregate's serde. Cost: one read and one write of the store a record.
   *
   * ```ts
   * const grouped = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * grouped
   *   .aggregate(
   *     () => ({ n: 0, sum: 0 }),
   *     (_item, sale, { n, sum }) => ({ n: n + 1, sum: sum + sale }),
   *     { name: 'sums', value: json<{ n: number; sum: number }>() },
   *   )
   *   .mapValues(({ n, sum }) => sum / n)
   *   .toStream()
   *   .to('mean', { value: double() })
   * // sales    a:4  a:2  b:7
   * // => mean  a:4  a:3  b:7
   * ```
   */
  aggregate<VA>(
    init: (context: RecordContext) => VA,
    aggregator: (key: K, value: V, aggregate: VA, context: RecordContext) => VA,
    options: MaterializedOptions<K, VA> & { readonly value: Serde<VA> | null },
  ): KTable<K, VA> {
    const aggregation = {
      init: callback<Initializer>(init, 'init'),
      fold: callback<Aggregator>(aggregator, 'aggregator'),
    }
    return this.aggregated(aggregation, options, 'KSTREAM-AGGREGATE-', null)
  }

  /**
   * Keeps the `n` best values of each key, best first by `compare` (below 0: the first is better); of equal ones the earlier stands
   * first. A value that is not among them changes nothing, and nothing goes out. The list is written as Kafka's ListSerde does
   * unless `value` says otherwise. Cost: one read a record, and one write of n values for each that is among the best.
   *
   * ```ts
   * const scores = builder.stream('scores', { key: string(), value: integer() })
   * scores
   *   .groupByKey()
   *   .topN(2, (a, b) => b - a, { value: json() })
   *   .toStream()
   *   .to('best')
   * // scores   a:5    a:3      a:1  a:7
   * // => best  a:[5]  a:[5,3]       a:[7,5]
   * ```
   *
   * @throws INVALID_ARGUMENT unless `n` is a whole number above 0
   */
  topN(
    n: number,
    compare: (left: V, right: V) => number,
    options?: MaterializedOptions<K, V[]>,
  ): KTable<K, V[]> {
    const ownValue = listOf(this.builder.parts.valueSerde)
    return this.aggregated(topOf(n, compare), options, 'KSTREAM-TOPN-', ownValue)
  }

  /**
   * Begins a cogrouped stream: this one and others with equal keys are folded into one aggregate, each by a function of its own.
   * One store and one repartition topic a stream do what a chain of outer joins would need several for. (KIP-150)
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * const logins = builder.stream('logins', { key: string(), value: string() }).groupByKey()
   * clicks
   *   .cogroup((_key, n, score: number) => score + n)
   *   .cogroup(logins, (_key, _device, score) => score + 100)
   *   .aggregate(() => 0, { value: integer() })
   *   .toStream()
   *   .to('scores')
   * // clicks     a:5           a:3
   * // logins          a:phone
   * // => scores  a:5  a:105    a:108
   * ```
   */
  cogroup<VOut>(
    aggregator: (key: K, value: V, aggregate: VOut, context: RecordContext) => VOut,
  ): CogroupedKStream<K, VOut> {
    return new CogroupedKStream<K, VOut>(new CogroupBuilder()).cogroup(this, aggregator)
  }

  private aggregated<VA>(
    aggregation: Aggregation,
    options: AnyMaterialized | undefined,
    prefix: string,
    ownValue: Serde<unknown> | null,
  ): KTable<K, VA> {
    return this.builder.build<K, VA>(
      { options, prefix, ownValue },
      store => new StreamAggregate(aggregation, store),
    )
  }

  /**
   * Splits each key's records into windows of time: see `tumbling`, `hopping` and `unlimited`.
   *
   * ```ts
   * const sales = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * sales.windowedBy(tumbling(10)).count().toStream().to('counts')
   * // sales      a:9@0        a:9@12
   * // => counts  a[0,10):1@0  a[10,20):1@12
   * ```
   */
  windowedBy(windows: TimeWindows): TimeWindowedKStream<K, V>
  /**
   * Splits each key's records into windows that lie where the records do: see `slidingWindows`.
   *
   * ```ts
   * const sales = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * sales.windowedBy(slidingWindows(10)).reduce((sum, n) => sum + n).toStream().to('sums')
   * // sales    a:9@20         a:1@31
   * // => sums  a[10,20):9@20  a[21,31):1@31
   * ```
   */
  windowedBy(windows: SlidingWindows): TimeWindowedKStream<K, V>
  /**
   * Splits each key's records into the days, weeks or months of a time zone: see `calendar`.
   *
   * ```ts
   * const sales = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * sales.windowedBy(calendar('hour', { timeZone: 'UTC' })).count().toStream().to('counts')
   * // sales      a:9@0             a:9@3600000
   * // => counts  a[0,3600000):1    a[3600000,7200000):1
   * ```
   */
  windowedBy(windows: CalendarWindows): TimeWindowedKStream<K, V>
  /**
   * Splits each key's records into sessions: see `sessions`.
   *
   * ```ts
   * const sales = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * sales.windowedBy(sessions(10)).count().toStream().to('counts')
   * // sales      a:9@0       a:9@12
   * // => counts  a[0,0]:1@0  a[12,12]:1@12
   * ```
   */
  windowedBy(windows: SessionWindows): SessionWindowedKStream<K, V>
  /**
   * Splits each key's records into windows of so many records: see `countWindows`.
   *
   * ```ts
   * const sales = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * sales.windowedBy(countWindows(2)).count().toStream().to('counts')
   * // sales      a:9       a:9       a:9
   * // => counts  a[0,2):1  a[0,2):2  a[2,4):1
   * ```
   */
  windowedBy(windows: CountWindows): CountWindowedKStream<K, V>
  windowedBy(
    windows: TimelineWindows | SessionWindows | CountWindows,
  ): TimeWindowedKStream<K, V> | SessionWindowedKStream<K, V> | CountWindowedKStream<K, V> {
    if (windows.kind === 'count') return new CountWindowedKStream<K, V>(this.builder, windows)
    return windows.kind === 'session'
      ? new SessionWindowedKStream<K, V>(this.builder, windows)
      : new TimeWindowedKStream<K, V>(this.builder, windows)
  }
}
