/** KStream.filter and filterNot: null keys and values go to the predicate like any others. */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { readKey, readValue } from '../records/task-record.ts'
import { readsContext, readsParameter } from './callback.ts'
import type { ProcessorSpec } from './processor-spec.ts'

export type Predicate = (key: unknown, value: unknown, context: RecordContext) => boolean

export function filter(predicate: Predicate, not: boolean): ProcessorSpec {
  return {
    keepsKey: true,
    make: ({ next, index }) => {
      const wantsKey = readsParameter(predicate, 0)
      const wantsValue = readsParameter(predicate, 1)
      const wantsContext = readsContext(predicate, 2)
      return r => {
        r.node = index
        const holds = predicate(
          wantsKey ? readKey(r) : null,
          wantsValue ? readValue(r) : null,
          wantsContext ? contextOf(r) : UNREAD,
        )
        if (holds !== not) next(r)
      }
    },
  }
}
