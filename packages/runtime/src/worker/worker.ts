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
import type { FetchedPartition, TopicPartition } from '@moldau/client'
import { MoldauError } from '@moldau/protocol'
import { taskName } from '../assignment/task-id.ts'
import { partitionsOfTask } from '../assignment/topology-plan.ts'
import type { RecordQueue } from '../task/record-queue.ts'
import type { StreamTask } from '../task/stream-task.ts'
import { ChangelogRestorer } from './changelog-restorer.ts'
import { Committer, settleAll } from './committer.ts'
import { ProducerCollector } from './producer-collector.ts'
import { TaskMaker } from './task-maker.ts'
import type { WorkerParts } from './worker-parts.ts'

/** Records that a task processes before the worker looks around. */
const SLICE_RECORDS = 2000

const FENCED_PRODUCER: ReadonlySet<string> = new Set([
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
])

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
  readonly #isolation: 'read_committed' | 'read_uncommitted'
  readonly #committer: Committer
  readonly #maker: TaskMaker
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
    this.#isolation = this.#exactlyOnce ? 'read_committed' : 'read_uncommitted'
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
    this.#maker = new TaskMaker({
      ...{ worker: parts, collector: this.#collector, committer: this.#committer },
      isolation: this.#isolation,
      currentPoll: () => this.#poll,
      requestCommit: () => {
        this.#commitRequested = true
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
    this.#parts.listener.changed()
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
    if (fetched.length > 0) this.#parts.listener.progressed()
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
    try {
      const ends = await this.#parts.consumer.endOffsets(queues, this.#isolation, 0)
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
    this.#parts.listener.progressed()
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
        this.#parts.listener.progressed()
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
    this.#parts.listener.committed()
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
      await this.#restorer.add(await this.#maker.make(fresh, task => this.tasks.set(task.name, task)))
    }
    await this.#extend(assigned)
    this.#started()
    this.#parts.listener.changed()
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
      task.addQueues(await this.#maker.queues(task, fresh))
      if (task.state === 'running') this.#resume(task)
      else consumer.pause(fresh)
    }
  }

  /** Other topics are read from now on: the group hears of it, and hands out their partitions. */
  replan(): void {
    this.#replanned = true
    this.#parts.consumer.wakeup()
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
    this.#parts.listener.changed()
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
