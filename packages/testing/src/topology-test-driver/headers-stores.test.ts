/** Window and session stores that keep headers (KIP-1271, KIP-1285): through processors, queries, caches and restarts. */
import {
  type HeaderList,
  headersSessionStore,
  headersWindowStore,
  type ProcessorContext,
  type ProcessorRecord,
  StreamsBuilder,
  type StreamsConfig,
  sessions,
  string,
  tumbling,
  windowKeyQuery,
} from '@moldau/streams'
import { expect, test } from 'vitest'
import type { ProducedRecord } from './produced-record.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }
type Record = ProcessorRecord<string, string>
type Context = ProcessorContext<string, string>

const headersOf = (name: string): HeaderList => [[name, new Uint8Array([7])]]
const namesOf = (headers: HeaderList | undefined) => headers?.map(([name]) => name).join()

function play(
  define: (builder: StreamsBuilder, work: (work: (context: Context, record: Record) => void) => void) => void,
  config: StreamsConfig = {},
) {
  const builder = new StreamsBuilder()
  const stores: string[] = []
  define(builder, work => {
    builder
      .stream('in', text)
      .process<string, string>(
        () => {
          let context: Context
          return {
            init: given => {
              context = given
            },
            process: record => work(context, record),
          }
        },
        { stores: ['s'], name: 'worker' },
      )
      .to('out', text)
    stores.push('s')
  })
  const logged: unknown[] = []
  const onProduced = ({ kind, value, headers, timestamp }: ProducedRecord): void => {
    const shown = value === null ? null : new TextDecoder().decode(value)
    if (kind === 'changelog') logged.push([shown, timestamp, namesOf(headers)])
  }
  const driver = new TopologyTestDriver(builder.build(config), config, { onProduced })
  const input = driver.createInputTopic('in', text.key, text.value)
  const output = driver.createOutputTopic('out', text.key, text.value)
  return { driver, input, logged, values: () => output.readValuesToList() }
}

test.each([
  ['memory', false, 0],
  ['level', false, 0],
  ['level', true, 1_000_000],
] as const)('a window store with headers in %s, cached: %s', (store, caching, cacheBytes) => {
  const definition = headersWindowStore('s', { ...text, store, caching, windowSize: 10, retention: 100 })
  const config = { 'statestore.cache.max.bytes': cacheBytes }
  const { driver, input, logged, values } = play((builder, does) => {
    builder.addStateStore(definition)
    does((context, record) => {
      const windows = context.getStateStore(definition)
      const start = Math.floor(record.timestamp / 10) * 10
      const { key, value, timestamp, headers } = record
      const before = windows.fetch(key, start)
      windows.put(key, value === null ? null : { value, timestamp, headers }, start)
      const all = [...windows.fetch(key, 0, 1000)].map(
        one => `${one.key.start}=${one.value.value}@${one.value.timestamp}/${namesOf(one.value.headers)}`,
      )
      context.forward(record.withValue(`${before?.value}/${namesOf(before?.headers)} ${all.join(' ')}`))
    })
  }, config)
  input.pipeInput('k', 'one', 1, headersOf('h1'))
  driver.restart()
  input.pipeInput('k', 'two', 2, headersOf('h2'))
  input.pipeInput('k', 'ten', 10)
  expect(values()).toEqual([
    'undefined/undefined 0=one@1/h1',
    'one/h1 0=two@2/h2',
    'undefined/undefined 0=two@2/h2 10=ten@10/',
  ])
  const windows = driver.stores.window<string, string>('s')
  expect(windows.get('k', 0)).toEqual({ value: 'two', timestamp: 2, headers: headersOf('h2') })
  expect(windows.fetch('k', 0, 5)).toEqual([
    { key: 'k', start: 0, end: 10, value: 'two', timestamp: 2, headers: headersOf('h2') },
  ])
  expect(windows.all().map(({ headers }) => namesOf(headers))).toEqual(['h2', ''])
  const [state] = [driver.states().get('s')!]
  expect(windowKeyQuery('k', 0, 0).run(state)).toMatchObject([{ headers: headersOf('h2') }])
  input.pipeInput('k', null, 3, headersOf('h3'))
  expect(windows.get('k', 0)).toBeNull()
  expect(logged).toEqual([
    ['one', 1, 'h1'],
    ['two', 2, 'h2'],
    ['ten', 10, ''],
    [null, 3, 'h3'],
  ])
  driver.restart()
  expect(windows.get('k', 0)).toBeNull()
  expect(windows.get('k', 10)).toEqual({ value: 'ten', timestamp: 10, headers: [] })
  driver.close()
})

test('what comes too late for a window is logged with its headers all the same', () => {
  const definition = headersWindowStore('s', { ...text, windowSize: 10, retention: 20 })
  const { driver, input, logged } = play((builder, does) => {
    builder.addStateStore(definition)
    does((context, { key, value, timestamp, headers }) => {
      const given = value === null ? null : { value, timestamp, headers }
      context.getStateStore(definition).put(key, given, timestamp)
    })
  })
  input.pipeInput('k', 'new', 100, headersOf('a'))
  input.pipeInput('k', 'late', 10, headersOf('b'))
  input.pipeInput('k', null, 11, headersOf('c'))
  expect(logged).toEqual([
    ['new', 100, 'a'],
    ['late', 10, 'b'],
    [null, 11, 'c'],
  ])
  expect(driver.dropped.get('worker')).toBe(2)
  driver.close()
})

test.each(['memory', 'level'] as const)('a session store with headers in %s', store => {
  const definition = headersSessionStore('s', { ...text, store, retention: 1000 })
  const { driver, input, logged, values } = play((builder, does) => {
    builder.addStateStore(definition)
    does((context, record) => {
      const found = context.getStateStore(definition)
      const { key, value, timestamp, headers } = record
      const session = { key, start: 0, end: timestamp }
      if (value === null) found.remove(session)
      else found.put(session, { aggregation: value, headers })
      const all = [...found.fetch(key)].map(
        one => `${one.key.end}=${one.value.aggregation}/${namesOf(one.value.headers)}`,
      )
      const own = found.fetchSession(key, 0, timestamp)
      context.forward(record.withValue(`${own?.aggregation}/${namesOf(own?.headers)} ${all.join(' ')}`))
    })
  })
  input.pipeInput('k', 'one', 1, headersOf('h1'))
  driver.restart()
  input.pipeInput('k', 'two', 2, headersOf('h2'))
  input.pipeInput('k', null, 1, headersOf('h3'))
  expect(values()).toEqual(['one/h1 1=one/h1', 'two/h2 1=one/h1 2=two/h2', 'undefined/undefined 2=two/h2'])
  expect(driver.stores.session<string, string>('s').fetch('k')).toEqual([
    { key: 'k', start: 0, end: 2, value: 'two', headers: headersOf('h2') },
  ])
  expect(logged).toEqual([
    ['one', 1, 'h1'],
    ['two', 2, 'h2'],
    [null, 1, 'h3'],
  ])
  driver.close()
})

test.each([0, 1_000_000])(
  'with dsl.store.format HEADERS a processor shares windows and sessions with the DSL, which writes no headers; cache %i',
  cacheBytes => {
    const config: StreamsConfig = {
      'dsl.store.format': 'HEADERS',
      'statestore.cache.max.bytes': cacheBytes,
    }
    const { driver, input } = play((builder, does) => {
      const grouped = builder.stream('sums', text).groupByKey()
      grouped.windowedBy(tumbling(10)).reduce((a, b) => a + b, { name: 's' })
      grouped.windowedBy(sessions(5)).reduce((a, b) => a + b, { name: 'sessions' })
      does((context, { key, value, timestamp, headers }) => {
        const store = context.getStateStore<{ put(key: string, value: unknown, start: number): void }>('s')
        store.put(key, { value, timestamp, headers }, 0)
      })
    }, config)
    const sums = driver.createInputTopic('sums', text.key, text.value)
    sums.pipeInput('k', 'a', 1, headersOf('h1'))
    const windows = driver.stores.window<string, string>('s')
    expect(windows.get('k', 0)).toEqual({ value: 'a', timestamp: 1, headers: [] })
    input.pipeInput('k', 'p', 2, headersOf('h2'))
    expect(windows.get('k', 0)).toEqual({ value: 'p', timestamp: 2, headers: headersOf('h2') })
    driver.restart()
    expect(windows.get('k', 0)).toEqual({ value: 'p', timestamp: 2, headers: headersOf('h2') })
    sums.pipeInput('k', 'b', 3, headersOf('h3'))
    expect(windows.get('k', 0)).toEqual({ value: 'pb', timestamp: 3, headers: [] })
    expect(driver.stores.session<string, string>('sessions').fetch('k')).toMatchObject([
      { value: 'ab', headers: [] },
    ])
    driver.close()
  },
)
