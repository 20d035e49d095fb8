/**
 * Produce (0), versions 3 to 13. The first half of the append path: partition/append.ts is the second.
 *
 * - Partitions are judged one by one; one that fails does not stop the others.
 * - acks=-1 answers when the covering sync is done (flush `batch`) or the write is (else); acks=1 and 0 when it is written. With
 *   acks=0 the answer is empty, and an error ends the connection.
 * - Appends of a connection start in order, and a later one does not wait for an earlier one's sync.
 * - Transactions: from version 12 on the partitions join the transaction here (KIP-890), durably before the first append;
 *   before 12 they must have joined it by AddPartitionsToTxn.
 * Ignored: timeoutMs (there is no replica to wait for).
 */
import {
  ApiKey,
  BATCH_HEADER_BYTES,
  BatchHeader,
  codecReady,
  ErrorCode,
  type PartitionProduceData,
  type PartitionProduceResponse,
  type ProduceRequest,
  type ProduceResponse,
  type TopicProduceResponse,
} from '@moldau/protocol'
import { append } from '../../partition/append.ts'
import { admitted } from '../../partition/incoming.ts'
import type { PartitionLog } from '../../partition/partition-log.ts'
import { type TransactionDialect, told } from '../coordinator/transaction.ts'
import { isInternal } from '../state/topics.ts'
import { type BrokerContext, type Call, EndConnection, handler } from './handler.ts'

/** Transactions join partitions implicitly from here on. */
const IMPLICIT_ADD_FROM = 12
/** TRANSACTION_ABORTABLE is known from here on. */
const ABORTABLE_FROM = 11
const TOPIC_IDS_FROM = 13
const ZSTD_FROM = 7

const header = new BatchHeader()

export const produce = handler({
  key: ApiKey.Produce,
  minVersion: 3,
  maxVersion: 13,
  handle(broker, request, call) {
    if (request.acks !== -1 && request.acks !== 0 && request.acks !== 1) {
      call.letGo(undefined)
      return answerAll(request, ErrorCode.INVALID_REQUIRED_ACKS)
    }
    const before = prepare(broker, request, call.version)
    if (before === undefined) {
      call.letGo(undefined)
      return appendAll(broker, request, call, undefined)
    }
    // The append begins later: what comes behind it on this connection must not overtake it.
    let begun: () => void = () => undefined
    call.letGo(new Promise(resolve => (begun = resolve)))
    return before.then(
      joined => {
        try {
          return appendAll(broker, request, call, joined)
        } finally {
          begun()
        }
      },
      error => {
        begun()
        throw error
      },
    )
  },
})

/** What joining the transaction said, by topic and partition; NONE for what is not there. */
type Joined = ReadonlyMap<string, ErrorCode>

/** What must be done, and awaited, before the first append; `undefined` where nothing must. */
function prepare(
  broker: BrokerContext,
  request: ProduceRequest,
  version: number,
): Promise<Joined | undefined> | undefined {
  let loading: Promise<void> | undefined
  let producerId = -1
  let producerEpoch = -1
  let partitions: { topic: string; partition: number }[] | undefined
  for (const topicData of request.topicData) {
    for (const data of topicData.partitionData) {
      if (data.records === null || data.records.length < BATCH_HEADER_BYTES) continue
      header.at(data.records, 0)
      if (header.compression === 'zstd') loading = codecReady('zstd')
      if (!header.isTransactional || request.transactionalId === null) continue
      producerId = header.producerId
      producerEpoch = header.producerEpoch
      const topic = nameOf(broker, topicData, version)
      if (topic === undefined || broker.topics.log(topic, data.index) === undefined) continue
      partitions ??= []
      partitions.push({ topic, partition: data.index })
    }
  }
  if (partitions === undefined) return loading?.then(() => undefined)
  const id = request.transactionalId!
  const { transactions } = broker
  const joined =
    version >= IMPLICIT_ADD_FROM
      ? transactions.join(id, producerId, producerEpoch, partitions)
      : transactions.verify(id, producerId, producerEpoch, partitions)
  if (joined === undefined) return loading?.then(() => undefined)
  return Promise.all([joined, loading]).then(([codes]) => codes)
}

function nameOf(
  broker: BrokerContext,
  topic: { name: string; topicId: string },
  version: number,
): string | undefined {
  return version >= TOPIC_IDS_FROM ? broker.topics.byId(topic.topicId)?.name : topic.name
}

function appendAll(
  broker: BrokerContext,
  request: ProduceRequest,
  call: Call,
  joined: Joined | undefined,
): ProduceResponse | Promise<ProduceResponse> {
  const responses: TopicProduceResponse[] = []
  let waits: Promise<unknown>[] | undefined
  let failed: ErrorCode = ErrorCode.NONE
  for (const topicData of request.topicData) {
    const partitionResponses: PartitionProduceResponse[] = []
    const name = nameOf(broker, topicData, call.version)
    for (const data of topicData.partitionData) {
      const log = name === undefined ? undefined : broker.topics.log(name, data.index)
      const response = appendOne(broker, request, call, data, log, joined)
      partitionResponses.push(response)
      if (response.errorCode !== ErrorCode.NONE) failed = response.errorCode as ErrorCode
      else if (request.acks === -1) {
        const durable = log!.durability.pending(endOffset)
        if (durable !== undefined) {
          waits ??= []
          waits.push(durable.then(ok => ok || fail(response, log!, call.version)))
        }
      }
    }
    const byId = call.version >= TOPIC_IDS_FROM
    responses.push({ name: byId ? '' : topicData.name, topicId: topicData.topicId, partitionResponses })
  }
  if (request.acks === 0) {
    if (failed !== ErrorCode.NONE)
      throw new EndConnection(`a Produce with acks=0 failed with error ${failed}`)
    return { responses: [], throttleTimeMs: 0, nodeEndpoints: [] }
  }
  const response: ProduceResponse = { responses, throttleTimeMs: 0, nodeEndpoints: [] }
  return waits === undefined ? response : Promise.all(waits).then(() => response)
}

/** End offset of the batch that `appendOne` took last: what its acknowledgement waits for. */
let endOffset = -1

function appendOne(
  broker: BrokerContext,
  request: ProduceRequest,
  call: Call,
  data: PartitionProduceData,
  log: PartitionLog | undefined,
  joined: Joined | undefined,
): PartitionProduceResponse {
  const { records } = data
  if (log === undefined) return refusal(data.index, unknownTopic(call.version), null)
  if (isInternal(log.topic))
    return refusal(data.index, ErrorCode.INVALID_TOPIC_EXCEPTION, 'The topic is internal.')
  if (records === null || records.length === 0)
    return refusal(data.index, ErrorCode.INVALID_RECORD, 'There is no batch.')
  let strictStart = false
  if (records.length >= BATCH_HEADER_BYTES) {
    header.at(records, 0)
    if (header.compression === 'zstd' && call.version < ZSTD_FROM) {
      return refusal(
        data.index,
        ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
        'Produce takes zstd from version 7 on.',
      )
    }
    if (header.isTransactional) {
      if (request.transactionalId === null) {
        return refusal(
          data.index,
          ErrorCode.INVALID_RECORD,
          'A transactional batch needs a transactional id.',
        )
      }
      strictStart = call.version >= IMPLICIT_ADD_FROM
      const { producerId, producerEpoch } = header
      const code = joined?.get(`${log.topic}-${log.partition}`) ?? ErrorCode.NONE
      const now =
        code === ErrorCode.NONE
          ? broker.transactions.admits(request.transactionalId, producerId, producerEpoch, log)
          : code
      if (now !== ErrorCode.NONE) {
        const isOld = (log.producers.get(producerId)?.epoch ?? -1) > producerEpoch
        return refusal(
          data.index,
          isOld ? ErrorCode.INVALID_PRODUCER_EPOCH : told(now, dialectOf(call.version)),
          null,
        )
      }
    }
  }
  const taken = admitted(log, records)
  if (!(taken instanceof Uint8Array)) return refusal(data.index, taken.errorCode, taken.message)
  const result = append(log, taken, 'client', strictStart)
  if (result.errorCode !== ErrorCode.NONE) return refusal(data.index, result.errorCode, result.message)
  endOffset = result.endOffset
  return {
    index: data.index,
    errorCode: ErrorCode.NONE,
    baseOffset: result.baseOffset,
    logAppendTimeMs: result.logAppendTimeMs,
    logStartOffset: call.version >= 5 ? log.logStartOffset : -1,
    recordErrors: [],
    errorMessage: null,
    currentLeader: { leaderId: -1, leaderEpoch: -1 },
  }
}

function dialectOf(version: number): TransactionDialect {
  if (version >= IMPLICIT_ADD_FROM) return 'implicit-add'
  return version >= ABORTABLE_FROM ? 'abortable' : 'before-abortable'
}

function refusal(index: number, errorCode: ErrorCode, errorMessage: string | null): PartitionProduceResponse {
  return {
    index,
    errorCode,
    baseOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
    recordErrors: [],
    errorMessage,
    currentLeader: { leaderId: -1, leaderEpoch: -1 },
  }
}

/** What was appended never became durable: the disk failed, or the topic was deleted meanwhile. */
function fail(response: PartitionProduceResponse, log: PartitionLog, version: number): void {
  response.errorCode = log.isRemoved ? unknownTopic(version) : ErrorCode.KAFKA_STORAGE_ERROR
  response.baseOffset = -1
  response.errorMessage = log.isRemoved ? null : 'the log could not be made durable'
}

function unknownTopic(version: number): ErrorCode {
  return version >= TOPIC_IDS_FROM ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
}

function answerAll(request: ProduceRequest, errorCode: ErrorCode): ProduceResponse {
  const responses = request.topicData.map(({ name, topicId, partitionData }) => ({
    name,
    topicId,
    partitionResponses: partitionData.map(({ index }) => refusal(index, errorCode, null)),
  }))
  return { responses, throttleTimeMs: 0, nodeEndpoints: [] }
}
