/** Late records in a topic of their own, for all kinds of windows. */
import { hopping, integer, StreamsBuilder, sessions, slidingWindows, string, tumbling } from '@moldau/streams'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const number = { key: string(), value: integer() }
const NO_CACHE = { 'statestore.cache.max.bytes': 0 }
const RESTARTS = { config: NO_CACHE, restarts: true }
const grouped = (builder: StreamsBuilder) => builder.stream('in', number).groupByKey()

test('what no window takes any more goes out as it came, after a restart, too', () => {
  marbles(
    builder =>
      grouped(builder)
        .windowedBy(tumbling(10, { grace: 5 }))
        .lateTo('late')
        .count()
        .toStream()
        .to('out'),
    `
      in       a:1@5        a:2@14         a:3@9        b:4@15  b:5@9  a:-@8  -:6@1
      => out   a[0,10):1@5  a[10,20):1@14  a[0,10):2@9  b[10,20):1@15
      => late                                                   b:5@9  a:-@8
    `,
    RESTARTS,
  )
})

test('of windows that overlap one is enough', () => {
  marbles(
    builder => grouped(builder).windowedBy(hopping(10, 5)).lateTo('late').count().toStream().to('out'),
    `
      in       a:1@7                     a:2@12                       a:3@9        a:4@4
      => out   a[0,10):1@7  a[5,15):1@7  a[5,15):2@12  a[10,20):1@12  a[5,15):3@12
      => late                                                                      a:4@4
    `,
    RESTARTS,
  )
})

test('over sliding windows and sessions', () => {
  marbles(
    builder => {
      grouped(builder).windowedBy(slidingWindows(10)).lateTo('late-sliding').count().toStream().to('sliding')
      grouped(builder).windowedBy(sessions(10)).lateTo('late-sessions').count().toStream().to('sessions')
    },
    `
      in                a:1@20         a:2@40         a:3@29
      => sliding        a[10,20):1@20  a[30,40):1@40
      => late-sliding                                 a:3@29
      => sessions       a[20,20]:1     a[40,40]:1
      => late-sessions                                a:3@29
    `,
    RESTARTS,
  )
})

test('results that go out once do not meet the late ones, and both are counted', () => {
  const builder = new StreamsBuilder()
  grouped(builder)
    .windowedBy(tumbling(10))
    .lateTo('late', { name: 'late-sink' })
    .emitStrategy('onWindowClose')
    .count({ processorName: 'count' })
    .toStream()
    .to('out')
  const topology = builder.build()
  marbles(
    topology,
    `
      in       a:1@5  a:2@12       a:3@9
      => out          a[0,10):1@5
      => late                      a:3@9
    `,
    { restarts: true },
  )
  const driver = new TopologyTestDriver(topology)
  const input = driver.createInputTopic('in', string(), integer())
  input.pipeInput('a', 1, 20)
  input.pipeInput('a', 2, 9)
  expect(driver.dropped.get('count')).toBe(1)
  driver.close()
})
