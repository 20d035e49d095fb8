/** Windows of a calendar: options and their checks; calendar/calendar.ts knows where the windows lie. */
import { Calendar, type CalendarUnit } from '../calendar/calendar.ts'
import { durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import type { CalendarWindows, WindowOptions } from './windows.ts'

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
const UNITS: readonly string[] = ['hour', 'day', 'week', 'month', 'quarter', 'year'] satisfies CalendarUnit[]

export type Weekday = (typeof WEEKDAYS)[number]

/** Options of {@link calendar}. */
export interface CalendarOptions extends WindowOptions {
  /** A zone of the IANA database, such as `Europe/Prague`, or `UTC`. */
  readonly timeZone: string
  /** So many units make a window; default 1. Hours are counted from midnight, others from 1970-01-01. */
  readonly every?: number
  /** Where weeks begin; default monday. */
  readonly weekStart?: Weekday
}

/**
 * Windows as a calendar and the clocks of a time zone have them: a day begins at local midnight and has 23 or 25 hours where the
 * clock is set; a window begins when its beginning is first shown, and the next one ends it. Keys carry start and end (exclusive),
 * and are written as those of sessions are: `sessionWindowed(key)` reads them. Cost over tumbling windows: some ns a record.
 *
 * ```ts
 * const clicks = builder.stream('clicks', { key: string(), value: integer() }).groupByKey()
 * clicks.windowedBy(calendar('day', { timeZone: 'Europe/Prague' })).count().toStream().to('counts')
 * // clicks     a:1@1774738799999                   a:1@1774738800000                   a:1@1774821599999
 * // => counts  a[1774652400000,1774738800000):1    a[1774738800000,1774821600000):1    a[1774738800000,1774821600000):2
 * ```
 *
 * @throws INVALID_ARGUMENT for an unknown unit, zone or weekday, for an `every` that is no whole number above 0, or of hours more
 * than a day, and for a negative grace
 */
export function calendar(unit: CalendarUnit, options: CalendarOptions): CalendarWindows {
  const { every = 1, grace = 0, timeZone, weekStart = 'monday' } = options ?? {}
  const graceMs = durationMs(grace, 'grace')
  if (!UNITS.includes(unit))
    throw new StreamsError('INVALID_ARGUMENT', `calendar has no unit ${unit}: it has ${UNITS.join(', ')}`)
  if (graceMs < 0) throw new StreamsError('INVALID_ARGUMENT', 'Grace period must not be negative.')
  if (!Number.isSafeInteger(every) || every < 1 || every > (unit === 'hour' ? 24 : 1000))
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `every must be a whole number of ${unit}s, at least 1: ${every}`,
      {
        hint: unit === 'hour' ? 'hours are counted from each midnight, up to 24' : 'the limit is 1000',
      },
    )
  if (typeof timeZone !== 'string') {
    throw new StreamsError('INVALID_ARGUMENT', 'a calendar has a time zone', {
      hint: "give a zone of the IANA database, such as timeZone: 'Europe/Prague' or 'UTC'",
    })
  }
  const weekday = WEEKDAYS.indexOf(weekStart)
  if (weekday < 0) throw new StreamsError('INVALID_ARGUMENT', `weekStart is no day of the week: ${weekStart}`)
  return { kind: 'calendar', calendar: new Calendar(unit, timeZone, every, weekday), graceMs }
}
