/** Producers without and with idempotence, and readers, over ordinary topics. */
import type { ProducerOptions } from '@moldau/client'
import type { Send } from '../judges/history.ts'
import { judgeKafkaRules } from '../judges/kafka-rules.ts'
import type { Workload } from '../world/workload.ts'
import type { World } from '../world/world.ts'
import { administering } from './admin-churn.ts'
import { producing, reading } from './producing.ts'

/** `plain`: acks=1 and acks=all without idempotence: nothing acknowledged is lost, beyond what acks=1 says. */
export const plain: Workload = {
  name: 'plain',
  about:
    'producers without idempotence at acks 1 and all, readers, admin churn: what was acknowledged is there',
  begin: world =>
    beginSending(world, {
      kinds: [
        { acks: 1, idempotence: false, maxInFlight: 1 },
        { acks: 'all', idempotence: false },
      ],
      mayDuplicate: true,
    }),
}

/** `idempotent`: nothing is lost, nothing is twice, and order holds over every restart. */
export const idempotent: Workload = {
  name: 'idempotent',
  about: 'idempotent producers, readers, admin churn: nothing is lost, nothing is twice, order holds',
  begin: world => beginSending(world, { kinds: [{}, { maxInFlight: 1 }], mayDuplicate: false }),
}

async function beginSending(
  world: World,
  options: { readonly kinds: readonly ProducerOptions[]; readonly mayDuplicate: boolean },
): Promise<() => Promise<void>> {
  const topics = new Map([
    ['orders', 2],
    ['trimmed', 1],
  ])
  const { random } = world
  await world.createTopics([...topics].map(([name, partitions]) => ({ name, partitions })))
  const atAcks1 = new Set<string>()
  const producers = [0, 1].map(n => {
    const kind = random.pick(options.kinds)
    const name = `producer-${n}`
    if (kind.acks === 1) atAcks1.add(name)
    return world.client(name, producing(world, topics, Math.round(70 * world.scale), kind))
  })
  const isOver = (): boolean => producers.every(one => one.isDone)
  for (const isolationLevel of ['read_uncommitted', 'read_committed'] as const)
    world.client(isolationLevel.replace('_', '-'), reading(world, topics, { isolationLevel }, isOver))
  const judgeTopics = administering(world, topics, ['trimmed'])
  return async () => {
    const everything = await world.read(topics, 'read_uncommitted')
    const committed = await world.read(topics, 'read_committed')
    const { deletedBefore, history } = world
    const nameOf = (producer: string): string => producer.slice(0, producer.indexOf('/'))
    // From when it was sent: an answer may reach the producer after the loss of power that undid it.
    const mayBeLost = ({ invokedAtMs, producer }: Send): boolean =>
      atAcks1.has(nameOf(producer)) &&
      world.broker.deaths.some(({ atMs, death }) => death === 'power' && atMs >= invokedAtMs)
    judgeKafkaRules(
      {
        ...{ history, everything, committed, deletedBefore, mayBeLost },
        mayDuplicate: options.mayDuplicate,
        isOrdered: () => !options.mayDuplicate,
      },
      (rule, text) => world.find(rule, text),
    )
    await judgeTopics()
  }
}
