/**
 * What the metadata log says: topics, partitions, configurations, features, producer ids. A function of its records: `apply`
 * is the only way in, for live changes and for recovery alike.
 *
 * Records of kinds that mean nothing to this broker are kept in order, so that they survive a snapshot.
 * Names of topics and resources are Map keys: `__proto__` is a legal topic.
 * Source: KRaft's `MetadataImage`, KIP-631.
 */
import {
  type ConfigRecord,
  configRecordData,
  decodeMetadataRecord,
  encodeMetadataRecord,
  type FeatureLevelRecord,
  featureLevelRecordData,
  type PartitionChangeRecord,
  type PartitionRecord,
  type ProducerIdsRecord,
  partitionChangeRecordData,
  partitionRecordData,
  producerIdsRecordData,
  type RemoveTopicRecord,
  removeTopicRecordData,
  type TopicRecord,
  topicRecordData,
} from '@moldau/protocol'

export const RESOURCE = { topic: 2, broker: 4, group: 32 } as const

export interface TopicImage {
  readonly name: string
  readonly id: string
  /** By partition number; gapless. */
  readonly partitions: PartitionRecord[]
}

/** Kinds of records that belong to a moment, not to the state. */
const FLEETING = new Set([
  'NoOpRecord',
  'BeginTransactionRecord',
  'EndTransactionRecord',
  'AbortTransactionRecord',
])

export class MetadataImage {
  readonly features = new Map<string, number>()
  readonly topics = new Map<string, TopicImage>()
  readonly topicsById = new Map<string, TopicImage>()
  readonly removedTopicIds = new Set<string>()
  /** The first producer id that no block has handed out. */
  nextProducerId = 0
  #producerIds: ProducerIdsRecord | undefined
  readonly #configs = new Map<string, Map<string, string>>()
  readonly #configResources = new Map<string, { type: number; name: string }>()
  readonly #others: Uint8Array[] = []

  /** The configuration of a resource, by name; empty where nothing is set. */
  configs(resourceType: number, resourceName: string): ReadonlyMap<string, string> {
    return this.#configs.get(`${resourceType}/${resourceName}`) ?? new Map()
  }

  /** Takes one record's value in. @throws DecodeError where the bytes are damaged */
  apply(bytes: Uint8Array): void {
    const record = decodeMetadataRecord(bytes)
    switch (record.description) {
      case topicRecordData:
        this.#topic(record.data as TopicRecord)
        break
      case partitionRecordData:
        this.#partition(record.data as PartitionRecord)
        break
      case partitionChangeRecordData:
        this.#partitionChange(record.data as PartitionChangeRecord)
        break
      case removeTopicRecordData:
        this.#removeTopic(record.data as RemoveTopicRecord)
        break
      case configRecordData:
        this.#config(record.data as ConfigRecord)
        break
      case featureLevelRecordData:
        this.#feature(record.data as FeatureLevelRecord)
        break
      case producerIdsRecordData:
        this.#producerIds = record.data as ProducerIdsRecord
        this.nextProducerId = this.#producerIds.nextProducerId
        break
      default:
        if (record.description === undefined || !FLEETING.has(record.description.name))
          this.#others.push(bytes.slice())
    }
  }

  #topic({ name, topicId }: TopicRecord): void {
    const topic: TopicImage = { name, id: topicId, partitions: [] }
    this.topics.set(name, topic)
    this.topicsById.set(topicId, topic)
  }

  #partition(record: PartitionRecord): void {
    const topic = this.topicsById.get(record.topicId)
    if (topic !== undefined) topic.partitions[record.partitionId] = record
  }

  #partitionChange(change: PartitionChangeRecord): void {
    const partition = this.topicsById.get(change.topicId)?.partitions[change.partitionId]
    if (partition === undefined) return
    if (change.isr !== null) partition.isr = change.isr
    if (change.replicas !== null) partition.replicas = change.replicas
    // -2 stands for no change.
    if (change.leader !== -2) {
      partition.leader = change.leader
      partition.leaderEpoch++
    }
    partition.partitionEpoch++
  }

  #removeTopic({ topicId }: RemoveTopicRecord): void {
    const topic = this.topicsById.get(topicId)
    this.removedTopicIds.add(topicId)
    if (topic === undefined) return
    this.topicsById.delete(topicId)
    this.topics.delete(topic.name)
    this.#configs.delete(`${RESOURCE.topic}/${topic.name}`)
    this.#configResources.delete(`${RESOURCE.topic}/${topic.name}`)
  }

  #config({ resourceType, resourceName, name, value }: ConfigRecord): void {
    const key = `${resourceType}/${resourceName}`
    const configs = this.#configs.get(key) ?? new Map<string, string>()
    this.#configs.set(key, configs)
    this.#configResources.set(key, { type: resourceType, name: resourceName })
    if (value === null) configs.delete(name)
    else configs.set(name, value)
  }

  #feature({ name, featureLevel }: FeatureLevelRecord): void {
    if (featureLevel === 0) this.features.delete(name)
    else this.features.set(name, featureLevel)
  }

  /** The records that make this image out of an empty one: what a snapshot holds. */
  records(): Uint8Array[] {
    const records: Uint8Array[] = []
    for (const [name, featureLevel] of this.features) {
      records.push(
        encodeMetadataRecord(featureLevelRecordData, 0, featureLevelRecordData.make({ name, featureLevel })),
      )
    }
    for (const { name, id, partitions } of this.topics.values()) {
      records.push(encodeMetadataRecord(topicRecordData, 0, topicRecordData.make({ name, topicId: id })))
      for (const partition of partitions) {
        const version = partition.eligibleLeaderReplicas === null && partition.lastKnownElr === null ? 1 : 2
        records.push(encodeMetadataRecord(partitionRecordData, version, partition))
      }
    }
    for (const [key, configs] of this.#configs) {
      const { type: resourceType, name: resourceName } = this.#configResources.get(key)!
      for (const [name, value] of configs) {
        const data = configRecordData.make({ resourceType, resourceName, name, value })
        records.push(encodeMetadataRecord(configRecordData, 0, data))
      }
    }
    if (this.#producerIds !== undefined) {
      records.push(encodeMetadataRecord(producerIdsRecordData, 0, this.#producerIds))
    }
    return [...records, ...this.#others]
  }
}
