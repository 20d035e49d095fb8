/**
 * The transaction coordinator: who may write under which transactional id, and how a transaction ends in every partition.
 *
 *  1. Decisions are transaction.ts's, pure; here they are written to `__transaction_state`, replayed, carried out.
 *  2. Partitions join a transaction durably before anything is appended to them under it.
 *  3. PrepareCommit and PrepareAbort are durable before the first marker is written; after a restart what was prepared is
 *     completed before anybody is served. A marker that is there already is not written again.
 *  4. The completion is written only when every marker is durable: a log that says Complete has its markers.
 *  5. A transaction that is open longer than its time-out is aborted, and its producer fenced.
 *  6. Whoever comes while a decision is carried out waits for that, unless the disk holds it up: then the answer is
 *     CONCURRENT_TRANSACTIONS, which every client tries again.
 */
import { type Clock, ErrorCode, type Timer } from '@moldau/protocol'
import type { PartitionLog } from '../../partition/partition-log.ts'
import type { BrokerConfig } from '../state/broker-config.ts'
import { type Topics, TRANSACTION_TOPIC } from '../state/topics.ts'
import { partitionFor, settled, writeRecords } from './coordinator-log.ts'
import type { GroupCoordinator } from './group-coordinator.ts'
import { ProducerIds } from './producer-ids.ts'
import {
  abort,
  addPartitions,
  admits,
  begin,
  complete,
  decodeTransaction,
  type Expected,
  encodeTransaction,
  end,
  identityAfterEnd,
  init,
  isExhausted,
  mayInit,
  type TopicPartition,
  type Transaction,
  transactionalIdOf,
} from './transaction.ts'
import { TransactionMarkers } from './transaction-markers.ts'

const RETRY_MS = 100

/** A producer id and epoch, or why there is none. */
export interface ProducerIdentity extends Expected {
  readonly errorCode: ErrorCode
}

const refused = (errorCode: ErrorCode): ProducerIdentity => ({ errorCode, producerId: -1, producerEpoch: -1 })

export class TransactionCoordinator {
  readonly #topics: Topics
  readonly #config: BrokerConfig
  readonly #clock: Clock
  readonly #ids: ProducerIds
  readonly #markers: TransactionMarkers
  readonly #transactions = new Map<string, Transaction>()
  /** Prepared transactions on their way to completion: others wait here instead of being sent away. */
  readonly #completing = new Map<string, Promise<void>>()
  readonly #timeouts = new Map<string, Timer>()
  readonly #retries = new Set<Timer>()
  #closed = false

  constructor(topics: Topics, config: BrokerConfig, clock: Clock, groups: GroupCoordinator) {
    this.#topics = topics
    this.#config = config
    this.#clock = clock
    this.#ids = new ProducerIds(topics)
    this.#markers = new TransactionMarkers(topics, clock, groups)
  }

  /** For WriteTxnMarkers. */
  get markers(): TransactionMarkers {
    return this.#markers
  }

  get all(): Iterable<Transaction> {
    return this.#transactions.values()
  }

  /** The state of a transactional id. */
  get(transactionalId: string): Transaction | undefined {
    return this.#transactions.get(transactionalId)
  }

  /** Takes a record of `__transaction_state` in: live, and at recovery. @throws DecodeError where it is damaged */
  replay(key: Uint8Array, value: Uint8Array | null): void {
    const id = transactionalIdOf(key)
    if (id === undefined) return
    if (value === null) this.#transactions.delete(id)
    else this.#transactions.set(id, decodeTransaction(id, value))
  }

  #logOf(transactionalId: string): PartitionLog | undefined {
    const logs = this.#topics.logsOf(TRANSACTION_TOPIC)
    return logs.length === 0 ? undefined : logs[partitionFor(transactionalId, logs.length)]
  }

  /** Writes and replays the next state (1). */
  #write(next: Transaction): ErrorCode {
    const log = this.#logOf(next.transactionalId)
    if (log === undefined) return ErrorCode.COORDINATOR_NOT_AVAILABLE
    const record = encodeTransaction(next)
    const { errorCode } = writeRecords(log, [record])
    if (errorCode !== ErrorCode.NONE) return errorCode
    this.replay(record.key, record.value)
    // The one field that is for a retry within this run, and not in the record.
    const replayed = this.#transactions.get(next.transactionalId)!
    this.#transactions.set(next.transactionalId, { ...replayed, lastProducerEpoch: next.lastProducerEpoch })
    this.#watchTimeout(next)
    return ErrorCode.NONE
  }

  async #settle(transactionalId: string): Promise<ErrorCode> {
    const log = this.#logOf(transactionalId)
    const durable = log === undefined ? undefined : settled(log)
    return durable === undefined || (await durable) ? ErrorCode.NONE : ErrorCode.COORDINATOR_NOT_AVAILABLE
  }

  /** InitProducerId. An open transaction of the id is aborted first; the answer comes when that is done. */
  async initProducerId(
    transactionalId: string | null,
    timeoutMs: number,
    expected: Expected,
  ): Promise<ProducerIdentity> {
    if (transactionalId === null)
      return { errorCode: ErrorCode.NONE, producerId: await this.#ids.next(), producerEpoch: 0 }
    if (transactionalId === '') return refused(ErrorCode.INVALID_REQUEST)
    if (timeoutMs <= 0 || timeoutMs > this.#config.number('transaction.max.timeout.ms')) {
      return refused(ErrorCode.INVALID_TRANSACTION_TIMEOUT)
    }
    await this.#topics.internal(TRANSACTION_TOPIC)
    const newProducerId = await this.#ids.next()
    await this.#completing.get(transactionalId)
    let txn = this.#transactions.get(transactionalId)
    if (txn !== undefined && !mayInit(txn, expected)) return refused(ErrorCode.PRODUCER_FENCED)
    if (txn?.state === 'Ongoing') {
      // A zombie must not abort its successor's transaction: with an epoch of its own it has to be the current one.
      if (expected.producerEpoch >= 0 && expected.producerEpoch !== txn.producerEpoch)
        return refused(ErrorCode.PRODUCER_FENCED)
      const code = await this.#end(abort(txn, this.#clock.nowMs()))
      if (code !== ErrorCode.NONE) return refused(code)
      await this.#completing.get(transactionalId)
      txn = this.#transactions.get(transactionalId)
    }
    const nowMs = this.#clock.nowMs()
    const decision =
      txn === undefined
        ? { next: begin(transactionalId, newProducerId, timeoutMs, nowMs) }
        : init(txn, expected, timeoutMs, newProducerId, nowMs)
    if ('errorCode' in decision) return refused(decision.errorCode)
    const { next } = decision
    const code = this.#write(next)
    if (code !== ErrorCode.NONE) return refused(code)
    const settledCode = await this.#settle(transactionalId)
    if (settledCode !== ErrorCode.NONE) return refused(settledCode)
    return { errorCode: ErrorCode.NONE, producerId: next.producerId, producerEpoch: next.producerEpoch }
  }

  /** Adds partitions to a transaction, durably (2). `clientTransactionVersion` 2: by Produce or TxnOffsetCommit itself. */
  async addPartitions(
    transactionalId: string,
    producerId: number,
    producerEpoch: number,
    places: readonly TopicPartition[],
    clientTransactionVersion: number,
  ): Promise<ErrorCode> {
    if (transactionalId === '') return ErrorCode.INVALID_REQUEST
    // A client whose EndTxn was answered may begin anew at once: the completion is a sync away at most.
    await this.#completing.get(transactionalId)
    const txn = this.#transactions.get(transactionalId)
    const nowMs = this.#clock.nowMs()
    const decision = addPartitions(txn, producerId, producerEpoch, places, clientTransactionVersion, nowMs)
    if ('errorCode' in decision) return decision.errorCode
    if (decision.next !== txn) {
      const code = this.#write(decision.next)
      if (code !== ErrorCode.NONE) return code
    }
    return this.#settle(transactionalId)
  }

  /** Joins partitions for a Produce; `undefined` where all of them are in the transaction already, durably. */
  join(
    transactionalId: string,
    producerId: number,
    producerEpoch: number,
    places: readonly TopicPartition[],
  ): Promise<ReadonlyMap<string, ErrorCode>> | undefined {
    const txn = this.#transactions.get(transactionalId)
    const log = this.#logOf(transactionalId)
    if (txn !== undefined && log !== undefined && settled(log) === undefined) {
      if (places.every(place => admits(txn, producerId, producerEpoch, place) === ErrorCode.NONE))
        return undefined
    }
    return this.addPartitions(transactionalId, producerId, producerEpoch, places, 2).then(code =>
      forAll(places, code),
    )
  }

  /** What stands against a Produce of a client that adds its partitions itself; `undefined` where nothing does. */
  verify(
    transactionalId: string,
    producerId: number,
    producerEpoch: number,
    places: readonly TopicPartition[],
  ): Promise<ReadonlyMap<string, ErrorCode>> | undefined {
    const txn = this.#transactions.get(transactionalId)
    const codes = new Map<string, ErrorCode>()
    for (const place of places) {
      const code = admits(txn, producerId, producerEpoch, place)
      if (code !== ErrorCode.NONE) codes.set(`${place.topic}-${place.partition}`, code)
    }
    return codes.size === 0 ? undefined : Promise.resolve(codes)
  }

  /** Whether a batch may be appended now: asked in the turn in which it is. */
  admits(transactionalId: string, producerId: number, producerEpoch: number, log: PartitionLog): ErrorCode {
    return admits(this.#transactions.get(transactionalId), producerId, producerEpoch, log)
  }

  /** Whether the partition is in the open transaction: AddPartitionsToTxn with verifyOnly, TxnOffsetCommit. */
  isIn(transactionalId: string, producerId: number, producerEpoch: number, place: TopicPartition): ErrorCode {
    if (transactionalId === '') return ErrorCode.INVALID_REQUEST
    return admits(this.#transactions.get(transactionalId), producerId, producerEpoch, place)
  }

  /** EndTxn. The answer comes when the decision is durable and the markers are written. */
  async endTxn(
    transactionalId: string,
    producerId: number,
    producerEpoch: number,
    commit: boolean,
    clientTransactionVersion: number,
  ): Promise<ProducerIdentity> {
    if (transactionalId === '') return refused(ErrorCode.INVALID_REQUEST)
    await this.#completing.get(transactionalId)
    let spareId = -1
    const isNeeded = (): boolean => isExhausted(this.#transactions.get(transactionalId)?.producerEpoch ?? 0)
    // The epoch can be used up while somebody else's transition is waited for: it is looked at again.
    while (spareId < 0 && isNeeded()) {
      spareId = await this.#ids.next()
      await this.#completing.get(transactionalId)
    }
    const txn = this.#transactions.get(transactionalId)
    const nowMs = this.#clock.nowMs()
    const decision = end(txn, producerId, producerEpoch, commit, clientTransactionVersion, spareId, nowMs)
    if ('errorCode' in decision) return refused(decision.errorCode)
    if ('again' in decision) {
      const { again } = decision
      const code = await this.#settle(transactionalId)
      return code === ErrorCode.NONE ? { errorCode: code, ...identityAfterEnd(again) } : refused(code)
    }
    const code = await this.#end(decision.next)
    return code === ErrorCode.NONE ? { errorCode: code, ...identityAfterEnd(decision.next) } : refused(code)
  }

  /** Writes a decision, waits for it to be durable, carries it out (3). */
  async #end(prepared: Transaction): Promise<ErrorCode> {
    const id = prepared.transactionalId
    const code = this.#write(prepared)
    if (code !== ErrorCode.NONE) return code
    let done: () => void = () => undefined
    this.#completing.set(id, new Promise(resolve => (done = resolve)))
    const finish = (): void => {
      this.#completing.delete(id)
      done()
    }
    const settledCode = await this.#settle(id)
    if (settledCode === ErrorCode.NONE) this.#carryOut(prepared, false, finish)
    else finish()
    return settledCode
  }

  /** Of this start: a later one's markers are told from an earlier one's by it. */
  #coordinatorEpoch(transactionalId: string): number {
    return this.#logOf(transactionalId)?.leaderEpoch ?? 0
  }

  /** Writes the markers, and when they are durable the completion (4); tries again later where the disk has no room. */
  #carryOut(prepared: Transaction, sparing: boolean, finish: () => void): void {
    const id = prepared.transactionalId
    const written = this.#markers.writeAll(prepared, this.#coordinatorEpoch(id), sparing)
    if (written && this.#completeWhenDurable(prepared, finish)) return
    // Nobody waits for a disk (6).
    finish()
    const log = this.#logOf(id)
    if (this.#closed || log === undefined || log.health.failure !== undefined) return
    this.#later(() => this.#carryOut(prepared, true, finish))
  }

  #later(run: () => void): void {
    const timer = this.#clock.setTimer(RETRY_MS, () => {
      this.#retries.delete(timer)
      run()
    })
    this.#retries.add(timer)
  }

  /** Whether the completion is written, or will be once the markers are durable. */
  #completeWhenDurable(prepared: Transaction, finish: () => void): boolean {
    const waits = this.#markers.settled(prepared)
    const write = (): boolean => {
      const code = this.#write(complete(prepared, this.#clock.nowMs()))
      if (code === ErrorCode.NONE) finish()
      return code === ErrorCode.NONE
    }
    if (waits === undefined) return write()
    void waits.then(durable => {
      // Not durable: the folder has failed, and the next start carries the decision out.
      if (!durable || this.#closed) finish()
      else if (!write()) this.#carryOut(prepared, true, finish)
    })
    return true
  }

  #watchTimeout(txn: Transaction): void {
    const id = txn.transactionalId
    const known = this.#timeouts.get(id)
    if (txn.state === 'Ongoing') {
      if (known !== undefined || this.#closed) return
      const leftMs = Math.min(txn.timeoutMs, Math.max(0, txn.startMs + txn.timeoutMs - this.#clock.nowMs()))
      this.#timeouts.set(
        id,
        this.#clock.setTimer(leftMs, () => this.#timedOut(id)),
      )
    } else if (known !== undefined) {
      known.cancel()
      this.#timeouts.delete(id)
    }
  }

  #timedOut(id: string): void {
    this.#timeouts.delete(id)
    const txn = this.#transactions.get(id)
    if (txn?.state !== 'Ongoing' || this.#closed) return
    void this.#end(abort(txn, this.#clock.nowMs())).then(code => {
      // The disk had no room: the transaction is as it was, and its time is still over.
      if (code === ErrorCode.NONE || this.#closed || this.#transactions.get(id)?.state !== 'Ongoing') return
      if (this.#logOf(id)?.health.failure === undefined) this.#later(() => this.#timedOut(id))
    })
  }

  /** After replay: completes what was prepared (3), and watches what is open. */
  async recover(): Promise<void> {
    const prepared: Transaction[] = []
    for (const txn of this.#transactions.values()) {
      if (txn.state === 'PrepareCommit' || txn.state === 'PrepareAbort') prepared.push(txn)
      else this.#watchTimeout(txn)
    }
    for (const txn of prepared) await new Promise<void>(done => this.#carryOut(txn, true, done))
  }

  /** Forgets transactional ids at rest that nobody has used for transactional.id.expiration.ms. */
  expire(): void {
    const nowMs = this.#clock.nowMs()
    const expirationMs = this.#config.number('transactional.id.expiration.ms')
    for (const txn of [...this.#transactions.values()]) {
      const resting = txn.state === 'Empty' || txn.state === 'CompleteCommit' || txn.state === 'CompleteAbort'
      const log = this.#logOf(txn.transactionalId)
      if (!resting || log === undefined || nowMs - txn.updateMs < expirationMs) continue
      const { key } = encodeTransaction(txn)
      if (writeRecords(log, [{ key, value: null }]).errorCode === ErrorCode.NONE) this.replay(key, null)
    }
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#timeouts.values()) timer.cancel()
    for (const timer of this.#retries) timer.cancel()
    this.#timeouts.clear()
  }
}

function forAll(places: readonly TopicPartition[], code: ErrorCode): ReadonlyMap<string, ErrorCode> {
  const codes = new Map<string, ErrorCode>()
  if (code === ErrorCode.NONE) return codes
  for (const { topic, partition } of places) codes.set(`${topic}-${partition}`, code)
  return codes
}
