/**
 * What a worker has committed, and how a commit of all its tasks goes.
 *
 *  1. Order of a commit: caches are flushed downstream, and asynchronous operators answer, until neither has anything left; the stores set aside what has changed; everything produced is
 *     acknowledged; the input offsets are committed (with exactly-once: they join the transaction under the group's generation,
 *     and it commits); only then the stores take their changes, with the changelog offset that these reach.
 *  2. A commit that fails leaves the stores without the changes: the worker closes them, and what was set aside is gone.
 *  3. The changelog offset of a store never runs ahead of what was committed: where a source topic is the changelog it is what
 *     the task has read.
 * Offsets are next offsets: of the record behind.
 */
import { type Consumer, type Producer, TopicPartitionMap } from '@moldau/client'
import type { KeyValueEngine, TaskStore } from '@moldau/streams'
import type { StreamTask } from '../task/stream-task.ts'
import type { ProducerCollector } from './producer-collector.ts'

interface OffsetAndMetadata {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly metadata: string
}

export interface CommitterParts {
  readonly consumer: Consumer
  readonly producer: Producer
  readonly collector: ProducerCollector
  readonly exactlyOnce: boolean
  /** A store could not keep a committed batch. */
  readonly storeFailed: (error: unknown) => void
}

export class Committer {
  readonly #parts: CommitterParts
  /** What was committed last. */
  readonly #committed = new TopicPartitionMap<number>()
  /** The next changelog offset of each store, by changelog. */
  readonly #changelogOffsets = new TopicPartitionMap<number>()

  constructor(parts: CommitterParts) {
    this.#parts = parts
  }

  /** The group has this offset of a partition. */
  note(topic: string, partition: number, offset: number): void {
    this.#committed.set(topic, partition, offset)
  }

  /** A task is gone: what is known of its partitions may change without this worker. */
  forget(task: StreamTask): void {
    for (const { topic, partition } of task.queues) this.#committed.delete(topic, partition)
  }

  /** Commits tasks. True when there was something to commit. @throws what the producer, the group or user code fails with */
  async commit(tasks: readonly StreamTask[]): Promise<boolean> {
    const { consumer, producer, collector, exactlyOnce } = this.#parts
    do for (const task of tasks) task.processor.flushCaches()
    while (await settleAll(tasks))
    await collector.settled()
    const offsets = this.#offsetsOf(tasks)
    const sends = offsets.length > 0 || collector.pending
    // A punctuator may have written to a store without a changelog: what it holds uncommitted has a bound.
    if (!sends && tasks.every(task => task.processor.uncommittedBytes() === 0)) return false
    const batches = tasks.flatMap(task =>
      [...task.processor.stores.values()].map(store => ({ task, store, batch: store.engine.beginCommit() })),
    )
    if (exactlyOnce && sends) {
      if (!collector.pending) producer.beginTransaction()
      await producer.flush()
      if (offsets.length > 0) await producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata())
      await producer.commitTransaction()
    } else if (sends) {
      await producer.flush()
      if (offsets.length > 0) await consumer.commit(offsets)
    }
    collector.pending = false
    for (const { topic, partition, offset } of offsets) this.note(topic, partition, offset)
    for (const task of tasks) task.processor.metadataCommitted()
    for (const { task, store, batch } of batches) this.#persist(task, store, batch)
    return true
  }

  #offsetsOf(tasks: readonly StreamTask[]): OffsetAndMetadata[] {
    const offsets: OffsetAndMetadata[] = []
    for (const task of tasks) {
      for (const { topic, partition, nextOffset: offset } of task.queues) {
        // What an idle task's operators know has no offset of its own: it goes with those that there are.
        if (this.#committed.get(topic, partition) === offset && !task.processor.isAdvanced) continue
        offsets.push({ topic, partition, offset, metadata: task.processor.offsetMetadata(topic) })
      }
    }
    return offsets
  }

  /** Hands a store's changes over with the changelog position they reach. Not waited for: the changelog has them. */
  #persist(task: StreamTask, store: TaskStore, batch: ReturnType<KeyValueEngine['beginCommit']>): void {
    batch.persist(this.#changelogOffset(task, store))?.then(undefined, this.#parts.storeFailed)
  }

  /** -1 for a store without a changelog. */
  #changelogOffset(
    { id: { partition } }: StreamTask,
    { changelogTopic, definition, engine }: TaskStore,
  ): number {
    if (changelogTopic === null) return -1
    // What the task has read, and never what somebody (this application, too) has written there.
    if (definition.changelogIsSource)
      return this.#committed.get(changelogTopic, partition) ?? engine.changelogOffset
    const written = this.#parts.producer.nextOffset(changelogTopic, partition)
    const offset = written ?? this.#changelogOffsets.get(changelogTopic, partition) ?? engine.changelogOffset
    this.#changelogOffsets.set(changelogTopic, partition, offset)
    return offset
  }
}

/** Waits until nothing is in flight in asynchronous operators. True when something was: it may be in a cache now. */
export async function settleAll(tasks: readonly StreamTask[]): Promise<boolean> {
  let settled = false
  for (const { processor } of tasks) {
    if (!processor.hasInFlight) continue
    settled = true
    await processor.settle()
  }
  return settled
}
