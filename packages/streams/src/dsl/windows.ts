/** Windows: of the clock (tumbling, hopping, unlimited), of the records (sliding), and sessions. */
import type { Calendar } from '../calendar/calendar.ts'
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import { WINDOW_END_MAX_MS } from '../serdes/windowed.ts'

/** Tumbling or hopping windows; made by {@link tumbling} and {@link hopping}. Milliseconds. */
export interface TimeWindows {
  readonly kind: 'time'
  readonly sizeMs: number
  readonly advanceMs: number
  /** How long after its end, in stream time, a window takes late records. */
  readonly graceMs: number
  /** Present for a window without end: where it begins. */
  readonly unlimitedFromMs?: number
}

/** Windows of a calendar; made by {@link calendar}. */
export interface CalendarWindows {
  readonly kind: 'calendar'
  readonly calendar: Calendar
  /** How long after its end, in stream time, a window takes late records. */
  readonly graceMs: number
}

/** Windows that lie on the time line: all but sessions and those of counts. */
export type TimelineWindows = TimeWindows | SlidingWindows | CalendarWindows

/** Sessions; made by {@link sessions}. Milliseconds. */
export interface SessionWindows {
  readonly kind: 'session'
  /** The longest pause within a session. */
  readonly gapMs: number
  /** How long after a session could still have grown, in stream time, it takes late records. */
  readonly graceMs: number
  readonly maxLengthMs?: number
}

/** Sliding windows; made by {@link slidingWindows}. Milliseconds. */
export interface SlidingWindows {
  readonly kind: 'sliding'
  /** The greatest distance of two records of one window; a window is `[start, start + difference]`, both ends inclusive. */
  readonly differenceMs: number
  /** How long after its end, in stream time, a window takes late records. */
  readonly graceMs: number
}

/** Options of windows. */
export interface WindowOptions {
  /** Default 0: late records are dropped as soon as stream time has reached a window's end. */
  readonly grace?: Duration
}

function timeWindows(size: Duration, advance: Duration, options: WindowOptions): TimeWindows {
  const sizeMs = durationMs(size, 'window size')
  const advanceMs = durationMs(advance, 'window advance')
  const graceMs = durationMs(options.grace ?? 0, 'grace')
  if (sizeMs <= 0)
    throw new StreamsError('INVALID_ARGUMENT', 'Window size (sizeMs) must be larger than zero.')
  if (graceMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'Grace period must not be negative.')
  if (advanceMs <= 0 || advanceMs > sizeMs) {
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `AdvanceMs must be greater than zero and at most the window size: advance ${advanceMs}, size ${sizeMs}`,
    )
  }
  return { kind: 'time', sizeMs, advanceMs, graceMs }
}

/**
 * Windows of `size` that follow each other without gap: each record is in one.
 *
 * ```ts
 * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
 * clicks.windowedBy(tumbling('1m', { grace: '10s' })).count().toStream().to('counts')
 * // clicks     a:1@59999               a:1@60000
 * // => counts  a[0,60000):1            a[60000,120000):1
 * ```
 */
export function tumbling(size: Duration, options: WindowOptions = {}): TimeWindows {
  return timeWindows(size, size, options)
}

/**
 * Windows of `size`, a new one every `advance`: each record is in size / advance of them, rounded up or down.
 *
 * ```ts
 * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
 * clicks.windowedBy(hopping('1m', '30s')).count().toStream().to('counts')
 * // clicks     a:1@40000
 * // => counts  a[0,60000):1  a[30000,90000):1
 * ```
 */
export function hopping(size: Duration, advance: Duration, options: WindowOptions = {}): TimeWindows {
  return timeWindows(size, advance, options)
}

/** Options of sessions. */
export interface SessionOptions extends WindowOptions {
  /** How far the last record of a session may be from its first; a record beyond begins the next one. Default: no limit. */
  readonly maxLength?: Duration
}

/**
 * Sessions: records of a key that follow each other within `gap` are one, however long it becomes unless `maxLength` says.
 * A gap of 0 joins records of one time only. @throws INVALID_ARGUMENT for a negative gap, grace or maxLength
 *
 * ```ts
 * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
 * clicks.windowedBy(sessions('30s')).count().toStream().to('counts')
 * // clicks     a:1@0      a:1@30001
 * // => counts  a[0,0]:1   a[30001,30001]:1
 * ```
 */
export function sessions(gap: Duration, options: SessionOptions = {}): SessionWindows {
  const gapMs = durationMs(gap, 'inactivity gap')
  const graceMs = durationMs(options.grace ?? 0, 'grace')
  if (gapMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'Gap time cannot be negative.')
  if (graceMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'Grace period must not be negative.')
  if (options.maxLength === undefined) return { kind: 'session', gapMs, graceMs }
  const maxLengthMs = durationMs(options.maxLength, 'maxLength')
  if (maxLengthMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'maxLength must not be negative')
  return { kind: 'session', gapMs, graceMs, maxLengthMs }
}

/**
 * Windows that lie where the records do: one ends at each record, one begins right behind each, if anything is in it. Two records
 * are in one window when their times differ by at most `difference`.
 *
 * A record costs a read and a write for each window that it lies in: up to two for each other record within `difference`.
 * Records at times below `difference` share the window that begins at 0. A difference of 0 makes windows that hold nothing: the
 * first record fails, as in Kafka Streams. (KIP-450)
 *
 * ```ts
 * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
 * clicks.windowedBy(slidingWindows(10)).count().toStream().to('counts')
 * // clicks     a:1@20        a:1@25
 * // => counts  a[10,20):1@20 a[21,31):1@25 a[15,25):2@25
 * ```
 */
export function slidingWindows(difference: Duration, options: WindowOptions = {}): SlidingWindows {
  const differenceMs = durationMs(difference, 'time difference')
  const graceMs = durationMs(options.grace ?? 0, 'grace')
  if (differenceMs < 0)
    throw new StreamsError('INVALID_ARGUMENT', 'Window time difference must not be negative.')
  if (graceMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'Window grace period must not be negative.')
  return { kind: 'sliding', differenceMs, graceMs }
}

/**
 * Windows without end: one that begins at `start` (default 0) and takes everything from there on, for ever.
 *
 * ```ts
 * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
 * clicks.windowedBy(unlimited(100)).count().toStream().to('counts')
 * // clicks     a:1@99  a:1@100
 * // => counts          a[100,9223372036854776000):1
 * ```
 */
export function unlimited(start: number = 0): TimeWindows {
  if (!(start >= 0))
    throw new StreamsError('INVALID_ARGUMENT', 'Window start time (startMs) cannot be negative.')
  return {
    kind: 'time',
    sizeMs: WINDOW_END_MAX_MS,
    advanceMs: WINDOW_END_MAX_MS,
    graceMs: 0,
    unlimitedFromMs: start,
  }
}
