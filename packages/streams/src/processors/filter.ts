/** KStream.filter and filterNot: null keys and values go to the predicate like any others. */
import { readKey, readValue } from '../records/task-record.ts'
import { readsParameter } from './callback.ts'
import type { ProcessorSpec } from './processor-spec.ts'

export type Predicate = (key: unknown, value: unknown) => boolean

export function filter(predicate: Predicate, not: boolean): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      const wantsKey = readsParameter(predicate, 0)
      const wantsValue = readsParameter(predicate, 1)
      return r => {
        r.node = index
        const holds = predicate(wantsKey ? readKey(r) : null, wantsValue ? readValue(r) : null)
        if (holds !== not) next(r)
      }
    },
  }
}
