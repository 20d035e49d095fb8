/**
 * `StorePort` over a `level` database: one folder, one owner, locked by LevelDB while it is open.
 *
 * LevelDB holds a batch in its write-ahead log without a sync: it survives the end of the process, not a power cut. A store
 * is only a cache of its changelog, so the runtime notes the machine's boot and an orderly close beside the stores and
 * rebuilds what a power cut may have touched (see `state-folder.ts`).
 */
import { rm, stat } from 'node:fs/promises'
import { MoldauError } from '@moldau/protocol'
import { Level } from 'level'
import type { StorePort, StoreWrite } from './store-port.ts'

/** LevelDB's own block cache: small, because pages are cached above it. */
const BLOCK_CACHE_BYTES = 4 << 20
const WRITE_BUFFER_BYTES = 4 << 20

type Database = Level<Uint8Array, Uint8Array>

export class LevelPort implements StorePort {
  readonly #folder: string
  readonly #database: Database
  /** Settles with the batch last asked for; its failure is its caller's. */
  #last: Promise<void> = Promise.resolve()

  private constructor(folder: string, database: Database) {
    this.#folder = folder
    this.#database = database
  }

  /** Opens, or creates, the database in `folder`. @throws MoldauError `STORE_LOCKED`, `STORE_DAMAGED` */
  static async open(folder: string): Promise<LevelPort> {
    const database: Database = new Level(folder, {
      keyEncoding: 'view',
      valueEncoding: 'view',
      cacheSize: BLOCK_CACHE_BYTES,
      writeBufferSize: WRITE_BUFFER_BYTES,
      compression: true,
    })
    try {
      await database.open()
    } catch (error) {
      const cause = (error as { cause?: { code?: string; message?: string } }).cause
      const locked = cause?.code === 'LEVEL_LOCKED'
      throw new MoldauError(
        locked ? 'STORE_LOCKED' : 'STORE_DAMAGED',
        `the state store ${folder} cannot be opened`,
        {
          detail: cause?.message ?? String(error),
          hint: locked
            ? 'another process has it open: give each process its own --data folder'
            : 'it is a cache of its changelog, and is rebuilt from there when the folder is removed',
          cause: error,
        },
      )
    }
    return new LevelPort(folder, database)
  }

  /** Whether there is anything in `folder`. */
  static async exists(folder: string): Promise<boolean> {
    try {
      await stat(folder)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    }
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const found: Uint8Array | undefined = this.#database.getSync(key)
    // LevelDB gives a Buffer, whose `slice` lends where that of the promised Uint8Array copies.
    return found === undefined ? undefined : new Uint8Array(found.buffer, found.byteOffset, found.length)
  }

  /** Batches wait for one another: LevelDB runs them on threads, and two at once may change places. */
  batch(writes: readonly StoreWrite[]): Promise<void> {
    const batch = this.#last.then(() => this.#database.batch(writes as StoreWrite[]))
    this.#last = batch.catch(() => undefined)
    return batch
  }

  async close(): Promise<void> {
    await this.#last
    await this.#database.close()
  }

  async destroy(): Promise<void> {
    await this.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
