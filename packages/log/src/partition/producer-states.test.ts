/** Which batches of a producer are taken (invariants 1 to 4 of producer-states.ts). */
import { ErrorCode } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { ProducerStates, WINDOW_BATCHES } from './producer-states.ts'

const ID = 7

/** A producer of epoch 3 that has written `batches` of two records each, from sequence 0 on. */
function written(batches: number): ProducerStates {
  const states = new ProducerStates()
  for (let n = 0; n < batches; n++)
    states.append(
      ID,
      3,
      {
        firstSequence: n * 2,
        lastSequence: n * 2 + 1,
        firstOffset: n * 2,
        lastOffset: n * 2 + 1,
        timestamp: 0,
      },
      false,
      0,
    )
  return states
}

describe('a batch of a producer that has written', () => {
  test.each([
    ['the next one', 3, 20, ErrorCode.NONE],
    ['one further on', 3, 22, ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER],
    [
      'one that was long before, of which the window knows nothing',
      3,
      2,
      ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
    ],
    ['of an epoch that is over, although it would be the next', 2, 20, ErrorCode.INVALID_PRODUCER_EPOCH],
    ['of an epoch that is over, from the beginning', 2, 0, ErrorCode.INVALID_PRODUCER_EPOCH],
    ['of a new epoch, from the beginning', 4, 0, ErrorCode.NONE],
    ['of a new epoch, from where the old one ended', 4, 20, ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER],
  ])('%s', (_, epoch, sequence, expected) => {
    expect(written(10).admit(ID, epoch, sequence, false, false)).toBe(expected)
  })

  test('is known again when it is one of the last five', () => {
    const state = written(10).get(ID)!
    for (let n = 0; n < 10; n++) {
      const twin = state.duplicate(3, n * 2, n * 2 + 1)
      expect(twin?.firstOffset).toBe(n >= 10 - WINDOW_BATCHES ? n * 2 : undefined)
    }
    expect(WINDOW_BATCHES).toBe(5)
    expect(state.duplicate(2, 18, 19)).toBeUndefined()
  })
})

test('an unknown producer may begin anywhere, but for a transaction', () => {
  const states = new ProducerStates()
  expect(states.admit(ID, 0, 40, false, false)).toBe(ErrorCode.NONE)
  expect(states.admit(ID, 0, 40, true, true)).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
})
