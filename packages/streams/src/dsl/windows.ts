/** Windows of time: `[start, start + size)`, starts at multiples of the advance since the epoch. */
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

/** Sessions; made by {@link sessions}. Milliseconds. */
export interface SessionWindows {
  readonly kind: 'session'
  /** The longest pause within a session. */
  readonly gapMs: number
  /** How long after a session could still have grown, in stream time, it takes late records. */
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

/** Windows of `size` that follow each other without gap: each record is in one. */
export function tumbling(size: Duration, options: WindowOptions = {}): TimeWindows {
  return timeWindows(size, size, options)
}

/** Windows of `size`, a new one every `advance`: each record is in size / advance of them, rounded up or down. */
export function hopping(size: Duration, advance: Duration, options: WindowOptions = {}): TimeWindows {
  return timeWindows(size, advance, options)
}

/**
 * Sessions: records of a key that follow each other within `gap` are one, however long it becomes.
 * A gap of 0 joins records of one time only. @throws INVALID_ARGUMENT for a negative gap or grace
 */
export function sessions(gap: Duration, options: WindowOptions = {}): SessionWindows {
  const gapMs = durationMs(gap, 'inactivity gap')
  const graceMs = durationMs(options.grace ?? 0, 'grace')
  if (gapMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'Gap time cannot be negative.')
  if (graceMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'Grace period must not be negative.')
  return { kind: 'session', gapMs, graceMs }
}

/** Windows without end: one that begins at `start` (default 0) and takes everything from there on, for ever. */
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
