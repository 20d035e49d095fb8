/** Starts the trading pipeline as a user would, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../examples/trading/dist/main.js', import.meta.url))

export interface PipelineRun {
  readonly child: ChildProcess
  /** Settles when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
}

export function startPipeline(args: readonly string[]): PipelineRun {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString()
  })
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString()
  })
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>(resolve => {
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
  return { child, ended }
}

export interface Json {
  readonly bars: number
  readonly fills: number
  readonly deadLetters: number
  readonly complete: boolean
}

/** The JSON summary: the last line. */
export function summaryOf(stdout: string): Json {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Json
}
