/**
 * WriteTxnMarkers (27), versions 1 and 2: end markers from outside. Between Kafka's brokers it ends transactions; here, where one
 * node does that without asking, it is how a hanging transaction is aborted by hand (KIP-664).
 *
 * A marker older than what a partition has seen of its producer or coordinator is refused. Durable before it is answered.
 */
import { ApiKey, ErrorCode, type WritableTxnMarkerPartitionResult } from '@moldau/protocol'
import { handler } from './handler.ts'

export const writeTxnMarkers = handler({
  key: ApiKey.WriteTxnMarkers,
  minVersion: 1,
  maxVersion: 2,
  async handle(broker, request, call) {
    const waits: Promise<unknown>[] = []
    const markers = request.markers.map(marker => ({
      producerId: marker.producerId,
      topics: marker.topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map(partitionIndex => {
          const log = broker.topics.log(name, partitionIndex)
          const result: WritableTxnMarkerPartitionResult = {
            partitionIndex,
            errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
          }
          if (log === undefined) return result
          result.errorCode = broker.transactions.markers.append(log, {
            producerId: marker.producerId,
            producerEpoch: marker.producerEpoch,
            coordinatorEpoch: marker.coordinatorEpoch,
            commit: marker.transactionResult,
            transactionVersion: call.version >= 2 ? marker.transactionVersion : 0,
          })
          if (result.errorCode !== ErrorCode.NONE) return result
          const durable = log.durability.pending(log.logEndOffset)
          if (durable !== undefined)
            waits.push(
              durable.then(ok => {
                if (ok) return
                result.errorCode = log.isRemoved
                  ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                  : ErrorCode.KAFKA_STORAGE_ERROR
              }),
            )
          return result
        }),
      })),
    }))
    await Promise.all(waits)
    return { markers }
  },
})
