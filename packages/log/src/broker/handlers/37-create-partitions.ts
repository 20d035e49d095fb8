/** CreatePartitions (37), versions 0 to 3: more partitions, never fewer; the assignment may name this broker alone. Ignored: timeoutMs. */
import { ApiKey, type CreatePartitionsTopic, ErrorCode } from '@moldau/protocol'
import type { Fault } from '../state/topics.ts'
import { type BrokerContext, handler } from './handler.ts'

export const createPartitions = handler({
  key: ApiKey.CreatePartitions,
  minVersion: 0,
  maxVersion: 3,
  async handle(broker, request) {
    const results = []
    for (const topic of request.topics) {
      const fault = await grow(broker, topic, request.validateOnly)
      results.push({
        name: topic.name,
        errorCode: fault?.errorCode ?? ErrorCode.NONE,
        errorMessage: fault?.message ?? null,
      })
    }
    return { throttleTimeMs: 0, results }
  },
})

async function grow(
  broker: BrokerContext,
  wanted: CreatePartitionsTopic,
  validateOnly: boolean,
): Promise<Fault | undefined> {
  const topic = broker.topics.get(wanted.name)
  if (topic === undefined) {
    return {
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      message: 'This server does not host this topic-partition.',
    }
  }
  const added = wanted.count - topic.partitions.length
  const { assignments } = wanted
  const here =
    assignments?.every(({ brokerIds }) => brokerIds.length === 1 && brokerIds[0] === broker.nodeId) ?? true
  if (assignments !== null && added > 0 && (assignments.length !== added || !here)) {
    return {
      errorCode: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
      message: `Each of the ${added} new partitions must be assigned to broker ${broker.nodeId} alone.`,
    }
  }
  if (validateOnly && added > 0) return undefined
  return broker.topics.grow(wanted.name, wanted.count)
}
