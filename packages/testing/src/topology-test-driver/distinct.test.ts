/** KStream.distinct as users write it; the numbers are those of the invariants in processors/distinct.ts. */
import { integer, json, StreamsBuilder, string } from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }

test('2. the first of a key goes through, those within the time before or after it do not, and prolong nothing', () => {
  for (const store of ['memory', 'level'] as const)
    marbles(
      builder => builder.stream('in', text).distinct({ within: 10, store }).to('out'),
      `
        in      a:1@20   a:2@30   b:3@31   a:4@12   a:5@31   a:6@41   a:7@42
        => out  a:1@20            b:3@31            a:5@31            a:7@42
      `,
      { restarts: true },
    )
})

test('1. equal are those of one key and one identity; what has neither is equal to nothing', () => {
  const row = { key: string(), value: json<{ id: string | null; n: number }>() }
  marbles(
    builder =>
      builder
        .stream('in', row)
        .distinct({ within: '1h', by: ({ id }) => id })
        .to('out'),
    `
      in      a:{"id":"x","n":1}  b:{"id":"x","n":2}  a:{"id":"x","n":3}  a:{"id":null,"n":4}  a:{"id":null,"n":5}  a:-  a:-
      => out  a:{"id":"x","n":1}  b:{"id":"x","n":2}                      a:{"id":null,"n":4}  a:{"id":null,"n":5}  a:-  a:-
    `,
    { restarts: true },
  )
  marbles(
    builder => builder.stream('in', text).distinct({ within: '1h' }).to('out'),
    `
      in      -:x  -:x  a:-  a:-
      => out  -:x  -:x  a:-
    `,
  )
})

test('an identity of several parts, and a key that must not run into it', () => {
  marbles(
    builder =>
      builder
        .stream('in', text)
        .distinct({ within: 10, by: (value, key) => [key.length, ...value.split('.')], name: 'once' })
        .to('out'),
    `
      in      a:x.y@0  a:xy@0  a:x.y@1  ax:y@1  a:x.y@11
      => out  a:x.y@0  a:xy@0           ax:y@1  a:x.y@11
    `,
    { restarts: true },
  )
})

test('3. and 4. older than stream time - grace is dropped, after a restart, too; a duplicate moves stream time', () => {
  marbles(
    builder => builder.stream('in', text).distinct({ within: 10, grace: 5 }).to('out'),
    `
      in      a:1@100  a:2@108  b:3@103  c:4@102  d:5@109
      => out  a:1@100           b:3@103           d:5@109
    `,
    { restarts: true },
  )
  const builder = new StreamsBuilder()
  builder.stream('in', text).distinct({ within: 10, grace: 5, name: 'once' }).to('out')
  const driver = new TopologyTestDriver(builder.build())
  const input = driver.createInputTopic('in', string(), string())
  for (const [key, time] of [
    ['a', 100],
    ['a', 105],
    ['c', 99],
  ] as const)
    input.pipeInput(key, 'x', time)
  expect(driver.dropped.get('once')).toBe(2)
  driver.close()
})

test('where the key was changed the stream goes through a topic', () => {
  const builder = new StreamsBuilder()
  builder
    .stream('in', text)
    .selectKey((_key, value) => value)
    .distinct({ within: 10, name: 'once', ...text })
    .to('out')
  const topology = builder.build()
  expect(topology.subTopologies.map(part => part.sources.map(source => source.topic))).toEqual([
    ['in'],
    ['once-repartition'],
  ])
  marbles(
    topology,
    `
    in      x:a@0  y:a@5  y:b@5
    => out  a:a@0         b:b@5
  `,
  )
})

test('a negative time is refused', () => {
  const stream = new StreamsBuilder().stream('in', text)
  expect(() => stream.distinct({ within: -1 })).toThrow(/must not be negative/)
  expect(() => stream.distinct({ within: 1, grace: -1 })).toThrow(/must not be negative/)
})

test('it does what a list of all that went through would do', () => {
  const record = fc.record({
    key: fc.constantFrom('a', 'b'),
    id: fc.integer({ min: 0, max: 1 }),
    step: fc.integer({ min: -30, max: 60 }),
  })
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 40 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 20 }),
      (records, within, grace) => {
        const builder = new StreamsBuilder()
        builder
          .stream('in', { key: string(), value: integer() })
          .distinct({ within, grace, by: id => id })
          .to('out')
        const driver = new TopologyTestDriver(builder.build())
        const input = driver.createInputTopic('in', string(), integer())
        const passed: { key: string; id: number; time: number }[] = []
        let time = 100_000
        let latest = -1
        for (const { key, id, step } of records) {
          // Far apart now and then, so that segments of the store expire.
          time = Math.max(0, time + (step > 50 ? step * 1000 : step))
          latest = Math.max(latest, time)
          input.pipeInput(key, id, time)
          const isEqual = (one: (typeof passed)[number]) =>
            one.key === key && one.id === id && Math.abs(one.time - time) <= within
          if (time >= latest - grace && !passed.some(isEqual)) passed.push({ key, id, time })
        }
        const output = driver.createOutputTopic('out', string(), integer())
        const out = output
          .readRecordsToList()
          .map(({ key, timestamp, value }) => ({ key, id: value, time: timestamp }))
        driver.close()
        expect(out).toEqual(passed)
      },
    ),
    { numRuns: 100 },
  )
})
