/**
 * What a buffer lets go, as a record of its own: with its own time, headers and origin, while the record that lets it go stays as
 * it is.
 */
import { TaskRecord } from '../records/task-record.ts'
import type { Serde } from '../serdes/serde.ts'
import { type BufferValue, NO_VALUE, type ValueSpan } from '../stores/buffer-value.ts'
import type { NodeContext, Step } from './processor-spec.ts'

export class ReleasedRecord {
  private readonly context: NodeContext
  private readonly keySerde: Serde<unknown>
  private readonly valueSerde: Serde<unknown>
  private readonly out = new TaskRecord()

  constructor(context: NodeContext, keySerde: Serde<unknown>, valueSerde: Serde<unknown>) {
    this.context = context
    this.keySerde = keySerde
    this.valueSerde = valueSerde
  }

  /** Hands an entry to a step; `r` is the record in hand. */
  send(r: TaskRecord, key: ValueSpan, entry: BufferValue, oldValue: unknown, step: Step): void {
    const { context, out } = this
    const { new: value } = entry
    out.keyState = 1
    out.keyBytes = key.bytes
    out.keyStart = key.start
    out.keyEnd = key.end
    out.keySerde = this.keySerde
    out.valueState = value === NO_VALUE ? 0 : 1
    out.valueBytes = value.bytes
    out.valueStart = value.start
    out.valueEnd = value.end
    out.valueSerde = this.valueSerde
    out.oldValue = oldValue
    out.isLatest = true
    entry.giveContext(out)
    // A dead letter shows the input record's own bytes: those of an entry are known while its record is in hand.
    const isSame = r.topic === out.topic && r.partition === out.partition && r.offset === out.offset
    out.rawBytes = r.rawBytes
    out.rawKeyStart = isSame ? r.rawKeyStart : -1
    out.rawKeyEnd = r.rawKeyEnd
    out.rawValueStart = isSame ? r.rawValueStart : -1
    out.rawValueEnd = r.rawValueEnd
    out.node = context.index
    try {
      step(out)
    } finally {
      // Where it stopped is the node to blame.
      r.node = out.node
    }
    r.node = context.index
  }
}
