/**
 * Joins of two tables by their keys: inner, left and outer. Each update of one side meets the other's present value.
 *
 * Three nodes: one for the updates of each side, and one behind both that keeps the result, if anybody wants it kept.
 *
 *  1. The result's time is the greater of the two values'.
 *  2. An inner join says nothing while the other side has no value; a left and an outer one swallow a change from nothing to
 *     nothing.
 *  3. Out-of-order updates of a versioned table join nothing (KIP-914).
 *  4. The other side's value is the one that it has handed on. What still waits in its cache comes later, meets this update then, and
 *     may never come: so the result is that of the updates one after the other, whatever a cache holds back or lets go.
 * Source: Kafka Streams' KTableKTable{Inner,Left,Right,Outer}Join and KTableKTableJoinMerger.
 */
import { contextOf, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, setValue, type TaskRecord } from '../records/task-record.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { readsContext } from './callback.ts'
import type { NodeContext, ProcessorSpec, Step, TableGetter, TableView } from './processor-spec.ts'
import { sideOf, type ValueJoiner } from './stream-table-join.ts'
import { storeView, type TableSpec } from './table-spec.ts'
import { TableStore } from './table-store.ts'

/** Which sides of a join keep rows that have no partner: seen from the side whose updates come. */
export interface Preserved {
  readonly own: boolean
  readonly other: boolean
}

export class TableJoinSide implements ProcessorSpec {
  readonly own: TableSpec
  readonly other: TableSpec
  readonly joiner: ValueJoiner
  private readonly preserved: Preserved
  private sendOld = false
  private versioned = false

  /** `joiner` takes this side's value first. */
  constructor(own: TableSpec, other: TableSpec, joiner: ValueJoiner, preserved: Preserved) {
    this.own = own
    this.other = other
    this.joiner = joiner
    this.preserved = preserved
  }

  enableVersioned(): void {
    this.versioned = true
  }

  enableSendingOldValues(): void {
    this.own.enableSendingOldValues(true)
    this.other.enableSendingOldValues(true)
    this.sendOld = true
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { joiner, sendOld, versioned } = this
    const { own: keepsOwn, other: keepsOther } = this.preserved
    const other = this.other.view().getter(context, true)
    const wantsContext = readsContext(joiner, 3)
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        context.drop('null key')
        return
      }
      if (versioned && !r.isLatest) {
        context.drop('out-of-order update of a versioned table')
        return
      }
      const right = other.get(r)
      const value = readValue(r)
      const old = r.oldValue
      if (right === null && (!keepsOwn || (value === null && old === null))) return
      const key = readKey(r)
      const recordContext = wantsContext ? contextOf(r) : UNREAD
      const join = (left: unknown): unknown => {
        if (left === null && (right === null || !keepsOther)) return null
        return joiner(sideOf(left), sideOf(right), key, recordContext) ?? null
      }
      const joined = join(value)
      r.oldValue = sendOld ? join(old) : null
      if (right !== null && other.timestamp > r.timestamp) r.timestamp = other.timestamp
      setValue(r, joined)
      next(r)
    }
  }

  /** The joined table, read through the two. */
  view(): TableView {
    const own = this.own.view()
    const other = this.other.view()
    return {
      storeNames: [...own.storeNames, ...other.storeNames],
      getter: (context, asForwarded) => {
        const [mine, theirs] = [own.getter(context, asForwarded), other.getter(context, asForwarded)]
        return new JoinedGetter(mine, theirs, this.joiner, this.preserved)
      },
    }
  }
}

class JoinedGetter implements TableGetter {
  readonly versioned = false
  timestamp = -1
  private readonly own: TableGetter
  private readonly other: TableGetter
  private readonly joiner: ValueJoiner
  private readonly preserved: Preserved
  private readonly wantsContext: boolean

  constructor(own: TableGetter, other: TableGetter, joiner: ValueJoiner, preserved: Preserved) {
    this.own = own
    this.other = other
    this.joiner = joiner
    this.preserved = preserved
    this.wantsContext = readsContext(joiner, 3)
  }

  get(r: TaskRecord): unknown {
    const left = this.own.get(r)
    if (left === null && !this.preserved.other) return null
    const leftTime = left === null ? -1 : this.own.timestamp
    const right = this.other.get(r)
    if (right === null && (left === null || !this.preserved.own)) return null
    this.timestamp = right === null ? leftTime : Math.max(leftTime, this.other.timestamp)
    return (
      this.joiner(sideOf(left), sideOf(right), readKey(r), this.wantsContext ? contextOf(r) : UNREAD) ?? null
    )
  }

  /** A joined table is not versioned. */
  getAsOf(r: TaskRecord): unknown {
    return this.get(r)
  }
}

/** What stands behind both sides. */
export class TableJoinMerger implements TableSpec {
  private readonly left: TableJoinSide
  private readonly right: TableJoinSide
  private readonly store: StoreSpec | null
  private sendOld = false

  constructor(left: TableJoinSide, right: TableJoinSide, store: StoreSpec | null) {
    this.left = left
    this.right = right
    this.store = store
  }

  stores(): readonly StoreSpec[] {
    return this.store === null ? [] : [this.store]
  }

  enableSendingOldValues(): boolean {
    this.left.enableSendingOldValues()
    this.right.enableSendingOldValues()
    this.sendOld = true
    return true
  }

  view(): TableView {
    return this.store === null ? this.left.view() : storeView(this.store.name)
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { sendOld, store } = this
    if (store === null) {
      if (sendOld) return next
      return r => {
        r.oldValue = null
        next(r)
      }
    }
    const table = new TableStore(context, store.name, sendOld)
    return r => {
      r.node = index
      table.state.of(r)
      table.update(r, readValue(r), r.oldValue, r.timestamp)
    }
  }
}
