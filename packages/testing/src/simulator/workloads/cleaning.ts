/**
 * Logs that lose records on purpose: compaction, which keeps the last of each key, and retention, which lets old segments go. Both
 * under crashes at every step, with transactions that abort in between.
 *
 *  1. Of each key the last acknowledged record is there, at its offset, unless a later one took its place or deleted the key.
 *  2. What was aborted stays away, however much of it has been cleaned.
 *  3. Retention takes a beginning and nothing else, and nothing younger than it may.
 *  4. Cleaning comes to its end: old records of a key, and old segments, do go.
 */
import { Admin, Producer } from '@moldau/client'
import type { Send } from '../judges/history.ts'
import { judgeKafkaRules } from '../judges/kafka-rules.ts'
import type { ClientProgram } from '../kernel/simulated-client.ts'
import { FAULTS } from '../world/nemesis.ts'
import type { Workload } from '../world/workload.ts'
import { attempt, placeOf, TOMBSTONE_HEADER, type World } from '../world/world.ts'
import { producing, QUICK, reading, somewhere } from './producing.ts'
import { abort, commit } from './transacting.ts'

const TABLES = new Map([['table', 2]])
const KEYS = Array.from({ length: 8 }, (_, n) => `k${n}`)

export const compaction: Workload = {
  name: 'compaction',
  about:
    'compacted topics with tombstones and transactions: the last record of each key is there, nothing aborted comes back',
  broker: (random, options) => ({
    ...options,
    config: {
      ...options.config,
      'log.cleaner.backoff.ms': random.pick([200, 1000]),
      'log.cleaner.dedupe.buffer.size': random.pick([1000, 200_000]),
    },
  }),
  async begin(world) {
    const { random } = world
    const configs = new Map([
      ['cleanup.policy', 'compact'],
      ['min.cleanable.dirty.ratio', '0.01'],
      ['segment.ms', random.pick(['500', '3000'])],
      ['delete.retention.ms', random.pick(['0', '1000', '60000'])],
    ])
    await world.createTopics([...TABLES].map(([name, partitions]) => ({ name, partitions, configs })))
    await exemptFromRewriting(world, [...TABLES.keys()])
    const writers = [
      world.client('upserter', upserting(world, Math.round(80 * world.scale))),
      world.client('updater', updating(world, Math.round(20 * world.scale))),
    ]
    const isOver = (): boolean => writers.every(one => one.isDone)
    for (const isolationLevel of ['read_committed', 'read_uncommitted'] as const)
      world.client(isolationLevel.replace('_', '-'), reading(world, TABLES, { isolationLevel }, isOver))
    return () => judgeTables(world)
  },
}

/** What compaction rewrites is not held to be the same bytes for ever. */
async function exemptFromRewriting(world: World, topics: readonly string[]): Promise<void> {
  const ids = await world.aside('setup', async ({ cluster }) => {
    const own = cluster()
    const found = await new Admin(own).describeTopics(topics)
    await own.close()
    return new Set([...found.values()].map(({ topicId }) => topicId))
  })
  world.broker.witness.rewrites = topicId => ids.has(topicId) || topics.includes(topicId)
}

/** Writes keys, and deletes some, without transactions. */
function upserting(world: World, count: number): ClientProgram {
  let left = count
  return async life => {
    const own = life.cluster()
    while (left > 0) {
      const producer = new Producer(own, QUICK)
      const name = `${life.name}/${life.life}.${left}`
      for (let isBroken = false; left > 0 && !isBroken; ) {
        const batch = Array.from({ length: Math.min(left, life.random.int(1, 4)) }, () => {
          left--
          return put(world, producer, name, life.random)
        })
        isBroken = (await Promise.all(batch)).includes(false)
        await life.sleep(life.random.delayMs(0, 500))
      }
      await attempt(() => producer.close())
    }
    await own.close()
  }
}

/** One record of some key. Whether it was acknowledged. */
async function put(
  world: World,
  producer: Producer,
  name: string,
  random: World['random'],
  transaction?: Parameters<World['history']['send']>[3],
): Promise<boolean> {
  const { partition, topic } = somewhere(random, TABLES)
  const key = random.pick(KEYS)
  const isTombstone = random.chance(0.2)
  const id = world.history.newValue()
  const send = world.history.send(name, placeOf(topic, partition), id, transaction, { key, isTombstone })
  const headers = isTombstone ? [{ key: TOMBSTONE_HEADER, value: new TextEncoder().encode(id) }] : []
  const record = { topic, partition, key, value: isTombstone ? null : id, headers }
  const sent = await attempt(() => producer.send(record))
  if ('value' in sent) world.history.sent(send, sent.value.offset)
  return 'value' in sent
}

/** Writes keys in transactions, of which some abort. */
function updating(world: World, count: number): ClientProgram {
  let left = count
  return async ({ cluster, life, name, random, sleep }) => {
    const own = cluster()
    while (left > 0) {
      const producer = new Producer(own, { ...QUICK, transactionalId: name, transactionTimeoutMs: 5000 })
      let isUsable = 'value' in (await attempt(() => producer.initTransactions()))
      while (left > 0 && isUsable) {
        left--
        const transaction = world.history.begin(`${name}/${life}#${world.history.transactions.length}`)
        producer.beginTransaction()
        for (let n = random.int(1, 5); n > 0; n--)
          void put(world, producer, transaction.name, random, transaction)
        if (random.chance(0.3)) await sleep(random.delayMs(0, 2000))
        isUsable = await (random.chance(0.35) ? abort : commit)(world, producer, transaction)
        await sleep(random.delayMs(0, 800))
      }
      await attempt(() => producer.close())
      if (!isUsable) await sleep(200)
    }
    await own.close()
  }
}

async function judgeTables(world: World): Promise<void> {
  // Time for the cleaner, and for what it may delete.
  await world.simulation.sleep(8000)
  const everything = await world.read(TABLES, 'read_uncommitted')
  const committed = await world.read(TABLES, 'read_committed')
  const byKey = new Map<string, Send[]>()
  for (const send of world.history.sends) {
    const key = `${send.place}/${send.key}`
    byKey.set(key, [...(byKey.get(key) ?? []), send])
  }
  const { deletedBefore, history } = world
  /** Whether a later record of its key may have taken its place, or it was a deletion and its time has come. */
  const mayBeLost = (send: Send): boolean =>
    send.isTombstone ||
    byKey
      .get(`${send.place}/${send.key}`)!
      .some(
        other =>
          other !== send && other.outcome !== 'fail' && (other.offset < 0 || other.offset > send.offset),
      )
  judgeKafkaRules(
    {
      ...{ history, everything, committed, deletedBefore, mayBeLost },
      mayDuplicate: false,
      isOrdered: () => true,
    },
    (rule, text) => world.find(rule, text),
  )
}

const SHORT = new Map([['short', 2]])
const RETENTION_MS = 6000

export const retention: Workload = {
  name: 'retention',
  about: 'topics whose old segments go by time: a beginning goes, nothing young, and all that is old',
  // A clock that jumps makes records old at once, which is no fault of the log.
  faults: FAULTS.filter(fault => fault !== 'clock-jump'),
  async begin(world) {
    const configs = new Map([
      ['retention.ms', String(RETENTION_MS)],
      ['segment.ms', world.random.pick(['300', '2000'])],
      ['file.delete.delay.ms', '0'],
    ])
    await world.createTopics([...SHORT].map(([name, partitions]) => ({ name, partitions, configs })))
    const producers = [1, 2].map(n =>
      world.client(`producer-${n}`, producing(world, SHORT, Math.round(60 * world.scale), {})),
    )
    const isOver = (): boolean => producers.every(one => one.isDone)
    world.client('reader', reading(world, SHORT, { isolationLevel: 'read_committed' }, isOver))
    return () => judgeShort(world)
  },
}

async function judgeShort(world: World): Promise<void> {
  const everything = await world.read(SHORT, 'read_uncommitted')
  const committed = await world.read(SHORT, 'read_committed')
  // Something may have gone while that was read.
  const starts = await startsOf(world, SHORT)
  const atMs = world.nowMs
  for (const place of everything.keys()) {
    const first = starts.get(place)!
    world.deletedBefore.set(place, first)
    for (const { invokedAtMs, offset, outcome, value } of world.history.sends.filter(
      one => one.place === place,
    ))
      if (outcome === 'ok' && offset >= 0 && offset < first && invokedAtMs > atMs - RETENTION_MS)
        world.find(
          'retention-too-early',
          `${value} at ${place}@${offset} is ${atMs - invokedAtMs} ms old, and gone`,
        )
  }
  const { deletedBefore, history } = world
  judgeKafkaRules(
    {
      ...{ history, everything, committed, deletedBefore, mayDuplicate: false },
      mayBeLost: ({ offset, place }) => offset < 0 || offset < (deletedBefore.get(place) ?? 0),
      isOrdered: () => true,
    },
    (rule, text) => world.find(rule, text),
  )
  await world.simulation.sleep(RETENTION_MS + 5000)
  const later = await world.read(SHORT, 'read_uncommitted')
  for (const [place, records] of later)
    if (records.length > 0)
      world.find(
        'retention-too-late',
        `${place} still has ${records.length} records from @${records[0]!.offset} on`,
      )
}

/** Where logs begin now, by place. */
function startsOf(world: World, topics: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  return world.aside('auditor', async ({ cluster }) => {
    const own = cluster()
    const questions = [...topics].flatMap(([topic, count]) =>
      Array.from({ length: count }, (_, partition) => ({ topic, partition, timestamp: -2 })),
    )
    const found = await new Admin(own).listOffsets(questions)
    await own.close()
    return new Map(
      questions.map(({ partition, topic }) => [
        placeOf(topic, partition),
        found.get(topic, partition)?.offset ?? 0,
      ]),
    )
  })
}
