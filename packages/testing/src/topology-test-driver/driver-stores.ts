/** The stores of a driver as tests read and write them, under the names of Kafka's driver. */
import {
  type AggregationWithHeaders,
  JoinWindowState,
  KeyValueState,
  type KeyValueStore,
  type ProcessorStore,
  processorStore,
  SessionState,
  type SessionStore,
  type StateStore,
  type StoreShape,
  TaskRecord,
  type ValueAndTimestamp,
  type ValueTimestampHeaders,
  type VersionedKeyValueStore,
  VersionedState,
  WindowState,
  type WindowStore,
} from '@moldau/streams'

const PLAIN: StoreShape = { timestamped: false, headers: false }
const TIMESTAMPED: StoreShape = { timestamped: true, headers: false }
const HEADED: StoreShape = { timestamped: true, headers: true }

/**
 * With several partitions all is of partition 0. What a test puts has time 0, and goes to the changelog as what a processor puts; with a
 * cache it goes down and out with the next commit, behind the next record. A store is good until `restart`.
 */
export abstract class DriverStores {
  /** What is behind the stores, by name. */
  abstract states(): ReadonlyMap<string, StateStore>

  /** A test is about to write to a store. */
  protected abstract written(): void

  /** All stores that processors could use, by name. */
  getAllStateStores(): Map<string, ProcessorStore> {
    const names = [...this.states().keys()]
    return new Map(
      names.flatMap(name => {
        const store = this.getStateStore(name)
        return store === null ? [] : [[name, store]]
      }),
    )
  }

  /** A store of whatever kind, as a processor would have it; null where there is none of the name. */
  getStateStore(name: string): ProcessorStore | null {
    const state = this.states().get(name)
    return state !== undefined && isOfProcessors(state) ? this.shown(state) : null
  }

  /** A key-value store, its values alone, also where it keeps more beside them; null where there is none of the name. */
  getKeyValueStore<K, V>(name: string): KeyValueStore<K, V> | null {
    return this.as(name, KeyValueState, PLAIN)
  }

  /** The same with timestamps; null also where the store keeps none. */
  getTimestampedKeyValueStore<K, V>(name: string): KeyValueStore<K, ValueAndTimestamp<V>> | null {
    return this.of(name, KeyValueState)?.spec.timestamped === true
      ? this.as(name, KeyValueState, TIMESTAMPED)
      : null
  }

  /** The same with timestamps and headers; null also where the store keeps no headers. */
  getTimestampedKeyValueStoreWithHeaders<K, V>(
    name: string,
  ): KeyValueStore<K, ValueTimestampHeaders<V>> | null {
    return this.of(name, KeyValueState)?.spec.headers === true ? this.as(name, KeyValueState, HEADED) : null
  }

  getVersionedKeyValueStore<K, V>(name: string): VersionedKeyValueStore<K, V> | null {
    return this.as(name, VersionedState)
  }

  /** A window store, its values alone, also where it keeps more beside them; null where there is none of the name. */
  getWindowStore<K, V>(name: string): WindowStore<K, V> | null {
    return this.as(name, WindowState, PLAIN) ?? this.as(name, JoinWindowState)
  }

  /** The same with timestamps; null also where the store keeps none. */
  getTimestampedWindowStore<K, V>(name: string): WindowStore<K, ValueAndTimestamp<V>> | null {
    return this.of(name, WindowState)?.spec.timestamped === true
      ? this.as(name, WindowState, TIMESTAMPED)
      : null
  }

  /** The same with timestamps and headers; null also where the store keeps no headers. */
  getTimestampedWindowStoreWithHeaders<K, V>(name: string): WindowStore<K, ValueTimestampHeaders<V>> | null {
    return this.of(name, WindowState)?.spec.headers === true ? this.as(name, WindowState, HEADED) : null
  }

  /** A session store, its aggregates alone, also where it keeps headers beside them; null where there is none of the name. */
  getSessionStore<K, V>(name: string): SessionStore<K, V> | null {
    return this.as(name, SessionState, PLAIN)
  }

  /** The same with headers; null also where the store keeps none. */
  getSessionStoreWithHeaders<K, V>(name: string): SessionStore<K, AggregationWithHeaders<V>> | null {
    return this.of(name, SessionState)?.spec.headers === true ? this.as(name, SessionState, HEADED) : null
  }

  private of<S extends StateStore>(name: string, kind: abstract new (...args: never[]) => S): S | undefined {
    const state = this.states().get(name)
    return state instanceof kind ? state : undefined
  }

  private as<T>(
    name: string,
    kind: abstract new (...args: never[]) => StateStore,
    shape?: StoreShape,
  ): T | null {
    const state = this.of(name, kind)
    return state === undefined ? null : (this.shown(state, shape) as T)
  }

  private shown(state: StateStore, shape?: StoreShape): ProcessorStore {
    const record = new TaskRecord()
    record.timestamp = 0
    return processorStore(
      state,
      () => {
        this.written()
        return record
      },
      () => {},
      shape,
    )
  }
}

/** The others are of the DSL's own making, and nobody else's. */
function isOfProcessors(state: StateStore): boolean {
  return [KeyValueState, WindowState, SessionState, VersionedState, JoinWindowState].some(
    kind => state instanceof kind,
  )
}
