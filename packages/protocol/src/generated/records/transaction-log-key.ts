// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of a transactional id in __transaction_state. */
export interface TransactionLogKey {
  /** Name of the transactional producer; null for none. */
  transactionalId: string
}

/** A whole TransactionLogKey from the fields that differ from their defaults, at any depth. */
export function transactionLogKey(given: Partially<TransactionLogKey> = {}): TransactionLogKey {
  return {
    transactionalId: given.transactionalId === undefined ? '' : given.transactionalId,
  }
}

function encodeTransactionLogKey(w: Writer, _v: number, m: TransactionLogKey): void {
  let at = ''
  try {
    at = 'transactionalId'
    w.string(m.transactionalId, false)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeTransactionLogKey(r: Reader, _v: number): TransactionLogKey {
  let at = ''
  try {
    let transactionalId: string
    at = 'transactionalId'
    transactionalId = r.string(false)
    return { transactionalId }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** TransactionLogKey: Key of a transactional id in __transaction_state. */
export const transactionLogKeyData: DataDescription<TransactionLogKey> = {
  key: 0,
  name: 'TransactionLogKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: transactionLogKey,
  encode(w, v, m) {
    try {
      encodeTransactionLogKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'TransactionLogKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeTransactionLogKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'TransactionLogKey', v)
    }
  },
}
