/** L10 and growth: finding a place by time and by offset; what stays flat as a topic grows. */
import { Admin, type Cluster, Consumer } from '@moldau/client'
import { T0 } from '../generator.ts'
import type { BrokerProcess } from './broker-process.ts'
import {
  expectEqual,
  type Figure,
  fillTopic,
  type LogScenario,
  less,
  makeTopic,
  more,
  percentile,
  scaled,
} from './scenario.ts'

/** ms of each of `count` look-ups by time, each followed by nothing, sorted. */
async function timeSeeks(
  cluster: Cluster,
  topic: string,
  records: number,
  count: number,
): Promise<Float64Array> {
  const admin = new Admin(cluster)
  const took = new Float64Array(count)
  for (let n = 0; n < count; n++) {
    const wanted = Math.floor(((n * 0.618_034) % 1) * records)
    const before = performance.now()
    const answers = await admin.listOffsets([{ topic, partition: 0, timestamp: T0 + wanted }])
    took[n] = performance.now() - before
    expectEqual(`${topic}: offset of time ${wanted}`, answers.get(topic, 0)?.offset ?? -1, wanted)
  }
  await admin.close()
  return took.sort()
}

/** ms of each of `count` reads at a random offset, sorted. */
async function offsetSeeks(
  cluster: Cluster,
  topic: string,
  records: number,
  count: number,
): Promise<Float64Array> {
  const consumer = new Consumer(cluster, { partitionFetchBytesMax: 4096 })
  const place = { topic, partition: 0 }
  consumer.assign([place])
  const took = new Float64Array(count)
  for (let n = 0; n < count; n++) {
    const wanted = Math.floor(((n * 0.618_034) % 1) * records)
    const before = performance.now()
    consumer.seek(place, wanted)
    let first = -1
    while (first < 0) {
      for (const fetched of await consumer.poll(1000)) {
        const records = fetched.records()
        if (records.next() && first < 0) first = records.cursor.offset
      }
    }
    took[n] = performance.now() - before
    expectEqual(`${topic}: first record at ${wanted}`, first, wanted)
  }
  await consumer.close()
  return took.sort()
}

export const seeks: LogScenario = {
  id: 'L10',
  text: 'random look-ups by time, and reads at random offsets',
  async run(broker, scale) {
    const records = scaled(20_000_000, scale)
    const cluster = broker.cluster()
    await makeTopic(cluster, 'l10', 1)
    await fillTopic(cluster, 'l10', 1, records)
    const count = scaled(10_000, scale, 500)
    const byTime = await timeSeeks(cluster, 'l10', records, count)
    const byOffset = await offsetSeeks(cluster, 'l10', records, count)
    return [
      less('by time, p50', percentile(byTime, 0.5), 'ms'),
      less('by time, p99', percentile(byTime, 0.99), 'ms'),
      less('by offset, p50', percentile(byOffset, 0.5), 'ms'),
      less('by offset, p99', percentile(byOffset, 0.99), 'ms'),
    ]
  },
}

/** Reads the last `count` records; records a second. */
async function readTail(broker: BrokerProcess, topic: string, end: number, count: number): Promise<number> {
  const consumer = new Consumer(broker.cluster(), { partitionFetchBytesMax: 4 << 20 })
  consumer.assign([{ topic, partition: 0 }])
  consumer.seek({ topic, partition: 0 }, end - count)
  const before = performance.now()
  let read = 0
  while (read < count) {
    for (const fetched of await consumer.poll(1000)) {
      const records = fetched.records()
      while (records.next()) read++
    }
  }
  await consumer.close()
  return (count / (performance.now() - before)) * 1000
}

const PIECE = 1_000_000

export const growth: LogScenario = {
  id: 'growth',
  text: 'append, reads of the tail and look-ups while a topic grows from 10^5 to 10^8 records',
  async run(broker, scale) {
    const figures: Figure[] = []
    const cluster = broker.cluster()
    await makeTopic(cluster, 'growth', 1)
    let records = 0
    for (const goal of [100_000, 1_000_000, 10_000_000, 100_000_000].filter(n => n <= 100_000_000 * scale)) {
      let rate = 0
      while (records < goal) {
        const piece = Math.min(PIECE, goal - records)
        const before = performance.now()
        await fillTopic(cluster, 'growth', 1, piece, { first: records })
        // The last piece is the one at this size.
        rate = (piece / (performance.now() - before)) * 1000
        records += piece
      }
      const name = `at 10^${Math.log10(goal)}`
      const byTime = await timeSeeks(cluster, 'growth', records, 1000)
      const byOffset = await offsetSeeks(cluster, 'growth', records, 1000)
      figures.push(more(`append ${name}`, rate, 'rec/s'))
      figures.push(more(`tail ${name}`, await readTail(broker, 'growth', records, 100_000), 'rec/s'))
      figures.push(less(`by time ${name}, p50`, percentile(byTime, 0.5), 'ms'))
      figures.push(less(`by offset ${name}, p50`, percentile(byOffset, 0.5), 'ms'))
    }
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      await broker.end(signal)
      figures.push(less(`start after ${signal}`, await broker.restart(), 's'))
    }
    return figures
  },
}
