/**
 * Topics as the broker serves them: the metadata image, and an open log for each of its partitions.
 *
 *  1. A topic is served only when its records are durable in the metadata log.
 *  2. Names are checked before anything else: they become folder names.
 *  3. A deleted topic's logs are gone, for waiting fetches too, once its removal is durable.
 * Source: Kafka's `ReplicationControlManager`, `Topic`.
 */
import {
  codecReady,
  configRecordData,
  ErrorCode,
  encodeMetadataRecord,
  MoldauError,
  type PartitionRecord,
  partitionChangeRecordData,
  partitionRecordData,
  type Random,
  removeTopicRecordData,
  topicRecordData,
} from '@moldau/protocol'
import { newUuid } from '../../metadata/meta-properties.ts'
import { type MetadataImage, RESOURCE, type TopicImage } from '../../metadata/metadata-image.ts'
import { METADATA_TOPIC, type MetadataLog } from '../../metadata/metadata-log.ts'
import { canonicalTopicValue, topicConfigFault, topicConfigsFault } from '../../partition/log-config.ts'
import type { LogFolder } from '../../partition/log-folder.ts'
import type { PartitionLog } from '../../partition/partition-log.ts'
import type { BrokerConfig } from './broker-config.ts'
import { canonicalGroupValue } from './group-config.ts'

export const OFFSETS_TOPIC = '__consumer_offsets'
export const TRANSACTION_TOPIC = '__transaction_state'

/** A fault for a response: a code, and words for those versions that carry them. */
export interface Fault {
  readonly errorCode: ErrorCode
  readonly message: string
}

/** How many partitions a topic may have. */
const PARTITIONS_MAX = 100_000
const TOO_MANY_PARTITIONS: Fault = {
  errorCode: ErrorCode.POLICY_VIOLATION,
  message: 'Excessively large number of partitions per request.',
}

export interface NewTopic {
  readonly name: string
  readonly partitions: number
  readonly configs: ReadonlyMap<string, string>
}

/** What is wrong with a topic's name (2); `undefined` where it is legal. */
export function topicNameFault(name: string): string | undefined {
  if (name === '') return 'Topic name is invalid: the empty string is not allowed'
  if (name === '.' || name === '..') return `Topic name is invalid: '${name}' is not allowed`
  if (name.length > 249) return 'Topic name is invalid: the length exceeds 249 characters'
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return `Topic name is invalid: '${name}' contains characters other than ASCII alphanumerics, '.', '_' and '-'`
  }
  return undefined
}

export function isInternal(topic: string): boolean {
  return topic === OFFSETS_TOPIC || topic === TRANSACTION_TOPIC
}

export class Topics {
  readonly metadata: MetadataLog
  readonly #folder: LogFolder
  readonly #config: BrokerConfig
  readonly #random: Random
  readonly #directoryId: string
  readonly #logs = new Map<string, PartitionLog[]>()
  /** Called after a topic is gone, so that committed offsets of it go too. */
  onDeleted: (topic: TopicImage) => Promise<void> = async () => undefined

  constructor(
    metadata: MetadataLog,
    folder: LogFolder,
    config: BrokerConfig,
    random: Random,
    directoryId: string,
  ) {
    this.metadata = metadata
    this.#folder = folder
    this.#config = config
    this.#random = random
    this.#directoryId = directoryId
  }

  get image(): MetadataImage {
    return this.metadata.image
  }

  /**
   * Opens the logs of every topic in the image, and sets aside what belongs to none. Partitions that another broker process
   * gave up when it closed this folder (its leader is then -1) are led from here on.
   */
  async openAll(): Promise<void> {
    const leader = this.metadata.nodeId
    await this.metadata.change(image => {
      const orphans = [...image.topics.values()].flatMap(({ partitions }) =>
        partitions.filter(each => each.leader !== leader),
      )
      return orphans.map(({ partitionId, topicId }) => {
        const data = partitionChangeRecordData.make({ partitionId, topicId, leader, isr: [leader] })
        return encodeMetadataRecord(partitionChangeRecordData, 0, data)
      })
    })
    for (const topic of this.image.topics.values()) {
      await this.#codecOf(topic.name)
      this.#open(topic)
    }
    this.#folder.sweep(this.image.removedTopicIds)
  }

  /** Loads the codec that a topic's batches are brought to, before the first of them comes. */
  async #codecOf(name: string): Promise<void> {
    const { recompressTo } = this.#config.logConfig(this.image.configs(RESOURCE.topic, name))
    if (recompressTo !== undefined) await codecReady(recompressTo)
  }

  #open(topic: TopicImage): void {
    const logs = this.#logs.get(topic.name) ?? []
    const config = this.#config.logConfig(this.image.configs(RESOURCE.topic, topic.name))
    for (let n = logs.length; n < topic.partitions.length; n++) {
      logs.push(
        this.#folder.partition({
          topic: topic.name,
          topicId: topic.id,
          partition: n,
          leaderEpoch: topic.partitions[n]!.leaderEpoch,
          config,
        }),
      )
    }
    this.#logs.set(topic.name, logs)
  }

  get(name: string): TopicImage | undefined {
    return this.image.topics.get(name)
  }

  byId(id: string): TopicImage | undefined {
    return this.image.topicsById.get(id)
  }

  log(topic: string, partition: number): PartitionLog | undefined {
    return this.#logs.get(topic)?.[partition]
  }

  logsOf(topic: string): readonly PartitionLog[] {
    return this.#logs.get(topic) ?? []
  }

  get allLogs(): PartitionLog[] {
    return [...this.#logs.values()].flat()
  }

  /** What stands against a new topic; `undefined` where it can be made. */
  faultOf(topic: NewTopic): Fault | undefined {
    const name = topicNameFault(topic.name)
    if (name !== undefined) return { errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION, message: name }
    // Its folder would be that of the metadata log.
    if (topic.name === METADATA_TOPIC) {
      const message = `Creation of internal topic ${METADATA_TOPIC} is prohibited.`
      return { errorCode: ErrorCode.INVALID_REQUEST, message }
    }
    if (this.get(topic.name) !== undefined) {
      return { errorCode: ErrorCode.TOPIC_ALREADY_EXISTS, message: `Topic '${topic.name}' already exists.` }
    }
    // Kafka's metric names turn dots into underscores: two topics that differ only there would collide.
    const collided = [...this.image.topics.keys()].find(
      other => other.replaceAll('.', '_') === topic.name.replaceAll('.', '_'),
    )
    if (collided !== undefined) {
      return {
        errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION,
        message: `Topic '${topic.name}' collides with existing topic: ${collided}`,
      }
    }
    if (topic.partitions > PARTITIONS_MAX) return TOO_MANY_PARTITIONS
    if (topic.partitions < 1) {
      return {
        errorCode: ErrorCode.INVALID_PARTITIONS,
        message: 'Number of partitions was set to an invalid non-positive value.',
      }
    }
    for (const [config, value] of topic.configs) {
      const fault = topicConfigFault(config, value)
      if (fault !== undefined) return { errorCode: ErrorCode.INVALID_CONFIG, message: fault }
    }
    return this.configsFault(topic.configs)
  }

  /** What is wrong between the values of a topic whose own are `own`. */
  configsFault(own: ReadonlyMap<string, string>): Fault | undefined {
    const fault = topicConfigsFault(name => this.#config.topicValue(own, name))
    return fault === undefined ? undefined : { errorCode: ErrorCode.INVALID_CONFIG, message: fault }
  }

  /** Makes a topic; durable and served when it settles. Where two ask at once, the second gets TOPIC_ALREADY_EXISTS. */
  async create(topic: NewTopic): Promise<Fault | undefined> {
    let fault: Fault | undefined
    await this.#folder.forgetRemoved()
    await this.metadata.change(() => {
      fault = this.faultOf(topic)
      if (fault !== undefined) return []
      const topicId = newUuid(this.#random)
      const records = [
        encodeMetadataRecord(topicRecordData, 0, topicRecordData.make({ name: topic.name, topicId })),
      ]
      records.push(...configRecords(RESOURCE.topic, topic.name, topic.configs))
      for (let n = 0; n < topic.partitions; n++) records.push(this.#partitionRecord(topicId, n))
      return records
    })
    if (fault !== undefined) return fault
    await this.#codecOf(topic.name)
    // The name may have become free only now, while this topic waited for its turn.
    await this.#folder.forgetRemoved()
    const made = this.get(topic.name)
    if (made !== undefined) this.#open(made)
    return undefined
  }

  #partitionRecord(topicId: string, partitionId: number): Uint8Array {
    const node = this.metadata.nodeId
    const data: PartitionRecord = partitionRecordData.make({
      partitionId,
      topicId,
      replicas: [node],
      isr: [node],
      leader: node,
      leaderEpoch: 0,
      partitionEpoch: 0,
      directories: [this.#directoryId],
    })
    return encodeMetadataRecord(partitionRecordData, 1, data)
  }

  /** Adds partitions up to `count`. */
  async grow(name: string, count: number): Promise<Fault | undefined> {
    let fault: Fault | undefined
    await this.metadata.change(image => {
      const topic = image.topics.get(name)
      fault = growFault(topic, count)
      if (fault !== undefined || topic === undefined) return []
      const records: Uint8Array[] = []
      for (let n = topic.partitions.length; n < count; n++) records.push(this.#partitionRecord(topic.id, n))
      return records
    })
    if (fault === undefined) this.#open(this.get(name)!)
    return fault
  }

  /** Deletes a topic (3). */
  async delete(topic: TopicImage): Promise<Fault | undefined> {
    let gone = false
    await this.metadata.change(image => {
      gone = !image.topicsById.has(topic.id)
      if (gone) return []
      const data = removeTopicRecordData.make({ topicId: topic.id })
      return [encodeMetadataRecord(removeTopicRecordData, 0, data)]
    })
    if (gone)
      return {
        errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
        message: 'This server does not host this topic.',
      }
    const logs = this.#logs.get(topic.name) ?? []
    this.#logs.delete(topic.name)
    for (const log of logs) this.#folder.remove(log)
    await this.onDeleted(topic)
    await this.#folder.forgetRemoved()
    return undefined
  }

  /** Sets (or with null takes away) configurations of a topic. */
  async configure(name: string, values: ReadonlyMap<string, string | null>): Promise<void> {
    await this.metadata.change(() => configRecords(RESOURCE.topic, name, values))
    await this.#codecOf(name)
    const config = this.#config.logConfig(this.image.configs(RESOURCE.topic, name))
    for (const log of this.logsOf(name)) log.configure(config)
  }

  /** Sets (or with null takes away) configurations of a group, which need not exist. */
  async configureGroup(name: string, values: ReadonlyMap<string, string | null>): Promise<void> {
    await this.metadata.change(() => configRecords(RESOURCE.group, name, values))
  }

  /** The internal topic of that name, made on first use. */
  async internal(name: typeof OFFSETS_TOPIC | typeof TRANSACTION_TOPIC): Promise<void> {
    if (this.get(name) !== undefined) return
    const prefix = name === OFFSETS_TOPIC ? 'offsets.topic' : 'transaction.state.log'
    const configs = new Map([
      ['cleanup.policy', 'compact'],
      ['compression.type', 'producer'],
      ['segment.bytes', this.#config.text(`${prefix}.segment.bytes`)],
    ])
    const fault = await this.create({
      name,
      partitions: this.#config.number(`${prefix}.num.partitions`),
      configs,
    })
    if (fault === undefined || fault.errorCode === ErrorCode.TOPIC_ALREADY_EXISTS) return
    throw new MoldauError('INVALID_CONFIG', `the topic ${name} cannot be made`, {
      detail: fault.message,
      hint: `look at the broker properties that begin with ${prefix}`,
    })
  }

  /** The data folder: where it is, whether it works, and how much room there is. */
  folderFacts() {
    const { directory, health, storage } = this.#folder
    return { directory, health, space: storage.space?.(directory) }
  }

  /** Moves a log's start up, durably. */
  moveLogStart(log: PartitionLog, offset: number): Promise<void> {
    return this.#folder.moveLogStart(log, offset)
  }
}

function growFault(topic: TopicImage | undefined, count: number): Fault | undefined {
  if (topic === undefined) {
    return {
      errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      message: 'This server does not host this topic.',
    }
  }
  const has = topic.partitions.length
  if (count > PARTITIONS_MAX) return TOO_MANY_PARTITIONS
  if (count > has) return undefined
  const message =
    count === has
      ? `Topic already has ${has} partition(s).`
      : `The topic ${topic.name} currently has ${has} partition(s); ${count} would not be an increase.`
  return { errorCode: ErrorCode.INVALID_PARTITIONS, message }
}

function configRecords(
  resourceType: number,
  resourceName: string,
  values: ReadonlyMap<string, string | null>,
): Uint8Array[] {
  const canonical = resourceType === RESOURCE.topic ? canonicalTopicValue : canonicalGroupValue
  return [...values].map(([name, given]) => {
    const value = given === null ? null : canonical(name, given)
    const data = configRecordData.make({ resourceType, resourceName, name, value })
    return encodeMetadataRecord(configRecordData, 0, data)
  })
}
