/**
 * Queries as values: what to ask a store, answered for each partition apart. (Kafka Streams: interactive queries v2, KIP-796, KIP-805,
 * KIP-806, KIP-960, KIP-968, KIP-985, KIP-992.)
 *
 * A query runs against one partition's state; a store of another kind does not know it.
 */
import type { StateStore } from '../processors/processor-spec.ts'
import { JoinWindowState } from '../stores/join-window-state.ts'
import { type KeyValueEntry, KeyValueState, type ValueAndTimestamp } from '../stores/key-value-state.ts'
import { SessionState } from '../stores/session-state.ts'
import { VersionedState } from '../stores/versioned-state.ts'
import { WindowState } from '../stores/window-state.ts'
import {
  ReadOnlyKeyValueStore,
  ReadOnlySessionStore,
  ReadOnlyVersionedStore,
  ReadOnlyWindowStore,
  type SessionEntry,
  type VersionEntry,
  type WindowEntry,
} from './read-only-stores.ts'

/** A query whose answer is an `R`. Made by the functions below. */
export interface StoreQuery<R> {
  readonly name: string
  /** @internal The answer of one partition; undefined: the store does not know such a query. */
  run(state: StateStore): R | undefined
}

function ofKeyValue<K, V, R>(name: string, ask: (store: ReadOnlyKeyValueStore<K, V>) => R): StoreQuery<R> {
  const run = (state: StateStore): R | undefined =>
    state instanceof KeyValueState
      ? ask(new ReadOnlyKeyValueStore<K, V>(() => [state as KeyValueState<K, V>]))
      : undefined
  return { name, run }
}

function ofWindows<K, V, R>(name: string, ask: (store: ReadOnlyWindowStore<K, V>) => R): StoreQuery<R> {
  const run = (state: StateStore): R | undefined =>
    state instanceof WindowState || state instanceof JoinWindowState
      ? ask(new ReadOnlyWindowStore<K, V>(() => [state as WindowState<K, V>]))
      : undefined
  return { name, run }
}

function ofVersions<K, V, R>(name: string, ask: (store: ReadOnlyVersionedStore<K, V>) => R): StoreQuery<R> {
  const run = (state: StateStore): R | undefined =>
    state instanceof VersionedState
      ? ask(new ReadOnlyVersionedStore<K, V>(() => [state as VersionedState<K, V>]))
      : undefined
  return { name, run }
}

/** The value of a key with its timestamp, or null. */
export function keyQuery<K, V>(key: K): StoreQuery<ValueAndTimestamp<V> | null> {
  return ofKeyValue<K, V, ValueAndTimestamp<V> | null>('KeyQuery', store => store.get(key))
}

/** Entries from `from` to `to`, both included, by the order of serialized keys; absent is open. */
export function rangeQuery<K, V>(
  bounds: { readonly from?: K; readonly to?: K; readonly descending?: boolean } = {},
): StoreQuery<KeyValueEntry<K, V>[]> {
  const { descending = false, from = null, to = null } = bounds
  return ofKeyValue<K, V, KeyValueEntry<K, V>[]>('RangeQuery', store => [
    ...(descending ? store.reverseRange(from, to) : store.range(from, to)),
  ])
}

/** The windows of a key that start within `[fromMs, toMs]`, by start. */
export function windowKeyQuery<K, V>(key: K, fromMs: number, toMs: number): StoreQuery<WindowEntry<K, V>[]> {
  return ofWindows<K, V, WindowEntry<K, V>[]>('WindowKeyQuery', store => store.fetch(key, fromMs, toMs))
}

/** The windows of all keys that start within `[fromMs, toMs]`, in the store's order. */
export function windowRangeQuery<K, V>(fromMs: number, toMs: number): StoreQuery<WindowEntry<K, V>[]> {
  return ofWindows<K, V, WindowEntry<K, V>[]>('WindowRangeQuery', store => store.fetchAll(fromMs, toMs))
}

/** The sessions of a key, by end. */
export function sessionsQuery<K, V>(key: K): StoreQuery<SessionEntry<K, V>[]> {
  const run = (state: StateStore): SessionEntry<K, V>[] | undefined =>
    state instanceof SessionState
      ? new ReadOnlySessionStore<K, V>(() => [state as SessionState<K, V>]).fetch(key)
      : undefined
  return { name: 'WindowRangeQuery of a key', run }
}

/** The latest version of a key, or the one that was valid at `asOfMs`; null where there is none. */
export function versionedKeyQuery<K, V>(key: K, asOfMs?: number): StoreQuery<ValueAndTimestamp<V> | null> {
  return ofVersions<K, V, ValueAndTimestamp<V> | null>('VersionedKeyQuery', store => store.get(key, asOfMs))
}

/** The versions of a key that were valid at some time from `fromMs` to `toMs`; oldest first, unless `descending`. */
export function multiVersionedKeyQuery<K, V>(
  key: K,
  bounds: { readonly fromMs?: number; readonly toMs?: number; readonly descending?: boolean } = {},
): StoreQuery<VersionEntry<V>[]> {
  const { descending = false, fromMs = null, toMs = null } = bounds
  return ofVersions<K, V, VersionEntry<V>[]>('MultiVersionedKeyQuery', store =>
    descending ? store.versionsDescending(key, fromMs, toMs) : store.versions(key, fromMs, toMs),
  )
}
