/** Groups and their offsets, of every protocol, as an admin sees and changes them. Part of `Admin`. */
import { ApiKey, ErrorCode, requestOf } from '@moldau/protocol'
import { type CommittedOffset, GroupOffsets } from '../consumer/group-offsets.ts'
import type { OffsetToCommit } from '../producer/transactions.ts'
import { failureOf } from '../retry.ts'
import { byTopic, type TopicPartition, type TopicPartitionMap } from '../topic-partition.ts'
import type { Asking, Outcomes } from './asking.ts'

export interface GroupListing {
  readonly groupId: string
  readonly protocolType: string
  readonly state: string
  readonly type: string
}

export interface GroupFilter {
  /** Only groups in these states, for example 'Stable'. Default: any. */
  readonly states?: readonly string[]
  /** Only groups of these protocols: 'classic', 'consumer'. Default: any. */
  readonly types?: readonly string[]
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

/** A group of the consumer protocol (KIP-848). */
export interface ConsumerGroupDescription {
  readonly groupId: string
  /** 'Empty', 'Assigning', 'Reconciling', 'Stable'. */
  readonly state: string
  readonly groupEpoch: number
  readonly assignmentEpoch: number
  readonly assignor: string
  readonly members: readonly {
    readonly memberId: string
    readonly groupInstanceId: string | null
    readonly rackId: string | null
    readonly memberEpoch: number
    readonly clientId: string
    readonly clientHost: string
    readonly topics: readonly string[]
    /** null when the member is not subscribed by an expression. */
    readonly pattern: string | null
    readonly assignment: readonly TopicPartition[]
    readonly targetAssignment: readonly TopicPartition[]
  }[]
}

export class GroupAdmin {
  readonly #asking: Asking

  constructor(asking: Asking) {
    this.#asking = asking
  }

  /** All groups, of all coordinators. */
  async list({ states = [], types = [] }: GroupFilter = {}): Promise<GroupListing[]> {
    return this.#asking.attempts(async () => {
      const groups = new Map<string, GroupListing>()
      const body = requestOf(ApiKey.ListGroups, { statesFilter: states, typesFilter: types })
      const minVersion = types.length > 0 ? 5 : states.length > 0 ? 4 : 0
      for (const link of await this.#asking.all()) {
        const response = await this.#asking.ask(link, ApiKey.ListGroups, body, { minVersion })
        if (response.errorCode !== ErrorCode.NONE)
          throw failureOf(response.errorCode, 'the groups could not be listed')
        for (const { groupId, groupState: state, groupType: type, protocolType } of response.groups)
          groups.set(groupId, { groupId, protocolType, state, type })
      }
      return [...groups.values()].sort((a, b) => (a.groupId < b.groupId ? -1 : 1))
    })
  }

  /** Describes groups by id. A group that does not exist is described as dead, as Kafka does. @throws MoldauError */
  async describe(groupIds: readonly string[]): Promise<Map<string, GroupDescription>> {
    const described = new Map<string, GroupDescription>()
    for (const groupId of groupIds) described.set(groupId, await this.#describeOne(groupId))
    return described
  }

  #describeOne(groupId: string): Promise<GroupDescription> {
    return this.#asking.attempts(async () => {
      const link = await this.#asking.cluster.coordinator('group', groupId)
      const response = await this.#asking.ask(
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

  async describeConsumers(groupIds: readonly string[]): Promise<Map<string, ConsumerGroupDescription>> {
    const described = new Map<string, ConsumerGroupDescription>()
    for (const groupId of groupIds) {
      const one = await this.#describeConsumer(groupId)
      if (one !== undefined) described.set(groupId, one)
    }
    return described
  }

  #describeConsumer(groupId: string): Promise<ConsumerGroupDescription | undefined> {
    return this.#asking.attempts(async () => {
      const link = await this.#asking.cluster.coordinator('group', groupId)
      const body = requestOf(ApiKey.ConsumerGroupDescribe, { groupIds: [groupId] })
      const group = (await this.#asking.ask(link, ApiKey.ConsumerGroupDescribe, body)).groups[0]
      const errorCode = group?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR
      if (errorCode === ErrorCode.GROUP_ID_NOT_FOUND) return undefined
      if (errorCode !== ErrorCode.NONE) throw failureOf(errorCode, `group ${groupId} could not be described`)
      const { assignmentEpoch, assignorName: assignor, groupEpoch, groupState: state, members } = group!
      return {
        ...{ groupId, state, groupEpoch, assignmentEpoch, assignor },
        members: members.map(one => ({
          ...{ memberId: one.memberId, groupInstanceId: one.instanceId, rackId: one.rackId },
          ...{ memberEpoch: one.memberEpoch, clientId: one.clientId, clientHost: one.clientHost },
          ...{ topics: one.subscribedTopicNames, pattern: one.subscribedTopicRegex || null },
          assignment: flat(one.assignment.topicPartitions),
          targetAssignment: flat(one.targetAssignment.topicPartitions),
        })),
      }
    })
  }

  /** Deletes groups that have no members; answers for each by id. */
  async delete(groupIds: readonly string[]): Promise<Outcomes> {
    const results: Outcomes = new Map()
    for (const groupId of groupIds) {
      const errorCode = await this.#asking.attempts(async () => {
        const link = await this.#asking.cluster.coordinator('group', groupId)
        const body = requestOf(ApiKey.DeleteGroups, { groupsNames: [groupId] })
        const response = await this.#asking.ask(link, ApiKey.DeleteGroups, body)
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
  offsets(
    groupId: string,
    partitions: readonly TopicPartition[] | null = null,
  ): Promise<TopicPartitionMap<CommittedOffset>> {
    return new GroupOffsets(this.#asking.cluster, groupId, this.#asking.lane).fetch(
      partitions,
      this.#asking.apiTimeoutMs,
    )
  }

  /** Commits offsets for a group that has no members. @throws MoldauError `UNKNOWN_MEMBER_ID` when it has. */
  alterOffsets(groupId: string, offsets: readonly OffsetToCommit[]): Promise<void> {
    const nobody = { groupId, generationId: -1, memberId: '', groupInstanceId: null }
    return new GroupOffsets(this.#asking.cluster, groupId, this.#asking.lane).commit(
      offsets,
      nobody,
      this.#asking.apiTimeoutMs,
      () => undefined,
    )
  }

  /** Forgets committed offsets of topics that no member of the group is subscribed to. @throws MoldauError */
  async deleteOffsets(groupId: string, partitions: readonly TopicPartition[]): Promise<void> {
    const what = `offsets of group ${groupId} could not be deleted`
    const topics = [...byTopic(partitions)].map(([name, list]) => ({
      name,
      partitions: list.map(one => ({ partitionIndex: one.partition })),
    }))
    await this.#asking.attempts(async () => {
      const link = await this.#asking.cluster.coordinator('group', groupId)
      const response = await this.#asking.ask(
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

function flat(
  topics: readonly { readonly topicName: string; readonly partitions: readonly number[] }[],
): TopicPartition[] {
  return topics.flatMap(({ partitions, topicName: topic }) =>
    partitions.map(partition => ({ topic, partition })),
  )
}
