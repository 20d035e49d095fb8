/**
 * Looks offsets up by time, at the leaders of the partitions: beginnings, ends, and the first record at or after a time.
 *
 * Source: Kafka's ListOffsets, KIP-79.
 */
import { ApiKey, ErrorCode, requestOf } from '@moldau/protocol'
import { Deadline, failureOf, retrying } from '../retry.ts'
import { byTopic, nameOf, type TopicPartition, TopicPartitionMap } from '../topic-partition.ts'
import type { Cluster } from './cluster.ts'
import type { Link } from './link.ts'

export type IsolationLevel = 'read_uncommitted' | 'read_committed'

/** What ListOffsets takes instead of a time. */
export const OFFSET_SPEC = { latest: -1, earliest: -2, maxTimestamp: -3 } as const

export interface OffsetQuestion extends TopicPartition {
  /** ms since 1970, or one of OFFSET_SPEC. */
  readonly timestamp: number
}

export interface OffsetAnswer extends TopicPartition {
  /** -1 when there is no record at or after the time. */
  readonly offset: number
  /** The time of the record found; -1 for beginnings and ends. */
  readonly timestamp: number
  /** -1 when unknown. */
  readonly leaderEpoch: number
}

/**
 * Answers all questions. An end is the last stable offset under read_committed, else the high watermark.
 * @throws MoldauError with Kafka's name of the error; retriable ones after `timeoutMs`.
 */
export async function lookUpOffsets(
  cluster: Cluster,
  questions: readonly OffsetQuestion[],
  isolation: IsolationLevel,
  timeoutMs: number,
  lane: string,
): Promise<TopicPartitionMap<OffsetAnswer>> {
  const answers = new TopicPartitionMap<OffsetAnswer>()
  if (questions.length === 0) return answers
  let open = questions
  cluster.addTopics(questions.map(one => one.topic))
  await retrying(cluster, new Deadline(cluster.clock, timeoutMs), async n => {
    if (n > 0 || open.some(one => cluster.leaderOf(one.topic, one.partition) === undefined))
      await cluster.update()
    const results = await Promise.allSettled(
      [...byLeader(cluster, open)].map(([link, list]) => ask(link, list, isolation, answers, lane)),
    )
    open = open.filter(one => !answers.has(one.topic, one.partition))
    for (const result of results) if (result.status === 'rejected') throw result.reason
    if (open.length > 0)
      throw failureOf(ErrorCode.LEADER_NOT_AVAILABLE, `the offsets of ${nameOf(open[0]!)} were not found`)
  })
  return answers
}

function byLeader(cluster: Cluster, questions: readonly OffsetQuestion[]): Map<Link, OffsetQuestion[]> {
  const leaders = new Map<Link, OffsetQuestion[]>()
  for (const one of questions) {
    const link = cluster.leaderOf(one.topic, one.partition)
    if (link === undefined) continue
    const list = leaders.get(link)
    if (list === undefined) leaders.set(link, [one])
    else list.push(one)
  }
  return leaders
}

async function ask(
  link: Link,
  questions: readonly OffsetQuestion[],
  isolation: IsolationLevel,
  answers: TopicPartitionMap<OffsetAnswer>,
  lane: string,
): Promise<void> {
  const body = requestOf(ApiKey.ListOffsets, {
    replicaId: -1,
    isolationLevel: isolation === 'read_committed' ? 1 : 0,
    topics: [...byTopic(questions)].map(([name, partitions]) => ({
      name,
      partitions: partitions.map(({ partition, timestamp }) => ({ partitionIndex: partition, timestamp })),
    })),
  })
  const isMax = questions.some(one => one.timestamp === OFFSET_SPEC.maxTimestamp)
  const minVersion = isMax ? 7 : isolation === 'read_committed' ? 2 : 1
  const response = await link.request('fetch', ApiKey.ListOffsets, body, {
    minVersion,
    lane: `${lane}/offsets`,
  })
  let failed: Error | undefined
  for (const topic of response.topics) {
    for (const { errorCode, leaderEpoch, offset, partitionIndex: partition, timestamp } of topic.partitions) {
      if (errorCode === ErrorCode.NONE) {
        answers.set(topic.name, partition, { topic: topic.name, partition, offset, timestamp, leaderEpoch })
      } else failed ??= failureOf(errorCode, `the offsets of ${topic.name}-${partition} were not found`)
    }
  }
  if (failed !== undefined) throw failed
}
