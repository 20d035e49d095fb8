/** Programs that send records and read them, for any workload over plain topics. */
import {
  Consumer,
  type ConsumerOptions,
  Producer,
  type ProducerOptions,
  type TopicPartition,
} from '@moldau/client'
import type { ClientLife, ClientProgram } from '../kernel/simulated-client.ts'
import type { SimulatedClusterOptions } from '../kernel/simulation.ts'
import { oldProducer } from '../world/old-producer.ts'
import { attempt, identityOf, placeOf, type World } from '../world/world.ts'

/** Time-outs that fit runs of some ten seconds. */
export const QUICK: ProducerOptions = { deliveryTimeoutMs: 20_000, maxBlockMs: 20_000, batchBytes: 900 }

/** A partition of these topics, by chance. */
export function somewhere(random: ClientLife['random'], topics: ReadonlyMap<string, number>): TopicPartition {
  const topic = random.pick([...topics.keys()])
  return { topic, partition: random.int(0, topics.get(topic)! - 1) }
}

/** A producer that sends `count` records to these topics, a few at a time; a killed one goes on with new values. */
export function producing(
  world: World,
  topics: ReadonlyMap<string, number>,
  count: number,
  options: ProducerOptions,
): ClientProgram {
  let left = count
  return async ({ cluster, life, name, random, sleep }) => {
    const own = cluster(wrapping(world, name, life))
    const limits = { ...QUICK, ...world.producerLimits }
    let producer = new Producer(own, { ...limits, lingerMs: random.pick([0, 5, 30]), ...options })
    let generation = 1
    const outstanding = new Set<Promise<void>>()
    let isBroken = false
    while (left > 0) {
      for (let n = Math.min(left, random.int(1, 4)); n > 0; n--) {
        left--
        const { partition, topic } = somewhere(random, topics)
        const value = world.history.newValue()
        const send = world.history.send(`${name}/${life}.${generation}`, placeOf(topic, partition), value)
        const sent = attempt(() =>
          producer.send({ topic, partition, key: padded(random, value), value }),
        ).then(result => {
          outstanding.delete(sent)
          if ('value' in result) world.history.sent(send, result.value.offset)
          else isBroken = true
        })
        outstanding.add(sent)
      }
      if (random.chance(0.3) || outstanding.size > 20) await Promise.all(outstanding)
      if (isBroken) {
        // What its outcome is, nobody knows; another producer goes on.
        await Promise.all(outstanding)
        await attempt(() => producer.close())
        producer = new Producer(own, { ...limits, ...options })
        generation++
        isBroken = false
      }
      await sleep(random.delayMs(0, 400))
    }
    await Promise.all(outstanding)
    await attempt(() => producer.close())
    await own.close()
  }
}

/** Some producers are old: their sequences wrap within the run. Drawn apart, so that it changes nothing else. */
function wrapping(world: World, name: string, life: number): SimulatedClusterOptions {
  const random = world.simulation.random.fork(`sequences/${name}/${life}`)
  const shift = 2147483647 - random.int(0, 20)
  return random.chance(0.3) ? { decorate: node => oldProducer(node, shift) } : {}
}

/** Keys of many sizes, so that batches lie across the sectors of the disk. */
function padded(random: ClientLife['random'], text: string): string {
  return text.padEnd(random.pick([1, 50, 350]), '.')
}

/** A reader that is assigned every partition, follows to the end, and now and then seeks. Ends when `isOver` and nothing is left. */
export function reading(
  world: World,
  topics: ReadonlyMap<string, number>,
  options: ConsumerOptions,
  isOver: () => boolean,
): ClientProgram {
  const partitions = [...topics].flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, partition) => ({ topic, partition })),
  )
  return async ({ cluster, life, name, random, sleep }) => {
    const own = cluster()
    const consumer = new Consumer(own, { autoOffsetReset: 'earliest', fetchMaxWaitMs: 300, ...options })
    consumer.assign(partitions)
    let session = 0
    while (true) {
      const wasOver = isOver()
      const polled = await attempt(() => consumer.poll(random.int(10, 1000)))
      if ('failure' in polled) continue
      for (const fetched of polled.value)
        world.history.poll({
          consumer: `${name}/${life}`,
          place: placeOf(fetched.topic, fetched.partition),
          committedOnly: options.isolationLevel === 'read_committed',
          session,
          records: fetched.toRecords().map(record => ({ offset: record.offset, value: identityOf(record) })),
        })
      if (wasOver && polled.value.length === 0 && (await hasAll(consumer, partitions))) break
      // Not when all must come to its end: who is given one batch at a time would hardly ever reach it.
      if (random.chance(0.03) && !world.isCalm) {
        session++
        consumer.seekToBeginning()
      }
      if (random.chance(0.1)) await sleep(random.delayMs(0, 1000))
    }
    await attempt(() => consumer.close())
    await own.close()
  }
}

/** Whether the consumer stands at every end. */
export async function hasAll(consumer: Consumer, partitions: readonly TopicPartition[]): Promise<boolean> {
  const ends = await attempt(() => consumer.endOffsets(partitions))
  if ('failure' in ends) return false
  return partitions.every(
    one =>
      consumer.position(one) >=
      (ends.value.get(one.topic, one.partition)?.offset ?? Number.POSITIVE_INFINITY),
  )
}
