/** KTable.expire: the store, the names, and the stream of what has expired. */
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import { passThrough } from '../processors/pass-through.ts'
import { type ExpireRules, TableExpire } from '../processors/table-expire.ts'
import type { Serde } from '../serdes/serde.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { StreamParts } from './kstream.ts'
import type { TableParts } from './ktable.ts'
import { type MaterializedOptions, serdeOf, storeSpec } from './options.ts'

/** Options of {@link KTable.expire} but for serdes. The store is never cached. */
export interface ExpireOptions<K, V>
  extends Omit<MaterializedOptions<K, V>, 'caching' | 'key' | 'store' | 'value'> {
  /** A row goes when its last update is so long ago. */
  readonly after: Duration
  /** Look at the wall clock, too, each time so much has passed; default: stream time alone decides. */
  readonly wallClock?: Duration
  /** At most so many rows go with one record or look at the clock; default 1000. The others wait for the next. */
  readonly maxPerStep?: number
  readonly store?: 'memory' | 'level'
}

export interface AnyExpireOptions extends ExpireOptions<unknown, unknown> {
  readonly key?: Serde<unknown> | null
  readonly value?: Serde<unknown> | null
}

const PREFIX = 'KTABLE-EXPIRE-'

export function expireTable(
  table: TableParts,
  options: AnyExpireOptions,
): { readonly live: TableParts; readonly expired: StreamParts } {
  const { dsl, sourceNodes } = table
  const rules = rulesOf(options)
  const storeName = dsl.storeName(options.name, PREFIX, options.logging !== false)
  const name = dsl.names.named(options.processorName, PREFIX)
  const expiredName = dsl.names.suffixed(options.processorName, '-expired', 'KTABLE-EXPIRED-')
  const keySerde = serdeOf(options.key, table.keySerde)
  const valueSerde = serdeOf(options.value, table.valueSerde)
  const { logging, store: type } = options
  const given = { ...(logging !== undefined && { logging }), ...(type !== undefined && { store: type }) }
  const rows = storeSpec({ name: storeName, keySerde, valueSerde }, given)
  const store = { ...rows, caching: false, byTime: true } as StoreSpec
  const spec = new TableExpire(rules, store, expiredName)
  const node = dsl.processor(table.node, name, spec)
  const expired = dsl.processor(node, expiredName, passThrough)
  return {
    live: { dsl, name, keySerde, valueSerde, sourceNodes, node, spec, storeName: options.name ?? null },
    expired: {
      ...{ dsl, name: expiredName, keySerde, valueSerde, sourceNodes, node: expired },
      repartitionRequired: false,
    },
  }
}

function rulesOf({ after, maxPerStep = 1000, wallClock }: AnyExpireOptions): ExpireRules {
  const afterMs = durationMs(after, 'after')
  const tickMs = wallClock === undefined ? null : durationMs(wallClock, 'wallClock')
  if (afterMs <= 0) throw new StreamsError('INVALID_ARGUMENT', `rows expire after more than 0 ms: ${afterMs}`)
  if (tickMs !== null && tickMs < 1)
    throw new StreamsError('INVALID_ARGUMENT', `the wall clock is looked at every 1 ms at most: ${tickMs}`)
  if (!Number.isSafeInteger(maxPerStep) || maxPerStep < 1)
    throw new StreamsError('INVALID_ARGUMENT', `maxPerStep must be a whole number above 0: ${maxPerStep}`)
  return { afterMs, tickMs, maxPerStep }
}
