/**
 * The n best rows of each group of a table, best first.
 *
 *  1. What may come back must be known: a store holds all values of each group, equal ones once with their count.
 *  2. The group's values are walked only where one of its n best leaves and there are others; else the list is changed in place.
 *  3. Values that compare equal stand in the order of their bytes, so that the list is the same however it came about.
 *  4. A list that has not changed is not handed on. A group without values has no row.
 *  5. A null key stops the task, as for other aggregates of a grouped table.
 */
import { NULL, readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import type { Change } from '../serdes/change.ts'
import { type Identified, keyPrefix } from '../serdes/identified.ts'
import type { Serde } from '../serdes/serde.ts'
import { compareBytes } from '../stores/byte-order.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { storeOf } from './store-of.ts'
import { storeView, type TableSpec } from './table-spec.ts'
import { TableStore } from './table-store.ts'
import { type Compare, inserted } from './top-list.ts'

export class TableTopList implements TableSpec {
  private readonly n: number
  private readonly compare: Compare
  private readonly store: StoreSpec
  private readonly members: StoreSpec
  private readonly keySerde: Serde<unknown> | null
  private readonly valueSerde: Serde<unknown> | null
  private sendOld = false

  constructor(
    n: number,
    compare: Compare,
    stores: { readonly lists: StoreSpec; readonly members: StoreSpec },
    serdes: { readonly key: Serde<unknown> | null; readonly value: Serde<unknown> | null },
  ) {
    this.n = n
    this.compare = compare
    this.store = stores.lists
    this.members = stores.members
    this.keySerde = serdes.key
    this.valueSerde = serdes.value
  }

  stores(): readonly StoreSpec[] {
    return [this.store, this.members]
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
    const { n } = this
    const keySerde = context.keySerde(this.keySerde)
    const valueSerde = context.valueSerde(this.valueSerde)
    const table = new TableStore(context, this.store.name, this.sendOld)
    const group = new GroupMembers(
      storeOf(context, this.members.name, KeyValueState) as KeyValueState<Identified, number>,
      keySerde,
    )
    const order = ordered(this.compare, valueSerde)
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        const { name } = this.store
        throw new TypeError(`Record key for topN of a grouped table with state ${name} should not be null.`)
      }
      const { newValue, oldValue } = readValue(r) as Change<unknown>
      const key = readKey(r)
      const before = table.find(r) ? (table.state.value() as readonly unknown[]) : null
      const timestamp = before === null ? r.timestamp : Math.max(r.timestamp, table.state.timestamp)
      let best = before ?? []
      if (oldValue !== null && group.take(key, oldValue, r)) {
        const at = best.findIndex(one => order(one, oldValue) === 0)
        // A list that is not full holds the whole group.
        if (at >= 0 && best.length < n) best = best.filter((_one, i) => i !== at)
        else if (at >= 0) {
          best = []
          for (const { count, value } of group.all(key))
            for (let i = 0; i < count && i < n; i++) best = inserted(best, value, n, order)
        }
      }
      if (newValue !== null) {
        group.add(key, newValue, r)
        best = inserted(best, newValue, n, order)
      }
      if (sameList(before ?? [], best, order)) return
      table.state.of(r)
      table.update(r, best.length === 0 ? null : best, before, timestamp)
    }
  }
}

/** By `compare`, and of equal values by their bytes: 0 means the same value. */
function ordered(compare: Compare, serde: Serde<unknown>): Compare {
  return (left, right) => {
    const order = compare(left, right)
    if (order !== 0) return order
    const a = serde.serialize('', left)!
    const b = serde.serialize('', right)!
    return compareBytes(a, 0, a.length, b, 0, b.length)
  }
}

function sameList(a: readonly unknown[], b: readonly unknown[], order: Compare): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => order(one, b[i]) === 0))
}

/** All values of the groups, equal ones once with their count. */
class GroupMembers {
  private readonly state: KeyValueState<Identified, number>
  private readonly keySerde: Serde<unknown>

  constructor(state: KeyValueState<Identified, number>, keySerde: Serde<unknown>) {
    this.state = state
    this.keySerde = keySerde
  }

  add(key: unknown, value: unknown, r: TaskRecord): void {
    const member = { key, identity: value }
    const count = this.state.get(member)?.value ?? 0
    this.state.write(member, count + 1, r.timestamp, r)
  }

  /** False where the value was not there. */
  take(key: unknown, value: unknown, r: TaskRecord): boolean {
    const member = { key, identity: value }
    const count = this.state.get(member)?.value ?? 0
    if (count === 0) return false
    this.state.write(member, count === 1 ? null : count - 1, r.timestamp, r)
    return true
  }

  *all(key: unknown): IterableIterator<{ readonly value: unknown; readonly count: number }> {
    const prefix = keyPrefix(this.keySerde, key)
    for (const one of this.state.prefix(prefix)) yield { value: one.key.identity, count: one.value }
  }
}
