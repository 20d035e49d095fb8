/** topN as users write it; the numbers are those of the invariants in processors/top-list.ts and table-top-list.ts. */
import { integer, json, list, StreamsBuilder, sessions, string, tumbling } from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

interface Run {
  readonly who: string
  readonly ms: number
}

const NO_CACHE = { 'statestore.cache.max.bytes': 0 }
const number = { key: string(), value: integer() }
const largest = (a: number, b: number): number => b - a

test('1. and 3. the best of a stream, best first; what is not among them changes nothing', () => {
  marbles(
    builder =>
      builder.stream('in', number).groupByKey().topN(2, largest, { value: json() }).toStream().to('out'),
    `
      in      a:5    a:3      a:1  b:9    a:7      a:3
      => out  a:[5]  a:[5,3]       b:[9]  a:[7,5]
    `,
    { config: NO_CACHE, restarts: true },
  )
})

test('2. of equal values the earlier stands first', () => {
  marbles(
    builder =>
      builder
        .stream('runs', { key: string(), value: json<Run>() })
        .groupByKey()
        .topN(2, (a, b) => a.ms - b.ms)
        .mapValues(runs => runs.map(run => run.who).join())
        .toStream()
        .to('out', { value: string() }),
    `
      runs    x:{"who":"ann","ms":9}  x:{"who":"bob","ms":9}  x:{"who":"cy","ms":9}  x:{"who":"di","ms":8}
      => out  x:ann                   x:ann,bob                                      x:di,ann
    `,
    { config: NO_CACHE, restarts: true },
  )
})

test('over windows: each has its own; sessions that become one put theirs together', () => {
  marbles(
    builder => {
      const grouped = builder.stream('in', number).groupByKey()
      const value = json<number[]>()
      grouped.windowedBy(tumbling(10)).topN(2, largest, { value }).toStream().to('tumbled')
      const last = grouped.windowedBy(sessions(5)).emitStrategy('onWindowClose').topN(2, largest, { value })
      last.toStream().to('sessions')
    },
    `
      in           a:1@0            a:2@8                a:0@6  a:3@10            a:0@40
      => tumbled   a[0,10):[1]@0    a[0,10):[2,1]@8             a[10,20):[3]@10   a[40,50):[0]@40
      => sessions  a[0,0]:[1]       a[6,10]:[3,2]
    `,
    { config: NO_CACHE },
  )
})

test('of a grouped table: what leaves makes room for the next best, and a group without rows has no list', () => {
  marbles(
    builder =>
      builder
        .table('pay', number)
        .groupBy((person, n) => [person[0]!, n], number)
        .topN(2, largest, { value: json() })
        .toStream()
        .to('out'),
    `
      pay     x1:5   x2:3     x3:4     x4:1  x1:-     x3:2     x2:-     x3:-   x4:-
      => out  x:[5]  x:[5,3]  x:[5,4]        x:[4,3]  x:[3,2]  x:[2,1]  x:[1]  x:-
    `,
    { config: NO_CACHE, restarts: true },
  )
})

test('a length that is no whole number above 0 is refused', () => {
  const grouped = new StreamsBuilder().stream('in', number).groupByKey()
  for (const n of [0, -1, 1.5, Number.NaN]) expect(() => grouped.topN(n, largest)).toThrow(/at least 1/)
})

test('without a serde of its own a list is written as Kafka writes lists', () => {
  const builder = new StreamsBuilder()
  builder.stream('in', number).groupByKey().topN(2, largest).toStream().to('out')
  const driver = new TopologyTestDriver(builder.build(NO_CACHE), NO_CACHE)
  driver.createInputTopic('in', string(), integer()).pipeInput('a', 7)
  expect([...driver.poll('out')!.value!]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 7])
  driver.close()
})

test('of a table it does what sorting all rows would do, across restarts and moves between groups', () => {
  const change = fc.record({
    row: fc.integer({ min: 0, max: 6 }),
    group: fc.constantFrom('x', 'y'),
    n: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
    restart: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (changes, n) => {
      const row = { key: integer(), value: json<{ group: string; n: number }>() }
      const builder = new StreamsBuilder()
      builder
        .table('rows', row)
        .groupBy((_id, one) => [one.group, one.n], number)
        .topN(n, largest, { name: 'best' })
      const driver = new TopologyTestDriver(builder.build())
      const input = driver.createInputTopic('rows', integer(), row.value)
      const rows = new Map<number, { group: string; n: number }>()
      for (const { group, n: value, restart, row: id } of changes) {
        input.pipeInput(id, value === null ? null : { group, n: value })
        if (value === null) rows.delete(id)
        else rows.set(id, { group, n: value })
        if (restart) driver.restart()
        for (const one of ['x', 'y']) {
          const all = [...rows.values()].filter(r => r.group === one).map(r => r.n)
          const expected = all.sort(largest).slice(0, n)
          const found = driver.getTimestampedKeyValueStore<string, number[]>('best')!.get(one)
          expect(found?.value ?? []).toEqual(expected)
        }
      }
      driver.close()
    }),
    { numRuns: 100 },
  )
})

test('lists keep nulls, and bytes that are no list are told', () => {
  const fixed = list(integer())
  const sized = list(string())
  const there = <T>(
    serde: {
      serialize: (t: string, v: T) => Uint8Array | null
      deserialize: (t: string, b: Uint8Array | null) => T | null
    },
    value: T,
  ) => serde.deserialize('', serde.serialize('', value))
  expect(there(fixed, [1, null as never, 3])).toEqual([1, null, 3])
  expect(there(sized, ['', null as never, 'x'])).toEqual(['', null, 'x'])
  expect(there(list(list(string())), [['a'], []])).toEqual([['a'], []])
  expect([...sized.serialize('', ['a', null as never])!]).toEqual([
    1, 0, 0, 0, 2, 0, 0, 0, 1, 97, 255, 255, 255, 255,
  ])
  expect([...fixed.serialize('', [null as never])!]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1])
  const whole = sized.serialize('', ['ab', 'c'])!
  for (let end = 0; end < whole.length; end++)
    expect(() => sized.deserialize('', whole.subarray(0, end))).toThrow(/^list: /)
  expect(() => sized.deserialize('', Uint8Array.of(2))).toThrow(/unknown layout 2/)
  expect(() => sized.deserialize('', fixed.serialize('', [1]))).toThrow(/fixed size/)
})
