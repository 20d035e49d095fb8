/**
 * The right side of an as-of join of two streams: its records are kept by key and time, and the left side finds the latest at or
 * before its own time. The left side is that of a join with a table (stream-table-join.ts), which reads this view.
 *
 *  1. A left record meets the right record of its key with the greatest time in `[its time - within, its time]`, or none.
 *  2. Of right records of one key and time the last to come counts.
 *  3. A right record lets nothing out: it is met by the left records that are joined after it has come.
 *  4. A right record older than the right side's stream time - retention is dropped.
 */
import { NULL, readValue, type TaskRecord } from '../records/task-record.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { WindowState } from '../stores/window-state.ts'
import type { NodeContext, ProcessorSpec, Step, TableGetter, TableView } from './processor-spec.ts'
import { storeOf } from './store-of.ts'

/** Keeps the right side's records. */
export class AsOfHistory implements ProcessorSpec {
  private readonly store: StoreSpec

  constructor(store: StoreSpec) {
    this.store = store
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  make(context: NodeContext): Step {
    const state = storeOf(context, this.store.name, WindowState)
    return r => {
      r.node = context.index
      if (r.keyState === NULL || r.valueState === NULL) {
        context.drop('null key or value')
        return
      }
      const value = readValue(r)
      state.of(r)
      state.at(r.timestamp)
      if (!state.put(value, r.timestamp, r)) context.drop('expired record')
    }
  }
}

/** The right side as the left one reads it. */
export function asOfView(storeName: string, withinMs: number): TableView {
  return {
    storeNames: [storeName],
    getter: context => new AsOfGetter(storeOf(context, storeName, WindowState), withinMs),
  }
}

class AsOfGetter implements TableGetter {
  readonly versioned = true
  timestamp = -1
  private readonly state: WindowState
  private readonly withinMs: number

  constructor(state: WindowState, withinMs: number) {
    this.state = state
    this.withinMs = withinMs
  }

  get(record: TaskRecord): unknown {
    return this.getAsOf(record)
  }

  getAsOf(record: TaskRecord): unknown {
    const { state, withinMs } = this
    const { timestamp } = record
    state.of(record)
    const [latest] = state.windows(timestamp - withinMs, timestamp, true, Number.POSITIVE_INFINITY)
    if (latest === undefined) return null
    this.timestamp = latest.start
    return latest.value
  }
}

/** A versioned table, in which a record meets no version that is older than it by more than `withinMs`. */
export function youngerView({ getter, storeNames }: TableView, withinMs: number): TableView {
  return { storeNames, getter: context => new YoungerGetter(getter(context), withinMs) }
}

class YoungerGetter implements TableGetter {
  private readonly table: TableGetter
  private readonly withinMs: number

  constructor(table: TableGetter, withinMs: number) {
    this.table = table
    this.withinMs = withinMs
  }

  get versioned(): boolean {
    return this.table.versioned
  }

  get timestamp(): number {
    return this.table.timestamp
  }

  get(record: TaskRecord): unknown {
    return this.getAsOf(record)
  }

  getAsOf(record: TaskRecord): unknown {
    const value = this.table.getAsOf(record)
    return value !== null && this.table.timestamp >= record.timestamp - this.withinMs ? value : null
  }
}
