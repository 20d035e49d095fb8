/**
 * The transactions of one producer, in both of Kafka's protocols, as a state machine.
 *
 *   uninitialized --init--> ready --begin--> in-transaction --commit--> committing --> ready
 *                                                  |  \--abort--> aborting --> ready
 *                                                  \--a batch or an offset failed--> abortable --abort--> aborting
 *   any --fenced, unknown outcome of the end--> fatal
 *
 *  1. Protocol 1: a partition is added to the transaction by a request of its own before anything is produced to it, and so
 *     is the group before its offsets. Protocol 2 (KIP-890): Produce 12 and TxnOffsetCommit 5 add by themselves, and every
 *     EndTxn hands out a new epoch. Protocol 2 is spoken when the cluster has finalized transaction.version 2.
 *  2. What was lost inside a transaction is never made up for by a new epoch inside it: the transaction must abort.
 *  3. An EndTxn whose outcome is unknown is repeated, never replaced by its opposite.
 *  4. After an abort in which a batch was lost, protocol 1 asks for a new epoch; protocol 2 got one with the EndTxn.
 *
 * Source: KIP-98, KIP-360, KIP-447, KIP-890; Kafka's TransactionManager.
 */
import {
  ApiKey,
  assert,
  ErrorCode,
  MoldauError,
  type RequestOf,
  type ResponseOf,
  requestOf,
} from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import type { Link, RequestLimits } from '../cluster/link.ts'
import { Deadline, failureOf, retrying } from '../retry.ts'
import { byTopic, type TopicPartition, TopicPartitionMap } from '../topic-partition.ts'
import type { ProducerIdentity } from './producer-identity.ts'
import { type TransactionGate, transactionAborted } from './sender.ts'

export type TransactionState =
  | 'uninitialized'
  | 'ready'
  | 'in-transaction'
  | 'committing'
  | 'aborting'
  | 'abortable'
  | 'fatal'

/** Who consumes, as the offsets of a transaction are fenced by (KIP-447). From `consumer.groupMetadata()`. */
export interface GroupMetadata {
  readonly groupId: string
  /** -1 when the group has no generation: then the offsets are not fenced. */
  readonly generationId: number
  readonly memberId: string
  readonly groupInstanceId: string | null
}

/** An offset to commit: that of the next record to consume. */
export interface OffsetToCommit extends TopicPartition {
  readonly offset: number
  /** Leader epoch of the last record consumed. Default -1, unknown. */
  readonly leaderEpoch?: number
  /** Free text kept beside the offset. Default ''. */
  readonly metadata?: string
}

export interface TransactionOptions {
  readonly transactionalId: string
  readonly transactionTimeoutMs: number
  readonly maxBlockMs: number
  /** Whose connections to use. */
  readonly lane: string
}

/** What the transactions need of the producer around them. */
export interface TransactionHost {
  wake(): void
  /** Sends everything that was appended and waits for it. Rejects with the first failure. */
  flush(): Promise<void>
  /** Gives up what is not in flight and waits for what is. Tells whether something that had been sent was lost. */
  settle(error: MoldauError): Promise<boolean>
  /** The producer can do nothing any more. */
  fail(error: MoldauError): void
}

const V1_PRODUCE_MAX = 11
const V2_PRODUCE_MIN = 12

export class Transactions implements TransactionGate {
  readonly #cluster: Cluster
  readonly #identity: ProducerIdentity
  readonly #options: TransactionOptions
  readonly #host: TransactionHost
  #state: TransactionState = 'uninitialized'
  #failure: MoldauError | undefined
  #isV2 = false
  #coordinator: Link | undefined
  /** Whether the coordinator may know of this transaction: then it must be ended there. */
  #isStarted = false
  #mustRaiseEpoch = false
  readonly #added = new TopicPartitionMap<true>()
  readonly #toAdd = new TopicPartitionMap<true>()
  #adding = false

  constructor(
    cluster: Cluster,
    identity: ProducerIdentity,
    options: TransactionOptions,
    host: TransactionHost,
  ) {
    this.#cluster = cluster
    this.#identity = identity
    this.#options = options
    this.#host = host
  }

  get state(): TransactionState {
    return this.#state
  }

  /** Why the transaction must abort, or the producer be closed. */
  get failure(): MoldauError | undefined {
    return this.#failure
  }

  get isAborting(): boolean {
    return this.#state === 'aborting' || this.#state === 'abortable' || this.#state === 'fatal'
  }

  get produceVersions(): RequestLimits {
    return this.#isV2 ? { minVersion: V2_PRODUCE_MIN } : { maxVersion: V1_PRODUCE_MAX }
  }

  // --- what the sender asks -----------------------------------------------------------------------------------------

  admits(topic: string, partition: number): boolean {
    if (this.#state !== 'in-transaction' && this.#state !== 'committing') return false
    if (this.#isV2 || this.#added.has(topic, partition)) {
      this.#isStarted = true
      return true
    }
    this.#toAdd.set(topic, partition, true)
    this.#addPartitions()
    return false
  }

  abortable(error: MoldauError): void {
    if (this.#state === 'in-transaction' || this.isAborting) this.#mustRaiseEpoch = true
    this.#mustAbort(error)
  }

  /** The transaction is lost; what was appended and not sent is given up by the sender. */
  #mustAbort(error: MoldauError): void {
    if (this.#state !== 'in-transaction') return
    this.#state = 'abortable'
    this.#failure = error
    this.#host.wake()
  }

  // --- what the program asks ----------------------------------------------------------------------------------------

  /** Completes or aborts what an earlier producer of this transactional id left, and fences it. */
  async init(): Promise<void> {
    this.#expect(['uninitialized'], 'initTransactions')
    await this.#requestIdentity(-1, -1)
    this.#state = 'ready'
  }

  begin(): void {
    this.#expect(['ready'], 'beginTransaction')
    this.#state = 'in-transaction'
    this.#isStarted = false
  }

  async commit(): Promise<void> {
    if (this.#state !== 'committing') {
      this.#expect(['in-transaction'], 'commitTransaction')
      await this.#host.flush()
      this.#expect(['in-transaction'], 'commitTransaction')
      this.#state = 'committing'
    }
    await this.#end(true)
  }

  async abort(): Promise<void> {
    if (this.#state !== 'aborting') {
      this.#expectAbortable()
      this.#state = 'aborting'
      if (await this.#host.settle(this.#failure ?? transactionAborted())) this.#mustRaiseEpoch = true
    }
    await this.#end(false)
  }

  /** Makes offsets part of the transaction, fenced by the group's generation. */
  async sendOffsets(offsets: readonly OffsetToCommit[], group: GroupMetadata): Promise<void> {
    this.#expect(['in-transaction'], 'sendOffsetsToTransaction')
    if (offsets.length === 0) return
    try {
      if (!this.#isV2) await this.#addOffsets(group.groupId)
      this.#isStarted = true
      await this.#commitOffsets(offsets, group)
    } catch (error) {
      if (error instanceof MoldauError) this.#mustAbort(error)
      throw error
    }
  }

  // --- steps --------------------------------------------------------------------------------------------------------

  #expect(states: readonly TransactionState[], call: string): void {
    if (states.includes(this.#state)) return
    if (this.#failure !== undefined) throw this.#failure
    throw new MoldauError('INVALID_TXN_STATE', `${call} is not possible now`, {
      detail: `the producer is ${this.#state}`,
      hint: `it must be ${states.join(' or ')}`,
    })
  }

  #expectAbortable(): void {
    if (this.#state === 'abortable') return
    this.#expect(['in-transaction'], 'abortTransaction')
  }

  #fatal(error: MoldauError): MoldauError {
    this.#state = 'fatal'
    this.#failure = error
    this.#host.fail(error)
    return error
  }

  get #deadline(): Deadline {
    return new Deadline(this.#cluster.clock, this.#options.maxBlockMs)
  }

  /** Asks the transaction coordinator, which is looked up when it is not known. */
  async #ask<K extends ApiKey>(key: K, body: RequestOf<K>, limits: RequestLimits): Promise<ResponseOf<K>> {
    try {
      this.#coordinator ??= await this.#cluster.coordinator('transaction', this.#options.transactionalId)
      return await this.#coordinator.request('transaction', key, body, {
        ...limits,
        lane: this.#options.lane,
      })
    } catch (error) {
      this.#coordinator = undefined
      throw error
    }
  }

  /** Throws what an error code of the coordinator means here; the retriable ones are tried again by `retrying`. */
  #check(errorCode: number, what: string): void {
    switch (errorCode) {
      case ErrorCode.NONE:
        return
      case ErrorCode.NOT_COORDINATOR:
      case ErrorCode.COORDINATOR_NOT_AVAILABLE:
        this.#coordinator = undefined
        break
      case ErrorCode.INVALID_PRODUCER_EPOCH:
      case ErrorCode.PRODUCER_FENCED:
        throw this.#fatal(failureOf(ErrorCode.PRODUCER_FENCED, what))
      case ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      case ErrorCode.INVALID_PRODUCER_ID_MAPPING:
      case ErrorCode.INVALID_TXN_STATE:
      case ErrorCode.INVALID_TRANSACTION_TIMEOUT:
        throw this.#fatal(failureOf(errorCode, what))
    }
    throw failureOf(errorCode, what)
  }

  async #requestIdentity(producerId: number, producerEpoch: number): Promise<void> {
    const { transactionTimeoutMs, transactionalId } = this.#options
    await retrying(this.#cluster, this.#deadline, async () => {
      const body = requestOf(ApiKey.InitProducerId, {
        ...{ transactionalId, transactionTimeoutMs, producerId, producerEpoch },
      })
      const limits = producerId < 0 ? {} : { minVersion: 3 }
      const response = await this.#ask(ApiKey.InitProducerId, body, limits)
      this.#check(response.errorCode, `the producer ${transactionalId} could not be initialized`)
      this.#identity.adopt(response.producerId, response.producerEpoch)
    })
    this.#isV2 = this.#speaksV2()
    this.#mustRaiseEpoch = false
  }

  /** Whether the cluster has finalized transaction.version 2, and the coordinator speaks what it takes. */
  #speaksV2(): boolean {
    const channel = this.#coordinator?.channel('transaction', this.#options.lane)
    if (channel === undefined) return false
    return (
      (channel.finalizedFeatures.get('transaction.version') ?? 0) >= 2 &&
      channel.versionOf(ApiKey.EndTxn) >= 5 &&
      channel.versionOf(ApiKey.Produce) >= V2_PRODUCE_MIN &&
      channel.versionOf(ApiKey.TxnOffsetCommit) >= 5
    )
  }

  #addPartitions(): void {
    if (this.#adding) return
    this.#adding = true
    this.#addAll()
      .catch(error => {
        if (!(error instanceof MoldauError)) throw error
        this.#mustAbort(error)
      })
      .finally(() => {
        this.#adding = false
        this.#host.wake()
      })
  }

  async #addAll(): Promise<void> {
    while (this.#toAdd.size > 0) {
      const partitions = [...this.#toAdd.keys()]
      await retrying(this.#cluster, this.#deadline, () => this.#add(partitions))
      for (const { partition, topic } of partitions) {
        this.#toAdd.delete(topic, partition)
        this.#added.set(topic, partition, true)
      }
    }
  }

  async #add(partitions: readonly TopicPartition[]): Promise<void> {
    const { transactionalId } = this.#options
    const v3AndBelowTopics = [...byTopic(partitions)].map(([name, list]) => ({
      name,
      partitions: list.map(one => one.partition),
    }))
    const body = requestOf(ApiKey.AddPartitionsToTxn, {
      v3AndBelowTransactionalId: transactionalId,
      v3AndBelowProducerId: this.#identity.producerId,
      v3AndBelowProducerEpoch: this.#identity.producerEpoch,
      v3AndBelowTopics,
    })
    this.#isStarted = true
    // Versions from 4 on are for brokers among themselves.
    const response = await this.#ask(ApiKey.AddPartitionsToTxn, body, { maxVersion: 3 })
    const codes = response.resultsByTopicV3AndBelow
      .flatMap(topic => topic.resultsByPartition.map(one => one.partitionErrorCode))
      .filter(code => code !== ErrorCode.NONE)
    // That others were not tried says nothing: what counts is why.
    const reason = codes.find(code => code !== ErrorCode.OPERATION_NOT_ATTEMPTED) ?? codes[0]
    if (reason !== undefined)
      this.#check(reason, `partitions were not added to the transaction of ${transactionalId}`)
  }

  async #addOffsets(groupId: string): Promise<void> {
    const { transactionalId } = this.#options
    const { producerEpoch, producerId } = this.#identity
    await retrying(this.#cluster, this.#deadline, async () => {
      const body = requestOf(ApiKey.AddOffsetsToTxn, { transactionalId, producerId, producerEpoch, groupId })
      this.#isStarted = true
      const response = await this.#ask(ApiKey.AddOffsetsToTxn, body, {})
      this.#check(
        response.errorCode,
        `group ${groupId} was not added to the transaction of ${transactionalId}`,
      )
    })
  }

  async #commitOffsets(offsets: readonly OffsetToCommit[], group: GroupMetadata): Promise<void> {
    const { transactionalId } = this.#options
    const { producerEpoch, producerId } = this.#identity
    const topics = [...byTopic(offsets)].map(([name, list]) => ({
      name,
      partitions: list.map(({ leaderEpoch = -1, metadata = '', offset, partition }) => ({
        ...{ partitionIndex: partition, committedOffset: offset },
        ...{ committedLeaderEpoch: leaderEpoch, committedMetadata: metadata },
      })),
    }))
    const body = requestOf(ApiKey.TxnOffsetCommit, {
      ...{ transactionalId, producerId, producerEpoch, topics, groupId: group.groupId },
      ...{
        generationId: group.generationId,
        memberId: group.memberId,
        groupInstanceId: group.groupInstanceId,
      },
    })
    // Without a version that carries the generation the offsets of a member that was thrown out would count.
    const fenced = group.generationId >= 0 || group.groupInstanceId !== null ? { minVersion: 3 } : {}
    const limits = this.#isV2 ? { minVersion: 5 } : { ...fenced, maxVersion: 4 }
    let coordinator: Link | undefined
    await retrying(this.#cluster, this.#deadline, async () => {
      try {
        coordinator ??= await this.#cluster.coordinator('group', group.groupId)
        const response = await coordinator.request('transaction', ApiKey.TxnOffsetCommit, body, {
          ...limits,
          lane: this.#options.lane,
        })
        for (const { name, partitions } of response.topics) {
          for (const { errorCode } of partitions) {
            if (errorCode === ErrorCode.NONE) continue
            await this.#cluster.expectTopic(errorCode, name)
            this.#checkOffset(errorCode, group.groupId)
          }
        }
      } catch (error) {
        coordinator = undefined
        throw error
      }
    })
  }

  #checkOffset(errorCode: number, groupId: string): void {
    const what = `offsets of group ${groupId} were not made part of the transaction`
    switch (errorCode) {
      case ErrorCode.UNKNOWN_MEMBER_ID:
      case ErrorCode.ILLEGAL_GENERATION:
      case ErrorCode.FENCED_INSTANCE_ID:
        throw failureOf(errorCode, what)
      case ErrorCode.NOT_COORDINATOR:
      case ErrorCode.COORDINATOR_NOT_AVAILABLE:
        throw failureOf(errorCode, what)
      default:
        this.#check(errorCode, what)
    }
  }

  async #end(committed: boolean): Promise<void> {
    if (this.#isStarted) await this.#endAtCoordinator(committed)
    if (!this.#isV2 && this.#mustRaiseEpoch)
      await this.#requestIdentity(this.#identity.producerId, this.#identity.producerEpoch)
    this.#added.clear()
    this.#toAdd.clear()
    this.#isStarted = false
    this.#mustRaiseEpoch = false
    this.#failure = undefined
    this.#state = 'ready'
  }

  async #endAtCoordinator(committed: boolean): Promise<void> {
    const { transactionalId } = this.#options
    const { producerEpoch, producerId } = this.#identity
    const what = `the transaction of ${transactionalId} could not be ${committed ? 'committed' : 'aborted'}`
    const body = requestOf(ApiKey.EndTxn, { transactionalId, producerId, producerEpoch, committed })
    const limits = this.#isV2 ? { minVersion: 5 } : { maxVersion: 4 }
    const response = await retrying(this.#cluster, this.#deadline, async () => {
      const answer = await this.#ask(ApiKey.EndTxn, body, limits)
      if (answer.errorCode === ErrorCode.TRANSACTION_ABORTABLE && committed) {
        this.#state = 'abortable'
        this.#failure = failureOf(answer.errorCode, what)
        throw this.#failure
      }
      if (answer.errorCode === ErrorCode.UNKNOWN_SERVER_ERROR)
        throw this.#fatal(
          new MoldauError('TRANSACTION_OUTCOME_UNKNOWN', what, {
            detail: 'the coordinator failed in the middle of it',
            hint: 'close this producer; a new one with the same transactional id completes or aborts the transaction',
          }),
        )
      this.#check(answer.errorCode, what)
      return answer
    })
    this.#isStarted = false
    if (!this.#isV2) return
    assert(response.producerEpoch >= 0, 'an EndTxn of version 5 hands out an epoch')
    this.#identity.adopt(response.producerId, response.producerEpoch)
  }
}
