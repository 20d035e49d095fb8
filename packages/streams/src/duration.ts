/** Durations as users write them: milliseconds, or a number with a unit such as `'5m'`. */
import { StreamsError } from './failure.ts'

/** Milliseconds, or text of a number and a unit: `ms`, `s`, `m`, `h`, `d`, `w`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w'}`

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
])

/**
 * The milliseconds of a duration.
 * @throws INVALID_ARGUMENT naming `what` when it is no whole, safe number of milliseconds
 */
export function durationMs(duration: Duration, what: string): number {
  let ms: number
  if (typeof duration === 'number') {
    ms = duration
  } else {
    const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(duration)
    if (match === null) {
      throw new StreamsError('INVALID_ARGUMENT', `${what}: '${duration}' is no duration`, {
        hint: `write milliseconds as a number, or a number with ms, s, m, h, d or w, such as '5m'`,
      })
    }
    ms = Number(match[1]) * UNIT_MS.get(match[2]!)!
  }
  if (!Number.isSafeInteger(ms)) {
    throw new StreamsError('INVALID_ARGUMENT', `${what}: ${duration} is not a whole number of milliseconds`)
  }
  return ms
}
