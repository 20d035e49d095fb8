/** KTable: the latest value of each key, changed by updates. (Kafka Streams: KTableImpl.) */

import { checkedName } from '../checked-name.ts'
import type { Predicate } from '../processors/filter.ts'
import type { ForeignKeyExtractor } from '../processors/foreign-key-subscribe.ts'
import type { PairMapper } from '../processors/map.ts'
import type { ValueMapper } from '../processors/map-values.ts'
import { toStream } from '../processors/pass-through.ts'
import type { ValueTransformerWithKeySupplier } from '../processors/processor-api.ts'
import type { StreamPartitioner } from '../processors/processor-spec.ts'
import { reversed, type ValueJoiner } from '../processors/stream-table-join.ts'
import { TableFilter } from '../processors/table-filter.ts'
import { TableGroup } from '../processors/table-group.ts'
import { TableJoinMerger, TableJoinSide } from '../processors/table-join.ts'
import { TableMapValues } from '../processors/table-map-values.ts'
import type { TableSpec } from '../processors/table-spec.ts'
import { TableSuppress } from '../processors/table-suppress.ts'
import { type AnyTransformerSupplier, TableTransformValues } from '../processors/table-transform-values.ts'
import type { RecordContext } from '../records/record-context.ts'
import type { Serde } from '../serdes/serde.ts'
import type { SidedKey } from '../serdes/sided-key.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { GraphNode } from '../topology/graph.ts'
import { topologyError } from '../topology/internal-topology-builder.ts'
import { callback } from './callback-argument.ts'
import type { DslContext } from './dsl-context.ts'
import {
  type ForeignKeyJoinKind,
  type ForeignKeyJoinOptions,
  type ForeignKeyOuterJoinOptions,
  joinByForeignKey,
} from './foreign-key-join.ts'
import type { KGroupedTable } from './kgrouped-table.ts'
import type { KStream } from './kstream.ts'
import {
  type AnyMaterialized,
  type Carried,
  isMaterialized,
  isVersioned,
  type MaterializedOptions,
  type NamedOptions,
  type ProcessOptions,
  type SerdeOptions,
  serdeOf,
  storeSpec,
} from './options.ts'
import { type Suppressed, windowGraceMs } from './suppressed.ts'
import { type AnyExpireOptions, type ExpireOptions, expireTable } from './table-expire.ts'

/** What a table knows of itself. */
export interface TableParts {
  readonly dsl: DslContext
  readonly name: string
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown> | null
  readonly sourceNodes: ReadonlySet<string>
  readonly node: GraphNode
  readonly spec: TableSpec
  /** The store's name when the user gave one: only then the table can be queried. */
  readonly storeName: string | null
}

/** Options of {@link KTable.transformValues}: the result's store, and the names of stores that the transformer uses. */
export type TransformOptions<K, V> = MaterializedOptions<K, V> & Pick<ProcessOptions, 'stores'>

/** A table of any types. */
interface Joinable {
  readonly internals: TableParts
}

type AnyForeignKeyOptions = ForeignKeyJoinOptions<unknown, unknown> & {
  readonly partitioner?: StreamPartitioner
  readonly otherPartitioner?: StreamPartitioner
}

export class KTable<K, V, CK extends Carried = 'carried', CV extends Carried = 'carried'> {
  declare readonly carries: readonly [CK, CV]
  private readonly parts: TableParts

  /** @internal */
  constructor(parts: TableParts) {
    this.parts = parts
  }

  /** @internal */
  get internals(): TableParts {
    return this.parts
  }

  /** Name of the store to query, or null. */
  get queryableStoreName(): string | null {
    return this.parts.storeName
  }

  /**
   * Keeps the rows for which `predicate` holds; a row that no longer passes is deleted downstream.
   * It is kept in a store of its own only when the options name one.
   *
   * ```ts
   * const stock = builder.table('stock', { key: string(), value: integer() })
   * stock.filter((_item, n) => n > 5).toStream().to('plenty')
   * // stock      a:9  a:2  b:1
   * // => plenty  a:9  a:-  b:-
   * ```
   */
  filter(
    predicate: (key: K, value: V, context: RecordContext) => boolean,
    options?: MaterializedOptions<K, V>,
  ): KTable<K, V, CK, CV> {
    return this.filtered(callback<Predicate>(predicate, 'predicate'), options, false)
  }

  /**
   * Keeps the rows for which `predicate` does not hold.
   *
   * ```ts
   * const stock = builder.table('stock', { key: string(), value: integer() })
   * stock.filterNot((_item, n) => n > 5).toStream().to('scarce')
   * // stock      a:9  a:2  a:-
   * // => scarce  a:-  a:2  a:-
   * ```
   */
  filterNot(
    predicate: (key: K, value: V, context: RecordContext) => boolean,
    options?: MaterializedOptions<K, V>,
  ): KTable<K, V, CK, CV> {
    return this.filtered(callback<Predicate>(predicate, 'predicate'), options, true)
  }

  private filtered(
    predicate: Predicate,
    options: MaterializedOptions<K, V> | undefined,
    not: boolean,
  ): KTable<K, V, CK, CV> {
    const parent = this.parts.spec
    return this.derive(options, 'KTABLE-FILTER-', this.parts.valueSerde, store => {
      const spec = new TableFilter(parent, predicate, not, store)
      return { spec, enableVersioned: versioned => spec.enableVersioned(versioned) }
    })
  }

  /**
   * Replaces each value; deletions stay deletions. With `value` the table brings that serde along.
   *
   * ```ts
   * const stock = builder.table('stock', { key: string(), value: integer() })
   * stock.mapValues((n, item) => `${n} ${item}`, { value: string() }).toStream().to('labels')
   * // stock      a:9      a:-
   * // => labels  a:"9 a"  a:-
   * ```
   */
  mapValues<V2>(
    mapper: (value: V, key: K, context: RecordContext) => V2,
    options: MaterializedOptions<K, V2> & { readonly value: Serde<V2> },
  ): KTable<K, V2, CK, 'carried'>
  mapValues<V2>(
    mapper: (value: V, key: K, context: RecordContext) => V2,
    options?: MaterializedOptions<K, V2>,
  ): KTable<K, V2, CK, 'lost'>
  mapValues<V2>(
    mapper: (value: V, key: K, context: RecordContext) => V2,
    options?: MaterializedOptions<K, V2>,
  ): KTable<K, V2, CK, Carried> {
    const parent = this.parts.spec
    return this.derive(options, 'KTABLE-MAPVALUES-', null, store => ({
      spec: new TableMapValues(parent, callback<ValueMapper>(mapper, 'mapper'), store),
    }))
  }

  /**
   * Replaces each value by what a stateful transformer makes of key and value, null for a deletion; it may read and write the stores
   * that the options name or its supplier brings, and forwards nothing. The result is kept in a store of its own only when the
   * options name one: without, joins read it through a transformer of their own, which has no stores but those of the table.
   *
   * ```ts
   * const words = builder.table('words', { key: string(), value: string() })
   * const loud = words.transformValues(() => ({ transform: (_key, word) => word && `${word}!` }), { value: string() })
   * loud.toStream().to('out')
   * // words   a:hey   a:-
   * // => out  a:hey!  a:-
   * ```
   *
   * @throws INVALID_TOPOLOGY, at the build, for a store that nobody added
   */
  transformValues<V2>(
    supplier: ValueTransformerWithKeySupplier<K, V, V2>,
    options: TransformOptions<K, V2> & { readonly value: Serde<V2> },
  ): KTable<K, V2, CK, 'carried'>
  transformValues<V2>(
    supplier: ValueTransformerWithKeySupplier<K, V, V2>,
    options?: TransformOptions<K, V2>,
  ): KTable<K, V2, CK, 'lost'>
  transformValues<V2>(
    supplier: ValueTransformerWithKeySupplier<K, V, V2>,
    options: TransformOptions<K, V2> = {},
  ): KTable<K, V2, CK, Carried> {
    const parent = this.parts.spec
    const { stores = [], ...materialized } = options
    const make = (store: StoreSpec | null) => ({
      spec: new TableTransformValues(parent, supplier as AnyTransformerSupplier, store),
    })
    // Unlike elsewhere, a Materialized without a name burns no number here.
    return this.derive(materialized, 'KTABLE-TRANSFORMVALUES-', null, make, { stores, burnsName: false })
  }

  /**
   * The table without the rows that nothing has updated for a time, and a stream of those that have gone: key, last value, and as the
   * record's time the moment at which they expired. Of the table they are deleted. Time is that of the table's updates; `wallClock`
   * lets rows go also while none come. Each update costs one read and one write of the row, and moves it in an index of times; what
   * expires is found without looking at other rows. Serdes are needed where the table brings none.
   *
   * ```ts
   * const logins = builder.table('logins', { key: string(), value: string() })
   * const { live, expired } = logins.expire({ after: 10, name: 'sessions' })
   * live.toStream().to('sessions')
   * expired.to('logged-out')
   * // logins         a:phone@0  b:web@4  b:web@9           a:phone@12
   * // => sessions    a:phone@0  b:web@4  b:web@9  a:-@10   a:phone@12
   * // => logged-out                               a:phone@10
   * ```
   *
   * @throws INVALID_ARGUMENT unless `after`, `wallClock` and `maxPerStep` are above 0
   */
  expire(options: ExpireOptions<K, V> & SerdeOptions<K, V, CK, CV>): {
    readonly live: KTable<K, V>
    readonly expired: KStream<K, V>
  } {
    const { make } = this.parts.dsl
    const { expired, live } = expireTable(this.parts, options as unknown as AnyExpireOptions)
    return { live: make.table(live), expired: make.stream(expired) }
  }

  private derive<V2, CV2 extends Carried>(
    options: AnyMaterialized | undefined,
    prefix: string,
    inheritedValue: Serde<unknown> | null,
    make: (store: StoreSpec | null) => { spec: TableSpec; enableVersioned?: (versioned: boolean) => void },
    { stores = [], burnsName = true }: { stores?: readonly string[]; burnsName?: boolean } = {},
  ): KTable<K, V2, CK, CV2> {
    const { dsl, node } = this.parts
    const materialized = isMaterialized(options) ? options : undefined
    if (burnsName && materialized !== undefined && materialized.name === undefined) dsl.names.store(prefix)
    const keySerde = materialized?.key ?? this.parts.keySerde
    const valueSerde = materialized?.value ?? inheritedValue
    const own = {
      keySerde: serdeOf(materialized?.key, this.parts.keySerde),
      valueSerde: serdeOf(materialized?.value, inheritedValue),
    }
    const store =
      materialized?.name === undefined ? null : storeSpec({ name: materialized.name, ...own }, materialized)
    const name = dsl.names.named(options?.processorName, prefix)
    const { spec, enableVersioned } = make(store)
    const below = dsl.processor(node, name, spec, {
      connected: stores,
      ...(enableVersioned !== undefined && { enableVersioned }),
      mark: n => {
        if (materialized !== undefined) n.outputVersioned = isVersionedStore(materialized)
      },
    })
    return dsl.make.table<K, V2, CK, CV2>({
      ...this.parts,
      name,
      keySerde,
      valueSerde,
      node: below,
      spec,
      storeName: store?.name ?? null,
    })
  }

  /**
   * Joins the rows of both tables that have equal keys; an update of either side updates the result. Both topics must have
   * equally many partitions. The result is kept in a store of its own when the options say anything about one.
   *
   * ```ts
   * const stock = builder.table('stock', { key: string(), value: integer() })
   * const prices = builder.table('prices', { key: string(), value: integer() })
   * stock.join(prices, (n, price) => n * price).toStream().to('worth', { value: integer() })
   * // stock     a:9        a:10        a:-
   * // prices         a:2         a:3
   * // => worth       a:18  a:20  a:30  a:-
   * ```
   */
  join<V2, VOut>(
    other: KTable<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2, key: K, context: RecordContext) => VOut,
    options?: MaterializedOptions<K, VOut>,
  ): KTable<K, VOut, CK, 'lost'>
  /**
   * Joins each row with the row of the other table whose key `foreignKey` names; an update of either side updates the result. The
   * tables need not have equally many partitions: rows tell the partition of their foreign key that they are there, and hear of
   * it. Cost: two messages for an update of the left side, one for each row that refers to it for one of the right. (KIP-213)
   *
   * ```ts
   * const orders = builder.table('orders', { key: string(), value: json<{ who: string; n: number }>() })
   * const people = builder.table('people', { key: string(), value: string() })
   * orders
   *   .join(people, order => order.who, (order, name) => `${order.n} for ${name}`)
   *   .toStream()
   *   .to('out', { value: string() })
   * // people                          ann:Ann         ann:Anna
   * // orders  o1:{"n":3,"who":"ann"}
   * // => out                          o1:"3 for Ann"  o1:"3 for Anna"
   * ```
   */
  join<KO, VO, VOut>(
    other: KTable<KO, VO, Carried, Carried>,
    foreignKey: (value: V, key: K, context: RecordContext) => KO | null | undefined,
    joiner: (left: V, right: VO, key: K, context: RecordContext) => VOut,
    options?: ForeignKeyJoinOptions<K, VOut>,
  ): KTable<K, VOut, CK, 'lost'>
  join<VOut>(other: Joinable, joiner: unknown, ...rest: unknown[]): KTable<K, VOut, CK, 'lost'> {
    return this.joinedEither(other, joiner, rest, 'inner')
  }

  /**
   * The same, but a row of this table without a partner is joined with undefined.
   *
   * ```ts
   * const stock = builder.table('stock', { key: string(), value: integer() })
   * const prices = builder.table('prices', { key: string(), value: integer() })
   * stock.leftJoin(prices, (n, price = 1) => n * price).toStream().to('worth', { value: integer() })
   * // stock     a:9
   * // prices         b:5  a:2   a:-
   * // => worth  a:9       a:18  a:9
   * ```
   */
  leftJoin<V2, VOut>(
    other: KTable<K, V2, Carried, Carried>,
    joiner: (left: V, right: V2 | undefined, key: K, context: RecordContext) => VOut,
    options?: MaterializedOptions<K, VOut>,
  ): KTable<K, VOut, CK, 'lost'>
  /**
   * The same by a foreign key: a row that names no key, or one that is not there, is joined with undefined.
   *
   * ```ts
   * const orders = builder.table('orders', { key: string(), value: string() })
   * const people = builder.table('people', { key: string(), value: string() })
   * orders
   *   .leftJoin(people, who => who, (who, name = 'unknown') => `${who} is ${name}`)
   *   .toStream()
   *   .to('out', { value: string() })
   * // people                          ann:Ann
   * // orders  o1:ann                                  o1:-
   * // => out  o1:"ann is unknown"     o1:"ann is Ann" o1:-
   * ```
   */
  leftJoin<KO, VO, VOut>(
    other: KTable<KO, VO, Carried, Carried>,
    foreignKey: (value: V, key: K, context: RecordContext) => KO | null | undefined,
    joiner: (left: V, right: VO | undefined, key: K, context: RecordContext) => VOut,
    options?: ForeignKeyJoinOptions<K, VOut>,
  ): KTable<K, VOut, CK, 'lost'>
  leftJoin<VOut>(other: Joinable, joiner: unknown, ...rest: unknown[]): KTable<K, VOut, CK, 'lost'> {
    return this.joinedEither(other, joiner, rest, 'left')
  }

  /**
   * The same, but a row of either table without a partner is joined with undefined.
   *
   * ```ts
   * const stock = builder.table('stock', { key: string(), value: integer() })
   * const prices = builder.table('prices', { key: string(), value: integer() })
   * stock.outerJoin(prices, (n = 0, price = 1) => n * price).toStream().to('worth', { value: integer() })
   * // stock     a:9
   * // prices         b:5  a:2
   * // => worth  a:9  b:0  a:18
   * ```
   */
  outerJoin<V2, VOut>(
    other: KTable<K, V2, Carried, Carried>,
    joiner: (left: V | undefined, right: V2 | undefined, key: K, context: RecordContext) => VOut,
    options?: MaterializedOptions<K, VOut>,
  ): KTable<K, VOut, CK, 'lost'>
  /**
   * The same by a foreign key: rows of this table as in `leftJoin`, and besides each row of the other table that no row refers to,
   * joined with undefined under its own key. Keys say whose they are: `{ side: 'left', key }` or `{ side: 'right', key }`, written by
   * `sidedKey`. Cost beside that of `leftJoin`: a message where a row gets its first reference or loses its last one.
   *
   * ```ts
   * const orders = builder.table('orders', { key: string(), value: string() })
   * const people = builder.table('people', { key: string(), value: string() })
   * orders
   *   .outerJoin(people, who => who, (who = 'nothing', name = 'nobody') => `${who} for ${name}`)
   *   .toStream()
   *   .selectKey(({ side, key }) => `${side} ${key}`)
   *   .to('out', { key: string(), value: string() })
   * // people  ann:Ann                                                   ann:Anna
   * // orders                               o1:ann                                          o1:-
   * // => out  "right ann":"nothing for Ann"  "right ann":- "left o1":"ann for Ann"  "left o1":"ann for Anna"  "right ann":"nothing for Anna" "left o1":-
   * ```
   */
  outerJoin<KO, VO, VOut>(
    other: KTable<KO, VO, Carried, Carried>,
    foreignKey: (value: V, key: K, context: RecordContext) => KO | null | undefined,
    joiner: (
      left: V | undefined,
      right: VO | undefined,
      key: SidedKey<K, KO>,
      context: RecordContext,
    ) => VOut,
    options?: ForeignKeyOuterJoinOptions<K, VOut>,
  ): KTable<SidedKey<K, KO>, VOut, CK, 'lost'>
  outerJoin<KOut, VOut>(
    other: Joinable,
    joiner: unknown,
    ...rest: unknown[]
  ): KTable<K, VOut, CK, 'lost'> | KTable<KOut, VOut, CK, 'lost'> {
    return this.joinedEither(other, joiner, rest, 'outer')
  }

  /** A join by the key or, where a second function follows, by a foreign one. */
  private joinedEither<VOut>(
    other: Joinable,
    first: unknown,
    [second, third]: readonly unknown[],
    kind: ForeignKeyJoinKind,
  ): KTable<K, VOut, CK, 'lost'> {
    if (typeof second !== 'function') {
      const materialized = second as AnyMaterialized | undefined
      return this.joined(
        other,
        callback<ValueJoiner>(first, 'joiner'),
        materialized,
        kind !== 'inner',
        kind === 'outer',
      )
    }
    const { joinName, otherPartitioner, partitioner, ...materialized } = (third ?? {}) as AnyForeignKeyOptions
    const parts = joinByForeignKey(this.parts, other.internals, {
      ...{
        extract: callback<ForeignKeyExtractor>(first, 'foreignKey'),
        joiner: callback<ValueJoiner>(second, 'joiner'),
        kind,
        joinName,
      },
      materialized: isMaterialized(materialized) ? materialized : undefined,
      partitioner: partitioner ?? null,
      otherPartitioner: otherPartitioner ?? null,
    })
    return this.parts.dsl.make.table<K, VOut, CK, 'lost'>(parts)
  }

  private joined<VOut, CV2 extends Carried>(
    other: Joinable,
    joiner: ValueJoiner,
    options: AnyMaterialized | undefined,
    keepsLeft: boolean,
    keepsRight: boolean,
  ): KTable<K, VOut, CK, CV2> {
    const { dsl, spec: left } = this.parts
    const { spec: right, name: otherName, node: otherNode, sourceNodes: otherSources } = other.internals
    const materialized = isMaterialized(options) ? options : undefined
    // Here, unlike elsewhere, Kafka Streams makes a store of any Materialized, also of one without a name.
    const storeName =
      materialized === undefined
        ? undefined
        : dsl.storeName(materialized.name, 'KTABLE-MERGE-', materialized.logging !== false)
    const mergeName = dsl.names.named(options?.processorName, 'KTABLE-MERGE-')
    const sourceNodes = new Set([...this.parts.sourceNodes, ...otherSources])
    dsl.graph.copartitions.push(sourceNodes)
    if (keepsLeft) left.enableSendingOldValues(true)
    if (keepsRight) right.enableSendingOldValues(true)
    const ofLeft = new TableJoinSide(left, right, joiner, { own: keepsLeft, other: keepsRight })
    const ofRight = new TableJoinSide(right, left, reversed(joiner), { own: keepsRight, other: keepsLeft })
    const leftName = dsl.names.suffixed(options?.processorName, '-join-this', 'KTABLE-JOINTHIS-')
    const rightName = dsl.names.suffixed(options?.processorName, '-join-other', 'KTABLE-JOINOTHER-')
    const keySerde = serdeOf(materialized?.key, this.parts.keySerde)
    const valueSerde = materialized?.value ?? null
    const store =
      storeName === undefined ? null : storeSpec({ name: storeName, keySerde, valueSerde }, materialized)
    const spec = new TableJoinMerger(ofLeft, ofRight, store)
    const node = new GraphNode(mergeName, {
      kind: 'tableJoin',
      left: {
        ...{ name: leftName, spec: ofLeft, parent: this.parts.name, connected: right.view().storeNames },
        enableVersioned: () => ofLeft.enableVersioned(),
      },
      right: {
        ...{ name: rightName, spec: ofRight, parent: otherName, connected: left.view().storeNames },
        enableVersioned: () => ofRight.enableVersioned(),
      },
      spec,
    })
    node.outputVersioned = store?.kind === 'versioned'
    dsl.graph.add([this.parts.node, otherNode], node)
    return dsl.make.table<K, VOut, CK, CV2>({
      dsl,
      ...{ name: mergeName, keySerde, valueSerde, sourceNodes, node, spec },
      storeName: materialized?.name ?? null,
    })
  }

  /**
   * Puts each row into the group of a new key, with a new value. Goes through a repartition topic, so the serdes of both are
   * needed; a row whose new key or value is null is in no group.
   *
   * ```ts
   * const homes = builder.table('homes', { key: string(), value: string() })
   * homes
   *   .groupBy((person, town) => [town, person], { key: string(), value: string() })
   *   .count()
   *   .toStream()
   *   .to('people')
   * // homes      ann:Rome  bob:Rome  ann:Oslo
   * // => people  Rome:1    Rome:2    Rome:1  Oslo:1
   * ```
   */
  groupBy<K2, V2>(
    selector: (key: K, value: V, context: RecordContext) => readonly [K2, V2],
    options: SerdeOptions<K2, V2, 'lost', 'lost'> & NamedOptions,
  ): KGroupedTable<K2, V2> {
    const { dsl, node, spec } = this.parts
    const name = dsl.names.named(options.name, 'KTABLE-SELECT-')
    const group = new TableGroup(callback<PairMapper>(selector, 'selector'), options.key)
    const below = dsl.processor(node, name, group, { enableVersioned: () => group.enableVersioned() })
    spec.enableSendingOldValues(true)
    return dsl.make.groupedTable<K2, V2>({
      dsl,
      keySerde: options.key,
      valueSerde: options.value,
      node: below,
      groupName: options.name ?? null,
    })
  }

  /**
   * Holds updates back and lets the last one of each key go: see `untilTimeLimit` and `untilWindowCloses`. Nothing goes out
   * without a later record. Cost: a read and a write of the buffer a record; it stands in a store of its own with a changelog,
   * which gets a record for each key that has changed since the last commit.
   *
   * ```ts
   * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
   * clicks.windowedBy(tumbling(10)).count().suppress(untilWindowCloses()).toStream().to('counts')
   * // clicks     a:1@1  a:1@9  a:1@10
   * // => counts                a[0,10):2@9
   * ```
   *
   * A given name names the store `<name>-store`; `logging` is as elsewhere.
   * @throws INVALID_TOPOLOGY for a versioned table, and for `untilWindowCloses` where there are no windows (KIP-328)
   */
  suppress(
    until: Suppressed<K>,
    options?: NamedOptions & { readonly logging?: boolean | Readonly<Record<string, string>> },
  ): KTable<K, V, CK, CV> {
    const { dsl, keySerde, node, spec: parent, valueSerde } = this.parts
    const refuse = (): never => {
      throw topologyError('suppress() is only supported for non-versioned KTables')
    }
    if (node.outputVersioned === true) refuse()
    const name =
      options?.name === undefined ? dsl.names.processor('KTABLE-SUPPRESS-') : checkedName(options.name)
    const { maxBytes = Infinity, maxRecords = Infinity, whenFull = 'emitEarly' } = until.buffer
    const rules = {
      waitMs: until.timeLimitMs ?? windowGraceMs(node),
      byWindowEnd: until.timeLimitMs === null,
      ...{ maxBytes, maxRecords, whenFull },
    }
    const { logging = true } = options ?? {}
    let storeName = `${options?.name}-store`
    if (options?.name === undefined) {
      storeName = dsl.names.store('KTABLE-SUPPRESS-')
      if (logging !== false) dsl.graph.implicitNames.push({ changelog: `${storeName}-changelog` })
    }
    const spec = new TableSuppress(parent, rules, {
      kind: 'suppress',
      ...{ name: storeName, keySerde, valueSerde, type: null, caching: false },
      logging: logging !== false,
      logConfig: new Map(typeof logging === 'object' ? Object.entries(logging) : []),
    })
    const below = dsl.processor(node, name, spec, {
      enableVersioned: refuse,
      mark: n => {
        n.outputVersioned = false
      },
    })
    return dsl.make.table<K, V, CK, CV>({ ...this.parts, name, node: below, spec, storeName: null })
  }

  /**
   * The updates of the table as a stream: a record for each change, a null value for each deletion.
   *
   * ```ts
   * const stock = builder.table('stock', { key: string(), value: integer() })
   * stock.toStream().filter((_item, n) => n === null).to('sold-out')
   * // stock        a:9  a:-
   * // => sold-out       a:-
   * ```
   */
  toStream(options?: NamedOptions): KStream<K, V, CK, CV> {
    const { dsl, node } = this.parts
    const name = dsl.names.named(options?.name, 'KTABLE-TOSTREAM-')
    const below = dsl.processor(node, name, toStream)
    return dsl.make.stream<K, V, CK, CV>({
      dsl,
      name,
      keySerde: this.parts.keySerde,
      valueSerde: this.parts.valueSerde,
      sourceNodes: this.parts.sourceNodes,
      repartitionRequired: false,
      node: below,
    })
  }
}

function isVersionedStore(options: AnyMaterialized): boolean {
  return isVersioned(options.store)
}
