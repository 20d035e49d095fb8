/**
 * Who the producer is to the brokers: producer id and epoch, asked for once, and raised when sequences must start anew.
 *
 *  1. `generation` changes with every change of id or epoch: a partition whose generation is older starts at sequence 0.
 *  2. An idempotent producer without transactions raises its epoch by itself (the broker accepts a higher one at sequence
 *     0), and asks for a new id when the epoch cannot be raised any more.
 *
 * Source: KIP-98, KIP-360.
 */
import { ApiKey, type BatchIdentity, ErrorCode, requestOf } from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import { Deadline, failureOf, retrying } from '../retry.ts'

const EPOCH_MAX = 32767

export class ProducerIdentity {
  producerId = -1
  producerEpoch = -1
  readonly transactional: boolean
  /** Counts the changes of id and epoch. */
  generation = 0
  #requesting: Promise<void> | undefined

  constructor(transactional: boolean) {
    this.transactional = transactional
  }

  get isReady(): boolean {
    return this.producerId >= 0
  }

  /** What goes into the header of a batch. */
  get batchIdentity(): BatchIdentity {
    const { producerEpoch, producerId, transactional } = this
    return { producerId, producerEpoch, baseSequence: -1, transactional }
  }

  adopt(producerId: number, producerEpoch: number): void {
    if (producerId === this.producerId && producerEpoch === this.producerEpoch) return
    this.producerId = producerId
    this.producerEpoch = producerEpoch
    this.generation++
  }

  /** A new epoch for an idempotent producer that has no transactions. */
  raiseEpoch(): void {
    if (this.producerEpoch < EPOCH_MAX) this.adopt(this.producerId, this.producerEpoch + 1)
    else {
      this.producerId = -1
      this.producerEpoch = -1
      this.generation++
    }
  }

  /** Asks any broker for a producer id, for a producer without transactions. @throws MoldauError */
  request(cluster: Cluster, lane: string, timeoutMs: number): Promise<void> {
    this.#requesting ??= retrying(cluster, new Deadline(cluster.clock, timeoutMs), async () => {
      if (cluster.metadata.brokers.size === 0) await cluster.update()
      const body = requestOf(ApiKey.InitProducerId, {
        ...{ transactionalId: null, transactionTimeoutMs: 2147483647 },
        ...{ producerId: -1, producerEpoch: -1 },
      })
      const response = await cluster.anyLink().request('transaction', ApiKey.InitProducerId, body, { lane })
      if (response.errorCode !== ErrorCode.NONE)
        throw failureOf(response.errorCode, 'no producer id was given')
      this.adopt(response.producerId, response.producerEpoch)
    }).finally(() => {
      this.#requesting = undefined
    })
    return this.#requesting
  }
}
