/**
 * What a task is handed by whoever runs it: the runtime, the test driver or a simulator.
 *
 * A task reads no clock, no disk and no network: everything goes through these ports, all of them synchronous.
 */
import type { HeaderSpan } from '../records/record-view.ts'
import type { KeyValueEngine } from '../stores/engine.ts'
import type { RecordCache } from '../stores/record-cache.ts'
import type { StoreSpec } from '../stores/store-spec.ts'

/** What an output topic is for. Names are final: internal ones already carry the application id. */
export interface OutputTopicSpec {
  readonly name: string
  readonly kind: 'sink' | 'repartition' | 'changelog' | 'dead-letter'
  /** Bytes at the end of a key that the default partitioner leaves out: windowed keys go by their bare key. */
  readonly keySuffixBytes: number
}

/** A topic that the collector has opened; only the collector knows what is inside. */
export interface OutputTopic {
  readonly name: string
}

/** Takes what a task produces. Bytes are lent: the collector copies them before it returns. */
export interface RecordCollector {
  /** Opens an output topic; called when a task is built, and at the first record of a topic that an extractor names. */
  topic(spec: OutputTopicSpec): OutputTopic
  /**
   * One record. `partition` -1 leaves the choice to the default partitioner (murmur2 of the key bytes). null bytes are a null
   * key or value. Order of calls is order in the partition.
   */
  send(
    topic: OutputTopic,
    partition: number,
    timestamp: number,
    key: Uint8Array | null,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    headers: HeaderSpan | null,
  ): void
}

/** The fate of a record that cannot be read or processed. */
export type BadRecordFate = 'continue' | 'fail' | 'dead-letter'

/** What the settings of an application mean to a task; `streamsConfig` makes it from Kafka Streams' names. */
export interface TaskConfig {
  readonly applicationId: string
  readonly deserializationHandler: BadRecordFate
  readonly processingHandler: BadRecordFate
  /** Topic of dead letters; null when there is none. With it, 'continue' and 'fail' write dead letters too, as in Kafka. */
  readonly deadLetterTopic: string | null
}

/** Everything a task needs from outside. */
export interface TaskEnvironment {
  readonly config: TaskConfig
  readonly collector: RecordCollector
  /** The cache that all tasks of a worker share; null or a budget of 0 bytes means that nothing is cached. */
  readonly cache: RecordCache | null
  /** Opens (or creates) the state of a store. */
  openEngine(store: StoreSpec): KeyValueEngine
  /** Milliseconds since the epoch, as of the current round of the loop. */
  wallClockMs(): number
  /** Counts a record that an operator, a store or a source dropped; `node` is the processor or store. */
  droppedRecord(node: string, reason: string): void
}
