/** Where the benchmarks keep their log: `$MOLDAU_BENCH_WORK`, else a folder under the temporary one. Inputs stay between runs. */
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin, Cluster, Consumer, Producer } from '@moldau/client'
import { type AppConnection, EmbeddedLog, kafkaCluster } from '@moldau/runtime'
import { type Input, KEY_BYTES } from './generator.ts'

export const WORK = process.env.MOLDAU_BENCH_WORK ?? join(tmpdir(), 'moldau-bench')

/** The log that a scenario runs on: embedded, or a cluster elsewhere. */
export interface BenchLog {
  readonly connection: AppConnection
  cluster(): Cluster
  admin(): Admin
  close(): Promise<void>
}

/**
 * Opens the log of the benchmarks: embedded, in durability class D1 (page cache) unless `durable`, as the peer's defaults are;
 * with `bootstrap` (`host:port`) the cluster there, whose durability is its own.
 */
export async function openLog(durable: boolean, bootstrap?: string): Promise<BenchLog> {
  if (bootstrap === undefined)
    return EmbeddedLog.open({ dataDir: join(WORK, 'data'), flush: durable ? 'batch' : 'os' })
  const connection = kafkaCluster(bootstrap, { stateDir: STATE })
  const clusters: Cluster[] = []
  const cluster = (): Cluster => {
    const { dial, clock, random } = connection
    clusters.push(new Cluster({ bootstrap: connection.bootstrap, dial, clock, random }))
    return clusters.at(-1)!
  }
  const close = async (): Promise<void> => {
    for (const one of clusters) await one.close()
  }
  return { connection, cluster, admin: () => new Admin(cluster()), close }
}

/** Where applications keep their local state when the log is elsewhere. */
const STATE = join(WORK, 'state')

/** Removes the local state of all applications of the benchmarks. */
export async function removeState(): Promise<void> {
  await rm(join(WORK, 'data', 'moldau-state'), { recursive: true, force: true })
  await rm(STATE, { recursive: true, force: true })
}

/** Creates a topic, anew where it is there already and `fresh`. */
export async function createTopic(
  cluster: Cluster,
  name: string,
  partitions: number,
  fresh: boolean,
): Promise<boolean> {
  const admin = new Admin(cluster)
  try {
    const existing = (await admin.listTopics()).includes(name)
    if (existing && !fresh) return false
    if (existing) await admin.deleteTopics([name])
    const outcomes = await admin.createTopics([{ name, partitions, configs: { 'retention.ms': '-1' } }])
    const failure = outcomes.get(name)
    if (failure !== undefined) throw failure
    return true
  } finally {
    await admin.close()
  }
}

/** Fills an input topic once; its name says what it holds. A topic that is not full is filled anew. */
export async function fill(cluster: Cluster, input: Input, partitions: number): Promise<string> {
  const topic = input.topic(partitions)
  if (!(await createTopic(cluster, topic, partitions, false))) {
    if ((await recordsIn(cluster, topic, partitions)) === input.shape.records) return topic
    await createTopic(cluster, topic, partitions, true)
  }
  await fillTopic(cluster, input, topic, partitions)
  return topic
}

/** Writes all records of an input to a topic. */
export async function fillTopic(
  cluster: Cluster,
  input: Input,
  topic: string,
  partitions: number,
): Promise<void> {
  const producer = new Producer(cluster, { batchBytes: 262_144, requestBytesMax: 1 << 20, lingerMs: 100 })
  await producer.partitionCount(topic)
  const { bytes } = input
  for (let i = 0; i < input.shape.records; i++) {
    input.write(i)
    const partition = partitions === 1 ? 0 : Producer.partitionForKey(bytes, 0, KEY_BYTES, partitions)
    producer.append(topic, partition, input.time(i), bytes, 0, KEY_BYTES, bytes, KEY_BYTES, bytes.length)
    if ((i & 1023) !== 0) continue
    const room = producer.ready()
    if (room !== undefined) await room
  }
  await producer.flush()
  await producer.close()
}

async function recordsIn(cluster: Cluster, topic: string, partitions: number): Promise<number> {
  const consumer = new Consumer(cluster)
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  const ends = await consumer.endOffsets(all)
  await consumer.close()
  return all.reduce((sum, { partition }) => sum + (ends.get(topic, partition)?.offset ?? 0), 0)
}
