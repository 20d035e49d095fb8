/**
 * KTable.filter and filterNot: an update that does not pass is a deletion downstream.
 *
 * Where old values come along, a change from nothing to nothing is swallowed, except for versioned tables, on which every
 * tombstone counts (Kafka Streams: KTableFilter).
 */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { readKey, readValue, setValue, type TaskRecord } from '../records/task-record.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { readsContext } from './callback.ts'
import type { Predicate } from './filter.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { MappedGetter, storeView, type TableSpec } from './table-spec.ts'
import { TableStore } from './table-store.ts'

export class TableFilter implements TableSpec {
  private readonly parent: { enableSendingOldValues(force: boolean): boolean; view(): TableView }
  private readonly predicate: Predicate
  private readonly not: boolean
  private readonly wantsContext: boolean
  private readonly store: StoreSpec | null
  private sendOld: boolean
  private versioned = false

  constructor(parent: TableFilter['parent'], predicate: Predicate, not: boolean, store: StoreSpec | null) {
    this.parent = parent
    this.predicate = predicate
    this.not = not
    this.wantsContext = readsContext(predicate, 2)
    this.store = store
    this.sendOld = parent.enableSendingOldValues(false)
  }

  enableVersioned(versioned: boolean): void {
    this.versioned = versioned
  }

  stores(): readonly StoreSpec[] {
    return this.store === null ? [] : [this.store]
  }

  enableSendingOldValues(force: boolean): boolean {
    if (this.store !== null || this.parent.enableSendingOldValues(force)) this.sendOld = true
    return this.sendOld
  }

  private passes(key: unknown, value: unknown, context: RecordContext): boolean {
    return this.predicate(key, value, context) !== this.not
  }

  private contextOf(r: TaskRecord): RecordContext {
    return this.wantsContext ? contextOf(r) : UNREAD
  }

  make(context: NodeContext): Step {
    const { next, index } = context
    const { sendOld, versioned } = this
    const table = this.store === null ? null : new TableStore(context, this.store.name, sendOld)
    return r => {
      r.node = index
      const key = readKey(r)
      const value = readValue(r)
      const recordContext = this.contextOf(r)
      const kept = value !== null && this.passes(key, value, recordContext) ? value : null
      let old: unknown = null
      if (table !== null) {
        const found = table.find(r)
        if (sendOld && found) old = table.state.value()
      } else if (sendOld && r.oldValue !== null && this.passes(key, r.oldValue, recordContext)) {
        old = r.oldValue
      }
      if (sendOld && !versioned && old === null && kept === null) return
      if (table !== null) {
        table.update(r, kept, old, r.timestamp)
        return
      }
      if (kept === null) setValue(r, null)
      r.oldValue = old
      next(r)
    }
  }

  view(): TableView {
    if (this.store !== null) return storeView(this.store.name)
    const parent = this.parent.view()
    return {
      storeNames: parent.storeNames,
      getter: (context, asForwarded) =>
        new MappedGetter(parent.getter(context, asForwarded), (value, r) =>
          this.passes(readKey(r), value, this.contextOf(r)) ? value : null,
        ),
    }
  }
}
