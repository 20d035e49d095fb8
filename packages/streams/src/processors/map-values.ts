/** KStream.mapValues and flatMapValues: the key, and so the partition, stays. */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { readKey, readValue, setValue } from '../records/task-record.ts'
import { readsContext, readsParameter } from './callback.ts'
import type { ProcessorSpec } from './processor-spec.ts'

export type ValueMapper = (value: unknown, key: unknown, context: RecordContext) => unknown
export type FlatValueMapper = (value: unknown, key: unknown, context: RecordContext) => Iterable<unknown>

export function mapValues(mapper: ValueMapper): ProcessorSpec {
  return {
    keepsKey: true,
    make: ({ next, index }) => {
      const wantsValue = readsParameter(mapper, 0)
      const wantsKey = readsParameter(mapper, 1)
      const wantsContext = readsContext(mapper, 2)
      return r => {
        r.node = index
        const value = mapper(
          wantsValue ? readValue(r) : null,
          wantsKey ? readKey(r) : null,
          wantsContext ? contextOf(r) : UNREAD,
        )
        setValue(r, value)
        next(r)
      }
    },
  }
}

export function flatMapValues(mapper: FlatValueMapper): ProcessorSpec {
  return {
    keepsKey: true,
    make: ({ next, index }) => {
      const wantsContext = readsContext(mapper, 2)
      return r => {
        r.node = index
        // What stands behind may change key and time, so each value starts from the same record.
        const key = readKey(r)
        const { timestamp, keyState } = r
        const { keyBytes, keyStart, keyEnd, keySerde } = r
        for (const value of mapper(readValue(r), key, wantsContext ? contextOf(r) : UNREAD)) {
          r.timestamp = timestamp
          r.keyState = keyState
          r.keyBytes = keyBytes
          r.keyStart = keyStart
          r.keyEnd = keyEnd
          r.keySerde = keySerde
          r.keyObject = key
          setValue(r, value)
          next(r)
          r.node = index
        }
      }
    },
  }
}
