/** What a workload is: clients that do something, and what must hold when they have done it. */

import type { SimulatedBrokerOptions } from '../broker/simulated-broker.ts'
import type { SeededRandom } from '../kernel/seeded-random.ts'
import type { Fault } from './nemesis.ts'
import type { World } from './world.ts'

export interface Workload {
  readonly name: string
  /** One sentence: what it does and what it proves. */
  readonly about: string
  /** Faults that it can bear. Default: all. */
  readonly faults?: readonly Fault[]
  /** Changes what the run chose for the broker; called once, before the broker starts. */
  broker?(random: SeededRandom, options: SimulatedBrokerOptions): SimulatedBrokerOptions
  /**
   * Makes topics and starts clients, in peace. The returned function is called when every client has come to its end, and
   * nothing goes wrong any more: it looks, and calls `world.find` for what must not be.
   */
  begin(world: World): Promise<() => Promise<void>>
}
