/**
 * CreateTopics (19), versions 2 to 7.
 *
 * -1 partitions means `num.partitions`. The replication factor may be -1 or 1: there is one broker; an assignment may name it
 * alone. The answer comes when the topic is durable. Ignored: timeoutMs.
 */
import {
  ApiKey,
  type CreatableTopic,
  type CreatableTopicResult,
  ErrorCode,
  ZERO_UUID,
} from '@moldau/protocol'
import { RESOURCE } from '../../metadata/metadata-image.ts'
import type { Fault, NewTopic } from '../state/topics.ts'
import { describeTopicConfigs } from './32-describe-configs.ts'
import { type BrokerContext, handler } from './handler.ts'

export const createTopics = handler({
  key: ApiKey.CreateTopics,
  minVersion: 2,
  maxVersion: 7,
  async handle(broker, request, call) {
    const topics: CreatableTopicResult[] = []
    for (const wanted of request.topics) {
      const twice = request.topics.filter(other => other.name === wanted.name).length > 1
      const fault: Fault | undefined = twice
        ? { errorCode: ErrorCode.INVALID_REQUEST, message: 'Found multiple entries for this topic.' }
        : await create(broker, wanted, request.validateOnly)
      topics.push(result(broker, wanted, fault, request.validateOnly, call.version))
    }
    return { throttleTimeMs: 0, topics }
  },
})

async function create(
  broker: BrokerContext,
  wanted: CreatableTopic,
  validateOnly: boolean,
): Promise<Fault | undefined> {
  const manual = wanted.assignments.length > 0
  if (manual) {
    const fault = assignmentFault(broker, wanted)
    if (fault !== undefined) return fault
  } else if (wanted.replicationFactor !== -1 && wanted.replicationFactor !== 1) {
    const message =
      wanted.replicationFactor < 1
        ? 'Replication factor must be larger than 0, or -1 to use the default value.'
        : `Unable to replicate the partition ${wanted.replicationFactor} time(s): only 1 broker(s) are registered.`
    return { errorCode: ErrorCode.INVALID_REPLICATION_FACTOR, message }
  }
  const configs = new Map<string, string>()
  for (const { name, value } of wanted.configs) {
    if (value === null) {
      const message = `Null value not supported for topic configs: ${name}`
      return { errorCode: ErrorCode.INVALID_CONFIG, message }
    }
    configs.set(name, value)
  }
  const topic: NewTopic = { name: wanted.name, partitions: partitionsOf(broker, wanted), configs }
  return validateOnly ? broker.topics.faultOf(topic) : await broker.topics.create(topic)
}

function partitionsOf(broker: BrokerContext, wanted: CreatableTopic): number {
  if (wanted.assignments.length > 0) return wanted.assignments.length
  return wanted.numPartitions === -1 ? broker.config.number('num.partitions') : wanted.numPartitions
}

function assignmentFault(broker: BrokerContext, wanted: CreatableTopic): Fault | undefined {
  if (wanted.numPartitions !== -1 || wanted.replicationFactor !== -1) {
    return {
      errorCode: ErrorCode.INVALID_REQUEST,
      message: 'With a manual partition assignment, number of partitions and replication factor must be -1.',
    }
  }
  const numbers = new Set(wanted.assignments.map(({ partitionIndex }) => partitionIndex))
  const gapless = wanted.assignments.every((_, n) => numbers.has(n))
  const here = wanted.assignments.every(
    ({ brokerIds }) => brokerIds.length === 1 && brokerIds[0] === broker.nodeId,
  )
  if (gapless && here) return undefined
  return {
    errorCode: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
    message: `Partitions must be numbered from 0 without gaps, each assigned to broker ${broker.nodeId} alone.`,
  }
}

function result(
  broker: BrokerContext,
  wanted: CreatableTopic,
  fault: Fault | undefined,
  validateOnly: boolean,
  version: number,
): CreatableTopicResult {
  const { name } = wanted
  const refused = {
    name,
    topicId: ZERO_UUID,
    topicConfigErrorCode: ErrorCode.NONE,
    numPartitions: -1,
    replicationFactor: -1,
  }
  if (fault !== undefined) {
    return {
      ...refused,
      errorCode: fault.errorCode,
      errorMessage: fault.message,
      configs: version >= 5 ? [] : null,
    }
  }
  const accepted = {
    ...refused,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    configs: [] as CreatableTopicResult['configs'],
  }
  if (version < 5) return accepted
  const own = validateOnly
    ? new Map(wanted.configs.map(config => [config.name, config.value ?? '']))
    : broker.topics.image.configs(RESOURCE.topic, name)
  accepted.configs = describeTopicConfigs(broker, own).map(
    ({ name: config, value, readOnly, configSource, isSensitive }) => ({
      name: config,
      value,
      readOnly,
      configSource,
      isSensitive,
    }),
  )
  const made = broker.topics.get(name)
  const topicId = version >= 7 && made !== undefined && !validateOnly ? made.id : ZERO_UUID
  return { ...accepted, topicId, numPartitions: partitionsOf(broker, wanted), replicationFactor: 1 }
}
