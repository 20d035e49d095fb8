/** What all aggregations over windows of time have in common: a window store, how it is read, and how an update leaves. */
import { contextOf, UNREAD } from '../records/record-context.ts'
import { readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import type { Windowed } from '../serdes/windowed.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { WindowState } from '../stores/window-state.ts'
import type { Aggregation } from './aggregate.ts'
import { readsContext, readsParameter } from './callback.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { SourceRecord } from './source-record.ts'
import { storeOf } from './store-of.ts'
import type { TableSpec } from './table-spec.ts'

/** Puts the value of the selected window and hands the change on; the record is as it was afterwards. */
export type WindowUpdate = (r: TaskRecord, value: unknown, old: unknown, timestamp: number) => void

export abstract class WindowTable implements TableSpec {
  protected readonly aggregation: Aggregation
  protected readonly store: StoreSpec
  /** Results go out once, when a window is closed. */
  protected readonly final: boolean
  /** Where records go that no window takes any more. */
  readonly sideOutput: string | null
  private sendOld = false

  constructor(aggregation: Aggregation, store: StoreSpec, final: boolean, sideOutput: string | null) {
    this.aggregation = aggregation
    this.store = store
    this.final = final
    this.sideOutput = sideOutput
  }

  abstract make(context: NodeContext): Step

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  enableSendingOldValues(): boolean {
    this.sendOld = true
    return true
  }

  view(): TableView {
    return {
      storeNames: [this.store.name],
      getter: (context, asForwarded = false) => {
        const waits = asForwarded && !this.final
        const state = storeOf(context, this.store.name, WindowState)
        const get = (r: TaskRecord): unknown => {
          state.ofWindowed(readKey(r) as Windowed<unknown>)
          const found = waits ? state.findForwarded(r) : state.find()
          return found ? state.value() : null
        }
        return {
          versioned: false,
          get,
          getAsOf: get,
          get timestamp() {
            return state.timestamp
          },
        }
      },
    }
  }

  /** The operator's store and how its windows are updated. */
  protected open(context: NodeContext): { readonly state: WindowState; readonly update: WindowUpdate } {
    const { index, next } = context
    const { final, sendOld } = this
    const state = storeOf(context, this.store.name, WindowState)
    if (!final) state.onFlush(next, sendOld)
    const silent = final || state.cached !== null
    const source = new SourceRecord()
    const update: WindowUpdate = (r, value, old, timestamp) => {
      state.put(value, timestamp, r)
      if (silent) return
      source.take(r)
      state.lend(value, r)
      r.oldValue = sendOld ? old : null
      r.isLatest = true
      r.timestamp = timestamp
      next(r)
      r.node = index
      source.give(r)
    }
    return { state, update }
  }

  /** Folds the record into one window. */
  protected folding(
    index: number,
    state: WindowState,
    put: WindowUpdate,
  ): (r: TaskRecord, start: number) => void {
    const { init, fold, silentWhenSame } = this.aggregation
    const wantsKey = readsParameter(fold, 0)
    const wantsValue = readsParameter(fold, 1)
    const wantsContext = readsContext(fold, 3) || (init !== null && readsContext(init, 0))
    return (r, start) => {
      r.node = index
      state.at(start)
      let time = r.timestamp
      let old: unknown = state.find() ? state.value() : null
      let value: unknown
      const context = wantsContext ? contextOf(r) : UNREAD
      if (old !== null) {
        if (state.timestamp > time) time = state.timestamp
      } else if (init !== null) {
        old = init(context)
      }
      if (old === null && init === null) value = readValue(r)
      else value = fold(wantsKey ? readKey(r) : null, wantsValue ? readValue(r) : null, old, context)
      if (silentWhenSame === true && value === old) return
      put(r, value, old, time)
    }
  }
}
