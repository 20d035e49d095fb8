/** DescribeTransactions (65), version 0: what the coordinator knows of transactional ids (KIP-664). */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { handler } from './handler.ts'

export const describeTransactions = handler({
  key: ApiKey.DescribeTransactions,
  minVersion: 0,
  maxVersion: 0,
  handle(broker, request) {
    const transactionStates = request.transactionalIds.map(transactionalId => {
      const txn = broker.transactions.get(transactionalId)
      if (txn === undefined) {
        const errorCode =
          transactionalId === '' ? ErrorCode.INVALID_REQUEST : ErrorCode.TRANSACTIONAL_ID_NOT_FOUND
        const none = { transactionState: '', transactionTimeoutMs: 0, transactionStartTimeMs: 0 }
        return { errorCode, transactionalId, ...none, producerId: 0, producerEpoch: 0, topics: [] }
      }
      return {
        errorCode: ErrorCode.NONE,
        transactionalId,
        transactionState: txn.state,
        transactionTimeoutMs: txn.timeoutMs,
        transactionStartTimeMs: txn.startMs,
        producerId: txn.producerId,
        producerEpoch: txn.producerEpoch,
        topics: [...txn.partitions].map(([topic, partitions]) => ({ topic, partitions: [...partitions] })),
      }
    })
    return { throttleTimeMs: 0, transactionStates }
  },
})
