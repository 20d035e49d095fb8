/**
 * A group's committed offsets: asked for, and committed, at its coordinator.
 *
 * Source: Kafka's OffsetFetch and OffsetCommit, KIP-447 (require stable), KIP-709 (groups).
 */
import {
  ApiKey,
  ErrorCode,
  type MoldauError,
  type OffsetCommitRequest,
  type OffsetFetchResponse,
  requestOf,
} from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import type { Link } from '../cluster/link.ts'
import type { GroupMetadata, OffsetToCommit } from '../producer/transactions.ts'
import { Deadline, failureOf, retrying } from '../retry.ts'
import { byTopic, type TopicPartition, TopicPartitionMap } from '../topic-partition.ts'

/** A committed offset: that of the next record to consume. */
export interface CommittedOffset extends TopicPartition {
  readonly offset: number
  /** -1 when unknown. */
  readonly leaderEpoch: number
  readonly metadata: string
}

export class GroupOffsets {
  readonly #cluster: Cluster
  readonly #groupId: string
  readonly #lane: string
  #coordinator: Link | undefined

  constructor(cluster: Cluster, groupId: string, lane: string) {
    this.#cluster = cluster
    this.#groupId = groupId
    this.#lane = lane
  }

  async #link(): Promise<Link> {
    this.#coordinator ??= await this.#cluster.coordinator('group', this.#groupId)
    return this.#coordinator
  }

  /** Runs one attempt after another; a failure makes the coordinator be looked up again. */
  #attempts<T>(timeoutMs: number, attempt: (link: Link) => Promise<T>): Promise<T> {
    return retrying(this.#cluster, new Deadline(this.#cluster.clock, timeoutMs), async () => {
      try {
        return await attempt(await this.#link())
      } catch (error) {
        this.#coordinator = undefined
        throw error
      }
    })
  }

  /**
   * The committed offsets of these partitions, or of all; partitions without one are left out. Waits while transactions
   * that are not decided hold offsets back.
   * @throws MoldauError `UNSTABLE_OFFSET_COMMIT` when they still do after `timeoutMs`.
   */
  fetch(
    partitions: readonly TopicPartition[] | null,
    timeoutMs: number,
  ): Promise<TopicPartitionMap<CommittedOffset>> {
    const groupId = this.#groupId
    const topics =
      partitions === null
        ? null
        : [...byTopic(partitions)].map(([name, list]) => ({
            name,
            partitionIndexes: list.map(one => one.partition),
          }))
    return this.#attempts(timeoutMs, async link => {
      // Versions before 8 have one group, later ones a list of them: whichever is spoken finds its fields.
      const body = requestOf(ApiKey.OffsetFetch, {
        ...{ groupId, topics, requireStable: true },
        groups: [{ groupId, topics }],
      })
      // Version 9 is the newest that names topics: from 10 on their ids would be needed.
      const response = await link.request('group', ApiKey.OffsetFetch, body, {
        ...{ minVersion: partitions === null ? 2 : 1, maxVersion: 9, lane: this.#lane },
      })
      return this.#read(response)
    })
  }

  #read(response: OffsetFetchResponse): TopicPartitionMap<CommittedOffset> {
    const what = `the committed offsets of group ${this.#groupId} were not found`
    const found = response.groups[0] ?? response
    if (found.errorCode !== ErrorCode.NONE) throw failureOf(found.errorCode, what)
    const offsets = new TopicPartitionMap<CommittedOffset>()
    for (const { name: topic, partitions } of found.topics) {
      for (const one of partitions) {
        if (one.errorCode !== ErrorCode.NONE) throw failureOf(one.errorCode, what)
        if (one.committedOffset < 0) continue
        offsets.set(topic, one.partitionIndex, {
          ...{ topic, partition: one.partitionIndex, offset: one.committedOffset },
          ...{ leaderEpoch: one.committedLeaderEpoch, metadata: one.metadata ?? '' },
        })
      }
    }
    return offsets
  }

  /**
   * Commits offsets as this member of the group. `heard` is told every error code that says something of the membership;
   * `fromVersion` is the first OffsetCommit that knows what the member commits by.
   * @throws MoldauError `REBALANCE_IN_PROGRESS`, `ILLEGAL_GENERATION`, `UNKNOWN_MEMBER_ID`, `FENCED_INSTANCE_ID`,
   * `UNKNOWN_TOPIC_OR_PARTITION` at once for a topic that is gone, or what Kafka calls the error.
   */
  async commit(
    offsets: readonly OffsetToCommit[],
    member: GroupMetadata,
    timeoutMs: number,
    heard: (errorCode: number) => void,
    fromVersion = 2,
  ): Promise<void> {
    if (offsets.length === 0) return
    const body = commitRequest(offsets, member)
    const minVersion = Math.max(fromVersion, member.groupInstanceId === null ? 2 : 7)
    await this.#attempts(timeoutMs, async link => {
      const limits = { minVersion, maxVersion: 9, lane: this.#lane }
      const response = await link.request('group', ApiKey.OffsetCommit, body, limits)
      for (const { name, partitions } of response.topics)
        for (const { errorCode, partitionIndex } of partitions) {
          if (errorCode === ErrorCode.NONE) continue
          await this.#cluster.expectTopic(errorCode, name)
          throw this.#refused(errorCode, `${name}-${partitionIndex}`, heard)
        }
    })
  }

  #refused(errorCode: number, partition: string, heard: (errorCode: number) => void): MoldauError {
    heard(errorCode)
    const what = `the offset of ${partition} was not committed for group ${this.#groupId}`
    return failureOf(errorCode, what)
  }
}

function commitRequest(offsets: readonly OffsetToCommit[], member: GroupMetadata): OffsetCommitRequest {
  const topics = [...byTopic(offsets)].map(([name, list]) => ({
    name,
    partitions: list.map(({ leaderEpoch = -1, metadata = '', offset, partition }) => ({
      ...{ partitionIndex: partition, committedOffset: offset },
      ...{ committedLeaderEpoch: leaderEpoch, committedMetadata: metadata },
    })),
  }))
  const { generationId, groupId, groupInstanceId, memberId } = member
  return requestOf(ApiKey.OffsetCommit, {
    ...{ groupId, groupInstanceId, memberId, topics, retentionTimeMs: -1 },
    generationIdOrMemberEpoch: generationId,
  })
}
