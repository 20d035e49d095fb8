/** Runs of the simulator: they hold, they repeat, and the seeds that once failed stay mended. */
import { describe, expect, test } from 'vitest'
import { readArguments, simulate, workloadOf } from './command.ts'
import { KEPT_SEEDS } from './kept-seeds.ts'
import { runSimulation } from './run.ts'
import { WORKLOADS } from './workloads/index.ts'
import type { Workload } from './world/workload.ts'

describe('the command line', () => {
  test.each([
    [['--sed', '1'], /--sed/],
    [['--seed', 'x'], /--seed x.*whole number/s],
    [['--runs', '0'], /--runs 0/],
    [['--workload', 'nothing'], /--workload nothing.*plain, idempotent/s],
    [['more'], /more/],
  ])('%j is refused, and says why', (args, expected) => {
    expect(() => readArguments(args)).toThrow(expected)
  })

  test('help is help, and a seed chooses its workload', () => {
    expect(readArguments(['--help'])).toBeUndefined()
    const names = new Set(Array.from({ length: 20 }, (_, seed) => workloadOf(seed).name))
    expect([...names].sort()).toEqual([...WORKLOADS.keys()].sort())
  })

  test('a run that does not hold is told with the command that repeats it, and the figure comes last', async () => {
    const lines: string[] = []
    const wrong: Workload = {
      ...{ name: 'wrong', about: 'finds something' },
      begin: async world => async () => world.find('never', 'it is so'),
    }
    const asked = { ...readArguments(['--seed', '5'])!, workload: wrong }
    expect(await simulate(asked, line => lines.push(line))).toBe(false)
    expect(lines).toContain('  never: it is so')
    expect(lines.at(-2)).toBe('  again: npm run sim -- --seed 5 --workload wrong --trace')
    expect(lines.at(-1)).toMatch(/^1 runs, 0 held, 1 failed, /)
  })
})

describe.each([...WORKLOADS.values()])('workload $name', workload => {
  test('holds, and the same seed gives the same trace', async () => {
    const hashes = new Set<string>()
    for (let seed = 1000; seed < 1004; seed++) {
      const first = await runSimulation({ seed, workload })
      expect(first.findings).toEqual([])
      expect(first.operations).toBeGreaterThanOrEqual(30)
      const second = await runSimulation({ seed, workload })
      expect(second.traceHash).toBe(first.traceHash)
      expect(second.traceLines).toBe(first.traceLines)
      hashes.add(first.traceHash)
    }
    // The seed matters.
    expect(hashes.size).toBe(4)
  }, 60_000)
})

test.each(['os', { intervalMs: 50 }] as const)(
  'with flush %j, process after process dies and nothing acknowledged at acks=1 is lost',
  async flush => {
    const { begin, about } = WORKLOADS.get('plain')!
    const killed: Workload = {
      ...{ name: 'killed', about, begin },
      faults: ['kill-broker', 'crash-in-write', 'restart-broker', 'reset'],
      broker: (_, options) => ({ ...options, flush }),
    }
    let deaths = 0
    for (let seed = 1; seed <= 8; seed++) {
      const result = await runSimulation({ seed, workload: killed })
      expect(result.findings).toEqual([])
      deaths += result.deaths
    }
    expect(deaths).toBeGreaterThan(10)
  },
  60_000,
)

test.each(KEPT_SEEDS)('seed $seed of $workload: $story', async ({ seed, workload }) => {
  expect((await runSimulation({ seed, workload: WORKLOADS.get(workload)! })).findings).toEqual([])
})
