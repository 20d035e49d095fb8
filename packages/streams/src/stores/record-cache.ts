/**
 * The record cache: the newest value of recently updated keys, kept back from changelog and downstream until a commit or
 * until the budget is spent (Kafka Streams: ThreadCache and NamedCache; `statestore.cache.max.bytes`).
 *
 * One cache serves all stores of a worker. Entries live in a ByteTable a store; use order and dirty order are linked lists in
 * typed arrays, so an update costs no object.
 *
 * 1. The least recently used entry of all stores goes first; a dirty one is flushed alone, before it leaves. (Kafka Streams
 *    flushes all dirty entries of that store: slow, and re-entrant flushes there lose updates.)
 * 2. An entry is clean, with the store below written, before its listener runs: what the listener reads and writes through
 *    the same cache is never stale, and an entry dirtied again meanwhile is dirty again.
 * 3. `flush` takes entries in the order of their last update until none is dirty, those dirtied meanwhile included.
 * 4. Reads see the cache first, then the store below; a cached tombstone hides what is below.
 */
import type { TaskRecord } from '../records/task-record.ts'
import { copyBytes, readInt64 } from '../serdes/byte-sink.ts'
import { ByteTable } from './byte-table.ts'
import type { EngineIterator } from './engine.ts'
import type { CacheIterator } from './merged-iterator.ts'

/** Bytes that an entry costs beside key, value and headers. */
const ENTRY_OVERHEAD_BYTES = 64
/**
 * int32 entry id, int32 value length (-1 tombstone), int64 record timestamp, int32 header count, int32 header length, then
 * where the record came from: int64 offset, int32 partition, int32 number of the topic; its bit 30: the store below has not got
 * the key.
 */
const META_BYTES = 40
const NEW_BELOW = 1 << 30
const NO_SEGMENT = -1

/** What the cache hands to a store when an entry must go down. Everything is lent during the call. */
export interface DirtyEntry {
  readonly segment: number
  /** Key, value and headers. */
  readonly bytes: Uint8Array
  readonly keyStart: number
  readonly keyEnd: number
  /** No value stands there: the key goes. */
  readonly isTombstone: boolean
  readonly valueStart: number
  readonly valueEnd: number
  /** Timestamp of the record that wrote the entry, and where it came from. */
  readonly timestamp: number
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly headersStart: number
  readonly headersEnd: number
  readonly headerCount: number
}

/** Where entries on their way down stand; written once, so a listener may do to the cache what it likes. */
const SLAB_BYTES = 1 << 14

/** Updates that are not entries yet; see deferred-windows.ts. */
export interface WaitingUpdates {
  readonly size: number
  /** Makes them entries. */
  settle(): void
  /** Forgets them. */
  clear(): void
}

/** The budget and the use order, shared by all stores of a worker. */
export class RecordCache {
  readonly budgetBytes: number
  usedBytes = 0
  /** Entries written down because of the budget; for metrics and tests. */
  evictions = 0
  /** Stores with updates that wait to become entries; they count in `usedBytes`. */
  readonly waiting = new Set<WaitingUpdates>()
  /** For each entry the one used before it and the one used after it, side by side so that both come with one cache line. */
  private links = new Int32Array(128)
  private owners: (StoreCache | null)[] = [null]
  private freeIds: number[] = []
  /** Most and least recently used; 0 none. */
  private newest = 0
  private oldest = 0

  constructor(budgetBytes: number) {
    this.budgetBytes = budgetBytes
  }

  /** The part of the cache that holds one store's entries. */
  store(flush: (entry: DirtyEntry) => void): StoreCache {
    return new StoreCache(this, flush)
  }

  add(owner: StoreCache): number {
    const id = this.freeIds.pop() ?? this.owners.length
    this.owners[id] = owner
    if (id * 2 >= this.links.length) this.links = grown(this.links)
    this.link(id)
    return id
  }

  private link(id: number): void {
    const { links } = this
    links[id * 2] = this.newest
    links[id * 2 + 1] = 0
    if (this.newest !== 0) links[this.newest * 2 + 1] = id
    else this.oldest = id
    this.newest = id
  }

  private unlink(id: number): void {
    const { links } = this
    const before = links[id * 2]!
    const after = links[id * 2 + 1]!
    if (before !== 0) links[before * 2 + 1] = after
    else this.oldest = after
    if (after !== 0) links[after * 2] = before
    else this.newest = before
  }

  touch(id: number): void {
    if (id === this.newest) return
    this.unlink(id)
    this.link(id)
  }

  /** The entry that was used after this one, before anything newer; 0 none. */
  usedAfter(id: number): number {
    return this.links[id * 2 + 1]!
  }

  remove(id: number): void {
    this.unlink(id)
    this.owners[id] = null
    this.freeIds.push(id)
  }

  /** Forgets all entries, where none is dirty: for who commits after every record, for whom a larger table is only slower. */
  empty(): void {
    while (this.oldest !== 0) this.owners[this.oldest]!.evict(this.oldest)
  }

  /** Brings the use of memory down to the budget, oldest first; entries before what waits to become some. */
  shrink(): void {
    while (this.usedBytes > this.budgetBytes) {
      if (this.oldest === 0) {
        for (const updates of this.waiting) updates.settle()
        if (this.oldest === 0) return
      }
      this.evictions++
      const id = this.oldest
      this.owners[id]!.evict(id)
    }
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(array.length * 2)
  copy.set(array)
  return copy
}

/** The cached entries of one store. */
export class StoreCache {
  foundBytes: Uint8Array = new Uint8Array(0)
  foundStart = 0
  foundEnd = 0
  /** How many entries have left so far: whoever walks looks again when it has changed. */
  forgotten = 0
  /** Updates of this store that are not entries yet. */
  waiting: WaitingUpdates | null = null
  private slab = new Uint8Array(0)
  private slabAt = 0
  private foundHere = false
  private foundId = 0
  /** The entry that may be asked for next; 0 none. */
  private guess = 0
  /** Topics that entries came from; an entry holds its topic's place here. */
  private readonly topics: string[] = ['']
  private lastTopic = ''
  private lastTopicNumber = 0
  private readonly cache: RecordCache
  private readonly flushEntry: (entry: DirtyEntry) => void
  private readonly tables = new Map<number, ByteTable>()
  private lastTable: ByteTable
  /** Where each entry stands, by its id: segment and address. Minus one: it is not of this store. */
  private segments = new Float64Array(64).fill(NO_SEGMENT)
  private addresses = new Uint32Array(64)
  /** Dirty order, for each entry the one before and the one behind: 0 ends; -1 as the latter means clean. */
  private dirtyLinks = new Int32Array(128).fill(-1)
  private firstDirty = 0
  private lastDirty = 0

  constructor(cache: RecordCache, flush: (entry: DirtyEntry) => void) {
    this.cache = cache
    this.flushEntry = flush
    this.lastTable = this.table(0)
  }

  private table(segment: number): ByteTable {
    const last = this.lastTable
    if (last !== undefined) {
      if (last.id === segment) return last
      // It is kept while it may fill again.
      if (last.size === 0 && last.id !== 0) this.tables.delete(last.id)
    }
    let table = this.tables.get(segment)
    if (table === undefined) {
      table = new ByteTable(segment)
      this.tables.set(segment, table)
    }
    this.lastTable = table
    return table
  }

  /**
   * Replaces the value that the last call, a `find`, found here, when it is as long and neither record has headers; false
   * when it cannot.
   */
  putFound(value: Uint8Array, valueEnd: number, record: TaskRecord): boolean {
    const at = this.foundStart - META_BYTES
    const bytes = this.foundBytes
    if (!this.foundHere || this.foundEnd - this.foundStart !== valueEnd || int32(bytes, at + 16) !== 0)
      return false
    setInt64(bytes, at + 8, record.timestamp)
    this.setOrigin(bytes, at, record, (int32(bytes, at + 36) & NEW_BELOW) !== 0)
    copyBytes(value, 0, valueEnd, bytes, this.foundStart)
    const id = int32(bytes, at)
    if (this.lastDirty !== id || this.dirtyLinks[id * 2 + 1] === -1) {
      this.clean(id)
      this.dirty(id)
    }
    return true
  }

  /** 1: found, `found*` lend the value; 0: not here; -1: a tombstone. */
  find(segment: number, key: Uint8Array, start: number, end: number): number {
    const table = this.table(segment)
    this.foundHere = false
    this.guess = 0
    return table.get(key, start, end) ? this.lend(table) : 0
  }

  /**
   * The same, for a key that is usually asked for after the one before it, as a key's windows are: the entry that was used after that
   * one the last time is tried first, which saves the search.
   */
  findFollowing(segment: number, key: Uint8Array, start: number, end: number): number {
    const { guess } = this
    if (guess !== 0 && this.segments[guess] === segment) {
      const table = this.table(segment)
      if (table.holds(this.addresses[guess]!, key, start, end)) {
        this.foundHere = false
        table.lend(this.addresses[guess]!)
        return this.lend(table)
      }
    }
    return this.find(segment, key, start, end)
  }

  /** Whether what the last call, a `find`, found here has still to go down, and is of another record than this. */
  holdsBack(record: TaskRecord): boolean {
    const id = this.foundId
    if (this.dirtyLinks[id * 2 + 1] === -1) return false
    const table = this.tables.get(this.segments[id]!)!
    table.lend(this.addresses[id]!)
    const { foundBytes: bytes, foundStart: at } = table
    return (
      readInt64(bytes, at + 24) !== record.offset ||
      int32(bytes, at + 32) !== record.partition ||
      this.topics[int32(bytes, at + 36) & ~NEW_BELOW] !== record.topic
    )
  }

  /** Lends what the table has found. */
  private lend(table: ByteTable): number {
    const at = table.foundStart
    const bytes = table.foundBytes
    const id = int32(bytes, at)
    this.foundId = id
    this.guess = this.cache.usedAfter(id)
    this.cache.touch(id)
    const length = int32(bytes, at + 4)
    if (length < 0) return -1
    this.foundBytes = bytes
    this.foundStart = at + META_BYTES
    this.foundEnd = at + META_BYTES + length
    this.foundHere = true
    return 1
  }

  /**
   * Takes an update; it is dirty now. `isNew`: if nothing of the key is here, the store below has not got it either; removed before
   * it goes down, it leaves no trace then. Call `RecordCache.shrink` when the caller can bear what it does.
   */
  put(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    record: TaskRecord,
    isNew = false,
  ): void {
    const { headers } = record
    const table = this.table(segment)
    const known = table.get(key, start, end)
    const oldLength = known ? table.foundEnd - table.foundStart : 0
    const isNewBelow = known ? (int32(table.foundBytes, table.foundStart + 36) & NEW_BELOW) !== 0 : isNew
    if (known && isNewBelow && value === null) {
      const there = int32(table.foundBytes, table.foundStart)
      this.clean(there)
      this.forget(there)
      return
    }
    const id = known ? int32(table.foundBytes, table.foundStart) : this.cache.add(this)
    const length = value === null ? 0 : valueEnd - valueStart
    const total = META_BYTES + length + headers.end - headers.start
    const address = table.place(key, start, end, total)
    const bytes = table.foundBytes
    const at = table.foundStart
    setInt32(bytes, at, id)
    setInt32(bytes, at + 4, value === null ? -1 : length)
    setInt64(bytes, at + 8, record.timestamp)
    setInt32(bytes, at + 16, headers.count)
    setInt32(bytes, at + 20, headers.end - headers.start)
    this.setOrigin(bytes, at, record, isNewBelow)
    if (value !== null) copyBytes(value, valueStart, valueEnd, bytes, at + META_BYTES)
    if (headers.end > headers.start) {
      copyBytes(headers.bytes, headers.start, headers.end, bytes, at + META_BYTES + length)
    }
    if (known) {
      this.cache.usedBytes += total - oldLength
      this.cache.touch(id)
    } else {
      this.cache.usedBytes += total + (end - start) + ENTRY_OVERHEAD_BYTES
      if (id >= this.addresses.length) this.grow(id)
      this.segments[id] = segment
      this.dirtyLinks[id * 2 + 1] = -1
    }
    this.addresses[id] = address
    if (this.lastDirty !== id || this.dirtyLinks[id * 2 + 1] === -1) {
      this.clean(id)
      this.dirty(id)
    }
  }

  private setOrigin(bytes: Uint8Array, at: number, record: TaskRecord, isNewBelow: boolean): void {
    if (record.topic !== this.lastTopic) {
      this.lastTopic = record.topic
      this.lastTopicNumber = this.topics.indexOf(record.topic)
      if (this.lastTopicNumber < 0) this.lastTopicNumber = this.topics.push(record.topic) - 1
    }
    setInt64(bytes, at + 24, record.offset)
    setInt32(bytes, at + 32, record.partition)
    setInt32(bytes, at + 36, isNewBelow ? this.lastTopicNumber | NEW_BELOW : this.lastTopicNumber)
  }

  private grow(id: number): void {
    const size = 2 ** Math.ceil(Math.log2(id + 1))
    const copy = <A extends Int32Array | Uint32Array | Float64Array>(from: A, to: A): A => {
      to.set(from)
      return to
    }
    this.segments = copy(this.segments, new Float64Array(size).fill(NO_SEGMENT))
    this.addresses = copy(this.addresses, new Uint32Array(size))
    this.dirtyLinks = copy(this.dirtyLinks, new Int32Array(size * 2).fill(-1))
  }

  private dirty(id: number): void {
    const { dirtyLinks } = this
    dirtyLinks[id * 2] = this.lastDirty
    dirtyLinks[id * 2 + 1] = 0
    if (this.lastDirty !== 0) dirtyLinks[this.lastDirty * 2 + 1] = id
    else this.firstDirty = id
    this.lastDirty = id
  }

  private clean(id: number): void {
    const { dirtyLinks } = this
    const after = dirtyLinks[id * 2 + 1]!
    if (after === -1) return
    const before = dirtyLinks[id * 2]!
    if (before !== 0) dirtyLinks[before * 2 + 1] = after
    else this.firstDirty = after
    if (after !== 0) dirtyLinks[after * 2] = before
    else this.lastDirty = before
    dirtyLinks[id * 2 + 1] = -1
  }

  /** Cached entries, dirty or not, in byte order. */
  range(segment: number, from: Uint8Array | null, to: Uint8Array | null, reverse: boolean): CacheIterator {
    return new CachedEntries(this.table(segment).range(from, to, reverse))
  }

  isDirty(): boolean {
    return this.firstDirty !== 0 || (this.waiting !== null && this.waiting.size > 0)
  }

  /** Writes every dirty entry down (law 3); they stay cached, clean. */
  flush(): void {
    this.waiting?.settle()
    while (this.firstDirty !== 0) this.down(this.firstDirty)
  }

  /** Writes an entry down if it is dirty and forgets it, unless its listener made it dirty again. */
  evict(id: number): void {
    if (this.dirtyLinks[id * 2 + 1] === -1) {
      this.forget(id)
      return
    }
    // Out of the cache first: the listener may read the key, and shall find it below; it may put it, and gets a new entry.
    const entry = this.copy(id)
    this.clean(id)
    this.forget(id)
    this.flushEntry(entry)
  }

  private down(id: number): void {
    const entry = this.copy(id)
    this.clean(id)
    if (entry.isTombstone) this.forget(id)
    this.flushEntry(entry)
  }

  private copy(id: number): DirtyEntry {
    const segment = this.segments[id]!
    const table = this.tables.get(segment)!
    table.lend(this.addresses[id]!)
    const { foundBytes: bytes, foundStart: at } = table
    // It is about to go down.
    setInt32(bytes, at + 36, int32(bytes, at + 36) & ~NEW_BELOW)
    const length = int32(bytes, at + 4)
    const valueEnd = at + META_BYTES + Math.max(length, 0)
    const keyLength = table.arena.words[this.addresses[id]! >>> 17]![(this.addresses[id]! & 0x1ffff) << 1]!
    const headersEnd = valueEnd + int32(bytes, at + 20)
    const size = keyLength + headersEnd - at - META_BYTES
    if (this.slabAt + size > this.slab.length) {
      this.slab = new Uint8Array(Math.max(SLAB_BYTES, size))
      this.slabAt = 0
    }
    const { slab, slabAt: keyStart } = this
    const keyEnd = keyStart + keyLength
    copyBytes(bytes, at - keyLength, at, slab, keyStart)
    copyBytes(bytes, at + META_BYTES, headersEnd, slab, keyEnd)
    this.slabAt += size
    return {
      segment,
      bytes: slab,
      keyStart,
      keyEnd,
      isTombstone: length < 0,
      valueStart: keyEnd,
      valueEnd: keyEnd + Math.max(length, 0),
      timestamp: readInt64(bytes, at + 8),
      offset: readInt64(bytes, at + 24),
      partition: int32(bytes, at + 32),
      topic: this.topics[int32(bytes, at + 36) & ~NEW_BELOW]!,
      headersStart: keyEnd + Math.max(length, 0),
      headersEnd: keyStart + size,
      headerCount: int32(bytes, at + 16),
    }
  }

  private forget(id: number): void {
    this.forgotten++
    const table = this.tables.get(this.segments[id]!)!
    const address = this.addresses[id]!
    table.lend(address)
    const keyLength = table.arena.words[address >>> 17]![(address & 0x1ffff) << 1]!
    const { foundBytes: bytes, foundStart: at } = table
    this.cache.usedBytes -= table.foundEnd - at + keyLength + ENTRY_OVERHEAD_BYTES
    table.delete(bytes, at - keyLength, at)
    if (table.size === 0 && table.id !== 0 && table !== this.lastTable) this.tables.delete(table.id)
    this.segments[id] = NO_SEGMENT
    this.cache.remove(id)
  }

  /** Forgets everything, dirty or not: the task goes away or its transaction was aborted. */
  clear(): void {
    this.waiting?.clear()
    for (const table of [...this.tables.values()]) {
      const all = table.range(null, null, false)
      while (all.next()) {
        const id = int32(all.valueBytes, all.valueStart)
        this.clean(id)
        this.forget(id)
      }
    }
  }
}

/** Shows the value within what the cache keeps of an entry. */
class CachedEntries implements CacheIterator {
  private readonly it: EngineIterator
  tombstone = false
  valueStart = 0
  valueEnd = 0

  constructor(it: EngineIterator) {
    this.it = it
  }

  get keyBytes(): Uint8Array {
    return this.it.keyBytes
  }
  get keyStart(): number {
    return this.it.keyStart
  }
  get keyEnd(): number {
    return this.it.keyEnd
  }
  get valueBytes(): Uint8Array {
    return this.it.valueBytes
  }

  next(): boolean {
    return this.it.next() && this.show()
  }

  renew(): boolean {
    return (this.it.renew?.() ?? true) && this.show()
  }

  private show(): boolean {
    const length = int32(this.it.valueBytes, this.it.valueStart + 4)
    this.tombstone = length < 0
    this.valueStart = this.it.valueStart + META_BYTES
    this.valueEnd = this.valueStart + Math.max(0, length)
    return true
  }
}

function int32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}

function setInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

function setInt64(bytes: Uint8Array, at: number, value: number): void {
  const high = Math.floor(value / 4294967296)
  setInt32(bytes, at, high)
  setInt32(bytes, at + 4, (value - high * 4294967296) >>> 0)
}
