/**
 * Edge file: the machine's own clock and source of chance. Composition roots hand these in; nothing else may use the
 * globals behind them.
 */
import { randomFillSync } from 'node:crypto'
import type { Clock, Random } from './environment.ts'

/** The machine's clock. Its timers keep the process alive until they have run or were cancelled. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(delayMs, run) {
    // A delay above 2^31-1 ms would make Node fire at once: such a timer is set again when the first stretch is over.
    const longestMs = 2_147_483_647
    let rest = Math.max(0, delayMs)
    let handle: ReturnType<typeof setTimeout>
    const arm = (): void => {
      const stretch = Math.min(rest, longestMs)
      rest -= stretch
      handle = setTimeout(() => (rest > 0 ? arm() : run()), stretch)
    }
    arm()
    return { cancel: () => clearTimeout(handle) }
  },
}

const pool = new Uint32Array(256)
let used = pool.length

/** The machine's cryptographic random source, drawn in blocks of 1 KiB. */
export const systemRandom: Random = {
  nextUint32() {
    if (used === pool.length) {
      randomFillSync(pool)
      used = 0
    }
    return pool[used++]!
  },
}
