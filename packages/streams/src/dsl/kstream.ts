/**
 * KStream: a stream of records, each on its own. Calls only record what is to be done; see StreamsBuilder.
 *
 * Names of nodes, and the counter behind them, are Kafka Streams' own. `CK` and `CV` say whether the stream brings serdes for
 * its keys and values along: what writes bytes then needs none. (Kafka Streams: KStreamImpl.)
 */

import type { Observable } from 'rxjs'
import { checkedName } from '../checked-name.ts'
import type { Duration } from '../duration.ts'
import { filter } from '../processors/filter.ts'
import { flatMap, map, selectKey } from '../processors/map.ts'
import type { CallContext } from '../processors/map-async.ts'
import { flatMapValues, mapValues } from '../processors/map-values.ts'
import { passThrough } from '../processors/pass-through.ts'
import { foreach, peek, print } from '../processors/peek.ts'
import { UserProcessor } from '../processors/process.ts'
import type { FixedKeyProcessorSupplier, ProcessorSupplier } from '../processors/processor-api.ts'
import type { ProcessorSpec, TopicNameExtractor } from '../processors/processor-spec.ts'
import { through } from '../processors/through.ts'
import type { RecordContext } from '../records/record-context.ts'
import type { Serde } from '../serdes/serde.ts'
import type { GraphNode } from '../topology/graph.ts'
import { BOTH, type JoinArguments, joinAny, type Kept, LEFT, NEITHER } from './any-join.ts'
import { type AsOfJoinOptions, type AsOfTableJoinOptions, joinAsOf } from './as-of-join.ts'
import { callback } from './callback-argument.ts'
import {
  type AnyDistinctOptions,
  type DistinctOptions,
  distinctStream,
  type KeyedSerdes,
} from './distinct.ts'
import type { DslContext } from './dsl-context.ts'
import type { GlobalKTable } from './global-ktable.ts'
import type { KGroupedStream } from './kgrouped-stream.ts'
import type { KTable } from './ktable.ts'
import { type AsyncOptions, mapPairsAsync, mapValuesAsync } from './map-async.ts'
import {
  type AnySerdeOptions,
  type AnySinkOptions,
  type Carried,
  type MaterializedOptions,
  type NamedOptions,
  type OptionsArgument,
  type PartitionerOption,
  type PrintOptions,
  type ProcessOptions,
  type SerdeOptions,
  serdeOf,
} from './options.ts'
import {
  type IntervalJoinOptions,
  type JoinWindows,
  joinWindows,
  type StreamJoinedOptions,
} from './stream-join.ts'
import { splitStream } from './stream-split.ts'
import { streamToTable } from './stream-to-table.ts'
import { KeyedStream, repartitionStream, writeStream } from './stream-topics.ts'

/** What a stream knows of itself. */
export interface StreamParts {
  readonly dsl: DslContext
  readonly name: string
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown> | null
  /** Names of the source nodes that it comes from. */
  readonly sourceNodes: ReadonlySet<string>
  /** True after a change of keys: what needs equal keys in one partition goes through a topic first. */
  readonly repartitionRequired: boolean
  readonly node: GraphNode
}

/** A branch of {@link KStream.split}: its predicate and, optionally, its name. */
export interface Branch<K, V> {
  readonly when: (key: K, value: V, context: RecordContext) => boolean
}

/** Streams of {@link KStream.split} by the names of their branches. */
export type Branches<K, V, CK extends Carried, CV extends Carried, N extends string> = {
  readonly [name in N]: KStream<K, V, CK, CV>
}

export class KStream<K, V, CK extends Carried = 'carried', CV extends Carried = 'carried'> {
  /** Keeps the types of serdes apart; never set. */
  declare readonly carries: readonly [CK, CV]
  private readonly parts: StreamParts
  private readonly keyed: KeyedStream

  /** @internal */
  constructor(parts: StreamParts) {
    this.parts = parts
    this.keyed = new KeyedStream(parts)
  }

  /** @internal */
  get internals(): StreamParts {
    return this.parts
  }

  private derive<K2, V2, CK2 extends Carried, CV2 extends Carried>(
    name: string,
    spec: ProcessorSpec,
    change: { key?: true; value?: true } = {},
  ): KStream<K2, V2, CK2, CV2> {
    const { dsl, node } = this.parts
    const below = dsl.processor(node, name, spec, {
      mark: n => {
        n.keyChanging = change.key === true
        n.valueChanging = change.value === true && change.key !== true
      },
    })
    return this.parts.dsl.make.stream<K2, V2, CK2, CV2>({
      ...this.parts,
      name,
      keySerde: change.key ? null : this.parts.keySerde,
      valueSerde: change.value ? null : this.parts.valueSerde,
      repartitionRequired: this.parts.repartitionRequired || change.key === true,
      node: below,
    })
  }

  private named(options: NamedOptions | undefined, prefix: string): string {
    return this.parts.dsl.names.named(options?.name, prefix)
  }

  /**
   * Keeps the records for which `predicate` holds. Null keys and values are passed to it like any.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * numbers.filter((_key, n) => n > 1).to('big')
   * // numbers  a:1  b:2  a:3
   * // => big        b:2  a:3
   * ```
   */
  filter(
    predicate: (key: K, value: V, context: RecordContext) => boolean,
    options?: NamedOptions,
  ): KStream<K, V, CK, CV> {
    return this.derive(
      this.named(options, 'KSTREAM-FILTER-'),
      filter(callback(predicate, 'predicate'), false),
    )
  }

  /**
   * Keeps the records for which `predicate` does not hold.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * numbers.filterNot((_key, n) => n > 1).to('small')
   * // numbers   a:1  b:2  a:3
   * // => small  a:1
   * ```
   */
  filterNot(
    predicate: (key: K, value: V, context: RecordContext) => boolean,
    options?: NamedOptions,
  ): KStream<K, V, CK, CV> {
    return this.derive(this.named(options, 'KSTREAM-FILTER-'), filter(callback(predicate, 'predicate'), true))
  }

  /**
   * Replaces each value; the key, and so the partition, stays.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * numbers.mapValues(n => n * 10).to('tens', { value: integer() })
   * // numbers  a:1   b:2
   * // => tens  a:10  b:20
   * ```
   */
  mapValues<V2>(
    mapper: (value: V, key: K, context: RecordContext) => V2,
    options?: NamedOptions,
  ): KStream<K, V2, CK, 'lost'> {
    const spec = mapValues(callback(mapper, 'mapper'))
    return this.derive(this.named(options, 'KSTREAM-MAPVALUES-'), spec, { value: true })
  }

  /**
   * Replaces each value by what `call` answers later; at most `concurrency` records of a task are in flight, and results go out in
   * the order of the records. A call that fails, or does not answer within `timeout`, is repeated `retries` times; then the record has
   * failed. Exactly once: a commit waits for what is in flight. Calls themselves are repeated when a transaction is.
   *
   * ```ts
   * const builder = new StreamsBuilder()
   * const words = builder.stream('words', { key: string(), value: string() })
   * words.mapValuesAsync(async word => word.length).to('lengths', { value: integer() })
   * const driver = new TopologyTestDriver(builder.build())
   * driver.createInputTopic('words', string(), string()).pipeInput('a', 'hello')
   * await driver.settle()
   * console.log(driver.createOutputTopic('lengths', string(), integer()).readValue()) // prints 5
   * driver.close()
   * ```
   *
   * @throws INVALID_ARGUMENT for limits that cannot be
   */
  mapValuesAsync<V2>(
    call: (value: V, key: K, context: CallContext) => Promise<V2>,
    options: AsyncOptions = {},
  ): KStream<K, V2, CK, 'lost'> {
    callback(call, 'call')
    const spec = mapValuesAsync((key, value, context) => call(value as V, key as K, context), options)
    return this.derive(this.named(options, 'KSTREAM-MAPVALUES-ASYNC-'), spec, { value: true })
  }

  /**
   * Sends the values through a pipeline of RxJS operators, one for each task: what it emits while it takes a value goes out with the key,
   * time and headers of that record. **What operators remember is not restored**: after a restart or a failed transaction a pipeline
   * begins anew, so what must survive belongs into an aggregate or a store. Emissions at any other time, such as those of `delay`,
   * stop the task; for what answers later there is {@link mapValuesAsync}.
   *
   * ```ts
   * import { filter, map, pairwise } from 'rxjs'
   * const readings = builder.stream('readings', { key: string(), value: integer() })
   * readings
   *   .through(n$ => n$.pipe(pairwise(), map(([before, n]) => n - before), filter(step => step !== 0)))
   *   .to('steps', { value: integer() })
   * // readings  a:1  a:3  a:3  b:7
   * // => steps       a:2       b:4
   * ```
   */
  through<V2>(
    pipeline: (source$: Observable<V>) => Observable<V2>,
    options?: NamedOptions,
  ): KStream<K, V2, CK, 'lost'> {
    const spec = through(callback(pipeline, 'pipeline'))
    return this.derive(this.named(options, 'KSTREAM-THROUGH-'), spec, { value: true })
  }

  /**
   * Makes any number of records of each, all with its key.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * words.flatMapValues(line => line.split(' ')).to('out', { value: string() })
   * // words   a:"to be"    b:or
   * // => out  a:to  a:be   b:or
   * ```
   */
  flatMapValues<V2>(
    mapper: (value: V, key: K, context: RecordContext) => Iterable<V2>,
    options?: NamedOptions,
  ): KStream<K, V2, CK, 'lost'> {
    const spec = flatMapValues(callback(mapper, 'mapper'))
    return this.derive(this.named(options, 'KSTREAM-FLATMAPVALUES-'), spec, { value: true })
  }

  /**
   * Replaces key and value. A later grouping or join goes through a repartition topic.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * words.map((key, word) => [word, key]).to('swapped', { key: string(), value: string() })
   * // words       a:x  b:y
   * // => swapped  x:a  y:b
   * ```
   */
  map<K2, V2>(
    mapper: (key: K, value: V, context: RecordContext) => readonly [K2, V2],
    options?: NamedOptions,
  ): KStream<K2, V2, 'lost', 'lost'> {
    const spec = map(callback(mapper, 'mapper'))
    return this.derive(this.named(options, 'KSTREAM-MAP-'), spec, { key: true, value: true })
  }

  /**
   * Replaces key and value by what `call` answers later; see {@link mapValuesAsync}.
   *
   * ```ts
   * const builder = new StreamsBuilder()
   * const text = { key: string(), value: string() }
   * builder.stream('words', text).mapAsync(async (key, word) => [word, key]).to('swapped', text)
   * const driver = new TopologyTestDriver(builder.build())
   * driver.createInputTopic('words', string(), string()).pipeInput('a', 'x')
   * await driver.settle()
   * console.log(driver.createOutputTopic('swapped', string(), string()).readKeyValue().join()) // prints x,a
   * driver.close()
   * ```
   */
  mapAsync<K2, V2>(
    call: (key: K, value: V, context: CallContext) => Promise<readonly [K2, V2]>,
    options: AsyncOptions = {},
  ): KStream<K2, V2, 'lost', 'lost'> {
    const spec = mapPairsAsync(callback(call, 'call'), options)
    return this.derive(this.named(options, 'KSTREAM-MAP-ASYNC-'), spec, { key: true, value: true })
  }

  /**
   * Makes any number of `[key, value]` pairs of each record.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * words
   *   .flatMap((key, word) => [...word].map(letter => [letter, key] as const))
   *   .to('letters', { key: string(), value: string() })
   * // words       a:no
   * // => letters  n:a  o:a
   * ```
   */
  flatMap<K2, V2>(
    mapper: (key: K, value: V, context: RecordContext) => Iterable<readonly [K2, V2]>,
    options?: NamedOptions,
  ): KStream<K2, V2, 'lost', 'lost'> {
    const spec = flatMap(callback(mapper, 'mapper'))
    return this.derive(this.named(options, 'KSTREAM-FLATMAP-'), spec, { key: true, value: true })
  }

  /**
   * Replaces each key.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * words.selectKey((_key, word) => word.length).to('by-length', { key: integer() })
   * // words         a:yes  b:no
   * // => by-length  3:yes  2:no
   * ```
   */
  selectKey<K2>(
    selector: (key: K, value: V, context: RecordContext) => K2,
    options?: NamedOptions,
  ): KStream<K2, V, 'lost', CV> {
    const spec = selectKey(callback(selector, 'selector'))
    return this.derive(this.named(options, 'KSTREAM-KEY-SELECT-'), spec, { key: true })
  }

  /**
   * Shows each record to `action` and hands it on. The action runs again when a transaction is repeated.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * const seen: number[] = []
   * numbers.peek((_key, n) => seen.push(n)).to('out')
   * // numbers  a:1  b:2
   * // => out   a:1  b:2
   * ```
   */
  peek(
    action: (key: K, value: V, context: RecordContext) => void,
    options?: NamedOptions,
  ): KStream<K, V, CK, CV> {
    return this.derive(this.named(options, 'KSTREAM-PEEK-'), peek(callback(action, 'action')))
  }

  /**
   * Shows each record to `action`, and ends there.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * const sums = { all: 0 }
   * numbers.foreach((_key, n) => {
   *   sums.all += n
   * })
   * // numbers  a:1  b:2
   * // => out
   * ```
   */
  foreach(action: (key: K, value: V, context: RecordContext) => void, options?: NamedOptions): void {
    this.derive(this.named(options, 'KSTREAM-FOREACH-'), foreach(callback(action, 'action')))
  }

  /**
   * Writes each record as a line, `[label]: key, value`, and ends there; to the console unless `write` takes the lines elsewhere.
   *
   * ```ts
   * const lines: string[] = []
   * builder.stream('numbers', { key: string(), value: integer() }).print({ label: 'n', write: line => lines.push(line) })
   * // numbers  a:1  b:2
   * // => out
   * ```
   */
  print(options: PrintOptions<K, V> = {}): void {
    const spec = print(
      (options.label ?? this.parts.name) as string,
      options as PrintOptions<unknown, unknown>,
    )
    this.derive(this.named(options, 'KSTREAM-PRINTER-'), spec)
  }

  /**
   * The records of both streams; those of one keep their order, between the two there is none.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * const more = builder.stream('more', { key: string(), value: string() })
   * words.merge(more).to('all', { key: string(), value: string() })
   * // words   a:x         a:z
   * // more         a:y
   * // => all  a:x  a:y    a:z
   * ```
   */
  merge(other: KStream<K, V, Carried, Carried>, options?: NamedOptions): KStream<K, V, 'lost', 'lost'> {
    const name = this.named(options, 'KSTREAM-MERGE-')
    const { dsl, node, sourceNodes, repartitionRequired } = this.parts
    const right = other.internals
    const merged = dsl.processor([node, right.node], name, passThrough, {
      mark: n => {
        n.merge = true
      },
    })
    return this.parts.dsl.make.stream<K, V, 'lost', 'lost'>({
      dsl,
      name,
      keySerde: null,
      valueSerde: null,
      sourceNodes: new Set([...sourceNodes, ...right.sourceNodes]),
      repartitionRequired: repartitionRequired || right.repartitionRequired,
      node: merged,
    })
  }

  /**
   * Splits the stream: each record goes to the first branch whose predicate holds.
   * `branches` maps a name to a predicate, or to null for the default branch, which takes what no other took; without one
   * such records end here. Nodes are named as in Kafka Streams: the split's name followed by the branch's.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * const { odd, rest } = numbers.split({ odd: (_key, n) => n % 2 === 1, rest: null })
   * odd.to('odd')
   * rest.mapValues(n => -n).to('rest', { value: integer() })
   * // numbers  a:1  a:2  a:3
   * // => odd   a:1       a:3
   * // => rest       a:-2
   * ```
   */
  split<N extends string>(
    branches: { readonly [name in N]: ((key: K, value: V, context: RecordContext) => boolean) | null },
    options?: NamedOptions,
  ): Branches<K, V, CK, CV, N> {
    const splitter = this.splitter(options)
    const entries = Object.entries(branches) as [
      N,
      ((key: K, value: V, context: RecordContext) => boolean) | null,
    ][]
    const streams = {} as Record<N, KStream<K, V, CK, CV>>
    for (const [name, predicate] of [
      ...entries.filter(([, p]) => p !== null),
      ...entries.filter(([, p]) => p === null),
    ]) {
      Object.defineProperty(streams, name, { value: splitter(predicate, name), enumerable: true })
    }
    return streams
  }

  /** @internal A split whose branches are added one by one, named or numbered (the default branch is 0). */
  splitter(
    options?: NamedOptions,
  ): (
    predicate: ((key: K, value: V, context: RecordContext) => boolean) | null,
    branchName?: string,
  ) => KStream<K, V, CK, CV> {
    const split = splitStream(this.parts, options?.name)
    return (predicate, branchName) =>
      this.parts.dsl.make.stream<K, V, CK, CV>(
        split(predicate === null ? null : callback(predicate, 'predicate'), branchName),
      )
  }

  /**
   * Hands each record to a processor of the Processor API, which forwards what it likes; see {@link Processor}.
   * A later grouping or join goes through a repartition topic: where the key stays, `processValues` spares that.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * const sums = keyValueStore('sums', { key: string(), value: integer() })
   * builder.addStateStore(sums)
   * class Sum implements Processor<string, number, string, number> {
   *   private context!: ProcessorContext<string, number>
   *   init(context: ProcessorContext<string, number>) {
   *     this.context = context
   *   }
   *   process(record: ProcessorRecord<string, number>) {
   *     const store = this.context.getStateStore(sums)
   *     const sum = (store.get(record.key) ?? 0) + record.value
   *     store.put(record.key, sum)
   *     this.context.forward(record.withValue(sum))
   *   }
   * }
   * numbers.process(() => new Sum(), { stores: ['sums'] }).to('out', { key: string(), value: integer() })
   * // numbers  a:1  a:2  b:5
   * // => out   a:1  a:3  b:5
   * ```
   *
   * @throws INVALID_TOPOLOGY, at the build, for a store that nobody added
   */
  process<K2, V2>(
    supplier: ProcessorSupplier<K, V, K2, V2>,
    options?: ProcessOptions,
  ): KStream<K2, V2, 'lost', 'lost'> {
    const name = this.processorName(options, 'KSTREAM-PROCESSOR-')
    return this.parts.dsl.make.stream<K2, V2, 'lost', 'lost'>({
      ...this.parts,
      ...{ name, keySerde: null, valueSerde: null, repartitionRequired: true },
      node: this.processor(name, new UserProcessor(supplier, false), options),
    })
  }

  /**
   * The same for a processor that keeps the key of each record; see {@link FixedKeyProcessor}.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * class Stamp implements FixedKeyProcessor<string, number, string> {
   *   private context!: FixedKeyProcessorContext<string, string>
   *   init(context: FixedKeyProcessorContext<string, string>) {
   *     this.context = context
   *   }
   *   process(record: ProcessorRecord<string, number>) {
   *     this.context.forward(record.withValue(`${record.value} at ${record.timestamp}`))
   *   }
   * }
   * numbers.processValues(() => new Stamp()).to('out', { value: string() })
   * // numbers  a:1@5
   * // => out   a:"1 at 5"@5
   * ```
   */
  processValues<V2>(
    supplier: FixedKeyProcessorSupplier<K, V, V2>,
    options?: ProcessOptions,
  ): KStream<K, V2, CK, 'lost'> {
    const name = this.processorName(options, 'KSTREAM-PROCESSVALUES-')
    return this.parts.dsl.make.stream<K, V2, CK, 'lost'>({
      ...this.parts,
      ...{ name, valueSerde: null },
      node: this.processor(name, new UserProcessor(supplier, true), options),
    })
  }

  /** A given name burns no number here, unlike those of other operators. */
  private processorName(options: NamedOptions | undefined, prefix: string): string {
    return options?.name === undefined ? this.parts.dsl.names.processor(prefix) : checkedName(options.name)
  }

  private processor(name: string, spec: ProcessorSpec, options: ProcessOptions | undefined): GraphNode {
    const { dsl, node } = this.parts
    return dsl.processor(node, name, spec, { connected: options?.stores ?? [] })
  }

  /**
   * Sends the stream through a topic of its own, so that equal keys meet in one partition again.
   * Costs a write and a read of every record. `partitions`: default as many as the input has.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * words
   *   .selectKey((_key, word) => word)
   *   .repartition({ key: string(), partitions: 12 })
   *   .to('by-word')
   * // words       a:x  b:y
   * // => by-word  x:x  y:y
   * ```
   */
  repartition(
    ...[options]: OptionsArgument<
      SerdeOptions<K, V, CK, CV> &
        PartitionerOption<K, V> & { readonly name?: string; readonly partitions?: number }
    >
  ): KStream<K, V> {
    const given = options as (AnySinkOptions & { name?: string; partitions?: number }) | undefined
    return this.parts.dsl.make.stream<K, V, 'carried', 'carried'>(repartitionStream(this.parts, given))
  }

  /** @internal Where equal keys are in one partition: behind a repartition topic, if the key was changed; with these serdes, if given. */
  inPlace(name: string | undefined, key: Serde<unknown> | null, value: Serde<unknown> | null): StreamParts {
    const { parts } = this
    if (parts.repartitionRequired) return this.keyed.inPlace(name, key, value)
    return { ...parts, keySerde: key ?? parts.keySerde, valueSerde: value ?? parts.valueSerde }
  }

  /**
   * Groups by the present key. Goes through a repartition topic first where the key was changed.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * numbers.groupByKey().count().toStream().to('counts')
   * // numbers    a:7  b:7  a:7
   * // => counts  a:1  b:1  a:2
   * ```
   */
  groupByKey(...[options]: OptionsArgument<SerdeOptions<K, V, CK, CV> & NamedOptions>): KGroupedStream<K, V> {
    const given = options as (AnySerdeOptions & NamedOptions) | undefined
    return this.parts.dsl.make.grouped<K, V>({
      ...this.parts,
      keySerde: serdeOf(given?.key, this.parts.keySerde),
      valueSerde: serdeOf(given?.value, this.parts.valueSerde),
      groupName: given?.name === undefined ? null : checkedName(given.name),
    })
  }

  /**
   * Groups by a new key: always goes through a repartition topic, so the key's serde is needed.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * words
   *   .groupBy((_key, word) => word, { key: string() })
   *   .count()
   *   .toStream()
   *   .to('counts')
   * // words      k:to  k:be  k:to
   * // => counts  to:1  be:1  to:2
   * ```
   */
  groupBy<K2>(
    selector: (key: K, value: V, context: RecordContext) => K2,
    ...[options]: OptionsArgument<SerdeOptions<K2, V, 'lost', CV> & NamedOptions>
  ): KGroupedStream<K2, V> {
    const given = options as (AnySerdeOptions & NamedOptions) | undefined
    const spec = selectKey(callback(selector, 'selector'))
    const name = this.named(given, 'KSTREAM-KEY-SELECT-')
    const below = this.derive<K2, V, 'lost', CV>(name, spec, { key: true })
    return this.parts.dsl.make.grouped<K2, V>({
      ...below.internals,
      keySerde: serdeOf(given?.key, null),
      valueSerde: serdeOf(given?.value, this.parts.valueSerde),
      groupName: given?.name ?? null,
    })
  }

  /**
   * Lets the first of equal records through and drops those whose time is at most `within` away from it, before or after: equal are
   * records of one key and, with `by`, of one identity. A record that is older than stream time - `grace` (default: `within`)
   * is dropped; one without key or identity goes through. Where the key was changed the stream goes through a repartition topic
   * first. Cost: a read of the store a record, and an entry for each that goes through, kept for within + grace.
   *
   * ```ts
   * const orders = builder.stream('orders', { key: string(), value: string() })
   * orders.distinct({ within: 10, by: order => order }).to('once')
   * // orders   a:tea@0  a:tea@5  a:milk@6  a:tea@11
   * // => once  a:tea@0           a:milk@6  a:tea@11
   * ```
   *
   * @throws INVALID_ARGUMENT for a negative `within` or `grace`
   */
  distinct(options: DistinctOptions<K, V> & KeyedSerdes<K, V, CK, CV>): KStream<K, V, 'carried', CV> {
    const { key = null, value = null, name } = options as AnyDistinctOptions & AnySerdeOptions
    const distinct = distinctStream(this.inPlace(name, key, value), options as AnyDistinctOptions)
    return this.parts.dsl.make.stream<K, V, 'carried', CV>(distinct)
  }

  /**
   * Joins the records of two streams that have equal keys and whose times are within the windows: one result for each pair.
   * Both sides must have equally many partitions; where a key was changed the stream goes through a repartition topic first.
   * Records with a null key or value are dropped. Cost: each record is kept for the length of the windows and their grace.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * const echoes = builder.stream('echoes', { key: string(), value: string() })
   * words
   *   .join(echoes, (word, echo) => `${word}-${echo}`, joinWindows(10), { otherValue: string() })
   *   .to('pairs', { value: string() })
   * // words       a:hey@0               a:you@15
   * // echoes                a:ho@10
   * // => pairs              a:hey-ho@10 a:you-ho@15
   * ```
   */
  join<V2, VOut>(
    other: KStream<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2, key: K, context: RecordContext) => VOut,
    windows: JoinWindows,
    options?: StreamJoinedOptions<K, V, V2>,
  ): KStream<K, VOut, CK, 'lost'>
  /**
   * Joins each record with the table's value of its key; records without a match are dropped.
   * A versioned table is read as of the record's time. Both sides must have equally many partitions.
   *
   * With `grace` a record waits until stream time has passed it by as much, so that the table may catch up: for versioned tables
   * whose history is at least as long. What waits stands in a store, `<name>-Buffer`. (KIP-923)
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * const names = builder.table('names', { key: string(), value: string() })
   * words.join(names, (word, name) => `${word} ${name}`).to('out', { value: string() })
   * // names         a:Ann
   * // words   a:hi         a:hello       b:hi
   * // => out               a:"hello Ann"
   * ```
   */
  join<V2, VOut>(
    table: KTable<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2, key: K, context: RecordContext) => VOut,
    ...[options]: OptionsArgument<JoinedOptions<K, V, CK, CV, this['carries']>>
  ): KStream<K, VOut, CK, 'lost'>
  /**
   * Joins each record with the row of a global table whose key `selectKey` makes of it: `(left, right, key, selectedKey)`. Records
   * without a match, and those with a null value, are dropped; nothing is repartitioned. Cost: a read of the store a record.
   *
   * ```ts
   * const text = { key: string(), value: string() }
   * const places = builder.globalTable('places', text)
   * builder
   *   .stream('visits', text)
   *   .join(places, (_who, where) => where, (_where, place) => place)
   *   .to('out', { value: string() })
   * // places  p:park
   * // visits          ann:p  bob:q
   * // => out          ann:park
   * ```
   */
  join<K2, V2, VOut>(
    table: GlobalKTable<K2, V2>,
    selectKey: (key: K, value: V, context: RecordContext) => K2 | null,
    joiner: (left: V, right: V2, key: K, selectedKey: K2, context: RecordContext) => VOut,
    options?: NamedOptions,
  ): KStream<K, VOut, CK, 'lost'>
  join<VOut>(...args: [other: object, joiner: unknown, ...rest: unknown[]]): KStream<K, VOut, CK, 'lost'> {
    return this.joined(args, NEITHER)
  }

  /**
   * The same with undefined for what finds no partner: of the left stream. Such a record goes out when its window is closed.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * const echoes = builder.stream('echoes', { key: string(), value: string() })
   * words
   *   .leftJoin(echoes, (word, echo = 'silence') => `${word}-${echo}`, joinWindows(10), { otherValue: string() })
   *   .to('pairs', { value: string() })
   * // words       a:hey@0    b:on@20
   * // => pairs   a:hey-silence@0
   * ```
   */
  leftJoin<V2, VOut>(
    other: KStream<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2 | undefined, key: K, context: RecordContext) => VOut,
    windows: JoinWindows,
    options?: StreamJoinedOptions<K, V, V2>,
  ): KStream<K, VOut, CK, 'lost'>
  /**
   * The same, but records without a match are joined with undefined.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * const names = builder.table('names', { key: string(), value: string() })
   * words.leftJoin(names, (word, name = 'stranger') => `${word} ${name}`).to('out', { value: string() })
   * // names                        a:Ann
   * // words   a:hi                        a:hello
   * // => out  a:"hi stranger"             a:"hello Ann"
   * ```
   */
  leftJoin<V2, VOut>(
    table: KTable<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2 | undefined, key: K, context: RecordContext) => VOut,
    ...[options]: OptionsArgument<JoinedOptions<K, V, CK, CV, this['carries']>>
  ): KStream<K, VOut, CK, 'lost'>
  /**
   * The same, but records without a match, and those for which `selectKey` gives null, are joined with undefined.
   *
   * ```ts
   * const text = { key: string(), value: string() }
   * const places = builder.globalTable('places', text)
   * builder
   *   .stream('visits', text)
   *   .leftJoin(places, (_who, where) => where, (where, place) => place ?? `${where}?`)
   *   .to('out', { value: string() })
   * // places  p:park
   * // visits          ann:p     bob:q
   * // => out          ann:park  bob:q?
   * ```
   */
  leftJoin<K2, V2, VOut>(
    table: GlobalKTable<K2, V2>,
    selectKey: (key: K, value: V, context: RecordContext) => K2 | null,
    joiner: (left: V, right: V2 | undefined, key: K, selectedKey: K2 | null, context: RecordContext) => VOut,
    options?: NamedOptions,
  ): KStream<K, VOut, CK, 'lost'>
  leftJoin<VOut>(
    ...args: [other: object, joiner: unknown, ...rest: unknown[]]
  ): KStream<K, VOut, CK, 'lost'> {
    return this.joined(args, LEFT)
  }

  /**
   * The same with undefined for what finds no partner, of either stream.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * const echoes = builder.stream('echoes', { key: string(), value: string() })
   * words
   *   .outerJoin(echoes, (word = 'nobody', echo = 'silence') => `${word}-${echo}`, joinWindows(10), { otherValue: string() })
   *   .to('pairs', { value: string() })
   * // words                    b:on@20
   * // echoes     a:ho@0
   * // => pairs   a:nobody-ho@0
   * ```
   */
  outerJoin<V2, VOut>(
    other: KStream<K, V2, Carried, Carried>,
    joiner: (left: V | undefined, right: V2 | undefined, key: K, context: RecordContext) => VOut,
    windows: JoinWindows,
    options?: StreamJoinedOptions<K, V, V2>,
  ): KStream<K, VOut, CK, 'lost'> {
    return this.joined([other, joiner, windows, options], BOTH)
  }

  /**
   * Joins each record with the latest one of the right stream, of its key, at or before its own time and at most `within` older:
   * one result a record, and none where there is no such record. With `grace` a record waits until the left stream's time has passed
   * it by as much, so that right records may come late; without, late ones count from when they come. Records with a null key or value are
   * dropped. Cost: a read of the store a record; right records are kept for `retention`.
   *
   * ```ts
   * const quotes = builder.stream('quotes', { key: string(), value: integer() })
   * builder
   *   .stream('trades', { key: string(), value: string() })
   *   .asOfJoin(quotes, (trade, quote) => `${trade} at ${quote}`, { within: '1m' })
   *   .to('priced', { value: string() })
   * // quotes     a:7@0  a:8@10
   * // trades                    a:buy@9       a:sell@12       b:buy@13
   * // => priced                 a:"buy at 7"  a:"sell at 8"
   * ```
   *
   * @throws INVALID_ARGUMENT for negative times, or a retention below within + grace
   */
  asOfJoin<V2, VOut>(
    right: KStream<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2, key: K, context: RecordContext) => VOut,
    options: AsOfJoinOptions<K, V, V2>,
  ): KStream<K, VOut, CK, 'lost'>
  /**
   * The same with a versioned table: each record meets the version that was valid at its time, if that is at most `within` older.
   * A table keeps the last version of each key for ever; without a tolerance a record may meet one of last year, as in {@link join}.
   * Both sides must have equally many partitions. Cost: a read of the store a record.
   *
   * ```ts
   * const quotes = builder.table('quotes', { key: string(), value: integer(), name: 'q', store: versioned('1h') })
   * builder
   *   .stream('trades', { key: string(), value: string() })
   *   .asOfJoin(quotes, (trade, quote) => `${trade} at ${quote}`, { within: 10 })
   *   .to('priced', { value: string() })
   * // quotes     a:7@0  a:8@10
   * // trades                    a:buy@9       a:sell@12       a:buy@21
   * // => priced                 a:"buy at 7"  a:"sell at 8"
   * ```
   *
   * @throws INVALID_ARGUMENT for negative times, and for a table that is not versioned
   */
  asOfJoin<V2, VOut>(
    table: KTable<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2, key: K, context: RecordContext) => VOut,
    options: AsOfTableJoinOptions & KeyedSerdes<K, V, CK, CV>,
  ): KStream<K, VOut, CK, 'lost'>
  asOfJoin<VOut>(right: object, joiner: unknown, options: unknown): KStream<K, VOut, CK, 'lost'> {
    const joined = joinAsOf(this, right, callback(joiner, 'joiner'), options, false)
    return this.parts.dsl.make.stream<K, VOut, CK, 'lost'>(joined)
  }

  /**
   * The same, but records without a match are joined with undefined.
   *
   * ```ts
   * const quotes = builder.stream('quotes', { key: string(), value: integer() })
   * builder
   *   .stream('trades', { key: string(), value: string() })
   *   .leftAsOfJoin(quotes, (trade, quote = 0) => `${trade} at ${quote}`, { within: 10 })
   *   .to('priced', { value: string() })
   * // quotes                      a:7@5
   * // trades     a:buy@4                 a:sell@12      a:buy@16
   * // => priced  a:"buy at 0"         a:"sell at 7"  a:"buy at 0"
   * ```
   */
  leftAsOfJoin<V2, VOut>(
    right: KStream<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2 | undefined, key: K, context: RecordContext) => VOut,
    options: AsOfJoinOptions<K, V, V2>,
  ): KStream<K, VOut, CK, 'lost'>
  /**
   * The same with a versioned table.
   *
   * ```ts
   * const quotes = builder.table('quotes', { key: string(), value: integer(), name: 'q', store: versioned('1h') })
   * builder
   *   .stream('trades', { key: string(), value: string() })
   *   .leftAsOfJoin(quotes, (trade, quote = 0) => `${trade} at ${quote}`, { within: 10 })
   *   .to('priced', { value: string() })
   * // quotes                   a:7@5
   * // trades     a:buy@4                 a:sell@12      a:buy@16
   * // => priced  a:"buy at 0"         a:"sell at 7"  a:"buy at 0"
   * ```
   */
  leftAsOfJoin<V2, VOut>(
    table: KTable<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2 | undefined, key: K, context: RecordContext) => VOut,
    options: AsOfTableJoinOptions & KeyedSerdes<K, V, CK, CV>,
  ): KStream<K, VOut, CK, 'lost'>
  leftAsOfJoin<VOut>(right: object, joiner: unknown, options: unknown): KStream<K, VOut, CK, 'lost'> {
    const joined = joinAsOf(this, right, callback(joiner, 'joiner'), options, true)
    return this.parts.dsl.make.stream<K, VOut, CK, 'lost'>(joined)
  }

  /**
   * Joins the records of two streams that have equal keys, where the right one's time is within `[left time - before, left time +
   * after]`: {@link join} over windows that begin and end where it is said.
   *
   * ```ts
   * const payments = builder.stream('payments', { key: string(), value: integer() })
   * builder
   *   .stream('orders', { key: string(), value: string() })
   *   .intervalJoin(payments, (order, paid) => `${order} ${paid}`, { after: 10 })
   *   .to('paid', { value: string() })
   * // orders    a:tea@5
   * // payments           a:7@4  a:8@15       a:9@16
   * // => paid                   a:"tea 8"@15
   * ```
   */
  intervalJoin<V2, VOut>(
    other: KStream<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2, key: K, context: RecordContext) => VOut,
    { after = 0, before = 0, grace = 0, ...options }: IntervalJoinOptions<K, V, V2> = {},
  ): KStream<K, VOut, CK, 'lost'> {
    return this.joined([other, joiner, joinWindows(0, { before, after, grace }), options], NEITHER)
  }

  private joined<VOut>(args: JoinArguments, kept: Kept): KStream<K, VOut, CK, 'lost'> {
    return this.parts.dsl.make.stream<K, VOut, CK, 'lost'>(joinAny(this, args, kept))
  }

  /**
   * Reads the stream as a table's updates: each record replaces the value of its key, null deletes.
   *
   * ```ts
   * const words = builder.stream('words', { key: string(), value: string() })
   * words.toTable().filter((_key, word) => word !== 'x').toStream().to('out')
   * // words   a:y   a:x   a:z
   * // => out  a:y   a:-   a:z
   * ```
   */
  toTable(
    ...[options]: OptionsArgument<
      SerdeOptions<K, V, CK, CV> & Omit<MaterializedOptions<K, V>, 'key' | 'value'>
    >
  ): KTable<K, V> {
    return this.parts.dsl.make.table<K, V, 'carried', 'carried'>(streamToTable(this.parts, options))
  }

  /**
   * Writes the stream to a topic, or to one that `topic` chooses for each record. The partition is that of the key, or what
   * `partitioner` chooses: one, several, or none, which drops the record.
   *
   * ```ts
   * const numbers = builder.stream('numbers', { key: string(), value: integer() })
   * numbers.to((_key, n) => (n < 0 ? 'negative' : 'positive'))
   * // numbers      a:1  a:-1
   * // => positive  a:1
   * // => negative  a:-1
   * ```
   */
  to(
    topic: string | ((key: K, value: V, context: RecordContext) => string),
    ...[options]: OptionsArgument<SerdeOptions<K, V, CK, CV> & PartitionerOption<K, V> & NamedOptions>
  ): void {
    const given = options as (AnySinkOptions & NamedOptions) | undefined
    const chosen = typeof topic === 'string' ? topic : callback<TopicNameExtractor>(topic, 'what is no topic')
    writeStream(this.parts, chosen, given)
  }
}

/** Options of a join with a table: serdes for a repartition topic, if one is needed. */
type JoinedOptions<K, V, CK extends Carried, CV extends Carried, C> = C extends readonly [Carried, Carried]
  ? Partial<SerdeOptions<K, V, CK, CV>> & {
      readonly name?: string
      readonly otherValue?: Serde<unknown> | null
      /** How long a record waits for a versioned table to catch up; default: it does not. */
      readonly grace?: Duration
    }
  : never
