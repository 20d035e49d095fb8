/**
 * Records that the windows of a cached store have yet to take: each waits once, however many windows it is in, until a commit, a
 * reader or the budget asks. Then a key's windows are folded side by side in memory, and each is read and put once.
 *
 * Why: with windows of 60 minutes every minute a record is in 60 of them, and 60 look-ups a record are most of what it costs.
 *
 * 1. A window takes its records in the order in which they came, each aggregate as its serde would give it back: the values are
 *    those of folding at once. (What folds, and when, is not seen but by a callback with side effects.)
 * 2. Windows are put in the order of their last records, then by start: the order in which the cache would have got them.
 * 3. Whoever reads the store settles first. Settling puts nothing before all folds have gone well: after an error all still waits.
 * 4. All windows are read before any is put, and a put moves the store's time no further than folding at once would have: so a window
 *    that a record found live is read. One that has expired by then leaves the cache as any entry that expires there.
 *
 * Budget, ns: `add` 150 a record; then 10 a record and window, of a count 10 a record alone; 1,000 a window that changed.
 */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { BYTES, NULL, readValue, TaskRecord } from '../records/task-record.ts'
import { copyOfFlat, decodeOwned, type Serde } from '../serdes/serde.ts'
import { ByteTable } from './byte-table.ts'
import type { RecordCache } from './record-cache.ts'
import { ChangedWindows, WindowSpan } from './window-span.ts'

/** How records of one operator enter windows `[start, start + sizeMs)`, where each start is a multiple of `advanceMs`. */
export interface WindowFold {
  /** Index of the operator's node. */
  readonly node: number
  readonly sizeMs: number
  readonly advanceMs: number
  /** null: the first value is the aggregate. */
  readonly init: ((context: RecordContext) => unknown) | null
  readonly fold: (key: unknown, value: unknown, aggregate: unknown, context: RecordContext) => unknown
  readonly wantsKey: boolean
  readonly wantsValue: boolean
  readonly wantsContext: boolean
  /** `fold` adds one. */
  readonly counts: boolean
  /** An aggregate that `fold` gives back as it is was not changed. */
  readonly silentWhenSame: boolean
  /** The error to throw where `fold` threw one for a record. */
  readonly failed: (record: TaskRecord, error: unknown) => unknown
}

/** The store whose windows these are. */
export interface DeferringStore {
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  readonly retentionMs: number
  /** Greatest window start ever put. */
  readonly observedMs: number
  /** Selects a key, then a window; finds and reads it, and puts it. */
  select(key: Uint8Array, start: number, end: number): void
  at(startMs: number): void
  find(): boolean
  value(): unknown
  readonly timestamp: number
  put(value: unknown, timestamp: number, record: TaskRecord): boolean
}

interface KeptHeaders {
  readonly bytes: Uint8Array
  readonly count: number
}

const NONE = -1
/** Of a record that waits, beside its value. */
const RECORD_BYTES = 64
/** Keys are forgotten when there are more. */
const KEYS_MAX = 1 << 16
/** So many windows lie between the earliest and the latest that records wait for, unless one record is in more. */
const SPAN_MAX = 4096
const NOT_OWNED = Symbol('not owned')

export class DeferredWindows {
  /** Records that wait. */
  size = 0
  private readonly store: DeferringStore
  private readonly cache: RecordCache
  private heldBytes = 0
  private settling = false
  private earliestMs = Number.POSITIVE_INFINITY
  private latestMs = Number.NEGATIVE_INFINITY
  /** Keys, each with its number. */
  private keys = new ByteTable()
  /** By number of the key: its address, and the first and last of its records that wait. */
  private addresses: number[] = []
  private heads: number[] = []
  private tails: number[] = []
  /** Numbers of the keys that records wait for, in the order of their first ones. */
  private readonly active: number[] = []
  private readonly number = new Uint8Array(4)
  // By place in the order of arrival.
  private times = new Float64Array(64)
  private firsts = new Float64Array(64)
  private offsets = new Float64Array(64)
  private partitions = new Int32Array(64)
  /** The next record of the same key. */
  private nexts = new Int32Array(64)
  private readonly topics: string[] = []
  private readonly folds: WindowFold[] = []
  private readonly values: unknown[] = []
  private readonly headers = new Map<number, KeptHeaders>()
  private readonly span = new WindowSpan()
  private readonly changed = new ChangedWindows()
  private readonly record = new TaskRecord()

  constructor(store: DeferringStore, cache: RecordCache) {
    this.store = store
    this.cache = cache
  }

  /**
   * Keeps a record for the windows that start from `firstMs` up to its time; false: it cannot wait, and nothing of the kind waits
   * any more. `key` is lent.
   */
  add(
    fold: WindowFold,
    r: TaskRecord,
    firstMs: number,
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
  ): boolean {
    const lastMs = Math.floor(r.timestamp / fold.advanceMs) * fold.advanceMs
    const value = fold.wantsValue ? ownValue(r) : null
    const latestMs = Math.max(this.latestMs, lastMs)
    const expiredMs = Math.max(this.store.observedMs, latestMs) - this.store.retentionMs
    if (value === NOT_OWNED || firstMs <= expiredMs) {
      this.settle()
      return false
    }
    const earliestMs = Math.min(this.earliestMs, firstMs)
    const isFull = this.heldBytes * 2 > this.cache.budgetBytes
    if (isFull || latestMs - earliestMs > SPAN_MAX * fold.advanceMs) this.settle()
    if (this.size === 0) this.cache.waiting.add(this)
    const at = this.size++
    if (at === this.times.length) this.grow()
    this.times[at] = r.timestamp
    this.firsts[at] = firstMs
    this.offsets[at] = r.offset
    this.partitions[at] = r.partition
    this.topics[at] = r.topic
    this.folds[at] = fold
    this.values[at] = value
    this.nexts[at] = NONE
    const { headers } = r
    if (headers.count > 0)
      this.headers.set(at, { bytes: headers.bytes.slice(headers.start, headers.end), count: headers.count })
    const number = this.numberOf(key, keyStart, keyEnd)
    if (this.heads[number] === NONE) {
      this.heads[number] = at
      this.active.push(number)
    } else this.nexts[this.tails[number]!] = at
    this.tails[number] = at
    if (firstMs < this.earliestMs) this.earliestMs = firstMs
    if (lastMs > this.latestMs) this.latestMs = lastMs
    this.hold(
      RECORD_BYTES +
        (value === null ? 0 : (r.valueState & BYTES) === 0 ? RECORD_BYTES : r.valueEnd - r.valueStart),
    )
    return true
  }

  private hold(bytes: number): void {
    this.heldBytes += bytes
    this.cache.usedBytes += bytes
  }

  private numberOf(key: Uint8Array, start: number, end: number): number {
    const { keys, number } = this
    if (keys.get(key, start, end)) {
      const at = keys.foundStart
      const bytes = keys.foundBytes
      return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
    }
    const n = this.heads.length
    number[0] = n >>> 24
    number[1] = n >>> 16
    number[2] = n >>> 8
    number[3] = n
    keys.put(key, start, end, number, 0, 4)
    this.addresses.push(keys.foundAddress)
    this.heads.push(NONE)
    this.tails.push(NONE)
    return n
  }

  private grow(): void {
    const size = this.times.length * 2
    const doubles = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(size)
      to.set(from)
      return to
    }
    const ints = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(size)
      to.set(from)
      return to
    }
    this.times = doubles(this.times)
    this.firsts = doubles(this.firsts)
    this.offsets = doubles(this.offsets)
    this.partitions = ints(this.partitions)
    this.nexts = ints(this.nexts)
  }

  /** Folds and puts all that waits. @throws what `failed` gives for an exception of a fold; then all waits on (3) */
  settle(): void {
    if (this.size === 0 || this.settling) return
    this.settling = true
    try {
      for (const number of this.active) this.fold(number)
      this.put()
      this.clear()
    } finally {
      this.changed.clear()
      this.settling = false
    }
  }

  /** Forgets what waits. */
  clear(): void {
    for (const number of this.active) {
      this.heads[number] = NONE
      this.tails[number] = NONE
    }
    this.active.length = 0
    this.topics.length = 0
    this.folds.length = 0
    this.values.length = 0
    this.headers.clear()
    this.size = 0
    this.cache.waiting.delete(this)
    this.hold(-this.heldBytes)
    this.earliestMs = Number.POSITIVE_INFINITY
    this.latestMs = Number.NEGATIVE_INFINITY
    if (this.heads.length <= KEYS_MAX) return
    this.keys = new ByteTable()
    this.addresses = []
    this.heads = []
    this.tails = []
  }

  private select(number: number): void {
    const { keys } = this
    const address = this.addresses[number]!
    const start = keys.keyStartAt(address)
    this.store.select(keys.arena.chunks[address >>> 17]!, start, start + keys.keyLengthAt(address))
  }

  private key(number: number): unknown {
    const { keys } = this
    const address = this.addresses[number]!
    const start = keys.keyStartAt(address)
    const bytes = keys.arena.chunks[address >>> 17]!
    return decodeOwned(this.store.keySerde, bytes, start, start + keys.keyLengthAt(address))
  }

  /** Folds all records of a key. */
  private fold(number: number): void {
    const { firsts, folds, nexts, span, times, values } = this
    const head = this.heads[number]!
    const { advanceMs } = folds[head]!
    let [first, last, counts] = [Number.POSITIVE_INFINITY, 0, true]
    let before = 0
    let wantsKey = false
    for (let at = head; at !== NONE; at = nexts[at]!) {
      const fold = folds[at]!
      const time = times[at]!
      if (firsts[at]! < first) first = firsts[at]!
      if (time > last) last = time
      if (!fold.counts || time < before || firsts[at] !== firstWindow(time, fold)) counts = false
      if (fold.wantsKey) wantsKey = true
      before = time
    }
    span.begin(first, lastWindow(last, advanceMs), advanceMs)
    for (let at = head; at !== NONE; at = nexts[at]!)
      span.cover(firsts[at]!, lastWindow(times[at]!, advanceMs))
    let at = head
    try {
      this.select(number)
      span.load(this.store)
      if (counts) {
        const records: number[] = []
        for (; at !== NONE; at = nexts[at]!) records.push(at)
        at = head
        span.count(folds[head]!.sizeMs, records, times)
      } else {
        const key = wantsKey ? this.key(number) : null
        for (; at !== NONE; at = nexts[at]!) {
          const lastMs = lastWindow(times[at]!, advanceMs)
          const context = folds[at]!.wantsContext ? contextOf(this.show(at)) : UNREAD
          span.fold(folds[at]!, key, values[at], context, times[at]!, firsts[at]!, lastMs, at)
        }
      }
    } catch (error) {
      this.show(at)
      throw folds[at]!.failed(this.record, error)
    }
    span.end(number, this.changed)
  }

  /** Makes the record what it was of one that waits, but for key and value. */
  private show(at: number): TaskRecord {
    const { record } = this
    record.timestamp = this.times[at]!
    record.topic = this.topics[at]!
    record.partition = this.partitions[at]!
    record.offset = this.offsets[at]!
    record.node = this.folds[at]!.node
    record.keyState = NULL
    record.valueState = NULL
    const headers = this.headers.size === 0 ? undefined : this.headers.get(at)
    if (headers === undefined) record.headers.clear()
    else
      Object.assign(record.headers, {
        bytes: headers.bytes,
        start: 0,
        end: headers.bytes.length,
        count: headers.count,
      })
    return record
  }

  /** Puts all that has changed. */
  private put(): void {
    const { changed, store } = this
    let shown = NONE
    for (const i of changed.byRecord(this.size)) {
      const at = changed.records[i]!
      if (at !== shown) this.show(at)
      shown = at
      this.select(changed.keys[i]!)
      store.at(changed.starts[i]!)
      store.put(changed.values[i], changed.times[i]!, this.record)
    }
  }
}

/** The first window that holds a time. */
export function firstWindow(
  timeMs: number,
  { sizeMs, advanceMs }: { sizeMs: number; advanceMs: number },
): number {
  return Math.floor(Math.max(0, timeMs - sizeMs + advanceMs) / advanceMs) * advanceMs
}

function lastWindow(timeMs: number, advanceMs: number): number {
  return Math.floor(timeMs / advanceMs) * advanceMs
}

/** A value that nobody else can change: NOT_OWNED where there is no way to one. */
function ownValue(r: TaskRecord): unknown {
  const value = readValue(r)
  if (typeof value !== 'object' || value === null) return value
  const copy = copyOfFlat(value)
  if (copy !== null) return copy
  if ((r.valueState & BYTES) === 0) return NOT_OWNED
  return r.valueSerde.decode(r.valueBytes.slice(r.valueStart, r.valueEnd), 0, r.valueEnd - r.valueStart)
}
