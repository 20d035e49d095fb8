/** A state store as a processor has it, with all its layers, in a task of its own: opened, written, committed, lost and restored. */
import {
  bytes,
  type KeyValueEngine,
  ProcessorTask,
  RecordCache,
  type StoreDefinition,
  StreamsBuilder,
  taskConfig,
} from '@moldau/streams'
import { MemoryCollector } from '../../topology-test-driver/memory-collector.ts'
import { RecordBytes } from '../../topology-test-driver/record-bytes.ts'

/** What a store is put together from. */
export interface StoreLayers {
  readonly definition: StoreDefinition
  /** Budget of the record cache in bytes; null: there is none. The definition says whether the store uses it. */
  readonly cacheBytes: number | null
  /** Opens the engine, where it is persistent with what was committed. */
  readonly openEngine: () => KeyValueEngine | Promise<KeyValueEngine>
}

export class StoreHome {
  /** What was logged, over all lives of the store. */
  readonly changelog: RecordBytes[] = []
  private readonly layers: StoreLayers
  private task!: ProcessorTask
  private engine!: KeyValueEngine
  private store: unknown
  private work: (store: never) => void = () => {}

  private constructor(layers: StoreLayers) {
    this.layers = layers
  }

  static async open(layers: StoreLayers): Promise<StoreHome> {
    const home = new StoreHome(layers)
    home.engine = await layers.openEngine()
    home.start([])
    return home
  }

  private start(changelog: readonly RecordBytes[]): void {
    const { cacheBytes, definition } = this.layers
    const { name } = definition.spec
    const builder = new StreamsBuilder()
    builder.addStateStore(definition)
    builder.stream('in', { key: bytes(), value: bytes() }).process(
      () => ({
        init: context => {
          this.store = context.getStateStore(name)
        },
        process: () => this.work(this.store as never),
      }),
      { stores: [name] },
    )
    this.task = new ProcessorTask(builder.build(), 0, 0, {
      config: taskConfig({ 'application.id': 'test' }),
      collector: new MemoryCollector(record => this.changelog.push(record), 1),
      cache: cacheBytes === null ? null : new RecordCache(cacheBytes),
      openEngine: () => this.engine,
      wallClockMs: () => 0,
      droppedRecord: () => {},
    })
    for (const record of changelog) this.task.restoreChangelog(name, record)
    this.task.init()
  }

  /** Does something with the store while a record of this time is in hand. */
  at<S, T>(timestamp: number, work: (store: S) => T): T {
    let result: T
    this.work = (store: never) => {
      result = work(store)
    }
    const record = RecordBytes.of({
      key: new Uint8Array(1),
      value: new Uint8Array(1),
      timestamp,
      headers: [],
    })
    this.task.process(this.task.source('in'), record)
    return result!
  }

  async commit(): Promise<void> {
    this.task.flushCaches()
    await this.engine.beginCommit().persist(this.changelog.length)
  }

  /** Commits, and starts again on what the engine keeps. */
  async reopen(): Promise<void> {
    await this.commit()
    await this.task.close()
    this.engine = await this.layers.openEngine()
    this.start([])
  }

  /** Commits, loses the store, and starts again on what was logged. */
  async restore(): Promise<void> {
    await this.commit()
    await this.task.close(true)
    this.engine = await this.layers.openEngine()
    this.start(this.changelog)
  }

  close(): Promise<void> {
    return this.task.close(true)
  }
}
