/**
 * Gathers records into batches, one open batch per partition.
 *
 * HOT PATH (append). Unit of work: one record. Allocations allowed: none per record; per batch one builder, its array where
 * none is left from a batch before. Budget: 120 ns for a record of 100 B, and 0.2 ns a byte for the CRC when the batch is sent. Guarded by
 * `npm run bench -- append`.
 *
 *  1. A batch is sealed when the next record does not fit, when it is older than the linger, or at a flush; never later.
 *  2. `bufferedBytes` counts what is held until it is acknowledged; appending never blocks and never fails because of it.
 */
import type { Clock, CompressionType, Header, Timer } from '@moldau/protocol'
import { BatchArrays } from './batch-arrays.ts'
import { PartitionQueue } from './partition-queue.ts'
import { ProducerBatch } from './producer-batch.ts'

/** The smallest array that a batch starts with, bytes. */
const CAPACITY_BYTES_MIN = 1024

export interface AccumulatorOptions {
  readonly clock: Clock
  readonly batchBytes: number
  readonly lingerMs: number
  readonly compression: CompressionType
}

export class Accumulator {
  readonly #options: AccumulatorOptions
  /** Called when a batch has been sealed. */
  readonly #sealed: (queue: PartitionQueue) => void
  readonly #topics = new Map<string, PartitionQueue[]>()
  #lastTopic: string | undefined
  #lastQueues: PartitionQueue[] = []
  readonly #arrays = new BatchArrays()
  /** Open batches in the order of their age; those sealed meanwhile are skipped. */
  #opened: { queue: PartitionQueue; batch: ProducerBatch }[] = []
  #timer: Timer | undefined
  bufferedBytes = 0

  constructor(options: AccumulatorOptions, sealed: (queue: PartitionQueue) => void) {
    this.#options = options
    this.#sealed = sealed
  }

  /** Copies a record into the open batch of its partition, which is returned. */
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
    headers: readonly Header[] | null,
  ): ProducerBatch {
    if (topic !== this.#lastTopic) this.#goTo(topic)
    const queue = this.#lastQueues[partition] ?? this.#queueOf(topic, partition)
    let bytes = 0
    if (keyBytes !== null) bytes += keyEnd - keyStart
    if (valueBytes !== null) bytes += valueEnd - valueStart
    if (headers !== null) bytes += headerBytes(headers)
    let batch = queue.open
    if (batch !== undefined && !batch.builder.hasRoom(bytes, this.#options.batchBytes)) {
      this.seal(queue)
      batch = undefined
    }
    if (batch === undefined) batch = this.#openBatch(queue, bytes)
    batch.builder.append(timestamp, keyBytes, keyStart, keyEnd, valueBytes, valueStart, valueEnd, headers)
    return batch
  }

  #goTo(topic: string): void {
    let queues = this.#topics.get(topic)
    if (queues === undefined) {
      queues = []
      this.#topics.set(topic, queues)
    }
    this.#lastTopic = topic
    this.#lastQueues = queues
  }

  #queueOf(topic: string, partition: number): PartitionQueue {
    const queue = new PartitionQueue(topic, partition)
    this.#lastQueues[partition] = queue
    return queue
  }

  #openBatch(queue: PartitionQueue, recordBytes: number): ProducerBatch {
    const { batchBytes, clock, compression, lingerMs } = this.#options
    const guess = Math.max(CAPACITY_BYTES_MIN, queue.lastBatchBytes, recordBytes + 128)
    const capacityBytes = Math.min(Math.max(batchBytes, recordBytes + 128), guess)
    const batch = new ProducerBatch(
      queue.topic,
      queue.partition,
      clock.monotonicMs(),
      capacityBytes,
      compression,
      this.#arrays,
    )
    batch.bufferedBytes = capacityBytes
    this.bufferedBytes += capacityBytes
    queue.open = batch
    this.#opened.push({ queue, batch })
    this.#timer ??= clock.setTimer(lingerMs, () => this.#lingered())
    return batch
  }

  /** Closes the open batch of a partition, if there is one, and hands it on. */
  seal(queue: PartitionQueue): void {
    const batch = queue.open
    if (batch === undefined) return
    queue.open = undefined
    const sizeBytes = batch.builder.sizeInBytes
    // The next batch starts with room for this one and a quarter more, so that steady traffic does not grow arrays.
    queue.lastBatchBytes = sizeBytes + (sizeBytes >>> 2)
    this.bufferedBytes += sizeBytes - batch.bufferedBytes
    batch.bufferedBytes = sizeBytes
    batch.recordCount = batch.builder.recordCount
    queue.batches.push(batch)
    this.#sealed(queue)
  }

  #lingered(): void {
    const { clock, lingerMs } = this.#options
    const nowMs = clock.monotonicMs()
    this.#timer = undefined
    let n = 0
    for (; n < this.#opened.length; n++) {
      const { batch, queue } = this.#opened[n]!
      if (queue.open !== batch) continue
      // Half a millisecond early is in time: timers and clocks round differently.
      if (batch.createdMs + lingerMs > nowMs + 0.5) break
      this.seal(queue)
    }
    this.#opened.splice(0, n)
    const next = this.#opened[0]
    if (next !== undefined)
      this.#timer = clock.setTimer(next.batch.createdMs + lingerMs - nowMs, () => this.#lingered())
  }

  /** Seals every open batch. */
  sealAll(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    for (const { batch, queue } of this.#opened.splice(0)) if (queue.open === batch) this.seal(queue)
  }

  /** Every partition that something was appended to. */
  *queues(): IterableIterator<PartitionQueue> {
    for (const queues of this.#topics.values())
      for (const queue of queues) if (queue !== undefined) yield queue
  }

  /** Gives back what a batch took of the buffer. */
  release(batch: ProducerBatch): void {
    this.bufferedBytes -= batch.bufferedBytes
    batch.bufferedBytes = 0
  }

  /** Takes the array of a batch back. The caller knows that its bytes were sent once and answered. */
  reuse(batch: ProducerBatch): void {
    if (batch.bytes !== undefined) this.#arrays.give(batch.bytes)
    batch.bytes = undefined
  }

  close(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }
}

/** At least what the headers take when encoded. */
function headerBytes(headers: readonly Header[]): number {
  let bytes = 5
  for (const { key, value } of headers) bytes += key.length * 3 + 10 + (value === null ? 0 : value.length)
  return bytes
}
