/** A topology as text, exactly as Kafka Streams' `topology.describe().toString()` prints it. */
import { hashSetCopyOrder, hashSetOrder, JavaTreeSet } from './java-collections.ts'
import type { NodeDefinition } from './node-definitions.ts'

interface Described {
  readonly name: string
  readonly node: NodeDefinition
  readonly predecessors: JavaTreeSet<Described>
  readonly successors: JavaTreeSet<Described>
  /** Nodes of the sub-tree, itself included; one for each path. */
  size: number
}

function compare(a: Described, b: Described): number {
  if (a === b) return 0
  return b.size - a.size || (a.name < b.name ? -1 : 1)
}

function grow(node: Described, by: number): void {
  node.size += by
  for (const predecessor of node.predecessors.items()) grow(predecessor, by)
}

function names(set: JavaTreeSet<Described>): string {
  const list = set.items()
  return list.length === 0 ? 'none' : list.map(node => node.name).join(', ')
}

function text(described: Described): string {
  const { node, name } = described
  const to = `\n      --> ${names(described.successors)}`
  const from = `\n      <-- ${names(described.predecessors)}`
  switch (node.kind) {
    case 'source':
      return `Source: ${name} (topics: ${sourceTopics(node)})${to}`
    case 'processor':
      return `Processor: ${name} (stores: [${hashSetOrder(node.stores).join(', ')}])${to}${from}`
    default:
      return node.topic === null
        ? `Sink: ${name} (extractor class: ${extractorName(node.extractor)})${from}`
        : `Sink: ${name} (topic: ${node.topic})${from}`
  }
}

function sourceTopics({ topics, pattern }: NodeDefinition & { kind: 'source' }): string {
  return pattern === null ? `[${hashSetCopyOrder(topics).join(', ')}]` : pattern.source
}

function extractorName(extractor: ((...args: never[]) => unknown) | null): string {
  return extractor === null || extractor.name === '' ? 'anonymous' : extractor.name
}

/** A part of a topology to describe. */
interface Part {
  readonly id: number
  readonly isGlobal: boolean
  readonly nodes: readonly NodeDefinition[]
}

/** Describes the parts of a topology, in the order of their ids. */
export function describe(parts: readonly Part[], nodes: ReadonlyMap<string, NodeDefinition>): string {
  let out = 'Topologies:\n '
  for (const { id, isGlobal, nodes: own } of parts) {
    out += `  Sub-topology: ${id}${isGlobal ? ' for global store (will not generate tasks)' : ''}\n`
    const names = own.map(node => node.name)
    for (const node of sorted(names, nodes)) out += `    ${text(node)}\n`
    if (!isGlobal) out += '\n'
  }
  return out
}

function sorted(group: readonly string[], nodes: ReadonlyMap<string, NodeDefinition>): Described[] {
  const byName = new Map<string, Described>()
  const order = hashSetOrder(hashSetOrder(group))
  for (const name of order) {
    byName.set(name, {
      name,
      node: nodes.get(name)!,
      predecessors: new JavaTreeSet(compare),
      successors: new JavaTreeSet(compare),
      size: 1,
    })
  }
  for (const described of byName.values()) {
    if (described.node.kind === 'source') continue
    for (const parent of described.node.parents) {
      const predecessor = byName.get(parent)!
      described.predecessors.add(predecessor)
      predecessor.successors.add(described)
      grow(predecessor, described.size)
    }
  }
  return [...byName.values()].sort(compare)
}
