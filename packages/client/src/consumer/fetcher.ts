/**
 * Fetches record batches from the leaders of the assigned partitions, ahead of the poll that asks for them.
 *
 *  1. A partition is in one fetch at a time, and in none while something of it waits to be polled.
 *  2. There are two connections for fetches to a node: a partition that becomes fetchable while the others' fetch waits for
 *     data is fetched on the second at once.
 *  3. What a seek or a revocation overtook is dropped.
 *  4. Topic ids are used when all topics of a request have one (versions from 13 on), else names.
 *
 * Source: KIP-74, KIP-98, KIP-320 (leader epochs), KIP-516 (topic ids).
 */
import {
  ApiKey,
  BatchHeader,
  checkBatch,
  codecReady,
  ErrorCode,
  type FetchResponse,
  MoldauError,
  type PartitionData,
  requestOf,
  ZERO_UUID,
} from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import type { Channel, Link } from '../cluster/link.ts'
import type { IsolationLevel } from '../cluster/offset-lookup.ts'
import { backoffMs, failureOf } from '../retry.ts'
import type { Signal } from '../signal.ts'
import { byTopic, TopicPartitionMap } from '../topic-partition.ts'
import { FetchedPartition } from './fetched-partition.ts'
import type { PartitionState } from './partition-state.ts'

export interface FetcherOptions {
  readonly isolation: IsolationLevel
  readonly minBytes: number
  readonly maxBytes: number
  readonly maxWaitMs: number
  readonly partitionMaxBytes: number
  readonly rackId: string
  readonly lane: string
}

interface Asked {
  readonly state: PartitionState
  readonly epoch: number
  readonly offset: number
}

const LANES = 2

export class Fetcher {
  readonly #cluster: Cluster
  readonly #options: FetcherOptions
  readonly #states: TopicPartitionMap<PartitionState>
  readonly #signal: Signal
  /** For each node, which of its lanes wait for an answer. */
  readonly #busy = new Map<Link, boolean[]>()
  /** Partitions with something to return, in the order in which it came. */
  #arrived: PartitionState[] = []
  #failure: MoldauError | undefined
  #failures = 0

  constructor(
    cluster: Cluster,
    options: FetcherOptions,
    states: TopicPartitionMap<PartitionState>,
    signal: Signal,
  ) {
    this.#cluster = cluster
    this.#options = options
    this.#states = states
    this.#signal = signal
  }

  /** What has come since the last call, without paused partitions. Moves their positions. @throws MoldauError */
  take(): FetchedPartition[] {
    if (this.#failure !== undefined) {
      const failure = this.#failure
      this.#failure = undefined
      throw failure
    }
    if (this.#arrived.length === 0) return []
    const taken: FetchedPartition[] = []
    const kept: PartitionState[] = []
    for (const state of this.#arrived) {
      const { fetched } = state
      if (fetched === undefined || this.#states.get(state.topic, state.partition) !== state) continue
      if (state.isPaused) {
        kept.push(state)
        continue
      }
      state.fetched = undefined
      state.position = fetched.nextOffset
      state.leaderEpoch = fetched.leaderEpoch
      taken.push(fetched)
    }
    this.#arrived = kept
    return taken
  }

  /** Asks for everything that may be fetched now. Returns the ms after which something may be that is not yet. */
  send(): number {
    const nowMs = this.#cluster.clock.monotonicMs()
    let soonestMs = Number.POSITIVE_INFINITY
    const leaders = new Map<Link, PartitionState[]>()
    for (const state of this.#states.values()) {
      if (state.position < 0 || state.isPaused || state.isFetching || state.fetched !== undefined) continue
      if (state.notBeforeMs > nowMs) {
        soonestMs = Math.min(soonestMs, state.notBeforeMs - nowMs)
        continue
      }
      const link = this.#cluster.leaderOf(state.topic, state.partition)
      if (link === undefined) {
        this.#cluster.addTopics([state.topic])
        this.#cluster.requestUpdate()
        soonestMs = Math.min(soonestMs, this.#cluster.backoff.retryBackoffMaxMs)
        continue
      }
      const list = leaders.get(link)
      if (list === undefined) leaders.set(link, [state])
      else list.push(state)
    }
    for (const [link, states] of leaders) this.#sendTo(link, states)
    return soonestMs
  }

  #sendTo(link: Link, states: readonly PartitionState[]): void {
    const lanes = this.#busy.get(link) ?? Array<boolean>(LANES).fill(false)
    this.#busy.set(link, lanes)
    const lane = lanes.indexOf(false)
    if (lane < 0) return
    lanes[lane] = true
    const asked = states.map(state => ({ state, epoch: state.epoch, offset: state.position }))
    for (const { epoch, state } of asked) state.fetchingEpoch = epoch
    this.#fetch(link.channel('fetch', `${this.#options.lane}/${lane}`), asked)
      .catch(error => this.#failed(error, asked))
      .finally(() => {
        lanes[lane] = false
        for (const { epoch, state } of asked) if (state.fetchingEpoch === epoch) state.fetchingEpoch = -1
        this.#signal.raise()
      })
  }

  async #fetch(channel: Channel, asked: readonly Asked[]): Promise<void> {
    const opening = channel.open()
    if (opening !== undefined) await opening
    const { isolation, maxBytes, maxWaitMs, minBytes, rackId } = this.#options
    const { metadata } = this.#cluster
    const live = asked.filter(one => one.epoch === one.state.epoch)
    if (live.length === 0) return
    const topics = [
      ...byTopic(live.map(one => ({ topic: one.state.topic, partition: one.state.partition, one }))),
    ].map(([topic, list]) => ({
      ...{ topic, topicId: metadata.topics.get(topic)?.topicId ?? ZERO_UUID },
      partitions: list.map(({ one, partition }) => ({
        ...{ partition, fetchOffset: one.offset, partitionMaxBytes: this.#options.partitionMaxBytes },
        currentLeaderEpoch: metadata.partition(topic, partition)?.leaderEpoch ?? -1,
      })),
    }))
    const haveIds = topics.every(one => one.topicId !== ZERO_UUID)
    const version = channel.versionOf(ApiKey.Fetch, haveIds ? {} : { maxVersion: 12 })
    if (version < 0)
      throw failureOf(ErrorCode.UNSUPPORTED_VERSION, 'the broker speaks no version of Fetch that will do')
    const body = requestOf(ApiKey.Fetch, {
      ...{ replicaId: -1, maxWaitMs, minBytes, maxBytes, topics, rackId },
      ...{ isolationLevel: isolation === 'read_committed' ? 1 : 0, sessionId: 0, sessionEpoch: -1 },
    })
    const timeoutMs = this.#cluster.requestTimeoutMs + maxWaitMs
    const response = await channel.send(ApiKey.Fetch, version, body, timeoutMs)
    if (response.errorCode !== ErrorCode.NONE) throw failureOf(response.errorCode, 'a fetch was refused')
    this.#failures = 0
    await this.#answered(response, live)
  }

  #failed(error: unknown, asked: readonly Asked[]): void {
    if (!(error instanceof MoldauError)) throw error
    if (!error.retriable) this.#failure ??= error
    this.#cluster.requestUpdate()
    const waitMs = backoffMs(this.#cluster.backoff, this.#cluster.random, this.#failures++)
    const untilMs = this.#cluster.clock.monotonicMs() + waitMs
    for (const { epoch, state } of asked) if (state.epoch === epoch) state.notBeforeMs = untilMs
  }

  async #answered(response: FetchResponse, asked: readonly Asked[]): Promise<void> {
    const questions = new TopicPartitionMap<Asked>()
    for (const one of asked) questions.set(one.state.topic, one.state.partition, one)
    for (const topic of response.responses) {
      const name = topic.topic === '' ? this.#cluster.metadata.names.get(topic.topicId) : topic.topic
      if (name === undefined) continue
      for (const answer of topic.partitions) {
        const one = questions.get(name, answer.partitionIndex)
        if (one === undefined || one.epoch !== one.state.epoch) continue
        if (answer.errorCode !== ErrorCode.NONE) this.#refused(one.state, answer.errorCode)
        else await this.#arrivedOf(one, answer)
      }
    }
  }

  async #arrivedOf({ epoch, offset, state }: Asked, answer: PartitionData): Promise<void> {
    state.highWatermark = answer.highWatermark
    state.lastStableOffset = answer.lastStableOffset
    state.logStartOffset = answer.logStartOffset
    if (answer.records === null || answer.records.length === 0) return
    const loading = hasZstd(answer.records) ? codecReady('zstd') : undefined
    if (loading !== undefined) await loading
    if (epoch !== state.epoch) return
    state.fetched = this.#checked(state, offset, answer, answer.records)
    if (state.fetched !== undefined) this.#arrived.push(state)
  }

  /** The whole batches in `records`, each checked. */
  #checked(
    state: PartitionState,
    offset: number,
    answer: PartitionData,
    records: Uint8Array,
  ): FetchedPartition | undefined {
    let end = 0
    let nextOffset = offset
    let leaderEpoch = -1
    while (end < records.length) {
      const verdict = checkBatch(records, end, records.length)
      if (verdict === 'incomplete') break
      if (verdict !== 'ok') {
        this.#failure ??= new MoldauError(
          'CORRUPT_MESSAGE',
          `a batch of ${state.topic}-${state.partition} is damaged`,
          {
            detail: `${verdict}, at or after offset ${nextOffset}`,
          },
        )
        break
      }
      header.at(records, end)
      end = header.end
      nextOffset = Math.max(nextOffset, header.nextOffset)
      leaderEpoch = header.leaderEpoch
    }
    if (end === 0) return undefined
    const isCommitted = this.#options.isolation === 'read_committed'
    const aborted = isCommitted ? (answer.abortedTransactions ?? []) : []
    return new FetchedPartition({
      ...{
        topic: state.topic,
        partition: state.partition,
        bytes: records,
        end,
        fetchOffset: offset,
        nextOffset,
      },
      ...{ highWatermark: answer.highWatermark, lastStableOffset: answer.lastStableOffset },
      ...{ logStartOffset: answer.logStartOffset, leaderEpoch },
      // Kafka does not promise the order, and the walk depends on it.
      abortedTransactions:
        aborted.length < 2 ? aborted : [...aborted].sort((a, b) => a.firstOffset - b.firstOffset),
    })
  }

  #refused(state: PartitionState, errorCode: number): void {
    const what = `${state.topic}-${state.partition} could not be fetched`
    switch (errorCode) {
      case ErrorCode.OFFSET_OUT_OF_RANGE:
        state.unposition('reset')
        return
      case ErrorCode.NOT_LEADER_OR_FOLLOWER:
      case ErrorCode.REPLICA_NOT_AVAILABLE:
      case ErrorCode.KAFKA_STORAGE_ERROR:
      case ErrorCode.FENCED_LEADER_EPOCH:
      case ErrorCode.UNKNOWN_LEADER_EPOCH:
      case ErrorCode.OFFSET_NOT_AVAILABLE:
      case ErrorCode.LEADER_NOT_AVAILABLE:
      case ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
      case ErrorCode.UNKNOWN_TOPIC_ID:
      case ErrorCode.INCONSISTENT_TOPIC_ID:
        this.#cluster.requestUpdate()
        state.notBeforeMs = this.#cluster.clock.monotonicMs() + this.#cluster.backoff.retryBackoffMs
        return
      default: {
        const failure = failureOf(errorCode, what)
        if (!failure.retriable) this.#failure ??= failure
        state.notBeforeMs = this.#cluster.clock.monotonicMs() + this.#cluster.backoff.retryBackoffMaxMs
      }
    }
  }
}

const header = new BatchHeader()

/** Whether one of the batches is compressed with zstd, whose codec may have to be loaded. */
function hasZstd(records: Uint8Array): boolean {
  let at = 0
  while (at + 61 <= records.length) {
    header.at(records, at)
    if ((header.attributes & 7) === 4) return true
    if (header.sizeInBytes <= 12) return false
    at = header.end
  }
  return false
}
