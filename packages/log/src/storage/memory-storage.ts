/**
 * A disk in memory that knows what is synced and what is not, and that can be crashed, torn and made to fail.
 *
 * Per file: the bytes as readers see them, the bytes that survive the loss of power, and the changes between the two, in
 * order. Per folder: names in the same three shapes. `sync` settles one, `syncDirectory` the other, neither both.
 *
 *  1. Every operation that changes anything has a number, counted from 1. A fault is planned for a number, so a test can try
 *     every operation of a scenario in turn.
 *  2. At the planned crash the operation is torn (a write keeps a prefix whose length the seed chooses) and every later
 *     operation throws `StorageCrashed`, until `afterCrash` gives the disk that the next start finds.
 *  3. `afterCrash('process')` keeps all that was written, as the page cache does, and what
 *     was not synced is still not. `afterCrash('power')` keeps what was synced;
 *     of the rest the seed chooses, for each file in one of four ways: nothing, the changes up to one of them, any subset, or
 *     any subset of the 512-byte sectors that they touch, holes being zeros; the last change is perhaps torn, and the length
 *     may survive what it should hold. Of each folder's changes it keeps a prefix, as a journalling file system leaves them.
 */
import { MoldauError } from '@moldau/protocol'
import {
  directoryOf,
  type FileFacts,
  NAME_MAX_BYTES,
  type Release,
  type Storage,
  type StorageFile,
} from './storage.ts'

/** Thrown by every operation of a crashed disk. */
export class StorageCrashed extends Error {
  override readonly name = 'StorageCrashed'
}

/** What a crash takes: the process alone, or the power and with it all that was not synced. */
export type CrashMode = 'process' | 'power'

/** A failure to come: the `at`-th changing operation, or the `at`-th read, fails with `code`. */
export interface PlannedFailure {
  readonly at: number
  /** An errno name: `ENOSPC`, `EIO`, `EMFILE`, ... */
  readonly code: string
  /** Whether every later operation of the kind fails too. Default false. */
  readonly lasting?: boolean
  /** What fails: an operation that changes something, or a read. Default `change`. */
  readonly kind?: 'change' | 'read'
  /** Whether removing a file still works, as it does on a full disk. Default false. */
  readonly sparesRemovals?: boolean
}

type Change = { readonly position: number; readonly bytes: Uint8Array } | { readonly size: number }
type NameChange =
  | { readonly kind: 'put'; readonly path: string; readonly inode: Inode }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string; readonly inode: Inode }

const DIRECTORY = 'directory'

/** Bytes that grow as changes are applied to them. */
class Bytes {
  content = new Uint8Array(256)
  sizeBytes = 0

  copy(): Uint8Array {
    return this.content.slice(0, this.sizeBytes)
  }

  apply(change: Change): void {
    if ('size' in change) {
      if (change.size < this.sizeBytes) this.content.fill(0, change.size, this.sizeBytes)
      else this.#reserve(change.size)
      this.sizeBytes = change.size
      return
    }
    const end = change.position + change.bytes.length
    this.#reserve(end)
    this.content.set(change.bytes, change.position)
    this.sizeBytes = Math.max(this.sizeBytes, end)
  }

  #reserve(size: number): void {
    if (size <= this.content.length) return
    const larger = new Uint8Array(Math.max(size, this.content.length * 2))
    larger.set(this.content.subarray(0, this.sizeBytes))
    this.content = larger
  }
}

class FileNode {
  readonly current = new Bytes()
  readonly durable = new Bytes()
  readonly changes: Change[] = []
  readonly createdMs: number

  constructor(createdMs: number) {
    this.createdMs = createdMs
  }
}

type Inode = FileNode | typeof DIRECTORY

export interface MemoryStorageOptions {
  /** Chooses lengths of torn writes and what a power loss keeps. Default 1. */
  readonly seed?: number
  /** The wall clock that `stat` reports as a file's birth. Default: always 0. */
  readonly nowMs?: () => number
  /** What a sync waits for, as it waits for the medium. Default: nothing. */
  readonly medium?: () => Promise<void>
  /** Hears of the planned crash, before the operation at which it happens throws. */
  readonly onCrash?: () => void
}

/** A disk in memory, with faults. Not safe to share between two logs, except through `lock`. */
export class MemoryStorage implements Storage {
  /** Changing operations so far. */
  operations = 0
  /** Reads so far. */
  reads = 0
  #names = new Map<string, Inode>()
  #durableNames = new Map<string, Inode>()
  #nameChanges = new Map<string, NameChange[]>()
  readonly #locks = new Set<string>()
  readonly #options: MemoryStorageOptions
  #random: number
  #crashAt = Number.POSITIVE_INFINITY
  #crashed = false
  #failures: PlannedFailure[] = []

  constructor(options: MemoryStorageOptions = {}) {
    this.#options = options
    this.#random = (options.seed ?? 1) >>> 0 || 1
  }

  /** Plans a crash at the `at`-th changing operation from the disk's beginning. */
  crashAt(at: number): void {
    this.#crashAt = at
  }

  /** Plans a failure. */
  fail(failure: PlannedFailure): void {
    this.#failures.push(failure)
  }

  /** Forgets every planned failure: the disk works again. */
  heal(): void {
    this.#failures = []
  }

  get crashed(): boolean {
    return this.#crashed
  }

  /** The disk as the next start finds it. This one is dead from here on. */
  afterCrash(mode: CrashMode): MemoryStorage {
    this.#crashed = true
    const next = new MemoryStorage({ ...this.#options, seed: this.#draw() })
    const copies = new Map<FileNode, FileNode>()
    if (mode === 'process') {
      // What is not on the medium is still not there, and goes with the power.
      next.#names = this.#copyNames(this.#names, copies)
      next.#durableNames = this.#copyNames(this.#durableNames, copies)
      for (const [directory, changes] of this.#nameChanges)
        next.#nameChanges.set(
          directory,
          changes.map(change =>
            change.kind === 'remove' ? change : { ...change, inode: copyInode(change.inode, copies) },
          ),
        )
      return next
    }
    for (const [path, inode] of this.#surviving()) {
      const kept = inode === DIRECTORY ? DIRECTORY : this.#survivor(inode, copies)
      next.#names.set(path, kept)
      next.#durableNames.set(path, kept)
    }
    return next
  }

  #copyNames(names: ReadonlyMap<string, Inode>, copies: Map<FileNode, FileNode>): Map<string, Inode> {
    return new Map([...names].map(([path, inode]) => [path, copyInode(inode, copies)]))
  }

  #surviving(): Map<string, Inode> {
    const names = new Map(this.#durableNames)
    for (const changes of this.#nameChanges.values()) {
      const kept = this.#draw() % (changes.length + 1)
      for (const change of changes.slice(0, kept)) applyName(names, change)
    }
    // A name in a folder whose own name did not survive cannot be reached.
    for (const path of names.keys()) {
      for (let up = directoryOf(path); up !== '.' && up !== '/'; up = directoryOf(up)) {
        if (!names.has(up)) names.delete(path)
      }
    }
    return names
  }

  #survivor(node: FileNode, copies: Map<FileNode, FileNode>): FileNode {
    const known = copies.get(node)
    if (known !== undefined) return known
    const copy = new FileNode(node.createdMs)
    copies.set(node, copy)
    copy.current.apply({ position: 0, bytes: node.durable.copy() })
    const kept = this.#kept(node.changes)
    kept.forEach((change, n) => {
      const torn = n === kept.length - 1 && 'bytes' in change && this.#draw() % 2 === 0
      copy.current.apply(torn ? { position: change.position, bytes: this.#prefix(change.bytes) } : change)
    })
    // The file's length is the folder's affair: it may survive without the bytes, which are then zeros.
    const { sizeBytes } = node.current
    if (sizeBytes > copy.current.sizeBytes && this.#draw() % 2 === 0) copy.current.apply({ size: sizeBytes })
    copy.durable.apply({ position: 0, bytes: copy.current.copy() })
    return copy
  }

  /** What of a file's unsynced changes survives the loss of power (3). */
  #kept(changes: readonly Change[]): Change[] {
    const way = this.#draw() % 4
    if (changes.length === 0 || way === 0) return []
    if (way === 1) return changes.slice(0, this.#draw() % (changes.length + 1))
    const pieces = way === 2 ? changes : changes.flatMap(sectorsOf)
    return pieces.filter(() => this.#draw() % 2 === 0)
  }

  #prefix(bytes: Uint8Array): Uint8Array {
    return bytes.subarray(0, this.#draw() % (bytes.length + 1))
  }

  /** xorshift32: enough to choose lengths and subsets, and the same for the same seed. */
  #draw(): number {
    let x = this.#random
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#random = x >>> 0
    return this.#random
  }

  #alive(): void {
    if (this.#crashed) throw new StorageCrashed('the disk has crashed')
  }

  /** Counts a changing operation; at the planned crash runs `tear` and dies, at a planned failure throws its errno. */
  #change(what: string, tear?: () => void): void {
    this.#alive()
    this.operations++
    if (this.operations >= this.#crashAt) {
      tear?.()
      this.#crashed = true
      this.#options.onCrash?.()
      throw new StorageCrashed(`the disk crashed at operation ${this.operations}: ${what}`)
    }
    const failure = this.#failures.find(
      f =>
        (f.kind ?? 'change') === 'change' &&
        (f.at === this.operations || (f.lasting && f.at < this.operations)) &&
        !(f.sparesRemovals && what.startsWith('remove ')),
    )
    if (failure === undefined) return
    tear?.()
    throw errno(failure.code, what)
  }

  #readable(what: string): void {
    this.#alive()
    this.reads++
    const failure = this.#failures.find(
      f => f.kind === 'read' && (f.at === this.reads || (f.lasting && f.at < this.reads)),
    )
    if (failure !== undefined) throw errno(failure.code, what)
  }

  #changeName(change: NameChange): void {
    const path = change.kind === 'rename' ? change.to : change.path
    const directory = directoryOf(path)
    const name = new TextEncoder().encode(path.slice(path.lastIndexOf('/') + 1))
    if (name.length > NAME_MAX_BYTES) throw errno('ENAMETOOLONG', path)
    applyName(this.#names, change)
    const changes = this.#nameChanges.get(directory) ?? []
    this.#nameChanges.set(directory, changes)
    changes.push(change)
  }

  open(path: string, options: { readonly create?: boolean } = {}): StorageFile {
    this.#alive()
    let node = this.#names.get(path)
    if (node === DIRECTORY) throw errno('EISDIR', `open ${path}`)
    if (node === undefined) {
      const directory = directoryOf(path)
      const missing = directory !== '.' && directory !== '/' && this.#names.get(directory) !== DIRECTORY
      if (!options.create || missing) throw errno('ENOENT', `open ${path}`)
      this.#change(`create ${path}`)
      node = new FileNode(this.#options.nowMs?.() ?? 0)
      this.#changeName({ kind: 'put', path, inode: node })
    }
    return this.#handle(path, node)
  }

  #handle(path: string, node: FileNode): StorageFile {
    let closed = false
    const usable = (): void => {
      if (closed) throw errno('EBADF', `${path} is closed`)
    }
    return {
      path,
      size: () => {
        usable()
        this.#alive()
        return node.current.sizeBytes
      },
      write: (bytes, position, start = 0, end = bytes.length) => {
        usable()
        // A copy: `slice` of a Buffer would be a view of what the caller may write over.
        const written = new Uint8Array(bytes.subarray(start, end))
        const put = (part: Uint8Array): void => {
          const change = { position, bytes: part }
          node.current.apply(change)
          node.changes.push(change)
        }
        this.#change(`write ${path}`, () => put(this.#prefix(written)))
        put(written)
      },
      read: (target, position) => {
        usable()
        this.#readable(`read ${path}`)
        const end = Math.max(position, Math.min(node.current.sizeBytes, position + target.length))
        target.set(node.current.content.subarray(position, end))
        return end - position
      },
      truncate: size => {
        usable()
        this.#change(`truncate ${path}`)
        node.current.apply({ size })
        node.changes.push({ size })
      },
      sync: async () => {
        usable()
        const covered = new Set(node.changes)
        try {
          this.#change(`sync ${path}`)
        } catch (error) {
          // After a failed sync the pages count as clean: what was not on the medium is readable now and gone at power loss.
          if (!this.#crashed) node.changes.splice(0, covered.size)
          throw error
        }
        await (this.#options.medium?.() ?? Promise.resolve())
        this.#alive()
        // Two syncs may cover the same change: the first one to end settles it.
        while (node.changes.length > 0 && covered.has(node.changes[0]!))
          node.durable.apply(node.changes.shift()!)
      },
      close: () => {
        closed = true
      },
    }
  }

  list(directory: string): string[] {
    this.#readable(`list ${directory}`)
    const names: string[] = []
    for (const path of this.#names.keys()) {
      if (directoryOf(path) === directory) names.push(path.slice(path.lastIndexOf('/') + 1))
    }
    return names.sort()
  }

  stat(path: string): FileFacts | undefined {
    this.#readable(`stat ${path}`)
    const node = this.#names.get(path)
    if (node === undefined || node === DIRECTORY) return undefined
    return { sizeBytes: node.current.sizeBytes, createdMs: node.createdMs }
  }

  readFile(path: string): Uint8Array | undefined {
    this.#readable(`read ${path}`)
    const node = this.#names.get(path)
    if (node === undefined) return undefined
    if (node === DIRECTORY) throw errno('EISDIR', `read ${path}`)
    return node.current.copy()
  }

  makeDirectory(directory: string): void {
    this.#alive()
    if (this.#names.get(directory) === DIRECTORY) return
    const up = directoryOf(directory)
    if (up !== '.' && up !== '/') this.makeDirectory(up)
    this.#change(`make ${directory}`)
    this.#changeName({ kind: 'put', path: directory, inode: DIRECTORY })
  }

  rename(from: string, to: string): void {
    this.#alive()
    const inode = this.#names.get(from)
    if (inode === undefined) throw errno('ENOENT', `rename ${from}`)
    this.#change(`rename ${from} to ${to}`)
    this.#changeName({ kind: 'rename', from, to, inode })
  }

  remove(path: string): void {
    this.#alive()
    const node = this.#names.get(path)
    if (node === undefined) return
    if (node === DIRECTORY) throw errno('EISDIR', `remove ${path}`)
    this.#change(`remove ${path}`)
    this.#changeName({ kind: 'remove', path })
  }

  removeDirectory(directory: string): void {
    this.#alive()
    for (const path of [...this.#names.keys()]) {
      if (!path.startsWith(`${directory}/`) || !this.#names.has(path)) continue
      if (this.#names.get(path) === DIRECTORY) this.removeDirectory(path)
      else this.remove(path)
    }
    if (!this.#names.has(directory)) return
    this.#change(`remove ${directory}`)
    this.#changeName({ kind: 'remove', path: directory })
  }

  async syncDirectory(directory: string): Promise<void> {
    const changes = this.#nameChanges.get(directory) ?? []
    const covered = new Set(changes)
    this.#change(`sync folder ${directory}`)
    await (this.#options.medium?.() ?? Promise.resolve())
    this.#alive()
    while (changes.length > 0 && covered.has(changes[0]!)) applyName(this.#durableNames, changes.shift()!)
  }

  async lock(directory: string): Promise<Release> {
    this.#alive()
    if (this.#locks.has(directory)) {
      throw new MoldauError('FOLDER_LOCKED', 'the data folder is in use', {
        detail: `another log of this process has ${directory} open`,
        hint: 'stop it, or choose another folder',
      })
    }
    this.#locks.add(directory)
    return async () => {
      this.#locks.delete(directory)
    }
  }
}

function copyInode(inode: Inode, copies: Map<FileNode, FileNode>): Inode {
  if (inode === DIRECTORY) return DIRECTORY
  const known = copies.get(inode)
  if (known !== undefined) return known
  const copy = new FileNode(inode.createdMs)
  copies.set(inode, copy)
  copy.current.apply({ position: 0, bytes: inode.current.copy() })
  copy.durable.apply({ position: 0, bytes: inode.durable.copy() })
  copy.changes.push(...inode.changes)
  return copy
}

function applyName(names: Map<string, Inode>, change: NameChange): void {
  if (change.kind === 'put') {
    names.set(change.path, change.inode)
  } else if (change.kind === 'remove') {
    names.delete(change.path)
  } else {
    names.delete(change.from)
    names.set(change.to, change.inode)
    if (change.inode !== DIRECTORY) return
    for (const [path, inode] of [...names]) {
      if (!path.startsWith(`${change.from}/`)) continue
      names.delete(path)
      names.set(change.to + path.slice(change.from.length), inode)
    }
  }
}

const SECTOR_BYTES = 512

/** A write as the sectors of the medium that it touches; a truncation is one piece. */
function sectorsOf(change: Change): Change[] {
  if ('size' in change) return [change]
  const { bytes, position } = change
  const pieces: Change[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + SECTOR_BYTES - ((position + at) % SECTOR_BYTES))
    pieces.push({ position: position + at, bytes: bytes.subarray(at, end) })
    at = end
  }
  return pieces
}

function errno(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code })
}
