/**
 * KTable.expire: a table whose rows go when nothing has updated them for a time, and the stream of what has gone.
 *
 *  1. A row expires when this operator's time has reached the row's time + after. Its time is the greatest of its updates since it
 *     came: an update that comes late does not make it older.
 *  2. What expires goes before the record that moves time on is looked at, the earliest first: a delete to the table, then the
 *     last value to the side output, both with the time at which the row expired.
 *  3. At most `maxPerStep` rows go with a record or a tick; the others wait for the next. An update of one that waits finds it
 *     expired: what happens to a key does not depend on the others.
 *  4. A new row that is over already is dropped. A delete of what is not there says nothing; a deleted row does not expire.
 *  5. Operator time and store survive a restart. A tick of the wall clock lets go what is over by that clock, and moves no time.
 *  6. Amortized cost of a record: one read and one write of the row, a delete and a put in the order of times, and at most one
 *     row that expires.
 */
import { NULL, readValue, setKey, setValue, TaskRecord } from '../records/task-record.ts'
import { ExpiringState } from '../stores/expiring-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { NodeContext, Step, TableView } from './processor-spec.ts'
import { SourceRecord } from './source-record.ts'
import { storeOf } from './store-of.ts'
import { storeView, type TableSpec } from './table-spec.ts'

export interface ExpireRules {
  readonly afterMs: number
  /** Milliseconds between two looks at the wall clock; null: none. */
  readonly tickMs: number | null
  readonly maxPerStep: number
}

export class TableExpire implements TableSpec {
  readonly sideOutput: string
  private readonly rules: ExpireRules
  private readonly store: StoreSpec
  private sendOld = false

  constructor(rules: ExpireRules, store: StoreSpec, sideOutput: string) {
    this.rules = rules
    this.store = store
    this.sideOutput = sideOutput
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  enableSendingOldValues(): boolean {
    this.sendOld = true
    return true
  }

  view(): TableView {
    return storeView(this.store.name)
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { sendOld } = this
    const { afterMs, maxPerStep } = this.rules
    const state = storeOf(context, this.store.name, ExpiringState)
    const observed = context.observedTime()
    const source = new SourceRecord()
    const expire = this.expiring(context, state)
    this.tick(context, untilMs => state.upTo(untilMs, maxPerStep), expire)
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        context.drop('null key')
        return
      }
      if (!r.isLatest) {
        context.drop('out-of-order update of a versioned table')
        return
      }
      if (r.timestamp > observed.ms) observed.ms = r.timestamp
      const untilMs = observed.ms - afterMs
      const over = state.upTo(untilMs, maxPerStep)
      if (over.length > 0) {
        source.take(r)
        for (const key of over) expire(r, key)
        source.give(r)
      }
      state.of(r)
      let isThere = state.find()
      if (isThere && state.timestamp <= untilMs) {
        source.take(r)
        expire(r, state.selectedKey())
        source.give(r)
        state.of(r)
        isThere = false
      }
      const old = isThere ? state.value() : null
      const value = readValue(r)
      if (value === null) {
        if (!isThere) return
        state.put(null, r.timestamp, r)
      } else {
        const timestamp = isThere ? Math.max(r.timestamp, state.timestamp) : r.timestamp
        if (timestamp <= untilMs) {
          context.drop('expired record')
          return
        }
        r.timestamp = timestamp
        state.put(value, timestamp, r)
        state.lend(value, r)
      }
      r.oldValue = sendOld ? old : null
      r.isLatest = true
      next(r)
    }
  }

  /** Lets the row of a key go; the record is used for what goes out. */
  private expiring(context: NodeContext, state: ExpiringState): (r: TaskRecord, key: Uint8Array) => void {
    const { index, next } = context
    const { afterMs } = this.rules
    const expired = context.child(this.sideOutput)
    return (r, keyBytes) => {
      state.ofBytes(keyBytes)
      if (!state.find()) return
      const key = state.keySerde.decode(keyBytes, 0, keyBytes.length)
      const value = state.value()
      const timestamp = state.timestamp + afterMs
      r.timestamp = timestamp
      r.headers.clear()
      r.isLatest = true
      state.put(null, timestamp, r)
      setKey(r, key)
      r.valueState = NULL
      r.oldValue = this.sendOld ? value : null
      next(r)
      r.node = index
      r.timestamp = timestamp
      r.headers.clear()
      setKey(r, key)
      setValue(r, value)
      r.oldValue = null
      expired(r)
      r.node = index
    }
  }

  private tick(
    context: NodeContext,
    upTo: (untilMs: number) => Uint8Array[],
    expire: (r: TaskRecord, key: Uint8Array) => void,
  ): void {
    const { afterMs, tickMs } = this.rules
    if (tickMs === null) return
    const own = new TaskRecord()
    const look = (nowMs: number): void => {
      own.node = context.index
      try {
        for (const key of upTo(nowMs - afterMs)) expire(own, key)
      } catch (error) {
        context.task.punctuationFailed(own, context.name, error)
      }
    }
    context.onInit(() => {
      context.task.schedule('wallClock', tickMs, undefined, look)
    })
  }
}
