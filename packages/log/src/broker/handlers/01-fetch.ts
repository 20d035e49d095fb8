/**
 * Fetch (1), versions 4 to 18. The first half of the fetch path: partition/fetch.ts is the second.
 *
 * - Answers at once with an error, with `minBytes` or more, or without waiting time; else when the high watermark (or for
 *   read_committed the last stable offset) of a wanted partition has moved far enough, or the time is over.
 * - The first batch comes whole however large it is; later ones keep to the limits (KIP-74).
 * - read_committed gets batches below the last stable offset, and the aborted transactions that overlap them by first offset.
 * - A partition that cannot be read fails alone; whoever runs the broker hears why, once.
 * - Fetch sessions (KIP-227): state/fetch-sessions.ts.
 * Ignored: replica fields (there are no followers), rack, logStartOffset of the asker.
 */
import {
  type AbortedTransaction,
  ApiKey,
  BatchHeader,
  ErrorCode,
  type FetchableTopicResponse,
  type FetchPartition,
  type FetchRequest,
  type FetchResponse,
  type FetchTopic,
  MoldauError,
  type PartitionData,
  ZERO_UUID,
} from '@moldau/protocol'
import { read } from '../../partition/fetch.ts'
import type { PartitionLog } from '../../partition/partition-log.ts'
import { type BrokerContext, type Call, handler } from './handler.ts'

const TOPIC_IDS_FROM = 13
const EMPTY = new Uint8Array(0)
const header = new BatchHeader()

export const fetch = handler({
  key: ApiKey.Fetch,
  minVersion: 4,
  maxVersion: 18,
  handle(broker, request, call) {
    const context = broker.fetchSessions.open(request, call.version)
    if ('errorCode' in context) return { ...empty(), errorCode: context.errorCode }
    const waiting = new WaitingFetch(broker, request, context.topics, call)
    const first = waiting.attempt()
    if (waiting.isEnough || request.maxWaitMs <= 0) return context.finish(first)
    return waiting.wait().then(response => context.finish(response))
  },
})

function empty(): FetchResponse {
  return { throttleTimeMs: 0, errorCode: ErrorCode.NONE, sessionId: 0, responses: [], nodeEndpoints: [] }
}

/** One request, tried until it has enough. */
class WaitingFetch {
  isEnough = false
  readonly #broker: BrokerContext
  readonly #request: FetchRequest
  readonly #topics: readonly FetchTopic[]
  readonly #call: Call
  readonly #committed: boolean

  constructor(broker: BrokerContext, request: FetchRequest, topics: readonly FetchTopic[], call: Call) {
    this.#broker = broker
    this.#request = request
    this.#topics = topics
    this.#call = call
    this.#committed = request.isolationLevel === 1
  }

  /** Reads what there is now; afterwards `isEnough` says whether that answers the request. */
  attempt(): FetchResponse {
    const request = this.#request
    const response = empty()
    let left = Math.min(request.maxBytes, this.#broker.config.number('fetch.max.bytes'))
    let bytes = 0
    let partitions = 0
    let failed = false
    for (const topic of this.#topics) {
      const byId = this.#call.version >= TOPIC_IDS_FROM
      const name = byId ? this.#broker.topics.byId(topic.topicId)?.name : topic.topic
      const answer: FetchableTopicResponse = {
        topic: byId ? '' : topic.topic,
        topicId: byId ? topic.topicId : ZERO_UUID,
        partitions: [],
      }
      for (const wanted of topic.partitions) {
        const log = name === undefined ? undefined : this.#broker.topics.log(name, wanted.partition)
        const data = this.#readOne(log, wanted, left, bytes === 0)
        const size = data.records?.length ?? 0
        bytes += size
        left = Math.max(0, left - size)
        partitions++
        if (data.errorCode !== ErrorCode.NONE) failed = true
        answer.partitions.push(data)
      }
      response.responses.push(answer)
    }
    this.isEnough = failed || partitions === 0 || bytes >= request.minBytes
    return response
  }

  #readOne(
    log: PartitionLog | undefined,
    wanted: FetchPartition,
    left: number,
    atLeastOne: boolean,
  ): PartitionData {
    if (log === undefined) {
      const byId = this.#call.version >= TOPIC_IDS_FROM
      return refusal(
        wanted.partition,
        byId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      )
    }
    const code = faultOf(log, wanted)
    const data = refusal(wanted.partition, code)
    if (code !== ErrorCode.NONE && code !== ErrorCode.OFFSET_OUT_OF_RANGE) return data
    data.highWatermark = log.highWatermark
    data.lastStableOffset = log.lastStableOffset
    data.logStartOffset = this.#call.version >= 5 ? log.logStartOffset : -1
    if (code !== ErrorCode.NONE) return data
    const end = this.#committed ? log.lastStableOffset : log.highWatermark
    if (this.#committed) data.abortedTransactions = []
    try {
      data.records = read(log, wanted.fetchOffset, end, Math.min(wanted.partitionMaxBytes, left), atLeastOne)
      if (this.#committed && data.records.length > 0)
        data.abortedTransactions = aborted(log, wanted.fetchOffset, data.records)
    } catch (error) {
      // The records or the index of aborted transactions cannot be read: that fails this partition of this fetch alone.
      tell(this.#broker, log, error)
      const damaged = error instanceof MoldauError && error.code === 'LOG_DAMAGED'
      return refusal(wanted.partition, damaged ? ErrorCode.CORRUPT_MESSAGE : ErrorCode.KAFKA_STORAGE_ERROR)
    }
    return data
  }

  /** Tries again whenever a wanted partition has moved, until there is enough, the time is over, or the connection ends. */
  wait(): Promise<FetchResponse> {
    return new Promise(resolve => {
      const logs: PartitionLog[] = []
      for (const topic of this.#topics) {
        const byId = this.#call.version >= TOPIC_IDS_FROM
        const name = byId ? this.#broker.topics.byId(topic.topicId)?.name : topic.topic
        for (const wanted of topic.partitions) {
          const log = name === undefined ? undefined : this.#broker.topics.log(name, wanted.partition)
          if (log !== undefined) logs.push(log)
        }
      }
      let looking = false
      const finish = (response: FetchResponse): void => {
        for (const log of logs) log.unwatch(moved)
        timer.cancel()
        forget()
        resolve(response)
      }
      const look = (): void => {
        if (!looking) return
        looking = false
        const response = this.attempt()
        if (this.isEnough) finish(response)
      }
      // All that moves in one turn is looked at once.
      const moved = (): void => {
        if (looking) return
        looking = true
        queueMicrotask(look)
      }
      const over = (): void => {
        looking = false
        finish(this.attempt())
      }
      for (const log of logs) log.watch(moved)
      const timer = this.#broker.clock.setTimer(this.#request.maxWaitMs, over)
      const forget = this.#call.onClose(() => {
        looking = false
        finish(empty())
      })
    })
  }
}

/** What was told of each log, so that those who ask again and again do not flood whoever hears it. */
const told = new WeakMap<PartitionLog, Set<string>>()
/** So many different faults of one log are kept apart; beyond, all of them are told anew. */
const TOLD_MAX = 100

/** Tells whoever runs the broker, once for each fault of a log: the client gets a code, and no file and byte. */
function tell(broker: BrokerContext, log: PartitionLog, error: unknown): void {
  const said = told.get(log) ?? new Set()
  told.set(log, said)
  const text = String(error)
  if (said.has(text)) return
  if (said.size >= TOLD_MAX) said.clear()
  said.add(text)
  broker.onFault(error)
}

function faultOf(log: PartitionLog, wanted: FetchPartition): ErrorCode {
  if (wanted.currentLeaderEpoch > log.leaderEpoch) return ErrorCode.UNKNOWN_LEADER_EPOCH
  if (wanted.currentLeaderEpoch >= 0 && wanted.currentLeaderEpoch < log.leaderEpoch)
    return ErrorCode.FENCED_LEADER_EPOCH
  if (log.errorCode !== ErrorCode.NONE) return log.errorCode
  if (wanted.fetchOffset < log.logStartOffset || wanted.fetchOffset > log.logEndOffset)
    return ErrorCode.OFFSET_OUT_OF_RANGE
  return ErrorCode.NONE
}

/** The aborted transactions that overlap what is returned. */
function aborted(log: PartitionLog, fetchOffset: number, records: Uint8Array): AbortedTransaction[] {
  const txns = log.abortedTxns(fetchOffset, log.lastStableOffset)
  if (txns.length === 0) return []
  let end = fetchOffset
  for (let at = 0; at < records.length; at = header.end) end = header.at(records, at).nextOffset
  const found: AbortedTransaction[] = []
  for (const { producerId, firstOffset } of txns)
    if (firstOffset < end) found.push({ producerId, firstOffset })
  return found
}

function refusal(partitionIndex: number, errorCode: ErrorCode): PartitionData {
  return {
    partitionIndex,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    divergingEpoch: { epoch: -1, endOffset: -1 },
    currentLeader: { leaderId: -1, leaderEpoch: -1 },
    snapshotId: { endOffset: -1, epoch: -1 },
    abortedTransactions: null,
    preferredReadReplica: -1,
    records: EMPTY,
  }
}
