/** Key, value, time and headers of the record that an operator was handed, while others see what became of it. */
import type { TaskRecord } from '../records/task-record.ts'

export class SourceRecord {
  private saved: Partial<TaskRecord> = {}
  private headers = { bytes: new Uint8Array(0) as Uint8Array, start: 0, end: 0, count: 0 }

  /** Remembers the record as it is. */
  take(r: TaskRecord): void {
    const { keyState, keyBytes, keyStart, keyEnd, keySerde, keyObject } = r
    const { valueState, valueBytes, valueStart, valueEnd, valueSerde, valueObject, timestamp } = r
    this.saved = {
      ...{ keyState, keyBytes, keyStart, keyEnd, keySerde, keyObject },
      ...{ valueState, valueBytes, valueStart, valueEnd, valueSerde, valueObject, timestamp },
    }
    const { bytes, start, end, count } = r.headers
    this.headers = { bytes, start, end, count }
  }

  /** Makes it so again. */
  give(r: TaskRecord): void {
    Object.assign(r, this.saved)
    Object.assign(r.headers, this.headers)
  }
}
