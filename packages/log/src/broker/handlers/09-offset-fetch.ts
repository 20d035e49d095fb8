/**
 * OffsetFetch (9), versions 1 to 10; from 8 on for several groups at once, from 10 on topics have ids in place of names.
 *
 * No list of topics means all that the group has committed. A partition without a commit has offset -1. With requireStable
 * (KIP-447) a partition for which an open transaction holds a commit ready is UNSTABLE_OFFSET_COMMIT.
 */
import { ApiKey, ErrorCode, type OffsetFetchResponsePartition, ZERO_UUID } from '@moldau/protocol'
import { OFFSET_TOPIC_IDS_FROM } from './08-offset-commit.ts'
import { type BrokerContext, handler } from './handler.ts'

interface Asked {
  readonly name: string
  readonly partitionIndexes: readonly number[]
}

export const offsetFetch = handler({
  key: ApiKey.OffsetFetch,
  minVersion: 1,
  maxVersion: 10,
  async handle(broker, request, call) {
    const stable = call.version >= 7 && request.requireStable
    if (call.version < 8) {
      const durable = await broker.groups.settle(request.groupId)
      const errorCode = durable ? ErrorCode.NONE : ErrorCode.COORDINATOR_NOT_AVAILABLE
      const topics = durable ? offsetsOf(broker, request.groupId, request.topics, stable) : []
      return {
        throttleTimeMs: 0,
        topics,
        errorCode: call.version >= 2 ? errorCode : ErrorCode.NONE,
        groups: [],
      }
    }
    const groups = []
    for (const group of request.groups) {
      const { memberEpoch, memberId } = call.version >= 9 ? group : NOBODY
      const fault = broker.groups.fetchFault(group.groupId, memberId, memberEpoch)
      const durable = fault === ErrorCode.NONE && (await broker.groups.settle(group.groupId))
      const byId = call.version >= OFFSET_TOPIC_IDS_FROM
      const nameOf = (topic: { readonly name: string; readonly topicId: string }): string | undefined =>
        byId ? broker.topics.byId(topic.topicId)?.name : topic.name
      const unknown = group.topics?.filter(topic => nameOf(topic) === undefined) ?? []
      const asked =
        group.topics?.flatMap(topic => {
          const name = nameOf(topic)
          return name === undefined ? [] : [{ name, partitionIndexes: topic.partitionIndexes }]
        }) ?? null
      const topics = durable ? offsetsOf(broker, group.groupId, asked, stable) : []
      const known = topics.flatMap(topic => {
        const topicId = broker.topics.get(topic.name)?.id
        // What has no id any more cannot be told by one.
        return byId && topicId === undefined ? [] : [{ ...topic, topicId: topicId ?? ZERO_UUID }]
      })
      groups.push({
        groupId: group.groupId,
        topics: durable ? [...known, ...unknown.map(unknownTopic)] : [],
        errorCode: fault === ErrorCode.NONE && !durable ? ErrorCode.COORDINATOR_NOT_AVAILABLE : fault,
      })
    }
    return { throttleTimeMs: 0, topics: [], errorCode: ErrorCode.NONE, groups }
  },
})

function unknownTopic({
  partitionIndexes,
  topicId,
}: {
  readonly partitionIndexes: readonly number[]
  readonly topicId: string
}) {
  const none = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '' }
  const errorCode = ErrorCode.UNKNOWN_TOPIC_ID
  return {
    ...{ name: '', topicId },
    partitions: partitionIndexes.map(partitionIndex => ({ partitionIndex, ...none, errorCode })),
  }
}

const NOBODY = { memberId: null, memberEpoch: -1 }

function offsetsOf(broker: BrokerContext, groupId: string, asked: readonly Asked[] | null, stable: boolean) {
  const offsets = broker.groups.get(groupId)?.offsets
  let wanted = asked
  if (wanted === null) {
    const all = new Map<string, number[]>()
    for (const { topic, partition } of offsets?.committed.values() ?? [])
      all.set(topic, [...(all.get(topic) ?? []), partition])
    wanted = [...all].map(([name, partitionIndexes]) => ({ name, partitionIndexes }))
  }
  return wanted.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex): OffsetFetchResponsePartition => {
      const none = {
        partitionIndex,
        committedOffset: -1,
        committedLeaderEpoch: -1,
        metadata: '',
        errorCode: ErrorCode.NONE as number,
      }
      if (stable && offsets?.isPending(name, partitionIndex))
        return { ...none, errorCode: ErrorCode.UNSTABLE_OFFSET_COMMIT }
      const commit = offsets?.get(name, partitionIndex)
      if (commit === undefined) return none
      return {
        ...none,
        committedOffset: commit.offset,
        committedLeaderEpoch: commit.leaderEpoch,
        metadata: commit.metadata,
      }
    }),
  }))
}
