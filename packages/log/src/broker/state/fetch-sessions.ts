/**
 * Fetch sessions (KIP-227): the broker remembers which partitions a fetcher wants, the fetcher names only what changes, and the
 * answer only what has news.
 *
 *  1. Session epoch 0 asks for a session, -1 for none; either ends the session that it names. Any other must be the next one of
 *     a session that is known, else the answer is an error and nothing changes.
 *  2. News of a partition: records, an error, or another high watermark or log start than the last answer had. After an error
 *     the next answer names the partition in any case.
 *  3. Partitions with records go to the end of the row, so that under a byte limit everybody gets a turn.
 *  4. There are `max.incremental.fetch.session.cache.slots` sessions. One that was unused for two minutes makes room for a new
 *     one, and so does a smaller one that is older than that; else the fetcher is served without a session.
 * Source: Kafka's `FetchSession`.
 */
import {
  type Clock,
  ErrorCode,
  type FetchPartition,
  type FetchRequest,
  type FetchResponse,
  type FetchTopic,
  type PartitionData,
  type Random,
} from '@moldau/protocol'

const TOPIC_IDS_FROM = 13
const EVICTION_MS = 120_000
const EPOCH_MAX = 2147483647

interface Wanted {
  readonly topic: string
  readonly topicId: string
  partition: FetchPartition
  /** As the last answer had them; -1 where it must name the partition again. */
  highWatermark: number
  logStartOffset: number
}

class FetchSession {
  readonly id: number
  readonly byId: boolean
  readonly createdMs: number
  usedMs: number
  /** That the next request has to name. */
  epoch = 1
  readonly wanted = new Map<string, Wanted>()

  constructor(id: number, byId: boolean, nowMs: number) {
    this.id = id
    this.byId = byId
    this.createdMs = nowMs
    this.usedMs = nowMs
  }

  key(topic: { readonly topic: string; readonly topicId: string }, partition: number): string {
    return `${this.byId ? topic.topicId : topic.topic}/${partition}`
  }

  take(topics: readonly FetchTopic[]): void {
    for (const topic of topics) {
      for (const partition of topic.partitions) {
        const key = this.key(topic, partition.partition)
        const known = this.wanted.get(key)
        if (known !== undefined) known.partition = partition
        else {
          const { topic: name, topicId } = topic
          this.wanted.set(key, { topic: name, topicId, partition, highWatermark: -1, logStartOffset: -1 })
        }
      }
    }
  }

  /** What the fetcher wants, as a request would have it. */
  topics(): FetchTopic[] {
    const topics: FetchTopic[] = []
    for (const { topic, topicId, partition } of this.wanted.values()) {
      const last = topics[topics.length - 1]
      if (last !== undefined && last.topic === topic && last.topicId === topicId)
        last.partitions.push(partition)
      else topics.push({ topic, topicId, partitions: [partition] })
    }
    return topics
  }
}

/** What one request fetches, and how its answer is finished. */
export interface FetchContext {
  readonly topics: readonly FetchTopic[]
  finish(response: FetchResponse): FetchResponse
}

export interface SessionFault {
  readonly errorCode: ErrorCode
}

export class FetchSessions {
  readonly #clock: Clock
  readonly #random: Random
  readonly #slots: number
  readonly #sessions = new Map<number, FetchSession>()

  constructor(clock: Clock, random: Random, slots: number) {
    this.#clock = clock
    this.#random = random
    this.#slots = slots
  }

  get size(): number {
    return this.#sessions.size
  }

  /** What a request fetches; an error where it names a session that is not known, or not in its turn (1). */
  open(request: FetchRequest, version: number): FetchContext | SessionFault {
    const { sessionId, sessionEpoch, topics } = request
    const byId = version >= TOPIC_IDS_FROM
    if (version < 7) return sessionless(topics)
    if (sessionEpoch === 0 || sessionEpoch === -1) {
      this.#sessions.delete(sessionId)
      if (sessionEpoch === -1) return sessionless(topics)
      return { topics, finish: response => this.#begin(response, topics, byId) }
    }
    const session = this.#sessions.get(sessionId)
    if (session === undefined) return { errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND }
    if (session.epoch !== sessionEpoch) return { errorCode: ErrorCode.INVALID_FETCH_SESSION_EPOCH }
    if (session.byId !== byId) return { errorCode: ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR }
    session.take(topics)
    for (const forgotten of request.forgottenTopicsData)
      for (const partition of forgotten.partitions) session.wanted.delete(session.key(forgotten, partition))
    if (session.wanted.size === 0) {
      this.#sessions.delete(session.id)
      return sessionless(topics)
    }
    session.usedMs = this.#clock.monotonicMs()
    session.epoch = nextEpoch(sessionEpoch)
    const expected = session.epoch
    return {
      topics: session.topics(),
      finish: response =>
        session.epoch === expected
          ? newsOf(session, response)
          : { ...response, responses: [], errorCode: ErrorCode.INVALID_FETCH_SESSION_EPOCH, sessionId },
    }
  }

  /** Begins a session with its first, whole answer, where there is room (4). */
  #begin(response: FetchResponse, topics: readonly FetchTopic[], byId: boolean): FetchResponse {
    const nowMs = this.#clock.monotonicMs()
    const count = topics.reduce((sum, topic) => sum + topic.partitions.length, 0)
    if (count === 0 || !this.#makeRoom(nowMs, count)) return response
    let id = 0
    while (id === 0 || this.#sessions.has(id)) id = this.#random.nextUint32() & 0x7fffffff
    const session = new FetchSession(id, byId, nowMs)
    session.take(topics)
    this.#sessions.set(id, session)
    for (const topic of response.responses)
      for (const data of topic.partitions)
        noted(session.wanted.get(session.key(topic, data.partitionIndex)), data)
    return { ...response, sessionId: id }
  }

  #makeRoom(nowMs: number, partitions: number): boolean {
    if (this.#sessions.size < this.#slots) return true
    let idle: FetchSession | undefined
    let smallest: FetchSession | undefined
    for (const session of this.#sessions.values()) {
      if (idle === undefined || session.usedMs < idle.usedMs) idle = session
      const old = nowMs - session.createdMs >= EVICTION_MS
      if (old && session.wanted.size < (smallest?.wanted.size ?? partitions)) smallest = session
    }
    const evicted = idle !== undefined && nowMs - idle.usedMs >= EVICTION_MS ? idle : smallest
    if (evicted === undefined) return false
    return this.#sessions.delete(evicted.id)
  }
}

function sessionless(topics: readonly FetchTopic[]): FetchContext {
  return { topics, finish: response => response }
}

function nextEpoch(epoch: number): number {
  return epoch === EPOCH_MAX ? 1 : epoch + 1
}

/** Notes what the fetcher now knows of a partition; whether that is news (2). */
function noted(wanted: Wanted | undefined, data: PartitionData): boolean {
  if (wanted === undefined) return true
  const hasRecords = data.records !== null && data.records.length > 0
  const failed = data.errorCode !== ErrorCode.NONE
  const news =
    hasRecords ||
    failed ||
    wanted.highWatermark !== data.highWatermark ||
    wanted.logStartOffset !== data.logStartOffset
  wanted.highWatermark = failed ? -1 : data.highWatermark
  wanted.logStartOffset = data.logStartOffset
  return news
}

/** The answer of a session: what has news, and the row turned (3). */
function newsOf(session: FetchSession, response: FetchResponse): FetchResponse {
  const responses = []
  for (const topic of response.responses) {
    const partitions = topic.partitions.filter(data => {
      const key = session.key(topic, data.partitionIndex)
      const wanted = session.wanted.get(key)
      if (!noted(wanted, data)) return false
      if (wanted !== undefined && data.records !== null && data.records.length > 0) {
        session.wanted.delete(key)
        session.wanted.set(key, wanted)
      }
      return true
    })
    if (partitions.length > 0) responses.push({ ...topic, partitions })
  }
  return { ...response, responses, sessionId: session.id }
}
