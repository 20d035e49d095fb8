/**
 * Joins of two streams within a window of time: inner, left and outer; the join of a stream with itself over one store.
 *
 * Each side has two nodes: one that keeps its records, behind the one that looks for partners among the other side's. So a record
 * never meets itself. Left and outer joins remember in a third store what has found none yet.
 *
 *  1. A partner of a record at t has a time in `[t - before, t + after]`; of one on the right side the bounds are swapped.
 *     The result's time is the greater of the two.
 *  2. null values are dropped, null keys too, but for a preserved side, which they leave at once without a partner (KIP-962).
 *  3. What has found no partner goes out, in the order of time, when stream time has passed `time + window + grace`, with a
 *     record that has moved stream time, and before that record is joined. A record that comes when its window is over
 *     already goes out at once.
 *  4. A joiner sees the context of the record in hand, also where another goes out without a partner.
 *  5. Stream time, and the earliest time that waits, are shared by both sides and survive a restart.
 * Source: Kafka Streams' KStreamKStreamJoin, KStreamJoinWindow and KStreamKStreamSelfJoin; KIP-633, KIP-862, KIP-962.
 */
import type { Note, ObservedTime } from '../records/observed-time.ts'
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import { NULL, readKey, readValue, setKey, setValue, type TaskRecord } from '../records/task-record.ts'
import { JoinWindowState } from '../stores/join-window-state.ts'
import { OuterJoinState, type Unmatched } from '../stores/outer-join-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { readsContext } from './callback.ts'
import type { NodeContext, ProcessorSpec, Step, TaskServices } from './processor-spec.ts'
import { SourceRecord } from './source-record.ts'
import { storeOf } from './store-of.ts'
import type { ValueJoiner } from './stream-table-join.ts'

/** Bounds of a join, milliseconds, seen from the left side. */
export interface JoinBounds {
  readonly beforeMs: number
  readonly afterMs: number
  readonly graceMs: number
}

/** Stream time of both sides, and the earliest time that waits for a partner. */
class JoinTime {
  private readonly observed: ObservedTime[] = []
  /** -1 for none. */
  private min: Note | null = null

  add(context: NodeContext, isLeft: boolean): void {
    this.observed.push(context.observedTime())
    if (isLeft) this.min = context.note(-1)
  }

  /** Infinity where nothing waits. */
  get minMs(): number {
    const { value } = this.min!
    return value < 0 ? Number.POSITIVE_INFINITY : value
  }

  set minMs(ms: number) {
    this.min!.value = ms === Number.POSITIVE_INFINITY ? -1 : ms
  }

  get streamMs(): number {
    let streamMs = -1
    for (const { ms } of this.observed) if (ms > streamMs) streamMs = ms
    return streamMs
  }

  advance(ms: number): void {
    // Those of both sides differ only when they come back from a restart.
    const streamMs = Math.max(ms, this.streamMs)
    for (const observed of this.observed) observed.ms = streamMs
  }
}

/** The times of a join, one for each task that runs it. */
export class JoinTimes {
  private readonly byTask = new WeakMap<TaskServices, JoinTime>()

  of(task: TaskServices): JoinTime {
    let time = this.byTask.get(task)
    if (time === undefined) {
      time = new JoinTime()
      this.byTask.set(task, time)
    }
    return time
  }
}

/** Hands each record on, and keeps it when that is done. */
export class JoinWindow implements ProcessorSpec {
  private readonly store: StoreSpec

  constructor(store: StoreSpec) {
    this.store = store
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const state = storeOf(context, this.store.name, JoinWindowState)
    const kept = new SourceRecord()
    return r => {
      kept.take(r)
      next(r)
      kept.give(r)
      r.node = index
      if (r.keyState === NULL) return
      state.of(r)
      if (!state.put(r, r.timestamp)) context.drop('expired window')
    }
  }
}

export class StreamJoinSide implements ProcessorSpec {
  private readonly other: StoreSpec
  private readonly outer: StoreSpec | null
  private readonly bounds: JoinBounds
  private readonly joiner: ValueJoiner
  private readonly isLeft: boolean
  private readonly preserved: boolean
  private readonly times: JoinTimes

  /**
   * `other`: the other side's store. `outer`: the store of what has no partner; null where nobody keeps it. `preserved`: records
   * of this side go out without a partner. `joiner` takes this side's value first.
   */
  constructor(
    side: { readonly isLeft: boolean; readonly preserved: boolean; readonly joiner: ValueJoiner },
    stores: { readonly other: StoreSpec; readonly outer: StoreSpec | null },
    bounds: JoinBounds,
    times: JoinTimes,
  ) {
    this.isLeft = side.isLeft
    this.preserved = side.preserved
    this.joiner = side.joiner
    this.other = stores.other
    this.outer = stores.outer
    this.bounds = bounds
    this.times = times
  }

  stores(): readonly StoreSpec[] {
    return this.outer === null ? [this.other] : [this.other, this.outer]
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { isLeft, joiner, preserved } = this
    const { afterMs, beforeMs, graceMs } = this.bounds
    const [before, after] = isLeft ? [beforeMs, afterMs] : [afterMs, beforeMs]
    const other = storeOf(context, this.other.name, JoinWindowState)
    const outer = this.outer === null ? null : storeOf(context, this.outer.name, OuterJoinState)
    const time = this.times.of(context.task)
    time.add(context, isLeft)
    const emit = outer === null ? null : this.emitter(context, outer, time)
    const wantsContext = readsContext(joiner, 3)
    // One side lets go what either keeps.
    if (emit !== null && isLeft)
      context.onIdle({ reachMs: Math.max(beforeMs, afterMs) + graceMs + 1, holds: true }, r => {
        time.advance(r.timestamp)
        emit(r, null, null, wantsContext ? contextOf(r) : UNREAD)
      })
    return r => {
      r.node = index
      const { timestamp } = r
      time.advance(timestamp)
      const recordContext = wantsContext ? contextOf(r) : UNREAD
      if (r.keyState === NULL || r.valueState === NULL) {
        if (!preserved || r.valueState === NULL) {
          context.drop('null key or value')
          return
        }
        setValue(r, joiner(readValue(r), undefined, null, recordContext))
        next(r)
        return
      }
      const key = readKey(r)
      const value = readValue(r)
      const streamMs = time.streamMs
      if (emit !== null && timestamp === streamMs) emit(r, key, value, recordContext)
      other.of(r)
      outer?.of(r)
      const toMs = Math.max(0, timestamp + after)
      const partners = other.fetch(Math.max(0, timestamp - before), toMs)
      for (const partner of partners) {
        outer?.matched(partner.time, !isLeft, r)
        setKey(r, key)
        setValue(r, joiner(value, partner.value, key, recordContext))
        r.timestamp = Math.max(timestamp, partner.time)
        next(r)
        r.node = index
        r.timestamp = timestamp
      }
      if (!preserved || partners.length > 0) return
      if (outer === null || toMs < streamMs) {
        setValue(r, joiner(value, undefined, key, recordContext))
        next(r)
        return
      }
      time.minMs = Math.min(time.minMs, timestamp)
      outer.add(r, timestamp, isLeft)
    }
  }

  /** Gives out what has waited long enough (3); the record in hand is as it was afterwards. */
  private emitter(
    context: NodeContext,
    outer: OuterJoinState,
    time: JoinTime,
  ): (r: TaskRecord, key: unknown, value: unknown, recordContext: RecordContext) => void {
    const { index, next } = context
    const { isLeft, joiner } = this
    const { afterMs, beforeMs, graceMs } = this.bounds
    const after = isLeft ? afterMs : beforeMs
    return (r, key, value, recordContext) => {
      const streamMs = time.streamMs
      const waits =
        time.minMs === Number.POSITIVE_INFINITY
          ? after + graceMs <= 0
          : time.minMs + after + graceMs >= streamMs
      if (waits) return
      const { timestamp } = r
      time.minMs = Number.POSITIVE_INFINITY
      let leftIsOpen = false
      let rightIsOpen = false
      // One behind the iteration: what was given out is forgotten when the next one has been.
      let given: Unmatched | null = null
      for (const one of outer.all()) {
        time.minMs = one.time
        if (leftIsOpen && rightIsOpen) break
        const lookMs = one.isLeft ? afterMs : beforeMs
        if (one.time + lookMs + graceMs >= streamMs) {
          if (one.isLeft) leftIsOpen = true
          else rightIsOpen = true
          // Kafka Streams looks at each value, so a second one of this key is where it ends, and the earliest time.
          if (leftIsOpen && rightIsOpen && one.values.length > 1) break
          continue
        }
        for (const lonely of one.values) {
          setKey(r, one.key)
          // This side's joiner takes this side's value first.
          const own = one.isLeft === isLeft ? lonely : undefined
          const partner = one.isLeft === isLeft ? undefined : lonely
          setValue(r, joiner(own, partner, one.key, recordContext))
          r.timestamp = one.time
          next(r)
          r.node = index
          if (given !== null && given !== one) {
            r.timestamp = timestamp
            outer.remove(given, r)
          }
          given = one
        }
      }
      r.timestamp = timestamp
      if (given !== null) outer.remove(given, r)
      setKey(r, key)
      setValue(r, value)
      r.timestamp = timestamp
    }
  }
}

/** A stream joined with itself, over one store; results in the order of the join over two. */
export class SelfJoin implements ProcessorSpec {
  private readonly store: StoreSpec
  private readonly bounds: JoinBounds
  private readonly joiner: ValueJoiner

  constructor(store: StoreSpec, bounds: JoinBounds, joiner: ValueJoiner) {
    this.store = store
    this.bounds = bounds
    this.joiner = joiner
  }

  stores(): readonly StoreSpec[] {
    return [this.store]
  }

  make(context: NodeContext): Step {
    const { index, next } = context
    const { joiner } = this
    const { afterMs, beforeMs, graceMs } = this.bounds
    const retentionMs = beforeMs + afterMs + graceMs
    const state = storeOf(context, this.store.name, JoinWindowState)
    const observed = context.observedTime()
    const wantsContext = readsContext(joiner, 3)
    return r => {
      r.node = index
      if (r.keyState === NULL || r.valueState === NULL) {
        context.drop('null key or value')
        return
      }
      const { timestamp } = r
      const key = readKey(r)
      const value = readValue(r)
      const recordContext = wantsContext ? contextOf(r) : UNREAD
      const send = (left: unknown, right: unknown, time: number): void => {
        setKey(r, key)
        setValue(r, joiner(left, right, key, recordContext))
        r.timestamp = time
        next(r)
        r.node = index
        r.timestamp = timestamp
      }
      if (timestamp > observed.ms) observed.ms = timestamp
      let meetsItself = timestamp > observed.ms - retentionMs + 1
      state.of(r)
      const asLeft = state.fetch(Math.max(0, timestamp - beforeMs), Math.max(0, timestamp + afterMs))
      const asRight = state.fetch(Math.max(0, timestamp - afterMs), Math.max(0, timestamp + beforeMs))
      for (const other of asLeft) send(value, other.value, Math.max(timestamp, other.time))
      for (const other of asRight) {
        if (meetsItself && other.time > timestamp) {
          meetsItself = false
          send(value, value, timestamp)
        }
        send(other.value, value, Math.max(timestamp, other.time))
      }
      if (meetsItself) send(value, value, timestamp)
    }
  }
}
