/**
 * The disk, as it is handed to everything that needs one. `file-storage.ts` is the only code that touches files;
 * `memory-storage.ts` models a disk that can be crashed, torn and made to fail at any operation.
 *
 * What may be assumed of a disk, and nothing more:
 *  1. `write` is in the page cache when it returns: a reader sees it, and it survives the death of the process.
 *  2. Only `sync` makes a file's bytes survive the loss of power, and only `syncDirectory` its name. Bytes that were written
 *     but not synced may after a crash be there, in part, or not at all, and in no particular order.
 *  3. `rename` replaces its target in one step.
 *  4. After a failed `sync` nothing is known about the bytes written before it; trying again proves nothing.
 *  5. `write` writes everything or throws; what a failed write left behind is undefined beyond the position it was given.
 *  6. A name in a folder has at most 255 bytes; making a longer one throws `ENAMETOOLONG`.
 *
 * Operations are synchronous (a write into the page cache costs 2 to 20 us, an awaited one 5 times that); what waits for the
 * medium is asynchronous and off the main thread. Errors are Node's, with `code` (`ENOSPC`, `EIO`, ...).
 * Paths use `/`. Units: bytes, milliseconds.
 */

/** How long a name in a folder may be (6), bytes. */
export const NAME_MAX_BYTES = 255

/** A file that is open for reading and writing. */
export interface StorageFile {
  readonly path: string
  /** The file's length in bytes. */
  size(): number
  /** Writes `bytes[start, end)` at `position`; all of it, or throws. */
  write(bytes: Uint8Array, position: number, start?: number, end?: number): void
  /** Fills `target` from `position`; returns how many bytes there were, fewer than asked for only at the file's end. */
  read(target: Uint8Array, position: number): number
  truncate(size: number): void
  /** Settles when every byte written before the call survives the loss of power. Rejects with the disk's error. */
  sync(): Promise<void>
  close(): void
}

/** What `stat` tells of a file. */
export interface FileFacts {
  readonly sizeBytes: number
  /** When the file was made, wall clock; 0 where that is unknown. */
  readonly createdMs: number
}

/** Releases a folder lock. */
export type Release = () => Promise<void>

export interface Storage {
  /** Opens a file; `create` makes an empty one where there is none. @throws ENOENT */
  open(path: string, options?: { readonly create?: boolean }): StorageFile
  /** The names in a folder, sorted; empty where there is no such folder. */
  list(directory: string): string[]
  /** Facts about a file; `undefined` where there is none. */
  stat(path: string): FileFacts | undefined
  /** A whole small file; `undefined` where there is none. */
  readFile(path: string): Uint8Array | undefined
  /** Makes a folder and those above it. */
  makeDirectory(directory: string): void
  rename(from: string, to: string): void
  /** Removes a file; of no effect where there is none. */
  remove(path: string): void
  /** Removes a folder and everything in it; of no effect where there is none. */
  removeDirectory(directory: string): void
  /** Settles when the names made, renamed and removed in `directory` before the call survive the loss of power. */
  syncDirectory(directory: string): Promise<void>
  /** How large the volume of a folder is; absent, or `undefined`, where that cannot be told. */
  space?(directory: string): { readonly totalBytes: number; readonly usableBytes: number } | undefined
  /** Takes the folder for this process; the kernel gives it back when the process dies. @throws MoldauError `FOLDER_LOCKED` */
  lock(directory: string): Promise<Release>
}

/**
 * Replaces a small file so that a crash at any moment leaves either the old content or the new: written beside it, synced,
 * renamed, and the folder synced.
 */
export async function replaceFile(storage: Storage, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`
  storage.remove(temporary)
  const file = storage.open(temporary, { create: true })
  try {
    file.write(bytes, 0)
    await file.sync()
  } finally {
    file.close()
  }
  storage.rename(temporary, path)
  await storage.syncDirectory(directoryOf(path))
}

/** Joins folder and name. */
export function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}

/** The folder that holds `path`; '.' where the path names none. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash)
}
