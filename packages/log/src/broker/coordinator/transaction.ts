/**
 * A transactional id: its state, its record, and the transitions between states as pure functions.
 *
 * | from                     | on                        | to                                   |
 * |--------------------------|---------------------------|--------------------------------------|
 * | (none), Empty, Complete* | InitProducerId            | Empty, epoch + 1 or a new producer   |
 * | Empty, Complete*         | partitions added          | Ongoing                              |
 * | Ongoing                  | partitions added          | Ongoing                              |
 * | Ongoing                  | EndTxn                    | PrepareCommit, PrepareAbort          |
 * | Empty, Complete*         | EndTxn abort (KIP-890)    | PrepareAbort, without partitions     |
 * | Ongoing                  | time-out, InitProducerId  | PrepareAbort, epoch + 1              |
 * | Prepare*                 | markers are written       | CompleteCommit, CompleteAbort        |
 *
 *  1. Prepare* is a decision: once it is durable, it is carried out, after a restart too.
 *  2. Under KIP-890 (transaction version 2) every EndTxn bumps the epoch; markers carry the bumped one. Where the epoch is
 *     used up, the next producer id comes with it, and takes over when the transaction is complete.
 *  3. An epoch of 32767 belongs to markers alone: producers get at most 32766.
 * Source: KIP-98, KIP-360, KIP-890; Kafka's `TransactionMetadata`, `TransactionCoordinator`.
 */
import {
  decodeKey,
  decodeVersioned,
  ErrorCode,
  encodeKey,
  encodeVersioned,
  kindOfKey,
  transactionLogKeyData,
  transactionLogValueData,
} from '@moldau/protocol'
import type { StoredRecord } from './coordinator-log.ts'

/** States by the number that records carry. */
export const TRANSACTION_STATES = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
] as const
export type TransactionState = (typeof TRANSACTION_STATES)[number]

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

export interface Transaction {
  readonly transactionalId: string
  readonly producerId: number
  readonly previousProducerId: number
  readonly nextProducerId: number
  readonly producerEpoch: number
  /** The epoch before the last bump that a producer asked for; for its retry. Not in the record: -1 after a restart. */
  readonly lastProducerEpoch: number
  readonly timeoutMs: number
  readonly state: TransactionState
  /** Partitions by topic. */
  readonly partitions: ReadonlyMap<string, readonly number[]>
  readonly startMs: number
  readonly updateMs: number
  /** 0 or 1 for clients that add partitions themselves, 2 for KIP-890. */
  readonly clientTransactionVersion: number
}

/** What a transition says: the next state, or why there is none. */
export type Decision = { readonly next: Transaction } | { readonly errorCode: ErrorCode }

const EPOCH_LAST = 32766
const NO_PARTITIONS: ReadonlyMap<string, readonly number[]> = new Map()

export function isExhausted(epoch: number): boolean {
  return epoch >= EPOCH_LAST
}

const no = (errorCode: ErrorCode): Decision => ({ errorCode })

/** A transactional id that is seen for the first time. */
export function begin(
  transactionalId: string,
  producerId: number,
  timeoutMs: number,
  nowMs: number,
): Transaction {
  return {
    transactionalId,
    producerId,
    previousProducerId: -1,
    nextProducerId: -1,
    producerEpoch: 0,
    lastProducerEpoch: -1,
    timeoutMs,
    state: 'Empty',
    partitions: NO_PARTITIONS,
    startMs: -1,
    updateMs: nowMs,
    clientTransactionVersion: 0,
  }
}

/** Who asks: the producer's own id and epoch, -1 where it has none yet. */
export interface Expected {
  readonly producerId: number
  readonly producerEpoch: number
}

/** Whether InitProducerId may come from this producer at all. */
export function mayInit(txn: Transaction, expected: Expected): boolean {
  return (
    expected.producerEpoch < 0 ||
    expected.producerId === txn.producerId ||
    (expected.producerId === txn.previousProducerId && isExhausted(expected.producerEpoch))
  )
}

/** InitProducerId for a transactional id that is at rest. `newProducerId` is used where the epoch is used up. */
export function init(
  txn: Transaction,
  expected: Expected,
  timeoutMs: number,
  newProducerId: number,
  nowMs: number,
): Decision {
  if (txn.state === 'PrepareCommit' || txn.state === 'PrepareAbort')
    return no(ErrorCode.CONCURRENT_TRANSACTIONS)
  if (txn.state === 'Ongoing') return no(ErrorCode.CONCURRENT_TRANSACTIONS)
  const rest = {
    ...txn,
    timeoutMs,
    state: 'Empty' as const,
    partitions: NO_PARTITIONS,
    startMs: -1,
    updateMs: nowMs,
    nextProducerId: -1,
  }
  const known = expected.producerEpoch >= 0
  const current =
    known && expected.producerId === txn.producerId && expected.producerEpoch === txn.producerEpoch
  const isRetry = known && !current && expected.producerEpoch === txn.lastProducerEpoch
  if (known && !current && !isRetry) return no(ErrorCode.PRODUCER_FENCED)
  // The answer to an earlier InitProducerId was lost: the same one again, but never the epoch of markers (3).
  if (isRetry && txn.producerEpoch <= EPOCH_LAST) return { next: rest }
  const lastProducerEpoch = known ? expected.producerEpoch : -1
  if (isExhausted(txn.producerEpoch)) {
    return {
      next: {
        ...rest,
        producerId: newProducerId,
        previousProducerId: txn.producerId,
        producerEpoch: 0,
        lastProducerEpoch,
      },
    }
  }
  return { next: { ...rest, producerEpoch: txn.producerEpoch + 1, lastProducerEpoch } }
}

/** What stands against a request of this producer inside a transaction. */
function strangerFault(txn: Transaction | undefined, producerId: number, producerEpoch: number): ErrorCode {
  if (txn === undefined || txn.producerId !== producerId) return ErrorCode.INVALID_PRODUCER_ID_MAPPING
  if (txn.producerEpoch !== producerEpoch) return ErrorCode.PRODUCER_FENCED
  return ErrorCode.NONE
}

/** Adds partitions; the same transaction where all of them are in it already. */
export function addPartitions(
  txn: Transaction | undefined,
  producerId: number,
  producerEpoch: number,
  added: readonly TopicPartition[],
  clientTransactionVersion: number,
  nowMs: number,
): Decision {
  const fault = strangerFault(txn, producerId, producerEpoch)
  if (fault !== ErrorCode.NONE || txn === undefined) return no(fault)
  if (txn.state === 'PrepareCommit' || txn.state === 'PrepareAbort')
    return no(ErrorCode.CONCURRENT_TRANSACTIONS)
  const ongoing = txn.state === 'Ongoing'
  if (ongoing && added.every(place => holds(txn, place))) return { next: txn }
  const partitions = new Map(ongoing ? txn.partitions : NO_PARTITIONS)
  for (const { topic, partition } of added) {
    const known = partitions.get(topic) ?? []
    if (!known.includes(partition)) partitions.set(topic, [...known, partition])
  }
  const startMs = ongoing ? txn.startMs : nowMs
  return {
    next: { ...txn, state: 'Ongoing', partitions, startMs, updateMs: nowMs, clientTransactionVersion },
  }
}

export function holds(txn: Transaction, { topic, partition }: TopicPartition): boolean {
  return txn.partitions.get(topic)?.includes(partition) ?? false
}

/** Whether the partition belongs to the open transaction of this producer: what a batch needs before it is appended. */
export function admits(
  txn: Transaction | undefined,
  producerId: number,
  producerEpoch: number,
  place: TopicPartition,
): ErrorCode {
  const fault = strangerFault(txn, producerId, producerEpoch)
  if (fault !== ErrorCode.NONE || txn === undefined) return fault
  if (txn.state === 'PrepareCommit' || txn.state === 'PrepareAbort') return ErrorCode.CONCURRENT_TRANSACTIONS
  return txn.state === 'Ongoing' && holds(txn, place) ? ErrorCode.NONE : ErrorCode.TRANSACTION_ABORTABLE
}

/** What a client is told where a partition could not be had for its transaction: KIP-890's names are new to old versions. */
export type TransactionDialect = 'before-abortable' | 'abortable' | 'implicit-add'

/** The name that a Produce or TxnOffsetCommit of that dialect knows for an answer of the coordinator. */
export function told(code: ErrorCode, dialect: TransactionDialect): ErrorCode {
  switch (code) {
    case ErrorCode.PRODUCER_FENCED:
      return ErrorCode.INVALID_PRODUCER_EPOCH
    case ErrorCode.TRANSACTION_ABORTABLE:
      return dialect === 'before-abortable' ? ErrorCode.INVALID_TXN_STATE : code
    case ErrorCode.CONCURRENT_TRANSACTIONS:
      // Older clients take this one for the end of everything; they all send again after the other.
      return dialect === 'implicit-add' ? code : ErrorCode.NOT_ENOUGH_REPLICAS
    case ErrorCode.COORDINATOR_NOT_AVAILABLE:
      return ErrorCode.NOT_ENOUGH_REPLICAS
    default:
      return code
  }
}

/** What EndTxn says: a transition to carry out, an answer that was given before, or an error. */
export type EndDecision = Decision | { readonly again: Transaction }

/** EndTxn of a client. `newProducerId` is used where the epoch is used up (2). */
export function end(
  txn: Transaction | undefined,
  producerId: number,
  producerEpoch: number,
  commit: boolean,
  clientTransactionVersion: number,
  newProducerId: number,
  nowMs: number,
): EndDecision {
  if (txn === undefined) return no(ErrorCode.INVALID_PRODUCER_ID_MAPPING)
  const bumps = clientTransactionVersion >= 2
  const bumped = txn.producerId === producerId && txn.producerEpoch === producerEpoch + 1
  const rotated =
    txn.previousProducerId === producerId && producerEpoch === EPOCH_LAST && txn.producerEpoch === 0
  const retried = bumps && (bumped || rotated)
  if (!retried) {
    const fault = strangerFault(txn, producerId, producerEpoch)
    if (fault !== ErrorCode.NONE) return no(fault)
    // The epoch of a decision was given to nobody yet.
    if (bumps && txn.state.startsWith('Prepare')) return no(ErrorCode.PRODUCER_FENCED)
  }
  switch (txn.state) {
    case 'Ongoing':
      if (retried) return no(ErrorCode.PRODUCER_FENCED)
      return { next: prepare(txn, commit, bumps, newProducerId, nowMs) }
    case 'PrepareCommit':
      return no(commit ? ErrorCode.CONCURRENT_TRANSACTIONS : ErrorCode.INVALID_TXN_STATE)
    case 'PrepareAbort':
      return no(commit ? ErrorCode.INVALID_TXN_STATE : ErrorCode.CONCURRENT_TRANSACTIONS)
    case 'CompleteCommit':
      if (commit) return !bumps || retried ? { again: txn } : no(ErrorCode.INVALID_TXN_STATE)
      break
    case 'CompleteAbort':
      if (commit) return no(ErrorCode.INVALID_TXN_STATE)
      // Where the coordinator's own abort took the epoch of markers (3), the repetition brings a new producer id.
      if (!bumps || (retried && txn.producerEpoch <= EPOCH_LAST)) return { again: txn }
      break
    case 'Empty':
      if (retried) return no(ErrorCode.PRODUCER_FENCED)
      if (commit) return no(ErrorCode.INVALID_TXN_STATE)
      break
    default:
      return no(ErrorCode.INVALID_TXN_STATE)
  }
  // Nothing was written since the last transaction: an abort still bumps the epoch, so that a late write of it is refused.
  if (!bumps || (retried && txn.state !== 'CompleteAbort')) return no(ErrorCode.INVALID_TXN_STATE)
  const none = { ...txn, partitions: NO_PARTITIONS, startMs: nowMs, clientTransactionVersion }
  return { next: prepare(none, false, true, newProducerId, nowMs) }
}

function prepare(
  txn: Transaction,
  commit: boolean,
  bumps: boolean,
  newProducerId: number,
  nowMs: number,
): Transaction {
  const state = commit ? 'PrepareCommit' : 'PrepareAbort'
  if (!bumps) return { ...txn, state, updateMs: nowMs }
  return {
    ...txn,
    state,
    updateMs: nowMs,
    producerEpoch: Math.min(txn.producerEpoch + 1, EPOCH_LAST + 1),
    lastProducerEpoch: txn.producerEpoch,
    nextProducerId: isExhausted(txn.producerEpoch) ? newProducerId : -1,
    clientTransactionVersion: 2,
  }
}

/**
 * The coordinator's own abort: after a time-out, or because a new incarnation asks. It bumps the epoch as an EndTxn of KIP-890
 * would, whichever protocol the producer speaks, so that nothing of this transaction that is under way can join the next one. The
 * producer's own EndTxn may come late: its abort is answered like a repetition, its commit is refused.
 */
export function abort(txn: Transaction, nowMs: number): Transaction {
  return {
    ...txn,
    state: 'PrepareAbort',
    producerEpoch: Math.min(txn.producerEpoch + 1, EPOCH_LAST + 1),
    lastProducerEpoch: txn.producerEpoch,
    nextProducerId: -1,
    updateMs: nowMs,
    clientTransactionVersion: 2,
  }
}

/** The markers are written. */
export function complete(txn: Transaction, nowMs: number): Transaction {
  const state = txn.state === 'PrepareCommit' ? 'CompleteCommit' : 'CompleteAbort'
  const done = {
    ...txn,
    state,
    partitions: NO_PARTITIONS,
    updateMs: nowMs,
    nextProducerId: -1,
  } as const
  if (txn.nextProducerId < 0) return done
  return { ...done, producerId: txn.nextProducerId, previousProducerId: txn.producerId, producerEpoch: 0 }
}

/** The id and epoch that a producer goes on with after EndTxn. */
export function identityAfterEnd(txn: Transaction): Expected {
  if (txn.nextProducerId >= 0) return { producerId: txn.nextProducerId, producerEpoch: 0 }
  return { producerId: txn.producerId, producerEpoch: txn.producerEpoch }
}

export function encodeTransaction(txn: Transaction): StoredRecord {
  const key = encodeKey(
    transactionLogKeyData,
    transactionLogKeyData.make({ transactionalId: txn.transactionalId }),
  )
  // Kafka reads the list in every state but Empty, where it must be null: an empty list and no list are not the same to it.
  const bare = txn.state === 'Empty'
  const data = transactionLogValueData.make({
    producerId: txn.producerId,
    previousProducerId: txn.previousProducerId,
    nextProducerId: txn.nextProducerId,
    producerEpoch: txn.producerEpoch,
    transactionTimeoutMs: txn.timeoutMs,
    transactionStatus: TRANSACTION_STATES.indexOf(txn.state),
    transactionPartitions: bare
      ? null
      : [...txn.partitions].map(([topic, ids]) => ({ topic, partitionIds: [...ids] })),
    transactionLastUpdateTimestampMs: txn.updateMs,
    transactionStartTimestampMs: txn.startMs,
    clientTransactionVersion: txn.clientTransactionVersion,
  })
  return { key, value: encodeVersioned(transactionLogValueData, 1, data) }
}

/** The transactional id that a record's key names; `undefined` where it is no transaction's key. */
export function transactionalIdOf(key: Uint8Array): string | undefined {
  return kindOfKey(key) === transactionLogKeyData.key
    ? decodeKey(transactionLogKeyData, key).transactionalId
    : undefined
}

/** @throws DecodeError where the bytes are damaged */
export function decodeTransaction(transactionalId: string, value: Uint8Array): Transaction {
  const { data } = decodeVersioned(transactionLogValueData, value)
  return {
    transactionalId,
    producerId: data.producerId,
    previousProducerId: data.previousProducerId,
    nextProducerId: data.nextProducerId,
    producerEpoch: data.producerEpoch,
    lastProducerEpoch: -1,
    timeoutMs: data.transactionTimeoutMs,
    state: TRANSACTION_STATES[data.transactionStatus] ?? 'Dead',
    partitions: new Map(
      (data.transactionPartitions ?? []).map(({ topic, partitionIds }) => [topic, partitionIds]),
    ),
    startMs: data.transactionStartTimestampMs,
    updateMs: data.transactionLastUpdateTimestampMs,
    clientTransactionVersion: data.clientTransactionVersion,
  }
}
