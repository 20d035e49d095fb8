/**
 * Sends sealed batches to the leaders of their partitions, and deals with the answers.
 *
 *  1. At most `maxInFlight` requests are under way to one leader, with one batch of a partition each.
 *  2. A request whose answer is lost leaves its batches' outcome unknown: with a producer id they are sent again as they are,
 *     and the broker tells a second try from a second record.
 *  3. A batch is given up when `deliveryTimeoutMs` have passed since its first record, never while it is in flight. What was
 *     sent behind it, and whose outcome is unknown too, is given up with it: no sequence is ever used for other records.
 *     The array of a batch is used again only where its one attempt was answered: an answer says that the bytes were read,
 *     and a batch with more attempts, or with acks=0, may still lie in a socket's queue.
 *  4. After a batch was given up, or refused for good, the partition goes on under a new epoch; a transaction must abort.
 *
 * Source: Kafka's Sender; KIP-91, KIP-98, KIP-360, KIP-890.
 */
import {
  ApiKey,
  type CompressionType,
  ConnectionLost,
  codecReady,
  ErrorCode,
  MoldauError,
  NO_BYTES,
  type PartitionProduceResponse,
  type ProduceResponse,
  requestOf,
  type Timer,
  ZERO_UUID,
} from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import type { Link } from '../cluster/link.ts'
import { backoffMs, failureOf } from '../retry.ts'
import type { Accumulator } from './accumulator.ts'
import type { PartitionQueue } from './partition-queue.ts'
import { judgeProduce } from './produce-errors.ts'
import type { ProducerBatch } from './producer-batch.ts'
import type { ProducerIdentity } from './producer-identity.ts'

export interface SenderOptions {
  readonly acks: -1 | 0 | 1
  readonly compression: CompressionType
  readonly maxInFlight: number
  readonly requestBytesMax: number
  readonly requestTimeoutMs: number
  readonly deliveryTimeoutMs: number
  readonly maxBlockMs: number
  readonly transactionalId: string | null
  /** Whose connections to use. */
  readonly lane: string
}

/** What the sender asks of the transactions, and tells them. Absent for a producer without. */
export interface TransactionGate {
  /** Whether batches of this partition may be sent now. When not, the gate sees to it and calls `wake` of the sender. */
  admits(topic: string, partition: number): boolean
  /** The largest and smallest Produce version of this transaction protocol. */
  readonly produceVersions: { readonly minVersion?: number; readonly maxVersion?: number }
  /** Whether batches that could be sent again are to be given up instead. */
  readonly isAborting: boolean
  /** Why, when the transaction must abort. */
  readonly failure: MoldauError | undefined
  abortable(error: MoldauError): void
}

interface Sent {
  readonly queue: PartitionQueue
  readonly batch: ProducerBatch
}

/** Microtasks that a request to an embedded log takes until it is answered (measured: 12), and some more. */
const TURN_TICKS = 16

/** Between two tries while a transaction before is still being completed, ms. */
const CONCURRENT_TRANSACTIONS_BACKOFF_MS = 20

export class Sender {
  readonly #cluster: Cluster
  readonly #options: SenderOptions
  readonly #identity: ProducerIdentity | undefined
  /** Partitions with batches that are sealed and not done. */
  readonly #busy = new Set<PartitionQueue>()
  readonly #inFlight = new Map<Link, number>()
  #accumulator!: Accumulator
  #gate: TransactionGate | undefined
  #isScheduled = false
  /** Batches sealed since the last look at what can be sent. */
  #unseen = 0
  #turn: Promise<void> | undefined
  #timer: Timer | undefined
  #timerAtMs = Number.POSITIVE_INFINITY
  #closed = false
  readonly #unsubscribe: () => void
  /** Called when a batch is done: room in the buffer, or a failure that nobody waits for. */
  readonly #done: (batch: ProducerBatch, error: MoldauError | undefined) => void
  /** Called when the producer can do nothing any more. */
  readonly #fatal: (error: MoldauError) => void

  constructor(
    cluster: Cluster,
    options: SenderOptions,
    identity: ProducerIdentity | undefined,
    done: (batch: ProducerBatch, error: MoldauError | undefined) => void,
    fatal: (error: MoldauError) => void,
  ) {
    this.#cluster = cluster
    this.#options = options
    this.#identity = identity
    this.#done = done
    this.#fatal = fatal
    this.#unsubscribe = cluster.onUpdate(() => this.wake())
  }

  attach(accumulator: Accumulator, gate: TransactionGate | undefined): void {
    this.#accumulator = accumulator
    this.#gate = gate
  }

  /** Partitions that something is still to be done for. */
  get busy(): ReadonlySet<PartitionQueue> {
    return this.#busy
  }

  /** A batch of this partition was sealed. */
  offer(queue: PartitionQueue): void {
    this.#busy.add(queue)
    this.#unseen++
    this.wake()
  }

  /**
   * Undefined, or, where batches wait for their first look, a promise that lets them be sent. Whoever appends without a pause
   * asks now and then: batches that go while they are in the processor's cache cost half, and the log stays busy.
   */
  turn(): Promise<void> | undefined {
    if (this.#unseen === 0 || this.#closed) return undefined
    this.#turn ??= this.#takeTurn()
    return this.#turn
  }

  async #takeTurn(): Promise<void> {
    for (let tick = 0; tick < TURN_TICKS; tick++) await undefined
    this.#turn = undefined
  }

  /** Looks, once the current work is done, for what can be sent. */
  wake(): void {
    if (this.#isScheduled || this.#closed) return
    this.#isScheduled = true
    Promise.resolve().then(() => {
      this.#isScheduled = false
      this.#unseen = 0
      if (!this.#closed) this.#drain()
    })
  }

  #wakeIn(delayMs: number): void {
    const { clock } = this.#cluster
    const atMs = clock.monotonicMs() + delayMs
    if (atMs >= this.#timerAtMs) return
    this.#timer?.cancel()
    this.#timerAtMs = atMs
    this.#timer = clock.setTimer(delayMs, () => {
      this.#timer = undefined
      this.#timerAtMs = Number.POSITIVE_INFINITY
      this.wake()
    })
  }

  #drain(): void {
    if (this.#gate?.isAborting === true) this.giveUpUnsent(this.#gate.failure ?? transactionAborted())
    if (this.#cluster.isClosed)
      this.giveUpUnsent(new ConnectionLost('the record was not delivered: the client was closed'))
    if (this.#busy.size === 0 || !this.#isPrepared()) return
    const nowMs = this.#cluster.clock.monotonicMs()
    const leaders = new Map<Link, PartitionQueue[]>()
    for (const queue of this.#busy) {
      this.#expire(queue, nowMs)
      if (queue.batches.length === 0) {
        this.#busy.delete(queue)
        continue
      }
      if (this.#gate !== undefined && !this.#gate.admits(queue.topic, queue.partition)) continue
      const link = this.#leaderOf(queue)
      if (link === undefined) continue
      const queues = leaders.get(link)
      if (queues === undefined) leaders.set(link, [queue])
      else queues.push(queue)
    }
    for (const [link, queues] of leaders) this.#drainTo(link, queues, nowMs)
  }

  /** Whether a producer id and a codec are there, if they are needed. */
  #isPrepared(): boolean {
    const loading = codecReady(this.#options.compression)
    if (loading !== undefined) {
      loading.then(
        () => this.wake(),
        error =>
          this.#fatal(
            new MoldauError('CODEC_NOT_AVAILABLE', 'a codec could not be loaded', { cause: error }),
          ),
      )
      return false
    }
    const identity = this.#identity
    if (identity === undefined || identity.isReady || identity.transactional) return true
    identity.request(this.#cluster, this.#options.lane, this.#options.maxBlockMs).then(
      () => this.wake(),
      error => this.#giveUpAll(error),
    )
    return false
  }

  #leaderOf(queue: PartitionQueue): Link | undefined {
    const link = this.#cluster.leaderOf(queue.topic, queue.partition)
    if (link !== undefined) return link
    this.#cluster.addTopics([queue.topic])
    this.#cluster.requestUpdate()
    this.#wakeIn(this.#cluster.backoff.retryBackoffMaxMs)
    return undefined
  }

  #drainTo(link: Link, queues: PartitionQueue[], nowMs: number): void {
    const channel = link.channel('produce', this.#options.lane)
    const opening = channel.open()
    if (opening !== undefined) {
      opening.then(
        () => this.wake(),
        () => {
          this.#cluster.requestUpdate()
          this.#wakeIn(this.#cluster.backoff.retryBackoffMs)
        },
      )
      return
    }
    for (let inFlight = this.#inFlight.get(link) ?? 0; inFlight < this.#options.maxInFlight; inFlight++) {
      const sent = this.#gather(queues, nowMs)
      if (sent.length === 0) return
      this.#inFlight.set(link, inFlight + 1)
      this.#send(link, sent)
    }
  }

  /** One batch of each partition that may send, as many as fit one request. */
  #gather(queues: PartitionQueue[], nowMs: number): Sent[] {
    const identity = this.#identity
    const generation = identity?.generation ?? -1
    const sent: Sent[] = []
    let bytes = 0
    for (const queue of queues) {
      const batch = queue.sendable(nowMs, generation, identity?.producerId ?? -1)
      if (batch === undefined) {
        const first = queue.batches[0]
        if (first !== undefined && !first.isInFlight && first.notBeforeMs > nowMs)
          this.#wakeIn(first.notBeforeMs - nowMs)
        continue
      }
      if (sent.length > 0 && bytes + batch.bufferedBytes > this.#options.requestBytesMax) break
      const whole = queue.identify(batch, identity?.batchIdentity, generation)
      batch.isInFlight = true
      batch.attempts++
      bytes += whole.length
      sent.push({ queue, batch })
      // The partition goes to the end of the line, so that a busy one does not starve the others.
      this.#busy.delete(queue)
      this.#busy.add(queue)
    }
    return sent
  }

  #send(link: Link, sent: readonly Sent[]): void {
    const channel = link.channel('produce', this.#options.lane)
    const { metadata } = this.#cluster
    const topics = new Map<string, { index: number; records: Uint8Array }[]>()
    let haveIds = true
    for (const { batch } of sent) {
      const partitions = topics.get(batch.topic)
      const one = { index: batch.partition, records: batch.bytes ?? NO_BYTES }
      if (partitions === undefined) topics.set(batch.topic, [one])
      else partitions.push(one)
      if ((metadata.topics.get(batch.topic)?.topicId ?? ZERO_UUID) === ZERO_UUID) haveIds = false
    }
    const limits = this.#gate?.produceVersions ?? {}
    const maxVersion = haveIds ? limits.maxVersion : Math.min(12, limits.maxVersion ?? 12)
    const version = channel.versionOf(ApiKey.Produce, {
      ...limits,
      ...(maxVersion === undefined ? {} : { maxVersion }),
    })
    if (version < 0) {
      for (const one of sent) one.batch.isInFlight = false
      this.#landed(link)
      this.#fatal(
        failureOf(ErrorCode.UNSUPPORTED_VERSION, 'the broker speaks no version of Produce that will do'),
      )
      return
    }
    const { acks, requestTimeoutMs, transactionalId } = this.#options
    const topicData = [...topics].map(([name, partitionData]) => ({
      ...{ name, topicId: metadata.topics.get(name)?.topicId ?? ZERO_UUID },
      partitionData,
    }))
    const body = requestOf(ApiKey.Produce, { transactionalId, acks, timeoutMs: requestTimeoutMs, topicData })
    channel.send(ApiKey.Produce, version, body, requestTimeoutMs).then(
      response => this.#answered(link, sent, response),
      error => this.#lost(link, sent, error),
    )
  }

  #landed(link: Link): void {
    const inFlight = (this.#inFlight.get(link) ?? 1) - 1
    if (inFlight === 0) this.#inFlight.delete(link)
    else this.#inFlight.set(link, inFlight)
    this.wake()
  }

  #answered(link: Link, sent: readonly Sent[], response: ProduceResponse): void {
    for (const { queue, batch } of sent) {
      batch.isInFlight = false
      if (this.#options.acks === 0) this.#succeed(queue, batch, -1, -1)
      else this.#judge(queue, batch, this.#find(response, batch))
    }
    this.#landed(link)
  }

  #find(response: ProduceResponse, batch: ProducerBatch): PartitionProduceResponse | undefined {
    for (const topic of response.responses) {
      const name = topic.name === '' ? this.#cluster.metadata.names.get(topic.topicId) : topic.name
      if (name !== batch.topic) continue
      for (const partition of topic.partitionResponses)
        if (partition.index === batch.partition) return partition
    }
    return undefined
  }

  #lost(link: Link, sent: readonly Sent[], error: MoldauError): void {
    const unsent = error.code === 'UNSUPPORTED_VERSION' || error.code === 'ENCODE_FAILED'
    if (!unsent) this.#cluster.requestUpdate()
    for (const { queue, batch } of sent) {
      batch.isInFlight = false
      if (!unsent) batch.isOutcomeUnknown = true
      if (unsent) this.#refuse(queue, batch, error)
      else this.#again(queue, batch, error)
    }
    this.#landed(link)
  }

  #judge(queue: PartitionQueue, batch: ProducerBatch, answer: PartitionProduceResponse | undefined): void {
    // A partition that the answer leaves out was not heard of: as good as a lost answer.
    const errorCode = answer?.errorCode ?? ErrorCode.NETWORK_EXCEPTION
    const verdict = judgeProduce(errorCode)
    if (verdict === 'done') {
      this.#succeed(queue, batch, answer?.baseOffset ?? -1, answer?.logAppendTimeMs ?? -1)
      return
    }
    const error = failureOf(
      errorCode,
      `a batch for ${batch.topic}-${batch.partition} was refused`,
      answer?.errorMessage,
    )
    switch (verdict) {
      case 'renew':
        this.#cluster.requestUpdate()
        this.#again(queue, batch, error)
        return
      case 'retry':
        if (
          errorCode === ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND ||
          errorCode === ErrorCode.REQUEST_TIMED_OUT
        )
          batch.isOutcomeUnknown = true
        this.#again(queue, batch, error, errorCode === ErrorCode.CONCURRENT_TRANSACTIONS)
        return
      case 'sequence':
        this.#outOfSequence(queue, batch, error)
        return
      case 'abort':
        if (this.#gate === undefined) this.#fatal(error)
        this.#refuse(queue, batch, error)
        return
      case 'fatal':
        this.#fatal(error)
        this.#refuse(queue, batch, error)
        return
      case 'fail':
        this.#refuse(queue, batch, error)
    }
  }

  #succeed(queue: PartitionQueue, batch: ProducerBatch, baseOffset: number, logAppendTimeMs: number): void {
    queue.remove(batch)
    queue.knownProducerId = this.#identity?.producerId ?? -1
    this.#accumulator.release(batch)
    if (batch.attempts === 1 && this.#options.acks !== 0) this.#accumulator.reuse(batch)
    batch.succeed(baseOffset, logAppendTimeMs)
    this.#done(batch, undefined)
  }

  /** Another try, unless the batch's time is over or the transaction is being aborted. */
  #again(queue: PartitionQueue, batch: ProducerBatch, error: MoldauError, soon = false): void {
    if (this.#gate?.isAborting === true || this.#cluster.isClosed) {
      this.#giveUp(queue, batch, error)
      return
    }
    const nowMs = this.#cluster.clock.monotonicMs()
    batch.lastFailure = error
    if (nowMs - batch.createdMs >= this.#options.deliveryTimeoutMs) {
      this.#giveUp(queue, batch, deliveryTimedOut(batch, this.#options.deliveryTimeoutMs, error))
      return
    }
    const waitMs = soon
      ? CONCURRENT_TRANSACTIONS_BACKOFF_MS
      : backoffMs(this.#cluster.backoff, this.#cluster.random, batch.attempts - 1)
    batch.notBeforeMs = nowMs + waitMs
    this.#wakeIn(waitMs)
  }

  #outOfSequence(queue: PartitionQueue, batch: ProducerBatch, error: MoldauError): void {
    if (queue.batches[0] !== batch) {
      // Something before it is still to be appended: it was refused for that alone, and waits its turn.
      batch.notBeforeMs = 0
      if (this.#gate?.isAborting === true) this.#giveUp(queue, batch, error)
      return
    }
    if (this.#gate !== undefined || batch.isOutcomeUnknown || queue.resetPending) {
      this.#refuse(queue, batch, error)
      return
    }
    // The broker has forgotten the producer: nothing of this batch was appended, so it may start anew.
    this.#startAnew(queue)
  }

  /** The queue goes on under a new epoch as soon as nothing of it is in flight. */
  #startAnew(queue: PartitionQueue): void {
    if (this.#identity === undefined || this.#identity.transactional || queue.resetPending) return
    queue.resetPending = true
    this.#identity.raiseEpoch()
  }

  /** The batch failed for good. What was sent behind it cannot be appended any more under this epoch. */
  #refuse(queue: PartitionQueue, batch: ProducerBatch, error: MoldauError): void {
    if (batch.isDone) return
    queue.remove(batch)
    this.#accumulator.release(batch)
    this.#gate?.abortable(error)
    if (batch.bytes !== undefined) this.#startAnew(queue)
    batch.fail(error)
    this.#done(batch, error)
  }

  /** The batch's time is over. If its outcome is unknown, so is that of everything sent behind it. */
  #giveUp(queue: PartitionQueue, batch: ProducerBatch, error: MoldauError): void {
    const followers = batch.isOutcomeUnknown
      ? queue.batches.filter(one => one !== batch && one.isOutcomeUnknown && !one.isInFlight)
      : []
    this.#refuse(queue, batch, error)
    for (const follower of followers) this.#refuse(queue, follower, error)
  }

  #expire(queue: PartitionQueue, nowMs: number): void {
    const { deliveryTimeoutMs } = this.#options
    for (const batch of [...queue.batches]) {
      if (batch.isDone || batch.isInFlight) continue
      const leftMs = batch.createdMs + deliveryTimeoutMs - nowMs
      if (leftMs > 0) {
        this.#wakeIn(leftMs)
        return
      }
      this.#giveUp(queue, batch, deliveryTimedOut(batch, deliveryTimeoutMs, batch.lastFailure))
    }
  }

  #giveUpAll(error: unknown): void {
    const failure =
      error instanceof MoldauError
        ? error
        : new MoldauError('PRODUCER_FAILED', 'the producer failed', { cause: error })
    this.giveUpUnsent(failure)
  }

  /** Gives up everything that is sealed and not in flight. Returns whether some of it had been sent. */
  giveUpUnsent(error: MoldauError): boolean {
    let hadBeenSent = false
    for (const queue of this.#busy) {
      for (const batch of [...queue.batches]) {
        if (batch.isInFlight || batch.isDone) continue
        if (batch.bytes !== undefined) hadBeenSent = true
        this.#refuse(queue, batch, error)
      }
      if (queue.batches.length === 0) this.#busy.delete(queue)
    }
    return hadBeenSent
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
    this.#unsubscribe()
  }
}

/** What becomes of a record whose transaction the program aborted. */
export function transactionAborted(): MoldauError {
  return new MoldauError('TRANSACTION_ABORTED', 'the record was not delivered', {
    detail: 'its transaction was aborted',
  })
}

function deliveryTimedOut(batch: ProducerBatch, timeoutMs: number, cause?: MoldauError): MoldauError {
  return new MoldauError(
    'DELIVERY_TIMED_OUT',
    `a batch for ${batch.topic}-${batch.partition} was not delivered`,
    {
      detail: `${timeoutMs} ms have passed${batch.isOutcomeUnknown ? '; whether it was appended is unknown' : ''}`,
      hint: 'raise deliveryTimeoutMs, or see why the broker does not answer',
      cause,
    },
  )
}
