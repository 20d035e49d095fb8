/**
 * What two brokers are given alike, and what each of them says it has: everything that a reader can see of a partition.
 */
import { type Cluster, Consumer, Producer } from '@moldau/client'
import {
  ApiKey,
  BatchHeader,
  type CompressionType,
  type Connection,
  ErrorCode,
  type Node,
  RecordCursor,
  type RequestOf,
  requestOf,
} from '@moldau/protocol'

export const CODECS: readonly CompressionType[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
/** Topics of the workload, with the settings they are made with. */
export const TOPICS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: { 'retention.ms': '-1' },
  packed: { 'retention.ms': '-1' },
  transacted: { 'retention.ms': '-1' },
  compacted: { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.01', 'segment.ms': '200' },
}
const START_MS = Date.UTC(2026, 0, 1)

/** Plain records with headers and nulls, every codec, transactions that commit and abort in turn. */
export async function fill(cluster: Cluster): Promise<void> {
  const plain = new Producer(cluster, { lingerMs: 1 })
  const sends: Promise<unknown>[] = []
  for (let n = 0; n < 300; n++) {
    sends.push(
      plain.send({
        topic: 'plain',
        key: n % 7 === 0 ? null : `key ${n % 20}`,
        value: n % 11 === 0 ? null : `value ${n}`,
        timestamp: START_MS + ((n * 37) % 300) * 1000,
        headers: n % 5 === 0 ? [{ key: 'n', value: new TextEncoder().encode(String(n)) }] : [],
      }),
    )
    if (n % 10 === 9) await Promise.all(sends.splice(0))
  }
  await plain.close()
  for (const compression of CODECS) {
    const producer = new Producer(cluster, { compression, batchBytes: 4000 })
    const value = `${compression} ${'ab'.repeat(40)}`
    await producer.sendBatch(
      Array.from({ length: 80 }, (_, n) => ({
        topic: 'packed',
        key: `${n}`,
        value,
        timestamp: START_MS + n,
      })),
    )
    await producer.close()
  }
  await transact(cluster)
}

async function transact(cluster: Cluster): Promise<void> {
  const producers = ['one', 'two'].map(id => new Producer(cluster, { transactionalId: id, lingerMs: 0 }))
  for (const producer of producers) await producer.initTransactions()
  for (let n = 0; n < 12; n++) {
    for (const [m, producer] of producers.entries()) {
      producer.beginTransaction()
      for (let r = 0; r < 3; r++)
        await producer.send({
          topic: 'transacted',
          key: `${n}`,
          value: `${m} ${n} ${r}`,
          timestamp: START_MS + n,
        })
      await producer.send({
        topic: 'compacted',
        key: `t${n % 4}`,
        value: `${m} ${n}`,
        timestamp: START_MS + n,
      })
    }
    for (const [m, producer] of producers.entries()) {
      if ((n + m) % 3 === 0) await producer.abortTransaction()
      else await producer.commitTransaction()
    }
  }
  for (const producer of producers) await producer.close()
}

/** Updates of a few keys, and tombstones, spread over a while so that segments are rolled. */
export async function update(cluster: Cluster, rounds: number, pause: () => Promise<void>): Promise<void> {
  const producer = new Producer(cluster, { compression: 'lz4' })
  for (let n = 0; n < rounds; n++) {
    await producer.sendBatch(
      Array.from({ length: 12 }, (_, key) => ({
        topic: 'compacted',
        key: `k${key}`,
        value: (n + key) % 5 === 0 ? null : `round ${n}`,
      })),
    )
    await pause()
  }
  await producer.close()
}

/** Commits an offset for a group. */
export async function commit(
  cluster: Cluster,
  groupId: string,
  topic: string,
  offset: number,
  groupProtocol: 'classic' | 'consumer' = 'classic',
): Promise<void> {
  const consumer = new Consumer(cluster, { groupId, groupProtocol })
  consumer.subscribe([topic])
  while (consumer.assignment().length === 0) await consumer.poll(100)
  await consumer.commit([{ topic, partition: 0, offset, metadata: 'noted' }])
  await consumer.close()
}

export interface Seen {
  readonly start: number
  readonly end: number
  readonly stable: number
  /** One line a record: offset, time, key, value, headers. */
  readonly uncommitted: string[]
  readonly committed: string[]
  /** What a look-up by time finds, for some times. */
  readonly byTime: string[]
}

/** Everything that a reader can see of a partition of the node. */
export async function look(node: Node, topic: string): Promise<Seen> {
  const connection = await node.connect('fetch')
  try {
    const offset = async (timestamp: number, isolationLevel = 0): Promise<string> => {
      const response = await ask(connection, ApiKey.ListOffsets, 8, {
        replicaId: -1,
        isolationLevel,
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }],
      })
      const found = response.topics[0]!.partitions[0]!
      return `${found.errorCode} ${found.timestamp} ${found.offset}`
    }
    const last = async (timestamp: number, isolationLevel = 0): Promise<number> =>
      Number((await offset(timestamp, isolationLevel)).split(' ')[2])
    const [start, end, stable] = [await last(-2), await last(-1), await last(-1, 1)]
    const byTime = [`max ${await offset(-3)}`]
    for (let n = -1; n < 301; n += 3) byTime.push(`${n} ${await offset(START_MS + n * 1000)}`)
    const uncommitted = await read(connection, topic, start, end, false)
    const committed = await read(connection, topic, start, stable, true)
    return { start, end, stable, uncommitted, committed, byTime }
  } finally {
    await connection.close()
  }
}

function ask<K extends ApiKey>(
  connection: Connection,
  key: K,
  version: number,
  given: Parameters<typeof requestOf<K>>[1],
) {
  return connection.send(key, version as never, requestOf(key, given) as RequestOf<K>)
}

async function read(
  connection: Connection,
  topic: string,
  start: number,
  end: number,
  committed: boolean,
): Promise<string[]> {
  const lines: string[] = []
  for (let at = start; at < end; ) {
    const response = await ask(connection, ApiKey.Fetch, 12, {
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: 3000,
      isolationLevel: committed ? 1 : 0,
      sessionEpoch: -1,
      topics: [{ topic, partitions: [{ partition: 0, fetchOffset: at, partitionMaxBytes: 3000 }] }],
    })
    const data = response.responses[0]!.partitions[0]!
    if (data.errorCode !== ErrorCode.NONE)
      throw new Error(`fetching ${topic} at ${at} failed: ${data.errorCode}`)
    const bytes = data.records ?? new Uint8Array(0)
    if (bytes.length === 0)
      throw new Error(
        `nothing of ${topic} at ${at}, which ends at ${end}: ${JSON.stringify({ ...data, committed })}`,
      )
    at = batches(bytes, at, end, [...(data.abortedTransactions ?? [])], lines)
  }
  return lines
}

function batches(
  bytes: Uint8Array,
  from: number,
  end: number,
  aborted: { producerId: number; firstOffset: number }[],
  lines: string[],
): number {
  const header = new BatchHeader()
  const dropping = new Set<number>()
  aborted.sort((a, b) => a.firstOffset - b.firstOffset)
  let next = from
  for (let start = 0; start + 61 <= bytes.length; start = header.at(bytes, start).end) {
    header.at(bytes, start)
    if (header.end > bytes.length) break
    const { producerId, lastOffset, isControl, isTransactional, nextOffset } = header
    while (aborted.length > 0 && aborted[0]!.firstOffset <= lastOffset)
      dropping.add(aborted.shift()!.producerId)
    if (isControl) dropping.delete(producerId)
    else if (!isTransactional || !dropping.has(producerId)) {
      const cursor = new RecordCursor().open(bytes, start)
      while (cursor.next()) if (cursor.offset >= from && cursor.offset < end) lines.push(lineOf(cursor))
    }
    next = nextOffset
  }
  return next
}

function lineOf(cursor: RecordCursor): string {
  const { bytes, keyStart, keyEnd, valueStart, valueEnd, offset, timestamp } = cursor
  const text = (from: number, to: number): string =>
    from < 0 ? 'null' : new TextDecoder().decode(bytes.subarray(from, to))
  const headers = cursor
    .headers()
    .map(({ key, value }) => `${key}=${new TextDecoder().decode(value ?? undefined)}`)
  return `${offset} ${timestamp} ${text(keyStart, keyEnd)} ${text(valueStart, valueEnd)} ${headers}`
}
