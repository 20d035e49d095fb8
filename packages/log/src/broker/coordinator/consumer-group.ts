/**
 * A group of the consumer protocol (KIP-848): its state, which is its records replayed and nothing else.
 *
 * Three epochs lead from what members want to what they have:
 *
 *   group epoch       somebody joined, left, or is subscribed to something else
 *   assignment epoch  the group epoch for which the target assignment was computed
 *   member epoch      the assignment epoch that a member has reached, by letting go and taking over partitions
 *
 * | state       | meaning                                                         |
 * |-------------|-----------------------------------------------------------------|
 * | Empty       | no members                                                      |
 * | Assigning   | the target assignment is older than the group                   |
 * | Reconciling | a member has not reached the target                             |
 * | Stable      | every member has what it is to have                             |
 *
 *  1. Members are values: a record puts another one in place.
 *  2. A partition has one owner at most: a member that may use it, or still has to let it go.
 * Source: KIP-848, KIP-1251; Kafka's `ConsumerGroup`, `ConsumerGroupMember`.
 */
import type { ConsumerGroupRecord } from './consumer-group-records.ts'
import { GroupOffsets } from './group-offsets.ts'

/** Partitions by topic id, sorted. */
export type Target = ReadonlyMap<string, readonly number[]>
/** Partitions by topic id, each with the epoch in which the member got it. */
export type Owned = ReadonlyMap<string, ReadonlyMap<number, number>>

/** `unrevoked`: it has to let partitions go first. `unreleased`: it waits for partitions that others let go. */
export type MemberState = 'stable' | 'unrevoked' | 'unreleased'

/** What is kept of a member that speaks the classic protocol in a group of this one. */
export interface ClassicFacet {
  readonly sessionTimeoutMs: number
  readonly protocols: readonly { readonly name: string; readonly metadata: Uint8Array }[]
}

/** What a member is and wants. */
export interface Subscription {
  readonly instanceId: string | null
  readonly rackId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly topicNames: readonly string[]
  /** '' and null are none. */
  readonly topicRegex: string | null
  readonly rebalanceTimeoutMs: number
  readonly serverAssignor: string | null
  readonly classic: ClassicFacet | null
}

/** What a member has. */
export interface Possession {
  readonly memberEpoch: number
  /** For a heartbeat that is repeated because the answer was lost. */
  readonly previousEpoch: number
  readonly state: MemberState
  readonly assigned: Owned
  /** To be let go. */
  readonly revoking: Owned
}

export interface ConsumerMember extends Subscription, Possession {
  readonly memberId: string
}

/** The topics that an expression matched. */
export interface ResolvedRegex {
  readonly topics: ReadonlySet<string>
  readonly version: number
  readonly timestampMs: number
}

/** The member epoch of a static member that is away for a while. */
export const AWAY_EPOCH = -2

const NOTHING: Owned = new Map()
const NEW_POSSESSION: Possession = {
  memberEpoch: 0,
  previousEpoch: 0,
  state: 'stable',
  assigned: NOTHING,
  revoking: NOTHING,
}
const NEW_SUBSCRIPTION: Subscription = {
  instanceId: null,
  rackId: null,
  clientId: '',
  clientHost: '',
  topicNames: [],
  topicRegex: null,
  rebalanceTimeoutMs: -1,
  serverAssignor: null,
  classic: null,
}

export function newMember(memberId: string): ConsumerMember {
  return { memberId, ...NEW_SUBSCRIPTION, ...NEW_POSSESSION }
}

const placeOf = (topicId: string, partition: number): string => `${topicId}:${partition}`

export type ConsumerGroupState = 'Empty' | 'Assigning' | 'Reconciling' | 'Stable'

export class ConsumerGroup {
  readonly type = 'consumer'
  readonly groupId: string
  readonly offsets: GroupOffsets
  /** Kafka's begin at 1, which nobody sees: the first member brings 2. */
  epoch = 1
  metadataHash = 0
  targetEpoch = 0
  /** Target assignments by member id. */
  readonly targets = new Map<string, Target>()
  readonly members = new Map<string, ConsumerMember>()
  /** Member ids by group.instance.id. */
  readonly staticMembers = new Map<string, string>()
  readonly regexes = new Map<string, ResolvedRegex>()
  /** Member ids by `topic id:partition` (2). */
  readonly #owners = new Map<string, string>()
  /** The version of the topics that subscriptions were last looked up in; of this run, in no record. */
  seenTopics = -1

  constructor(groupId: string, offsets = new GroupOffsets()) {
    this.groupId = groupId
    this.offsets = offsets
  }

  get state(): ConsumerGroupState {
    if (this.members.size === 0) return 'Empty'
    if (this.epoch > this.targetEpoch) return 'Assigning'
    for (const member of this.members.values()) if (!this.isReconciled(member)) return 'Reconciling'
    return 'Stable'
  }

  isReconciled(member: ConsumerMember): boolean {
    return member.state === 'stable' && member.memberEpoch === this.targetEpoch
  }

  /** Whether another member than `memberId` has the partition, or still has to let it go. */
  isTaken(topicId: string, partition: number): boolean {
    return this.#owners.has(placeOf(topicId, partition))
  }

  /** The topics, as far as they exist, that a member is subscribed to. */
  topicsOf(member: Subscription): ReadonlySet<string> {
    const matched = this.regexes.get(member.topicRegex ?? '')?.topics
    return matched === undefined ? new Set(member.topicNames) : new Set([...member.topicNames, ...matched])
  }

  isSubscribedTo(topic: string): boolean {
    for (const member of this.members.values())
      if (member.topicNames.includes(topic) || this.regexes.get(member.topicRegex ?? '')?.topics.has(topic))
        return true
    return false
  }

  /** From when on a committed offset ages; Infinity while it is in use. */
  offsetAgeFromMs(commit: { readonly topic: string; readonly commitMs: number }): number {
    return this.isSubscribedTo(commit.topic) ? Number.POSITIVE_INFINITY : commit.commitMs
  }

  /** Takes a record in: live, and at recovery. The end of the group itself (the epoch's tombstone) is for its keeper. */
  replay(record: ConsumerGroupRecord): void {
    switch (record.kind) {
      case 'epoch':
        if (record.value === null) return
        this.epoch = record.value.epoch
        this.metadataHash = record.value.metadataHash
        return
      case 'target-epoch':
        this.targetEpoch = record.value ?? -1
        return
      case 'target':
        if (record.value === null) this.targets.delete(record.memberId)
        else this.targets.set(record.memberId, record.value)
        return
      case 'regex':
        if (record.value === null) this.regexes.delete(record.regex)
        else this.regexes.set(record.regex, record.value)
        return
      case 'member':
        this.#replayMember(record.memberId, record.value)
        return
      case 'current':
        this.#replayCurrent(record.memberId, record.value)
    }
  }

  #replayMember(memberId: string, value: Subscription | null): void {
    const known = this.members.get(memberId)
    if (known?.instanceId != null && this.staticMembers.get(known.instanceId) === memberId)
      this.staticMembers.delete(known.instanceId)
    if (value === null) {
      this.#release(known)
      this.members.delete(memberId)
      return
    }
    this.members.set(memberId, { ...(known ?? newMember(memberId)), ...value })
    if (value.instanceId !== null) this.staticMembers.set(value.instanceId, memberId)
  }

  #replayCurrent(memberId: string, value: Possession | null): void {
    const known = this.members.get(memberId)
    // A tombstone may come for a member that is gone already.
    if (known === undefined && value === null) return
    this.#release(known)
    const member = { ...(known ?? newMember(memberId)), ...(value ?? { ...NEW_POSSESSION, memberEpoch: -1 }) }
    this.members.set(memberId, member)
    for (const owned of [member.assigned, member.revoking])
      for (const [topicId, partitions] of owned)
        for (const partition of partitions.keys()) this.#owners.set(placeOf(topicId, partition), memberId)
  }

  #release(member: ConsumerMember | undefined): void {
    if (member === undefined) return
    for (const owned of [member.assigned, member.revoking])
      for (const [topicId, partitions] of owned)
        for (const partition of partitions.keys()) {
          const place = placeOf(topicId, partition)
          if (this.#owners.get(place) === member.memberId) this.#owners.delete(place)
        }
  }

  /** All of it, for comparison. */
  snapshot(): unknown {
    const plain = (value: unknown): unknown => {
      if (value instanceof Map)
        return [...value]
          .map(([k, v]) => [k, plain(v)])
          .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))
      if (value instanceof Set) return [...value].sort()
      if (Array.isArray(value) || value instanceof Uint8Array || value === null || typeof value !== 'object')
        return value
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
    }
    const { epoch, metadataHash, targetEpoch, targets, members, staticMembers, regexes } = this
    return plain({
      epoch,
      metadataHash,
      targetEpoch,
      targets,
      members,
      staticMembers,
      regexes,
      owners: this.#owners,
    })
  }
}
