/** Windows of a calendar, as users write them; where they lie is tested beside calendar.ts. */
import {
  calendar,
  hopping,
  integer,
  json,
  long,
  StreamsBuilder,
  sessionWindowed,
  string,
  tumbling,
  untilWindowCloses,
} from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const HOUR = 3_600_000
const number = { key: string(), value: integer() }
const NO_CACHE = { 'statestore.cache.max.bytes': 0 }
const RESTARTS = { config: NO_CACHE, restarts: true }
const utcHours = calendar('hour', { timeZone: 'UTC' })
const grouped = (builder: StreamsBuilder) => builder.stream('in', number).groupByKey()
/** 2026-10-25 in Prague has 25 hours, from here on. */
const LONG_DAY = Date.UTC(2026, 9, 24, 22)
const NEXT_DAY = LONG_DAY + 25 * HOUR

test('windows carry start and end, late records are dropped or sent away, after a restart, too', () => {
  marbles(
    builder =>
      grouped(builder)
        .windowedBy(calendar('day', { timeZone: 'Europe/Prague', grace: '1h' }))
        .lateTo('late')
        .count()
        .toStream()
        .to('out'),
    `
      in       a:1@${LONG_DAY - 1}  a:1@${LONG_DAY}  -:3@${LONG_DAY}  a:-@${NEXT_DAY - 1}  a:4@${LONG_DAY - 1}
      => out   a[${LONG_DAY - 24 * HOUR},${LONG_DAY}):1  a[${LONG_DAY},${NEXT_DAY}):1@${LONG_DAY}  a[${LONG_DAY},${NEXT_DAY}):2@${NEXT_DAY - 1}
      => late  a:4@${LONG_DAY - 1}
    `,
    RESTARTS,
  )
})

test('results that go out once, though nothing came for longer than the store keeps', () => {
  for (const store of ['memory', 'level'] as const)
    marbles(
      builder =>
        grouped(builder)
          .windowedBy(calendar('day', { timeZone: 'Europe/Prague', grace: '1h' }))
          .emitStrategy('onWindowClose')
          .count({ store })
          .toStream()
          .to('out'),
      `
        in      a:1@${LONG_DAY}  b:1@${NEXT_DAY}  a:1@${NEXT_DAY - 1}  c:1@${NEXT_DAY + HOUR}  c:1@${NEXT_DAY + 1e9}
        => out  a[${LONG_DAY},${NEXT_DAY}):2@${NEXT_DAY - 1}  b[${NEXT_DAY},${NEXT_DAY + 24 * HOUR}):1  c[${NEXT_DAY},${NEXT_DAY + 24 * HOUR}):1
      `,
      { restarts: true },
    )
})

test('reduce, aggregate, topN, cogroup, and suppress', () => {
  marbles(
    builder => {
      const hours = grouped(builder).windowedBy(utcHours)
      hours
        .reduce((a, b) => a + b)
        .toStream()
        .to('sums')
      hours
        .aggregate(
          () => '',
          (_key, n, all) => all + n,
          { value: string() },
        )
        .toStream()
        .to('all')
      hours
        .topN(1, (a, b) => b - a, { value: json() })
        .toStream()
        .to('best')
      hours.count({ name: 'counts' }).suppress(untilWindowCloses()).toStream().to('final')
      grouped(builder)
        .cogroup((_key, n, sum: number) => sum + n)
        .windowedBy(utcHours)
        .aggregate(() => 100, { value: integer() })
        .toStream()
        .to('cogrouped')
    },
    `
      in            a:1@0            a:2@5            a:3@3600000
      => sums       a[0,3600000):1   a[0,3600000):3   a[3600000,7200000):3
      => all        a[0,3600000):1   a[0,3600000):12  a[3600000,7200000):3
      => best       a[0,3600000):[1] a[0,3600000):[2] a[3600000,7200000):[3]
      => final                                        a[0,3600000):2@5
      => cogrouped  a[0,3600000):101 a[0,3600000):103 a[3600000,7200000):103
    `,
    RESTARTS,
  )
})

test('what reads the store, and what reads the topic, sees both ends', () => {
  const builder = new StreamsBuilder()
  grouped(builder)
    .windowedBy(calendar('day', { timeZone: 'Europe/Prague' }))
    .count({ name: 'counts' })
    .toStream()
    .to('out')
  const driver = new TopologyTestDriver(builder.build())
  driver.createInputTopic('in', string(), integer()).pipeInput('a', 1, LONG_DAY + 5)
  driver.restart()
  const row = { key: 'a', start: LONG_DAY, end: NEXT_DAY, value: 1, timestamp: LONG_DAY + 5 }
  const store = driver.stores.window<string, number>('counts')
  expect(store.fetch('a', 0, NEXT_DAY)).toEqual([row])
  expect(store.all()).toEqual([row])
  const read = driver.createOutputTopic('out', sessionWindowed(string()), long()).readKeyValue()
  expect(read).toEqual([{ key: 'a', start: LONG_DAY, end: NEXT_DAY }, 1])
  driver.close()
})

test('in UTC, hours and days are tumbling windows, whatever comes and whenever it restarts', () => {
  const record = fc.record({
    key: fc.constantFrom('a', 'b'),
    step: fc.integer({ min: -3 * HOUR, max: 4 * HOUR }),
    restart: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 30 }),
      fc.integer({ min: 0, max: 5 * HOUR }),
      fc.boolean(),
      fc.constantFrom(1, 24),
      (records, grace, final, hours) => {
        const outputs = [true, false].map(isCalendar => {
          const builder = new StreamsBuilder()
          const windows = isCalendar
            ? calendar('hour', { timeZone: 'UTC', grace, every: hours })
            : tumbling(hours * HOUR, { grace })
          // The retention is for tumbling windows, which need it to go out after a pause.
          const options = { retention: '40d', store: 'level' } as const
          const stream =
            windows.kind === 'calendar'
              ? grouped(builder).windowedBy(windows)
              : grouped(builder).windowedBy(windows)
          stream
            .emitStrategy(final ? 'onWindowClose' : 'onWindowUpdate')
            .count(options)
            .toStream()
            .selectKey(({ key, start, end }) => `${key} ${start} ${end}`)
            .to('out', { key: string(), value: long() })
          const driver = new TopologyTestDriver(builder.build(NO_CACHE), NO_CACHE)
          const input = driver.createInputTopic('in', string(), integer())
          let time = 100 * HOUR
          for (const { key, step, restart } of records) {
            time = Math.max(0, time + step)
            if (restart && isCalendar) driver.restart()
            input.pipeInput(key, 1, time)
          }
          const list = driver.createOutputTopic('out', string(), long()).readRecordsToList()
          const { dropped } = driver
          const told = { list, dropped: [...dropped.values()] }
          driver.close()
          return told
        })
        expect(outputs[0]).toEqual(outputs[1])
      },
    ),
    { numRuns: 100 },
  )
})

test('entries are kept for the longest window and the grace', () => {
  const builder = new StreamsBuilder()
  grouped(builder)
    .windowedBy(calendar('day', { timeZone: 'Europe/Prague', grace: '1d' }))
    .count({ name: 'counts', store: 'memory' })
  const driver = new TopologyTestDriver(builder.build(NO_CACHE), NO_CACHE)
  const input = driver.createInputTopic('in', string(), integer())
  for (let i = 0; i < 1000; i++) input.pipeInput('a', 1, LONG_DAY + i * 24 * HOUR)
  expect([...driver.stores.window('counts').all()].length).toBeLessThanOrEqual(3)
  driver.close()
})

test('what is no calendar is refused', () => {
  const zone = { timeZone: 'UTC' }
  expect(() => calendar('day', { timeZone: 'Nowhere' })).toThrow(/unknown time zone: Nowhere/)
  expect(() => calendar('minute' as 'hour', zone)).toThrow(/no unit minute/)
  expect(() => calendar('hour', { ...zone, every: 25 })).toThrow(/counted from each midnight/)
  expect(() => calendar('day', { ...zone, every: 0.5 })).toThrow(/whole number of days/)
  expect(() => calendar('day', { ...zone, grace: -1 })).toThrow(/must not be negative/)
  expect(() => calendar('week', { ...zone, weekStart: 'someday' as 'sunday' })).toThrow(/no day of the week/)
})

test('a key of a calendar tells its window after any other operator has stored it', () => {
  marbles(
    builder => {
      const counts = grouped(builder).windowedBy(utcHours).count()
      counts.join(grouped(builder).windowedBy(hopping(HOUR, HOUR)).count(), (a, b) => a + b)
      counts
        .filter((_key, n) => n > 1, { name: 'many', value: long() })
        .toStream()
        .to('out')
    },
    `
      in      a:1@0            a:2@5
      => out                   a[0,3600000):2@5
    `,
    RESTARTS,
  )
})
