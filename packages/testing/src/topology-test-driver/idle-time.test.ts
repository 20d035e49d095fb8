/** Stream time of an idle task, which goes on with the wall clock; the numbers are those of task/idle-time.ts. */
import {
  calendar,
  hopping,
  integer,
  joinWindows,
  type KStream,
  type KTable,
  StreamsBuilder,
  sessions,
  slidingWindows,
  string,
  tumbling,
  untilTimeLimit,
  untilWindowCloses,
  versioned,
  type Windowed,
} from '@moldau/streams'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }
const config = { 'stream.time.idle.ms': 100, 'statestore.cache.max.bytes': 0 }

/** Plays a table without restarts and with them, without a cache and with one. */
function plays(define: (builder: StreamsBuilder) => unknown, table: string): void {
  for (const cacheBytes of [0, 1_000_000])
    marbles(define, table, { config: { ...config, 'statestore.cache.max.bytes': cacheBytes } })
}

const grouped = (builder: StreamsBuilder) => builder.stream('in', text).groupByKey()
const joined = (a: string, b: string): string => a + b

test('1. and 2. final results of windows go out when the time of an idle task has passed their ends', () => {
  plays(
    builder =>
      grouped(builder)
        .windowedBy(tumbling(10, { grace: 5 }))
        .emitStrategy('onWindowClose')
        .reduce(joined)
        .toStream()
        .to('out'),
    `
      in      a:x@1  b:y@12
      clock                  +99  +1
      => out                       a[0,10):x@1  b[10,20):y@12
    `,
  )
})

test('2. without the setting, and where nothing is held back, nothing happens', () => {
  const define = (builder: StreamsBuilder): void =>
    grouped(builder)
      .windowedBy(tumbling(10))
      .emitStrategy('onWindowClose')
      .reduce(joined)
      .toStream()
      .to('out')
  marbles(
    define,
    `
      in      a:x@1
      clock          +1000000
      => out
    `,
  )
  plays(
    builder => grouped(builder).windowedBy(tumbling(10)).reduce(joined).toStream().to('out'),
    `
      in      a:x@15          b:z@25          a:y@16
      clock          +1000          +1000
      => out  a[10,20):x@15   b[20,30):z@25
    `,
  )
})

test('2. a record counts from when it comes; time goes on as long as the silence, and no further than the longest wait', () => {
  const define = (builder: StreamsBuilder): void =>
    grouped(builder)
      .windowedBy(tumbling(1000))
      .lateTo('late')
      .emitStrategy('onWindowClose')
      .reduce(joined)
      .toStream()
      .to('out')
  // At 200 of the clock it is 1 + 200 there, at 5000 it is 1 + 1000 at most: 1100 is in a window of its own, 1 is late.
  plays(
    define,
    `
      in      a:x@1              a:y@200                a:z@3        b:w@1100
      clock           +60  +140             +5000
      => out                                            a[0,1000):xy@200
      => late                                           a:z@3
    `,
  )
})

test('sliding windows, sessions, hopping windows and those of a calendar', () => {
  plays(
    builder =>
      grouped(builder)
        .windowedBy(slidingWindows(10))
        .emitStrategy('onWindowClose')
        .reduce(joined)
        .toStream()
        .to('out'),
    `
      in      a:x@20  a:y@25
      clock                   +500
      => out                        a[10,20):x@20  a[15,25):xy@25  a[21,31):y@25
    `,
  )
  plays(
    builder =>
      grouped(builder)
        .windowedBy(sessions(10, { grace: 3 }))
        .emitStrategy('onWindowClose')
        .reduce(joined)
        .toStream()
        .to('out'),
    `
      in      a:x@20  a:y@25
      clock                   +500
      => out                        a[20,25]:xy@25
    `,
  )
  plays(
    builder =>
      grouped(builder)
        .windowedBy(hopping(10, 5))
        .emitStrategy('onWindowClose')
        .reduce(joined)
        .toStream()
        .to('out'),
    `
      in      a:x@7
      clock          +500
      => out               a[0,10):x@7  a[5,15):x@7
    `,
  )
})

test('3. suppress lets final results go, each once, though late ones come', () => {
  plays(
    builder =>
      grouped(builder)
        .windowedBy(tumbling(100, { grace: 10 }))
        .reduce(joined)
        .suppress(untilWindowCloses())
        .toStream()
        .to('out'),
    `
      in      a:x@1         a:y@95          a:z@99               b:w@104
      clock          +50            +100            +100  +500            +500
      => out                                              a[0,100):xy@95  b[100,200):w@104
    `,
  )
  plays(
    builder => builder.table('in', text).suppress(untilTimeLimit(300)).toStream().to('out'),
    `
      in      a:x@1         b:y@150
      clock          +150            +200  +200
      => out                         a:x@1 b:y@150
    `,
  )
})

test('3. whatever comes when, suppress gives each window once, and what its window would have given when it closed', () => {
  const event = fc.oneof(
    fc.record({ key: fc.constantFrom('a', 'b'), time: fc.nat(60) }),
    fc.record({ clock: fc.constantFrom(30, 100, 150, 1000) }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 25 }), fc.constantFrom(0, 1_000_000), (events, cacheBytes) => {
      const builder = new StreamsBuilder()
      const windows = grouped(builder).windowedBy(tumbling(10, { grace: 5 }))
      const write = (table: KTable<Windowed<string>, string>, topic: string): void =>
        table
          .toStream()
          .map(({ key, start }, value) => [`${key}${start}`, value])
          .to(topic, text)
      write(windows.reduce(joined).suppress(untilWindowCloses()), 'suppressed')
      write(windows.emitStrategy('onWindowClose').reduce(joined, { retention: 1000 }), 'closed')
      const settings = { ...config, 'statestore.cache.max.bytes': cacheBytes }
      const driver = new TopologyTestDriver(builder.build(settings), settings)
      const input = driver.createInputTopic('in', string(), string())
      events.forEach((one, n) => {
        if ('clock' in one) driver.advanceWallClockTime(one.clock)
        else input.pipeInput(one.key, `${n}.`, one.time)
      })
      driver.advanceWallClockTime(10_000)
      const read = (topic: string) =>
        driver.createOutputTopic(topic, string(), string()).readKeyValuesToList().map(String).sort()
      const suppressed = read('suppressed')
      expect(suppressed).toEqual(read('closed'))
      expect(new Set(suppressed.map(one => one.split(',')[0])).size).toBe(suppressed.length)
      driver.close()
    }),
    { numRuns: 300 },
  )
})

test('outer joins let go what has found no partner', () => {
  plays(
    builder =>
      builder
        .stream('left', text)
        .outerJoin(
          builder.stream('right', text),
          (left = 'none', right = 'none') => `${left}-${right}`,
          joinWindows(10, { grace: 5 }),
        )
        .to('out', text),
    `
      left    a:x@10           c:z@12
      right            b:y@11
      clock                            +500
      => out                                 a:x-none@10  b:none-y@11  c:z-none@12
    `,
  )
})

test('records that wait for a table to catch up', () => {
  plays(
    builder =>
      builder
        .stream('in', text)
        .join(
          builder.table('names', { ...text, store: versioned(1000), name: 'history' }),
          (value, name) => value + name,
          { grace: 20 },
        )
        .to('out', text),
    `
      names   a:N@5
      in             a:x@10
      clock                  +500
      => out                       a:xN@10
    `,
  )
})

test('calendar windows', () => {
  const day = 86_400_000
  marbles(
    builder =>
      grouped(builder)
        .windowedBy(calendar('day', { timeZone: 'UTC' }))
        .emitStrategy('onWindowClose')
        .reduce(joined)
        .toStream()
        .to('out'),
    `
      in      a:x@${day + 5}
      clock                   +${day}
      => out                          a[${day},${2 * day}):x@${day + 5}
    `,
    { config },
  )
})

test('1. a busy task is not idle, however quiet an operator of it is', () => {
  plays(
    builder =>
      builder
        .stream('in', text)
        .filter(key => key !== 'skip')
        .groupByKey()
        .windowedBy(tumbling(10))
        .emitStrategy('onWindowClose')
        .reduce(joined)
        .toStream()
        .to('out'),
    `
      in      a:x@1       skip:x@2       skip:x@30
      clock          +60            +60             +60   +60
      => out                                               a[0,10):x@1
    `,
  )
})

test('1. and 5. a restart counts anew, lets nothing go twice, and knows what was late', () => {
  const builder = new StreamsBuilder()
  const late = (stream: KStream<string, string>): void =>
    stream
      .groupByKey()
      .windowedBy(tumbling(10))
      .lateTo('late')
      .emitStrategy('onWindowClose')
      .count()
      .toStream()
      .map(({ key, start }, n) => [key, `${start}: ${n}`])
      .to('out', text)
  late(builder.stream('in', text))
  const driver = new TopologyTestDriver(builder.build(config), config)
  const input = driver.createInputTopic('in', string(), string())
  const read = (topic: string) => driver.createOutputTopic(topic, string(), string()).readValuesToList()
  input.pipeInput('a', 'x', 1)
  driver.advanceWallClockTime(99)
  driver.restart()
  driver.advanceWallClockTime(99)
  expect(read('out')).toEqual([])
  driver.advanceWallClockTime(1)
  expect(read('out')).toEqual(['0: 1'])
  driver.restart()
  driver.advanceWallClockTime(10_000)
  expect(read('out')).toEqual([])
  input.pipeInput('a', 'late', 2)
  input.pipeInput('a', 'y', 11)
  expect(read('late')).toEqual(['late'])
  driver.restart()
  driver.advanceWallClockTime(10_000)
  expect(read('out')).toEqual(['10: 1'])
  driver.close()
})

test('what an idle task lets go comes from no topic, and errors behind it meet the handler', () => {
  const builder = new StreamsBuilder()
  const seen: unknown[] = []
  builder
    .stream('in', { key: string(), value: integer() })
    .groupByKey()
    .windowedBy(tumbling(10))
    .emitStrategy('onWindowClose')
    .reduce((a, b) => a + b)
    .toStream()
    .peek((_key, _value, { topic, timestamp }) => seen.push([topic, timestamp]))
    .foreach(() => {
      throw new Error('behind')
    })
  const topology = builder.build(config)
  const input = (driver: TopologyTestDriver) => driver.createInputTopic('in', string(), integer())
  const failing = new TopologyTestDriver(topology, config)
  input(failing).pipeInput('a', 1, 1)
  expect(() => failing.advanceWallClockTime(1000)).toThrow(/KSTREAM-FOREACH-\d+ failed/)
  const going = new TopologyTestDriver(topology, { ...config, 'processing.exception.handler': 'continue' })
  input(going).pipeInput('a', 1, 1)
  going.advanceWallClockTime(1000)
  expect([...going.dropped.keys()].filter(node => node.includes('FOREACH'))).toHaveLength(1)
  expect(seen).toEqual([
    [null, 1],
    [null, 1],
  ])
  going.close()
})

test('the setting must be a time', () => {
  const topology = new StreamsBuilder().build()
  expect(() => new TopologyTestDriver(topology, { 'stream.time.idle.ms': 0 })).toThrow('stream.time.idle.ms')
})
