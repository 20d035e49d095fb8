/**
 * Folders change hands: a real Kafka broker serves the segments that we wrote, and we go on with a folder that Kafka wrote.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin, Producer, tcpCluster, tcpNode } from '@moldau/client'
import { Broker, FileStorage, listen } from '@moldau/log'
import { type Node, systemClock, systemRandom } from '@moldau/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasKafka, kafka, kafkaOrWhy, type Served, serve, tools } from './foreign.ts'
import { commit, fill, look, type Seen, TOPICS, update } from './workload.ts'

/** Apart from brokers that others may have started. */
const PORT = Number(process.env.MOLDAU_CROSS_PORT ?? 21192)
const ADDRESS = `127.0.0.1:${PORT}`
const environment = { clock: systemClock, random: systemRandom }
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

describe.skipIf(!hasKafka)(`folders that change hands${kafkaOrWhy}`, () => {
  const work = hasKafka ? mkdtempSync(join(tmpdir(), 'moldau-cross-')) : ''
  const data = join(work, 'broker-1', 'data')
  const run = (name: string, ...args: string[]): void => {
    const env = {
      ...process.env,
      KAFKA_PORT: String(PORT),
      KAFKA_WORK: work,
      KAFKA_HEAP: '-Xms256m -Xmx768m',
    }
    const done = spawnSync(join(tools, 'bin', name), args, { env, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`${name} failed: ${done.stdout}${done.stderr}`)
  }
  const start = (): void => run('start')
  const stop = (): void => run('stop')
  const theirs = (): Node => tcpNode('127.0.0.1', PORT)

  async function create(address: string): Promise<void> {
    const admin = new Admin(tcpCluster(address, environment))
    const topics = Object.entries(TOPICS).map(([name, configs]) => ({ name, partitions: 1, configs }))
    await admin.createTopics(topics)
    await admin.close()
  }

  async function lookAll(node: Node): Promise<Map<string, Seen>> {
    const seen = new Map<string, Seen>()
    for (const topic of Object.keys(TOPICS)) seen.set(topic, await look(node, topic))
    return seen
  }

  const describeGroup = (address: string, group: string): Promise<string> =>
    kafka('groups', ['--bootstrap-server', address, '--describe', '--group', group])

  afterAll(() => {
    if (hasKafka) {
      run('stop', '--wipe')
      rmSync(work, { recursive: true, force: true })
    }
  })

  describe('a folder that Kafka wrote and stopped', () => {
    let theirsSeen: Map<string, Seen>
    const copy = join(work, 'copy')
    beforeAll(async () => {
      start()
      await create(ADDRESS)
      const cluster = tcpCluster(ADDRESS, environment)
      await fill(cluster)
      await update(cluster, 6, () => pause(250))
      await commit(cluster, 'readers', 'plain', 42)
      await commit(cluster, 'modern', 'plain', 5, 'consumer')
      const admin = new Admin(cluster)
      await admin.alterConfigs({ type: 'topic', name: 'plain' }, [
        { name: 'max.message.bytes', operation: 'set', value: '54321' },
      ])
      await admin.close()
      // One transaction is open when the broker stops.
      const open = new Producer(cluster, { transactionalId: 'left open', lingerMs: 0 })
      await open.initTransactions()
      open.beginTransaction()
      await open.send({ topic: 'transacted', key: 'open', value: 'never committed' })
      theirsSeen = await lookAll(theirs())
      stop()
      await cluster.close()
      cpSync(data, copy, { recursive: true })
    }, 240_000)

    async function opened(): Promise<{ broker: Broker; address: string; close(): Promise<void> }> {
      const broker = await Broker.open({
        storage: new FileStorage(),
        dataDir: copy,
        ...environment,
        config: { 'node.id': 1 },
      })
      const listener = await listen(broker.node(), { port: 0 })
      broker.advertise('127.0.0.1', listener.port)
      const close = async (): Promise<void> => {
        await listener.close()
        await broker.close()
      }
      return { broker, address: `127.0.0.1:${listener.port}`, close }
    }

    test('topics, records, settings, committed offsets and transactions go on', async () => {
      const { broker, address, close } = await opened()
      for (const [topic, seen] of await lookAll(broker.node()))
        expect([topic, seen]).toEqual([topic, theirsSeen.get(topic)])
      const cluster = tcpCluster(address, environment)
      const admin = new Admin(cluster)
      const configs = await admin.describeConfigs({ type: 'topic', name: 'plain' })
      expect(configs.get('max.message.bytes')?.value).toBe('54321')
      expect(configs.get('retention.ms')?.value).toBe('-1')
      expect(await describeGroup(address, 'readers')).toMatch(/readers\s+plain\s+0\s+42\s/)
      await commit(cluster, 'modern', 'plain', 7, 'consumer')
      expect(await describeGroup(address, 'modern')).toMatch(/modern\s+plain\s+0\s+7\s/)
      // The transaction that was open is aborted by its producer's return; the others' ids go on with their epochs.
      expect(theirsSeen.get('transacted')!.stable).toBeLessThan(theirsSeen.get('transacted')!.end)
      const committedBefore = theirsSeen.get('transacted')!.committed.length
      for (const transactionalId of ['left open', 'one']) {
        const producer = new Producer(cluster, { transactionalId, lingerMs: 0 })
        await producer.initTransactions()
        producer.beginTransaction()
        await producer.send({ topic: 'transacted', key: 'new', value: transactionalId })
        await producer.commitTransaction()
        await producer.close()
      }
      const after = await grown(broker.node(), committedBefore + 2)
      expect(after.committed.slice(-2).map(line => line.split(' ').slice(2).join(' ').trim())).toEqual([
        'new left open',
        'new one',
      ])
      expect(after.committed.join('\n')).not.toContain('never committed')
      await admin.close()
      await cluster.close()
      await close()
    }, 240_000)

    test('and Kafka takes the folder back as it stands', async () => {
      const again = await opened()
      const ours = await lookAll(again.broker.node())
      await again.close()
      rmSync(data, { recursive: true, force: true })
      cpSync(copy, data, { recursive: true })
      start()
      for (const [topic, seen] of await lookAll(theirs()))
        expect([topic, seen]).toEqual([topic, ours.get(topic)])
      expect(await describeGroup(ADDRESS, 'readers')).toMatch(/readers\s+plain\s+0\s+42\s/)
      expect(await describeGroup(ADDRESS, 'modern')).toMatch(/modern\s+plain\s+0\s+7\s/)
      const cluster = tcpCluster(ADDRESS, environment)
      const admin = new Admin(cluster)
      const configs = await admin.describeConfigs({ type: 'topic', name: 'plain' })
      expect(configs.get('max.message.bytes')?.value).toBe('54321')
      await admin.close()
      const producer = new Producer(cluster, { transactionalId: 'left open', lingerMs: 0 })
      await producer.initTransactions()
      producer.beginTransaction()
      await producer.send({ topic: 'transacted', key: 'back', value: 'home' })
      await producer.commitTransaction()
      await producer.close()
      await cluster.close()
      const count = ours.get('transacted')!.committed.length
      expect((await grown(theirs(), count + 1)).committed.at(-1)).toContain('back home')
      stop()
    }, 240_000)
  })
  describe('our segments in place of its own', () => {
    let served: Served
    let ours: Map<string, Seen>
    beforeAll(async () => {
      served = await serve({ 'log.cleaner.backoff.ms': 50, 'log.index.interval.bytes': 512 }, 'os')
      await create(served.address)
      const cluster = tcpCluster(served.address, environment)
      await fill(cluster)
      await update(cluster, 8, () => pause(250))
      await commit(cluster, 'readers', 'plain', 17)
      await cleaned(served.directory, 'compacted')
      await cluster.close()
      ours = await lookAll(tcpNode('127.0.0.1', served.listener.port))
      await served.close()
    }, 120_000)
    afterAll(() => served?.remove())

    test('the compacted one was compacted, by whole segments, and the tools of Kafka accept every file', async () => {
      const { uncommitted, end } = ours.get('compacted')!
      expect(uncommitted.length).toBeLessThan(end / 2)
      for (const topic of Object.keys(TOPICS)) {
        const folder = join(served.directory, `${topic}-0`)
        const files = readdirSync(folder).filter(name =>
          /\.(log|index|timeindex|txnindex|snapshot)$/.test(name),
        )
        const paths = files.map(name => join(folder, name)).join(',')
        const dumped = await kafka('dump-log', ['--files', paths, '--deep-iteration', '--print-data-log'])
        expect(dumped).not.toMatch(/isvalid: false|Mismatches|not matching|Invalid|Exception/i)
        const indexes = files.filter(name => name.endsWith('index') && !name.endsWith('txnindex'))
        const checked = await kafka('dump-log', [
          '--files',
          indexes.map(name => join(folder, name)).join(','),
          '--index-sanity-check',
        ])
        expect(checked).toContain('passed sanity check')
        expect(checked).not.toMatch(/failed|Mismatches/)
      }
    }, 240_000)

    test('a real broker serves the same records, ends, aborts and look-ups by time', async () => {
      for (const topic of Object.keys(TOPICS)) {
        const folder = join(data, `${topic}-0`)
        for (const name of readdirSync(folder)) if (name !== 'partition.metadata') rmSync(join(folder, name))
        const mine = join(served.directory, `${topic}-0`)
        for (const name of readdirSync(mine))
          if (name.endsWith('.log')) cpSync(join(mine, name), join(folder, name))
      }
      rmSync(join(data, '.kafka_cleanshutdown'))
      start()
      for (const [topic, seen] of await lookAll(theirs()))
        expect([topic, seen]).toEqual([topic, ours.get(topic)])
      stop()
    }, 240_000)

    test('it starts on the whole folder of ours as it stands', async () => {
      rmSync(data, { recursive: true, force: true })
      cpSync(served.directory, data, { recursive: true })
      start()
      for (const [topic, seen] of await lookAll(theirs()))
        expect([topic, seen]).toEqual([topic, ours.get(topic)])
      const groups = await kafka('groups', [
        '--bootstrap-server',
        ADDRESS,
        '--describe',
        '--group',
        'readers',
      ])
      expect(groups).toMatch(/readers\s+plain\s+0\s+17\s/)
      stop()
    }, 240_000)
  })
})

/** The transacted topic, when it has so many committed records: markers follow the answer to a commit. */
async function grown(node: Node, count: number): Promise<Seen> {
  for (let n = 0; ; n++) {
    const seen = await look(node, 'transacted')
    if (seen.committed.length >= count || n === 300) return seen
    await pause(10)
  }
}

/** Waits until the cleaner has noted a partition as clean up to somewhere. */
async function cleaned(directory: string, topic: string): Promise<void> {
  const path = join(directory, 'cleaner-offset-checkpoint')
  for (let n = 0; n < 600; n++) {
    if (existsSync(path) && new RegExp(`^${topic} 0 [1-9]`, 'm').test(readFileSync(path, 'utf8'))) return
    await pause(50)
  }
  throw new Error(`${topic} was not cleaned within 30 s`)
}
