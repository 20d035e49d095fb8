/**
 * The segments of a store whose entries carry a time: each covers as many milliseconds, and goes as a whole when it has expired.
 *
 * 1. Observed time is the greatest time ever put. It never goes back.
 * 2. `ids` names every segment that may have entries, ascending: so no reader asks the engine, which would look into each.
 */
import type { KeyValueEngine } from './engine.ts'
import { dataSegments, StoreTime } from './store-time.ts'

export class Segments {
  readonly observed: StoreTime
  readonly ids: number[]
  private readonly engine: KeyValueEngine
  private readonly intervalMs: number
  private readonly retentionMs: number
  private readonly drop: (id: number) => void
  private firstLive = 0

  constructor(
    engine: KeyValueEngine,
    spec: { readonly retentionMs: number; readonly segmentIntervalMs: number },
    drop: (id: number) => void,
  ) {
    this.engine = engine
    this.intervalMs = spec.segmentIntervalMs
    this.retentionMs = spec.retentionMs
    this.drop = drop
    this.observed = new StoreTime(engine)
    this.ids = [...dataSegments(engine)]
  }

  of(timeMs: number): number {
    return Math.floor(timeMs / this.intervalMs)
  }

  /** What is at this time or earlier has expired. */
  get expiredMs(): number {
    return this.observed.ms - this.retentionMs
  }

  /** The segment of something that is about to be put. */
  enter(timeMs: number): number {
    const id = this.of(timeMs)
    const { ids } = this
    let at = ids.length
    while (at > 0 && ids[at - 1]! > id) at--
    if (at === 0 || ids[at - 1] !== id) ids.splice(at, 0, id)
    return id
  }

  /** The store's time moves on, and drops the segments that lie before. */
  advance(timeMs: number): void {
    if (timeMs <= this.observed.ms) return
    this.observed.ms = timeMs
    const live = this.of(this.expiredMs)
    if (live <= this.firstLive) return
    this.firstLive = live
    while (this.ids.length > 0 && this.ids[0]! < live) this.drop(this.ids.shift()!)
  }

  /** Those with entries between two times, ascending or descending; for a walk that changes nothing. */
  between(fromMs: number, toMs: number, reverse = false): readonly number[] {
    const { ids } = this
    const [first, last] = [this.of(fromMs), this.of(toMs)]
    if (!reverse && (ids.length === 0 || (ids[0]! >= first && ids[ids.length - 1]! <= last))) return ids
    const some = ids.filter(id => id >= first && id <= last)
    return reverse ? some.reverse() : some
  }

  approximateNumEntries(): number {
    let n = 0
    for (const id of this.ids) n += this.engine.segment(id).approximateNumEntries()
    return n
  }
}
