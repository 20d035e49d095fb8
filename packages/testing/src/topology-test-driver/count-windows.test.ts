/** Windows of so many records; the numbers are those of the invariants in processors/count-aggregate.ts. */
import {
  type CountRow,
  countWindows,
  integer,
  json,
  long,
  StreamsBuilder,
  string,
  timeWindowed,
  untilWindowCloses,
} from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const number = { key: string(), value: integer() }
const grouped = (builder: StreamsBuilder) => builder.stream('in', number).groupByKey()

test('1. and 3. records are numbered as they come, nulls are not, and a result has the greatest of its times', () => {
  for (const store of ['memory', 'level'] as const)
    marbles(
      builder => {
        const threes = grouped(builder).windowedBy(countWindows(3))
        threes
          .reduce((sum, n) => sum + n, { store })
          .toStream()
          .to('sums')
        threes.emitStrategy('onWindowClose').count({ store }).toStream().to('full')
      },
      `
        in       a:1@9        a:-  -:1  b:7@1        a:2@5        a:4@7        a:8@1
        => sums  a[0,3):1@9             b[0,3):7@1   a[0,3):3@9   a[0,3):7@9   a[3,6):8@1
        => full                                                   a[0,3):3@9
      `,
      { restarts: true },
    )
})

test('3. windows that overlap, a null aggregate, the old value, the context', () => {
  marbles(
    builder => {
      const hops = grouped(builder).windowedBy(countWindows(3, { advance: 2 }))
      hops
        .aggregate(
          () => '',
          (_key, n, all, { offset }) => (n === 0 ? (null as never) : `${all}${n}.${offset} `),
          { value: string() },
        )
        .toStream()
        .to('all')
      hops
        .count()
        .groupBy(({ key }, n) => [key, n], number)
        .reduce(
          (sum, n) => sum + n,
          (sum, n) => sum - n,
        )
        .toStream()
        .to('counted')
    },
    `
      in          a:1             a:2                   a:3                                     a:0
      => all      a[0,3):"1.0 "   a[0,3):"1.0 2.1 "     a[0,3):"1.0 2.1 3.2 "  a[2,5):"3.2 "    a[2,5):-
      => counted  a:1             a:2                   a:3 a:4                                 a:5
    `,
    { restarts: true, config: { 'statestore.cache.max.bytes': 0 } },
  )
})

test('topN, names, behind a topic where the key was changed', () => {
  const builder = new StreamsBuilder()
  builder
    .stream('in', number)
    .groupBy((_key, n) => `k${n % 2}`, number)
    .windowedBy(countWindows(2))
    .topN(1, (a, b) => b - a, { name: 'best', value: json() })
    .toStream()
    .to('best-of-two')
  const topology = builder.build()
  expect(topology.subTopologies.map(part => part.sources.map(source => source.topic))).toEqual([
    ['in'],
    ['best-repartition'],
  ])
  marbles(
    topology,
    `
      in              a:2           a:1           a:4           a:3  a:6
      => best-of-two  k0[0,2):[2]   k1[0,2):[1]   k0[0,2):[4]   k1[0,2):[3]  k0[2,4):[6]
    `,
    { restarts: true },
  )
})

test('what reads the store sees open windows; what reads the topic sees both ends', () => {
  const builder = new StreamsBuilder()
  grouped(builder)
    .windowedBy(countWindows(3, { advance: 2 }))
    .count({ name: 'counts' })
    .toStream()
    .to('out')
  const driver = new TopologyTestDriver(builder.build())
  const input = driver.createInputTopic('in', string(), integer())
  for (let i = 0; i < 4; i++) input.pipeInput('a', 1, 10 - i)
  driver.restart()
  expect(driver.stores.keyValue<string, CountRow<number>>('counts').get('a')?.value).toEqual({
    records: 4,
    windows: [{ start: 2, end: 5, value: 2, timestamp: 8 }],
  })
  const output = driver.createOutputTopic('out', timeWindowed(string(), 3), long())
  expect(output.readKeyValuesToList().at(-1)).toEqual([{ key: 'a', start: 2, end: 5 }, 2])
  driver.close()
})

test('what is no window is refused, and none of these closes by time', () => {
  expect(() => countWindows(0)).toThrow(/whole number of records/)
  expect(() => countWindows(1.5)).toThrow(/whole number of records/)
  expect(() => countWindows(3, { advance: 4 })).toThrow(/from 1 to 3/)
  expect(() => countWindows(3, { advance: 0 })).toThrow(/from 1 to 3/)
  const counts = grouped(new StreamsBuilder()).windowedBy(countWindows(3)).count()
  expect(() => counts.suppress(untilWindowCloses())).toThrow(/only defined for windowed computations/)
})

test('4. it does what slices of a list do, across restarts, and keeps open windows alone', () => {
  const record = fc.record({
    key: fc.constantFrom('a', 'b'),
    n: fc.option(fc.integer({ min: -9, max: 9 }), { nil: null }),
    time: fc.integer({ min: 0, max: 100 }),
    restart: fc.boolean(),
  })
  const shape = fc
    .integer({ min: 1, max: 5 })
    .chain(size => fc.tuple(fc.constant(size), fc.integer({ min: 1, max: size })))
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 40 }),
      shape,
      fc.boolean(),
      (records, [size, advance], final) => {
        const builder = new StreamsBuilder()
        grouped(builder)
          .windowedBy(countWindows(size, { advance }))
          .emitStrategy(final ? 'onWindowClose' : 'onWindowUpdate')
          .reduce((sum, n) => sum + n, { name: 'sums' })
          .toStream()
          .selectKey(({ key, start, end }) => `${key} ${start} ${end}`)
          .to('out', number)
        const driver = new TopologyTestDriver(builder.build())
        const input = driver.createInputTopic('in', string(), integer())
        const lists = new Map<string, { n: number; time: number }[]>([
          ['a', []],
          ['b', []],
        ])
        const want: unknown[] = []
        for (const { key, n, time, restart } of records) {
          if (restart) driver.restart()
          input.pipeInput(key, n, time)
          if (n === null) continue
          const list = lists.get(key)!
          list.push({ n, time })
          for (let start = 0; start < list.length; start += advance) {
            const end = start + size
            if (end < list.length || (final && end !== list.length)) continue
            const slice = list.slice(start, end)
            const sum = slice.reduce((all, one) => all + one.n, 0)
            want.push([`${key} ${start} ${end}`, sum, Math.max(...slice.map(one => one.time))])
          }
        }
        const out = driver.createOutputTopic('out', string(), integer()).readRecordsToList()
        const rows = [...driver.stores.keyValue<string, CountRow<number>>('sums').all()]
        driver.close()
        expect(out.map(({ key, value, timestamp }) => [key, value, timestamp])).toEqual(want)
        expect(rows.length).toBe([...lists.values()].filter(list => list.length > 0).length)
        for (const { key, value } of rows) {
          const { length } = lists.get(key)!
          expect(value.records).toBe(length)
          expect(value.windows.length).toBeLessThan(Math.ceil(size / advance) + 1)
          for (const { end } of value.windows) expect(end).toBeGreaterThan(length)
        }
      },
    ),
    { numRuns: 80 },
  )
})
