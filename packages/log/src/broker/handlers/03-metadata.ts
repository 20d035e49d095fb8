/**
 * Metadata (3), versions 0 to 13.
 *
 * One broker, which leads every partition. Topics are asked for by name or (from version 10) by id; no list means all of them,
 * in version 0 an empty list too. A topic that is not there is made where both sides allow it (auto.create.topics.enable), and
 * answered as made: nobody has to ask twice.
 */
import {
  ApiKey,
  ErrorCode,
  type MetadataRequestTopic,
  type MetadataResponseTopic,
  ZERO_UUID,
} from '@moldau/protocol'
import type { TopicImage } from '../../metadata/metadata-image.ts'
import { METADATA_TOPIC } from '../../metadata/metadata-log.ts'
import { isInternal, OFFSETS_TOPIC, TRANSACTION_TOPIC, topicNameFault } from '../state/topics.ts'
import { type BrokerContext, handler } from './handler.ts'
import { CLUSTER_OPERATIONS, NOT_ASKED, TOPIC_OPERATIONS } from './operations.ts'

export const metadata = handler({
  key: ApiKey.Metadata,
  minVersion: 0,
  maxVersion: 13,
  async handle(broker, request, call) {
    const { version } = call
    const all = request.topics === null || (version === 0 && request.topics.length === 0)
    const mayCreate =
      broker.config.flag('auto.create.topics.enable') && (version < 4 || request.allowAutoTopicCreation)
    const operations = version >= 8 && request.includeTopicAuthorizedOperations ? TOPIC_OPERATIONS : NOT_ASKED
    const topics: MetadataResponseTopic[] = []
    if (all) {
      for (const topic of broker.topics.image.topics.values())
        topics.push(describe(topic, version, operations))
    } else {
      for (const wanted of request.topics ?? [])
        topics.push(await find(broker, wanted, version, mayCreate, operations))
    }
    const clusterOperations = version >= 8 && version <= 10 && request.includeClusterAuthorizedOperations
    return {
      throttleTimeMs: 0,
      brokers: [{ nodeId: broker.nodeId, ...broker.advertised, rack: null }],
      clusterId: version >= 2 ? broker.clusterId : null,
      controllerId: version >= 1 ? broker.nodeId : -1,
      topics,
      clusterAuthorizedOperations: clusterOperations ? CLUSTER_OPERATIONS : NOT_ASKED,
      errorCode: ErrorCode.NONE,
    }
  },
})

async function find(
  broker: BrokerContext,
  wanted: MetadataRequestTopic,
  version: number,
  mayCreate: boolean,
  operations: number,
): Promise<MetadataResponseTopic> {
  if (version >= 10 && wanted.topicId !== ZERO_UUID) {
    const topic = broker.topics.byId(wanted.topicId)
    return topic === undefined
      ? refusal(null, ErrorCode.UNKNOWN_TOPIC_ID, wanted.topicId)
      : describe(topic, version, operations)
  }
  const name = wanted.name
  if (name === null) return refusal(null, ErrorCode.INVALID_TOPIC_EXCEPTION)
  const known = broker.topics.get(name)
  if (known !== undefined) return describe(known, version, operations)
  if (topicNameFault(name) !== undefined) return refusal(name, ErrorCode.INVALID_TOPIC_EXCEPTION)
  if (!mayCreate || name === METADATA_TOPIC) return refusal(name, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
  if (name === OFFSETS_TOPIC || name === TRANSACTION_TOPIC) await broker.topics.internal(name)
  else {
    const fault = await broker.topics.create({
      name,
      partitions: broker.config.number('num.partitions'),
      configs: new Map(),
    })
    if (fault !== undefined && fault.errorCode !== ErrorCode.TOPIC_ALREADY_EXISTS)
      return refusal(name, fault.errorCode)
  }
  const made = broker.topics.get(name)
  return made === undefined
    ? refusal(name, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
    : describe(made, version, operations)
}

function describe(topic: TopicImage, version: number, operations: number): MetadataResponseTopic {
  return {
    errorCode: ErrorCode.NONE,
    name: topic.name,
    topicId: version >= 10 ? topic.id : ZERO_UUID,
    isInternal: version >= 1 && isInternal(topic.name),
    partitions: topic.partitions.map(partition => ({
      errorCode: ErrorCode.NONE,
      partitionIndex: partition.partitionId,
      leaderId: partition.leader,
      leaderEpoch: version >= 7 ? partition.leaderEpoch : -1,
      replicaNodes: [...partition.replicas],
      isrNodes: [...partition.isr],
      offlineReplicas: [],
    })),
    topicAuthorizedOperations: operations,
  }
}

function refusal(
  name: string | null,
  errorCode: ErrorCode,
  topicId: string = ZERO_UUID,
): MetadataResponseTopic {
  return { errorCode, name, topicId, isInternal: false, partitions: [], topicAuthorizedOperations: NOT_ASKED }
}
