/** L6 and L7: many readers of one topic, and a reader that catches up while others write. */
import { Consumer } from '@moldau/client'
import type { BrokerProcess } from './broker-process.ts'
import { type Figure, fillTopic, type LogScenario, less, makeTopic, more, scaled } from './scenario.ts'

async function readAll(broker: BrokerProcess, topic: string, count: number): Promise<void> {
  const consumer = new Consumer(broker.cluster(), { autoOffsetReset: 'earliest' })
  consumer.assign([{ topic, partition: 0 }])
  let read = 0
  while (read < count) {
    for (const fetched of await consumer.poll(1000)) {
      const records = fetched.records()
      while (records.next()) read++
    }
  }
  await consumer.close()
}

export const fanOut: LogScenario = {
  id: 'L6',
  text: 'one producer, many consumers that follow it',
  async run(broker, scale) {
    const figures: Figure[] = []
    const count = scaled(500_000, scale)
    for (const readers of [1, 10, 50]) {
      const topic = `l6-${readers}`
      await makeTopic(broker.cluster(), topic, 1)
      const cpuBefore = broker.cpuS()
      const before = performance.now()
      const reading = Array.from({ length: readers }, () => readAll(broker, topic, count))
      await fillTopic(broker.cluster(), topic, 1, count)
      await Promise.all(reading)
      const name = `${readers} reader${readers === 1 ? '' : 's'}`
      const delivered = count * readers
      figures.push(more(`delivered, ${name}`, (delivered / (performance.now() - before)) * 1000, 'rec/s'))
      figures.push(less(`broker, ${name}`, ((broker.cpuS() - cpuBefore) / delivered) * 1e6, 'CPU us/rec'))
    }
    return figures
  },
}

export const backlog: LogScenario = {
  id: 'L7',
  text: 'a backlog is read while a producer writes at half its speed',
  async run(broker, scale) {
    const count = scaled(2_000_000, scale)
    const cluster = broker.cluster()
    await makeTopic(cluster, 'l7', 1)
    const before = performance.now()
    await fillTopic(cluster, 'l7', 1, count, { bytes: 1024 })
    const fullPerMs = count / (performance.now() - before)
    let isDrained = false
    // Half the speed: as long a rest as each piece took.
    const writing = (async () => {
      const piece = Math.round(fullPerMs * 100)
      for (let first = count; !isDrained; first += piece) {
        const startedMs = performance.now()
        await fillTopic(cluster, 'l7', 1, piece, { bytes: 1024, first })
        const tookMs = performance.now() - startedMs
        await new Promise(settle => setTimeout(settle, tookMs))
      }
    })()
    const drainMs = performance.now()
    await readAll(broker, 'l7', count)
    const rate = (count / (performance.now() - drainMs)) * 1000
    isDrained = true
    await writing
    return [more('drained, 1 KB', rate, 'rec/s')]
  },
}
