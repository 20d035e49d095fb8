/**
 * How long a cleaning may hold the thread: a slice ends after 256 KiB of log, or after 4 ms where the clock shows that first;
 * then everybody else has a turn. A rate limit makes the pauses longer.
 *
 * One batch is never split, so a slice can be longer by one batch (and, where it is compressed, by its decompression).
 */
import { type Clock, sleep } from '@moldau/protocol'

export const SLICE_BYTES = 256 * 1024
export const SLICE_MS = 4

export class Slices {
  readonly #clock: Clock
  readonly #bytesPerSecond: number
  #startedMs: number
  #bytes = 0

  constructor(clock: Clock, bytesPerSecond = Number.POSITIVE_INFINITY) {
    this.#clock = clock
    this.#bytesPerSecond = bytesPerSecond
    this.#startedMs = clock.monotonicMs()
  }

  /** Counts work that was done. A promise where the slice is over: the next one begins when it settles. */
  spend(bytes: number): Promise<void> | undefined {
    this.#bytes += bytes
    const spentMs = this.#clock.monotonicMs() - this.#startedMs
    if (this.#bytes < SLICE_BYTES && spentMs < SLICE_MS) return undefined
    const dueMs = (this.#bytes / this.#bytesPerSecond) * 1000
    return sleep(this.#clock, Math.max(0, dueMs - spentMs)).then(() => {
      this.#bytes = 0
      this.#startedMs = this.#clock.monotonicMs()
    })
  }
}
