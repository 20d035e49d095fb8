/**
 * A clock that stands still until it is told to go on. Timers run in the order of their times, each at its own time, and what
 * they set off (promises, in-process) comes to rest before the next one runs.
 */
import type { Clock, Timer } from '@moldau/protocol'

interface Alarm {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
}

/** Longer than any chain of promises between one timer and the next. */
const TURNS = 500

export class ManualClock implements Clock {
  #nowMs: number
  #startMs: number
  #order = 0
  #alarms: Alarm[] = []

  /** `startMs`: the wall clock's first reading. */
  constructor(startMs = 1_700_000_000_000) {
    this.#startMs = startMs
    this.#nowMs = 0
  }

  nowMs(): number {
    return Math.floor(this.#startMs + this.#nowMs)
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const alarm = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run }
    this.#alarms.push(alarm)
    return {
      cancel: () => {
        this.#alarms = this.#alarms.filter(one => one !== alarm)
      },
    }
  }

  /** Timers that have been set and have not run. */
  get pending(): number {
    return this.#alarms.length
  }

  /** Lets everything come to rest that needs no time: chains of promises, each turn one step further. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await undefined
  }

  /** Goes on by `ms`, running what falls due on the way. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    await this.settle()
    while (true) {
      const due = this.#alarms
        .filter(one => one.atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0]
      if (due === undefined) break
      this.#nowMs = Math.max(this.#nowMs, due.atMs)
      this.#alarms = this.#alarms.filter(one => one !== due)
      due.run()
      await this.settle()
    }
    this.#nowMs = untilMs
  }
}
