/** topN of grouped streams and tables: what they have in common. */

import { StreamsError } from '../failure.ts'
import type { Aggregation } from '../processors/aggregate.ts'
import { type Compare, topList } from '../processors/top-list.ts'
import { EnvelopeSerde } from '../serdes/envelope.ts'
import { identified } from '../serdes/identified.ts'
import { list } from '../serdes/list.ts'
import { integer } from '../serdes/plain.ts'
import type { Serde } from '../serdes/serde.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { callback } from './callback-argument.ts'

/** @throws INVALID_ARGUMENT unless `n` is a whole number above 0 */
export function checkedLength(n: number): number {
  if (!Number.isSafeInteger(n) || n < 1)
    throw new StreamsError('INVALID_ARGUMENT', `topN keeps a whole number of values, at least 1: ${n}`)
  return n
}

export function topOf(n: number, compare: unknown): Aggregation {
  return topList(checkedLength(n), callback<Compare>(compare, 'compare'))
}

/** Lists of what a serde reads and writes; it may be the application's default, known only later. */
export function listOf(item: Serde<unknown> | null): Serde<unknown> {
  const isKnown = item !== null && !(item instanceof EnvelopeSerde)
  return (isKnown ? list(item) : new EnvelopeSerde('value', item, list)) as Serde<unknown>
}

/** The store of all values of the groups of a table, beside that of their lists. */
export function membersOf(
  lists: StoreSpec,
  key: Serde<unknown> | null,
  value: Serde<unknown> | null,
): StoreSpec {
  const around = (groupKey: Serde<unknown>): Serde<unknown> =>
    new EnvelopeSerde('value', value, member => identified(groupKey, member))
  const keySerde: Serde<unknown> = new EnvelopeSerde('key', key, around)
  const { logConfig, logging, type } = lists
  return {
    ...{ kind: 'keyValue', name: `${lists.name}-members`, type, logging, logConfig },
    ...{ keySerde, valueSerde: integer() as Serde<unknown>, timestamped: true, caching: false },
  }
}
