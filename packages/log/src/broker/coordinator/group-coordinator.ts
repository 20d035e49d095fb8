/**
 * The group coordinator: groups of both protocols and their committed offsets, kept in `__consumer_offsets`.
 *
 *  1. What a group is, its records say (group-registry.ts). What a classic group is in the middle of a rebalance is not kept: members
 *     join again.
 *  2. No answer leaves before what it rests on is durable (coordinator-log.ts).
 *  3. A group without members changes its protocol with whoever comes next; one with members as classic-members.ts says.
 * Source: Kafka's `GroupCoordinatorService`, `GroupMetadataManager`.
 */
import {
  type BatchIdentity,
  type Clock,
  type ConsumerGroupHeartbeatRequest,
  type ConsumerGroupHeartbeatResponse,
  ErrorCode,
  type JoinGroupResponse,
  type MemberIdentity,
  type MemberResponse,
  type Random,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from '@moldau/protocol'
import { RESOURCE } from '../../metadata/metadata-image.ts'
import type { BrokerConfig } from '../state/broker-config.ts'
import { OFFSETS_TOPIC, type Topics } from '../state/topics.ts'
import { downgraded, ending, syncInConsumerGroup, upgraded } from './classic-members.ts'
import { ConsumerGroup } from './consumer-group.ts'
import type { KnownTopics } from './consumer-group-heartbeat.ts'
import { type ConsumerGroupRecord, encodeConsumerRecord } from './consumer-group-records.ts'
import { type Caller, ConsumerGroups, type Opening } from './consumer-groups.ts'
import type { StoredRecord } from './coordinator-log.ts'
import { GroupMembership, type Joining, joinFault, syncFault } from './group-membership.ts'
import { encodeGroup, groupTombstone, type OffsetToCommit, offsetTombstone } from './group-records.ts'
import { type Group, GroupRegistry } from './group-registry.ts'
import { type Committer, OffsetCoordinator } from './offset-coordinator.ts'

export class GroupCoordinator {
  readonly #topics: Topics
  readonly #config: BrokerConfig
  readonly #clock: Clock
  readonly #registry: GroupRegistry
  readonly #membership: GroupMembership
  readonly #consumers: ConsumerGroups
  readonly #offsets: OffsetCoordinator

  constructor(topics: Topics, config: BrokerConfig, clock: Clock, random: Random) {
    this.#topics = topics
    this.#config = config
    this.#clock = clock
    this.#registry = new GroupRegistry(topics, clock)
    this.#membership = new GroupMembership(clock, random, config, {
      store: (group, assignments) =>
        this.#registry.write(group.groupId, [encodeGroup(group.groupId, group.value(assignments))]),
    })
    this.#consumers = new ConsumerGroups(clock, random, config, {
      topics: knownTopics(topics),
      configOf: groupId => topics.image.configs(RESOURCE.group, groupId),
      find: groupId => this.#registry.consumer(groupId),
      open: groupId => this.#openConsumer(groupId),
      store: (groupId, records, before = []) => this.#storeConsumer(groupId, records, before),
      downgrade: (group, goneId) => this.#downgrade(group, goneId),
    })
    this.#offsets = new OffsetCoordinator(this.#registry, topics, config, clock)
    this.#offsets.onCommit = (group, memberId) => {
      if (group.type === 'classic') this.#membership.touch(group, memberId)
    }
  }

  get(groupId: string): Group | undefined {
    return this.#registry.get(groupId)
  }

  get groups(): Iterable<Group> {
    return this.#registry.all
  }

  /** The partition of `__consumer_offsets` that holds a group. */
  partitionOf(groupId: string): number {
    return this.#registry.partitionOf(groupId)
  }

  /** Settles when what the group rests on is durable; false where it never will be. */
  settle(groupId: string): Promise<boolean> {
    return this.#registry.settle(groupId)
  }

  /** Takes a record of `__consumer_offsets` in at recovery. @throws DecodeError where it is damaged */
  replay(key: Uint8Array, value: Uint8Array | null, recordOffset: number, producerId: number): void {
    this.#registry.replay(key, value, recordOffset, producerId)
  }

  /** Takes a transaction marker of one partition of `__consumer_offsets` in: live, and at recovery. */
  replayMarker(partition: number, producerId: number, commit: boolean): void {
    this.#registry.replayMarker(partition, producerId, commit)
  }

  /** After replay: members that were there have a whole session to show themselves. */
  recover(): void {
    for (const group of this.#registry.all) {
      if (group.type === 'classic') this.#membership.resume(group)
      else this.#consumers.resume(group)
    }
  }

  // --- the classic protocol -------------------------------------------------------------------------------------------

  async join(joining: Joining): Promise<JoinGroupResponse> {
    const { groupId, memberId, sessionTimeoutMs } = joining.request
    if (groupId === '') return joinFault(ErrorCode.INVALID_GROUP_ID, memberId)
    const shortest = this.#config.number('group.min.session.timeout.ms')
    const longest = this.#config.number('group.max.session.timeout.ms')
    if (sessionTimeoutMs < shortest || sessionTimeoutMs > longest)
      return joinFault(ErrorCode.INVALID_SESSION_TIMEOUT, memberId)
    await this.#topics.internal(OFFSETS_TOPIC)
    let group = this.#registry.get(groupId)
    if (group?.type === 'consumer' && group.members.size > 0) {
      const response = this.#consumers.joinClassic(group, joining)
      return (await this.settle(groupId))
        ? response
        : joinFault(ErrorCode.COORDINATOR_NOT_AVAILABLE, memberId)
    }
    if (group?.type === 'consumer') {
      const code = this.#registry.write(groupId, consumerTombstones(group, this.#clock.nowMs()))
      if (code !== ErrorCode.NONE) return joinFault(code, memberId)
      this.#consumers.end(groupId)
      group = this.#registry.get(groupId)
    }
    if (group === undefined) {
      if (memberId !== '') return joinFault(ErrorCode.UNKNOWN_MEMBER_ID, memberId)
      group = this.#registry.orNew(groupId)
    }
    if (group.type !== 'classic') return joinFault(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, memberId)
    const response = await this.#membership.join(group, joining)
    return (await this.settle(groupId)) ? response : joinFault(ErrorCode.COORDINATOR_NOT_AVAILABLE, memberId)
  }

  async sync(request: SyncGroupRequest, version: number): Promise<SyncGroupResponse> {
    // From version 5 on a member says what it believes the group speaks.
    const isSilent = version >= 5 && (request.protocolType === null || request.protocolName === null)
    if (isSilent) return syncFault(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
    if (request.groupId === '') return syncFault(ErrorCode.INVALID_GROUP_ID)
    const group = this.#registry.get(request.groupId)
    if (group === undefined) return syncFault(ErrorCode.UNKNOWN_MEMBER_ID)
    const response =
      group.type === 'classic'
        ? await this.#membership.sync(group, request, version)
        : syncInConsumerGroup(group, request, this.#nameOf)
    return (await this.settle(request.groupId)) ? response : syncFault(ErrorCode.COORDINATOR_NOT_AVAILABLE)
  }

  heartbeat(
    groupId: string,
    memberId: string,
    groupInstanceId: string | null,
    generationId: number,
  ): ErrorCode {
    if (groupId === '') return ErrorCode.INVALID_GROUP_ID
    const group = this.#registry.get(groupId)
    if (group === undefined) return ErrorCode.UNKNOWN_MEMBER_ID
    return group.type === 'classic'
      ? this.#membership.heartbeat(group, memberId, groupInstanceId, generationId)
      : this.#consumers.heartbeatClassic(group, memberId, groupInstanceId, generationId)
  }

  async leave(groupId: string, leaving: readonly MemberIdentity[]): Promise<MemberResponse[] | ErrorCode> {
    if (groupId === '') return ErrorCode.INVALID_GROUP_ID
    const group = this.#registry.get(groupId)
    if (group === undefined) {
      return leaving.map(({ memberId, groupInstanceId }) => ({
        memberId,
        groupInstanceId,
        errorCode: ErrorCode.UNKNOWN_MEMBER_ID,
      }))
    }
    const responses =
      group.type === 'classic'
        ? this.#membership.leave(group, leaving)
        : this.#consumers.leaveClassic(group, leaving)
    return (await this.settle(groupId)) ? responses : ErrorCode.COORDINATOR_NOT_AVAILABLE
  }

  // --- the consumer protocol ------------------------------------------------------------------------------------------

  async consumerHeartbeat(
    request: ConsumerGroupHeartbeatRequest,
    caller: Caller,
  ): Promise<ConsumerGroupHeartbeatResponse> {
    await this.#topics.internal(OFFSETS_TOPIC)
    const response = this.#consumers.heartbeat(request, caller)
    if (await this.settle(request.groupId)) return response
    const errorCode = ErrorCode.COORDINATOR_NOT_AVAILABLE
    return { ...response, errorCode, memberId: null, memberEpoch: 0, assignment: null }
  }

  /** What describers call the assignor of a consumer group. */
  assignorOf(group: ConsumerGroup): string {
    return this.#consumers.assignorOf(group)
  }

  /**
   * Room for a consumer group: none of that name; or an empty classic one, whose record ends with it (3); or one of consumers, whose
   * members come with it where the migration policy allows that.
   */
  #openConsumer(groupId: string): Opening | ErrorCode {
    const classic = this.#registry.classic(groupId)
    if (classic === undefined) return { group: new ConsumerGroup(groupId), before: [] }
    if (classic.state === 'Empty') {
      const group = new ConsumerGroup(groupId, classic.offsets)
      return { group, before: classic.protocolType === null ? [] : [groupTombstone(groupId)] }
    }
    const policy = this.#config.text('group.consumer.migration.policy').toLowerCase()
    const mayUpgrade = policy === 'bidirectional' || policy === 'upgrade'
    const topics = knownTopics(this.#topics)
    const records = mayUpgrade && classic.isOfConsumers ? upgraded(classic, topics) : undefined
    if (records === undefined) return ErrorCode.GROUP_ID_NOT_FOUND
    const group = new ConsumerGroup(groupId, classic.offsets)
    for (const record of records) group.replay(record)
    const nowMs = this.#clock.nowMs()
    const before = [
      groupTombstone(groupId),
      ...records.map(each => encodeConsumerRecord(groupId, each, nowMs)),
    ]
    const done = (): void => {
      this.#membership.end(classic, ErrorCode.REBALANCE_IN_PROGRESS)
      this.#consumers.resume(this.#registry.consumer(groupId)!)
    }
    return { group, before, done }
  }

  /** The last member of the consumer protocol goes: a classic group of those who stay. */
  #downgrade(group: ConsumerGroup, goneId: string): ErrorCode {
    const nowMs = this.#clock.nowMs()
    const classic = downgraded(group, goneId, nowMs, this.#nameOf)
    const assignments = new Map([...classic.members.values()].map(one => [one.memberId, one.assignment]))
    const records = consumerTombstones(group, nowMs)
    const own = encodeGroup(group.groupId, classic.value(assignments))
    const code = this.#registry.write(group.groupId, [...records, own])
    if (code !== ErrorCode.NONE) return code
    this.#consumers.end(group.groupId)
    this.#registry.put(classic)
    this.#membership.takeOver(classic)
    return ErrorCode.NONE
  }

  readonly #nameOf = (topicId: string): string | undefined => this.#topics.byId(topicId)?.name

  #storeConsumer(
    groupId: string,
    records: readonly ConsumerGroupRecord[],
    before: readonly StoredRecord[],
  ): ErrorCode {
    const nowMs = this.#clock.nowMs()
    const stored = records.map(record => encodeConsumerRecord(groupId, record, nowMs))
    return this.#registry.write(groupId, [...before, ...stored])
  }

  // --- offsets --------------------------------------------------------------------------------------------------------

  transactionalCommitFault(
    groupId: string,
    committer: Committer,
    commits: readonly OffsetToCommit[],
  ): ErrorCode {
    return this.#offsets.transactionalCommitFault(groupId, committer, commits)
  }

  commit(
    groupId: string,
    committer: Committer,
    commits: readonly OffsetToCommit[],
    identity?: BatchIdentity,
    version?: number,
  ): Promise<ErrorCode> {
    return this.#offsets.commit(groupId, committer, commits, identity, version)
  }

  fetchFault(groupId: string, memberId: string | null, memberEpoch: number): ErrorCode {
    return this.#offsets.fetchFault(groupId, memberId, memberEpoch)
  }

  deleteOffsets(
    groupId: string,
    places: readonly { topic: string; partition: number }[],
  ): Promise<ReadonlySet<string> | ErrorCode> {
    return this.#offsets.delete(groupId, places)
  }

  topicDeleted(topic: string): Promise<void> {
    return this.#offsets.topicDeleted(topic)
  }

  // --- the end of groups ----------------------------------------------------------------------------------------------

  /** Deletes a group that has no members, and its offsets. */
  async delete(groupId: string): Promise<ErrorCode> {
    if (groupId === '') return ErrorCode.INVALID_GROUP_ID
    const group = this.#registry.get(groupId)
    if (group === undefined || (group.type === 'classic' && group.state === 'Dead'))
      return ErrorCode.GROUP_ID_NOT_FOUND
    if (group.state !== 'Empty') return ErrorCode.NON_EMPTY_GROUP
    const code = this.#end(group, group.offsets.places)
    if (code !== ErrorCode.NONE) return code
    return (await this.settle(groupId)) ? ErrorCode.NONE : ErrorCode.COORDINATOR_NOT_AVAILABLE
  }

  #end(group: Group, places: readonly { topic: string; partition: number }[]): ErrorCode {
    const { groupId } = group
    const offsets = places.map(({ topic, partition }) => offsetTombstone(groupId, topic, partition))
    const own =
      group.type === 'classic' ? [groupTombstone(groupId)] : consumerTombstones(group, this.#clock.nowMs())
    const code = this.#registry.write(groupId, [...offsets, ...own])
    if (code !== ErrorCode.NONE) return code
    if (group.type === 'classic') {
      this.#membership.end(group)
      group.state = 'Dead'
    } else this.#consumers.end(groupId)
    return ErrorCode.NONE
  }

  /** Removes offsets that are too old, and groups that are left with nothing. */
  expire(): void {
    for (const group of [...this.#registry.all]) {
      const old = this.#offsets.expired(group)
      const isOver =
        group.state === 'Empty' &&
        (group.type === 'consumer' || group.pendingMembers.size === 0) &&
        old.length === group.offsets.committed.size &&
        !group.offsets.hasPending
      if (isOver) this.#end(group, old)
      else if (old.length > 0)
        this.#registry.write(
          group.groupId,
          old.map(({ topic, partition }) => offsetTombstone(group.groupId, topic, partition)),
        )
    }
  }

  close(): void {
    for (const group of this.#registry.all) if (group.type === 'classic') this.#membership.end(group)
    this.#consumers.close()
  }
}

/** What ends the records of a consumer group. */
function consumerTombstones(group: ConsumerGroup, nowMs: number): StoredRecord[] {
  return ending(group).map(record => encodeConsumerRecord(group.groupId, record, nowMs))
}

function knownTopics(topics: Topics): KnownTopics {
  return {
    get version() {
      return topics.metadata.version
    },
    names: () => topics.image.topics.keys(),
    find: name => {
      const topic = topics.get(name)
      return topic === undefined ? undefined : { id: topic.id, partitions: topic.partitions.length }
    },
  }
}
