/**
 * The global stores of an application: filled before it runs, kept up to date beside it. One for all workers of a process.
 *
 *  1. Each reads all partitions of its topic, as far as committed under exactly-once; nothing of it is written anywhere.
 *  2. A record enters a store in the same way at the start and later, so that a restart shows what was there before.
 *  3. Data and the positions it reaches become durable in one step; after a crash only what lies behind is read again. A
 *     position outside its partition means that the store is filled anew.
 *  4. A store changes between the records that tasks process, never amid one.
 * Source: Kafka Streams' GlobalStreamThread; KIP-813.
 */
import type { Consumer, FetchedPartition } from '@moldau/client'
import { type Clock, sleep } from '@moldau/protocol'
import {
  type KeyValueEngine,
  ProcessorTask,
  type SourceTopic,
  type StateStore,
  StorePositions,
  type SubTopology,
  type TaskEnvironment,
  type Topology,
} from '@moldau/streams'
import { isOfTheCluster } from '../cluster-failures.ts'
import { GLOBAL_FOLDER } from '../state-folder.ts'
import type { EngineFactory } from '../stores/engine-factory.ts'

const RETRY_MS = 100

export interface GlobalStoresParts {
  readonly topology: Topology
  readonly engines: EngineFactory
  /** A consumer of its own, assigned by hand; a new one after a failure of the cluster. */
  readonly consumer: () => Consumer
  readonly environment: Omit<TaskEnvironment, 'openEngine' | 'cache' | 'collector'>
  readonly partitionsOf: (topic: string) => number
  readonly isolation: 'read_committed' | 'read_uncommitted'
  readonly clock: Clock
  readonly pollMs: number
  readonly commitIntervalMs: number
  readonly uncommittedBytesMax: number
  readonly warn: (text: string) => void
}

/** A store and the task that fills it. */
interface Filling {
  readonly task: ProcessorTask
  readonly topic: string
  readonly engine: KeyValueEngine
  readonly positions: StorePositions
}

interface Position {
  readonly topic: string
  readonly partition: number
}

export class GlobalStores {
  readonly #parts: GlobalStoresParts
  readonly #fillings = new Map<string, Filling>()
  #consumer: Consumer
  #stopping = false
  #lastCommitMs = 0
  /** Records read until the stores were filled. */
  restoredRecords = 0

  constructor(parts: GlobalStoresParts) {
    this.#parts = parts
    this.#consumer = parts.consumer()
  }

  /** A store by its name, or undefined. */
  state(name: string): StateStore | undefined {
    for (const { task } of this.#fillings.values()) {
      const found = task.stores.get(name)
      if (found !== undefined) return found.state
    }
    return undefined
  }

  /** Opens the stores and fills them up to the present end of their topics. @throws what reading and user code throw */
  async fill(): Promise<void> {
    const { topology, clock } = this.#parts
    for (const part of topology.globalSubTopologies) await this.#open(part)
    for (const { task } of this.#fillings.values()) task.init()
    this.#assign()
    const all = this.#partitions()
    const ends = await this.#consumer.endOffsets(all, this.#parts.isolation)
    const isFilled = (): boolean =>
      all.every(one => this.#positionOf(one) >= (ends.get(one.topic, one.partition)?.offset ?? 0))
    while (!this.#stopping && !isFilled()) {
      this.restoredRecords += await this.#round()
      if (this.#uncommittedBytes() > this.#parts.uncommittedBytesMax) await this.#commit()
    }
    await this.#commit()
    this.#lastCommitMs = clock.monotonicMs()
  }

  async #open(part: SubTopology): Promise<void> {
    const { topology, engines, environment } = this.#parts
    const [{ topic }] = part.sources as unknown as [SourceTopic]
    const opened = await engines.open(GLOBAL_FOLDER, part)
    const [engine] = [...opened.values()] as [KeyValueEngine]
    try {
      // Before the task takes hold of what is in the engine.
      const positions = await this.#checkedPositions(topic, engine)
      const task = new ProcessorTask(topology, part.id, 0, {
        ...environment,
        ...{ cache: null, collector: NO_COLLECTOR, openEngine: () => engine },
        globalStore: name => this.state(name),
      })
      this.#fillings.set(topic, { task, topic, engine, positions })
    } catch (error) {
      await engine.close()
      throw error
    }
  }

  #partitionsOf(topic: string): Position[] {
    return Array.from({ length: this.#parts.partitionsOf(topic) }, (_, partition) => ({ topic, partition }))
  }

  #partitions(): Position[] {
    return [...this.#fillings.keys()].flatMap(topic => this.#partitionsOf(topic))
  }

  #positionOf({ topic, partition }: Position): number {
    return this.#fillings.get(topic)!.positions.of(partition) ?? 0
  }

  /** Rule 3. */
  async #checkedPositions(topic: string, engine: KeyValueEngine): Promise<StorePositions> {
    const all = this.#partitionsOf(topic)
    const begins = await this.#consumer.beginningOffsets(all)
    const ends = await this.#consumer.endOffsets(all, 'read_uncommitted')
    const positions = new StorePositions(engine)
    const isUsable = all.every(({ partition }) => {
      const known = positions.of(partition)
      const begin = begins.get(topic, partition)?.offset ?? 0
      return known === undefined || (known >= begin && known <= (ends.get(topic, partition)?.offset ?? 0))
    })
    if (!isUsable) {
      this.#parts.warn(`a global store is filled anew: ${topic} does not reach to where it was read before`)
      for (const id of engine.segments()) engine.dropSegment(id)
      positions.clear()
    }
    for (const { partition } of all) {
      if (positions.of(partition) === undefined)
        positions.set(partition, begins.get(topic, partition)?.offset ?? 0)
    }
    return positions
  }

  #assign(): void {
    const all = this.#partitions()
    this.#consumer.assign(all)
    for (const one of all) this.#consumer.seek(one, this.#positionOf(one))
  }

  /** Reads what a poll brings; returns how many records that were. */
  async #round(): Promise<number> {
    let records = 0
    for (const fetched of await this.#consumer.poll(this.#parts.pollMs)) records += this.#apply(fetched)
    // A poll that shows no records still moves past control records.
    for (const [topic, { positions }] of this.#fillings) {
      for (let partition = 0; partition < this.#parts.partitionsOf(topic); partition++) {
        const position = this.#consumer.position({ topic, partition })
        if (position >= 0) positions.set(partition, position)
      }
    }
    return records
  }

  #apply(fetched: FetchedPartition): number {
    const { task, positions } = this.#fillings.get(fetched.topic)!
    const source = task.source(fetched.topic)
    source.partition = fetched.partition
    let records = 0
    for (const walk = fetched.records(); walk.next(); records++) task.process(source, walk.cursor)
    positions.set(fetched.partition, fetched.nextOffset)
    return records
  }

  #uncommittedBytes(): number {
    let bytes = 0
    for (const { engine } of this.#fillings.values()) bytes += engine.uncommittedBytes()
    return bytes
  }

  async #commit(): Promise<void> {
    this.#lastCommitMs = this.#parts.clock.monotonicMs()
    for (const { task, engine, positions } of this.#fillings.values()) {
      task.flushCaches()
      positions.save()
      if (engine.uncommittedBytes() > 0) await engine.beginCommit().persist(0)
    }
  }

  /** Keeps the stores up to date until `close`. @throws what user code or a store fails with */
  async run(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#round()
        const waitedMs = this.#parts.clock.monotonicMs() - this.#lastCommitMs
        const isFull = this.#uncommittedBytes() > this.#parts.uncommittedBytesMax
        if (waitedMs >= this.#parts.commitIntervalMs || isFull) await this.#commit()
      } catch (error) {
        if (this.#stopping) return
        if (!isOfTheCluster(error)) throw error
        const reason = error instanceof Error ? error.message : String(error)
        this.#parts.warn(`global stores are read on from where they were: ${reason}`)
        await this.#consumer.close()
        await sleep(this.#parts.clock, RETRY_MS)
        this.#consumer = this.#parts.consumer()
        this.#assign()
      }
    }
    await this.#commit()
  }

  /** Ends `fill` and `run` soon. */
  stop(): void {
    this.#stopping = true
    this.#consumer.wakeup()
  }

  /** Closes the stores with what was committed; to be called when `run` has returned and no task reads them any more. */
  async close(): Promise<void> {
    await this.#consumer.close()
    const fillings = [...this.#fillings.values()]
    this.#fillings.clear()
    for (const { task } of fillings) await task.close()
  }
}

const NO_COLLECTOR: TaskEnvironment['collector'] = {
  topic: ({ name }) => ({ name, partitions: 0 }),
  send: ({ name }) => {
    throw new Error(`bug: a global store wrote to ${name}`)
  },
}
