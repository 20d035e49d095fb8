/**
 * Wrapping all processors of a topology: `processor.wrapper.class`.
 *
 *  1. A topology's build asks the wrapper once for each processor, those of the DSL included, by its name; not for those that fill
 *     global and read-only stores.
 *  2. What an operator of the DSL forwards goes through the context that its `init` was given: a wrapper that hands on one of its own
 *     sees every record that leaves. Where it is the task's own, what nobody looks at stays as bytes.
 *  3. Updates of a table are `Change`s, as Kafka Streams' wrappers see them.
 *  4. A node has the stores of the supplier that the wrapper gives; where it gives a function, or says nothing of stores, those of the
 *     supplier that was wrapped. (Kafka Streams drops them then.)
 *  5. Which operators keep keys is Kafka Streams' own list: filter, mapValues, flatMapValues, peek, processValues.
 * Source: KIP-1112; Kafka Streams' ProcessorWrapper, ProcessorParameters.addProcessorTo and Topology.addProcessor.
 */
import { StreamsError } from '../failure.ts'
import { decodeHeaders, NO_HEADERS } from '../records/headers.ts'
import { readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import type { Change } from '../serdes/change.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { type AnyProcessor, type AnySupplier, suppliedStores, UserProcessor } from './process.ts'
import type { ConnectedSupplier, FixedKeyProcessor, Processor, Supplier } from './processor-api.ts'
import { ProcessorRecord } from './processor-record.ts'
import type { NodeContext, ProcessorSpec, Step } from './processor-spec.ts'
import { UserContext } from './user-context.ts'

/**
 * Wraps or replaces the processors of a topology; a hook that is absent leaves its kind as it is. The supplier that a hook is given must be
 * asked while the one that it returns is. Cost: an object for each record and wrapped node, and whatever the wrapper does.
 *
 * ```ts
 * const seen = new Map<string, number>()
 * const counting: ProcessorWrapper = {
 *   wrapProcessorSupplier: (name, supplier) => () => {
 *     const inner = supplier.get()
 *     return {
 *       init: context => inner.init?.(context),
 *       process: record => {
 *         seen.set(name, (seen.get(name) ?? 0) + 1)
 *         inner.process(record)
 *       },
 *       close: () => inner.close?.(),
 *     }
 *   },
 * }
 * const builder = new StreamsBuilder()
 * const text = { key: string(), value: string() }
 * builder.stream('in', text).groupByKey().count({ name: 'counts', processorName: 'count' })
 * const driver = new TopologyTestDriver(builder.build({ 'processor.wrapper.class': counting }))
 * const input = driver.createInputTopic('in', text.key, text.value)
 * input.pipeInput('a', 'x')
 * input.pipeInput('a', 'y')
 * console.log(seen.get('count')) // prints 2
 * driver.close()
 * ```
 */
export interface ProcessorWrapper {
  wrapProcessorSupplier?<KIn, VIn, KOut, VOut>(
    name: string,
    supplier: ConnectedSupplier<Processor<KIn, VIn, KOut, VOut>>,
  ): Supplier<Processor<KIn, VIn, KOut, VOut>>
  wrapFixedKeyProcessorSupplier?<K, VIn, VOut>(
    name: string,
    supplier: ConnectedSupplier<FixedKeyProcessor<K, VIn, VOut>>,
  ): Supplier<FixedKeyProcessor<K, VIn, VOut>>
}

/** The processor of a node behind a wrapper. `takesChanges`: its input is a table. */
export function wrapped(
  wrapper: ProcessorWrapper,
  name: string,
  spec: ProcessorSpec,
  takesChanges: boolean,
): ProcessorSpec {
  const keepsKey = spec.keepsKey === true
  const wrap = (supplier: ConnectedSupplier<AnyProcessor>): AnySupplier => {
    const wrapped = keepsKey
      ? wrapper.wrapFixedKeyProcessorSupplier?.(name, supplier as never)
      : wrapper.wrapProcessorSupplier?.(name, supplier as never)
    return withStores((wrapped ?? supplier) as AnySupplier, supplier.stores)
  }
  if (spec instanceof UserProcessor) {
    const { supplier } = spec
    const get = typeof supplier === 'function' ? supplier : () => supplier.get()
    return new UserProcessor(wrap({ get, stores: suppliedStores(supplier) }), keepsKey)
  }
  return new WrappedOperator(spec, takesChanges, wrap)
}

/** Rule 4. */
function withStores(supplier: AnySupplier, stores: ConnectedSupplier<unknown>['stores']): AnySupplier {
  if (typeof supplier === 'function') return { get: supplier, stores: stores ?? [] }
  return supplier.stores === undefined ? { get: () => supplier.get(), stores: stores ?? [] } : supplier
}

/** An operator of the DSL behind a wrapper. */
class WrappedOperator implements ProcessorSpec {
  readonly isTableSource: boolean
  readonly sideOutput: string | null
  private readonly spec: ProcessorSpec
  private readonly supplier: ConnectedSupplier<AnyProcessor>
  private readonly takesChanges: boolean
  /** The task in the making. */
  private making: { readonly context: NodeContext; readonly user: OperatorContext } | null = null

  constructor(
    spec: ProcessorSpec,
    takesChanges: boolean,
    wrap: (supplier: ConnectedSupplier<AnyProcessor>) => AnySupplier,
  ) {
    this.spec = spec
    this.isTableSource = spec.isTableSource === true
    this.sideOutput = spec.sideOutput ?? null
    this.takesChanges = takesChanges
    const stores = (spec.stores?.() ?? []).map(store => ({ spec: store }))
    this.supplier = wrap({ get: () => this.operator(), stores }) as ConnectedSupplier<AnyProcessor>
  }

  stores(): readonly StoreSpec[] {
    return suppliedStores(this.supplier).map(({ spec }) => spec)
  }

  private operator(): AnyProcessor {
    const { making, spec, takesChanges } = this
    if (making === null)
      throw new StreamsError('INVALID_ARGUMENT', 'a wrapper asked the supplier that it wraps too late', {
        hint: 'call get of the wrapped supplier while the wrapping one is called, not in init or process',
      })
    return new Operator(spec, making.context, making.user, takesChanges)
  }

  make(context: NodeContext): Step {
    const { index } = context
    const user = new OperatorContext(context, this.spec)
    this.making = { context, user }
    let processor: AnyProcessor
    try {
      processor = this.supplier.get()
    } finally {
      this.making = null
    }
    context.onInit(() => processor.init?.(user as never))
    context.onClose(() => processor.close?.())
    const { takesChanges } = this
    return r => {
      r.node = index
      user.within(r, () => {
        const value = takesChanges ? changeOf(r) : readValue(r)
        processor.process(new ProcessorRecord(readKey(r), value, r.timestamp, user.headers) as never)
      })
    }
  }
}

function changeOf(r: TaskRecord): Change<unknown> {
  return { newValue: readValue(r), oldValue: r.oldValue, isLatest: r.isLatest }
}

/** The context of an operator of the DSL, whose records may be updates of a table. */
class OperatorContext extends UserContext {
  private readonly spec: ProcessorSpec

  constructor(context: NodeContext, spec: ProcessorSpec) {
    super(context, spec.keepsKey === true)
    this.spec = spec
  }

  /** Whether what goes to a child (undefined: to all) is an update: late records of windows are none. */
  givesChanges(childName: string | undefined): boolean {
    return 'view' in this.spec && (childName === undefined || childName !== this.spec.sideOutput)
  }

  /** Runs with a record in hand. */
  within(r: TaskRecord, run: () => void): void {
    const { headers, inHand } = this
    this.inHand = r
    this.headers = r.headers.count === 0 ? NO_HEADERS : decodeHeaders(r.headers)
    try {
      run()
    } finally {
      this.inHand = inHand
      this.headers = headers
    }
  }

  protected override putValue(record: ProcessorRecord<unknown, unknown>, childName?: string): void {
    this.put(record.value, this.givesChanges(childName))
  }

  /** Makes the record in hand the one that a wrapper hands to its operator. */
  take(record: ProcessorRecord<unknown, unknown>, isChange: boolean): void {
    this.putKey(record.key)
    this.put(record.value, isChange)
    this.inHand.timestamp = record.timestamp
    if (record.headers !== this.headers) this.setHeaders(record.headers)
  }

  private put(value: unknown, isChange: boolean): void {
    const { inHand } = this
    const update = isChange ? (value as Change<unknown>) : { newValue: value, oldValue: null, isLatest: true }
    this.putObject(update.newValue)
    inHand.oldValue = update.oldValue
    inHand.isLatest = update.isLatest
  }
}

/** An operator as the processor that a wrapper sees. */
class Operator implements AnyProcessor {
  private readonly user: OperatorContext
  private readonly takesChanges: boolean
  private readonly step: Step
  private readonly inits: (() => void)[] = []
  private readonly closes: (() => void)[] = []
  /** What the wrapper gave: the user's context or one around it. */
  private given: UserContext

  constructor(spec: ProcessorSpec, context: NodeContext, user: OperatorContext, takesChanges: boolean) {
    this.user = user
    this.given = user
    this.takesChanges = takesChanges
    this.step = spec.make({
      ...context,
      next: this.forwarding(context.next),
      child: name => this.forwarding(context.child(name), name),
      childOf: name => {
        const step = context.childOf(name)
        return step === undefined ? undefined : this.forwarding(step, name)
      },
      onInit: run => this.inits.push(run),
      onClose: run => this.closes.push(run),
    })
  }

  init(context: never): void {
    this.given = context
    for (const run of this.inits) run()
  }

  process(record: ProcessorRecord<never, never>): void {
    const { user } = this
    user.take(record, this.takesChanges)
    this.step(user.inHand)
  }

  close(): void {
    for (const run of this.closes.reverse()) run()
  }

  private forwarding(step: Step, childName?: string): Step {
    const { user } = this
    return r => {
      if (this.given === user) {
        step(r)
        return
      }
      user.within(r, () => {
        const value = user.givesChanges(childName) ? changeOf(r) : readValue(r)
        const record = new ProcessorRecord(readKey(r), value, r.timestamp, user.headers)
        this.given.forward(record, childName)
      })
    }
  }
}
