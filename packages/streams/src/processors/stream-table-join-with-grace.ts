/**
 * KStream.join and leftJoin with a versioned KTable and a grace period: records of the stream wait until stream time has passed them
 * by the grace, so that the table may catch up, and meet the version of their own time then.
 *
 *  1. Records go on in the order of their times, not in that of their coming.
 *  2. Stream time is that of the records that may be joined, and survives a restart. Only a record of the stream lets others go.
 *  3. A record that comes too late to wait is joined at once; so is one without a key in a left join, which has nothing to wait for.
 *     (Kafka Streams fails for the latter.)
 *  4. What goes on has its own time, headers and origin.
 * Source: Kafka Streams' KStreamKTableJoinProcessor; KIP-923.
 */
import { NULL, type TaskRecord } from '../records/task-record.ts'
import { JoinBufferState } from '../stores/join-buffer-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import type { NodeContext, ProcessorSpec, Step } from './processor-spec.ts'
import { ReleasedRecord } from './released-record.ts'
import { storeOf } from './store-of.ts'
import { meeting, type StreamTableJoin } from './stream-table-join.ts'

export class StreamTableJoinWithGrace implements ProcessorSpec {
  private readonly join: StreamTableJoin
  private readonly graceMs: number
  private readonly buffer: StoreSpec

  constructor(join: StreamTableJoin, graceMs: number, buffer: StoreSpec) {
    this.join = join
    this.graceMs = graceMs
    this.buffer = buffer
  }

  stores(): readonly StoreSpec[] {
    return [this.buffer]
  }

  make(context: NodeContext): Step {
    const { graceMs } = this
    const { left } = this.join
    const buffer = storeOf(context, this.buffer.name, JoinBufferState)
    const meet = meeting(context, this.join)
    const observed = context.observedTime()
    const released = new ReleasedRecord(context, buffer.keySerde, buffer.valueSerde)
    const release = (r: TaskRecord): void =>
      buffer.evict(observed.ms - graceMs, (key, entry) => released.send(r, key, entry, null, meet))
    context.onIdle({ reachMs: graceMs, holds: true }, r => {
      if (r.timestamp > observed.ms) observed.ms = r.timestamp
      release(r)
    })
    return r => {
      r.node = context.index
      if (r.valueState === NULL || (r.keyState === NULL && !left)) {
        context.drop('null key or value')
        return
      }
      if (r.keyState === NULL || observed.ms - graceMs > r.timestamp) {
        meet(r)
        return
      }
      if (r.timestamp > observed.ms) observed.ms = r.timestamp
      buffer.put(r)
      release(r)
    }
  }
}
