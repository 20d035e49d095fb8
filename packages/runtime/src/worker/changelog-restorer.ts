/**
 * Brings stores up to date from their changelogs: only the tail behind what the engine holds.
 *
 *  1. Restoring ends at the last stable offset, and begins its end only when that has caught up with the high watermark: a
 *     transaction that a predecessor left open is finished first (Kafka's KAFKA-10167: an open transaction pins the end).
 *  2. Where a source topic is the changelog it ends at the committed offset: what lies behind is not processed yet.
 *  3. An engine whose offset lies outside the changelog (compacted or deleted past it, or a changelog that is shorter) is
 *     wiped and restored from the beginning.
 *  4. Restored data is committed data: it is persisted with the position it reaches.
 */
import type { Consumer, TopicPartition } from '@moldau/client'
import { type Clock, sleep } from '@moldau/protocol'
import type { ProcessorTask, TaskStore } from '@moldau/streams'
import type { StreamTask } from '../task/stream-task.ts'

interface Restoring {
  readonly task: StreamTask
  readonly store: TaskStore
  readonly topic: string
  readonly partition: number
  /** Restored up to here. */
  position: number
  readonly end: number
}

/** What restoring has to do for a task before it may begin. */
export interface RestoreRequest {
  readonly task: StreamTask
  /** Committed offsets of source topics that are changelogs. */
  readonly committed: (topic: string) => number
}

const RESTORE_POLL_MS = 100
const STABLE_WAIT_MS = 20

export class ChangelogRestorer {
  readonly #consumer: Consumer
  readonly #clock: Clock
  readonly #readCommitted: boolean
  #restoring: Restoring[] = []
  /** Records restored since the start. */
  restoredRecords = 0

  /** `consumer`: assigned by hand, without a group. */
  constructor(consumer: Consumer, clock: Clock, readCommitted: boolean) {
    this.#consumer = consumer
    this.#clock = clock
    this.#readCommitted = readCommitted
  }

  get isIdle(): boolean {
    return this.#restoring.length === 0
  }

  /** Takes tasks in hand. Those with nothing to restore are running when this settles. */
  async add(requests: readonly RestoreRequest[]): Promise<void> {
    const stores = requests.flatMap(({ task, committed }) =>
      [...task.processor.stores.values()]
        .filter(store => store.changelogTopic !== null)
        .map(store => ({
          task,
          store,
          topic: store.changelogTopic!,
          partition: task.id.partition,
          committed,
        })),
    )
    for (const { task } of requests) task.become('restoring')
    if (stores.length > 0) {
      const ends = await this.#stableEnds(stores)
      const begins = await this.#consumer.beginningOffsets(stores)
      for (const [n, { task, store, topic, partition, committed }] of stores.entries()) {
        const end = store.definition.changelogIsSource ? Math.min(ends[n]!, committed(topic)) : ends[n]!
        const begin = begins.get(topic, partition)?.offset ?? 0
        const known = store.engine.changelogOffset
        const usable = known >= begin && known <= ends[n]!
        if (known >= 0 && !usable) for (const id of store.engine.segments()) store.engine.dropSegment(id)
        const position = usable ? known : begin
        if (position < end) this.#restoring.push({ task, store, topic, partition, position, end })
        else this.#persist(store, position)
      }
      this.#assign()
    }
    this.#finish(requests.map(({ task }) => task))
  }

  /** Ends that no open transaction holds back. */
  async #stableEnds(partitions: readonly TopicPartition[]): Promise<number[]> {
    const high = await this.#consumer.endOffsets(partitions, 'read_uncommitted')
    const target = partitions.map(({ topic, partition }) => high.get(topic, partition)?.offset ?? 0)
    if (!this.#readCommitted) return target
    while (true) {
      const stable = await this.#consumer.endOffsets(partitions, 'read_committed')
      if (
        partitions.every(
          ({ topic, partition }, n) => (stable.get(topic, partition)?.offset ?? 0) >= target[n]!,
        )
      )
        return target
      await sleep(this.#clock, STABLE_WAIT_MS)
    }
  }

  #assign(): void {
    this.#consumer.assign(this.#restoring.map(({ topic, partition }) => ({ topic, partition })))
    for (const { topic, partition, position } of this.#restoring)
      this.#consumer.seek({ topic, partition }, position)
  }

  /** One round: applies what a poll brings. Returns true while there is more to do. */
  async step(): Promise<boolean> {
    if (this.#restoring.length === 0) return false
    const fetched = await this.#consumer.poll(RESTORE_POLL_MS)
    for (const one of fetched) {
      const restoring = this.#restoring.find(r => r.topic === one.topic && r.partition === one.partition)
      if (restoring === undefined) continue
      const { processor } = restoring.task
      const walk = one.records()
      while (walk.next()) {
        if (walk.cursor.offset >= restoring.end) break
        processor.restoreChangelog(restoring.store.name, walk.cursor)
        this.restoredRecords++
      }
      restoring.position = Math.min(one.nextOffset, restoring.end)
      this.#persist(restoring.store, restoring.position)
    }
    // A poll that shows no records still moves past control records.
    for (const restoring of this.#restoring) {
      const position = this.#consumer.position(restoring)
      if (position >= 0) restoring.position = Math.max(restoring.position, Math.min(position, restoring.end))
    }
    const done = this.#restoring.filter(r => r.position >= r.end)
    if (done.length === 0) return true
    for (const { store, position } of done) this.#persist(store, position)
    this.#restoring = this.#restoring.filter(r => r.position < r.end)
    this.#assign()
    this.#finish([...new Set(done.map(r => r.task))])
    return this.#restoring.length > 0
  }

  #persist(store: TaskStore, position: number): void {
    // The time that the store has reached belongs to what it holds.
    if ('save' in store.state) store.state.save()
    const persisted = store.engine.beginCommit().persist(position)
    if (persisted !== undefined) this.#writes.push(persisted)
  }
  readonly #writes: Promise<void>[] = []

  /** Settles when everything that restoring handed to the engines is durable. @throws what a store failed with */
  async settled(): Promise<void> {
    await Promise.all(this.#writes.splice(0))
  }

  #finish(tasks: readonly StreamTask[]): void {
    for (const task of tasks) {
      if (task.state !== 'restoring' || this.#restoring.some(r => r.task === task)) continue
      task.become('running')
    }
  }

  /** Forgets a task that was taken away. */
  remove(task: StreamTask): void {
    if (!this.#restoring.some(r => r.task === task)) return
    this.#restoring = this.#restoring.filter(r => r.task !== task)
    this.#assign()
  }
}

/** Sum of the changelog offsets that a task's engines hold; what the assignment weighs. */
export function offsetSumOf(processor: ProcessorTask): number {
  let sum = 0
  for (const { engine } of processor.stores.values()) sum += Math.max(0, engine.changelogOffset)
  return sum
}
