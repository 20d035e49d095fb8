/** KGroupedTable: a table whose rows were put into groups by another key. (Kafka Streams: KGroupedTableImpl.) */

import { type Aggregator, folding, type Initializer, type Reducer } from '../processors/aggregate.ts'
import { TableAggregate, type TableAggregation, tableCounting } from '../processors/table-aggregate.ts'
import type { TableSpec } from '../processors/table-spec.ts'
import { TableTopList } from '../processors/table-top-list.ts'
import type { Compare } from '../processors/top-list.ts'
import type { RecordContext } from '../records/record-context.ts'
import { long } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { GraphNode } from '../topology/graph.ts'
import { callback } from './callback-argument.ts'
import type { DslContext } from './dsl-context.ts'
import type { KTable } from './ktable.ts'
import { type AnyMaterialized, isMaterialized, type MaterializedOptions, storeSpec } from './options.ts'
import { checkedLength, listOf, membersOf } from './top-list.ts'

/** What a grouped table knows of itself. */
export interface GroupedTableParts {
  readonly dsl: DslContext
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown> | null
  readonly node: GraphNode
  /** Names the repartition topic; null: after the store. */
  readonly groupName: string | null
}

export class KGroupedTable<K, V> {
  private readonly parts: GroupedTableParts
  private repartitionNode: GraphNode | null = null

  /** @internal */
  constructor(parts: GroupedTableParts) {
    this.parts = parts
  }

  /**
   * Counts the rows of each group; a group that loses its last row keeps the count 0.
   *
   * ```ts
   * const homes = builder.table('homes', { key: string(), value: string() })
   * homes
   *   .groupBy((person, town) => [town, person], { key: string(), value: string() })
   *   .count()
   *   .toStream()
   *   .to('people')
   * // homes      ann:Rome  bob:Rome  ann:-
   * // => people  Rome:1    Rome:2    Rome:1
   * ```
   */
  count(options?: MaterializedOptions<K, number>): KTable<K, number> {
    return this.aggregated(tableCounting, options, 'KTABLE-AGGREGATE-', long())
  }

  /**
   * Combines the values of each group: `adder` takes one on, `subtractor` takes one off; null deletes the row.
   *
   * ```ts
   * const pay = builder.table('pay', { key: string(), value: integer() })
   * pay
   *   .groupBy((_person, n) => ['all', n], { key: string(), value: integer() })
   *   .reduce(
   *     (sum, n) => sum + n,
   *     (sum, n) => sum - n,
   *   )
   *   .toStream()
   *   .to('sum')
   * // pay     ann:5  bob:3  ann:6
   * // => sum  all:5  all:8  all:9
   * ```
   */
  reduce(
    adder: (aggregate: V, value: V, context: RecordContext) => V | null,
    subtractor: (aggregate: V, value: V, context: RecordContext) => V | null,
    options?: MaterializedOptions<K, V>,
  ): KTable<K, V> {
    const aggregation = {
      init: null,
      add: folding(callback<Reducer>(adder, 'adder')),
      subtract: folding(callback<Reducer>(subtractor, 'subtractor')),
    }
    return this.aggregated(aggregation, options, 'KTABLE-REDUCE-', this.parts.valueSerde)
  }

  /**
   * Folds the values of each group into an aggregate that begins with `init()`. `subtractor` must undo what `adder` did: a row
   * that changes is taken off with its old value and put on with its new one. null deletes the row.
   *
   * ```ts
   * const pay = builder.table('pay', { key: string(), value: integer() })
   * pay
   *   .groupBy((_person, n) => ['all', n], { key: string(), value: integer() })
   *   .aggregate(
   *     () => 100,
   *     (_key, n, left) => left - n,
   *     (_key, n, left) => left + n,
   *     { value: integer() },
   *   )
   *   .toStream()
   *   .to('left')
   * // pay      ann:5   bob:3   ann:6
   * // => left  all:95  all:92  all:91
   * ```
   */
  aggregate<VA>(
    init: (context: RecordContext) => VA,
    adder: (key: K, value: V, aggregate: VA, context: RecordContext) => VA | null,
    subtractor: (key: K, value: V, aggregate: VA, context: RecordContext) => VA | null,
    options: MaterializedOptions<K, VA> & { readonly value: Serde<VA> | null },
  ): KTable<K, VA> {
    const aggregation = {
      init: callback<Initializer>(init, 'init'),
      add: callback<Aggregator>(adder, 'adder'),
      subtract: callback<Aggregator>(subtractor, 'subtractor'),
    }
    return this.aggregated(aggregation, options, 'KTABLE-AGGREGATE-', null)
  }

  /**
   * Keeps the `n` best values of each group, best first by `compare` (below 0: the first is better), of equal ones by their bytes. When
   * one leaves, the next best takes its place. A change that is not among the best lets nothing out; a group without rows has no
   * list. Cost: two reads and writes a change in a second store, which holds all values of each group; all of a group are read
   * when one of its best leaves and others wait.
   *
   * ```ts
   * const pay = builder.table('pay', { key: string(), value: integer() })
   * pay
   *   .groupBy((person, n) => [person[0], n], { key: string(), value: integer() })
   *   .topN(2, (a, b) => b - a, { value: json() })
   *   .toStream()
   *   .to('best')
   * // pay      x1:5   x2:3     x3:4     x1:-
   * // => best  x:[5]  x:[5,3]  x:[5,4]  x:[4,3]
   * ```
   *
   * @throws INVALID_ARGUMENT unless `n` is a whole number above 0
   */
  topN(
    n: number,
    compare: (left: V, right: V) => number,
    options?: MaterializedOptions<K, V[]>,
  ): KTable<K, V[]> {
    const length = checkedLength(n)
    const { keySerde: key, valueSerde: value } = this.parts
    const made = (lists: StoreSpec): TableSpec =>
      new TableTopList(
        length,
        callback<Compare>(compare, 'compare'),
        { lists, members: membersOf(lists, key, value) },
        { key, value },
      )
    return this.made(made, options, 'KTABLE-TOPN-', listOf(value))
  }

  private aggregated<VA>(
    aggregation: TableAggregation,
    options: AnyMaterialized | undefined,
    prefix: string,
    ownValue: Serde<unknown> | null,
  ): KTable<K, VA> {
    return this.made(store => new TableAggregate(aggregation, store), options, prefix, ownValue)
  }

  private made<VA>(
    made: (store: StoreSpec) => TableSpec,
    options: AnyMaterialized | undefined,
    prefix: string,
    ownValue: Serde<unknown> | null,
  ): KTable<K, VA> {
    const { dsl, groupName } = this.parts
    const materialized = isMaterialized(options) ? options : undefined
    const storeName = dsl.storeName(materialized?.name, 'KTABLE-AGGREGATE-', materialized?.logging !== false)
    const keySerde = materialized?.key ?? this.parts.keySerde
    const valueSerde = materialized?.value ?? ownValue
    const sinkName = dsl.names.suffixed(options?.processorName, '-sink', 'KSTREAM-SINK-')
    const sourceName = dsl.names.suffixed(options?.processorName, '-source', 'KSTREAM-SOURCE-')
    const name = dsl.names.named(options?.processorName, prefix)
    if (groupName === null && materialized?.name === undefined)
      dsl.graph.implicitNames.push({ repartition: `${storeName}-repartition` })
    if (this.repartitionNode === null || groupName === null)
      this.repartitionNode = this.repartition(sinkName, sourceName, `${groupName ?? storeName}-repartition`)
    dsl.graph.add(this.parts.node, this.repartitionNode)
    const store = storeSpec({ name: storeName, keySerde, valueSerde }, materialized)
    const spec = made(store)
    const below = dsl.processor(this.repartitionNode, name, spec, {
      mark: n => {
        n.outputVersioned = store.kind === 'versioned'
      },
    })
    return dsl.make.table<K, VA, 'carried', 'carried'>({
      dsl,
      ...{ name, keySerde, valueSerde, spec },
      sourceNodes: new Set([sourceName]),
      node: below,
      storeName: materialized?.name ?? null,
    })
  }

  private repartition(sinkName: string, sourceName: string, topic: string): GraphNode {
    const { keySerde, valueSerde } = this.parts
    return new GraphNode(sourceName, {
      kind: 'repartition',
      ...{ sinkName, sourceName, topic, keySerde, filterName: null },
      valueSerde,
      changes: true,
      optimizable: false,
      partitions: null,
      partitioner: null,
      dropNullKeys: false,
    })
  }
}
