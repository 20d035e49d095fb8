/**
 * The disk of a simulated machine: it outlives the processes that use it, and loses what was not synced when the power goes.
 *
 * `MemoryStorage` (packages/log) keeps, for each file, what readers see and what survives, with the changes between, and for each
 * folder the same of its names. This adds time (a sync takes a while, and covers only what was written before it was asked for),
 * and faults that come and go. Units: ms.
 */
import { type CrashMode, MemoryStorage, type Storage } from '@moldau/log'
import { sleep } from '@moldau/protocol'
import type { SeededRandom } from './seeded-random.ts'
import type { SimulatedProcess } from './simulated-process.ts'

export interface DiskSpeed {
  readonly syncMinMs: number
  readonly syncMaxMs: number
}

export class SimulatedDisk {
  speed: DiskSpeed = { syncMinMs: 0.2, syncMaxMs: 15 }
  readonly #random: SeededRandom
  #storage: MemoryStorage
  #user: SimulatedProcess | undefined
  /** What the planned crash takes. */
  #planned: CrashMode = 'process'

  constructor(random: SeededRandom) {
    this.#random = random
    this.#storage = new MemoryStorage({
      seed: random.nextUint32(),
      nowMs: () => this.#user?.clock.nowMs() ?? 0,
      medium: () => this.#medium(),
      onCrash: () => this.#user?.kill(this.#planned),
    })
  }

  /** The disk as `process` uses it, until it dies. One process at a time. */
  mount(process: SimulatedProcess): Storage {
    this.#user = process
    process.atDeath(death => {
      this.#storage = this.#storage.afterCrash(death)
    })
    return this.#storage
  }

  #medium(): Promise<void> {
    const { syncMaxMs, syncMinMs } = this.speed
    return sleep(this.#user!.clock, this.#random.delayMs(syncMinMs, syncMaxMs))
  }

  /** The process that uses the disk dies within one of its next operations, the one after `operations` others. */
  crashAfter(operations: number, mode: CrashMode): void {
    this.#planned = mode
    this.#storage.crashAt(this.#storage.operations + 1 + operations)
  }

  /**
   * Every change fails with an errno (`ENOSPC`, `EIO`) from the next but `operations` on, until `heal`; a name can still be removed
   * in memory, as on a real disk that is not yet mounted read-only.
   */
  failAfter(operations: number, code: string): void {
    const at = this.#storage.operations + 1 + operations
    this.#storage.fail({ at, code, lasting: true, sparesRemovals: true })
  }

  /** Every read fails with `EIO` from the next but `operations` on, until `heal`; or only that one. */
  failReadsAfter(operations: number, lasting: boolean): void {
    const at = this.#storage.reads + 1 + operations
    this.#storage.fail({ at, code: 'EIO', kind: 'read', lasting })
  }

  /** Takes a planned crash back. */
  spare(): void {
    this.#storage.crashAt(Number.POSITIVE_INFINITY)
  }

  /** Changes what lies on the disk while no process uses it. */
  edit(change: (storage: Storage) => void): void {
    change(this.#storage)
  }

  heal(): void {
    this.#storage.heal()
  }
}
