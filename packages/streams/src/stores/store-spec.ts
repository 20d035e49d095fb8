/** What a store is, before any task has opened it: pure data that the topology holds. */
import type { Serde } from '../serdes/serde.ts'
import type { WindowEnds } from '../serdes/windowed.ts'

interface StoreBase {
  readonly name: string
  /** null: those of `default.key.serde` and `default.value.serde`. */
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown> | null
  /** `memory` lives and dies with the process; `level` is on disk and may exceed memory; null: the application's default. */
  readonly type: 'memory' | 'level' | null
  readonly caching: boolean
  readonly logging: boolean
  /** Headers stand beside its values, and its changelog carries them. */
  readonly headers?: boolean
  /** A store of the DSL's own making: `dsl.store.format` decides whether it has headers. */
  readonly byFormat?: boolean
  /** Settings of the changelog topic beside those that the kind of store prescribes. */
  readonly logConfig: ReadonlyMap<string, string>
}

/** Key to `int64 timestamp · value`. */
export interface KeyValueStoreSpec extends StoreBase {
  readonly kind: 'keyValue'
  /** False: the timestamp is nobody's but the changelog's. */
  readonly timestamped: boolean
  /** Keeps its last keys only, so many. */
  readonly lruEntries?: number
  /** Its rows are known by their times, too: see expiring-state.ts. */
  readonly byTime?: boolean
}

/** `key · int64 start · int32 0` to `int64 timestamp · value`. */
export interface WindowStoreSpec extends StoreBase {
  readonly kind: 'window'
  readonly timestamped: boolean
  /** Puts of one key and time stand beside each other: `key · int64 start · int32 sequence`. */
  readonly duplicates: boolean
  /** The changelog's `cleanup.policy`, where it is not that of the kind. */
  readonly cleanupPolicy?: string
  /** On disk, too, it is listed in the order of time: its windows go out when they close. */
  readonly byTime?: boolean
  readonly windowSizeMs: number
  /** Of windows of no fixed size: where each ends; then `windowSizeMs` is the greatest. */
  readonly ends?: WindowEnds
  readonly retentionMs: number
  readonly segmentIntervalMs: number
}

/** Versions of each key as far back as `historyRetentionMs`. */
export interface VersionedStoreSpec extends StoreBase {
  readonly kind: 'versioned'
  readonly historyRetentionMs: number
  readonly segmentIntervalMs: number
}

/** `key · int64 end · int64 start` to the aggregate. */
export interface SessionStoreSpec extends StoreBase {
  readonly kind: 'session'
  /** Its sessions go out when they can take no more. */
  readonly byTime?: boolean
  readonly retentionMs: number
  readonly segmentIntervalMs: number
}

/** What an outer join of streams has no partner for: see outer-join-state.ts. */
export interface OuterJoinStoreSpec extends StoreBase {
  readonly kind: 'outerJoin'
  /** Of the right side; `valueSerde` is the left one's. */
  readonly otherValueSerde: Serde<unknown> | null
}

/** What `suppress` holds back: see suppress-state.ts. */
export interface SuppressStoreSpec extends StoreBase {
  readonly kind: 'suppress'
}

/** Records that wait to be joined with a table: see join-buffer-state.ts. */
export interface JoinBufferStoreSpec extends StoreBase {
  readonly kind: 'joinBuffer'
}

export type StoreSpec =
  | KeyValueStoreSpec
  | WindowStoreSpec
  | SessionStoreSpec
  | VersionedStoreSpec
  | OuterJoinStoreSpec
  | SuppressStoreSpec
  | JoinBufferStoreSpec

/** Segments of window stores are half a retention long, at least a minute (Kafka Streams' rule). */
export function windowSegmentIntervalMs(retentionMs: number): number {
  return Math.max(Math.floor(retentionMs / 2), 60_000)
}

/** Segments of versioned stores, by Kafka Streams' table (RocksDbVersionedKeyValueBytesStoreSupplier). */
export function versionedSegmentIntervalMs(historyRetentionMs: number): number {
  if (historyRetentionMs <= 60_000) return Math.max(Math.floor(historyRetentionMs / 3), 2_000)
  if (historyRetentionMs <= 300_000) return Math.max(Math.floor(historyRetentionMs / 5), 20_000)
  if (historyRetentionMs <= 3_600_000) return Math.max(Math.floor(historyRetentionMs / 12), 60_000)
  return Math.max(Math.floor(historyRetentionMs / 24), 300_000)
}
