/**
 * A small application, exactly once: the workers of the runtime on the simulated log, their stores on simulated disks that outlive
 * them. Each key's history is reduced and sent on, record by record.
 *
 *  1. Every input has one output, in order, made of all inputs before it: nothing lost, nothing twice, state as if nothing happened.
 *  2. It comes to its end: the group commits everything.
 */
import { Admin, Consumer, Producer } from '@moldau/client'
import { assert } from '@moldau/protocol'
import {
  createInternalTopics,
  type EngineFactory,
  LevelEngine,
  partitionCounts,
  planTopology,
  resolveConfig,
  streamsAssignor,
  topologyConfig,
  Worker,
} from '@moldau/runtime'
import { type KeyValueEngine, MemoryEngine, StreamsBuilder, string, taskConfig } from '@moldau/streams'
import { StorageStorePort } from '../../storage/storage-store-port.ts'
import type { ClientLife, ClientProgram } from '../kernel/simulated-client.ts'
import { SimulatedDisk } from '../kernel/simulated-disk.ts'
import type { Workload } from '../world/workload.ts'
import { attempt, placeOf, type World } from '../world/world.ts'
import { QUICK } from './producing.ts'

const APPLICATION = 'histories'
const PARTITIONS = 2
const INPUT = 'numbers'
const OUTPUT = 'histories-of-keys'
const text = { key: string(), value: string() }

export const streams: Workload = {
  name: 'streams',
  about: 'an exactly-once application with state: one output for each input, made of all before it',
  async begin(world) {
    const topics = [INPUT, OUTPUT].map(name => ({ name, partitions: PARTITIONS }))
    await world.createTopics(topics)
    await onlyTheseStay(world, [INPUT, OUTPUT])
    const filler = world.client('filler', filling(world, Math.round(30 * world.scale)))
    for (const name of ['app-1', 'app-2'])
      world.client(
        name,
        running(() => filler.isDone),
      )
    return () => judge(world)
  },
}

/** The changelog is compacted, so that its batches may be rewritten; these are not. */
async function onlyTheseStay(world: World, topics: readonly string[]): Promise<void> {
  const found = await world.aside('setup', async ({ cluster }) => {
    const own = cluster()
    const described = await new Admin(own).describeTopics(topics)
    await own.close()
    return described
  })
  const ids = new Set([...topics, ...[...found.values()].map(({ topicId }) => topicId)])
  world.broker.witness.rewrites = topicId => !ids.has(topicId)
}

/** Writes values whose keys lie in one partition each. */
function filling(world: World, count: number): ClientProgram {
  let left = count
  return async ({ cluster, name, random, sleep }) => {
    const own = cluster()
    const producer = new Producer(own, QUICK)
    while (left > 0) {
      left--
      const partition = random.int(0, PARTITIONS - 1)
      const key = `${partition}${random.pick(['a', 'b', 'c'])}`
      const value = world.history.newValue('')
      const send = world.history.send(name, placeOf(INPUT, partition), value)
      const sent = await attempt(() => producer.send({ topic: INPUT, partition, key, value }))
      if ('value' in sent) world.history.sent(send, sent.value.offset)
      await sleep(random.delayMs(0, 500))
    }
    await attempt(() => producer.close())
    await own.close()
  }
}

/** The application, begun anew whenever the cluster gets in its way. */
function running(isFilled: () => boolean): ClientProgram {
  let disk: SimulatedDisk | undefined
  return async life => {
    disk ??= new SimulatedDisk(life.random.fork('disk'))
    const storage = disk.mount(life.process)
    const engines: EngineFactory = {
      async open(task, { stores }) {
        const opened = new Map<string, KeyValueEngine>()
        for (const { spec } of stores) {
          const isKept = spec.type !== 'memory' && spec.logging
          const path = `state/${task}/${spec.name}`
          opened.set(
            spec.name,
            isKept ? LevelEngine.open(await StorageStorePort.open(storage, path)) : new MemoryEngine(),
          )
        }
        return opened
      },
    }
    while (!(await runUntilBroken(life, engines, isFilled))) await life.sleep(100)
  }
}

/** One worker, with clients of its own. True when all is processed. */
async function runUntilBroken(
  life: ClientLife,
  engines: EngineFactory,
  isFilled: () => boolean,
): Promise<boolean> {
  const own = life.cluster()
  const built = await attempt(() => buildWorker(life, own, engines))
  let isDone = false
  if ('value' in built) {
    const { clients, worker } = built.value
    let hasEnded = false
    const ended = attempt(() => worker.run()).finally(() => {
      hasEnded = true
    })
    while (!hasEnded && !isDone) {
      await life.sleep(300)
      isDone = isFilled() && (await isAllProcessed(own))
    }
    worker.stop()
    await ended
    for (const client of clients) await attempt(() => client.close())
  } else if (!built.failure.retriable && built.failure.code !== 'TOPIC_ALREADY_EXISTS') throw built.failure
  await own.close()
  return isDone
}

async function buildWorker(life: ClientLife, own: ReturnType<ClientLife['cluster']>, engines: EngineFactory) {
  const config = resolveConfig({
    ...{ 'commit.interval.ms': life.random.pick([50, 300]), 'statestore.cache.max.bytes': 0 },
    ...{ 'session.timeout.ms': 6000, 'transaction.timeout.ms': 5000, 'linger.ms': 5, 'batch.size': 900 },
  })
  const builder = new StreamsBuilder()
  builder
    .stream(INPUT, text)
    .groupByKey()
    .reduce((all, value) => `${all},${value}`, { name: 'history', ...text })
    .toStream()
    .to(OUTPUT, text)
  const topology = builder.build(topologyConfig(APPLICATION, config))
  const counts = await partitionCounts(own, topology)
  await own.partitionCounts([OUTPUT], 10_000)
  const plan = planTopology(topology, APPLICATION, topic => counts.get(topic)!)
  const admin = new Admin(own)
  await createInternalTopics(admin, own, plan, -1)
  const name = `${APPLICATION}-${life.name}`
  const producer = new Producer(own, { ...QUICK, transactionalId: name, transactionTimeoutMs: 5000 })
  const shared = { isolationLevel: 'read_committed', fetchMaxWaitMs: 300 } as const
  const tasks: { worker?: Worker } = {}
  const consumer = new Consumer(own, {
    ...shared,
    ...{ groupId: APPLICATION, groupInstanceId: name, autoOffsetReset: 'none', sessionTimeoutMs: 6000 },
    ...{ heartbeatIntervalMs: 1000, maxPollIntervalMs: 20_000 },
    assignors: [
      streamsAssignor(plan, {
        processId: processIdOf(life.name),
        running: () => new Set(tasks.worker?.tasks.keys() ?? []),
        offsetSums: () => new Map(),
        rebalanceSoon: () => consumer.enforceRebalance('tasks wait for their owners to let go of them'),
      }),
    ],
  })
  const restoreConsumer = new Consumer(own, { ...shared, autoOffsetReset: 'earliest' })
  const worker = new Worker({
    ...{ name, topology, plan, config, engines, consumer, restoreConsumer, producer, cache: null },
    taskConfig: taskConfig(topologyConfig(APPLICATION, config)),
    clock: life.process.clock,
    partitionsOf: topic => own.metadata.partitionCount(topic),
    learnPartitions: async topic => (await own.partitionCounts([topic], 10_000)).get(topic)!,
    shared: {},
    listener: {
      missed: () => undefined,
      ...{ changed: () => undefined, committed: () => undefined, progressed: () => undefined },
      dropped: (node, reason) => {
        assert(false, `${node} dropped a record: ${reason}`)
      },
      warn: () => undefined,
    },
  })
  tasks.worker = worker
  return { worker, clients: [consumer, restoreConsumer, producer] }
}

/** A uuid, the same in every life: it names the member's place. */
function processIdOf(name: string): string {
  return `00000000-0000-4000-a000-${name.replaceAll(/\D/g, '').padStart(12, '0')}`
}

async function isAllProcessed(own: ReturnType<ClientLife['cluster']>): Promise<boolean> {
  const admin = new Admin(own)
  const places = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic: INPUT, partition }))
  const found = await attempt(async () => ({
    ends: await admin.listOffsets(places.map(one => ({ ...one, timestamp: -1 }))),
    committed: await admin.groupOffsets(APPLICATION, places),
  }))
  if ('failure' in found) return false
  const { committed, ends } = found.value
  return places.every(({ partition, topic }) => {
    const end = ends.get(topic, partition)?.offset ?? Number.POSITIVE_INFINITY
    return end === 0 || (committed.get(topic, partition)?.offset ?? -1) >= end
  })
}

async function judge(world: World): Promise<void> {
  const topics = new Map([
    [INPUT, PARTITIONS],
    [OUTPUT, PARTITIONS],
  ])
  const content = await world.read(topics, 'read_committed')
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const inputs = content.get(placeOf(INPUT, partition))!.map(({ value }) => value)
    const outputs = new Set<string>()
    for (let at = 0; at < PARTITIONS; at++)
      for (const { value } of content.get(placeOf(OUTPUT, at))!) {
        if (outputs.has(value)) world.find('output-twice', `${value} is there twice`)
        outputs.add(value)
      }
    // Each value is the last part of the one output that it made.
    for (const value of inputs) {
      const own = [...outputs].filter(output => output === value || output.endsWith(`,${value}`))
      if (own.length !== 1)
        world.find(
          'outputs',
          `input ${value} of ${INPUT}-${partition} has the outputs ${own.join(' | ') || 'none'}`,
        )
      else judgeHistory(world, inputs, own[0]!.split(','))
    }
  }
}

/** An output names inputs of its key alone, in their order, each once. */
function judgeHistory(world: World, inputs: readonly string[], parts: readonly string[]): void {
  const places = parts.map(part => inputs.indexOf(part))
  const isInOrder = places.every((place, n) => place >= 0 && (n === 0 || place > places[n - 1]!))
  if (!isInOrder)
    world.find('state', `the history ${parts.join(',')} is not in the order of ${inputs.join(',')}`)
}
