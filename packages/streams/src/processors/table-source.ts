/**
 * The processor behind `builder.table` and `toTable`: keeps the topic's latest value of each key, if anybody needs it.
 * Records with a null key are dropped; a null value deletes. Without a store updates go on with no old value.
 */
import { BYTES, NULL, readValue } from '../records/task-record.ts'
import { sameEncoding } from '../serdes/serde.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { storeView, type TableSpec } from './table-spec.ts'
import { TableStore } from './table-store.ts'

export class TableSource implements TableSpec {
  readonly isTableSource: boolean
  private readonly store: StoreSpec
  private materialized: boolean
  private sendOld = false

  /** `ofTopic` is false for `toTable`, whose input is a stream. */
  constructor(store: StoreSpec, queryable: boolean, ofTopic: boolean) {
    this.store = store
    this.materialized = queryable
    this.isTableSource = ofTopic
  }

  stores(): readonly StoreSpec[] {
    return this.materialized ? [this.store] : []
  }

  enableSendingOldValues(force: boolean): boolean {
    if (!force && !this.materialized) return false
    this.materialized = true
    this.sendOld = true
    return true
  }

  view(): TableView {
    this.materialized = true
    return storeView(this.store.name)
  }

  make(context: NodeContext): Step {
    const { next, index } = context
    if (!this.materialized) {
      return r => {
        if (r.keyState === NULL) {
          r.node = index
          context.drop('null key')
          return
        }
        r.oldValue = null
        r.isLatest = true
        next(r)
      }
    }
    return this.makeStored(context)
  }

  private makeStored(context: NodeContext): Step {
    const { next, index } = context
    const { sendOld } = this
    const table = new TableStore(context, this.store.name, sendOld)
    const { state } = table
    const raw = state instanceof KeyValueState && state.valueSerde.lazy ? state : null
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        context.drop('null key')
        return
      }
      let old: unknown = null
      if (sendOld) {
        if (table.find(r)) old = state.value()
      } else {
        state.of(r)
      }
      if (raw !== null && (r.valueState & BYTES) !== 0 && sameEncoding(r.valueSerde, raw.valueSerde)) {
        raw.putRecord(r.valueBytes, r.valueStart, r.valueEnd, r)
        if (raw.cached !== null) return
        r.oldValue = old
        r.isLatest = true
        next(r)
      } else {
        table.update(r, readValue(r), old, r.timestamp)
      }
    }
  }
}
