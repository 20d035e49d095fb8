/** Wakes those who wait: a poll that sleeps until there is something to do, or its time is over. */
import type { Clock } from '@moldau/protocol'

export class Signal {
  #raised = false
  #wake: (() => void) | undefined

  /** Wakes the waiter, or makes the next wait return at once. */
  raise(): void {
    this.#raised = true
    this.#wake?.()
  }

  /** Settles at the next `raise`, at once when there was one since the last wait, or after `timeoutMs`. One waiter at a time. */
  wait(clock: Clock, timeoutMs: number): Promise<void> {
    if (this.#raised || timeoutMs <= 0) {
      this.#raised = false
      return Promise.resolve()
    }
    return new Promise(resolve => {
      const done = (): void => {
        this.#wake = undefined
        this.#raised = false
        timer.cancel()
        resolve()
      }
      const timer = clock.setTimer(timeoutMs, done)
      this.#wake = done
    })
  }
}
