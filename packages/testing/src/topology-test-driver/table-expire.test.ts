/** Tables whose rows expire; the numbers are those of the invariants in processors/table-expire.ts. */
import { integer, StreamsBuilder, string, versioned } from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const number = { key: string(), value: integer() }

test('1., 2. and 4. rows go with their last value when they are old enough, after a restart, too', () => {
  for (const store of ['memory', 'level'] as const)
    marbles(
      builder => {
        const { live, expired } = builder.table('in', number).expire({ after: 10, store })
        live.toStream().to('live')
        expired.to('expired')
      },
      `
        in          a:1@0   b:2@4   a:3@9   c:4@2   b:-@11  c:5@12                      -:6@12  d:7@2  a:8@10  b:-@13  e:9@40
        => live     a:1@0   b:2@4   a:3@9   c:4@2   b:-@11  c:-@12 c:5@12                              a:8@10          a:-@20 c:-@22 e:9@40
        => expired                                          c:4@12                                                     a:8@20 c:5@22
      `,
      { restarts: true },
    )
})

test('1. an update that comes late replaces the value and does not make the row older', () => {
  marbles(
    builder => {
      const { live, expired } = builder.table('in', number).expire({ after: 10 })
      live.toStream().to('live')
      expired.to('expired')
    },
    `
      in          a:1@9   a:2@3   b:3@18  b:4@19
      => live     a:1@9   a:2@9   b:3@18  a:-@19 b:4@19
      => expired                          a:2@19
    `,
    { restarts: true },
  )
})

test('3. so many go with one record; one that waits is expired for its own update all the same', () => {
  marbles(
    builder => {
      const { live, expired } = builder.table('in', number).expire({ after: 10, maxPerStep: 1 })
      live.toStream().to('live')
      expired.to('expired')
    },
    `
      in          a:1@0   b:2@1   c:3@2   d:4@3   x:5@20         d:6@21
      => live     a:1@0   b:2@1   c:3@2   d:4@3   a:-@10 x:5@20  b:-@11 d:-@13 d:6@21
      => expired                                  a:1@10         b:2@11 d:4@13
    `,
    { restarts: true },
  )
})

test('behind the table deletes are of old values, and what reads the store sees live rows', () => {
  const builder = new StreamsBuilder()
  const { live, expired } = builder
    .table('in', number)
    .mapValues(n => n * 2)
    .expire({ after: 10, name: 'rows', ...number })
  live
    .groupBy((_key, n) => ['all', n], number)
    .reduce(
      (sum, n) => sum + n,
      (sum, n) => sum - n,
    )
    .toStream()
    .to('sum')
  builder
    .stream('asks', number)
    .join(live, (_n, row) => row)
    .to('answers', number)
  expired.mapValues((n, key, { timestamp }) => `${key}${n}@${timestamp}`).to('expired', { value: string() })
  const config = { 'statestore.cache.max.bytes': 0 }
  const topology = builder.build(config)
  marbles(
    topology,
    `
      in          a:1@0     b:2@5              b:3@11
      asks                           a:0@6                 a:0@11  b:0@11
      => sum      all:2     all:6              all:4  all:6
      => answers  a:2                b:6
      => expired  a:"a2@10"
    `,
    { config, restarts: true },
  )
  const driver = new TopologyTestDriver(topology, config)
  const input = driver.createInputTopic('in', string(), integer())
  for (let i = 0; i < 500; i++) input.pipeInput(`k${i}`, i, i)
  driver.restart()
  expect([...driver.stores.keyValue('rows').all()].map(({ key }) => key)).toEqual(
    Array.from({ length: 10 }, (_, i) => `k${490 + i}`),
  )
  expect(driver.stores.keyValue('rows').approximateNumEntries()).toBe(10)
  driver.close()
})

test('5. the wall clock lets rows go while no record comes', () => {
  marbles(
    builder => {
      const { live, expired } = builder.table('in', number).expire({ after: 100, wallClock: 50 })
      live.toStream().to('live')
      expired.to('expired')
    },
    `
      in          a:1@0  b:2@70                         b:3@70
      clock                      +100          +50              +100
      => live     a:1@0  b:2@70  a:-@100                b:3@70  b:-@170
      => expired                 a:1@100                        b:3@170
    `,
  )
})

test('what cannot be is refused; updates of a versioned table that are not its last are dropped', () => {
  const table = new StreamsBuilder().table('in', number)
  expect(() => table.expire({ after: 0 })).toThrow(/more than 0 ms/)
  expect(() => table.expire({ after: 1, wallClock: 0 })).toThrow(/every 1 ms at most/)
  expect(() => table.expire({ after: 1, maxPerStep: 0 })).toThrow(/whole number above 0/)
  marbles(
    builder =>
      builder
        .table('in', { ...number, name: 'in', store: versioned('1h') })
        .expire({ after: 100 })
        .live.toStream()
        .to('live'),
    `
      in       a:1@9  a:2@3  a:3@10
      => live  a:1@9         a:3@10
    `,
    { restarts: true },
  )
})

test('it does what a map that is looked through at each record does, and keeps live rows alone', () => {
  const record = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    n: fc.option(fc.integer({ min: 0, max: 99 }), { nil: null, freq: 4 }),
    step: fc.integer({ min: -15, max: 20 }),
    restart: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 50 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom('memory' as const, 'level' as const),
      fc.constantFrom('DEFAULT', 'HEADERS'),
      (records, after, store, format) => {
        const config = { 'dsl.store.format': format }
        const builder = new StreamsBuilder()
        const { live, expired } = builder.table('in', number).expire({ after, store, name: 'rows' })
        live.toStream().to('live')
        expired.to('expired')
        const driver = new TopologyTestDriver(builder.build(config), config)
        const input = driver.createInputTopic('in', string(), integer())
        const rows = new Map<string, { n: number; time: number }>()
        const wantLive: unknown[] = []
        const wantExpired: unknown[] = []
        let time = 100
        let latest = -1
        for (const { key, n, step, restart } of records) {
          time = Math.max(0, time + step)
          if (restart) driver.restart()
          input.pipeInput(key, n, time)
          latest = Math.max(latest, time)
          const over = [...rows].filter(([, row]) => row.time + after <= latest)
          over.sort(([a, x], [b, y]) => x.time - y.time || (a < b ? -1 : 1))
          for (const [old, row] of over) {
            rows.delete(old)
            wantLive.push([old, null, row.time + after])
            wantExpired.push([old, row.n, row.time + after])
          }
          const row = rows.get(key)
          const at = Math.max(row?.time ?? 0, time)
          if (n === null) {
            if (rows.delete(key)) wantLive.push([key, null, time])
          } else if (at + after > latest) {
            rows.set(key, { n, time: at })
            wantLive.push([key, n, at])
          }
        }
        const read = (topic: string): unknown[] =>
          driver
            .createOutputTopic(topic, string(), integer())
            .readRecordsToList()
            .map(({ key, timestamp, value }) => [key, value, timestamp])
        const kept = [...driver.stores.keyValue<string, number>('rows').all()]
        const out = [read('live'), read('expired')]
        driver.close()
        expect(out).toEqual([wantLive, wantExpired])
        expect(kept.map(({ key, value, timestamp }) => [key, { n: value, time: timestamp }])).toEqual(
          [...rows].sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      },
    ),
    { numRuns: 100 },
  )
})
