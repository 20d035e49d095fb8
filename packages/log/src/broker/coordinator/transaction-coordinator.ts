/**
 * The transaction coordinator: who may write under which transactional id, and how a transaction ends in every partition.
 *
 *  1. Decisions are transaction.ts's, pure; here they are written to `__transaction_state`, replayed, carried out.
 *  2. Partitions join a transaction durably before anything is appended to them under it.
 *  3. PrepareCommit and PrepareAbort are durable before the first marker is written; after a restart what was prepared is
 *     completed before anybody is served. A marker that is there already is not written again.
 *  4. The completion is written only when every marker is durable: a log that says Complete has its markers.
 *  5. A transaction that is open longer than its time-out is aborted, and its producer fenced.
 *  6. Producer ids come from blocks that the metadata log has handed out durably: none is ever used twice.
 */
import {
  type Clock,
  ErrorCode,
  encodeMetadataRecord,
  encodeTransactionMarker,
  producerIdsRecordData,
  type Timer,
} from '@moldau/protocol'
import { append } from '../../partition/append.ts'
import type { PartitionLog } from '../../partition/partition-log.ts'
import type { BrokerConfig } from '../state/broker-config.ts'
import { OFFSETS_TOPIC, type Topics, TRANSACTION_TOPIC } from '../state/topics.ts'
import { partitionFor, settled, writeRecords } from './coordinator-log.ts'
import type { GroupCoordinator } from './group-coordinator.ts'
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
  holds,
  identityAfterEnd,
  init,
  mayInit,
  type TopicPartition,
  type Transaction,
  transactionalIdOf,
} from './transaction.ts'

const PRODUCER_ID_BLOCK = 1000
const MARKER_RETRY_MS = 100

/** A producer id and epoch, or why there is none. */
export interface ProducerIdentity extends Expected {
  readonly errorCode: ErrorCode
}

const refused = (errorCode: ErrorCode): ProducerIdentity => ({ errorCode, producerId: -1, producerEpoch: -1 })

export class TransactionCoordinator {
  readonly #topics: Topics
  readonly #config: BrokerConfig
  readonly #clock: Clock
  readonly #groups: GroupCoordinator
  readonly #transactions = new Map<string, Transaction>()
  /** Prepared transactions on their way to completion: others wait here instead of being sent away. */
  readonly #completing = new Map<string, Promise<void>>()
  readonly #timeouts = new Map<string, Timer>()
  readonly #retries = new Set<Timer>()
  #nextProducerId = 0
  #blockEnd = 0
  #block: Promise<void> | undefined
  #closed = false

  constructor(topics: Topics, config: BrokerConfig, clock: Clock, groups: GroupCoordinator) {
    this.#topics = topics
    this.#config = config
    this.#clock = clock
    this.#groups = groups
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

  /** A producer id that was never used (6). */
  async newProducerId(): Promise<number> {
    while (this.#nextProducerId >= this.#blockEnd) {
      this.#block ??= this.#nextBlock().finally(() => {
        this.#block = undefined
      })
      await this.#block
    }
    return this.#nextProducerId++
  }

  async #nextBlock(): Promise<void> {
    let first = 0
    await this.#topics.metadata.change(image => {
      first = image.nextProducerId
      const data = producerIdsRecordData.make({
        brokerId: this.#topics.metadata.nodeId,
        brokerEpoch: -1,
        nextProducerId: first + PRODUCER_ID_BLOCK,
      })
      return [encodeMetadataRecord(producerIdsRecordData, 0, data)]
    })
    this.#nextProducerId = first
    this.#blockEnd = first + PRODUCER_ID_BLOCK
  }

  /** InitProducerId. An open transaction of the id is aborted first; the answer comes when that is done. */
  async initProducerId(
    transactionalId: string | null,
    timeoutMs: number,
    expected: Expected,
  ): Promise<ProducerIdentity> {
    if (transactionalId === null)
      return { errorCode: ErrorCode.NONE, producerId: await this.newProducerId(), producerEpoch: 0 }
    if (transactionalId === '') return refused(ErrorCode.INVALID_REQUEST)
    if (timeoutMs <= 0 || timeoutMs > this.#config.number('transaction.max.timeout.ms')) {
      return refused(ErrorCode.INVALID_TRANSACTION_TIMEOUT)
    }
    await this.#topics.internal(TRANSACTION_TOPIC)
    const newProducerId = await this.newProducerId()
    await this.#completing.get(transactionalId)
    let txn = this.#transactions.get(transactionalId)
    let asked = expected
    if (txn !== undefined && !mayInit(txn, expected)) return refused(ErrorCode.PRODUCER_FENCED)
    if (txn?.state === 'Ongoing') {
      // A zombie must not abort its successor's transaction: with an epoch of its own it has to be the current one.
      if (expected.producerEpoch >= 0 && expected.producerEpoch !== txn.producerEpoch)
        return refused(ErrorCode.PRODUCER_FENCED)
      const code = await this.#end(abort(txn, this.#clock.nowMs()))
      if (code !== ErrorCode.NONE) return refused(code)
      await this.#completing.get(transactionalId)
      txn = this.#transactions.get(transactionalId)
      // The abort has moved the epoch on; the producer that asked for it is still the current one.
      asked = NEW_INCARNATION
    }
    const nowMs = this.#clock.nowMs()
    const decision =
      txn === undefined
        ? { next: begin(transactionalId, newProducerId, timeoutMs, nowMs) }
        : init(txn, asked, timeoutMs, newProducerId, nowMs)
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

  /** Whether the partition is in the open transaction: AddPartitionsToTxn with verifyOnly. */
  isIn(transactionalId: string, producerId: number, producerEpoch: number, place: TopicPartition): ErrorCode {
    const code = admits(this.#transactions.get(transactionalId), producerId, producerEpoch, place)
    return code === ErrorCode.INVALID_PRODUCER_EPOCH ? ErrorCode.PRODUCER_FENCED : code
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
    const newProducerId = await this.#spareProducerId(transactionalId)
    await this.#completing.get(transactionalId)
    const txn = this.#transactions.get(transactionalId)
    const nowMs = this.#clock.nowMs()
    const decision = end(
      txn,
      producerId,
      producerEpoch,
      commit,
      clientTransactionVersion,
      newProducerId,
      nowMs,
    )
    if ('errorCode' in decision) return refused(decision.errorCode)
    if ('again' in decision) {
      const { again } = decision
      const code = await this.#settle(transactionalId)
      return code === ErrorCode.NONE ? { errorCode: code, ...identityAfterEnd(again) } : refused(code)
    }
    const code = await this.#end(decision.next)
    return code === ErrorCode.NONE ? { errorCode: code, ...identityAfterEnd(decision.next) } : refused(code)
  }

  /** A producer id for the case that the epoch of this one is used up; -1 where it is not. */
  async #spareProducerId(transactionalId: string): Promise<number> {
    const txn = this.#transactions.get(transactionalId)
    return txn !== undefined && txn.producerEpoch >= 32766 ? this.newProducerId() : -1
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
    if (settledCode === ErrorCode.NONE) this.#carryOut(prepared, finish)
    else finish()
    return settledCode
  }

  /** Writes the markers, and when they are durable the completion (4); tries again later where the disk has no room. */
  #carryOut(prepared: Transaction, finish: () => void): void {
    const completed = this.#writeMarkers(prepared, false) && this.#completeWhenDurable(prepared, finish)
    const log = this.#logOf(prepared.transactionalId)
    if (completed) return
    if (this.#closed || log === undefined || log.health.failure !== undefined) {
      finish()
      return
    }
    const timer = this.#clock.setTimer(MARKER_RETRY_MS, () => {
      this.#retries.delete(timer)
      this.#carryOut(prepared, finish)
    })
    this.#retries.add(timer)
  }

  /** Whether the completion is written, or will be once the markers are durable. */
  #completeWhenDurable(prepared: Transaction, finish: () => void): boolean {
    const waits = this.#markersSettled(prepared)
    const write = (): boolean => {
      const code = this.#write(complete(prepared, this.#clock.nowMs()))
      if (code === ErrorCode.NONE) finish()
      return code === ErrorCode.NONE
    }
    if (waits === undefined) return write()
    void waits.then(durable => {
      // Not durable: the folder has failed, and the next start carries the decision out.
      if (!durable || this.#closed) finish()
      else if (!write()) this.#carryOut(prepared, finish)
    })
    return true
  }

  #markersSettled(prepared: Transaction): Promise<boolean> | undefined {
    const waits: Promise<boolean>[] = []
    for (const [topic, partitions] of prepared.partitions) {
      for (const partition of partitions) {
        const log = this.#topics.log(topic, partition)
        const wait = log === undefined ? undefined : settled(log)
        if (wait !== undefined) waits.push(wait)
      }
    }
    return waits.length === 0 ? undefined : Promise.all(waits).then(durable => !durable.includes(false))
  }

  /** One marker into each partition. `sparing`: not where it is already, as recovery finds it. */
  #writeMarkers(prepared: Transaction, sparing: boolean): boolean {
    const { producerId, producerEpoch } = prepared
    const commit = prepared.state === 'PrepareCommit'
    for (const [topic, partitions] of prepared.partitions) {
      for (const partition of partitions) {
        const log = this.#topics.log(topic, partition)
        if (log === undefined) continue
        const state = log.producers.get(producerId)
        if (state !== undefined && state.epoch > producerEpoch) continue
        if (sparing && (state?.txnFirstOffset ?? -1) < 0) continue
        const marker = encodeTransactionMarker(
          commit ? 'COMMIT' : 'ABORT',
          producerId,
          producerEpoch,
          0,
          this.#clock.nowMs(),
        )
        if (append(log, marker, 'coordinator').errorCode !== ErrorCode.NONE) return false
        if (topic === OFFSETS_TOPIC) this.#groups.replayMarker(partition, producerId, commit)
      }
    }
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
    void this.#end(abort(txn, this.#clock.nowMs()))
  }

  /** After replay: completes what was prepared (3), and watches what is open. */
  async recover(): Promise<void> {
    const prepared: Transaction[] = []
    for (const txn of this.#transactions.values()) {
      if (txn.state === 'PrepareCommit' || txn.state === 'PrepareAbort') prepared.push(txn)
      else this.#watchTimeout(txn)
    }
    for (const txn of prepared) {
      const durable = this.#writeMarkers(txn, true) && ((await this.#markersSettled(txn)) ?? true)
      if (durable) this.#write(complete(txn, this.#clock.nowMs()))
    }
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

  /** Whether a partition takes part in an open transaction. */
  isOpenIn(place: TopicPartition): boolean {
    for (const txn of this.#transactions.values())
      if (txn.state === 'Ongoing' && holds(txn, place)) return true
    return false
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#timeouts.values()) timer.cancel()
    for (const timer of this.#retries) timer.cancel()
    this.#timeouts.clear()
  }
}

const NEW_INCARNATION: Expected = { producerId: -1, producerEpoch: -1 }

function forAll(places: readonly TopicPartition[], code: ErrorCode): ReadonlyMap<string, ErrorCode> {
  const codes = new Map<string, ErrorCode>()
  // Produce knows the fenced producer under another name, which older clients understand.
  const told = code === ErrorCode.PRODUCER_FENCED ? ErrorCode.INVALID_PRODUCER_EPOCH : code
  for (const { topic, partition } of places)
    if (told !== ErrorCode.NONE) codes.set(`${topic}-${partition}`, told)
  return codes
}
