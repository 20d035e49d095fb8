/** KStream.map, selectKey and flatMap: the key may change, so what stands behind may need a repartition topic. */
import { readKey, readValue, setKey, setValue } from '../records/task-record.ts'
import { readsParameter } from './callback.ts'
import type { ProcessorSpec } from './processor-spec.ts'

export type Pair = readonly [key: unknown, value: unknown]

export function map(mapper: (key: unknown, value: unknown) => Pair): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      return r => {
        r.node = index
        const pair = mapper(readKey(r), readValue(r))
        setKey(r, pair[0])
        setValue(r, pair[1])
        next(r)
      }
    },
  }
}

export function selectKey(selector: (key: unknown, value: unknown) => unknown): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      const wantsKey = readsParameter(selector, 0)
      const wantsValue = readsParameter(selector, 1)
      return r => {
        r.node = index
        setKey(r, selector(wantsKey ? readKey(r) : null, wantsValue ? readValue(r) : null))
        next(r)
      }
    },
  }
}

export function flatMap(mapper: (key: unknown, value: unknown) => Iterable<Pair>): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      return r => {
        r.node = index
        const { timestamp } = r
        for (const pair of mapper(readKey(r), readValue(r))) {
          r.timestamp = timestamp
          setKey(r, pair[0])
          setValue(r, pair[1])
          next(r)
          r.node = index
        }
      }
    },
  }
}
