/**
 * `StorePort` over the log's `Storage`: what a persistent state store sits on where the disk is a model of one, in tests and
 * in simulation.
 *
 * One file, `batches`, of frames: int32 payload bytes, uint32 CRC-32C, payload. A payload is the writes of a batch: a byte
 * (0 removes, 1 puts), int32 key bytes, for a put int32 value bytes, key, value. Everything is held in memory; opening replays
 * the file.
 *  1. A frame's checksum goes on from that of the frame before it, so a frame counts only behind the very frames it was
 *     written behind: what an older, dropped tail left in the file never comes back to life.
 *  2. Replay ends at the first frame that is not whole; the file is cut there.
 *  3. A batch is in the page cache when it settles, as LevelDB's is: it survives the death of the process. The loss of power
 *     takes a tail of the batches, never a part of one and never one from the middle.
 *  4. Where the file is more than twice as large as what lives in it, the next batch first writes the living to a new file
 *     and puts that into the old one's place.
 *  5. After a failed batch nothing is known about the file's end: the port takes no more, and is opened anew.
 */
import { replaceFile, type Storage, type StorageFile } from '@moldau/log'
import { crc32c, MoldauError } from '@moldau/protocol'
import type { StorePort, StoreWrite } from '@moldau/runtime'

const FRAME_HEAD_BYTES = 8
const PUT_HEAD_BYTES = 9
const DEL_HEAD_BYTES = 5
/** Below this size a file is left as it is. */
const COMPACT_BYTES_MIN = 4096

interface Entry {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}

/** The frame of a batch, behind frames whose last checksum is `before`. */
function frameOf(writes: readonly StoreWrite[], before: number): Uint8Array {
  let size = FRAME_HEAD_BYTES
  for (const write of writes) {
    size += write.key.length
    size += write.type === 'put' ? PUT_HEAD_BYTES + write.value.length : DEL_HEAD_BYTES
  }
  const frame = new Uint8Array(size)
  const view = new DataView(frame.buffer)
  let at = FRAME_HEAD_BYTES
  for (const write of writes) {
    view.setUint8(at, write.type === 'put' ? 1 : 0)
    view.setInt32(at + 1, write.key.length)
    at += DEL_HEAD_BYTES
    if (write.type === 'put') {
      view.setInt32(at, write.value.length)
      at += 4
    }
    frame.set(write.key, at)
    at += write.key.length
    if (write.type === 'del') continue
    frame.set(write.value, at)
    at += write.value.length
  }
  view.setInt32(0, size - FRAME_HEAD_BYTES)
  view.setUint32(4, crc32c(frame, FRAME_HEAD_BYTES, size, before))
  return frame
}

export class StorageStorePort implements StorePort {
  readonly #storage: Storage
  readonly #directory: string
  readonly #release: () => Promise<void>
  readonly #entries = new Map<string, Entry>()
  #file: StorageFile
  /** Where the next frame goes, and the checksum it goes on from. */
  #end = 0
  #checksum = 0
  /** Bytes that one frame of everything living would have. */
  #livingBytes = FRAME_HEAD_BYTES
  #last: Promise<void> = Promise.resolve()
  #failed: unknown

  private constructor(storage: Storage, directory: string, release: () => Promise<void>) {
    this.#storage = storage
    this.#directory = directory
    this.#release = release
    this.#file = storage.open(this.#path, { create: true })
  }

  /** Opens, or creates, the store in `directory`. @throws MoldauError `STORE_LOCKED` when it is open already */
  static async open(storage: Storage, directory: string): Promise<StorageStorePort> {
    storage.makeDirectory(directory)
    let release: () => Promise<void>
    try {
      release = await storage.lock(directory)
    } catch (cause) {
      if (!(cause instanceof MoldauError) || cause.code !== 'FOLDER_LOCKED') throw cause
      throw new MoldauError('STORE_LOCKED', `the state store ${directory} cannot be opened`, {
        detail: cause.message,
        hint: 'close the one that has it open',
        cause,
      })
    }
    try {
      const port = new StorageStorePort(storage, directory, release)
      port.#replay()
      return port
    } catch (error) {
      await release()
      throw error
    }
  }

  get #path(): string {
    return `${this.#directory}/batches`
  }

  #replay(): void {
    const bytes = this.#storage.readFile(this.#path)!
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    while (bytes.length - this.#end >= FRAME_HEAD_BYTES) {
      const start = this.#end + FRAME_HEAD_BYTES
      const stop = start + view.getInt32(this.#end)
      if (stop <= start || stop > bytes.length) break
      const checksum = crc32c(bytes, start, stop, this.#checksum)
      if (checksum !== view.getUint32(this.#end + 4)) break
      this.#replayFrame(bytes, view, start, stop)
      this.#checksum = checksum
      this.#end = stop
    }
    if (this.#end < bytes.length) this.#file.truncate(this.#end)
  }

  #replayFrame(bytes: Uint8Array, view: DataView, start: number, stop: number): void {
    let at = start
    while (at < stop) {
      const isPut = view.getUint8(at) === 1
      const keyStart = at + (isPut ? PUT_HEAD_BYTES : DEL_HEAD_BYTES)
      const keyEnd = keyStart + view.getInt32(at + 1)
      const key = bytes.slice(keyStart, keyEnd)
      if (isPut) {
        const valueEnd = keyEnd + view.getInt32(at + DEL_HEAD_BYTES)
        this.#apply({ type: 'put', key, value: bytes.slice(keyEnd, valueEnd) })
        at = valueEnd
      } else {
        this.#apply({ type: 'del', key })
        at = keyEnd
      }
    }
  }

  #apply(write: StoreWrite): void {
    const name = nameOf(write.key)
    const old = this.#entries.get(name)
    if (old !== undefined) this.#livingBytes -= PUT_HEAD_BYTES + old.key.length + old.value.length
    if (write.type === 'del') {
      this.#entries.delete(name)
      return
    }
    this.#entries.set(name, { key: write.key, value: write.value })
    this.#livingBytes += PUT_HEAD_BYTES + write.key.length + write.value.length
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#entries.get(nameOf(key))?.value
  }

  batch(writes: readonly StoreWrite[]): Promise<void> {
    const batch = this.#last.then(() => this.#write(writes))
    this.#last = batch.catch(() => undefined)
    return batch
  }

  async #write(writes: readonly StoreWrite[]): Promise<void> {
    if (this.#failed !== undefined) {
      throw new MoldauError('STORE_FAILED', `the state store ${this.#directory} takes no more batches`, {
        detail: `an earlier one failed: ${String(this.#failed)}`,
        hint: 'close it and open it again',
        cause: this.#failed,
      })
    }
    if (writes.length === 0) return
    try {
      if (this.#end > COMPACT_BYTES_MIN && this.#end > 2 * this.#livingBytes) await this.#compact()
      const frame = frameOf(writes, this.#checksum)
      this.#file.write(frame, this.#end)
      this.#end += frame.length
      this.#checksum = new DataView(frame.buffer).getUint32(4)
    } catch (error) {
      this.#failed = error
      throw error
    }
    for (const write of writes) {
      const key = write.key.slice()
      this.#apply(
        write.type === 'put' ? { type: 'put', key, value: write.value.slice() } : { type: 'del', key },
      )
    }
  }

  /** Writes one frame of everything living and puts it into the file's place. */
  async #compact(): Promise<void> {
    const living = [...this.#entries.values()].map(({ key, value }) => ({ type: 'put', key, value }) as const)
    const frame = living.length === 0 ? new Uint8Array(0) : frameOf(living, 0)
    await replaceFile(this.#storage, this.#path, frame)
    this.#file.close()
    this.#file = this.#storage.open(this.#path)
    this.#end = frame.length
    this.#checksum = frame.length === 0 ? 0 : new DataView(frame.buffer).getUint32(4)
  }

  async close(): Promise<void> {
    await this.#last
    this.#file.close()
    await this.#release()
  }

  async destroy(): Promise<void> {
    await this.close()
    this.#storage.removeDirectory(this.#directory)
  }
}
