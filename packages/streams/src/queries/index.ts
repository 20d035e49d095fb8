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

export type QueryableKind = 'keyValue' | 'window' | 'session' | 'versioned'

/** Of which kind a store is; undefined for those that nobody reads from outside (buffers of joins and of `suppress`). */
export function queryableKind(store: StateStore): QueryableKind | undefined {
  if (store instanceof KeyValueState) return 'keyValue'
  if (store instanceof WindowState || store instanceof JoinWindowState) return 'window'
  if (store instanceof SessionState) return 'session'
  return store instanceof VersionedState ? 'versioned' : undefined
}

/**
 * The stores of an application or a test driver, by name. Each method throws INVALID_STORE for a store that is not there or is of another
 * kind; a view stays good over rebalances and restarts of tasks.
 */
export class StoreViews {
  private readonly partitionsOf: (name: string) => readonly StateStore[]

  /** `partitionsOf` is asked at each read. */
  constructor(partitionsOf: (name: string) => readonly StateStore[]) {
    this.partitionsOf = partitionsOf
  }

  /** A table or another key-value store. */
  keyValue<K, V>(name: string): ReadOnlyKeyValueStore<K, V> {
    return new ReadOnlyKeyValueStore<K, V>(this.states(name, 'keyValue'))
  }

  /** The windows of an aggregate, or of one side of a join of streams. */
  window<K, V>(name: string): ReadOnlyWindowStore<K, V> {
    return new ReadOnlyWindowStore<K, V>(this.states(name, 'window'))
  }

  session<K, V>(name: string): ReadOnlySessionStore<K, V> {
    return new ReadOnlySessionStore<K, V>(this.states(name, 'session'))
  }

  versioned<K, V>(name: string): ReadOnlyVersionedStore<K, V> {
    return new ReadOnlyVersionedStore<K, V>(this.states(name, 'versioned'))
  }

  private states(name: string, kind: QueryableKind): () => never {
    const states = (): never => {
      const all = this.partitionsOf(name)
      for (const state of all) checkKind(name, kind, state)
      return all as never
    }
    states()
    return states
  }
}

function checkKind(name: string, kind: QueryableKind, state: StateStore): void {
  const own = queryableKind(state)
  if (own === kind) return
  throw new StreamsError('INVALID_STORE', `store ${name} is no ${kind} store`, {
    hint: own === undefined ? 'it is not for queries' : `it is a ${own} store`,
  })
}

export { Position } from './position.ts'
export * from './query.ts'
export * from './read-only-stores.ts'
