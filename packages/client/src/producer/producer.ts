/**
 * The producer: takes records, sends them in batches to the leaders of their partitions, once each.
 *
 * Two ways in. `append` is for programs that have bytes and many records: synchronous, no promise, `ready` for backpressure,
 * `flush` for the end. `send` is the convenience on top: one promise per record.
 *
 *  1. Records of one partition arrive in the order in which they were appended, whatever fails in between, as long as the
 *     producer is idempotent (the default).
 *  2. A record is in the log at most once; when the producer says that it failed it may still be there only if the text says
 *     that its outcome is unknown.
 *
 * Source: KIP-98, KIP-360, KIP-480, KIP-679 (idempotent by default), KIP-890.
 */
import { assert, type CompressionType, type Header, MoldauError, partitionForKey } from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import { TopicPartitionMap } from '../topic-partition.ts'
import { Accumulator } from './accumulator.ts'
import { DefaultPartitioner, type Partitioner } from './partitioner.ts'
import type { ProducerBatch, RecordMetadata } from './producer-batch.ts'
import { ProducerIdentity } from './producer-identity.ts'
import { Sender } from './sender.ts'
import {
  type GroupMetadata,
  type OffsetToCommit,
  type TransactionState,
  Transactions,
} from './transactions.ts'

export interface ProducerOptions {
  /** Who must have a batch before it counts: all in sync, the leader alone, or nobody. Default 'all'. */
  readonly acks?: 'all' | 1 | 0
  /** How long a batch waits for more records, ms. Default 5 (`linger.ms`). */
  readonly lingerMs?: number
  /** The size of a batch before compression, bytes. Default 16384 (`batch.size`). */
  readonly batchBytes?: number
  /** From this many bytes on, `ready` makes wait, and `send` waits. Default 33554432 (`buffer.memory`). */
  readonly bufferBytes?: number
  /** The largest request, and the largest record, bytes. Default 1048576 (`max.request.size`). */
  readonly requestBytesMax?: number
  /** Requests under way to one leader. Default 5, which is also the most an idempotent producer may have. */
  readonly maxInFlight?: number
  /** From the first record of a batch until it is given up, ms. Default 120000 (`delivery.timeout.ms`). */
  readonly deliveryTimeoutMs?: number
  /** How long `send`, `initTransactions` and the like wait for metadata, room and coordinators, ms. Default 60000. */
  readonly maxBlockMs?: number
  /** Default 'none'. */
  readonly compression?: CompressionType
  /** Whether the broker tells second tries from second records. Default true with acks 'all', else false. */
  readonly idempotence?: boolean
  /** Makes the producer transactional; names it across restarts. */
  readonly transactionalId?: string
  /** After this long the coordinator aborts a transaction, ms. Default 60000 (`transaction.timeout.ms`). */
  readonly transactionTimeoutMs?: number
  /** Default: murmur2 of the key; one partition for a batch's worth of records without a key. */
  readonly partitioner?: Partitioner
}

/** A record to send. */
export interface ProducerRecord {
  readonly topic: string
  /** Default: the partitioner's choice. */
  readonly partition?: number
  /** ms since 1970. Default: now. */
  readonly timestamp?: number
  readonly key?: Uint8Array | string | null
  readonly value?: Uint8Array | string | null
  readonly headers?: readonly Header[]
}

/** Bytes of a record beside its key, value and headers, at most. */
const RECORD_OVERHEAD_BYTES = 90

const encoder = new TextEncoder()

/**
 * Writes records: batched by partition, idempotent by default, in transactions with a `transactionalId`. Cost: about 100 ns a record
 * through `append`, a promise more through `send`. A producer belongs to one loop; close it, or what waits is not sent.
 *
 * ```ts
 * import { EmbeddedLog, Producer } from 'moldau'
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * const log = await EmbeddedLog.open({ dataDir: await mkdtemp(join(tmpdir(), 'moldau-')) })
 * const producer = new Producer(log.cluster())
 * const { topic, offset } = await producer.send({ topic: 'prices', key: 'SPX', value: '4100' })
 * console.log(topic, offset) // prints prices 0
 * await producer.close()
 * await log.close()
 * ```
 */
export class Producer {
  readonly #cluster: Cluster
  readonly #options: ProducerOptions
  readonly #accumulator: Accumulator
  readonly #sender: Sender
  readonly #identity: ProducerIdentity | undefined
  readonly #transactions: Transactions | undefined
  readonly #defaultPartitioner: DefaultPartitioner
  readonly #bufferBytes: number
  readonly #requestBytesMax: number
  readonly #nextOffsets = new TopicPartitionMap<number>()
  /** Whether `append` may go ahead without looking further. */
  #isWritable: boolean
  #failure: MoldauError | undefined
  /** The first failure since the last flush of a record that nobody waits for. */
  #unreported: MoldauError | undefined
  #room: Promise<void> | undefined
  #roomMade: (() => void) | undefined
  #closed = false
  readonly #lane: string
  readonly #entries = new Set<Promise<void>>()
  /** By topic, the last `send` that waits to append. */
  readonly #lastEntries = new Map<string, Promise<void>>()
  /** A commit or an abort is under way: nothing may be appended to the transaction any more. */
  #isEnding = false

  /** A producer on `cluster`, which it does not close. Nothing is sent before the first record. */
  constructor(cluster: Cluster, options: ProducerOptions = {}) {
    const {
      acks = 'all',
      batchBytes = 16384,
      compression = 'none',
      maxInFlight = 5,
      transactionalId,
    } = options
    const idempotence = options.idempotence ?? (acks === 'all' || transactionalId !== undefined)
    checkOptions(options, idempotence, maxInFlight)
    this.#cluster = cluster
    this.#lane = cluster.newLane()
    this.#options = options
    this.#bufferBytes = options.bufferBytes ?? 33_554_432
    this.#requestBytesMax = options.requestBytesMax ?? 1_048_576
    this.#isWritable = transactionalId === undefined
    this.#identity = idempotence ? new ProducerIdentity(transactionalId !== undefined) : undefined
    this.#defaultPartitioner = new DefaultPartitioner(cluster.random, batchBytes)
    this.#sender = new Sender(
      cluster,
      {
        acks: acks === 'all' ? -1 : acks,
        ...{ compression, maxInFlight, requestBytesMax: this.#requestBytesMax },
        requestTimeoutMs: cluster.requestTimeoutMs,
        deliveryTimeoutMs: options.deliveryTimeoutMs ?? 120_000,
        maxBlockMs: this.#maxBlockMs,
        transactionalId: transactionalId ?? null,
        lane: this.#lane,
      },
      this.#identity,
      (batch, error) => this.#onDone(batch, error),
      error => this.#fail(error),
    )
    const accumulation = { clock: cluster.clock, batchBytes, lingerMs: options.lingerMs ?? 5, compression }
    this.#accumulator = new Accumulator(accumulation, queue => this.#sender.offer(queue))
    this.#transactions = transactionalId === undefined ? undefined : this.#makeTransactions(transactionalId)
    this.#sender.attach(this.#accumulator, this.#transactions)
  }

  #makeTransactions(transactionalId: string): Transactions {
    const transactionTimeoutMs = this.#options.transactionTimeoutMs ?? 60_000
    const options = { transactionalId, transactionTimeoutMs, maxBlockMs: this.#maxBlockMs, lane: this.#lane }
    return new Transactions(this.#cluster, this.#identity!, options, {
      wake: () => this.#sender.wake(),
      flush: () => this.flush(),
      settle: error => this.#settle(error),
      fail: error => this.#fail(error),
    })
  }

  get #maxBlockMs(): number {
    return this.#options.maxBlockMs ?? 60_000
  }

  /** Bytes that are held until they are acknowledged. */
  get bufferedBytes(): number {
    return this.#accumulator.bufferedBytes
  }

  // --- records ------------------------------------------------------------------------------------------------------

  /**
   * Copies one record into the open batch of its partition. Key and value are `bytes[start, end)`; null bytes mean null.
   * A timestamp of -1 is now. Never waits: ask `ready()` between chunks of work. What becomes of the record is told by `flush`, and by the commit of
   * the transaction.
   * @throws MoldauError `MESSAGE_TOO_LARGE`; `INVALID_TXN_STATE` outside a transaction; the failure of a producer that has
   * failed. Cost: about 100 ns.
   */
  append(
    topic: string,
    partition: number,
    timestamp: number,
    keyBytes: Uint8Array | null,
    keyStart: number,
    keyEnd: number,
    valueBytes: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    headers: readonly Header[] | null = null,
  ): void {
    if (!this.#isWritable) this.#checkWritable()
    if (valueEnd - valueStart + keyEnd - keyStart > this.#requestBytesMax - RECORD_OVERHEAD_BYTES)
      this.#refuseSize(valueEnd - valueStart + keyEnd - keyStart)
    const accumulator = this.#accumulator
    const time = timestamp < 0 ? this.#cluster.clock.nowMs() : timestamp
    // biome-ignore format: one line each, as the parameters stand
    accumulator.append(topic, partition, time, keyBytes, keyStart, keyEnd, valueBytes, valueStart, valueEnd, headers)
  }

  /**
   * Undefined while appending may go on; else a promise: of room in the buffer, or of a turn for batches that wait to be
   * sent. A program that appends without a pause asks every few hundred records. Cost: 5 ns.
   */
  ready(): Promise<void> | undefined {
    return this.#roomy() ?? this.#sender.turn()
  }

  /** Undefined while there is room in the buffer, else a promise that settles when there is. */
  #roomy(): Promise<void> | undefined {
    if (this.#accumulator.bufferedBytes < this.#bufferBytes) return undefined
    this.#accumulator.sealAll()
    this.#room ??= new Promise(resolve => {
      this.#roomMade = resolve
    })
    return this.#room
  }

  /**
   * Sends one record; settles when it is acknowledged as `acks` says.
   * @throws MoldauError with Kafka's name of the error as its code; `DELIVERY_TIMED_OUT` after `deliveryTimeoutMs`.
   */
  async send(record: ProducerRecord): Promise<RecordMetadata> {
    if (!this.#isWritable) this.#checkWritable()
    const { topic, headers = null } = record
    const key = bytesOf(record.key)
    const value = bytesOf(record.value)
    const keyLength = key?.length ?? 0
    const valueLength = value?.length ?? 0
    if (keyLength + valueLength > this.#requestBytesMax - RECORD_OVERHEAD_BYTES)
      this.#refuseSize(keyLength + valueLength)
    let partition = record.partition ?? -1
    const isKnown = this.#cluster.metadata.partitionCount(topic) !== undefined
    if (!isKnown || this.#lastEntries.has(topic) || this.#roomy() !== undefined) {
      const entry = this.#enter(topic, partition)
      try {
        await entry
      } finally {
        // From here to the append nothing else runs.
        this.#entries.delete(entry)
        if (this.#lastEntries.get(topic) === entry) this.#lastEntries.delete(topic)
      }
    }
    if (partition < 0) {
      const partitions = this.#cluster.metadata.partitionCount(topic)!
      partition = this.#choose(topic, key, keyLength, partitions, keyLength + valueLength)
    }
    const timestamp = record.timestamp ?? this.#cluster.clock.nowMs()
    const batch = this.#accumulator.append(
      ...([topic, partition, timestamp] as const),
      ...([key, 0, keyLength, value, 0, valueLength, headers] as const),
    )
    return new Promise((resolve, reject) => {
      batch.waiters ??= []
      batch.waiters.push({ index: batch.builder.recordCount - 1, timestamp, resolve, reject })
    })
  }

  /** Waits until the topic is known and there is room in the buffer. */
  async #mayEnter(topic: string, partition: number): Promise<void> {
    const partitions = await this.partitionCount(topic)
    if (partition >= partitions)
      throw new MoldauError('INVALID_PARTITION', `topic ${topic} has no partition ${partition}`)
    for (let wait = this.#roomy(); wait !== undefined; wait = this.#roomy()) await wait
    if (!this.#isWritable) this.#checkWritable()
  }

  /**
   * Lets a `send` in behind those to its topic that wait already, so that records keep the order of the calls. A flush, commit
   * or abort after it waits for it.
   */
  #enter(topic: string, partition: number): Promise<void> {
    const allowed = this.#mayEnter(topic, partition)
    const before = this.#lastEntries.get(topic)
    // Both wait at once: those behind a `send` that fails have not waited in vain. Who waits for the entry hears of a failure.
    allowed.catch(() => undefined)
    const entry = before === undefined ? allowed : Promise.allSettled([before]).then(() => allowed)
    this.#lastEntries.set(topic, entry)
    this.#entries.add(entry)
    return entry
  }

  /** Waits for every `send` that was called before and has not appended yet. Its failure is its caller's. */
  async #entered(): Promise<void> {
    if (this.#entries.size > 0) await Promise.allSettled([...this.#entries])
  }

  /** Sends many records; settles when all are acknowledged. Rejects with the first failure. */
  async sendBatch(records: readonly ProducerRecord[]): Promise<RecordMetadata[]> {
    return Promise.all(records.map(record => this.send(record)))
  }

  #choose(
    topic: string,
    key: Uint8Array | null,
    keyLength: number,
    partitions: number,
    bytes: number,
  ): number {
    const { partitioner } = this.#options
    if (partitioner === undefined)
      return this.#defaultPartitioner.partition(topic, key, 0, keyLength, partitions, bytes)
    const partition = partitioner(topic, key, 0, keyLength, partitions)
    if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return partition
    throw new MoldauError(
      'INVALID_PARTITION',
      `the partitioner chose partition ${partition} of topic ${topic}`,
      {
        detail: `there are partitions 0 to ${partitions - 1}`,
      },
    )
  }

  /** The number of partitions of a topic, which is created when it is unknown and the broker allows that. */
  async partitionCount(topic: string): Promise<number> {
    const known = this.#cluster.metadata.partitionCount(topic)
    if (known !== undefined) return known
    return (await this.#cluster.partitionCounts([topic], this.#maxBlockMs)).get(topic)!
  }

  /** The partition that a key leads to among `partitions`. */
  static partitionForKey(keyBytes: Uint8Array, keyStart: number, keyEnd: number, partitions: number): number {
    return partitionForKey(keyBytes, keyStart, keyEnd, partitions)
  }

  /**
   * Sends everything that was appended before the call and waits until it is acknowledged.
   * @throws MoldauError the first failure since the last flush of a record that was appended, not sent.
   */
  async flush(): Promise<void> {
    await this.#flushed()
    const error = this.#unreported
    this.#unreported = undefined
    if (error !== undefined) throw error
    if (this.#failure !== undefined) throw this.#failure
  }

  async #flushed(): Promise<void> {
    await this.#entered()
    this.#accumulator.sealAll()
    const waits: Promise<void>[] = []
    for (const queue of this.#sender.busy) for (const batch of queue.batches) waits.push(batch.whenDone())
    await Promise.all(waits)
  }

  async #settle(error: MoldauError): Promise<boolean> {
    this.#accumulator.sealAll()
    let isLost = this.#sender.giveUpUnsent(error)
    await this.#flushed()
    isLost = this.#sender.giveUpUnsent(error) || isLost
    this.#unreported = undefined
    return isLost
  }

  /**
   * The offset behind the last acknowledged record of this producer in a partition; undefined where there is none. What a
   * reader of its own writes, such as a store of its changelog, goes on from.
   */
  nextOffset(topic: string, partition: number): number | undefined {
    return this.#nextOffsets.get(topic, partition)
  }

  #onDone(batch: ProducerBatch, error: MoldauError | undefined): void {
    if (batch.nextOffset >= 0) this.#nextOffsets.set(batch.topic, batch.partition, batch.nextOffset)
    if (error !== undefined && batch.waiters === undefined) this.#unreported ??= error
    // A batch whose records are all waited for reports to those who wait; one record alone does not speak for the others.
    if (error !== undefined && batch.waiters !== undefined && batch.waiters.length < batch.recordCount)
      this.#unreported ??= error
    this.#updateWritable()
    if (this.#roomMade !== undefined && this.#accumulator.bufferedBytes < this.#bufferBytes) {
      this.#roomMade()
      this.#roomMade = undefined
      this.#room = undefined
    }
  }

  // --- transactions -------------------------------------------------------------------------------------------------

  get #inTransactions(): Transactions {
    if (this.#transactions !== undefined) return this.#transactions
    throw new MoldauError('INVALID_TXN_STATE', 'the producer has no transactions', {
      hint: 'give it a transactionalId',
    })
  }

  /** The state of the transactions; undefined for a producer without. */
  get transactionState(): TransactionState | undefined {
    return this.#transactions?.state
  }

  /**
   * Completes or aborts what an earlier producer of this transactional id left behind, and fences it. Once, before all else.
   * @throws MoldauError; a retriable one may be answered by calling again.
   */
  async initTransactions(): Promise<void> {
    await this.#inTransactions.init()
    this.#updateWritable()
  }

  /** Begins a transaction. Asks nobody. @throws MoldauError `INVALID_TXN_STATE` */
  beginTransaction(): void {
    this.#inTransactions.begin()
    this.#updateWritable()
  }

  /**
   * Sends what was appended, and commits. A retriable failure may be answered by calling again, which goes on where it
   * stopped; any other by `abortTransaction`, or by closing the producer when it is `PRODUCER_FENCED` or the outcome unknown.
   * @throws MoldauError
   */
  async commitTransaction(): Promise<void> {
    const transactions = this.#inTransactions
    await this.#ending(() => transactions.commit())
  }

  /** Gives up what was appended, and aborts. @throws MoldauError */
  async abortTransaction(): Promise<void> {
    const transactions = this.#inTransactions
    await this.#ending(() => transactions.abort())
    this.#unreported = undefined
  }

  async #ending(end: () => Promise<void>): Promise<void> {
    await this.#entered()
    this.#isEnding = true
    this.#updateWritable()
    try {
      await end()
    } finally {
      this.#isEnding = false
      this.#updateWritable()
    }
  }

  /**
   * Makes consumed offsets part of the transaction, fenced by the group's generation (KIP-447).
   * @throws MoldauError `ILLEGAL_GENERATION`, `UNKNOWN_MEMBER_ID`, `FENCED_INSTANCE_ID`: abort, and give the partitions up.
   */
  async sendOffsetsToTransaction(offsets: readonly OffsetToCommit[], group: GroupMetadata): Promise<void> {
    try {
      await this.#inTransactions.sendOffsets(offsets, group)
    } finally {
      this.#updateWritable()
    }
  }

  // --- state --------------------------------------------------------------------------------------------------------

  #updateWritable(): void {
    const { state } = this.#transactions ?? { state: 'in-transaction' }
    this.#isWritable =
      state === 'in-transaction' && this.#failure === undefined && !this.#closed && !this.#isEnding
  }

  #checkWritable(): void {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#closed) throw new MoldauError('PRODUCER_CLOSED', 'the producer is closed')
    if (this.#transactions?.failure !== undefined) throw this.#transactions.failure
    throw new MoldauError('INVALID_TXN_STATE', 'a record was appended outside a transaction', {
      detail: `the producer is ${this.#transactions?.state}`,
      hint: 'call initTransactions once, and beginTransaction before the first record',
    })
  }

  #refuseSize(bytes: number): void {
    throw new MoldauError('MESSAGE_TOO_LARGE', `a record of ${bytes} bytes is too large`, {
      detail: `${this.#requestBytesMax} bytes are allowed for a request`,
      hint: 'raise requestBytesMax, and max.message.bytes of the topic',
    })
  }

  #fail(error: MoldauError): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    this.#updateWritable()
    this.#accumulator.sealAll()
    this.#sender.giveUpUnsent(error)
  }

  /** Sends what was appended, waits for it, and lets go. An open transaction is left to its time-out or successor. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#updateWritable()
    const state = this.#transactions?.state
    if (this.#failure === undefined && (state === undefined || state === 'in-transaction'))
      await this.#flushed()
    else
      await this.#settle(
        new MoldauError('PRODUCER_CLOSED', 'the record was not delivered: the producer was closed'),
      )
    this.#accumulator.close()
    this.#sender.close()
    await this.#cluster.closeLane(this.#lane)
  }
}

function bytesOf(value: Uint8Array | string | null | undefined): Uint8Array | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? encoder.encode(value) : value
}

function checkOptions(options: ProducerOptions, idempotence: boolean, maxInFlight: number): void {
  const { acks = 'all', transactionalId } = options
  const wrong = (detail: string): MoldauError =>
    new MoldauError('INVALID_OPTION', 'a producer option is wrong', { detail })
  if (idempotence && acks !== 'all') throw wrong(`an idempotent producer needs acks 'all', not ${acks}`)
  if (idempotence && maxInFlight > 5)
    throw wrong(`an idempotent producer may have 5 requests in flight, not ${maxInFlight}`)
  if (transactionalId !== undefined && !idempotence)
    throw wrong('a transactional producer must be idempotent')
  if (transactionalId === '') throw wrong('a transactionalId must not be empty')
  assert(maxInFlight > 0, 'maxInFlight is at least 1')
}
