/**
 * What a program may not reach for by itself: time and chance. Both are handed in at composition roots, so that one thread
 * and one seed can run broker and clients in virtual time, and a failing run can be repeated.
 *
 *  1. Nothing outside the named edge files reads the clock, sets a timer or draws a random number.
 *  2. `monotonicMs` never goes back and has no epoch: only differences mean something. Deadlines are measured with it.
 *  3. A timer's function runs once, never inside `setTimer`, and never after `cancel` has returned.
 *
 * Units: milliseconds.
 */

/** A timer that has been set. */
export interface Timer {
  /** Makes sure that the timer's function does not run any more; of no effect when it already did. */
  cancel(): void
}

/** Time, as it is handed to everything that needs it. */
export interface Clock {
  /** Wall-clock time in whole milliseconds since 1970 (UTC); may jump. For record timestamps, never for deadlines. */
  nowMs(): number
  /** Milliseconds from an arbitrary start; never goes back; may have fractions. For deadlines and durations. */
  monotonicMs(): number
  /** Runs `run` once, `delayMs` from now (0 or less: as soon as the current work is done). */
  setTimer(delayMs: number, run: () => void): Timer
}

/** Chance, as it is handed to everything that needs it. */
export interface Random {
  /** A whole number, 0 to 4294967295, uniformly distributed. */
  nextUint32(): number
}

/** Settles after `delayMs` of the given clock. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise(resolve => {
    clock.setTimer(delayMs, resolve)
  })
}
