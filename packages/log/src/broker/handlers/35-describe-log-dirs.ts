/**
 * DescribeLogDirs (35), versions 1 to 5: the one data folder, and how large the partitions in it are. A partition that was never
 * appended to has no files and counts 0 bytes.
 */
import { resolve } from 'node:path'
import { ApiKey, type DescribeLogDirsTopic, ErrorCode } from '@moldau/protocol'
import type { PartitionLog } from '../../partition/partition-log.ts'
import { type BrokerContext, handler } from './handler.ts'

export const describeLogDirs = handler({
  key: ApiKey.DescribeLogDirs,
  minVersion: 1,
  maxVersion: 5,
  handle(broker, request) {
    const { directory, health, space } = broker.topics.folderFacts()
    const failed = health.failure !== undefined
    const wanted =
      request.topics === null
        ? [...broker.topics.image.topics.keys()].map(topic => ({ topic, partitions: undefined }))
        : request.topics
    const topics: DescribeLogDirsTopic[] = []
    for (const { topic, partitions } of wanted) {
      const logs = describe(broker, topic, partitions)
      if (logs.length > 0) topics.push({ name: topic, partitions: logs })
    }
    const result = {
      errorCode: failed ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.NONE,
      logDir: resolve(directory),
      topics: failed ? [] : topics,
      totalBytes: space?.totalBytes ?? -1,
      usableBytes: space?.usableBytes ?? -1,
      isCordoned: false,
    }
    return { throttleTimeMs: 0, errorCode: ErrorCode.NONE, results: [result] }
  },
})

function describe(broker: BrokerContext, topic: string, wanted: readonly number[] | undefined) {
  const numbers = wanted ?? broker.topics.logsOf(topic).map((_, partition) => partition)
  return numbers
    .map(partition => ({ partition, log: broker.topics.log(topic, partition) }))
    .filter((each): each is { partition: number; log: PartitionLog } => each.log !== undefined)
    .map(({ partition, log }) => ({
      partitionIndex: partition,
      partitionSize: log.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0),
      offsetLag: log.logEndOffset - log.highWatermark,
      isFutureKey: false,
    }))
}
