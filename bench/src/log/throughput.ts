/** L1 to L3: how fast records go in and out, with Kafka's own clients and with ours. */
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { Consumer, Producer } from '@moldau/client'
import * as platformatic from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import type { BrokerProcess } from './broker-process.ts'
import {
  expectEqual,
  type Figure,
  fillTopic,
  type LogScenario,
  less,
  makeTopic,
  more,
  scaled,
} from './scenario.ts'

/** Records a second that Kafka's producer-perf reports. */
function producerPerf(
  broker: BrokerProcess,
  topic: string,
  count: number,
  bytes: number,
  profile: string,
): number {
  const settings =
    profile === 'default'
      ? ['acks=all']
      : ['acks=all', 'batch.size=262144', 'linger.ms=10', 'buffer.memory=67108864']
  const out = broker.tool([
    'producer-perf',
    ...['--bootstrap-server', broker.address, '--topic', topic, '--num-records', String(count)],
    ...['--record-size', String(bytes), '--throughput', '-1', '--command-property', ...settings],
  ])
  const match = /(\d+) records sent, ([\d.]+) records\/sec[^\n]*\s*$/.exec(out.trimEnd())
  expectEqual(`${topic}: records sent`, Number(match?.[1]), count)
  return Number(match![2])
}

export const producerThroughput: LogScenario = {
  id: 'L1',
  text: "producers: Kafka's producer-perf, and ours",
  async run(broker, scale) {
    const figures: Figure[] = []
    const cluster = broker.cluster()
    for (const bytes of [100, 1024]) {
      const count = scaled(bytes === 100 ? 5_000_000 : 1_000_000, scale)
      for (const partitions of [1, 12]) {
        for (const profile of ['throughput', 'default']) {
          const topic = `l1-${bytes}-${partitions}-${profile}`
          const name = `${bytes} B, ${partitions} partition${partitions === 1 ? '' : 's'}, ${profile}`
          await makeTopic(cluster, topic, partitions)
          const cpuBefore = broker.cpuS()
          const rate = producerPerf(broker, topic, count, bytes, profile)
          figures.push(more(`Java, ${name}`, rate, 'rec/s', 0.6))
          figures.push(less(`broker, ${name}`, ((broker.cpuS() - cpuBefore) / count) * 1e6, 'CPU us/rec'))
        }
      }
      const topic = `l1-${bytes}-own`
      await makeTopic(cluster, topic, 1)
      const before = performance.now()
      await fillTopic(cluster, topic, 1, count, { bytes })
      figures.push(
        more(`Moldau's client, ${bytes} B`, (count / (performance.now() - before)) * 1000, 'rec/s'),
      )
    }
    return figures
  },
}

const IN_FLIGHT = 1000

/** Calls `send` for each of `count` records, `IN_FLIGHT` promises at a time; records a second. */
async function sendEach(count: number, send: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  let waiting: Promise<unknown>[] = []
  for (let n = 0; n < count; n++) {
    waiting.push(send())
    if (waiting.length < IN_FLIGHT) continue
    await Promise.all(waiting)
    waiting = []
  }
  await Promise.all(waiting)
  return (count / (performance.now() - before)) * 1000
}

/** A send of the others is a request of its own, so fewer of them say as much. */
const OTHERS_PART = 0.1

export const promisePerSend: LogScenario = {
  id: 'L2',
  text: 'a promise for each record: send() with 1000 in flight, of ours, @platformatic/kafka and KafkaJS',
  async run(broker, scale) {
    const count = scaled(300_000, scale)
    const cluster = broker.cluster()
    await makeTopic(cluster, 'l2', 1)
    const value = Buffer.alloc(100)
    const producer = new Producer(cluster, { lingerMs: 5, batchBytes: 262_144 })
    const own = await sendEach(count, () => producer.send({ topic: 'l2', partition: 0, value }))
    await producer.close()
    const kafkaJs = new Kafka({ brokers: [broker.address], logLevel: logLevel.ERROR }).producer()
    await kafkaJs.connect()
    const one = { topic: 'l2', acks: -1, messages: [{ value }] }
    const ofKafkaJs = await sendEach(count * OTHERS_PART, () => kafkaJs.send(one))
    await kafkaJs.disconnect()
    const other = new platformatic.Producer({ clientId: 'l2', bootstrapBrokers: [broker.address] })
    const two = { acks: -1, messages: [{ topic: 'l2', partition: 0, value }] }
    const ofPlatformatic = await sendEach(count * OTHERS_PART, () => other.send(two))
    await other.close()
    return [
      more("Moldau's send()", own, 'rec/s'),
      more("@platformatic/kafka's send()", ofPlatformatic, 'rec/s'),
      more("KafkaJS's send()", ofKafkaJs, 'rec/s'),
      { ...more('how many times @platformatic/kafka', own / ofPlatformatic, 'times'), least: 1 },
      more('how many times KafkaJS', own / ofKafkaJs, 'times'),
    ]
  },
}

/** Reads `count` records with our consumer; records a second. */
async function consumed(
  broker: BrokerProcess,
  topic: string,
  partitions: number,
  count: number,
): Promise<number> {
  const consumer = new Consumer(broker.cluster(), {
    autoOffsetReset: 'earliest',
    partitionFetchBytesMax: 4 << 20,
  })
  consumer.assign(Array.from({ length: partitions }, (_, partition) => ({ topic, partition })))
  const before = performance.now()
  let read = 0
  while (read < count) {
    for (const fetched of await consumer.poll(1000)) {
      const records = fetched.records()
      while (records.next()) read++
    }
  }
  const rate = (count / (performance.now() - before)) * 1000
  expectEqual(`${topic}: records read`, read, count)
  await consumer.close()
  return rate
}

/** MB/s and records a second of Kafka's consumer-perf. */
function consumerPerf(broker: BrokerProcess, topic: string, count: number): number {
  const out = broker.tool([
    'consumer-perf',
    ...[
      '--bootstrap-server',
      broker.address,
      '--topic',
      topic,
      '--num-records',
      String(count),
      '--hide-header',
    ],
  ])
  const fields = out
    .trim()
    .split('\n')
    .at(-1)!
    .split(',')
    .map(text => text.trim())
  // start, end, MB, MB/s, records, records/s, rebalance ms, fetch ms, fetch MB/s, fetch records/s
  expectEqual(`${topic}: records read by Java`, Math.min(Number(fields[4]), count), count)
  return Number(fields[9])
}

const DROP_CACHES = '/proc/sys/vm/drop_caches'

/** Empties the page cache; false where that is not allowed. */
function dropCaches(): boolean {
  if (!existsSync(DROP_CACHES)) return false
  spawnSync('sync')
  try {
    writeFileSync(DROP_CACHES, '3')
    return true
  } catch {
    // Not root, or a container: cold figures are left out, and the table says so by their absence.
    return false
  }
}

export const consumerThroughput: LogScenario = {
  id: 'L3',
  text: "consumers, hot and cold: Kafka's consumer-perf, and ours",
  async run(broker, scale) {
    const figures: Figure[] = []
    for (const bytes of [100, 1024]) {
      const count = scaled(bytes === 100 ? 10_000_000 : 2_000_000, scale)
      const topic = `l3-${bytes}`
      await makeTopic(broker.cluster(), topic, 1)
      await fillTopic(broker.cluster(), topic, 1, count, { bytes })
      const cpuBefore = broker.cpuS()
      figures.push(more(`Java, ${bytes} B, hot`, consumerPerf(broker, topic, count), 'rec/s', 0.5))
      figures.push(less(`broker, ${bytes} B, hot`, ((broker.cpuS() - cpuBefore) / count) * 1e6, 'CPU us/rec'))
      figures.push(more(`Moldau's client, ${bytes} B, hot`, await consumed(broker, topic, 1, count), 'rec/s'))
      if (dropCaches())
        figures.push(more(`Java, ${bytes} B, cold`, consumerPerf(broker, topic, count), 'rec/s', 0.9))
    }
    return figures
  },
}
