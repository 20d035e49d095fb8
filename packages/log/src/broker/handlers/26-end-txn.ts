/**
 * EndTxn (26), versions 0 to 5. From version 5 on (KIP-890) the epoch is bumped and comes back, with a new producer id where
 * the epoch was used up. The answer comes when the decision is durable and the markers are written.
 */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { handler } from './handler.ts'

export const endTxn = handler({
  key: ApiKey.EndTxn,
  minVersion: 0,
  maxVersion: 5,
  async handle(broker, request, call) {
    const { transactionalId, producerId, producerEpoch, committed } = request
    const bumps = call.version >= 5
    const result = await broker.transactions.endTxn(
      transactionalId,
      producerId,
      producerEpoch,
      committed,
      bumps ? 2 : 0,
    )
    const fenced = result.errorCode === ErrorCode.PRODUCER_FENCED && call.version < 2
    return {
      throttleTimeMs: 0,
      errorCode: fenced ? ErrorCode.INVALID_PRODUCER_EPOCH : result.errorCode,
      producerId: bumps ? result.producerId : -1,
      producerEpoch: bumps ? result.producerEpoch : -1,
    }
  },
})
