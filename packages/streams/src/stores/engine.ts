/**
 * The port under every state store: byte keys to byte values, synchronous, in named segments, committed as a whole.
 *
 * The layers above (typed store, record cache, change-logging) know only this. An engine belongs to one store of one task
 * and to one thread.
 *
 * 1. Keys and values are spans of lent bytes; an engine copies what it keeps. What a read lends (`found*`, the iterator's
 *    fields) is valid until the next call on the same engine, whichever it is, and is never written to.
 * 2. Order is that of unsigned bytes, shorter first. An iterator sees the segment as it was when it was made or as it is
 *    now, either; a put while iterating must not make it fail or repeat a key.
 * 3. Writes are seen at once by reads of the same engine, and are durable only by `beginCommit` and the batch's `persist`.
 * 4. `segment` never fails: a segment exists while it has entries. `dropSegment` forgets one at the cost of O(1) calls.
 * 5. After a crash an engine holds exactly what the last persisted batch left, with that batch's changelog offset.
 */

/** One name space of an engine. */
export interface EngineSegment {
  readonly id: number
  /** Finds a key; when true, `found*` of the segment lend the value. */
  get(key: Uint8Array, start: number, end: number): boolean
  readonly foundBytes: Uint8Array
  readonly foundStart: number
  readonly foundEnd: number
  put(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void
  /**
   * The same where the last call on the engine was a `get` that found this very key: an engine that can save the look-up
   * does; others leave it out.
   */
  putFound?(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void
  /** True when the key was there. */
  delete(key: Uint8Array, start: number, end: number): boolean
  /** Entries with `from <= key <= to` in byte order, or backwards; null is open. */
  range(from: Uint8Array | null, to: Uint8Array | null, reverse: boolean): EngineIterator
  /** Entries whose key begins with `prefix`, in byte order. */
  prefix(prefix: Uint8Array): EngineIterator
  approximateNumEntries(): number
}

/** Walks entries: `while (it.next())` the fields lend the entry until the following call of `next`. */
export interface EngineIterator {
  next(): boolean
  /**
   * Lends the entry again, as it is now, after other calls on the engine; moves on when it has gone, and gives what `next` would.
   * Left out by iterators whose entries are copies.
   */
  renew?(): boolean
  readonly keyBytes: Uint8Array
  readonly keyStart: number
  readonly keyEnd: number
  readonly valueBytes: Uint8Array
  readonly valueStart: number
  readonly valueEnd: number
}

/** All writes since the last commit, to be made durable together with the changelog position they reach. */
export interface CommitBatch {
  /** Bytes of keys and values in the batch. */
  readonly bytes: number
  /**
   * Makes the batch and `changelogOffset` (the next offset to restore from; -1 when there is no changelog) durable in one
   * step. To be called once, after the Kafka transaction has committed; further writes may happen before it settles.
   */
  persist(changelogOffset: number): Promise<void> | void
}

/** The state of one store of one task. */
export interface KeyValueEngine {
  /** True when content outlives the process, so that restoring begins at `changelogOffset`. */
  readonly persistent: boolean
  /** The next changelog offset to restore from, as last persisted; -1 when nothing is known: restore everything. */
  readonly changelogOffset: number
  segment(id: number): EngineSegment
  /** Ids of the segments that have entries, ascending. */
  segments(): readonly number[]
  dropSegment(id: number): void
  /** Bytes written since the last commit; 0 when nothing waits. */
  uncommittedBytes(): number
  /** Takes all writes so far as one batch. */
  beginCommit(): CommitBatch
  /** Drops the writes since the last commit; false when the engine cannot: the store must be restored from its changelog. */
  rollback(): boolean
  /** Releases everything; with `wipe` the content too. */
  close(wipe?: boolean): Promise<void> | void
}
