/**
 * The engine of a persistent store: hot entries in a hash table off the heap, everything committed in sorted pages of a
 * database.
 *
 * The table holds what was written since the last persisted batch (dirty) and what was read lately (clean), each value behind
 * one flag byte. Writes go there and nowhere else; a commit leaves them there until `persistBytes` have gathered, then one
 * batch merges them into the pages together with the changelog offset. So a commit every 100 ms does not rewrite pages every
 * 100 ms; the price is a longer tail of the changelog to replay after kill -9.
 *
 *  1. The database holds only committed data: changes are collected in `beginCommit`, when everything in the table belongs to
 *     the commit, and written by `persist`, after the Kafka transaction has committed.
 *  2. Data and changelog offset change in one batch.
 *  3. One batch at a time. While it is under way `beginCommit` collects nothing.
 *  4. `close` persists what is committed; after a commit that was begun and not persisted it persists nothing.
 * The slow twin (a Map) stands in the conformance suite. Budget: get 60-150 ns in the table, 6 us from a page on disk.
 */
import {
  ByteTable,
  type CommitBatch,
  copyBytes,
  type EngineIterator,
  type EngineSegment,
  type KeyValueEngine,
} from '@moldau/streams'
import { CLEAN, DELETED, DIRTY, GONE } from './entry-flag.ts'
import { MergedIterator, TableOnlyIterator } from './merged-iterator.ts'
import type { Changes } from './page.ts'
import { PagedSegments, type SegmentChanges } from './paged-segments.ts'
import { sortSpans } from './sort-spans.ts'
import type { StorePort, StoreWrite } from './store-port.ts'

export interface LevelEngineOptions {
  /** Dirty bytes that make a commit write to the database. Default 16 MiB: also what an unclean reopening replays of the database's own log. */
  readonly persistBytes?: number
  /** Bytes of the table above which clean entries are let go. Default 256 MiB. */
  readonly tableBytesMax?: number
  /** Bytes of pages kept in memory. Default 16 MiB. */
  readonly pageCacheBytes?: number
}

export class LevelEngine implements KeyValueEngine {
  readonly persistent = true
  readonly #port: StorePort
  readonly #pages: PagedSegments
  readonly #persistBytes: number
  readonly #tableBytesMax: number
  readonly #segments = new Map<number, LevelSegment>()
  /** Removals of dropped segments' pages, which go into the next batch. */
  #removals: StoreWrite[] = []
  #committedOffset: number
  #hasCommitted = false
  #collected: SegmentChanges[] | null = null
  #begun = false
  #inFlight: Promise<void> | null = null
  /** Bytes of dirty entries; bytes written since the last commit, the flag with each: an empty key is a write, too. Kept by the segments. */
  dirtyBytes = 0
  writtenBytes = 0

  private constructor(port: StorePort, pages: PagedSegments, options: LevelEngineOptions) {
    this.#port = port
    this.#pages = pages
    this.#persistBytes = options.persistBytes ?? 16 << 20
    this.#tableBytesMax = options.tableBytesMax ?? 256 << 20
    this.#committedOffset = pages.changelogOffset
  }

  /** Opens the store that a port holds. Cost: that of reading the directories, about 15 ms at 10^7 keys. */
  static open(port: StorePort, options: LevelEngineOptions = {}): LevelEngine {
    return new LevelEngine(port, PagedSegments.open(port, options.pageCacheBytes), options)
  }

  get changelogOffset(): number {
    return this.#pages.changelogOffset
  }

  segment(id: number): LevelSegment {
    let segment = this.#segments.get(id)
    if (segment === undefined) {
      segment = new LevelSegment(id, this, this.#pages)
      this.#segments.set(id, segment)
    }
    return segment
  }

  segments(): readonly number[] {
    const ids = new Set(this.#pages.segments())
    for (const [id, segment] of this.#segments) if (segment.approximateNumEntries() > 0) ids.add(id)
    // What was deleted still stands in the pages, and its deletion in the table: only a walk knows whether anything is left.
    return [...ids].filter(id => this.segment(id).range(null, null, false).next()).sort((a, b) => a - b)
  }

  dropSegment(id: number): void {
    // A write, too: what was not committed must not come into the database when it is closed.
    this.writtenBytes++
    // A store holds the first segment from its beginning on: that is emptied in place.
    if (id === 0) this.#segments.get(id)?.clear()
    else this.#segments.delete(id)
    for (const write of this.#pages.drop(id)) this.#removals.push(write)
  }

  uncommittedBytes(): number {
    return this.writtenBytes
  }

  /** Whether clean entries may still be added to the table. */
  hasTableRoom(): boolean {
    let bytes = 0
    for (const segment of this.#segments.values()) bytes += segment.table.arena.reservedBytes
    return bytes < this.#tableBytesMax
  }

  /** Whether a key may stand in a page, now or once the collected changes have been merged. */
  mayHavePages(segment: number): boolean {
    return this.#collected !== null || this.#pages.pageCount(segment) > 0
  }

  beginCommit(): CommitBatch {
    const bytes = this.writtenBytes
    this.writtenBytes = 0
    this.#begun = true
    if (this.#inFlight === null && this.dirtyBytes >= this.#persistBytes) this.#collected = this.#collect()
    return { bytes, persist: offset => this.#persist(offset) }
  }

  /** Takes all dirty entries, sorted, and marks them clean; deleted ones leave the table when the pages have lost them too. */
  #collect(): SegmentChanges[] {
    const all: SegmentChanges[] = []
    for (const segment of this.#segments.values()) {
      const changes = segment.collect()
      if (changes.count > 0) all.push({ segment: segment.id, changes })
    }
    this.dirtyBytes = 0
    return all
  }

  #persist(offset: number): Promise<void> | void {
    this.#begun = false
    this.#hasCommitted = true
    this.#committedOffset = offset
    if (this.#collected === null) return
    const collected = this.#collected
    this.#collected = null
    return this.#write(collected, offset)
  }

  async #write(collected: readonly SegmentChanges[], offset: number): Promise<void> {
    const { writes, settled } = this.#pages.apply(collected, offset)
    for (const { segment, changes } of collected) this.#segments.get(segment)?.releaseGone(changes)
    const removals = this.#removals
    this.#removals = []
    const batch = this.#port.batch([...removals, ...writes])
    this.#inFlight = batch
    await batch
    this.#inFlight = null
    settled()
    if (this.hasTableRoom()) return
    for (const segment of this.#segments.values()) segment.releaseClean()
  }

  rollback(): boolean {
    return false
  }

  async close(wipe = false): Promise<void> {
    let isGone = false
    try {
      await this.#inFlight
      isGone = wipe
      if (!wipe) await this.#writeRest()
    } finally {
      if (isGone) await this.#port.destroy()
      else await this.#port.close()
    }
  }

  /** What was committed and is not in the pages yet, unless something uncommitted lies among it. */
  async #writeRest(): Promise<void> {
    const clean = !this.#begun && this.writtenBytes === 0 && this.#hasCommitted
    if (
      clean &&
      (this.dirtyBytes > 0 || this.#removals.length > 0 || this.#committedOffset !== this.changelogOffset)
    ) {
      await this.#write(this.#collect(), this.#committedOffset)
    }
  }
}

const FLAG = Uint8Array.of(CLEAN)

function isDirty(flag: number): boolean {
  return flag === DIRTY || flag === DELETED
}

export class LevelSegment implements EngineSegment {
  readonly id: number
  table: ByteTable
  foundBytes: Uint8Array = new Uint8Array(0)
  foundStart = 0
  foundEnd = 0
  readonly #engine: LevelEngine
  readonly #pages: PagedSegments

  constructor(id: number, engine: LevelEngine, pages: PagedSegments) {
    this.id = id
    this.table = new ByteTable(id)
    this.#engine = engine
    this.#pages = pages
  }

  get(key: Uint8Array, start: number, end: number): boolean {
    const table = this.table
    if (table.get(key, start, end)) {
      if (table.foundBytes[table.foundStart]! >= DELETED) return false
      this.foundBytes = table.foundBytes
      this.foundStart = table.foundStart + 1
      this.foundEnd = table.foundEnd
      return true
    }
    const page = this.#pages.find(this.id, key, start, end)
    if (page === null) return false
    this.foundBytes = page.bytes
    this.foundStart = page.valueStart
    this.foundEnd = page.valueEnd
    if (this.#engine.hasTableRoom()) {
      this.#place(key, start, end, CLEAN, page.bytes, page.valueStart, page.valueEnd)
    }
    return true
  }

  #place(
    key: Uint8Array,
    start: number,
    end: number,
    flag: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void {
    const table = this.table
    const length = valueEnd - valueStart
    table.place(key, start, end, length + 1)
    const bytes = table.foundBytes
    let at = table.foundStart
    bytes[at++] = flag
    copyBytes(value, valueStart, valueEnd, bytes, at)
  }

  put(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void {
    const table = this.table
    const version = table.version
    const length = valueEnd - valueStart
    table.place(key, keyStart, keyEnd, length + 1)
    const bytes = table.foundBytes
    let at = table.foundStart
    // The table's version stands still when an entry was overwritten in place: then the old flag is still there.
    if (table.version !== version || bytes[at] === CLEAN)
      this.#engine.dirtyBytes += keyEnd - keyStart + length + 12
    this.#engine.writtenBytes += keyEnd - keyStart + length + 1
    bytes[at++] = DIRTY
    copyBytes(value, valueStart, valueEnd, bytes, at)
  }

  delete(key: Uint8Array, start: number, end: number): boolean {
    const there = this.get(key, start, end)
    this.#engine.writtenBytes += end - start + 1
    if (!this.#engine.mayHavePages(this.id)) {
      this.table.delete(key, start, end)
      return there
    }
    if (!there) return false
    this.#engine.dirtyBytes += end - start + 12
    this.#place(key, start, end, DELETED, FLAG, 0, 0)
    return true
  }

  range(from: Uint8Array | null, to: Uint8Array | null, reverse: boolean): EngineIterator {
    if (!this.#engine.mayHavePages(this.id)) return new TableOnlyIterator(this.table.range(from, to, reverse))
    return new MergedIterator(
      this.id,
      this.table.range(from, to, reverse),
      this.#pages,
      from,
      to,
      reverse,
      null,
    )
  }

  prefix(prefix: Uint8Array): EngineIterator {
    return new MergedIterator(this.id, this.table.prefix(prefix), this.#pages, prefix, null, false, prefix)
  }

  approximateNumEntries(): number {
    return Math.max(this.table.size, this.#pages.entryCount(this.id))
  }

  /** All dirty entries, sorted and copied; they are clean afterwards. Cost: about 300 ns an entry. */
  collect(): Changes {
    const table = this.table
    let count = 0
    let size = 0
    table.forEach(address => {
      table.lend(address)
      if (!isDirty(table.foundBytes[table.foundStart]!)) return
      count++
      size += table.keyLengthAt(address) + table.foundEnd - table.foundStart
    })
    const bytes = new Uint8Array(size)
    const spans = [0, 0, 0, 0].map(() => new Int32Array(count)) as [
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
    ]
    const [keyStart, keyEnd, valueStart, valueEnd] = spans
    let at = 0
    let n = 0
    table.forEach(address => {
      table.lend(address)
      const found = table.foundBytes
      const flag = found[table.foundStart]!
      if (!isDirty(flag)) return
      const from = table.keyStartAt(address)
      keyStart[n] = at
      for (let k = from; k < from + table.keyLengthAt(address); k++) bytes[at++] = found[k]!
      keyEnd[n] = at
      valueStart[n] = flag === DELETED ? -1 : at
      if (flag === DIRTY) for (let v = table.foundStart + 1; v < table.foundEnd; v++) bytes[at++] = found[v]!
      valueEnd[n] = flag === DELETED ? -1 : at
      found[table.foundStart] = flag === DELETED ? GONE : CLEAN
      n++
    })
    const order = sortSpans(bytes, keyStart, keyEnd, count)
    const sorted = spans.map(span => {
      const out = new Int32Array(count)
      for (let k = 0; k < count; k++) out[k] = span[order[k]!]!
      return out
    }) as typeof spans
    return {
      bytes,
      count,
      keyStart: sorted[0],
      keyEnd: sorted[1],
      valueStart: sorted[2],
      valueEnd: sorted[3],
    }
  }

  /** Lets go of the deletions that the pages now know. */
  releaseGone(changes: Changes): void {
    const { bytes, keyStart, keyEnd, valueStart, count } = changes
    const table = this.table
    for (let n = 0; n < count; n++) {
      if (valueStart[n]! >= 0 || !table.get(bytes, keyStart[n]!, keyEnd[n]!)) continue
      if (table.foundBytes[table.foundStart] === GONE) table.delete(bytes, keyStart[n]!, keyEnd[n]!)
    }
  }

  clear(): void {
    this.table = new ByteTable(this.id)
  }

  /** Keeps only what is dirty. */
  releaseClean(): void {
    const old = this.table
    const table = new ByteTable(this.id)
    old.forEach(address => {
      old.lend(address)
      if (!isDirty(old.foundBytes[old.foundStart]!)) return
      const keyStart = old.keyStartAt(address)
      table.put(
        old.foundBytes,
        keyStart,
        keyStart + old.keyLengthAt(address),
        old.foundBytes,
        old.foundStart,
        old.foundEnd,
      )
    })
    this.table = table
  }
}
