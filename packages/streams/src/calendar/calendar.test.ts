/** Calendars against a walk over the local clock; the numbers are those of the invariants in calendar.ts. */
import { describe, expect, test } from 'vitest'
import { Calendar, type CalendarUnit } from './calendar.ts'
import { ZoneClock } from './zone-clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const windowOf = (calendar: Calendar, time: number): [string, string] => {
  calendar.find(time)
  return [new Date(calendar.start).toISOString(), new Date(calendar.end).toISOString()]
}
const day = (zone: string, at: string): [string, string] =>
  windowOf(new Calendar('day', zone, 1, 1), Date.parse(at))
const hoursOf = ([start, end]: [string, string]): number => (Date.parse(end) - Date.parse(start)) / HOUR

describe('1. days', () => {
  test.each([
    ['of 23 hours', 'Europe/Prague', '2026-03-29T12:00Z', '2026-03-28T23:00:00.000Z', 23],
    ['of 25 hours', 'Europe/Prague', '2026-10-25T12:00Z', '2026-10-24T22:00:00.000Z', 25],
    ['of half an hour less', 'Australia/Lord_Howe', '2026-10-04T01:00Z', '2026-10-03T13:30:00.000Z', 23.5],
    ['of half an hour more', 'Australia/Lord_Howe', '2026-04-05T01:00Z', '2026-04-04T13:00:00.000Z', 24.5],
    ['in a zone of half hours', 'Asia/Kolkata', '2026-01-01T18:29:59Z', '2025-12-31T18:30:00.000Z', 24],
    ['in a zone of quarters', 'Asia/Kathmandu', '2026-01-01T12:00Z', '2025-12-31T18:15:00.000Z', 24],
    ['without a midnight', 'Africa/Cairo', '2024-04-26T12:00Z', '2024-04-25T22:00:00.000Z', 23],
    ['with two midnights', 'America/Havana', '2024-11-03T12:00Z', '2024-11-03T04:00:00.000Z', 25],
    ['whose last hour is twice', 'America/Asuncion', '2024-03-23T12:00Z', '2024-03-23T03:00:00.000Z', 25],
    ['before the one that is skipped', 'Pacific/Apia', '2011-12-30T09:59Z', '2011-12-29T10:00:00.000Z', 24],
    ['after it', 'Pacific/Apia', '2011-12-30T10:00Z', '2011-12-30T10:00:00.000Z', 24],
  ])('%s', (_what, zone, at, start, hours) => {
    const found = day(zone, at)
    expect(found[0]).toBe(start)
    expect(hoursOf(found)).toBe(hours)
  })
})

test('3. and 4. weeks, months, quarters, years, and several of them', () => {
  const at = Date.parse('2026-11-26T12:00Z')
  const span = (unit: CalendarUnit, every = 1, weekday = 1) =>
    windowOf(new Calendar(unit, 'UTC', every, weekday), at).map(text => text.slice(0, 10))
  expect(span('week')).toEqual(['2026-11-23', '2026-11-30'])
  expect(span('week', 1, 0)).toEqual(['2026-11-22', '2026-11-29'])
  expect(span('week', 1, 4)).toEqual(['2026-11-26', '2026-12-03'])
  expect(span('month')).toEqual(['2026-11-01', '2026-12-01'])
  expect(span('month', 2)).toEqual(['2026-11-01', '2027-01-01'])
  expect(span('quarter')).toEqual(['2026-10-01', '2027-01-01'])
  expect(span('year')).toEqual(['2026-01-01', '2027-01-01'])
  expect(span('year', 10)).toEqual(['2020-01-01', '2030-01-01'])
  expect(span('hour', 6)).toEqual(['2026-11-26', '2026-11-26'])
  expect(windowOf(new Calendar('week', 'UTC', 1, 1), 0)).toEqual([
    '1970-01-01T00:00:00.000Z',
    '1970-01-05T00:00:00.000Z',
  ])
  expect(windowOf(new Calendar('year', 'Europe/Prague', 1, 1), 0)[0]).toBe('1970-01-01T00:00:00.000Z')
})

test('2. and 3. hours where the clock is set back', () => {
  const cuts = (zone: string, every: number, from: string, hours: number): string[] => {
    const calendar = new Calendar('hour', zone, every, 1)
    const found = new Set<string>()
    const begin = Date.parse(from)
    for (let time = begin; time < begin + hours * HOUR; time += 60_000) found.add(windowOf(calendar, time)[0])
    return [...found].map(text => text.slice(11, 16))
  }
  expect(cuts('Europe/Prague', 1, '2026-10-24T23:00Z', 4)).toEqual(['23:00', '00:00', '01:00', '02:00'])
  expect(cuts('Europe/Prague', 2, '2026-10-24T22:00Z', 6)).toEqual(['22:00', '00:00', '03:00'])
  expect(cuts('Europe/Prague', 1, '2026-03-28T23:00Z', 4)).toEqual(['23:00', '00:00', '01:00', '02:00'])
  expect(cuts('Australia/Lord_Howe', 1, '2026-04-04T14:00Z', 3)).toEqual(['14:00', '15:00', '15:30', '16:30'])
  expect(cuts('America/St_Johns', 1, '2010-11-07T01:30Z', 4)).toEqual([
    ...['01:30', '02:30', '02:31', '03:30', '04:30'],
  ])
})

/** Local times in steps: where a window begins by rule 1, written down plainly. */
function walked(zone: string, unit: CalendarUnit, fromMs: number, toMs: number, stepMs: number): number[] {
  const clock = new ZoneClock(zone)
  const label = (time: number): number => {
    const local = new Date(time + clock.offsetMs(time))
    const [year, month, date] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()]
    if (unit === 'year') return Date.UTC(year, 0, 1)
    if (unit === 'quarter') return Date.UTC(year, month - (month % 3), 1)
    if (unit === 'month') return Date.UTC(year, month, 1)
    if (unit === 'week') return Date.UTC(year, month, date - ((local.getUTCDay() + 6) % 7))
    return Date.UTC(year, month, date)
  }
  const starts: number[] = []
  let latest = label(fromMs)
  for (let time = fromMs; time < toMs; time += stepMs) {
    const here = label(time)
    if (here > latest) {
      starts.push(time)
      latest = here
    }
  }
  return starts
}

test('1. in every zone it does what a walk over the clock does, and no window is longer than it says', () => {
  // All of them change their clocks now and then, at midnight, by half an hour, for a fast, by a day.
  const zones = [
    ...['Europe/Prague', 'Pacific/Apia', 'Africa/Casablanca', 'Asia/Gaza', 'America/Havana', 'Asia/Beirut'],
    ...['America/St_Johns', 'Australia/Lord_Howe', 'Antarctica/Casey', 'Asia/Kathmandu', 'America/Asuncion'],
  ]
  const from = Date.UTC(2011, 2, 1)
  const to = Date.UTC(2012, 1, 1)
  for (const zone of zones) {
    for (const unit of ['day', 'week', 'month', 'quarter', 'year'] as const) {
      const calendar = new Calendar(unit, zone, 1, 1)
      const starts: number[] = []
      calendar.find(from)
      for (calendar.find(calendar.end); calendar.end < to; calendar.find(calendar.end)) {
        starts.push(calendar.start)
        expect(calendar.end - calendar.start).toBeLessThanOrEqual(calendar.longestMs)
        expect(calendar.end).toBeGreaterThan(calendar.start)
      }
      if (unit === 'day') {
        // Every midnight of these zones is at a quarter of an hour.
        expect([zone, ...walked(zone, unit, from, starts.at(-1)! + 1, HOUR / 4)]).toEqual([zone, ...starts])
        continue
      }
      const days = new Calendar('day', zone, 1, 1)
      // What is larger begins where a day begins.
      for (const start of starts) expect(days.endOf(start) > start && days.start === start).toBe(true)
      const all = walked(zone, unit, from, starts.at(-1)! + 6 * HOUR, 6 * HOUR)
      expect([zone, unit, all.length]).toEqual([zone, unit, starts.length])
      for (const [i, time] of all.entries()) expect(time - starts[i]!).toBeLessThan(6 * HOUR)
    }
  }
})

test('1. windows follow each other without gap, in any order of asking', () => {
  for (const [unit, every] of [
    ['hour', 1],
    ['hour', 5],
    ['day', 3],
    ['month', 1],
  ] as const) {
    const calendar = new Calendar(unit, 'Europe/Prague', every, 1)
    const forth: number[] = []
    const from = Date.UTC(2026, 2, 20)
    for (let time = from; time < from + 20 * DAY; time += HOUR / 2) {
      calendar.find(time)
      expect(time >= calendar.start && time < calendar.end).toBe(true)
      if (calendar.start !== forth.at(-1)) forth.push(calendar.start)
    }
    const fresh = new Calendar(unit, 'Europe/Prague', every, 1)
    for (const start of [...forth].reverse()) expect(fresh.endOf(start - 1)).toBe(start)
  }
})

test('5. a zone that nobody knows, and a time beyond all dates', () => {
  expect(() => new ZoneClock('Europe/Atlantis')).toThrow(/unknown time zone: Europe\/Atlantis/)
  expect(() => new Calendar('day', 'UTC', 1, 1).find(1e17)).toThrow(/no calendar knows the time/)
})
