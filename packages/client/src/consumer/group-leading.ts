/**
 * The part of a classic group's leader: it says what every member gets, and watches the topics that the group reads.
 *
 * Source: Kafka's ConsumerCoordinator, KIP-814.
 */
import type { ApiKey, ResponseOf } from '@moldau/protocol'
import type { Cluster } from '../cluster/cluster.ts'
import { type Assignor, decodeSubscription, encodeAssignment } from './assignor.ts'

export class GroupLeading {
  readonly #cluster: Cluster
  /** What was assigned by. */
  #partitionCounts: ReadonlyMap<string, number> = new Map()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** What every member gets; nothing where all keep what they have (KIP-814): then the topics are only watched. */
  async assign(
    assignor: Assignor,
    response: ResponseOf<typeof ApiKey.JoinGroup>,
  ): Promise<{ memberId: string; assignment: Uint8Array }[]> {
    const members = response.members.map(one =>
      decodeSubscription(one.memberId, one.groupInstanceId, one.metadata),
    )
    const wanted = new Set(members.flatMap(one => one.topics))
    this.#cluster.addTopics(wanted)
    await this.#cluster.update()
    const partitionCounts = new Map<string, number>()
    for (const topic of wanted) {
      const count = this.#cluster.metadata.partitionCount(topic)
      if (count !== undefined) partitionCounts.set(topic, count)
    }
    // A topic that is not there yet counts as one without partitions, so that its creation is noticed.
    this.#partitionCounts = new Map([...wanted].map(topic => [topic, partitionCounts.get(topic) ?? 0]))
    if (response.skipAssignment) return []
    const assigned = await assignor.assign({ members, partitionCounts })
    return members.map(({ memberId }) => {
      const assignment = assigned.get(memberId) ?? { partitions: [], userData: null }
      return { memberId, assignment: encodeAssignment(assignment) }
    })
  }

  /** Why the group must assign anew: a topic has other partitions than were assigned by. */
  change(): string | undefined {
    for (const [topic, count] of this.#partitionCounts) {
      const now = this.#cluster.metadata.partitionCount(topic)
      if (now !== undefined && now !== count)
        return `topic ${topic} has ${now} partitions instead of ${count}`
    }
    return undefined
  }
}
