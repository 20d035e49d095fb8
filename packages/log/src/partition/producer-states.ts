/**
 * Who has written to a partition: per producer id its epoch, the last five batches, and the transaction it has open here.
 *
 * Invariants:
 *  1. A batch is admitted in sequence only: last sequence + 1 (2147483647 is followed by 0), or 0 under a new epoch. Where
 *     nothing is known of the producer any sequence is admitted, since what it wrote may have been deleted.
 *  2. The same epoch and sequences as one of the last five batches is a duplicate, answered with the first one's offsets.
 *  3. A lower epoch is refused, for data and for markers; a marker from an older coordinator too.
 *  4. While a transaction is open only transactional batches are admitted.
 *  5. The first undecided offset is that of the oldest transaction that is open, or whose marker is not yet below the high
 *     watermark: what is decided but not durable is not decided for readers.
 *  6. State is a function of the batches alone: replaying the log gives the state that was lived.
 * Sequences count records. Source: KIP-98, KIP-360, KIP-890; Kafka's `ProducerAppendInfo`, `ProducerStateManager`.
 */
import { ErrorCode } from '@moldau/protocol'

export const WINDOW_BATCHES = 5
const SEQUENCE_MAX = 2147483647

/** One of the last batches of a producer. */
export interface ProducerBatch {
  readonly firstSequence: number
  readonly lastSequence: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly timestamp: number
}

export class ProducerState {
  readonly producerId: number
  epoch = -1
  coordinatorEpoch = -1
  lastTimestamp = -1
  /** First offset of the open transaction, -1 without one. */
  txnFirstOffset = -1
  /** Oldest first, at most five, all of `epoch`. */
  batches: ProducerBatch[] = []
  /** Wall clock of the last append or load: what expiry counts from, since record times may lie decades back. */
  lastSeenMs = 0

  constructor(producerId: number) {
    this.producerId = producerId
  }

  get lastSequence(): number {
    return this.batches.length === 0 ? -1 : this.batches[this.batches.length - 1]!.lastSequence
  }

  duplicate(epoch: number, firstSequence: number, lastSequence: number): ProducerBatch | undefined {
    if (epoch !== this.epoch) return undefined
    for (const batch of this.batches) {
      if (batch.firstSequence === firstSequence && batch.lastSequence === lastSequence) return batch
    }
    return undefined
  }

  #moveTo(epoch: number): void {
    if (epoch === this.epoch) return
    this.epoch = epoch
    this.batches = []
  }

  add(epoch: number, batch: ProducerBatch): void {
    this.#moveTo(epoch)
    if (this.batches.length === WINDOW_BATCHES) this.batches.shift()
    this.batches.push(batch)
    this.lastTimestamp = batch.timestamp
  }

  mark(epoch: number, coordinatorEpoch: number, timestamp: number): void {
    this.#moveTo(epoch)
    this.coordinatorEpoch = coordinatorEpoch
    this.lastTimestamp = timestamp
    this.txnFirstOffset = -1
  }
}

/** A transaction that a marker has ended; offsets inclusive, the last is the marker's. */
export interface CompletedTxn {
  readonly producerId: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly aborted: boolean
}

export class ProducerStates {
  readonly states = new Map<number, ProducerState>()
  /** Open transactions by first offset; offsets only grow, so insertion order is offset order. */
  #open = new Map<number, number>()
  /** Ended ones whose marker is not yet below the high watermark, by first offset in marker order. */
  #unsettled: CompletedTxn[] = []
  #firstUndecided = -1

  get(producerId: number): ProducerState | undefined {
    return this.states.get(producerId)
  }

  /** First offset that read_committed must not pass, -1 where nothing is undecided (5). */
  get firstUndecidedOffset(): number {
    return this.#firstUndecided
  }

  get openTransactions(): number {
    return this.#open.size
  }

  /** First offset of the oldest open transaction other than that of `exceptProducerId`, -1 without one. */
  firstOpenOffset(exceptProducerId = -1): number {
    for (const [firstOffset, producerId] of this.#open)
      if (producerId !== exceptProducerId) return firstOffset
    return -1
  }

  /**
   * Whether a data batch may be appended (1, 3, 4). `strictStart`: a producer that nothing is known of must begin at 0, which
   * holds for transactions under KIP-890.
   */
  admit(
    producerId: number,
    epoch: number,
    firstSequence: number,
    transactional: boolean,
    strictStart: boolean,
  ): ErrorCode {
    const state = this.states.get(producerId)
    if (state === undefined || state.epoch < 0) {
      return strictStart && firstSequence !== 0 ? ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER : ErrorCode.NONE
    }
    if (epoch < state.epoch) return ErrorCode.INVALID_PRODUCER_EPOCH
    if (epoch > state.epoch) {
      if (firstSequence !== 0) return ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER
    } else {
      const last = state.lastSequence
      const expected = last === SEQUENCE_MAX ? 0 : last + 1
      if (firstSequence !== expected) return ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER
    }
    if (state.txnFirstOffset >= 0 && !transactional) return ErrorCode.INVALID_TXN_STATE
    return ErrorCode.NONE
  }

  /**
   * Whether an end marker may be appended (3). From transaction version 2 on its epoch must lie above that of the data; a
   * repetition is told by nothing being open.
   */
  admitMarker(
    producerId: number,
    epoch: number,
    coordinatorEpoch: number,
    transactionVersion: number,
  ): ErrorCode {
    const state = this.states.get(producerId)
    if (state === undefined) return ErrorCode.NONE
    const isOfData = transactionVersion >= 2 && epoch === state.epoch && state.txnFirstOffset >= 0
    if (epoch < state.epoch || isOfData) return ErrorCode.INVALID_PRODUCER_EPOCH
    if (coordinatorEpoch < state.coordinatorEpoch) return ErrorCode.TRANSACTION_COORDINATOR_FENCED
    return ErrorCode.NONE
  }

  #entry(producerId: number, nowMs: number): ProducerState {
    let state = this.states.get(producerId)
    if (state === undefined) {
      state = new ProducerState(producerId)
      this.states.set(producerId, state)
    }
    state.lastSeenMs = nowMs
    return state
  }

  /** Takes a data batch into the state. */
  append(
    producerId: number,
    epoch: number,
    batch: ProducerBatch,
    transactional: boolean,
    nowMs: number,
  ): void {
    const state = this.#entry(producerId, nowMs)
    state.add(epoch, batch)
    if (transactional && state.txnFirstOffset < 0) {
      state.txnFirstOffset = batch.firstOffset
      this.#open.set(batch.firstOffset, producerId)
      if (this.#firstUndecided < 0) this.#firstUndecided = batch.firstOffset
    }
  }

  /** Takes an end marker into the state; what it ended, `undefined` where no transaction was open here. */
  mark(
    producerId: number,
    epoch: number,
    coordinatorEpoch: number,
    aborted: boolean,
    offset: number,
    timestamp: number,
    nowMs: number,
  ): CompletedTxn | undefined {
    const state = this.#entry(producerId, nowMs)
    const firstOffset = state.txnFirstOffset
    state.mark(epoch, coordinatorEpoch, timestamp)
    if (firstOffset < 0) return undefined
    this.#open.delete(firstOffset)
    const completed = { producerId, firstOffset, lastOffset: offset, aborted }
    this.#unsettled.push(completed)
    return completed
  }

  /** The high watermark has moved: ended transactions below it are decided. */
  settle(highWatermark: number): void {
    let settled = 0
    while (settled < this.#unsettled.length && this.#unsettled[settled]!.lastOffset < highWatermark) settled++
    if (settled === 0) return
    this.#unsettled.splice(0, settled)
    this.#findFirstUndecided()
  }

  #findFirstUndecided(): void {
    let first = this.firstOpenOffset()
    for (const txn of this.#unsettled) if (first < 0 || txn.firstOffset < first) first = txn.firstOffset
    this.#firstUndecided = first
  }

  /** Puts a state that a snapshot held in place. */
  restore(state: ProducerState): void {
    this.states.set(state.producerId, state)
    if (state.txnFirstOffset < 0) return
    const open = [...this.#open, [state.txnFirstOffset, state.producerId] as const]
    this.#open = new Map(open.sort(([a], [b]) => a - b))
    this.#findFirstUndecided()
  }

  /** Forgets producers that have written nothing for `expirationMs` and have no transaction open. */
  expire(nowMs: number, expirationMs: number): void {
    for (const [producerId, state] of this.states) {
      if (state.txnFirstOffset < 0 && nowMs - state.lastSeenMs >= expirationMs) this.states.delete(producerId)
    }
  }
}
