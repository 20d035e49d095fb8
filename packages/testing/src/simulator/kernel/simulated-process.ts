/**
 * A process of a simulation: whoever has a clock, chance, connections and a life that can end at any moment.
 *
 *  1. A process that was killed does nothing any more: its timers do not run, what it writes goes nowhere. Promises that its
 *     program waits for never settle.
 *  2. Its wall clock may be wrong and may jump; its monotonic clock does neither.
 *  3. Paused, it does nothing; what should have happened meanwhile happens when it goes on, late, as after SIGSTOP.
 */
import type { Clock, Timer } from '@moldau/protocol'
import type { SeededRandom } from './seeded-random.ts'
import type { VirtualTime } from './virtual-time.ts'

/** How a process ends: alone, or with the machine it runs on. Whoever talks to it hears of the first and not of the second. */
export type Death = 'process' | 'power'

/** Wall-clock time at which simulations begin: 2023-11-14. */
const EPOCH_MS = 1_700_000_000_000

export class SimulatedProcess {
  readonly name: string
  readonly random: SeededRandom
  readonly clock: Clock
  /** How wrong the wall clock is, ms. */
  wallErrorMs = 0
  #death: Death | undefined
  readonly #time: VirtualTime
  readonly #atDeath: ((death: Death) => void)[] = []
  /** What waits for the process to go on; undefined while it runs. */
  #paused: (() => void)[] | undefined
  #isResuming = false

  constructor(name: string, time: VirtualTime, random: SeededRandom) {
    this.name = name
    this.random = random
    this.#time = time
    this.clock = {
      nowMs: () => Math.floor(EPOCH_MS + time.nowMs + this.wallErrorMs),
      monotonicMs: () => time.nowMs,
      setTimer: (delayMs, run) => this.schedule(delayMs, run),
    }
  }

  get isAlive(): boolean {
    return this.#death === undefined
  }

  get death(): Death | undefined {
    return this.#death
  }

  /** Runs `run` after `delayMs`, if the process is alive then. */
  schedule(delayMs: number, run: () => void): Timer {
    let isCancelled = false
    const timer = this.#time.schedule(delayMs, () => this.deliver(() => !isCancelled && run()))
    return {
      cancel: () => {
        isCancelled = true
        timer.cancel()
      },
    }
  }

  /** Lets something happen in the process: now, when it goes on, or never. */
  deliver(run: () => void): void {
    if (this.#death !== undefined) return
    if (this.#paused !== undefined) this.#paused.push(run)
    else run()
  }

  /** Stops everything, until `resume`. */
  pause(): void {
    this.#paused ??= []
  }

  get isPaused(): boolean {
    return this.#paused !== undefined
  }

  /** Goes on; what should have happened happens now, in its order, one thing an event. */
  resume(): void {
    if (this.#paused === undefined || this.#isResuming) return
    this.#isResuming = true
    const next = (): void => {
      const late = this.#paused?.shift()
      if (late === undefined) {
        this.#paused = undefined
        this.#isResuming = false
        return
      }
      late()
      this.#time.schedule(0, next)
    }
    this.#time.schedule(0, next)
  }

  /** Calls `tell` when the process ends. */
  atDeath(tell: (death: Death) => void): void {
    this.#atDeath.push(tell)
  }

  kill(death: Death): void {
    if (this.#death !== undefined) return
    this.#death = death
    this.#paused = undefined
    for (const tell of this.#atDeath.splice(0)) tell(death)
  }
}
