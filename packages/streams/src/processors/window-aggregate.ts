/**
 * count, reduce and aggregate over tumbling, hopping and unlimited windows, emitting on every update or when a window closes.
 *
 * 1. A record with a null key is dropped; a null value is not: the aggregator sees it.
 * 2. A window takes the record while its end is above the operator's observed time - grace; each window on its own.
 * 3. Observed time is that of this operator and survives a restart. (Kafka Streams: KStreamWindowAggregate.)
 */
import { NULL, readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import type { Windowed } from '../serdes/windowed.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { WindowState } from '../stores/window-state.ts'
import type { Aggregation } from './aggregate.ts'
import { readsParameter } from './callback.ts'
import { FinalResults } from './final-results.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { SourceRecord } from './source-record.ts'
import { storeOf } from './store-of.ts'
import type { TableSpec } from './table-spec.ts'

/** Windows `[start, start + size)` for every start that is a multiple of `advance`; milliseconds. */
export interface WindowShape {
  readonly sizeMs: number
  readonly advanceMs: number
  readonly graceMs: number
  /** Of a window without end: where it begins. */
  readonly unlimitedFromMs?: number
}

export class WindowAggregate implements TableSpec {
  private readonly windows: WindowShape
  private readonly aggregation: Aggregation
  private readonly store: StoreSpec
  private readonly final: boolean
  private sendOld = false

  /** `final`: results go out once, when a window is closed. */
  constructor(windows: WindowShape, aggregation: Aggregation, store: StoreSpec, final = false) {
    this.windows = windows
    this.aggregation = aggregation
    this.store = store
    this.final = final
  }

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
      getter: context => {
        const state = storeOf(context, this.store.name, WindowState)
        const get = (r: TaskRecord): unknown => {
          state.ofWindowed(readKey(r) as Windowed<unknown>)
          return state.find() ? state.value() : null
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

  make(context: NodeContext): Step {
    const { index } = context
    const { sizeMs, advanceMs, graceMs, unlimitedFromMs } = this.windows
    const state = storeOf(context, this.store.name, WindowState)
    if (!this.final) state.onFlush(context.next, this.sendOld)
    const results = this.final ? new FinalResults(context) : null
    const observed = context.observedTime()
    const update = this.updater(context, state)
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        context.drop('null key')
        return
      }
      const { timestamp } = r
      if (timestamp > observed.ms) observed.ms = timestamp
      const closeTime = observed.ms - graceMs
      state.of(r)
      if (unlimitedFromMs !== undefined) {
        if (timestamp >= unlimitedFromMs) update(r, unlimitedFromMs)
        return
      }
      // The first window that holds the record; later ones follow at the distance of the advance.
      let start = Math.floor(Math.max(0, timestamp - sizeMs + advanceMs) / advanceMs) * advanceMs
      for (; start <= timestamp; start += advanceMs) {
        if (start + sizeMs > closeTime) update(r, start)
        else context.drop('expired window')
      }
      if (results !== null) this.emitClosed(results, r, closeTime, state)
    }
  }

  private emitClosed(results: FinalResults, r: TaskRecord, closeMs: number, state: WindowState): void {
    const { sizeMs } = this.windows
    const last = results.lastCloseMs
    const upper = closeMs - sizeMs
    const lower = last < 0 ? 0 : Math.max(0, last - sizeMs) + 1
    // Between two slots of the grid nothing closes.
    if (last >= 0 && upper >= 0 && this.slots(upper) === this.slots(lower - 1)) return
    results.emit(r, closeMs, upper, lower, (fromMs, toMs) => state.closed(fromMs, toMs))
  }

  /** The windows that hold a time, as one value to compare. */
  private slots(timeMs: number): string {
    const { advanceMs, sizeMs } = this.windows
    return `${Math.floor(Math.max(0, timeMs - sizeMs + advanceMs) / advanceMs)}-${Math.floor(timeMs / advanceMs)}`
  }

  /** Updates one window and hands the change on; the record is as it was afterwards. */
  private updater(context: NodeContext, state: WindowState): (r: TaskRecord, start: number) => void {
    const { index, next } = context
    const { init, fold } = this.aggregation
    const wantsKey = readsParameter(fold, 0)
    const wantsValue = readsParameter(fold, 1)
    const { final, sendOld } = this
    const cached = state.cached !== null
    const source = new SourceRecord()
    return (r, start) => {
      r.node = index
      state.at(start)
      let time = r.timestamp
      let old: unknown = state.find() ? state.value() : null
      let value: unknown
      if (old !== null) {
        if (state.timestamp > time) time = state.timestamp
      } else if (init !== null) {
        old = init()
      }
      if (old === null && init === null) value = readValue(r)
      else value = fold(wantsKey ? readKey(r) : null, wantsValue ? readValue(r) : null, old)
      state.put(value, time, r)
      if (cached || final) return
      source.take(r)
      state.lend(value, r)
      r.oldValue = sendOld ? old : null
      r.isLatest = true
      r.timestamp = time
      next(r)
      source.give(r)
    }
  }
}
