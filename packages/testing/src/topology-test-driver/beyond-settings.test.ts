/** Operators that Kafka Streams does not have, under settings that must not change what they do. */
import {
  calendar,
  countWindows,
  hopping,
  integer,
  type ProcessorWrapper,
  StreamsBuilder,
  type StreamsConfig,
  string,
  versioned,
} from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TopologyTestDriver } from './topology-test-driver.ts'

const number = { key: string(), value: integer() }
const OUTPUTS = ['counted', 'closed', 'first', 'priced', 'outer', 'live', 'expired'] as const

function topology(builder: StreamsBuilder): void {
  const stream = builder.stream('in', number)
  const grouped = stream.groupByKey()
  const flat = ({ key, start, end }: { key: string; start: number; end: number }) => `${key} ${start} ${end}`
  grouped
    .windowedBy(countWindows(3, { advance: 2 }))
    .reduce((sum, n) => sum + n)
    .toStream()
    .selectKey(flat)
    .to('counted', number)
  grouped
    .windowedBy(calendar('hour', { timeZone: 'Asia/Kolkata', grace: '10m' }))
    .emitStrategy('onWindowClose')
    .reduce((sum, n) => sum + n)
    .toStream()
    .selectKey(flat)
    .to('closed', number)
  grouped
    .windowedBy(hopping('2h', '1h'))
    .distinct({ by: n => n })
    .selectKey(flat)
    .to('first', number)
  const table = builder.table('rows', { ...number, name: 'rows', store: versioned('10h') })
  stream.leftAsOfJoin(table, (n, row) => n * 100 + (row ?? -1), { within: '30m' }).to('priced', number)
  builder
    .table('refers', number)
    .outerJoin(
      table,
      n => `k${n}`,
      (left, right) => (left ?? -1) * 100 + (right ?? -1),
    )
    .toStream()
    .selectKey(({ key, side }) => `${side} ${key}`)
    .to('outer', number)
  const { expired, live } = builder.table('beats', number).expire({ after: '1h', wallClock: '1m' })
  live.toStream().to('live')
  expired.to('expired')
}

const event = fc.record({
  topic: fc.constantFrom('in', 'rows', 'refers', 'beats'),
  key: fc.constantFrom('k0', 'k1', 'k2'),
  n: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null, freq: 5 }),
  step: fc.integer({ min: -1_200_000, max: 3_000_000 }),
  restart: fc.boolean(),
})
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never

function outputs(events: readonly Event[], config: StreamsConfig, restarts: boolean): unknown[] {
  const builder = new StreamsBuilder()
  topology(builder)
  const driver = new TopologyTestDriver(builder.build(config), config)
  let time = 36_000_000
  for (const { topic, key, n, step, restart } of events) {
    time += step
    if (restart && restarts) driver.restart()
    driver.createInputTopic(topic, string(), integer()).pipeInput(key, n, time)
  }
  driver.advanceWallClockTime(60_000_000)
  const all = OUTPUTS.map(topic => driver.createOutputTopic(topic, string(), integer()).readRecordsToList())
  driver.close()
  return all.map(list => list.map(({ key, value, timestamp }) => [key, value, timestamp]))
}

/** Hands everything on, through a context of its own. */
const around: ProcessorWrapper = {
  wrapProcessorSupplier: (_name, supplier) => () => {
    const inner = supplier.get()
    return {
      init: context =>
        inner.init?.(
          new Proxy(context, {
            get: (target, name) => {
              const value = Reflect.get(target, name, target)
              return typeof value === 'function' ? value.bind(target) : value
            },
          }),
        ),
      process: record => inner.process(record),
      close: () => inner.close?.(),
    }
  },
}

test('they do the same behind a wrapper, in stores with headers, on disk, without a cache, and over restarts', () => {
  const settings: StreamsConfig[] = [
    { 'processor.wrapper.class': around },
    { 'dsl.store.format': 'HEADERS' },
    { 'dsl.store.suppliers.class': 'memory' },
    { 'statestore.cache.max.bytes': 0 },
  ]
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), events => {
      const plain = outputs(events, {}, false)
      expect(outputs(events, {}, true)).toEqual(plain)
      for (const config of settings) expect([config, outputs(events, config, true)]).toEqual([config, plain])
    }),
    { numRuns: 30 },
  )
})
