/**
 * What a program reads of the stores of a running application, or of a test driver: views that look and never change anything.
 *
 *  1. A view is over the tasks that run here when it is asked: a key is looked for in each of their partitions, lists are one
 *     partition after another. What another instance runs is asked there.
 *  2. Within a partition, order is the store's own: of serialized keys, of windows by time first where they are in memory, segment by
 *     segment where they are on disk; `reverse` is the other way round.
 *  3. It shows what has been processed, committed or not, caches included; expired windows and sessions are not there.
 * Reads are synchronous. Cost: a look-up for a key; lists cost what they list, those over a range of keys what lies in their span of
 * time. (Kafka Streams: interactive queries v1, KIP-67.)
 */
import type { HeaderList } from '../records/headers.ts'
import type { Windowed } from '../serdes/windowed.ts'
import type { JoinWindowState } from '../stores/join-window-state.ts'
import { keyRange } from '../stores/key-range.ts'
import type { KeyValueEntry, KeyValueState, ValueAndTimestamp } from '../stores/key-value-state.ts'
import type { SessionState } from '../stores/session-state.ts'
import type { VersionedState } from '../stores/versioned-state.ts'
import type { WindowState } from '../stores/window-state.ts'

type Found<V> = ReturnType<KeyValueState<unknown, V>['get']>

/** A key-value store: tables, aggregates without windows, stores of processors. */
export class ReadOnlyKeyValueStore<K = unknown, V = unknown> {
  private readonly states: () => readonly KeyValueState<K, V>[]

  /** @internal */
  constructor(states: () => readonly KeyValueState<K, V>[]) {
    this.states = states
  }

  /** The value of a key with its timestamp (and headers, where the store keeps them), or null. */
  get(key: K): Found<V> {
    for (const state of this.states()) {
      const found = state.get(key)
      if (found !== null) return found
    }
    return null
  }

  /** Entries from `from` to `to`, both included; null is open. */
  *range(from: K | null, to: K | null): IterableIterator<KeyValueEntry<K, V>> {
    for (const state of this.states()) yield* state.range(from, to)
  }

  *reverseRange(from: K | null, to: K | null): IterableIterator<KeyValueEntry<K, V>> {
    for (const state of this.states()) yield* state.range(from, to, true)
  }

  all(): IterableIterator<KeyValueEntry<K, V>> {
    return this.range(null, null)
  }

  reverseAll(): IterableIterator<KeyValueEntry<K, V>> {
    return this.reverseRange(null, null)
  }

  /** Entries whose serialized key begins with the bytes of `prefix`. */
  *prefixScan(prefix: Uint8Array): IterableIterator<KeyValueEntry<K, V>> {
    for (const state of this.states()) yield* state.prefix(prefix)
  }

  /** About how many entries there are. */
  approximateNumEntries(): number {
    return this.states().reduce((sum, state) => sum + state.approximateNumEntries(), 0)
  }
}

/** Headers, where the store keeps them. */
interface Headed {
  readonly headers?: HeaderList
}

/** A window and what is kept of it. Stores of joins have no timestamps: theirs is the start. */
export type WindowEntry<K, V> = Windowed<K> & ValueAndTimestamp<V> & Headed

/** The windows of an aggregate, or those of a join of streams. Times bound the windows' starts, both ends included. */
export class ReadOnlyWindowStore<K = unknown, V = unknown> {
  private readonly states: () => readonly (WindowState<K, V> | JoinWindowState<K, V>)[]

  /** @internal */
  constructor(states: () => readonly (WindowState<K, V> | JoinWindowState<K, V>)[]) {
    this.states = states
  }

  /** The window of a key that starts at `startMs`, or null. */
  get(key: K, startMs: number): (ValueAndTimestamp<V> & Headed) | null {
    const [first] = this.fetch(key, startMs, startMs)
    if (first === undefined) return null
    const { headers, timestamp, value } = first
    return { value, timestamp, ...(headers !== undefined && { headers }) }
  }

  /** The windows of a key, by start. */
  fetch(key: K, fromMs: number, toMs: number): WindowEntry<K, V>[] {
    return this.states().flatMap(state => windowsOf(state, key, fromMs, toMs))
  }

  backwardFetch(key: K, fromMs: number, toMs: number): WindowEntry<K, V>[] {
    return this.fetch(key, fromMs, toMs).reverse()
  }

  /** The windows of all keys from `from` to `to`; null is open. */
  fetchRange(from: K | null, to: K | null, fromMs: number, toMs: number): WindowEntry<K, V>[] {
    return this.states().flatMap(state => {
      const isInside = keyRange(state.keySerde, from, to)
      return allOf(state).filter(({ key, start }) => start >= fromMs && start <= toMs && isInside(key))
    })
  }

  backwardFetchRange(from: K | null, to: K | null, fromMs: number, toMs: number): WindowEntry<K, V>[] {
    return this.fetchRange(from, to, fromMs, toMs).reverse()
  }

  fetchAll(fromMs: number, toMs: number): WindowEntry<K, V>[] {
    return this.fetchRange(null, null, fromMs, toMs)
  }

  backwardFetchAll(fromMs: number, toMs: number): WindowEntry<K, V>[] {
    return this.fetchAll(fromMs, toMs).reverse()
  }

  all(): WindowEntry<K, V>[] {
    return this.states().flatMap(allOf)
  }

  backwardAll(): WindowEntry<K, V>[] {
    return this.all().reverse()
  }
}

function isJoin<K, V>(state: WindowState<K, V> | JoinWindowState<K, V>): state is JoinWindowState<K, V> {
  return 'ofKey' in state
}

function windowsOf<K, V>(
  state: WindowState<K, V> | JoinWindowState<K, V>,
  key: K,
  fromMs: number,
  toMs: number,
): WindowEntry<K, V>[] {
  if (!isJoin(state)) return headed(state, state.fetchRange(key, fromMs, toMs))
  state.ofKey(key)
  const { windowSizeMs } = state.spec
  return state
    .fetch(fromMs, toMs)
    .map(({ time, value }) => ({ key, start: time, end: time + windowSizeMs, value, timestamp: time }))
}

function allOf<K, V>(state: WindowState<K, V> | JoinWindowState<K, V>): WindowEntry<K, V>[] {
  if (!isJoin(state)) return headed(state, [...state.all()])
  return state.all().map(({ key, value }) => ({ ...key, value, timestamp: key.start }))
}

function headed<K, V>(state: WindowState<K, V>, entries: WindowEntry<K, V>[]): WindowEntry<K, V>[] {
  if (state.spec.headers !== true) return entries
  return entries.map(entry => ({ ...entry, headers: state.headersOf(entry.key, entry.start) }))
}

/** A session, `[start, end]`, and its aggregate. */
export type SessionEntry<K, V> = Windowed<K> & { readonly value: V } & Headed

/** The sessions of an aggregate. */
export class ReadOnlySessionStore<K = unknown, V = unknown> {
  private readonly states: () => readonly SessionState<K, V>[]

  /** @internal */
  constructor(states: () => readonly SessionState<K, V>[]) {
    this.states = states
  }

  /** The aggregate of a session, or null. */
  fetchSession(key: K, startMs: number, endMs: number): V | null {
    for (const state of this.states()) {
      const found = state.fetchSession(key, startMs, endMs)
      if (found !== null) return found
    }
    return null
  }

  /** The sessions of a key, by end. */
  fetch(key: K): SessionEntry<K, V>[] {
    return this.states().flatMap(state => state.fetch(key).map(one => flat(state, one)))
  }

  backwardFetch(key: K): SessionEntry<K, V>[] {
    return this.fetch(key).reverse()
  }

  /** The sessions of all keys from `from` to `to`; null is open. */
  fetchRange(from: K | null, to: K | null): SessionEntry<K, V>[] {
    return this.states().flatMap(state => {
      const isInside = keyRange(state.keySerde, from, to)
      return state
        .all()
        .map(one => flat(state, one))
        .filter(({ key }) => isInside(key))
    })
  }

  /** The sessions of a key that end at `earliestEndMs` or later and start at `latestStartMs` or earlier. */
  findSessions(key: K, earliestEndMs: number, latestStartMs: number): SessionEntry<K, V>[] {
    return this.fetch(key).filter(({ start, end }) => end >= earliestEndMs && start <= latestStartMs)
  }

  all(): SessionEntry<K, V>[] {
    return this.states().flatMap(state => state.all().map(one => flat(state, one)))
  }
}

function flat<K, V>(
  state: SessionState<K, V>,
  { key, value }: { readonly key: Windowed<K>; readonly value: V },
): SessionEntry<K, V> {
  if (state.spec.headers !== true) return { ...key, value }
  return { ...key, value, headers: state.headersOf(key.key, key.start, key.end) }
}

/** A version of a key: valid from `timestamp` until `validTo`, which it is not any more; null: still. */
export interface VersionEntry<V> extends ValueAndTimestamp<V> {
  readonly validTo: number | null
}

/** A versioned table. */
export class ReadOnlyVersionedStore<K = unknown, V = unknown> {
  private readonly states: () => readonly VersionedState<K, V>[]

  /** @internal */
  constructor(states: () => readonly VersionedState<K, V>[]) {
    this.states = states
  }

  /** The latest version of a key, or the one that was valid at `asOfMs`; null where there is none. */
  get(key: K, asOfMs?: number): ValueAndTimestamp<V> | null {
    for (const state of this.states()) {
      const found = state.get(key, asOfMs)
      if (found !== null) return found
    }
    return null
  }

  /** The versions of a key that were valid at some time from `fromMs` to `toMs`, both included; null is open. Oldest first. */
  versions(key: K, fromMs: number | null = null, toMs: number | null = null): VersionEntry<V>[] {
    return this.states().flatMap(state =>
      state
        .versions(key, toMs ?? Number.POSITIVE_INFINITY)
        .filter(({ validTo }) => fromMs === null || validTo === null || validTo > fromMs),
    )
  }

  /** The same, newest first. */
  versionsDescending(key: K, fromMs: number | null = null, toMs: number | null = null): VersionEntry<V>[] {
    return this.versions(key, fromMs, toMs).reverse()
  }
}
