import { describe, expect, test } from 'vitest'
import { sleep, systemClock, systemRandom } from './index.ts'

describe('the system clock', () => {
  test('a timer runs once and a cancelled one never', async () => {
    let runs = 0
    systemClock.setTimer(0, () => runs++)
    systemClock.setTimer(0, () => (runs += 100)).cancel()
    await sleep(systemClock, 5)
    expect(runs).toBe(1)
  })

  test('a delay beyond 2^31-1 ms does not fire at once', async () => {
    let fired = false
    const timer = systemClock.setTimer(2 ** 40, () => (fired = true))
    await sleep(systemClock, 5)
    expect(fired).toBe(false)
    timer.cancel()
  })

  test('the monotonic clock does not go back', () => {
    const first = systemClock.monotonicMs()
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(first)
    expect(Number.isInteger(systemClock.nowMs())).toBe(true)
  })
})

test('system chance gives 32-bit numbers that differ', () => {
  const drawn = Array.from({ length: 600 }, () => systemRandom.nextUint32())
  expect(drawn.every(one => Number.isInteger(one) && one >= 0 && one <= 4294967295)).toBe(true)
  expect(new Set(drawn).size).toBeGreaterThan(590)
})
