/**
 * KStream.join and leftJoin with a KTable: only records of the stream trigger, and each meets the table as it is now, or as
 * it was at the record's own time when the table is versioned.
 *
 * A null value drops the record in both joins; a null key drops it in the inner join and meets nothing in the left one.
 * (Kafka Streams: KStreamKTableJoinProcessor; KIP-914, KIP-962.)
 */
import { NULL, readKey, readValue, setValue } from '../records/task-record.ts'
import { readsParameter } from './callback.ts'
import type { ProcessorSpec, TableView } from './processor-spec.ts'

export type ValueJoiner = (left: unknown, right: unknown, key: unknown) => unknown

export function streamTableJoin(view: TableView, joiner: ValueJoiner, left: boolean): ProcessorSpec {
  return {
    make: context => {
      const { next, index } = context
      const table = view.getter(context)
      const wantsKey = readsParameter(joiner, 2)
      return r => {
        r.node = index
        if (r.valueState === NULL || (r.keyState === NULL && !left)) {
          context.drop('null key or value')
          return
        }
        const right = r.keyState === NULL ? null : table.getAsOf(r)
        if (right === null && !left) return
        setValue(r, joiner(readValue(r), right, wantsKey ? readKey(r) : null))
        next(r)
      }
    },
  }
}
