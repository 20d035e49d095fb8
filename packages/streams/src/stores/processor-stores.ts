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
import { closedState } from './closed-state.ts'
import type { JoinBufferState } from './join-buffer-state.ts'
import { JoinWindowState } from './join-window-state.ts'
import type { KeyValueEntry, KeyValueState, ValueAndTimestamp } from './key-value-state.ts'
import type { OuterJoinState } from './outer-join-state.ts'
import { SessionFacade, type SessionStore } from './session-facade.ts'
import type { SessionState } from './session-state.ts'
import type { SuppressState } from './suppress-state.ts'
import { VersionedFacade, type VersionedKeyValueStore } from './versioned-facade.ts'
import type { VersionedState } from './versioned-state.ts'
import { DuplicatesFacade, WindowFacade, type WindowStore } from './window-facade.ts'
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

export type ProcessorStore =
  | KeyValueStore<never, unknown>
  | WindowStore<never, unknown>
  | SessionStore<never, unknown>
  | VersionedKeyValueStore<never, unknown>

/** The record in hand. */
type InHand = () => TaskRecord

class KeyValueFacade implements KeyValueStore<unknown, unknown> {
  readonly name: string
  private state: KeyValueState
  private readonly inHand: InHand
  readonly timestamped: boolean
  readonly headers: boolean

  constructor(state: KeyValueState, inHand: InHand, shape?: StoreShape) {
    this.name = state.spec.name
    this.state = state
    this.inHand = inHand
    this.timestamped = shape?.timestamped ?? state.spec.timestamped
    this.headers = shape?.headers ?? state.spec.headers === true
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

  close(): void {
    this.state = closedState(this.name)
  }
}

/** What is shown beside values; not more than the store keeps. */
export interface StoreShape {
  readonly timestamped: boolean
  readonly headers: boolean
}

/** A state as processors see it. `tooOld` counts a put that the store drops. `shape`: to show less than the store keeps. */
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
  shape?: StoreShape,
): ProcessorStore {
  const { kind } = state.spec
  if (kind === 'keyValue') return new KeyValueFacade(state as KeyValueState, inHand, shape) as ProcessorStore
  if (state instanceof JoinWindowState) return new DuplicatesFacade(state, inHand, tooOld) as ProcessorStore
  if (kind === 'session')
    return new SessionFacade(state as SessionState, inHand, tooOld, shape) as unknown as ProcessorStore
  if (kind === 'outerJoin' || kind === 'suppress' || kind === 'joinBuffer')
    throw new Error(`bug: ${state.spec.name} is no store of a processor`)
  if (kind === 'window')
    return new WindowFacade(state as WindowState, inHand, tooOld, shape) as ProcessorStore
  return new VersionedFacade(state as VersionedState, inHand) as ProcessorStore
}

/** The store's task is closed: whoever uses the store from now on is told, with INVALID_STORE. */
export function closeStore(store: ProcessorStore): void {
  ;(store as unknown as { close(): void }).close()
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
