/**
 * A processor as the topology holds it, and what a task gives it when it makes its running step.
 *
 * A step is one synchronous call: it takes the task's record, may change it, and calls the steps behind it. It is made once
 * a task, as a closure over those steps, so that a record passes without a look-up.
 */

import type { Subject } from 'rxjs'
import type { AsyncPort } from '../async/async-port.ts'
import type { AsyncWork } from '../async/async-work.ts'
import type { StreamsError } from '../failure.ts'
import type { StreamsMetrics } from '../metrics/streams-metrics.ts'
import type { Note, ObservedTime } from '../records/observed-time.ts'
import type { RecordContext } from '../records/record-context.ts'
import type { Step } from '../records/step.ts'
import type { TaskRecord } from '../records/task-record.ts'
import type { Serde } from '../serdes/serde.ts'
import type { JoinBufferState } from '../stores/join-buffer-state.ts'
import type { JoinWindowState } from '../stores/join-window-state.ts'
import type { KeyValueState } from '../stores/key-value-state.ts'
import type { OuterJoinState } from '../stores/outer-join-state.ts'
import type { SessionState } from '../stores/session-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { SuppressState } from '../stores/suppress-state.ts'
import type { VersionedState } from '../stores/versioned-state.ts'
import type { WindowState } from '../stores/window-state.ts'
import type { Cancellable, PunctuationType } from './processor-api.ts'

export type { Step }

export type StateStore =
  | KeyValueState
  | WindowState
  | SessionState
  | VersionedState
  | JoinWindowState
  | OuterJoinState
  | SuppressState
  | JoinBufferState

/** What a processor may ask of its task. */
export interface TaskServices {
  readonly applicationId: string
  readonly taskId: string
  readonly streamTimeMs: number
  /** Fills a global store: it has no stream time, and nothing is scheduled. */
  readonly isGlobal: boolean
  readonly metrics: StreamsMetrics
  readonly appConfigs: Readonly<Record<string, unknown>>
  /** @throws NOT_SUPPORTED where there is none */
  readonly stateDir: string
  /** Counts a record that a node, a store or a source dropped. */
  drop(node: string, reason: string): void
  wallClockMs(): number
  requestCommit(): void
  schedule(
    type: PunctuationType,
    intervalMs: number,
    startMs: number | undefined,
    call: (timestampMs: number) => void,
  ): Cancellable
  /** For a node that answers later: what it needs of the world, and the calls of the task. @throws NOT_SUPPORTED where there is none */
  asynchronous(node: string): { readonly port: AsyncPort; readonly work: AsyncWork }
  /** An exception of user code stops the task, and nothing is kept of the record but the error: so it may come later, up to the commit. */
  readonly stopsOnError: boolean
  /** The error that stops the task, where the exception of a record came later. */
  stopped(record: TaskRecord, error: unknown): StreamsError
  /** A subject of RxJS. @throws NOT_SUPPORTED where there is none */
  subject(node: string): Subject<unknown>
  /** Decides what becomes of an exception of a punctuator. */
  punctuationFailed(record: TaskRecord, node: string, error: unknown): void
}

/** What a step may hold on to. */
export interface NodeContext {
  /** Index of the node in its task; a step writes it to `record.node` before it runs the user's code. */
  readonly index: number
  readonly name: string
  /** All children, in order. */
  readonly next: Step
  child(name: string): Step
  /** The step of a child of this node; undefined where it has none of the name. */
  childOf(name: string): Step | undefined
  hasStore(name: string): boolean
  /** A global store, which any processor may read; undefined where there is none of the name. */
  globalStore(name: string): StateStore | undefined
  store(name: string): StateStore
  readonly task: TaskServices
  /** Called when the stores are restored, before the first record. */
  onInit(run: () => void): void
  /**
   * Called with a record that is nobody's and has the time that an idle task's operators are told of (task/idle-time.ts). `reachMs`: how far past
   * its latest record the operator must be told to let go all that it `holds` back for stream time.
   */
  onIdle(wait: { readonly reachMs: number; readonly holds: boolean }, step: Step): void
  /** Called when the task is closed. */
  onClose(run: () => void): void
  /** The step, whose exceptions meet the handler as those of this node. */
  guarded(step: Step): Step
  /** Counts a dropped record. */
  drop(reason: string): void
  /** The operator's own stream time, which survives a restart. */
  observedTime(): ObservedTime
  /** A whole number of the operator that survives a restart; `value` is what it begins with. */
  note(value: number): Note
  keySerde(serde: Serde<unknown> | null): Serde<unknown>
  valueSerde(serde: Serde<unknown> | null): Serde<unknown>
}

/** How to make the step of one operator. */
export interface ProcessorSpec {
  /** True for the processor that makes a table of a source topic. */
  readonly isTableSource?: boolean
  /** The key of what goes on is that of what came: to wrappers it is a FixedKeyProcessor. */
  readonly keepsKey?: boolean
  /** A child of this name is none of `next`: the operator alone says what goes there. */
  readonly sideOutput?: string | null
  /** Stores that come with the operator; asked when the topology is built. */
  stores?(): readonly StoreSpec[]
  make(context: NodeContext): Step
}

export type TopicNameExtractor = (key: unknown, value: unknown, context: RecordContext) => string

/**
 * Chooses the partitions of a record among `partitions`: one, several (each gets the record), none (an empty list: the record is
 * dropped), or null, which leaves the choice to the default partitioner. (Kafka Streams: StreamPartitioner; KIP-837.)
 */
export type StreamPartitioner<K = unknown, V = unknown> = (
  topic: string,
  key: K,
  value: V,
  partitions: number,
  context: RecordContext,
) => number | Iterable<number> | null

/** Reads a table from another operator's step, at the key of the record. */
export interface TableGetter {
  readonly versioned: boolean
  /** The table's present value, or null. */
  get(record: TaskRecord): unknown
  /** Of a versioned table the value as of the record's time; of another the present one. */
  getAsOf(record: TaskRecord): unknown
  /** Of what was found last. */
  readonly timestamp: number
}

/** A table as a join sees it: which stores it reads and how. */
export interface TableView {
  readonly storeNames: readonly string[]
  /**
   * `asForwarded`: the table as those behind it know it. What waits in a cache is not seen, but for what the record in hand itself
   * has changed.
   */
  getter(context: NodeContext, asForwarded?: boolean): TableGetter
}
