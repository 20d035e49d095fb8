/**
 * The group coordinator: classic groups and their committed offsets, kept in `__consumer_offsets`.
 *
 *  1. Records are written, then replayed (`replay`, `replayMarker`), in one turn; recovery replays the same ones. What a group
 *     is in the middle of a rebalance is not kept: members join again.
 *  2. No answer leaves before what it rests on is durable (coordinator-log.ts).
 *  3. A transactional commit is refused for a member or generation that is no longer the group's (KIP-447).
 * Groups are Map keys: any text is a legal group id. Source: Kafka's `GroupCoordinatorService`, `OffsetMetadataManager`.
 */
import {
  type BatchIdentity,
  type Clock,
  ErrorCode,
  type JoinGroupResponse,
  type MemberIdentity,
  type MemberResponse,
  NO_PRODUCER,
  type Random,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from '@moldau/protocol'
import type { PartitionLog } from '../../partition/partition-log.ts'
import type { BrokerConfig } from '../state/broker-config.ts'
import { OFFSETS_TOPIC, type Topics } from '../state/topics.ts'
import { ClassicGroup } from './classic-group.ts'
import { partitionFor, type StoredRecord, settled, writeRecords } from './coordinator-log.ts'
import { GroupMembership, type Joining, joinFault, memberFault, syncFault } from './group-membership.ts'
import {
  decodeGroupRecord,
  encodeGroup,
  encodeOffset,
  groupTombstone,
  type OffsetToCommit,
  offsetTombstone,
} from './group-records.ts'

/** Who commits: a member in a generation, or nobody in particular (empty id, generation -1). */
export interface Committer {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly generationId: number
}

export class GroupCoordinator {
  readonly #topics: Topics
  readonly #config: BrokerConfig
  readonly #clock: Clock
  readonly #membership: GroupMembership
  readonly #groups = new Map<string, ClassicGroup>()

  constructor(topics: Topics, config: BrokerConfig, clock: Clock, random: Random) {
    this.#topics = topics
    this.#config = config
    this.#clock = clock
    this.#membership = new GroupMembership(clock, random, config, {
      store: (group, assignments) =>
        this.#write(group.groupId, [encodeGroup(group.groupId, group.value(assignments))]),
    })
  }

  get(groupId: string): ClassicGroup | undefined {
    return this.#groups.get(groupId)
  }

  get groups(): Iterable<ClassicGroup> {
    return this.#groups.values()
  }

  /** The partition of `__consumer_offsets` that holds a group. */
  partitionOf(groupId: string): number {
    return partitionFor(groupId, this.#topics.logsOf(OFFSETS_TOPIC).length || 1)
  }

  #logOf(groupId: string): PartitionLog | undefined {
    return this.#topics.log(OFFSETS_TOPIC, this.partitionOf(groupId))
  }

  #orNew(groupId: string): ClassicGroup {
    let group = this.#groups.get(groupId)
    if (group === undefined) {
      group = new ClassicGroup(groupId)
      group.stateMs = this.#clock.nowMs()
      this.#groups.set(groupId, group)
    }
    return group
  }

  /** Writes records and replays those of offsets (1); a group's own record describes what it already is. */
  #write(
    groupId: string,
    records: readonly StoredRecord[],
    identity: BatchIdentity = NO_PRODUCER,
  ): ErrorCode {
    const log = this.#logOf(groupId)
    if (log === undefined) return ErrorCode.COORDINATOR_NOT_AVAILABLE
    const { errorCode, baseOffset } = writeRecords(log, records, identity)
    if (errorCode !== ErrorCode.NONE) return errorCode
    records.forEach(({ key, value }, n) => {
      this.#replayOffset(key, value, baseOffset + n, identity.producerId)
    })
    return ErrorCode.NONE
  }

  async #settle(groupId: string): Promise<boolean> {
    const log = this.#logOf(groupId)
    return log === undefined || ((await settled(log)) ?? true)
  }

  #replayOffset(key: Uint8Array, value: Uint8Array | null, recordOffset: number, producerId: number): void {
    const record = decodeGroupRecord(key, value)
    if (record?.kind !== 'offset') return
    const { groupId, topic, partition, commit } = record
    if (commit !== null) this.#orNew(groupId).offsets.put({ ...commit, recordOffset }, producerId)
    else this.#groups.get(groupId)?.offsets.remove(topic, partition)
  }

  /** Takes a record of `__consumer_offsets` in at recovery. @throws DecodeError where it is damaged */
  replay(key: Uint8Array, value: Uint8Array | null, recordOffset: number, producerId: number): void {
    const record = decodeGroupRecord(key, value)
    if (record?.kind === 'offset') this.#replayOffset(key, value, recordOffset, producerId)
    if (record?.kind !== 'group') return
    if (record.value !== null) {
      this.#orNew(record.groupId).restore(record.value)
      return
    }
    const group = this.#groups.get(record.groupId)
    if (group?.offsets.isEmpty) this.#groups.delete(record.groupId)
    else group?.members.clear()
  }

  /** Takes a transaction marker of one partition of `__consumer_offsets` in: live, and at recovery. */
  replayMarker(partition: number, producerId: number, commit: boolean): void {
    for (const group of this.#groups.values()) {
      if (group.offsets.hasPending && this.partitionOf(group.groupId) === partition)
        group.offsets.end(producerId, commit)
    }
  }

  /** After replay: members that were there have a whole session to show themselves. */
  recover(): void {
    for (const group of this.#groups.values()) this.#membership.resume(group)
  }

  async join(joining: Joining): Promise<JoinGroupResponse> {
    const { groupId, memberId, sessionTimeoutMs } = joining.request
    if (groupId === '') return joinFault(ErrorCode.INVALID_GROUP_ID, memberId)
    const shortest = this.#config.number('group.min.session.timeout.ms')
    const longest = this.#config.number('group.max.session.timeout.ms')
    if (sessionTimeoutMs < shortest || sessionTimeoutMs > longest)
      return joinFault(ErrorCode.INVALID_SESSION_TIMEOUT, memberId)
    await this.#topics.internal(OFFSETS_TOPIC)
    let group = this.#groups.get(groupId)
    if (group === undefined) {
      if (memberId !== '') return joinFault(ErrorCode.UNKNOWN_MEMBER_ID, memberId)
      group = this.#orNew(groupId)
    }
    const response = await this.#membership.join(group, joining)
    return (await this.#settle(groupId)) ? response : joinFault(ErrorCode.COORDINATOR_NOT_AVAILABLE, memberId)
  }

  async sync(request: SyncGroupRequest, version: number): Promise<SyncGroupResponse> {
    if (request.groupId === '') return syncFault(ErrorCode.INVALID_GROUP_ID)
    const group = this.#groups.get(request.groupId)
    if (group === undefined) return syncFault(ErrorCode.UNKNOWN_MEMBER_ID)
    const response = await this.#membership.sync(group, request, version)
    return (await this.#settle(request.groupId)) ? response : syncFault(ErrorCode.COORDINATOR_NOT_AVAILABLE)
  }

  heartbeat(
    groupId: string,
    memberId: string,
    groupInstanceId: string | null,
    generationId: number,
  ): ErrorCode {
    if (groupId === '') return ErrorCode.INVALID_GROUP_ID
    const group = this.#groups.get(groupId)
    return group === undefined
      ? ErrorCode.UNKNOWN_MEMBER_ID
      : this.#membership.heartbeat(group, memberId, groupInstanceId, generationId)
  }

  async leave(groupId: string, leaving: readonly MemberIdentity[]): Promise<MemberResponse[] | ErrorCode> {
    if (groupId === '') return ErrorCode.INVALID_GROUP_ID
    const group = this.#groups.get(groupId)
    if (group === undefined) {
      return leaving.map(({ memberId, groupInstanceId }) => ({
        memberId,
        groupInstanceId,
        errorCode: ErrorCode.UNKNOWN_MEMBER_ID,
      }))
    }
    const responses = this.#membership.leave(group, leaving)
    return (await this.#settle(groupId)) ? responses : ErrorCode.COORDINATOR_NOT_AVAILABLE
  }

  /** What stands against a commit (3); `undefined` for the group where it may be made anew. */
  #commitFault(group: ClassicGroup | undefined, committer: Committer, transactional: boolean): ErrorCode {
    const { memberId, groupInstanceId, generationId } = committer
    if (group === undefined) return generationId < 0 ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION
    if (group.state === 'Dead') return ErrorCode.COORDINATOR_NOT_AVAILABLE
    if (generationId < 0 && group.state === 'Empty') return ErrorCode.NONE
    if (generationId >= 0 || memberId !== '' || groupInstanceId !== null) {
      const fault = memberFault(group, memberId, groupInstanceId)
      if (fault !== ErrorCode.NONE) return fault
      if (generationId !== group.generationId) return ErrorCode.ILLEGAL_GENERATION
    } else if (!transactional) return ErrorCode.UNKNOWN_MEMBER_ID
    if (!transactional && group.state === 'CompletingRebalance') return ErrorCode.REBALANCE_IN_PROGRESS
    return ErrorCode.NONE
  }

  /** Whether a TxnOffsetCommit may be made at all: asked before its partition joins the transaction. */
  transactionalCommitFault(groupId: string, committer: Committer): ErrorCode {
    return this.#commitFault(this.#groups.get(groupId), committer, true)
  }

  /**
   * Commits offsets; durable when it settles. `identity`: the transaction they belong to. The code holds for all of them;
   * `commits` are those whose partition and metadata are in order.
   */
  async commit(
    groupId: string,
    committer: Committer,
    commits: readonly OffsetToCommit[],
    identity: BatchIdentity = NO_PRODUCER,
  ): Promise<ErrorCode> {
    if (this.#logOf(groupId) === undefined) await this.#topics.internal(OFFSETS_TOPIC)
    const group = this.#groups.get(groupId)
    const fault = this.#commitFault(group, committer, identity.transactional)
    if (fault !== ErrorCode.NONE) return fault
    if (group !== undefined) this.#membership.touch(group, committer.memberId)
    const code = this.#write(
      groupId,
      commits.map(commit => encodeOffset(groupId, commit)),
      identity,
    )
    if (code !== ErrorCode.NONE) return code
    return (await this.#settle(groupId)) ? ErrorCode.NONE : ErrorCode.COORDINATOR_NOT_AVAILABLE
  }

  /** Settles when what the group's offsets rest on is durable; false where it never will be. */
  settle(groupId: string): Promise<boolean> {
    return this.#settle(groupId)
  }

  /** Deletes a group that has no members, and its offsets. */
  async delete(groupId: string): Promise<ErrorCode> {
    const group = this.#groups.get(groupId)
    if (group === undefined) return ErrorCode.GROUP_ID_NOT_FOUND
    if (group.state !== 'Empty') return ErrorCode.NON_EMPTY_GROUP
    const records = group.offsets.places.map(({ topic, partition }) =>
      offsetTombstone(groupId, topic, partition),
    )
    const code = this.#write(groupId, [...records, groupTombstone(groupId)])
    if (code !== ErrorCode.NONE) return code
    this.#membership.end(group)
    group.state = 'Dead'
    this.#groups.delete(groupId)
    return (await this.#settle(groupId)) ? ErrorCode.NONE : ErrorCode.COORDINATOR_NOT_AVAILABLE
  }

  /**
   * Forgets committed offsets of some partitions of a group, and says which of their topics a member is subscribed to: those
   * keep theirs. A group that is not of consumers must have no members.
   */
  async deleteOffsets(
    groupId: string,
    places: readonly { topic: string; partition: number }[],
  ): Promise<ReadonlySet<string> | ErrorCode> {
    const group = this.#groups.get(groupId)
    if (group === undefined || group.state === 'Dead') return ErrorCode.GROUP_ID_NOT_FOUND
    if (group.state !== 'Empty' && !group.isOfConsumers) return ErrorCode.NON_EMPTY_GROUP
    const subscribed = new Set(places.map(({ topic }) => topic).filter(topic => group.isSubscribedTo(topic)))
    const code = await this.#forget(
      group,
      places.filter(({ topic }) => !subscribed.has(topic)),
    )
    return code === ErrorCode.NONE ? subscribed : code
  }

  async #forget(
    group: ClassicGroup,
    places: readonly { topic: string; partition: number }[],
  ): Promise<ErrorCode> {
    const known = places.filter(({ topic, partition }) => group.offsets.knows(topic, partition))
    const code = this.#write(
      group.groupId,
      known.map(({ topic, partition }) => offsetTombstone(group.groupId, topic, partition)),
    )
    if (code !== ErrorCode.NONE) return code
    return (await this.#settle(group.groupId)) ? ErrorCode.NONE : ErrorCode.COORDINATOR_NOT_AVAILABLE
  }

  /** A topic is gone: what was committed for it must not be applied to another of the same name. */
  async topicDeleted(topic: string): Promise<void> {
    for (const group of [...this.#groups.values()]) {
      const places = group.offsets.places.filter(place => place.topic === topic)
      if (places.length > 0) await this.#forget(group, places)
    }
  }

  /**
   * Removes offsets that nobody has used for offsets.retention.minutes, and groups that are left with nothing. A group without
   * members counts from when it lost them, a program that never joined from its commit, a living one forgets topics alone that
   * it is not subscribed to. What a transaction holds ready stays.
   */
  expire(): void {
    const nowMs = this.#clock.nowMs()
    const retentionMs = this.#config.number('offsets.retention.minutes') * 60_000
    for (const group of [...this.#groups.values()]) {
      const old = [...group.offsets.committed.values()].filter(
        commit =>
          nowMs - group.offsetAgeFromMs(commit) >= retentionMs &&
          !group.offsets.isPending(commit.topic, commit.partition),
      )
      const records = old.map(({ topic, partition }) => offsetTombstone(group.groupId, topic, partition))
      const isOver =
        group.state === 'Empty' &&
        group.pendingMembers.size === 0 &&
        old.length === group.offsets.committed.size &&
        !group.offsets.hasPending
      if (isOver) records.push(groupTombstone(group.groupId))
      if (records.length === 0 || this.#write(group.groupId, records) !== ErrorCode.NONE) continue
      if (isOver) this.#groups.delete(group.groupId)
    }
  }

  close(): void {
    for (const group of this.#groups.values()) this.#membership.end(group)
  }
}
