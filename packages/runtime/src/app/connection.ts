/** How an application reaches its log: made by `embeddedLog` or `kafkaCluster`, the composition roots. */
import type { Clock, Dial, Node, Random } from '@moldau/protocol'

export interface AppConnection {
  readonly bootstrap: readonly Node[]
  readonly dial: Dial
  readonly clock: Clock
  readonly random: Random
  /** Where local state goes when the settings do not say. */
  readonly stateDir: string
  /** Hears of what is worth knowing and no failure. */
  readonly warn: (text: string) => void
}
