/**
 * Cleaning, judged from outside: a log and what was appended to it are kept beside each other, and after any cleaning, crash
 * and restart the log must still say the same to its readers, less what was superseded.
 */
import {
  BatchHeader,
  type Clock,
  type CompressionType,
  checkBatch,
  ErrorCode,
  encodeTransactionMarker,
  type Random,
  RecordBatchBuilder,
  RecordCursor,
} from '@moldau/protocol'
import { expect } from 'vitest'
import { LogCleaner } from '../../packages/log/src/compaction/log-cleaner.ts'
import { append } from '../../packages/log/src/partition/append.ts'
import { read } from '../../packages/log/src/partition/fetch.ts'
import { defaultLogConfig, type LogConfig } from '../../packages/log/src/partition/log-config.ts'
import { LogFolder } from '../../packages/log/src/partition/log-folder.ts'
import type { PartitionLog } from '../../packages/log/src/partition/partition-log.ts'
import { MemoryStorage } from '../../packages/log/src/storage/memory-storage.ts'

export const text = new TextEncoder()
const topicId = 'abcdefghijklmnopqrstug'
export const DELETE_RETENTION_MS = 1000

/** A clock that is set by hand; timers of 0 ms run in a microtask, later ones never. */
export class HandClock implements Clock {
  ms = 1_000_000
  nowMs = (): number => this.ms
  monotonicMs = (): number => this.ms
  setTimer = (delayMs: number, run: () => void) => {
    if (delayMs <= 0) queueMicrotask(run)
    return { cancel: () => undefined }
  }
}

export function random(seed = 1): Random {
  let x = seed
  return {
    nextUint32() {
      x ^= x << 13
      x ^= x >>> 17
      x ^= x << 5
      return x >>> 0
    },
  }
}

export interface Entry {
  readonly offset: number
  readonly key: string
  readonly value: string | null
  readonly timestamp: number
  /** Ends up committed, or belongs to no transaction. */
  committed: boolean
}

export interface BatchOptions {
  readonly pid?: number
  readonly epoch?: number
  readonly seq?: number
  readonly txn?: boolean
  readonly codec?: CompressionType
}

/** A log under test, and all that was ever appended to it. */
export class Bench {
  readonly clock = new HandClock()
  readonly entries: Entry[] = []
  readonly open = new Map<number, Entry[]>()
  readonly sequences = new Map<number, number>()
  storage: MemoryStorage
  folder!: LogFolder
  log!: PartitionLog
  cleaner!: LogCleaner
  readonly faults: unknown[] = []
  readonly overrides: Partial<LogConfig>
  mapBytes = 1 << 16

  constructor(overrides: Partial<LogConfig> = {}, seed = 1) {
    this.storage = new MemoryStorage({ seed })
    this.overrides = overrides
  }

  async start(storage = this.storage): Promise<this> {
    this.storage = storage
    const { clock } = this
    this.folder = await LogFolder.open({ storage, clock, directory: 'data', flush: 'os' })
    const config = {
      ...defaultLogConfig(),
      ...{ segmentBytes: 400, indexIntervalBytes: 100, compacts: true, deletes: false },
      ...{ deleteRetentionMs: DELETE_RETENTION_MS, minCleanableDirtyRatio: 0 },
      ...this.overrides,
    }
    this.log = this.folder.partition({ topic: 't', topicId, partition: 0, leaderEpoch: 0, config })
    await this.folder.settle()
    this.cleaner = new LogCleaner({
      folder: this.folder,
      clock,
      random: random(3),
      mapBytes: this.mapBytes,
      bytesPerSecond: Number.POSITIVE_INFINITY,
      backoffMs: 1,
      onFault: fault => this.faults.push(fault),
    })
    return this
  }

  put(records: readonly (readonly [string, string | null])[], options: BatchOptions = {}): number {
    const builder = new RecordBatchBuilder(256, options.codec ?? 'none')
    records.forEach(([key, value], n) => {
      const keyBytes = text.encode(key)
      const valueBytes = value === null ? null : text.encode(value)
      const headers = value?.startsWith('h') ? [{ key: 'name', value: text.encode(value) }] : null
      builder.append(
        this.clock.ms + n,
        keyBytes,
        0,
        keyBytes.length,
        valueBytes,
        0,
        valueBytes?.length ?? 0,
        headers,
      )
    })
    const { pid } = options
    const seq = options.seq ?? (pid === undefined ? -1 : (this.sequences.get(pid) ?? 0))
    const bytes =
      pid === undefined
        ? builder.build()
        : builder.build({
            producerId: pid,
            producerEpoch: options.epoch ?? 0,
            baseSequence: seq,
            transactional: options.txn ?? false,
          })
    const result = append(this.log, bytes, 'client')
    expect(result).toMatchObject({ errorCode: ErrorCode.NONE })
    if (pid !== undefined) this.sequences.set(pid, seq + records.length)
    const entries = records.map(([key, value], n) => ({
      offset: result.baseOffset + n,
      key,
      value,
      timestamp: this.clock.ms + n,
      committed: options.txn !== true,
    }))
    this.entries.push(...entries)
    if (options.txn) this.open.set(pid!, [...(this.open.get(pid!) ?? []), ...entries])
    return result.baseOffset
  }

  mark(pid: number, commit: boolean, epoch = 0): number {
    const marker = encodeTransactionMarker(commit ? 'COMMIT' : 'ABORT', pid, epoch, 0, this.clock.ms)
    const result = append(this.log, marker, 'coordinator')
    expect(result.errorCode).toBe(ErrorCode.NONE)
    for (const entry of this.open.get(pid) ?? []) entry.committed = commit
    this.open.delete(pid)
    return result.baseOffset
  }

  /** Cleans as long as there is something to clean; what the last round said. */
  async clean() {
    let last: Awaited<ReturnType<LogCleaner['cleanOne']>>
    for (let rounds = 0; rounds < 30; rounds++) {
      const result = await this.cleaner.cleanOne()
      if (result === undefined) return last
      last = result
    }
    throw new Error('cleaning does not come to an end')
  }

  /** Seals the active segment. */
  roll(): void {
    if (this.log.active.sizeBytes > 0) this.log.roll()
  }

  batches(): { header: BatchHeader; bytes: Uint8Array }[] {
    const found: { header: BatchHeader; bytes: Uint8Array }[] = []
    for (const segment of this.log.segments) {
      const bytes = this.storage.readFile(segment.path('.log'))!.subarray(0, segment.sizeBytes)
      for (let at = 0; at < bytes.length; ) {
        expect(checkBatch(bytes, at, bytes.length)).toBe('ok')
        const header = new BatchHeader().at(bytes, at)
        found.push({ header, bytes: bytes.subarray(at, header.end) })
        at = header.end
      }
    }
    return found
  }

  markers(): number[] {
    return this.batches()
      .filter(({ header }) => header.isControl)
      .map(({ header }) => header.baseOffset)
  }

  /** What a read_committed consumer that asks for at most `maxBytes` at a time gets. */
  committed(maxBytes = 300): Entry[] {
    const { log } = this
    const found: Entry[] = []
    const header = new BatchHeader()
    const cursor = new RecordCursor()
    const decoder = new TextDecoder()
    let at = log.logStartOffset
    while (at < log.lastStableOffset) {
      const bytes = read(log, at, log.lastStableOffset, maxBytes, true)
      if (bytes.length === 0) throw new Error(`a reader hangs at ${at}, the end is ${log.lastStableOffset}`)
      const aborted = [...log.abortedTxns(at, log.lastStableOffset)]
      const dropping = new Set<number>()
      for (let start = 0; start < bytes.length; start = header.at(bytes, start).end) {
        header.at(bytes, start)
        const { producerId, lastOffset, isControl, isTransactional, nextOffset } = header
        while (aborted.length > 0 && aborted[0]!.firstOffset <= lastOffset)
          dropping.add(aborted.shift()!.producerId)
        if (isControl) dropping.delete(producerId)
        else if (!isTransactional || !dropping.has(producerId)) {
          cursor.open(bytes, start)
          while (cursor.next()) {
            if (cursor.offset < at) continue
            const { bytes: of, keyStart, keyEnd, valueStart, valueEnd, offset, timestamp } = cursor
            const key = decoder.decode(of.subarray(keyStart, keyEnd))
            const value = valueStart < 0 ? null : decoder.decode(of.subarray(valueStart, valueEnd))
            const named = cursor.headers().map(({ value: bytes }) => decoder.decode(bytes ?? undefined))
            expect(named).toEqual(value?.startsWith('h') ? [value] : [])
            found.push({ offset, key, value, timestamp, committed: true })
          }
        }
        at = nextOffset
      }
    }
    return found
  }

  /**
   * What must hold of every log that was cleaned: what is there is what was appended; the last committed value of every key is
   * there; a tombstone is there or everything that it deleted is not; offsets end where they did.
   */
  judge(): void {
    const stable = this.log.lastStableOffset
    const appended = new Map(this.entries.map(entry => [entry.offset, entry]))
    const last = new Map<string, Entry>()
    for (const entry of this.entries) if (entry.committed && entry.offset < stable) last.set(entry.key, entry)
    for (const maxBytes of [1, 300, 100_000]) {
      const seen = this.committed(maxBytes)
      const latest = new Map<string, Entry>()
      for (const entry of seen) {
        expect(entry).toEqual(appended.get(entry.offset))
        latest.set(entry.key, entry)
      }
      for (const [key, entry] of last) {
        if (entry.value !== null) expect(latest.get(key)).toEqual(entry)
        else expect(latest.get(key)?.value ?? null).toBe(null)
      }
    }
    // Whatever offset is asked for, the answer begins with the batch that holds it or the next one above (T9).
    const { log } = this
    const ends = this.batches().map(({ header }) => header.lastOffset)
    for (let offset = log.logStartOffset; offset < log.highWatermark; offset++) {
      const bytes = read(log, offset, log.highWatermark, 1, true)
      const expected = ends.find(end => end >= offset)
      expect(bytes.length === 0 ? undefined : new BatchHeader().at(bytes, 0).lastOffset).toBe(expected)
    }
  }
}
