/** DeleteTopics (20), versions 1 to 6, by name or (6) by id. Durable, and the files gone, when it is answered. Ignored: timeoutMs. */
import { ApiKey, type DeletableTopicResult, ErrorCode, ZERO_UUID } from '@moldau/protocol'
import { type BrokerContext, handler } from './handler.ts'

export const deleteTopics = handler({
  key: ApiKey.DeleteTopics,
  minVersion: 1,
  maxVersion: 6,
  async handle(broker, request, call) {
    const wanted =
      call.version >= 6 ? request.topics : request.topicNames.map(name => ({ name, topicId: ZERO_UUID }))
    const responses: DeletableTopicResult[] = []
    for (const { name, topicId } of wanted) responses.push(await remove(broker, name, topicId, call.version))
    return { throttleTimeMs: 0, responses }
  },
})

async function remove(
  broker: BrokerContext,
  name: string | null,
  id: string,
  version: number,
): Promise<DeletableTopicResult> {
  const answer = (errorCode: ErrorCode, text: string | null, topicId = id): DeletableTopicResult => ({
    name,
    topicId: version >= 6 ? topicId : ZERO_UUID,
    errorCode,
    errorMessage: version >= 5 ? text : null,
  })
  if (!broker.config.flag('delete.topic.enable')) {
    return version < 3
      ? answer(ErrorCode.INVALID_REQUEST, null)
      : answer(ErrorCode.TOPIC_DELETION_DISABLED, 'Topic deletion is disabled.')
  }
  if (name !== null && id !== ZERO_UUID)
    return answer(ErrorCode.INVALID_REQUEST, 'You may not specify both topic name and topic id.')
  const topic = name === null ? broker.topics.byId(id) : broker.topics.get(name)
  if (topic === undefined) {
    const code = name === null ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
    return answer(code, 'This server does not host this topic.')
  }
  const fault = await broker.topics.delete(topic)
  if (fault !== undefined) return answer(fault.errorCode, fault.message)
  return { ...answer(ErrorCode.NONE, null, topic.id), name: topic.name }
}
