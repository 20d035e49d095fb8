/** Reads of stores from expressions: the bare value, whatever the kind of store. */
import type { KeyValueStore, ValueAndTimestamp, VersionedKeyValueStore, WindowStore } from '@moldau/streams'
import type { Value } from './values.ts'

export function isWindow(store: unknown): store is WindowStore<Value, unknown> {
  return typeof (store as { fetch?: unknown }).fetch === 'function'
}

export function isVersioned(store: unknown): store is VersionedKeyValueStore<Value, Value> {
  return !isWindow(store) && typeof (store as { all?: unknown }).all !== 'function'
}

/** The value of an entry without its timestamp. */
export function bare(found: unknown, timestamped: boolean): Value {
  return found === null ? null : timestamped ? (found as ValueAndTimestamp<Value>).value : (found as Value)
}

/** The bare value of a key in a key-value or versioned store, or null. */
export function lookup(store: unknown, key: Value): Value {
  if (isVersioned(store)) return store.get(key)?.value ?? null
  const plain = store as KeyValueStore<Value, unknown>
  return bare(plain.get(key), plain.timestamped)
}

/** The bare value of a window, or null. */
export function fetchWindow(store: unknown, key: Value, startMs: number): Value {
  const windows = store as WindowStore<Value, unknown>
  return bare(windows.fetch(key, startMs), windows.timestamped)
}
