/**
 * KTable.transformValues: a stateful function of key and value makes each new value; unlike mapValues it sees deletions, too.
 *
 * 1. Where the result has no store, the old value is made again from the old one: of a function that answers differently by then
 *    it is not what was sent before. Joins read such a table through a transformer of their own.
 * 2. A transformer forwards nothing.
 * (Kafka Streams: KTableTransformValues.)
 */
import { readKey, readValue, setValue, type TaskRecord } from '../records/task-record.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { ConnectedSupplier, Supplier, ValueTransformerWithKey } from './processor-api.ts'
import type { NodeContext, Step, TableGetter, TableView } from './processor-spec.ts'
import { storeView, type TableSpec } from './table-spec.ts'
import { TableStore } from './table-store.ts'
import { UserContext } from './user-context.ts'

export type AnyTransformer = ValueTransformerWithKey<unknown, unknown, unknown>
export type AnyTransformerSupplier = Supplier<AnyTransformer>

interface Parent {
  enableSendingOldValues(force: boolean): boolean
  view(): TableView
}

/** A transformer in its context: made with the task, told when its stores are restored. */
class Transforming {
  readonly user: UserContext
  private readonly transformer: AnyTransformer

  constructor(context: NodeContext, supplier: AnyTransformerSupplier) {
    const user = new UserContext(context, true)
    const transformer =
      typeof supplier === 'function' ? supplier() : (supplier as ConnectedSupplier<AnyTransformer>).get()
    context.onInit(() => transformer.init?.(user))
    context.onClose(() => transformer.close?.())
    this.user = user
    this.transformer = transformer
  }

  of(key: unknown, value: unknown): unknown {
    return this.transformer.transform(key, value) ?? null
  }

  /** The same with a record in hand. */
  within(r: TaskRecord, key: unknown, value: unknown): unknown {
    const before = this.user.inHand
    this.user.inHand = r
    try {
      return this.of(key, value)
    } finally {
      this.user.inHand = before
    }
  }
}

export class TableTransformValues implements TableSpec {
  private readonly parent: Parent
  private readonly supplier: AnyTransformerSupplier
  private readonly store: StoreSpec | null
  private sendOld = false

  constructor(parent: Parent, supplier: AnyTransformerSupplier, store: StoreSpec | null) {
    this.parent = parent
    this.supplier = supplier
    this.store = store
  }

  stores(): readonly StoreSpec[] {
    const { supplier, store } = this
    const brought = typeof supplier === 'function' ? [] : (supplier.stores ?? []).map(({ spec }) => spec)
    return store === null ? brought : [store, ...brought]
  }

  enableSendingOldValues(force: boolean): boolean {
    if (this.store !== null || this.parent.enableSendingOldValues(force)) this.sendOld = true
    return this.sendOld
  }

  make(context: NodeContext): Step {
    const { next, index } = context
    const { sendOld, store } = this
    const table = store === null ? null : new TableStore(context, store.name, sendOld)
    const transforming = new Transforming(context, this.supplier)
    return r => {
      r.node = index
      const key = readKey(r)
      const value = transforming.within(r, key, readValue(r))
      if (table !== null) {
        const found = table.find(r)
        table.update(r, value, sendOld && found ? table.state.value() : null, r.timestamp)
        return
      }
      r.oldValue = sendOld ? transforming.within(r, key, r.oldValue) : null
      setValue(r, value)
      next(r)
    }
  }

  view(): TableView {
    if (this.store !== null) return storeView(this.store.name)
    const parent = this.parent.view()
    return {
      storeNames: parent.storeNames,
      getter: (context, asForwarded) =>
        new TransformedGetter(parent.getter(context, asForwarded), new Transforming(context, this.supplier)),
    }
  }
}

/** Reads a table through a transformer. Nothing is known of the record that a row came with. */
class TransformedGetter implements TableGetter {
  private readonly below: TableGetter
  private readonly transforming: Transforming

  constructor(below: TableGetter, transforming: Transforming) {
    this.below = below
    this.transforming = transforming
  }

  get versioned(): boolean {
    return this.below.versioned
  }

  get timestamp(): number {
    return this.below.timestamp
  }

  get(record: TaskRecord): unknown {
    return this.transforming.of(readKey(record), this.below.get(record))
  }

  getAsOf(record: TaskRecord): unknown {
    return this.transforming.of(readKey(record), this.below.getAsOf(record))
  }
}
