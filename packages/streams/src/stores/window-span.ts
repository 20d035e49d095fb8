/**
 * The windows of one key side by side, while records that waited are folded into them.
 *
 * 1. `begin`, then `load`, then `fold` or `count`, then `end`. Only `load` calls the store: user code runs when all is read.
 * 2. An aggregate is kept as its serde would give it back, so no window shares an object with another or with a record.
 *
 * Windows are numbered by their starts: place i begins at `firstMs + i * advanceMs`.
 */
import type { RecordContext } from '../records/record-context.ts'
import type { Serde } from '../serdes/serde.ts'
import type { DeferringStore, WindowFold } from './deferred-windows.ts'

const NONE = -1

/** Windows that have changed, of all keys. */
export class ChangedWindows {
  size = 0
  readonly keys: number[] = []
  readonly starts: number[] = []
  readonly values: unknown[] = []
  readonly times: number[] = []
  /** Place of the record that was the last to change the window. */
  readonly records: number[] = []

  clear(): void {
    this.size = 0
    this.keys.length = 0
    this.starts.length = 0
    this.values.length = 0
    this.times.length = 0
    this.records.length = 0
  }

  add(key: number, start: number, value: unknown, time: number, record: number): void {
    this.size++
    this.keys.push(key)
    this.starts.push(start)
    this.values.push(value)
    this.times.push(time)
    this.records.push(record)
  }

  /** Places in the order of their last records, then as they were added; there are `recordCount` records. */
  byRecord(recordCount: number): Int32Array {
    const ends = new Int32Array(recordCount + 1)
    for (const record of this.records) ends[record + 1]!++
    for (let i = 1; i <= recordCount; i++) ends[i]! += ends[i - 1]!
    const order = new Int32Array(this.size)
    for (let i = 0; i < this.size; i++) order[ends[this.records[i]!]!++] = i
    return order
  }
}

export class WindowSpan {
  firstMs = 0
  advanceMs = 0
  length = 0
  /** How many records each window takes more than the one before it. */
  private steps = new Int32Array(64)
  private times = new Float64Array(64)
  private records = new Int32Array(64)
  /** null: the window is not there. */
  private values: unknown[] = []
  private valueSerde!: Serde<unknown>

  begin(firstMs: number, lastMs: number, advanceMs: number): void {
    this.firstMs = firstMs
    this.advanceMs = advanceMs
    this.length = Math.round((lastMs - firstMs) / advanceMs) + 1
    if (this.length >= this.steps.length) {
      const size = 2 ** Math.ceil(Math.log2(this.length + 1))
      this.steps = new Int32Array(size)
      this.times = new Float64Array(size)
      this.records = new Int32Array(size)
    }
    this.steps.fill(0, 0, this.length + 1)
    this.records.fill(NONE, 0, this.length)
  }

  private place(startMs: number): number {
    return Math.round((startMs - this.firstMs) / this.advanceMs)
  }

  /** A record is coming for the windows from `firstMs` to `lastMs`. */
  cover(firstMs: number, lastMs: number): void {
    this.steps[this.place(firstMs)]!++
    this.steps[this.place(lastMs) + 1]!--
  }

  /** Reads all windows that records come for; the store has selected the key. */
  load(store: DeferringStore): void {
    this.valueSerde = store.valueSerde
    let covered = 0
    for (let i = 0; i < this.length; i++) {
      covered += this.steps[i]!
      if (covered === 0) continue
      store.at(this.firstMs + i * this.advanceMs)
      const isThere = store.find()
      this.values[i] = isThere ? store.value() : null
      this.times[i] = isThere ? store.timestamp : 0
    }
  }

  /** Folds a record into the windows from `firstMs` to `lastMs`. */
  fold(
    fold: WindowFold,
    key: unknown,
    value: unknown,
    context: RecordContext,
    time: number,
    firstMs: number,
    lastMs: number,
    record: number,
  ): void {
    const { init, silentWhenSame } = fold
    const { records, times, valueSerde, values } = this
    const last = this.place(lastMs)
    for (let i = this.place(firstMs); i <= last; i++) {
      let old = values[i]
      let latest = time
      if (old !== null) {
        if (times[i]! > latest) latest = times[i]!
      } else if (init !== null) old = init(context)
      const result = old === null && init === null ? value : fold.fold(key, value, old, context)
      if (silentWhenSame && result === old) continue
      values[i] = result === null || result === undefined ? null : valueSerde.roundTrip(result)
      times[i] = latest
      records[i] = record
    }
  }

  /**
   * Adds to each window how many records cover it; `records` are those places, whose times ascend. Each is in all the windows that hold
   * its time.
   */
  count(sizeMs: number, records: readonly number[], times: Float64Array): void {
    let covered = 0
    let next = 0
    for (let i = 0; i < this.length; i++) {
      const endMs = this.firstMs + i * this.advanceMs + sizeMs
      while (next < records.length && times[records[next]!]! < endMs) next++
      covered += this.steps[i]!
      if (covered === 0) continue
      const last = records[next - 1]!
      const old = this.values[i]
      if (old === null || times[last]! > this.times[i]!) this.times[i] = times[last]!
      this.values[i] = this.valueSerde.roundTrip(((old as number | null) ?? 0) + covered)
      this.records[i] = last
    }
  }

  /** Hands on what has changed. */
  end(key: number, changed: ChangedWindows): void {
    for (let i = 0; i < this.length; i++) {
      const record = this.records[i]!
      if (record === NONE) continue
      changed.add(key, this.firstMs + i * this.advanceMs, this.values[i], this.times[i]!, record)
      this.values[i] = null
    }
  }
}
