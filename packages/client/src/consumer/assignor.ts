/**
 * Who gets which partition: the port that assignors implement, and the bytes in which subscriptions and assignments travel.
 *
 * The group's leader runs the assignor that all members know; the others only send what they want and hold, and receive
 * what they get. Both carry bytes of the assignor's own (`userData`), as Kafka Streams uses them.
 *
 * Source: Kafka's ConsumerPartitionAssignor and ConsumerProtocol, KIP-429 (cooperative), KIP-792 (generation).
 */
import {
  consumerProtocolAssignmentData,
  consumerProtocolSubscriptionData,
  decodeVersioned,
  encodeVersioned,
} from '@moldau/protocol'
import type { GroupMetadata } from '../producer/transactions.ts'
import { byTopic, type TopicPartition } from '../topic-partition.ts'

/** Eager: everybody lets go of everything first. Cooperative: only what moves is let go, in a second rebalance. */
export type RebalanceProtocol = 'eager' | 'cooperative'

/** What a member tells the leader. */
export interface MemberSubscription {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly topics: readonly string[]
  /** What it still holds; empty under the eager protocol. */
  readonly ownedPartitions: readonly TopicPartition[]
  /** Generation in which it got them; -1 when it does not say. A claim of an older generation is void. */
  readonly generationId: number
  readonly rackId: string | null
  readonly userData: Uint8Array | null
}

/** What a member gets. */
export interface MemberAssignment {
  readonly partitions: readonly TopicPartition[]
  readonly userData: Uint8Array | null
}

/** What the leader knows when it assigns. */
export interface GroupSubscription {
  readonly members: readonly MemberSubscription[]
  /** Of the topics that members want; a topic that does not exist is missing. */
  readonly partitionCounts: ReadonlyMap<string, number>
}

export interface Assignor {
  /** The protocol name that all members must share, for example 'range'. */
  readonly name: string
  /** The protocols it can work under; the group uses the last in the order eager, cooperative that all assignors share. */
  readonly protocols: readonly RebalanceProtocol[]
  /** Bytes for the leader, asked for at every join. Default none. */
  subscriptionUserData?(topics: readonly string[]): Uint8Array | null
  /** Only on the leader: an assignment for every member. May ask others first; what it throws fails the poll. */
  assign(group: GroupSubscription): Map<string, MemberAssignment> | Promise<Map<string, MemberAssignment>>
  /** On every member, after revocations and before `onAssigned`. */
  onAssignment?(assignment: MemberAssignment, group: GroupMetadata): void | Promise<void>
}

const SUBSCRIPTION_VERSION = 3
const ASSIGNMENT_VERSION = 3

export interface OwnSubscription {
  readonly topics: readonly string[]
  readonly ownedPartitions: readonly TopicPartition[]
  readonly generationId: number
  readonly rackId: string | null
  readonly userData: Uint8Array | null
}

export function encodeSubscription(own: OwnSubscription): Uint8Array {
  const ownedPartitions = [...byTopic(own.ownedPartitions)].map(([topic, list]) => ({
    topic,
    partitions: list.map(one => one.partition),
  }))
  const { generationId, rackId, topics, userData } = own
  const data = consumerProtocolSubscriptionData.make({
    topics,
    userData,
    ownedPartitions,
    generationId,
    rackId,
  })
  return encodeVersioned(consumerProtocolSubscriptionData, SUBSCRIPTION_VERSION, data)
}

/** @throws DecodeError (`DECODE_FAILED`) when another member's bytes cannot be read. */
export function decodeSubscription(
  memberId: string,
  groupInstanceId: string | null,
  bytes: Uint8Array,
): MemberSubscription {
  const { data } = decodeVersioned(consumerProtocolSubscriptionData, bytes, true)
  const ownedPartitions = data.ownedPartitions.flatMap(({ partitions, topic }) =>
    partitions.map(partition => ({ topic, partition })),
  )
  const { generationId, rackId, topics, userData } = data
  return { memberId, groupInstanceId, topics, ownedPartitions, generationId, rackId, userData }
}

export function encodeAssignment(assignment: MemberAssignment): Uint8Array {
  const assignedPartitions = [...byTopic(assignment.partitions)].map(([topic, list]) => ({
    topic,
    partitions: list.map(one => one.partition),
  }))
  const data = consumerProtocolAssignmentData.make({ assignedPartitions, userData: assignment.userData })
  return encodeVersioned(consumerProtocolAssignmentData, ASSIGNMENT_VERSION, data)
}

/** An empty blob is an empty assignment: what a member gets that the leader left out. */
export function decodeAssignment(bytes: Uint8Array): MemberAssignment {
  if (bytes.length === 0) return { partitions: [], userData: null }
  const { data } = decodeVersioned(consumerProtocolAssignmentData, bytes, true)
  const partitions = data.assignedPartitions.flatMap(one =>
    one.partitions.map(partition => ({ topic: one.topic, partition })),
  )
  return { partitions, userData: data.userData }
}
