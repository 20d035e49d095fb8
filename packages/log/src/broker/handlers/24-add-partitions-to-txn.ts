/**
 * AddPartitionsToTxn (24), versions 0 to 5; from 4 on several transactions, and verifyOnly. Where one partition does not exist,
 * none of the transaction is added, and the others say OPERATION_NOT_ATTEMPTED. Durable before it is answered.
 */
import {
  type AddPartitionsToTxnTopic,
  type AddPartitionsToTxnTopicResult,
  ApiKey,
  ErrorCode,
} from '@moldau/protocol'
import { type BrokerContext, handler } from './handler.ts'

interface Wanted {
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
  readonly verifyOnly: boolean
  readonly topics: readonly AddPartitionsToTxnTopic[]
}

export const addPartitionsToTxn = handler({
  key: ApiKey.AddPartitionsToTxn,
  minVersion: 0,
  maxVersion: 5,
  async handle(broker, request, call) {
    const base = { throttleTimeMs: 0, errorCode: ErrorCode.NONE }
    if (call.version >= 4) {
      const resultsByTransaction = []
      for (const wanted of request.transactions) {
        resultsByTransaction.push({
          transactionalId: wanted.transactionalId,
          topicResults: await add(broker, wanted, call.version >= 5 ? 2 : 0),
        })
      }
      return { ...base, resultsByTransaction, resultsByTopicV3AndBelow: [] }
    }
    const results = await add(
      broker,
      {
        transactionalId: request.v3AndBelowTransactionalId,
        producerId: request.v3AndBelowProducerId,
        producerEpoch: request.v3AndBelowProducerEpoch,
        verifyOnly: false,
        topics: request.v3AndBelowTopics,
      },
      0,
    )
    if (call.version < 2) {
      for (const topic of results) {
        for (const result of topic.resultsByPartition) {
          if (result.partitionErrorCode === ErrorCode.PRODUCER_FENCED)
            result.partitionErrorCode = ErrorCode.INVALID_PRODUCER_EPOCH
        }
      }
    }
    return { ...base, resultsByTransaction: [], resultsByTopicV3AndBelow: results }
  },
})

async function add(
  broker: BrokerContext,
  wanted: Wanted,
  clientTransactionVersion: number,
): Promise<AddPartitionsToTxnTopicResult[]> {
  const { transactionalId, producerId, producerEpoch } = wanted
  const places = wanted.topics.flatMap(({ name, partitions }) =>
    partitions.map(partition => ({ topic: name, partition })),
  )
  const missing = places.some(({ topic, partition }) => broker.topics.log(topic, partition) === undefined)
  let code: ErrorCode = ErrorCode.OPERATION_NOT_ATTEMPTED
  if (!missing && !wanted.verifyOnly) {
    code = await broker.transactions.addPartitions(
      transactionalId,
      producerId,
      producerEpoch,
      places,
      clientTransactionVersion,
    )
  }
  return wanted.topics.map(({ name, partitions }) => ({
    name,
    resultsByPartition: partitions.map(partitionIndex => {
      const place = { topic: name, partition: partitionIndex }
      let partitionErrorCode: number = code
      if (broker.topics.log(name, partitionIndex) === undefined)
        partitionErrorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
      else if (wanted.verifyOnly)
        partitionErrorCode = broker.transactions.isIn(transactionalId, producerId, producerEpoch, place)
      return { partitionIndex, partitionErrorCode }
    }),
  }))
}
