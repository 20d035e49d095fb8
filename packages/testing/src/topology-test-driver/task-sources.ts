/**
 * Which task reads a topic in a driver, and how its records wait.
 *
 * All topics of one pattern are one partition to Kafka's driver: they share a queue, their offsets and a partition time.
 */
import type { ProcessorTask, SourceHandle } from '@moldau/streams'

export interface TaskSource {
  readonly task: ProcessorTask
  readonly source: SourceHandle
  /** Name of the queue: the topic's, or the pattern's. */
  readonly queue: string
}

export class TaskSources {
  private readonly byTopic = new Map<string, TaskSource>()
  private readonly patterns: { readonly task: ProcessorTask; readonly pattern: RegExp }[] = []

  constructor(tasks: readonly ProcessorTask[]) {
    for (const task of tasks) {
      for (const [topic, source] of task.sources) this.byTopic.set(topic, { task, source, queue: topic })
      for (const { pattern } of task.subTopology.patterns) this.patterns.push({ task, pattern })
    }
  }

  /** Names of all queues, those of patterns included. */
  queues(): string[] {
    const names = new Set(this.patterns.map(({ pattern }) => pattern.source))
    // In the order in which the topology was written, as far as a task goes: of equal hashes it decides.
    const byNode = [...this.byTopic.values()].sort((a, b) =>
      a.task === b.task ? a.source.nodeIndex - b.source.nodeIndex : 0,
    )
    for (const { queue } of byNode) names.add(queue)
    return [...names]
  }

  /** The source of a topic; undefined where nobody reads it. */
  of(topic: string): TaskSource | undefined {
    const known = this.byTopic.get(topic)
    if (known !== undefined) return known
    const found = this.patterns.find(({ pattern }) => new RegExp(`^(?:${pattern.source})$`).test(topic))
    if (found === undefined) return undefined
    const { task, pattern } = found
    const made = { task, source: task.source(topic), queue: pattern.source }
    for (const other of this.siblings(made)) made.source.partitionTimeMs = other.source.partitionTimeMs
    this.byTopic.set(topic, made)
    return made
  }

  private siblings(one: TaskSource): TaskSource[] {
    return [...this.byTopic.values()].filter(
      other => other.queue === one.queue && other.source !== one.source,
    )
  }

  /** To be called behind each record of a source. */
  shareTime(one: TaskSource): void {
    if (one.queue === one.source.topic) return
    for (const other of this.siblings(one)) other.source.partitionTimeMs = one.source.partitionTimeMs
  }

  /** Topics that were read so far. */
  topics(): Iterable<[string, TaskSource]> {
    return this.byTopic
  }
}
