/**
 * The task of a topology as a worker has it, over engines of one kind: it takes records, commits, and starts again after an orderly end,
 * after the loss of what its engines keep, and after a crash amid what was not committed. One sub-topology, one partition.
 */
import { type KeyValueEngine, ProcessorTask, RecordCache, type Topology, taskConfig } from '@moldau/streams'
import { MemoryCollector } from '../../topology-test-driver/memory-collector.ts'
import { RecordBytes, type RecordParts } from '../../topology-test-driver/record-bytes.ts'

/** Where the engine of one store lies: empty at first. */
export interface StorePlace {
  /** Opens what was committed there, or an empty engine where that keeps nothing. */
  open(): KeyValueEngine | Promise<KeyValueEngine>
  /** Takes the place away, after the test. */
  remove?(): Promise<void> | void
}

/** What a task is put together from. */
export interface TaskParts {
  readonly topology: Topology
  /** Budget of the record cache in bytes; null: there is none. The stores say whether they use it. */
  readonly cacheBytes: number | null
  /** Makes the place of a store. */
  readonly place: () => StorePlace
  /** The task is made anew, and its stores are restored; before the first record. */
  readonly opened?: (task: ProcessorTask) => void
}

export class TaskHome {
  task!: ProcessorTask
  /** What was logged, by changelog; what was not committed goes with a crash. */
  readonly changelogs = new Map<string, RecordBytes[]>()
  /** What went to other topics, likewise. */
  outputs: RecordBytes[] = []
  /** Records that operators, stores and sources dropped. */
  drops = 0
  private readonly parts: TaskParts
  private readonly places = new Map<string, StorePlace>()
  private readonly committed = {
    outputs: 0,
    changelogs: new Map<string, number>(),
    metadata: new Map<string, string>(),
  }
  private offset = 0

  private constructor(parts: TaskParts) {
    this.parts = parts
  }

  static async open(parts: TaskParts): Promise<TaskHome> {
    const home = new TaskHome(parts)
    for (const { spec } of parts.topology.subTopology(0).stores) home.places.set(spec.name, parts.place())
    await home.start()
    return home
  }

  private async start(): Promise<void> {
    const { cacheBytes, topology } = this.parts
    const engines = new Map<string, KeyValueEngine>()
    for (const [name, place] of this.places) engines.set(name, await place.open())
    this.task = new ProcessorTask(topology, 0, 0, {
      config: taskConfig({ 'application.id': 'test' }),
      collector: new MemoryCollector(record => this.take(record), 1),
      cache: cacheBytes === null ? null : new RecordCache(cacheBytes),
      openEngine: ({ name }) => engines.get(name)!,
      wallClockMs: () => 0,
      droppedRecord: () => this.drops++,
    })
    for (const [topic, metadata] of this.committed.metadata) this.task.restoreMetadata(topic, metadata)
    for (const { changelogTopic, engine, name, state } of this.task.stores.values()) {
      if (changelogTopic === null) continue
      const log = this.changelogs.get(changelogTopic) ?? []
      for (const record of log.slice(Math.max(0, engine.changelogOffset)))
        this.task.restoreChangelog(name, record)
      if ('save' in state) state.save()
      await engine.beginCommit().persist(log.length)
    }
    this.parts.opened?.(this.task)
    this.task.init()
  }

  private take(record: RecordBytes): void {
    if (record.kind !== 'changelog') {
      this.outputs.push(record)
      return
    }
    const log = this.changelogs.get(record.topic) ?? []
    this.changelogs.set(record.topic, log)
    log.push(record)
  }

  process(topic: string, parts: RecordParts): void {
    const record = RecordBytes.of(parts)
    record.offset = this.offset++
    this.task.process(this.task.source(topic), record)
  }

  /** Caches go down, then everything is kept. */
  async commit(): Promise<void> {
    const { committed, task } = this
    task.flushCaches()
    committed.outputs = this.outputs.length
    for (const [topic, log] of this.changelogs) committed.changelogs.set(topic, log.length)
    for (const topic of task.sources.keys()) committed.metadata.set(topic, task.offsetMetadata(topic))
    for (const { changelogTopic, engine } of task.stores.values())
      await engine.beginCommit().persist(this.changelogs.get(changelogTopic ?? '')?.length ?? 0)
  }

  /** Commits, and starts again on what the engines keep. */
  async reopen(): Promise<void> {
    await this.commit()
    await this.task.close()
    await this.start()
  }

  /** Commits, loses what the engines keep, and starts again on what was logged. */
  async restore(): Promise<void> {
    await this.commit()
    await this.task.close(true)
    await this.start()
  }

  /** Starts again without a commit: what came after the last one has never been. */
  async crash(): Promise<void> {
    this.outputs.length = this.committed.outputs
    for (const [topic, log] of this.changelogs) log.length = this.committed.changelogs.get(topic) ?? 0
    await this.task.close()
    await this.start()
  }

  async close(): Promise<void> {
    await this.task.close(true)
    for (const place of this.places.values()) await place.remove?.()
  }
}
