/** Sessions, windows without end and results that go out once, as users write them. */
import {
  json,
  type KTable,
  long,
  StreamsBuilder,
  sessions,
  sessionWindowed,
  slidingWindows,
  string,
  timeWindowed,
  tumbling,
  unlimited,
  type Windowed,
} from '@moldau/streams'
import { expect, test } from 'vitest'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }

/** Sends values of one key at given times; what comes out as `[start, end, value, time]`. */
function outputs<V>(
  build: (builder: StreamsBuilder) => KTable<Windowed<string>, V>,
  inputs: readonly (readonly [value: string, time: number])[],
  config = {},
) {
  const builder = new StreamsBuilder()
  const serde = json<V>()
  build(builder)
    .toStream()
    .to('out', { key: sessionWindowed(string()), value: serde })
  const driver = new TopologyTestDriver(builder.build(), { 'statestore.cache.max.bytes': 0, ...config })
  const input = driver.createInputTopic('in', text.key, text.value)
  for (const [value, time] of inputs) input.pipeInput('k', value, time)
  const output = driver.createOutputTopic('out', sessionWindowed(string()), serde)
  return output
    .readRecordsToList()
    .map(({ key, value, timestamp }) => [key?.start, key?.end, value, timestamp])
}

const joined = (builder: StreamsBuilder, gap: number, grace: number) =>
  builder.stream('in', text).groupByKey().windowedBy(sessions(gap, { grace }))

test('a record that lies between two sessions makes one of them, aggregates joined in the order of time', () => {
  const got = outputs(
    b =>
      joined(b, 5, 100).aggregate(
        () => '',
        (_key, value, all) => all + value,
        (_key, left, right) => `${left}|${right}`,
        { value: string() },
      ),
    [
      ['a', 10],
      ['b', 18],
      ['c', 14],
    ],
  )
  expect(got).toEqual([
    [10, 10, 'a', 10],
    [18, 18, 'b', 18],
    [10, 10, null, 10],
    [18, 18, null, 18],
    // The initial value comes first, the record last.
    [10, 18, '|a|bc', 18],
  ])
})

test('a late record opens no session, but joins one that is still open', () => {
  const got = outputs(
    b => joined(b, 5, 0).count(),
    [
      ['a', 20],
      ['late', 10],
      ['touches', 15],
    ],
  )
  expect(got).toEqual([
    [20, 20, 1, 20],
    [20, 20, null, 20],
    [15, 20, 2, 20],
  ])
})

test('onWindowClose sends a session once, when it can take no more', () => {
  const got = outputs(
    b => joined(b, 5, 5).emitStrategy('onWindowClose').count({ retention: 1000 }),
    [
      ['a', 10],
      ['a', 13],
      ['b', 23],
      ['c', 24],
      ['d', 60],
    ],
  )
  expect(got).toEqual([
    [10, 13, 2, 13],
    [23, 24, 2, 24],
  ])
})

test('onWindowClose sends a window once, with what came within the grace period', () => {
  const builder = new StreamsBuilder()
  builder
    .stream('in', text)
    .groupByKey()
    .windowedBy(tumbling(10, { grace: 5 }))
    .emitStrategy('onWindowClose')
    .reduce((all, value) => all + value, { retention: 1000 })
    .toStream()
    .to('out', { key: timeWindowed(string(), 10), value: text.value })
  const driver = new TopologyTestDriver(builder.build())
  const input = driver.createInputTopic('in', text.key, text.value)
  const output = driver.createOutputTopic('out', timeWindowed(string(), 10), text.value)
  input.pipeInput('k', 'a', 1)
  input.pipeInput('k', 'b', 12)
  input.pipeInput('k', 'c', 2)
  expect(output.isEmpty()).toBe(true)
  input.pipeInput('k', 'd', 15)
  expect(output.readRecordsToList().map(r => [r.key?.start, r.value])).toEqual([[0, 'ac']])
  input.pipeInput('k', 'late', 3)
  input.pipeInput('k', 'e', 25)
  expect(output.readRecordsToList().map(r => [r.key?.start, r.value])).toEqual([[10, 'bd']])
})

test('one window without end holds what is not before its start', () => {
  const builder = new StreamsBuilder()
  builder
    .stream('in', text)
    .groupByKey()
    .windowedBy(unlimited(100))
    .count()
    .toStream()
    .selectKey(window => `${window.key}@${window.start}`)
    .to('out', { key: string(), value: long() })
  const driver = new TopologyTestDriver(builder.build(), { 'statestore.cache.max.bytes': 0 })
  const input = driver.createInputTopic('in', text.key, text.value)
  for (const time of [99, 100, 5_000_000]) input.pipeInput('k', 'v', time)
  const output = driver.createOutputTopic('out', string(), long())
  expect(output.readRecordsToList().map(r => [r.key, r.value])).toEqual([
    ['k@100', 1],
    ['k@100', 2],
  ])
})

test('what cannot be is refused by name', () => {
  const grouped = new StreamsBuilder().stream('in', text).groupByKey()
  expect(() => grouped.windowedBy(unlimited()).emitStrategy('onWindowClose')).toThrow('UnlimitedWindows')
  expect(() => sessions(-1)).toThrow('Gap time')
  expect(() => slidingWindows(-1)).toThrow('time difference')
  expect(() => grouped.windowedBy(slidingWindows(10, { grace: 5 })).count({ retention: 24 })).toThrow(
    'no smaller than 2 * time difference plus the grace period. Got 25 ms of these, retention=[24]',
  )
  expect(() => grouped.windowedBy(sessions(10, { grace: 5 })).count({ retention: 14 })).toThrow(
    'Got gap + grace=[15], retention=[14]',
  )
})

test('sliding windows end at each record and begin behind each', () => {
  const got = outputs(
    b =>
      b
        .stream('in', text)
        .groupByKey()
        .windowedBy(slidingWindows(10, { grace: 100 }))
        .reduce((all, value) => all + value),
    [
      ['a', 20],
      ['b', 25],
      ['c', 22],
      ['d', 60],
    ],
  )
  expect(got).toEqual([
    [10, 20, 'a', 20],
    // b makes the window behind a, and its own.
    [21, 31, 'b', 25],
    [15, 25, 'ab', 25],
    // c lies in both, and has one that ends at it and one behind it.
    [21, 31, 'bc', 25],
    [15, 25, 'abc', 25],
    [12, 22, 'ac', 22],
    [23, 33, 'b', 25],
    [50, 60, 'd', 60],
  ])
})

test('early records of sliding windows share the window that begins at 0', () => {
  const got = outputs(
    b => b.stream('in', text).groupByKey().windowedBy(slidingWindows(10)).count(),
    [
      ['a', 3],
      ['b', 5],
      ['c', 5],
    ],
  )
  expect(got).toEqual([
    [0, 10, 1, 3],
    [4, 14, 1, 5],
    [0, 10, 2, 5],
    [4, 14, 2, 5],
    [0, 10, 3, 5],
  ])
})
