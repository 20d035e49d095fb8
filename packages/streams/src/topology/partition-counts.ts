/** How many partitions repartition topics get: a fixpoint over the sub-topologies that write and read them. */
import { StreamsError } from '../failure.ts'
import type { Topology } from './topology.ts'

/**
 * Partitions of every repartition topic (by its name without prefix).
 * As asked for, else the most partitions of any source of the sub-topologies that write it; then co-partitioned topics are
 * made equal, and it is an error when topics that are not ours differ.
 * @param partitionsOf partitions of a source topic that is not internal
 * @throws INVALID_TOPOLOGY for unequal co-partitioned topics and for counts that depend on themselves
 */
export function repartitionPartitionCounts(
  topology: Topology,
  partitionsOf: (topic: string) => number,
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [topic, partitions] of topology.repartitionTopics)
    if (partitions !== null) counts.set(topic, partitions)
  // Topics that wait for one another, as those of a foreign-key join do, go by what is known.
  let stuck = false
  for (let open = true; open; ) {
    open = false
    let progress = false
    for (const topic of topology.repartitionTopics.keys()) {
      if (counts.has(topic)) continue
      const { count, isWhole } = countOf(topology, topic, counts, partitionsOf)
      if (!isWhole && (!stuck || count === 0)) {
        open = true
      } else {
        counts.set(topic, count)
        progress = true
        stuck = false
      }
    }
    if (open && !progress && !stuck) {
      stuck = true
    } else if (open && !progress) {
      throw new StreamsError(
        'INVALID_TOPOLOGY',
        'the partition counts of repartition topics depend on each other',
        {
          hint: 'give one of them a number of partitions',
        },
      )
    }
  }
  enforceCopartitions(topology, counts, partitionsOf)
  return counts
}

function countOf(
  topology: Topology,
  topic: string,
  counts: ReadonlyMap<string, number>,
  partitionsOf: (topic: string) => number,
): { count: number; isWhole: boolean } {
  let most = 0
  let isWhole = true
  for (const part of topology.subTopologies) {
    if (!part.nodes.some(node => node.kind === 'sink' && node.topic === topic)) continue
    for (const source of part.sources) {
      const count = source.internal ? counts.get(source.topic) : partitionsOf(source.topic)
      if (count === undefined) isWhole = false
      else most = Math.max(most, count)
    }
  }
  return { count: most, isWhole }
}

function enforceCopartitions(
  topology: Topology,
  counts: Map<string, number>,
  partitionsOf: (topic: string) => number,
): void {
  for (const group of topology.copartitionGroups) {
    const own = group.filter(topic => topology.repartitionTopics.has(topic))
    const fixed = new Map<string, number>()
    for (const topic of group) {
      const asked = topology.repartitionTopics.get(topic)
      if (asked === undefined) fixed.set(topic, partitionsOf(topic))
      else if (asked !== null) fixed.set(topic, asked)
    }
    if (new Set(fixed.values()).size > 1) {
      const listed = [...fixed].map(([topic, count]) => `${topic}=${count}`).join(', ')
      throw new StreamsError('INVALID_TOPOLOGY', `Invalid topology: topics not co-partitioned: [${listed}]`, {
        hint: 'repartition one of the streams, or create the topics with equally many partitions',
      })
    }
    const [count = Math.max(0, ...own.map(topic => counts.get(topic)!))] = fixed.values()
    for (const topic of own) counts.set(topic, count)
  }
}
