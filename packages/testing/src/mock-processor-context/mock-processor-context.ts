/**
 * A processor context for a test of one processor alone: captures what it forwards, schedules and asks to commit; times and metadata are
 * the test's to set; stores are real ones, in memory, without a changelog's restart. For more than one processor there is
 * `TopologyTestDriver`. (Kafka Streams: MockProcessorContext.)
 */
import {
  bytes,
  type Cancellable,
  type Duration,
  durationMs,
  type FixedKeyProcessorContext,
  type ProcessorContext,
  type ProcessorRecord,
  type ProcessorRecordMetadata,
  type PunctuationType,
  type Punctuator,
  type ScheduleOptions,
  type Serde,
  type StoreDefinition,
  StreamsBuilder,
  type StreamsConfig,
  StreamsError,
  type StreamsMetrics,
} from '@moldau/streams'
import { TopologyTestDriver } from '../topology-test-driver/index.ts'

export interface MockProcessorContextOptions {
  /** Stores that the processor is connected to. */
  readonly stores?: readonly StoreDefinition[]
  readonly config?: StreamsConfig
  /** Default `0_0`. */
  readonly taskId?: string
}

/** A record that the processor forwarded, to a child by name or to all. */
export interface CapturedForward<K, V> {
  readonly record: ProcessorRecord<K, V>
  readonly childName: string | null
}

/** A punctuator that the processor scheduled: the test calls it when it likes. */
export interface CapturedPunctuator {
  readonly intervalMs: number
  readonly type: PunctuationType
  readonly startMs: number | undefined
  readonly punctuator: Punctuator
  readonly cancelled: boolean
}

/**
 * ```ts
 * const context = new MockProcessorContext<string, number>()
 * const double: Processor<string, number, string, number> = {
 *   process: record => context.forward(record.withValue(record.value * 2)),
 * }
 * double.process(new ProcessorRecord('a', 21, 0))
 * console.log(context.forwarded().map(({ record }) => record.value).join()) // prints 42
 * ```
 */
export class MockProcessorContext<KOut = unknown, VOut = unknown>
  implements ProcessorContext<KOut, VOut>, FixedKeyProcessorContext<KOut, VOut>
{
  readonly applicationId: string
  readonly taskId: string
  recordMetadata: ProcessorRecordMetadata | null = null
  /** Whether `commit` was called since the last `resetCommit`. */
  committed = false
  private streamTimeMs = -1
  private systemTimeMs = 0
  private captured: CapturedForward<KOut, VOut>[] = []
  private readonly punctuators: CapturedPunctuator[] = []
  private inner: ProcessorContext<unknown, unknown> | null = null
  private readonly driver: TopologyTestDriver

  constructor(options: MockProcessorContextOptions = {}) {
    const { config = {}, stores = [], taskId = '0_0' } = options
    this.applicationId = config['application.id'] ?? 'mock'
    this.taskId = taskId
    const builder = new StreamsBuilder()
    const init = (context: ProcessorContext<unknown, unknown>): void => {
      this.inner = context
    }
    const serde = bytes() as Serde<unknown>
    builder
      .stream('mock', { key: serde, value: serde })
      .process({ get: () => ({ init, process: () => undefined }), stores })
    this.driver = new TopologyTestDriver(builder.draft(config), config)
  }

  get metrics(): StreamsMetrics {
    return this.inner!.metrics
  }

  get appConfigs(): Readonly<Record<string, unknown>> {
    return this.inner!.appConfigs
  }

  appConfigsWithPrefix(prefix: string): Readonly<Record<string, unknown>> {
    return this.inner!.appConfigsWithPrefix(prefix)
  }

  get keySerde(): Serde<unknown> {
    return this.inner!.keySerde
  }

  get valueSerde(): Serde<unknown> {
    return this.inner!.valueSerde
  }

  get stateDir(): string {
    return this.inner!.stateDir
  }

  currentStreamTimeMs(): number {
    return this.streamTimeMs
  }

  setCurrentStreamTimeMs(ms: number): void {
    this.streamTimeMs = ms
  }

  currentSystemTimeMs(): number {
    return this.systemTimeMs
  }

  setCurrentSystemTimeMs(ms: number): void {
    this.systemTimeMs = ms
  }

  setRecordMetadata(metadata: ProcessorRecordMetadata | null): void {
    this.recordMetadata = metadata
  }

  getStateStore<S>(store: StoreDefinition<S> | string): S {
    return this.inner!.getStateStore<S>(store as string)
  }

  schedule(
    interval: Duration,
    type: PunctuationType,
    punctuator: Punctuator,
    options: ScheduleOptions = {},
  ): Cancellable {
    const intervalMs = durationMs(interval, 'interval of a punctuation')
    if (intervalMs < 1)
      throw new StreamsError(
        'INVALID_ARGUMENT',
        `The minimum supported scheduling interval is 1 millisecond, it was given ${intervalMs}`,
      )
    const captured = { intervalMs, type, startMs: options.startMs, punctuator, cancelled: false }
    this.punctuators.push(captured)
    return {
      cancel: () => {
        captured.cancelled = true
      },
    }
  }

  /** What was scheduled, in order. */
  scheduledPunctuators(): readonly CapturedPunctuator[] {
    return this.punctuators
  }

  forward<K extends KOut, V extends VOut>(record: ProcessorRecord<K, V>, childName?: string): void {
    this.captured.push({ record, childName: childName ?? null })
  }

  /** What was forwarded, in order; with `childName` what that child would get. */
  forwarded(childName?: string): readonly CapturedForward<KOut, VOut>[] {
    if (childName === undefined) return this.captured
    return this.captured.filter(one => one.childName === null || one.childName === childName)
  }

  resetForwards(): void {
    this.captured = []
  }

  commit(): void {
    this.committed = true
  }

  resetCommit(): void {
    this.committed = false
  }

  /** Lets go of the stores. */
  close(): void {
    this.driver.close()
  }
}
