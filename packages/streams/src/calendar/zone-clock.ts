/**
 * The wall clock of a time zone, as Intl knows it: where its dates and hours begin on the time line.
 *
 * Local times are milliseconds as if the zone were UTC. A clock that is set forward skips local times, one that is set back shows
 * some twice; Pacific/Apia skipped the whole of 2011-12-30. Between two settings of a clock lie days (since 1970 at least six), so
 * that within 48 hours there is at most one. An offset costs a call of Intl, about 3 us: callers keep what they learn.
 */
import { StreamsError } from '../failure.ts'

const DAY_MS = 86_400_000
/** No offset is as large. */
const REACH_MS = DAY_MS

export class ZoneClock {
  private readonly format: Intl.DateTimeFormat

  /** @throws INVALID_ARGUMENT for a zone that Intl does not know */
  constructor(timeZone: string) {
    try {
      this.format = new Intl.DateTimeFormat('en-US', {
        ...{ timeZone, hourCycle: 'h23', calendar: 'iso8601', numberingSystem: 'latn' },
        ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
        ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
      })
    } catch (cause) {
      throw new StreamsError('INVALID_ARGUMENT', `unknown time zone: ${timeZone}`, {
        hint: "give a zone of the IANA database, such as 'Europe/Prague' or 'UTC'",
        cause,
      })
    }
  }

  /** Local time less UTC at a moment. */
  offsetMs(timeMs: number): number {
    const parts = new Map<string, number>()
    for (const { type, value } of this.format.formatToParts(timeMs)) parts.set(type, Number(value))
    const part = (type: string): number => parts.get(type)!
    const day = Date.UTC(part('year'), part('month') - 1, part('day'))
    const local = day + ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000
    return local - Math.floor(timeMs / 1000) * 1000
  }

  /** The first moment at which the clock shows a local time or a later one. */
  firstAt(localMs: number): number {
    const before = this.offsetMs(localMs - REACH_MS)
    const after = this.offsetMs(localMs + REACH_MS)
    const early = localMs - before
    if (before === after) return early
    const setAt = this.setBetween(localMs - REACH_MS, localMs + REACH_MS)
    if (early < setAt) return early
    return Math.max(setAt, localMs - after)
  }

  /** The moment at which the clock is set, where its offsets at two moments differ. */
  setBetween(fromMs: number, toMs: number): number {
    const before = this.offsetMs(fromMs)
    let low = fromMs
    let high = toMs
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.offsetMs(middle) === before) low = middle
      else high = middle
    }
    return high
  }
}
