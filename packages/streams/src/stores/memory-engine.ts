/**
 * The engine that lives in memory: one ByteTable a segment.
 *
 * Rolling back needs the past: with `undo` each write first keeps what it replaces, until the commit. Without, `rollback`
 * says that it cannot and the store is restored from its changelog.
 */
import { ByteSink } from '../serdes/byte-sink.ts'
import { ByteTable } from './byte-table.ts'
import type { CommitBatch, EngineIterator, EngineSegment, KeyValueEngine } from './engine.ts'

/** Options of {@link MemoryEngine}. */
export interface MemoryEngineOptions {
  /** Keep replaced entries until the commit so that `rollback` works; default false. */
  readonly undo?: boolean
}

export class MemoryEngine implements KeyValueEngine {
  readonly persistent = false
  readonly changelogOffset = -1
  private readonly tables = new Map<number, ByteTable | UndoSegment>()
  private readonly log: UndoLog | null

  constructor(options: MemoryEngineOptions = {}) {
    this.log = options.undo === true ? new UndoLog() : null
  }

  segment(id: number): EngineSegment {
    let table = this.tables.get(id)
    if (table === undefined) {
      table = this.log === null ? new ByteTable(id) : new UndoSegment(new ByteTable(id), this.log)
      this.tables.set(id, table)
    }
    return table
  }

  segments(): readonly number[] {
    const ids: number[] = []
    for (const [id, table] of this.tables) if (table.approximateNumEntries() > 0) ids.push(id)
    return ids.sort((a, b) => a - b)
  }

  dropSegment(id: number): void {
    const table = this.tables.get(id)
    if (table === undefined) return
    this.tables.delete(id)
    if (this.log !== null && table instanceof UndoSegment) this.log.dropped.push(table)
  }

  uncommittedBytes(): number {
    return this.log === null ? 0 : this.log.entries.at
  }

  beginCommit(): CommitBatch {
    const bytes = this.uncommittedBytes()
    this.log?.clear()
    return { bytes, persist: () => {} }
  }

  rollback(): boolean {
    if (this.log === null) return false
    for (const segment of this.log.dropped) this.tables.set(segment.id, segment)
    this.log.undo(id => (this.segment(id) as UndoSegment).table)
    return true
  }

  close(): void {
    this.tables.clear()
    this.log?.clear()
  }
}

/** What was there before, oldest first; undone backwards. */
class UndoLog {
  readonly entries = new ByteSink(1024)
  private starts: number[] = []
  dropped: UndoSegment[] = []

  add(id: number, table: ByteTable, key: Uint8Array, start: number, end: number): void {
    const had = table.get(key, start, end)
    this.starts.push(this.entries.at)
    this.entries.writeInt64(id)
    this.entries.writeInt64(end - start)
    this.entries.writeInt64(had ? table.foundEnd - table.foundStart : -1)
    this.entries.write(key, start, end)
    if (had) this.entries.write(table.foundBytes, table.foundStart, table.foundEnd)
  }

  undo(tableOf: (id: number) => ByteTable): void {
    const { bytes, view } = this.entries
    for (let i = this.starts.length - 1; i >= 0; i--) {
      const at = this.starts[i]!
      const table = tableOf(Number(view.getBigInt64(at)))
      const keyStart = at + 24
      const keyEnd = keyStart + view.getUint32(at + 12)
      const valueLength = Number(view.getBigInt64(at + 16))
      if (valueLength < 0) table.delete(bytes, keyStart, keyEnd)
      else table.put(bytes, keyStart, keyEnd, bytes, keyEnd, keyEnd + valueLength)
    }
    this.clear()
  }

  clear(): void {
    this.entries.at = 0
    this.starts = []
    this.dropped = []
  }
}

/** A table whose writes can be undone. */
class UndoSegment implements EngineSegment {
  readonly table: ByteTable
  private readonly log: UndoLog

  constructor(table: ByteTable, log: UndoLog) {
    this.table = table
    this.log = log
  }

  get id(): number {
    return this.table.id
  }
  get foundBytes(): Uint8Array {
    return this.table.foundBytes
  }
  get foundStart(): number {
    return this.table.foundStart
  }
  get foundEnd(): number {
    return this.table.foundEnd
  }

  get(key: Uint8Array, start: number, end: number): boolean {
    return this.table.get(key, start, end)
  }

  put(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    start: number,
    end: number,
  ): void {
    this.log.add(this.id, this.table, key, keyStart, keyEnd)
    this.table.put(key, keyStart, keyEnd, value, start, end)
  }

  delete(key: Uint8Array, start: number, end: number): boolean {
    this.log.add(this.id, this.table, key, start, end)
    return this.table.delete(key, start, end)
  }

  range(from: Uint8Array | null, to: Uint8Array | null, reverse: boolean): EngineIterator {
    return this.table.range(from, to, reverse)
  }

  prefix(prefix: Uint8Array): EngineIterator {
    return this.table.prefix(prefix)
  }

  approximateNumEntries(): number {
    return this.table.approximateNumEntries()
  }
}
