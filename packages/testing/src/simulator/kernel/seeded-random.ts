/**
 * Chance from a seed, and what a simulation asks of it. The same seed gives the same numbers, on every machine.
 *
 * `fork` gives an independent stream by name: what one part of a simulation draws changes nothing for another, so a client that
 * asks once more does not move every later fault.
 */
import type { Random } from '@moldau/protocol'
import { seededRandom } from '../../node/faulty.ts'

export class SeededRandom implements Random {
  readonly #seed: number
  readonly #source: Random

  constructor(seed: number) {
    this.#seed = seed >>> 0
    this.#source = seededRandom(this.#seed)
  }

  nextUint32(): number {
    return this.#source.nextUint32()
  }

  /** A number from 0 up to, and without, 1. */
  unit(): number {
    return this.nextUint32() / 4294967296
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.unit() * (max - min + 1))
  }

  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.unit() < probability
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(0, from.length - 1)]!
  }

  /** Milliseconds between `min` and `max`, small ones far more often: as delays are. */
  delayMs(min: number, max: number): number {
    const unit = this.unit()
    return min + (max - min) * unit * unit * unit
  }

  /** A stream of its own for whoever `name` is. */
  fork(name: string): SeededRandom {
    let hash = (this.#seed ^ 0x811c9dc5) >>> 0
    for (let n = 0; n < name.length; n++) hash = Math.imul(hash ^ name.charCodeAt(n), 0x01000193) >>> 0
    return new SeededRandom(hash)
  }
}
