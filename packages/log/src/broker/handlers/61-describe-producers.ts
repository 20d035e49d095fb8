/** DescribeProducers (61), version 0: what partitions know of those who write to them, open transactions above all (KIP-664). */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { handler } from './handler.ts'

export const describeProducers = handler({
  key: ApiKey.DescribeProducers,
  minVersion: 0,
  maxVersion: 0,
  handle(broker, request) {
    const topics = request.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map(partitionIndex => {
        const log = broker.topics.log(name, partitionIndex)
        if (log === undefined) {
          const errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
          return { partitionIndex, errorCode, errorMessage: null, activeProducers: [] }
        }
        const activeProducers = [...log.producers.states.values()].map(state => ({
          producerId: state.producerId,
          producerEpoch: state.epoch,
          lastSequence: state.lastSequence,
          lastTimestamp: state.lastTimestamp,
          coordinatorEpoch: state.coordinatorEpoch,
          currentTxnStartOffset: state.txnFirstOffset,
        }))
        return { partitionIndex, errorCode: ErrorCode.NONE, errorMessage: null, activeProducers }
      }),
    }))
    return { throttleTimeMs: 0, topics }
  },
})
