/** Runs of the simulator: they hold, they repeat, and the seeds that once failed stay mended. */
import { describe, expect, test } from 'vitest'
import { KEPT_SEEDS } from './kept-seeds.ts'
import { runSimulation } from './run.ts'
import { WORKLOADS } from './workloads/index.ts'

describe.each([...WORKLOADS.values()])('workload $name', workload => {
  test('holds, and the same seed gives the same trace', async () => {
    const hashes = new Set<string>()
    for (let seed = 1000; seed < 1005; seed++) {
      const first = await runSimulation({ seed, workload })
      expect(first.findings).toEqual([])
      expect(first.operations).toBeGreaterThan(50)
      const second = await runSimulation({ seed, workload })
      expect(second.traceHash).toBe(first.traceHash)
      expect(second.traceLines).toBe(first.traceLines)
      hashes.add(first.traceHash)
    }
    // The seed matters.
    expect(hashes.size).toBe(5)
  }, 60_000)
})

test.each(KEPT_SEEDS)('seed $seed of $workload: $story', async ({ seed, workload }) => {
  expect((await runSimulation({ seed, workload: WORKLOADS.get(workload)! })).findings).toEqual([])
})
