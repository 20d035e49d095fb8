/**
 * Stores that processors use, and what they are made with. (Kafka Streams: StoreBuilder and Stores.)
 *
 * A definition is given to `builder.addStateStore`, or brought by a processor's supplier. One definition may be used by several
 * processors, which then share the store and its sub-topology.
 */

import { checkedName } from '../checked-name.ts'
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import type { Serde } from '../serdes/serde.ts'
import type { ValueAndTimestamp, ValueTimestampHeaders } from './key-value-state.ts'
import type { KeyValueStore } from './processor-stores.ts'
import type { AggregationWithHeaders, SessionStore } from './session-facade.ts'
import { type StoreSpec, versionedSegmentIntervalMs, windowSegmentIntervalMs } from './store-spec.ts'
import type { VersionedKeyValueStore } from './versioned-facade.ts'
import type { WindowStore } from './window-facade.ts'

/** What all stores have in common. */
export interface StoreOptions<K, V> {
  /** null: the application's `default.key.serde`. */
  readonly key: Serde<K> | null
  /** null: the application's `default.value.serde`. */
  readonly value: Serde<V> | null
  /** Default: the application's `dsl.store.suppliers.class`, `level`. */
  readonly store?: 'memory' | 'level'
  /** Keep writes back until a commit; default false, as for any store that is not the DSL's. */
  readonly caching?: boolean
  /** Log changes to a topic so that the store can be restored; default true. An object sets topic configuration. */
  readonly logging?: boolean | Readonly<Record<string, string>>
}

/** A store in memory that keeps its last keys only; made by {@link lru}. */
export interface LruStore {
  readonly lruEntries: number
}

/**
 * Keeps the `maxEntries` keys that were read or put last, in memory. What is forgotten is gone for the operator that keeps the store,
 * and nobody is told. After a restart keys are as old as their last puts. (Kafka Streams: Stores.lruMap.)
 *
 * ```ts
 * const seen = keyValueStore('seen', { key: string(), value: integer(), store: lru(1000) })
 * console.log(seen.spec.type) // prints memory
 * ```
 *
 * @throws INVALID_ARGUMENT for a bound that is no whole number from 0 on
 */
export function lru(maxEntries: number): LruStore {
  if (!Number.isInteger(maxEntries) || maxEntries < 0)
    throw new StreamsError('INVALID_ARGUMENT', 'maxEntries cannot be negative')
  return { lruEntries: maxEntries }
}

export interface KeyValueStoreOptions<K, V> extends Omit<StoreOptions<K, V>, 'store'> {
  /** Default: the application's `dsl.store.suppliers.class`, `level`. */
  readonly store?: 'memory' | 'level' | LruStore
}

export interface WindowStoreOptions<K, V> extends StoreOptions<K, V> {
  readonly windowSize: Duration
  /** How long windows are kept, counted from their start against the latest one; at least `windowSize`. */
  readonly retention: Duration
  /** Whether puts of one key and start stand beside each other instead of replacing; default false. */
  readonly duplicates?: boolean
}

export interface VersionedStoreOptions<K, V> extends Omit<StoreOptions<K, V>, 'caching' | 'store'> {
  readonly historyRetention: Duration
  readonly segmentInterval?: Duration
}

/** A store to be: pure data. `S` is what processors get, so that `context.getStateStore(definition)` is typed. */
export interface StoreDefinition<S = unknown> {
  readonly spec: StoreSpec
  /** Keeps the type; never set. */
  readonly store?: S
}

function common<K, V>(name: string, options: Omit<KeyValueStoreOptions<K, V>, 'caching'>) {
  const { store, logging = true } = options
  return {
    ...(typeof store === 'object' && store),
    name: checkedName(name),
    keySerde: options.key as Serde<unknown> | null,
    valueSerde: options.value as Serde<unknown> | null,
    type: typeof store === 'object' ? ('memory' as const) : (store ?? null),
    logging: logging !== false,
    logConfig: new Map(typeof logging === 'object' ? Object.entries(logging) : []),
  }
}

function keyValue<K, V>(name: string, options: KeyValueStoreOptions<K, V>, timestamped: boolean) {
  const caching = options.caching ?? false
  return { ...common(name, options), kind: 'keyValue' as const, timestamped, caching }
}

/** Keys to values. Processors get it as `KeyValueStore<K, V>`. */
export function keyValueStore<K, V>(
  name: string,
  options: KeyValueStoreOptions<K, V>,
): StoreDefinition<KeyValueStore<K, V>> {
  return { spec: keyValue(name, options, false) }
}

/** Keys to values with a timestamp each, as the tables of the DSL keep them: `KeyValueStore<K, ValueAndTimestamp<V>>`. */
export function timestampedKeyValueStore<K, V>(
  name: string,
  options: KeyValueStoreOptions<K, V>,
): StoreDefinition<KeyValueStore<K, ValueAndTimestamp<V>>> {
  return { spec: keyValue(name, options, true) }
}

/**
 * Keys to values with a timestamp and headers each (KIP-1271): `KeyValueStore<K, ValueTimestampHeaders<V>>`. Its changelog carries the
 * headers as those of its records.
 *
 * ```ts
 * const orders = headersKeyValueStore('orders', { key: string(), value: string() })
 * console.log(orders.spec.headers) // prints true
 * ```
 */
export function headersKeyValueStore<K, V>(
  name: string,
  options: StoreOptions<K, V>,
): StoreDefinition<KeyValueStore<K, ValueTimestampHeaders<V>>> {
  return { spec: { ...keyValue(name, options, true), headers: true } }
}

function window<K, V>(
  name: string,
  options: WindowStoreOptions<K, V>,
  timestamped: boolean,
): { readonly spec: StoreSpec } {
  const windowSizeMs = durationMs(options.windowSize, `windowSize of store ${name}`)
  const retentionMs = durationMs(options.retention, `retention of store ${name}`)
  if (windowSizeMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'windowSize cannot be negative')
  if (retentionMs < windowSizeMs) {
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `The retention period of the window store ${name} must be no smaller than its window size.` +
        ` Got size=[${windowSizeMs}], retention=[${retentionMs}]`,
    )
  }
  const segmentIntervalMs = windowSegmentIntervalMs(retentionMs)
  const caching = options.caching ?? false
  const kind = 'window' as const
  return {
    spec: {
      ...common(name, options),
      kind,
      timestamped,
      duplicates: options.duplicates ?? false,
      // No key comes twice: there is nothing to compact.
      ...(options.duplicates === true && { cleanupPolicy: 'delete' }),
      caching,
      windowSizeMs,
      retentionMs,
      segmentIntervalMs,
    },
  }
}

/** Keys and window starts to values: `WindowStore<K, V>`. */
export function windowStore<K, V>(
  name: string,
  options: WindowStoreOptions<K, V>,
): StoreDefinition<WindowStore<K, V>> {
  return window(name, options, false)
}

/** The same with a timestamp beside each value: `WindowStore<K, ValueAndTimestamp<V>>`. */
export function timestampedWindowStore<K, V>(
  name: string,
  options: WindowStoreOptions<K, V>,
): StoreDefinition<WindowStore<K, ValueAndTimestamp<V>>> {
  return window(name, options, true)
}

/**
 * Keys and window starts to values with a timestamp and headers each (KIP-1271): `WindowStore<K, ValueTimestampHeaders<V>>`. Its changelog
 * carries the headers as those of its records. Cost: of a list, a look-up more for each entry.
 *
 * ```ts
 * const options = { key: string(), value: integer(), windowSize: '1m', retention: '1h' } as const
 * console.log(headersWindowStore('clicks', options).spec.headers) // prints true
 * ```
 *
 * @throws INVALID_ARGUMENT for a retention below the window size
 */
export function headersWindowStore<K, V>(
  name: string,
  options: Omit<WindowStoreOptions<K, V>, 'duplicates'>,
): StoreDefinition<WindowStore<K, ValueTimestampHeaders<V>>> {
  return { spec: { ...window(name, options, true).spec, headers: true } }
}

export interface SessionStoreOptions<K, V> extends StoreOptions<K, V> {
  /** How long sessions are kept, counted from their end against the latest one. */
  readonly retention: Duration
}

/**
 * Keys and sessions to values: `SessionStore<K, V>`.
 *
 * ```ts
 * const visits = sessionStore('visits', { key: string(), value: integer(), retention: '1h' })
 * console.log(visits.spec.kind) // prints session
 * ```
 *
 * @throws INVALID_ARGUMENT for a retention below 0
 */
export function sessionStore<K, V>(
  name: string,
  options: SessionStoreOptions<K, V>,
): StoreDefinition<SessionStore<K, V>> {
  const retentionMs = durationMs(options.retention, `retention of store ${name}`)
  if (retentionMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'retentionPeriod cannot be negative')
  const segmentIntervalMs = windowSegmentIntervalMs(retentionMs)
  const caching = options.caching ?? false
  const kind = 'session' as const
  return { spec: { ...common(name, options), kind, caching, retentionMs, segmentIntervalMs } }
}

/**
 * Keys and sessions to values with headers each (KIP-1271): `SessionStore<K, AggregationWithHeaders<V>>`. Its changelog carries the headers
 * as those of its records. Cost: of a list, a look-up more for each entry.
 *
 * ```ts
 * const visits = headersSessionStore('visits', { key: string(), value: integer(), retention: '1h' })
 * console.log(visits.spec.headers) // prints true
 * ```
 *
 * @throws INVALID_ARGUMENT for a retention below 0
 */
export function headersSessionStore<K, V>(
  name: string,
  options: SessionStoreOptions<K, V>,
): StoreDefinition<SessionStore<K, AggregationWithHeaders<V>>> {
  return { spec: { ...sessionStore(name, options).spec, headers: true } }
}

/** Keys to versions of values (KIP-889): `VersionedKeyValueStore<K, V>`. */
export function versionedKeyValueStore<K, V>(
  name: string,
  options: VersionedStoreOptions<K, V>,
): StoreDefinition<VersionedKeyValueStore<K, V>> {
  const historyRetentionMs = durationMs(options.historyRetention, `historyRetention of store ${name}`)
  if (historyRetentionMs < 0)
    throw new StreamsError('INVALID_ARGUMENT', 'historyRetention cannot be negative')
  const segmentIntervalMs =
    options.segmentInterval === undefined
      ? versionedSegmentIntervalMs(historyRetentionMs)
      : durationMs(options.segmentInterval, `segmentInterval of store ${name}`)
  if (segmentIntervalMs < 1)
    throw new StreamsError('INVALID_ARGUMENT', 'segmentInterval cannot be zero or negative')
  const caching = false
  const type = 'level' as const
  return {
    spec: {
      ...common(name, options),
      kind: 'versioned',
      type,
      caching,
      historyRetentionMs,
      segmentIntervalMs,
    },
  }
}
