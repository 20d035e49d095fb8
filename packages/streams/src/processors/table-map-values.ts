/** KTable.mapValues: deletions stay deletions; the mapper never sees null. */
import { contextOf, UNREAD } from '../records/record-context.ts'
import { readKey, readValue, setValue } from '../records/task-record.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { readsContext } from './callback.ts'
import type { ValueMapper } from './map-values.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { MappedGetter, storeView, type TableSpec } from './table-spec.ts'
import { TableStore } from './table-store.ts'

export class TableMapValues implements TableSpec {
  private readonly parent: { enableSendingOldValues(force: boolean): boolean; view(): TableView }
  private readonly mapper: ValueMapper
  private readonly store: StoreSpec | null
  private sendOld = false

  constructor(parent: TableMapValues['parent'], mapper: ValueMapper, store: StoreSpec | null) {
    this.parent = parent
    this.mapper = mapper
    this.store = store
  }

  stores(): readonly StoreSpec[] {
    return this.store === null ? [] : [this.store]
  }

  enableSendingOldValues(force: boolean): boolean {
    if (this.store !== null || this.parent.enableSendingOldValues(force)) this.sendOld = true
    return this.sendOld
  }

  make(context: NodeContext): Step {
    const { next, index } = context
    const { sendOld, mapper } = this
    const table = this.store === null ? null : new TableStore(context, this.store.name, sendOld)
    const wantsContext = readsContext(mapper, 2)
    return r => {
      r.node = index
      const key = readKey(r)
      const recordContext = wantsContext ? contextOf(r) : UNREAD
      const value = readValue(r)
      const mapped = value === null ? null : mapper(value, key, recordContext)
      if (table !== null) {
        const found = table.find(r)
        table.update(r, mapped, sendOld && found ? table.state.value() : null, r.timestamp)
        return
      }
      r.oldValue = sendOld && r.oldValue !== null ? (mapper(r.oldValue, key, recordContext) ?? null) : null
      setValue(r, mapped)
      next(r)
    }
  }

  view(): TableView {
    if (this.store !== null) return storeView(this.store.name)
    const { mapper } = this
    const parent = this.parent.view()
    const wantsContext = readsContext(mapper, 2)
    return {
      storeNames: parent.storeNames,
      getter: (context, asForwarded) =>
        new MappedGetter(parent.getter(context, asForwarded), (value, r) =>
          mapper(value, readKey(r), wantsContext ? contextOf(r) : UNREAD),
        ),
    }
  }
}
