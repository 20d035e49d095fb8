/** What a scenario of the log is, and the work that several share. */
import { Admin, type Cluster, Producer, type ProducerOptions } from '@moldau/client'
import { MoldauError } from '@moldau/protocol'
import { T0 } from '../generator.ts'
import type { BrokerProcess, BrokerSettings } from './broker-process.ts'

/** One figure of a run. `better` says which way; figures of both sides are paired by name. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly better: 'more' | 'less'
  /** The least ratio (of what is better, ours / theirs) that is good enough. */
  readonly floor?: number
  /** The least value, on either side, that is good enough. */
  readonly least?: number
}

export interface LogScenario {
  readonly id: string
  readonly text: string
  readonly settings?: BrokerSettings
  /** Measures one side; what comes out is checked. `scale` 1 is the full size. */
  run(broker: BrokerProcess, scale: number): Promise<Figure[]>
}

export const more = (name: string, value: number, unit: string, floor?: number): Figure =>
  floor === undefined ? { name, value, unit, better: 'more' } : { name, value, unit, better: 'more', floor }
export const less = (name: string, value: number, unit: string, floor?: number): Figure =>
  floor === undefined ? { name, value, unit, better: 'less' } : { name, value, unit, better: 'less', floor }

export function scaled(count: number, scale: number, least = 1000): number {
  return Math.max(least, Math.round(count * scale))
}

export async function makeTopic(
  cluster: Cluster,
  name: string,
  partitions: number,
  configs: Readonly<Record<string, string>> = {},
): Promise<void> {
  const admin = new Admin(cluster)
  const made = await admin.createTopics([{ name, partitions, configs: { 'retention.ms': '-1', ...configs } }])
  await admin.close()
  const failure = made.get(name)
  if (failure !== undefined) throw failure
  // A broker answers before each partition has its leader.
  const producer = new Producer(cluster)
  await producer.partitionCount(name)
  await producer.close()
}

export const THROUGHPUT: ProducerOptions = {
  batchBytes: 262_144,
  requestBytesMax: 1 << 20,
  lingerMs: 10,
  bufferBytes: 64 << 20,
}

/** Appends `count` records of `bytes` bytes from record `first` on, one ms apart, spread in runs over the partitions; all acknowledged. */
export async function fillTopic(
  cluster: Cluster,
  topic: string,
  partitions: number,
  count: number,
  options: { readonly bytes?: number; readonly first?: number; readonly producer?: ProducerOptions } = {},
): Promise<void> {
  const { bytes = 100, first = 0, producer: settings = THROUGHPUT } = options
  const producer = new Producer(cluster, settings)
  await producer.partitionCount(topic)
  const value = new Uint8Array(bytes)
  const view = new DataView(value.buffer)
  for (let n = first; n < first + count; n++) {
    view.setUint32(0, n)
    const partition = partitions === 1 ? 0 : (n >>> 11) % partitions
    producer.append(topic, partition, T0 + n, null, 0, 0, value, 0, bytes)
    if ((n & 255) !== 0) continue
    const room = producer.ready()
    if (room !== undefined) await room
  }
  await producer.flush()
  await producer.close()
}

export function expectEqual(what: string, got: number, wanted: number): void {
  if (got === wanted) return
  throw new MoldauError('RUN_FAILED', `${what}: the result is wrong`, { detail: `${got}, not ${wanted}` })
}

/** The p-th of sorted values, p in 0..1. */
export function percentile(sorted: ArrayLike<number>, p: number): number {
  return sorted.length === 0
    ? Number.NaN
    : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))]!
}
