/**
 * A store of versions (KIP-889): each key has a timeline of values; reads ask for the latest or for one as of a time.
 *
 * Segment 0 holds the latest version (`int64 from · value`); older ones stand in rows of the segment into which the end of
 * their validity falls, so that whole segments expire.
 *
 * 1. A put older than observed time - history retention is not kept. 2. A read as of such a time gives the latest version if
 * that is old enough, else null. 3. Deleted latest versions leave segment 0 and live on as the end of a row.
 */

import type { OutputTopic, RecordCollector } from '../records/record-collector.ts'
import type { TaskRecord } from '../records/task-record.ts'
import { ByteSink, readInt64 } from '../serdes/byte-sink.ts'
import { decodeOwned, type Serde } from '../serdes/serde.ts'
import type { KeyValueEngine } from './engine.ts'
import { KeySpan } from './key-span.ts'
import type { ValueAndTimestamp } from './key-value-state.ts'
import type { VersionedStoreSpec } from './store-spec.ts'
import { dataSegments, StoreTime } from './store-time.ts'
import { VersionedRow } from './versioned-row.ts'

export const NOT_PUT = -2
/** The version put is the latest one. */
export const LATEST = -1

export class VersionedState<K = unknown, V = unknown> {
  readonly spec: VersionedStoreSpec
  readonly keySerde: Serde<unknown>
  readonly valueSerde: Serde<unknown>
  readonly engine: KeyValueEngine
  readonly cached = null
  timestamp = 0
  private readonly collector: RecordCollector
  private readonly changelog: OutputTopic | null
  private readonly partition: number
  private readonly key: KeySpan
  private readonly sink = new ByteSink(256)
  private readonly rowSink = new ByteSink(256)
  /** Greatest time ever put. */
  readonly observed: StoreTime
  private firstLive = 0
  private found: Uint8Array | null = null
  private foundStart = 0
  private foundEnd = 0

  constructor(
    spec: VersionedStoreSpec,
    keySerde: Serde<unknown>,
    valueSerde: Serde<unknown>,
    engine: KeyValueEngine,
    collector: RecordCollector,
    changelog: OutputTopic | null,
    partition: number,
  ) {
    this.spec = spec
    this.keySerde = keySerde
    this.valueSerde = valueSerde
    this.engine = engine
    this.observed = new StoreTime(engine)
    this.collector = collector
    this.changelog = changelog
    this.partition = partition
    this.key = new KeySpan(keySerde)
  }

  of(record: TaskRecord): void {
    this.key.of(record)
  }

  private segmentOf(ts: number): number {
    return Math.floor(ts / this.spec.segmentIntervalMs) + 1
  }

  private advance(ts: number): void {
    if (ts <= this.observed.ms) return
    this.observed.ms = ts
    const live = this.segmentOf(ts - this.spec.historyRetentionMs)
    if (live <= this.firstLive) return
    this.firstLive = live
    for (const id of dataSegments(this.engine)) if (id > 0 && id < live) this.engine.dropSegment(id)
  }

  /** Finds the latest version of the selected key. */
  find(): boolean {
    const latest = this.engine.segment(0)
    const { bytes, start, end } = this.key
    if (!latest.get(bytes, start, end)) return false
    this.found = latest.foundBytes
    this.foundStart = latest.foundStart + 8
    this.foundEnd = latest.foundEnd
    this.timestamp = readInt64(latest.foundBytes, latest.foundStart)
    return true
  }

  /** Finds the version of the selected key that was valid at `asOfMs` (law 2). */
  findAsOf(asOfMs: number): boolean {
    if (this.find() && this.timestamp <= asOfMs) return true
    if (asOfMs < this.observed.ms - this.spec.historyRetentionMs) return false
    const { bytes, start, end } = this.key
    const ids = dataSegments(this.engine)
    const oldest = this.segmentOf(asOfMs)
    for (let i = ids.length - 1; i >= 0 && ids[i]! >= oldest && ids[i]! > 0; i--) {
      const segment = this.engine.segment(ids[i]!)
      if (!segment.get(bytes, start, end)) continue
      const row = VersionedRow.read(segment.foundBytes, segment.foundStart)
      if (row.nextTs <= asOfMs) return false
      if (row.minTs > asOfMs) continue
      const version = row.versions[row.indexAt(asOfMs)]!
      if (version.value === null) return false
      this.found = version.value
      this.foundStart = 0
      this.foundEnd = version.value.length
      this.timestamp = version.from
      return true
    }
    return false
  }

  value(): unknown {
    return decodeOwned(this.valueSerde, this.found!, this.foundStart, this.foundEnd)
  }

  /** Puts a version of the selected key; null deletes as of then. Gives the end of its validity, LATEST or NOT_PUT. */
  put(value: unknown, timestamp: number, _record: TaskRecord): number {
    this.sink.at = 0
    const deletes = value === null || value === undefined
    if (!deletes) this.valueSerde.encode(value, this.sink)
    const bytes = deletes ? null : this.sink.slice(0, this.sink.at)
    const validTo = this.insert(bytes, timestamp)
    if (this.changelog !== null) {
      const { key } = this
      this.collector.send(
        this.changelog,
        this.partition,
        timestamp,
        key.bytes,
        key.start,
        key.end,
        bytes,
        0,
        bytes?.length ?? 0,
        null,
      )
    }
    return validTo
  }

  /** Puts a version of a key given as an object. */
  write(key: K, value: V | null | undefined, timestamp: number, record: TaskRecord): number {
    this.key.ofObject(key)
    return this.put(value, timestamp, record)
  }

  private insert(value: Uint8Array | null, ts: number): number {
    if (ts < this.observed.ms - this.spec.historyRetentionMs) return NOT_PUT
    this.advance(ts)
    const { bytes, start, end } = this.key
    const hasLatest = this.find()
    if (hasLatest && ts >= this.timestamp) {
      if (ts > this.timestamp) {
        const old = this.found!.slice(this.foundStart, this.foundEnd)
        this.append(this.segmentOf(ts), this.timestamp, ts, old)
      }
      if (value === null) this.engine.segment(0).delete(bytes, start, end)
      else this.putLatest(value, ts)
      return LATEST
    }
    let next = hasLatest ? this.timestamp : Number.POSITIVE_INFINITY
    const ids = dataSegments(this.engine)
    const oldest = this.segmentOf(ts)
    for (let i = ids.length - 1; i >= 0 && ids[i]! >= oldest && ids[i]! > 0; i--) {
      const row = this.row(ids[i]!)
      if (row === null) continue
      if (row.nextTs <= ts) break
      if (row.minTs <= ts) return this.split(ids[i]!, row, value, ts)
      next = row.minTs
    }
    return this.finish(value, ts, next)
  }

  /** Puts a version in the middle of a row: the one it falls into ends there. */
  private split(id: number, row: VersionedRow, value: Uint8Array | null, ts: number): number {
    const i = row.indexAt(ts)
    const version = row.versions[i]!
    const validTo = i === 0 ? row.nextTs : row.versions[i - 1]!.from
    const older = this.segmentOf(ts)
    if (version.from === ts) {
      version.value = value
    } else if (older === id) {
      row.versions.splice(i, 0, { from: ts, value })
    } else {
      this.append(older, version.from, ts, version.value)
      // What began before `version` has ended before this segment began, so it cannot be in this row.
      row.versions.splice(i, row.versions.length - i, { from: ts, value })
    }
    this.writeRow(id, row)
    return validTo
  }

  private finish(value: Uint8Array | null, ts: number, next: number): number {
    if (next === Number.POSITIVE_INFINITY) {
      if (value !== null) {
        this.putLatest(value, ts)
        return LATEST
      }
      const row = this.row(this.segmentOf(ts))
      if (row === null) this.writeRow(this.segmentOf(ts), new VersionedRow(ts, [{ from: ts, value: null }]))
      else if (row.nextTs < ts) {
        row.addLatest(row.nextTs, ts, null)
        this.writeRow(this.segmentOf(ts), row)
      }
      return LATEST
    }
    const id = this.segmentOf(next)
    const row = this.row(id)
    if (row === null) {
      this.writeRow(id, new VersionedRow(next, [{ from: ts, value }]))
    } else {
      if (row.nextTs <= ts) row.addLatest(ts, next, value)
      else row.versions.push({ from: ts, value })
      this.writeRow(id, row)
    }
    return next
  }

  private append(id: number, from: number, to: number, value: Uint8Array | null): void {
    const row = this.row(id)
    if (row === null) {
      this.writeRow(id, new VersionedRow(to, [{ from, value }]))
    } else {
      row.addLatest(from, to, value)
      this.writeRow(id, row)
    }
  }

  private row(id: number): VersionedRow | null {
    const segment = this.engine.segment(id)
    const { bytes, start, end } = this.key
    return segment.get(bytes, start, end) ? VersionedRow.read(segment.foundBytes, segment.foundStart) : null
  }

  private writeRow(id: number, row: VersionedRow): void {
    row.write(this.rowSink)
    const { bytes, start, end } = this.key
    this.engine.segment(id).put(bytes, start, end, this.rowSink.bytes, 0, this.rowSink.at)
  }

  private putLatest(value: Uint8Array, ts: number): void {
    this.rowSink.at = 0
    this.rowSink.writeInt64(ts)
    this.rowSink.write(value, 0, value.length)
    const { bytes, start, end } = this.key
    this.engine.segment(0).put(bytes, start, end, this.rowSink.bytes, 0, this.rowSink.at)
  }

  // What users and tests read.

  /** The latest version of a key, or the one valid at `asOfMs`; null when there is none. */
  get(key: K, asOfMs?: number): ValueAndTimestamp<V> | null {
    this.key.ofObject(key)
    const found = asOfMs === undefined ? this.find() : this.findAsOf(asOfMs)
    return found ? { value: this.value() as V, timestamp: this.timestamp } : null
  }

  /**
   * The versions of a key that began at `toMs` or before, deletions left out, oldest first; `validTo` null: still valid. Of a time that
   * lies behind the history only the latest version counts.
   */
  versions(
    key: K,
    toMs: number = Number.POSITIVE_INFINITY,
  ): (ValueAndTimestamp<V> & { readonly validTo: number | null })[] {
    this.key.ofObject(key)
    const found: (ValueAndTimestamp<V> & { validTo: number | null })[] = []
    const hasHistory = toMs >= this.observed.ms - this.spec.historyRetentionMs
    for (const id of hasHistory ? dataSegments(this.engine) : []) {
      const row = id > 0 ? this.row(id) : null
      if (row === null) continue
      for (let i = row.versions.length - 1; i >= 0; i--) {
        const { from, value } = row.versions[i]!
        if (value === null || from > toMs) continue
        const validTo = i === 0 ? row.nextTs : row.versions[i - 1]!.from
        found.push({
          value: decodeOwned(this.valueSerde, value, 0, value.length) as V,
          timestamp: from,
          validTo,
        })
      }
    }
    if (this.find() && this.timestamp <= toMs)
      found.push({ value: this.value() as V, timestamp: this.timestamp, validTo: null })
    return found
  }

  /** Keeps the store's time with the next commit. */
  save(): void {
    this.observed.save()
  }

  approximateNumEntries(): number {
    return this.engine.segment(0).approximateNumEntries()
  }

  restore(
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
  ): void {
    this.key.bytes = key
    this.key.start = start
    this.key.end = end
    this.insert(value === null ? null : value.slice(valueStart, valueEnd), timestamp)
  }
}
