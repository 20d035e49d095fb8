/**
 * count, reduce and aggregate over windows of a calendar, emitting on every update or when a window closes.
 *
 *  1. A record with a null key is dropped; a null value is not: the aggregator sees it.
 *  2. A window takes the record while its end is above the operator's observed time - grace; else it goes to the side output.
 *  3. What a record closes goes out before the record is aggregated: so a pause longer than the store's retention loses nothing.
 *  4. Between two beginnings of windows nobody looks for what closes.
 */
import type { Calendar } from '../calendar/calendar.ts'
import { NULL, type TaskRecord } from '../records/task-record.ts'
import type { StoreSpec, WindowStoreSpec } from '../stores/store-spec.ts'
import type { WindowState } from '../stores/window-state.ts'
import type { Aggregation } from './aggregate.ts'
import { FinalResults } from './final-results.ts'
import type { NodeContext, Step } from './processor-spec.ts'
import { WindowTable } from './window-table.ts'

export interface CalendarShape {
  readonly calendar: Calendar
  readonly graceMs: number
}

export class CalendarAggregate extends WindowTable {
  private readonly windows: CalendarShape

  constructor(
    windows: CalendarShape,
    aggregation: Aggregation,
    store: StoreSpec,
    final: boolean,
    sideOutput: string | null,
  ) {
    super(aggregation, store, final, sideOutput)
    this.windows = windows
  }

  make(context: NodeContext): Step {
    const { index } = context
    const { calendar, graceMs } = this.windows
    const { state, update: put } = this.open(context)
    const closing = this.final ? closingOf(calendar, new FinalResults(context), state) : null
    const late = this.sideOutput === null ? null : context.child(this.sideOutput)
    const observed = context.observedTime()
    const update = this.folding(index, state, put)
    const { windowSizeMs } = this.store as WindowStoreSpec
    context.onIdle({ reachMs: windowSizeMs + graceMs, holds: this.final }, r => {
      if (r.timestamp > observed.ms) observed.ms = r.timestamp
      closing?.(r, observed.ms - graceMs)
    })
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        context.drop('null key')
        return
      }
      const { timestamp } = r
      if (timestamp > observed.ms) observed.ms = timestamp
      const closeMs = observed.ms - graceMs
      closing?.(r, closeMs)
      calendar.find(timestamp)
      if (calendar.end > closeMs) {
        state.of(r)
        update(r, calendar.start)
        return
      }
      context.drop('expired window')
      if (late === null) return
      late(r)
      r.node = index
    }
  }
}

/** Sends what has closed by a time. */
function closingOf(
  calendar: Calendar,
  results: FinalResults,
  state: WindowState,
): (r: TaskRecord, closeMs: number) => void {
  let nextMs = 0
  return (r, closeMs) => {
    if (closeMs < nextMs) return
    const last = results.lastCloseMs
    calendar.find(Math.max(0, last))
    const lower = calendar.start
    calendar.find(closeMs)
    const upper = calendar.start - 1
    nextMs = calendar.end
    results.emit(r, closeMs, upper, lower, (fromMs, toMs) => state.closed(fromMs, toMs))
  }
}
