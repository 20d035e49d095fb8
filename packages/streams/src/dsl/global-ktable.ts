/** GlobalKTable: a table of which every instance has all rows. (Kafka Streams: GlobalKTableImpl.) */

/**
 * A table of a whole topic, all partitions of it, in every instance of the application. Made by `builder.globalTable`; streams
 * join with it by any key, without being repartitioned. It has no time: a join sees the rows that are there.
 */
export class GlobalKTable<K, V> {
  /** Keeps the types; never set. */
  declare readonly rows: readonly [K, V]
  /** Name of its store. */
  readonly storeName: string
  private readonly queryable: boolean

  /** @internal */
  constructor(storeName: string, queryable: boolean) {
    this.storeName = storeName
    this.queryable = queryable
  }

  /** Name of the store to query; null only where a store was described without a name. */
  get queryableStoreName(): string | null {
    return this.queryable ? this.storeName : null
  }
}
