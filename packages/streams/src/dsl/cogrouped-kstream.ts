/** CogroupedKStream: several grouped streams that are folded into one aggregate, plain or cut into windows. */

import { type Aggregator, type Initializer, StreamAggregate } from '../processors/aggregate.ts'
import { type Merger, SessionAggregate } from '../processors/session-aggregate.ts'
import type { RecordContext } from '../records/record-context.ts'
import type { Serde } from '../serdes/serde.ts'
import { sessionWindowed, type Windowed } from '../serdes/windowed.ts'
import { callback } from './callback-argument.ts'
import type { CogroupBuilder } from './cogroup-builder.ts'
import type { KGroupedStream } from './kgrouped-stream.ts'
import type { KTable } from './ktable.ts'
import type { MaterializedOptions, WindowedMaterializedOptions } from './options.ts'
import { windowAggregate, windowKeys, windowStoreParts } from './window-parts.ts'
import type { SessionWindows, TimelineWindows } from './windows.ts'

export class CogroupedKStream<K, VOut> {
  private readonly builder: CogroupBuilder

  /** @internal */
  constructor(builder: CogroupBuilder) {
    this.builder = builder
  }

  /**
   * Adds a stream, whose values are folded into the same aggregate by a function of its own, and returns this one. A stream that is
   * there already gets the new function.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * const refunds = builder.stream('refunds', { key: string(), value: integer() }).groupByKey()
   * clicks
   *   .cogroup((_key, n, sum: number) => sum + n)
   *   .cogroup(refunds, (_key, n, sum) => sum - n)
   *   .aggregate(() => 0, { value: integer() })
   *   .toStream()
   *   .to('balance')
   * // clicks      a:5       a:3
   * // refunds          a:2       b:1
   * // => balance  a:5  a:3  a:6  b:-1
   * ```
   */
  cogroup<V>(
    grouped: KGroupedStream<K, V>,
    aggregator: (key: K, value: V, aggregate: VOut, context: RecordContext) => VOut,
  ): CogroupedKStream<K, VOut> {
    this.builder.add(grouped.internals, callback<Aggregator>(aggregator, 'aggregator'))
    return this
  }

  /**
   * The table of the aggregates, each of which begins with `init()`; null deletes the row. All streams must have equally many
   * partitions; where a key was changed the stream goes through a repartition topic first. `value` is the aggregate's serde; the
   * key's is that of the first stream.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * const cogrouped = clicks.cogroup((_key, n, sum: number) => sum + n)
   * cogrouped.aggregate(() => 100, { name: 'sums', value: integer() }).toStream().to('sums')
   * // clicks   a:5    a:3
   * // => sums  a:105  a:108
   * ```
   */
  aggregate(
    init: (context: RecordContext) => VOut,
    options: MaterializedOptions<K, VOut> & { readonly value: Serde<VOut> | null },
  ): KTable<K, VOut> {
    return this.builder.build<K, VOut>(
      { options },
      (store, fold) => new StreamAggregate({ init: callback<Initializer>(init, 'init'), fold }, store),
    )
  }

  /**
   * Cuts the streams into windows: see `tumbling`, `hopping`, `unlimited`, `slidingWindows` and `calendar`, and `sessions` below.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * const cogrouped = clicks.cogroup((_key, n, sum: number) => sum + n)
   * cogrouped.windowedBy(tumbling(10)).aggregate(() => 0, { value: integer() }).toStream().to('sums')
   * // clicks   a:5@1        a:3@9        a:1@10
   * // => sums  a[0,10):5@1  a[0,10):8@9  a[10,20):1@10
   * ```
   */
  windowedBy(windows: TimelineWindows): TimeWindowedCogroupedKStream<K, VOut>
  /**
   * Cuts the streams into sessions: records of any of them keep one alive.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * const cogrouped = clicks.cogroup((_key, n, sum: number) => sum + n).windowedBy(sessions(5))
   * cogrouped.aggregate(() => 0, (_key, a, b) => a + b, { value: integer() }).toStream().to('sums')
   * // clicks   a:5@1       a:3@4
   * // => sums  a[1,1]:5@1  a[1,1]:-@1  a[1,4]:8@4
   * ```
   */
  windowedBy(windows: SessionWindows): SessionWindowedCogroupedKStream<K, VOut>
  windowedBy(
    windows: TimelineWindows | SessionWindows,
  ): TimeWindowedCogroupedKStream<K, VOut> | SessionWindowedCogroupedKStream<K, VOut> {
    return windows.kind === 'session'
      ? new SessionWindowedCogroupedKStream<K, VOut>(this.builder, windows)
      : new TimeWindowedCogroupedKStream<K, VOut>(this.builder, windows)
  }
}

/** Cogrouped streams cut into windows of time; results go out on every update. */
export class TimeWindowedCogroupedKStream<K, VOut> {
  private readonly builder: CogroupBuilder
  private readonly windows: TimelineWindows

  /** @internal */
  constructor(builder: CogroupBuilder, windows: TimelineWindows) {
    this.builder = builder
    this.windows = windows
  }

  /**
   * The table of the aggregates of each key and window; see `CogroupedKStream.aggregate`.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * const cogrouped = clicks.cogroup((_key, n, sum: number) => sum + n).windowedBy(slidingWindows(10))
   * cogrouped.aggregate(() => 0, { value: integer() }).toStream().to('sums')
   * // clicks   a:5@20         a:3@25
   * // => sums  a[10,20):5@20  a[21,31):3@25  a[15,25):8@25
   * ```
   */
  aggregate(
    init: (context: RecordContext) => VOut,
    options: WindowedMaterializedOptions<K, VOut> & { readonly value: Serde<VOut> | null },
  ): KTable<Windowed<K>, VOut> {
    const { windows } = this
    const window = windowStoreParts(windows)
    return this.builder.build<Windowed<K>, VOut>(
      { options, window, graceMs: windows.graceMs },
      (store, fold) =>
        windowAggregate(windows, { init: callback<Initializer>(init, 'init'), fold }, store, false),
      key => windowKeys(windows, key),
    )
  }
}

/** Cogrouped streams cut into sessions; results go out on every update. */
export class SessionWindowedCogroupedKStream<K, VOut> {
  private readonly builder: CogroupBuilder
  private readonly windows: SessionWindows

  /** @internal */
  constructor(builder: CogroupBuilder, windows: SessionWindows) {
    this.builder = builder
    this.windows = windows
  }

  /**
   * The table of the aggregates of each session. Where a record joins sessions, `merger` puts their aggregates together, beginning
   * with `init()`, and the record is folded in last; see `CogroupedKStream.aggregate`.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * const cogrouped = clicks.cogroup((_key, n, sum: number) => sum + n).windowedBy(sessions(5))
   * cogrouped.aggregate(() => 0, (_key, a, b) => a + b, { value: integer() }).toStream().to('sums')
   * // clicks   a:5@1       a:3@9
   * // => sums  a[1,1]:5@1  a[9,9]:3@9
   * ```
   */
  aggregate(
    init: (context: RecordContext) => VOut,
    merger: (key: K, left: VOut, right: VOut, context: RecordContext) => VOut,
    options: WindowedMaterializedOptions<K, VOut> & { readonly value: Serde<VOut> | null },
  ): KTable<Windowed<K>, VOut> {
    const { windows } = this
    const openMs = windows.gapMs + windows.graceMs
    return this.builder.build<Windowed<K>, VOut>(
      { options, session: { leastRetentionMs: openMs }, graceMs: openMs },
      (store, fold) =>
        new SessionAggregate(
          windows,
          { init: callback<Initializer>(init, 'init'), fold },
          callback<Merger>(merger, 'merger'),
          store,
          false,
        ),
      sessionWindowed,
    )
  }
}
