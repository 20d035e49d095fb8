/**
 * count, reduce and aggregate over sliding windows, emitting on every update or when a window closes.
 *
 * A window is `[start, start + difference]`. Each record has a left one, which ends at it, and, if anything is in it, a right one,
 * which begins a millisecond behind it. A window's stored time is that of its latest record, which tells whether it holds more.
 *
 *  1. Records with a null key or value are dropped; so is one whose own right window would have ended before observed time - grace.
 *  2. A window takes the record while its end is at or above observed time - grace; each window on its own.
 *  3. Updates leave backwards by start; then the right window of the record before, the record's left one, its right one.
 *  4. A record earlier than the difference has no left window: it goes into `[0, difference]`, behind all others; and it closes no
 *     window, nor does a late one.
 *  5. Per record the windows read are those of its key that begin within two differences before it.
 * Source: Kafka Streams' KStreamSlidingWindowAggregate; KIP-450.
 */
import { StreamsError } from '../failure.ts'
import type { ObservedTime } from '../records/observed-time.ts'
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { KeyWindow, WindowState } from '../stores/window-state.ts'
import type { Aggregation } from './aggregate.ts'
import { readsContext } from './callback.ts'
import { FinalResults } from './final-results.ts'
import type { NodeContext, Step } from './processor-spec.ts'
import { WindowTable, type WindowUpdate } from './window-table.ts'

export interface SlidingShape {
  /** Milliseconds between the first and the last moment of a window. */
  readonly differenceMs: number
  readonly graceMs: number
}

export class SlidingAggregate extends WindowTable {
  private readonly windows: SlidingShape

  constructor(
    windows: SlidingShape,
    aggregation: Aggregation,
    store: StoreSpec,
    final = false,
    sideOutput: string | null = null,
  ) {
    super(aggregation, store, final, sideOutput)
    this.windows = windows
  }

  make(context: NodeContext): Step {
    const { state, update } = this.open(context)
    const results = this.final ? new FinalResults(context) : null
    const task = new SlidingTask(context, this.windows, this.aggregation, state, update, results)
    if (this.sideOutput !== null) task.late = context.child(this.sideOutput)
    const { differenceMs, graceMs } = this.windows
    // The right window of a record begins a millisecond behind it, and closes when its end has been passed.
    context.onIdle({ reachMs: differenceMs + graceMs + 2, holds: this.final }, r => task.advance(r))
    return r => task.process(r)
  }
}

/** What a window to be is folded from: null where it holds nothing yet. */
interface Held {
  readonly value: unknown
  readonly timestamp: number
}

class SlidingTask {
  private readonly context: NodeContext
  private readonly differenceMs: number
  private readonly graceMs: number
  private readonly aggregation: Aggregation
  private readonly state: WindowState
  private readonly put: WindowUpdate
  private readonly results: FinalResults | null
  private readonly observed: ObservedTime
  private readonly wantsContext: boolean
  private closeMs = 0
  /** Where records go that no window takes any more. */
  late: Step | null = null

  constructor(
    context: NodeContext,
    { differenceMs, graceMs }: SlidingShape,
    aggregation: Aggregation,
    state: WindowState,
    put: WindowUpdate,
    results: FinalResults | null,
  ) {
    this.context = context
    this.differenceMs = differenceMs
    this.graceMs = graceMs
    this.aggregation = aggregation
    this.state = state
    this.put = put
    this.results = results
    this.observed = context.observedTime()
    const { init, fold } = aggregation
    this.wantsContext = readsContext(fold, 3) || (init !== null && readsContext(init, 0))
  }

  process(r: TaskRecord): void {
    const { context, differenceMs, observed } = this
    r.node = context.index
    if (r.keyState === NULL || r.valueState === NULL) {
      context.drop('null key or value')
      return
    }
    const { timestamp } = r
    if (timestamp > observed.ms) observed.ms = timestamp
    this.closeMs = observed.ms - this.graceMs
    if (timestamp + differenceMs < this.closeMs) {
      context.drop('expired window')
      this.late?.(r)
      r.node = context.index
      return
    }
    if (differenceMs === 0) {
      throw new StreamsError('INVALID_ARGUMENT', 'Window endMs must be greater than window startMs.', {
        hint: 'a sliding window of difference 0 holds nothing: use tumbling(1) for records of one millisecond',
      })
    }
    if (timestamp < differenceMs) {
      this.early(r)
      return
    }
    this.slide(r)
    this.emitClosed(r)
  }

  /** Time goes on without records. */
  advance(r: TaskRecord): void {
    const { observed } = this
    if (r.timestamp > observed.ms) observed.ms = r.timestamp
    this.closeMs = observed.ms - this.graceMs
    this.emitClosed(r)
  }

  private emitClosed(r: TaskRecord): void {
    const { closeMs, differenceMs, results, state } = this
    if (results === null) return
    const lowerMs = results.lastCloseMs < 0 ? 0 : Math.max(0, results.lastCloseMs - differenceMs)
    results.emit(r, closeMs, closeMs - differenceMs - 1, lowerMs, (fromMs, toMs) =>
      state.closed(fromMs, toMs),
    )
  }

  /** A record that has a left window. */
  private slide(r: TaskRecord): void {
    const { differenceMs, state } = this
    const { timestamp } = r
    const leftStart = timestamp - differenceMs
    state.of(r)
    const near = state.windows(leftStart - differenceMs, timestamp + 1, true, leftStart)
    let left: Held | null = null
    let right: Held | null = null
    let hasLeft = false
    let hasRight = false
    /** Time of the record before; below all times: there is none. */
    let before = Number.NEGATIVE_INFINITY
    for (const window of near) {
      if (window.start === timestamp + 1) {
        hasRight = true
      } else if (window.start > leftStart) {
        right ??= window
        this.fold(r, window.start, window)
      } else if (window.start === leftStart) {
        hasLeft = true
        this.fold(r, leftStart, window)
        // Another record of this time has made all the windows that there are to make.
        if (window.timestamp >= timestamp) return
        before = window.timestamp
      } else {
        left = window
        before = window.timestamp
      }
    }
    // The record before has a right window from now on, if it reaches this far.
    if (before >= leftStart - 1 && !begins(near, before + 1)) this.fold(r, before + 1, this.empty(r))
    if (!hasLeft) {
      const held = left !== null && before >= leftStart ? { value: left.value, timestamp } : null
      this.fold(r, leftStart, held ?? this.empty(r))
    }
    if (!hasRight) this.begin(r, right)
  }

  /** A record without a left window (4). */
  private early(r: TaskRecord): void {
    const { state } = this
    const { timestamp } = r
    state.of(r)
    const near = state.windows(0, timestamp + 1, false)
    let first: KeyWindow | null = null
    let right: Held | null = null
    let hasRight = false
    for (const window of near) {
      if (window.start === 0) {
        first = window
      } else if (window.start <= timestamp) {
        right = window
        this.fold(r, window.start, window)
      } else {
        hasRight = true
      }
    }
    // All that the first window holds is later than this record, or there would be a window between the two.
    if (right === null && first !== null && first.timestamp > timestamp) right = first
    if (!hasRight) this.begin(r, right)
    if (first !== null && first.timestamp < timestamp && !begins(near, first.timestamp + 1))
      this.fold(r, first.timestamp + 1, this.empty(r))
    this.fold(r, 0, first ?? this.empty(r))
  }

  private contextOf(r: TaskRecord): RecordContext {
    return this.wantsContext ? contextOf(r) : UNREAD
  }

  private empty(r: TaskRecord): Held {
    const { init } = this.aggregation
    return { value: init === null ? null : init(this.contextOf(r)), timestamp: r.timestamp }
  }

  /** The record's right window, with what lies behind the record; none if nothing does. */
  private begin(r: TaskRecord, right: Held | null): void {
    if (right === null || right.timestamp <= r.timestamp) return
    this.state.of(r)
    this.state.at(r.timestamp + 1)
    this.put(r, right.value, null, right.timestamp)
  }

  /** Folds the record into a window that held so much. */
  private fold(r: TaskRecord, startMs: number, held: Held): void {
    const { context, state } = this
    if (startMs + this.differenceMs < this.closeMs) {
      context.drop('expired window')
      return
    }
    const { init, fold } = this.aggregation
    const old = held.value ?? null
    const value =
      old === null && init === null ? readValue(r) : fold(readKey(r), readValue(r), old, this.contextOf(r))
    const timestamp = old === null ? r.timestamp : Math.max(r.timestamp, held.timestamp)
    // User code, and what stands behind, may have read the store.
    state.of(r)
    state.at(startMs)
    this.put(r, value, old, timestamp)
  }
}

function begins(windows: readonly KeyWindow[], startMs: number): boolean {
  for (const { start } of windows) if (start === startMs) return true
  return false
}
