/** windowedBy(...).distinct() as users write it; the numbers are those of the invariants in processors/window-distinct.ts. */
import {
  calendar,
  hopping,
  integer,
  StreamsBuilder,
  slidingWindows,
  string,
  type TimeWindows,
  tumbling,
  unlimited,
} from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const number = { key: string(), value: integer() }
const grouped = (builder: StreamsBuilder) => builder.stream('in', number).groupByKey()

test('2. and 3. the first to come of each key and window, after a restart, too', () => {
  for (const store of ['memory', 'level'] as const)
    marbles(
      builder => {
        grouped(builder)
          .windowedBy(tumbling(10, { grace: 5 }))
          .lateTo('late')
          .distinct({ store })
          .to('out')
        grouped(builder).windowedBy(hopping(10, 5)).distinct().to('hopping')
        grouped(builder)
          .windowedBy(unlimited(5))
          .distinct()
          .selectKey(({ key }) => key)
          .to('once', number)
      },
      `
        in          a:1@9         a:2@3  b:3@4        a:-@14        a:5@15  a:6@8  -:7@15
        => out      a[0,10):1@9          b[0,10):3@4  a[10,20):-@14
        => late                                                     a:6@8
        => hopping  a[0,10):1@9   a[5,15):1@9  b[0,10):3@4  a[10,20):-@14  a[15,25):5@15
        => once     a:1
      `,
      { restarts: true },
    )
})

test('1. of one identity; what has none goes through', () => {
  marbles(
    builder =>
      grouped(builder)
        .windowedBy(hopping(10, 5))
        .distinct({ by: (n, key) => (n === 0 ? null : [key, n]), name: 'once' })
        .to('out'),
    `
      in      a:1@2                a:2@3        a:1@7        a:0@8                    a:0@8                    a:-@9
      => out  a[0,10):1@2          a[0,10):2@3  a[5,15):1@7  a[0,10):0@8 a[5,15):0@8  a[0,10):0@8 a[5,15):0@8  a[0,10):-@9 a[5,15):-@9
    `,
    { restarts: true },
  )
})

test('over windows of a calendar, behind a topic where the key was changed, with names', () => {
  const builder = new StreamsBuilder()
  builder
    .stream('in', number)
    .groupBy((key, n) => `${key}${n}`, number)
    .windowedBy(calendar('hour', { timeZone: 'UTC' }))
    .distinct({ name: 'once', by: (_n, _key, { timestamp }) => timestamp % 2 })
    .to('out')
  const topology = builder.build()
  expect(topology.subTopologies.map(part => part.sources.map(source => source.topic))).toEqual([
    ['in'],
    ['once-repartition'],
  ])
  expect([...topology.subTopologies[1]!.stores.keys()].length).toBe(1)
  marbles(
    topology,
    `
      in      a:1@0               a:1@2  a:1@3              b:1@4              a:1@3600000
      => out  a1[0,3600000):1@0          a1[0,3600000):1@3  b1[0,3600000):1@4  a1[3600000,7200000):1
    `,
  )
})

test('what cannot be is refused', () => {
  const stream = grouped(new StreamsBuilder())
  expect(() => stream.windowedBy(slidingWindows(5)).distinct()).toThrow(/each record has its own/)
  expect(() => stream.windowedBy(tumbling(5)).emitStrategy('onWindowClose').distinct()).toThrow(
    /when it comes/,
  )
})

test('4. it does what a set of what went through would do, and keeps no more than the windows need', () => {
  const record = fc.record({
    key: fc.constantFrom('a', 'b'),
    id: fc.integer({ min: 0, max: 2 }),
    step: fc.integer({ min: -30, max: 40 }),
    restart: fc.boolean(),
  })
  const shape = fc.constantFrom<readonly [number, number]>([10, 10], [10, 5], [12, 5], [100_000, 100_000])
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 40 }),
      shape,
      fc.integer({ min: 0, max: 20 }),
      fc.boolean(),
      (records, [size, advance], grace, byId) => {
        const windows: TimeWindows = hopping(size, advance, { grace })
        const builder = new StreamsBuilder()
        grouped(builder)
          .windowedBy(windows)
          .distinct(byId ? { by: id => id } : {})
          .selectKey(({ key, start, end }) => `${key} ${start} ${end}`)
          .to('out', number)
        const driver = new TopologyTestDriver(builder.build())
        const input = driver.createInputTopic('in', string(), integer())
        const passed = new Set<string>()
        const want: unknown[] = []
        let time = 100_000
        let latest = -1
        for (const { key, id, step, restart } of records) {
          time = Math.max(0, time + (step > 35 ? step * 5000 : step))
          latest = Math.max(latest, time)
          if (restart) driver.restart()
          input.pipeInput(key, id, time)
          for (let start = 0; start <= time; start += advance) {
            if (start + size <= time || start + size <= latest - grace) continue
            const mark = `${key} ${start} ${start + size}`
            const identity = byId ? `${mark} ${id}` : mark
            if (passed.has(identity)) continue
            passed.add(identity)
            want.push([mark, id, time])
          }
        }
        const out = driver.createOutputTopic('out', string(), integer()).readRecordsToList()
        const kept = [...driver.stores.window('KSTREAM-DISTINCT-STATE-STORE-0000000001').all()]
        driver.close()
        expect(out.map(({ key, value, timestamp }) => [key, value, timestamp])).toEqual(want)
        for (const { start } of kept) expect(start).toBeGreaterThan(latest - size - size - grace)
      },
    ),
    { numRuns: 60 },
  )
})
