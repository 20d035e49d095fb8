/**
 * A task: one sub-topology at one partition, running. This is the *process* part of the hot path.
 *
 * Unit of work: one record, synchronous from the source to the collector. Allocated per record: nothing by this package in
 * filter, mapValues, groupByKey and count; only what the user's callbacks make. Guarded by bench/micro.
 *
 * 1. One record at a time runs to its end: nothing re-enters. So the cache shrinks and flushes between records only.
 * 2. A failed record leaves the task as it is; the caller decides (abort the transaction, close, restore). Nothing is
 *    swallowed: fates 'continue' and 'dead-letter' count a dropped record and go on behind the failing node.
 * 3. Everything a restart needs is in changelogs and `offsetMetadata`.
 * 4. Stream time punctuates behind the record that moved it, so when a punctuator is called is a function of the records, and
 *    a restart calls none again.
 */

import type { Subject } from 'rxjs'
import type { AsyncPort } from '../async/async-port.ts'
import { AsyncWork } from '../async/async-work.ts'
import { StreamsError } from '../failure.ts'
import { METRICS_DEFAULT, MetricsRegistry } from '../metrics/metrics-registry.ts'
import type { Sensor } from '../metrics/sensor.ts'
import { type StreamsMetrics, ThreadMetrics } from '../metrics/streams-metrics.ts'
import type { Cancellable, PunctuationType } from '../processors/processor-api.ts'
import type { StateStore, TaskServices } from '../processors/processor-spec.ts'
import type { Note, ObservedTime } from '../records/observed-time.ts'
import type { RecordView } from '../records/record-view.ts'
import { TaskRecord } from '../records/task-record.ts'
import { ByteSink } from '../serdes/byte-sink.ts'
import type { KeyValueEngine } from '../stores/engine.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import { appendHeaders } from '../stores/stored-headers.ts'
import type { SubTopology, SubTopologyStore, Topology } from '../topology/topology.ts'
import { DeadLetters } from './dead-letter.ts'
import type { TaskEnvironment } from './environment.ts'
import { IdleTime } from './idle-time.ts'
import { decodeOffsetMetadata, encodeOffsetMetadata } from './offset-metadata.ts'
import { PunctuationQueue } from './punctuation-queue.ts'
import type { SourceHandle } from './source.ts'
import { TaskBuilder } from './task-builder.ts'

/** A store of a running task, for whoever restores and commits it. */
export interface TaskStore {
  readonly name: string
  readonly definition: SubTopologyStore
  /** Final name of the changelog topic; null when the store is not logged. */
  readonly changelogTopic: string | null
  readonly engine: KeyValueEngine
  /** The typed store, as processors and queries see it. */
  readonly state: StateStore
}

/** The task id of everything global, as in Kafka Streams. */
const GLOBAL_TASK = '-1_-1'

export class ProcessorTask implements TaskServices {
  /** `<sub-topology>_<partition>`. */
  readonly id: string
  readonly subTopology: SubTopology
  readonly partition: number
  /** By final names; those of topics that a pattern matches appear as they are asked for. */
  readonly sources: Map<string, SourceHandle>
  readonly stores: ReadonlyMap<string, TaskStore>
  private readonly openSource: (topic: string) => SourceHandle | undefined
  /** The greatest time of the records taken so far, milliseconds; -1 before the first. */
  streamTimeMs = -1
  private readonly env: TaskEnvironment
  private readonly record = new TaskRecord()
  private readonly flushRecord = new TaskRecord()
  private readonly nodeNames: readonly string[]
  private readonly observedTimes: ReadonlyMap<string, ObservedTime>
  private readonly notes: ReadonlyMap<string, Note>
  private readonly inits: readonly (() => void)[]
  private readonly closes: readonly (() => void)[]
  private readonly streamPunctuations: PunctuationQueue
  private readonly wallClockPunctuations: PunctuationQueue
  private isInitialized = false
  /** The calls of asynchronous operators; null where there are none. */
  private asyncWork: AsyncWork | null = null
  private readonly idle: IdleTime | null
  private readonly deadLetters: DeadLetters | null
  private readonly droppedRecords: Sensor | null
  private ownMetrics: StreamsMetrics | null = null
  /** What stopped the task for a record that had waited. */
  private stoppedBy: StreamsError | null = null

  /** Opens the stores and makes the steps. @throws MISSING_SERDE, and what opening a store throws */
  constructor(topology: Topology, subTopologyId: number, partition: number, env: TaskEnvironment) {
    const subTopology = topology.subTopology(subTopologyId)
    this.subTopology = subTopology
    this.partition = partition
    this.id = subTopology.isGlobal ? GLOBAL_TASK : `${subTopologyId}_${partition}`
    this.env = env
    this.streamPunctuations = env.punctuations?.stream ?? new PunctuationQueue()
    this.wallClockPunctuations = env.punctuations?.wallClock ?? new PunctuationQueue()
    const { deadLetterTopic } = env.config
    this.deadLetters = deadLetterTopic === null ? null : new DeadLetters(env.collector, deadLetterTopic)
    this.droppedRecords = env.metrics?.droppedRecords(this.id) ?? null
    const guard = env.config.processingHandler === 'fail' ? null : this.bearError
    const built = new TaskBuilder(
      topology,
      subTopology,
      partition,
      env,
      this.flushRecord,
      guard,
      this,
    ).build()
    this.sources = built.sources
    this.openSource = built.openSource
    this.stores = built.stores
    this.nodeNames = built.nodeNames
    this.observedTimes = built.observedTimes
    this.notes = built.notes
    this.inits = built.inits
    this.closes = built.closes
    const task = this
    this.idle = IdleTime.of(env.config.idleMs, built.idleWaits, {
      get streamTimeMs() {
        return task.streamTimeMs
      },
      get hasInFlight() {
        return task.hasInFlight
      },
      flushCaches: () => this.flushCaches(),
      isDrained: () => env.isDrained?.() ?? true,
      wallClockMs: () => env.wallClockMs(),
      failed: (record, error) => this.punctuationFailed(record, this.nodeNames[record.node] ?? '?', error),
    })
  }

  /** Calls `init` of the processors; to be called once, when the stores are restored. @throws StreamsError */
  init(): void {
    for (const run of this.inits) {
      try {
        run()
      } catch (error) {
        throw error instanceof StreamsError
          ? error
          : new StreamsError('PROCESSING_FAILED', `task ${this.id}: a processor failed in init`, {
              cause: error,
            })
      }
    }
    const { idle } = this
    if (idle !== null) {
      idle.start()
      this.schedule('wallClock', idle.everyMs, undefined, nowMs => idle.tick(nowMs))
    }
    this.isInitialized = true
  }

  /** Whether the stream time of an idle task waits to hear that the inputs are drained. */
  get wantsDrained(): boolean {
    return this.idle?.isDue(this.env.wallClockMs()) === true
  }

  /** Whether operators know a time by now that no record has told them: it must be committed, whatever has been read. */
  get isAdvanced(): boolean {
    return this.idle?.isAdvanced === true
  }

  /** What `offsetMetadata` tells has been committed. */
  metadataCommitted(): void {
    if (this.idle !== null) this.idle.isAdvanced = false
  }

  get applicationId(): string {
    return this.env.config.applicationId
  }

  get isGlobal(): boolean {
    return this.subTopology.isGlobal
  }

  get taskId(): string {
    return this.id
  }

  get metrics(): StreamsMetrics {
    const { env } = this
    if (env.metrics !== undefined) return env.metrics
    this.ownMetrics ??= new ThreadMetrics(
      new MetricsRegistry(METRICS_DEFAULT, () => env.wallClockMs()),
      'main',
    )
    return this.ownMetrics
  }

  get appConfigs(): Readonly<Record<string, unknown>> {
    return this.env.appConfigs ?? { 'application.id': this.applicationId }
  }

  get stateDir(): string {
    const made = this.env.stateDir?.(this.id)
    if (made !== undefined) return made
    throw new StreamsError('NOT_SUPPORTED', `task ${this.id} has no folder`, {
      hint: 'set state.dir',
    })
  }

  drop(node: string, reason: string): void {
    this.droppedRecords?.record()
    this.env.droppedRecord(node, reason)
  }

  wallClockMs(): number {
    return this.env.wallClockMs()
  }

  requestCommit(): void {
    this.env.requestCommit?.()
  }

  schedule(
    type: PunctuationType,
    intervalMs: number,
    startMs: number | undefined,
    call: (timestampMs: number) => void,
  ): Cancellable {
    if (this.isGlobal) {
      throw new StreamsError('NOT_SUPPORTED', 'the processor of a global store cannot be punctuated', {
        hint: 'schedule in a processor that reads the store',
      })
    }
    if (type === 'wallClock') {
      const firstMs = startMs ?? this.env.wallClockMs() + intervalMs
      return this.wallClockPunctuations.schedule(firstMs, intervalMs, call)
    }
    let firstMs = startMs ?? 0
    // A restarted task has had the slots up to its stream time (4); one that schedules amid records has not.
    if (!this.isInitialized && this.streamTimeMs >= firstMs)
      firstMs += (Math.floor((this.streamTimeMs - firstMs) / intervalMs) + 1) * intervalMs
    return this.streamPunctuations.schedule(firstMs, intervalMs, call)
  }

  asynchronous(node: string): { readonly port: AsyncPort; readonly work: AsyncWork } {
    const { async: port } = this.env
    if (port === undefined) {
      throw new StreamsError('NOT_SUPPORTED', `processor ${node} answers later, and its task cannot wait`, {
        hint: 'hand the task an environment with `async`',
      })
    }
    this.asyncWork ??= new AsyncWork()
    return { port, work: this.asyncWork }
  }

  subject(node: string): Subject<unknown> {
    const { subject } = this.env
    if (subject !== undefined) return subject()
    throw new StreamsError('NOT_SUPPORTED', `processor ${node} needs RxJS, and its task has none`, {
      hint: 'hand the task an environment with `subject`',
    })
  }

  /** True while an asynchronous operator takes no further record: `process` is not to be called then. */
  get isFull(): boolean {
    return this.asyncWork?.isFull === true
  }

  /** Whether records are in an asynchronous operator: then `settle` comes before a commit. */
  get hasInFlight(): boolean {
    return this.asyncWork?.isEmpty === false
  }

  /** Lets out what asynchronous operators have answered by now. @throws StreamsError when the task must stop */
  release(): void {
    const work = this.asyncWork
    if (work === null) return
    try {
      work.release()
    } catch (error) {
      throw work.released === null ? error : this.failed(work.released, error)
    }
  }

  /** Settles when the next call of an asynchronous operator ends; what has ended must have been released. */
  nextAnswer(): Promise<void> {
    return this.asyncWork!.next()
  }

  /** Waits until there is room for another record. @throws StreamsError when the task must stop */
  async room(): Promise<void> {
    this.release()
    while (this.isFull) {
      await this.nextAnswer()
      this.release()
    }
  }

  /** Waits until nothing is in flight. @throws StreamsError when the task must stop */
  async settle(): Promise<void> {
    this.release()
    while (this.hasInFlight) {
      await this.nextAnswer()
      this.release()
    }
  }

  get stopsOnError(): boolean {
    return this.env.config.processingHandler === 'fail' && this.deadLetters === null
  }

  stopped(record: TaskRecord, error: unknown): StreamsError {
    this.stoppedBy = this.failed(record, error)
    return this.stoppedBy
  }

  punctuationFailed(record: TaskRecord, node: string, error: unknown): void {
    if (this.env.config.processingHandler !== 'fail') {
      this.bearError(record, node, error, record.timestamp)
      return
    }
    throw new StreamsError(
      'PROCESSING_FAILED',
      `task ${this.id}: processor ${node} failed while punctuating`,
      {
        cause: error,
        hint: "set processing.exception.handler to 'continue' or 'dead-letter' to go on without it",
      },
    )
  }

  /** When the wall clock punctuates next; infinity while nothing is scheduled on it. */
  get nextWallClockPunctuationMs(): number {
    return this.wallClockPunctuations.nextMs
  }

  /** Punctuates what is due by stream time. `process` does that by itself. */
  punctuateStreamTime(): boolean {
    return this.streamTimeMs >= 0 && this.streamPunctuations.punctuate(this.streamTimeMs)
  }

  /** Punctuates what is due by the wall clock. True when something was called. @throws StreamsError when the task must stop */
  punctuateWallClock(): boolean {
    return this.wallClockPunctuations.punctuate(this.env.wallClockMs())
  }

  /** The source of a topic (its final name). */
  source(topic: string): SourceHandle {
    const known = this.sources.get(topic)
    if (known !== undefined) return known
    const opened = this.openSource(topic)
    if (opened === undefined)
      throw new StreamsError('INVALID_ARGUMENT', `task ${this.id} does not read topic ${topic}`)
    this.sources.set(topic, opened)
    return opened
  }

  /**
   * The time by which a record is ordered among others, for sources whose `timestampIsRecords` is false; negative: the record
   * will be dropped. Decodes it, and does not count it.
   */
  timestampOf(source: SourceHandle, view: RecordView): number {
    try {
      source.open(view, this.record)
    } catch {
      // Its fate is decided when it is processed; until then it stands where its own timestamp puts it.
      return view.timestamp
    }
    return source.timestampOf(this.record)
  }

  /** Processes one record to its end. @throws StreamsError when the task must stop */
  process(source: SourceHandle, view: RecordView): void {
    const { record } = this
    try {
      source.open(view, record)
    } catch (error) {
      this.unreadable(source, view.timestamp, error)
      return
    }
    const timestamp = source.timestampOf(record)
    if (!(timestamp >= 0)) {
      this.drop(source.nodeName, 'negative timestamp')
      return
    }
    record.timestamp = timestamp
    if (timestamp > source.partitionTimeMs) source.partitionTimeMs = timestamp
    if (timestamp > this.streamTimeMs) this.streamTimeMs = timestamp
    if (this.idle !== null) this.idle.sinceMs = this.env.wallClockMs()
    try {
      source.step(record)
    } catch (error) {
      throw this.failed(record, error)
    }
    if (this.streamTimeMs >= this.streamPunctuations.nextMs && this.env.punctuations === undefined)
      this.punctuateStreamTime()
    const { cache } = this.env
    if (cache !== null && cache.usedBytes > cache.budgetBytes) cache.shrink()
  }

  private unreadable(source: SourceHandle, timestamp: number, error: unknown): void {
    const { record } = this
    this.deadLetters?.send(record, timestamp, error)
    if (this.env.config.deserializationHandler !== 'fail') {
      this.drop(source.nodeName, 'deserialization error')
      return
    }
    throw new StreamsError(
      'DESERIALIZATION_FAILED',
      `source ${source.nodeName}: cannot read the record of ${source.topic}-${this.partition} at offset ${record.offset}`,
      {
        cause: error,
        hint: "set deserialization.exception.handler to 'continue' or 'dead-letter' to go on without it",
      },
    )
  }

  /** What a node's guard does with an exception of the node or of what stands behind it. */
  private readonly bearError = (r: TaskRecord, node: string, error: unknown, timestamp: number): void => {
    this.deadLetters?.send(r, timestamp, error)
    this.drop(node, 'processing error')
  }

  private failed(r: TaskRecord, error: unknown): StreamsError {
    if (error === this.stoppedBy && this.stoppedBy !== null) return this.stoppedBy
    this.deadLetters?.send(r, r.timestamp, error)
    const node = this.nodeNames[r.node] ?? '?'
    return new StreamsError(
      'PROCESSING_FAILED',
      `task ${this.id}: processor ${node} failed for the record of ${r.topic}-${r.partition} at offset ${r.offset}`,
      {
        cause: error,
        hint: "set processing.exception.handler to 'continue' or 'dead-letter' to go on without it",
      },
    )
  }

  /** Writes everything that waits in the cache down and downstream, then what stores keep for a commit; part of every one. */
  flushCaches(): void {
    const { flushRecord } = this
    flushRecord.rawKeyStart = -1
    flushRecord.rawValueStart = -1
    try {
      while (this.flushDirty());
    } catch (error) {
      throw error instanceof StreamsError ? error : this.failed(flushRecord, error)
    }
    for (const { state } of this.stores.values()) if ('save' in state) state.save()
  }

  /** True when a cache was flushed: it may have put into stores that come earlier in the list. */
  private flushDirty(): boolean {
    let flushed = false
    for (const { state } of this.stores.values()) {
      if ('logChanges' in state) state.logChanges()
      if (state.cached === null || !state.cached.cache.isDirty()) continue
      state.cached.cache.flush()
      flushed = true
    }
    return flushed
  }

  /** The text to commit with the offset of a topic. */
  offsetMetadata(topic: string): string {
    const processors = new Map<string, number>()
    for (const [name, time] of this.observedTimes) if (time.ms >= 0) processors.set(name, time.ms)
    // No node has a name with a slash.
    for (const [name, note] of this.notes) {
      if (note.changes === 0) continue
      processors.set(`${name}/changes`, note.changes)
      processors.set(`${name}/value`, note.value)
    }
    return encodeOffsetMetadata({ partitionTimeMs: this.source(topic).partitionTimeMs, processors })
  }

  /** Takes back the text committed with the offset of a topic; before the first record. */
  restoreMetadata(topic: string, metadata: string): void {
    const { partitionTimeMs, processors } = decodeOffsetMetadata(metadata)
    const source = this.source(topic)
    source.partitionTimeMs = Math.max(source.partitionTimeMs, partitionTimeMs)
    this.streamTimeMs = Math.max(this.streamTimeMs, partitionTimeMs)
    for (const [name, ms] of processors) {
      const time = this.observedTimes.get(name)
      if (time !== undefined) time.ms = Math.max(time.ms, ms)
    }
    for (const [name, note] of this.notes) {
      const changes = processors.get(`${name}/changes`)
      const value = processors.get(`${name}/value`)
      if (changes !== undefined && value !== undefined) note.restore(value, changes)
    }
  }

  /** Takes one record of a store's changelog back. */
  restoreChangelog(store: string, view: RecordView): void {
    const found = this.stores.get(store)
    if (found === undefined) throw new StreamsError('INVALID_STORE', `task ${this.id} has no store ${store}`)
    if (view.keyStart < 0) return
    if (found.state instanceof KeyValueState && found.definition.spec.headers === true) {
      const { bytes, keyStart, keyEnd, valueStart, valueEnd, timestamp } = view
      // A table keeps no headers of its topic, also where that is its changelog.
      const isTable = found.definition.changelogIsSource && found.definition.spec.byFormat === true
      const headers = isTable
        ? null
        : { bytes, start: view.headersStart, end: view.headersEnd, count: view.headerCount }
      const value = valueStart < 0 ? null : bytes
      found.state.restore(bytes, keyStart, keyEnd, value, valueStart, valueEnd, timestamp, headers)
      return
    }
    const { headers, kind } = found.definition.spec
    // A versioned table has none, whatever the format.
    if (headers === true && (kind === 'window' || kind === 'session') && view.valueStart >= 0) {
      this.restoreHeaded(found.state, view)
      return
    }
    found.state.restore(
      view.bytes,
      view.keyStart,
      view.keyEnd,
      view.valueStart < 0 ? null : view.bytes,
      view.valueStart,
      view.valueEnd,
      view.timestamp,
    )
  }

  /** The same for windows and sessions with headers, which stand behind the value. */
  private restoreHeaded(state: StateStore, view: RecordView): void {
    const { bytes, keyEnd, keyStart, timestamp } = view
    const sink = new ByteSink(view.valueEnd - view.valueStart + 64)
    sink.write(bytes, view.valueStart, view.valueEnd)
    appendHeaders(sink, { bytes, start: view.headersStart, end: view.headersEnd, count: view.headerCount })
    state.restore(bytes, keyStart, keyEnd, sink.bytes, 0, sink.at, timestamp)
  }

  /** Bytes written to stores since their last commit. */
  uncommittedBytes(): number {
    let bytes = 0
    for (const { engine } of this.stores.values()) bytes += engine.uncommittedBytes()
    return bytes
  }

  /**
   * Forgets what is cached and closes the engines; what was not committed is lost, as it should be. @throws the first error of user
   * code or an engine, when everything has been closed
   */
  async close(wipe = false): Promise<void> {
    this.streamPunctuations.clear()
    this.wallClockPunctuations.clear()
    if (this.droppedRecords !== null) this.env.metrics!.removeSensor(this.droppedRecords)
    const errors: unknown[] = []
    const closes = this.isInitialized ? this.closes : []
    this.isInitialized = false
    for (const run of closes) {
      try {
        run()
      } catch (error) {
        errors.push(error)
      }
    }
    for (const { state, engine } of this.stores.values()) {
      state.cached?.cache.clear()
      try {
        await engine.close(wipe)
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }
}
