/**
 * The stream time of a task that has nothing to process goes on with the wall clock (`stream.time.idle.ms`), so that what operators hold
 * back does not wait for a record that may never come.
 *
 *  1. A task is idle when it has processed no record for so long, nothing of it is in flight, and all its inputs were read to their ends.
 *     A start, of the task or of its application, begins to count anew.
 *  2. An idle task's time is the greatest time of its records plus how long it has been idle; but no further from those records than
 *     the longest wait of its operators. So a record is late only if it took that much longer on its way than the last one.
 *  3. Operators are told by a punctuation of the wall clock, those before others first, and never of a time below their own. Those
 *     that hold nothing back are told as well, if one of their task does: what one has let go the one before must not change any more.
 *  4. Caches are written out before: what waits there came before the silence.
 *  5. What the operators know then is committed with what came of it (`isAdvanced`): a restart lets nothing go twice.
 * Units: milliseconds.
 */
import { TaskRecord } from '../records/task-record.ts'
import type { IdleWait } from './task-builder.ts'

/** Operators are told at most so often. */
const TICK_MS = 1_000

/** The task. */
export interface IdleHost {
  /** Greatest time of its records; -1 before the first. */
  readonly streamTimeMs: number
  readonly hasInFlight: boolean
  flushCaches(): void
  isDrained(): boolean
  wallClockMs(): number
  failed(record: TaskRecord, error: unknown): void
}

export class IdleTime {
  readonly everyMs: number
  /** Since when nothing was processed. */
  sinceMs = 0
  /** True from when an operator was told of a time until that has been committed. */
  isAdvanced = false
  private readonly afterMs: number
  private readonly reachMs: number
  private readonly waits: readonly IdleWait[]
  private readonly host: IdleHost
  private readonly record = new TaskRecord()
  private toldMs = -1
  private nextTickMs = 0

  /** Null where no operator holds anything back. */
  static of(afterMs: number | null, waits: readonly IdleWait[], host: IdleHost): IdleTime | null {
    if (afterMs === null || !waits.some(({ holds }) => holds)) return null
    return new IdleTime(afterMs, waits, host)
  }

  private constructor(afterMs: number, waits: readonly IdleWait[], host: IdleHost) {
    this.afterMs = afterMs
    this.everyMs = Math.min(afterMs, TICK_MS)
    this.reachMs = Math.max(...waits.map(({ reachMs }) => reachMs))
    this.waits = waits
    this.host = host
  }

  start(): void {
    this.sinceMs = this.host.wallClockMs()
    this.nextTickMs = this.sinceMs + this.everyMs
  }

  /** The time that operators would be told now; -1: nothing new. */
  private timeAt(nowMs: number): number {
    const { streamTimeMs } = this.host
    const idleMs = nowMs - this.sinceMs
    if (idleMs < this.afterMs || streamTimeMs < 0) return -1
    const toMs = streamTimeMs + Math.min(idleMs, this.reachMs)
    return toMs > this.toldMs ? toMs : -1
  }

  /** Whether the next tick would tell, if the inputs are drained: somebody may want to find that out. */
  isDue(nowMs: number): boolean {
    return nowMs >= this.nextTickMs && this.timeAt(nowMs) >= 0
  }

  tick(nowMs: number): void {
    const { host, record } = this
    this.nextTickMs = nowMs + this.everyMs
    const toMs = this.timeAt(nowMs)
    if (toMs < 0) return
    if (host.hasInFlight || !host.isDrained()) {
      this.sinceMs = nowMs
      return
    }
    host.flushCaches()
    this.toldMs = toMs
    this.isAdvanced = true
    for (const { step } of this.waits) {
      record.keyState = 0
      record.valueState = 0
      record.oldValue = null
      record.isLatest = true
      record.headers.clear()
      record.timestamp = toMs
      try {
        step(record)
      } catch (error) {
        host.failed(record, error)
      }
    }
  }
}
