/** OffsetForLeaderEpoch (23), versions 2 to 4: where a leader epoch ended (KIP-101, KIP-320). Ignored: replicaId. */
import { ApiKey, ErrorCode, type OffsetForLeaderPartition } from '@moldau/protocol'
import type { PartitionLog } from '../../partition/partition-log.ts'
import { handler } from './handler.ts'

export const offsetForLeaderEpoch = handler({
  key: ApiKey.OffsetForLeaderEpoch,
  minVersion: 2,
  maxVersion: 4,
  handle(broker, request) {
    const topics = request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(wanted => {
        const log = broker.topics.log(topic, wanted.partition)
        const errorCode = faultOf(log, wanted)
        const none = { errorCode, partition: wanted.partition, leaderEpoch: -1, endOffset: -1 }
        if (log === undefined || errorCode !== ErrorCode.NONE) return none
        const { epoch, endOffset } = log.epochs.endOffsetFor(wanted.leaderEpoch, log.logEndOffset)
        return { ...none, leaderEpoch: epoch, endOffset }
      }),
    }))
    return { throttleTimeMs: 0, topics }
  },
})

function faultOf(log: PartitionLog | undefined, wanted: OffsetForLeaderPartition): ErrorCode {
  if (log === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
  if (wanted.currentLeaderEpoch > log.leaderEpoch) return ErrorCode.UNKNOWN_LEADER_EPOCH
  if (wanted.currentLeaderEpoch >= 0 && wanted.currentLeaderEpoch < log.leaderEpoch)
    return ErrorCode.FENCED_LEADER_EPOCH
  return log.errorCode
}
