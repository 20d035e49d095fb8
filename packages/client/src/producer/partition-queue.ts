/**
 * The batches of one partition, in the order of their sequences: one that is being filled, those that wait, those in flight.
 *
 *  1. Batches leave from the front only: sequence n is acknowledged, or given up, before n+1.
 *  2. While a batch has to be sent again nothing behind it is sent, and it is sent alone, so that the broker sees the
 *     sequences in order.
 *  3. Sequences count records and go from 2147483647 to 0.
 *  4. The first batch of a producer id goes alone until it is acknowledged: a broker that knows nothing of the id would
 *     take whatever comes first for the beginning.
 *  5. After a gap (`resetPending`) the queue waits until nothing is in flight, and starts at 0 under a new epoch.
 *
 * Source: KIP-98, KIP-360, Kafka's TransactionManager and Sender.
 */
import type { BatchIdentity } from '@moldau/protocol'
import type { ProducerBatch } from './producer-batch.ts'

/** One more than the largest sequence. */
const SEQUENCES = 2147483648

export class PartitionQueue {
  readonly topic: string
  readonly partition: number
  /** The batch that is being filled. */
  open: ProducerBatch | undefined
  /** Bytes of the last batch that was full or whose time was over: what the next one starts with. */
  lastBatchBytes = 0
  /** Sealed batches, in flight or not, in order. */
  readonly batches: ProducerBatch[] = []
  nextSequence = 0
  /** The identity that the sequences count under; see ProducerIdentity.generation. */
  generation = -1
  resetPending = false
  /** The producer id of which the partition has acknowledged a batch; -1 for none. */
  knownProducerId = -1

  constructor(topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  get inFlight(): number {
    let n = 0
    for (const batch of this.batches) if (batch.isInFlight) n++
    return n
  }

  /** The batch that may be sent now, if there is one. */
  sendable(nowMs: number, generation: number, producerId: number): ProducerBatch | undefined {
    const index = this.batches.findIndex(batch => !batch.isInFlight)
    if (index < 0) return undefined
    const batch = this.batches[index]!
    if (batch.notBeforeMs > nowMs) return undefined
    if (index === 0) return this.resetPending && this.inFlight > 0 ? undefined : batch
    if (this.resetPending || batch.bytes !== undefined) return undefined
    return this.generation === generation && this.knownProducerId === producerId ? batch : undefined
  }

  /** Gives `batch`, which is about to be sent, what it needs to be told from its copies. */
  identify(batch: ProducerBatch, identity: BatchIdentity | undefined, generation: number): Uint8Array {
    if (identity === undefined) return batch.bytes ?? batch.identify(undefined, -1)
    if (this.resetPending) this.#restart(identity, generation)
    if (batch.bytes !== undefined) return batch.bytes
    if (this.generation !== generation) {
      this.generation = generation
      this.nextSequence = 0
    }
    const bytes = batch.identify(identity, this.nextSequence)
    this.nextSequence = (this.nextSequence + batch.recordCount) % SEQUENCES
    return bytes
  }

  /** Nothing is in flight: what was sent under the old epoch, and refused, starts again at 0. */
  #restart(identity: BatchIdentity, generation: number): void {
    this.resetPending = false
    this.generation = generation
    this.nextSequence = 0
    for (const batch of this.batches) {
      if (batch.bytes === undefined) continue
      batch.identify(identity, this.nextSequence)
      this.nextSequence = (this.nextSequence + batch.recordCount) % SEQUENCES
    }
  }

  remove(batch: ProducerBatch): void {
    const index = this.batches.indexOf(batch)
    if (index >= 0) this.batches.splice(index, 1)
  }
}
