/**
 * Committed offsets of groups: who may commit, fetch and forget them, and when they are too old.
 *
 *  1. No answer leaves before what it rests on is durable (coordinator-log.ts).
 *  2. A transactional commit is refused for a member or generation that is no longer the group's (KIP-447).
 *  3. A member of a consumer group may commit under an older epoch what it has had since then (KIP-1251).
 * Source: Kafka's `OffsetMetadataManager`.
 */
import { type BatchIdentity, type Clock, ErrorCode, NO_PRODUCER } from '@moldau/protocol'
import type { BrokerConfig } from '../state/broker-config.ts'
import { OFFSETS_TOPIC, type Topics } from '../state/topics.ts'
import type { ClassicGroup } from './classic-group.ts'
import type { ConsumerGroup, ConsumerMember } from './consumer-group.ts'
import { memberFault } from './group-membership.ts'
import { encodeOffset, type OffsetToCommit, offsetTombstone } from './group-records.ts'
import type { Group, GroupRegistry } from './group-registry.ts'

/** Who commits: a member in a generation or epoch, or nobody in particular (empty id, generation -1). */
export interface Committer {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly generationId: number
}

/** The first OffsetCommit that knows of member epochs. */
const MEMBER_EPOCHS_FROM = 9

type Place = { readonly topic: string; readonly partition: number }

export class OffsetCoordinator {
  readonly #registry: GroupRegistry
  readonly #topics: Topics
  readonly #config: BrokerConfig
  readonly #clock: Clock
  /** Hears that a member gave a sign of life. */
  onCommit: (group: Group, memberId: string) => void = () => undefined

  constructor(registry: GroupRegistry, topics: Topics, config: BrokerConfig, clock: Clock) {
    this.#registry = registry
    this.#topics = topics
    this.#config = config
    this.#clock = clock
  }

  /** What stands against a commit; NONE too where the group may be made anew. */
  #commitFault(
    groupId: string,
    committer: Committer,
    commits: readonly Place[],
    transactional: boolean,
    version: number,
  ): ErrorCode {
    const group = this.#registry.get(groupId)
    if (group === undefined) {
      if (committer.generationId < 0) return ErrorCode.NONE
      const isNew = !transactional && version >= MEMBER_EPOCHS_FROM
      return isNew ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.ILLEGAL_GENERATION
    }
    if (group.type === 'classic') return classicFault(group, committer, transactional)
    const fault = this.#epochFault(group, committer, commits, transactional, version)
    // TxnOffsetCommit does not know the other name.
    return transactional && fault === ErrorCode.STALE_MEMBER_EPOCH ? ErrorCode.ILLEGAL_GENERATION : fault
  }

  #epochFault(
    group: ConsumerGroup,
    { generationId, memberId }: Committer,
    commits: readonly Place[],
    transactional: boolean,
    version: number,
  ): ErrorCode {
    if (generationId < 0 && group.members.size === 0) return ErrorCode.NONE
    const member = group.members.get(memberId)
    if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID
    if (!transactional && member.classic === null && version < MEMBER_EPOCHS_FROM)
      return ErrorCode.UNSUPPORTED_VERSION
    if (generationId === member.memberEpoch) return ErrorCode.NONE
    if (member.classic !== null) return ErrorCode.ILLEGAL_GENERATION
    const isOwn =
      generationId < member.memberEpoch &&
      commits.every(place => this.#hadSince(member, place) <= generationId)
    return isOwn && generationId >= 0 ? ErrorCode.NONE : ErrorCode.STALE_MEMBER_EPOCH
  }

  /** The epoch since which a member has a partition (3); Infinity where it has not. */
  #hadSince(member: ConsumerMember, { partition, topic }: Place): number {
    const id = this.#topics.get(topic)?.id ?? ''
    return (
      member.assigned.get(id)?.get(partition) ??
      member.revoking.get(id)?.get(partition) ??
      Number.POSITIVE_INFINITY
    )
  }

  /** Whether a TxnOffsetCommit may be made at all: asked before its partition joins the transaction. */
  transactionalCommitFault(groupId: string, committer: Committer, commits: readonly Place[]): ErrorCode {
    return this.#commitFault(groupId, committer, commits, true, MEMBER_EPOCHS_FROM)
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
    version = MEMBER_EPOCHS_FROM,
  ): Promise<ErrorCode> {
    if (this.#registry.logOf(groupId) === undefined) await this.#topics.internal(OFFSETS_TOPIC)
    const fault = this.#commitFault(groupId, committer, commits, identity.transactional, version)
    if (fault !== ErrorCode.NONE) return fault
    const group = this.#registry.get(groupId)
    if (group !== undefined) this.onCommit(group, committer.memberId)
    const code = this.#registry.write(
      groupId,
      commits.map(commit => encodeOffset(groupId, commit)),
      identity,
    )
    if (code !== ErrorCode.NONE) return code
    return this.#settled(groupId)
  }

  async #settled(groupId: string): Promise<ErrorCode> {
    return (await this.#registry.settle(groupId)) ? ErrorCode.NONE : ErrorCode.COORDINATOR_NOT_AVAILABLE
  }

  /** What stands against a member's OffsetFetch; nobody in particular may always ask. */
  fetchFault(groupId: string, memberId: string | null, memberEpoch: number): ErrorCode {
    const group = this.#registry.get(groupId)
    if (group?.type !== 'consumer' || (memberId === null && memberEpoch < 0)) return ErrorCode.NONE
    const member = group.members.get(memberId ?? '')
    if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID
    if (memberEpoch === member.memberEpoch) return ErrorCode.NONE
    return member.classic === null ? ErrorCode.STALE_MEMBER_EPOCH : ErrorCode.ILLEGAL_GENERATION
  }

  /**
   * Forgets committed offsets of some partitions of a group, and says which of their topics a member is subscribed to: those
   * keep theirs. A classic group that is not of consumers must have no members.
   */
  async delete(groupId: string, places: readonly Place[]): Promise<ReadonlySet<string> | ErrorCode> {
    const group = this.#registry.get(groupId)
    if (group === undefined || (group.type === 'classic' && group.state === 'Dead'))
      return ErrorCode.GROUP_ID_NOT_FOUND
    if (group.type === 'classic' && group.state !== 'Empty' && !group.isOfConsumers)
      return ErrorCode.NON_EMPTY_GROUP
    const subscribed = new Set(places.map(({ topic }) => topic).filter(topic => group.isSubscribedTo(topic)))
    const code = await this.#forget(
      group,
      places.filter(({ topic }) => !subscribed.has(topic)),
    )
    return code === ErrorCode.NONE ? subscribed : code
  }

  async #forget(group: Group, places: readonly Place[]): Promise<ErrorCode> {
    const known = places.filter(({ topic, partition }) => group.offsets.knows(topic, partition))
    const code = this.#registry.write(
      group.groupId,
      known.map(({ topic, partition }) => offsetTombstone(group.groupId, topic, partition)),
    )
    return code === ErrorCode.NONE ? this.#settled(group.groupId) : code
  }

  /** A topic is gone: what was committed for it must not be applied to another of the same name. */
  async topicDeleted(topic: string): Promise<void> {
    for (const group of [...this.#registry.all]) {
      const places = group.offsets.places.filter(place => place.topic === topic)
      if (places.length > 0) await this.#forget(group, places)
    }
  }

  /**
   * Offsets of a group that nobody has used for offsets.retention.minutes. A group without members counts from when it lost them, a
   * program that never joined from its commit, a living one forgets topics alone that it is not subscribed to. What a transaction
   * holds ready stays.
   */
  expired(group: Group): Place[] {
    const nowMs = this.#clock.nowMs()
    const retentionMs = this.#config.number('offsets.retention.minutes') * 60_000
    return [...group.offsets.committed.values()].filter(
      commit =>
        nowMs - group.offsetAgeFromMs(commit) >= retentionMs &&
        !group.offsets.isPending(commit.topic, commit.partition),
    )
  }
}

function classicFault(
  group: ClassicGroup,
  { generationId, groupInstanceId, memberId }: Committer,
  transactional: boolean,
): ErrorCode {
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
