/**
 * windowed.distinct: lets the first of equal records through in each of its windows, keyed by key and window.
 *
 *  1. Equal are records of equal key and, with `by`, of equal identity. What has no identity is equal to nothing: it goes through
 *     in every window that takes it. What has no key is dropped.
 *  2. A window takes the record while its end is above the operator's observed time - grace; each window on its own. One that no
 *     window takes goes to the side output, if there is one.
 *  3. The first to come wins, not the earliest. It keeps its time and headers; where windows overlap it goes out once for each in
 *     which it is the first, by start.
 *  4. The store holds one mark for each window and record that went through, as long as the window may take records.
 */
import { contextOf, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, setKey, type TaskRecord } from '../records/task-record.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { WindowState } from '../stores/window-state.ts'
import { readsContext } from './callback.ts'
import type { IdentityOf } from './distinct.ts'
import type { NodeContext, ProcessorSpec, Step } from './processor-spec.ts'
import { SourceRecord } from './source-record.ts'
import { storeOf } from './store-of.ts'

const SEEN = new Uint8Array(0)

/** Calls with every window that holds a time, by start. */
export type WindowsAt = (timeMs: number, visit: (startMs: number, endMs: number) => void) => void

export class WindowDistinct implements ProcessorSpec {
  readonly sideOutput: string | null
  private readonly windowsAt: WindowsAt
  private readonly graceMs: number
  private readonly by: IdentityOf | null
  private readonly store: StoreSpec

  constructor(
    windows: { readonly at: WindowsAt; readonly graceMs: number },
    by: IdentityOf | null,
    store: StoreSpec,
    sideOutput: string | null,
  ) {
    this.windowsAt = windows.at
    this.graceMs = windows.graceMs
    this.by = by
    this.store = store
    this.sideOutput = sideOutput
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { graceMs, sideOutput, windowsAt } = this
    const late = sideOutput === null ? null : context.child(sideOutput)
    const seen = storeOf(context, this.store.name, WindowState)
    const select = this.selecting(seen)
    const observed = context.observedTime()
    const source = new SourceRecord()
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        context.drop('null key')
        return
      }
      const { timestamp } = r
      if (timestamp > observed.ms) observed.ms = timestamp
      const closeMs = observed.ms - graceMs
      const isKnown = select(r)
      const key = readKey(r)
      let isLate = true
      source.take(r)
      windowsAt(timestamp, (start, end) => {
        if (end <= closeMs) {
          context.drop('expired window')
          return
        }
        isLate = false
        if (isKnown) {
          seen.at(start)
          if (seen.find()) {
            context.drop('duplicate')
            return
          }
          seen.put(SEEN, timestamp, r)
        }
        setKey(r, { key, start, end })
        next(r)
        r.node = index
        source.give(r)
      })
      if (!isLate || late === null) return
      late(r)
      r.node = index
    }
  }

  /** Selects what identifies a record in the store; false where nothing does. */
  private selecting(seen: WindowState): (r: TaskRecord) => boolean {
    const { by } = this
    if (by === null) {
      return r => {
        seen.of(r)
        return true
      }
    }
    const wantsContext = readsContext(by, 2)
    return r => {
      const value = readValue(r)
      if (value === null) return false
      const key = readKey(r)
      const identity = by(value, key, wantsContext ? contextOf(r) : UNREAD) ?? null
      if (identity === null) return false
      seen.ofWindowed({ key: { key, identity }, start: 0, end: 0 })
      return true
    }
  }
}
