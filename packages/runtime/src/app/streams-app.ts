/**
 * A running application: its workers, its state, and what becomes of failures.
 *
 *  1. `start` returns when the workers run; `state$` tells how they fare.
 *  2. A worker that fails for a reason of the cluster (fenced, moved, disconnected, timed out) is begun anew, for at most
 *     `task.timeout.ms` without success; a failure of user code or of a store ends the application: state ERROR, `failure` says why.
 *  3. `stop` commits what was processed, closes the stores in order and leaves the group; what has not ended by its deadline
 *     is cut off: the transaction under way is aborted by the next start, as after a kill.
 */
import { Cluster, Consumer, Producer } from '@moldau/client'
import { MoldauError, sleep } from '@moldau/protocol'
import {
  globalTaskConfig,
  type Metric,
  MetricsRegistry,
  metricsSettings,
  RecordCache,
  type StateStore,
  StoreViews,
  StreamsError,
  type TaskEnvironment,
  ThreadMetrics,
  type Topology,
  taskConfig,
} from '@moldau/streams'
import type { Observable } from 'rxjs'
// The one class alone: all of rxjs is 50 ms of every program's start.
import { BehaviorSubject } from 'rxjs/internal/BehaviorSubject'
import { streamsAssignor } from '../assignment/streams-assignor.ts'
import type { TopologyPlan } from '../assignment/topology-plan.ts'
import { isOfTheCluster } from '../cluster-failures.ts'
import { type ResolvedConfig, resolveConfig, topologyConfig } from '../config.ts'
import { GlobalStores } from '../global/global-stores.ts'
import { GLOBAL_FOLDER, StateFolder } from '../state-folder.ts'
import { engineFactory } from '../stores/engine-factory.ts'
import { Worker } from '../worker/worker.ts'
import type { WorkerListener } from '../worker/worker-parts.ts'
import { type AppDefinition, topologyOf } from './app-definition.ts'
import { type AppState, mayBecome } from './app-state.ts'
import type { AppConnection } from './connection.ts'
import { answerQuery, type StoreQueryRequest, type StoreQueryResult } from './store-query.ts'
import { TopologyPlanner } from './topology-planner.ts'

const RETRY_MS = 100
/** How often topics are looked for at most because a worker misses one, ms. */
const LOOK_MS = 500
/** How long a topic that a record names may be unknown, ms. */
const LEARN_MS = 10_000
/** What `stop` waits for workers, ms, unless it is told otherwise. */
const STOP_TIMEOUT_MS = 30_000

/** How an application stops. */
export interface StopOptions {
  /** From here on workers that have not ended are cut off from the log, ms. Default 30000. */
  readonly timeoutMs?: number
}

/** A worker, and the clients that were made for it. */
interface Running {
  readonly worker: Worker
  readonly ended: Promise<void>
}

/**
 * A running application: a topology, its workers, and their state. Exactly once by default; `start` returns when the workers have begun,
 * `stop` commits what was processed. `state$` tells how it is.
 *
 * ```ts
 * import { Consumer, defineApp, EmbeddedLog, Producer, StreamsApp, string } from 'moldau'
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * const log = await EmbeddedLog.open({ dataDir: await mkdtemp(join(tmpdir(), 'moldau-')) })
 * await log.admin().createTopics(['in', 'out'].map(name => ({ name, partitions: 1, replicationFactor: 1 })))
 * const producer = new Producer(log.cluster())
 * await producer.sendBatch(['to', 'be'].map(value => ({ topic: 'in', key: 'k', value })))
 * const definition = defineApp({
 *   applicationId: 'shouter',
 *   topology: builder => {
 *     const words = builder.stream('in', { key: string(), value: string() })
 *     words.mapValues(word => word.toUpperCase()).to('out', { value: string() })
 *   },
 * })
 * const app = new StreamsApp(definition, log.connection)
 * await app.start()
 * const consumer = new Consumer(log.cluster(), { isolationLevel: 'read_committed', autoOffsetReset: 'earliest' })
 * consumer.assign([{ topic: 'out', partition: 0 }])
 * for (let words = 0; words < 2; ) {
 *   for (const fetched of await consumer.poll(1000)) {
 *     for (const { value } of fetched.toRecords()) {
 *       console.log(Buffer.from(value!).toString()) // prints TO and then BE
 *       words++
 *     }
 *   }
 * }
 * await app.stop()
 * await consumer.close()
 * await producer.close()
 * await log.close()
 * ```
 */
export class StreamsApp {
  readonly definition: AppDefinition
  readonly topology: Topology
  readonly config: ResolvedConfig
  readonly #connection: AppConnection
  readonly #state = new BehaviorSubject<AppState>('CREATED')
  readonly #workers = new Map<number, Worker>()
  /** By node, then by reason: an operator may drop a record in two. */
  readonly #dropped = new Map<string, Map<string, number>>()
  readonly #metrics: MetricsRegistry
  #running: Promise<void>[] = []
  #cluster: Cluster | undefined
  #folder: StateFolder | undefined
  #planner: TopologyPlanner | undefined
  #globals: GlobalStores | undefined
  /** Tasks of which an earlier run left state here: they are drawn back. How much it is shows only once a store is open. */
  #stateOnDisk: ReadonlyMap<string, number> = new Map()
  #stopping = false
  #processedBefore = 0
  #commits = 0
  readonly #progress: ((processedRecords: number) => void)[] = []
  /** Why the application is in state ERROR. */
  failure: unknown
  /**
   * The stores, as far as their tasks run here, to be read while it is RUNNING; a view is good after a rebalance, too. Reads are synchronous and see
   * what was processed, committed or not. (Kafka Streams: interactive queries, KIP-67.)
   * @throws StreamsError INVALID_STORE; MoldauError NOT_RUNNING
   */
  readonly stores = new StoreViews(name => this.#partitionsOf(name))

  /** @throws StreamsError, MoldauError for a topology or settings that cannot be */
  constructor(definition: AppDefinition, connection: AppConnection) {
    this.definition = definition
    this.config = resolveConfig(definition.config)
    this.topology = topologyOf(definition)
    this.#connection = connection
    const settings = metricsSettings(topologyConfig(definition.applicationId, this.config))
    this.#metrics = new MetricsRegistry(settings, () => connection.clock.nowMs())
  }

  get state(): AppState {
    return this.#state.value
  }

  /** The state, now and from now on; completes with NOT_RUNNING or ERROR. */
  get state$(): Observable<AppState> {
    return this.#state.asObservable()
  }

  /** Input records processed since the start, over all workers. */
  get processedRecords(): number {
    let sum = this.#processedBefore
    for (const worker of this.#workers.values()) sum += worker.processedRecords
    return sum
  }

  /** Records of changelogs and of the topics of global stores restored since the start, over all workers. */
  get restoredRecords(): number {
    let sum = this.#globals?.restoredRecords ?? 0
    for (const worker of this.#workers.values()) sum += worker.restoredRecords
    return sum
  }

  /**
   * Asks a store, partition by partition, with how far each answer has come; a `bound` makes a reader see what it wrote.
   * Global stores are read through `stores`. @throws StreamsError INVALID_STORE; MoldauError NOT_RUNNING
   */
  query<R>(request: StoreQueryRequest<R>): StoreQueryResult<R> {
    this.#partitionsOf(request.store)
    const tasks = [...this.#workers.values()].flatMap(worker => [...worker.tasks.values()])
    return answerQuery(request, tasks)
  }

  /** The tasks' states of a store, for its views. */
  #partitionsOf(name: string): StateStore[] {
    const { globalSubTopologies, subTopologies } = this.topology
    const names = [...globalSubTopologies, ...subTopologies].flatMap(part =>
      part.stores.map(({ spec }) => spec.name),
    )
    if (!names.includes(name)) {
      throw new StreamsError('INVALID_STORE', `there is no store ${name}`, {
        hint: names.length === 0 ? 'the topology has none' : `there are ${names.join(', ')}`,
      })
    }
    // While tasks move or are restored what is here is a part, and nobody could tell.
    if (this.state === 'RUNNING') return this.localState(name)
    throw new MoldauError('NOT_RUNNING', `the stores of ${this.definition.applicationId} cannot be read`, {
      detail: `it is ${this.state}`,
      hint: 'read them while it runs: state$ says when',
      retriable: true,
    })
  }

  /**
   * The local state of a store, one for each task that runs here, one of a global store. Reads see what was processed, committed or not, and are
   * valid until the task moves. Empty where the topology has no such store, or no task of it runs here.
   */
  localState(store: string): StateStore[] {
    const found: StateStore[] = []
    const global = this.#globals?.state(store)
    if (global !== undefined) found.push(global)
    for (const worker of this.#workers.values()) {
      for (const task of worker.tasks.values()) {
        const one = task.processor.stores.get(store)
        if (one !== undefined) found.push(one.state)
      }
    }
    return found
  }

  /** Records that operators dropped, by node and reason. */
  get droppedRecords(): ReadonlyMap<string, number> {
    const all = new Map<string, number>()
    for (const [node, reasons] of this.#dropped)
      for (const [reason, count] of reasons) all.set(`${node}: ${reason}`, count)
    return all
  }

  /**
   * All metrics: of the tasks that run here (`dropped-records-rate` and `-total`), and those that processors made with
   * `context.metrics`. (Kafka Streams: KafkaStreams.metrics.)
   */
  metrics(): readonly Metric[] {
    return this.#metrics.metrics()
  }

  /** What tasks have of their application; `thread` is who runs them. */
  #shared(thread: string): Pick<TaskEnvironment, 'metrics' | 'appConfigs' | 'stateDir'> {
    const { applicationId } = this.definition
    const folder = this.#folder!
    return {
      metrics: new ThreadMetrics(this.#metrics, `${applicationId}-${folder.processId}-${thread}`),
      appConfigs: { 'application.id': applicationId, ...this.config },
      stateDir: task => folder.makeTaskFolder(task),
    }
  }

  /** Commits of all workers since the start. */
  get commits(): number {
    return this.#commits
  }

  /** Calls `hear` with the records processed so far, whenever some were fetched or processed. Cost: one call a batch. */
  onProgress(hear: (processedRecords: number) => void): void {
    this.#progress.push(hear)
  }

  /** Commits what was processed, without waiting for the interval. Settles when all workers have. */
  async commitNow(): Promise<void> {
    await Promise.all([...this.#workers.values()].map(worker => worker.requestCommit()))
  }

  /** Names of the tasks that run here. */
  get tasks(): readonly string[] {
    return [...this.#workers.values()].flatMap(worker => [...worker.tasks.keys()]).sort()
  }

  /** What the topology became on this cluster; there once `start` has returned. */
  get plan(): TopologyPlan | undefined {
    return this.#planner?.plan
  }

  #become(state: AppState): void {
    if (this.state === state || !mayBecome(this.state, state)) return
    this.#state.next(state)
    if (state === 'NOT_RUNNING' || state === 'ERROR') this.#state.complete()
  }

  /** Starts the workers. @throws MoldauError `MISSING_SOURCE_TOPIC`, and what reaching the cluster throws */
  async start(): Promise<void> {
    const { clock, random, bootstrap, dial, stateDir } = this.#connection
    const { applicationId } = this.definition
    this.#cluster = new Cluster({ bootstrap, dial, clock, random, allowAutoTopicCreation: false })
    try {
      this.#folder = await StateFolder.open(this.config['state.dir'] ?? stateDir, applicationId, random)
      this.#stateOnDisk = new Map((await this.#folder.tasks()).map(name => [name, 0]))
      if (this.#folder.dropped !== undefined) this.#warn(`local state is rebuilt: ${this.#folder.dropped}`)
      this.#planner = new TopologyPlanner({
        ...{ cluster: this.#cluster, clock, topology: this.topology, applicationId },
        replicationFactor: this.config['replication.factor'],
      })
      await this.#planner.refresh()
      await this.#cluster.partitionCounts(this.#outputTopics(), 10_000)
      if (this.topology.globalSubTopologies.length > 0) await this.#fillGlobals(this.#planner.counts)
    } catch (error) {
      await this.#release(false)
      throw error
    }
    if (this.#stopping) return
    this.#become('REBALANCING')
    // Global stores alone need no worker.
    const workers = this.topology.subTopologies.length === 0 ? 0 : this.config['num.stream.threads']
    this.#running = Array.from({ length: workers }, (_, n) => this.#keepRunning(n))
    if (this.#globals !== undefined)
      this.#running.push(this.#globals.run().catch((error: unknown) => this.#fail(error)))
    if (workers === 0) this.#become('RUNNING')
    this.#planner.watch(
      this.config['metadata.max.age.ms'],
      () => this.#replan(),
      error => this.#notFound(error),
    )
  }

  /** Topics have come or gone that a pattern matches. */
  #replan(): void {
    for (const worker of this.#workers.values()) worker.replan()
  }

  #lookedMs = Number.NEGATIVE_INFINITY

  /** Looks for topics because a worker misses one that it reads. A fixed one that is gone ends the application. */
  #lookForTopics(): void {
    const nowMs = this.#connection.clock.monotonicMs()
    if (nowMs - this.#lookedMs < LOOK_MS) return
    this.#lookedMs = nowMs
    void this.#look()
  }

  /** Looks for topics now; settles when the workers know of what has changed. */
  async #look(): Promise<void> {
    try {
      if (await this.#planner!.refresh()) this.#replan()
    } catch (error) {
      this.#notFound(error)
    }
  }

  #notFound(error: unknown): void {
    if (isOfTheCluster(error)) this.#warn(`topics could not be looked for: ${String(error)}`)
    else this.#fail(error)
  }

  /** Looks for topics because another member knows of some. */
  async #learnTopics(topics: Iterable<string>): Promise<void> {
    if (!this.topology.hasPatterns || !this.#planner!.lacks(topics)) return
    if (await this.#planner!.refresh()) this.#replan()
  }

  async #fillGlobals(counts: ReadonlyMap<string, number>): Promise<void> {
    const { config, topology } = this
    const { clock } = this.#connection
    const isolation =
      config['processing.guarantee'] === 'exactly_once_v2' ? 'read_committed' : 'read_uncommitted'
    this.#globals = new GlobalStores({
      ...{ topology, clock, isolation },
      engines: engineFactory(this.#folder!, {}, text => this.#warn(text)),
      consumer: () =>
        new Consumer(this.#cluster!, {
          isolationLevel: isolation,
          partitionFetchBytesMax: config['max.partition.fetch.bytes'],
          autoOffsetReset: 'earliest',
        }),
      environment: {
        ...this.#shared('GlobalStreamThread'),
        stateDir: () => this.#folder!.makeTaskFolder(GLOBAL_FOLDER),
        config: globalTaskConfig(topologyConfig(this.definition.applicationId, config)),
        wallClockMs: () => clock.nowMs(),
        droppedRecord: (node, reason) => this.#listener.dropped(node, reason),
      },
      partitionsOf: topic => counts.get(topic)!,
      pollMs: config['poll.ms'],
      commitIntervalMs: config['commit.interval.ms'],
      uncommittedBytesMax: config['statestore.uncommitted.max.bytes'],
      warn: text => this.#warn(text),
    })
    await this.#globals.fill()
  }

  /** Topics that are written to, as far as the topology names them. */
  #outputTopics(): string[] {
    const { applicationId } = this.definition
    const names = new Set<string>()
    for (const part of this.topology.subTopologies) {
      for (const name of this.topology.topics(applicationId, part).sinkTopics) names.add(name)
    }
    for (const { name } of this.#planner!.plan.internalTopics) names.add(name)
    const deadLetters = this.config['errors.dead.letter.queue.topic.name']
    if (deadLetters !== null) names.add(deadLetters)
    return [...names]
  }

  /** Runs worker `n`, beginning it anew after failures of the cluster. */
  async #keepRunning(n: number): Promise<void> {
    const { clock } = this.#connection
    let failingSinceMs: number | undefined
    while (!this.#stopping) {
      const { worker, ended } = this.#startWorker(n)
      try {
        await ended
        return
      } catch (error) {
        this.#processedBefore += worker.processedRecords
        this.#workers.delete(n)
        if (worker.commits > 0) failingSinceMs = undefined
        failingSinceMs ??= clock.monotonicMs()
        const tried = clock.monotonicMs() - failingSinceMs
        if (!isOfTheCluster(error) || tried > this.config['task.timeout.ms']) {
          this.#fail(error)
          return
        }
        const reason = error instanceof Error ? error.message : String(error)
        if (this.#stopping) {
          this.#warn(`worker ${worker.name} stopped, its last transaction aborted: ${reason}`)
          return
        }
        this.#warn(`worker ${worker.name} begins anew: ${reason}`)
        await sleep(clock, RETRY_MS)
        if (error instanceof MoldauError && error.code === 'UNKNOWN_TOPIC_OR_PARTITION') await this.#look()
      }
    }
  }

  #startWorker(n: number): Running {
    const { clock } = this.#connection
    const { config } = this
    const { applicationId } = this.definition
    const folder = this.#folder!
    const planner = this.#planner!
    const cluster = this.#cluster!
    const name = `${applicationId}-${folder.processId}-${n + 1}`
    const exactlyOnce = config['processing.guarantee'] === 'exactly_once_v2'
    const isolation = exactlyOnce ? 'read_committed' : 'read_uncommitted'
    const producer = new Producer(cluster, {
      acks: 'all',
      lingerMs: config['linger.ms'],
      batchBytes: config['batch.size'],
      requestBytesMax: Math.max(1_048_576, config['batch.size'] * 4),
      bufferBytes: 64 << 20,
      compression: config['compression.type'],
      ...(exactlyOnce
        ? { transactionalId: name, transactionTimeoutMs: config['transaction.timeout.ms'] }
        : {}),
    })
    const shared = {
      isolationLevel: isolation,
      partitionFetchBytesMax: config['max.partition.fetch.bytes'],
    } as const
    const consumer = new Consumer(cluster, {
      ...shared,
      groupId: applicationId,
      groupInstanceId: name,
      sessionTimeoutMs: config['session.timeout.ms'],
      heartbeatIntervalMs:
        config['heartbeat.interval.ms'] ?? Math.min(3000, Math.ceil(config['session.timeout.ms'] / 3)),
      maxPollIntervalMs: config['max.poll.interval.ms'],
      autoOffsetReset: 'none',
      assignors: [
        streamsAssignor(() => planner.plan, {
          learnTopics: topics => this.#learnTopics(topics),
          processId: folder.processId,
          running: () => new Set(this.#workers.get(n)?.tasks.keys() ?? []),
          offsetSums: () => this.#stateOnDisk,
          rebalanceSoon: () =>
            consumer.enforceRebalance('tasks wait for their owners, or were assigned by another plan'),
        }),
      ],
    })
    const restoreConsumer = new Consumer(cluster, { ...shared, autoOffsetReset: 'earliest' })
    const budget = Math.floor(config['statestore.cache.max.bytes'] / config['num.stream.threads'])
    const worker = new Worker({
      name,
      get topology() {
        return planner.topology
      },
      get plan() {
        return planner.plan
      },
      config,
      taskConfig: taskConfig(topologyConfig(applicationId, config)),
      engines: engineFactory(folder, {}, text => this.#warn(text)),
      cache: budget > 0 ? new RecordCache(budget) : null,
      shared: this.#shared(`StreamThread-${n + 1}`),
      consumer,
      restoreConsumer,
      producer,
      clock,
      partitionsOf: topic => cluster.metadata.partitionCount(topic),
      learnPartitions: async topic => (await cluster.partitionCounts([topic], LEARN_MS)).get(topic)!,
      globalStore: name => this.#globals?.state(name),
      listener: this.#listener,
    })
    this.#workers.set(n, worker)
    const ended = worker.run().finally(async () => {
      await consumer.close({ leaveGroup: this.#stopping })
      await restoreConsumer.close()
      await producer.close()
    })
    return { worker, ended }
  }

  readonly #listener: WorkerListener = {
    changed: () => this.#observe(),
    committed: () => {
      this.#commits++
    },
    progressed: () => {
      for (const hear of this.#progress) hear(this.processedRecords)
    },
    dropped: (node, reason) => {
      let reasons = this.#dropped.get(node)
      if (reasons === undefined) {
        reasons = new Map()
        this.#dropped.set(node, reasons)
      }
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    },
    missed: () => this.#lookForTopics(),
    warn: text => this.#warn(text),
  }

  #warn(text: string): void {
    this.#connection.warn(`${this.definition.applicationId}: ${text}`)
  }

  #observe(): void {
    if (this.#stopping) return
    const all = [...this.#workers.values()]
    const running = all.length > 0 && all.every(worker => worker.state === 'running')
    this.#become(running ? 'RUNNING' : 'REBALANCING')
  }

  #fail(error: unknown): void {
    this.failure ??= error
    this.#become('PENDING_ERROR')
    this.#stopWorkers()
    // The last word is said by `stop`, or when the other workers have ended.
    void this.#end('ERROR')
  }

  #stopWorkers(): void {
    this.#stopping = true
    this.#planner?.stop()
    this.#globals?.stop()
    for (const worker of this.#workers.values()) worker.stop()
  }

  #ending: Promise<void> | undefined

  #end(state: AppState): Promise<void> {
    this.#ending ??= (async () => {
      // A worker that is failing right now has not ended yet: let it.
      await Promise.resolve()
      await Promise.all(this.#running)
      await this.#release(this.failure === undefined)
      this.#become(this.failure === undefined ? state : 'ERROR')
    })()
    return this.#ending
  }

  /** Workers that wait for an answer hear that their connection is lost, and try nothing again. */
  #cutOff(timeoutMs: number): void {
    this.#warn(`not stopped within ${timeoutMs} ms: cut off, what was not committed will be processed again`)
    void this.#cluster?.close()
  }

  async #release(clean: boolean): Promise<void> {
    await this.#globals?.close()
    await this.#cluster?.close()
    await this.#folder?.close(clean)
    this.#folder = undefined
  }

  /**
   * Commits, closes the stores and leaves the group. Settles soon after `timeoutMs` even where the log cannot be reached:
   * what was not committed then is processed again after the next start. @throws what made the application fail
   */
  async stop(options: StopOptions = {}): Promise<void> {
    if (this.state !== 'ERROR' && this.state !== 'NOT_RUNNING') {
      const { timeoutMs = STOP_TIMEOUT_MS } = options
      this.#become('PENDING_SHUTDOWN')
      this.#stopWorkers()
      const deadline = this.#connection.clock.setTimer(timeoutMs, () => this.#cutOff(timeoutMs))
      await this.#end('NOT_RUNNING').finally(() => deadline.cancel())
    }
    if (this.failure !== undefined) throw this.failure
  }

  /** Settles when the application has ended. @throws what made it fail */
  async ended(): Promise<void> {
    await Promise.all(this.#running)
    if (this.#ending !== undefined) await this.#ending
    if (this.failure !== undefined) throw this.failure
  }
}
