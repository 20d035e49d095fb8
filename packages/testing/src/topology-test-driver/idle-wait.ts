/**
 * `max.task.idle.ms`: while a topic has no record the task waits for so long, by the wall clock, before it takes one of another.
 * Topics are looked at in the order of Java's HashMap of partitions, and no further than to the first that is waited for: so the
 * waits begin when they do in Kafka Streams. (PartitionGroup.readyToProcess with a lag of 0.)
 */

/** Order of a HashMap of partitions 0 that was filled from one of their topics, as both are walked. */
function hashMapOrder(topics: readonly string[]): string[] {
  let capacity = 16
  while (topics.length > capacity * 0.75) capacity *= 2
  const textHash = (topic: string): number => {
    let hash = 0
    for (let i = 0; i < topic.length; i++) hash = (Math.imul(hash, 31) + topic.charCodeAt(i)) | 0
    return hash
  }
  const bucket = (hash: number): number => ((hash ^ (hash >>> 16)) & (capacity - 1)) >>> 0
  return [...topics]
    .sort((a, b) => bucket(textHash(a)) - bucket(textHash(b)))
    .sort((a, b) => bucket((31 * 31 + textHash(a)) | 0) - bucket((31 * 31 + textHash(b)) | 0))
}

export class IdleWait {
  private readonly idleMs: number
  private readonly queues: readonly string[]
  private readonly deadlines = new Map<string, number>()

  constructor(idleMs: number, queues: readonly string[]) {
    this.idleMs = idleMs
    this.queues = hashMapOrder(queues)
  }

  /** Whether a record may be taken now. */
  isOver(wallClockMs: number, isEmpty: (queue: string) => boolean): boolean {
    if (this.idleMs <= 0) return true
    for (const queue of this.queues) {
      if (!isEmpty(queue)) {
        this.deadlines.delete(queue)
        continue
      }
      const deadline = this.deadlines.get(queue) ?? wallClockMs + this.idleMs
      this.deadlines.set(queue, deadline)
      if (wallClockMs < deadline) return false
    }
    return true
  }
}
