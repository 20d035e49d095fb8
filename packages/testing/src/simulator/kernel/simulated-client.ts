/**
 * A client of a simulation: a program that is started again whenever its process was killed, until it has come to its end.
 *
 * The program is told which life it is in; what it must remember from one life to the next it keeps outside its function, as a
 * real one would in a file. A killed program simply stops: its promises never settle.
 */
import type { Cluster } from '@moldau/client'
import { MoldauError } from '@moldau/protocol'
import type { SeededRandom } from './seeded-random.ts'
import type { Death, SimulatedProcess } from './simulated-process.ts'
import type { SimulatedClusterOptions, Simulation } from './simulation.ts'

/** What a program is given. */
export interface ClientLife {
  readonly name: string
  /** 1, 2, ...: grows with each start. */
  readonly life: number
  readonly process: SimulatedProcess
  readonly random: SeededRandom
  /** Clients made on it reach the broker over the simulated network. */
  cluster(options?: SimulatedClusterOptions): Cluster
  /** Settles after `ms` of this process. */
  sleep(ms: number): Promise<void>
}

export type ClientProgram = (life: ClientLife) => Promise<void>

export class SimulatedClient {
  readonly name: string
  isDone = false
  life = 0
  process: SimulatedProcess | undefined
  readonly #simulation: Simulation
  readonly #address: { readonly host: string; readonly port: number }
  readonly #program: ClientProgram

  constructor(
    simulation: Simulation,
    address: { readonly host: string; readonly port: number },
    name: string,
    program: ClientProgram,
  ) {
    this.#simulation = simulation
    this.#address = address
    this.name = name
    this.#program = program
  }

  start(): void {
    const simulation = this.#simulation
    const process = simulation.process(this.name)
    this.process = process
    const life = ++this.life
    const random = process.random.fork('program')
    this.#program({
      ...{ name: this.name, life, process, random },
      cluster: options => simulation.cluster(process, this.#address, options),
      sleep: ms =>
        new Promise(resolve => {
          process.clock.setTimer(ms, resolve)
        }),
    }).then(
      () => {
        if (!process.isAlive) return
        this.isDone = true
        simulation.note(this.name, 'is done')
        process.kill('process')
      },
      error => {
        if (!process.isAlive) return
        const text = error instanceof Error ? error.stack : String(error)
        const code = error instanceof MoldauError ? `${error.code}: ${error.detail ?? ''} ` : ''
        simulation.find('client-failed', `${this.name}, life ${life}: ${code}${text}`)
        this.isDone = true
        process.kill('process')
      },
    )
  }

  /** Kills the process, and starts another after `restartMs`. */
  crash(death: Death, restartMs: number): void {
    if (this.isDone || this.process?.isAlive !== true) return
    this.process.kill(death)
    this.#simulation.time.schedule(restartMs, () => this.start())
  }
}
