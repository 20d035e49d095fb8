/**
 * The way back of a foreign-key join: `ForeignUpdate` tells every left row that subscribes to a right one of its new value,
 * `ResponseJoin` joins what arrives with the left row as it is now.
 *
 *  1. An update of a right row costs a read of its subscriptions, in the order of the primary keys' bytes, and a message for each.
 *  2. An answer counts only while the left value still has the hash it was asked for with; else a later answer is on its way.
 *  3. Where neither side has a value, or an inner join lacks the right one, the result is deleted.
 * Source: KIP-213; Kafka Streams' ForeignTableJoin- and ResponseJoinProcessorSupplier.
 */
import { contextOf, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, setKey, setValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink } from '../serdes/byte-sink.ts'
import { murmur3 } from '../serdes/murmur3.ts'
import type { Serde } from '../serdes/serde.ts'
import type { SubscriptionResponse } from '../serdes/subscription.ts'
import { sameBytes } from '../stores/byte-order.ts'
import { readsContext } from './callback.ts'
import { foreignKeyPrefix, subscriptionState } from './foreign-key-subscribe.ts'
import type { NodeContext, ProcessorSpec, Step, TableGetter } from './processor-spec.ts'
import { sideOf, type ValueJoiner } from './stream-table-join.ts'
import type { TableSpec } from './table-spec.ts'

export class ForeignUpdate implements ProcessorSpec {
  private readonly storeName: string
  private readonly foreignKeySerde: Serde<unknown> | null
  private versioned = false

  constructor(storeName: string, foreignKeySerde: Serde<unknown> | null) {
    this.storeName = storeName
    this.foreignKeySerde = foreignKeySerde
  }

  enableVersioned(): void {
    this.versioned = true
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { versioned } = this
    const foreignKey = context.keySerde(this.foreignKeySerde)
    const state = subscriptionState(context, this.storeName)
    const sink = new ByteSink(128)
    return r => {
      r.node = index
      if (r.keyState === NULL) {
        context.drop('null key')
        return
      }
      if (versioned && !r.isLatest) {
        context.drop('out-of-order update of a versioned table')
        return
      }
      const length = foreignKeyPrefix(sink, foreignKey, readKey(r))
      const foreignValue = readValue(r)
      const { timestamp } = r
      for (const { hash, partition, primaryKey } of state.valuesOfPrefix(sink.bytes.slice(0, length))) {
        setKey(r, primaryKey)
        setValue(r, { hash, foreignValue, partition } satisfies SubscriptionResponse)
        r.oldValue = null
        r.timestamp = timestamp
        next(r)
      }
    }
  }
}

/** The value of the left row of the record's key, null for none; undefined where it is not the one of the hash (2). */
export function currentLeft(
  left: TableGetter,
  serde: Serde<unknown>,
): (r: TaskRecord, hash: Uint8Array | null) => unknown {
  const sink = new ByteSink(256)
  const hashOf = (value: unknown): Uint8Array => {
    sink.at = 0
    serde.encode(value, sink)
    return murmur3(sink.bytes, 0, sink.at)
  }
  return (r, hash) => {
    const value = left.get(r)
    const isCurrent =
      value === null ? hash === null : hash !== null && sameBytes(hash, 0, hashOf(value), 0, hash.length)
    return isCurrent ? value : undefined
  }
}

export class ResponseJoin implements ProcessorSpec {
  private readonly left: TableSpec
  private readonly valueSerde: Serde<unknown> | null
  private readonly joiner: ValueJoiner
  private readonly isLeft: boolean

  constructor(left: TableSpec, valueSerde: Serde<unknown> | null, joiner: ValueJoiner, isLeft: boolean) {
    this.left = left
    this.valueSerde = valueSerde
    this.joiner = joiner
    this.isLeft = isLeft
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { isLeft, joiner } = this
    const current = currentLeft(this.left.view().getter(context, true), context.valueSerde(this.valueSerde))
    const wantsContext = readsContext(joiner, 3)
    return r => {
      r.node = index
      const { foreignValue, hash } = readValue(r) as SubscriptionResponse
      const value = current(r, hash)
      if (value === undefined) {
        context.drop('answer to an earlier value')
        return
      }
      const isDeleted = foreignValue === null && (!isLeft || value === null)
      const join = (): unknown =>
        joiner(sideOf(value), sideOf(foreignValue), readKey(r), wantsContext ? contextOf(r) : UNREAD) ?? null
      setValue(r, isDeleted ? null : join())
      r.oldValue = null
      next(r)
    }
  }
}
