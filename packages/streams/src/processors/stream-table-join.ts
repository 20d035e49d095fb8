/**
 * KStream.join and leftJoin with a KTable: only records of the stream trigger, and each meets the table as it is now, or as
 * it was at the record's own time when the table is versioned.
 *
 * A null value drops the record in both joins; a null key drops it in the inner join and meets nothing in the left one.
 * (Kafka Streams: KStreamKTableJoinProcessor; KIP-914, KIP-962.)
 */
import { NULL, readKey, readValue, setValue } from '../records/task-record.ts'
import { readsParameter } from './callback.ts'
import type { NodeContext, ProcessorSpec, Step, TableView } from './processor-spec.ts'

export type ValueJoiner = (left: unknown, right: unknown, key: unknown) => unknown

/** What is joined, and how. */
export interface StreamTableJoin {
  readonly view: TableView
  readonly joiner: ValueJoiner
  /** Records without a match go out too. */
  readonly left: boolean
}

export function streamTableJoin(join: StreamTableJoin): ProcessorSpec {
  return {
    make: context => {
      const meet = meeting(context, join)
      return r => {
        r.node = context.index
        if (r.valueState === NULL || (r.keyState === NULL && !join.left)) context.drop('null key or value')
        else meet(r)
      }
    },
  }
}

/** Joins one record with the table, and hands the result on. */
export function meeting(context: NodeContext, { view, joiner, left }: StreamTableJoin): Step {
  const { next } = context
  const table = view.getter(context)
  const wantsKey = readsParameter(joiner, 2)
  return r => {
    const right = r.keyState === NULL ? null : table.getAsOf(r)
    if (right === null && !left) return
    setValue(r, joiner(readValue(r), right, wantsKey ? readKey(r) : null))
    next(r)
  }
}
