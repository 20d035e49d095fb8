/** Window stores as processors read and write them. */
import type { HeaderList } from '../records/headers.ts'
import type { TaskRecord } from '../records/task-record.ts'
import type { Serde } from '../serdes/serde.ts'
import { type Windowed, windowEnd } from '../serdes/windowed.ts'
import { closedState } from './closed-state.ts'
import { putHeaded } from './headed-serde.ts'
import type { JoinWindowState } from './join-window-state.ts'
import { keyRange } from './key-range.ts'
import type { ValueAndTimestamp } from './key-value-state.ts'
import type { KeyValue, StoreShape } from './processor-stores.ts'
import type { WindowState } from './window-state.ts'

type Windows<K, V> = IterableIterator<KeyValue<Windowed<K>, V>>

/**
 * Of a timestamped store `V` is `ValueAndTimestamp`, of one that keeps headers `ValueTimestampHeaders`. Times bound the starts of
 * windows, keys are compared by their bytes, both ends included; a key of null is open. The windows of a key come by start, those of
 * several keys in the store's own order: in memory by start, then key; on disk segment by segment by key, then start. Cost: of one key
 * what lies within the times, of several what the store holds.
 */
export interface WindowStore<K, V> {
  readonly name: string
  /** Whether `V` is `ValueAndTimestamp`. */
  readonly timestamped: boolean
  /** Whether `V` is `ValueTimestampHeaders`. */
  readonly headers: boolean
  /** Puts the value of the key's window that starts at `windowStartMs`; null deletes. A window too old to be kept is dropped. */
  put(key: K, value: V | null, windowStartMs: number): void
  /** The value of the window that starts at `windowStartMs`, or null. */
  fetch(key: K, windowStartMs: number): V | null
  /** The windows of a key. */
  fetch(key: K, fromMs: number, toMs: number): Windows<K, V>
  /** The windows of the keys from `from` to `to`. */
  fetch(from: K | null, to: K | null, fromMs: number, toMs: number): Windows<K, V>
  /** As `fetch`, the other way round. */
  backwardFetch(key: K, fromMs: number, toMs: number): Windows<K, V>
  backwardFetch(from: K | null, to: K | null, fromMs: number, toMs: number): Windows<K, V>
  /** The windows of all keys that start within these times. */
  fetchAll(fromMs: number, toMs: number): Windows<K, V>
  backwardFetchAll(fromMs: number, toMs: number): Windows<K, V>
  all(): Windows<K, V>
  backwardAll(): Windows<K, V>
}

/** The arguments of `fetch` behind its first one. */
type Rest = readonly [startMs: number] | readonly [fromMs: number, toMs: number] | OfKeys
type OfKeys = readonly [to: unknown, fromMs: number, toMs: number]

/** What all lists of windows come from. */
abstract class WindowLists {
  protected abstract readonly state: { readonly keySerde: Serde<unknown> }
  protected abstract one(key: unknown, startMs: number): unknown
  protected abstract ofKey(key: unknown, fromMs: number, toMs: number): KeyValue<Windowed<unknown>, unknown>[]
  protected abstract every(): KeyValue<Windowed<unknown>, unknown>[]

  // The overloads of the interface, told apart by how many arguments there are.
  fetch(key: unknown, ...rest: Rest): never {
    if (rest.length === 1) return this.one(key, rest[0]) as never
    return this.list(key, rest).values() as never
  }

  backwardFetch(key: unknown, ...rest: readonly [number, number] | OfKeys): never {
    return this.list(key, rest).reverse().values() as never
  }

  private list(key: unknown, rest: readonly [number, number] | OfKeys) {
    return rest.length === 2 ? this.ofKey(key, rest[0], rest[1]) : this.ofKeys(key, ...rest)
  }

  private ofKeys(from: unknown, to: unknown, fromMs: number, toMs: number) {
    const isInside = keyRange(this.state.keySerde, from, to)
    return this.every().filter(({ key: { key, start } }) => start >= fromMs && start <= toMs && isInside(key))
  }

  fetchAll(fromMs: number, toMs: number) {
    return this.ofKeys(null, null, fromMs, toMs).values()
  }

  backwardFetchAll(fromMs: number, toMs: number) {
    return this.ofKeys(null, null, fromMs, toMs).reverse().values()
  }

  all() {
    return this.every().values()
  }

  backwardAll() {
    return this.every().reverse().values()
  }
}

export class WindowFacade extends WindowLists implements WindowStore<unknown, unknown> {
  readonly name: string
  readonly timestamped: boolean
  readonly headers: boolean
  protected state: WindowState
  private readonly inHand: () => TaskRecord
  private readonly tooOld: () => void

  constructor(state: WindowState, inHand: () => TaskRecord, tooOld: () => void, shape?: StoreShape) {
    super()
    this.name = state.spec.name
    this.state = state
    this.inHand = inHand
    this.timestamped = shape?.timestamped ?? state.spec.timestamped
    this.headers = shape?.headers ?? state.spec.headers === true
    this.tooOld = tooOld
  }

  private shown({ value, timestamp }: ValueAndTimestamp<unknown>, key: unknown, startMs: number): unknown {
    if (!this.timestamped) return value
    return this.headers
      ? { value, timestamp, headers: this.state.headersOf(key, startMs) }
      : { value, timestamp }
  }

  put(key: unknown, value: unknown, windowStartMs: number): void {
    const record = this.inHand()
    const isPlain = !this.timestamped || value === null || value === undefined
    const given = isPlain
      ? { value, timestamp: record.timestamp }
      : (value as ValueAndTimestamp<unknown> & { readonly headers?: HeaderList })
    const { state } = this
    const headers = 'headers' in given ? given.headers : undefined
    state.ofWindowed({ key, start: windowStartMs, end: windowStartMs })
    const put = (): boolean => state.put(given.value, given.timestamp, record)
    if (!putHeaded(state.valueSerde, headers, put)) this.tooOld()
  }

  protected one(key: unknown, startMs: number): unknown {
    const found = this.state.fetch(key, startMs)
    return found === null ? null : this.shown(found, key, startMs)
  }

  private entries(found: readonly (Windowed<unknown> & ValueAndTimestamp<unknown>)[]) {
    return found.map(one => {
      const { key, start, end } = one
      return { key: { key, start, end }, value: this.shown(one, key, start) }
    })
  }

  protected ofKey(key: unknown, fromMs: number, toMs: number) {
    return this.entries(this.state.fetchRange(key, fromMs, toMs))
  }

  protected every() {
    return this.entries([...this.state.all()])
  }

  close(): void {
    this.state = closedState(this.name)
  }
}

/** A window store whose puts of one key and start stand beside each other. `fetch` of one start gives the last of them. */
export class DuplicatesFacade extends WindowLists implements WindowStore<unknown, unknown> {
  readonly name: string
  readonly timestamped = false
  readonly headers = false
  protected state: JoinWindowState
  private readonly inHand: () => TaskRecord
  private readonly tooOld: () => void

  constructor(state: JoinWindowState, inHand: () => TaskRecord, tooOld: () => void) {
    super()
    this.name = state.spec.name
    this.state = state
    this.inHand = inHand
    this.tooOld = tooOld
  }

  put(key: unknown, value: unknown, windowStartMs: number): void {
    this.state.ofKey(key)
    if (!this.state.putValue(value, windowStartMs, this.inHand().timestamp)) this.tooOld()
  }

  protected one(key: unknown, startMs: number): unknown {
    this.state.ofKey(key)
    return this.state.fetch(startMs, startMs).at(-1)?.value ?? null
  }

  protected ofKey(key: unknown, fromMs: number, toMs: number) {
    this.state.ofKey(key)
    const { windowSizeMs } = this.state.spec
    return this.state.fetch(fromMs, toMs).map(({ time, value }) => ({
      key: { key, start: time, end: windowEnd(time, windowSizeMs) },
      value: value as unknown,
    }))
  }

  protected every() {
    return [...this.state.all()]
  }

  close(): void {
    this.state = closedState(this.name)
  }
}
