/**
 * The same application, with a global table and a source by pattern, on the embedded log and on Apache Kafka: the same outputs, the
 * same committed offsets with their metadata, and internal topics with Kafka Streams' names, partition counts and settings, as
 * Kafka's own tool describes them.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  Consumer,
  kafkaCluster,
  StreamsApp,
  type StreamsBuilder,
  string,
  systemClock,
  systemRandom,
  tcpCluster,
  tumbling,
  versioned,
} from 'moldau'
import { expect, test } from 'vitest'
import { bare, Desk, Home, type Input, type Output } from '../../runtime/home.ts'
import { hasKafka, kafka, kafkaOrWhy } from '../log/foreign.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
const tools = process.env.MOLDAU_KAFKA_TOOLS ?? resolve(root, '../shared/kafka')
/** Apart from brokers that others may have started. */
const PORT = 21092

const APP = 'on-both'
const PARTITIONS = 2
const OUTPUTS = ['counts', 'windows', 'joined', 'charged', 'extras', 'by-size']
const TOPICS = ['orders', 'rates', 'fees', 'extra-1', ...OUTPUTS]
const START_MS = Date.UTC(2024, 0, 1)
const text = { key: string(), value: string() }

function topology(builder: StreamsBuilder): void {
  const rates = builder.table('rates', { ...text, name: 'rates-as-of', store: versioned('1h') })
  const orders = builder.stream('orders', text)
  const byKey = orders.groupByKey()
  byKey.count({ name: 'count', caching: false }).toStream().to('counts')
  byKey
    .windowedBy(tumbling('1m', { grace: '30s' }))
    .count({ name: 'windowed', caching: false })
    .toStream()
    .to('windows')
  orders.leftJoin(rates, (order, rate) => `${order}@${rate ?? '-'}`, text).to('joined', text)
  orders
    .groupBy((_key, order) => (Number(order) > 50 ? 'large' : 'small'), { ...text, name: 'size' })
    .reduce((a, b) => String(Number(a) + Number(b)), { ...text, name: 'sums', caching: false })
    .toStream()
    .to('by-size', text)
  const fees = builder.globalTable('fees', { ...text, name: 'fees' })
  const sizeOf = (_key: string, order: string) => (Number(order) > 50 ? 'large' : 'small')
  orders.leftJoin(fees, sizeOf, (order, fee) => `${order}+${fee ?? '-'}`).to('charged', text)
  builder.stream(/extra-.+/, text).to('extras', text)
}

/** Orders with late ones, and rates that change between them. */
function inputs(): Input[] {
  const records: Input[] = [
    { topic: 'fees', partition: 1, key: 'large', value: '9', time: START_MS },
    { topic: 'extra-1', partition: 0, key: 'x', value: 'first', time: START_MS },
  ]
  for (let n = 0; n < 40; n++) {
    const partition = n % PARTITIONS
    const key = `k${partition}-${n % 3}`
    const time = START_MS + n * 7000 - (n % 5 === 4 ? 60_000 : 0)
    if (n % 4 === 0) records.push({ topic: 'rates', partition, key, value: String(n), time: time - 1 })
    records.push({ topic: 'orders', partition, key, value: String((n * 37) % 100), time })
  }
  return records
}

/** Magic and partition time in base64. */
const PARTITION_TIME_LENGTH = 12

interface Result {
  readonly outputs: Record<string, Omit<Output, 'offset'>[]>
  readonly committed: string[]
}

/** Runs half of the input, stops, and goes on. */
async function run(desk: Desk, start: () => StreamsApp): Promise<Result> {
  await desk.create(Object.fromEntries(TOPICS.map(name => [name, PARTITIONS])))
  const records = inputs()
  for (const half of [records.slice(0, records.length / 2), records.slice(records.length / 2)]) {
    await desk.write(half)
    const app = start()
    await app.start()
    await desk.finished(app, 60_000)
    await app.stop()
  }
  const outputs: Result['outputs'] = {}
  for (const topic of OUTPUTS) outputs[topic] = bare(await desk.read(topic, 'hex'))
  // How the two tasks interleave in a repartition topic is free, so what comes behind it is compared by its end.
  outputs['by-size'] = ['large', 'small'].map(key => {
    const hex = Buffer.from(key).toString('hex')
    return outputs['by-size']!.findLast(one => one.key === hex)!
  })
  const consumer = new Consumer(desk.cluster, { groupId: APP })
  const sources = ['orders', 'rates'].flatMap(topic => [0, 1].map(partition => ({ topic, partition })))
  const found = await consumer.committed(sources)
  await consumer.close()
  const committed = sources.map(({ topic, partition }) => {
    const { offset, metadata } = found.get(topic, partition)!
    // What processors observed goes with every offset, as of its own last commit: that of the rates may be an earlier one.
    const shown = topic === 'rates' ? metadata.slice(0, PARTITION_TIME_LENGTH) : metadata
    return `${topic}-${partition} ${offset} ${shown}`
  })
  return { outputs, committed }
}

/** What `kafka-topics --describe` says of the internal topics: names, partition counts, settings. */
async function described(address: string): Promise<string[]> {
  const names = (await kafka('topics', ['--bootstrap-server', address, '--list'])).split('\n')
  const own = names.filter(name => name.startsWith(`${APP}-`)).sort()
  const text = await kafka('topics', ['--bootstrap-server', address, '--describe', '--topic', own.join('|')])
  return text
    .split('\n')
    .filter(line => line.includes('PartitionCount'))
    .map(line => {
      const field = (name: string) => new RegExp(`${name}: *(\\S*)`).exec(line)?.[1] ?? ''
      const configs = field('Configs')
        .split(/,(?=[a-z.]+=)/)
        // Since eligible leader replicas (KIP-966) a cluster shows its own default with every topic.
        .filter(config => !config.startsWith('min.insync.replicas='))
        .sort()
        .join(' ')
      return `${field('Topic')} ${field('PartitionCount')} ${configs}`
    })
    .sort()
}

const DAY_MS = 86_400_000

test.skipIf(!hasKafka || !existsSync(`${tools}/bin/start`))(
  `an application does the same on the embedded log and on Kafka${kafkaOrWhy}`,
  { timeout: 240_000 },
  async () => {
    const work = mkdtempSync(join(tmpdir(), 'moldau-kafka-'))
    const env = {
      ...process.env,
      KAFKA_WORK: work,
      KAFKA_PORT: String(PORT),
      KAFKA_HEAP: '-Xms256m -Xmx512m',
    }
    const home = await Home.open()
    const warnings: string[] = []
    try {
      const address = await home.serve()
      const state = await home.folder()
      const here = await run(home, () => home.app(APP, topology, state))
      const hereTopics = await described(address)

      const started = spawnSync(`${tools}/bin/start`, [], { env, encoding: 'utf8' })
      expect(started.status, started.stderr).toBe(0)
      const there = `127.0.0.1:${PORT}`
      const desk = new Desk(tcpCluster(there, { clock: systemClock, random: systemRandom }))
      const kafkaState = await home.folder()
      const theirs = await run(desk, () => {
        const connection = kafkaCluster(there, { stateDir: kafkaState, warn: line => warnings.push(line) })
        return new StreamsApp({ applicationId: APP, topology, config: { 'poll.ms': 5 } }, connection)
      })
      await desk.close()

      expect(here.outputs.windows!.length).toBeGreaterThan(20)
      expect(here.outputs.joined!.length).toBe(40)
      expect(theirs.outputs).toEqual(here.outputs)
      expect(theirs.committed).toEqual(here.committed)
      expect(warnings.concat(home.warnings)).toEqual([])

      // The names and settings that Kafka Streams gives them (InternalTopicConfig and its sub-classes).
      const time = 'message.timestamp.type=CreateTime'
      const expected = [
        `${APP}-count-changelog 2 cleanup.policy=compact ${time}`,
        `${APP}-rates-as-of-changelog 2 cleanup.policy=compact ${time} min.compaction.lag.ms=${3_600_000 + DAY_MS}`,
        `${APP}-size-repartition 2 cleanup.policy=delete ${time} retention.ms=-1 segment.bytes=52428800`,
        `${APP}-sums-changelog 2 cleanup.policy=compact ${time}`,
        `${APP}-windowed-changelog 2 cleanup.policy=compact,delete ${time} retention.ms=${90_000 + DAY_MS}`,
      ]
      const thereTopics = await described(there)
      expect(thereTopics).toEqual(expected)
      expect(hereTopics).toEqual(expected)
    } finally {
      spawnSync(`${tools}/bin/stop`, ['--wipe'], { env })
      rmSync(work, { recursive: true, force: true })
      await home.close()
    }
  },
)
