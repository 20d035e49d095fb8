import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { packagedSources } from '../../examples/trading/src/market-data.ts'
import { expectedOutputs } from './model.ts'
import { readOutputs } from './outputs.ts'

const PIPELINE = new URL('../../examples/trading/dist/pipeline.js', import.meta.url).href

/** The pipeline with retention looking every 50 ms at small segments. */
function start(dataDir: string, speed: number | undefined): ReturnType<typeof spawn> {
  const options = {
    dataDir,
    inputs: [],
    commitIntervalMs: 20,
    ...(speed === undefined ? {} : { speed }),
    brokerConfig: { 'log.retention.check.interval.ms': '50', 'log.segment.bytes': '280000' },
  }
  const program = `import { runPipeline } from ${JSON.stringify(PIPELINE)}
    const { outcome } = await runPipeline(${JSON.stringify(options)})
    if (outcome !== undefined) { console.error(outcome); process.exit(1) }`
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

test('bars decades old survive retention and kill -9: the windowed changelog is judged by its newest record', {
  timeout: 120_000,
}, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'moldau-retention-'))
  for (let kill = 0; kill < 3; kill++) {
    const child = start(dataDir, 1500)
    const closed = new Promise(resolve => child.on('close', resolve))
    await sleep(1500)
    child.kill('SIGKILL')
    await closed
  }
  const last = start(dataDir, undefined)
  expect(await new Promise(resolve => last.on('close', resolve))).toBe(0)
  expect(await readOutputs(dataDir)).toEqual(expectedOutputs(packagedSources()))
  // Retention was at work: the changelog of the weekly windows does not begin at offset 0 any more.
  const changelogs = (await readdir(dataDir)).filter(name =>
    name.startsWith('trading-strategy.abc-weeks-changelog-'),
  )
  const firsts: string[] = []
  for (const name of changelogs) {
    const segments = (await readdir(join(dataDir, name))).filter(file => file.endsWith('.log')).sort()
    firsts.push(segments[0]!)
  }
  expect(firsts.some(name => name !== '00000000000000000000.log')).toBe(true)
  await rm(dataDir, { recursive: true, force: true })
})
