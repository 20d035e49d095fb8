/** Session stores as processors read and write them. Nothing is merged for them: that is what the aggregation of the DSL does. */
import type { HeaderList } from '../records/headers.ts'
import type { TaskRecord } from '../records/task-record.ts'
import type { Windowed } from '../serdes/windowed.ts'
import { closedState } from './closed-state.ts'
import { putHeaded } from './headed-serde.ts'
import { keyRange } from './key-range.ts'
import type { KeyValue, StoreShape } from './processor-stores.ts'
import type { SessionState } from './session-state.ts'

/** An aggregate with the headers that were put beside it (KIP-1271). */
export interface AggregationWithHeaders<V> {
  readonly aggregation: V
  readonly headers: HeaderList
}

type Sessions<K, V> = IterableIterator<KeyValue<Windowed<K>, V>>

/**
 * Keys and sessions, both ends inclusive, to values. Only sessions that end later than stream time - retention are read. Keys are compared
 * by their bytes, both ends included; a key of null is open. The sessions of a key come by end, those of several keys in the store's own
 * order: in memory by end, then key; on disk segment by segment by key, then end. Cost: of one key what is found, of several what the
 * store holds.
 */
export interface SessionStore<K, V> {
  readonly name: string
  /** Whether `V` is `AggregationWithHeaders`. */
  readonly headers: boolean
  /** Puts the value of a session; null removes it. A session too old to be kept is dropped. */
  put(session: Windowed<K>, value: V | null): void
  remove(session: Windowed<K>): void
  /** The value of the session with exactly these bounds, or null. */
  fetchSession(key: K, startMs: number, endMs: number): V | null
  /** All sessions of a key, or of the keys from `from` to `to`. */
  fetch(key: K): Sessions<K, V>
  fetch(from: K | null, to: K | null): Sessions<K, V>
  backwardFetch(key: K): Sessions<K, V>
  backwardFetch(from: K | null, to: K | null): Sessions<K, V>
  /** Of all keys those that end within `[earliestEndMs, latestEndMs]`. */
  findSessions(earliestEndMs: number, latestEndMs: number): Sessions<K, V>
  /** Those that end at or after `earliestEndMs` and begin at or before `latestStartMs`. */
  findSessions(key: K, earliestEndMs: number, latestStartMs: number): Sessions<K, V>
  findSessions(from: K | null, to: K | null, earliestEndMs: number, latestStartMs: number): Sessions<K, V>
  backwardFindSessions(key: K, earliestEndMs: number, latestStartMs: number): Sessions<K, V>
  backwardFindSessions(
    from: K | null,
    to: K | null,
    earliestEndMs: number,
    latestStartMs: number,
  ): Sessions<K, V>
}

/** The arguments of `findSessions` where they name keys. */
type OfKeys =
  | readonly [key: unknown, earliestEndMs: number, latestStartMs: number]
  | readonly [from: unknown, to: unknown, earliestEndMs: number, latestStartMs: number]

export class SessionFacade implements SessionStore<unknown, unknown> {
  readonly name: string
  readonly headers: boolean
  private state: SessionState
  private readonly inHand: () => TaskRecord
  private readonly tooOld: () => void

  constructor(state: SessionState, inHand: () => TaskRecord, tooOld: () => void, shape?: StoreShape) {
    this.name = state.spec.name
    this.headers = shape?.headers ?? state.spec.headers === true
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

  // The overloads of the interface, told apart by how many arguments there are.
  fetch(...keys: readonly [unknown] | readonly [unknown, unknown]) {
    return this.found(...keys, 0, Number.MAX_SAFE_INTEGER).values()
  }

  backwardFetch(...keys: readonly [unknown] | readonly [unknown, unknown]) {
    return this.found(...keys, 0, Number.MAX_SAFE_INTEGER)
      .reverse()
      .values()
  }

  findSessions(...sought: OfKeys | readonly [earliestEndMs: number, latestEndMs: number]) {
    if (sought.length !== 2) return this.found(...sought).values()
    const [earliest, latest] = sought
    return this.every(({ end }) => end >= earliest && end <= latest).values()
  }

  backwardFindSessions(...sought: OfKeys) {
    return this.found(...sought)
      .reverse()
      .values()
  }

  private found(...sought: OfKeys): KeyValue<Windowed<unknown>, unknown>[] {
    if (sought.length === 3) return this.ofKey(...sought)
    const [from, to, earliestEndMs, latestStartMs] = sought
    const isInside = keyRange(this.state.keySerde, from, to)
    return this.every(
      ({ key, start, end }) => end >= earliestEndMs && start <= latestStartMs && isInside(key),
    )
  }

  private every(isSought: (session: Windowed<unknown>) => boolean) {
    return this.state
      .all()
      .filter(({ key }) => isSought(key))
      .map(({ key, value }) => ({ key, value: this.shown(value, key) }))
  }

  private ofKey(key: unknown, earliestEndMs: number, latestStartMs: number) {
    this.state.ofKey(key)
    // Sessions that a processor puts may overlap: their starts are in no order.
    return this.state
      .find(earliestEndMs, Number.MAX_SAFE_INTEGER)
      .filter(({ start }) => start <= latestStartMs)
      .map(({ start, end, value }) => ({
        key: { key, start, end },
        value: this.shown(value, { key, start, end }),
      }))
  }

  close(): void {
    this.state = closedState(this.name)
  }
}
