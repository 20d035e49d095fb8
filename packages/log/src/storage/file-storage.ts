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

class OpenFile implements StorageFile {
  readonly path: string
  #fd: number
  /** Syncs under way: the descriptor is given back only when the last one is done. */
  #syncs = 0
  #closed = false

  constructor(path: string, fd: number) {
    this.path = path
    this.#fd = fd
  }

  size(): number {
    return fstatSync(this.#fd).size
  }

  write(bytes: Uint8Array, position: number, start = 0, end = bytes.length): void {
    let at = start
    while (at < end) {
      const written = writeSync(this.#fd, bytes, at, end - at, position + at - start)
      if (written === 0)
        throw Object.assign(new Error(`ENOSPC: nothing more can be written, ${this.path}`), {
          code: 'ENOSPC',
        })
      at += written
    }
  }

  read(target: Uint8Array, position: number): number {
    let at = 0
    while (at < target.length) {
      const count = readSync(this.#fd, target, at, target.length - at, position + at)
      if (count === 0) break
      at += count
    }
    return at
  }

  truncate(size: number): void {
    ftruncateSync(this.#fd, size)
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#syncs++
      fdatasync(this.#fd, error => {
        this.#syncs--
        if (this.#closed && this.#syncs === 0) closeSync(this.#fd)
        if (error) reject(error)
        else resolve()
      })
    })
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#syncs === 0) closeSync(this.#fd)
  }
}

/** The file system of this machine. */
export class FileStorage implements Storage {
  open(path: string, options: { readonly create?: boolean } = {}): StorageFile {
    try {
      return new OpenFile(path, openSync(path, 'r+'))
    } catch (error) {
      if (!options.create || !isMissing(error)) throw error
      return new OpenFile(path, openSync(path, 'wx+'))
    }
  }

  list(directory: string): string[] {
    try {
      return readdirSync(directory).sort()
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
      return readFileSync(path)
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
      open(directory, 'r', (missing, fd) => {
        if (missing) {
          // A folder that was removed meanwhile has no names left to keep.
          if (isMissing(missing)) resolve()
          else reject(missing)
          return
        }
        fsync(fd, failed => {
          close(fd, () => (failed ? reject(failed) : resolve()))
        })
      })
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

function isMissing(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === 'ENOENT'
}
