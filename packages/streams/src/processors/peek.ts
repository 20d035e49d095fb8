/** KStream.peek and foreach: side effects, repeated when a transaction is. */
import { readKey, readValue } from '../records/task-record.ts'
import type { ProcessorSpec } from './processor-spec.ts'

export function peek(action: (key: unknown, value: unknown) => void): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      return r => {
        r.node = index
        action(readKey(r), readValue(r))
        next(r)
      }
    },
  }
}
