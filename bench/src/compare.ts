/**
 * Ours and Kafka's on the same work, alternately, in one session on one machine; medians and their ratio.
 *
 * The peer is Kafka's own benchmark tool: `MOLDAU_KAFKA_TOOLS` names its folder (default `../shared/kafka` beside the
 * repository). A comparison of runs with unequal durability, cache or results is refused: it would say nothing.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MoldauError } from '@moldau/protocol'
import type { Report } from './machine.ts'

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const METRIC = 'steadyPerTotalCpuS'

/** One comparison: the words of our command, and of each variant of the peer's. */
export interface Comparison {
  readonly name: string
  readonly ours: readonly string[]
  readonly theirs: readonly (readonly string[])[]
  /** The least ratio that is good enough; undefined: none. */
  readonly floor?: number
  readonly goal?: number
}

interface Outcome {
  readonly name: string
  readonly ours: number
  readonly theirs: number
  readonly ratio: number
  /** Ours at the default durability: every acknowledgement waits for the disk (D2). */
  readonly durable: number
  readonly floor: number | undefined
  readonly goal: number | undefined
}

/** The folder of Kafka's tools. @throws MoldauError `NO_PEER` */
export function peerFolder(): string {
  const folder = resolve(process.env.MOLDAU_KAFKA_TOOLS ?? join(ROOT, '..', 'shared', 'kafka'))
  const tool = join(folder, 'bin', 'tool')
  if (existsSync(tool)) return folder
  throw new MoldauError('NO_PEER', "Kafka's benchmark is not here", {
    detail: tool,
    hint: 'set MOLDAU_KAFKA_TOOLS to the folder that holds bin/tool, bin/start and bin/stop',
  })
}

function lastJson(command: string, words: readonly string[], what: string): Report {
  const { stdout, status } = spawnSync(command, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  })
  const line = stdout.trimEnd().split('\n').at(-1) ?? ''
  if (status !== 0 || !line.startsWith('{')) {
    throw new MoldauError('RUN_FAILED', `a run of ${what} failed`, { detail: `${words.join(' ')}: ${line}` })
  }
  return JSON.parse(line) as Report
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

const peerTool = (): string => join(peerFolder(), 'bin', 'tool')

/** Refuses what may not be compared. */
function checkPair(name: string, ours: Report, theirs: Report): void {
  const refuse = (detail: string): never => {
    throw new MoldauError('NOT_COMPARABLE', `the runs of ${name} cannot be compared`, { detail })
  }
  if (ours.ok !== true) refuse(`our result is wrong: ${JSON.stringify(ours)}`)
  if (theirs.ok !== true) refuse(`the peer's result is wrong: ${JSON.stringify(theirs)}`)
  if (ours.resultCount !== theirs.resultCount || ours.checksum !== theirs.checksum)
    refuse('their results differ')
  if (ours.durability !== 'D1') refuse('ours ran durable (D2), the peer in the page cache (D1)')
  if (ours.cache !== undefined && theirs.cache !== undefined && ours.cache !== theirs.cache)
    refuse('their caches differ')
}

/** Runs `pairs` alternate pairs; the peer's figure is that of its best variant. */
export function runComparison({ name, ours, theirs, floor, goal }: Comparison, pairs: number): Outcome {
  const tool = peerTool()
  const own: number[] = []
  const other = theirs.map(() => [] as number[])
  for (let n = 0; n < pairs; n++) {
    const mine = lastJson(process.execPath, [MAIN, ...ours], 'ours')
    if (typeof mine[METRIC] !== 'number') {
      throw new MoldauError('NOT_COMPARABLE', `${name} has no rate to compare`, {
        detail: `its runs print no ${METRIC}`,
        hint: 'run both sides by themselves and read their latencies',
      })
    }
    own.push(mine[METRIC])
    for (const [v, words] of theirs.entries()) {
      const peer = lastJson(tool, ['bench', ...words], "Kafka's")
      checkPair(name, mine, peer)
      other[v]!.push(peer[METRIC] as number)
    }
  }
  const best = Math.max(...other.map(median))
  const durable = lastJson(process.execPath, [MAIN, ...ours, '--durable'], 'ours, durable')[METRIC] as number
  return { name, ours: median(own), theirs: best, ratio: median(own) / best, durable, floor, goal }
}

function print({ name, ours, theirs, ratio, durable, floor, goal }: Outcome): void {
  const k = (value: number): string => `${Math.round(value / 1000)}k`.padStart(7)
  const against =
    floor === undefined
      ? ''
      : `  floor ${floor}${goal === undefined ? '' : `, goal ${goal}`}: ${ratio >= floor ? 'met' : 'MISSED'}`
  console.log(
    `${name.padEnd(38)}${k(ours)} /${k(theirs)} records per CPU second = ${ratio.toFixed(2)} (durable:${k(durable)})${against}`,
  )
}

function withBroker<T>(work: () => T): T {
  const folder = join(peerFolder(), 'bin')
  spawnSync(join(folder, 'start'), { stdio: 'ignore' })
  try {
    return work()
  } finally {
    spawnSync(join(folder, 'stop'), ['--wipe'], { stdio: 'ignore' })
  }
}

/** `compare SCENARIO... [options]`: the same options for both sides; `--pairs N` (default 3). */
export function compare(words: readonly string[]): number {
  const scenarios: string[] = []
  const options: string[] = []
  let pairs = 3
  for (let n = 0; n < words.length; n++) {
    const word = words[n]!
    if (word === '--pairs') pairs = Number(words[++n])
    else if (options.length > 0 || word.startsWith('--')) options.push(word)
    else scenarios.push(word)
  }
  if (scenarios.length === 0)
    throw new MoldauError('BAD_OPTION', 'compare takes scenarios', { hint: 'compare count append' })
  withBroker(() => {
    for (const scenario of scenarios) {
      const theirs = options.map(word => (word === 'level' ? 'rocksdb' : word))
      const name = [scenario, ...options].join(' ')
      print(runComparison({ name, ours: [scenario, ...options], theirs: [[scenario, ...theirs]] }, pairs))
    }
  })
  return 0
}

/** `floors [NAME...] [--pairs N]`: those of bench/floors.json; exit code 1 when one is missed. */
export function floors(words: readonly string[]): number {
  const all = JSON.parse(readFileSync(new URL('../floors.json', import.meta.url), 'utf8')) as Comparison[]
  const at = words.indexOf('--pairs')
  const pairs = at < 0 ? 3 : Number(words[at + 1])
  const names = words.filter((word, n) => !word.startsWith('--') && words[n - 1] !== '--pairs')
  const chosen = names.length === 0 ? all : all.filter(one => names.some(name => one.name.includes(name)))
  if (chosen.length === 0)
    throw new MoldauError('BAD_OPTION', 'no floor has such a name', { detail: names.join(', ') })
  let missed = 0
  withBroker(() => {
    for (const one of chosen) {
      const outcome = runComparison(one, pairs)
      print(outcome)
      if (outcome.floor !== undefined && outcome.ratio < outcome.floor) missed++
    }
  })
  console.log(`${chosen.length - missed} floors met, ${missed} missed`)
  return missed === 0 ? 0 : 1
}
