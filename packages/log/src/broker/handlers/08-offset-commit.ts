/**
 * OffsetCommit (8), versions 2 to 10; from 10 on topics have ids in place of names.
 *
 * A member of a consumer group commits under its member epoch, from version 9 on. Partitions that do not exist and metadata that is too
 * long are refused one by one; what concerns the group (member, generation, rebalance) is said for all of them. Ignored:
 * retentionTimeMs (the broker's retention holds).
 */
import { ApiKey, ErrorCode, ZERO_UUID } from '@moldau/protocol'
import type { OffsetToCommit } from '../coordinator/group-records.ts'
import { type BrokerContext, handler } from './handler.ts'

/** Topics have ids in place of names from here on, in OffsetFetch too. */
export const OFFSET_TOPIC_IDS_FROM = 10

export const offsetCommit = handler({
  key: ApiKey.OffsetCommit,
  minVersion: 2,
  maxVersion: 10,
  async handle(broker, request, call) {
    const { commits, topics } = sortOut(broker, request.topics, call.version >= OFFSET_TOPIC_IDS_FROM)
    const committer = {
      memberId: request.memberId,
      groupInstanceId: request.groupInstanceId,
      generationId: request.generationIdOrMemberEpoch,
    }
    const code =
      request.groupId === ''
        ? ErrorCode.INVALID_GROUP_ID
        : await broker.groups.commit(request.groupId, committer, commits, undefined, call.version)
    for (const topic of topics) {
      for (const partition of topic.partitions)
        if (partition.errorCode === ErrorCode.NONE) partition.errorCode = code
    }
    return { throttleTimeMs: 0, topics }
  },
})

interface AskedTopic {
  readonly name: string
  readonly topicId?: string
  readonly partitions: readonly {
    readonly partitionIndex: number
    readonly committedOffset: number
    readonly committedLeaderEpoch: number
    readonly committedMetadata: string | null
  }[]
}

/** What can be committed, and the answer with what cannot. Shared by OffsetCommit and TxnOffsetCommit. */
export function sortOut(broker: BrokerContext, asked: readonly AskedTopic[], byId = false) {
  const commits: OffsetToCommit[] = []
  const nowMs = broker.clock.nowMs()
  const longest = broker.config.number('offset.metadata.max.bytes')
  const topics = asked.map(({ name: given, partitions, topicId = ZERO_UUID }) => {
    const name = byId ? broker.topics.byId(topicId)?.name : given
    const places = partitions.map(
      ({ partitionIndex, committedOffset: offset, committedLeaderEpoch: leaderEpoch, committedMetadata }) => {
        const metadata = committedMetadata ?? ''
        let errorCode: number = ErrorCode.NONE
        if (name === undefined) errorCode = ErrorCode.UNKNOWN_TOPIC_ID
        else if (broker.topics.log(name, partitionIndex) === undefined)
          errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
        else if (Buffer.byteLength(metadata) > longest) errorCode = ErrorCode.OFFSET_METADATA_TOO_LARGE
        else
          commits.push({
            topic: name,
            partition: partitionIndex,
            offset,
            leaderEpoch,
            metadata,
            commitMs: nowMs,
          })
        return { partitionIndex, errorCode }
      },
    )
    return { name: given, topicId, partitions: places }
  })
  return { commits, topics }
}
