/**
 * A broker in a process of its own, ours or Kafka's, to be measured from outside: CPU time and memory from /proc, start to serving,
 * kill -9. Both on loopback, in one durability class. Linux.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Cluster, tcpCluster, tcpNode } from '@moldau/client'
import { ApiKey, MoldauError, requestOf, systemClock, systemRandom } from '@moldau/protocol'

export type Side = 'moldau' | 'kafka'

/** What an acknowledgement at acks=all waits for: D1 the page cache, D2 a sync of every batch. */
export type Durability = 'D1' | 'D2'

export interface BrokerSettings {
  readonly durability?: Durability
  /** Kafka's broker properties, beside both sides' defaults. */
  readonly properties?: Readonly<Record<string, string>>
}

const COMMAND = fileURLToPath(new URL('../../../packages/moldau/bin/moldau.js', import.meta.url))
const START_TRIES_MS = 25
const TICKS_PER_S = 100

/** Below what a system gives to outgoing connections, so that a port stays free while its broker is down. */
const FIRST_PORT = 20_000
const PORT_COUNT = 10_000

function isFree(port: number): Promise<boolean> {
  return new Promise(settle => {
    const server = createServer()
    server.once('error', () => settle(false))
    server.listen(port, '127.0.0.1', () => server.close(() => settle(true)))
  })
}

/** A port that is free together with the next one, where Kafka's controller listens. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT)
    if ((await isFree(port)) && (await isFree(port + 1))) return port
  }
}

const pause = (ms: number): Promise<void> => new Promise(settle => setTimeout(settle, ms))

export class BrokerProcess {
  readonly side: Side
  readonly port: number
  /** Removed with the broker. */
  readonly folder: string
  readonly #tools: string
  readonly #clusters: Cluster[] = []
  #child: ChildProcess | undefined
  #pid = 0

  private constructor(side: Side, port: number, folder: string, tools: string) {
    this.side = side
    this.port = port
    this.folder = folder
    this.#tools = tools
  }

  /** Starts a broker on an empty folder; `tools` is the folder of Kafka's tools. */
  static async start(side: Side, tools: string, settings: BrokerSettings = {}): Promise<BrokerProcess> {
    const base = process.env.MOLDAU_BENCH_WORK ?? tmpdir()
    mkdirSync(base, { recursive: true })
    const broker = new BrokerProcess(side, await freePort(), mkdtempSync(join(base, `bench-${side}-`)), tools)
    const { durability = 'D1', properties = {} } = settings
    const own = side === 'moldau' ? { 'moldau.flush': durability === 'D1' ? 'os' : 'batch' } : {}
    const theirs = side === 'kafka' && durability === 'D2' ? { 'log.flush.interval.messages': '1' } : {}
    const all = { 'group.initial.rebalance.delay.ms': '0', ...own, ...theirs, ...properties }
    const text = Object.entries(all).map(([name, value]) => `${name}=${value}`)
    writeFileSync(join(broker.folder, 'server.properties'), `${text.join('\n')}\n`)
    await broker.restart()
    return broker
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  /** Where the partitions' folders lie. */
  get dataDir(): string {
    return this.side === 'moldau' ? join(this.folder, 'data') : join(this.folder, 'broker-1', 'data')
  }

  /** Starts the process on what is there. Settles when it serves; gives the seconds that took. */
  async restart(): Promise<number> {
    const startedMs = performance.now()
    const properties = join(this.folder, 'server.properties')
    if (this.side === 'moldau') {
      const words = [
        COMMAND,
        'serve',
        '--data',
        this.dataDir,
        '--listen',
        this.address,
        '--config',
        properties,
      ]
      this.#child = spawn(process.execPath, words, { stdio: 'ignore' })
      this.#pid = this.#child.pid!
    } else {
      const env = { ...process.env, KAFKA_PORT: String(this.port), KAFKA_WORK: this.folder }
      // It waits longer than we do: how soon the broker answers is seen from here.
      this.#child = spawn(join(this.#tools, 'bin', 'start'), ['1', properties], { stdio: 'ignore', env })
    }
    while (!(await this.#answers())) {
      if (performance.now() - startedMs > 120_000)
        throw new MoldauError('RUN_FAILED', `the broker of ${this.side} did not come up`, {
          detail: this.folder,
        })
      await pause(START_TRIES_MS)
    }
    if (this.side === 'kafka') this.#pid = Number(readFileSync(join(this.folder, 'broker-1', 'pid'), 'utf8'))
    return (performance.now() - startedMs) / 1000
  }

  async #answers(): Promise<boolean> {
    try {
      const connection = await tcpNode('127.0.0.1', this.port).connect('admin')
      try {
        const body = requestOf(ApiKey.Metadata, { topics: null, allowAutoTopicCreation: false })
        // A broker that has not caught up with its metadata lists none of itself.
        return (await connection.send(ApiKey.Metadata, 12, body)).brokers.length > 0
      } finally {
        await connection.close()
      }
    } catch {
      // Not yet: nothing listens, or nothing answers.
      return false
    }
  }

  cluster(): Cluster {
    const cluster = tcpCluster(this.address, { clock: systemClock, random: systemRandom })
    this.#clusters.push(cluster)
    return cluster
  }

  /** CPU seconds, user and system, of the process so far. */
  cpuS(): number {
    const stat = readFileSync(`/proc/${this.#pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S
  }

  rssMB(): number {
    const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8'))
    return Math.round(Number(line?.[1] ?? 0) / 1024)
  }

  /** Ends the process, in order or by kill -9, and waits until it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    for (const cluster of this.#clusters.splice(0)) await cluster.close()
    const pid = this.#pid
    if (pid === 0) return
    this.#pid = 0
    process.kill(pid, signal)
    // Kafka's start script takes a process that ended and was not waited for to be running still.
    rmSync(join(this.folder, 'broker-1', 'pid'), { force: true })
    for (;;) {
      try {
        // A process that ended and was not waited for is still there, as a zombie.
        if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return
      } catch {
        return
      }
      await pause(5)
    }
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.end('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** One of Kafka's own tools, as a client of this broker; its output. */
  tool(words: readonly string[]): string {
    const { stdout, stderr, status } = spawnSync(join(this.#tools, 'bin', 'tool'), words, {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
    if (status !== 0) {
      throw new MoldauError('RUN_FAILED', `Kafka's ${words[0]} failed`, { detail: stderr.slice(-500) })
    }
    return stdout
  }
}

export { pause }
