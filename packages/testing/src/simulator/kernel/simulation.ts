/**
 * A simulation: one thread, one seed, virtual time, and everything that programs in it may touch.
 *
 *  1. The same seed, the same programs: the same trace, event by event.
 *  2. What is wrong is a finding, not an exception: the run goes on or ends, and reports all of them.
 *  3. An unhandled failure of a program is a finding too.
 *
 * Programs run in a `SimulatedProcess` each, and reach one another over the `SimulatedNet`. The broker of a simulation is
 * `SimulatedBroker`, clients are made on `cluster(process)`; both are the real ones.
 */
import { Cluster, type ClusterOptions, frameConnection } from '@moldau/client'
import { StorageCrashed } from '@moldau/log'
import type { Node } from '@moldau/protocol'
import { SeededRandom } from './seeded-random.ts'
import { SimulatedNet } from './simulated-net.ts'
import { SimulatedProcess } from './simulated-process.ts'
import { Trace } from './trace.ts'
import { VirtualTime } from './virtual-time.ts'

/** Something that must not be: the rule that was broken, and how. */
export interface Finding {
  /** A short name, such as `lost-write`. */
  readonly rule: string
  readonly text: string
}

export interface SimulationOptions {
  readonly seed: number
  /** Gets every line of the trace. Default: nobody. */
  readonly onTrace?: (line: string) => void
}

export interface SimulatedClusterOptions
  extends Omit<ClusterOptions, 'bootstrap' | 'dial' | 'clock' | 'random'> {
  /** Wraps every node that the cluster reaches. */
  readonly decorate?: (node: Node) => Node
}

/** Findings of one rule that are kept; one is enough to know, thousands drown the others. */
const FINDINGS_PER_RULE = 5

export class Simulation {
  readonly seed: number
  readonly random: SeededRandom
  readonly time: VirtualTime
  readonly net: SimulatedNet
  readonly trace: Trace
  readonly findings: Finding[] = []
  /** Called after every event, once all that it set off has come to rest: for invariants that are cheap to look at. */
  readonly invariants: (() => void)[] = []
  readonly #lives = new Map<string, number>()

  constructor({ onTrace, seed }: SimulationOptions) {
    this.seed = seed
    this.random = new SeededRandom(seed)
    this.trace = new Trace(onTrace)
    this.time = new VirtualTime(this.random.fork('time'))
    this.net = new SimulatedNet(this.time, this.random.fork('net'), (who, what) => this.note(who, what))
  }

  /** Adds a line to the trace. */
  note(who: string, what: string): void {
    this.trace.add(this.time.nowMs, who, what)
  }

  /** Says that a rule was broken. */
  find(rule: string, text: string): void {
    this.note('judge', `${rule}: ${text}`)
    if (this.findings.filter(one => one.rule === rule).length < FINDINGS_PER_RULE)
      this.findings.push({ rule, text })
  }

  /** A new process. Its name is its host name; the process of that name before it is dead. */
  process(name: string): SimulatedProcess {
    const life = (this.#lives.get(name) ?? 0) + 1
    this.#lives.set(name, life)
    this.note(name, `starts, life ${life}`)
    const process = new SimulatedProcess(name, this.time, this.random.fork(`${name}/${life}`))
    process.atDeath(death => this.note(name, `dies (${death})`))
    return process
  }

  /** The node at an address, as `process` sees it over the network. */
  node(process: SimulatedProcess, host: string, port: number, id = -1): Node {
    return {
      id,
      connect: async () =>
        frameConnection(await this.net.connect(process, host, port), { clientId: process.name }),
    }
  }

  /** A cluster for the clients of a process, reached over the network. */
  cluster(
    process: SimulatedProcess,
    address: { readonly host: string; readonly port: number },
    { decorate = node => node, ...options }: SimulatedClusterOptions = {},
  ): Cluster {
    return new Cluster({
      requestTimeoutMs: 5000,
      ...options,
      bootstrap: [decorate(this.node(process, address.host, address.port))],
      dial: (host, port, id) => decorate(this.node(process, host, port, id)),
      clock: process.clock,
      random: process.random,
    })
  }

  /** Settles after `delayMs` of the simulation, whoever dies. */
  sleep(delayMs: number): Promise<void> {
    return new Promise(resolve => {
      this.time.schedule(delayMs, resolve)
    })
  }

  /**
   * Runs `program` to its end, for at most `limitMs` from now. False when it did not end; what it throws is thrown.
   */
  async run(program: () => Promise<void>, limitMs: number): Promise<boolean> {
    let isOver = false
    let failure: unknown
    program().then(
      () => {
        isOver = true
      },
      error => {
        isOver = true
        failure = error
      },
    )
    const unhandled = (reason: unknown): void => {
      // Of a process that is dead already: nobody would have heard of it.
      if (reason instanceof StorageCrashed) return
      this.find('unhandled-failure', reason instanceof Error ? String(reason.stack) : String(reason))
    }
    process.on('unhandledRejection', unhandled)
    process.on('uncaughtException', unhandled)
    let ended: boolean
    try {
      ended = await this.time.run(
        () => isOver,
        this.time.nowMs + limitMs,
        () => {
          for (const check of this.invariants) check()
        },
      )
    } finally {
      process.off('unhandledRejection', unhandled)
      process.off('uncaughtException', unhandled)
    }
    if (failure !== undefined) throw failure
    return ended
  }
}
