/**
 * A broker under a test's control: a clock that moves when it is told to, chance from a seed, and the few requests that the
 * scenarios need, straight through the seam.
 */
import { Broker, type BrokerOptions, type Flush, type Storage } from '@moldau/log'
import {
  ApiKey,
  BatchHeader,
  type Clock,
  type Connection,
  controlTypeOf,
  type Partially,
  type Random,
  RecordBatchBuilder,
  RecordCursor,
  type RequestOf,
  type ResponseOf,
  requestOf,
  type Timer,
  type Version,
} from '@moldau/protocol'

/** A clock that stands still until `advance`. */
export class ManualClock implements Clock {
  #nowMs = 1_700_000_000_000
  #timers: { atMs: number; run: () => void }[] = []

  nowMs(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), run }
    this.#timers.push(timer)
    return {
      cancel: () => {
        this.#timers = this.#timers.filter(other => other !== timer)
      },
    }
  }

  /** Moves on, running timers in order, and lets what they began settle. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs
    for (;;) {
      const next = this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter(other => other !== next)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.run()
      await quiet()
    }
    this.#nowMs = endMs
    await quiet()
  }
}

/** Lets everything that is ready run; nothing in these tests waits for the outside. */
export async function quiet(): Promise<void> {
  for (let n = 0; n < 200; n++) await Promise.resolve()
}

/** Chance from a seed (xorshift32). */
export function seededRandom(seed: number): Random {
  let x = seed >>> 0 || 1
  return {
    nextUint32: () => {
      x ^= x << 13
      x ^= x >>> 17
      x ^= x << 5
      x >>>= 0
      return x
    },
  }
}

const text = new TextEncoder()

/** Who writes a batch, and where in its sequence. */
export interface Writer {
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly transactional?: boolean
}

/** A batch of records whose key and value are the given texts. */
export function batchOf(
  values: readonly string[],
  writer?: Writer,
  timestamp = 1_700_000_000_000,
): Uint8Array {
  const builder = new RecordBatchBuilder(512)
  for (const value of values) {
    const bytes = text.encode(value)
    builder.append(timestamp, bytes, 0, bytes.length, bytes, 0, bytes.length)
  }
  return writer === undefined ? builder.build() : builder.build({ transactional: false, ...writer })
}

/** What a partition shows to a reader. */
export interface Seen {
  readonly values: string[]
  readonly offsets: number[]
  readonly endOffset: number
}

export class BrokerUnderTest {
  readonly broker: Broker
  readonly connection: Connection

  private constructor(broker: Broker, connection: Connection) {
    this.broker = broker
    this.connection = connection
  }

  static async open(
    storage: Storage,
    clock: Clock,
    options: Partial<BrokerOptions> & { flush?: Flush } = {},
  ): Promise<BrokerUnderTest> {
    const broker = await Broker.open({
      storage,
      dataDir: 'data',
      clock,
      random: seededRandom(42),
      ...options,
    })
    return new BrokerUnderTest(broker, await broker.node().connect('admin'))
  }

  ask<K extends ApiKey>(key: K, version: Version<K>, given: Partially<RequestOf<K>>): Promise<ResponseOf<K>> {
    return this.connection.send(key, version, requestOf(key, given))
  }

  async createTopic(name: string, numPartitions = 1, configs: Record<string, string> = {}): Promise<number> {
    const topic = {
      name,
      numPartitions,
      replicationFactor: 1,
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    }
    const response = await this.ask(ApiKey.CreateTopics, 5, { topics: [topic], timeoutMs: 1000 })
    return response.topics[0]!.errorCode
  }

  async produce(
    topic: string,
    records: Uint8Array,
    options: { partition?: number; transactionalId?: string; version?: number; acks?: number } = {},
  ): Promise<{ errorCode: number; baseOffset: number }> {
    const response = await this.ask(ApiKey.Produce, (options.version ?? 12) as 12, {
      acks: options.acks ?? -1,
      transactionalId: options.transactionalId ?? null,
      timeoutMs: 1000,
      topicData: [{ name: topic, partitionData: [{ index: options.partition ?? 0, records }] }],
    })
    return response.responses[0]!.partitionResponses[0]!
  }

  /** Everything a reader sees of a partition. */
  async read(topic: string, partition = 0, committed = true, from?: number): Promise<Seen> {
    const start = from ?? (await this.offset(topic, partition, -2, committed))
    const endOffset = await this.offset(topic, partition, -1, committed)
    const seen: Seen = { values: [], offsets: [], endOffset }
    for (let offset = start; offset < endOffset; ) {
      const response = await this.ask(ApiKey.Fetch, 12, {
        maxWaitMs: 0,
        minBytes: 1,
        maxBytes: 1 << 20,
        isolationLevel: committed ? 1 : 0,
        topics: [{ topic, partitions: [{ partition, fetchOffset: offset, partitionMaxBytes: 300 }] }],
      })
      const data = response.responses[0]!.partitions[0]!
      if (data.errorCode !== 0 || data.records === null || data.records.length === 0) {
        throw new Error(
          `fetch of ${topic}-${partition} at ${offset} gave error ${data.errorCode} and no records`,
        )
      }
      offset = collect(data.records, offset, data.abortedTransactions ?? [], seen)
    }
    return seen
  }

  async offset(topic: string, partition: number, timestamp: number, committed = true): Promise<number> {
    const response = await this.ask(ApiKey.ListOffsets, 7, {
      isolationLevel: committed ? 1 : 0,
      topics: [{ name: topic, partitions: [{ partitionIndex: partition, timestamp }] }],
    })
    const found = response.topics[0]!.partitions[0]!
    if (found.errorCode !== 0)
      throw new Error(`ListOffsets of ${topic}-${partition} gave error ${found.errorCode}`)
    return found.offset
  }

  async committed(
    groupId: string,
    topic: string,
    partition = 0,
    requireStable = false,
  ): Promise<{ offset: number; errorCode: number }> {
    const response = await this.ask(ApiKey.OffsetFetch, 8, {
      requireStable,
      groups: [{ groupId, topics: [{ name: topic, partitionIndexes: [partition] }] }],
    })
    const found = response.groups[0]!.topics[0]!.partitions[0]!
    return { offset: found.committedOffset, errorCode: found.errorCode }
  }

  async commit(groupId: string, topic: string, offset: number): Promise<number> {
    const response = await this.ask(ApiKey.OffsetCommit, 8, {
      groupId,
      generationIdOrMemberEpoch: -1,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: offset }] }],
    })
    return response.topics[0]!.partitions[0]!.errorCode
  }

  initProducer(transactionalId: string | null, timeoutMs = 60_000) {
    return this.ask(ApiKey.InitProducerId, 5, {
      transactionalId,
      transactionTimeoutMs: timeoutMs,
      producerId: -1,
      producerEpoch: -1,
    })
  }

  async txnCommitOffset(
    groupId: string,
    topic: string,
    offset: number,
    transactionalId: string,
    producerId: number,
    producerEpoch: number,
  ): Promise<number> {
    const response = await this.ask(ApiKey.TxnOffsetCommit, 5, {
      transactionalId,
      groupId,
      producerId,
      producerEpoch,
      generationId: -1,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: offset }] }],
    })
    return response.topics[0]!.partitions[0]!.errorCode
  }

  endTxn(
    transactionalId: string,
    producerId: number,
    producerEpoch: number,
    committed: boolean,
    version = 5,
  ) {
    return this.ask(ApiKey.EndTxn, version as 5, { transactionalId, producerId, producerEpoch, committed })
  }
}

/** Adds what a reader keeps of the batches: as Kafka's consumer drops the records of aborted transactions. */
function collect(
  bytes: Uint8Array,
  from: number,
  aborted: readonly { producerId: number; firstOffset: number }[],
  seen: Seen,
): number {
  const header = new BatchHeader()
  const cursor = new RecordCursor()
  const open = new Set<number>()
  const left = [...aborted]
  let offset = from
  for (let start = 0; start < bytes.length; ) {
    header.at(bytes, start)
    const { end, nextOffset, producerId, isControl, isTransactional, lastOffset } = header
    while (left.length > 0 && left[0]!.firstOffset <= lastOffset) open.add(left.shift()!.producerId)
    cursor.open(bytes, start)
    if (isControl) {
      cursor.next()
      if (controlTypeOf(cursor) === 'ABORT') open.delete(producerId)
    } else if (!(isTransactional && open.has(producerId))) {
      while (cursor.next()) {
        if (cursor.offset < from) continue
        seen.values.push(new TextDecoder().decode(cursor.bytes.subarray(cursor.valueStart, cursor.valueEnd)))
        seen.offsets.push(cursor.offset)
      }
    }
    offset = nextOffset
    start = end
  }
  return offset
}
