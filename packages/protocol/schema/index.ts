/** Every description there is: of APIs, in the order of their numbers, and of stored records, by name. */
import { produce } from './000-produce.ts'
import { fetch } from './001-fetch.ts'
import { listOffsets } from './002-list-offsets.ts'
import { metadata } from './003-metadata.ts'
import { offsetCommit } from './008-offset-commit.ts'
import { offsetFetch } from './009-offset-fetch.ts'
import { findCoordinator } from './010-find-coordinator.ts'
import { joinGroup } from './011-join-group.ts'
import { heartbeat } from './012-heartbeat.ts'
import { leaveGroup } from './013-leave-group.ts'
import { syncGroup } from './014-sync-group.ts'
import { describeGroups } from './015-describe-groups.ts'
import { listGroups } from './016-list-groups.ts'
import { apiVersions } from './018-api-versions.ts'
import { createTopics } from './019-create-topics.ts'
import { deleteTopics } from './020-delete-topics.ts'
import { deleteRecords } from './021-delete-records.ts'
import { initProducerId } from './022-init-producer-id.ts'
import { offsetForLeaderEpoch } from './023-offset-for-leader-epoch.ts'
import { addPartitionsToTxn } from './024-add-partitions-to-txn.ts'
import { addOffsetsToTxn } from './025-add-offsets-to-txn.ts'
import { endTxn } from './026-end-txn.ts'
import { writeTxnMarkers } from './027-write-txn-markers.ts'
import { txnOffsetCommit } from './028-txn-offset-commit.ts'
import { describeConfigs } from './032-describe-configs.ts'
import { alterConfigs } from './033-alter-configs.ts'
import { describeLogDirs } from './035-describe-log-dirs.ts'
import { createPartitions } from './037-create-partitions.ts'
import { deleteGroups } from './042-delete-groups.ts'
import { incrementalAlterConfigs } from './044-incremental-alter-configs.ts'
import { offsetDelete } from './047-offset-delete.ts'
import { describeCluster } from './060-describe-cluster.ts'
import { describeProducers } from './061-describe-producers.ts'
import { describeTransactions } from './065-describe-transactions.ts'
import { listTransactions } from './066-list-transactions.ts'
import { consumerGroupHeartbeat } from './068-consumer-group-heartbeat.ts'
import { consumerGroupDescribe } from './069-consumer-group-describe.ts'
import type { ApiSchema, DataSchema } from './form/schema.ts'
import { abortTransactionRecord } from './records/abort-transaction-record.ts'
import { assignmentInfoData } from './records/assignment-info-data.ts'
import { beginTransactionRecord } from './records/begin-transaction-record.ts'
import { brokerRegistrationChangeRecord } from './records/broker-registration-change-record.ts'
import { configRecord } from './records/config-record.ts'
import { consumerGroupCurrentMemberAssignmentKey } from './records/consumer-group-current-member-assignment-key.ts'
import { consumerGroupCurrentMemberAssignmentValue } from './records/consumer-group-current-member-assignment-value.ts'
import { consumerGroupMemberMetadataKey } from './records/consumer-group-member-metadata-key.ts'
import { consumerGroupMemberMetadataValue } from './records/consumer-group-member-metadata-value.ts'
import { consumerGroupMetadataKey } from './records/consumer-group-metadata-key.ts'
import { consumerGroupMetadataValue } from './records/consumer-group-metadata-value.ts'
import { consumerGroupPartitionMetadataKey } from './records/consumer-group-partition-metadata-key.ts'
import { consumerGroupPartitionMetadataValue } from './records/consumer-group-partition-metadata-value.ts'
import { consumerGroupRegularExpressionKey } from './records/consumer-group-regular-expression-key.ts'
import { consumerGroupRegularExpressionValue } from './records/consumer-group-regular-expression-value.ts'
import { consumerGroupTargetAssignmentMemberKey } from './records/consumer-group-target-assignment-member-key.ts'
import { consumerGroupTargetAssignmentMemberValue } from './records/consumer-group-target-assignment-member-value.ts'
import { consumerGroupTargetAssignmentMetadataKey } from './records/consumer-group-target-assignment-metadata-key.ts'
import { consumerGroupTargetAssignmentMetadataValue } from './records/consumer-group-target-assignment-metadata-value.ts'
import { consumerProtocolAssignment } from './records/consumer-protocol-assignment.ts'
import { consumerProtocolSubscription } from './records/consumer-protocol-subscription.ts'
import { endTransactionRecord } from './records/end-transaction-record.ts'
import { endTxnMarker } from './records/end-txn-marker.ts'
import { featureLevelRecord } from './records/feature-level-record.ts'
import { fenceBrokerRecord } from './records/fence-broker-record.ts'
import { groupMetadataKey } from './records/group-metadata-key.ts'
import { groupMetadataValue } from './records/group-metadata-value.ts'
import { kRaftVersionRecord } from './records/k-raft-version-record.ts'
import { leaderChangeMessage } from './records/leader-change-message.ts'
import { legacyOffsetCommitKey } from './records/legacy-offset-commit-key.ts'
import { legacyOffsetCommitValue } from './records/legacy-offset-commit-value.ts'
import { noOpRecord } from './records/no-op-record.ts'
import { offsetCommitKey } from './records/offset-commit-key.ts'
import { offsetCommitValue } from './records/offset-commit-value.ts'
import { partitionChangeRecord } from './records/partition-change-record.ts'
import { partitionRecord } from './records/partition-record.ts'
import { producerIdsRecord } from './records/producer-ids-record.ts'
import { producerSnapshot } from './records/producer-snapshot.ts'
import { registerBrokerRecord } from './records/register-broker-record.ts'
import { registerControllerRecord } from './records/register-controller-record.ts'
import { removeTopicRecord } from './records/remove-topic-record.ts'
import { requestHeader } from './records/request-header.ts'
import { responseHeader } from './records/response-header.ts'
import { snapshotFooterRecord } from './records/snapshot-footer-record.ts'
import { snapshotHeaderRecord } from './records/snapshot-header-record.ts'
import { subscriptionInfoData } from './records/subscription-info-data.ts'
import { topicRecord } from './records/topic-record.ts'
import { transactionLogKey } from './records/transaction-log-key.ts'
import { transactionLogValue } from './records/transaction-log-value.ts'
import { unfenceBrokerRecord } from './records/unfence-broker-record.ts'
import { unregisterBrokerRecord } from './records/unregister-broker-record.ts'
import { votersRecord } from './records/voters-record.ts'

export const apiSchemas: readonly ApiSchema[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  apiVersions,
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  offsetForLeaderEpoch,
  addPartitionsToTxn,
  addOffsetsToTxn,
  endTxn,
  writeTxnMarkers,
  txnOffsetCommit,
  describeConfigs,
  alterConfigs,
  describeLogDirs,
  createPartitions,
  deleteGroups,
  incrementalAlterConfigs,
  offsetDelete,
  describeCluster,
  describeProducers,
  describeTransactions,
  listTransactions,
  consumerGroupHeartbeat,
  consumerGroupDescribe,
]

export const dataSchemas: readonly DataSchema[] = [
  abortTransactionRecord,
  assignmentInfoData,
  beginTransactionRecord,
  brokerRegistrationChangeRecord,
  configRecord,
  consumerGroupCurrentMemberAssignmentKey,
  consumerGroupCurrentMemberAssignmentValue,
  consumerGroupMemberMetadataKey,
  consumerGroupMemberMetadataValue,
  consumerGroupMetadataKey,
  consumerGroupMetadataValue,
  consumerGroupPartitionMetadataKey,
  consumerGroupPartitionMetadataValue,
  consumerGroupRegularExpressionKey,
  consumerGroupRegularExpressionValue,
  consumerGroupTargetAssignmentMemberKey,
  consumerGroupTargetAssignmentMemberValue,
  consumerGroupTargetAssignmentMetadataKey,
  consumerGroupTargetAssignmentMetadataValue,
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  endTransactionRecord,
  endTxnMarker,
  featureLevelRecord,
  fenceBrokerRecord,
  groupMetadataKey,
  groupMetadataValue,
  kRaftVersionRecord,
  leaderChangeMessage,
  legacyOffsetCommitKey,
  legacyOffsetCommitValue,
  noOpRecord,
  offsetCommitKey,
  offsetCommitValue,
  partitionChangeRecord,
  partitionRecord,
  producerIdsRecord,
  producerSnapshot,
  registerBrokerRecord,
  registerControllerRecord,
  removeTopicRecord,
  requestHeader,
  responseHeader,
  snapshotFooterRecord,
  snapshotHeaderRecord,
  subscriptionInfoData,
  topicRecord,
  transactionLogKey,
  transactionLogValue,
  unfenceBrokerRecord,
  unregisterBrokerRecord,
  votersRecord,
]
