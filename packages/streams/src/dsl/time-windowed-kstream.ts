/** TimeWindowedKStream: a grouped stream cut into windows; each key and window has its own row, emitted on every update. */

import { StreamsError } from '../failure.ts'
import {
  type Aggregation,
  type Aggregator,
  counting,
  type Initializer,
  type Reducer,
  reducing,
} from '../processors/aggregate.ts'
import type { RecordContext } from '../records/record-context.ts'
import { long } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import type { Windowed } from '../serdes/windowed.ts'
import { callback } from './callback-argument.ts'
import { distinctWindows, type WindowedDistinctOptions } from './distinct.ts'
import type { AggregateBuilder } from './kgrouped-stream.ts'
import type { KStream } from './kstream.ts'
import type { KTable } from './ktable.ts'
import type { LateOptions, LateOutput } from './late-output.ts'
import {
  type AnyMaterialized,
  type EmitStrategy,
  isMaterialized,
  type WindowedMaterializedOptions,
} from './options.ts'
import { listOf, topOf } from './top-list.ts'
import { windowAggregate, windowKeys, windowStoreParts } from './window-parts.ts'
import type { TimelineWindows } from './windows.ts'

export class TimeWindowedKStream<K, V> {
  private readonly builder: AggregateBuilder
  private readonly windows: TimelineWindows
  private readonly emit: EmitStrategy
  private readonly late: LateOutput | null

  /** @internal */
  constructor(
    builder: AggregateBuilder,
    windows: TimelineWindows,
    emit: EmitStrategy = 'onWindowUpdate',
    late: LateOutput | null = null,
  ) {
    this.builder = builder
    this.windows = windows
    this.emit = emit
    this.late = late
  }

  /**
   * When results go out: with every record, or once, when stream time has passed a window's end and grace. A window in memory is
   * gone by then unless its retention is longer: give one, or keep the store on disk.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(tumbling(10)).emitStrategy('onWindowClose').count().toStream().to('counts')
   * // clicks     a:1@1  a:1@9  a:1@10
   * // => counts                a[0,10):2@9
   * ```
   *
   * @throws INVALID_ARGUMENT for windows without end, which never close
   */
  emitStrategy(emit: EmitStrategy): TimeWindowedKStream<K, V> {
    const { windows } = this
    if (emit === 'onWindowClose' && windows.kind === 'time' && windows.unlimitedFromMs !== undefined) {
      throw new StreamsError(
        'INVALID_ARGUMENT',
        'ON_WINDOW_CLOSE emit strategy cannot be used for UnlimitedWindows',
      )
    }
    return new TimeWindowedKStream(this.builder, windows, emit, this.late)
  }

  /**
   * Sends records that no window takes any more to a topic, as they came: where windows overlap, one that some window takes is none. Without it they are dropped, and
   * counted either way. Of each aggregation of what this gives.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(tumbling(10)).lateTo('late').count().toStream().to('counts')
   * // clicks     a:1@5        a:2@20        a:3@9
   * // => counts  a[0,10):1@5  a[20,30):1@20
   * // => late                               a:3@9
   * ```
   */
  lateTo(topic: string, options: LateOptions<K, V> = {}): TimeWindowedKStream<K, V> {
    const late = { topic, options: options as LateOptions<unknown, unknown> }
    return new TimeWindowedKStream(this.builder, this.windows, this.emit, late)
  }

  /**
   * Counts the records of each key and window; null values count.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(tumbling(10)).count().toStream().to('counts')
   * // clicks     a:1@1        a:1@9        a:1@10
   * // => counts  a[0,10):1@1  a[0,10):2@9  a[10,20):1@10
   * ```
   */
  count(options?: WindowedMaterializedOptions<K, number>): KTable<Windowed<K>, number> {
    const { names } = this.builder.parts.dsl
    // Kafka Streams burns a name here, but not for sliding windows.
    const burns = this.windows.kind === 'time' && isMaterialized(options) && options.name === undefined
    if (burns) names.store('KSTREAM-AGGREGATE-')
    return this.aggregated(counting, options, 'KSTREAM-AGGREGATE-', long())
  }

  /**
   * Combines the values of each key and window.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(hopping(10, 5)).reduce((sum, n) => sum + n).toStream().to('sums')
   * // clicks   a:1@1        a:2@7
   * // => sums  a[0,10):1@1  a[0,10):3@7  a[5,15):2@7
   * ```
   */
  reduce(
    reducer: (aggregate: V, value: V, context: RecordContext) => V,
    options?: WindowedMaterializedOptions<K, V>,
  ): KTable<Windowed<K>, V> {
    const aggregation = reducing(callback<Reducer>(reducer, 'reducer'))
    return this.aggregated(aggregation, options, 'KSTREAM-REDUCE-', this.builder.parts.valueSerde)
  }

  /**
   * Folds the values of each key and window; `value` is the aggregate's serde. null values are folded too.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks
   *   .windowedBy(tumbling(10))
   *   .aggregate(() => '', (_key, n, all) => all + n, { value: string() })
   *   .toStream()
   *   .to('all')
   * // clicks  a:1@1        a:2@9
   * // => all  a[0,10):1@1  a[0,10):12@9
   * ```
   */
  aggregate<VA>(
    init: (context: RecordContext) => VA,
    aggregator: (key: K, value: V, aggregate: VA, context: RecordContext) => VA,
    options: WindowedMaterializedOptions<K, VA> & { readonly value: Serde<VA> | null },
  ): KTable<Windowed<K>, VA> {
    const aggregation = {
      init: callback<Initializer>(init, 'init'),
      fold: callback<Aggregator>(aggregator, 'aggregator'),
    }
    return this.aggregated(aggregation, options, 'KSTREAM-AGGREGATE-', null)
  }

  /**
   * Keeps the `n` best values of each key and window; see {@link KGroupedStream.topN}. Over sliding windows each record goes out.
   *
   * ```ts
   * const sales = builder.stream('sales', { key: string(), value: integer() }).groupByKey()
   * sales.windowedBy(tumbling(10)).topN(2, (a, b) => b - a, { value: json() }).toStream().to('best')
   * // sales    a:5@1          a:7@9            a:1@9  a:3@12
   * // => best  a[0,10):[5]@1  a[0,10):[7,5]@9         a[10,20):[3]@12
   * ```
   */
  topN(
    n: number,
    compare: (left: V, right: V) => number,
    options?: WindowedMaterializedOptions<K, V[]>,
  ): KTable<Windowed<K>, V[]> {
    const ownValue = listOf(this.builder.parts.valueSerde)
    return this.aggregated(topOf(n, compare), options, 'KSTREAM-TOPN-', ownValue)
  }

  /**
   * Lets the first record of each key and window through, when it comes, and drops the others; with `by`, the first of each identity.
   * Keys carry the window; where windows overlap a record goes out for each in which it is the first. Values, times and headers
   * stay. Cost: one read a window, and one entry of about 30 bytes for each that goes through, kept like the windows. (The first
   * form of KIP-655; see {@link KStream.distinct} for the distance to the record before.)
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(tumbling(10)).distinct().to('first')
   * // clicks    a:1@1        a:2@9  b:3@9        a:4@10
   * // => first  a[0,10):1@1         b[0,10):3@9  a[10,20):4@10
   * ```
   *
   * @throws INVALID_ARGUMENT for sliding windows, and for results on close: the first of a window goes out when it comes
   */
  distinct(options: WindowedDistinctOptions<K, V> = {}): KStream<Windowed<K>, V> {
    const { builder, emit, late, windows } = this
    if (windows.kind === 'sliding') {
      throw new StreamsError('INVALID_ARGUMENT', 'distinct of sliding windows: each record has its own', {
        hint: 'stream.distinct({ within }) drops what follows an equal record',
      })
    }
    if (emit === 'onWindowClose') {
      throw new StreamsError('INVALID_ARGUMENT', 'distinct lets the first of a window out when it comes', {
        hint: "leave emitStrategy out, or reduce(first => first) with 'onWindowClose'",
      })
    }
    const { key, ...any } = options as WindowedDistinctOptions<unknown, never>
    return builder.parts.dsl.make.stream(distinctWindows(builder, windows, late, any, key))
  }

  private aggregated<VA>(
    aggregation: Aggregation,
    options: AnyMaterialized | undefined,
    prefix: string,
    ownValue: Serde<unknown> | null,
  ): KTable<Windowed<K>, VA> {
    const { windows } = this
    const final = this.emit === 'onWindowClose'
    const window = windowStoreParts(windows)
    return this.builder.build<Windowed<K>, VA>(
      { options, prefix, ownValue, window, final, graceMs: windows.graceMs, late: this.late },
      (store, late) => windowAggregate(windows, aggregation, store, final, late),
      key => windowKeys(windows, key),
    )
  }
}
