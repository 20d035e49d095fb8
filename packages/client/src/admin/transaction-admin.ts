/**
 * Transactions as an admin sees them, and the abort of one that hangs. Part of `Admin`. Source: KIP-664, KIP-994, KIP-1152.
 */
import { ApiKey, ErrorCode, requestOf } from '@moldau/protocol'
import type { Link } from '../cluster/link.ts'
import { failureOf } from '../retry.ts'
import { byTopic, nameOf, type TopicPartition, TopicPartitionMap } from '../topic-partition.ts'
import type { Asking } from './asking.ts'

/** A producer as a partition knows it. */
export interface ProducerDescription {
  readonly producerId: number
  readonly producerEpoch: number
  /** -1 before its first batch of this epoch. */
  readonly lastSequence: number
  readonly lastTimestamp: number
  /** -1 where no marker came yet. */
  readonly coordinatorEpoch: number
  /** Where its open transaction begins; -1 without one. */
  readonly currentTxnStartOffset: number
}

export interface TransactionFilter {
  /** Only these states, for example 'Ongoing'. Default: any. */
  readonly states?: readonly string[]
  readonly producerIds?: readonly number[]
  /** Only those that have been open for longer, ms. Default: any. */
  readonly openForMs?: number
  /** Only ids that match this expression (RE2) as a whole. Default: any. */
  readonly pattern?: string
}

export interface TransactionListing {
  readonly transactionalId: string
  readonly producerId: number
  /** 'Empty', 'Ongoing', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort'. */
  readonly state: string
}

export interface TransactionDescription extends TransactionListing {
  readonly producerEpoch: number
  readonly timeoutMs: number
  /** Wall clock; -1 before the first transaction. */
  readonly startMs: number
  readonly partitions: readonly TopicPartition[]
}

/** What `describeProducers` said of a transaction that nobody will end. */
export interface HangingTransaction extends TopicPartition {
  readonly producerId: number
  readonly producerEpoch: number
  readonly coordinatorEpoch: number
}

export class TransactionAdmin {
  readonly #asking: Asking

  constructor(asking: Asking) {
    this.#asking = asking
  }

  async describeProducers(
    partitions: readonly TopicPartition[],
  ): Promise<TopicPartitionMap<ProducerDescription[]>> {
    const found = new TopicPartitionMap<ProducerDescription[]>()
    this.#asking.cluster.addTopics(partitions.map(one => one.topic))
    await this.#asking.attempts(async () => {
      const byLeader = new Map<Link, TopicPartition[]>()
      for (const one of partitions) {
        if (found.has(one.topic, one.partition)) continue
        const leader = await this.#asking.leader(one.topic, one.partition)
        byLeader.set(leader, [...(byLeader.get(leader) ?? []), one])
      }
      for (const [leader, list] of byLeader) await this.#producersOf(leader, list, found)
    })
    return found
  }

  async #producersOf(
    leader: Link,
    list: readonly TopicPartition[],
    found: TopicPartitionMap<ProducerDescription[]>,
  ): Promise<void> {
    const topics = [...byTopic(list)].map(([name, some]) => ({
      name,
      partitionIndexes: some.map(one => one.partition),
    }))
    const response = await this.#asking.ask(
      leader,
      ApiKey.DescribeProducers,
      requestOf(ApiKey.DescribeProducers, { topics }),
    )
    for (const { name, partitions } of response.topics) {
      for (const { activeProducers, errorCode, errorMessage, partitionIndex } of partitions) {
        if (errorCode !== ErrorCode.NONE) {
          this.#asking.cluster.requestUpdate()
          throw failureOf(errorCode, `the producers of ${name}-${partitionIndex} are not known`, errorMessage)
        }
        found.set(name, partitionIndex, activeProducers)
      }
    }
  }

  list(filter: TransactionFilter): Promise<TransactionListing[]> {
    const { openForMs = -1, pattern, producerIds = [], states = [] } = filter
    const body = requestOf(ApiKey.ListTransactions, {
      ...{ stateFilters: states, producerIdFilters: producerIds },
      ...{ durationFilter: openForMs, transactionalIdPattern: pattern ?? null },
    })
    const minVersion = pattern !== undefined ? 2 : openForMs >= 0 ? 1 : 0
    return this.#asking.attempts(async () => {
      const listed: TransactionListing[] = []
      for (const link of await this.#asking.all()) {
        const response = await this.#asking.ask(link, ApiKey.ListTransactions, body, { minVersion })
        if (response.errorCode !== ErrorCode.NONE)
          throw failureOf(response.errorCode, 'the transactions could not be listed', pattern)
        for (const { producerId, transactionState: state, transactionalId } of response.transactionStates)
          listed.push({ transactionalId, producerId, state })
      }
      return listed.sort((a, b) => (a.transactionalId < b.transactionalId ? -1 : 1))
    })
  }

  async describe(transactionalIds: readonly string[]): Promise<Map<string, TransactionDescription>> {
    const described = new Map<string, TransactionDescription>()
    for (const transactionalId of transactionalIds) {
      const one = await this.#describeOne(transactionalId)
      if (one !== undefined) described.set(transactionalId, one)
    }
    return described
  }

  #describeOne(transactionalId: string): Promise<TransactionDescription | undefined> {
    return this.#asking.attempts(async () => {
      const link = await this.#asking.cluster.coordinator('transaction', transactionalId)
      const body = requestOf(ApiKey.DescribeTransactions, { transactionalIds: [transactionalId] })
      const response = await this.#asking.ask(link, ApiKey.DescribeTransactions, body)
      const found = response.transactionStates[0]
      const errorCode = found?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR
      if (errorCode === ErrorCode.TRANSACTIONAL_ID_NOT_FOUND) return undefined
      if (errorCode !== ErrorCode.NONE)
        throw failureOf(errorCode, `transactional id ${transactionalId} could not be described`)
      const { producerEpoch, producerId, topics, transactionState: state } = found!
      return {
        ...{ transactionalId, producerId, producerEpoch, state },
        ...{ timeoutMs: found!.transactionTimeoutMs, startMs: found!.transactionStartTimeMs },
        partitions: topics.flatMap(one => one.partitions.map(partition => ({ topic: one.topic, partition }))),
      }
    })
  }

  abort(hanging: HangingTransaction): Promise<void> {
    const { coordinatorEpoch, partition, producerEpoch, producerId, topic } = hanging
    const topics = [{ name: topic, partitionIndexes: [partition] }]
    const marker = { producerId, producerEpoch, transactionResult: false, topics }
    const markers = [{ ...marker, coordinatorEpoch: Math.max(0, coordinatorEpoch), transactionVersion: 0 }]
    return this.#asking.attempts(async () => {
      const leader = await this.#asking.leader(topic, partition)
      const body = requestOf(ApiKey.WriteTxnMarkers, { markers })
      const response = await this.#asking.ask(leader, ApiKey.WriteTxnMarkers, body)
      const errorCode =
        response.markers[0]?.topics[0]?.partitions[0]?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR
      if (errorCode === ErrorCode.NONE) return
      this.#asking.cluster.requestUpdate()
      throw failureOf(
        errorCode,
        `the transaction of producer ${producerId} in ${nameOf(hanging)} was not aborted`,
      )
    })
  }
}
