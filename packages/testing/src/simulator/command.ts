/**
 * `npm run sim`: what the command line says, the runs, and the report. The last line is the figure; a run that failed prints what
 * was wrong, its last events, and the command that repeats it.
 */
import { parseArgs } from 'node:util'
import { MoldauError } from '@moldau/protocol'
import { type RunResult, runSimulation } from './run.ts'
import { WORKLOADS } from './workloads/index.ts'
import type { Workload } from './world/workload.ts'

export const HELP = `npm run sim -- [options]

Runs the broker and its clients in one thread and in virtual time, and makes things go wrong: crashes, loss of power, torn
writes, a bad network. The same seed does the same again. Ends with 0 only when every run holds.

  --seed N        the first seed; default 1
  --runs M        how many seeds, one after another; default 1
  --workload W    ${[...WORKLOADS.keys()].join(', ')};
                  default: the seeds are spread over all of them
  --scale S       how much a run does: 1 (default) is a few hundred operations
  --trace         print every event
  --twice         run each seed twice and compare the traces
  --fail-fast     stop at the first run that does not hold
  --help          this text
`

interface Asked {
  readonly seed: number
  readonly runs: number
  readonly scale: number
  readonly workload: Workload | undefined
  readonly trace: boolean
  readonly twice: boolean
  readonly failFast: boolean
}

function refused(detail: string, hint: string): MoldauError {
  return new MoldauError('INVALID_OPTION', 'the simulator was not started', { detail, hint })
}

function numberOf(name: string, text: string | undefined, fallback: number, whole: boolean): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= 0xffffffff && (!whole || Number.isInteger(value)))
    return value
  throw refused(`--${name} ${text}`, `give --${name} a ${whole ? 'whole ' : ''}number above 0`)
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        seed: { type: 'string' },
        runs: { type: 'string' },
        workload: { type: 'string' },
        scale: { type: 'string' },
        trace: { type: 'boolean' },
        twice: { type: 'boolean' },
        'fail-fast': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    throw refused((error as Error).message, 'see npm run sim -- --help')
  }
}

/** Reads the command line; undefined where it asks for help. @throws MoldauError `INVALID_OPTION` */
export function readArguments(args: readonly string[]): Asked | undefined {
  const values = parsed(args)
  if (values.help) return undefined
  const workload = values.workload === undefined ? undefined : WORKLOADS.get(values.workload)
  if (values.workload !== undefined && workload === undefined)
    throw refused(`--workload ${values.workload}`, `there are ${[...WORKLOADS.keys()].join(', ')}`)
  return {
    seed: numberOf('seed', values.seed, 1, true),
    runs: numberOf('runs', values.runs, 1, true),
    scale: numberOf('scale', values.scale, 1, false),
    workload,
    trace: values.trace ?? false,
    twice: values.twice ?? false,
    failFast: values['fail-fast'] ?? false,
  }
}

/** The workload of a seed that did not name one. */
export function workloadOf(seed: number): Workload {
  const all = [...WORKLOADS.values()]
  return all[seed % all.length]!
}

/** Runs what was asked for. True when all held. */
export async function simulate(asked: Asked, print: (line: string) => void): Promise<boolean> {
  const total = { operations: 0, steps: 0, faults: 0, deaths: 0, virtualMs: 0 }
  let failed = 0
  let runs = 0
  for (let n = 0; n < asked.runs && !(asked.failFast && failed > 0); n++) {
    runs++
    const seed = (asked.seed + n) >>> 0
    const workload = asked.workload ?? workloadOf(seed)
    const options = { seed, workload, scale: asked.scale }
    const result = await runSimulation(asked.trace ? { ...options, onTrace: print } : options)
    const again = asked.twice ? await runSimulation(options) : undefined
    for (const key of ['operations', 'steps', 'faults', 'deaths', 'virtualMs'] as const)
      total[key] += result[key]
    const differs = again !== undefined && again.traceHash !== result.traceHash
    if (result.findings.length === 0 && !differs) continue
    failed++
    report(result, asked, print)
    if (differs) print(`  not-deterministic: the trace was ${result.traceHash}, then ${again.traceHash}`)
  }
  print(
    `${runs} runs, ${runs - failed} held, ${failed} failed, ${total.operations} operations, ` +
      `${total.faults} faults, ${total.deaths} restarts of the broker, ${total.steps} events, ` +
      `${Math.round(total.virtualMs / 1000)} virtual s`,
  )
  return failed === 0
}

function report(result: RunResult, { scale, trace }: Asked, print: (line: string) => void): void {
  print(`seed ${result.seed}, ${result.workload}: ${result.findings.length} findings`)
  for (const { rule, text } of result.findings) print(`  ${rule}: ${text}`)
  if (!trace) {
    print('  the last events:')
    for (const line of result.tail) print(`  | ${line}`)
  }
  const scaled = scale === 1 ? '' : ` --scale ${scale}`
  print(`  again: npm run sim -- --seed ${result.seed} --workload ${result.workload}${scaled} --trace`)
}
