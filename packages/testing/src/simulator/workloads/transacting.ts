/** Programs that write transactions, and how one ends as far as its producer can know. */
import { Producer } from '@moldau/client'
import { older } from '../../node/older.ts'
import type { Transaction } from '../judges/history.ts'
import type { ClientLife, ClientProgram } from '../kernel/simulated-client.ts'
import { attempt, placeOf, type World } from '../world/world.ts'
import { QUICK, somewhere } from './producing.ts'

/** Kafka's two transaction protocols; the second adds partitions by itself and raises the epoch at every end (KIP-890). */
export type Protocol = 1 | 2

/** A cluster on which clients speak this protocol. */
export function speaking(life: ClientLife, protocol: Protocol): ReturnType<ClientLife['cluster']> {
  return life.cluster(protocol === 1 ? { decorate: older } : {})
}

/** A producer of `count` transactions. */
export function transacting(
  world: World,
  topics: ReadonlyMap<string, number>,
  count: number,
  protocol: Protocol = 2,
): ClientProgram {
  let left = count
  return async life => {
    const own = speaking(life, protocol)
    while (left > 0) {
      const options = {
        ...QUICK,
        ...world.producerLimits,
        transactionalId: life.name,
        transactionTimeoutMs: life.random.pick([3000, 10_000]),
      }
      const producer = new Producer(own, options)
      const ready = await attempt(() => producer.initTransactions())
      if ('failure' in ready) {
        await attempt(() => producer.close())
        await life.sleep(life.random.int(1, 300))
        continue
      }
      let isUsable = true
      while (left > 0 && isUsable) {
        left--
        isUsable = await transact(world, life, producer, topics)
        // Another incarnation takes the name: this one is fenced, and does not know.
        if (life.random.chance(0.04)) {
          const rival = new Producer(own, options)
          const took = await attempt(() => rival.initTransactions())
          if ('value' in took) await transact(world, life, rival, topics)
          await attempt(() => rival.close())
        }
        await life.sleep(life.random.delayMs(0, 600))
      }
      await attempt(() => producer.close())
    }
    await own.close()
  }
}

/** One transaction. False when the producer cannot go on. */
async function transact(
  world: World,
  { life, name, random, sleep }: ClientLife,
  producer: Producer,
  topics: ReadonlyMap<string, number>,
): Promise<boolean> {
  const { history } = world
  const transaction = history.begin(`${name}/${life}#${history.transactions.length}`)
  const begun = await attempt(async () => producer.beginTransaction())
  if ('failure' in begun) {
    history.ended(transaction, 'fail')
    return false
  }
  for (let n = random.int(1, 5); n > 0; n--) {
    const { partition, topic } = somewhere(random, topics)
    const value = history.newValue()
    const send = history.send(transaction.name, placeOf(topic, partition), value, transaction)
    const sent = attempt(() => producer.send({ topic, partition, key: value, value })).then(result => {
      if ('value' in result) history.sent(send, result.value.offset)
    })
    if (random.chance(0.3)) await sent
    if (random.chance(0.3)) await sleep(random.delayMs(0, 300))
  }
  // Now and then so long that the coordinator gives it up.
  if (random.chance(0.05)) await sleep(12_000)
  if (random.chance(0.25)) return abort(world, producer, transaction)
  return commit(world, producer, transaction)
}

/** Commits, as often as it takes. Whether the producer can go on; the history is told what is known. */
export async function commit(world: World, producer: Producer, transaction: Transaction): Promise<boolean> {
  world.history.commitAsked(transaction)
  for (let tries = 0; tries < 5; tries++) {
    const ended = await attempt(() => producer.commitTransaction())
    if ('value' in ended) {
      world.history.ended(transaction, 'ok')
      return true
    }
    if (producer.transactionState !== 'committing') break
  }
  // Still committing: nobody knows. Given up before the coordinator was asked: it can only be aborted.
  return producer.transactionState === 'abortable' ? abort(world, producer, transaction) : false
}

export async function abort(world: World, producer: Producer, transaction: Transaction): Promise<boolean> {
  const ended = await attempt(() => producer.abortTransaction())
  if ('failure' in ended) return false
  world.history.ended(transaction, 'fail')
  return true
}
