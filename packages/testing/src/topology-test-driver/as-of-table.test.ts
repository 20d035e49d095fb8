/** As-of joins with a versioned table. */
import { integer, StreamsBuilder, string, versioned } from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }
const at = (trade: string, quote = 'none'): string => `${trade}+${quote}`
const quotesOf = (builder: StreamsBuilder) =>
  builder.table('quotes', { ...text, name: 'quotes', store: versioned('1h') })

test('the version of its time is met where it is young enough; deleted versions and nulls are none', () => {
  marbles(
    builder => {
      const quotes = quotesOf(builder)
      const trades = builder.stream('trades', text)
      trades.leftAsOfJoin(quotes, at, { within: 10 }).to('left', { value: string() })
      trades.asOfJoin(quotes, at, { within: 10 }).to('inner', { value: string() })
      trades
        .asOfJoin(
          quotes.mapValues(quote => quote.toUpperCase()),
          at,
          { within: 10 },
        )
        .to('mapped', { value: string() })
    },
    `
      quotes           a:k@5          a:l@8  a:m@8          a:-@16                                     b:n@26
      trades    a:v@4          a:w@5                a:x@18         a:y@17         a:z@15  a:-@9  -:q@9          b:u@36  b:u@37
      => left   a:v+none@4     a:w+k@5              a:x+m@18       a:y+none@17    a:z+m@15       -:q+none@9     b:u+n@36  b:u+none@37
      => inner                 a:w+k@5              a:x+m@18                      a:z+m@15                      b:u+n@36
      => mapped                a:w+K@5              a:x+M@18                      a:z+M@15                      b:u+N@36
    `,
    { restarts: true },
  )
})

test('with grace a record waits for the table', () => {
  marbles(
    builder =>
      builder
        .stream('trades', text)
        .leftAsOfJoin(quotesOf(builder), at, { within: 10, grace: 5, name: 'priced' })
        .to('out', { value: string() }),
    `
      trades  a:v@10         a:w@15         a:x@40
      quotes          a:k@9          a:l@3
      => out                 a:v+k@10       a:w+k@15
    `,
    { restarts: true },
  )
})

test('a table that keeps no versions, and negative times, are refused', () => {
  const builder = new StreamsBuilder()
  const trades = builder.stream('trades', text)
  const plain = builder.table('plain', { ...text, name: 'plain' })
  expect(() => trades.asOfJoin(plain, at, { within: 10 })).toThrow(/needs a versioned table/)
  expect(() => trades.asOfJoin(quotesOf(builder), at, { within: -1 })).toThrow(/must not be negative/)
  trades.asOfJoin(
    plain.filter(() => true),
    at,
    { within: 10 },
  )
  expect(() => builder.build()).toThrow(/must be versioned/)
})

test('it does what a list of all versions would do', () => {
  const event = fc.record({
    isQuote: fc.boolean(),
    key: fc.constantFrom('a', 'b'),
    n: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null, freq: 4 }),
    step: fc.integer({ min: -10, max: 15 }),
    restart: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.integer({ min: 0, max: 20 }), (events, within) => {
      const builder = new StreamsBuilder()
      const quotes = builder.table('quotes', {
        ...{ key: string(), value: integer(), name: 'quotes', store: versioned('1h') },
      })
      builder
        .stream('trades', { key: string(), value: integer() })
        .leftAsOfJoin(quotes, (_n, quote) => quote ?? -1, { within })
        .to('out', { value: integer() })
      const driver = new TopologyTestDriver(builder.build())
      const quoted = driver.createInputTopic('quotes', string(), integer())
      const traded = driver.createInputTopic('trades', string(), integer())
      const versions: { key: string; n: number | null; time: number }[] = []
      const want: unknown[] = []
      let time = 1000
      for (const { isQuote, key, n, restart, step } of events) {
        time += step
        if (restart) driver.restart()
        if (isQuote) {
          quoted.pipeInput(key, n, time)
          // Of versions of one time the last to come counts.
          const same = versions.findIndex(one => one.key === key && one.time === time)
          if (same >= 0) versions.splice(same, 1)
          versions.push({ key, n, time })
          continue
        }
        traded.pipeInput(key, n, time)
        if (n === null) continue
        const valid = versions.filter(one => one.key === key && one.time <= time)
        const latest = valid.sort((x, y) => y.time - x.time)[0]
        want.push([latest !== undefined && latest.time >= time - within ? (latest.n ?? -1) : -1, time])
      }
      const out = driver.createOutputTopic('out', string(), integer()).readRecordsToList()
      driver.close()
      expect(out.map(({ timestamp, value }) => [value, timestamp])).toEqual(want)
    }),
    { numRuns: 100 },
  )
})
