/** KStream.join, leftJoin and outerJoin with another stream: names, stores and nodes. (Kafka Streams: KStreamImplJoin.) */
import { checkedName } from '../checked-name.ts'
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import { passThrough } from '../processors/pass-through.ts'
import {
  type JoinBounds,
  JoinTimes,
  JoinWindow,
  SelfJoin,
  StreamJoinSide,
} from '../processors/stream-join.ts'
import { reversed, type ValueJoiner } from '../processors/stream-table-join.ts'
import type { Serde } from '../serdes/serde.ts'
import {
  type OuterJoinStoreSpec,
  type WindowStoreSpec,
  windowSegmentIntervalMs,
} from '../stores/store-spec.ts'
import { GraphNode } from '../topology/graph.ts'
import type { StreamParts } from './kstream.ts'
import { serdeOf } from './options.ts'

/** Which records of two streams meet; made by {@link joinWindows}. Milliseconds. */
export interface JoinWindows extends JoinBounds {
  readonly kind: 'join'
  /** @internal What finds no partner goes out at once, as Kafka Streams did before KIP-633. */
  readonly legacy?: boolean
}

export interface JoinWindowOptions {
  /** How late, in stream time, a record may come and still be joined; default 0. */
  readonly grace?: Duration
  /** How much older than the left record the right one may be; default the difference. May be negative. */
  readonly before?: Duration
  /** How much newer than the left record the right one may be; default the difference. May be negative. */
  readonly after?: Duration
}

/** Options of a join with another stream; serdes default to what the streams bring along. */
export interface StreamJoinedOptions<K, V, V2> {
  readonly name?: string
  readonly key?: Serde<K> | null
  readonly value?: Serde<V> | null
  readonly otherValue?: Serde<V2> | null
  /** Names the stores, and so their changelog topics. */
  readonly storeName?: string
  /** Where all stores of the join live; default: the application's. */
  readonly store?: 'memory' | 'level'
  readonly thisStore?: JoinStoreOptions
  readonly otherStore?: JoinStoreOptions
  readonly logging?: boolean | Readonly<Record<string, string>>
}

/** Options of an interval join: where the interval lies about the left record's time, and those of any join of streams. */
export interface IntervalJoinOptions<K, V, V2> extends StreamJoinedOptions<K, V, V2> {
  /** How much older than the left record the right one may be; default 0. May be negative: then it must be newer. */
  readonly before?: Duration
  /** How much newer than the left record the right one may be; default 0. May be negative: then it must be older. */
  readonly after?: Duration
  /** How late, in stream time, a record may come and still be joined; default 0. */
  readonly grace?: Duration
}

export type AnyStreamJoined = StreamJoinedOptions<unknown, unknown, unknown>

/**
 * Records whose times differ by at most `difference` meet; `before` and `after` make it asymmetric.
 * @throws INVALID_ARGUMENT where before + after, or the grace, is negative
 */
export function joinWindows(difference: Duration, options: JoinWindowOptions = {}): JoinWindows {
  const bothMs = durationMs(difference, 'difference of a join')
  const beforeMs = options.before === undefined ? bothMs : durationMs(options.before, 'before')
  const afterMs = options.after === undefined ? bothMs : durationMs(options.after, 'after')
  const graceMs = durationMs(options.grace ?? 0, 'grace')
  if (beforeMs + afterMs < 0) {
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `Window interval (ie, beforeMs+afterMs) must not be negative: ${beforeMs} and ${afterMs}`,
    )
  }
  if (graceMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'Grace period must not be negative.')
  return { kind: 'join', beforeMs, afterMs, graceMs }
}

/** A store of one side that the user describes: it must keep as much as the join needs. */
export interface JoinStoreOptions {
  readonly name: string
  readonly store?: 'memory' | 'level'
  /** Default, and all that is allowed: before + after + grace. */
  readonly retention?: Duration
}

export interface AnyStreamJoinedOptions {
  readonly key: Serde<unknown> | null
  readonly value: Serde<unknown> | null
  readonly otherValue: Serde<unknown> | null
  readonly name: string | undefined
  /** Names the stores: `<storeName>-this-join-store` and so on. */
  readonly storeName: string | undefined
  readonly store: 'memory' | 'level' | undefined
  readonly thisStore: JoinStoreOptions | undefined
  readonly otherStore: JoinStoreOptions | undefined
  readonly logging: boolean | Readonly<Record<string, string>>
}

interface Kind {
  readonly keepsLeft: boolean
  readonly keepsRight: boolean
}

/** A stream that can bring its equal keys together. */
export interface JoinableStream {
  readonly internals: StreamParts
  inPlace(name: string | undefined, key: Serde<unknown> | null, value: Serde<unknown> | null): StreamParts
}

/** Adds the join below two streams, behind repartition topics where their keys were changed. */
export function joinStreams(
  left: JoinableStream,
  right: JoinableStream,
  joiner: ValueJoiner,
  windows: JoinWindows,
  given: AnyStreamJoined | undefined,
  kind: Kind,
): StreamParts {
  const { dsl, keySerde, valueSerde } = left.internals
  const name = given?.name === undefined ? undefined : checkedName(given.name)
  const options = {
    ...{ name, storeName: given?.storeName, store: given?.store },
    ...{ thisStore: given?.thisStore, otherStore: given?.otherStore, logging: given?.logging ?? true },
    key: serdeOf(given?.key, keySerde),
    value: serdeOf(given?.value, valueSerde),
    otherValue: serdeOf(given?.otherValue, right.internals.valueSerde),
  }
  const ofSide = (suffix: string): string | undefined => (name === undefined ? undefined : `${name}${suffix}`)
  const thisSide = left.inPlace(ofSide('-left'), options.key, options.value)
  const otherSide = right.inPlace(ofSide('-right'), options.key, options.otherValue)
  dsl.graph.copartitions.push(new Set([...thisSide.sourceNodes, ...otherSide.sourceNodes]))
  const joined = joinKeyed(thisSide, otherSide, joiner, windows, options, kind)
  return { dsl, ...joined, keySerde: options.key, valueSerde: null, repartitionRequired: false }
}

/** Adds the join below two streams whose keys are where they must be. */
function joinKeyed(
  left: StreamParts,
  right: StreamParts,
  joiner: ValueJoiner,
  windows: JoinWindows,
  options: AnyStreamJoinedOptions,
  kind: Kind,
): { name: string; node: GraphNode; sourceNodes: Set<string> } {
  const { dsl } = left
  const { names, graph } = dsl
  const { keepsLeft, keepsRight } = kind
  const { name, storeName } = options
  const thisSuffix = keepsRight ? '-outer-this-join' : '-this-join'
  const otherSuffix = keepsLeft ? '-outer-other-join' : '-other-join'
  const thisWindowed = names.suffixed(name, '-this-windowed', 'KSTREAM-WINDOWED-')
  const otherWindowed = names.suffixed(name, '-other-windowed', 'KSTREAM-WINDOWED-')
  const thisGenerated = names.processor(keepsRight ? 'KSTREAM-OUTERTHIS-' : 'KSTREAM-JOINTHIS-')
  const otherGenerated = names.processor(keepsLeft ? 'KSTREAM-OUTEROTHER-' : 'KSTREAM-JOINOTHER-')
  const mergeName = names.suffixed(name, '-merge', 'KSTREAM-MERGE-')
  const { thisStore: ownThis, otherStore: ownOther } = options
  if (ownThis !== undefined && ownThis.name === ownOther?.name) {
    throw new StreamsError('INVALID_ARGUMENT', 'Both StoreSuppliers have the same name.', {
      hint: 'give the stores of the two sides different names',
    })
  }
  const storeOf = (
    own: JoinStoreOptions | undefined,
    generated: string,
    suffix: string,
    valueSerde: Serde<unknown> | null,
  ): WindowStoreSpec =>
    windowStore(
      own?.name ?? `${storeName === undefined ? generated : storeName + suffix}-store`,
      own,
      windows,
      {
        ...options,
        value: valueSerde,
        // A store that the user describes is logged whatever the join says, as in Kafka Streams.
        logging: own === undefined ? options.logging : true,
      },
    )
  const thisStore = storeOf(ownThis, thisGenerated, thisSuffix, options.value)
  const otherStore = storeOf(ownOther, otherGenerated, otherSuffix, options.otherValue)
  const outer = keepsLeft ? outerStore(options, kind, thisGenerated) : null
  if (storeName === undefined)
    for (const spec of [thisStore, otherStore, ...(outer === null ? [] : [outer])])
      graph.implicitNames.push({
        store: spec.name,
        ...(spec.logging && { changelog: `${spec.name}-changelog` }),
      })
  dsl.processor(left.node, thisWindowed, new JoinWindow(thisStore))
  dsl.processor(right.node, otherWindowed, new JoinWindow(otherStore))
  const times = new JoinTimes()
  const waits = windows.legacy === true ? null : outer
  const ofLeft = new StreamJoinSide(
    { isLeft: true, preserved: keepsLeft, joiner },
    { other: otherStore, outer: waits },
    windows,
    times,
  )
  const ofRight = new StreamJoinSide(
    { isLeft: false, preserved: keepsRight, joiner: reversed(joiner) },
    { other: thisStore, outer: waits },
    windows,
    times,
  )
  const node = new GraphNode(mergeName, {
    kind: 'streamJoin',
    left: {
      name: name === undefined ? thisGenerated : `${name}${thisSuffix}`,
      spec: ofLeft,
      parent: thisWindowed,
    },
    right: {
      name: name === undefined ? otherGenerated : `${name}${otherSuffix}`,
      spec: ofRight,
      parent: otherWindowed,
    },
    spec: passThrough,
    self: new SelfJoin(thisStore, windows, joiner),
    isSelf: false,
  })
  node.relaxedNullKey = keepsLeft || keepsRight
  graph.add([left.node, right.node], node)
  return { name: mergeName, node, sourceNodes: new Set([...left.sourceNodes, ...right.sourceNodes]) }
}

function windowStore(
  name: string,
  own: JoinStoreOptions | undefined,
  windows: JoinWindows,
  options: AnyStreamJoinedOptions,
): WindowStoreSpec {
  const windowSizeMs = windows.beforeMs + windows.afterMs
  const retentionMs = windowSizeMs + windows.graceMs
  if (
    own?.retention !== undefined &&
    durationMs(own.retention, `retention of store ${name}`) !== retentionMs
  ) {
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `Window settings mismatch. The store ${name} must keep ${retentionMs} ms: before + after + grace of the join`,
      {},
    )
  }
  const { logging } = options
  return {
    kind: 'window',
    timestamped: false,
    duplicates: true,
    // Entries that stand beside each other have keys of their own: there is nothing to compact.
    ...(own === undefined && { cleanupPolicy: 'delete' }),
    name,
    keySerde: options.key,
    valueSerde: options.value,
    type: own?.store ?? options.store ?? null,
    caching: false,
    logging: logging !== false,
    logConfig: new Map(typeof logging === 'object' ? Object.entries(logging) : []),
    windowSizeMs,
    retentionMs,
    segmentIntervalMs: windowSegmentIntervalMs(retentionMs),
  }
}

function outerStore(
  options: AnyStreamJoinedOptions,
  { keepsRight }: Kind,
  thisGenerated: string,
): OuterJoinStoreSpec {
  const suffix = keepsRight ? '-outer-shared-join' : '-left-shared-join'
  const { thisStore, storeName, logging } = options
  const base = thisStore?.name ?? storeName
  const number = thisGenerated.slice((keepsRight ? 'KSTREAM-OUTERTHIS-' : 'KSTREAM-JOINTHIS-').length)
  return {
    kind: 'outerJoin',
    name: `${base === undefined ? `KSTREAM-OUTERSHARED-${number}` : base + suffix}-store`,
    keySerde: options.key,
    valueSerde: options.value,
    otherValueSerde: options.otherValue,
    type: thisStore?.store ?? options.store ?? null,
    caching: false,
    logging: logging !== false,
    logConfig: new Map(typeof logging === 'object' ? Object.entries(logging) : []),
  }
}
