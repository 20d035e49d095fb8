/**
 * The broker's assignors (KIP-848): which member of a consumer group is to have which partitions.
 *
 * `range`: each topic by itself, its partitions in order, to its members in order; topics of equal counts are assigned alike, so that
 * they can be joined. `uniform`: all partitions of all topics as evenly as can be, and as few moved as can be.
 *
 *  1. Every partition of a subscribed topic goes to exactly one member that is subscribed to it.
 *  2. A function of its input: members and topics are taken in order of their names.
 *  3. uniform: no member has two more than another that could take one of them.
 * Source: KIP-848; Kafka's `RangeAssignor`, `UniformAssignor`.
 */
import type { Target } from './consumer-group.ts'

export interface AssignedMember {
  readonly memberId: string
  readonly instanceId: string | null
  /** Ids of the topics that it is subscribed to and that exist. */
  readonly topicIds: ReadonlySet<string>
  /** What it was to have until now. */
  readonly before: Target
}

export interface AssignorInput {
  readonly members: readonly AssignedMember[]
  /** Number of partitions by topic id, for every id that a member names. */
  readonly partitionCounts: ReadonlyMap<string, number>
}

type Assignor = (input: AssignorInput) => Map<string, Map<string, number[]>>

export const ASSIGNORS: ReadonlyMap<string, Assignor> = new Map([
  ['uniform', assignUniformly],
  ['range', assignRanges],
])

/** Static members first, by their names, so that a restart changes nothing. */
function inOrder(members: readonly AssignedMember[]): AssignedMember[] {
  const rank = (member: AssignedMember): string =>
    member.instanceId === null ? `1${member.memberId}` : `0${member.instanceId}`
  return [...members].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

const sorted = (names: Iterable<string>): string[] => [...names].sort()

function assignRanges({ members, partitionCounts }: AssignorInput): Map<string, Map<string, number[]>> {
  const ordered = inOrder(members)
  const assigned = new Map<string, Map<string, number[]>>(
    members.map(({ memberId }) => [memberId, new Map()]),
  )
  for (const topicId of sorted(partitionCounts.keys())) {
    const takers = ordered.filter(({ topicIds }) => topicIds.has(topicId))
    const count = partitionCounts.get(topicId)!
    let from = 0
    takers.forEach(({ memberId }, n) => {
      const share = Math.floor(count / takers.length) + (n < count % takers.length ? 1 : 0)
      const partitions = Array.from({ length: share }, (_, k) => from + k)
      if (share > 0) assigned.get(memberId)!.set(topicId, partitions)
      from += share
    })
  }
  return assigned
}

interface Place {
  readonly topicId: string
  readonly partition: number
}

function assignUniformly({ members, partitionCounts }: AssignorInput): Map<string, Map<string, number[]>> {
  const ordered = inOrder(members)
  const held = new Map<string, Place[]>(ordered.map(({ memberId }) => [memberId, []]))
  const open: Place[] = []
  for (const topicId of sorted(partitionCounts.keys())) {
    for (let partition = 0; partition < partitionCounts.get(topicId)!; partition++) {
      const before = ordered.find(
        member => member.topicIds.has(topicId) && member.before.get(topicId)?.includes(partition),
      )
      if (before === undefined) open.push({ topicId, partition })
      else held.get(before.memberId)!.push({ topicId, partition })
    }
  }
  for (const place of open) {
    const taker = leastLoaded(ordered, held, place)
    if (taker !== undefined) held.get(taker.memberId)!.push(place)
  }
  for (const member of ordered) even(member, ordered, held)
  const assigned = new Map<string, Map<string, number[]>>()
  for (const [memberId, places] of held) {
    const byTopic = new Map<string, number[]>()
    for (const { partition, topicId } of places)
      byTopic.set(
        topicId,
        [...(byTopic.get(topicId) ?? []), partition].sort((a, b) => a - b),
      )
    assigned.set(memberId, byTopic)
  }
  return assigned
}

function leastLoaded(
  members: readonly AssignedMember[],
  held: ReadonlyMap<string, Place[]>,
  place: Place,
): AssignedMember | undefined {
  let least: AssignedMember | undefined
  for (const member of members) {
    const isLess = least === undefined || held.get(member.memberId)!.length < held.get(least.memberId)!.length
    if (member.topicIds.has(place.topicId) && isLess) least = member
  }
  return least
}

/**
 * Moves what others have too much of (3). A move can make another one possible, from who got it and to who gave it, so those are
 * looked at again until nothing moves; the sum of squares falls with every move, so that ends.
 */
function even(
  first: AssignedMember,
  members: readonly AssignedMember[],
  held: ReadonlyMap<string, Place[]>,
): void {
  const looked = [first]
  while (looked.length > 0) {
    const from = looked.pop()!
    const own = held.get(from.memberId)!
    for (let n = own.length - 1; n >= 0; n--) {
      const place = own[n]!
      const to = leastLoaded(members, held, place)
      const others = to === undefined ? own : held.get(to.memberId)!
      if (to === undefined || own.length - others.length < 2) continue
      own.splice(n, 1)
      others.push(place)
      looked.push(to)
      for (const other of members)
        if (other !== from && held.get(other.memberId)!.length >= own.length + 2) looked.push(other)
    }
  }
}
