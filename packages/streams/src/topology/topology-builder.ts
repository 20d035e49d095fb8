/**
 * From logical nodes to the nodes, stores and sub-topologies of a topology; checks names on the way.
 * Source: Kafka Streams' InternalTopologyBuilder, whose messages and rules these are.
 */
import { StreamsError } from '../failure.ts'
import type { ProcessorSpec } from '../processors/processor-spec.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { NodeDefinition, SinkDefinition, SourceDefinition } from './node-definitions.ts'

export function topologyError(message: string): StreamsError {
  return new StreamsError('INVALID_TOPOLOGY', `Invalid topology: ${message}`)
}

export class TopologyBuilder {
  readonly nodes = new Map<string, NodeDefinition>()
  readonly stores = new Map<string, StoreSpec>()
  /** Processors that use a store, in the order in which they were connected. */
  readonly storeUsers = new Map<string, Set<string>>()
  /** Repartition topics, without prefix, with the number of partitions that was asked for. */
  readonly internalTopics = new Map<string, number | null>()
  /** Stores whose changelog is their source topic. */
  readonly sourceChangelogs = new Map<string, string>()
  private readonly sourceTopics = new Set<string>()
  private readonly groups = new Map<string, string>()

  private verifyName(name: string): void {
    if (this.nodes.has(name)) throw topologyError(`Processor ${name} is already added.`)
  }

  private verifyParents(parents: readonly string[]): void {
    if (parents.length === 0) throw topologyError('predecessorNames cannot be empty')
    for (const parent of parents) {
      const node = this.nodes.get(parent)
      if (node === undefined) throw topologyError(`Parent node ${parent} is unknown.`)
      if (node.kind === 'sink') throw topologyError(`Sink ${parent} cannot be used a parent.`)
    }
  }

  addSource(source: SourceDefinition): void {
    this.verifyName(source.name)
    for (const topic of source.topics) {
      if (this.sourceTopics.has(topic)) {
        throw topologyError(`Topic ${topic} has already been registered by another source.`)
      }
      this.sourceTopics.add(topic)
    }
    this.nodes.set(source.name, source)
    this.groups.set(source.name, source.name)
  }

  addSink(sink: SinkDefinition): void {
    this.verifyName(sink.name)
    this.verifyParents(sink.parents)
    this.nodes.set(sink.name, sink)
    this.groups.set(sink.name, sink.name)
    for (const parent of sink.parents) this.unite(parent, sink.name)
  }

  addProcessor(name: string, spec: ProcessorSpec, parents: readonly string[]): void {
    this.verifyName(name)
    this.verifyParents(parents)
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
    this.stores.set(store.name, store)
  }

  connect(processor: string, store: string): void {
    if (!this.stores.has(store)) throw topologyError(`StateStore ${store} is not added yet.`)
    const node = this.nodes.get(processor)
    if (node?.kind !== 'processor') throw topologyError(`Processor ${processor} is not added yet.`)
    const users = this.storeUsers.get(store) ?? new Set()
    for (const user of users) {
      this.unite(user, processor)
      break
    }
    users.add(processor)
    this.storeUsers.set(store, users)
    node.stores.add(store)
  }

  private find(name: string): string {
    let at = name
    while (this.groups.get(at) !== at) at = this.groups.get(at)!
    return at
  }

  private unite(a: string, b: string): void {
    this.groups.set(this.find(b), this.find(a))
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
