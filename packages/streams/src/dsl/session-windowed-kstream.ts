/** SessionWindowedKStream: a grouped stream cut into sessions. (Kafka Streams: SessionWindowedKStreamImpl.) */

import {
  type Aggregation,
  type Aggregator,
  counting,
  type Initializer,
  type Reducer,
  reducing,
} from '../processors/aggregate.ts'
import { readsContext } from '../processors/callback.ts'
import { type Merger, SessionAggregate } from '../processors/session-aggregate.ts'
import { type Compare, topMerger } from '../processors/top-list.ts'
import { type RecordContext, UNREAD } from '../records/record-context.ts'
import { long } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import { sessionWindowed, type Windowed } from '../serdes/windowed.ts'
import { callback } from './callback-argument.ts'
import type { AggregateBuilder } from './kgrouped-stream.ts'
import type { KTable } from './ktable.ts'
import type { LateOptions, LateOutput } from './late-output.ts'
import {
  type AnyMaterialized,
  type EmitStrategy,
  isMaterialized,
  type WindowedMaterializedOptions,
} from './options.ts'
import { listOf, topOf } from './top-list.ts'
import type { SessionWindows } from './windows.ts'

export class SessionWindowedKStream<K, V> {
  private readonly builder: AggregateBuilder
  private readonly windows: SessionWindows
  private readonly emit: EmitStrategy
  private readonly late: LateOutput | null

  /** @internal */
  constructor(
    builder: AggregateBuilder,
    windows: SessionWindows,
    emit: EmitStrategy = 'onWindowUpdate',
    late: LateOutput | null = null,
  ) {
    this.builder = builder
    this.windows = windows
    this.emit = emit
    this.late = late
  }

  /**
   * When results go out: with every record, or once, when a session can take no more.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(sessions(5)).emitStrategy('onWindowClose').count().toStream().to('counts')
   * // clicks     a:1@1  a:1@4  a:1@20
   * // => counts                a[1,4]:2@4
   * ```
   */
  emitStrategy(emit: EmitStrategy): SessionWindowedKStream<K, V> {
    return new SessionWindowedKStream(this.builder, this.windows, emit, this.late)
  }

  /**
   * Sends records that no session takes any more to a topic, as they came: one that touches an open session is none. Without it they are dropped, and
   * counted either way. Of each aggregation of what this gives.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(sessions(5)).lateTo('late').count().toStream().to('counts')
   * // clicks     a:1@5     a:2@20      a:3@9
   * // => counts  a[5,5]:1  a[20,20]:1
   * // => late                          a:3@9
   * ```
   */
  lateTo(topic: string, options: LateOptions<K, V> = {}): SessionWindowedKStream<K, V> {
    const late = { topic, options: options as LateOptions<unknown, unknown> }
    return new SessionWindowedKStream(this.builder, this.windows, this.emit, late)
  }

  /**
   * Counts the records of each session; null values count.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(sessions(5)).count().toStream().to('counts')
   * // clicks     a:1@1       a:1@4
   * // => counts  a[1,1]:1@1  a[1,1]:-@1  a[1,4]:2@4
   * ```
   */
  count(options?: WindowedMaterializedOptions<K, number>): KTable<Windowed<K>, number> {
    const { names } = this.builder.parts.dsl
    if (isMaterialized(options) && options.name === undefined) names.store('KSTREAM-AGGREGATE-')
    const merge: Merger = (_key, left, right) => (left as number) + (right as number)
    return this.aggregated(counting, merge, options, 'KSTREAM-AGGREGATE-', long())
  }

  /**
   * Combines the values of each session; sessions that become one are combined the same way, the earlier one first.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(sessions(5)).reduce((sum, n) => sum + n).toStream().to('sums')
   * // clicks   a:3@1       a:4@20
   * // => sums  a[1,1]:3@1  a[20,20]:4@20
   * ```
   */
  reduce(
    reducer: (aggregate: V, value: V, context: RecordContext) => V,
    options?: WindowedMaterializedOptions<K, V>,
  ): KTable<Windowed<K>, V> {
    const any = callback<Reducer>(reducer, 'reducer')
    // The earlier aggregate stands where the reducer expects one, the later one for a value.
    const merge: Merger = readsContext(any, 2)
      ? (_key, left, right, context) => any(left, right, context)
      : (_key, left, right) => any(left, right, UNREAD)
    return this.aggregated(reducing(any), merge, options, 'KSTREAM-REDUCE-', this.builder.parts.valueSerde)
  }

  /**
   * Folds the values of each session into an aggregate that begins with `init()`. Where a record joins sessions, `merger` puts
   * their aggregates together, beginning with `init()`, and the record is folded in last.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks
   *   .windowedBy(sessions(5))
   *   .aggregate(() => 0, (_key, n, sum) => sum + n, (_key, left, right) => left + right, { value: integer() })
   *   .toStream()
   *   .to('sums')
   * // clicks   a:3@1       a:4@20        a:2@4
   * // => sums  a[1,1]:3@1  a[20,20]:4@20
   * ```
   */
  aggregate<VA>(
    init: (context: RecordContext) => VA,
    aggregator: (key: K, value: V, aggregate: VA, context: RecordContext) => VA,
    merger: (key: K, left: VA, right: VA, context: RecordContext) => VA,
    options: WindowedMaterializedOptions<K, VA> & { readonly value: Serde<VA> | null },
  ): KTable<Windowed<K>, VA> {
    const aggregation = {
      init: callback<Initializer>(init, 'init'),
      fold: callback<Aggregator>(aggregator, 'aggregator'),
    }
    return this.aggregated(
      aggregation,
      callback<Merger>(merger, 'merger'),
      options,
      'KSTREAM-AGGREGATE-',
      null,
    )
  }

  /**
   * Keeps the `n` best values of each session; see {@link KGroupedStream.topN}. Each record goes out, as it may change its session.
   *
   * ```ts
   * const sales = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * sales.windowedBy(sessions(5)).topN(2, (a, b) => b - a, { value: json() }).toStream().to('best')
   * // sales    a:5@1         a:7@20
   * // => best  a[1,1]:[5]@1  a[20,20]:[7]@20
   * ```
   */
  topN(
    n: number,
    compare: (left: V, right: V) => number,
    options?: WindowedMaterializedOptions<K, V[]>,
  ): KTable<Windowed<K>, V[]> {
    const merger = topMerger(n, callback<Compare>(compare, 'compare'))
    const ownValue = listOf(this.builder.parts.valueSerde)
    return this.aggregated(topOf(n, compare), merger, options, 'KSTREAM-TOPN-', ownValue)
  }

  private aggregated<VA>(
    aggregation: Aggregation,
    merger: Merger,
    options: AnyMaterialized | undefined,
    prefix: string,
    ownValue: Serde<unknown> | null,
  ): KTable<Windowed<K>, VA> {
    const { gapMs, graceMs } = this.windows
    // A session may change as long as a record could still touch it.
    const openMs = gapMs + graceMs
    const session = { leastRetentionMs: openMs }
    const final = this.emit === 'onWindowClose'
    return this.builder.build<Windowed<K>, VA>(
      { options, prefix, ownValue, session, final, graceMs: openMs, late: this.late },
      (store, late) => new SessionAggregate(this.windows, aggregation, merger, store, final, late),
      sessionWindowed,
    )
  }
}
