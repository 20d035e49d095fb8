/** KStream.distinct: names, and the store of what went through. */
import { checkedName } from '../checked-name.ts'
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import { Distinct, type IdentityOf } from '../processors/distinct.ts'
import type { RecordContext } from '../records/record-context.ts'
import { EnvelopeSerde } from '../serdes/envelope.ts'
import { identified } from '../serdes/identified.ts'
import { bytes } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import { type WindowStoreSpec, windowSegmentIntervalMs } from '../stores/store-spec.ts'
import type { StreamParts } from './kstream.ts'
import type { Carried, NamedOptions, SerdeOptions } from './options.ts'

/** What may identify a record; null and undefined identify nothing. */
export type Identity = string | number | boolean | null | undefined | readonly Identity[]

/** Options of {@link KStream.distinct} but for serdes. */
export interface DistinctOptions<K, V> extends NamedOptions {
  /** A record is a duplicate of one that went through at most so long before or after it. */
  readonly within: Duration
  /** What identifies a record among those of its key; default: the key alone. */
  readonly by?: (value: V, key: K, context: RecordContext) => Identity
  /** How far behind stream time a record may be; an older one is dropped. Default: `within`. */
  readonly grace?: Duration
  /** Where the store lives; default: the application's. */
  readonly store?: 'memory' | 'level'
}

/** Serdes of a stream whose equal keys are to be in one partition: needed where the key's is lost. */
export type KeyedSerdes<K, V, CK extends Carried, CV extends Carried> = CK extends 'carried'
  ? { readonly key?: Serde<K> | null; readonly value?: Serde<V> | null }
  : SerdeOptions<K, V, CK, CV>

export type AnyDistinctOptions = DistinctOptions<never, never>

/** Adds the operator below a stream whose keys are where they must be. */
export function distinctStream(stream: StreamParts, options: AnyDistinctOptions): StreamParts {
  const { dsl, keySerde, node } = stream
  const withinMs = durationMs(options.within, 'within')
  const graceMs = options.grace === undefined ? withinMs : durationMs(options.grace, 'grace')
  if (withinMs < 0 || graceMs < 0)
    throw new StreamsError('INVALID_ARGUMENT', 'within and grace of distinct must not be negative')
  const prefix = 'KSTREAM-DISTINCT-'
  const named = options.name === undefined ? undefined : `${checkedName(options.name)}-store`
  const name = dsl.names.named(options.name, prefix)
  const by = options.by === undefined ? null : (options.by as IdentityOf)
  // A window is live while its start is above the latest - retention: the one at the very end is needed, too.
  const retentionMs = withinMs + graceMs + 1
  const store: WindowStoreSpec = {
    ...{ kind: 'window', name: dsl.storeName(named, prefix, true), type: options.store ?? null },
    keySerde: by === null ? keySerde : (new EnvelopeSerde('key', keySerde, identified) as Serde<unknown>),
    valueSerde: bytes() as Serde<unknown>,
    ...{ timestamped: true, duplicates: false, caching: false, logging: true, logConfig: new Map() },
    ...{ windowSizeMs: 1, retentionMs, segmentIntervalMs: windowSegmentIntervalMs(retentionMs) },
  }
  const below = dsl.processor(node, name, new Distinct(withinMs, graceMs, by, store))
  return { ...stream, name, node: below }
}
