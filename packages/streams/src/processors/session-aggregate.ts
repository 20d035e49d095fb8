/**
 * count, reduce and aggregate over sessions: records of a key that are at most `gap` apart are one session.
 *
 *  1. A record with a null key is dropped; a null value is not: the aggregator sees it.
 *  2. The record joins all sessions that it touches: they are removed, each with a tombstone, and one takes their place. Their
 *     aggregates are merged first, in the order of time; the record comes last, whatever its time.
 *  3. The merged session is taken while its end is at or above observed time - gap - grace: a late record that touches a session
 *     that is open is not late.
 *  4. The result's time is the session's end; it has no headers, except one that goes out once or leaves a cache.
 *  5. With a greatest length the record joins of the sessions that it touches, by their ends, those with which the whole is not longer;
 *     where none is left it begins a session beside them. (Kafka Streams has no such length.)
 *  6. With `onWindowClose` a session goes out once, when it can take no more.
 * Source: Kafka Streams' KStreamSessionWindowAggregate; KIP-825.
 */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import type { Windowed } from '../serdes/windowed.ts'
import { SessionState } from '../stores/session-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { Aggregation } from './aggregate.ts'
import { readsContext } from './callback.ts'
import { FinalResults } from './final-results.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { SourceRecord } from './source-record.ts'
import { storeOf } from './store-of.ts'
import type { TableSpec } from './table-spec.ts'

export interface SessionShape {
  readonly gapMs: number
  readonly graceMs: number
  /** Between the first and the last record of a session; default: no limit. */
  readonly maxLengthMs?: number
}

/** Joins the aggregates of two sessions, the earlier one first. */
export type Merger = (key: unknown, left: unknown, right: unknown, context: RecordContext) => unknown

export class SessionAggregate implements TableSpec {
  private readonly windows: SessionShape
  private readonly aggregation: Aggregation
  private readonly merge: Merger
  private readonly store: StoreSpec
  private readonly final: boolean
  /** Where expired records go. */
  readonly sideOutput: string | null
  private sendOld = false

  constructor(
    windows: SessionShape,
    aggregation: Aggregation,
    merge: Merger,
    store: StoreSpec,
    final: boolean,
    sideOutput: string | null = null,
  ) {
    this.windows = windows
    this.aggregation = aggregation
    this.merge = merge
    this.store = store
    this.final = final
    this.sideOutput = sideOutput
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
      getter: (context, asForwarded = false) => {
        const waits = asForwarded && !this.final
        const state = storeOf(context, this.store.name, SessionState)
        let timestamp = -1
        const get = (r: TaskRecord): unknown => {
          const { key, start, end } = readKey(r) as Windowed<unknown>
          timestamp = end
          return state.fetchSession(key, start, end, waits ? r : null)
        }
        return {
          versioned: false,
          get,
          getAsOf: get,
          get timestamp() {
            return timestamp
          },
        }
      },
    }
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { gapMs, graceMs, maxLengthMs = Number.POSITIVE_INFINITY } = this.windows
    const { fold, init } = this.aggregation
    const { final, merge, sendOld } = this
    const state = storeOf(context, this.store.name, SessionState)
    if (!final) state.onFlush(next, sendOld)
    const late = this.sideOutput === null ? null : context.child(this.sideOutput)
    const observed = context.observedTime()
    const results = final ? new FinalResults(context) : null
    const cached = state.cached !== null
    const source = new SourceRecord()
    const wantsContext =
      readsContext(fold, 3) || readsContext(merge, 3) || (init !== null && readsContext(init, 0))
    const forward = (r: TaskRecord, start: number, end: number, value: unknown, old: unknown): void => {
      if (final || cached) return
      state.lend(start, end, value, r)
      r.oldValue = sendOld ? old : null
      r.isLatest = true
      r.timestamp = end
      r.headers.count = 0
      r.headers.end = r.headers.start
      next(r)
      r.node = index
      source.give(r)
      state.of(r)
    }
    const emitClosed = (r: TaskRecord, closeMs: number): void =>
      results?.emit(r, closeMs, closeMs - 1, Math.max(0, results.lastCloseMs), (fromMs, toMs) =>
        state.closed(fromMs, toMs).map(one => ({ ...one, timestamp: one.key.end })),
      )
    context.onIdle({ reachMs: gapMs + graceMs + 1, holds: final }, r => {
      if (r.timestamp > observed.ms) observed.ms = r.timestamp
      emitClosed(r, observed.ms - graceMs - gapMs)
    })
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        context.drop('null key')
        return
      }
      const { timestamp } = r
      if (timestamp > observed.ms) observed.ms = timestamp
      const closeMs = observed.ms - graceMs - gapMs
      const key = readKey(r)
      source.take(r)
      state.of(r)
      const found = state.find(timestamp - gapMs, timestamp + gapMs)
      const touched =
        maxLengthMs === Number.POSITIVE_INFINITY ? found : joinable(found, timestamp, maxLengthMs)
      const recordContext = wantsContext ? contextOf(r) : UNREAD
      let start = timestamp
      let end = timestamp
      let aggregate: unknown = init === null ? null : init(recordContext)
      for (const session of touched) {
        aggregate =
          init === null && aggregate === null
            ? session.value
            : merge(key, aggregate, session.value, recordContext)
        start = Math.min(start, session.start)
        end = Math.max(end, session.end)
      }
      if (end < closeMs) {
        context.drop('expired session')
        late?.(r)
        r.node = index
      } else {
        if (start !== timestamp || end !== timestamp) {
          for (const session of touched) {
            state.put(session.start, session.end, null, r)
            forward(r, session.start, session.end, null, session.value)
          }
        }
        const value =
          init === null && aggregate === null
            ? readValue(r)
            : fold(key, readValue(r), aggregate, recordContext)
        // User code may have read the store.
        state.of(r)
        state.put(start, end, value, r)
        forward(r, start, end, value, null)
      }
      emitClosed(r, closeMs)
    }
  }
}

interface Span {
  readonly start: number
  readonly end: number
}

/** Rule 5. */
function joinable<S extends Span>(
  sessions: readonly S[],
  timestamp: number,
  maxLengthMs: number,
): readonly S[] {
  let start = timestamp
  let end = timestamp
  return sessions.filter(session => {
    const from = Math.min(start, session.start)
    const to = Math.max(end, session.end)
    if (to - from > maxLengthMs) return false
    start = from
    end = to
    return true
  })
}
