/** The key of a record as bytes in a given serde: its own bytes where they are the same, else encoded into a scratch. */
import { BYTES, readKey, type TaskRecord } from '../records/task-record.ts'
import { ByteSink } from '../serdes/byte-sink.ts'
import { type Serde, sameEncoding } from '../serdes/serde.ts'

export class KeySpan {
  bytes: Uint8Array
  start = 0
  end = 0
  readonly serde: Serde<unknown>
  private readonly sink = new ByteSink(64)
  /** The serde met last and whether its bytes are ours. */
  private met: Serde<unknown>
  private metSame = true

  constructor(serde: Serde<unknown>) {
    this.serde = serde
    this.met = serde
    this.bytes = this.sink.bytes
  }

  /** Lends the bytes of the record's key, which is not null. */
  of(record: TaskRecord): void {
    if ((record.keyState & BYTES) !== 0) {
      if (record.keySerde !== this.met) {
        this.met = record.keySerde
        this.metSame = this.serde.lazy && sameEncoding(this.met, this.serde)
      }
      if (this.metSame) {
        this.bytes = record.keyBytes
        this.start = record.keyStart
        this.end = record.keyEnd
        return
      }
    }
    this.ofObject(readKey(record))
  }

  /** Lends bytes of the serde. */
  ofBytes(bytes: Uint8Array): void {
    this.bytes = bytes
    this.start = 0
    this.end = bytes.length
  }

  /** Lends the bytes of a key given as an object. */
  ofObject(key: unknown): void {
    this.sink.at = 0
    this.serde.encode(key, this.sink)
    this.bytes = this.sink.bytes
    this.start = 0
    this.end = this.sink.at
  }
}
