/**
 * The tasks of a topology as one worker runs them: over one record cache that evicts when it is full, with commits when told, which
 * the driver for users, committing after every record, cannot show. One partition; what goes to an internal topic is read at once.
 */
import {
  MemoryEngine,
  ProcessorTask,
  RecordCache,
  type StateStore,
  type Topology,
  taskConfig,
} from '@moldau/streams'
import { MemoryCollector } from './memory-collector.ts'
import { RecordBytes } from './record-bytes.ts'
import { TaskSources } from './task-sources.ts'

/** What was produced, as text. */
export interface Produced {
  readonly topic: string
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: number
  readonly headers: readonly string[]
}

export interface Given {
  readonly topic: string
  readonly key: string | null
  readonly value: string | Uint8Array | null
  readonly timestamp: number
  readonly header?: string | null
}

export interface CachedTasksOptions {
  /** Settings of the tasks beside their application id, which is `test`. */
  readonly config?: Readonly<Record<string, string>>
  /** Budget of the cache in bytes; null: none. */
  readonly cacheBytes: number | null
  /** Hear of each record that is produced, internal topics apart, and of each that is dropped, as they come. */
  readonly onProduced?: (record: Produced) => void
  readonly onDropped?: (node: string, reason: string) => void
}

const bytes = (text: string | null): Uint8Array | null =>
  text === null ? null : new TextEncoder().encode(text)
const latin1 = (from: Uint8Array | null): string | null =>
  from === null ? null : Buffer.from(from).toString('latin1')

export class CachedTasks {
  readonly produced: Produced[] = []
  readonly cache: RecordCache | null
  readonly tasks: readonly ProcessorTask[]
  private readonly sources: TaskSources
  private readonly internal: RecordBytes[] = []
  private offset = 0

  private readonly onProduced: ((record: Produced) => void) | undefined

  constructor(topology: Topology, { cacheBytes, config, onDropped, onProduced }: CachedTasksOptions) {
    this.onProduced = onProduced
    this.cache = cacheBytes === null ? null : new RecordCache(cacheBytes)
    const collector = new MemoryCollector(record => this.take(record), 1)
    const env = {
      config: taskConfig({ 'application.id': 'test', ...config }),
      ...{ collector, cache: this.cache },
      openEngine: () => new MemoryEngine(),
      wallClockMs: () => 0,
      droppedRecord: (node: string, reason: string) => onDropped?.(node, reason),
    }
    this.tasks = topology.subTopologies.map(part => new ProcessorTask(topology, part.id, 0, env))
    this.sources = new TaskSources(this.tasks)
    for (const task of this.tasks) task.init()
  }

  private take(record: RecordBytes): void {
    if (this.sources.of(record.topic) !== undefined) {
      this.internal.push(record)
      return
    }
    const { timestamp, topic } = record
    const headers = record.headers.map(([name, value]) => `${name}=${latin1(value)}`)
    const produced = { topic, key: latin1(record.key), value: latin1(record.value), timestamp, headers }
    this.produced.push(produced)
    this.onProduced?.(produced)
  }

  /** Whether a task reads a topic. */
  reads(topic: string): boolean {
    return this.sources.of(topic) !== undefined
  }

  process({ header = null, key, timestamp, topic, value }: Given): void {
    const record = RecordBytes.of({
      ...{ key: bytes(key), value: typeof value === 'string' ? bytes(value) : value, timestamp },
      headers: header === null ? [] : [['h', bytes(header)!]],
    })
    this.read(topic, record)
    this.pass()
  }

  private read(topic: string, record: RecordBytes): void {
    record.offset = this.offset++
    const { source, task } = this.sources.of(topic)!
    task.process(source, record)
  }

  /** Reads what lies in internal topics. True when there was something. */
  private pass(): boolean {
    const before = this.offset
    for (let next = this.internal.shift(); next !== undefined; next = this.internal.shift())
      this.read(next.topic, next)
    return this.offset > before
  }

  /** Everything that waits goes down and out. */
  commit(): void {
    do for (const task of this.tasks) task.flushCaches()
    while (this.pass())
  }

  /** A store's state, of the one task that has it. */
  store(name: string): StateStore {
    return this.tasks.map(task => task.stores.get(name)).find(store => store !== undefined)!.state
  }

  /** The last value of each key of a topic; what was deleted is not there. */
  table(topic: string): Map<string | null, string> {
    const rows = new Map<string | null, string>()
    for (const one of this.produced) {
      if (one.topic !== topic) continue
      if (one.value === null) rows.delete(one.key)
      else rows.set(one.key, one.value)
    }
    return rows
  }
}
