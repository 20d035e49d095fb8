import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { packagedSources } from '../../examples/trading/src/market-data.ts'
import { expectedOutputs } from './model.ts'
import { readOutputs } from './outputs.ts'
import { startPipeline } from './pipeline-process.ts'

// The whole campaign is MOLDAU_KILL_FOLDERS=10 MOLDAU_KILLS=20 (about six minutes); by default a small one runs.
const FOLDERS = Number(process.env.MOLDAU_KILL_FOLDERS ?? 1)
const KILLS = Number(process.env.MOLDAU_KILLS ?? 6)
const SEED = Number(process.env.MOLDAU_SEED ?? 20261121)

/** A small generator, so that a campaign can be repeated. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
}

test(`kill -9 at ${FOLDERS} x ${KILLS} moments: no output is missing, doubled or different, and no store is wiped (seed ${SEED})`, {
  timeout: 60_000 + FOLDERS * (30_000 + KILLS * 4_000),
}, async () => {
  const expected = expectedOutputs(packagedSources())
  const chance = random(SEED)
  for (let n = 0; n < FOLDERS; n++) {
    const data = await mkdtemp(join(tmpdir(), 'moldau-kill-'))
    const complaints: string[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const args = ['--data', data, '--speed', '1000', '--commit-interval', '20']
      const { child, ended } = startPipeline(args)
      // Moments over the whole life of a run: its start, recovery and restore too. Together they get through the input.
      await sleep(150 + chance() * (12_000 / KILLS))
      child.kill('SIGKILL')
      complaints.push((await ended).stderr)
    }
    const last = await startPipeline(['--data', data, '--commit-interval', '20', '--json']).ended
    complaints.push(last.stderr)
    expect(last.code, last.stderr).toBe(0)
    expect(await readOutputs(data), `the data lies in ${data}`).toEqual(expected)
    expect(complaints.join('')).not.toMatch(/removed and rebuilt|is rebuilt|DAMAGED/)
    await rm(data, { recursive: true, force: true })
  }
})
