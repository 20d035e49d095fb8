/**
 * What was written to a topic, for whoever reads it from the start or takes it one by one: positions in columns of numbers, over the slabs that the records
 * stand in. An object a record would outlive its test's every step, and be moved by the collector of garbage twice.
 */
import { RecordBytes } from './record-bytes.ts'

const COLUMNS = 7

export class RecordList {
  private head = 0
  private headRun = 0
  private written = 0
  /** Of each record: where key, value and headers begin and end, minus one for no key or value, and how many headers there are. */
  private positions = new Int32Array(64 * COLUMNS)
  private timestamps = new Float64Array(64)
  private offsets = new Float64Array(64)
  /** Runs of records that stand in one slab, each by its first record. */
  private readonly runs: { readonly first: number; readonly record: RecordBytes }[] = []

  get length(): number {
    return this.written - this.head
  }

  push(record: RecordBytes): void {
    const n = this.written++
    if (n === this.timestamps.length) this.grow()
    const { positions } = this
    let at = n * COLUMNS
    positions[at++] = record.keyStart
    positions[at++] = record.keyEnd
    positions[at++] = record.valueStart
    positions[at++] = record.valueEnd
    positions[at++] = record.headersStart
    positions[at++] = record.headersEnd
    positions[at] = record.headerCount
    this.timestamps[n] = record.timestamp
    this.offsets[n] = record.offset
    const last = this.runs[this.runs.length - 1]
    const isOfRun =
      last !== undefined &&
      last.record.bytes === record.bytes &&
      last.record.spec === record.spec &&
      last.record.partition === record.partition
    if (!isOfRun) this.runs.push({ first: n, record })
  }

  private grow(): void {
    const positions = new Int32Array(this.positions.length * 2)
    positions.set(this.positions)
    this.positions = positions
    const doubled = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(from.length * 2)
      to.set(from)
      return to
    }
    this.timestamps = doubled(this.timestamps)
    this.offsets = doubled(this.offsets)
  }

  *[Symbol.iterator](): IterableIterator<RecordBytes> {
    let run = this.headRun
    for (let n = this.head; n < this.written; n++) {
      while (this.runs[run + 1] !== undefined && this.runs[run + 1]!.first <= n) run++
      yield this.record(n, this.runs[run]!.record)
    }
  }

  /** Takes the first; undefined when there is none. Costs the same however many wait. */
  shift(): RecordBytes | undefined {
    if (this.head === this.written) return undefined
    const { runs } = this
    while (runs[this.headRun + 1] !== undefined && runs[this.headRun + 1]!.first <= this.head) this.headRun++
    const record = this.record(this.head++, runs[this.headRun]!.record)
    if (this.head === this.written) {
      this.head = 0
      this.written = 0
      this.headRun = 0
      runs.length = 0
    }
    return record
  }

  private record(n: number, { bytes, partition, spec, view }: RecordBytes): RecordBytes {
    const { positions } = this
    const at = n * COLUMNS
    const record = new RecordBytes(
      spec,
      partition,
      this.timestamps[n]!,
      bytes,
      view,
      positions[at]!,
      positions[at + 1]!,
      positions[at + 2]!,
      positions[at + 3]!,
      positions[at + 4]!,
      positions[at + 5]!,
      positions[at + 6]!,
    )
    record.offset = this.offsets[n]!
    return record
  }
}
