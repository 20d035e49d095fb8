/** KStream.join, leftJoin and outerJoin: which join it is, by what the stream is joined with. */

import { checkedName } from '../checked-name.ts'
import type { Duration } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import type { KeySelector } from '../processors/map.ts'
import type { GlobalJoiner } from '../processors/stream-global-join.ts'
import type { ValueJoiner } from '../processors/stream-table-join.ts'
import { callback } from './callback-argument.ts'
import { joinGlobal } from './global-join.ts'
import { GlobalKTable } from './global-ktable.ts'
import type { StreamParts } from './kstream.ts'
import type { TableParts } from './ktable.ts'
import type { AnySerdeOptions, NamedOptions } from './options.ts'
import { type AnyStreamJoined, type JoinableStream, type JoinWindows, joinStreams } from './stream-join.ts'
import { joinTable } from './stream-table-join.ts'

/** What the user gave: the other side, and then a joiner and options in the order of the overload. */
export type JoinArguments = readonly [other: object, given: unknown, ...rest: unknown[]]

/** Of which sides records without a match go out. */
export interface Kept {
  readonly keepsLeft: boolean
  readonly keepsRight: boolean
}

export const NEITHER: Kept = { keepsLeft: false, keepsRight: false }
export const LEFT: Kept = { keepsLeft: true, keepsRight: false }
export const BOTH: Kept = { keepsLeft: true, keepsRight: true }

type AnyJoinedOptions = AnySerdeOptions & { readonly name?: string; readonly grace?: Duration }

/** Adds the join below a stream. @throws INVALID_ARGUMENT for a join of streams without windows */
export function joinAny(
  left: JoinableStream,
  [other, given, options, more]: JoinArguments,
  kept: Kept,
): StreamParts {
  if (other instanceof GlobalKTable) {
    const spec = {
      selectKey: callback<KeySelector>(given, 'selectKey'),
      joiner: callback<GlobalJoiner>(options, 'joiner'),
      left: kept.keepsLeft,
    }
    return joinGlobal(left.internals, other.storeName, spec, more as NamedOptions | undefined)
  }
  const joiner = callback<ValueJoiner>(given, 'joiner')
  if ('inPlace' in other) {
    if ((options as JoinWindows | undefined)?.kind !== 'join') {
      throw new StreamsError('INVALID_ARGUMENT', 'a join of two streams needs windows', {
        hint: "give it joinWindows('5s') or the like",
      })
    }
    const joined = more as AnyStreamJoined | undefined
    return joinStreams(left, other as JoinableStream, joiner, options as JoinWindows, joined, kept)
  }
  const { grace, key = null, name: named, value = null } = (options ?? {}) as AnyJoinedOptions
  const name = named === undefined ? undefined : checkedName(named)
  const table = (other as { readonly internals: TableParts }).internals
  return joinTable(left.inPlace(name, key, value), table, joiner, kept.keepsLeft, { name, grace })
}
