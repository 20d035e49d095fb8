/** `npm start`: the trading pipeline. Composition root of the example. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { MoldauError, parseAddresses } from 'moldau'
import { runPipeline } from './pipeline.ts'
import { progressLine } from './progress-line.ts'

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('a number above 0 is needed.')
  return value
}

function address(text: string): { host: string; port: number } {
  try {
    return parseAddresses(text)[0]!
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

interface Flags {
  readonly data?: string
  readonly input: string[]
  readonly speed?: number
  readonly commitInterval: number
  readonly listen?: { host: string; port: number }
  readonly stay?: boolean
  readonly json?: boolean
}

const program = new Command('npm start --')
  .description('Two trading strategies and the execution of their orders, on real prices, exactly once.')
  .option('--data <dir>', 'keep the log in this folder and go on from it (default: a temporary folder)')
  .option(
    '--input <file>',
    'more rows: a CSV file with symbol,date,open,high,low,close,volume; may be repeated',
    collect,
    [],
  )
  .option('--speed <n>', 'bars a second (default: as fast as it goes)', positive)
  .option('--commit-interval <ms>', 'how often everything commits', positive, 100)
  .option('--listen <host:port>', 'also serve the log over TCP while it runs', address)
  .option('--stay', 'serve on after the end, until SIGTERM or SIGINT')
  .option('--json', 'print a JSON summary as the last line')
  .showHelpAfterError('(add --help for what there is)')
  .exitOverride()

function collect(value: string, before: string[]): string[] {
  return [...before, value]
}

async function main(): Promise<number> {
  try {
    program.parse()
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    throw error
  }
  const flags = program.opts<Flags>()
  const dataDir = flags.data ?? (await mkdtemp(join(tmpdir(), 'moldau-trading-')))
  const line = progressLine(process.stderr)
  const stop = new AbortController()
  const signalled = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        stop.abort()
        resolve()
      })
    }
  })
  const { summary, outcome } = await runPipeline({
    dataDir,
    inputs: flags.input,
    ...(flags.speed === undefined ? {} : { speed: flags.speed }),
    commitIntervalMs: flags.commitInterval,
    ...(flags.listen === undefined ? {} : { listen: flags.listen }),
    onProgress: line.show,
    onServing: (host, port) => process.stderr.write(`serving the log at ${host}:${port}\n`),
    signal: stop.signal,
    ...(flags.stay ? { untilStopped: signalled } : {}),
    onDone: async (done, tables) => {
      line.end()
      const { printSummary } = await import('./report.ts') // its table library is not needed before
      printSummary(done, tables, process.stdout)
      if (flags.json) console.log(JSON.stringify(done))
    },
  })
  if (outcome !== undefined) {
    line.end()
    process.stderr.write(`The pipeline did not finish: ${outcome}\n`)
    if (flags.json) console.log(JSON.stringify(summary))
    return 1
  }
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  const text =
    error instanceof MoldauError ? error.message : error instanceof Error ? error.stack : String(error)
  process.stderr.write(`\n${text}\n`)
  process.exitCode = 1
}
