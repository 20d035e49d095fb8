/**
 * `npm run bench -- SCENARIO [options]`: one scenario, one JSON line, under the names of the peer's benchmark.
 * `npm run bench -- compare SCENARIO... [options]`: ours and Kafka's alternately, and the ratios.
 * `npm run bench -- model SCENARIO [options]`: no log; fingerprints of the inputs, and what must come out.
 * `npm run bench -- floors`: every floor of floors.json.
 * `npm run bench -- log [L1 ...]`: brokers as processes, ours and Kafka's, under the same clients.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { MoldauError } from '@moldau/protocol'
import { StreamsError } from '@moldau/streams'
import { compare, floors, peerFolder } from './compare.ts'
import { driverBench } from './driver-run.ts'
import { logBench } from './log/main.ts'
import { append, consume } from './log-run.ts'
import { peakRssMB, type Report } from './machine.ts'
import { describeModel } from './model.ts'
import { type Options, parseOptions } from './options.ts'
import { SCENARIOS } from './scenario.ts'
import { streams } from './streams-run.ts'
import { coldStart, endToEnd, firstOutput, restore } from './timing-run.ts'
import { WORK } from './work-folder.ts'

const { version } = JSON.parse(
  readFileSync(new URL('../../packages/moldau/package.json', import.meta.url), 'utf8'),
) as {
  version: string
}

/** The measured process: does nothing but one scenario. */
async function measure(options: Options): Promise<void> {
  const report: Report = {
    side: 'moldau',
    version,
    scenario: options.scenario,
    keys: options.keys,
    payload: options.payload,
    partitions: options.partitions,
    threads: options.threads,
    store: options.store,
    eos: options.eos,
    commitMs: options.commitMs,
    cache: options.cache,
    profile: options.profile,
    compression: options.compression,
    dist: options.zipf ? 'zipf' : 'uniform',
    durability: options.durable ? 'D2' : 'D1',
    runtime: process.version,
    ...(options.bootstrap === undefined ? {} : { bootstrap: options.bootstrap }),
  }
  if (options.scenario === 'append') await append(options, report)
  else if (options.scenario === 'consume') await consume(options, report)
  else if (options.scenario === 'restore') await restore(options, report)
  else if (options.scenario === 'e2e') await endToEnd(options, report)
  else if (options.scenario === 'coldstart') await coldStart(options, report)
  else await streams(options, report)
  report.peakRssMB = peakRssMB()
  console.log(JSON.stringify(report))
}

/** Runs a scenario in a process of its own, so that no run warms up another. */
function inChild(words: readonly string[]): Promise<number> {
  const main = fileURLToPath(import.meta.url)
  const args = ['--max-semi-space-size=32', main, '--child', ...words]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  // Who ends this process ends the measured one too.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill('SIGKILL'))
  return new Promise(resolve => child.on('close', status => resolve(status ?? 1)))
}

const USAGE = `Usage: npm run bench -- SCENARIO [options]           one scenario, our side; a wrong option names those there are
       npm run bench -- compare SCENARIO [options]   ours and Kafka's alternately, and their ratio
       npm run bench -- floors [NAME...] [--pairs N] every comparison of bench/floors.json
       npm run bench -- driver --oracle FOLDER       the test driver beside Kafka Streams' own
       npm run bench -- log [L1...] [--side SIDE]    broker beside broker
       npm run bench -- model SCENARIO [options]     what a scenario must give
       npm run bench -- wipe                         removes the work folder
`

function list(): void {
  for (const [name, { text }] of Object.entries(SCENARIOS)) console.log(`${name.padEnd(11)}${text}`)
}

async function main(words: readonly string[]): Promise<number> {
  const [first = 'list', ...rest] = words
  if (first === '--child') {
    await measure(parseOptions(rest[0] ?? '', rest.slice(1)))
    return 0
  }
  if (first === '--first-output') {
    await firstOutput(rest)
    return 0
  }
  if (first === 'list' || first === '--help') {
    if (first === '--help') console.log(USAGE)
    list()
    return 0
  }
  if (first === 'model') {
    for (const line of describeModel(parseOptions(rest[0] ?? '', rest.slice(1)))) console.log(line)
    return 0
  }
  if (first === 'wipe') {
    await rm(WORK, { recursive: true, force: true })
    return 0
  }
  if (first === 'compare') return compare(rest)
  if (first === 'floors') return floors(rest)
  if (first === 'driver') return driverBench(rest)
  if (first === 'log') return logBench(rest, peerFolder)
  parseOptions(first, rest)
  return inChild(words)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const isUsage = error instanceof MoldauError || error instanceof StreamsError
  process.stderr.write(`${isUsage ? error.message : (error as Error).stack}\n`)
  // A log that was opened is left as it is: nothing of a failed run counts.
  process.exit(1)
}
