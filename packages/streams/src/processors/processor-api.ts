/**
 * The Processor API: what a user's processor is, and what it is given.
 *
 * A processor is made once a task by its supplier, and runs synchronously, one record at a time. It may keep what it likes in
 * fields, but only stores survive a restart. (Kafka Streams: api.Processor, api.FixedKeyProcessor, ProcessorContext; KIP-478,
 * KIP-820, KIP-138.)
 */
import type { Duration } from '../duration.ts'
import type { StreamsMetrics } from '../metrics/streams-metrics.ts'
import type { Serde } from '../serdes/serde.ts'
import type { StoreDefinition } from '../stores/store-definition.ts'
import type { ProcessorRecord } from './processor-record.ts'

/** Takes records and forwards any number of them. */
export interface Processor<KIn, VIn, KOut, VOut> {
  /** Called before the first record, when the stores are restored. */
  init?(context: ProcessorContext<KOut, VOut>): void
  process(record: ProcessorRecord<KIn, VIn>): void
  /** Called when the task is closed. */
  close?(): void
}

/** A processor that keeps the key of each record, so that nothing has to be repartitioned behind it. */
export interface FixedKeyProcessor<K, VIn, VOut> {
  init?(context: FixedKeyProcessorContext<K, VOut>): void
  process(record: ProcessorRecord<K, VIn>): void
  close?(): void
}

/** Makes processors, a fresh one at each call; may bring stores along, which are connected to it. */
export interface ConnectedSupplier<P> {
  get(): P
  readonly stores?: readonly StoreDefinition[]
}

export type Supplier<P> = (() => P) | ConnectedSupplier<P>
export type ProcessorSupplier<KIn, VIn, KOut, VOut> = Supplier<Processor<KIn, VIn, KOut, VOut>>
export type FixedKeyProcessorSupplier<K, VIn, VOut> = Supplier<FixedKeyProcessor<K, VIn, VOut>>

/** Where the record in hand came from. */
export interface ProcessorRecordMetadata {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/**
 * Which clock punctuates: `stream`, the greatest time of the records that the task has taken, moves with records alone;
 * `wallClock` is the machine's.
 */
export type PunctuationType = 'stream' | 'wallClock'

/** Called with the present time of its clock, not with the slot that was due: slots that were missed are one call. */
export type Punctuator = (timestampMs: number) => void

export interface Cancellable {
  /** No call comes after this one. */
  cancel(): void
}

export interface ScheduleOptions {
  /**
   * The first slot, milliseconds since the epoch; the grid begins there. Default: 0 for stream time, so that the first record
   * punctuates; one interval from now for the wall clock.
   */
  readonly startMs?: number
}

/** What both kinds of processors may ask of their task. */
export interface ProcessingContext {
  readonly applicationId: string
  /** `<sub-topology>_<partition>`. */
  readonly taskId: string
  /** Of the record in hand; null while punctuating and in `init`. */
  readonly recordMetadata: ProcessorRecordMetadata | null
  /** To measure with, and to read what is measured. */
  readonly metrics: StreamsMetrics
  /** The settings of the application, defaults included. */
  readonly appConfigs: Readonly<Record<string, unknown>>
  /** Those whose names begin with `prefix`, without it. */
  appConfigsWithPrefix(prefix: string): Readonly<Record<string, unknown>>
  /** `default.key.serde`. @throws MISSING_SERDE where there is none */
  readonly keySerde: Serde<unknown>
  /** `default.value.serde`. @throws MISSING_SERDE where there is none */
  readonly valueSerde: Serde<unknown>
  /**
   * A folder for the task's own files, made when it is asked for first. Nothing in it is moved with the task, or restored.
   * @throws NOT_SUPPORTED where tasks have no folder: in tests, unless `state.dir` is set
   */
  readonly stateDir: string
  /** The greatest time of the records that the task has taken; -1 before the first. */
  currentStreamTimeMs(): number
  /** The wall clock, as of the current round of the task's worker. */
  currentSystemTimeMs(): number
  /** A store that is connected to this processor, by its definition or its name. @throws INVALID_STORE for another one */
  getStateStore<S>(store: StoreDefinition<S>): S
  getStateStore<S>(name: string): S
  /**
   * Calls `punctuator` at every `interval` of a clock. Stream time is looked at behind every record, the wall clock between
   * batches of records and while there are none. A punctuator may forward, write to stores, and cancel itself.
   * @throws INVALID_ARGUMENT for an interval below one millisecond
   */
  schedule(
    interval: Duration,
    type: PunctuationType,
    punctuator: Punctuator,
    options?: ScheduleOptions,
  ): Cancellable
  /** Asks for a commit soon, without waiting for it. */
  commit(): void
}

export interface ProcessorContext<KOut, VOut> extends ProcessingContext {
  /** Hands a record to all children in order, or to one by name; returns when they, and what stands behind them, are done. */
  forward<K extends KOut, V extends VOut>(record: ProcessorRecord<K, V>, childName?: string): void
}

export interface FixedKeyProcessorContext<K, VOut> extends ProcessingContext {
  /** The same; a record with another key than the one in hand is refused. @throws INVALID_ARGUMENT */
  forward<V extends VOut>(record: ProcessorRecord<K, V>, childName?: string): void
}

/** Makes the value of a table's row from its key and value; null in is a deletion, null out deletes. */
export interface ValueTransformerWithKey<K, V, VOut> {
  /** Called before the first record, when the stores are restored. */
  init?(context: ProcessingContext): void
  transform(key: K, value: V | null): VOut | null
  /** Called when the task is closed. */
  close?(): void
}

export type ValueTransformerWithKeySupplier<K, V, VOut> = Supplier<ValueTransformerWithKey<K, V, VOut>>
