/** Sessions with a greatest length: rule 5 of processors/session-aggregate.ts. */
import { integer, long, StreamsBuilder, sessions, string } from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const number = { key: string(), value: integer() }
const NO_CACHE = { 'statestore.cache.max.bytes': 0 }

test('a record beyond the length begins the next session; one that comes late joins while it fits', () => {
  marbles(
    builder =>
      builder
        .stream('in', number)
        .groupByKey()
        .windowedBy(sessions(10, { maxLength: 15, grace: 100 }))
        .count()
        .toStream()
        .to('out'),
    `
      in      a:1@0     a:1@8              a:1@15              a:1@16      a:1@20                    a:1@7
      => out  a[0,0]:1  a[0,0]:- a[0,8]:2  a[0,8]:- a[0,15]:3  a[16,16]:1  a[16,16]:- a[16,20]:2     a[0,15]:- a[0,15]:4
    `,
    { config: NO_CACHE, restarts: true },
  )
})

test('a record between two joins the one that ends first, and the other where both fit', () => {
  const define = (maxLength: number) => (builder: StreamsBuilder) =>
    builder
      .stream('in', number)
      .groupByKey()
      .windowedBy(sessions(10, { maxLength, grace: 100 }))
      .reduce((sum, n) => sum + n)
      .toStream()
      .to('out')
  marbles(
    define(29),
    `
      in      a:1@0     a:2@20      a:4@30                    a:8@10
      => out  a[0,0]:1  a[20,20]:2  a[20,20]:- a[20,30]:6     a[0,0]:- a[0,10]:9
    `,
    { config: NO_CACHE, restarts: true },
  )
  marbles(
    define(30),
    `
      in      a:1@0     a:2@20      a:4@30                    a:8@10
      => out  a[0,0]:1  a[20,20]:2  a[20,20]:- a[20,30]:6     a[0,0]:- a[20,30]:- a[0,30]:15
    `,
    { config: NO_CACHE, restarts: true },
  )
})

test('a length of 0 keeps times apart; results go out when they close', () => {
  marbles(
    builder =>
      builder
        .stream('in', number)
        .groupByKey()
        .windowedBy(sessions(10, { maxLength: 0 }))
        .emitStrategy('onWindowClose')
        .count()
        .toStream()
        .to('out'),
    `
      in      a:1@0  a:1@0  a:1@1  a:1@30
      => out                       a[0,0]:2 a[1,1]:1
    `,
    { restarts: true },
  )
})

test('a negative length is refused', () => {
  expect(() => sessions(10, { maxLength: -1 })).toThrow(/maxLength must not be negative/)
})

test('no session is longer, every record is in one, and a restart changes nothing', () => {
  const record = fc.record({ step: fc.integer({ min: -12, max: 15 }), restart: fc.boolean() })
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 40 }),
      fc.integer({ min: 0, max: 30 }),
      (records, maxLength) => {
        const builder = new StreamsBuilder()
        builder
          .stream('in', number)
          .groupByKey()
          .windowedBy(sessions(8, { maxLength, grace: '1h' }))
          .count()
          .toStream()
          .selectKey(({ end, start }) => `${start}-${end}`)
          .to('out', { key: string(), value: long() })
        const driver = new TopologyTestDriver(builder.build(NO_CACHE), NO_CACHE)
        const input = driver.createInputTopic('in', string(), integer())
        let time = 500
        for (const { restart, step } of records) {
          time += step
          input.pipeInput('a', 1, time)
          if (restart) driver.restart()
        }
        const rows = new Map<string, number>()
        const output = driver.createOutputTopic('out', string(), long())
        for (const [key, count] of output.readKeyValuesToList())
          if (count === null) rows.delete(key!)
          else rows.set(key!, count)
        driver.close()
        expect([...rows.values()].reduce((sum, n) => sum + n, 0)).toBe(records.length)
        for (const key of rows.keys()) {
          const [start, end] = key.split('-').map(Number)
          expect(end! - start!).toBeLessThanOrEqual(maxLength)
        }
      },
    ),
    { numRuns: 100 },
  )
})
