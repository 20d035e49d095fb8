/**
 * Group commit: one fdatasync serves everyone who waits for anything written before it.
 *
 *  1. `durableOffset` is an end offset: everything below it was covered by a sync that succeeded, together with the names of
 *     its files and folders. It never moves back, except when the log is cut back.
 *  2. At most one round is under way for a partition; what is appended meanwhile is served by the next. Rounds of different
 *     partitions overlap.
 *  3. A round starts in a microtask of the first append it covers, so that everything appended in one turn shares it.
 *  4. A failed round ends the folder (health.ts): every waiter is told so, and no later one is served. So it is where the log is
 *     removed: what nobody can read any more is never durable.
 * Modes: `batch` syncs after every append; `{ intervalMs }` when that much time has passed since the first unsynced one; `os`
 * leaves it to the operating system. A topic's `flush.messages` and `flush.ms` ask for more syncs, never for fewer. Sealed segments are synced in every mode, since the recovery point rests on it.
 */
import type { Clock } from '@moldau/protocol'
import type { Storage, StorageFile } from '../storage/storage.ts'
import type { Health } from './health.ts'

/** What acks=all waits for: see `docs` of the log; only `batch` survives the loss of power. */
export type Flush = 'batch' | 'os' | { readonly intervalMs: number }

interface Waiter {
  readonly endOffset: number
  readonly settle: (durable: boolean) => void
}

export class Durability {
  /** End offset below which everything survives the loss of power. */
  durableOffset = 0
  readonly #flush: Flush
  readonly #storage: Storage
  readonly #clock: Clock
  readonly #health: Health
  /** Files to sync; true where nobody needs the file afterwards. */
  #files = new Map<StorageFile, boolean>()
  #directories = new Set<string>()
  #endOffset = 0
  #waiters: Waiter[] = []
  #round: Promise<void> | undefined
  #timerSet = false
  /** Records, and time, after which a sync is asked for in any mode; infinity where the mode alone decides. */
  #recordsMax = Number.POSITIVE_INFINITY
  #intervalMs: number
  readonly #onDurable: (durableOffset: number) => void
  readonly #onFailure = (): void => this.#tell(false)
  #ended = false

  constructor(
    storage: Storage,
    clock: Clock,
    flush: Flush,
    health: Health,
    onDurable: (durableOffset: number) => void,
  ) {
    this.#storage = storage
    this.#clock = clock
    this.#flush = flush
    this.#intervalMs = intervalOf(flush)
    this.#health = health
    this.#onDurable = onDurable
    // A folder that fails elsewhere fails here: nobody may go on waiting.
    health.watch(this.#onFailure)
  }

  /** Takes over a topic's flush settings. */
  configure({ flushMessages, flushMs }: { readonly flushMessages: number; readonly flushMs: number }): void {
    this.#recordsMax = flushMessages
    this.#intervalMs = Math.min(intervalOf(this.#flush), flushMs)
  }

  /** Whether acks=all waits for the medium. */
  get waits(): boolean {
    return this.#flush === 'batch'
  }

  /** Where the log stands when it is opened or cut back. */
  reset(endOffset: number): void {
    this.durableOffset = endOffset
    this.#endOffset = endOffset
  }

  /** `file` has bytes that are not synced. */
  touch(file: StorageFile): void {
    if (!this.#files.has(file)) this.#files.set(file, false)
  }

  /** `file` needs one more sync and is then closed: a sealed segment, a small file written once. */
  retire(file: StorageFile): void {
    this.#files.set(file, true)
  }

  /** `file` is about to be removed: nobody needs its bytes. */
  forget(file: StorageFile): void {
    this.#files.delete(file)
  }

  /** `directory` has names that are not synced. */
  touchDirectory(directory: string): void {
    this.#directories.add(directory)
  }

  /** The log now ends at `endOffset`; asks for a sync where the mode wants one. */
  appended(endOffset: number): void {
    this.#endOffset = endOffset
    if (this.#flush === 'batch' || endOffset - this.durableOffset >= this.#recordsMax) this.#start()
    else if (this.#intervalMs < LONGEST_MS && !this.#timerSet) {
      this.#timerSet = true
      this.#clock.setTimer(this.#intervalMs, () => {
        this.#timerSet = false
        if (this.#endOffset > this.durableOffset && !this.#isOver) this.#start()
      })
    }
  }

  /** Settles when everything below `endOffset` is durable (true) or never will be (false). */
  wait(endOffset: number): Promise<boolean> {
    if (this.#isOver) return Promise.resolve(false)
    if (endOffset <= this.durableOffset) return Promise.resolve(true)
    this.#start()
    return new Promise(settle => this.#waiters.push({ endOffset, settle }))
  }

  /** What an acknowledgement at `endOffset` waits for: nothing (`undefined`), or whether it became durable. */
  pending(endOffset: number): Promise<boolean> | undefined {
    if (this.#flush !== 'batch' && !this.#isOver) return undefined
    if (endOffset <= this.durableOffset && !this.#isOver) return undefined
    return this.wait(endOffset)
  }

  /** Syncs everything that is not, whatever the mode. False where that failed. */
  async flush(): Promise<boolean> {
    while (this.#files.size > 0 || this.#directories.size > 0 || this.#round !== undefined) {
      if (this.#health.failure !== undefined) return false
      this.#start()
      await this.#round
    }
    if (this.#health.failure !== undefined) return false
    this.#advance(this.#endOffset)
    return true
  }

  /** The log is removed: whoever waits is told so, and nobody waits again (4). */
  end(): void {
    this.#ended = true
    this.#health.unwatch(this.#onFailure)
    this.#tell(false)
  }

  get #isOver(): boolean {
    return this.#ended || this.#health.failure !== undefined
  }

  /** Begins a round, or leaves it to the one that is about to begin. */
  request(): void {
    this.#start()
  }

  #start(): void {
    if (this.#round === undefined) this.#round = this.#run()
  }

  async #run(): Promise<void> {
    await Promise.resolve()
    try {
      while (this.#health.failure === undefined && (this.#files.size > 0 || this.#directories.size > 0)) {
        await this.#syncOnce()
        // Without a waiter, only what the mode asks for is worth another round.
        if (this.#flush !== 'batch' && this.#waiters.length === 0) break
      }
      if (this.#health.failure === undefined) this.#advance(this.durableOffset)
    } finally {
      this.#round = undefined
    }
  }

  async #syncOnce(): Promise<void> {
    const endOffset = this.#endOffset
    const files = this.#files
    const directories = this.#directories
    this.#files = new Map()
    this.#directories = new Set()
    const syncs: Promise<void>[] = []
    for (const file of files.keys()) syncs.push(file.sync())
    for (const directory of directories) syncs.push(this.#storage.syncDirectory(directory))
    const results = await Promise.allSettled(syncs)
    for (const [file, retired] of files) if (retired) file.close()
    for (const result of results) {
      if (result.status === 'rejected') {
        this.#health.fail(result.reason instanceof Error ? result.reason : new Error(String(result.reason)))
        return
      }
    }
    if (this.#health.failure === undefined) this.#advance(endOffset)
  }

  #advance(endOffset: number): void {
    if (endOffset > this.durableOffset) {
      this.durableOffset = endOffset
      this.#onDurable(endOffset)
    }
    let served = 0
    while (served < this.#waiters.length && this.#waiters[served]!.endOffset <= this.durableOffset) served++
    for (const waiter of this.#waiters.splice(0, served)) waiter.settle(true)
  }

  #tell(durable: boolean): void {
    for (const waiter of this.#waiters.splice(0)) waiter.settle(durable)
  }
}

/** Beyond this a time means: never. */
const LONGEST_MS = Number.MAX_SAFE_INTEGER

function intervalOf(flush: Flush): number {
  return typeof flush === 'object' ? flush.intervalMs : Number.POSITIVE_INFINITY
}
