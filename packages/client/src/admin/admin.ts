/**
 * The admin: topics, configurations, records, groups and offsets of a cluster.
 *
 * A request that concerns several things answers for each: a map from the name to `undefined` (done) or the failure. What
 * concerns one thing throws. Retriable errors are tried again until `apiTimeoutMs` have passed.
 *
 * Source: Kafka's Admin.
 */
import {
  ApiKey,
  ErrorCode,
  type MoldauError,
  type RequestOf,
  type ResponseOf,
  requestOf,
  ZERO_UUID,
} from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import type { Link, RequestLimits } from '../cluster/link.ts'
import {
  type IsolationLevel,
  lookUpOffsets,
  type OffsetAnswer,
  type OffsetQuestion,
} from '../cluster/offset-lookup.ts'
import { type CommittedOffset, GroupOffsets } from '../consumer/group-offsets.ts'
import type { OffsetToCommit } from '../producer/transactions.ts'
import { Deadline, failureOf, retrying } from '../retry.ts'
import { byTopic, nameOf, type TopicPartition, TopicPartitionMap } from '../topic-partition.ts'

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

export interface GroupListing {
  readonly groupId: string
  readonly protocolType: string
  readonly state: string
  readonly type: string
}

export interface GroupDescription {
  readonly groupId: string
  readonly state: string
  readonly protocolType: string
  /** The protocol agreed on, for example 'range'. */
  readonly protocol: string
  readonly members: readonly {
    readonly memberId: string
    readonly groupInstanceId: string | null
    readonly clientId: string
    readonly clientHost: string
    readonly metadata: Uint8Array
    readonly assignment: Uint8Array
  }[]
}

/** For each thing asked for: done, or why not. */
export type Outcomes = Map<string, MoldauError | undefined>

const RESOURCE_TYPES = { topic: 2, broker: 4 } as const
const CONFIG_OPERATIONS = { set: 0, delete: 1, append: 2, subtract: 3 } as const
const DEFAULT_CONFIG_SOURCE = 5

export class Admin {
  readonly #cluster: Cluster
  readonly #apiTimeoutMs: number
  readonly #lane: string

  /** An admin on `cluster`, which it does not close. */
  constructor(cluster: Cluster, options: AdminOptions = {}) {
    this.#cluster = cluster
    this.#apiTimeoutMs = options.apiTimeoutMs ?? 60_000
    this.#lane = cluster.newLane()
  }

  /** Ends the admin's connections. */
  async close(): Promise<void> {
    await this.#cluster.closeLane(this.#lane)
  }

  // --- asking -------------------------------------------------------------------------------------------------------

  #attempts<T>(attempt: () => Promise<T>): Promise<T> {
    return retrying(this.#cluster, new Deadline(this.#cluster.clock, this.#apiTimeoutMs), attempt)
  }

  #ask<K extends ApiKey>(
    link: Link,
    key: K,
    body: RequestOf<K>,
    limits: RequestLimits = {},
  ): Promise<ResponseOf<K>> {
    return link.request('admin', key, body, { ...limits, lane: this.#lane })
  }

  async #some(): Promise<Link> {
    if (this.#cluster.metadata.brokers.size === 0) await this.#cluster.update()
    return this.#cluster.anyLink()
  }

  /** Asks the controller again while the answer is that another node is it. */
  async #askController<K extends ApiKey>(
    key: K,
    body: RequestOf<K>,
    codesOf: (response: ResponseOf<K>) => readonly number[],
  ): Promise<ResponseOf<K>> {
    return this.#attempts(async () => {
      const response = await this.#ask(await this.#cluster.controller(), key, body)
      if (!codesOf(response).includes(ErrorCode.NOT_CONTROLLER)) return response
      await this.#cluster.update()
      throw failureOf(ErrorCode.NOT_CONTROLLER, 'the controller has moved')
    })
  }

  // --- topics -------------------------------------------------------------------------------------------------------

  /** Creates topics; answers for each by name. `validateOnly` only checks. */
  async createTopics(
    topics: readonly NewTopic[],
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<Outcomes> {
    const body = requestOf(ApiKey.CreateTopics, {
      timeoutMs: this.#apiTimeoutMs,
      validateOnly: options.validateOnly ?? false,
      topics: topics.map(({ configs, name, partitions = -1, replicationFactor = -1 }) => ({
        ...{ name, numPartitions: partitions, replicationFactor },
        configs: entriesOf(configs).map(([key, value]) => ({ name: key, value })),
      })),
    })
    const response = await this.#askController(ApiKey.CreateTopics, body, one =>
      one.topics.map(topic => topic.errorCode),
    )
    return outcomes(response.topics, 'could not be created')
  }

  /** Deletes topics; answers for each by name. */
  async deleteTopics(names: readonly string[]): Promise<Outcomes> {
    const body = requestOf(ApiKey.DeleteTopics, {
      timeoutMs: this.#apiTimeoutMs,
      topicNames: names,
      topics: names.map(name => ({ name })),
    })
    const response = await this.#askController(ApiKey.DeleteTopics, body, one =>
      one.responses.map(topic => topic.errorCode),
    )
    const results = response.responses.map(one => ({ ...one, name: one.name ?? '' }))
    return outcomes(results, 'could not be deleted')
  }

  /** Raises the number of partitions, to that many in all; answers for each topic by name. */
  async createPartitions(counts: ReadonlyMap<string, number>): Promise<Outcomes> {
    const body = requestOf(ApiKey.CreatePartitions, {
      timeoutMs: this.#apiTimeoutMs,
      topics: [...counts].map(([name, count]) => ({ name, count, assignments: null })),
    })
    const response = await this.#askController(ApiKey.CreatePartitions, body, one =>
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
    return this.#attempts(async () => {
      // Version 4 is the first in which nothing is created by asking.
      const response = await this.#ask(await this.#some(), ApiKey.Metadata, body, { minVersion: 4 })
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
    return this.#attempts(async () => {
      const response = await this.#ask(await this.#nodeOf(resource), ApiKey.DescribeConfigs, body)
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
    await this.#attempts(async () => {
      const response = await this.#ask(await this.#nodeOf(resource), ApiKey.IncrementalAlterConfigs, body)
      for (const { errorCode, errorMessage } of response.responses)
        if (errorCode !== ErrorCode.NONE)
          throw failureOf(errorCode, `${resource.type} ${resource.name} could not be changed`, errorMessage)
    })
  }

  /** A broker's configuration is asked of that broker. */
  async #nodeOf(resource: ConfigResource): Promise<Link> {
    const any = await this.#some()
    return resource.type === 'broker' ? (this.#cluster.link(Number(resource.name)) ?? any) : any
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
    this.#cluster.addTopics(before.map(one => one.topic))
    await this.#attempts(async () => {
      const open = before.filter(one => !lowWatermarks.has(one.topic, one.partition))
      if (open.some(one => this.#cluster.leaderOf(one.topic, one.partition) === undefined))
        await this.#cluster.update()
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
    const link = this.#cluster.leaderOf(topic, partition)
    if (link === undefined) throw failureOf(ErrorCode.LEADER_NOT_AVAILABLE, what)
    const topics = [{ name: topic, partitions: [{ partitionIndex: partition, offset }] }]
    const body = requestOf(ApiKey.DeleteRecords, { timeoutMs: this.#apiTimeoutMs, topics })
    const response = await this.#ask(link, ApiKey.DeleteRecords, body)
    const answer = response.topics[0]?.partitions[0]
    const errorCode = answer?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR
    if (errorCode !== ErrorCode.NONE) {
      this.#cluster.requestUpdate()
      throw failureOf(errorCode, what)
    }
    lowWatermarks.set(topic, partition, answer!.lowWatermark)
  }

  /** Looks offsets up by time; see OFFSET_SPEC for beginnings and ends. Default isolation 'read_uncommitted'. */
  listOffsets(
    questions: readonly OffsetQuestion[],
    isolation: IsolationLevel = 'read_uncommitted',
  ): Promise<TopicPartitionMap<OffsetAnswer>> {
    return lookUpOffsets(this.#cluster, questions, isolation, this.#apiTimeoutMs, this.#lane)
  }

  // --- groups -------------------------------------------------------------------------------------------------------

  /** All groups, of all coordinators. */
  async listGroups(): Promise<GroupListing[]> {
    return this.#attempts(async () => {
      const metadata = await this.#cluster.update()
      const groups = new Map<string, GroupListing>()
      for (const id of metadata.brokers.keys()) {
        const response = await this.#ask(
          this.#cluster.link(id)!,
          ApiKey.ListGroups,
          requestOf(ApiKey.ListGroups),
        )
        if (response.errorCode !== ErrorCode.NONE)
          throw failureOf(response.errorCode, 'the groups could not be listed')
        for (const { groupId, groupState: state, groupType: type, protocolType } of response.groups)
          groups.set(groupId, { groupId, protocolType, state, type })
      }
      return [...groups.values()].sort((a, b) => (a.groupId < b.groupId ? -1 : 1))
    })
  }

  /** Describes groups by id. A group that does not exist is described as dead, as Kafka does. @throws MoldauError */
  async describeGroups(groupIds: readonly string[]): Promise<Map<string, GroupDescription>> {
    const described = new Map<string, GroupDescription>()
    for (const groupId of groupIds) described.set(groupId, await this.#describeGroup(groupId))
    return described
  }

  #describeGroup(groupId: string): Promise<GroupDescription> {
    return this.#attempts(async () => {
      const link = await this.#cluster.coordinator('group', groupId)
      const response = await this.#ask(
        link,
        ApiKey.DescribeGroups,
        requestOf(ApiKey.DescribeGroups, { groups: [groupId] }),
      )
      const group = response.groups[0]
      const errorCode = group?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR
      // From version 6 on a group that is not there has an error; before, it was dead.
      if (errorCode === ErrorCode.GROUP_ID_NOT_FOUND)
        return { groupId, state: 'Dead', protocolType: '', protocol: '', members: [] }
      if (errorCode !== ErrorCode.NONE) throw failureOf(errorCode, `group ${groupId} could not be described`)
      const { groupState: state, members, protocolData: protocol, protocolType } = group!
      return {
        ...{ groupId, state, protocolType, protocol },
        members: members.map(({ memberAssignment: assignment, memberMetadata: metadata, ...one }) => ({
          ...{ memberId: one.memberId, groupInstanceId: one.groupInstanceId, clientId: one.clientId },
          ...{ clientHost: one.clientHost, metadata, assignment },
        })),
      }
    })
  }

  /** Deletes groups that have no members; answers for each by id. */
  async deleteGroups(groupIds: readonly string[]): Promise<Outcomes> {
    const results: Outcomes = new Map()
    for (const groupId of groupIds) {
      const errorCode = await this.#attempts(async () => {
        const link = await this.#cluster.coordinator('group', groupId)
        const body = requestOf(ApiKey.DeleteGroups, { groupsNames: [groupId] })
        const response = await this.#ask(link, ApiKey.DeleteGroups, body)
        const code = response.results[0]?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR
        const failure = failureOf(code, `group ${groupId} could not be deleted`)
        if (failure.retriable) throw failure
        return code
      })
      const isDone = errorCode === ErrorCode.NONE
      results.set(groupId, isDone ? undefined : failureOf(errorCode, `group ${groupId} could not be deleted`))
    }
    return results
  }

  /** The committed offsets of a group: of these partitions, or of all. */
  groupOffsets(
    groupId: string,
    partitions: readonly TopicPartition[] | null = null,
  ): Promise<TopicPartitionMap<CommittedOffset>> {
    return new GroupOffsets(this.#cluster, groupId, this.#lane).fetch(partitions, this.#apiTimeoutMs)
  }

  /** Commits offsets for a group that has no members. @throws MoldauError `UNKNOWN_MEMBER_ID` when it has. */
  alterGroupOffsets(groupId: string, offsets: readonly OffsetToCommit[]): Promise<void> {
    const nobody = { groupId, generationId: -1, memberId: '', groupInstanceId: null }
    return new GroupOffsets(this.#cluster, groupId, this.#lane).commit(
      offsets,
      nobody,
      this.#apiTimeoutMs,
      () => undefined,
    )
  }

  /** Forgets committed offsets of topics that no member of the group is subscribed to. @throws MoldauError */
  async deleteGroupOffsets(groupId: string, partitions: readonly TopicPartition[]): Promise<void> {
    const what = `offsets of group ${groupId} could not be deleted`
    const topics = [...byTopic(partitions)].map(([name, list]) => ({
      name,
      partitions: list.map(one => ({ partitionIndex: one.partition })),
    }))
    await this.#attempts(async () => {
      const link = await this.#cluster.coordinator('group', groupId)
      const response = await this.#ask(
        link,
        ApiKey.OffsetDelete,
        requestOf(ApiKey.OffsetDelete, { groupId, topics }),
      )
      const codes = [
        response.errorCode,
        ...response.topics.flatMap(one => one.partitions.map(part => part.errorCode)),
      ]
      const wrong = codes.find(code => code !== ErrorCode.NONE)
      if (wrong !== undefined) throw failureOf(wrong, what)
    })
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
