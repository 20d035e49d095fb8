/** Options of operators: one object each, instead of Kafka Streams' Consumed, Produced, Grouped, Joined, Materialized, Named. */

import { checkedName } from '../checked-name.ts'
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import type { LineOptions } from '../processors/peek.ts'
import type { StreamPartitioner } from '../processors/processor-spec.ts'
import type { RecordContext } from '../records/record-context.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import type { Serde } from '../serdes/serde.ts'
import type { WindowEnds } from '../serdes/windowed.ts'
import type { LruStore } from '../stores/store-definition.ts'
import { type StoreSpec, versionedSegmentIntervalMs, windowSegmentIntervalMs } from '../stores/store-spec.ts'
import type { OffsetReset } from '../topology/node-definitions.ts'

/**
 * Whether a stream brings a serde with it: an operator that changes keys or values loses the serde of what it changes.
 * Where it is 'lost', an operator that writes bytes asks for a serde at compile time.
 */
export type Carried = 'carried' | 'lost'

type KeyOption<K, C extends Carried> = C extends 'carried'
  ? { readonly key?: Serde<K> | null }
  : { readonly key: Serde<K> | null }
type ValueOption<V, C extends Carried> = C extends 'carried'
  ? { readonly value?: Serde<V> | null }
  : { readonly value: Serde<V> | null }

/** `key` and `value`, each required where the stream does not bring it; null means the application's default serde. */
export type SerdeOptions<K, V, CK extends Carried, CV extends Carried> = KeyOption<K, CK> & ValueOption<V, CV>

/** How partitions are chosen; default: by the key, as Kafka's producer does. A {@link StreamPartitioner}, as a method for its variance. */
export interface PartitionerOption<K, V> {
  partitioner?(
    topic: string,
    key: K,
    value: V,
    partitions: number,
    context: RecordContext,
  ): ReturnType<StreamPartitioner>
}

export type AnySinkOptions = AnySerdeOptions & { readonly partitioner?: StreamPartitioner }

export interface AnySerdeOptions {
  readonly key?: Serde<unknown> | null
  readonly value?: Serde<unknown> | null
}

/** An optional argument that becomes required when it has required fields. */
export type OptionsArgument<O> = Record<never, never> extends O ? [options?: O] : [options: O]

/** A name for the processor; generated as Kafka Streams would when absent. */
export interface NamedOptions {
  readonly name?: string
}

/** Options of `print`. */
export interface PrintOptions<K, V> extends NamedOptions, LineOptions<K, V> {
  /** Default: the name of the node that is printed. */
  readonly label?: string
}

/** Options of `process` and `processValues`. */
export interface ProcessOptions extends NamedOptions {
  /** Names of stores, added to the builder, that the processor uses. */
  readonly stores?: readonly string[]
}

/** Options of `builder.stream`. null serdes mean the application's defaults. */
export interface ConsumedOptions<K, V> extends NamedOptions {
  readonly key?: Serde<K> | null
  readonly value?: Serde<V> | null
  readonly timestamp?: TimestampExtractor<K, V>
  /** Where to begin without a committed offset; default: the consumer's `auto.offset.reset`. */
  readonly reset?: 'earliest' | 'latest' | 'none' | { readonly by: Duration }
}

/** Options of operators that keep a table in a store. */
export interface MaterializedOptions<K, V> {
  /** Name of the store; a named store can be queried, and its changelog topic keeps its name when the topology changes. */
  readonly name?: string
  /** Name of the processor node. */
  readonly processorName?: string
  readonly key?: Serde<K> | null
  readonly value?: Serde<V> | null
  /** `memory`, `level`, `versioned(...)` or `lru(...)`; default: the application's `dsl.store.suppliers.class`, `level`. */
  readonly store?: 'memory' | 'level' | VersionedStore | LruStore
  /** Keep updates back until a commit; default true. It has an effect only when `statestore.cache.max.bytes` is above 0. */
  readonly caching?: boolean
  /** Log changes to a topic so that the store can be restored; default true. An object sets topic configuration. */
  readonly logging?: boolean | Readonly<Record<string, string>>
}

/** Options of aggregations over windows. */
export interface WindowedMaterializedOptions<K, V> extends MaterializedOptions<K, V> {
  readonly store?: 'memory' | 'level'
  /** How long windows are kept; default and least: size + grace. */
  readonly retention?: Duration
}

/** A store that keeps old versions (KIP-889); made by {@link versioned}. */
export interface VersionedStore {
  readonly historyRetentionMs: number
  readonly segmentIntervalMs: number
}

/**
 * Keeps the versions of each key for `historyRetention`, so that joins can ask for the value as of a record's time.
 * Such stores are not cached.
 */
export function versioned(
  historyRetention: Duration,
  options: { readonly segmentInterval?: Duration } = {},
): VersionedStore {
  const historyRetentionMs = durationMs(historyRetention, 'historyRetention')
  if (historyRetentionMs < 0)
    throw new StreamsError('INVALID_ARGUMENT', 'historyRetention cannot be negative')
  const segmentIntervalMs =
    options.segmentInterval === undefined
      ? versionedSegmentIntervalMs(historyRetentionMs)
      : durationMs(options.segmentInterval, 'segmentInterval')
  if (segmentIntervalMs < 1)
    throw new StreamsError('INVALID_ARGUMENT', 'segmentInterval cannot be zero or negative')
  return { historyRetentionMs, segmentIntervalMs }
}

/** Whether a choice of store is a versioned one. */
export function isVersioned(store: MaterializedOptions<unknown, unknown>['store']): store is VersionedStore {
  return typeof store === 'object' && 'historyRetentionMs' in store
}

/** Any operator's options about a store, types aside. */
export interface AnyMaterialized extends MaterializedOptions<unknown, unknown> {
  readonly retention?: Duration
}

/** True when the options say anything about a store: Kafka Streams' names depend on whether a Materialized was given. */
export function isMaterialized(options: AnyMaterialized | undefined): options is AnyMaterialized {
  if (options === undefined) return false
  for (const [name, value] of Object.entries(options))
    if (name !== 'processorName' && value !== undefined) return true
  return false
}

export function offsetReset(reset: ConsumedOptions<unknown, unknown>['reset']): OffsetReset | null {
  if (reset === undefined) return null
  return typeof reset === 'string' ? reset : { durationMs: durationMs(reset.by, 'reset') }
}

/** When the results of windows go out: with every update, or once, when the window is closed. */
export type EmitStrategy = 'onWindowUpdate' | 'onWindowClose'

/** What a store is made of, but for what the user's options say. */
export interface StoreParts {
  readonly name: string
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown> | null
  /** Present for windows: their size and how long they are needed at least. */
  readonly window?: {
    readonly sizeMs: number
    readonly leastRetentionMs: number
    /** What the least retention is made of. */
    readonly least: string
    /** Final results of sliding windows are not cached, those of others are: so does Kafka Streams. */
    readonly isSliding: boolean
    /** Of windows of no fixed size: where each ends. */
    readonly ends?: WindowEnds
  }
  /** Present for sessions: gap + grace. */
  readonly session?: { readonly leastRetentionMs: number }
  /** Results go out once, when the window is closed. */
  readonly final?: boolean
}

/** The store that the options describe. @throws INVALID_ARGUMENT for a retention that is too short */
export function storeSpec(parts: StoreParts, options: AnyMaterialized | undefined): StoreSpec {
  const { keySerde, valueSerde, window } = parts
  const name = checkedName(parts.name)
  const logging = options?.logging ?? true
  const common = {
    name,
    keySerde,
    valueSerde,
    logging: logging !== false,
    logConfig: new Map(typeof logging === 'object' ? Object.entries(logging) : []),
    byFormat: true,
  }
  const store = options?.store
  if (typeof store === 'object') {
    if (isVersioned(store)) return { ...common, kind: 'versioned', type: 'level', caching: false, ...store }
    const caching = options?.caching ?? true
    const { lruEntries } = store
    return { ...common, kind: 'keyValue', timestamped: true, type: 'memory', caching, lruEntries }
  }
  const type = store ?? null
  const caching = options?.caching ?? true
  const byTime = parts.final === true
  if (parts.session !== undefined) {
    const least = parts.session.leastRetentionMs
    const retentionMs =
      options?.retention === undefined ? least : durationMs(options.retention, `retention of store ${name}`)
    if (retentionMs < least) {
      throw new StreamsError(
        'INVALID_ARGUMENT',
        `The retention period of the session store ${name} must be no smaller than the session inactivity gap plus the grace period.` +
          ` Got gap + grace=[${least}], retention=[${retentionMs}]`,
      )
    }
    const segmentIntervalMs = windowSegmentIntervalMs(retentionMs)
    return {
      ...common,
      kind: 'session',
      type,
      byTime,
      caching: caching && !byTime,
      retentionMs,
      segmentIntervalMs,
    }
  }
  if (window === undefined) return { ...common, kind: 'keyValue', timestamped: true, type, caching }
  const retention = options?.retention
  const retentionMs =
    retention === undefined ? window.leastRetentionMs : durationMs(retention, `retention of store ${name}`)
  if (retentionMs < window.leastRetentionMs) {
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `The retention period of the window store ${name} must be no smaller than ${window.least}.` +
        ` Got ${window.leastRetentionMs} ms of these, retention=[${retentionMs}]`,
    )
  }
  const segmentIntervalMs = windowSegmentIntervalMs(retentionMs)
  return {
    ...common,
    kind: 'window',
    timestamped: true,
    duplicates: false,
    type,
    byTime,
    caching: caching && !(byTime && window.isSliding),
    windowSizeMs: window.sizeMs,
    ...(window.ends !== undefined && { ends: window.ends }),
    retentionMs,
    segmentIntervalMs,
  }
}

/** A given serde; null: the application's default; undefined: the stream's own. */
export function serdeOf(
  given: Serde<unknown> | null | undefined,
  own: Serde<unknown> | null,
): Serde<unknown> | null {
  return given === undefined ? own : given
}
