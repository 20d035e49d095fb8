/**
 * Of each key of a session store the session with the greatest end: nearly every record belongs to it, or to none. So the store need
 * not be asked for an order of its keys.
 *
 * 1. No session of the key but the latest ends after `restMs`: who asks for ends above it need look at the latest alone.
 * 2. While `isComplete`, a key that is not here has no session that is live. Otherwise nothing is known of it, until it was `learned`.
 * 3. Keys whose latest session has expired are let go; where that leaves too many, all are, and nothing is complete any more.
 * Layout: key to int64 end · int64 start (-1: the session is gone) · int64 rest. Budget: 60 ns a call.
 */
import { ByteSink, readInt64 } from '../serdes/byte-sink.ts'
import { ByteTable } from './byte-table.ts'
import type { KeySpan } from './key-span.ts'

const KEYS_MAX = 1 << 18
const FIRST_LIMIT = 1 << 10
const NOTHING = -1

export class LatestSessions {
  /** Of the key found: the latest session; `startMs` is -1 when it is gone. */
  startMs = NOTHING
  endMs = NOTHING
  /** The greatest end that another of its sessions may have. */
  restMs = NOTHING
  isComplete: boolean
  private table = new ByteTable()
  private limit = FIRST_LIMIT
  private readonly sink = new ByteSink(24)

  /** `isComplete`: the store is empty. */
  constructor(isComplete: boolean) {
    this.isComplete = isComplete
  }

  /** Whether something is known of a key. */
  find({ bytes, start, end }: KeySpan): boolean {
    const { table } = this
    if (table.get(bytes, start, end)) {
      this.endMs = readInt64(table.foundBytes, table.foundStart)
      this.startMs = readInt64(table.foundBytes, table.foundStart + 8)
      this.restMs = readInt64(table.foundBytes, table.foundStart + 16)
      return true
    }
    this.startMs = NOTHING
    this.endMs = NOTHING
    this.restMs = NOTHING
    return this.isComplete
  }

  /** A session of the key is in the store. True when it was not before; false where that is not known. */
  put(key: KeySpan, startMs: number, endMs: number, expiredMs: number): boolean {
    if (!this.find(key)) return false
    const isGone = this.startMs === NOTHING
    if (!isGone && endMs === this.endMs && startMs === this.startMs) return false
    const isNew = endMs > this.restMs && (isGone || endMs > this.endMs)
    if (endMs > this.restMs && (isGone || endMs >= this.endMs)) {
      if (!isGone) this.restMs = Math.max(this.restMs, this.endMs)
      this.startMs = startMs
      this.endMs = endMs
    } else this.restMs = Math.max(this.restMs, endMs)
    this.write(key, expiredMs)
    return isNew && endMs > expiredMs
  }

  /** A session of the key has gone. */
  remove(key: KeySpan, startMs: number, endMs: number): void {
    if (!this.find(key) || endMs !== this.endMs || startMs !== this.startMs) return
    this.startMs = NOTHING
    this.write(key, Number.NEGATIVE_INFINITY)
  }

  /** A walk over all sessions of the key that end after `restMs` has met this one, or none: start -1. */
  learned(key: KeySpan, startMs: number, endMs: number, restMs: number, expiredMs: number): void {
    this.startMs = startMs
    this.endMs = endMs
    this.restMs = restMs
    this.write(key, expiredMs)
  }

  private write({ bytes, start, end }: KeySpan, expiredMs: number): void {
    const { sink } = this
    sink.at = 0
    sink.writeInt64(this.endMs)
    sink.writeInt64(this.startMs)
    sink.writeInt64(this.restMs)
    this.table.put(bytes, start, end, sink.bytes, 0, sink.at)
    if (this.table.size > this.limit) this.sweep(expiredMs)
  }

  /** Law 3. */
  private sweep(expiredMs: number): void {
    const old = this.table
    const table = new ByteTable()
    old.forEach(address => {
      old.lend(address)
      const { foundBytes, foundEnd, foundStart } = old
      if (Math.max(readInt64(foundBytes, foundStart), readInt64(foundBytes, foundStart + 16)) <= expiredMs)
        return
      const keyStart = old.keyStartAt(address)
      const keyEnd = keyStart + old.keyLengthAt(address)
      table.put(foundBytes, keyStart, keyEnd, foundBytes, foundStart, foundEnd)
    })
    if (table.size > KEYS_MAX / 2) {
      this.isComplete = false
      this.table = new ByteTable()
      this.limit = FIRST_LIMIT
      return
    }
    this.table = table
    this.limit = Math.max(FIRST_LIMIT, table.size * 2)
  }
}
