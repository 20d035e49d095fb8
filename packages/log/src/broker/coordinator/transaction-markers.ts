/**
 * End markers of transactions: one control batch into each partition that took part.
 *
 *  1. A marker never meets a newer epoch: a partition that has moved on is left alone.
 *  2. Under KIP-890 a marker's epoch lies above that of the data; the same marker again, with nothing open, does no harm.
 *  3. A marker in `__consumer_offsets` decides the offsets that its transaction held ready, in the turn in which it is written.
 * Source: Kafka's `TransactionMarkerChannelManager`, `ProducerAppendInfo`.
 */
import { type Clock, ErrorCode, encodeTransactionMarker } from '@moldau/protocol'
import { append } from '../../partition/append.ts'
import type { PartitionLog } from '../../partition/partition-log.ts'
import { OFFSETS_TOPIC, type Topics } from '../state/topics.ts'
import { settled } from './coordinator-log.ts'
import type { GroupCoordinator } from './group-coordinator.ts'
import type { Transaction } from './transaction.ts'

/** What one marker says. */
export interface MarkerToWrite {
  readonly producerId: number
  readonly producerEpoch: number
  readonly coordinatorEpoch: number
  readonly commit: boolean
  /** From 2 on the marker's epoch must lie above the data's (2). */
  readonly transactionVersion: number
}

export class TransactionMarkers {
  readonly #topics: Topics
  readonly #clock: Clock
  readonly #groups: GroupCoordinator

  constructor(topics: Topics, clock: Clock, groups: GroupCoordinator) {
    this.#topics = topics
    this.#clock = clock
    this.#groups = groups
  }

  /** Appends a marker to one partition, with the checks that a marker from outside needs (WriteTxnMarkers). */
  append(log: PartitionLog, marker: MarkerToWrite): ErrorCode {
    const { producerId, producerEpoch, coordinatorEpoch, transactionVersion } = marker
    const fault = log.producers.admitMarker(producerId, producerEpoch, coordinatorEpoch, transactionVersion)
    return fault === ErrorCode.NONE ? this.#write(log, marker) : fault
  }

  #write(log: PartitionLog, marker: MarkerToWrite): ErrorCode {
    const { producerId, producerEpoch, coordinatorEpoch, commit } = marker
    const kind = commit ? 'COMMIT' : 'ABORT'
    const bytes = encodeTransactionMarker(
      kind,
      producerId,
      producerEpoch,
      coordinatorEpoch,
      this.#clock.nowMs(),
    )
    const { errorCode } = append(log, bytes, 'coordinator')
    if (errorCode === ErrorCode.NONE && log.topic === OFFSETS_TOPIC)
      this.#groups.replayMarker(log.partition, producerId, commit)
    return errorCode
  }

  /** The logs of a transaction's partitions; deleted ones are gone, and with them what was to be decided. */
  #logsOf(prepared: Transaction): PartitionLog[] {
    const logs: PartitionLog[] = []
    for (const [topic, partitions] of prepared.partitions) {
      for (const partition of partitions) {
        const log = this.#topics.log(topic, partition)
        if (log !== undefined) logs.push(log)
      }
    }
    return logs
  }

  /**
   * One marker into each partition; false where the disk refused one for now. `sparing`: not where it is already, as a
   * second try and recovery find it.
   */
  writeAll(prepared: Transaction, coordinatorEpoch: number, sparing: boolean): boolean {
    const { producerId, producerEpoch, clientTransactionVersion: transactionVersion } = prepared
    const commit = prepared.state === 'PrepareCommit'
    for (const log of this.#logsOf(prepared)) {
      const state = log.producers.get(producerId)
      if (state !== undefined && state.epoch > producerEpoch) continue
      if (sparing && state !== undefined && state.epoch === producerEpoch && state.txnFirstOffset < 0)
        continue
      const marker = { producerId, producerEpoch, coordinatorEpoch, commit, transactionVersion }
      if (this.#write(log, marker) !== ErrorCode.NONE) return false
    }
    return true
  }

  /**
   * Settles when what was written to a transaction's partitions is durable, false where it never will be. One that is deleted
   * meanwhile keeps nobody waiting.
   */
  settled(prepared: Transaction): Promise<boolean> | undefined {
    const waits = this.#logsOf(prepared).flatMap(
      log => settled(log)?.then(durable => durable || log.isRemoved) ?? [],
    )
    return waits.length === 0 ? undefined : Promise.all(waits).then(durable => !durable.includes(false))
  }
}
