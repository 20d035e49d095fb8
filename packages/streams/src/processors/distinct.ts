/**
 * KStream.distinct: lets the first of equal records through, and drops those that follow it within a time.
 *
 *  1. Equal are records of equal key and, with `by`, of equal identity. What has no key, or no identity, is equal to nothing: it
 *     goes through.
 *  2. A record is a duplicate where one that went through has a time at most `within` away, before or after. A duplicate
 *     prolongs nothing.
 *  3. A record older than stream time - grace is dropped: what it may equal need not be known any more.
 *  4. Stream time is that of the records that have something to be compared by, and survives a restart.
 *  5. The store holds what went through, as far back as within + grace.
 */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import type { Identified } from '../serdes/identified.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { WindowState } from '../stores/window-state.ts'
import { readsContext } from './callback.ts'
import type { NodeContext, ProcessorSpec, Step } from './processor-spec.ts'
import { storeOf } from './store-of.ts'

/** Gives what identifies a record among those of its key; null or undefined: nothing does. */
export type IdentityOf = (value: unknown, key: unknown, context: RecordContext) => unknown

const SEEN = new Uint8Array(0)

export class Distinct implements ProcessorSpec {
  private readonly withinMs: number
  private readonly graceMs: number
  private readonly by: IdentityOf | null
  private readonly wantsContext: boolean
  private readonly store: StoreSpec

  constructor(withinMs: number, graceMs: number, by: IdentityOf | null, store: StoreSpec) {
    this.withinMs = withinMs
    this.graceMs = graceMs
    this.by = by
    this.wantsContext = by !== null && readsContext(by, 2)
    this.store = store
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { graceMs, withinMs } = this
    const seen = storeOf(context, this.store.name, WindowState)
    const observed = context.observedTime()
    return r => {
      r.node = index
      if (r.keyState === NULL || !this.select(r, seen)) {
        next(r)
        return
      }
      const { timestamp } = r
      if (timestamp > observed.ms) observed.ms = timestamp
      if (timestamp < observed.ms - graceMs) {
        context.drop('late record')
        return
      }
      if (seen.windows(timestamp - withinMs, timestamp + withinMs, true).length > 0) {
        context.drop('duplicate')
        return
      }
      seen.at(timestamp)
      seen.put(SEEN, timestamp, r)
      next(r)
    }
  }

  /** Selects what identifies the record in the store; false where nothing does. */
  private select(r: TaskRecord, seen: WindowState): boolean {
    if (this.by === null) {
      seen.of(r)
      return true
    }
    const value = readValue(r)
    if (value === null) return false
    const key = readKey(r)
    const identity = this.by(value, key, this.wantsContext ? contextOf(r) : UNREAD) ?? null
    if (identity === null) return false
    const identified: Identified = { key, identity }
    seen.ofWindowed({ key: identified, start: 0, end: 0 })
    return true
  }
}
