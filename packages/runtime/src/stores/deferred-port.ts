/**
 * A store that is not on disk yet: empty until its first batch, and only then is the database made.
 *
 * Making a database syncs some files, 5 to 20 ms, and a task with three new stores waited for three of them before its first
 * record; what the engine above writes first may be minutes away. The owner (rule 5 of StorePort) is known from the first batch
 * on: until then the lock of the state folder keeps others away.
 */
import { LevelPort } from './level-port.ts'
import type { StorePort, StoreWrite } from './store-port.ts'

export class DeferredPort implements StorePort {
  readonly #folder: string
  #opening: Promise<LevelPort> | undefined
  #port: LevelPort | undefined

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Opens the database in `folder`, or defers making it. @throws what `LevelPort.open` throws */
  static async open(folder: string): Promise<StorePort> {
    return (await LevelPort.exists(folder)) ? LevelPort.open(folder) : new DeferredPort(folder)
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#port?.get(key)
  }

  async batch(writes: readonly StoreWrite[]): Promise<void> {
    this.#opening ??= LevelPort.open(this.#folder)
    const port = await this.#opening
    this.#port = port
    await port.batch(writes)
  }

  async close(): Promise<void> {
    await (await this.#opened())?.close()
  }

  async destroy(): Promise<void> {
    await (await this.#opened())?.destroy()
  }

  /** Undefined where no batch was asked for, or where making the database failed: who asked was told. */
  #opened(): Promise<LevelPort | undefined> {
    return this.#opening === undefined ? Promise.resolve(undefined) : this.#opening.catch(() => undefined)
  }
}
