/**
 * One record batch on its way: records being gathered, or bytes that were sent and may be sent again.
 *
 *  1. A batch gets its producer id, epoch and first sequence when it is first sent, never before: what is not sent has no
 *     sequence, so dropping it leaves no gap.
 *  2. Bytes that were sent are lent and never written to: another identity goes into a copy.
 *     Bytes that were sent once, and answered, are read by nobody any more: their array may be used again.
 *  3. A batch whose outcome is unknown is never given another sequence: it could be in the log twice.
 */
import {
  BATCH,
  type BatchArraySource,
  type BatchIdentity,
  type CompressionType,
  crc32c,
  type MoldauError,
  NO_PRODUCER,
  RecordBatchBuilder,
  setInt64,
  trustBatches,
} from '@moldau/protocol'

/** Where a record went. */
export interface RecordMetadata {
  readonly topic: string
  readonly partition: number
  /** -1 when the broker did not say: acks=0, or a duplicate of a batch that it had long appended. */
  readonly offset: number
  /** ms; the broker's where the topic has LogAppendTime. */
  readonly timestamp: number
}

export interface Waiter {
  readonly index: number
  readonly timestamp: number
  resolve(metadata: RecordMetadata): void
  reject(error: MoldauError): void
}

export class ProducerBatch {
  readonly topic: string
  readonly partition: number
  /** When the first record came, on the monotonic clock, ms. */
  readonly createdMs: number
  readonly builder: RecordBatchBuilder
  /** Undefined until the batch is first sent. */
  bytes: Uint8Array | undefined
  recordCount = 0
  /** What the batch takes of the buffer. */
  bufferedBytes = 0
  baseSequence = -1
  attempts = 0
  /** Not sent again before this, monotonic ms. */
  notBeforeMs = 0
  /** Why the last attempt did not succeed. */
  lastFailure: MoldauError | undefined
  isInFlight = false
  isOutcomeUnknown = false
  isDone = false
  /** Behind the last record, once the batch is acknowledged; -1 where the broker did not say. */
  nextOffset = -1
  waiters: Waiter[] | undefined
  #whenDone: Promise<void> | undefined
  #settle: (() => void) | undefined

  constructor(
    topic: string,
    partition: number,
    createdMs: number,
    capacityBytes: number,
    compression: CompressionType,
    arrays: BatchArraySource,
  ) {
    this.topic = topic
    this.partition = partition
    this.createdMs = createdMs
    this.builder = new RecordBatchBuilder(capacityBytes, compression, arrays)
  }

  /** Gives the batch its identity; a batch that was sent before becomes a copy. */
  identify(identity: BatchIdentity | undefined, baseSequence: number): Uint8Array {
    this.baseSequence = baseSequence
    if (this.bytes === undefined) {
      this.recordCount = this.builder.recordCount
      this.bytes = this.builder.build(identity === undefined ? NO_PRODUCER : { ...identity, baseSequence })
      return this.bytes
    }
    if (identity === undefined) return this.bytes
    const copy = this.bytes.slice()
    const view = new DataView(copy.buffer, copy.byteOffset, copy.byteLength)
    setInt64(view, BATCH.producerId, identity.producerId)
    view.setInt16(BATCH.producerEpoch, identity.producerEpoch)
    view.setInt32(BATCH.baseSequence, baseSequence)
    view.setUint32(BATCH.crc, crc32c(copy, BATCH.attributes, copy.length))
    this.bytes = trustBatches(copy)
    return this.bytes
  }

  /** Settles when the batch is acknowledged or has failed. */
  whenDone(): Promise<void> {
    if (this.isDone) return Promise.resolve()
    this.#whenDone ??= new Promise(resolve => {
      this.#settle = resolve
    })
    return this.#whenDone
  }

  succeed(baseOffset: number, logAppendTimeMs: number): void {
    this.isDone = true
    if (baseOffset >= 0) this.nextOffset = baseOffset + this.recordCount
    if (this.waiters !== undefined) {
      const { topic, partition } = this
      for (const waiter of this.waiters) {
        const offset = baseOffset < 0 ? -1 : baseOffset + waiter.index
        const timestamp = logAppendTimeMs < 0 ? waiter.timestamp : logAppendTimeMs
        waiter.resolve({ topic, partition, offset, timestamp })
      }
    }
    this.#settle?.()
  }

  fail(error: MoldauError): void {
    this.isDone = true
    if (this.waiters !== undefined) for (const waiter of this.waiters) waiter.reject(error)
    this.#settle?.()
  }
}
