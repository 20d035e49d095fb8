/** L4 and L5: how long a record takes to its reader, and to its acknowledgement by a disk that has synced. */
import { Consumer, Producer } from '@moldau/client'
import type { BrokerProcess } from './broker-process.ts'
import {
  expectEqual,
  type Figure,
  type LogScenario,
  less,
  makeTopic,
  more,
  percentile,
  scaled,
} from './scenario.ts'

const WARM_S = 3

/** `perS` records a second, each at its time; ms from when it was due to when a reader has it, sorted. */
async function endToEnd(
  broker: BrokerProcess,
  topic: string,
  perS: number,
  seconds: number,
  lingerMs: number,
): Promise<Float64Array> {
  const cluster = broker.cluster()
  await makeTopic(cluster, topic, 1)
  const total = perS * (WARM_S + seconds)
  const warm = perS * WARM_S
  const producer = new Producer(cluster, { lingerMs })
  await producer.partitionCount(topic)
  const consumer = new Consumer(broker.cluster(), { autoOffsetReset: 'earliest' })
  consumer.assign([{ topic, partition: 0 }])
  await consumer.poll(0)
  const latencies = new Float64Array(total)
  const firstMs = performance.now() + 200
  let read = 0
  const reading = (async () => {
    while (read < total) {
      for (const fetched of await consumer.poll(1000)) {
        const records = fetched.records()
        const nowMs = performance.now()
        while (records.next()) latencies[read] = nowMs - (firstMs + (read++ * 1000) / perS)
      }
    }
  })()
  const value = new Uint8Array(100)
  let sent = 0
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - firstMs) * perS) / 1000) + 1)
    for (; sent < due; sent++) producer.append(topic, 0, sent, null, 0, 0, value, 0, value.length)
    const room = producer.ready()
    if (room !== undefined) await room
    await new Promise(settle => setImmediate(settle))
    // An idle loop would take the core that the broker runs on.
    const restMs = firstMs + (sent * 1000) / perS - performance.now()
    if (restMs > 2) await new Promise(settle => setTimeout(settle, restMs - 1))
  }
  await producer.flush()
  await reading
  expectEqual(`${topic}: records read`, read, total)
  await producer.close()
  await consumer.close()
  return latencies.slice(warm).sort()
}

export const latency: LogScenario = {
  id: 'L4',
  text: 'from when a record is due to its reader, at a steady pace',
  async run(broker, scale) {
    const figures: Figure[] = []
    const seconds = Math.max(2, Math.round(15 * scale))
    for (const perS of [1000, 10_000, 100_000]) {
      for (const lingerMs of [0, 5]) {
        const sorted = await endToEnd(broker, `l4-${perS}-${lingerMs}`, perS, seconds, lingerMs)
        const name = `${perS} rec/s, linger ${lingerMs}`
        const isGate = perS === 10_000 && lingerMs === 0
        figures.push(less(`p50, ${name}`, percentile(sorted, 0.5), 'ms', isGate ? 1 : undefined))
        figures.push(less(`p99, ${name}`, percentile(sorted, 0.99), 'ms', isGate ? 1 / 1.5 : undefined))
      }
    }
    return figures
  },
}

export const durable: LogScenario = {
  id: 'L5',
  text: 'every acknowledgement is on the disk: producers that wait for each record',
  settings: { durability: 'D2' },
  async run(broker, scale) {
    const figures: Figure[] = []
    const cluster = broker.cluster()
    for (const producers of [1, 16, 256]) {
      const topic = `l5-${producers}`
      await makeTopic(cluster, topic, Math.min(16, producers))
      const each = Math.max(
        5,
        Math.round(scaled(20_000, scale, 500) / producers / (producers === 1 ? 10 : 1)),
      )
      const latencies: number[] = []
      const value = new Uint8Array(100)
      const before = performance.now()
      await Promise.all(
        Array.from({ length: producers }, async (_, n) => {
          const producer = new Producer(cluster, { lingerMs: 0 })
          for (let k = 0; k < each; k++) {
            const sentMs = performance.now()
            await producer.send({ topic, partition: n % 16, value })
            latencies.push(performance.now() - sentMs)
          }
          await producer.close()
        }),
      )
      const rate = (latencies.length / (performance.now() - before)) * 1000
      expectEqual(`${topic}: acknowledged`, latencies.length, each * producers)
      const sorted = Float64Array.from(latencies).sort()
      const name = `${producers} producer${producers === 1 ? '' : 's'}`
      figures.push(more(`rate, ${name}`, rate, 'rec/s', producers === 256 ? 1 : undefined))
      figures.push(less(`p99, ${name}`, percentile(sorted, 0.99), 'ms'))
    }
    return figures
  },
}
