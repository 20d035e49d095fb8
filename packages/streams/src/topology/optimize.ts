/**
 * What a build does to the (copied) graph before it is written out: equal sources become one, repartition topics below one
 * key change become one (`merge.repartition.topics`), tables read their source topic as changelog
 * (`reuse.ktable.source.topics`), and null keys are filtered before repartitioning where nobody behind wants them.
 * Source: Kafka Streams' InternalStreamsBuilder.
 */
import { StreamsError } from '../failure.ts'
import { findUp, type Graph, GraphNode, type RepartitionPart } from './graph.ts'
import { topologyError } from './internal-topology-builder.ts'
import { repartitionNames } from './names.ts'
import type { OffsetReset } from './node-definitions.ts'
import { samePattern } from './topic-pattern.ts'

const RULES = ['reuse.ktable.source.topics', 'merge.repartition.topics', 'single.store.self.join'] as const

/** The rules that `topology.optimization` names: `none`, `all`, or a list with commas. */
export function optimizationRules(setting: string | undefined): Set<string> {
  const names = (setting ?? 'none').split(',').map(name => name.trim())
  if (names.length === 1 && names[0] === 'none') return new Set()
  if (names.length === 1 && names[0] === 'all') return new Set(RULES)
  for (const name of names) {
    if (!RULES.includes(name as (typeof RULES)[number])) {
      throw new StreamsError('INVALID_CONFIG', `topology.optimization: unknown value '${name}'`, {
        hint: `expected none, all, or a list of ${RULES.join(', ')}`,
      })
    }
  }
  return new Set(names)
}

export function optimize(graph: Graph, rules: ReadonlySet<string>): void {
  mergeSources(graph)
  if (rules.has('reuse.ktable.source.topics')) {
    for (const node of graph.nodes) if (node.part.kind === 'tableSource') node.part.reuseSourceTopic = true
  }
  if (rules.has('merge.repartition.topics')) mergeRepartitions(graph)
  if (rules.has('single.store.self.join')) joinSelves(graph)
  filterNullKeys(graph)
  enableVersionedSemantics(graph)
}

function sameReset(a: OffsetReset | null, b: OffsetReset | null): boolean {
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return a === b
  return a.durationMs === b.durationMs
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a)
  return set.size === new Set(b).size && b.every(item => set.has(item))
}

function mergeSources(graph: Graph): void {
  const first = new Map<string, GraphNode>()
  const patterns: { readonly pattern: RegExp; readonly node: GraphNode }[] = []
  for (const node of [...graph.root.children]) {
    const { part } = node
    if (part.kind !== 'streamSource') continue
    if (part.pattern !== null) {
      const { pattern } = part
      const known = patterns.find(one => samePattern(one.pattern, pattern))
      if (known === undefined) patterns.push({ pattern, node })
      else mergeSource(graph, known.node, node)
      continue
    }
    for (const topic of new Set(part.topics)) {
      const main = first.get(topic)
      if (main === undefined) {
        first.set(topic, node)
        continue
      }
      if (main.part.kind !== 'streamSource' || !sameSet(main.part.topics, part.topics))
        throw topologyError('Two source nodes are subscribed to overlapping but not equal input topics')
      mergeSource(graph, main, node)
    }
  }
}

function mergeSource(graph: Graph, main: GraphNode, other: GraphNode): void {
  if (main.part.kind !== 'streamSource' || other.part.kind !== 'streamSource')
    throw new Error('bug: no sources')
  if (!sameReset(main.part.consumed.reset, other.part.consumed.reset))
    throw topologyError("Can't configure different offset reset policies on the same input topic(s)")
  for (const child of [...other.children]) {
    other.removeChild(child)
    main.addChild(child)
  }
  graph.root.removeChild(other)
}

/** Which repartition nodes hang below which key change, in the order of the calls. */
function repartitionsByKeyChange(graph: Graph): Map<GraphNode, Set<GraphNode>> {
  const found = new Map<GraphNode, Set<GraphNode>>()
  for (const node of graph.nodes) {
    if (node.keyChanging) {
      found.set(node, new Set())
    } else if (node.part.kind === 'repartition' && node.part.optimizable) {
      const changing = findUp(node, n => n.keyChanging || n.valueChanging)
      const key = findUp(node, n => n.keyChanging)
      if (changing !== null && changing === key) found.get(key)!.add(node)
    }
  }
  for (const [merge, keys] of mergesBelowKeyChanges(graph, found)) {
    const all = new Set<GraphNode>()
    for (const key of keys) for (const node of found.get(key) ?? []) all.add(node)
    found.set(merge, all)
  }
  for (const [, keys] of mergesBelowKeyChanges(graph, found)) for (const key of keys) found.delete(key)
  return found
}

function mergesBelowKeyChanges(
  graph: Graph,
  found: ReadonlyMap<GraphNode, ReadonlySet<GraphNode>>,
): Map<GraphNode, Set<GraphNode>> {
  const out = new Map<GraphNode, Set<GraphNode>>()
  for (const merge of graph.nodes) {
    if (!merge.merge) continue
    const keys = new Set<GraphNode>()
    for (const [key, repartitions] of found) {
      if (key.merge) continue
      const below = [...repartitions].every(node => findUp(node, n => n.parents.has(merge)) !== null)
      if (below && findUp(merge, n => n.parents.has(key)) !== null) keys.add(key)
    }
    out.set(merge, keys)
  }
  return out
}

function mergeRepartitions(graph: Graph): void {
  for (const [keyChange, repartitions] of repartitionsByKeyChange(graph)) {
    if (repartitions.size === 0) continue
    const parts = [...repartitions].map(node => node.part as RepartitionPart)
    const names = repartitionNames(parts[0]!.topic, null)
    const single = new GraphNode(names.sourceName, {
      kind: 'repartition',
      optimizable: true,
      ...names,
      keySerde: parts.find(part => part.keySerde !== null)?.keySerde ?? null,
      valueSerde: parts.find(part => part.valueSerde !== null)?.valueSerde ?? null,
      partitions: null,
      partitioner: null,
      dropNullKeys: false,
    })
    single.buildPriority = keyChange.buildPriority
    for (const node of repartitions) {
      const child = findUp(node, n => n.parents.has(keyChange))
      if (child === null) {
        // Two groupings below one branch: the first has already moved the branch. Kafka Streams refuses this as well.
        throw new StreamsError(
          'INVALID_TOPOLOGY',
          `merge.repartition.topics: ${node.name} cannot be merged with others below ${keyChange.name}`,
          {
            hint: 'leave merge.repartition.topics out of topology.optimization, or repartition once before both',
          },
        )
      }
      single.addChild(child)
      keyChange.removeChild(child)
      const parents = [...node.parents]
      for (const below of [...node.children]) for (const parent of parents) parent.addChild(below)
      for (const parent of parents) parent.removeChild(node)
      for (const below of [...node.children]) node.removeChild(below)
      for (const group of graph.copartitions) if (group.delete(node.name)) group.add(single.name)
    }
    keyChange.addChild(single)
    graph.nodes.push(single)
  }
}

/** A join both of whose sides are one stream needs one store: the other side's window goes. */
function joinSelves(graph: Graph): void {
  for (const node of graph.nodes) {
    const { part } = node
    if (part.kind !== 'streamJoin' || node.parents.size !== 1) continue
    const [parent] = node.parents as Set<GraphNode>
    for (const child of [...parent!.children])
      if (child.name === part.right.parent) parent!.removeChild(child)
    part.isSelf = true
  }
}

function filterNullKeys(graph: Graph): void {
  const wanted = new Set<GraphNode>()
  const visited = new Set<GraphNode>()
  const visit = (node: GraphNode): void => {
    if (visited.has(node)) return
    for (const child of node.children) {
      visit(child)
      if (child.relaxedNullKey || wanted.has(child)) wanted.add(node)
    }
    visited.add(node)
  }
  visit(graph.root)
  for (const node of visited) {
    if (node.part.kind === 'repartition') node.part.dropNullKeys = !wanted.has(node)
  }
}

function isVersioned(node: GraphNode): boolean {
  if (node.outputVersioned !== null) return node.outputVersioned
  if (node.parents.size === 0) return false
  for (const parent of node.parents) if (!isVersioned(parent)) return false
  return true
}

function enableVersionedSemantics(graph: Graph): void {
  for (const node of graph.nodes) {
    if (node.part.kind === 'tableJoin') {
      for (const side of [node.part.left, node.part.right])
        for (const parent of node.parents)
          if (parent.name === side.parent && isVersioned(parent)) side.enableVersioned()
      continue
    }
    if (node.part.kind !== 'processor' || node.part.enableVersioned === null) continue
    for (const parent of node.parents) if (isVersioned(parent)) node.part.enableVersioned(true)
  }
}
