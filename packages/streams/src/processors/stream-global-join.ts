/**
 * KStream.join and leftJoin with a GlobalKTable: each record of the stream meets the row whose key `selectKey` makes of it.
 *
 * A null value drops the record; a null made key drops it in the inner join and meets nothing in the left one. The record's own key
 * may be null. (Kafka Streams: KStreamKTableJoinProcessor with the mapped key.)
 */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, setValue } from '../records/task-record.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import { readsContext } from './callback.ts'
import type { KeySelector } from './map.ts'
import type { ProcessorSpec } from './processor-spec.ts'
import { sideOf } from './stream-table-join.ts'

export type GlobalJoiner = (
  left: unknown,
  right: unknown,
  key: unknown,
  mappedKey: unknown,
  context: RecordContext,
) => unknown

export function streamGlobalJoin(
  storeName: string,
  selectKey: KeySelector,
  joiner: GlobalJoiner,
  left: boolean,
): ProcessorSpec {
  return {
    make: context => {
      const { next, index } = context
      const store = context.globalStore(storeName)
      if (!(store instanceof KeyValueState))
        throw new Error(`bug: ${storeName} is no store of a global table`)
      const wantsContext = readsContext(selectKey, 2) || readsContext(joiner, 4)
      return r => {
        r.node = index
        const recordContext = wantsContext ? contextOf(r) : UNREAD
        const key = readKey(r)
        const value = readValue(r)
        const mapped = selectKey(key, value, recordContext) ?? null
        if (r.valueState === NULL || (mapped === null && !left)) {
          context.drop('null key or value')
          return
        }
        const right = mapped === null ? null : (store.get(mapped)?.value ?? null)
        if (right === null && !left) return
        setValue(r, joiner(value, sideOf(right), key, mapped, recordContext))
        next(r)
      }
    },
  }
}
