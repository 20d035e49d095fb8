/** KStream.map, selectKey and flatMap: the key may change, so what stands behind may need a repartition topic. */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { readKey, readValue, setKey, setValue } from '../records/task-record.ts'
import { readsContext, readsParameter } from './callback.ts'
import type { ProcessorSpec } from './processor-spec.ts'

export type Pair = readonly [key: unknown, value: unknown]
export type PairMapper = (key: unknown, value: unknown, context: RecordContext) => Pair
export type FlatPairMapper = (key: unknown, value: unknown, context: RecordContext) => Iterable<Pair>
export type KeySelector = (key: unknown, value: unknown, context: RecordContext) => unknown

export function map(mapper: PairMapper): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      const wantsContext = readsContext(mapper, 2)
      return r => {
        r.node = index
        const pair = mapper(readKey(r), readValue(r), wantsContext ? contextOf(r) : UNREAD)
        setKey(r, pair[0])
        setValue(r, pair[1])
        next(r)
      }
    },
  }
}

export function selectKey(selector: KeySelector): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      const wantsKey = readsParameter(selector, 0)
      const wantsValue = readsParameter(selector, 1)
      const wantsContext = readsContext(selector, 2)
      return r => {
        r.node = index
        const key = selector(
          wantsKey ? readKey(r) : null,
          wantsValue ? readValue(r) : null,
          wantsContext ? contextOf(r) : UNREAD,
        )
        setKey(r, key)
        next(r)
      }
    },
  }
}

export function flatMap(mapper: FlatPairMapper): ProcessorSpec {
  return {
    make: ({ next, index }) => {
      const wantsContext = readsContext(mapper, 2)
      return r => {
        r.node = index
        const { timestamp } = r
        for (const pair of mapper(readKey(r), readValue(r), wantsContext ? contextOf(r) : UNREAD)) {
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
