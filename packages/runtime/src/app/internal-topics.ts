/** Topics around a topology: those it needs must be there, its own are created with Kafka Streams' names and settings. */
import type { Admin, Cluster } from '@moldau/client'
import { MoldauError, sleep } from '@moldau/protocol'
import type { Topology } from '@moldau/streams'
import type { TopologyPlan } from '../assignment/topology-plan.ts'

const METADATA_WAIT_MS = 10_000
const METADATA_RETRY_MS = 100

/** Metadata as of now, asked for again while the cluster cannot be reached. @throws MoldauError after `METADATA_WAIT_MS` */
async function metadataOf(cluster: Cluster, topics: Iterable<string>): Promise<Cluster['metadata']> {
  cluster.addTopics(topics)
  const { clock } = cluster
  const until = clock.monotonicMs() + METADATA_WAIT_MS
  while (true) {
    try {
      return await cluster.update()
    } catch (error) {
      if (!(error instanceof MoldauError) || !error.retriable || clock.monotonicMs() > until) throw error
      await sleep(clock, METADATA_RETRY_MS)
    }
  }
}

/** Partition counts of the source topics that are not the application's own. @throws MoldauError `MISSING_SOURCE_TOPIC` */
export async function partitionCounts(cluster: Cluster, topology: Topology): Promise<Map<string, number>> {
  const topics = new Set<string>()
  for (const part of [...topology.subTopologies, ...topology.globalSubTopologies]) {
    for (const { topic, internal } of part.sources) if (!internal) topics.add(topic)
  }
  const metadata = await metadataOf(cluster, topics)
  const counts = new Map<string, number>()
  for (const topic of topics) {
    const count = metadata.partitionCount(topic)
    if (count === undefined) {
      throw new MoldauError('MISSING_SOURCE_TOPIC', `the source topic ${topic} does not exist`, {
        hint: 'create it before the application starts: how many partitions it has decides how many tasks there are',
      })
    }
    counts.set(topic, count)
  }
  return counts
}

/** Creates what is missing, and checks the partition counts of what is there. @throws MoldauError `INTERNAL_TOPIC_MISMATCH` */
export async function createInternalTopics(
  admin: Admin,
  cluster: Cluster,
  plan: TopologyPlan,
  replicationFactor: number,
): Promise<void> {
  if (plan.internalTopics.length === 0) return
  const before = await metadataOf(
    cluster,
    plan.internalTopics.map(topic => topic.name),
  )
  const missing = plan.internalTopics.filter(topic => before.partitionCount(topic.name) === undefined)
  if (missing.length > 0) {
    const outcomes = await admin.createTopics(
      missing.map(({ name, partitions, config }) => ({
        name,
        partitions,
        replicationFactor,
        configs: config,
      })),
    )
    for (const failure of outcomes.values()) {
      // Another member of the group may have been faster.
      if (failure !== undefined && failure.code !== 'TOPIC_ALREADY_EXISTS') throw failure
    }
  }
  const counts = await cluster.partitionCounts(
    plan.internalTopics.map(topic => topic.name),
    METADATA_WAIT_MS,
  )
  for (const { name, partitions } of plan.internalTopics) {
    const found = counts.get(name)
    if (found === partitions) continue
    throw new MoldauError('INTERNAL_TOPIC_MISMATCH', `the internal topic ${name} does not fit the topology`, {
      detail: `it has ${found} partitions, the topology needs ${partitions}`,
      hint: 'the input topics were re-partitioned: use a new application id, or reset the application',
    })
  }
}
