/**
 * count, reduce and aggregate over tumbling, hopping and unlimited windows, emitting on every update or when a window closes.
 *
 * 1. A record with a null key is dropped; a null value is not: the aggregator sees it.
 * 2. A window takes the record while its end is above the operator's observed time - grace; each window on its own.
 * 3. Observed time is that of this operator and survives a restart. (Kafka Streams: KStreamWindowAggregate.)
 * 4. Where there is a cache and a record is in many windows, it waits for all of them together: see deferred-windows.ts.
 * 5. A record that no window takes goes to the side output, if there is one.
 */
import { NULL, type TaskRecord } from '../records/task-record.ts'
import { firstWindow, type WindowFold } from '../stores/deferred-windows.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { WindowState } from '../stores/window-state.ts'
import { type Aggregation, counting } from './aggregate.ts'
import { readsContext, readsParameter } from './callback.ts'
import { FinalResults } from './final-results.ts'
import type { NodeContext, Step } from './processor-spec.ts'
import { WindowTable } from './window-table.ts'

/** Windows `[start, start + size)` for every start that is a multiple of `advance`; milliseconds. */
export interface WindowShape {
  readonly sizeMs: number
  readonly advanceMs: number
  readonly graceMs: number
  /** Of a window without end: where it begins. */
  readonly unlimitedFromMs?: number
}

/** From so many windows a record on it waits for all of them together; fewer cost less one by one. */
const DEFERS_FROM = 4

export class WindowAggregate extends WindowTable {
  private readonly windows: WindowShape

  constructor(
    windows: WindowShape,
    aggregation: Aggregation,
    store: StoreSpec,
    final = false,
    sideOutput: string | null = null,
  ) {
    super(aggregation, store, final, sideOutput)
    this.windows = windows
  }

  make(context: NodeContext): Step {
    const { index } = context
    const { sizeMs, advanceMs, graceMs, unlimitedFromMs } = this.windows
    const { state, update: put } = this.open(context)
    const results = this.final ? new FinalResults(context) : null
    const late = this.sideOutput === null ? null : context.child(this.sideOutput)
    const observed = context.observedTime()
    const update = this.folding(index, state, put)
    const deferred = this.deferring(context, state)
    if (unlimitedFromMs === undefined)
      context.onIdle({ reachMs: sizeMs + graceMs, holds: this.final }, r => {
        if (r.timestamp > observed.ms) observed.ms = r.timestamp
        if (results !== null) this.emitClosed(results, r, observed.ms - graceMs, state)
      })
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        context.drop('null key')
        return
      }
      const { timestamp } = r
      if (timestamp > observed.ms) observed.ms = timestamp
      const closeTime = observed.ms - graceMs
      if (unlimitedFromMs !== undefined) {
        state.of(r)
        if (timestamp >= unlimitedFromMs) update(r, unlimitedFromMs)
        return
      }
      // Later windows follow at the distance of the advance; those that are closed come first.
      let start = firstWindow(timestamp, this.windows)
      for (; start <= timestamp && start + sizeMs <= closeTime; start += advanceMs)
        context.drop('expired window')
      if (start > timestamp) {
        if (late !== null) {
          late(r)
          r.node = index
        }
      } else if (deferred === null || !state.defer(deferred, r, start)) {
        state.of(r)
        for (; start <= timestamp; start += advanceMs) update(r, start)
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

  /** How records wait for their windows; null where each is folded at once. */
  private deferring(context: NodeContext, state: WindowState): WindowFold | null {
    const { index, task } = context
    const { sizeMs, advanceMs, unlimitedFromMs } = this.windows
    const isShared = unlimitedFromMs === undefined && sizeMs >= advanceMs * DEFERS_FROM
    if (this.final || state.cached === null || !isShared || !task.stopsOnError) return null
    const { init, fold, silentWhenSame } = this.aggregation
    return {
      node: index,
      sizeMs,
      advanceMs,
      init,
      fold,
      wantsKey: readsParameter(fold, 0),
      wantsValue: init === null || readsParameter(fold, 1),
      wantsContext: readsContext(fold, 3) || (init !== null && readsContext(init, 0)),
      counts: this.aggregation === counting,
      silentWhenSame: silentWhenSame === true,
      failed: (record, error) => task.stopped(record, error),
    }
  }
}
