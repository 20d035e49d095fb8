/** Key, value, time and headers of the record that an operator was handed, while others see what became of it. */
import { NO_SERDE, NULL, type TaskRecord } from '../records/task-record.ts'
import type { Serde } from '../serdes/serde.ts'

const EMPTY = new Uint8Array(0)

/** Plain fields, written one by one: an object made for each record costs a tenth of a join. */
export class SourceRecord {
  private keyState: TaskRecord['keyState'] = NULL
  private keyBytes: Uint8Array = EMPTY
  private keyStart = 0
  private keyEnd = 0
  private keySerde: Serde<unknown> = NO_SERDE
  private keyObject: unknown = null
  private valueState: TaskRecord['valueState'] = NULL
  private valueBytes: Uint8Array = EMPTY
  private valueStart = 0
  private valueEnd = 0
  private valueSerde: Serde<unknown> = NO_SERDE
  private valueObject: unknown = null
  private timestamp = 0
  private headerBytes: Uint8Array = EMPTY
  private headersStart = 0
  private headersEnd = 0
  private headerCount = 0

  /** Remembers the record as it is. */
  take(r: TaskRecord): void {
    this.keyState = r.keyState
    this.keyBytes = r.keyBytes
    this.keyStart = r.keyStart
    this.keyEnd = r.keyEnd
    this.keySerde = r.keySerde
    this.keyObject = r.keyObject
    this.valueState = r.valueState
    this.valueBytes = r.valueBytes
    this.valueStart = r.valueStart
    this.valueEnd = r.valueEnd
    this.valueSerde = r.valueSerde
    this.valueObject = r.valueObject
    this.timestamp = r.timestamp
    const { headers } = r
    this.headerBytes = headers.bytes
    this.headersStart = headers.start
    this.headersEnd = headers.end
    this.headerCount = headers.count
  }

  /** Makes it so again. */
  give(r: TaskRecord): void {
    r.keyState = this.keyState
    r.keyBytes = this.keyBytes
    r.keyStart = this.keyStart
    r.keyEnd = this.keyEnd
    r.keySerde = this.keySerde
    r.keyObject = this.keyObject
    r.valueState = this.valueState
    r.valueBytes = this.valueBytes
    r.valueStart = this.valueStart
    r.valueEnd = this.valueEnd
    r.valueSerde = this.valueSerde
    r.valueObject = this.valueObject
    r.timestamp = this.timestamp
    const { headers } = r
    headers.bytes = this.headerBytes
    headers.start = this.headersStart
    headers.end = this.headersEnd
    headers.count = this.headerCount
  }
}
