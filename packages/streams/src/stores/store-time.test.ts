import { expect, test } from 'vitest'
import { MemoryEngine } from './memory-engine.ts'
import { dataSegments, StoreTime } from './store-time.ts'

/** A memory engine that stands for one on disk. */
class Lasting extends MemoryEngine {
  override readonly persistent = true as never
}

test("a store's time comes back from an engine that lasts, and hides from its data", () => {
  const engine = new Lasting()
  const time = new StoreTime(engine)
  expect(time.ms).toBe(-1)
  engine.segment(3).put(Uint8Array.of(1), 0, 1, Uint8Array.of(2), 0, 1)
  time.ms = 1_700_000_000_123
  time.save()
  expect(new StoreTime(engine).ms).toBe(1_700_000_000_123)
  expect(dataSegments(engine)).toEqual([3])
})

test('in memory nothing is kept: the changelog tells the time again', () => {
  const engine = new MemoryEngine()
  const time = new StoreTime(engine)
  time.ms = 5
  time.save()
  expect(engine.segments()).toEqual([])
  expect(new StoreTime(engine).ms).toBe(-1)
})
