/**
 * What a task is handed by whoever runs it: the runtime, the test driver or a simulator.
 *
 * A task reads no clock, no disk and no network: everything goes through these ports, all of them synchronous.
 */

import type { Subject } from 'rxjs'
import type { AsyncPort } from '../async/async-port.ts'
import type { ThreadMetrics } from '../metrics/streams-metrics.ts'
import type { StateStore } from '../processors/processor-spec.ts'
import type { RecordCollector } from '../records/record-collector.ts'
import type { KeyValueEngine } from '../stores/engine.ts'
import type { RecordCache } from '../stores/record-cache.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { PunctuationQueue } from './punctuation-queue.ts'

export type { OutputTopic, OutputTopicSpec, RecordCollector } from '../records/record-collector.ts'

/** The fate of a record that cannot be read or processed. */
export type BadRecordFate = 'continue' | 'fail' | 'dead-letter'

/** What the settings of an application mean to a task; `streamsConfig` makes it from Kafka Streams' names. */
export interface TaskConfig {
  readonly applicationId: string
  readonly deserializationHandler: BadRecordFate
  readonly processingHandler: BadRecordFate
  /** `stream.time.idle.ms`; null: a task's stream time never goes on without records. */
  readonly idleMs: number | null
  /** Topic of dead letters; null when there is none. With it, 'continue' and 'fail' write dead letters too, as in Kafka. */
  readonly deadLetterTopic: string | null
}

/** Everything a task needs from outside. */
export interface TaskEnvironment {
  readonly config: TaskConfig
  readonly collector: RecordCollector
  /** The cache that all tasks of a worker share; null or a budget of 0 bytes means that nothing is cached. */
  readonly cache: RecordCache | null
  /** Where the metrics of the task and of its processors are kept; absent: it counts none, and its processors see their own alone. */
  readonly metrics?: ThreadMetrics
  /** The settings of the application, as processors may read them; absent: the application's id alone. */
  readonly appConfigs?: Readonly<Record<string, unknown>>
  /** Makes the folder of a task's own files; absent: there is none. */
  stateDir?(task: string): string
  /** Opens (or creates) the state of a store. */
  openEngine(store: StoreSpec): KeyValueEngine
  /** A global store of the application, which all of its tasks read; undefined where it has none of the name. */
  globalStore?(name: string): StateStore | undefined
  /** Of all tasks, where whoever runs them punctuates them as one; else each task has its own and punctuates stream time by itself. */
  readonly punctuations?: { readonly stream: PunctuationQueue; readonly wallClock: PunctuationQueue }
  /** Milliseconds since the epoch, as of the current round of the loop. */
  wallClockMs(): number
  /** Counts a record that an operator, a store or a source dropped; `node` is the processor or store. */
  droppedRecord(node: string, reason: string): void
  /** For asynchronous operators, which a task without it cannot have. */
  readonly async?: AsyncPort
  /** Makes a subject of RxJS, for `through`: this package knows its types alone. */
  readonly subject?: () => Subject<unknown>
  /** Whether all inputs of the task were read to their ends, as of now; absent: whenever it has nothing to process. */
  isDrained?(): boolean
  /** A processor asks for a commit soon. */
  requestCommit?(): void
}
