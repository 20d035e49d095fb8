/**
 * A classic group: its members, its generation, its state.
 *
 * | state               | means                                          | leaves to                                   |
 * |---------------------|------------------------------------------------|---------------------------------------------|
 * | Empty               | no members; offsets may be committed           | PreparingRebalance (join), Dead             |
 * | PreparingRebalance  | members are asked to join again                | CompletingRebalance, Empty (nobody joined)  |
 * | CompletingRebalance | the leader works the assignment out            | Stable (it came), PreparingRebalance        |
 * | Stable              | members work                                   | PreparingRebalance                          |
 * | Dead                | deleted                                        |                                             |
 *
 * The record of a group is written when a generation is complete (Stable), and when the group becomes empty; from it the group
 * is Stable or Empty again after a restart. Source: Kafka's `ClassicGroup`, KIP-345.
 */
import {
  consumerProtocolSubscriptionData,
  DecodeError,
  decodeVersioned,
  type GroupMetadataValue,
  type JoinGroupResponse,
  type SyncGroupResponse,
  type Timer,
} from '@moldau/protocol'
import { GroupOffsets } from './group-offsets.ts'

export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

export interface GroupProtocol {
  readonly name: string
  readonly metadata: Uint8Array
}

export class Member {
  memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
  protocols: readonly GroupProtocol[]
  assignment: Uint8Array = new Uint8Array(0)
  /** Answers the JoinGroup that waits for the rebalance. */
  awaitingJoin: ((response: JoinGroupResponse) => void) | undefined
  /** Answers the SyncGroup that waits for the leader's. */
  awaitingSync: ((response: SyncGroupResponse) => void) | undefined
  /** Joined in this generation and has not yet sent its SyncGroup. */
  syncPending = false
  /** Monotonic; when the member counts as gone. */
  deadlineMs = 0
  timer: Timer | undefined

  constructor(given: {
    memberId: string
    groupInstanceId: string | null
    clientId: string
    clientHost: string
    sessionTimeoutMs: number
    rebalanceTimeoutMs: number
    protocols: readonly GroupProtocol[]
  }) {
    this.memberId = given.memberId
    this.groupInstanceId = given.groupInstanceId
    this.clientId = given.clientId
    this.clientHost = given.clientHost
    this.sessionTimeoutMs = given.sessionTimeoutMs
    this.rebalanceTimeoutMs = given.rebalanceTimeoutMs
    this.protocols = given.protocols
  }

  get isStatic(): boolean {
    return this.groupInstanceId !== null
  }

  metadata(protocolName: string): Uint8Array {
    return this.protocols.find(({ name }) => name === protocolName)?.metadata ?? new Uint8Array(0)
  }

  /** Whether these protocols are, in order and bytes, those that the member has. */
  matches(protocols: readonly GroupProtocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(({ name, metadata }, n) => {
        const own = this.protocols[n]!
        return own.name === name && Buffer.compare(own.metadata, metadata) === 0
      })
    )
  }
}

export class ClassicGroup {
  readonly type = 'classic'
  readonly groupId: string
  state: GroupState = 'Empty'
  generationId = 0
  protocolType: string | null = null
  protocolName: string | null = null
  leaderId: string | null = null
  /** Wall clock of the last change of state. */
  stateMs = 0
  readonly members = new Map<string, Member>()
  /** Member ids by group.instance.id. */
  readonly staticMembers = new Map<string, string>()
  /** Ids handed out that have not joined yet, with the timers that take them back. */
  readonly pendingMembers = new Map<string, Timer>()
  readonly offsets: GroupOffsets
  /** Ends a rebalance, or a wait for SyncGroups, that takes too long. */
  phaseTimer: Timer | undefined
  /** The first delay of an empty group runs: more members may come before it is balanced. */
  isDelayed = false

  constructor(groupId: string, offsets = new GroupOffsets()) {
    this.groupId = groupId
    this.offsets = offsets
  }

  add(member: Member): void {
    this.members.set(member.memberId, member)
    if (member.groupInstanceId !== null) this.staticMembers.set(member.groupInstanceId, member.memberId)
    this.leaderId ??= member.memberId
  }

  remove(member: Member): void {
    member.timer?.cancel()
    this.members.delete(member.memberId)
    if (
      member.groupInstanceId !== null &&
      this.staticMembers.get(member.groupInstanceId) === member.memberId
    ) {
      this.staticMembers.delete(member.groupInstanceId)
    }
    if (this.leaderId === member.memberId) this.leaderId = this.members.keys().next().value ?? null
  }

  /** A static member comes back under a new member id. */
  rename(member: Member, memberId: string): void {
    const isLeader = this.leaderId === member.memberId
    this.members.delete(member.memberId)
    member.memberId = memberId
    this.members.set(memberId, member)
    if (member.groupInstanceId !== null) this.staticMembers.set(member.groupInstanceId, memberId)
    if (isLeader) this.leaderId = memberId
  }

  get rebalanceTimeoutMs(): number {
    let longest = 0
    for (const member of this.members.values()) longest = Math.max(longest, member.rebalanceTimeoutMs)
    return longest
  }

  get hasAllJoined(): boolean {
    if (this.pendingMembers.size > 0) return false
    for (const member of this.members.values()) if (member.awaitingJoin === undefined) return false
    return true
  }

  /** Whether the members speak the protocol of consumers, whose subscriptions can be read. */
  get isOfConsumers(): boolean {
    return this.protocolType === 'consumer'
  }

  /** The topics that members are subscribed to; `undefined` where that cannot be said now. */
  get subscribedTopics(): ReadonlySet<string> | undefined {
    if (this.members.size === 0) return new Set()
    if (!this.isOfConsumers || this.protocolName === null) return undefined
    const topics = new Set<string>()
    for (const member of this.members.values()) {
      try {
        const bytes = member.metadata(this.protocolName)
        const { data } = decodeVersioned(consumerProtocolSubscriptionData, bytes, true)
        for (const topic of data.topics) topics.add(topic)
      } catch (error) {
        // What other programs put there is theirs: it does not have to be a subscription.
        if (error instanceof DecodeError) return undefined
        throw error
      }
    }
    return topics
  }

  /** Whether offsets of the topic are in use. */
  isSubscribedTo(topic: string): boolean {
    return this.subscribedTopics?.has(topic) ?? this.isOfConsumers
  }

  /** From when on a committed offset ages; Infinity while it is in use. */
  offsetAgeFromMs(commit: { readonly topic: string; readonly commitMs: number }): number {
    // Nobody ever joined: offsets alone, by hand.
    if (this.protocolType === null) return commit.commitMs
    if (this.state === 'Empty') return this.stateMs < 0 ? commit.commitMs : this.stateMs
    const isForgotten = this.state === 'Stable' && this.isOfConsumers && !this.isSubscribedTo(commit.topic)
    return isForgotten ? commit.commitMs : Number.POSITIVE_INFINITY
  }

  /**
   * Whether a member with these protocols can be in the group: same type, and one protocol that all have. As Kafka's, a member that is
   * in it already is one of them all, so alone it may add protocols, and not change them altogether.
   */
  supports(protocolType: string, protocols: readonly GroupProtocol[]): boolean {
    if (protocolType === '' || protocols.length === 0) return false
    const members = [...this.members.values()]
    if (members.length === 0) return true
    if (this.protocolType !== protocolType) return false
    return protocols.some(({ name }) =>
      members.every(member => member.protocols.some(protocol => protocol.name === name)),
    )
  }

  /** The protocol that most members prefer among those that all have. */
  selectProtocol(): string | null {
    const members = [...this.members.values()]
    const shared =
      members[0]?.protocols.filter(({ name }) =>
        members.every(m => m.protocols.some(p => p.name === name)),
      ) ?? []
    const candidates = new Set(shared.map(({ name }) => name))
    const votes = new Map<string, number>()
    for (const member of members) {
      const vote = member.protocols.find(({ name }) => candidates.has(name))
      if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1)
    }
    let best: string | null = null
    for (const [name, count] of votes) if (best === null || count > votes.get(best)!) best = name
    return best
  }

  /** What of the group is kept. */
  value(assignments: ReadonlyMap<string, Uint8Array>): GroupMetadataValue {
    return {
      protocolType: this.protocolType ?? '',
      generation: this.generationId,
      protocol: this.protocolName,
      leader: this.members.size === 0 ? null : this.leaderId,
      currentStateTimestamp: this.stateMs,
      members: [...this.members.values()].map(member => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        rebalanceTimeout: member.rebalanceTimeoutMs,
        sessionTimeout: member.sessionTimeoutMs,
        subscription: this.protocolName === null ? new Uint8Array(0) : member.metadata(this.protocolName),
        assignment: assignments.get(member.memberId) ?? new Uint8Array(0),
      })),
    }
  }

  /** Takes a record in, at recovery: the group is as it was when the record was written. */
  restore(value: GroupMetadataValue): void {
    this.generationId = value.generation
    this.protocolType = value.protocolType === '' ? null : value.protocolType
    this.protocolName = value.protocol
    this.stateMs = value.currentStateTimestamp
    this.members.clear()
    this.staticMembers.clear()
    this.leaderId = null
    for (const kept of value.members) {
      const member = new Member({
        memberId: kept.memberId,
        groupInstanceId: kept.groupInstanceId,
        clientId: kept.clientId,
        clientHost: kept.clientHost,
        sessionTimeoutMs: kept.sessionTimeout,
        rebalanceTimeoutMs: kept.rebalanceTimeout < 0 ? kept.sessionTimeout : kept.rebalanceTimeout,
        protocols: [{ name: value.protocol ?? '', metadata: kept.subscription }],
      })
      member.assignment = kept.assignment
      this.add(member)
    }
    this.leaderId = value.leader
    this.state = this.members.size === 0 ? 'Empty' : 'Stable'
  }
}
