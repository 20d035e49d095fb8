/** L8, L9, L11 and L12: recovery, compaction, many partitions, transactions. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Admin, Consumer, Producer } from '@moldau/client'
import { MoldauError } from '@moldau/protocol'
import { type BrokerProcess, pause } from './broker-process.ts'
import {
  expectEqual,
  type Figure,
  fillTopic,
  type LogScenario,
  less,
  makeTopic,
  more,
  scaled,
  THROUGHPUT,
} from './scenario.ts'

/** Seconds until every partition answers for its end, from the start of the process on. */
async function startToServing(
  broker: BrokerProcess,
  topic: string,
  partitions: number,
  count: number,
): Promise<number> {
  const before = performance.now()
  await broker.restart()
  const admin = new Admin(broker.cluster())
  const questions = Array.from({ length: partitions }, (_, partition) => ({
    topic,
    partition,
    timestamp: -1,
  }))
  const ends = await admin.listOffsets(questions)
  const took = (performance.now() - before) / 1000
  let sum = 0
  for (const { partition } of questions) sum += ends.get(topic, partition)?.offset ?? 0
  expectEqual(`${topic}: records after the restart`, sum, count)
  await admin.close()
  return took
}

export const recovery: LogScenario = {
  id: 'L8',
  text: 'from the start of the process until every partition answers',
  async run(broker, scale) {
    const figures: Figure[] = []
    for (const [partitions, records] of [
      [1, 100_000],
      [100, 10_000_000],
      [1000, 1_000_000],
    ] as const) {
      const topic = `l8-${partitions}`
      const count = scaled(records, scale)
      await makeTopic(broker.cluster(), topic, partitions)
      await fillTopic(broker.cluster(), topic, partitions, count)
      const name = `${partitions} partition${partitions === 1 ? '' : 's'}, ${count} records`
      await broker.end('SIGTERM')
      figures.push(less(`clean, ${name}`, await startToServing(broker, topic, partitions, count), 's'))
      await broker.end('SIGKILL')
      const killed = await startToServing(broker, topic, partitions, count)
      figures.push(less(`after kill -9, ${name}`, killed, 's', partitions === 100 ? 1 : undefined))
    }
    return figures
  },
}

/** The first offset of a partition that the cleaner has not seen, from its checkpoint; -1 where there is none. */
function cleanedTo(broker: BrokerProcess, topic: string): number {
  try {
    const text = readFileSync(join(broker.dataDir, 'cleaner-offset-checkpoint'), 'utf8')
    const line = text.split('\n').find(one => one.startsWith(`${topic} 0 `))
    return line === undefined ? -1 : Number(line.split(' ')[2])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return -1
    throw error
  }
}

/** Keyed records of which a share is overwritten later; every 50th is a tombstone. */
async function fillKeyed(broker: BrokerProcess, topic: string, count: number, keys: number): Promise<void> {
  const producer = new Producer(broker.cluster(), THROUGHPUT)
  await producer.partitionCount(topic)
  const bytes = new Uint8Array(110)
  const view = new DataView(bytes.buffer)
  for (let n = 0; n < count; n++) {
    view.setUint32(0, (Math.imul(n, 0x9e3779b1) % keys) >>> 0)
    const value = n % 50 === 49 ? null : bytes
    producer.append(topic, 0, n, bytes, 0, 10, value, 10, value === null ? 10 : 110)
    if ((n & 255) !== 0) continue
    const room = producer.ready()
    if (room !== undefined) await room
  }
  await producer.flush()
  await producer.close()
}

export const compaction: LogScenario = {
  id: 'L9',
  text: 'the cleaner, one thread: records a second of what it reads',
  settings: { properties: { 'log.cleaner.threads': '1', 'log.cleaner.backoff.ms': '100' } },
  async run(broker, scale) {
    const figures: Figure[] = []
    const count = scaled(3_000_000, scale)
    // The active segment is not cleaned: there must be several.
    const segmentBytes = Math.max(1 << 20, Math.floor((count * 120) / 8))
    const segments = { 'segment.bytes': String(segmentBytes), 'min.cleanable.dirty.ratio': '0.01' }
    for (const [share, keys] of [
      ['10 %', count * 0.9],
      ['50 %', count * 0.5],
      ['99 %', count * 0.01],
    ] as const) {
      const topic = `l9-${share.replace(' %', '')}`
      const cluster = broker.cluster()
      await makeTopic(cluster, topic, 1, segments)
      await fillKeyed(broker, topic, count, Math.max(1, Math.floor(keys)))
      const admin = new Admin(cluster)
      const cpuBefore = broker.cpuS()
      const before = performance.now()
      await admin.alterConfigs({ type: 'topic', name: topic }, [
        { name: 'cleanup.policy', operation: 'set', value: 'compact' },
      ])
      let seen = -1
      while (seen <= 0) {
        if (performance.now() - before > 300_000)
          throw new MoldauError('RUN_FAILED', `${topic} was not cleaned in five minutes`)
        await pause(20)
        seen = cleanedTo(broker, topic)
      }
      const seconds = (performance.now() - before) / 1000
      await admin.close()
      // Below a million records the start of the cleaner is what is measured.
      figures.push(more(`cleaned, ${share} overwritten`, seen / seconds, 'rec/s', 0.5))
      figures.push(
        less(`broker, ${share} overwritten`, ((broker.cpuS() - cpuBefore) / seen) * 1e6, 'CPU us/rec'),
      )
    }
    return figures
  },
}

export const partitions: LogScenario = {
  id: 'L11',
  text: 'many partitions: idle cost, memory, throughput, metadata',
  async run(broker, scale) {
    const figures: Figure[] = []
    for (const count of [1, 10, 100, 1000]) {
      const topic = `l11-${count}`
      const cluster = broker.cluster()
      await makeTopic(cluster, topic, count)
      const records = scaled(1_000_000, scale)
      const before = performance.now()
      await fillTopic(cluster, topic, count, records)
      figures.push(
        more(`append, ${count} partitions`, (records / (performance.now() - before)) * 1000, 'rec/s'),
      )
      const admin = new Admin(cluster)
      const askedMs = performance.now()
      for (let n = 0; n < 20; n++) expectEqual(topic, (await admin.describeTopics([topic])).size, 1)
      figures.push(less(`metadata, ${count} partitions`, (performance.now() - askedMs) / 20, 'ms'))
      await admin.close()
    }
    await pause(2000)
    const cpuBefore = broker.cpuS()
    const seconds = Math.max(5, Math.round(20 * scale))
    await pause(seconds * 1000)
    figures.push(less('idle, 1111 partitions', ((broker.cpuS() - cpuBefore) / seconds) * 100, '% of a core'))
    figures.push(less('memory, 1111 partitions', broker.rssMB(), 'MB', 0.5))
    return figures
  },
}

export const transactions: LogScenario = {
  id: 'L12',
  text: 'transactions, with a reader of what is committed',
  async run(broker, scale) {
    const figures: Figure[] = []
    for (const size of [1, 100, 10_000]) {
      const topic = `l12-${size}`
      const cluster = broker.cluster()
      await makeTopic(cluster, topic, 1)
      const count = Math.max(10, Math.round((size === 10_000 ? 100 : 2000) * scale))
      const producer = new Producer(cluster, { ...THROUGHPUT, transactionalId: topic })
      await producer.initTransactions()
      const consumer = new Consumer(broker.cluster(), {
        isolationLevel: 'read_committed',
        autoOffsetReset: 'earliest',
      })
      consumer.assign([{ topic, partition: 0 }])
      let read = 0
      const reading = (async () => {
        while (read < count * size) {
          for (const fetched of await consumer.poll(1000)) {
            const records = fetched.records()
            while (records.next()) read++
          }
        }
      })()
      const value = new Uint8Array(100)
      const before = performance.now()
      for (let n = 0; n < count; n++) {
        producer.beginTransaction()
        for (let k = 0; k < size; k++) producer.append(topic, 0, n, null, 0, 0, value, 0, 100)
        await producer.commitTransaction()
      }
      const seconds = (performance.now() - before) / 1000
      await reading
      expectEqual(`${topic}: records read`, read, count * size)
      await producer.close()
      await consumer.close()
      figures.push(more(`commits, ${size} record${size === 1 ? '' : 's'} each`, count / seconds, '/s'))
    }
    return figures
  },
}
