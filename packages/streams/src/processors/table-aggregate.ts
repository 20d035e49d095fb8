/**
 * count, reduce and aggregate of a grouped table: what leaves a group is taken off, what joins it is put on.
 *
 *  1. The old value is taken off first, and only where the group has a row.
 *  2. A null from the subtractor leaves the group without a row: the next value begins with `init()`, or stands for itself.
 *  3. A record with a null key is no error of the data but of the program: the task stops, as Kafka Streams does.
 *  4. The result's time is the greater of the record's and the row's, where the row was read.
 * Source: Kafka Streams' KTableAggregate and KTableReduce.
 */
import { contextOf, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue } from '../records/task-record.ts'
import type { Change } from '../serdes/change.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { Aggregator, Initializer } from './aggregate.ts'
import { readsContext } from './callback.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { storeView, type TableSpec } from './table-spec.ts'
import { TableStore } from './table-store.ts'

/** How a group's members go on and come off; null `init`: the first value is the aggregate. */
export interface TableAggregation {
  readonly init: Initializer | null
  readonly add: Aggregator
  readonly subtract: Aggregator
}

export const tableCounting: TableAggregation = {
  init: () => 0,
  add: (_key, _value, count) => (count as number) + 1,
  subtract: (_key, _value, count) => (count as number) - 1,
}

export class TableAggregate implements TableSpec {
  private readonly aggregation: TableAggregation
  private readonly store: StoreSpec
  private sendOld = false

  constructor(aggregation: TableAggregation, store: StoreSpec) {
    this.aggregation = aggregation
    this.store = store
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  enableSendingOldValues(): boolean {
    this.sendOld = true
    return true
  }

  view(): TableView {
    return storeView(this.store.name)
  }

  make(context: NodeContext): Step {
    const { index } = context
    const { add, init, subtract } = this.aggregation
    const table = new TableStore(context, this.store.name, this.sendOld)
    const { state } = table
    const wantsContext =
      readsContext(add, 3) || readsContext(subtract, 3) || (init !== null && readsContext(init, 0))
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        const { name } = this.store
        throw new TypeError(`Record key for KTable aggregate operator with state ${name} should not be null.`)
      }
      const { newValue, oldValue } = readValue(r) as Change<unknown>
      const key = readKey(r)
      const found = table.find(r)
      const before: unknown = found ? state.value() : null
      const stored = found ? state.timestamp : -1
      let { timestamp } = r
      let aggregate = before
      const recordContext = wantsContext ? contextOf(r) : UNREAD
      if (oldValue !== null && before !== null) {
        aggregate = subtract(key, oldValue, before, recordContext) ?? null
        timestamp = Math.max(timestamp, stored)
      }
      if (newValue !== null) {
        if (aggregate === null && init === null) aggregate = newValue
        else {
          aggregate = add(key, newValue, aggregate ?? init!(recordContext), recordContext) ?? null
          timestamp = Math.max(timestamp, stored)
        }
      }
      // The store was read, but user code may have read it too: the key is selected anew.
      state.of(r)
      table.update(r, aggregate, before, timestamp)
    }
  }
}
