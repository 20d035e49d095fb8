/** KStream.mapValues and flatMapValues: the key, and so the partition, stays. */
import { readKey, readValue, setValue } from '../records/task-record.ts'
import { readsParameter } from './callback.ts'
import type { ProcessorSpec } from './processor-spec.ts'

export type ValueMapper = (value: unknown, key: unknown) => unknown

export function mapValues(mapper: ValueMapper): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      const wantsValue = readsParameter(mapper, 0)
      const wantsKey = readsParameter(mapper, 1)
      return r => {
        r.node = index
        setValue(r, mapper(wantsValue ? readValue(r) : null, wantsKey ? readKey(r) : null))
        next(r)
      }
    },
  }
}

export function flatMapValues(mapper: (value: unknown, key: unknown) => Iterable<unknown>): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      return r => {
        r.node = index
        // What stands behind may change key and time, so each value starts from the same record.
        const key = readKey(r)
        const { timestamp, keyState } = r
        const { keyBytes, keyStart, keyEnd, keySerde } = r
        for (const value of mapper(readValue(r), key)) {
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
