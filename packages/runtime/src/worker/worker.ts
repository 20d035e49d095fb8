/**
 * A worker: one loop with one consumer, one producer and its tasks. It knows nothing of the thread or process it runs in.
 *
 * Each round has five phases: poll, restore, process, punctuate, commit.
 *
 *  1. Order at the start: InitProducerId (which completes or aborts what a predecessor left open), JoinGroup, OffsetFetch with
 *     require_stable, restore to the last stable offset, process.
 *  2. A commit covers all tasks of the worker; its order is the Committer's. Nothing is processed or in flight meanwhile.
 *  3. Revoked partitions are committed, and the stores of their tasks closed, before the revocation is acknowledged.
 *  4. After any failure the worker's tasks are closed without persisting, its transaction is aborted, and it begins anew; after
 *     a failure of user code it stops and says so.
 *  5. It wakes for: fetched records, a rebalance, the commit interval, a stop.
 */
import type { Consumer, FetchedPartition, Producer, TopicPartition } from '@moldau/client'
import { type Clock, MoldauError, sleep } from '@moldau/protocol'
import {
  type KeyValueEngine,
  ProcessorTask,
  type RecordCache,
  type StateStore,
  type TaskConfig,
  type TaskEnvironment,
  type Topology,
} from '@moldau/streams'
// The one class alone: all of rxjs is 50 ms of every program's start.
import { Subject } from 'rxjs/internal/Subject'
import { parseTaskName, type TaskId, taskName } from '../assignment/task-id.ts'
import { partitionsOfTask, type TopologyPlan } from '../assignment/topology-plan.ts'
import type { ResolvedConfig } from '../config.ts'
import type { EngineFactory } from '../stores/engine-factory.ts'
import { RecordQueue } from '../task/record-queue.ts'
import { StreamTask } from '../task/stream-task.ts'
import { ChangelogRestorer } from './changelog-restorer.ts'
import { Committer, settleAll } from './committer.ts'
import { ProducerCollector } from './producer-collector.ts'

/** Records that a task processes before the worker looks around. */
const SLICE_RECORDS = 2000

const FENCED_PRODUCER: ReadonlySet<string> = new Set([
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
])

export interface WorkerParts {
  readonly name: string
  readonly topology: Topology
  readonly plan: TopologyPlan
  readonly config: ResolvedConfig
  readonly taskConfig: TaskConfig
  readonly engines: EngineFactory
  readonly cache: RecordCache | null
  readonly consumer: Consumer
  readonly restoreConsumer: Consumer
  readonly producer: Producer
  readonly clock: Clock
  readonly partitionsOf: (topic: string) => number | undefined
  /** Asks the cluster for them. */
  readonly learnPartitions: (topic: string) => Promise<number>
  /** A global store of the application. */
  readonly globalStore?: (name: string) => StateStore | undefined
  readonly listener: WorkerListener
}

/** What a worker tells its app. */
export interface WorkerListener {
  /** The set of tasks, or the state of one, has changed. */
  changed(worker: Worker): void
  committed(worker: Worker): void
  /** Records were fetched or processed. */
  progressed(worker: Worker): void
  dropped(node: string, reason: string): void
  /** The cluster does not know a topic that a task reads: it may be gone. */
  missed(): void
  warn(text: string): void
}

type Committed = Awaited<ReturnType<Consumer['committed']>>

/** Where a task begins to read a topic. */
interface Start {
  readonly topic: string
  readonly position: number
  readonly metadata: string
}

export type WorkerState = 'created' | 'rebalancing' | 'running' | 'stopped'

export class Worker {
  readonly name: string
  readonly tasks = new Map<string, StreamTask>()
  state: WorkerState = 'created'
  /** Input records processed since the start. */
  processedRecords = 0
  /** Changelog records restored since the start. */
  get restoredRecords(): number {
    return this.#restorer.restoredRecords
  }

  /** Commits that have returned. */
  commits = 0
  readonly #parts: WorkerParts
  readonly #collector: ProducerCollector
  readonly #restorer: ChangelogRestorer
  readonly #exactlyOnce: boolean
  readonly #committer: Committer
  #poll = 0
  #lastCommitMs = 0
  #stopping = false
  #replanned = false
  #commitRequested = false
  readonly #awaitingCommit: (() => void)[] = []
  #storeFailure: unknown
  /** Since when nobody has said how far silent partitions reach; undefined while that is answered. */
  #unansweredSinceMs: number | undefined
  /** The tasks run elsewhere by now. */
  #migrated: MoldauError | undefined

  constructor(parts: WorkerParts) {
    this.#parts = parts
    this.name = parts.name
    this.#exactlyOnce = parts.config['processing.guarantee'] === 'exactly_once_v2'
    const { producer, partitionsOf, learnPartitions } = parts
    this.#collector = new ProducerCollector(producer, this.#exactlyOnce, partitionsOf, learnPartitions)
    this.#committer = new Committer({
      consumer: parts.consumer,
      producer: parts.producer,
      collector: this.#collector,
      exactlyOnce: this.#exactlyOnce,
      storeFailed: error => {
        this.#storeFailure = error
      },
    })
    this.#restorer = new ChangelogRestorer(parts.restoreConsumer, parts.clock, this.#exactlyOnce)
  }

  /** Runs until `stop`. @throws what made it fail; its tasks are closed then, and nothing of the open transaction is visible */
  async run(): Promise<void> {
    const { producer, clock } = this.#parts
    try {
      if (this.#exactlyOnce) await producer.initTransactions()
      this.#become('rebalancing')
      this.#subscribe()
      this.#lastCommitMs = clock.monotonicMs()
      while (!this.#stopping) await this.#round()
      await this.#commit()
      await this.#closeTasks([...this.tasks.values()], false)
    } catch (error) {
      await this.#abandon()
      throw await this.#causeOf(error)
    } finally {
      for (const resolve of this.#awaitingCommit.splice(0)) resolve()
      this.#become('stopped')
    }
  }

  /** Ends the loop after the round under way: what was processed is committed first. */
  stop(): void {
    this.#stopping = true
    this.#parts.consumer.wakeup()
  }

  #become(state: WorkerState): void {
    if (this.state === state) return
    this.state = state
    this.#parts.listener.changed(this)
  }

  #subscribe(): void {
    const { consumer, plan } = this.#parts
    this.#replanned = false
    consumer.subscribe(plan.sourceTopics, {
      onAssigned: () => this.#assigned(),
      onRevoked: partitions => this.#revoked(partitions),
      onLost: partitions => this.#lost(partitions),
    })
  }

  async #round(): Promise<void> {
    if (this.#replanned) this.#subscribe()
    await this.#pollPhase()
    if (!this.#restorer.isIdle) await this.#restorePhase()
    await this.#processPhase()
    // Before the next poll, which may wait: nobody would let their answers out meanwhile.
    await settleAll([...this.tasks.values()])
    this.#punctuatePhase()
    await this.#commitPhase()
    if (this.#storeFailure !== undefined) throw this.#storeFailure
  }

  // --- poll -------------------------------------------------------------------------------------------------------------

  async #pollPhase(): Promise<void> {
    const { consumer, config } = this.#parts
    const busy = !this.#restorer.isIdle || this.#anyProcessable()
    const fetched = await consumer.poll(busy ? 0 : this.#idleWaitMs())
    if (this.#migrated !== undefined) throw this.#migrated
    this.#poll++
    for (const one of fetched) this.#queueOf(one)?.add(one, this.#poll)
    if (fetched.length > 0) this.#parts.listener.progressed(this)
    for (const task of this.tasks.values()) {
      for (const queue of task.queues) {
        if (queue.hasHead) continue
        const position = consumer.position(queue)
        if (position >= 0) queue.moveTo(position)
      }
    }
    await this.#askEnds()
    const limit = config['buffered.bytes.per.partition']
    for (const task of this.tasks.values()) {
      if (task.state !== 'running') continue
      for (const queue of task.queues) {
        const full = queue.bufferedBytes > limit
        if (full === queue.isPaused) continue
        queue.isPaused = full
        if (full) consumer.pause([queue])
        else consumer.resume([queue])
      }
    }
  }

  #idleWaitMs(): number {
    const { clock, config } = this.#parts
    const untilCommitMs = config['commit.interval.ms'] - (clock.monotonicMs() - this.#lastCommitMs)
    let untilPunctuationMs = Number.POSITIVE_INFINITY
    for (const { state, processor } of this.tasks.values()) {
      if (state !== 'running') continue
      untilPunctuationMs = Math.min(untilPunctuationMs, processor.nextWallClockPunctuationMs - clock.nowMs())
    }
    return Math.max(1, Math.min(config['poll.ms'], untilCommitMs, untilPunctuationMs))
  }

  #anyProcessable(): boolean {
    for (const task of this.tasks.values()) if (task.isProcessable) return true
    return false
  }

  #queueOf({ topic, partition }: FetchedPartition): RecordQueue | undefined {
    for (const task of this.tasks.values()) {
      for (const queue of task.queues)
        if (queue.partition === partition && queue.topic === topic) return queue
    }
    return undefined
  }

  /** Asks, once a round, how far those partitions reach whose silence holds a task back; see rule 2 of StreamTask. */
  async #askEnds(): Promise<void> {
    const queues = [...this.tasks.values()].flatMap(task => task.queuesToAsk())
    if (queues.length === 0) return
    const poll = this.#poll
    const isolation = this.#exactlyOnce ? 'read_committed' : 'read_uncommitted'
    try {
      const ends = await this.#parts.consumer.endOffsets(queues, isolation, 0)
      this.#unansweredSinceMs = undefined
      for (const queue of queues) {
        queue.endOffset = ends.get(queue.topic, queue.partition)?.offset ?? 0
        queue.endKnownPoll = poll
      }
    } catch (error) {
      this.#notAnswered(error)
    }
  }

  /** The tasks that need it wait, the others go on. @throws the error, where it will not pass or has lasted too long */
  #notAnswered(error: unknown): void {
    if (!(error instanceof MoldauError) || !error.retriable) throw error
    const { clock, config, listener } = this.#parts
    const nowMs = clock.monotonicMs()
    this.#unansweredSinceMs ??= nowMs
    if (nowMs - this.#unansweredSinceMs > config['task.timeout.ms']) throw error
    if (error.code === 'UNKNOWN_TOPIC_OR_PARTITION') listener.missed()
  }

  // --- restore ----------------------------------------------------------------------------------------------------------

  async #restorePhase(): Promise<void> {
    await this.#restorer.step()
    this.#parts.listener.progressed(this)
    this.#started()
  }

  /** Tasks that have been restored are fetched for from now on. */
  #started(): void {
    let restoring = false
    for (const task of this.tasks.values()) {
      if (task.state !== 'running') restoring = true
      else if (task.queues[0]?.isPaused) this.#resume(task)
    }
    if (!restoring) this.#become('running')
  }

  #resume(task: StreamTask): void {
    for (const queue of task.queues) queue.isPaused = false
    this.#parts.consumer.resume(task.queues)
  }

  // --- process ----------------------------------------------------------------------------------------------------------

  async #processPhase(): Promise<void> {
    const { producer, config, clock } = this.#parts
    const until = this.#lastCommitMs + config['commit.interval.ms']
    for (let progress = true; progress && !this.#stopping; ) {
      progress = false
      for (const task of this.tasks.values()) {
        if (task.state !== 'running') continue
        const done = task.process(SLICE_RECORDS)
        if (task.processor.isFull) {
          await task.processor.room()
          progress = true
        }
        if (done === 0) continue
        progress = true
        this.processedRecords += done
        this.#parts.listener.progressed(this)
        task.processor.punctuateWallClock()
        const room = producer.ready()
        if (room !== undefined) await room
      }
      if (
        clock.monotonicMs() >= until ||
        this.#uncommittedBytes() > config['statestore.uncommitted.max.bytes']
      )
        return
    }
  }

  #uncommittedBytes(): number {
    let bytes = 0
    for (const task of this.tasks.values()) bytes += task.processor.uncommittedBytes()
    return bytes
  }

  // --- punctuate --------------------------------------------------------------------------------------------------------

  /** The wall clock's punctuations of tasks that had nothing to process; stream time punctuates with the records. */
  #punctuatePhase(): void {
    for (const task of this.tasks.values()) if (task.state === 'running') task.processor.punctuateWallClock()
  }

  // --- commit -----------------------------------------------------------------------------------------------------------

  /** Asks for a commit at the end of the round under way; settles when it has returned. */
  requestCommit(): Promise<void> {
    if (this.state === 'stopped') return Promise.resolve()
    this.#commitRequested = true
    this.#parts.consumer.wakeup()
    return new Promise(resolve => this.#awaitingCommit.push(resolve))
  }

  async #commitPhase(): Promise<void> {
    const { clock, config } = this.#parts
    const due =
      this.#commitRequested ||
      clock.monotonicMs() - this.#lastCommitMs >= config['commit.interval.ms'] ||
      this.#uncommittedBytes() > config['statestore.uncommitted.max.bytes']
    if (!due || this.#mustWaitForGroup()) return
    const awaiting = this.#awaitingCommit.splice(0)
    try {
      await this.#commit()
    } finally {
      for (const resolve of awaiting) resolve()
    }
  }

  /** While the group rebalances it may refuse offsets; a transaction that would time out meanwhile is tried nevertheless. */
  #mustWaitForGroup(): boolean {
    const { clock, config, consumer } = this.#parts
    if (!consumer.isRebalancing) return false
    if (!this.#exactlyOnce) return true
    return clock.monotonicMs() - this.#lastCommitMs < config['transaction.timeout.ms'] / 2
  }

  async #commit(): Promise<void> {
    this.#commitRequested = false
    this.#lastCommitMs = this.#parts.clock.monotonicMs()
    const tasks = [...this.tasks.values()].filter(task => task.state === 'running')
    if (!(await this.#committer.commit(tasks))) return
    this.commits++
    this.#parts.listener.committed(this)
  }

  // --- rebalance --------------------------------------------------------------------------------------------------------

  async #assigned(): Promise<void> {
    if (this.#migrated !== undefined) throw this.#migrated
    const { consumer, plan } = this.#parts
    const assigned = new Set(consumer.assignment().map(({ topic, partition }) => `${topic}-${partition}`))
    const fresh = plan.tasks.filter(
      task =>
        !this.tasks.has(taskName(task)) &&
        partitionsOfTask(plan, task).every(({ topic, partition }) => assigned.has(`${topic}-${partition}`)),
    )
    if (fresh.length > 0) {
      this.#become('rebalancing')
      await this.#create(fresh)
    }
    await this.#extend(assigned)
    this.#started()
    this.#parts.listener.changed(this)
  }

  async #create(ids: readonly TaskId[]): Promise<void> {
    const { consumer, plan } = this.#parts
    const partitions = ids.flatMap(id => partitionsOfTask(plan, id))
    consumer.pause(partitions)
    const committed = await consumer.committed(partitions)
    // All at once: opening stores waits for the disk, and a worker may get dozens of tasks.
    const results = await Promise.allSettled(ids.map(id => this.#createTask(id, committed)))
    const created = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    for (const task of created) this.tasks.set(task.name, task)
    for (const result of results) if (result.status === 'rejected') throw result.reason
    const offsetOf = (task: StreamTask) => (topic: string) =>
      committed.get(topic, task.id.partition)?.offset ?? 0
    await this.#restorer.add(created.map(task => ({ task, committed: offsetOf(task) })))
  }

  async #createTask(id: TaskId, committed: Committed): Promise<StreamTask> {
    const { plan, topology } = this.#parts
    const name = taskName(id)
    const starts: Start[] = []
    for (const { topic } of partitionsOfTask(plan, id)) starts.push(await this.#startAt(id, topic, committed))
    // Opened last: until the task is made nobody else would close them.
    const engines = await this.#parts.engines.open(name, topology.subTopology(id.subTopology))
    let processor: ProcessorTask
    let task: StreamTask | undefined
    const isDrained = (): boolean => task?.isDrained(this.#poll) === true
    try {
      const env = { ...this.#environment(engines), isDrained }
      processor = new ProcessorTask(topology, id.subTopology, id.partition, env)
    } catch (error) {
      for (const engine of engines.values()) await engine.close()
      throw error
    }
    const queues = queuesOf(processor, id, starts)
    const { clock, config } = this.#parts
    const idling = { idleMs: config['max.task.idle.ms'], nowMs: () => clock.monotonicMs() }
    task = new StreamTask(id, processor, queues, idling)
    return task
  }

  /** Where a task begins to read a topic: the consumer stands there from now on. */
  async #startAt(id: TaskId, topic: string, committed: Committed): Promise<Start> {
    const { partition } = id
    const known = committed.get(topic, partition)
    if (known !== undefined) this.#committer.note(topic, partition, known.offset)
    const position = known?.offset ?? (await this.#resetPosition(id, topic, partition))
    this.#parts.consumer.seek({ topic, partition }, position)
    return { topic, position, metadata: known?.metadata ?? '' }
  }

  /** Tasks that run take on the topics that a pattern matches by now. */
  async #extend(assigned: ReadonlySet<string>): Promise<void> {
    const { consumer, plan } = this.#parts
    for (const task of this.tasks.values()) {
      const fresh = partitionsOfTask(plan, task.id).filter(
        ({ topic, partition }) =>
          assigned.has(`${topic}-${partition}`) && !task.queues.some(queue => queue.topic === topic),
      )
      if (fresh.length === 0) continue
      const committed = await consumer.committed(fresh)
      const starts: Start[] = []
      for (const { topic } of fresh) starts.push(await this.#startAt(task.id, topic, committed))
      task.addQueues(queuesOf(task.processor, task.id, starts))
      if (task.state === 'running') this.#resume(task)
      else consumer.pause(fresh)
    }
  }

  /** Other topics are read from now on: the group hears of it, and hands out their partitions. */
  replan(): void {
    this.#replanned = true
    this.#parts.consumer.wakeup()
  }

  /** Where a partition without a committed offset begins. */
  async #resetPosition(id: TaskId, topic: string, partition: number): Promise<number> {
    const { consumer, topology, taskConfig, clock } = this.#parts
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
    const isolation = this.#exactlyOnce ? 'read_committed' : 'read_uncommitted'
    const end = (await consumer.endOffsets(which, isolation)).get(topic, partition)?.offset ?? 0
    if (reset === 'latest') return end
    const found = await consumer.offsetsForTimes([
      { topic, partition, timestamp: clock.nowMs() - reset.durationMs },
    ])
    const offset = found.get(topic, partition)?.offset ?? -1
    return offset < 0 ? end : offset
  }

  #environment(engines: ReadonlyMap<string, KeyValueEngine>): TaskEnvironment {
    const { taskConfig, cache, clock, listener, globalStore } = this.#parts
    return {
      config: taskConfig,
      collector: this.#collector,
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
      requestCommit: () => {
        this.#commitRequested = true
      },
    }
  }

  #tasksOf(partitions: readonly TopicPartition[]): StreamTask[] {
    const names = new Set(partitions.map(({ topic, partition }) => `${topic}-${partition}`))
    return [...this.tasks.values()].filter(task =>
      task.queues.some(q => names.has(`${q.topic}-${q.partition}`)),
    )
  }

  async #revoked(partitions: readonly TopicPartition[]): Promise<void> {
    const tasks = this.#tasksOf(partitions)
    if (tasks.length === 0) return
    this.#become('rebalancing')
    await this.#commit()
    await this.#closeTasks(tasks, false)
  }

  async #lost(partitions: readonly TopicPartition[]): Promise<void> {
    const tasks = this.#tasksOf(partitions)
    if (tasks.length === 0) return
    // Thrown after the poll: the group may have a better reason, that another member has this one's name.
    this.#migrated = new MoldauError('TASK_MIGRATED', `worker ${this.name} lost its place in the group`, {
      detail: `tasks ${tasks.map(task => task.name).join(', ')} run elsewhere by now`,
      retriable: true,
    })
  }

  async #closeTasks(tasks: readonly StreamTask[], wipe: boolean): Promise<void> {
    for (const task of tasks) {
      this.#restorer.remove(task)
      this.tasks.delete(task.name)
      this.#committer.forget(task)
      if (task.state !== 'closed') task.become('closed')
    }
    await this.#restorer.settled()
    const results = await Promise.allSettled(tasks.map(task => task.processor.close(wipe)))
    this.#parts.listener.changed(this)
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  /**
   * What really failed. A producer is fenced by a time-out of its transaction, or by another worker of its name, which then is
   * in the group in place of this one.
   */
  async #causeOf(thrown: unknown): Promise<unknown> {
    const error = this.#collector.failure ?? thrown
    if (!(error instanceof MoldauError) || !FENCED_PRODUCER.has(error.code)) return error
    try {
      await this.#parts.consumer.verifyMembership()
      return error
    } catch (cause) {
      return cause instanceof MoldauError && cause.code === 'FENCED_INSTANCE_ID' ? cause : error
    }
  }

  /** After a failure: an engine with writes that were not committed persists nothing when it is closed. */
  async #abandon(): Promise<void> {
    const { producer, listener } = this.#parts
    if (this.#exactlyOnce && this.#collector.pending) {
      try {
        await producer.abortTransaction()
      } catch (error) {
        // The next InitProducerId of this transactional id aborts it.
        listener.warn(`worker ${this.name}: the open transaction could not be aborted: ${String(error)}`)
      }
    }
    try {
      await this.#closeTasks([...this.tasks.values()], false)
    } catch (error) {
      // The failure that brought us here is the one to tell.
      listener.warn(`worker ${this.name}: a task could not be closed: ${String(error)}`)
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

/** Names of the tasks that a worker runs, for its subscription. */
export function runningTasks(worker: Worker): Set<string> {
  return new Set([...worker.tasks.keys()].filter(name => parseTaskName(name) !== undefined))
}
