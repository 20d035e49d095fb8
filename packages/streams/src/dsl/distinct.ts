/** KStream.distinct: names, and the store of what went through. */
import { checkedName } from '../checked-name.ts'
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import { Distinct, type IdentityOf } from '../processors/distinct.ts'
import { WindowDistinct, type WindowsAt } from '../processors/window-distinct.ts'
import type { RecordContext } from '../records/record-context.ts'
import { EnvelopeSerde } from '../serdes/envelope.ts'
import { identified } from '../serdes/identified.ts'
import { bytes } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import { WINDOW_END_MAX_MS } from '../serdes/windowed.ts'
import { type WindowStoreSpec, windowSegmentIntervalMs } from '../stores/store-spec.ts'
import type { AggregateBuilder } from './kgrouped-stream.ts'
import type { StreamParts } from './kstream.ts'
import { addLateOutput, type LateOutput, lateName } from './late-output.ts'
import { type Carried, type NamedOptions, type SerdeOptions, serdeOf } from './options.ts'
import { windowKeys, windowStoreParts } from './window-parts.ts'
import type { CalendarWindows, TimeWindows } from './windows.ts'

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

/** Options of {@link TimeWindowedKStream.distinct}. */
export interface WindowedDistinctOptions<K, V> extends Pick<DistinctOptions<K, V>, 'by' | 'name' | 'store'> {
  readonly key?: Serde<K> | null
}

export type AnyDistinctOptions = DistinctOptions<never, never>

const PREFIX = 'KSTREAM-DISTINCT-'

/** Adds the operator below a stream whose keys are where they must be. */
export function distinctStream(stream: StreamParts, options: AnyDistinctOptions): StreamParts {
  const { dsl, keySerde, node } = stream
  const withinMs = durationMs(options.within, 'within')
  const graceMs = options.grace === undefined ? withinMs : durationMs(options.grace, 'grace')
  if (withinMs < 0 || graceMs < 0)
    throw new StreamsError('INVALID_ARGUMENT', 'within and grace of distinct must not be negative')
  const named = options.name === undefined ? undefined : `${checkedName(options.name)}-store`
  const name = dsl.names.named(options.name, PREFIX)
  const by = (options.by ?? null) as IdentityOf | null
  // A window is live while its start is above the latest - retention: the one at the very end is needed, too.
  const retentionMs = withinMs + graceMs + 1
  const store: WindowStoreSpec = {
    ...{ kind: 'window', name: dsl.storeName(named, PREFIX, true), type: options.store ?? null },
    ...marks(keySerde, by),
    ...{ windowSizeMs: 1, retentionMs, segmentIntervalMs: windowSegmentIntervalMs(retentionMs) },
  }
  const below = dsl.processor(node, name, new Distinct(withinMs, graceMs, by, store))
  return { ...stream, name, node: below }
}

/** What stores of marks have in common: a key, and with `by` its identities. */
function marks(keySerde: Serde<unknown> | null, by: IdentityOf | null) {
  return {
    keySerde: by === null ? keySerde : (new EnvelopeSerde('key', keySerde, identified) as Serde<unknown>),
    valueSerde: bytes() as Serde<unknown>,
    ...{ timestamped: true, duplicates: false, caching: false, logging: true, logConfig: new Map() },
  }
}

/** Adds the operator below the windows of a grouped stream. */
export function distinctWindows(
  builder: AggregateBuilder,
  windows: TimeWindows | CalendarWindows,
  late: LateOutput | null,
  options: Pick<AnyDistinctOptions, 'by' | 'name' | 'store'>,
  key: Serde<unknown> | null | undefined,
): StreamParts {
  const { dsl, valueSerde } = builder.parts
  const named = options.name === undefined ? undefined : `${checkedName(options.name)}-store`
  const storeName = dsl.storeName(named, PREFIX, true)
  const name = dsl.names.named(options.name, PREFIX)
  const keySerde = serdeOf(key, builder.parts.keySerde)
  const by = (options.by ?? null) as IdentityOf | null
  const { ends, leastRetentionMs, sizeMs } = windowStoreParts(windows)
  const store: WindowStoreSpec = {
    ...{ kind: 'window', name: storeName, type: options.store ?? null },
    ...marks(keySerde, by),
    ...{ windowSizeMs: sizeMs, retentionMs: leastRetentionMs },
    segmentIntervalMs: windowSegmentIntervalMs(leastRetentionMs),
    ...(ends !== undefined && { ends }),
  }
  const sinkName = lateName(dsl, late)
  const { parent, sourceNodes } = builder.inPlace(options.name ?? storeName, named !== undefined)
  const at = { at: windowsAt(windows), graceMs: windows.graceMs }
  const node = dsl.processor(parent, name, new WindowDistinct(at, by, store, sinkName))
  if (late !== null) addLateOutput(dsl, node, sinkName!, late, builder.parts)
  const windowed = keySerde === null ? null : windowKeys(windows, keySerde)
  return { dsl, name, keySerde: windowed, valueSerde, sourceNodes, repartitionRequired: false, node }
}

function windowsAt(windows: TimeWindows | CalendarWindows): WindowsAt {
  if (windows.kind === 'calendar') {
    const { calendar } = windows
    return (timeMs, visit) => {
      calendar.find(timeMs)
      visit(calendar.start, calendar.end)
    }
  }
  const { advanceMs, sizeMs, unlimitedFromMs } = windows
  if (unlimitedFromMs !== undefined) {
    return (timeMs, visit) => {
      if (timeMs >= unlimitedFromMs) visit(unlimitedFromMs, WINDOW_END_MAX_MS)
    }
  }
  return (timeMs, visit) => {
    let start = Math.floor(Math.max(0, timeMs - sizeMs + advanceMs) / advanceMs) * advanceMs
    for (; start <= timeMs; start += advanceMs) visit(start, start + sizeMs)
  }
}
