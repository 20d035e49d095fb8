/**
 * A store's own time: the greatest time ever put, which decides what has expired.
 *
 * In an engine that outlives the process it stands in a segment of its own, written with each commit: so opening a store reads
 * no entries, and replaying the tail of the changelog judges its records as they were judged before. Elsewhere the whole
 * changelog is replayed and tells the time again.
 */
import { ByteSink, readInt64 } from '../serdes/byte-sink.ts'
import type { KeyValueEngine } from './engine.ts'

/** Far above any segment that a time gives. */
const TIME_SEGMENT = 2 ** 44
/** Added to a segment's id: where its entries are listed by time; see time-index.ts. */
export const INDEX_SEGMENTS = 2 ** 43
const KEY = new Uint8Array(0)

export class StoreTime {
  /** Milliseconds; -1 before the first put. */
  ms = -1
  private saved = -1
  private readonly engine: KeyValueEngine

  constructor(engine: KeyValueEngine) {
    this.engine = engine
    if (!engine.persistent) return
    const segment = engine.segment(TIME_SEGMENT)
    if (segment.get(KEY, 0, 0)) this.ms = readInt64(segment.foundBytes, segment.foundStart)
    this.saved = this.ms
  }

  /** Part of every commit. */
  save(): void {
    if (!this.engine.persistent || this.saved === this.ms) return
    const sink = new ByteSink(8)
    sink.writeInt64(this.ms)
    this.engine.segment(TIME_SEGMENT).put(KEY, 0, 0, sink.bytes, 0, 8)
    this.saved = this.ms
  }
}

/** A number of a store that is kept with each commit beside its time, one of several; in an engine that forgets it begins at 0. */
export class StoreCounter {
  value = 0
  private saved = 0
  private readonly engine: KeyValueEngine
  private readonly key: Uint8Array

  /** `number` is the counter's own among those of the store; 2 begins the keys of positions. */
  constructor(engine: KeyValueEngine, number = 1) {
    this.engine = engine
    this.key = Uint8Array.of(number)
    if (!engine.persistent) return
    const segment = engine.segment(TIME_SEGMENT)
    if (segment.get(this.key, 0, 1)) this.value = readInt64(segment.foundBytes, segment.foundStart)
    this.saved = this.value
  }

  /** Part of every commit. */
  save(): void {
    if (!this.engine.persistent || this.saved === this.value) return
    const sink = new ByteSink(8)
    sink.writeInt64(this.value)
    this.engine.segment(TIME_SEGMENT).put(this.key, 0, 1, sink.bytes, 0, 8)
    this.saved = this.value
  }
}

const POSITION_KEY = 2

/** How far the partitions of its topic are in a store that all of them fill: kept with each commit beside its time. */
export class StorePositions {
  private readonly offsets = new Map<number, number>()
  private readonly changed = new Set<number>()
  private readonly engine: KeyValueEngine

  constructor(engine: KeyValueEngine) {
    this.engine = engine
    if (!engine.persistent) return
    const it = engine.segment(TIME_SEGMENT).prefix(new Uint8Array([POSITION_KEY]))
    while (it.next()) {
      const partition = new DataView(it.keyBytes.buffer, it.keyBytes.byteOffset).getInt32(it.keyStart + 1)
      this.offsets.set(partition, readInt64(it.valueBytes, it.valueStart))
    }
  }

  /** The next offset of a partition; undefined where nothing of it was read. */
  of(partition: number): number | undefined {
    return this.offsets.get(partition)
  }

  set(partition: number, offset: number): void {
    if (this.offsets.get(partition) === offset) return
    this.offsets.set(partition, offset)
    this.changed.add(partition)
  }

  /** Forgets everything, here and in the engine's next commit; its entries are the caller's to drop. */
  clear(): void {
    this.offsets.clear()
    this.changed.clear()
  }

  /** Part of every commit. */
  save(): void {
    if (!this.engine.persistent) return
    const segment = this.engine.segment(TIME_SEGMENT)
    for (const partition of this.changed) {
      const key = new Uint8Array(5)
      key[0] = POSITION_KEY
      new DataView(key.buffer).setInt32(1, partition)
      const value = new ByteSink(8)
      value.writeInt64(this.offsets.get(partition)!)
      segment.put(key, 0, 5, value.bytes, 0, 8)
    }
    this.changed.clear()
  }
}

/** The segments that hold entries. */
export function dataSegments(engine: KeyValueEngine): readonly number[] {
  return engine.segments().filter(id => id < INDEX_SEGMENTS)
}
