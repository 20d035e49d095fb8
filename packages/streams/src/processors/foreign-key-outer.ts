/**
 * What a foreign-key outer join does otherwise than a left one: a right row that no left row refers to is in the result, under its
 * own key, joined with null.
 *
 *  1. Only the task of the right row says whether it is in the result: there all its updates, and all subscriptions to it, are
 *     worked off one after the other, so that what is said of one key arrives in that order and no answer can be stale.
 *  2. It goes in with its first version while nobody subscribes and when the last subscription is taken back, and out when the
 *     first one comes or the row is deleted. What was not in the result is not taken back.
 *  3. Keys say whose they are (sided-key.ts). Of left rows everything is as in a left join.
 *  4. Its time is that of the right row, or of the subscription that came or left, if that is later.
 *  5. Beside what a left join costs: two looks for the first subscription of a key, for each subscription to a row that is there.
 */
import { decodeHeaders } from '../records/headers.ts'
import { contextOf, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, setKey, setValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink } from '../serdes/byte-sink.ts'
import type { Serde } from '../serdes/serde.ts'
import type { SidedKey } from '../serdes/sided-key.ts'
import { Instruction, type Subscription, type SubscriptionResponse } from '../serdes/subscription.ts'
import type { KeyValueState } from '../stores/key-value-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { readsContext } from './callback.ts'
import { currentLeft } from './foreign-key-answer.ts'
import { foreignKeyPrefix, subscriptionState } from './foreign-key-subscribe.ts'
import type { NodeContext, ProcessorSpec, Step } from './processor-spec.ts'
import { sideOf, type ValueJoiner } from './stream-table-join.ts'
import type { TableSpec } from './table-spec.ts'

type Key = SidedKey<unknown, unknown>

/** Hands an answer on: to a left row, or about a right one. */
function answering(
  next: Step,
): (r: TaskRecord, key: Key, answer: SubscriptionResponse, timestamp: number) => void {
  return (r, key, answer, timestamp) => {
    setKey(r, key)
    setValue(r, answer)
    r.oldValue = null
    r.timestamp = timestamp
    next(r)
  }
}

function aboutRight(foreignValue: unknown): SubscriptionResponse {
  return { hash: null, foreignValue, partition: null }
}

function isAnybodyThere(state: KeyValueState<Uint8Array, Subscription>, prefix: Uint8Array): boolean {
  return state.valuesOfPrefix(prefix).next().done !== true
}

/** Keeps subscriptions, answers them, and says when the first one comes and the last one leaves. */
export class OuterSubscription implements ProcessorSpec {
  private readonly store: StoreSpec
  private readonly right: TableSpec
  private readonly foreignKeySerde: Serde<unknown> | null
  private readonly primaryKeySerde: Serde<unknown> | null

  constructor(
    store: StoreSpec,
    right: TableSpec,
    foreignKeySerde: Serde<unknown> | null,
    primaryKeySerde: Serde<unknown> | null,
  ) {
    this.store = store
    this.right = right
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
    const right = this.right.view().getter(context, true)
    const answer = answering(next)
    const sink = new ByteSink(128)
    return r => {
      r.node = index
      const one = readValue(r) as Subscription
      const { hash, instruction, partition } = one
      const left: Key = { side: 'left', key: one.primaryKey }
      if (r.keyState === NULL) {
        answer(r, left, { hash, foreignValue: null, partition }, r.timestamp)
        return
      }
      const foreign = readKey(r)
      const foreignValue = right.get(r)
      const timestamp = foreignValue === null ? r.timestamp : Math.max(r.timestamp, right.timestamp)
      const length = foreignKeyPrefix(sink, foreignKey, foreign)
      primaryKey.encode(one.primaryKey, sink)
      const prefix = sink.bytes.slice(0, length)
      const wasAlone = foreignValue !== null && !isAnybodyThere(state, prefix)
      const leaves = instruction === Instruction.deleteSilently
      const written = leaves ? null : one
      state.write(sink.bytes.subarray(0, sink.at), written, r.timestamp, r, decodeHeaders(r.headers))
      const isAlone = foreignValue !== null && !isAnybodyThere(state, prefix)
      if (wasAlone !== isAlone) {
        answer(r, { side: 'right', key: foreign }, aboutRight(isAlone ? foreignValue : null), timestamp)
        r.node = index
      }
      if (!leaves) answer(r, left, { hash, foreignValue, partition }, timestamp)
    }
  }
}

/** An update of a right row: for all that subscribe to it, or, where nobody does, for the result itself. */
export class OuterForeignUpdate implements ProcessorSpec {
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
    const answer = answering(next)
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
      const key = readKey(r)
      const length = foreignKeyPrefix(sink, foreignKey, key)
      const foreignValue = readValue(r)
      const { oldValue, timestamp } = r
      let isAlone = true
      for (const { hash, partition, primaryKey } of state.valuesOfPrefix(sink.bytes.slice(0, length))) {
        isAlone = false
        answer(r, { side: 'left', key: primaryKey }, { hash, foreignValue, partition }, timestamp)
      }
      if (!isAlone || (foreignValue === null && oldValue === null)) return
      answer(r, { side: 'right', key }, aboutRight(foreignValue), timestamp)
    }
  }
}

/** Joins what arrives: with the left row as it is now, or a right row with null. */
export class OuterResponseJoin implements ProcessorSpec {
  private readonly left: TableSpec
  private readonly valueSerde: Serde<unknown> | null
  private readonly joiner: ValueJoiner

  constructor(left: TableSpec, valueSerde: Serde<unknown> | null, joiner: ValueJoiner) {
    this.left = left
    this.valueSerde = valueSerde
    this.joiner = joiner
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { joiner } = this
    const current = currentLeft(this.left.view().getter(context, true), context.valueSerde(this.valueSerde))
    const wantsContext = readsContext(joiner, 3)
    return r => {
      r.node = index
      const key = readKey(r) as Key
      const { foreignValue, hash } = readValue(r) as SubscriptionResponse
      let value: unknown = null
      if (key.side === 'left') {
        setKey(r, key.key)
        value = current(r, hash)
        if (value === undefined) {
          context.drop('answer to an earlier value')
          return
        }
        setKey(r, key)
      }
      const isDeleted = value === null && (key.side === 'left' || foreignValue === null)
      const join = (): unknown =>
        joiner(sideOf(value), sideOf(foreignValue), key, wantsContext ? contextOf(r) : UNREAD) ?? null
      setValue(r, isDeleted ? null : join())
      r.oldValue = null
      next(r)
    }
  }
}
