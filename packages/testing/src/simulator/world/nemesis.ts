/**
 * Who makes things go wrong: picks faults by chance, one after another, each with its end, until told to stop.
 *
 * A run has a few kinds of fault enabled, or none: what survives all of them together may fail for one alone, and recovery needs
 * calm. Durations in virtual ms.
 */

import type { SimulatedBroker } from '../broker/simulated-broker.ts'
import type { SeededRandom } from '../kernel/seeded-random.ts'
import type { SimulatedClient } from '../kernel/simulated-client.ts'
import { FAIR_WEATHER } from '../kernel/simulated-net.ts'
import type { Death } from '../kernel/simulated-process.ts'
import type { Simulation } from '../kernel/simulation.ts'

export const FAULTS = [
  'kill-broker',
  'power-loss',
  'crash-in-write',
  'restart-broker',
  'kill-client',
  'pause',
  'cut',
  'reset',
  'break-frames',
  'slow-net',
  'disk-full',
  'sync-failure',
  'clock-jump',
  'read-errors',
] as const
export type Fault = (typeof FAULTS)[number]

export interface NemesisOptions {
  /** What may happen. */
  readonly faults: readonly Fault[]
  /** Calm between two faults, ms: at least, at most. */
  readonly calmMs: readonly [number, number]
  /** How many may go on at once. Default 1. */
  readonly atOnce?: number
}

export class Nemesis {
  readonly #simulation: Simulation
  readonly #broker: SimulatedBroker
  readonly #clients: readonly SimulatedClient[]
  readonly #options: NemesisOptions
  readonly #random: SeededRandom
  /** Faults that happened. */
  count = 0

  constructor(
    simulation: Simulation,
    broker: SimulatedBroker,
    clients: readonly SimulatedClient[],
    options: NemesisOptions,
  ) {
    this.#simulation = simulation
    this.#broker = broker
    this.#clients = clients
    this.#options = options
    this.#random = simulation.random.fork('nemesis')
  }

  /** Makes things go wrong for `forMs`, then sets everything right. Settles when the broker serves again. */
  async run(forMs: number): Promise<void> {
    const endMs = this.#simulation.time.nowMs + forMs
    const { atOnce = 1, faults } = this.#options
    if (faults.length === 0) await this.#simulation.sleep(forMs)
    else await Promise.all(Array.from({ length: atOnce }, () => this.#harass(endMs)))
    await this.#calm()
  }

  /** One fault after another. */
  async #harass(endMs: number): Promise<void> {
    const [min, max] = this.#options.calmMs
    while (true) {
      await this.#simulation.sleep(this.#random.int(min, max))
      if (this.#simulation.time.nowMs >= endMs) return
      this.count++
      const fault = this.#random.pick(this.#options.faults)
      this.#simulation.note('nemesis', fault)
      await this.#strike(fault)
    }
  }

  /** Starts the broker until it serves. */
  async #revive(): Promise<void> {
    for (let tries = 0; !this.#broker.isUp && tries < 5; tries++) {
      await this.#simulation.sleep(this.#random.int(1, 1500))
      if (!this.#broker.isRunning) await this.#broker.start()
    }
  }

  async #strike(fault: Fault): Promise<void> {
    const random = this.#random
    switch (fault) {
      case 'kill-broker':
        return this.#kill('process')
      case 'power-loss':
        return this.#kill('power')
      case 'crash-in-write':
        return this.#crashInWrite()
      case 'restart-broker':
        await this.#broker.stop()
        return this.#revive()
      case 'kill-client':
        return this.#victim()?.crash(random.chance(0.7) ? 'process' : 'power', random.int(1, 3000))
      case 'pause':
        return this.#pause()
      case 'cut':
        return this.#cut()
      case 'reset':
        this.#simulation.net.reset(this.#broker.address.host, random.pick([0.2, 0.5, 1]))
        return
      case 'break-frames':
        return this.#weather({ breaking: random.pick([0.01, 0.05]), chunking: 0.8 })
      case 'slow-net':
        return this.#weather({ delayMaxMs: random.pick([50, 800]), loss: random.pick([0, 0.1]) })
      case 'disk-full':
        return this.#disk('ENOSPC')
      case 'sync-failure':
        return this.#disk('EIO')
      case 'clock-jump':
        return this.#jump()
      case 'read-errors':
        return this.#misread()
    }
  }

  async #kill(death: Death): Promise<void> {
    this.#broker.kill(death)
    await this.#simulation.sleep(this.#random.int(0, 300))
    const start = this.#broker.isRunning ? Promise.resolve() : this.#broker.start()
    // Now and then it dies again while it recovers.
    if (this.#random.chance(0.25)) {
      await this.#simulation.sleep(this.#random.delayMs(0, 60))
      this.#broker.kill(this.#random.chance(0.5) ? death : 'process')
    }
    await start
    await this.#revive()
  }

  /** The process dies within an operation on the disk, the n-th from now. */
  async #crashInWrite(): Promise<void> {
    const mode = this.#options.faults.includes('power-loss') && this.#random.chance(0.5) ? 'power' : 'process'
    this.#broker.disk.crashAfter(this.#random.int(0, 40), mode)
    for (let n = 0; n < 20 && this.#broker.isRunning; n++) await this.#simulation.sleep(100)
    if (this.#broker.isRunning) this.#broker.kill(mode)
    await this.#revive()
  }

  #victim(): SimulatedClient | undefined {
    const alive = this.#clients.filter(one => !one.isDone && one.process?.isAlive)
    return alive.length === 0 ? undefined : this.#random.pick(alive)
  }

  /** A process stands still for so long that its sessions may be over. */
  async #pause(): Promise<void> {
    const victim = this.#random.chance(0.3) ? this.#broker.process : this.#victim()?.process
    victim?.pause()
    await this.#simulation.sleep(this.#random.pick([50, 1500, 8000]))
    victim?.resume()
  }

  async #cut(): Promise<void> {
    const host = this.#random.chance(0.3) ? this.#broker.address.host : this.#victim()?.name
    if (host === undefined) return
    this.#simulation.net.cut(host)
    await this.#simulation.sleep(this.#random.pick([100, 2000, 9000]))
    this.#simulation.net.heal(host)
  }

  async #weather(change: Partial<typeof FAIR_WEATHER>): Promise<void> {
    this.#simulation.net.weather = { ...FAIR_WEATHER, ...change }
    await this.#simulation.sleep(this.#random.int(500, 4000))
    this.#simulation.net.weather = FAIR_WEATHER
  }

  /** The disk refuses; a full one for a while, a broken one until the machine is started on a good one again. */
  async #disk(code: 'ENOSPC' | 'EIO'): Promise<void> {
    const heal = this.#broker.troubleDisk(this.#random.int(0, 30), code)
    await this.#simulation.sleep(this.#random.int(200, 2000))
    heal()
    await this.#revive()
  }

  /** Reads fail: one, or all for a while. Somebody looks at the disk then, and starts the broker again. */
  async #misread(): Promise<void> {
    const heal = this.#broker.troubleReads(this.#random.int(0, 20), this.#random.chance(0.5))
    await this.#simulation.sleep(this.#random.int(200, 2000))
    heal()
    await this.#broker.stop()
    await this.#revive()
  }

  /** A wall clock jumps. */
  async #jump(): Promise<void> {
    const process = this.#random.chance(0.5) ? this.#broker.process : this.#victim()?.process
    if (process !== undefined) process.wallErrorMs = this.#random.pick([-3_600_000, -1000, 1000, 3_600_000])
  }

  async #calm(): Promise<void> {
    const { net } = this.#simulation
    for (const host of net.cutHosts) net.heal(host)
    this.#broker.disk.spare()
    net.weather = FAIR_WEATHER
    const processes = [this.#broker.process, ...this.#clients.map(({ process }) => process)]
    for (const process of processes) {
      process?.resume()
      // Clocks that differ by two hours refuse each other's records for as long as they do.
      if (process !== undefined) process.wallErrorMs = 0
    }
    await this.#revive()
    this.#simulation.note('nemesis', 'rests')
  }
}
