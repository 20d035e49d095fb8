/**
 * Windows of a calendar: local hours, days, weeks, months, quarters and years of a time zone. They follow each other without gap.
 *
 *  1. A window begins when the zone's clock first shows its beginning, or, where the clock skips that, when it is set past it; it
 *     ends where the next one begins. So a day has 23 or 25 hours where the clock is set, and a day that is skipped has no window.
 *  2. Single hours are cut also where the clock is set back, and at each full hour from there on: none is longer than an hour.
 *  3. `every` counts from the midnight of each day for hours, and from 1970-01-01 (its week, for weeks) for the others.
 *  4. The first window begins at 0: there are no records before.
 *  5. A time in the window of the time before costs two comparisons, one in a window that is known a look-up or two in a Map; Intl
 *     is asked about twice for each window that is met for the first time. At most KNOWN_MAX beginnings are kept.
 */
import { StreamsError } from '../failure.ts'
import { ZoneClock } from './zone-clock.ts'

export type CalendarUnit = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** 1970-01-01 was a Thursday; days are counted from Sunday. */
const FIRST_WEEKDAY = 4
/** The most by which a clock has been set back is 7 hours. */
const SET_BACK_MAX_MS = 8 * HOUR_MS
/** About where dates end in JavaScript. */
const TIME_MAX_MS = 8.6e15
const KNOWN_MAX = 10_000

const UNIT_MAX_MS: Readonly<Record<CalendarUnit, number>> = {
  ...{ hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 31 * DAY_MS, quarter: 92 * DAY_MS },
  year: 366 * DAY_MS,
}

/** Numbers the windows in the order of local times. */
interface Numbering {
  /** Local time at which a window begins. */
  localStart(index: number): number
  indexOf(localMs: number): number
}

export class Calendar {
  /** No window is longer. */
  readonly longestMs: number
  /** Of the window found last: `[start, end)`. */
  start = 0
  end = 0
  private readonly clock: ZoneClock
  private readonly numbering: Numbering
  private readonly singleHours: boolean
  /** Beginnings by number. */
  private readonly known = new Map<number, number>()
  private offsetMs = 0

  /** `weekday` begins weeks; 0 is Sunday. @throws INVALID_ARGUMENT for an unknown zone */
  constructor(unit: CalendarUnit, timeZone: string, every: number, weekday: number) {
    this.clock = new ZoneClock(timeZone)
    this.numbering = numberingOf(unit, every, weekday)
    this.singleHours = unit === 'hour' && every === 1
    this.longestMs = this.singleHours ? HOUR_MS : UNIT_MAX_MS[unit] * every + SET_BACK_MAX_MS
  }

  /** Finds the window that holds a time. @throws PROCESSING_FAILED for one beyond all dates */
  find(timeMs: number): void {
    if (timeMs >= this.start && timeMs < this.end) return
    if (timeMs > TIME_MAX_MS)
      throw new StreamsError('PROCESSING_FAILED', `no calendar knows the time ${timeMs}`, {
        hint: 'timestamps are milliseconds since 1970: give the source a timestamp extractor',
      })
    const { numbering } = this
    let index = numbering.indexOf(timeMs + this.offsetMs)
    while (timeMs < this.beginning(index)) index--
    while (timeMs >= this.beginning(index + 1)) index++
    const start = this.beginning(index)
    this.end = this.beginning(index + 1)
    this.offsetMs = numbering.localStart(index) - start
    this.start = Math.max(0, start)
    if (this.singleHours && this.end - start > HOUR_MS) this.cut(timeMs)
  }

  /** The end of the window that begins at `startMs`. */
  endOf(startMs: number): number {
    this.find(startMs)
    return this.end
  }

  private beginning(index: number): number {
    const { known } = this
    let at = known.get(index)
    if (at === undefined) {
      at = this.clock.firstAt(this.numbering.localStart(index))
      if (known.size >= KNOWN_MAX) known.clear()
      known.set(index, at)
    }
    return at
  }

  /** An hour in which the clock is set back: the piece of it that holds a time (2). */
  private cut(timeMs: number): void {
    const { clock } = this
    const setAt = clock.setBetween(this.start, this.end)
    if (timeMs < setAt) {
      this.end = setAt
      return
    }
    const offset = clock.offsetMs(setAt)
    const fullHour = Math.floor((timeMs + offset) / HOUR_MS) * HOUR_MS - offset
    this.start = Math.max(setAt, fullHour)
    this.end = Math.min(this.end, fullHour + HOUR_MS)
  }
}

function numberingOf(unit: CalendarUnit, every: number, weekday: number): Numbering {
  if (unit === 'hour') {
    const perDay = Math.ceil(24 / every)
    const lengthMs = every * HOUR_MS
    return {
      localStart: index => {
        const day = Math.floor(index / perDay)
        return day * DAY_MS + (index - day * perDay) * lengthMs
      },
      indexOf: localMs => {
        const day = Math.floor(localMs / DAY_MS)
        return day * perDay + Math.floor((localMs - day * DAY_MS) / lengthMs)
      },
    }
  }
  if (unit === 'day' || unit === 'week') {
    const lengthMs = every * (unit === 'day' ? 1 : 7) * DAY_MS
    const firstMs = unit === 'day' ? 0 : -((FIRST_WEEKDAY - weekday + 7) % 7) * DAY_MS
    return {
      localStart: index => firstMs + index * lengthMs,
      indexOf: localMs => Math.floor((localMs - firstMs) / lengthMs),
    }
  }
  const months = every * (unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12)
  return {
    localStart: index => Date.UTC(1970, index * months),
    indexOf: localMs => {
      const date = new Date(localMs)
      return Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / months)
    },
  }
}
