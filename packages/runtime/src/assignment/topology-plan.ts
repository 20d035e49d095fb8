/**
 * What a topology becomes on a given cluster: partition counts, internal topics to create, and all its tasks. Pure.
 *
 * A sub-topology has as many tasks as its source topics have partitions at most; its changelogs have as many partitions.
 */
import { murmur2 } from '@moldau/protocol'
import { type InternalTopic, repartitionPartitionCounts, type Topology } from '@moldau/streams'
import type { TaskId } from './task-id.ts'

export interface PlannedTopic {
  readonly name: string
  readonly kind: InternalTopic['kind']
  readonly partitions: number
  readonly config: ReadonlyMap<string, string>
}

export interface TopologyPlan {
  readonly tasks: readonly TaskId[]
  readonly internalTopics: readonly PlannedTopic[]
  /** All topics that the tasks read, by their final names. */
  readonly sourceTopics: readonly string[]
  /** The source topics of a sub-topology, by its id, with their partition counts; empty where it has no tasks. */
  readonly sourcesOf: readonly ReadonlyMap<string, number>[]
}

/**
 * Plans a topology; `partitionsOf` gives the partitions of a topic that is not the application's own.
 * @throws StreamsError `INVALID_TOPOLOGY` for topics that must have equally many partitions and have not
 */
export function planTopology(
  topology: Topology,
  applicationId: string,
  partitionsOf: (topic: string) => number,
): TopologyPlan {
  const repartitions = repartitionPartitionCounts(topology, partitionsOf)
  const tasks: TaskId[] = []
  const internalTopics = new Map<string, PlannedTopic>()
  const ids = Math.max(-1, ...topology.subTopologies.map(part => part.id)) + 1
  const sourcesOf = Array.from({ length: ids }, () => new Map<string, number>())
  for (const part of topology.subTopologies) {
    const sources = sourcesOf[part.id]!
    for (const { topic, internal } of part.sources) {
      const count = internal ? repartitions.get(topic)! : partitionsOf(topic)
      sources.set(topology.topicName(applicationId, topic, internal), count)
    }
    const most = Math.max(0, ...sources.values())
    for (let partition = 0; partition < most; partition++) tasks.push({ subTopology: part.id, partition })
    // Patterns that nothing matches yet: no tasks, no topics.
    if (most === 0) continue
    for (const { name, kind, config } of topology.topics(applicationId, part).internalTopics) {
      internalTopics.set(name, { name, kind, config, partitions: sources.get(name) ?? most })
    }
  }
  const sourceTopics = [...new Set(sourcesOf.flatMap(sources => [...sources.keys()]))]
  return { tasks, internalTopics: [...internalTopics.values()], sourceTopics, sourcesOf }
}

/** A number for what a plan hands out: tasks, and the partitions that they read. Equal plans have the same. */
export function planId({ sourcesOf }: TopologyPlan): number {
  const sources = sourcesOf.map(topics => [...topics].sort(([a], [b]) => (a < b ? -1 : 1)))
  return murmur2(Buffer.from(JSON.stringify(sources)))
}

/** The topic partitions that a task reads. */
export function partitionsOfTask(plan: TopologyPlan, task: TaskId): { topic: string; partition: number }[] {
  const all: { topic: string; partition: number }[] = []
  for (const [topic, count] of plan.sourcesOf[task.subTopology] ?? []) {
    if (task.partition < count) all.push({ topic, partition: task.partition })
  }
  return all
}
