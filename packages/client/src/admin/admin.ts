/**
 * The admin: topics, configurations, records, groups, offsets and transactions of a cluster.
 *
 * A request that concerns several things answers for each: a map from the name to `undefined` (done) or the failure. What
 * concerns one thing throws. Retriable errors are tried again until `apiTimeoutMs` have passed.
 *
 * Source: Kafka's Admin.
 */
import { ApiKey, ErrorCode, requestOf, ZERO_UUID } from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import type { Link } from '../cluster/link.ts'
import {
  type IsolationLevel,
  lookUpOffsets,
  type OffsetAnswer,
  type OffsetQuestion,
} from '../cluster/offset-lookup.ts'
import type { CommittedOffset } from '../consumer/group-offsets.ts'
import type { OffsetToCommit } from '../producer/transactions.ts'
import { failureOf } from '../retry.ts'
import { nameOf, type TopicPartition, TopicPartitionMap } from '../topic-partition.ts'
import { Asking, type Outcomes } from './asking.ts'
import {
  type ConsumerGroupDescription,
  GroupAdmin,
  type GroupDescription,
  type GroupFilter,
  type GroupListing,
} from './group-admin.ts'
import {
  type HangingTransaction,
  type ProducerDescription,
  TransactionAdmin,
  type TransactionDescription,
  type TransactionFilter,
  type TransactionListing,
} from './transaction-admin.ts'

export interface AdminOptions {
  /** How long a call may take, ms. Default 60000 (`default.api.timeout.ms`). */
  readonly apiTimeoutMs?: number
}

export interface NewTopic {
  readonly name: string
  /** Default: the broker's `num.partitions`. */
  readonly partitions?: number
  /** Default: the broker's. */
  readonly replicationFactor?: number
  readonly configs?: ReadonlyMap<string, string> | Readonly<Record<string, string>>
}

export interface TopicDescription {
  readonly name: string
  /** The zero uuid when the cluster has none. */
  readonly topicId: string
  readonly isInternal: boolean
  readonly partitions: readonly {
    readonly partition: number
    /** -1 when there is none. */
    readonly leader: number
    readonly leaderEpoch: number
    readonly replicas: readonly number[]
    readonly isr: readonly number[]
  }[]
}

export type ResourceType = 'topic' | 'broker'

export interface ConfigResource {
  readonly type: ResourceType
  /** The topic's name, or the broker's id. */
  readonly name: string
}

export interface ConfigEntry {
  readonly name: string
  readonly value: string | null
  /** Kafka's number of where it comes from: 1 topic, 2 to 4 broker, 5 default. */
  readonly source: number
  readonly isDefault: boolean
  readonly isReadOnly: boolean
  readonly isSensitive: boolean
}

export interface ConfigChange {
  readonly name: string
  readonly operation: 'set' | 'delete' | 'append' | 'subtract'
  readonly value?: string
}

const RESOURCE_TYPES = { topic: 2, broker: 4 } as const
const CONFIG_OPERATIONS = { set: 0, delete: 1, append: 2, subtract: 3 } as const
const DEFAULT_CONFIG_SOURCE = 5

/**
 * Makes, changes and describes topics, groups and settings. A failure of one thing among many is a value in the answer's map.
 *
 * ```ts
 * import { EmbeddedLog } from 'moldau'
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * const log = await EmbeddedLog.open({ dataDir: await mkdtemp(join(tmpdir(), 'moldau-')) })
 * const admin = log.admin()
 * await admin.createTopics([{ name: 'orders', partitions: 6, replicationFactor: 1 }])
 * const again = await admin.createTopics([{ name: 'orders', partitions: 6, replicationFactor: 1 }])
 * console.log(again.get('orders')?.code) // prints TOPIC_ALREADY_EXISTS
 * await log.close()
 * ```
 */
export class Admin {
  readonly #asking: Asking
  readonly #groups: GroupAdmin
  readonly #transactions: TransactionAdmin

  /** An admin on `cluster`, which it does not close. */
  constructor(cluster: Cluster, options: AdminOptions = {}) {
    this.#asking = new Asking(cluster, options.apiTimeoutMs ?? 60_000)
    this.#groups = new GroupAdmin(this.#asking)
    this.#transactions = new TransactionAdmin(this.#asking)
  }

  /** Ends the admin's connections. */
  async close(): Promise<void> {
    await this.#asking.cluster.closeLane(this.#asking.lane)
  }

  // --- topics -------------------------------------------------------------------------------------------------------

  /** Creates topics; answers for each by name. `validateOnly` only checks. */
  async createTopics(
    topics: readonly NewTopic[],
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<Outcomes> {
    const body = requestOf(ApiKey.CreateTopics, {
      timeoutMs: this.#asking.apiTimeoutMs,
      validateOnly: options.validateOnly ?? false,
      topics: topics.map(({ configs, name, partitions = -1, replicationFactor = -1 }) => ({
        ...{ name, numPartitions: partitions, replicationFactor },
        configs: entriesOf(configs).map(([key, value]) => ({ name: key, value })),
      })),
    })
    const response = await this.#asking.askController(ApiKey.CreateTopics, body, one =>
      one.topics.map(topic => topic.errorCode),
    )
    return outcomes(response.topics, 'could not be created')
  }

  /** Deletes topics; answers for each by name. */
  async deleteTopics(names: readonly string[]): Promise<Outcomes> {
    const body = requestOf(ApiKey.DeleteTopics, {
      timeoutMs: this.#asking.apiTimeoutMs,
      topicNames: names,
      topics: names.map(name => ({ name })),
    })
    const response = await this.#asking.askController(ApiKey.DeleteTopics, body, one =>
      one.responses.map(topic => topic.errorCode),
    )
    const results = response.responses.map(one => ({ ...one, name: one.name ?? '' }))
    return outcomes(results, 'could not be deleted')
  }

  /** Raises the number of partitions, to that many in all; answers for each topic by name. */
  async createPartitions(counts: ReadonlyMap<string, number>): Promise<Outcomes> {
    const body = requestOf(ApiKey.CreatePartitions, {
      timeoutMs: this.#asking.apiTimeoutMs,
      topics: [...counts].map(([name, count]) => ({ name, count, assignments: null })),
    })
    const response = await this.#asking.askController(ApiKey.CreatePartitions, body, one =>
      one.results.map(topic => topic.errorCode),
    )
    return outcomes(response.results, 'got no more partitions')
  }

  /** The names of all topics. Default: without Kafka's own. */
  async listTopics(options: { readonly includeInternal?: boolean } = {}): Promise<string[]> {
    const topics = await this.#describe(null)
    return topics
      .filter(one => options.includeInternal === true || !one.isInternal)
      .map(one => one.name)
      .sort()
  }

  /** Describes topics by name; a topic that does not exist is left out. Creates nothing. */
  async describeTopics(names: readonly string[]): Promise<Map<string, TopicDescription>> {
    const topics = names.length === 0 ? [] : await this.#describe(names)
    return new Map(topics.map(one => [one.name, one]))
  }

  #describe(names: readonly string[] | null): Promise<TopicDescription[]> {
    const topics = names === null ? null : names.map(name => ({ name, topicId: ZERO_UUID }))
    const body = requestOf(ApiKey.Metadata, { topics, allowAutoTopicCreation: false })
    return this.#asking.attempts(async () => {
      // Version 4 is the first in which nothing is created by asking.
      const response = await this.#asking.ask(await this.#asking.some(), ApiKey.Metadata, body, {
        minVersion: 4,
      })
      const found: TopicDescription[] = []
      for (const { errorCode, isInternal, name, partitions, topicId } of response.topics) {
        if (errorCode === ErrorCode.UNKNOWN_TOPIC_OR_PARTITION || name === null) continue
        if (errorCode !== ErrorCode.NONE) throw failureOf(errorCode, `topic ${name} could not be described`)
        const described = partitions.map(one => ({
          ...{ partition: one.partitionIndex, leader: one.leaderId, leaderEpoch: one.leaderEpoch },
          ...{ replicas: one.replicaNodes, isr: one.isrNodes },
        }))
        found.push({
          name,
          topicId,
          isInternal,
          partitions: described.sort((a, b) => a.partition - b.partition),
        })
      }
      return found
    })
  }

  // --- configurations -----------------------------------------------------------------------------------------------

  /** The configuration of a topic or a broker, by name of the entry. @throws MoldauError */
  async describeConfigs(resource: ConfigResource): Promise<Map<string, ConfigEntry>> {
    const resourceType = RESOURCE_TYPES[resource.type]
    const body = requestOf(ApiKey.DescribeConfigs, {
      resources: [{ resourceType, resourceName: resource.name, configurationKeys: null }],
    })
    return this.#asking.attempts(async () => {
      const response = await this.#asking.ask(await this.#nodeOf(resource), ApiKey.DescribeConfigs, body)
      const result = response.results[0]
      if (result === undefined || result.errorCode !== ErrorCode.NONE)
        throw failureOf(
          result?.errorCode ?? -1,
          `${resource.type} ${resource.name} could not be described`,
          result?.errorMessage,
        )
      return new Map(
        result.configs.map(({ configSource: source, isSensitive, name, readOnly: isReadOnly, value }) => [
          name,
          { name, value, source, isDefault: source === DEFAULT_CONFIG_SOURCE, isReadOnly, isSensitive },
        ]),
      )
    })
  }

  /** Changes entries of one configuration and leaves the others alone. @throws MoldauError `INVALID_CONFIG` */
  async alterConfigs(resource: ConfigResource, changes: readonly ConfigChange[]): Promise<void> {
    const configs = changes.map(({ name, operation, value = null }) => ({
      ...{ name, value, configOperation: CONFIG_OPERATIONS[operation] },
    }))
    const body = requestOf(ApiKey.IncrementalAlterConfigs, {
      resources: [{ resourceType: RESOURCE_TYPES[resource.type], resourceName: resource.name, configs }],
    })
    await this.#asking.attempts(async () => {
      const response = await this.#asking.ask(
        await this.#nodeOf(resource),
        ApiKey.IncrementalAlterConfigs,
        body,
      )
      for (const { errorCode, errorMessage } of response.responses)
        if (errorCode !== ErrorCode.NONE)
          throw failureOf(errorCode, `${resource.type} ${resource.name} could not be changed`, errorMessage)
    })
  }

  /** A broker's configuration is asked of that broker. */
  async #nodeOf(resource: ConfigResource): Promise<Link> {
    const any = await this.#asking.some()
    return resource.type === 'broker' ? (this.#asking.cluster.link(Number(resource.name)) ?? any) : any
  }

  // --- records and offsets ------------------------------------------------------------------------------------------

  /**
   * Deletes the records before an offset (-1: before the high watermark), partition by partition. Returns the first offset
   * that is left of each. @throws MoldauError `OFFSET_OUT_OF_RANGE`
   */
  async deleteRecords(
    before: readonly (TopicPartition & { readonly offset: number })[],
  ): Promise<TopicPartitionMap<number>> {
    const lowWatermarks = new TopicPartitionMap<number>()
    this.#asking.cluster.addTopics(before.map(one => one.topic))
    await this.#asking.attempts(async () => {
      const open = before.filter(one => !lowWatermarks.has(one.topic, one.partition))
      if (open.some(one => this.#asking.cluster.leaderOf(one.topic, one.partition) === undefined))
        await this.#asking.cluster.update()
      for (const one of open) await this.#deleteBefore(one, lowWatermarks)
    })
    return lowWatermarks
  }

  async #deleteBefore(
    one: TopicPartition & { readonly offset: number },
    lowWatermarks: TopicPartitionMap<number>,
  ): Promise<void> {
    const { offset, partition, topic } = one
    const what = `records of ${nameOf(one)} could not be deleted`
    const link = this.#asking.cluster.leaderOf(topic, partition)
    if (link === undefined) throw failureOf(ErrorCode.LEADER_NOT_AVAILABLE, what)
    const topics = [{ name: topic, partitions: [{ partitionIndex: partition, offset }] }]
    const body = requestOf(ApiKey.DeleteRecords, { timeoutMs: this.#asking.apiTimeoutMs, topics })
    const response = await this.#asking.ask(link, ApiKey.DeleteRecords, body)
    const answer = response.topics[0]?.partitions[0]
    const errorCode = answer?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR
    if (errorCode !== ErrorCode.NONE) {
      this.#asking.cluster.requestUpdate()
      throw failureOf(errorCode, what)
    }
    lowWatermarks.set(topic, partition, answer!.lowWatermark)
  }

  /** Looks offsets up by time; see OFFSET_SPEC for beginnings and ends. Default isolation 'read_uncommitted'. */
  listOffsets(
    questions: readonly OffsetQuestion[],
    isolation: IsolationLevel = 'read_uncommitted',
  ): Promise<TopicPartitionMap<OffsetAnswer>> {
    return lookUpOffsets(
      this.#asking.cluster,
      questions,
      isolation,
      this.#asking.apiTimeoutMs,
      this.#asking.lane,
    )
  }

  // --- groups -------------------------------------------------------------------------------------------------------

  /** All groups, of all coordinators; of some states or types where asked. */
  listGroups(filter: GroupFilter = {}): Promise<GroupListing[]> {
    return this.#groups.list(filter)
  }

  /** Describes groups of the classic protocol. One that does not exist is described as dead, as Kafka does. @throws MoldauError */
  describeGroups(groupIds: readonly string[]): Promise<Map<string, GroupDescription>> {
    return this.#groups.describe(groupIds)
  }

  /** Describes groups of the consumer protocol (KIP-848); another one is left out. @throws MoldauError */
  describeConsumerGroups(groupIds: readonly string[]): Promise<Map<string, ConsumerGroupDescription>> {
    return this.#groups.describeConsumers(groupIds)
  }

  /** Deletes groups that have no members; answers for each by id. */
  deleteGroups(groupIds: readonly string[]): Promise<Outcomes> {
    return this.#groups.delete(groupIds)
  }

  /** The committed offsets of a group: of these partitions, or of all. */
  groupOffsets(
    groupId: string,
    partitions: readonly TopicPartition[] | null = null,
  ): Promise<TopicPartitionMap<CommittedOffset>> {
    return this.#groups.offsets(groupId, partitions)
  }

  /** Commits offsets for a group that has no members. @throws MoldauError `UNKNOWN_MEMBER_ID` when it has. */
  alterGroupOffsets(groupId: string, offsets: readonly OffsetToCommit[]): Promise<void> {
    return this.#groups.alterOffsets(groupId, offsets)
  }

  /** Forgets committed offsets of topics that no member of the group is subscribed to. @throws MoldauError */
  deleteGroupOffsets(groupId: string, partitions: readonly TopicPartition[]): Promise<void> {
    return this.#groups.deleteOffsets(groupId, partitions)
  }

  // --- transactions -------------------------------------------------------------------------------------------------

  /** Who writes to these partitions, and which transactions are open there. @throws MoldauError */
  describeProducers(
    partitions: readonly TopicPartition[],
  ): Promise<TopicPartitionMap<ProducerDescription[]>> {
    return this.#transactions.describeProducers(partitions)
  }

  /** The transactional ids of all coordinators, or those that the filter lets through. @throws MoldauError */
  listTransactions(filter: TransactionFilter = {}): Promise<TransactionListing[]> {
    return this.#transactions.list(filter)
  }

  /** Describes transactional ids; one that is not known is left out. @throws MoldauError */
  describeTransactions(transactionalIds: readonly string[]): Promise<Map<string, TransactionDescription>> {
    return this.#transactions.describe(transactionalIds)
  }

  /**
   * Aborts a hanging transaction in one partition: one that `describeProducers` shows and no coordinator knows. Of a living one
   * it would let half be read. @throws MoldauError
   */
  abortTransaction(hanging: HangingTransaction): Promise<void> {
    return this.#transactions.abort(hanging)
  }
}

function entriesOf(configs: NewTopic['configs']): [string, string][] {
  if (configs === undefined) return []
  return configs instanceof Map ? [...configs] : Object.entries(configs)
}

function outcomes(
  results: readonly {
    readonly name: string
    readonly errorCode: number
    readonly errorMessage?: string | null
  }[],
  what: string,
): Outcomes {
  return new Map(
    results.map(({ errorCode, errorMessage, name }) => [
      name,
      errorCode === ErrorCode.NONE ? undefined : failureOf(errorCode, `topic ${name} ${what}`, errorMessage),
    ]),
  )
}
