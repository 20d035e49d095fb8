/**
 * DeleteRecords (21), versions 0 to 2: moves the start of partitions up to an offset, -1 for the high watermark. The new start
 * is durable when it is answered; nothing is moved where the topic is deleted meanwhile. Ignored: timeoutMs.
 */
import { ApiKey, type DeleteRecordsPartitionResult, ErrorCode } from '@moldau/protocol'
import { isInternal } from '../state/topics.ts'
import { type BrokerContext, handler } from './handler.ts'

export const deleteRecords = handler({
  key: ApiKey.DeleteRecords,
  minVersion: 0,
  maxVersion: 2,
  async handle(broker, request) {
    const topics = []
    for (const { name, partitions } of request.topics) {
      const results: DeleteRecordsPartitionResult[] = []
      for (const { partitionIndex, offset } of partitions)
        results.push(await move(broker, name, partitionIndex, offset))
      topics.push({ name, partitions: results })
    }
    return { throttleTimeMs: 0, topics }
  },
})

async function move(
  broker: BrokerContext,
  name: string,
  partitionIndex: number,
  offset: number,
): Promise<DeleteRecordsPartitionResult> {
  const answer = (errorCode: ErrorCode, lowWatermark = -1) => ({ partitionIndex, lowWatermark, errorCode })
  const log = broker.topics.log(name, partitionIndex)
  if (log === undefined) return answer(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
  if (isInternal(name)) return answer(ErrorCode.INVALID_TOPIC_EXCEPTION)
  if (!log.config.deletes) return answer(ErrorCode.POLICY_VIOLATION)
  const target = offset === -1 ? log.highWatermark : offset
  if (target < 0 || target > log.highWatermark) return answer(ErrorCode.OFFSET_OUT_OF_RANGE)
  await broker.topics.moveLogStart(log, target)
  if (log.isRemoved) return answer(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
  return answer(ErrorCode.NONE, log.logStartOffset)
}
