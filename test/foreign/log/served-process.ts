/** `moldau serve` as a process of its own, to be killed and started again on the same folder and address. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tcpNode } from '@moldau/client'
import { ApiKey, requestOf } from '@moldau/protocol'

const command = resolve(fileURLToPath(import.meta.url), '../../../../packages/moldau/bin/moldau.js')

/** Whether there is something to start. */
export const isBuilt = existsSync(resolve(command, '../../dist'))

export function freePort(): Promise<number> {
  return new Promise(settle => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => settle(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

export class ServedProcess {
  readonly directory: string
  readonly port: number
  #child: ChildProcess | undefined
  /** What it said, for when it does not come up. */
  #said = ''
  starts = 0
  /** What the server is run by, in front of its own command: `strace`, a shell that sets limits. */
  wrapper: readonly string[] = []

  constructor(directory: string, port: number) {
    this.directory = directory
    this.port = port
  }

  get said(): string {
    return this.#said
  }

  /** Whether its process is there. */
  get isAlive(): boolean {
    const child = this.#child
    return child !== undefined && child.exitCode === null && child.signalCode === null
  }

  /** Settles when its process has ended by itself, with its exit code; `undefined` where it does not within `limitMs`. */
  async ended(limitMs: number): Promise<number | null | undefined> {
    for (let waitedMs = 0; this.isAlive && waitedMs < limitMs; waitedMs += 50)
      await new Promise(settle => setTimeout(settle, 50))
    return this.isAlive ? undefined : this.#child?.exitCode
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  /** Starts it, and settles when it answers. */
  async start(): Promise<void> {
    this.starts++
    const own = [process.execPath, command, 'serve', '--data', this.directory, '--listen', this.address]
    const [program, ...args] = [...this.wrapper, ...own]
    // A group of its own, so that what it is run by ends with it.
    const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    this.#child = child
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', bytes => {
        this.#said = `${this.#said}${bytes}`.slice(-4000)
      })
    for (let tries = 0; tries < 400; tries++) {
      if (await this.#answers()) return
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${this.#said}`)
      await new Promise(settle => setTimeout(settle, 25))
    }
    throw new Error(`the server did not come up: ${this.#said}`)
  }

  async #answers(): Promise<boolean> {
    try {
      const connection = await tcpNode('127.0.0.1', this.port).connect('admin')
      await connection.send(ApiKey.ApiVersions, 0, requestOf(ApiKey.ApiVersions))
      await connection.close()
      return true
    } catch {
      // Not yet: nothing listens, or nothing answers.
      return false
    }
  }

  /** Ends it, and settles when it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise(settle => child.once('exit', settle))
    process.kill(-child.pid!, signal)
    await ended
  }
}
