/** KStream.asOfJoin and leftAsOfJoin: names, the store of the right side, and the buffer of the left one, where it waits. */
import { checkedName } from '../checked-name.ts'
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import { AsOfHistory, asOfView } from '../processors/as-of-join.ts'
import { streamTableJoin, type ValueJoiner } from '../processors/stream-table-join.ts'
import { StreamTableJoinWithGrace } from '../processors/stream-table-join-with-grace.ts'
import type { Serde } from '../serdes/serde.ts'
import { type StoreSpec, windowSegmentIntervalMs } from '../stores/store-spec.ts'
import type { StreamParts } from './kstream.ts'
import type { TableParts } from './ktable.ts'
import { serdeOf } from './options.ts'
import type { JoinableStream } from './stream-join.ts'
import { joinTable } from './stream-table-join.ts'

/** Options of an as-of join; serdes default to what the streams bring along. */
export interface AsOfJoinOptions<K, V, V2> {
  /** How much older than the left record the right one may be. */
  readonly within: Duration
  /** How long a left record waits, in the left stream's time, for right records that come late; default 0: it does not. */
  readonly grace?: Duration
  /** How long right records are kept, by the right stream's time; default 2 * within + grace, at least within + grace. */
  readonly retention?: Duration
  /** Names the nodes, the stores and the repartition topics. */
  readonly name?: string
  readonly key?: Serde<K> | null
  /** Of the left side: where it waits, or goes through a repartition topic. */
  readonly value?: Serde<V> | null
  readonly otherValue?: Serde<V2> | null
  /** Where the stores live; default: the application's. */
  readonly store?: 'memory' | 'level'
}

/** Options of an as-of join with a versioned table. */
export interface AsOfTableJoinOptions extends Pick<AsOfJoinOptions<never, never, never>, 'name' | 'within'> {
  /** How long a record waits, in the stream's time, for the table to catch up; default: it does not. */
  readonly grace?: Duration
}

type AnyAsOfJoinOptions = AsOfJoinOptions<unknown, unknown, unknown>

const PREFIX = 'KSTREAM-ASOF-JOIN-'

interface Times {
  readonly withinMs: number
  readonly graceMs: number
  readonly retentionMs: number
}

function timesOf(options: AnyAsOfJoinOptions): Times {
  const withinMs = durationMs(options.within, 'within')
  const graceMs = durationMs(options.grace ?? 0, 'grace')
  if (withinMs < 0 || graceMs < 0)
    throw new StreamsError('INVALID_ARGUMENT', 'within and grace of an as-of join must not be negative')
  const retentionMs =
    options.retention === undefined ? 2 * withinMs + graceMs : durationMs(options.retention, 'retention')
  if (retentionMs < withinMs + graceMs)
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `The retention of an as-of join must be no smaller than within + grace, ${withinMs + graceMs} ms: ${retentionMs}`,
    )
  return { withinMs, graceMs, retentionMs }
}

/** Adds the join below a stream; `right` is a stream, or a versioned table. */
export function joinAsOf(
  left: JoinableStream,
  right: object,
  joiner: ValueJoiner,
  given: unknown,
  keepsLeft: boolean,
): StreamParts {
  const options = given as AnyAsOfJoinOptions
  if ('inPlace' in right) return joinStreamAsOf(left, right as JoinableStream, joiner, options, keepsLeft)
  const { grace, key, value, within } = options
  const name = options.name === undefined ? undefined : checkedName(options.name)
  const table = (right as { readonly internals: TableParts }).internals
  const stream = left.inPlace(name, key ?? null, value ?? null)
  return joinTable(stream, table, joiner, keepsLeft, { name, grace }, within)
}

function joinStreamAsOf(
  left: JoinableStream,
  right: JoinableStream,
  joiner: ValueJoiner,
  options: AnyAsOfJoinOptions,
  keepsLeft: boolean,
): StreamParts {
  const { dsl } = left.internals
  const times = timesOf(options)
  const given = options.name === undefined ? undefined : checkedName(options.name)
  const suffixed = (suffix: string): string | undefined => (given === undefined ? undefined : given + suffix)
  const keySerde = serdeOf(options.key, left.internals.keySerde)
  const otherValue = serdeOf(options.otherValue, right.internals.valueSerde)
  const leftValue = serdeOf(options.value, left.internals.valueSerde)
  const thisSide = left.inPlace(suffixed('-left'), keySerde, leftValue)
  const otherSide = right.inPlace(suffixed('-right'), keySerde, otherValue)
  const sourceNodes = new Set([...thisSide.sourceNodes, ...otherSide.sourceNodes])
  dsl.graph.copartitions.push(sourceNodes)
  const history = historyStore(
    { name: dsl.storeName(suffixed('-store'), PREFIX, true), keySerde, valueSerde: otherValue },
    times.retentionMs,
    options.store ?? null,
  )
  const historyName = dsl.names.suffixed(given, '-right', PREFIX)
  dsl.processor(otherSide.node, historyName, new AsOfHistory(history))
  const name = dsl.names.named(given, PREFIX)
  const join = { view: asOfView(history.name, times.withinMs), joiner, left: keepsLeft }
  let spec = streamTableJoin(join)
  if (times.graceMs > 0) {
    const buffer: StoreSpec = {
      ...{ kind: 'joinBuffer', name: dsl.storeName(suffixed('-buffer'), PREFIX, true), keySerde },
      ...{ valueSerde: leftValue, type: options.store ?? null },
      ...{ caching: false, logging: true, logConfig: new Map() },
    }
    spec = new StreamTableJoinWithGrace(join, times.graceMs, buffer)
  }
  const node = dsl.processor(thisSide.node, name, spec, {
    connected: [history.name],
    mark: n => {
      n.relaxedNullKey = keepsLeft
    },
  })
  return { dsl, name, keySerde, valueSerde: null, sourceNodes, repartitionRequired: false, node }
}

function historyStore(
  parts: Pick<StoreSpec, 'name' | 'keySerde' | 'valueSerde'>,
  retentionMs: number,
  type: 'memory' | 'level' | null,
): StoreSpec {
  return {
    ...{ ...parts, kind: 'window', type, timestamped: true, duplicates: false, windowSizeMs: 1 },
    ...{ caching: false, logging: true, logConfig: new Map() },
    // A window is live while its start is above the latest - retention: the one at the very end is kept, too.
    retentionMs: retentionMs + 1,
    segmentIntervalMs: windowSegmentIntervalMs(retentionMs + 1),
  }
}
