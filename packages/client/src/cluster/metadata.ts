/**
 * What is known of the cluster: an immutable snapshot, made from a Metadata response and the snapshot before.
 *
 *  1. A partition's leader epoch never goes back while the topic's id stays the same: an answer of a node that lags behind
 *     does not undo what a better informed one said.
 *  2. A topic that was not asked for keeps what was known of it.
 */
import { type BrokerId, ErrorCode, type MetadataResponse, ZERO_UUID } from '@moldau/protocol'

export interface BrokerAddress {
  readonly id: BrokerId
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

export interface PartitionFacts {
  readonly partition: number
  readonly errorCode: number
  /** -1 when there is no leader at the moment. */
  readonly leaderId: BrokerId
  /** -1 when unknown. */
  readonly leaderEpoch: number
  readonly replicas: readonly BrokerId[]
  readonly isr: readonly BrokerId[]
}

export interface TopicFacts {
  readonly name: string
  /** The zero uuid when the cluster has none. */
  readonly topicId: string
  readonly errorCode: number
  readonly isInternal: boolean
  /** Indexed by partition number. */
  readonly partitions: readonly PartitionFacts[]
}

/** A snapshot of the cluster. */
export class Metadata {
  readonly clusterId: string | null
  readonly controllerId: BrokerId
  readonly brokers: ReadonlyMap<BrokerId, BrokerAddress>
  readonly topics: ReadonlyMap<string, TopicFacts>
  /** Names by topic id. */
  readonly names: ReadonlyMap<string, string>

  constructor(
    clusterId: string | null,
    controllerId: BrokerId,
    brokers: ReadonlyMap<BrokerId, BrokerAddress>,
    topics: ReadonlyMap<string, TopicFacts>,
  ) {
    this.clusterId = clusterId
    this.controllerId = controllerId
    this.brokers = brokers
    this.topics = topics
    const names = new Map<string, string>()
    for (const topic of topics.values()) if (topic.topicId !== ZERO_UUID) names.set(topic.topicId, topic.name)
    this.names = names
  }

  static readonly none = new Metadata(null, -1, new Map(), new Map())

  /** The partition, when its topic is known and without error. */
  partition(topic: string, partition: number): PartitionFacts | undefined {
    return this.topics.get(topic)?.partitions[partition]
  }

  /** The number of partitions; undefined while the topic is not known or in error. */
  partitionCount(topic: string): number | undefined {
    const facts = this.topics.get(topic)
    return facts === undefined || facts.errorCode !== ErrorCode.NONE ? undefined : facts.partitions.length
  }

  /** The snapshot after `response`. Topics outside `keep` are forgotten, unless the response names them. */
  updated(response: MetadataResponse, keep: (topic: string) => boolean): Metadata {
    const brokers = new Map<BrokerId, BrokerAddress>()
    for (const { nodeId: id, host, port, rack } of response.brokers) brokers.set(id, { id, host, port, rack })
    const topics = new Map<string, TopicFacts>()
    for (const [name, facts] of this.topics) if (keep(name)) topics.set(name, facts)
    for (const topic of response.topics) {
      if (topic.name !== null) topics.set(topic.name, this.#topic(topic.name, topic))
    }
    return new Metadata(response.clusterId, response.controllerId, brokers, topics)
  }

  #topic(name: string, topic: MetadataResponse['topics'][number]): TopicFacts {
    const known = this.topics.get(name)
    const isSame = known !== undefined && known.topicId === topic.topicId
    const partitions: PartitionFacts[] = []
    for (const one of topic.partitions) {
      const before = isSame ? known.partitions[one.partitionIndex] : undefined
      if (before !== undefined && one.leaderEpoch >= 0 && one.leaderEpoch < before.leaderEpoch) {
        partitions[one.partitionIndex] = before
        continue
      }
      partitions[one.partitionIndex] = {
        ...{ partition: one.partitionIndex, errorCode: one.errorCode },
        ...{ leaderId: one.leaderId, leaderEpoch: one.leaderEpoch },
        ...{ replicas: one.replicaNodes, isr: one.isrNodes },
      }
    }
    const { errorCode, isInternal, topicId } = topic
    return { name, topicId, errorCode, isInternal, partitions }
  }
}
