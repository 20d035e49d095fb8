/** Session stores as processors read and write them. Nothing is merged for them: that is what the aggregation of the DSL does. */
import type { HeaderList } from '../records/headers.ts'
import type { TaskRecord } from '../records/task-record.ts'
import type { Windowed } from '../serdes/windowed.ts'
import { putHeaded } from './headed-serde.ts'
import type { KeyValue } from './processor-stores.ts'
import type { SessionState } from './session-state.ts'

/** An aggregate with the headers that were put beside it (KIP-1271). */
export interface AggregationWithHeaders<V> {
  readonly aggregation: V
  readonly headers: HeaderList
}

/** Keys and sessions, both ends inclusive, to values. Only sessions that end later than stream time - retention are read. */
export interface SessionStore<K, V> {
  readonly name: string
  /** Whether `V` is `AggregationWithHeaders`. */
  readonly headers: boolean
  /** Puts the value of a session; null removes it. A session too old to be kept is dropped. */
  put(session: Windowed<K>, value: V | null): void
  remove(session: Windowed<K>): void
  /** The value of the session with exactly these bounds, or null. */
  fetchSession(key: K, startMs: number, endMs: number): V | null
  /** All sessions of a key, by end. */
  fetch(key: K): IterableIterator<KeyValue<Windowed<K>, V>>
  /** Those that end at or after `earliestEndMs` and begin at or before `latestStartMs`, by end. */
  findSessions(
    key: K,
    earliestEndMs: number,
    latestStartMs: number,
  ): IterableIterator<KeyValue<Windowed<K>, V>>
}

export class SessionFacade implements SessionStore<unknown, unknown> {
  readonly name: string
  readonly headers: boolean
  private readonly state: SessionState
  private readonly inHand: () => TaskRecord
  private readonly tooOld: () => void

  constructor(state: SessionState, inHand: () => TaskRecord, tooOld: () => void) {
    this.name = state.spec.name
    this.headers = state.spec.headers === true
    this.state = state
    this.inHand = inHand
    this.tooOld = tooOld
  }

  put({ key, start, end }: Windowed<unknown>, value: unknown): void {
    const { state } = this
    const given =
      this.headers && value !== null && value !== undefined
        ? (value as AggregationWithHeaders<unknown>)
        : { aggregation: value, headers: undefined }
    state.ofKey(key)
    const put = (): boolean => state.put(start, end, given.aggregation, this.inHand())
    if (!putHeaded(state.valueSerde, given.headers, put)) this.tooOld()
  }

  remove(session: Windowed<unknown>): void {
    this.put(session, null)
  }

  fetchSession(key: unknown, startMs: number, endMs: number): unknown {
    const value = this.state.fetchSession(key, startMs, endMs)
    return value === null ? null : this.shown(value, { key, start: startMs, end: endMs })
  }

  private shown(aggregation: unknown, { key, start, end }: Windowed<unknown>): unknown {
    return this.headers ? { aggregation, headers: this.state.headersOf(key, start, end) } : aggregation
  }

  fetch(key: unknown) {
    return this.findSessions(key, 0, Number.MAX_SAFE_INTEGER)
  }

  *findSessions(key: unknown, earliestEndMs: number, latestStartMs: number) {
    this.state.ofKey(key)
    // Sessions that a processor puts may overlap: their starts are in no order.
    for (const { start, end, value } of this.state.find(earliestEndMs, Number.MAX_SAFE_INTEGER)) {
      const session = { key, start, end }
      if (start <= latestStartMs) yield { key: session, value: this.shown(value, session) }
    }
  }
}
