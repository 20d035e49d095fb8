/**
 * One value that several write and that is read at the end, such as a committed offset: what it may be, given who wrote what and
 * when the answers came. Writes without an answer may count or not, at any time after they were asked for.
 */
import type { Outcome } from './history.ts'

export interface Write<T> {
  readonly value: T
  readonly invokedAtMs: number
  /** When the answer came; infinity without one. */
  endedAtMs: number
  outcome: Outcome
}

export class Register<T> {
  readonly #writes: Write<T>[] = []

  write(value: T, nowMs: number): Write<T> {
    const write: Write<T> = {
      value,
      invokedAtMs: nowMs,
      endedAtMs: Number.POSITIVE_INFINITY,
      outcome: 'info',
    }
    this.#writes.push(write)
    return write
  }

  /** Whether a read after all writes may see `value`; `undefined` stands for never written. */
  mayBe(value: T | undefined): boolean {
    const done = this.#writes.filter(one => one.outcome === 'ok')
    if (value === undefined) return done.length === 0
    return this.#writes.some(
      one =>
        one.value === value &&
        one.outcome !== 'fail' &&
        // Nobody wrote, surely, after it had surely been written.
        !done.some(later => later !== one && later.invokedAtMs > one.endedAtMs),
    )
  }

  get values(): T[] {
    return this.#writes.map(one => one.value)
  }
}
