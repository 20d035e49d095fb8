/**
 * Transactional producers, some of which abort, fence each other, stand still or die, and a chain that consumes, transforms and
 * produces exactly once: readers of committed data see whole transactions or none, each once.
 */
import type { ConsumerOptions } from '@moldau/client'
import { judgeKafkaRules } from '../judges/kafka-rules.ts'
import { ageTransactions } from '../world/old-transactions.ts'
import type { Workload } from '../world/workload.ts'
import { administering } from './admin-churn.ts'
import { copying, judgeCopies } from './copying.ts'
import { producing, reading } from './producing.ts'
import { type Protocol, transacting } from './transacting.ts'

export const transactional: Workload = {
  name: 'transactional',
  about:
    'transactions that commit, abort, time out and are fenced, and an exactly-once chain: whole or not there, each once',
  async begin(world) {
    const inputs = new Map([
      ['in', 2],
      ['out', 2],
    ])
    const topics = new Map([...inputs, ['copied', 2]])
    await world.createTopics([...topics].map(([name, partitions]) => ({ name, partitions })))
    // Some have a long life behind them: drawn apart, so that it changes nothing else.
    const ages = world.simulation.random.fork('epochs')
    if (ages.chance(0.3)) {
      const ids = ['writer-1', 'writer-2', 'copier-1', 'copier-2']
      await ageTransactions(world, ids, () => 32_766 - ages.int(0, 8))
    }
    const protocol = (): Protocol => (world.random.chance(0.35) ? 1 : 2)
    const writers = [1, 2].map(n =>
      world.client(`writer-${n}`, transacting(world, inputs, Math.round(14 * world.scale), protocol())),
    )
    writers.push(
      world.client('filler', producing(world, new Map([['in', 2]]), Math.round(20 * world.scale), {})),
    )
    const isFilled = (): boolean => writers.every(one => one.isDone)
    const copiers = [1, 2].map(n =>
      world.client(`copier-${n}`, copying(world, { from: 'in', to: 'copied' }, isFilled, protocol())),
    )
    const isOver = (): boolean => isFilled() && copiers.every(one => one.isDone)
    const levels: ConsumerOptions['isolationLevel'][] = ['read_committed', 'read_uncommitted']
    for (const isolationLevel of levels)
      world.client(
        isolationLevel!.replace('_', '-'),
        reading(world, topics, { isolationLevel: isolationLevel! }, isOver),
      )
    const judgeTopics = administering(world, topics, [])
    return async () => {
      const everything = await world.read(topics, 'read_uncommitted')
      const committed = await world.read(topics, 'read_committed')
      const { deletedBefore, history } = world
      judgeKafkaRules(
        {
          ...{ history, everything, committed, deletedBefore, mayDuplicate: false },
          mayBeLost: () => false,
          isOrdered: () => true,
        },
        (rule, text) => world.find(rule, text),
      )
      await judgeCopies(world, { from: 'in', to: 'copied' }, committed)
      await judgeTopics()
    }
  },
}
