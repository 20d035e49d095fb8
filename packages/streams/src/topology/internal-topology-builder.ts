/**
 * From logical nodes to the nodes, stores and sub-topologies of a topology; checks names on the way.
 * Source: Kafka Streams' InternalTopologyBuilder, whose messages and rules these are.
 */
import { StreamsError } from '../failure.ts'
import type { ProcessorSpec } from '../processors/processor-spec.ts'
import { type ProcessorWrapper, wrapped } from '../processors/processor-wrapper.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { NodeDefinition, SinkDefinition, SourceDefinition } from './node-definitions.ts'
import { matchesTopic } from './topic-pattern.ts'

export function topologyError(message: string): StreamsError {
  return new StreamsError('INVALID_TOPOLOGY', `Invalid topology: ${message}`)
}

/** A global store with the two nodes that fill it. */
export interface GlobalStoreDefinition {
  readonly source: SourceDefinition
  readonly processorName: string
  readonly processor: ProcessorSpec
  readonly store: StoreSpec
}

function verifyTopicName(topic: string): void {
  if (typeof topic !== 'string' || topic === '')
    throw topologyError(`a topic has a name, not ${JSON.stringify(topic)}`)
}

export class InternalTopologyBuilder {
  readonly nodes = new Map<string, NodeDefinition>()
  readonly stores = new Map<string, StoreSpec>()
  /** Stores that every task reads, and no processor is connected to. */
  readonly globalStores = new Map<string, StoreSpec>()
  /** Processors that use a store, in the order in which they were connected. */
  readonly storeUsers = new Map<string, Set<string>>()
  /** Repartition topics, without prefix, with the number of partitions that was asked for. */
  readonly internalTopics = new Map<string, number | null>()
  /** Stores whose changelog is their source topic. */
  readonly sourceChangelogs = new Map<string, string>()
  private readonly sourceTopics = new Set<string>()
  private readonly globalTopics = new Set<string>()
  private readonly sourcePatterns = new Set<RegExp>()
  private readonly groups = new Map<string, string>()
  /** Processors that give updates of a table, and whom they give something else. */
  private readonly tables = new Map<string, string | null>()
  private readonly wrapper: ProcessorWrapper | null

  constructor(wrapper: ProcessorWrapper | null = null) {
    this.wrapper = wrapper
  }

  private verifyName(name: string): void {
    if (this.nodes.has(name)) throw topologyError(`Processor ${name} is already added.`)
  }

  private verifyParents(name: string, parents: readonly string[]): void {
    if (parents.length === 0) throw topologyError('predecessorNames cannot be empty')
    for (const parent of parents) {
      const node = this.nodes.get(parent)
      if (node === undefined)
        throw topologyError(`Parent node ${parent} is unknown${parent === name ? ' (self-reference)' : ''}.`)
      if (node.kind === 'sink') throw topologyError(`Sink ${parent} cannot be used a parent.`)
    }
  }

  private verifyTopic(topic: string): void {
    if (this.sourceTopics.has(topic) || this.globalTopics.has(topic))
      throw topologyError(`Topic ${topic} has already been registered by another source.`)
    for (const pattern of this.sourcePatterns) {
      if (matchesTopic(pattern, topic))
        throw topologyError(`Topic ${topic} matches a Pattern already registered by another source.`)
    }
  }

  addSource(source: SourceDefinition): void {
    this.verifyName(source.name)
    const { pattern } = source
    if (pattern === null) {
      if (source.topics.length === 0) throw topologyError('topics cannot be empty')
      for (const topic of source.topics) {
        verifyTopicName(topic)
        this.verifyTopic(topic)
        this.sourceTopics.add(topic)
      }
    } else {
      for (const topic of this.sourceTopics) {
        if (!matchesTopic(pattern, topic)) continue
        throw topologyError(
          `Pattern ${pattern.source} will match a topic that has already been registered by another source.`,
        )
      }
      this.sourcePatterns.add(pattern)
    }
    this.nodes.set(source.name, source)
    this.groups.set(source.name, source.name)
  }

  /** A source, its processor and their store, which is a group of its own: no tasks come of it. */
  addGlobalStore({ source, processorName, processor, store }: GlobalStoreDefinition): void {
    const [topic] = source.topics as [string]
    this.verifyName(source.name)
    this.verifyTopic(topic)
    this.verifyName(processorName)
    if (source.name === processorName) throw topologyError('sourceName and processorName must be different.')
    if (this.stores.has(store.name))
      throw topologyError(`A different StateStore has already been added with the name ${store.name}`)
    this.verifyNotGlobal(store.name)
    this.globalTopics.add(topic)
    this.globalStores.set(store.name, store)
    this.nodes.set(source.name, source)
    this.groups.set(source.name, source.name)
    this.nodes.set(processorName, {
      ...{ kind: 'processor', name: processorName, parents: [source.name] },
      ...{ spec: processor, stores: new Set([store.name]) },
    })
    this.groups.set(processorName, processorName)
    this.unite(source.name, processorName)
    this.connectSourceStoreAndTopic(store.name, topic)
  }

  /** The topic of a source is the changelog of a store: nothing is written to it. */
  connectSourceStoreAndTopic(store: string, topic: string): void {
    if (this.sourceChangelogs.has(store)) throw topologyError(`Source store ${store} is already added.`)
    this.sourceChangelogs.set(store, topic)
  }

  private verifyNotGlobal(store: string): void {
    if (this.globalStores.has(store))
      throw topologyError(`A different GlobalStateStore has already been added with the name ${store}`)
  }

  addSink(sink: SinkDefinition): void {
    this.verifyName(sink.name)
    if (sink.topic !== null) verifyTopicName(sink.topic)
    this.verifyParents(sink.name, sink.parents)
    this.nodes.set(sink.name, sink)
    this.groups.set(sink.name, sink.name)
    for (const parent of sink.parents) this.unite(parent, sink.name)
  }

  /** Adds a processor, behind the wrapper if there is one. */
  addProcessor(name: string, spec: ProcessorSpec, parents: readonly string[]): void {
    const { tables, wrapper } = this
    if ('view' in spec) tables.set(name, spec.sideOutput ?? null)
    const isWrapped = wrapper !== null
    const takesChanges = parents.some(parent => tables.has(parent) && tables.get(parent) !== name)
    this.addUnwrapped(name, isWrapped ? wrapped(wrapper, name, spec, takesChanges) : spec, parents)
  }

  addUnwrapped(name: string, spec: ProcessorSpec, parents: readonly string[]): void {
    this.verifyName(name)
    this.verifyParents(name, parents)
    this.nodes.set(name, { kind: 'processor', name, parents, spec, stores: new Set() })
    this.groups.set(name, name)
    for (const parent of parents) this.unite(parent, name)
    for (const store of spec.stores?.() ?? []) {
      this.addStore(store)
      this.connect(name, store.name)
    }
  }

  /** Adds a store; the same one may come again. */
  addStore(store: StoreSpec): void {
    const known = this.stores.get(store.name)
    if (known !== undefined && known !== store) {
      throw topologyError(`A different StateStore has already been added with the name ${store.name}`)
    }
    this.verifyNotGlobal(store.name)
    this.stores.set(store.name, store)
  }

  connect(processor: string, store: string): void {
    if (this.globalStores.has(store)) {
      throw topologyError(
        `Global StateStore ${store} can be used by a Processor without being specified; it should not be explicitly passed.`,
      )
    }
    if (!this.stores.has(store)) throw topologyError(`StateStore ${store} is not added yet.`)
    const node = this.nodes.get(processor)
    if (node === undefined) throw topologyError(`Processor ${processor} is not added yet.`)
    if (node.kind !== 'processor')
      throw topologyError(`cannot connect a state store ${store} to a source node or a sink node.`)
    const users = this.storeUsers.get(store) ?? new Set()
    for (const user of users) {
      this.unite(user, processor)
      break
    }
    users.add(processor)
    this.storeUsers.set(store, users)
    node.stores.add(store)
  }

  /** What the Processor API's connectProcessorAndStateStores asks beyond `connect`. */
  connectAll(processor: string, stores: readonly string[]): void {
    if (stores.length === 0) throw topologyError('stateStoreNames cannot be empty')
    const node = this.nodes.get(processor)
    if (node?.kind === 'source' || (node?.kind === 'sink' && node.topic !== null))
      throw topologyError('State stores cannot be connect to sources or sinks.')
    for (const store of stores) this.connect(processor, store)
  }

  private find(name: string): string {
    let at = name
    while (this.groups.get(at) !== at) at = this.groups.get(at)!
    return at
  }

  private unite(a: string, b: string): void {
    this.groups.set(this.find(b), this.find(a))
  }

  /** Whether a group of nodes is that of a global store. */
  isGlobal(group: readonly string[]): boolean {
    return group.some(name => {
      const node = this.nodes.get(name)
      return node?.kind === 'source' && node.topics.length === 1 && this.globalTopics.has(node.topics[0]!)
    })
  }

  /** The connected parts, each in the order of its nodes; their place in the list is their id. */
  nodeGroups(): string[][] {
    const groups = new Map<string, string[]>()
    for (const name of this.nodes.keys()) {
      const root = this.find(name)
      const group = groups.get(root)
      if (group === undefined) groups.set(root, [name])
      else group.push(name)
    }
    return [...groups.values()]
  }

  /** Co-partitioned topics that all say how many partitions they want must say the same. */
  validateCopartition(groups: readonly ReadonlySet<string>[]): void {
    for (const group of groups) {
      const topics = new Map<string, number>()
      let all = true
      for (const source of group) {
        const node = this.nodes.get(source)
        if (node?.kind !== 'source') continue
        for (const topic of node.topics) {
          const partitions = this.internalTopics.get(topic) ?? null
          if (partitions === null) all = false
          else topics.set(topic, partitions)
        }
      }
      if (!all || new Set(topics.values()).size <= 1) continue
      const listed = [...topics].sort(([a], [b]) => (a < b ? -1 : 1)).map(([topic, n]) => `${topic}=${n}`)
      throw topologyError(
        `Following topics do not have the same number of partitions: [{${listed.join(', ')}}]`,
      )
    }
  }
}
