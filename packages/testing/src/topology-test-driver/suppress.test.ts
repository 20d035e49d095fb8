/** What suppress holds back and when it lets it go, as users write it. */
import {
  type KTable,
  long,
  StreamsBuilder,
  type Suppressed,
  string,
  timeWindowed,
  tumbling,
  untilTimeLimit,
  untilWindowCloses,
  versioned,
} from '@moldau/streams'
import { expect, test } from 'vitest'
import { TopologyTestDriver } from './topology-test-driver.ts'

const number = { key: string(), value: long() }

/** A table of `in`, suppressed, and what of it comes out for each input: `key=value@time`. */
function suppressed(until: Suppressed<unknown>, config = {}) {
  const builder = new StreamsBuilder()
  builder.table('in', number).suppress(until, { name: 'held' }).toStream().to('out')
  const driver = new TopologyTestDriver(builder.build(), { 'statestore.cache.max.bytes': 0, ...config })
  const input = driver.createInputTopic('in', number.key, number.value)
  const output = driver.createOutputTopic('out', number.key, number.value)
  const send = (key: string, value: number | null, time: number): string => {
    input.pipeInput(key, value, time)
    return output
      .readRecordsToList()
      .map(r => `${r.key}=${r.value}@${r.timestamp}`)
      .join(' ')
  }
  return { driver, send }
}

test('the last update of a key goes out when the time has passed since the first', () => {
  const { send } = suppressed(untilTimeLimit(10))
  expect(send('a', 1, 100)).toBe('')
  expect(send('a', 2, 105)).toBe('')
  expect(send('b', 3, 109)).toBe('')
  // With its own time, though c lets it go.
  expect(send('c', 4, 110)).toBe('a=2@105')
  // A deletion goes out too: others may know of b.
  expect(send('b', null, 112)).toBe('')
  expect(send('d', 5, 130)).toBe('b=null@112 c=4@110')
})

test('a full buffer lets the earliest go, or stops', () => {
  const early = suppressed(untilTimeLimit('1h', { maxRecords: 2 }))
  expect(early.send('a', 1, 100)).toBe('')
  expect(early.send('b', 2, 50)).toBe('')
  expect(early.send('c', 3, 110)).toBe('b=2@50')
  const strict = suppressed(untilTimeLimit('1h', { maxRecords: 1, whenFull: 'shutDown' }))
  strict.send('a', 1, 100)
  expect(() => strict.send('b', 2, 100)).toThrow(expect.objectContaining({ code: 'PROCESSING_FAILED' }))
})

test('a restart forgets nothing of what waits', () => {
  const { driver, send } = suppressed(untilTimeLimit(10))
  send('a', 1, 100)
  send('b', 2, 103)
  send('a', 3, 104)
  driver.restart()
  expect(send('c', 4, 111)).toBe('a=3@104')
  driver.restart()
  expect(send('c', 5, 113)).toBe('b=2@103')
})

test('of a window only the final result goes out', () => {
  const builder = new StreamsBuilder()
  builder
    .stream('in', { key: string(), value: string() })
    .groupByKey()
    .windowedBy(tumbling(10, { grace: 5 }))
    .count()
    .suppress(untilWindowCloses())
    .toStream()
    .to('out')
  const driver = new TopologyTestDriver(builder.build(), { 'statestore.cache.max.bytes': 0 })
  const input = driver.createInputTopic('in', string(), string())
  for (const time of [1, 2, 12, 9, 14]) input.pipeInput('k', 'v', time)
  const output = driver.createOutputTopic('out', timeWindowed(string(), 10), long())
  expect(output.isEmpty()).toBe(true)
  input.pipeInput('k', 'v', 15)
  expect(output.readRecordsToList().map(r => [r.key?.start, r.value])).toEqual([[0, 3]])
})

test('who joins with the table sees what has been let go', () => {
  const builder = new StreamsBuilder()
  const held: KTable<string, number> = builder.table('in', number).suppress(untilTimeLimit(10))
  builder
    .stream('ask', number)
    .join(held, (_asked, value) => value)
    .to('out', { value: long() })
  const driver = new TopologyTestDriver(builder.build(), { 'statestore.cache.max.bytes': 0 })
  const input = driver.createInputTopic('in', number.key, number.value)
  const ask = driver.createInputTopic('ask', number.key, number.value)
  const output = driver.createOutputTopic('out', number.key, number.value)
  input.pipeInput('a', 1, 0)
  ask.pipeInput('a', 0, 5)
  expect(output.isEmpty()).toBe(true)
  input.pipeInput('a', 2, 10)
  ask.pipeInput('a', 0, 11)
  input.pipeInput('a', 3, 12)
  ask.pipeInput('a', 0, 13)
  expect(output.readValuesToList()).toEqual([2, 2])
})

test('what cannot be is refused by name', () => {
  const builder = new StreamsBuilder()
  expect(() =>
    builder.table('a', { ...number, name: 'a', store: versioned(10) }).suppress(untilTimeLimit(1)),
  ).toThrow('non-versioned')
  const table = builder.table('b', number)
  // @ts-expect-error: keys without windows never close
  expect(() => table.suppress(untilWindowCloses())).toThrow('only defined for windowed computations')
  // @ts-expect-error: an early result is not final
  expect(() => untilWindowCloses({ maxRecords: 1, whenFull: 'emitEarly' })).toThrow('cannot emit early')
  expect(() => untilTimeLimit(1, { maxRecords: -1 })).toThrow('maxRecords')
})
