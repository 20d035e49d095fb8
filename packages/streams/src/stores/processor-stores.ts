/**
 * Stores as processors read and write them: facades over the typed states, with the record in hand for those who forward later.
 *
 * Reads and writes are synchronous. Iterators see the store as it is or as it was when they were made, and may be left at any
 * entry; entries are the caller's to keep. Orders are those of serialized keys, as in Kafka Streams.
 */
import { StreamsError } from '../failure.ts'
import type { HeaderList } from '../records/headers.ts'
import type { TaskRecord } from '../records/task-record.ts'
import type { Serde } from '../serdes/serde.ts'
import { type Windowed, windowEnd } from '../serdes/windowed.ts'
import { putHeaded } from './headed-serde.ts'
import type { JoinBufferState } from './join-buffer-state.ts'
import { JoinWindowState } from './join-window-state.ts'
import type { KeyValueEntry, KeyValueState, ValueAndTimestamp } from './key-value-state.ts'
import type { OuterJoinState } from './outer-join-state.ts'
import { SessionFacade, type SessionStore } from './session-facade.ts'
import type { SessionState } from './session-state.ts'
import type { SuppressState } from './suppress-state.ts'
import { LATEST, NOT_PUT, type VersionedState } from './versioned-state.ts'
import type { WindowState } from './window-state.ts'

export interface KeyValue<K, V> {
  readonly key: K
  readonly value: V
}

/** Of a timestamped store `V` is `ValueAndTimestamp`. Both ends of ranges are inclusive; null is open. */
export interface KeyValueStore<K, V> {
  readonly name: string
  /** Whether `V` is `ValueAndTimestamp`. */
  readonly timestamped: boolean
  /** Whether `V` is `ValueTimestampHeaders`. */
  readonly headers: boolean
  get(key: K): V | null
  /** null deletes. */
  put(key: K, value: V | null): void
  /** Puts where nothing is; gives what is there, or null. */
  putIfAbsent(key: K, value: V | null): V | null
  putAll(entries: Iterable<KeyValue<K, V | null>>): void
  /** Deletes; gives what was there, or null. */
  delete(key: K): V | null
  range(from: K | null, to: K | null): IterableIterator<KeyValue<K, V>>
  reverseRange(from: K | null, to: K | null): IterableIterator<KeyValue<K, V>>
  all(): IterableIterator<KeyValue<K, V>>
  reverseAll(): IterableIterator<KeyValue<K, V>>
  /** Entries whose serialized key begins with what `serde` makes of `prefix`. */
  prefixScan<P>(prefix: P, serde: Serde<P>): IterableIterator<KeyValue<K, V>>
  approximateNumEntries(): number
}

/** Of a timestamped store `V` is `ValueAndTimestamp`, of one that keeps headers `ValueTimestampHeaders`. */
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
  /** Windows of a key whose start is within `[fromMs, toMs]`, by start. */
  fetchRange(key: K, fromMs: number, toMs: number): IterableIterator<KeyValue<Windowed<K>, V>>
  all(): IterableIterator<KeyValue<Windowed<K>, V>>
}

/** A version of a value and the time from which it holds. */
export interface VersionedRecord<V> {
  readonly value: V
  readonly timestamp: number
}

export interface VersionedKeyValueStore<K, V> {
  readonly name: string
  /** Puts the value as of `timestampMs`; null deletes as of then. Gives the end of its validity: a time, 'latest', or 'not-put' when too old. */
  put(key: K, value: V | null, timestampMs: number): number | 'latest' | 'not-put'
  /** The latest version, or the one that was valid at `asOfMs`; null where there is none, or it is older than the history. */
  get(key: K, asOfMs?: number): VersionedRecord<V> | null
}

export type ProcessorStore =
  | KeyValueStore<never, unknown>
  | WindowStore<never, unknown>
  | SessionStore<never, unknown>
  | VersionedKeyValueStore<never, unknown>

/** The record in hand. */
type InHand = () => TaskRecord

class KeyValueFacade implements KeyValueStore<unknown, unknown> {
  readonly name: string
  private readonly state: KeyValueState
  private readonly inHand: InHand
  readonly timestamped: boolean
  readonly headers: boolean

  constructor(state: KeyValueState, inHand: InHand) {
    this.name = state.spec.name
    this.state = state
    this.inHand = inHand
    this.timestamped = state.spec.timestamped
    this.headers = state.spec.headers === true
  }

  private shown(found: (ValueAndTimestamp<unknown> & { headers?: HeaderList }) | null): unknown {
    if (found === null || !this.timestamped) return found === null ? null : found.value
    const { value, timestamp, headers } = found
    return this.headers ? { value, timestamp, headers } : { value, timestamp }
  }

  get(key: unknown): unknown {
    return this.shown(this.state.get(key))
  }

  put(key: unknown, value: unknown): void {
    const record = this.inHand()
    if (!this.timestamped || value === null || value === undefined) {
      this.state.write(key, value, record.timestamp, record)
      return
    }
    const given = value as ValueAndTimestamp<unknown> & { headers?: HeaderList }
    this.state.write(key, given.value, given.timestamp, record, given.headers)
  }

  putIfAbsent(key: unknown, value: unknown): unknown {
    const found = this.get(key)
    if (found === null) this.put(key, value)
    return found
  }

  putAll(entries: Iterable<KeyValue<unknown, unknown>>): void {
    for (const { key, value } of entries) this.put(key, value)
  }

  delete(key: unknown): unknown {
    const found = this.get(key)
    this.put(key, null)
    return found
  }

  private *entries(found: Iterable<KeyValueEntry<unknown, unknown>>) {
    for (const one of found) yield { key: one.key, value: this.shown(one) }
  }

  range(from: unknown, to: unknown) {
    return this.entries(this.state.range(from, to))
  }

  reverseRange(from: unknown, to: unknown) {
    return this.entries(this.state.range(from, to, true))
  }

  all() {
    return this.range(null, null)
  }

  reverseAll() {
    return this.reverseRange(null, null)
  }

  prefixScan<P>(prefix: P, serde: Serde<P>) {
    return this.entries(this.state.prefix(serde.serialize('', prefix)!))
  }

  approximateNumEntries(): number {
    return this.state.approximateNumEntries()
  }
}

class WindowFacade implements WindowStore<unknown, unknown> {
  readonly name: string
  private readonly state: WindowState
  private readonly inHand: InHand
  readonly timestamped: boolean
  readonly headers: boolean
  private readonly tooOld: () => void

  constructor(state: WindowState, inHand: InHand, tooOld: () => void) {
    this.name = state.spec.name
    this.state = state
    this.inHand = inHand
    this.timestamped = state.spec.timestamped
    this.headers = state.spec.headers === true
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

  fetch(key: unknown, windowStartMs: number): unknown {
    const found = this.state.fetch(key, windowStartMs)
    return found === null ? null : this.shown(found, key, windowStartMs)
  }

  private *entries(found: Iterable<Windowed<unknown> & ValueAndTimestamp<unknown>>) {
    for (const one of found) {
      const { key, start, end } = one
      yield { key: { key, start, end }, value: this.shown(one, key, start) }
    }
  }

  fetchRange(key: unknown, fromMs: number, toMs: number) {
    return this.entries(this.state.fetchRange(key, fromMs, toMs))
  }

  all() {
    return this.entries(this.state.all())
  }
}

/** A window store whose puts of one key and start stand beside each other. */
class DuplicatesFacade implements WindowStore<unknown, unknown> {
  readonly name: string
  readonly timestamped = false
  readonly headers = false
  private readonly state: JoinWindowState
  private readonly inHand: InHand
  private readonly tooOld: () => void

  constructor(state: JoinWindowState, inHand: InHand, tooOld: () => void) {
    this.name = state.spec.name
    this.state = state
    this.inHand = inHand
    this.tooOld = tooOld
  }

  put(key: unknown, value: unknown, windowStartMs: number): void {
    this.state.ofKey(key)
    if (!this.state.putValue(value, windowStartMs, this.inHand().timestamp)) this.tooOld()
  }

  /** The last of those that start there. */
  fetch(key: unknown, windowStartMs: number): unknown {
    this.state.ofKey(key)
    return this.state.fetch(windowStartMs, windowStartMs).at(-1)?.value ?? null
  }

  *fetchRange(key: unknown, fromMs: number, toMs: number) {
    this.state.ofKey(key)
    const { windowSizeMs } = this.state.spec
    for (const { time, value } of this.state.fetch(fromMs, toMs))
      yield { key: { key, start: time, end: windowEnd(time, windowSizeMs) }, value }
  }

  *all() {
    yield* this.state.all()
  }
}

class VersionedFacade implements VersionedKeyValueStore<unknown, unknown> {
  readonly name: string
  private readonly state: VersionedState
  private readonly inHand: InHand

  constructor(state: VersionedState, inHand: InHand) {
    this.name = state.spec.name
    this.state = state
    this.inHand = inHand
  }

  put(key: unknown, value: unknown, timestampMs: number): number | 'latest' | 'not-put' {
    const validTo = this.state.write(key, value, timestampMs, this.inHand())
    return validTo === LATEST ? 'latest' : validTo === NOT_PUT ? 'not-put' : validTo
  }

  get(key: unknown, asOfMs?: number): VersionedRecord<unknown> | null {
    return this.state.get(key, asOfMs)
  }
}

/** A state as processors see it. `tooOld` counts a put that the store drops. */
export function processorStore(
  state:
    | KeyValueState
    | WindowState
    | SessionState
    | VersionedState
    | JoinWindowState
    | OuterJoinState
    | SuppressState
    | JoinBufferState,
  inHand: InHand,
  tooOld: () => void,
): ProcessorStore {
  const { kind } = state.spec
  if (kind === 'keyValue') return new KeyValueFacade(state as KeyValueState, inHand) as ProcessorStore
  if (state instanceof JoinWindowState) return new DuplicatesFacade(state, inHand, tooOld) as ProcessorStore
  if (kind === 'session')
    return new SessionFacade(state as SessionState, inHand, tooOld) as unknown as ProcessorStore
  if (kind === 'outerJoin' || kind === 'suppress' || kind === 'joinBuffer')
    throw new Error(`bug: ${state.spec.name} is no store of a processor`)
  if (kind === 'window') return new WindowFacade(state as WindowState, inHand, tooOld) as ProcessorStore
  return new VersionedFacade(state as VersionedState, inHand) as ProcessorStore
}

/** The same store for those who may only read it. */
export function readOnlyStore<S extends ProcessorStore>(store: S): S {
  const refuse = (): never => {
    throw new StreamsError('NOT_SUPPORTED', 'Global store is read only', {
      hint: 'a global store holds what is in its topic: write to that',
    })
  }
  const writes = { put: refuse, putIfAbsent: refuse, putAll: refuse, delete: refuse, remove: refuse }
  return Object.assign(Object.create(store), writes)
}
