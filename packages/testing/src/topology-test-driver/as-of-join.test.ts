/** As-of and interval joins as users write them; the numbers are those of the invariants in processors/as-of-join.ts. */
import { integer, StreamsBuilder, string } from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }
const at = (trade: string, quote = 'none'): string => `${trade}+${quote}`

test('1. to 3. the latest right record at or before the left one, within the time; a restart changes nothing', () => {
  for (const store of ['memory', 'level'] as const)
    marbles(
      builder => {
        const quotes = builder.stream('quotes', text)
        const trades = builder.stream('trades', text)
        trades.leftAsOfJoin(quotes, at, { within: 10, store }).to('left', { value: string() })
        trades.asOfJoin(quotes, at, { within: 10, store }).to('inner', { value: string() })
      },
      `
        quotes           a:1@5          a:2@8  a:3@8          a:9@25           b:1@26
        trades   a:v@4          a:w@5                a:x@8            a:y@19            a:z@24  b:u@36  b:u@37
        => left  a:v+none@4     a:w+1@5              a:x+3@8          a:y+none@19       a:z+none@24  b:u+1@36  b:u+none@37
        => inner                a:w+1@5              a:x+3@8                                         b:u+1@36
      `,
      { restarts: true },
    )
})

test('a left record waits for right ones that come late', () => {
  marbles(
    builder => {
      const quotes = builder.stream('quotes', text)
      builder
        .stream('trades', text)
        .leftAsOfJoin(quotes, at, { within: 20, grace: 5, name: 'priced' })
        .to('out', { value: string() })
    },
    `
      quotes  a:1@5          a:2@9
      trades         a:x@10           -:n@11          a:y@15  a:z@16  a:late@10
      => out                          -:n+none@11             a:x+2@10  a:late+2@10
    `,
    { restarts: true },
  )
})

test('4. what the right side no longer keeps is not met, and a right record that old is dropped', () => {
  const builder = new StreamsBuilder()
  const quotes = builder.stream('quotes', text)
  builder
    .stream('trades', text)
    .leftAsOfJoin(quotes, at, { within: 10, retention: 10, name: 'priced' })
    .to('out', { value: string() })
  const driver = new TopologyTestDriver(builder.build())
  const right = driver.createInputTopic('quotes', string(), string())
  const left = driver.createInputTopic('trades', string(), string())
  right.pipeInput('a', '1', 100)
  right.pipeInput('b', '2', 110)
  left.pipeInput('a', 'x', 105)
  right.pipeInput('b', '3', 111)
  left.pipeInput('a', 'y', 105)
  right.pipeInput('a', '4', 100)
  expect(driver.createOutputTopic('out', string(), string()).readValuesToList()).toEqual(['x+1', 'y+none'])
  expect(driver.dropped.get('priced-right')).toBe(1)
  driver.close()
})

test('nulls are dropped; a left record without a key is joined with nothing, or dropped', () => {
  marbles(
    builder => {
      const quotes = builder.stream('quotes', text)
      const trades = builder.stream('trades', text)
      trades.leftAsOfJoin(quotes, at, { within: 10 }).to('left', { value: string() })
      trades.asOfJoin(quotes, at, { within: 10 }).to('inner', { value: string() })
    },
    `
      quotes    a:1@5  a:-@6
      trades                  a:-@7  -:x@7       a:y@7
      => left                        -:x+none@7  a:y+1@7
      => inner                                   a:y+1@7
    `,
  )
})

test('streams whose keys were changed go through topics, and both have equally many partitions', () => {
  const builder = new StreamsBuilder()
  const quotes = builder.stream('quotes', text).selectKey((_key, value) => value)
  builder
    .stream('trades', text)
    .selectKey((_key, value) => value)
    .asOfJoin(quotes, at, { within: 10, name: 'priced', key: string() })
    .to('out', text)
  const topology = builder.build()
  expect(topology.subTopologies.map(part => part.sources.map(source => source.topic))).toEqual([
    ['quotes'],
    ['trades'],
    ['priced-left-repartition', 'priced-right-repartition'],
  ])
  expect(topology.copartitionGroups).toEqual([['priced-left-repartition', 'priced-right-repartition']])
})

test('times that cannot be are refused', () => {
  const builder = new StreamsBuilder()
  const trades = builder.stream('trades', text)
  const quotes = builder.stream('quotes', text)
  expect(() => trades.asOfJoin(quotes, at, { within: -1 })).toThrow(/must not be negative/)
  expect(() => trades.asOfJoin(quotes, at, { within: 1, grace: -1 })).toThrow(/must not be negative/)
  expect(() => trades.asOfJoin(quotes, at, { within: 5, grace: 5, retention: 9 })).toThrow(/no smaller than/)
})

test('it does what a list of all right records would do', () => {
  const step = fc.record({
    isLeft: fc.boolean(),
    key: fc.constantFrom('a', 'b'),
    step: fc.integer({ min: -8, max: 12 }),
    restart: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 0, max: 15 }), (steps, within) => {
      const builder = new StreamsBuilder()
      const number = { key: string(), value: integer() }
      const right = builder.stream('right', number)
      builder
        .stream('left', number)
        .leftAsOfJoin(right, (l, r) => `${l}-${r ?? 'none'}`, { within, retention: '1h' })
        .to('out', { value: string() })
      const driver = new TopologyTestDriver(builder.build())
      const inputs = {
        left: driver.createInputTopic('left', string(), integer()),
        right: driver.createInputTopic('right', string(), integer()),
      }
      const came: { key: string; time: number; n: number }[] = []
      const expected: string[] = []
      let time = 1000
      steps.forEach(({ isLeft, key, restart, step }, n) => {
        time += step
        inputs[isLeft ? 'left' : 'right'].pipeInput(key, n, time)
        if (restart) driver.restart()
        if (!isLeft) {
          came.push({ key, time, n })
          return
        }
        const fit = came.filter(one => one.key === key && one.time <= time && one.time >= time - within)
        const latest = Math.max(...fit.map(one => one.time))
        expected.push(`${n}-${fit.findLast(one => one.time === latest)?.n ?? 'none'}`)
      })
      expect(driver.createOutputTopic('out', string(), string()).readValuesToList()).toEqual(expected)
      driver.close()
    }),
    { numRuns: 100 },
  )
})

test('an interval join is that of streams with a window that begins and ends where it is said', () => {
  marbles(
    builder => {
      const orders = builder.stream('orders', text)
      const payments = builder.stream('payments', text)
      orders
        .intervalJoin(payments, (order, payment) => `${order}-${payment}`, {
          after: 10,
          grace: 5,
          otherValue: string(),
        })
        .to('paid', { value: string() })
    },
    `
      orders    a:tea@5
      payments           a:1@4  a:2@5       a:3@15       a:4@16
      => paid                   a:tea-2@5   a:tea-3@15
    `,
    { restarts: true },
  )
})
