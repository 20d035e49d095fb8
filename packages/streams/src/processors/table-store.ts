/**
 * Writes updates of a table to its store and hands them on: at once without a cache, from the cache later.
 * Shared by all operators that keep a table with a key-value or versioned store.
 */
import { setValue, type TaskRecord } from '../records/task-record.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import { LATEST, NOT_PUT, VersionedState } from '../stores/versioned-state.ts'
import type { NodeContext, Step } from './processor-spec.ts'

export class TableStore {
  readonly state: KeyValueState | VersionedState
  private readonly sendOld: boolean
  private readonly next: Step
  private readonly cached: boolean

  constructor(context: NodeContext, storeName: string, sendOld: boolean) {
    const state = context.store(storeName)
    if (!(state instanceof KeyValueState) && !(state instanceof VersionedState)) {
      throw new Error(`bug: ${storeName} is no table store`)
    }
    this.state = state
    this.sendOld = sendOld
    this.next = context.next
    this.cached = state.cached !== null
    if (state instanceof KeyValueState) state.onFlush(context.next, sendOld)
  }

  /** Finds the record's key; then `state.value()` and `state.timestamp` are those of the store's latest entry. */
  find(record: TaskRecord): boolean {
    this.state.of(record)
    return this.state.find()
  }

  /** Puts a value under the key found last and forwards the change unless it waits in the cache. */
  update(record: TaskRecord, value: unknown, old: unknown, timestamp: number): void {
    const { state } = this
    if (state instanceof VersionedState) {
      const validTo = state.put(value, timestamp, record)
      if (validTo === NOT_PUT) return
      record.isLatest = validTo === LATEST
      setValue(record, value)
    } else {
      state.put(value, timestamp, record)
      if (this.cached) return
      record.isLatest = true
      state.lend(value, record)
    }
    record.oldValue = this.sendOld ? old : null
    record.timestamp = timestamp
    this.next(record)
  }
}
