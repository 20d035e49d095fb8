/** A task: one sub-topology on one partition, written `<subTopology>_<partition>` as in Kafka Streams. */

export interface TaskId {
  readonly subTopology: number
  readonly partition: number
}

/** `0_1`: the name of a task, of its folder and in logs. */
export function taskName(task: TaskId): string {
  return `${task.subTopology}_${task.partition}`
}

/** The task that a name stands for. */
export function parseTaskName(name: string): TaskId | undefined {
  const match = /^(\d+)_(\d+)$/.exec(name)
  return match === null ? undefined : { subTopology: Number(match[1]), partition: Number(match[2]) }
}

/** Order of tasks: by sub-topology, then partition. */
export function compareTasks(a: TaskId, b: TaskId): number {
  return a.subTopology - b.subTopology || a.partition - b.partition
}
