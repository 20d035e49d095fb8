/**
 * The machine of a simulation that runs the broker: the real one, on a simulated disk, served over the simulated network by the
 * code that serves it over TCP. It can be killed, lose its power, and be started again on what is left.
 *
 *  1. Between a death and the next start nothing answers.
 *  2. A start that fails for another reason than one that was planned is a finding: whatever a crash leaves can be opened.
 *  3. Every answer passes the witness, which knows what earlier lives have said.
 */
import { Broker, type BrokerOptions, ServedStream, type ServeOptions } from '@moldau/log'
import { SimulatedDisk } from '../kernel/simulated-disk.ts'
import type { Death, SimulatedProcess } from '../kernel/simulated-process.ts'
import type { Simulation } from '../kernel/simulation.ts'
import { Witness } from './witness.ts'

export const BROKER_HOST = 'broker'
export const BROKER_PORT = 9092

export interface SimulatedBrokerOptions extends Pick<BrokerOptions, 'config' | 'flush' | 'tailCacheBytes'> {
  /** How it is served. */
  readonly serve?: Pick<ServeOptions, 'inFlightMax' | 'inFlightBytesMax'>
}

export class SimulatedBroker {
  readonly address = { host: BROKER_HOST, port: BROKER_PORT }
  readonly disk: SimulatedDisk
  readonly witness: Witness
  readonly options: SimulatedBrokerOptions
  /** Lives that were ended, by how. */
  readonly deaths: { readonly atMs: number; readonly death: Death | 'clean' }[] = []
  readonly #simulation: Simulation
  #process: SimulatedProcess | undefined
  #broker: Broker | undefined
  /** Faults of the disk that go on. */
  #diskTroubles = 0
  /** Whether the disk gave trouble in this life: then that a start or a stop fails is no finding. */
  #isTroubled = false

  constructor(simulation: Simulation, options: SimulatedBrokerOptions = {}) {
    this.#simulation = simulation
    this.options = options
    this.disk = new SimulatedDisk(simulation.random.fork('disk'))
    this.witness = new Witness(
      (rule, text) => simulation.find(rule, text),
      text => simulation.note(BROKER_HOST, text),
    )
  }

  /** Whether it serves. */
  get isUp(): boolean {
    return this.#broker !== undefined
  }

  /** Whether it serves or is about to. */
  get isRunning(): boolean {
    return this.#process?.isAlive === true
  }

  get process(): SimulatedProcess | undefined {
    return this.#process
  }

  /** Makes the disk refuse every change with an errno, from the next but `operations` on. Returns what ends that. */
  troubleDisk(operations: number, code: string): () => void {
    return this.#trouble(() => this.disk.failAfter(operations, code))
  }

  /** Makes reads of the disk fail, from the next but `operations` on, or that one alone. Returns what ends that. */
  troubleReads(operations: number, lasting: boolean): () => void {
    return this.#trouble(() => this.disk.failReadsAfter(operations, lasting))
  }

  #trouble(begin: () => void): () => void {
    this.#diskTroubles++
    this.#isTroubled = true
    begin()
    return () => {
      if (--this.#diskTroubles === 0) this.disk.heal()
    }
  }

  /** Opens the folder and serves. Settles when it serves; when it is killed meanwhile, at the death. */
  async start(): Promise<void> {
    const simulation = this.#simulation
    const process = simulation.process(BROKER_HOST)
    this.#process = process
    this.#isTroubled = this.#diskTroubles > 0
    const died = new Promise<undefined>(resolve => {
      process.atDeath(death => {
        this.#broker = undefined
        this.deaths.push({ atMs: simulation.time.nowMs, death })
        this.witness.died()
        resolve(undefined)
      })
    })
    const opened = Broker.open({
      ...this.options,
      storage: this.disk.mount(process),
      dataDir: 'data',
      clock: process.clock,
      random: process.random,
      advertised: { ...this.address },
      onFault: fault => this.#hearFault(process, fault),
    })
    const broker = await Promise.race([opened, died]).catch(error => {
      if (!process.isAlive) return undefined
      if (!this.#isTroubled) simulation.find('broker-does-not-start', String((error as Error).stack ?? error))
      process.kill('process')
      return undefined
    })
    if (broker === undefined || !process.isAlive) return
    // What the disk refuses ends the process, as `moldau serve` does.
    broker.onDiskFailure(failure => {
      simulation.note(BROKER_HOST, `the disk has failed: ${failure.detail}`)
      process.kill('process')
    })
    if (!process.isAlive) return
    const node = this.witness.watch(broker.node())
    const streams = new Set<ServedStream>()
    simulation.net.listen(process, BROKER_HOST, BROKER_PORT, stream => {
      const served: ServedStream = new ServedStream(node, stream, this.options.serve ?? {}, () =>
        streams.delete(served),
      )
      streams.add(served)
    })
    this.#broker = broker
    simulation.note(BROKER_HOST, 'serves')
  }

  #hearFault(process: SimulatedProcess, fault: unknown): void {
    if (!process.isAlive || this.#isTroubled) return
    this.#simulation.find('broker-fault', String((fault as Error).stack ?? fault))
  }

  /** Ends the process, or the power of its machine. */
  kill(death: Death): void {
    if (death === 'power' && this.options.flush !== undefined && this.options.flush !== 'batch')
      this.witness.forget()
    this.#process?.kill(death)
  }

  /** Closes the broker as `SIGTERM` does, and ends the process. */
  async stop(): Promise<void> {
    const broker = this.#broker
    const process = this.#process
    if (broker === undefined || process === undefined) return
    this.#broker = undefined
    const died = new Promise<void>(resolve => process.atDeath(() => resolve()))
    const closed = broker.close().catch(error => {
      if (process.isAlive && !this.#isTroubled)
        this.#simulation.find('broker-does-not-stop', String((error as Error).stack ?? error))
    })
    await Promise.race([closed, died])
    if (!process.isAlive) return
    process.kill('process')
    this.deaths.push({ atMs: this.#simulation.time.nowMs, death: 'clean' })
  }
}
