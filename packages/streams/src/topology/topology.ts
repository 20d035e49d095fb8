/**
 * A built topology: immutable data. It prints itself, says what to read and what to create, and each task makes its steps
 * from it. The same topology may run in many workers at once.
 */

import { StreamsError } from '../failure.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import type { Serde } from '../serdes/serde.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { describe } from './describe.ts'
import { changelogTopicConfig, type InternalTopic, repartitionTopicConfig } from './internal-topics.ts'
import type { NodeDefinition, OffsetReset } from './node-definitions.ts'

/** A topic that a sub-topology reads. */
export interface SourceTopic {
  /** Without the application's prefix when internal. */
  readonly topic: string
  readonly internal: boolean
  /** True when it feeds a table directly: of records with equal times, those of tables go first. */
  readonly table: boolean
  readonly reset: OffsetReset | null
}

/** A store of a sub-topology and where its changes are logged. */
export interface SubTopologyStore {
  readonly spec: StoreSpec
  /** Topic without prefix; null when the store is not logged. */
  readonly changelog: string | null
  /** True when the changelog is a source topic, which the application never writes. */
  readonly changelogIsSource: boolean
}

/** A part of the topology that shares no topic and no store with others: one task for each partition. */
export interface SubTopology {
  readonly id: number
  /** In the order in which they were written: parents first. */
  readonly nodes: readonly NodeDefinition[]
  readonly sources: readonly SourceTopic[]
  readonly stores: readonly SubTopologyStore[]
}

/** Settings that change what is built. */
export interface TopologySettings {
  readonly defaultKeySerde: Serde<unknown> | null
  readonly defaultValueSerde: Serde<unknown> | null
  readonly defaultTimestamp: TimestampExtractor
  readonly defaultStoreType: 'memory' | 'level'
  /** `windowstore.changelog.additional.retention.ms`. */
  readonly additionalRetentionMs: number
}

/** Topics of a sub-topology with their final names. */
export interface SubTopologyTopics {
  readonly sourceTopics: readonly string[]
  readonly sinkTopics: readonly string[]
  readonly internalTopics: readonly InternalTopic[]
}

export class Topology {
  readonly subTopologies: readonly SubTopology[]
  readonly settings: TopologySettings
  /** Groups of topics (without prefix) that must have equally many partitions. */
  readonly copartitionGroups: readonly (readonly string[])[]
  private readonly nodes: ReadonlyMap<string, NodeDefinition>
  /** Repartition topics, without prefix, and the number of partitions asked for. */
  readonly repartitionTopics: ReadonlyMap<string, number | null>

  constructor(parts: {
    subTopologies: readonly SubTopology[]
    nodes: ReadonlyMap<string, NodeDefinition>
    repartitionTopics: ReadonlyMap<string, number | null>
    copartitionGroups: readonly (readonly string[])[]
    settings: TopologySettings
  }) {
    this.subTopologies = parts.subTopologies
    this.nodes = parts.nodes
    this.repartitionTopics = parts.repartitionTopics
    this.copartitionGroups = parts.copartitionGroups
    this.settings = parts.settings
  }

  /** The text that Kafka Streams prints for the same topology. */
  describe(): string {
    return describe(
      this.subTopologies.map(part => part.nodes.map(node => node.name)),
      this.nodes,
    )
  }

  /** The final name of a topic: internal ones carry the application id. */
  topicName(applicationId: string, topic: string, internal = this.repartitionTopics.has(topic)): string {
    return internal ? `${applicationId}-${topic}` : topic
  }

  /** The changelog topic of a store, or null when it has none. */
  changelogTopic(applicationId: string, store: SubTopologyStore): string | null {
    if (store.changelog === null) return null
    return store.changelogIsSource
      ? this.topicName(applicationId, store.changelog)
      : `${applicationId}-${store.changelog}`
  }

  /** What a sub-topology reads and writes, and the internal topics it needs: those it reads and its changelogs. */
  topics(applicationId: string, subTopology: SubTopology): SubTopologyTopics {
    const sinkTopics: string[] = []
    for (const node of subTopology.nodes) {
      if (node.kind === 'sink' && node.topic !== null)
        sinkTopics.push(this.topicName(applicationId, node.topic))
    }
    const internalTopics: InternalTopic[] = []
    for (const source of subTopology.sources) {
      if (!source.internal) continue
      internalTopics.push({
        name: this.topicName(applicationId, source.topic),
        kind: 'repartition',
        partitions: this.repartitionTopics.get(source.topic) ?? null,
        config: repartitionTopicConfig(),
      })
    }
    for (const store of subTopology.stores) {
      if (store.changelog === null || store.changelogIsSource) continue
      internalTopics.push({
        name: `${applicationId}-${store.changelog}`,
        kind: 'changelog',
        partitions: null,
        config: changelogTopicConfig(store.spec, this.settings.additionalRetentionMs),
      })
    }
    return {
      sourceTopics: subTopology.sources.map(source => this.topicName(applicationId, source.topic)),
      sinkTopics: [...new Set(sinkTopics)],
      internalTopics,
    }
  }

  /**
   * Throws MISSING_SERDE, naming the operator, unless every source, sink and store has its serdes or there are defaults.
   */
  checkSerdes(): void {
    for (const { nodes, stores } of this.subTopologies) {
      for (const node of nodes) {
        if (node.kind === 'processor') continue
        const where = node.kind === 'source' ? `source ${node.name}` : `sink ${node.name}`
        this.checkSerde(where, node.keySerde, node.valueSerde)
      }
      for (const { spec } of stores) this.checkSerde(`store ${spec.name}`, spec.keySerde, spec.valueSerde)
    }
  }

  private checkSerde(where: string, key: Serde<unknown> | null, value: Serde<unknown> | null): void {
    const missing =
      key === null && this.settings.defaultKeySerde === null
        ? 'key'
        : value === null && this.settings.defaultValueSerde === null
          ? 'value'
          : null
    if (missing === null) return
    throw new StreamsError('MISSING_SERDE', `${where} has no ${missing} serde`, {
      hint: `give the operator a ${missing}, or the application a default.${missing}.serde`,
    })
  }
}
