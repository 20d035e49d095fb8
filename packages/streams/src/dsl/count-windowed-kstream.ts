/** CountWindowedKStream: a grouped stream cut into windows of so many records of each key. */

import { StreamsError } from '../failure.ts'
import {
  type Aggregation,
  type Aggregator,
  counting,
  type Initializer,
  reducing,
} from '../processors/aggregate.ts'
import { CountAggregate, type CountShape } from '../processors/count-aggregate.ts'
import type { RecordContext } from '../records/record-context.ts'
import { countRow } from '../serdes/count-row.ts'
import { EnvelopeSerde } from '../serdes/envelope.ts'
import { long } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import { timeWindowed, type Windowed } from '../serdes/windowed.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { callback } from './callback-argument.ts'
import type { AggregateBuilder } from './kgrouped-stream.ts'
import type { KTable } from './ktable.ts'
import type { AnyMaterialized, EmitStrategy, MaterializedOptions } from './options.ts'
import { listOf, topOf } from './top-list.ts'

/** Windows of so many records of a key; made by {@link countWindows}. */
export interface CountWindows extends CountShape {
  readonly kind: 'count'
}

/** Options of aggregations over windows of counts. Their store is never cached. */
export interface CountMaterializedOptions<K, V> extends Omit<MaterializedOptions<K, V>, 'caching' | 'store'> {
  readonly store?: 'memory' | 'level'
}

const PREFIX = 'KSTREAM-COUNT-WINDOWS-'

/**
 * Windows of `size` records of a key each, in the order in which they come; a new one begins every `advance` records (default: `size`).
 * Keys carry the numbers of the records, counted from 0: `[start, end)`, written like those of time windows. Times do not matter,
 * so none is late; null values are not counted.
 *
 * ```ts
 * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
 * clicks.windowedBy(countWindows(2)).reduce((sum, n) => sum + n).toStream().to('sums')
 * // clicks   a:1       a:2       a:4
 * // => sums  a[0,2):1  a[0,2):3  a[2,4):4
 * ```
 *
 * @throws INVALID_ARGUMENT unless both are whole numbers, `size` above 0 and `advance` from 1 to `size`
 */
export function countWindows(size: number, options: { readonly advance?: number } = {}): CountWindows {
  const { advance = size } = options
  if (!Number.isSafeInteger(size) || size < 1)
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `a window takes a whole number of records, at least 1: ${size}`,
    )
  if (!Number.isSafeInteger(advance) || advance < 1 || advance > size)
    throw new StreamsError('INVALID_ARGUMENT', `advance must be a whole number from 1 to ${size}: ${advance}`)
  return { kind: 'count', size, advance }
}

export class CountWindowedKStream<K, V> {
  private readonly builder: AggregateBuilder
  private readonly windows: CountWindows
  private readonly emit: EmitStrategy

  /** @internal */
  constructor(builder: AggregateBuilder, windows: CountWindows, emit: EmitStrategy = 'onWindowUpdate') {
    this.builder = builder
    this.windows = windows
    this.emit = emit
  }

  /**
   * When results go out: with every record, or once, with the record that fills the window.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * const threes = clicks.windowedBy(countWindows(3)).emitStrategy('onWindowClose')
   * threes.reduce((sum, n) => sum + n).toStream().to('sums')
   * // clicks   a:1  a:2  b:5  a:4       a:8
   * // => sums                 a[0,3):7
   * ```
   */
  emitStrategy(emit: EmitStrategy): CountWindowedKStream<K, V> {
    return new CountWindowedKStream(this.builder, this.windows, emit)
  }

  /**
   * Counts the records of each key and window, up to the window's size.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(countWindows(2)).count().toStream().to('counts')
   * // clicks     a:7       a:7       a:7
   * // => counts  a[0,2):1  a[0,2):2  a[2,4):1
   * ```
   */
  count(options?: CountMaterializedOptions<K, number>): KTable<Windowed<K>, number> {
    return this.aggregated(counting, options, long())
  }

  /**
   * Combines the values of each key and window; the first stands for itself.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(countWindows(2, { advance: 1 })).reduce((sum, n) => sum + n).toStream().to('sums')
   * // clicks   a:1       a:2                 a:4
   * // => sums  a[0,2):1  a[0,2):3  a[1,3):2  a[1,3):6  a[2,4):4
   * ```
   */
  reduce(
    reducer: (aggregate: V, value: V, context: RecordContext) => V,
    options?: CountMaterializedOptions<K, V>,
  ): KTable<Windowed<K>, V> {
    const any = reducer as (aggregate: unknown, value: unknown, context: RecordContext) => unknown
    return this.aggregated(reducing(any), options, this.builder.parts.valueSerde)
  }

  /**
   * Folds the values of each key and window into an aggregate that begins with `init()`; `value` is its serde.
   *
   * ```ts
   * const prices = builder.stream('prices', { key: string(), value: integer() }).groupByKey()
   * prices
   *   .windowedBy(countWindows(2, { advance: 1 }))
   *   .emitStrategy('onWindowClose')
   *   .aggregate(() => 0, (_key, price, sum) => sum + price, { value: integer() })
   *   .mapValues(sum => sum / 2)
   *   .toStream()
   *   .to('moving-average', { value: double() })
   * // prices             a:10  a:20         a:40
   * // => moving-average        a[0,2):15    a[1,3):30
   * ```
   */
  aggregate<VA>(
    init: (context: RecordContext) => VA,
    aggregator: (key: K, value: V, aggregate: VA, context: RecordContext) => VA,
    options: CountMaterializedOptions<K, VA> & { readonly value: Serde<VA> | null },
  ): KTable<Windowed<K>, VA> {
    const aggregation = {
      init: callback<Initializer>(init, 'init'),
      fold: callback<Aggregator>(aggregator, 'aggregator'),
    }
    return this.aggregated(aggregation, options, null)
  }

  /**
   * Keeps the `n` best values of each key and window; see {@link KGroupedStream.topN}.
   *
   * ```ts
   * const scores = builder.stream('scores', { key: string(), value: integer() }).groupByKey()
   * scores.windowedBy(countWindows(3)).topN(1, (a, b) => b - a, { value: json() }).toStream().to('best')
   * // scores   a:5         a:3  a:7         a:1
   * // => best  a[0,3):[5]       a[0,3):[7]  a[3,6):[1]
   * ```
   */
  topN(
    n: number,
    compare: (left: V, right: V) => number,
    options?: CountMaterializedOptions<K, V[]>,
  ): KTable<Windowed<K>, V[]> {
    return this.aggregated(topOf(n, compare), options, listOf(this.builder.parts.valueSerde))
  }

  private aggregated<VA>(
    aggregation: Aggregation,
    options: AnyMaterialized | undefined,
    ownValue: Serde<unknown> | null,
  ): KTable<Windowed<K>, VA> {
    const { windows } = this
    const final = this.emit === 'onWindowClose'
    return this.builder.build<Windowed<K>, VA>(
      { options, prefix: PREFIX, ownValue },
      store => new CountAggregate(windows, aggregation, rowStore(store, windows.size), final),
      key => timeWindowed(key, windows.size),
    )
  }
}

/** The store of a table of aggregates, made one of rows. */
function rowStore(store: StoreSpec, size: number): StoreSpec {
  const valueSerde = new EnvelopeSerde('value', store.valueSerde, value => countRow(value, size))
  return { ...store, valueSerde: valueSerde as Serde<unknown>, caching: false }
}
