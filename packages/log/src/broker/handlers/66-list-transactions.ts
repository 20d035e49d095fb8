/**
 * ListTransactions (66), versions 0 to 2: by state, by producer id, by how long it runs (KIP-994), by a regular expression of
 * its id (KIP-1152). A state that is not known matches nothing and is named in the answer.
 */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { TRANSACTION_STATES } from '../coordinator/transaction.ts'
import { RegularExpression } from '../expression/regular-expression.ts'
import { handler } from './handler.ts'

const KNOWN = new Set<string>(TRANSACTION_STATES)

export const listTransactions = handler({
  key: ApiKey.ListTransactions,
  minVersion: 0,
  maxVersion: 2,
  handle(broker, request, call) {
    const { stateFilters, producerIdFilters } = request
    const pattern = call.version >= 2 ? (request.transactionalIdPattern ?? '') : ''
    let matches: (id: string) => boolean = () => true
    if (pattern !== '') {
      const expression = RegularExpression.parse(pattern)
      if ('fault' in expression) {
        const errorCode = ErrorCode.INVALID_REGULAR_EXPRESSION
        return { throttleTimeMs: 0, errorCode, unknownStateFilters: [], transactionStates: [] }
      }
      matches = id => expression.matches(id)
    }
    const durationMs = call.version >= 1 ? request.durationFilter : -1
    const nowMs = broker.clock.nowMs()
    const states = new Set(stateFilters)
    const producerIds = new Set(producerIdFilters)
    const transactionStates = [...broker.transactions.all]
      .filter(
        txn =>
          (producerIds.size === 0 || producerIds.has(txn.producerId)) &&
          (states.size === 0 || states.has(txn.state)) &&
          (durationMs < 0 || nowMs - txn.startMs > durationMs) &&
          matches(txn.transactionalId),
      )
      .map(({ transactionalId, producerId, state }) => ({
        transactionalId,
        producerId,
        transactionState: state as string,
      }))
    const unknownStateFilters = stateFilters.filter(name => !KNOWN.has(name))
    return { throttleTimeMs: 0, errorCode: ErrorCode.NONE, unknownStateFilters, transactionStates }
  },
})
