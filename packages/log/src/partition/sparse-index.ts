/**
 * What the offset index and the time index have in common: fixed-size entries in ascending order, kept in memory in the
 * file's own big-endian form, written to disk as one block and searched by halving.
 *
 *  1. Entries ascend; an entry that does not is not taken.
 *  2. The index is a cache of its log: nothing in it is checksummed, a missing or unsound file is rebuilt by a walk.
 *  3. An active segment's index is in memory only; `save` writes it when the segment is sealed or the log closes. It is synced
 *     before the recovery point passes the segment: a beginning of a time index is sound, and wrong about the largest time.
 */
import type { Storage, StorageFile } from '../storage/storage.ts'

export class SparseIndex {
  readonly entryBytes: number
  /** The file's content; only the first `count` entries mean anything. */
  bytes: Uint8Array
  view: DataView
  count = 0

  constructor(entryBytes: number, content?: Uint8Array) {
    this.entryBytes = entryBytes
    // The content may be a view into memory that others use: entries are appended only to memory of our own.
    this.bytes = content === undefined ? new Uint8Array(entryBytes * 16) : Uint8Array.from(content)
    this.view = new DataView(this.bytes.buffer)
    if (content !== undefined) this.count = Math.floor(content.length / entryBytes)
  }

  /** Makes room for one more entry and returns its position. */
  grow(): number {
    const at = this.count * this.entryBytes
    if (at + this.entryBytes > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.entryBytes * 16, this.bytes.length * 2))
      larger.set(this.bytes)
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    }
    this.count++
    return at
  }

  get sizeBytes(): number {
    return this.count * this.entryBytes
  }

  /** The file's content, as it is now. */
  get content(): Uint8Array {
    return this.bytes.subarray(0, this.sizeBytes)
  }

  /** Writes the entries; returns the file, for syncing and closing. */
  save(storage: Storage, path: string): StorageFile {
    const file = storage.open(path, { create: true })
    try {
      file.truncate(0)
      if (this.count > 0) file.write(this.bytes, 0, 0, this.sizeBytes)
      return file
    } catch (error) {
      file.close()
      throw error
    }
  }
}
