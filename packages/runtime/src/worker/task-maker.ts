/**
 * Makes tasks: where they begin to read, their stores, and what they have of the worker around them.
 *
 * A partition begins at its committed offset, and where there is none at what its source says. The consumer stands there from then on.
 */
import type { Consumer, TopicPartition } from '@moldau/client'
import { MoldauError, sleep } from '@moldau/protocol'
import { type KeyValueEngine, ProcessorTask, type TaskEnvironment } from '@moldau/streams'
// The one class alone: all of rxjs is 50 ms of every program's start.
import { Subject } from 'rxjs/internal/Subject'
import { type TaskId, taskName } from '../assignment/task-id.ts'
import { partitionsOfTask } from '../assignment/topology-plan.ts'
import { RecordQueue } from '../task/record-queue.ts'
import { StreamTask } from '../task/stream-task.ts'
import type { RestoreRequest } from './changelog-restorer.ts'
import type { Committer } from './committer.ts'
import type { ProducerCollector } from './producer-collector.ts'
import type { WorkerParts } from './worker-parts.ts'

type Committed = Awaited<ReturnType<Consumer['committed']>>

/** Where a task begins to read a topic. */
interface Start {
  readonly topic: string
  readonly position: number
  readonly metadata: string
}

export interface TaskMakerParts {
  readonly worker: WorkerParts
  readonly collector: ProducerCollector
  readonly committer: Committer
  readonly isolation: 'read_committed' | 'read_uncommitted'
  /** The number of the poll that was last. */
  readonly currentPoll: () => number
  readonly requestCommit: () => void
}

export class TaskMaker {
  readonly #parts: TaskMakerParts

  constructor(parts: TaskMakerParts) {
    this.#parts = parts
  }

  /**
   * Makes tasks, their partitions paused, and hands each over as it is made. Settles with what they have to restore.
   * @throws what makes one fail, after all others were made
   */
  async make(ids: readonly TaskId[], made: (task: StreamTask) => void): Promise<RestoreRequest[]> {
    const { consumer, plan } = this.#parts.worker
    const partitions = ids.flatMap(id => partitionsOfTask(plan, id))
    consumer.pause(partitions)
    const committed = await consumer.committed(partitions)
    // All at once: opening stores waits for the disk, and a worker may get dozens of tasks.
    const results = await Promise.allSettled(ids.map(id => this.#task(id, committed)))
    const created = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    for (const task of created) made(task)
    for (const result of results) if (result.status === 'rejected') throw result.reason
    const offsetOf = (task: StreamTask) => (topic: string) =>
      committed.get(topic, task.id.partition)?.offset ?? 0
    return created.map(task => ({ task, committed: offsetOf(task) }))
  }

  /** Queues for partitions that a task takes on. */
  async queues(task: StreamTask, fresh: readonly TopicPartition[]): Promise<RecordQueue[]> {
    const committed = await this.#parts.worker.consumer.committed(fresh)
    const starts: Start[] = []
    for (const { topic } of fresh) starts.push(await this.#startAt(task.id, topic, committed))
    return queuesOf(task.processor, task.id, starts)
  }

  async #task(id: TaskId, committed: Committed): Promise<StreamTask> {
    const { clock, config, engines: factory, plan, topology } = this.#parts.worker
    const starts: Start[] = []
    for (const { topic } of partitionsOfTask(plan, id)) starts.push(await this.#startAt(id, topic, committed))
    // Opened last: until the task is made nobody else would close them.
    const engines = await factory.open(taskName(id), topology.subTopology(id.subTopology))
    let processor: ProcessorTask
    let task: StreamTask | undefined
    const isDrained = (): boolean => task?.isDrained(this.#parts.currentPoll()) === true
    try {
      const env = { ...this.#environment(engines), isDrained }
      processor = new ProcessorTask(topology, id.subTopology, id.partition, env)
    } catch (error) {
      for (const engine of engines.values()) await engine.close()
      throw error
    }
    const queues = queuesOf(processor, id, starts)
    const idling = { idleMs: config['max.task.idle.ms'], nowMs: () => clock.monotonicMs() }
    task = new StreamTask(id, processor, queues, idling)
    return task
  }

  async #startAt(id: TaskId, topic: string, committed: Committed): Promise<Start> {
    const { partition } = id
    const { committer, worker } = this.#parts
    const known = committed.get(topic, partition)
    if (known !== undefined) committer.note(topic, partition, known.offset)
    const position = known?.offset ?? (await this.#resetPosition(id, topic, partition))
    worker.consumer.seek({ topic, partition }, position)
    return { topic, position, metadata: known?.metadata ?? '' }
  }

  /** Where a partition without a committed offset begins. */
  async #resetPosition(id: TaskId, topic: string, partition: number): Promise<number> {
    const { consumer, topology, taskConfig, clock } = this.#parts.worker
    const source = topology
      .subTopology(id.subTopology)
      .sources.find(one => topology.topicName(taskConfig.applicationId, one.topic, one.internal) === topic)
    const reset = source?.reset ?? 'earliest'
    const which = [{ topic, partition }]
    if (reset === 'none') {
      throw new MoldauError('NO_COMMITTED_OFFSET', `there is no committed offset for ${topic}-${partition}`, {
        hint: "its source says reset 'none': choose 'earliest' or 'latest', or commit an offset",
      })
    }
    if (reset === 'earliest')
      return (await consumer.beginningOffsets(which)).get(topic, partition)?.offset ?? 0
    const end = (await consumer.endOffsets(which, this.#parts.isolation)).get(topic, partition)?.offset ?? 0
    if (reset === 'latest') return end
    const found = await consumer.offsetsForTimes([
      { topic, partition, timestamp: clock.nowMs() - reset.durationMs },
    ])
    const offset = found.get(topic, partition)?.offset ?? -1
    return offset < 0 ? end : offset
  }

  #environment(engines: ReadonlyMap<string, KeyValueEngine>): TaskEnvironment {
    const { collector, requestCommit, worker } = this.#parts
    const { taskConfig, cache, clock, listener, globalStore, shared } = worker
    return {
      ...shared,
      config: taskConfig,
      collector,
      cache,
      globalStore: name => globalStore?.(name),
      openEngine: store => engines.get(store.name)!,
      wallClockMs: () => clock.nowMs(),
      droppedRecord: (node, reason) => listener.dropped(node, reason),
      async: {
        delay: ms => sleep(clock, ms),
        after: (ms, call) => {
          const timer = clock.setTimer(ms, call)
          return () => timer.cancel()
        },
        abortable: () => new AbortController(),
      },
      subject: () => new Subject(),
      requestCommit,
    }
  }
}

/** Queues for the topics of a task, whose times are those of the last commit. */
function queuesOf(processor: ProcessorTask, { partition }: TaskId, starts: readonly Start[]): RecordQueue[] {
  for (const { topic, metadata } of starts) if (metadata !== '') processor.restoreMetadata(topic, metadata)
  return starts.map(
    ({ topic, position }) => new RecordQueue(processor, processor.source(topic), partition, position),
  )
}
