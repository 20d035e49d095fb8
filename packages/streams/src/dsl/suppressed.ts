/** What `KTable.suppress` waits for. (Kafka Streams: Suppressed and its buffer configurations.) */
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import type { Windowed } from '../serdes/windowed.ts'
import type { GraphNode } from '../topology/graph.ts'
import { topologyError } from '../topology/internal-topology-builder.ts'

/** Bounds of a buffer; without any it takes what comes. */
export interface SuppressBuffer<Full extends 'emitEarly' | 'shutDown' = 'emitEarly' | 'shutDown'> {
  /** Keys that may wait. */
  readonly maxRecords?: number
  /** Bytes that they may be worth: keys, values, headers and about 30 bytes each. */
  readonly maxBytes?: number
  /** What happens when there would be more: the earliest goes out at once, or the application stops. */
  readonly whenFull?: Full
}

/** Made by {@link untilTimeLimit} and {@link untilWindowCloses}; `K` is what keys must be. */
export interface Suppressed<K> {
  /** Milliseconds; null: until the window of the key is closed. */
  readonly timeLimitMs: number | null
  readonly buffer: SuppressBuffer
  /** Keeps the type; never set. */
  readonly keys?: (key: K) => void
}

/**
 * The last update of each key, `limit` after its first one; more updates do not prolong the wait. A full buffer emits early
 * unless it is told to stop the application. For `KTable.suppress`.
 *
 * ```ts
 * const stock = builder.table('stock', { key: string(), value: integer() })
 * stock.suppress(untilTimeLimit(10)).toStream().to('calm')
 * // stock    a:1@0  a:2@5  b:3@9  b:4@10
 * // => calm                       a:2@5
 * ```
 *
 * @throws INVALID_ARGUMENT for a negative limit or bound
 */
export function untilTimeLimit(limit: Duration, buffer: SuppressBuffer = {}): Suppressed<unknown> {
  const timeLimitMs = durationMs(limit, 'time limit')
  if (timeLimitMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'the time limit must not be negative')
  return { timeLimitMs, buffer: checked(buffer, 'emitEarly') }
}

/**
 * The final result of each window, when stream time has passed its end and grace. Deletions do not go out: nobody saw what they
 * delete. A full buffer stops the application, since an early result would not be final. For `KTable.suppress`.
 *
 * ```ts
 * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
 * const counts = clicks.windowedBy(tumbling(10, { grace: 5 })).count()
 * counts.suppress(untilWindowCloses({ maxRecords: 1_000_000 })).toStream().to('counts')
 * // clicks     a:1@1  a:1@12  a:1@9  a:1@15
 * // => counts                        a[0,10):2@9
 * ```
 *
 * @throws INVALID_ARGUMENT for a negative bound, and for a buffer that emits early
 */
export function untilWindowCloses(buffer: SuppressBuffer<'shutDown'> = {}): Suppressed<Windowed<unknown>> {
  if ((buffer as SuppressBuffer).whenFull === 'emitEarly') {
    throw new StreamsError('INVALID_ARGUMENT', 'a buffer of final results cannot emit early', {
      hint: 'leave it unbounded, or let it shut down when it is full',
    })
  }
  return { timeLimitMs: null, buffer: checked(buffer, 'shutDown') }
}

function checked(buffer: SuppressBuffer, whenFull: 'emitEarly' | 'shutDown'): SuppressBuffer {
  for (const name of ['maxRecords', 'maxBytes'] as const) {
    const bound = buffer[name]
    if (bound !== undefined && !(bound >= 0))
      throw new StreamsError('INVALID_ARGUMENT', `${name} of a buffer must not be negative: ${bound}`)
  }
  return { whenFull, ...buffer }
}

/** The grace of the windows from which a table comes: the greatest of all ways. @throws INVALID_TOPOLOGY where there are none */
export function windowGraceMs(node: GraphNode, chain = ''): number {
  if (node.graceMs !== null) return node.graceMs
  const longer = chain === '' ? node.name : `${node.name}->${chain}`
  if (node.parents.size === 0)
    throw topologyError(`Window close time is only defined for windowed computations. Got [${longer}].`)
  return Math.max(...[...node.parents].map(parent => windowGraceMs(parent, longer)))
}
