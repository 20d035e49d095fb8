/**
 * count, reduce and aggregate of a grouped stream, without windows.
 *
 * Records with a null key or a null value are dropped: on a stream null deletes nothing. An aggregator that returns null
 * deletes the row. The result's time is the greater of the record's and the row's. (Kafka Streams: KStreamAggregate, KStreamReduce.)
 */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue } from '../records/task-record.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { readsContext, readsParameter } from './callback.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { storeView, type TableSpec } from './table-spec.ts'
import { TableStore } from './table-store.ts'

export type Initializer = (context: RecordContext) => unknown
export type Aggregator = (key: unknown, value: unknown, aggregate: unknown, context: RecordContext) => unknown
export type Reducer = (aggregate: unknown, value: unknown, context: RecordContext) => unknown

/** How a value joins an aggregate; null `init`: the first value is the aggregate. */
export interface Aggregation {
  readonly init: Initializer | null
  readonly fold: Aggregator
  /** Nothing is written or handed on where `fold` gives the very aggregate back. */
  readonly silentWhenSame?: true
}

export const counting: Aggregation = {
  init: () => 0,
  fold: (_key, _value, aggregate) => (aggregate as number) + 1,
}

export function reducing(reducer: Reducer): Aggregation {
  return { init: null, fold: folding(reducer) }
}

/** A reducer as an aggregator, which reads the context where that does. */
export function folding(reducer: Reducer): Aggregator {
  return readsContext(reducer, 2)
    ? (_key, value, aggregate, context) => reducer(aggregate, value, context)
    : (_key, value, aggregate) => reducer(aggregate, value, UNREAD)
}

export class StreamAggregate implements TableSpec {
  private readonly aggregation: Aggregation
  private readonly store: StoreSpec
  private sendOld = false

  constructor(aggregation: Aggregation, store: StoreSpec) {
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
    const { init, fold, silentWhenSame } = this.aggregation
    const table = new TableStore(context, this.store.name, this.sendOld)
    const { state } = table
    const wantsKey = readsParameter(fold, 0)
    const wantsValue = readsParameter(fold, 1)
    const wantsContext = readsContext(fold, 3)
    const startsByContext = init !== null && readsContext(init, 0)
    return r => {
      r.node = index
      if (r.keyState === NULL || r.valueState === NULL) {
        context.drop('null key or value')
        return
      }
      let { timestamp } = r
      let old: unknown = table.find(r) ? state.value() : null
      if (old !== null) {
        if (state.timestamp > timestamp) timestamp = state.timestamp
      } else if (init === null) {
        table.update(r, readValue(r), null, timestamp)
        return
      } else {
        old = init(startsByContext ? contextOf(r) : UNREAD)
      }
      const value = fold(
        wantsKey ? readKey(r) : null,
        wantsValue ? readValue(r) : null,
        old,
        wantsContext ? contextOf(r) : UNREAD,
      )
      if (silentWhenSame === true && value === old) return
      table.update(r, value, old, timestamp)
    }
  }
}
