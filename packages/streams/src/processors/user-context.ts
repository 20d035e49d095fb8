/**
 * What a user's processor may ask of its task, and how it forwards.
 *
 * 1. What is forwarded runs to its end before `forward` returns; then the processor's own record is in hand again.
 * 2. Bytes of key and value go through untouched only where the same primitive is forwarded: an object may have been changed.
 * (Kafka Streams: ProcessorContextImpl.)
 */
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import type { StreamsMetrics } from '../metrics/streams-metrics.ts'
import { encodeHeaders, type HeaderList, NO_HEADERS } from '../records/headers.ts'
import { OBJECT, readKey, setKey, setValue, TaskRecord } from '../records/task-record.ts'
import { ByteSink } from '../serdes/byte-sink.ts'
import type { Serde } from '../serdes/serde.ts'
import { closeStore, type ProcessorStore, processorStore, readOnlyStore } from '../stores/processor-stores.ts'
import type { StoreDefinition } from '../stores/store-definition.ts'
import type {
  Cancellable,
  ProcessingContext,
  ProcessorRecordMetadata,
  PunctuationType,
  Punctuator,
  ScheduleOptions,
} from './processor-api.ts'
import type { ProcessorRecord } from './processor-record.ts'
import type { NodeContext } from './processor-spec.ts'

export class UserContext implements ProcessingContext {
  /** The record in hand; outside of records the one that punctuations forward. */
  inHand: TaskRecord
  /** Its headers, decoded: handed on as they are they need not be encoded again. */
  headers: HeaderList = NO_HEADERS
  readonly applicationId: string
  readonly taskId: string
  private readonly context: NodeContext
  private readonly keepsKey: boolean
  private readonly sink = new ByteSink(64)
  private readonly own = new TaskRecord()
  private readonly facades = new Map<string, ProcessorStore>()

  constructor(context: NodeContext, keepsKey: boolean) {
    this.context = context
    this.keepsKey = keepsKey
    this.applicationId = context.task.applicationId
    this.taskId = context.task.taskId
    this.inHand = this.own
    // Asked before the processor's own: it runs behind that, which may still use the stores.
    context.onClose(() => {
      for (const store of this.facades.values()) closeStore(store)
    })
  }

  get recordMetadata(): ProcessorRecordMetadata | null {
    const { topic, partition, offset } = this.inHand
    return topic === '' ? null : { topic, partition, offset }
  }

  get metrics(): StreamsMetrics {
    return this.context.task.metrics
  }

  get appConfigs(): Readonly<Record<string, unknown>> {
    return this.context.task.appConfigs
  }

  appConfigsWithPrefix(prefix: string): Readonly<Record<string, unknown>> {
    return configsWithPrefix(this.appConfigs, prefix)
  }

  get keySerde(): Serde<unknown> {
    return this.context.keySerde(null)
  }

  get valueSerde(): Serde<unknown> {
    return this.context.valueSerde(null)
  }

  get stateDir(): string {
    return this.context.task.stateDir
  }

  currentStreamTimeMs(): number {
    const { isGlobal, streamTimeMs } = this.context.task
    if (isGlobal)
      throw new StreamsError('NOT_SUPPORTED', 'There is no concept of stream-time for a global processor.')
    return streamTimeMs
  }

  currentSystemTimeMs(): number {
    return this.context.task.wallClockMs()
  }

  commit(): void {
    this.context.task.requestCommit()
  }

  getStateStore<S>(store: StoreDefinition<S> | string): S {
    const name = typeof store === 'string' ? store : store.spec.name
    let facade = this.facades.get(name)
    if (facade === undefined) {
      const { context } = this
      const global = context.hasStore(name) ? undefined : context.globalStore(name)
      if (!context.hasStore(name) && global === undefined) {
        throw new StreamsError(
          'INVALID_STORE',
          `Processor ${context.name} has no access to StateStore ${name} as the store is not connected to the processor`,
          { hint: 'name it in the options of process or processValues, or let the supplier bring it' },
        )
      }
      const tooOld = (): void => context.drop('expired window')
      facade = processorStore(global ?? context.store(name), () => this.inHand, tooOld)
      if (global !== undefined) facade = readOnlyStore(facade)
      this.facades.set(name, facade)
    }
    return facade as S
  }

  forward(record: ProcessorRecord<unknown, unknown>, childName?: string): void {
    const { context, inHand: r } = this
    const step = childName === undefined ? context.next : context.childOf(childName)
    if (step === undefined) {
      throw new StreamsError(
        'INVALID_ARGUMENT',
        `Unknown downstream node: ${childName} either does not exist or is not connected to this processor.`,
      )
    }
    const { topic, partition, offset, timestamp } = r
    if (this.keepsKey) this.checkKey(record)
    else this.putKey(record.key)
    this.putValue(record, childName)
    r.timestamp = record.timestamp
    const { headers } = r
    const { bytes, start, end, count } = headers
    if (record.headers !== this.headers) this.setHeaders(record.headers)
    const decoded = this.headers
    step(r)
    this.headers = decoded
    this.inHand = r
    Object.assign(headers, { bytes, start, end, count })
    r.topic = topic
    r.partition = partition
    r.offset = offset
    r.timestamp = timestamp
    r.node = context.index
  }

  protected putKey(key: unknown): void {
    const { inHand: r } = this
    if (!isSame(key, r.keyState, r.keyObject)) setKey(r, key)
  }

  /** `childName`: to whom the record goes. */
  protected putValue(record: ProcessorRecord<unknown, unknown>, _childName?: string): void {
    const { inHand: r } = this
    this.putObject(record.value)
    r.oldValue = null
    r.isLatest = true
  }

  protected putObject(value: unknown): void {
    const { inHand: r } = this
    if (!isSame(value, r.valueState, r.valueObject)) setValue(r, value)
  }

  private checkKey(record: ProcessorRecord<unknown, unknown>): void {
    const { inHand: r } = this
    if (r === this.own) {
      throw new StreamsError(
        'INVALID_ARGUMENT',
        'a FixedKeyProcessor has no key to forward outside of a record',
        {
          hint: 'use process in place of processValues to forward from a punctuator',
        },
      )
    }
    if (record.key !== readKey(r)) {
      throw new StreamsError('INVALID_ARGUMENT', 'a FixedKeyProcessor forwarded a record with another key', {
        hint: 'make what it forwards of the record that it was given, or use process in place of processValues',
      })
    }
  }

  protected setHeaders(list: HeaderList): void {
    const { headers } = this.inHand
    this.sink.at = 0
    encodeHeaders(list, this.sink)
    headers.bytes = this.sink.slice(0, this.sink.at)
    headers.start = 0
    headers.end = headers.bytes.length
    headers.count = list.length
  }

  schedule(
    interval: Duration,
    type: PunctuationType,
    punctuator: Punctuator,
    options: ScheduleOptions = {},
  ): Cancellable {
    const intervalMs = durationMs(interval, 'interval of a punctuation')
    if (intervalMs < 1) {
      throw new StreamsError(
        'INVALID_ARGUMENT',
        `The minimum supported scheduling interval is 1 millisecond, it was given ${intervalMs}`,
      )
    }
    if (type !== 'stream' && type !== 'wallClock') {
      throw new StreamsError('INVALID_ARGUMENT', `there is no punctuation of type ${String(type)}`, {
        hint: "a punctuation follows the 'stream' time or the 'wallClock'",
      })
    }
    const { context, own } = this
    return context.task.schedule(type, intervalMs, options.startMs, nowMs => {
      const before = this.inHand
      own.keyState = 0
      own.valueState = 0
      own.timestamp = nowMs
      own.node = context.index
      own.headers.clear()
      this.headers = NO_HEADERS
      this.inHand = own
      try {
        punctuator(nowMs)
      } catch (error) {
        context.task.punctuationFailed(own, context.name, error)
      } finally {
        this.inHand = before
      }
    })
  }
}

/** Settings whose names begin with `prefix`, without it. */
export function configsWithPrefix(
  configs: Readonly<Record<string, unknown>>,
  prefix: string,
): Readonly<Record<string, unknown>> {
  const found = Object.entries(configs).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]))
}

/** Whether a cell holds this very value, which cannot have been changed. */
function isSame(value: unknown, state: number, object: unknown): boolean {
  return state >= OBJECT && typeof value !== 'object' && value === object
}
