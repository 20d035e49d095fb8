/**
 * TopologyTestDriver: runs a topology without broker, clock or disk, one record at a time, synchronously.
 *
 * The tasks are the real ones; only the edges are replaced. All topics have one partition unless more are asked for. After each record the driver commits:
 * caches are flushed, and what was written to repartition topics and to topics that are also sources is processed before
 * the call returns. (Kafka Streams: TopologyTestDriver.)
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { partitionForKey } from '@moldau/protocol'
import {
  CACHE_MAX_BYTES_DEFAULT,
  globalTaskConfig,
  type HeaderList,
  MemoryEngine,
  type Metric,
  MetricsRegistry,
  metricsSettings,
  ProcessorTask,
  PunctuationQueue,
  RecordCache,
  type Serde,
  type StateStore,
  StoreViews,
  type StreamsConfig,
  StreamsError,
  type TaskEnvironment,
  ThreadMetrics,
  type Topology,
  taskConfig,
} from '@moldau/streams'
// The one class alone: all of rxjs is 50 ms of every test's start.
import { Subject } from 'rxjs/internal/Subject'
import { DriverStores } from './driver-stores.ts'
import { DriverTimers } from './driver-timers.ts'
import { IdleWait } from './idle-wait.ts'
import { MemoryCollector } from './memory-collector.ts'
import type { ProducedRecord } from './produced-record.ts'
import { RecordBytes, type RecordParts } from './record-bytes.ts'
import { RecordList } from './record-list.ts'
import { RecordQueues } from './record-queues.ts'
import { type TaskSource, TaskSources } from './task-sources.ts'
import { TestInputTopic, type TestInputTopicOptions } from './test-input-topic.ts'
import { TestOutputTopic } from './test-output-topic.ts'

/** Options of a driver beside the application's own settings. */
export interface TopologyTestDriverOptions {
  /** The wall clock at the beginning, milliseconds; default 0. */
  readonly startMs?: number
  /** Told of every produced record, changelogs and repartition topics included, in order. */
  readonly onProduced?: (record: ProducedRecord) => void
  /**
   * Of every topic; default 1, as Kafka's driver has it. With more, records go by the default partitioner (those without a key to
   * partition 0), each partition has tasks and stores of its own, and `stores` reads all of them.
   */
  readonly partitions?: number
}

const SHARED = Symbol('shared')

/** The folders of tasks, where there is one to put them in. */
function stateDirs(
  config: StreamsConfig & { readonly 'application.id': string },
): Pick<TaskEnvironment, 'stateDir'> {
  const base = config['state.dir']
  if (base === undefined) return {}
  return {
    stateDir: task => {
      const path = join(base, config['application.id'], task)
      mkdirSync(path, { recursive: true })
      return path
    },
  }
}

/** What the drivers of several partitions have in common. */
interface Shared {
  readonly partition: number
  readonly outputs: Map<string, RecordList>
  readonly dropped: Map<string, number>
  readonly registry: MetricsRegistry
  /** By partition. */
  readonly drivers: TopologyTestDriver[]
}

/**
 * Plays records through a topology in the test's own thread, without a log: see the head of this file. A marble table (`marbles`) says the
 * same in fewer words. Cost: about 2 us a record and node.
 *
 * ```ts
 * const builder = new StreamsBuilder()
 * builder.stream('in', { key: string(), value: integer() }).filter((_key, n) => n > 1).to('out')
 * const driver = new TopologyTestDriver(builder.build())
 * const input = driver.createInputTopic('in', string(), integer())
 * const output = driver.createOutputTopic('out', string(), integer())
 * input.pipeInput('a', 1)
 * input.pipeInput('a', 2)
 * console.log(output.readValue(), output.isEmpty()) // prints 2 true
 * driver.close()
 * ```
 */
export class TopologyTestDriver extends DriverStores {
  /** The stores as a program reads them. */
  readonly stores = new StoreViews(name =>
    this.shared.drivers.map(driver => {
      const store = driver.states().get(name)
      if (store === undefined) throw new StreamsError('INVALID_STORE', `there is no store ${name}`)
      return store
    }),
  )
  /** Records dropped so far, by node or store. */
  readonly dropped: Map<string, number>
  /** How often the application has committed: after each record. */
  commits = 0
  private tasks: ProcessorTask[]
  private readonly openTasks: () => ProcessorTask[]
  /** Everything ever written to changelogs, and piped into topics that serve as one: what a restart reads. */
  private readonly changelogs = new Map<string, RecordList>()
  private sources: TaskSources
  /** The tasks of global stores, by topic. */
  private globals = new Map<string, ProcessorTask>()
  private readonly openGlobals: () => ProcessorTask[]
  private readonly idle: IdleWait
  private readonly timers = new DriverTimers(() => this.wallClock)
  /** All sub-topologies are one task to Kafka Streams' driver: what is scheduled is called in one order. */
  private readonly punctuations = { stream: new PunctuationQueue(), wallClock: new PunctuationQueue() }
  private readonly queues = new RecordQueues(({ topic, record }) => {
    const { task, source } = this.sources.of(topic)!
    return source.timestampIsRecords ? record.timestamp : task.timestampOf(source, record)
  })
  private readonly shared: Shared
  private readonly offsets = new Map<string, number>()
  private readonly cache: RecordCache | null
  private pending: RecordBytes[] = []
  private wallClock: number
  private readonly onProduced: (record: ProducedRecord) => void
  private closed = false
  private isWritten = false

  /** @throws what the start of an application would throw: MISSING_SERDE, INVALID_CONFIG, INVALID_TOPOLOGY */
  constructor(topology: Topology, config: StreamsConfig = {}, options: TopologyTestDriverOptions = {}) {
    super()
    const { partitions = 1 } = options
    if (!Number.isInteger(partitions) || partitions < 1)
      throw new StreamsError('INVALID_ARGUMENT', `a topic has at least one partition, not ${partitions}`)
    const own: Shared = {
      partition: 0,
      outputs: new Map(),
      dropped: new Map(),
      registry: new MetricsRegistry(metricsSettings(config), () => this.wallClock),
      drivers: [this],
    }
    const shared = (options as { readonly [SHARED]?: Shared })[SHARED] ?? own
    this.shared = shared
    this.dropped = shared.dropped
    this.wallClock = options.startMs ?? 0
    this.onProduced = options.onProduced ?? (() => {})
    const cacheBytes = config['statestore.cache.max.bytes'] ?? CACHE_MAX_BYTES_DEFAULT
    this.cache = cacheBytes > 0 ? new RecordCache(cacheBytes) : null
    const named = { 'application.id': 'test', ...config }
    const env: TaskEnvironment = {
      config: taskConfig(named),
      collector: new MemoryCollector(record => this.collect(record), partitions),
      cache: this.cache,
      openEngine: () => new MemoryEngine(),
      wallClockMs: () => this.wallClock,
      async: this.timers,
      subject: () => new Subject(),
      isDrained: () => !this.queues.hasRecords,
      metrics: new ThreadMetrics(shared.registry, 'main'),
      appConfigs: named,
      ...stateDirs(named),
      droppedRecord: node => this.dropped.set(node, (this.dropped.get(node) ?? 0) + 1),
    }
    // Kafka's driver goes on behind what it cannot read into a global store, whatever the settings say.
    const globalEnv: TaskEnvironment = {
      ...env,
      config: { ...globalTaskConfig(named), deserializationHandler: 'continue' },
      cache: null,
      globalStore: name => this.globalStore(name),
    }
    const taskEnv: TaskEnvironment = {
      ...env,
      punctuations: this.punctuations,
      globalStore: name => this.globalStore(name),
    }
    this.openGlobals = () =>
      topology.globalSubTopologies.map(
        part => new ProcessorTask(topology, part.id, shared.partition, globalEnv),
      )
    this.openTasks = () =>
      topology.subTopologies.map(part => new ProcessorTask(topology, part.id, shared.partition, taskEnv))
    this.globals = this.fillGlobals()
    this.tasks = this.openTasks()
    this.sources = this.connect()
    this.idle = new IdleWait(config['max.task.idle.ms'] ?? 0, this.sources.queues())
    for (const task of this.tasks) task.init()
    if (shared !== own) return
    for (let partition = 1; partition < partitions; partition++) {
      const more = { ...options, [SHARED]: { ...own, partition } }
      own.drivers.push(new TopologyTestDriver(topology, config, more))
    }
  }

  /** All metrics: those of tasks (`dropped-records-rate` and `-total`), and those that processors made with `context.metrics`. */
  metrics(): readonly Metric[] {
    return this.shared.registry.metrics()
  }

  /** The driver of a record's partition: the one it names, else that of its key; windowed keys go by what they are of. */
  private driverOf(key: Uint8Array | null, partition = -1, suffixBytes = 0): TopologyTestDriver {
    const { drivers } = this.shared
    if (drivers.length === 1) return this
    const chosen =
      partition >= 0
        ? partition
        : key === null
          ? 0
          : partitionForKey(key, 0, key.length - suffixBytes, drivers.length)
    return drivers[chosen]!
  }

  /** Opens the global stores and fills them from what was piped into their topics. */
  private fillGlobals(): Map<string, ProcessorTask> {
    this.globals = new Map()
    for (const task of this.openGlobals())
      for (const topic of task.sources.keys()) this.globals.set(topic, task)
    for (const [topic, task] of this.globals) {
      task.init()
      const written = this.changelogs.get(topic)
      if (written === undefined) this.changelogs.set(topic, new RecordList())
      for (const record of written ?? []) task.process(task.source(topic), record)
    }
    return this.globals
  }

  private globalStore(name: string): StateStore | undefined {
    for (const task of this.globals.values()) {
      const store = task.stores.get(name)
      if (store !== undefined) return store.state
    }
    return undefined
  }

  private connect(): TaskSources {
    for (const task of this.tasks) {
      for (const { changelogTopic } of task.stores.values()) {
        if (changelogTopic !== null && !this.changelogs.has(changelogTopic))
          this.changelogs.set(changelogTopic, new RecordList())
      }
    }
    return new TaskSources(this.tasks)
  }

  /**
   * Stops and starts the application: all that survives is changelogs and the metadata of committed offsets. Outputs that
   * were not read stay. Stores without logging begin empty, as they would.
   */
  restart(): void {
    if (this.allTasks().some(task => task.hasInFlight))
      throw new StreamsError('INVALID_ARGUMENT', 'records are in flight', {
        hint: 'await driver.settle() first',
      })
    for (const driver of this.shared.drivers) driver.restartOwn()
  }

  private restartOwn(): void {
    this.captureWritten()
    const committed = new Map<string, string>()
    for (const [topic, { task }] of this.sources.topics()) committed.set(topic, task.offsetMetadata(topic))
    for (const task of [...this.globals.values(), ...this.tasks]) void task.close()
    this.globals = this.fillGlobals()
    this.tasks = this.openTasks()
    this.sources = this.connect()
    for (const [topic, metadata] of committed) this.sources.of(topic)!.task.restoreMetadata(topic, metadata)
    for (const task of this.tasks) {
      for (const { name, changelogTopic } of task.stores.values()) {
        if (changelogTopic === null) continue
        for (const record of this.changelogs.get(changelogTopic)!) task.restoreChangelog(name, record)
      }
    }
    this.shareStreamTime()
    for (const task of this.tasks) task.init()
  }

  private collect(record: RecordBytes): void {
    this.onProduced(record)
    this.pending.push(record)
  }

  /** A topic to pipe records into. `key` and `value` write them. */
  createInputTopic<K, V>(
    topic: string,
    key: Serde<K>,
    value: Serde<V>,
    options: TestInputTopicOptions = {},
  ): TestInputTopic<K, V> {
    return new TestInputTopic<K, V>(this, topic, key, value, { startMs: this.wallClock, ...options })
  }

  /** A topic to read what the topology wrote. */
  createOutputTopic<K, V>(topic: string, key: Serde<K>, value: Serde<V>): TestOutputTopic<K, V> {
    return new TestOutputTopic<K, V>(this, topic, key, value)
  }

  /** Pipes one record of bytes and everything that follows from it. @throws INVALID_ARGUMENT for a topic nobody reads */
  pipe(
    topic: string,
    key: Uint8Array | null,
    value: Uint8Array | null,
    timestamp: number,
    headers: HeaderList = [],
  ): void {
    if (this.closed) throw new StreamsError('INVALID_ARGUMENT', 'the driver is closed')
    const source = this.sources.of(topic)
    if (source === undefined && !this.globals.has(topic))
      throw new StreamsError('INVALID_ARGUMENT', `Unknown topic: ${topic}`)
    const parts = { key, value, timestamp, headers }
    if (source !== undefined) {
      const driver = this.driverOf(key)
      driver.enqueue(topic, driver.sources.of(topic)!, RecordBytes.of(parts))
      this.run()
    }
    this.updateGlobals(topic, parts)
  }

  /** A global store is whole in every partition's task. */
  private updateGlobals(topic: string, parts: RecordParts): void {
    if (!this.globals.has(topic)) return
    for (const driver of this.shared.drivers) driver.updateGlobal(topic, RecordBytes.of(parts))
  }

  private nextOffset(queue: string): number {
    const offset = this.offsets.get(queue) ?? 0
    this.offsets.set(queue, offset + 1)
    return offset
  }

  private enqueue(topic: string, { queue }: TaskSource, record: RecordBytes): void {
    record.offset = this.nextOffset(queue)
    this.queues.add(queue, { topic, record })
  }

  private updateGlobal(topic: string, record: RecordBytes): void {
    const task = this.globals.get(topic)!
    record.offset = this.nextOffset(topic)
    // Remembered last: what fails now is not met again by a restart.
    task.process(task.source(topic), record)
    task.flushCaches()
    this.changelogs.get(topic)!.push(record)
  }

  /** Processes what waits, the lowest partition first, until nothing does. */
  private run(): void {
    const { drivers } = this.shared
    for (let next: TopologyTestDriver | undefined = drivers[0]; next !== undefined; ) {
      next.runOwn()
      next = drivers.length === 1 ? undefined : drivers.find(driver => driver.isReady())
    }
  }

  private isReady(): boolean {
    return this.queues.hasRecords && this.idle.isOver(this.wallClock, queue => this.queues.isEmpty(queue))
  }

  private runOwn(): void {
    const { queues } = this
    const isReady = (): boolean => this.idle.isOver(this.wallClock, queue => queues.isEmpty(queue))
    while (queues.hasRecords && isReady()) {
      const next = queues.next()!
      const read = this.sources.of(next.topic)!
      const { task } = read
      task.process(read.source, next.record)
      // What a topic that serves as changelog holds for a restart ends where it was read to.
      this.changelogs.get(next.topic)?.push(next.record)
      this.sources.shareTime(read)
      queues.renew()
      this.shareStreamTime()
      this.punctuations.stream.punctuate(task.streamTimeMs)
      this.commit()
    }
  }

  /** Of all partitions. */
  private allTasks(): ProcessorTask[] {
    return this.shared.drivers.flatMap(driver => driver.tasks)
  }

  /**
   * Waits until asynchronous operators have answered, and everything that follows from that is done. Waits between attempts
   * take no time; a time-out comes only with `advanceWallClockTime`. @throws StreamsError when a task must stop
   */
  async settle(): Promise<void> {
    for (;;) {
      for (const driver of this.shared.drivers) {
        for (const task of driver.tasks) task.release()
        driver.commit()
      }
      this.run()
      const waiting = this.allTasks().filter(task => task.hasInFlight)
      if (waiting.length === 0) return
      await Promise.race(waiting.map(task => task.nextAnswer()))
    }
  }

  private commit(): void {
    this.commits++
    for (const task of this.tasks) task.flushCaches()
    this.cache?.empty()
    this.capture()
  }

  /** All sub-topologies are one task to the driver, as they are to Kafka Streams': they have one stream time. */
  private shareStreamTime(): void {
    if (this.tasks.length < 2) return
    let streamTimeMs = -1
    for (const task of this.tasks) streamTimeMs = Math.max(streamTimeMs, task.streamTimeMs)
    for (const task of this.tasks) task.streamTimeMs = streamTimeMs
  }

  protected override written(): void {
    this.isWritten = true
  }

  /** What a test has put into stores goes to the changelogs before anybody looks. */
  private captureWritten(): void {
    if (!this.isWritten) return
    this.isWritten = false
    this.capture()
  }

  /** Moves what was produced to the output topics, and back into the topology where it reads them. */
  private capture(): void {
    const produced = this.pending
    if (produced.length === 0) return
    this.pending = []
    for (const record of produced) {
      const { topic } = record
      const { outputs } = this.shared
      let output = outputs.get(topic)
      if (output === undefined) {
        output = new RecordList()
        outputs.set(topic, output)
      }
      output.push(record)
      if (record.kind === 'changelog') {
        const log = this.changelogs.get(topic)!
        record.offset = log.length
        log.push(record)
        continue
      }
      const source = this.sources.of(topic)
      if (source !== undefined) {
        const driver = this.driverOf(
          record.keyStart < 0 ? null : record.key,
          record.partition,
          record.spec.keySuffixBytes,
        )
        driver.enqueue(topic, driver.sources.of(topic)!, record)
      }
      this.updateGlobals(topic, record)
    }
  }

  /** Moves the wall clock on, and punctuates what it is time for. */
  advanceWallClockTime(ms: number): void {
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
      throw new StreamsError(
        'INVALID_ARGUMENT',
        `the wall clock goes forward by milliseconds, not by ${String(ms)}`,
      )
    }
    for (const driver of this.shared.drivers) {
      driver.wallClock += ms
      driver.timers.fire()
      driver.punctuations.wallClock.punctuate(driver.wallClock)
      driver.commit()
    }
    this.run()
  }

  /** Takes the oldest record of an output topic that was not taken yet; undefined when there is none. */
  poll(topic: string): ProducedRecord | undefined {
    this.captureWritten()
    return this.shared.outputs.get(topic)?.shift()
  }

  queueSize(topic: string): number {
    this.captureWritten()
    return this.shared.outputs.get(topic)?.length ?? 0
  }

  /** Names of the topics that were written, internal ones included. */
  producedTopicNames(): Set<string> {
    this.captureWritten()
    return new Set(this.shared.outputs.keys())
  }

  /** @internal */
  override states(): Map<string, StateStore> {
    const states = new Map<string, StateStore>()
    for (const task of [...this.globals.values(), ...this.tasks])
      for (const [name, store] of task.stores) states.set(name, store.state)
    return states
  }

  close(): void {
    for (const driver of this.shared.drivers) driver.closeOwn()
  }

  private closeOwn(): void {
    this.closed = true
    this.queues.clear()
    for (const task of [...this.globals.values(), ...this.tasks]) void task.close()
  }
}
