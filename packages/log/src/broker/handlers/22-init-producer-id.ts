/**
 * InitProducerId (22), versions 0 to 5. Without a transactional id a new producer id. With one: an open transaction of it is
 * aborted first, and the answer comes when that is done, so nobody has to ask twice.
 */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { handler } from './handler.ts'

export const initProducerId = handler({
  key: ApiKey.InitProducerId,
  minVersion: 0,
  maxVersion: 5,
  async handle(broker, request, call) {
    const known = call.version >= 3
    const expected = {
      producerId: known ? request.producerId : -1,
      producerEpoch: known ? request.producerEpoch : -1,
    }
    const identity = await broker.transactions.initProducerId(
      request.transactionalId,
      request.transactionTimeoutMs,
      expected,
    )
    // Clients before version 4 know the fenced producer under another name.
    const fenced = identity.errorCode === ErrorCode.PRODUCER_FENCED && call.version < 4
    return {
      throttleTimeMs: 0,
      ...identity,
      errorCode: fenced ? ErrorCode.INVALID_PRODUCER_EPOCH : identity.errorCode,
    }
  },
})
