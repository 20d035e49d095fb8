/**
 * What the topology is on the cluster as it is now: partition counts, internal topics, and the topics that its patterns match.
 *
 *  1. Topics are looked for at the start, every `metadata.max.age.ms`, and when another member of the group knows one that this
 *     one does not.
 *  2. The application's own internal topics, and the cluster's, match no pattern.
 *  3. A plan is in force only when its internal topics are there.
 * Source: Kafka's subscription by pattern; Kafka Streams' SubscriptionUpdates.
 */
import { Admin, type Cluster } from '@moldau/client'
import type { Clock } from '@moldau/protocol'
import type { Topology } from '@moldau/streams'
import { planTopology, type TopologyPlan } from '../assignment/topology-plan.ts'
import { createInternalTopics, partitionCounts } from './internal-topics.ts'

export interface TopologyPlannerParts {
  readonly cluster: Cluster
  readonly clock: Clock
  readonly topology: Topology
  readonly applicationId: string
  readonly replicationFactor: number
}

export class TopologyPlanner {
  /** The topology with its patterns replaced by the topics that match. */
  topology: Topology
  plan: TopologyPlan = { tasks: [], internalTopics: [], sourceTopics: [], sourcesOf: [] }
  /** Partition counts of the topics that are not the application's own. */
  counts: ReadonlyMap<string, number> = new Map()
  readonly #parts: TopologyPlannerParts
  readonly #admin: Admin
  #refreshing: Promise<boolean> | undefined
  #timer: ReturnType<Clock['setTimer']> | undefined

  constructor(parts: TopologyPlannerParts) {
    this.#parts = parts
    this.#admin = new Admin(parts.cluster)
    this.topology = parts.topology
  }

  /** Looks at the cluster. True when other topics are read than before. @throws what planning and creating topics throws */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refresh(): Promise<boolean> {
    const { cluster, topology: given, applicationId, replicationFactor } = this.#parts
    const topology = given.hasPatterns ? given.withTopics(await this.#foreignTopics()) : given
    const counts = await partitionCounts(cluster, topology)
    const plan = planTopology(topology, applicationId, topic => counts.get(topic)!)
    await createInternalTopics(this.#admin, cluster, plan, replicationFactor)
    const isChanged = plan.sourceTopics.join() !== this.plan.sourceTopics.join()
    this.topology = topology
    this.counts = counts
    this.plan = plan
    return isChanged
  }

  /** Rule 2. */
  async #foreignTopics(): Promise<string[]> {
    const topics = await this.#admin.listTopics()
    const own = new RegExp(`^${this.#parts.applicationId.replaceAll('.', '\\.')}-.*-(changelog|repartition)$`)
    return topics.filter(topic => !own.test(topic))
  }

  /** Whether a member of the group reads a topic that this plan does not know. */
  lacks(topics: Iterable<string>): boolean {
    const known = new Set(this.plan.sourceTopics)
    for (const topic of topics) if (!known.has(topic)) return true
    return false
  }

  /** Looks again and again, until `stop`. A look that fails is told of, and the next one comes. */
  watch(everyMs: number, changed: () => void, failed: (error: unknown) => void): void {
    if (!this.#parts.topology.hasPatterns) return
    this.#timer = this.#parts.clock.setTimer(everyMs, () => {
      this.refresh()
        .then(isChanged => {
          if (isChanged) changed()
        }, failed)
        .finally(() => {
          if (this.#timer !== undefined) this.watch(everyMs, changed, failed)
        })
    })
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
