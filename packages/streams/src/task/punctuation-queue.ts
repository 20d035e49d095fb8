/**
 * What is scheduled on one clock, by time.
 *
 *  1. A schedule that is due is called once, with the present time, however many of its slots have passed; its next slot is
 *     the first one above the present, on the same grid.
 *  2. Equal times keep the order of java.util.PriorityQueue, which is not the order of scheduling: outputs are compared with
 *     Kafka Streams record for record.
 *  3. A cancelled schedule is never called again, also where it cancels itself.
 * Units: milliseconds. Source: Kafka Streams' PunctuationQueue and PunctuationSchedule (KIP-138).
 */
import type { Cancellable } from '../processors/processor-api.ts'

class Schedule implements Cancellable {
  atMs: number
  readonly intervalMs: number
  readonly call: (timestampMs: number) => void
  isCancelled = false

  constructor(atMs: number, intervalMs: number, call: (timestampMs: number) => void) {
    this.atMs = atMs
    this.intervalMs = intervalMs
    this.call = call
  }

  cancel(): void {
    this.isCancelled = true
  }
}

export class PunctuationQueue {
  /** A binary heap, least time first. */
  private readonly heap: Schedule[] = []

  /** When the next call is due; infinity while nothing is scheduled. */
  get nextMs(): number {
    return this.heap[0]?.atMs ?? Number.POSITIVE_INFINITY
  }

  schedule(firstMs: number, intervalMs: number, call: (timestampMs: number) => void): Cancellable {
    const schedule = new Schedule(firstMs, intervalMs, call)
    this.add(schedule)
    return schedule
  }

  /** Calls everything that is due. True when something was called. What a call throws leaves the others scheduled. */
  punctuate(nowMs: number): boolean {
    let punctuated = false
    while (this.nextMs <= nowMs) {
      const due = this.take()
      if (due.isCancelled) continue
      due.call(nowMs)
      punctuated = true
      if (due.isCancelled) continue
      due.atMs += (Math.floor((nowMs - due.atMs) / due.intervalMs) + 1) * due.intervalMs
      this.add(due)
    }
    return punctuated
  }

  clear(): void {
    this.heap.length = 0
  }

  private add(schedule: Schedule): void {
    const { heap } = this
    let at = heap.length
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (schedule.atMs >= heap[parent]!.atMs) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = schedule
  }

  private take(): Schedule {
    const { heap } = this
    const first = heap[0]!
    const last = heap.pop()!
    const { length } = heap
    if (length === 0) return first
    let at = 0
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && heap[child]!.atMs > heap[child + 1]!.atMs) child++
      if (last.atMs <= heap[child]!.atMs) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return first
  }
}
