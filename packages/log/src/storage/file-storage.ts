/**
 * Edge file: the disk of this machine, through node:fs. The only code that touches files.
 *
 * Reads and writes are synchronous: in the page cache they cost less than the hand-over to another thread. `sync` is
 * fdatasync on libuv's thread pool, so many partitions sync at once while the main thread fills the next group.
 * A folder is locked by an opened `level` database in it: Node has no flock, level holds a POSIX file lock, and the kernel
 * drops that lock however the process dies.
 */
import {
  close,
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsync,
  ftruncateSync,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs'
import { MoldauError } from '@moldau/protocol'
import { Level } from 'level'
import { type FileFacts, join, type Release, type Storage, type StorageFile } from './storage.ts'

/** The name of the folder, inside a locked folder, that carries the lock. */
export const LOCK_DIRECTORY = '.lock-level'

/** Files that may be open at once; more only while all of them have bytes that are not synced. */
const OPEN_FILES_MAX = 512
/** How many files are synced on the spot where the system has no descriptor left and none can be spared. */
const SETTLED_AT_ONCE = 16
/** How long a sync waits for a descriptor: 5 s. */
const DESCRIPTOR_PAUSE_MS = 5
const DESCRIPTOR_PAUSES = 1000

/**
 * The descriptors of this storage. A file that is open for its users may have none: it gets one when it is used, and the one that
 * was used least recently gives its own up. Only files without unsynced bytes do, so that a sync always speaks of what was written
 * through its own descriptor.
 */
class Descriptors {
  #max: number
  readonly #files = new Set<OpenFile>()
  tick = 0

  constructor(max: number) {
    this.#max = max
  }

  get count(): number {
    return this.#files.size
  }

  /** Opens `path`, making room first. */
  open(path: string, flags: string): number {
    if (this.#files.size >= this.#max) this.#release(1)
    return this.with(() => openSync(path, flags))
  }

  /** Does what needs a descriptor, a second time where the system had none left and room could be made. */
  with<T>(run: () => T): T {
    try {
      return run()
    } catch (error) {
      if (!this.relieve(error)) throw error
      return run()
    }
  }

  add(file: OpenFile): void {
    this.#files.add(file)
  }

  remove(file: OpenFile): void {
    this.#files.delete(file)
  }

  /** Gives up what is beyond the limit and no longer needed. */
  trim(): void {
    if (this.#files.size > this.#max) this.#release(this.#files.size - this.#max)
  }

  /** Makes room where the system has no descriptor left; whether that is worth another try. */
  relieve(error: unknown): boolean {
    if (!isExhausted(error)) return false
    // Others need descriptors too: from now on half of what there was has to do.
    this.#max = Math.max(4, Math.min(this.#max, this.#files.size >> 1))
    return this.#release(Math.ceil(this.#files.size / 2)) > 0 || this.#settleSome()
  }

  /**
   * Every file has unsynced bytes: syncs a few here and now, so that their descriptors can go. One that fails is not for the one who
   * needs a descriptor to hear of, but for the file's own next sync.
   */
  #settleSome(): boolean {
    const files = [...this.#files].filter(file => file.isSettled).sort((a, b) => a.usedAt - b.usedAt)
    for (const file of files.slice(0, SETTLED_AT_ONCE)) file.settle()
    return this.#release(SETTLED_AT_ONCE) > 0
  }

  #release(count: number): number {
    const idle = [...this.#files].filter(file => file.isIdle).sort((a, b) => a.usedAt - b.usedAt)
    for (const file of idle.slice(0, count)) file.release()
    return Math.min(count, idle.length)
  }
}

class OpenFile implements StorageFile {
  readonly path: string
  usedAt = 0
  readonly #descriptors: Descriptors
  #fd: number | undefined
  /** Writes so far, and how many of them the last good sync covered. */
  #writes = 0
  #synced = 0
  #wasSynced = false
  /** Syncs under way: the descriptor is given back only when the last one is done. */
  #syncs = 0
  #closed = false
  /** The first sync that failed: the kernel forgets the error and takes the pages for clean, so that a later sync proves nothing. */
  #failure: Error | undefined

  constructor(descriptors: Descriptors, path: string, fd: number) {
    this.#descriptors = descriptors
    this.path = path
    this.#fd = fd
    descriptors.add(this)
  }

  /** The descriptor, opened anew where it was given up. */
  get #descriptor(): number {
    if (this.#closed) throw Object.assign(new Error(`EBADF: ${this.path} is closed`), { code: 'EBADF' })
    if (this.#fd === undefined) {
      this.#fd = this.#descriptors.open(this.path, 'r+')
      this.#descriptors.add(this)
    }
    this.usedAt = ++this.#descriptors.tick
    return this.#fd
  }

  get isIdle(): boolean {
    const isSynced = this.#writes === this.#synced && this.#failure === undefined
    return this.#fd !== undefined && isSynced && this.#syncs === 0
  }

  /** No sync is under way, so that one here and now speaks for all writes. */
  get isSettled(): boolean {
    return this.#fd !== undefined && this.#syncs === 0 && this.#failure === undefined
  }

  /** Syncs here and now; what fails is kept, and every later `sync` rejects with it. */
  settle(): void {
    if (this.#fd === undefined || this.isIdle) return
    try {
      fdatasyncSync(this.#fd)
    } catch (error) {
      this.#failure = error as Error
      return
    }
    this.#synced = this.#writes
    this.#wasSynced = true
  }

  release(): void {
    if (this.#fd === undefined) return
    closeSync(this.#fd)
    this.#fd = undefined
    this.#descriptors.remove(this)
  }

  size(): number {
    return fstatSync(this.#descriptor).size
  }

  write(bytes: Uint8Array, position: number, start = 0, end = bytes.length): void {
    const fd = this.#descriptor
    this.#writes++
    let at = start
    while (at < end) {
      const written = writeSync(fd, bytes, at, end - at, position + at - start)
      if (written === 0)
        throw Object.assign(new Error(`ENOSPC: nothing more can be written, ${this.path}`), {
          code: 'ENOSPC',
        })
      at += written
    }
  }

  read(target: Uint8Array, position: number): number {
    const fd = this.#descriptor
    let at = 0
    while (at < target.length) {
      const count = readSync(fd, target, at, target.length - at, position + at)
      if (count === 0) break
      at += count
    }
    return at
  }

  truncate(size: number): void {
    const fd = this.#descriptor
    this.#writes++
    ftruncateSync(fd, size)
  }

  sync(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    // Without a descriptor everything written through it has been synced; what others wrote before may not have been.
    if (this.#fd === undefined && this.#wasSynced) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const attempt = (left: number): void => {
        try {
          this.#syncWith(this.#descriptor, error => (error ? reject(error) : resolve()))
        } catch (error) {
          // No sync has failed yet: it waits for a descriptor.
          if (left > 0 && isExhausted(error)) setTimeout(attempt, DESCRIPTOR_PAUSE_MS, left - 1)
          else reject(error)
        }
      }
      attempt(DESCRIPTOR_PAUSES)
    })
  }

  #syncWith(fd: number, done: (error: Error | null) => void): void {
    const covered = this.#writes
    this.#syncs++
    fdatasync(fd, error => {
      this.#syncs--
      if (error === null) {
        this.#synced = Math.max(this.#synced, covered)
        this.#wasSynced = true
      } else this.#failure ??= error
      if (this.#closed && this.#syncs === 0) this.release()
      else this.#descriptors.trim()
      done(error)
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#syncs === 0) this.release()
  }
}

/** The file system of this machine. */
export class FileStorage implements Storage {
  readonly #descriptors: Descriptors

  /** `openFilesMax`: how many files have a descriptor at once. Default 512. */
  constructor(openFilesMax: number = OPEN_FILES_MAX) {
    this.#descriptors = new Descriptors(openFilesMax)
  }

  /** Files that have a descriptor now. */
  get openFiles(): number {
    return this.#descriptors.count
  }

  open(path: string, options: { readonly create?: boolean } = {}): StorageFile {
    try {
      return new OpenFile(this.#descriptors, path, this.#descriptors.open(path, 'r+'))
    } catch (error) {
      if (!options.create || !isMissing(error)) throw error
      return new OpenFile(this.#descriptors, path, this.#descriptors.open(path, 'wx+'))
    }
  }

  list(directory: string): string[] {
    try {
      return this.#descriptors.with(() => readdirSync(directory)).sort()
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }

  stat(path: string): FileFacts | undefined {
    const facts = statSync(path, { throwIfNoEntry: false })
    if (facts === undefined || !facts.isFile()) return undefined
    return { sizeBytes: facts.size, createdMs: Math.floor(facts.birthtimeMs) }
  }

  readFile(path: string): Uint8Array | undefined {
    try {
      return this.#descriptors.with(() => readFileSync(path))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  makeDirectory(directory: string): void {
    mkdirSync(directory, { recursive: true })
  }

  rename(from: string, to: string): void {
    renameSync(from, to)
  }

  remove(path: string): void {
    rmSync(path, { force: true })
  }

  removeDirectory(directory: string): void {
    rmSync(directory, { recursive: true, force: true })
  }

  syncDirectory(directory: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const attempt = (left: number): void => {
        open(directory, 'r', (missing, fd) => {
          // A folder that was removed meanwhile has no names left to keep.
          if (missing && isMissing(missing)) resolve()
          else if (missing && left > 0 && isExhausted(missing)) {
            // No sync has failed yet: it waits for a descriptor.
            this.#descriptors.relieve(missing)
            setTimeout(attempt, DESCRIPTOR_PAUSE_MS, left - 1)
          } else if (missing) reject(missing)
          else
            fsync(fd, failed => {
              close(fd, () => (failed ? reject(failed) : resolve()))
            })
        })
      }
      attempt(DESCRIPTOR_PAUSES)
    })
  }

  space(directory: string): { totalBytes: number; usableBytes: number } | undefined {
    try {
      const { bsize, blocks, bavail } = statfsSync(directory)
      return { totalBytes: bsize * blocks, usableBytes: bsize * bavail }
    } catch {
      // Some file systems cannot say; nobody depends on it.
      return undefined
    }
  }

  async lock(directory: string): Promise<Release> {
    mkdirSync(directory, { recursive: true })
    const database = new Level(join(directory, LOCK_DIRECTORY))
    try {
      await database.open()
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined
      if (!(cause instanceof Error) || (cause as { code?: string }).code !== 'LEVEL_LOCKED') throw error
      throw new MoldauError('FOLDER_LOCKED', 'the data folder is in use', {
        detail: `another process, or another log of this one, has ${directory} open`,
        hint: 'stop it, or choose another folder',
        cause: error,
      })
    }
    return async () => {
      // Gone after an orderly stop: Kafka takes no folder over that it cannot name. Renamed first, while the lock is still
      // held, so that nothing of a process that locks the folder next is removed.
      const gone = join(directory, `${LOCK_DIRECTORY}.${process.pid}`)
      try {
        renameSync(join(directory, LOCK_DIRECTORY), gone)
        await database.close()
      } finally {
        rmSync(gone, { recursive: true, force: true })
      }
    }
  }
}

function isExhausted(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === 'EMFILE' || code === 'ENFILE'
}

function isMissing(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === 'ENOENT'
}
