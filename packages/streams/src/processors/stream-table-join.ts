/**
 * KStream.join and leftJoin with a KTable: only records of the stream trigger, and each meets the table as it is now, or as
 * it was at the record's own time when the table is versioned.
 *
 * A null value drops the record in both joins; a null key drops it in the inner join and meets nothing in the left one.
 * (Kafka Streams: KStreamKTableJoinProcessor; KIP-914, KIP-962.)
 */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, setValue } from '../records/task-record.ts'
import { readsContext, readsParameter } from './callback.ts'
import type { NodeContext, ProcessorSpec, Step, TableView } from './processor-spec.ts'

/** A side that is missing is undefined. */
export type ValueJoiner = (left: unknown, right: unknown, key: unknown, context: RecordContext) => unknown

/** A side of a join as its joiner takes it: undefined where the table has no row. */
export function sideOf(value: unknown): unknown {
  return value === null ? undefined : value
}

/** The joiner for the other side, which takes that one's value first. */
export function reversed(joiner: ValueJoiner): ValueJoiner {
  return readsContext(joiner, 3)
    ? (value, partner, key, context) => joiner(partner, value, key, context)
    : (value, partner, key) => joiner(partner, value, key, UNREAD)
}

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
  const wantsContext = readsContext(joiner, 3)
  return r => {
    const right = r.keyState === NULL ? null : table.getAsOf(r)
    if (right === null && !left) return
    const key = wantsKey ? readKey(r) : null
    setValue(r, joiner(readValue(r), sideOf(right), key, wantsContext ? contextOf(r) : UNREAD))
    next(r)
  }
}
