/**
 * OffsetDelete (47), version 0: forgets committed offsets (KIP-496). A group of no members, or of another protocol than
 * consumers', is asked as a whole; of a group of consumers those topics stay that a member is subscribed to.
 */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { handler } from './handler.ts'

export const offsetDelete = handler({
  key: ApiKey.OffsetDelete,
  minVersion: 0,
  maxVersion: 0,
  async handle(broker, request) {
    const places = request.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex })),
    )
    const known = places.filter(({ topic, partition }) => broker.topics.log(topic, partition) !== undefined)
    const result =
      request.groupId === ''
        ? ErrorCode.INVALID_GROUP_ID
        : await broker.groups.deleteOffsets(request.groupId, known)
    if (typeof result === 'number' && result !== ErrorCode.NONE)
      return { errorCode: result, throttleTimeMs: 0, topics: [] }
    const subscribed = typeof result === 'number' ? new Set<string>() : result
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => {
        let errorCode: number = ErrorCode.NONE
        if (broker.topics.log(name, partitionIndex) === undefined)
          errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
        else if (subscribed.has(name)) errorCode = ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC
        return { partitionIndex, errorCode }
      }),
    }))
    return { errorCode: ErrorCode.NONE, throttleTimeMs: 0, topics }
  },
})
