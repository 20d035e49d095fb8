/**
 * KTable.groupBy: each update leaves the group that the old value belonged to and joins that of the new one.
 *
 *  1. The old half goes first. Where both belong to one group they are one message, so that nobody sees the group between.
 *  2. A half whose new key or value is null is skipped.
 *  3. Keys are equal when their bytes are.
 * Source: Kafka Streams' KTableRepartitionMap; KIP-904.
 */
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, setKey, setValue } from '../records/task-record.ts'
import type { Change } from '../serdes/change.ts'
import type { Serde } from '../serdes/serde.ts'
import { sameBytes } from '../stores/byte-order.ts'
import { readsContext } from './callback.ts'
import type { Pair, PairMapper } from './map.ts'
import type { NodeContext, ProcessorSpec, Step } from './processor-spec.ts'

export class TableGroup implements ProcessorSpec {
  private readonly mapper: PairMapper
  private readonly keySerde: Serde<unknown> | null
  private versioned = false

  constructor(mapper: PairMapper, keySerde: Serde<unknown> | null) {
    this.mapper = mapper
    this.keySerde = keySerde
  }

  enableVersioned(): void {
    this.versioned = true
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { mapper, versioned } = this
    const serde = context.keySerde(this.keySerde)
    const wantsContext = readsContext(mapper, 2)
    const pairOf = (key: unknown, value: unknown, recordContext: RecordContext): Pair | null => {
      if (value === null) return null
      const pair = mapper(key, value, recordContext)
      return (pair[0] ?? null) === null || (pair[1] ?? null) === null ? null : pair
    }
    return r => {
      r.node = index
      if (r.keyState === NULL) throw new TypeError('Record key for the grouping KTable should not be null.')
      if (versioned && !r.isLatest) {
        context.drop('out-of-order update of a versioned table')
        return
      }
      const key = readKey(r)
      const recordContext = wantsContext ? contextOf(r) : UNREAD
      const newPair = pairOf(key, readValue(r), recordContext)
      const oldPair = pairOf(key, r.oldValue, recordContext)
      const { isLatest, timestamp } = r
      const send = (group: unknown, newValue: unknown, oldValue: unknown): void => {
        setKey(r, group)
        setValue(r, { newValue, oldValue, isLatest } satisfies Change<unknown>)
        r.oldValue = null
        r.timestamp = timestamp
        next(r)
        r.node = index
      }
      if (newPair !== null && oldPair !== null && isSameKey(serde, oldPair[0], newPair[0])) {
        send(oldPair[0], newPair[1], oldPair[1])
        return
      }
      if (oldPair !== null) send(oldPair[0], null, oldPair[1])
      if (newPair !== null) send(newPair[0], newPair[1], null)
    }
  }
}

function isSameKey(serde: Serde<unknown>, a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' && typeof b !== 'object') return false
  const left = serde.serialize('', a)!
  const right = serde.serialize('', b)!
  return left.length === right.length && sameBytes(left, 0, right, 0, left.length)
}
