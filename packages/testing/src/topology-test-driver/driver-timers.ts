/** What asynchronous operators need of the world, for a driver: its own wall clock. */
import type { AsyncPort } from '@moldau/streams'

export class DriverTimers implements AsyncPort {
  private readonly nowMs: () => number
  private readonly timers = new Set<{ readonly atMs: number; readonly call: () => void }>()

  constructor(nowMs: () => number) {
    this.nowMs = nowMs
  }

  /** Takes no time: a test does not wait. */
  delay(): Promise<void> {
    return Promise.resolve()
  }

  after(ms: number, call: () => void): () => void {
    const timer = { atMs: this.nowMs() + ms, call }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  abortable(): AbortController {
    return new AbortController()
  }

  /** Calls what is due, the earliest first. */
  fire(): void {
    const due = [...this.timers].filter(timer => timer.atMs <= this.nowMs())
    for (const timer of due.sort((a, b) => a.atMs - b.atMs)) if (this.timers.delete(timer)) timer.call()
  }
}
