/**
 * A built topology: immutable data. It prints itself, says what to read and what to create, and each task makes its steps
 * from it. The same topology may run in many workers at once.
 */

import { StreamsError } from '../failure.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import { EnvelopeSerde } from '../serdes/envelope.ts'
import { Serde } from '../serdes/serde.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { describe } from './describe.ts'
import { changelogTopicConfig, type InternalTopic, repartitionTopicConfig } from './internal-topics.ts'
import type { NodeDefinition, OffsetReset } from './node-definitions.ts'
import { matchesTopic } from './topic-pattern.ts'

/** A topic that a sub-topology reads. */
export interface SourceTopic {
  /** Without the application's prefix when internal. */
  readonly topic: string
  readonly internal: boolean
  /** True when it feeds a table directly: of records with equal times, those of tables go first. */
  readonly table: boolean
  readonly reset: OffsetReset | null
  /** The source node whose pattern it matches; absent where the topology names it. */
  readonly pattern?: string
}

/** Topics that a sub-topology reads by a pattern: those there are decide what it reads. */
export interface SourcePattern {
  readonly pattern: RegExp
  /** Name of the source node. */
  readonly node: string
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

/**
 * A part of the topology that shares no topic and no store with others: one task for each partition. That of a global store has
 * no tasks: each application fills it from all partitions of its topic.
 */
export interface SubTopology {
  readonly id: number
  readonly isGlobal: boolean
  /** In the order in which they were written: parents first. */
  readonly nodes: readonly NodeDefinition[]
  readonly sources: readonly SourceTopic[]
  readonly patterns: readonly SourcePattern[]
  readonly stores: readonly SubTopologyStore[]
}

/** Settings that change what is built. */
export interface TopologySettings {
  readonly defaultKeySerde: Serde<unknown> | null
  readonly defaultValueSerde: Serde<unknown> | null
  readonly defaultTimestamp: TimestampExtractor
  readonly defaultStoreType: 'memory' | 'level'
  /** `dsl.store.format` is HEADERS. */
  readonly storeHeaders: boolean
  /** `windowstore.changelog.additional.retention.ms`. */
  readonly additionalRetentionMs: number
}

/** Topics of a sub-topology with their final names. */
export interface SubTopologyTopics {
  readonly sourceTopics: readonly string[]
  readonly sinkTopics: readonly string[]
  readonly internalTopics: readonly InternalTopic[]
}

interface TopologyParts {
  /** All of them, in the order of their ids, those of global stores included. */
  readonly subTopologies: readonly SubTopology[]
  readonly nodes: ReadonlyMap<string, NodeDefinition>
  readonly repartitionTopics: ReadonlyMap<string, number | null>
  readonly copartitions: readonly ReadonlySet<string>[]
  readonly settings: TopologySettings
}

export class Topology {
  /** Those that have tasks. */
  readonly subTopologies: readonly SubTopology[]
  /** Those of global stores, one each. */
  readonly globalSubTopologies: readonly SubTopology[]
  readonly settings: TopologySettings
  /** Groups of topics (without prefix) that must have equally many partitions. */
  readonly copartitionGroups: readonly (readonly string[])[]
  private readonly parts: TopologyParts
  /** Repartition topics, without prefix, and the number of partitions asked for. */
  readonly repartitionTopics: ReadonlyMap<string, number | null>

  constructor(parts: TopologyParts) {
    this.parts = parts
    this.subTopologies = parts.subTopologies.filter(part => !part.isGlobal)
    this.globalSubTopologies = parts.subTopologies.filter(part => part.isGlobal)
    this.repartitionTopics = parts.repartitionTopics
    this.settings = parts.settings
    this.copartitionGroups = copartitionTopics(parts.copartitions, this.subTopologies)
  }

  /** The sub-topology with this id. @throws StreamsError `INVALID_ARGUMENT` where there is none */
  subTopology(id: number): SubTopology {
    const found = this.parts.subTopologies[id]
    if (found === undefined)
      throw new StreamsError('INVALID_ARGUMENT', `the topology has no sub-topology ${id}`)
    return found
  }

  /** Whether it reads topics by a pattern. */
  get hasPatterns(): boolean {
    return this.subTopologies.some(part => part.patterns.length > 0)
  }

  /**
   * The same topology with its patterns replaced by those of `topics` that match them.
   * @throws StreamsError `INVALID_TOPOLOGY` for a topic that two patterns match
   */
  withTopics(topics: Iterable<string>): Topology {
    const known = [...new Set(topics)].sort()
    const claimed = new Map<string, RegExp>()
    const resolved = (part: SubTopology): SubTopology => {
      const sources = part.sources.filter(source => source.pattern === undefined)
      for (const { pattern, reset, node } of part.patterns) {
        for (const topic of known) {
          if (!matchesTopic(pattern, topic)) continue
          const other = claimed.get(topic)
          if (other !== undefined) throw twoPatterns(topic, other, pattern)
          claimed.set(topic, pattern)
          sources.push({ topic, internal: false, table: false, reset, pattern: node })
        }
      }
      return { ...part, sources }
    }
    return new Topology({ ...this.parts, subTopologies: this.parts.subTopologies.map(resolved) })
  }

  /** The text that Kafka Streams prints for the same topology. */
  describe(): string {
    return describe(this.parts.subTopologies, this.parts.nodes)
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
    for (const { nodes, stores } of this.parts.subTopologies) {
      for (const node of nodes) {
        if (node.kind === 'processor') continue
        const where = node.kind === 'source' ? `source ${node.name}` : `sink ${node.name}`
        this.checkSerde(where, node.keySerde, node.valueSerde)
      }
      for (const { spec } of stores) this.checkSerde(`store ${spec.name}`, spec.keySerde, spec.valueSerde)
    }
  }

  private checkSerde(where: string, key: Serde<unknown> | null, value: Serde<unknown> | null): void {
    const { defaultKeySerde, defaultValueSerde } = this.settings
    const isMissing = (serde: Serde<unknown> | null, of: 'key' | 'value'): boolean =>
      serde instanceof EnvelopeSerde
        ? isMissing(serde.inner, serde.of)
        : serde === null && (of === 'key' ? defaultKeySerde : defaultValueSerde) === null
    for (const serde of [key, value]) {
      if (serde === null || serde instanceof Serde) continue
      throw new StreamsError('INVALID_ARGUMENT', `${where} has a serde that is none: ${String(serde)}`, {
        hint: 'give it one of those that string(), json() and the like make',
      })
    }
    const missing = isMissing(key, 'key') ? 'key' : isMissing(value, 'value') ? 'value' : null
    if (missing === null) return
    throw new StreamsError('MISSING_SERDE', `${where} has no ${missing} serde`, {
      hint: `give the operator a ${missing}, or the application a default.${missing}.serde`,
    })
  }
}

/** Groups that share a topic are one. */
function copartitionTopics(
  copartitions: readonly ReadonlySet<string>[],
  subTopologies: readonly SubTopology[],
): string[][] {
  const topicsOf = (name: string): string[] =>
    subTopologies.flatMap(({ nodes, sources }) => {
      const node = nodes.find(one => one.name === name)
      if (node?.kind !== 'source') return []
      if (node.pattern === null) return [...node.topics]
      return sources.filter(source => source.pattern === name).map(source => source.topic)
    })
  const groups: Set<string>[] = []
  for (const names of copartitions) {
    const topics = new Set([...names].flatMap(topicsOf))
    const known = groups.find(group => [...topics].some(topic => group.has(topic)))
    if (known === undefined) groups.push(topics)
    else for (const topic of topics) known.add(topic)
  }
  return groups.map(group => [...group].sort())
}

function twoPatterns(topic: string, first: RegExp, second: RegExp): StreamsError {
  return new StreamsError(
    'INVALID_TOPOLOGY',
    `Topic ${topic} is already matched for another regex pattern ${first.source}` +
      ` and hence cannot be matched to this regex pattern ${second.source} any more.`,
  )
}
