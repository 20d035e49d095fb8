/**
 * count, reduce and aggregate over windows of so many records of a key, emitting on every update or when a window is full.
 *
 *  1. The records of each key are numbered from 0 in the order in which they come, whatever their times. Those with a null key or
 *     value are dropped and not numbered.
 *  2. Window `[start, start + size)` takes the records of these numbers; one begins at every multiple of the advance. None is late.
 *  3. Where windows overlap updates go out by start. A result's time is the greatest of its records'.
 *  4. A row holds the number of records and the open windows; a full one leaves it with its last record. Cost: one read and one
 *     write a record, of at most size / advance aggregates, rounded up.
 */
import { contextOf, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, setKey, setValue, type TaskRecord } from '../records/task-record.ts'
import type { CountRow, CountWindow } from '../serdes/count-row.ts'
import type { Windowed } from '../serdes/windowed.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { Aggregation } from './aggregate.ts'
import { readsContext } from './callback.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { SourceRecord } from './source-record.ts'
import { storeOf } from './store-of.ts'
import type { TableSpec } from './table-spec.ts'

/** How many records a window takes, and how many lie between the beginnings of two. */
export interface CountShape {
  readonly size: number
  readonly advance: number
}

const NO_ROW: CountRow = { records: 0, windows: [] }

/** A window as a record has changed it. */
interface Updated {
  readonly window: CountWindow<unknown>
  /** null where there was none. */
  readonly old: unknown
}

export class CountAggregate implements TableSpec {
  private readonly windows: CountShape
  private readonly aggregation: Aggregation
  private readonly store: StoreSpec
  /** Results go out once, when the window is full. */
  private readonly final: boolean
  private sendOld = false

  constructor(windows: CountShape, aggregation: Aggregation, store: StoreSpec, final: boolean) {
    this.windows = windows
    this.aggregation = aggregation
    this.store = store
    this.final = final
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  enableSendingOldValues(): boolean {
    this.sendOld = true
    return true
  }

  /** Of open windows; a full one is no more. */
  view(): TableView {
    return {
      storeNames: [this.store.name],
      getter: context => {
        const state = storeOf(context, this.store.name, KeyValueState) as KeyValueState<unknown, CountRow>
        let timestamp = -1
        const get = (r: TaskRecord): unknown => {
          const { key, start } = readKey(r) as Windowed<unknown>
          const open = state.get(key)?.value.windows.find(window => window.start === start)
          if (open === undefined) return null
          timestamp = open.timestamp
          return open.value
        }
        return {
          versioned: false,
          get,
          getAsOf: get,
          get timestamp() {
            return timestamp
          },
        }
      },
    }
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { final } = this
    const state = storeOf(context, this.store.name, KeyValueState)
    const source = new SourceRecord()
    const update = this.updating()
    return r => {
      r.node = index
      if (r.keyState === NULL || r.valueState === NULL) {
        context.drop('null key or value')
        return
      }
      const key = readKey(r)
      state.of(r)
      const row = state.find() ? (state.value() as CountRow) : NO_ROW
      const records = row.records + 1
      const updated = update(r, key, row)
      const windows = updated.map(({ window }) => window)
      state.put({ records, windows: windows.filter(({ end }) => end > records) }, r.timestamp, r)
      source.take(r)
      for (const { old, window } of updated) {
        const { end, start, timestamp, value } = window
        // What has not changed, or is not final yet, does not go out; of results that go out once, a null one does neither.
        if (final ? end !== records || value === null : this.isSilent(value, old)) continue
        setKey(r, { key, start, end })
        setValue(r, value)
        r.oldValue = this.sendOld && !final ? old : null
        r.isLatest = true
        r.timestamp = timestamp
        next(r)
        r.node = index
        source.give(r)
      }
    }
  }

  private isSilent(value: unknown, old: unknown): boolean {
    return this.aggregation.silentWhenSame === true && value === old
  }

  /** Folds a record into the windows that hold its number, which may be the first of another one. */
  private updating(): (r: TaskRecord, key: unknown, row: CountRow) => Updated[] {
    const { advance, size } = this.windows
    const { fold, init } = this.aggregation
    const wantsContext = readsContext(fold, 3) || (init !== null && readsContext(init, 0))
    return (r, key, { records, windows }) => {
      const context = wantsContext ? contextOf(r) : UNREAD
      const value = readValue(r)
      const folded = (start: number, old: unknown, timestamp: number): Updated => {
        const from = old ?? (init === null ? null : init(context))
        const to = from === null && init === null ? value : (fold(key, value, from, context) ?? null)
        return { old, window: { start, end: start + size, value: to, timestamp } }
      }
      const updated = windows.map(one => folded(one.start, one.value, Math.max(one.timestamp, r.timestamp)))
      if (records % advance === 0) updated.push(folded(records, null, r.timestamp))
      return updated
    }
  }
}
