/**
 * KTable.suppress: holds updates back and lets the last one of a key go, when the key has waited long enough, when its window is
 * closed, or when the buffer is full.
 *
 *  1. A key waits from its first update on; more updates do not prolong it.
 *  2. Time is that of this operator, and survives a restart. Nothing goes out without a record: the last ones wait for the next.
 *  3. What goes out has its own time, headers and origin, not those of the record that let it go.
 *  4. Who reads the table sees what has been let go: of a key that waits, what was before.
 *  5. Deletions of windows that close are not let go: nobody has seen what they delete.
 * Source: Kafka Streams' KTableSuppressProcessorSupplier; KIP-328.
 */
import { StreamsError } from '../failure.ts'
import { readKey, type TaskRecord } from '../records/task-record.ts'
import type { Windowed } from '../serdes/windowed.ts'
import { type BufferValue, NO_VALUE, type ValueSpan } from '../stores/buffer-value.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { SuppressState } from '../stores/suppress-state.ts'
import type { NodeContext, Step, TableGetter, TableView } from './processor-spec.ts'
import { ReleasedRecord } from './released-record.ts'
import { storeOf } from './store-of.ts'
import type { TableSpec } from './table-spec.ts'

/** How long, and how much. */
export interface SuppressRules {
  readonly waitMs: number
  /** A key's time is the end of its window, and not that of its first update; see 5. */
  readonly byWindowEnd: boolean
  /** Infinity: as many as come. */
  readonly maxRecords: number
  readonly maxBytes: number
  readonly whenFull: 'emitEarly' | 'shutDown'
}

export class TableSuppress implements TableSpec {
  private readonly parent: TableSpec
  private readonly rules: SuppressRules
  private readonly store: StoreSpec

  constructor(parent: TableSpec, rules: SuppressRules, store: StoreSpec) {
    this.parent = parent
    this.rules = rules
    this.store = store
    // Without them nobody could say what those behind know of a key that waits.
    parent.enableSendingOldValues(true)
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  enableSendingOldValues(force: boolean): boolean {
    return this.parent.enableSendingOldValues(force)
  }

  view(): TableView {
    const parent = this.parent.view()
    return {
      storeNames: [this.store.name, ...parent.storeNames],
      getter: (context, asForwarded) =>
        new SuppressedGetter(
          storeOf(context, this.store.name, SuppressState),
          parent.getter(context, asForwarded),
        ),
    }
  }

  make(context: NodeContext): Step {
    const { index, name } = context
    const { byWindowEnd, maxBytes, maxRecords, waitMs, whenFull } = this.rules
    const state = storeOf(context, this.store.name, SuppressState)
    const observed = context.observedTime()
    const released = new ReleasedRecord(context, state.keySerde, state.valueSerde)
    const emit =
      (r: TaskRecord) =>
      (key: ValueSpan, entry: BufferValue): void => {
        if (entry.new === NO_VALUE && byWindowEnd) return
        released.send(r, key, entry, state.decode(entry.old), context.next)
      }
    const isOver = (): boolean => state.numRecords > maxRecords || state.bufferedBytes > maxBytes
    context.onIdle({ reachMs: waitMs, holds: true }, r => {
      // No further than for what goes: a later update of a window that has not gone must still find this one waiting.
      while (state.firstMs <= r.timestamp - waitMs) {
        observed.ms = Math.max(observed.ms, state.firstMs + waitMs)
        const expiryMs = observed.ms - waitMs
        state.evictWhile(() => state.firstMs <= expiryMs, emit(r))
      }
    })
    return r => {
      r.node = index
      if (r.timestamp > observed.ms) observed.ms = r.timestamp
      state.put(r, byWindowEnd ? windowEndOf(r) : r.timestamp)
      const expiryMs = observed.ms - waitMs
      if (state.firstMs <= expiryMs) state.evictWhile(() => state.firstMs <= expiryMs, emit(r))
      if (!isOver()) return
      if (whenFull === 'emitEarly') {
        state.evictWhile(isOver, emit(r))
        return
      }
      throw new StreamsError(
        'PROCESSING_FAILED',
        `${name} buffer exceeded its max capacity. Currently [${state.numRecords}/${maxRecords}] records and` +
          ` [${state.bufferedBytes}/${maxBytes}] bytes.`,
        { hint: "give the buffer more room, or let it emit early: whenFull: 'emitEarly'" },
      )
    }
  }
}

function windowEndOf(r: TaskRecord): number {
  const { end } = readKey(r) as Windowed<unknown>
  if (typeof end === 'number') return end
  throw new StreamsError('PROCESSING_FAILED', 'a key without a window waits for its window to close', {
    hint: 'use untilTimeLimit for tables whose keys are not windowed',
  })
}

/** The table as those behind know it (4). */
class SuppressedGetter implements TableGetter {
  readonly versioned = false
  timestamp = -1
  private readonly state: SuppressState
  private readonly below: TableGetter

  constructor(state: SuppressState, below: TableGetter) {
    this.state = state
    this.below = below
  }

  get(record: TaskRecord): unknown {
    if (this.state.find(record)) {
      // Nobody knows when the prior value was.
      this.timestamp = -1
      return this.state.priorValue()
    }
    const value = this.below.get(record)
    this.timestamp = this.below.timestamp
    return value
  }

  getAsOf(record: TaskRecord): unknown {
    return this.get(record)
  }
}
