/**
 * Edge file: the kernel of a simulation. A queue of events in virtual time; each runs alone, and all that it set off in promises
 * comes to rest before the next. One thread: between two events nothing else happens.
 *
 *  1. Events run in the order of their times; among equal times chance decides, from the seed.
 *  2. A cancelled event never runs.
 *  3. Time moves only from event to event; a simulation that is idle for an hour costs nothing.
 *
 * `setImmediate` is how promises are drained: it comes after every microtask, which are Node's only other work here, since
 * nothing inside a simulation waits for the outside. Cost: about 2 us an event.
 */
import type { Timer } from '@moldau/protocol'
import type { SeededRandom } from './seeded-random.ts'

interface Event {
  readonly atMs: number
  readonly tie: number
  readonly order: number
  run: (() => void) | undefined
}

const comesFirst = (a: Event, b: Event): boolean =>
  a.atMs !== b.atMs ? a.atMs < b.atMs : a.tie !== b.tie ? a.tie < b.tie : a.order < b.order

/** Kept before anything can replace it. */
const afterMicrotasks = setImmediate

export class VirtualTime {
  /** Milliseconds since the simulation began. */
  nowMs = 0
  /** Events that have run. */
  steps = 0
  readonly #random: SeededRandom
  /** A binary heap. */
  readonly #events: Event[] = []
  #order = 0

  constructor(random: SeededRandom) {
    this.#random = random
  }

  /** Runs `run` after `delayMs`. */
  schedule(delayMs: number, run: () => void): Timer {
    const event: Event = {
      atMs: this.nowMs + Math.max(0, delayMs),
      tie: this.#random.nextUint32(),
      order: this.#order++,
      run,
    }
    this.#push(event)
    return {
      cancel: () => {
        event.run = undefined
      },
    }
  }

  /**
   * Runs events until `isDone`, which is asked after each, or until `limitMs`, or until there are none. Tells whether it is done.
   * `afterStep` hears of each event once everything it set off has come to rest.
   */
  async run(isDone: () => boolean, limitMs: number, afterStep: () => void): Promise<boolean> {
    await drained()
    while (!isDone()) {
      const event = this.#pop()
      if (event === undefined) return false
      if (event.run === undefined) continue
      if (event.atMs > limitMs) {
        this.#push(event)
        this.nowMs = limitMs
        return false
      }
      this.nowMs = event.atMs
      this.steps++
      event.run()
      await drained()
      afterStep()
    }
    return true
  }

  #push(event: Event): void {
    const heap = this.#events
    let at = heap.push(event) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      if (!comesFirst(event, heap[up]!)) break
      heap[at] = heap[up]!
      at = up
    }
    heap[at] = event
  }

  #pop(): Event | undefined {
    const heap = this.#events
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || heap.length === 0) return first
    let at = 0
    while (true) {
      let below = at * 2 + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && comesFirst(heap[below + 1]!, heap[below]!)) below++
      if (!comesFirst(heap[below]!, last!)) break
      heap[at] = heap[below]!
      at = below
    }
    heap[at] = last!
    return first
  }
}

function drained(): Promise<void> {
  return new Promise(resolve => {
    afterMicrotasks(resolve)
  })
}
