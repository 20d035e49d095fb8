/**
 * The way out of a foreign-key join: a left row tells the partition of its foreign key that it is there, and is told what is known.
 *
 * `SubscriptionSend` stands behind the left table, `SubscriptionReceive` and `SubscriptionAnswer` behind the topic that leads to the
 * right one.
 *
 *  1. A row whose foreign key changes leaves the old one silently and asks the new one for an answer in any case, so that a result
 *     that is no more is deleted.
 *  2. A subscription stands in the store until it is taken back: `int32 length of the foreign key · foreign key · primary key`.
 *  3. The hash of the left value goes along and comes back: an answer to a value that is no more is dropped by whom it reaches.
 *  4. Of an inner join, a row without a foreign key subscribes to nothing; of a left one, it is answered with null.
 * Source: KIP-213, KIP-775; Kafka Streams' SubscriptionSend-, SubscriptionReceive- and SubscriptionJoinProcessorSupplier.
 */
import { decodeHeaders } from '../records/headers.ts'
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { BYTES, NULL, readKey, readValue, setKey, setValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink } from '../serdes/byte-sink.ts'
import { murmur3 } from '../serdes/murmur3.ts'
import { type Serde, sameEncoding } from '../serdes/serde.ts'
import { Instruction, type Subscription, type SubscriptionResponse } from '../serdes/subscription.ts'
import { sameBytes } from '../stores/byte-order.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { readsContext } from './callback.ts'
import type { NodeContext, ProcessorSpec, Step } from './processor-spec.ts'
import type { TableSpec } from './table-spec.ts'

/** The foreign key of a row; null or undefined: none. */
export type ForeignKeyExtractor = (value: unknown, key: unknown, context: RecordContext) => unknown

export class SubscriptionSend implements ProcessorSpec {
  private readonly extract: ForeignKeyExtractor
  private readonly foreignKeySerde: Serde<unknown> | null
  private readonly valueSerde: Serde<unknown> | null
  private readonly isLeft: boolean
  private versioned = false

  constructor(
    extract: ForeignKeyExtractor,
    foreignKeySerde: Serde<unknown> | null,
    valueSerde: Serde<unknown> | null,
    isLeft: boolean,
  ) {
    this.extract = extract
    this.foreignKeySerde = foreignKeySerde
    this.valueSerde = valueSerde
    this.isLeft = isLeft
  }

  enableVersioned(): void {
    this.versioned = true
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { extract, isLeft, versioned } = this
    const isSame = sameKeys(context.keySerde(this.foreignKeySerde))
    const hashOf = hasher(context.valueSerde(this.valueSerde))
    const wantsContext = readsContext(extract, 2)
    return r => {
      r.node = index
      if (versioned && !r.isLatest) {
        context.drop('out-of-order update of a versioned table')
        return
      }
      const key = readKey(r)
      const old = r.oldValue
      const recordContext = wantsContext ? contextOf(r) : UNREAD
      const oldForeign = old === null ? null : (extract(old, key, recordContext) ?? null)
      const isThere = r.valueState !== NULL
      if (!isThere && old === null) return
      const foreign = isThere ? (extract(readValue(r), key, recordContext) ?? null) : null
      const hash = isThere ? hashOf(r) : null
      const { partition, timestamp } = r
      const send = (foreignKey: unknown, instruction: Instruction): void => {
        setKey(r, foreignKey)
        setValue(r, { hash, instruction, primaryKey: key, partition } satisfies Subscription)
        r.oldValue = null
        r.timestamp = timestamp
        next(r)
        r.node = index
      }
      const isLeaving = oldForeign !== null
      if (isLeft) {
        if (isLeaving && (foreign === null || !isSame(oldForeign, foreign)))
          send(oldForeign, Instruction.deleteSilently)
        send(foreign, Instruction.answer)
        return
      }
      if (foreign === null) {
        if (isThere) context.drop('null foreign key')
        if (isLeaving) send(oldForeign, Instruction.deleteAndAnswer)
        return
      }
      if (isLeaving && !isSame(oldForeign, foreign)) {
        send(oldForeign, Instruction.deleteSilently)
        send(foreign, Instruction.answer)
        return
      }
      send(foreign, Instruction.answerIfMatched)
    }
  }
}

/** Whether two keys have equal bytes. */
function sameKeys(serde: Serde<unknown>): (a: unknown, b: unknown) => boolean {
  return (a, b) => {
    if (a === b) return true
    if (typeof a === 'string' && typeof b === 'string') return false
    const left = serde.serialize('', a)!
    const right = serde.serialize('', b)!
    return left.length === right.length && sameBytes(left, 0, right, 0, left.length)
  }
}

/** The hash of a record's value, over its bytes where it has them in the serde's encoding. */
export function hasher(serde: Serde<unknown>): (r: TaskRecord) => Uint8Array {
  const sink = new ByteSink(256)
  return r => {
    if ((r.valueState & BYTES) !== 0 && serde.lazy && sameEncoding(r.valueSerde, serde))
      return murmur3(r.valueBytes, r.valueStart, r.valueEnd)
    sink.at = 0
    serde.encode(readValue(r), sink)
    return murmur3(sink.bytes, 0, sink.at)
  }
}

/** Writes `int32 length · foreign key` and gives the length of both. */
export function foreignKeyPrefix(sink: ByteSink, serde: Serde<unknown>, key: unknown): number {
  sink.at = 4
  sink.ensure(0)
  serde.encode(key, sink)
  sink.view.setInt32(0, sink.at - 4)
  return sink.at
}

/** The store of subscriptions; `name` is the store's. */
export function subscriptionState(
  context: NodeContext,
  name: string,
): KeyValueState<Uint8Array, Subscription> {
  const state = context.store(name)
  if (!(state instanceof KeyValueState)) throw new Error(`bug: ${name} is no store of subscriptions`)
  return state as KeyValueState<Uint8Array, Subscription>
}

export class SubscriptionReceive implements ProcessorSpec {
  private readonly store: StoreSpec
  private readonly foreignKeySerde: Serde<unknown> | null
  private readonly primaryKeySerde: Serde<unknown> | null

  constructor(
    store: StoreSpec,
    foreignKeySerde: Serde<unknown> | null,
    primaryKeySerde: Serde<unknown> | null,
  ) {
    this.store = store
    this.foreignKeySerde = foreignKeySerde
    this.primaryKeySerde = primaryKeySerde
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const foreignKey = context.keySerde(this.foreignKeySerde)
    const primaryKey = context.keySerde(this.primaryKeySerde)
    const state = subscriptionState(context, this.store.name)
    const sink = new ByteSink(128)
    return r => {
      r.node = index
      const one = readValue(r) as Subscription
      if (r.keyState === NULL) {
        if (one.instruction === Instruction.answer) next(r)
        else context.drop('null foreign key')
        return
      }
      foreignKeyPrefix(sink, foreignKey, readKey(r))
      primaryKey.encode(one.primaryKey, sink)
      const isTakenBack =
        one.instruction === Instruction.deleteSilently || one.instruction === Instruction.deleteAndAnswer
      const key = sink.bytes.subarray(0, sink.at)
      state.write(key, isTakenBack ? null : one, r.timestamp, r, decodeHeaders(r.headers))
      next(r)
    }
  }
}

export class SubscriptionAnswer implements ProcessorSpec {
  private readonly right: TableSpec

  constructor(right: TableSpec) {
    this.right = right
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const right = this.right.view().getter(context, true)
    return r => {
      r.node = index
      const { hash, instruction, partition, primaryKey } = readValue(r) as Subscription
      if (instruction === Instruction.deleteSilently) return
      const found = r.keyState === NULL ? null : right.get(r)
      if (found === null && instruction === Instruction.answerIfMatched) return
      if (found !== null && right.timestamp > r.timestamp) r.timestamp = right.timestamp
      const foreignValue = instruction === Instruction.deleteAndAnswer ? null : found
      setKey(r, primaryKey)
      setValue(r, { hash, foreignValue, partition } satisfies SubscriptionResponse)
      r.oldValue = null
      next(r)
    }
  }
}
