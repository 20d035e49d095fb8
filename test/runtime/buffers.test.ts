/**
 * What waits in an application, to go out when its time has come, survives its end: windows that close, what suppress holds back, and
 * records that wait for a table. Judged by the test driver, which never stops.
 */
import { TopologyTestDriver } from '@moldau/testing'
import {
  long,
  StreamsBuilder,
  slidingWindows,
  string,
  timeWindowed,
  tumbling,
  untilTimeLimit,
  untilWindowCloses,
  versioned,
} from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input } from './home.ts'

const text = { key: string(), value: string() }

function topology(builder: StreamsBuilder): void {
  const stream = builder.stream('in', text)
  const grouped = stream.groupByKey()
  const windowed = { key: timeWindowed(string(), 10), value: long() }
  grouped
    .windowedBy(slidingWindows(10, { grace: 5 }))
    .emitStrategy('onWindowClose')
    .count()
    .toStream()
    .to('sliding', windowed)
  grouped
    .windowedBy(tumbling(10, { grace: 5 }))
    .count()
    .suppress(untilWindowCloses(), { name: 'final' })
    .toStream()
    .to('tumbling', windowed)
  grouped.count().suppress(untilTimeLimit(7)).toStream().to('calm', { value: long() })
  const rates = builder.table('rates', { ...text, name: 'rates', store: versioned(1000) })
  stream
    .leftJoin(rates, (sale, rate) => `${sale}*${rate}`, { grace: 10, name: 'priced' })
    .to('priced', { value: string() })
}

const OUTPUTS = ['sliding', 'tumbling', 'calm', 'priced']
const input = (time: number, key: string, value: string, topic = 'in'): Input => ({ topic, key, value, time })

/** Each part is processed before the next is written. */
const parts: readonly (readonly Input[])[] = [
  [input(1, 'a', 'r1', 'rates')],
  [input(2, 'a', 'x'), input(9, 'b', 'x'), input(14, 'a', 'x')],
  [input(12, 'a', 'r2', 'rates')],
  [input(13, 'b', 'y'), input(21, 'a', 'y'), input(15, 'a', 'late')],
  [input(40, 'b', 'z'), input(38, 'a', 'z'), input(80, 'c', 'z')],
]

/** Bytes of what the driver sends to each topic. */
function expected(): string[][] {
  const builder = new StreamsBuilder()
  topology(builder)
  const driver = new TopologyTestDriver(builder.build(), { 'statestore.cache.max.bytes': 0 })
  const topics = new Map(
    ['in', 'rates'].map(name => [name, driver.createInputTopic(name, string(), string())]),
  )
  for (const { topic, key, value, time } of parts.flat()) topics.get(topic)!.pipeInput(key, value, time)
  const hex = (bytes: Uint8Array | null): string =>
    bytes === null ? '-' : Buffer.from(bytes).toString('hex')
  return OUTPUTS.map(topic => {
    const records: string[] = []
    for (let r = driver.poll(topic); r !== undefined; r = driver.poll(topic))
      records.push(`${hex(r.key)}=${hex(r.value)}@${r.timestamp}`)
    return records
  })
}

test.each(['level', 'memory'] as const)(
  'on %s, with a stop and a start between any two inputs',
  async type => {
    const home = await Home.open()
    try {
      await home.create({ in: 1, rates: 1, ...Object.fromEntries(OUTPUTS.map(topic => [topic, 1])) })
      const state = await home.folder()
      const config = { 'dsl.store.suppliers.class': type, 'statestore.cache.max.bytes': 0 }
      for (const part of parts) {
        for (const one of part) {
          await home.write([one])
          const app = home.app('buffers', topology, state, config)
          await app.start()
          await home.finished(app)
          await app.stop()
        }
      }
      const got: string[][] = []
      for (const topic of OUTPUTS)
        got.push(
          (await home.read(topic, 'hex')).map(({ key, value, time }) => `${key}=${value ?? '-'}@${time}`),
        )
      expect(got).toEqual(expected())
      for (const records of got) expect(records.length).toBeGreaterThan(1)
    } finally {
      await home.close()
    }
  },
)
