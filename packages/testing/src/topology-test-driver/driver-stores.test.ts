/** The stores of a driver under the names of Kafka's: what each getter gives of each kind of store, read and written. */
import {
  headersKeyValueStore,
  headersSessionStore,
  headersWindowStore,
  keyValueStore,
  type StoreDefinition,
  StreamsBuilder,
  sessionStore,
  string,
  timestampedKeyValueStore,
  timestampedWindowStore,
  tumbling,
  versionedKeyValueStore,
  windowStore,
} from '@moldau/streams'
import { expect, test } from 'vitest'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }
const windows = { ...text, windowSize: 10, retention: 1000 }

function driverOf(...stores: StoreDefinition[]): TopologyTestDriver {
  const builder = new StreamsBuilder()
  for (const store of stores) builder.addStateStore(store)
  builder
    .stream('in', text)
    .process(() => ({ process() {} }), { stores: stores.map(store => store.spec.name) })
  return new TopologyTestDriver(builder.build())
}

const all = driverOf(
  keyValueStore('keyValue', text),
  timestampedKeyValueStore('timestamped', text),
  headersKeyValueStore('headers', text),
  windowStore('window', windows),
  windowStore('duplicates', { ...windows, duplicates: true }),
  timestampedWindowStore('timestampedWindow', windows),
  headersWindowStore('headersWindow', windows),
  sessionStore('session', { ...text, retention: 1000 }),
  headersSessionStore('headersSession', { ...text, retention: 1000 }),
  versionedKeyValueStore('versioned', { ...text, historyRetention: 1000 }),
)
const names = [...all.getAllStateStores().keys()]

const getters = {
  getStateStore: names,
  getKeyValueStore: ['keyValue', 'timestamped', 'headers'],
  getTimestampedKeyValueStore: ['timestamped', 'headers'],
  getTimestampedKeyValueStoreWithHeaders: ['headers'],
  getVersionedKeyValueStore: ['versioned'],
  getWindowStore: ['window', 'duplicates', 'timestampedWindow', 'headersWindow'],
  getTimestampedWindowStore: ['timestampedWindow', 'headersWindow'],
  getTimestampedWindowStoreWithHeaders: ['headersWindow'],
  getSessionStore: ['session', 'headersSession'],
  getSessionStoreWithHeaders: ['headersSession'],
} as const

test.each(Object.entries(getters))('%s gives the stores of its kind, and null of others', (getter, kinds) => {
  expect(names).toHaveLength(10)
  const found = names.filter(name => all[getter as keyof typeof getters](name) !== null)
  expect(found).toEqual([...kinds].filter(name => names.includes(name)).sort(byName))
  expect(all[getter as keyof typeof getters]('nowhere')).toBeNull()
})

const byName = (a: string, b: string): number => names.indexOf(a) - names.indexOf(b)

test('what a test puts is read, logged, and there after a restart', () => {
  const driver = driverOf(keyValueStore('s', text), windowStore('w', windows))
  driver.getKeyValueStore('s')!.put('a', '1')
  driver.getKeyValueStore('s')!.put('b', '2')
  expect(driver.getKeyValueStore('s')!.delete('b')).toBe('2')
  driver.getWindowStore('w')!.put('k', 'v', 20)
  const changes = driver.createOutputTopic('test-s-changelog', string(), string())
  expect(changes.readKeyValuesToList()).toEqual([
    ['a', '1'],
    ['b', '2'],
    ['b', null],
  ])
  driver.restart()
  expect([...driver.getKeyValueStore('s')!.all()]).toEqual([{ key: 'a', value: '1' }])
  expect(driver.getWindowStore('w')!.fetch('k', 20)).toBe('v')
})

test('a store is shown with its timestamps and headers, or without', () => {
  const driver = driverOf(headersKeyValueStore('s', text), headersWindowStore('w', windows))
  const headers = [['h', new Uint8Array([1])]] as const
  driver.getTimestampedKeyValueStoreWithHeaders('s')!.put('a', { value: '1', timestamp: 5, headers })
  expect(driver.getKeyValueStore('s')!.get('a')).toBe('1')
  expect(driver.getTimestampedKeyValueStore('s')!.get('a')).toEqual({ value: '1', timestamp: 5 })
  expect(driver.getTimestampedKeyValueStoreWithHeaders('s')!.get('a')).toEqual({
    ...{ value: '1', timestamp: 5 },
    headers,
  })
  driver.getTimestampedWindowStore('w')!.put('a', { value: '2', timestamp: 7 }, 30)
  expect(driver.getWindowStore('w')!.fetch('a', 30)).toBe('2')
  expect([...driver.getTimestampedWindowStore('w')!.fetch('a', 0, 100)]).toEqual([
    { key: { key: 'a', start: 30, end: 40 }, value: { value: '2', timestamp: 7 } },
  ])
})

test('a table that a test fills goes on from there, and hands on what was put behind its cache', () => {
  const builder = new StreamsBuilder()
  builder
    .stream('in', text)
    .groupByKey()
    .reduce((all, one) => all + one, { name: 'texts', ...text })
    .toStream()
    .to('out', text)
  const driver = new TopologyTestDriver(builder.build())
  driver.getTimestampedKeyValueStore('texts')!.put('a', { value: 'before,', timestamp: 3 })
  driver.createInputTopic('in', string(), string()).pipeInput('a', 'now', 1)
  const out = driver.createOutputTopic('out', string(), string())
  expect(out.readKeyValuesToList()).toEqual([['a', 'before,now']])
  expect(driver.getTimestampedKeyValueStore('texts')!.get('a')).toEqual({ value: 'before,now', timestamp: 3 })
})

test('the DSL has its own stores under the same getters', () => {
  const builder = new StreamsBuilder()
  builder.stream('in', text).groupByKey().windowedBy(tumbling(10)).count({ name: 'counts' })
  const driver = new TopologyTestDriver(builder.build())
  driver.createInputTopic('in', string(), string()).pipeInput('a', 'x', 12)
  expect(driver.getWindowStore('counts')!.fetch('a', 10)).toBe(1)
  expect(driver.getKeyValueStore('counts')).toBeNull()
})
