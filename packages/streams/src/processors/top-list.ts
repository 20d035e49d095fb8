/**
 * The n best values of a group, best first, as an aggregate of a stream.
 *
 *  1. `compare` says which of two is better as `Array.sort` does: below 0 the first.
 *  2. Of equal values the earlier to come stands first, and stays.
 *  3. A value that is not among the n best gives the same list back: nothing has changed. A null value is none.
 */
import type { Aggregation } from './aggregate.ts'
import type { Merger } from './session-aggregate.ts'

export type Compare = (left: unknown, right: unknown) => number

export function topList(n: number, compare: Compare): Aggregation {
  return {
    init: () => [],
    fold: (_key, value, best) =>
      value === null ? best : inserted(best as readonly unknown[], value, n, compare),
    silentWhenSame: true,
  }
}

/** Puts the lists of two sessions together, the earlier one's before the other's where they are equal. */
export function topMerger(n: number, compare: Compare): Merger {
  return (_key, left, right) =>
    [...(left as readonly unknown[]), ...(right as readonly unknown[])].sort(compare).slice(0, n)
}

/** The list with a value more; the list itself where the value is not among the n best. */
export function inserted(
  best: readonly unknown[],
  value: unknown,
  n: number,
  compare: Compare,
): readonly unknown[] {
  let at = best.length
  while (at > 0 && compare(value, best[at - 1]) < 0) at--
  if (at >= n) return best
  const longer = [...best.slice(0, at), value, ...best.slice(at)]
  if (longer.length > n) longer.pop()
  return longer
}
