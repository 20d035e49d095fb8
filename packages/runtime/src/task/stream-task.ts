/**
 * A task in the hands of a worker: its queues, its stores, and which record comes next.
 *
 * | state     | next                                   | by              |
 * |-----------|----------------------------------------|-----------------|
 * | created   | restoring                              | worker: assigned |
 * | restoring | running, closed                        | restore: caught up; revoked |
 * | running   | closed                                 | revoked, failure, stop |
 * | closed    | -                                      |                 |
 *
 *  1. The next record is that with the smallest time among the heads; of equal times those that feed tables come first, then
 *     topic name, then partition.
 *  2. While a queue is empty a record of another may be processed only when the empty one's position has reached an end offset
 *     that was fetched after that record was: else a record with a smaller time may be on its way. So delays change nothing.
 *     With `max.task.idle.ms` above 0 it must have stood there for so long as well; below 0 nothing is waited for.
 *  3. What a commit says comes from the queues (`nextOffset`) and the processor (`offsetMetadata`), nowhere else.
 */
import type { ProcessorTask } from '@moldau/streams'
import type { TaskId } from '../assignment/task-id.ts'
import type { RecordQueue } from './record-queue.ts'

export type TaskState = 'created' | 'restoring' | 'running' | 'closed'

const NEXT: Readonly<Record<TaskState, readonly TaskState[]>> = {
  created: ['restoring', 'closed'],
  restoring: ['running', 'closed'],
  running: ['closed'],
  closed: [],
}

/** How long an empty queue is waited for, and by which clock. */
export interface Idling {
  readonly idleMs: number
  readonly nowMs: () => number
}

const NO_IDLING: Idling = { idleMs: 0, nowMs: () => 0 }

export class StreamTask {
  readonly id: TaskId
  readonly name: string
  readonly processor: ProcessorTask
  /** In the order of rule 1 for equal times. */
  queues: readonly RecordQueue[]
  readonly #idling: Idling
  #state: TaskState = 'created'

  constructor(
    id: TaskId,
    processor: ProcessorTask,
    queues: readonly RecordQueue[],
    idling: Idling = NO_IDLING,
  ) {
    this.#idling = idling
    this.id = id
    this.name = processor.id
    this.processor = processor
    this.queues = [...queues].sort(byRule)
  }

  /** Takes on partitions of topics that a pattern matches by now. */
  addQueues(queues: readonly RecordQueue[]): void {
    this.queues = [...this.queues, ...queues].sort(byRule)
  }

  get state(): TaskState {
    return this.#state
  }

  /** @throws StreamsError when it becomes running and a processor fails in `init` */
  become(state: TaskState): void {
    if (!NEXT[this.#state].includes(state)) {
      throw new Error(`task ${this.name} cannot go from ${this.#state} to ${state}`)
    }
    this.#state = state
    if (state === 'running') this.processor.init()
  }

  /** The queue whose head is next; null when nothing may be processed now. */
  #next(): RecordQueue | null {
    const { queues } = this
    let best: RecordQueue | null = null
    for (let n = 0; n < queues.length; n++) {
      const queue = queues[n]!
      if (queue.hasHead && (best === null || queue.headTimestamp < best.headTimestamp)) best = queue
    }
    const { idleMs } = this.#idling
    if (best === null || queues.length === 1 || idleMs < 0) return best
    for (let n = 0; n < queues.length; n++) {
      const queue = queues[n]!
      if (queue.hasHead) continue
      if (queue.endKnownPoll < best.headPoll || queue.nextOffset < queue.endOffset) return null
      if (idleMs > 0 && queue.idledMs(this.#idling.nowMs()) < idleMs) return null
    }
    return best
  }

  /** Whether `process` would do something. */
  get isProcessable(): boolean {
    return this.#state === 'running' && this.#next() !== null
  }

  /** Processes up to `limit` records, fewer where an asynchronous operator is full; returns how many. Synchronous. @throws StreamsError when the task must stop */
  process(limit: number): number {
    const { processor, queues } = this
    let done = 0
    if (queues.length === 1) {
      const queue = queues[0]!
      const { source } = queue
      while (done < limit && queue.hasHead && !processor.isFull) {
        processor.process(source, queue.cursor!)
        queue.advance()
        done++
      }
    } else {
      while (done < limit && !processor.isFull) {
        const queue = this.#next()
        if (queue === null) break
        processor.process(queue.source, queue.cursor!)
        queue.advance()
        done++
      }
    }
    return done
  }

  /** Whether nothing waits, and all that there was as of this poll has been read. */
  isDrained(poll: number): boolean {
    return this.queues.every(
      queue => !queue.hasHead && queue.endKnownPoll === poll && queue.nextOffset >= queue.endOffset,
    )
  }

  /**
   * Queues of which it must be known how far they reach before the head of another may be processed, or before the task counts as
   * idle.
   */
  queuesToAsk(): RecordQueue[] {
    if (this.#state !== 'running') return []
    if (this.processor.wantsDrained) return [...this.queues]
    if (this.queues.length === 1 || this.#idling.idleMs < 0) return []
    let candidate = -1
    let time = Number.POSITIVE_INFINITY
    for (const queue of this.queues) {
      if (!queue.hasHead || queue.headTimestamp >= time) continue
      time = queue.headTimestamp
      candidate = queue.headPoll
    }
    if (candidate < 0) return []
    return this.queues.filter(queue => !queue.hasHead && queue.endKnownPoll < candidate)
  }
}

/** Rule 1 for equal times. */
function byRule(a: RecordQueue, b: RecordQueue): number {
  return (
    Number(b.source.table) - Number(a.source.table) ||
    (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0) ||
    a.partition - b.partition
  )
}
