/** ConsumerGroupDescribe (69), versions 0 and 1: groups of the consumer protocol. Any other is GROUP_ID_NOT_FOUND. */
import { ApiKey, type DescribedConsumerGroup, ErrorCode } from '@moldau/protocol'
import type { ConsumerGroup, ConsumerMember } from '../coordinator/consumer-group.ts'
import { type BrokerContext, handler } from './handler.ts'
import { GROUP_OPERATIONS, NOT_ASKED } from './operations.ts'

export const consumerGroupDescribe = handler({
  key: ApiKey.ConsumerGroupDescribe,
  minVersion: 0,
  maxVersion: 1,
  handle(broker, request) {
    const authorizedOperations = request.includeAuthorizedOperations ? GROUP_OPERATIONS : NOT_ASKED
    const groups = request.groupIds.map((groupId): DescribedConsumerGroup => {
      const group = broker.groups.get(groupId)
      if (group?.type === 'consumer') return { ...described(broker, group), authorizedOperations }
      const isClassic = group !== undefined
      const errorMessage = isClassic
        ? `Group ${groupId} is not a consumer group.`
        : `Group ${groupId} not found.`
      const errorCode = groupId === '' ? ErrorCode.INVALID_GROUP_ID : ErrorCode.GROUP_ID_NOT_FOUND
      const none = { groupState: '', groupEpoch: 0, assignmentEpoch: 0, assignorName: '', members: [] }
      return { errorCode, errorMessage, groupId, ...none, authorizedOperations: NOT_ASKED }
    })
    return { throttleTimeMs: 0, groups }
  },
})

function described(
  broker: BrokerContext,
  group: ConsumerGroup,
): Omit<DescribedConsumerGroup, 'authorizedOperations'> {
  return {
    ...{ errorCode: ErrorCode.NONE, errorMessage: null, groupId: group.groupId, groupState: group.state },
    ...{ groupEpoch: group.epoch, assignmentEpoch: group.targetEpoch },
    assignorName: broker.groups.assignorOf(group),
    members: [...group.members.values()].map(member => describedMember(broker, group, member)),
  }
}

function describedMember(broker: BrokerContext, group: ConsumerGroup, member: ConsumerMember) {
  const { clientHost, clientId, instanceId, memberEpoch, memberId, rackId } = member
  const listed = (owned: Iterable<readonly [string, readonly number[]]>) => ({
    topicPartitions: [...owned].flatMap(([topicId, partitions]) => {
      const topicName = broker.topics.byId(topicId)?.name
      return topicName === undefined ? [] : [{ topicId, topicName, partitions: [...partitions] }]
    }),
  })
  // What it still has to let go is its own.
  const has = new Map<string, number[]>()
  for (const owned of [member.assigned, member.revoking])
    for (const [id, partitions] of owned)
      has.set(
        id,
        [...(has.get(id) ?? []), ...partitions.keys()].sort((one, other) => one - other),
      )
  return {
    ...{ memberId, instanceId, rackId, memberEpoch, clientId, clientHost },
    ...{ subscribedTopicNames: [...member.topicNames], subscribedTopicRegex: member.topicRegex },
    assignment: listed(has),
    targetAssignment: listed(group.targets.get(memberId) ?? []),
    memberType: member.classic === null ? 1 : 0,
  }
}
