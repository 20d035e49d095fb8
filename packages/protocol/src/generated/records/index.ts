// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription } from '../../codec/description.ts'
import { abortTransactionRecordData } from './abort-transaction-record.ts'
import { assignmentInfoDataData } from './assignment-info-data.ts'
import { beginTransactionRecordData } from './begin-transaction-record.ts'
import { brokerRegistrationChangeRecordData } from './broker-registration-change-record.ts'
import { configRecordData } from './config-record.ts'
import { consumerGroupCurrentMemberAssignmentKeyData } from './consumer-group-current-member-assignment-key.ts'
import { consumerGroupCurrentMemberAssignmentValueData } from './consumer-group-current-member-assignment-value.ts'
import { consumerGroupMemberMetadataKeyData } from './consumer-group-member-metadata-key.ts'
import { consumerGroupMemberMetadataValueData } from './consumer-group-member-metadata-value.ts'
import { consumerGroupMetadataKeyData } from './consumer-group-metadata-key.ts'
import { consumerGroupMetadataValueData } from './consumer-group-metadata-value.ts'
import { consumerGroupPartitionMetadataKeyData } from './consumer-group-partition-metadata-key.ts'
import { consumerGroupPartitionMetadataValueData } from './consumer-group-partition-metadata-value.ts'
import { consumerGroupRegularExpressionKeyData } from './consumer-group-regular-expression-key.ts'
import { consumerGroupRegularExpressionValueData } from './consumer-group-regular-expression-value.ts'
import { consumerGroupTargetAssignmentMemberKeyData } from './consumer-group-target-assignment-member-key.ts'
import { consumerGroupTargetAssignmentMemberValueData } from './consumer-group-target-assignment-member-value.ts'
import { consumerGroupTargetAssignmentMetadataKeyData } from './consumer-group-target-assignment-metadata-key.ts'
import { consumerGroupTargetAssignmentMetadataValueData } from './consumer-group-target-assignment-metadata-value.ts'
import { consumerProtocolAssignmentData } from './consumer-protocol-assignment.ts'
import { consumerProtocolSubscriptionData } from './consumer-protocol-subscription.ts'
import { endTransactionRecordData } from './end-transaction-record.ts'
import { endTxnMarkerData } from './end-txn-marker.ts'
import { featureLevelRecordData } from './feature-level-record.ts'
import { fenceBrokerRecordData } from './fence-broker-record.ts'
import { groupMetadataKeyData } from './group-metadata-key.ts'
import { groupMetadataValueData } from './group-metadata-value.ts'
import { kRaftVersionRecordData } from './k-raft-version-record.ts'
import { leaderChangeMessageData } from './leader-change-message.ts'
import { legacyOffsetCommitKeyData } from './legacy-offset-commit-key.ts'
import { legacyOffsetCommitValueData } from './legacy-offset-commit-value.ts'
import { noOpRecordData } from './no-op-record.ts'
import { offsetCommitKeyData } from './offset-commit-key.ts'
import { offsetCommitValueData } from './offset-commit-value.ts'
import { partitionChangeRecordData } from './partition-change-record.ts'
import { partitionRecordData } from './partition-record.ts'
import { producerIdsRecordData } from './producer-ids-record.ts'
import { producerSnapshotData } from './producer-snapshot.ts'
import { registerBrokerRecordData } from './register-broker-record.ts'
import { registerControllerRecordData } from './register-controller-record.ts'
import { removeTopicRecordData } from './remove-topic-record.ts'
import { requestHeaderData } from './request-header.ts'
import { responseHeaderData } from './response-header.ts'
import { snapshotFooterRecordData } from './snapshot-footer-record.ts'
import { snapshotHeaderRecordData } from './snapshot-header-record.ts'
import { subscriptionInfoDataData } from './subscription-info-data.ts'
import { topicRecordData } from './topic-record.ts'
import { transactionLogKeyData } from './transaction-log-key.ts'
import { transactionLogValueData } from './transaction-log-value.ts'
import { unfenceBrokerRecordData } from './unfence-broker-record.ts'
import { unregisterBrokerRecordData } from './unregister-broker-record.ts'
import { votersRecordData } from './voters-record.ts'

export * from './abort-transaction-record.ts'
export * from './assignment-info-data.ts'
export * from './begin-transaction-record.ts'
export * from './broker-registration-change-record.ts'
export * from './config-record.ts'
export * from './consumer-group-current-member-assignment-key.ts'
export * from './consumer-group-current-member-assignment-value.ts'
export * from './consumer-group-member-metadata-key.ts'
export * from './consumer-group-member-metadata-value.ts'
export * from './consumer-group-metadata-key.ts'
export * from './consumer-group-metadata-value.ts'
export * from './consumer-group-partition-metadata-key.ts'
export * from './consumer-group-partition-metadata-value.ts'
export * from './consumer-group-regular-expression-key.ts'
export * from './consumer-group-regular-expression-value.ts'
export * from './consumer-group-target-assignment-member-key.ts'
export * from './consumer-group-target-assignment-member-value.ts'
export * from './consumer-group-target-assignment-metadata-key.ts'
export * from './consumer-group-target-assignment-metadata-value.ts'
export * from './consumer-protocol-assignment.ts'
export * from './consumer-protocol-subscription.ts'
export * from './end-transaction-record.ts'
export * from './end-txn-marker.ts'
export * from './feature-level-record.ts'
export * from './fence-broker-record.ts'
export * from './group-metadata-key.ts'
export * from './group-metadata-value.ts'
export * from './k-raft-version-record.ts'
export * from './leader-change-message.ts'
export * from './legacy-offset-commit-key.ts'
export * from './legacy-offset-commit-value.ts'
export * from './no-op-record.ts'
export * from './offset-commit-key.ts'
export * from './offset-commit-value.ts'
export * from './partition-change-record.ts'
export * from './partition-record.ts'
export * from './producer-ids-record.ts'
export * from './producer-snapshot.ts'
export * from './register-broker-record.ts'
export * from './register-controller-record.ts'
export * from './remove-topic-record.ts'
export * from './request-header.ts'
export * from './response-header.ts'
export * from './snapshot-footer-record.ts'
export * from './snapshot-header-record.ts'
export * from './subscription-info-data.ts'
export * from './topic-record.ts'
export * from './transaction-log-key.ts'
export * from './transaction-log-value.ts'
export * from './unfence-broker-record.ts'
export * from './unregister-broker-record.ts'
export * from './voters-record.ts'

/** Every stored record and user data that is described, by its name. */
export const storedRecords: ReadonlyMap<string, DataDescription> = new Map<string, DataDescription>([
  ['AbortTransactionRecord', abortTransactionRecordData],
  ['AssignmentInfoData', assignmentInfoDataData],
  ['BeginTransactionRecord', beginTransactionRecordData],
  ['BrokerRegistrationChangeRecord', brokerRegistrationChangeRecordData],
  ['ConfigRecord', configRecordData],
  ['ConsumerGroupCurrentMemberAssignmentKey', consumerGroupCurrentMemberAssignmentKeyData],
  ['ConsumerGroupCurrentMemberAssignmentValue', consumerGroupCurrentMemberAssignmentValueData],
  ['ConsumerGroupMemberMetadataKey', consumerGroupMemberMetadataKeyData],
  ['ConsumerGroupMemberMetadataValue', consumerGroupMemberMetadataValueData],
  ['ConsumerGroupMetadataKey', consumerGroupMetadataKeyData],
  ['ConsumerGroupMetadataValue', consumerGroupMetadataValueData],
  ['ConsumerGroupPartitionMetadataKey', consumerGroupPartitionMetadataKeyData],
  ['ConsumerGroupPartitionMetadataValue', consumerGroupPartitionMetadataValueData],
  ['ConsumerGroupRegularExpressionKey', consumerGroupRegularExpressionKeyData],
  ['ConsumerGroupRegularExpressionValue', consumerGroupRegularExpressionValueData],
  ['ConsumerGroupTargetAssignmentMemberKey', consumerGroupTargetAssignmentMemberKeyData],
  ['ConsumerGroupTargetAssignmentMemberValue', consumerGroupTargetAssignmentMemberValueData],
  ['ConsumerGroupTargetAssignmentMetadataKey', consumerGroupTargetAssignmentMetadataKeyData],
  ['ConsumerGroupTargetAssignmentMetadataValue', consumerGroupTargetAssignmentMetadataValueData],
  ['ConsumerProtocolAssignment', consumerProtocolAssignmentData],
  ['ConsumerProtocolSubscription', consumerProtocolSubscriptionData],
  ['EndTransactionRecord', endTransactionRecordData],
  ['EndTxnMarker', endTxnMarkerData],
  ['FeatureLevelRecord', featureLevelRecordData],
  ['FenceBrokerRecord', fenceBrokerRecordData],
  ['GroupMetadataKey', groupMetadataKeyData],
  ['GroupMetadataValue', groupMetadataValueData],
  ['KRaftVersionRecord', kRaftVersionRecordData],
  ['LeaderChangeMessage', leaderChangeMessageData],
  ['LegacyOffsetCommitKey', legacyOffsetCommitKeyData],
  ['LegacyOffsetCommitValue', legacyOffsetCommitValueData],
  ['NoOpRecord', noOpRecordData],
  ['OffsetCommitKey', offsetCommitKeyData],
  ['OffsetCommitValue', offsetCommitValueData],
  ['PartitionChangeRecord', partitionChangeRecordData],
  ['PartitionRecord', partitionRecordData],
  ['ProducerIdsRecord', producerIdsRecordData],
  ['ProducerSnapshot', producerSnapshotData],
  ['RegisterBrokerRecord', registerBrokerRecordData],
  ['RegisterControllerRecord', registerControllerRecordData],
  ['RemoveTopicRecord', removeTopicRecordData],
  ['RequestHeader', requestHeaderData],
  ['ResponseHeader', responseHeaderData],
  ['SnapshotFooterRecord', snapshotFooterRecordData],
  ['SnapshotHeaderRecord', snapshotHeaderRecordData],
  ['SubscriptionInfoData', subscriptionInfoDataData],
  ['TopicRecord', topicRecordData],
  ['TransactionLogKey', transactionLogKeyData],
  ['TransactionLogValue', transactionLogValueData],
  ['UnfenceBrokerRecord', unfenceBrokerRecordData],
  ['UnregisterBrokerRecord', unregisterBrokerRecordData],
  ['VotersRecord', votersRecordData],
])
