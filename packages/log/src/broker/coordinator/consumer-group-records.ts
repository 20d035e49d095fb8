/**
 * The records of a consumer group in `__consumer_offsets`, in Kafka's schemas: its epoch, members, target assignment, what each
 * member has, and expressions with the topics that they matched.
 */
import {
  type ConsumerGroupCurrentTopicPartitions,
  consumerGroupCurrentMemberAssignmentKeyData,
  consumerGroupCurrentMemberAssignmentValueData,
  consumerGroupMemberMetadataKeyData,
  consumerGroupMemberMetadataValueData,
  consumerGroupMetadataKeyData,
  consumerGroupMetadataValueData,
  consumerGroupRegularExpressionKeyData,
  consumerGroupRegularExpressionValueData,
  consumerGroupTargetAssignmentMemberKeyData,
  consumerGroupTargetAssignmentMemberValueData,
  consumerGroupTargetAssignmentMetadataKeyData,
  consumerGroupTargetAssignmentMetadataValueData,
  decodeKey,
  decodeVersioned,
  encodeKey,
  encodeVersioned,
  kindOfKey,
} from '@moldau/protocol'
import type { MemberState, Owned, Possession, ResolvedRegex, Subscription, Target } from './consumer-group.ts'
import type { StoredRecord } from './coordinator-log.ts'

/** A record of a group; null is a tombstone. */
export type ConsumerGroupRecord =
  | {
      readonly kind: 'epoch'
      readonly value: { readonly epoch: number; readonly metadataHash: number } | null
    }
  | { readonly kind: 'member'; readonly memberId: string; readonly value: Subscription | null }
  | { readonly kind: 'target-epoch'; readonly value: number | null }
  | { readonly kind: 'target'; readonly memberId: string; readonly value: Target | null }
  | { readonly kind: 'current'; readonly memberId: string; readonly value: Possession | null }
  | { readonly kind: 'regex'; readonly regex: string; readonly value: ResolvedRegex | null }

/** Member states by the number that records carry. */
const STATES: readonly MemberState[] = ['stable', 'unrevoked', 'unreleased']

export function encodeConsumerRecord(
  groupId: string,
  record: ConsumerGroupRecord,
  nowMs: number,
): StoredRecord {
  switch (record.kind) {
    case 'epoch': {
      const key = encodeKey(consumerGroupMetadataKeyData, consumerGroupMetadataKeyData.make({ groupId }))
      if (record.value === null) return { key, value: null }
      const data = consumerGroupMetadataValueData.make(record.value)
      return { key, value: encodeVersioned(consumerGroupMetadataValueData, 0, data) }
    }
    case 'member':
      return encodeMember(groupId, record.memberId, record.value)
    case 'target-epoch': {
      const keyData = consumerGroupTargetAssignmentMetadataKeyData
      const key = encodeKey(keyData, keyData.make({ groupId }))
      if (record.value === null) return { key, value: null }
      const valueData = consumerGroupTargetAssignmentMetadataValueData
      const data = valueData.make({ assignmentEpoch: record.value, assignmentTimestamp: nowMs })
      return { key, value: encodeVersioned(valueData, 0, data) }
    }
    case 'target': {
      const keyData = consumerGroupTargetAssignmentMemberKeyData
      const key = encodeKey(keyData, keyData.make({ groupId, memberId: record.memberId }))
      if (record.value === null) return { key, value: null }
      const topicPartitions = [...record.value].map(([topicId, partitions]) => ({ topicId, partitions }))
      const valueData = consumerGroupTargetAssignmentMemberValueData
      return { key, value: encodeVersioned(valueData, 0, valueData.make({ topicPartitions })) }
    }
    case 'current':
      return encodeCurrent(groupId, record.memberId, record.value)
    case 'regex': {
      const keyData = consumerGroupRegularExpressionKeyData
      const key = encodeKey(keyData, keyData.make({ groupId, regularExpression: record.regex }))
      if (record.value === null) return { key, value: null }
      const { timestampMs: timestamp, topics, version } = record.value
      const valueData = consumerGroupRegularExpressionValueData
      const data = valueData.make({ topics: [...topics].sort(), version, timestamp })
      return { key, value: encodeVersioned(valueData, 0, data) }
    }
  }
}

function encodeMember(groupId: string, memberId: string, value: Subscription | null): StoredRecord {
  const keyData = consumerGroupMemberMetadataKeyData
  const key = encodeKey(keyData, keyData.make({ groupId, memberId }))
  if (value === null) return { key, value: null }
  const { classic, clientHost, clientId, instanceId, rackId, rebalanceTimeoutMs, serverAssignor } = value
  const valueData = consumerGroupMemberMetadataValueData
  const data = valueData.make({
    ...{ instanceId, rackId, clientId, clientHost, rebalanceTimeoutMs, serverAssignor },
    ...{ subscribedTopicNames: value.topicNames, subscribedTopicRegex: value.topicRegex },
    classicMemberMetadata:
      classic === null
        ? null
        : { sessionTimeoutMs: classic.sessionTimeoutMs, supportedProtocols: classic.protocols },
  })
  return { key, value: encodeVersioned(valueData, 0, data) }
}

function encodeCurrent(groupId: string, memberId: string, value: Possession | null): StoredRecord {
  const keyData = consumerGroupCurrentMemberAssignmentKeyData
  const key = encodeKey(keyData, keyData.make({ groupId, memberId }))
  if (value === null) return { key, value: null }
  const { assigned, memberEpoch, previousEpoch: previousMemberEpoch, revoking } = value
  const valueData = consumerGroupCurrentMemberAssignmentValueData
  const data = valueData.make({
    ...{ memberEpoch, previousMemberEpoch, state: STATES.indexOf(value.state) },
    ...{ assignedPartitions: listed(assigned), partitionsPendingRevocation: listed(revoking) },
  })
  return { key, value: encodeVersioned(valueData, 0, data) }
}

function listed(owned: Owned) {
  return [...owned].map(([topicId, partitions]) => ({
    topicId,
    partitions: [...partitions.keys()],
    assignmentEpochs: [...partitions.values()],
  }))
}

/** Before Kafka 4.3 nobody wrote down when a partition was assigned: then it counts from the member's epoch. */
function owned(list: readonly ConsumerGroupCurrentTopicPartitions[], memberEpoch: number): Owned {
  return new Map(
    list.map(({ assignmentEpochs, partitions, topicId }) => [
      topicId,
      new Map(partitions.map((partition, n) => [partition, assignmentEpochs?.[n] ?? memberEpoch])),
    ]),
  )
}

/** Reads a record; `undefined` for kinds that are no consumer group's. @throws DecodeError where the bytes are damaged */
export function decodeConsumerRecord(
  key: Uint8Array,
  value: Uint8Array | null,
): { readonly groupId: string; readonly record: ConsumerGroupRecord } | undefined {
  switch (kindOfKey(key)) {
    case consumerGroupMetadataKeyData.key: {
      const { groupId } = decodeKey(consumerGroupMetadataKeyData, key)
      const data = value === null ? null : decodeVersioned(consumerGroupMetadataValueData, value).data
      const found = data === null ? null : { epoch: data.epoch, metadataHash: data.metadataHash }
      return { groupId, record: { kind: 'epoch', value: found } }
    }
    case consumerGroupMemberMetadataKeyData.key: {
      const { groupId, memberId } = decodeKey(consumerGroupMemberMetadataKeyData, key)
      return {
        groupId,
        record: { kind: 'member', memberId, value: value === null ? null : decodeMember(value) },
      }
    }
    case consumerGroupTargetAssignmentMetadataKeyData.key: {
      const { groupId } = decodeKey(consumerGroupTargetAssignmentMetadataKeyData, key)
      const found =
        value === null
          ? null
          : decodeVersioned(consumerGroupTargetAssignmentMetadataValueData, value).data.assignmentEpoch
      return { groupId, record: { kind: 'target-epoch', value: found } }
    }
    case consumerGroupTargetAssignmentMemberKeyData.key: {
      const { groupId, memberId } = decodeKey(consumerGroupTargetAssignmentMemberKeyData, key)
      const data =
        value === null ? null : decodeVersioned(consumerGroupTargetAssignmentMemberValueData, value).data
      const found = data && new Map(data.topicPartitions.map(one => [one.topicId, one.partitions]))
      return { groupId, record: { kind: 'target', memberId, value: found } }
    }
    case consumerGroupCurrentMemberAssignmentKeyData.key: {
      const { groupId, memberId } = decodeKey(consumerGroupCurrentMemberAssignmentKeyData, key)
      return {
        groupId,
        record: { kind: 'current', memberId, value: value === null ? null : decodeCurrent(value) },
      }
    }
    case consumerGroupRegularExpressionKeyData.key: {
      const { groupId, regularExpression: regex } = decodeKey(consumerGroupRegularExpressionKeyData, key)
      const data =
        value === null ? null : decodeVersioned(consumerGroupRegularExpressionValueData, value).data
      const found = data && {
        topics: new Set(data.topics),
        version: data.version,
        timestampMs: data.timestamp,
      }
      return { groupId, record: { kind: 'regex', regex, value: found } }
    }
  }
  return undefined
}

function decodeMember(value: Uint8Array): Subscription {
  const { data } = decodeVersioned(consumerGroupMemberMetadataValueData, value)
  const { clientHost, clientId, instanceId, rackId, rebalanceTimeoutMs, serverAssignor } = data
  const classic = data.classicMemberMetadata
  return {
    ...{ instanceId, rackId, clientId, clientHost, rebalanceTimeoutMs, serverAssignor },
    ...{ topicNames: data.subscribedTopicNames, topicRegex: data.subscribedTopicRegex },
    classic:
      classic === null
        ? null
        : { sessionTimeoutMs: classic.sessionTimeoutMs, protocols: classic.supportedProtocols },
  }
}

function decodeCurrent(value: Uint8Array): Possession {
  const { data } = decodeVersioned(consumerGroupCurrentMemberAssignmentValueData, value)
  const { memberEpoch, previousMemberEpoch: previousEpoch } = data
  return {
    ...{ memberEpoch, previousEpoch, state: STATES[data.state] ?? 'unrevoked' },
    assigned: owned(data.assignedPartitions, memberEpoch),
    revoking: owned(data.partitionsPendingRevocation, memberEpoch),
  }
}
