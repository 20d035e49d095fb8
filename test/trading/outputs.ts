/** Reads what a run of the trading pipeline left in its folder, read committed, and puts it into a form to compare. */
import { Consumer, EmbeddedLog, type TopicPartition } from 'moldau'
import { TOPICS } from '../../examples/trading/src/market.ts'

export const OUTPUT_TOPICS = [
  TOPICS.orders,
  TOPICS.fills,
  TOPICS.positions,
  TOPICS.weekly,
  TOPICS.rejected,
  TOPICS.deadLetters,
] as const

/** `key`: hex; `value`: text. */
export interface OutputRecord {
  readonly key: string
  readonly value: string
  readonly timestamp: number
  readonly headers: readonly (readonly [string, string])[]
}

/** By topic, then by strategy and symbol (dead letters: one group): the sequence of records. */
export type Outputs = Record<string, Record<string, OutputRecord[]>>

/** The group of a record: what may interleave with others in any way. */
function groupOf(topic: string, key: Buffer, value: { strategy?: string; symbol?: string }): string {
  if (topic === TOPICS.deadLetters) return 'all'
  if (topic === TOPICS.weekly) return key.subarray(0, key.length - 8).toString()
  return `${value.strategy}|${value.symbol}`
}

export async function readOutputs(dataDir: string): Promise<Outputs> {
  const log = await EmbeddedLog.open({ dataDir })
  try {
    const outputs: Outputs = {}
    for (const topic of OUTPUT_TOPICS) {
      const groups: Record<string, OutputRecord[]> = {}
      for (const { key, value, timestamp, headers } of await readAll(log, topic)) {
        const parsed = JSON.parse(value) as { strategy?: string; symbol?: string }
        const name = groupOf(topic, key, parsed)
        groups[name] ??= []
        groups[name].push({ key: key.toString('hex'), value, timestamp, headers })
      }
      outputs[topic] = groups
    }
    return outputs
  } finally {
    await log.close()
  }
}

interface RawRecord {
  readonly key: Buffer
  readonly value: string
  readonly timestamp: number
  readonly headers: readonly (readonly [string, string])[]
}

async function readAll(log: EmbeddedLog, topic: string): Promise<RawRecord[]> {
  const cluster = log.cluster()
  const count = (await cluster.partitionCounts([topic], 5_000)).get(topic)!
  const consumer = new Consumer(cluster, { isolationLevel: 'read_committed', autoOffsetReset: 'earliest' })
  const all: TopicPartition[] = Array.from({ length: count }, (_, partition) => ({ topic, partition }))
  const ends = await consumer.endOffsets(all, 'read_committed')
  const high = await consumer.endOffsets(all, 'read_uncommitted')
  for (const { partition } of all) {
    if (ends.get(topic, partition)?.offset !== high.get(topic, partition)?.offset) {
      throw new Error(`a transaction hangs in ${topic}-${partition}`)
    }
  }
  consumer.assign(all)
  for (const one of all) consumer.seek(one, 0)
  const records: RawRecord[] = []
  while (!all.every(one => consumer.position(one) >= (ends.get(topic, one.partition)?.offset ?? 0))) {
    for (const fetched of await consumer.poll(50)) {
      for (const { key, value, timestamp, headers } of fetched.toRecords()) {
        records.push({
          key: Buffer.from(key ?? []),
          value: Buffer.from(value ?? []).toString(),
          timestamp,
          headers: headers.map(h => [h.key, Buffer.from(h.value ?? []).toString()] as const),
        })
      }
    }
  }
  await consumer.close()
  return records
}
