import { ErrorCode } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import {
  abort,
  addPartitions,
  begin,
  complete,
  end,
  identityAfterEnd,
  init,
  mayInit,
  type Transaction,
} from './transaction.ts'

const place = { topic: 't', partition: 0 }
const nobody = { producerId: -1, producerEpoch: -1 }

function must(decision: ReturnType<typeof end>): Transaction {
  if (!('next' in decision)) throw new Error(`no transition: ${JSON.stringify(decision)}`)
  return decision.next
}

const codeOf = (decision: ReturnType<typeof end>): ErrorCode =>
  'errorCode' in decision ? decision.errorCode : ErrorCode.NONE

function ongoing(epoch = 0): Transaction {
  return must(addPartitions({ ...begin('id', 7, 1000, 1), producerEpoch: epoch }, 7, epoch, [place], 2, 2))
}

describe('a transactional id', () => {
  test('T29: uses its epochs up and goes on under a new producer id, by EndTxn', () => {
    const prepared = must(end(ongoing(32766), 7, 32766, true, 2, 8, 3))
    expect(prepared).toMatchObject({
      state: 'PrepareCommit',
      producerId: 7,
      producerEpoch: 32767,
      nextProducerId: 8,
    })
    expect(identityAfterEnd(prepared)).toEqual({ producerId: 8, producerEpoch: 0 })
    const done = complete(prepared, 4)
    expect(done).toMatchObject({
      state: 'CompleteCommit',
      producerId: 8,
      previousProducerId: 7,
      producerEpoch: 0,
      nextProducerId: -1,
    })
    // The answer was lost: the same one again.
    expect(end(done, 7, 32766, true, 2, 9, 5)).toEqual({ again: done })
  })

  test('T29: uses its epochs up and goes on under a new producer id, by InitProducerId, which may be repeated', () => {
    const rest = { ...begin('id', 7, 1000, 1), producerEpoch: 32766 }
    const expected = { producerId: 7, producerEpoch: 32766 }
    const rotated = must(init(rest, expected, 1000, 8, 2))
    expect(rotated).toMatchObject({ producerId: 8, previousProducerId: 7, producerEpoch: 0 })
    expect(mayInit(rotated, expected)).toBe(true)
    expect(must(init(rotated, expected, 1000, 9, 3))).toMatchObject({ producerId: 8, producerEpoch: 0 })
    expect(mayInit(rotated, { producerId: 7, producerEpoch: 3 })).toBe(false)
  })

  test('T29: an abort at the last epoch leaves one for markers alone, and the next producer is a new one', () => {
    const done = complete(abort(ongoing(32766), 1), 2)
    expect(done).toMatchObject({ state: 'CompleteAbort', producerId: 7, producerEpoch: 32767 })
    expect(must(init(done, nobody, 1000, 8, 3))).toMatchObject({ producerId: 8, producerEpoch: 0 })
    // The producer whose transaction was aborted asks with what it knows: it never gets the epoch of markers.
    const asked = must(init(done, { producerId: 7, producerEpoch: 32766 }, 1000, 8, 3))
    expect(asked).toMatchObject({ producerId: 8, previousProducerId: 7, producerEpoch: 0 })
    const again = must(init(asked, { producerId: 7, producerEpoch: 32766 }, 1000, 9, 4))
    expect(again).toMatchObject({ producerId: 8, producerEpoch: 0 })
  })

  test('T29: a late abort of what the coordinator has aborted at the last epoch brings a new producer id, not the epoch of markers', () => {
    const done = complete(abort(ongoing(32766), 1), 2)
    const prepared = must(end(done, 7, 32766, false, 2, 8, 3))
    expect(prepared).toMatchObject({ state: 'PrepareAbort', producerId: 7, producerEpoch: 32767 })
    expect(identityAfterEnd(prepared)).toEqual({ producerId: 8, producerEpoch: 0 })
    expect(codeOf(end(prepared, 7, 32766, false, 2, 9, 3))).toBe(ErrorCode.CONCURRENT_TRANSACTIONS)
    const rotated = complete(prepared, 4)
    expect(rotated).toMatchObject({ producerId: 8, previousProducerId: 7, producerEpoch: 0 })
    // The answer was lost: the same one again. A commit of it is refused, as before.
    expect(end(rotated, 7, 32766, false, 2, 9, 5)).toEqual({ again: rotated })
    expect(codeOf(end(done, 7, 32766, true, 2, 8, 3))).toBe(ErrorCode.INVALID_TXN_STATE)
  })

  test('an older epoch is fenced in every request', () => {
    const txn = ongoing(5)
    expect(codeOf(addPartitions(txn, 7, 4, [place], 0, 1))).toBe(ErrorCode.PRODUCER_FENCED)
    expect(codeOf(end(txn, 7, 3, true, 2, -1, 1))).toBe(ErrorCode.PRODUCER_FENCED)
    expect(codeOf(end(txn, 9, 5, true, 2, -1, 1))).toBe(ErrorCode.INVALID_PRODUCER_ID_MAPPING)
    expect(codeOf(end(txn, 7, 4, true, 2, -1, 1))).toBe(ErrorCode.PRODUCER_FENCED)
    expect(codeOf(init({ ...txn, state: 'Empty' }, { producerId: 7, producerEpoch: 4 }, 1, 8, 1))).toBe(
      ErrorCode.PRODUCER_FENCED,
    )
  })

  test("what EndTxn answers in each state: Kafka's table for clients before KIP-890", () => {
    const table: [Transaction['state'], ErrorCode | 'next' | 'again', ErrorCode | 'next' | 'again'][] = [
      ['Empty', ErrorCode.INVALID_TXN_STATE, ErrorCode.INVALID_TXN_STATE],
      ['Ongoing', 'next', 'next'],
      ['PrepareCommit', ErrorCode.CONCURRENT_TRANSACTIONS, ErrorCode.INVALID_TXN_STATE],
      ['PrepareAbort', ErrorCode.INVALID_TXN_STATE, ErrorCode.CONCURRENT_TRANSACTIONS],
      ['CompleteCommit', 'again', ErrorCode.INVALID_TXN_STATE],
      ['CompleteAbort', ErrorCode.INVALID_TXN_STATE, 'again'],
    ]
    for (const [state, commit, abortion] of table) {
      for (const [committed, expected] of [
        [true, commit],
        [false, abortion],
      ] as const) {
        const decision = end({ ...ongoing(), state }, 7, 0, committed, 0, -1, 1)
        expect('errorCode' in decision ? decision.errorCode : Object.keys(decision)[0]).toBe(expected)
      }
    }
  })

  test('while a decision is carried out nothing is added and nobody begins anew', () => {
    const prepared = must(end(ongoing(), 7, 0, true, 0, -1, 1))
    expect(codeOf(addPartitions(prepared, 7, 0, [place], 0, 1))).toBe(ErrorCode.CONCURRENT_TRANSACTIONS)
    expect(codeOf(init(prepared, nobody, 1, 8, 1))).toBe(ErrorCode.CONCURRENT_TRANSACTIONS)
  })

  test("T28: after the coordinator's own abort a late commit is refused, and a late abort is what was done", () => {
    const done = complete(abort(ongoing(), 1), 2)
    expect(codeOf(end(done, 7, 0, true, 2, -1, 3))).toBe(ErrorCode.INVALID_TXN_STATE)
    expect(end(done, 7, 0, false, 2, -1, 3)).toEqual({ again: done })
    expect(codeOf(end(done, 7, 0, true, 0, -1, 3))).toBe(ErrorCode.PRODUCER_FENCED)
    expect(codeOf(end(done, 7, 0, false, 0, -1, 3))).toBe(ErrorCode.PRODUCER_FENCED)
  })

  test('adding what is there already changes nothing', () => {
    const txn = ongoing()
    expect(must(addPartitions(txn, 7, 0, [place], 2, 9))).toBe(txn)
    expect(must(addPartitions(txn, 7, 0, [{ topic: 't', partition: 1 }], 2, 9)).partitions.get('t')).toEqual([
      0, 1,
    ])
  })
})
