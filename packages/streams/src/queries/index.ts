/** Reading the stores of an application from outside. */
import { StreamsError } from '../failure.ts'
import type { StateStore } from '../processors/processor-spec.ts'
import { JoinWindowState } from '../stores/join-window-state.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import { SessionState } from '../stores/session-state.ts'
import { VersionedState } from '../stores/versioned-state.ts'
import { WindowState } from '../stores/window-state.ts'
import {
  ReadOnlyKeyValueStore,
  ReadOnlySessionStore,
  ReadOnlyVersionedStore,
  ReadOnlyWindowStore,
} from './read-only-stores.ts'

/** What a kind of store is read through. */
export interface ReadOnlyStores<K, V> {
  readonly keyValue: ReadOnlyKeyValueStore<K, V>
  readonly window: ReadOnlyWindowStore<K, V>
  readonly session: ReadOnlySessionStore<K, V>
  readonly versioned: ReadOnlyVersionedStore<K, V>
}
export type QueryableKind = keyof ReadOnlyStores<unknown, unknown>

/** Of which kind a store is; undefined for those that nobody reads from outside (buffers of joins and of `suppress`). */
export function queryableKind(store: StateStore): QueryableKind | undefined {
  if (store instanceof KeyValueState) return 'keyValue'
  if (store instanceof WindowState || store instanceof JoinWindowState) return 'window'
  if (store instanceof SessionState) return 'session'
  return store instanceof VersionedState ? 'versioned' : undefined
}

/** A view over the partitions of one store. @throws INVALID_STORE where it is of another kind */
export function readOnlyStore<K, V, T extends QueryableKind>(
  name: string,
  kind: T,
  states: readonly StateStore[],
): ReadOnlyStores<K, V>[T] {
  for (const state of states) {
    const own = queryableKind(state)
    if (own === kind) continue
    throw new StreamsError('INVALID_STORE', `store ${name} is no ${kind} store`, {
      hint: own === undefined ? 'it is not for queries' : `it is a ${own} store`,
    })
  }
  const views: { readonly [kind in QueryableKind]: () => unknown } = {
    keyValue: () => new ReadOnlyKeyValueStore(states as KeyValueState<K, V>[]),
    window: () => new ReadOnlyWindowStore(states as WindowState<K, V>[]),
    session: () => new ReadOnlySessionStore(states as SessionState<K, V>[]),
    versioned: () => new ReadOnlyVersionedStore(states as VersionedState<K, V>[]),
  }
  return views[kind]() as ReadOnlyStores<K, V>[T]
}

export * from './read-only-stores.ts'
