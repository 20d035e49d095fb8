/** Stores of processors beyond plain ones: bounded, with headers, of sessions, global, read-only; tables with stores of their own. */
import {
  type FixedKeyProcessorContext,
  type FixedKeyProcessorSupplier,
  headersKeyValueStore,
  keyValueStore,
  lru,
  type ProcessorContext,
  type ProcessorRecord,
  type ProcessorSupplier,
  type StoreDefinition,
  StreamsBuilder,
  sessionStore,
  string,
  TopologyBuilder,
  timestampedKeyValueStore,
  versioned,
} from '@moldau/streams'
import { expect, test } from 'vitest'
import type { ProducedRecord } from './produced-record.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }

type Work = (context: ProcessorContext<string, string>, record: ProcessorRecord<string, string>) => void

const doing =
  (work: Work): ProcessorSupplier<string, string, string, string> =>
  () => {
    let context: ProcessorContext<string, string>
    return {
      init(given) {
        context = given
      },
      process: record => work(context, record),
    }
  }

function run(
  store: StoreDefinition | null,
  work: Work,
  prepare: (builder: StreamsBuilder) => void = () => {},
) {
  const builder = new StreamsBuilder()
  if (store !== null) builder.addStateStore(store)
  prepare(builder)
  const stores = store === null ? [] : [store.spec.name]
  builder.stream('in', text).process(doing(work), { stores }).to('out', text)
  const produced: ProducedRecord[] = []
  const driver = new TopologyTestDriver(
    builder.build(),
    { 'statestore.cache.max.bytes': 0 },
    { onProduced: record => produced.push(record) },
  )
  const input = driver.createInputTopic('in', text.key, text.value)
  const output = driver.createOutputTopic('out', text.key, text.value)
  const values = () => output.readRecordsToList().map(({ value }) => value)
  const logged = () =>
    produced
      .filter(({ kind }) => kind === 'changelog')
      .map(({ key, value, headers }) => {
        const shown = (bytes: Uint8Array | null) => (bytes === null ? null : new TextDecoder().decode(bytes))
        return [shown(key), shown(value), headers.map(([name]) => name).join()]
      })
  return { driver, input, values, logged }
}

test.each([
  [keyValueStore('s', { ...text, store: lru(2) }), ['b', null, '']],
  [timestampedKeyValueStore('s', { ...text, store: lru(2) }), undefined],
])(
  'an LRU store forgets what was used last; only plain values leave the changelog, too',
  (store, tombstone) => {
    const { input, values, logged } = run(store as StoreDefinition, (context, record) => {
      const s = context.getStateStore(store as typeof store & { store?: never })
      const stamped = store.spec.kind === 'keyValue' && store.spec.timestamped
      const put = stamped ? { value: record.value, timestamp: 1 } : record.value
      const known = (s as unknown as { get(key: string): unknown }).get(record.key) !== null
      ;(s as unknown as { put(key: string, value: unknown): void }).put(record.key, put)
      context.forward(record.withValue(String(known)))
    })
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) input.pipeInput(key, 'x', 1)
    expect(values()).toEqual(['false', 'false', 'true', 'false', 'true', 'false'])
    const tombstones = logged().filter(([, value]) => value === null)
    expect(tombstones[0]).toEqual(tombstone)
    expect(tombstones).toHaveLength(tombstone === undefined ? 0 : 2)
  },
)

test('headers stay beside the value, in the changelog, and across a restart', () => {
  const store = headersKeyValueStore('h', text)
  const { driver, input, values, logged } = run(store, (context, record) => {
    const h = context.getStateStore(store)
    const before = h.get(record.key)
    h.put(
      record.key,
      record.value === null
        ? null
        : { value: record.value, timestamp: record.timestamp, headers: record.headers },
    )
    context.forward(record.withValue(`${before?.value} ${before?.headers.map(([name]) => name)}`))
  })
  const header = (name: string) => ({ headers: [[name, new Uint8Array([7])]] as const })
  input.pipeInput('k', 'one', 1, header('h1').headers)
  driver.restart()
  input.pipeInput('k', 'two', 2, header('h2').headers)
  input.pipeInput('k', null as never, 3, header('h3').headers)
  input.pipeInput('k', 'end', 4)
  expect(values()).toEqual(['undefined undefined', 'one h1', 'two h2', 'undefined undefined'])
  expect(logged()).toEqual([
    ['k', 'one', 'h1'],
    ['k', 'two', 'h2'],
    ['k', null, 'h3'],
    ['k', 'end', ''],
  ])
})

test('a session store finds what overlaps, and drops what is too old', () => {
  const store = sessionStore('s', { ...text, retention: 100, store: 'memory' })
  const { driver, input, values } = run(store, (context, record) => {
    const s = context.getStateStore(store)
    const [start, end] = record.value.split('-').map(Number) as [number, number]
    const found = [...s.findSessions(record.key, start, end)]
    context.forward(
      record.withValue(found.map(({ key, value }) => `${key.start}-${key.end}:${value}`).join()),
    )
    s.put({ key: record.key, start, end }, `v${start}`)
    expect(s.fetchSession(record.key, start, end)).toBe(record.value === '20-30' ? null : `v${start}`)
  })
  for (const bounds of ['10-20', '5-50', '15-15', '200-210', '20-30', '5-300'])
    input.pipeInput('k', bounds, 1)
  expect(values()).toEqual(['', '10-20:v10', '10-20:v10,5-50:v5', '', '', '200-210:v200'])
  expect([...driver.dropped.values()]).toEqual([1])
})

test('a global table is read by any processor, and written by none', () => {
  const { driver, input, values } = run(
    null,
    (context, record) => {
      const table = context.getStateStore<{ get(key: string): { value: string } | null; put(): void }>('g')
      expect(() => table.put()).toThrow('Global store is read only')
      context.forward(record.withValue(table.get(record.value)?.value ?? 'none'))
    },
    builder => builder.globalTable('places', { ...text, name: 'g' }),
  )
  const places = driver.createInputTopic('places', text.key, text.value)
  places.pipeInput('p', 'park', 9)
  input.pipeInput('k', 'p', 1)
  driver.restart()
  input.pipeInput('k', 'p', 2)
  places.pipeInput('p', null as never, 10)
  input.pipeInput('k', 'p', 3)
  expect(values()).toEqual(['park', 'park', 'none'])
  const refused = () => new StreamsBuilder().globalTable('t', { ...text, store: versioned(5) } as never)
  expect(refused).toThrow('GlobalTables cannot be versioned')
})

test('a partitioner drops, multicasts, or leaves the choice; print writes lines', () => {
  const builder = new StreamsBuilder()
  const stream = builder.stream('in', text)
  stream.to('out', {
    partitioner: (_topic, _key, value) => (value === 'drop' ? [] : value === 'all' ? [0, 0] : null),
  })
  const lines: string[] = []
  stream.print({ write: line => lines.push(line) })
  stream.print({ label: 'l', text: (key, value) => `${key}=${value}`, write: line => lines.push(line) })
  stream.filter((_key, value) => value === 'bad').to('other', { partitioner: () => 1 })
  const driver = new TopologyTestDriver(builder.build())
  const input = driver.createInputTopic('in', text.key, text.value)
  for (const value of ['drop', 'all', 'x']) input.pipeInput('k', value)
  const outputs = driver.createOutputTopic('out', text.key, text.value).readRecordsToList()
  expect(outputs.map(({ value }) => value)).toEqual(['all', 'x'])
  expect(lines.slice(0, 2)).toEqual(['[KSTREAM-SOURCE-0000000000]: k, drop', '[l]: k=drop'])
  const refused = expect.objectContaining({ message: expect.stringContaining('chose partition 1 of other') })
  expect(() => input.pipeInput('k', 'bad')).toThrow(expect.objectContaining({ cause: refused }))
})

test('a builder of processors takes those that keep the key, and chooses partitions', () => {
  let context: FixedKeyProcessorContext<string, string>
  const shout: FixedKeyProcessorSupplier<string, string, string> = () => ({
    init: given => {
      context = given
    },
    process: record => context.forward(record.withValue(record.value.toUpperCase())),
  })
  const topology = new TopologyBuilder()
    .addSource('in', /in-.*/, text)
    .addFixedKeyProcessor('shout', shout, 'in')
    .addSink('out', 'out', 'shout', {
      ...text,
      partitioner: (_topic, _key, value) => (value === 'NO' ? [] : 0),
    })
    .build()
  expect(topology.describe()).toContain('Source: in (topics: in-.*)')
  const driver = new TopologyTestDriver(topology)
  for (const topic of ['in-1', 'in-2']) {
    const input = driver.createInputTopic(topic, text.key, text.value)
    input.pipeInput('k', topic)
    input.pipeInput('k', 'no')
  }
  const outputs = driver.createOutputTopic('out', text.key, text.value).readRecordsToList()
  expect(outputs.map(({ value }) => value)).toEqual(['IN-1', 'IN-2'])
  expect(() => driver.createInputTopic('other', text.key, text.value).pipeInput('k', 'x')).toThrow(
    'Unknown topic: other',
  )
})
