/** Starts the `moldau` command as a user would, and waits for what it says. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sleep, systemClock } from 'moldau'

const BIN = fileURLToPath(new URL('../../packages/moldau/bin/moldau.js', import.meta.url))
const PACKAGE = fileURLToPath(new URL('../../packages/moldau', import.meta.url))
const DEADLINE_MS = 60_000

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

export class Command {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  stdout = ''
  stderr = ''
  #isOver = false

  /** `descriptors`: how many files the process may have open. */
  constructor(args: readonly string[], cwd?: string, descriptors?: number) {
    const given = [BIN, ...args]
    const limited = ['-c', `ulimit -n ${descriptors} && exec "$0" "$@"`, process.execPath, ...given]
    this.child = spawn(
      descriptors === undefined ? process.execPath : 'sh',
      descriptors === undefined ? given : limited,
      { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd && { cwd }) },
    )
    this.child.stdout!.on('data', (bytes: Buffer) => {
      this.stdout += bytes.toString()
    })
    this.child.stderr!.on('data', (bytes: Buffer) => {
      this.stderr += bytes.toString()
    })
    this.ended = new Promise(resolve => {
      this.child.on('close', (code, signal) => {
        this.#isOver = true
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr })
      })
    })
    RUNNING.add(this)
    void this.ended.then(() => RUNNING.delete(this))
  }

  /** Settles when standard output has more. @throws when the command ends before */
  async heard(): Promise<void> {
    const before = this.stdout.length
    while (this.stdout.length === before) {
      if (this.#isOver) throw new Error(`the command has ended: ${this.stdout}${this.stderr}`)
      await sleep(systemClock, 1)
    }
  }

  /** Settles with the match when standard output has it. @throws when the command ends before, or says nothing in time */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const end = systemClock.monotonicMs() + DEADLINE_MS
    while (true) {
      const match = pattern.exec(this.stdout)
      if (match !== null) return match
      if (this.#isOver || systemClock.monotonicMs() > end)
        throw new Error(`the command did not say ${pattern}: ${this.stdout}${this.stderr}`)
      await sleep(systemClock, 10)
    }
  }

  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal)
    return this.ended
  }
}

const RUNNING = new Set<Command>()

/** Kills what a test left running. */
export async function killAll(): Promise<void> {
  for (const command of [...RUNNING]) await command.kill('SIGKILL')
}

/** Runs a command to its end. */
export function moldau(...args: string[]): Promise<Ended> {
  return new Command(args).ended
}

const folders: string[] = []

/** A folder of a test's own, which `removeFolders` removes. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'moldau-command-'))
  folders.push(path)
  return path
}

export function removeFolders(): void {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true })
}

/** A program outside the workspace: a folder with the package installed, and one module. Returns the module's path. */
export function program(source: string, name = 'app.ts'): string {
  const path = folder()
  mkdirSync(join(path, 'node_modules'))
  symlinkSync(PACKAGE, join(path, 'node_modules', 'moldau'))
  writeFileSync(join(path, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(path, name), source)
  return join(path, name)
}
