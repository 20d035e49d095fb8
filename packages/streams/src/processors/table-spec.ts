/** What an operator that makes a table offers to those behind it. */
import type { TaskRecord } from '../records/task-record.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import { VersionedState } from '../stores/versioned-state.ts'
import type { ProcessorSpec, StateStore, TableGetter, TableView } from './processor-spec.ts'

export interface TableSpec extends ProcessorSpec {
  /** Asks for old values with updates; `force` makes a store where there is none. False: it cannot send them. */
  enableSendingOldValues(force: boolean): boolean
  /** How a join reads the table; may decide that a store is needed. */
  view(): TableView
}

/** Reads a key-value or versioned store at the record's key. */
export class StoreGetter implements TableGetter {
  readonly versioned: boolean
  private readonly state: KeyValueState | VersionedState
  private readonly asForwarded: boolean

  constructor(store: StateStore, asForwarded: boolean) {
    if (!(store instanceof KeyValueState) && !(store instanceof VersionedState)) {
      throw new Error(`bug: ${store.spec.name} is no table store`)
    }
    this.state = store
    this.asForwarded = asForwarded && store instanceof KeyValueState
    this.versioned = store instanceof VersionedState
  }

  get timestamp(): number {
    return this.state.timestamp
  }

  get(record: TaskRecord): unknown {
    const { state } = this
    state.of(record)
    const found = this.asForwarded ? (state as KeyValueState).findForwarded(record) : state.find()
    return found ? state.value() : null
  }

  getAsOf(record: TaskRecord): unknown {
    const { state } = this
    state.of(record)
    const found = state instanceof VersionedState ? state.findAsOf(record.timestamp) : state.find()
    return found ? state.value() : null
  }
}

/** Reads a table through a function of its values; null stays null. */
export class MappedGetter implements TableGetter {
  private readonly below: TableGetter
  private readonly map: (value: unknown, record: TaskRecord) => unknown

  constructor(below: TableGetter, map: (value: unknown, record: TaskRecord) => unknown) {
    this.below = below
    this.map = map
  }

  get versioned(): boolean {
    return this.below.versioned
  }

  get timestamp(): number {
    return this.below.timestamp
  }

  get(record: TaskRecord): unknown {
    const value = this.below.get(record)
    return value === null ? null : (this.map(value, record) ?? null)
  }

  getAsOf(record: TaskRecord): unknown {
    const value = this.below.getAsOf(record)
    return value === null ? null : (this.map(value, record) ?? null)
  }
}

/** The view of a table that stands in a store. */
export function storeView(name: string): TableView {
  return {
    storeNames: [name],
    getter: (context, asForwarded = false) => new StoreGetter(context.store(name), asForwarded),
  }
}
