// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription } from '../codec/description.ts'
import { type ProduceRequest, type ProduceResponse, produceApi } from './000-produce.ts'
import { type FetchRequest, type FetchResponse, fetchApi } from './001-fetch.ts'
import { type ListOffsetsRequest, type ListOffsetsResponse, listOffsetsApi } from './002-list-offsets.ts'
import { type MetadataRequest, type MetadataResponse, metadataApi } from './003-metadata.ts'
import { type OffsetCommitRequest, type OffsetCommitResponse, offsetCommitApi } from './008-offset-commit.ts'
import { type OffsetFetchRequest, type OffsetFetchResponse, offsetFetchApi } from './009-offset-fetch.ts'
import { type FindCoordinatorRequest, type FindCoordinatorResponse, findCoordinatorApi } from './010-find-coordinator.ts'
import { type JoinGroupRequest, type JoinGroupResponse, joinGroupApi } from './011-join-group.ts'
import { type HeartbeatRequest, type HeartbeatResponse, heartbeatApi } from './012-heartbeat.ts'
import { type LeaveGroupRequest, type LeaveGroupResponse, leaveGroupApi } from './013-leave-group.ts'
import { type SyncGroupRequest, type SyncGroupResponse, syncGroupApi } from './014-sync-group.ts'
import { type DescribeGroupsRequest, type DescribeGroupsResponse, describeGroupsApi } from './015-describe-groups.ts'
import { type ListGroupsRequest, type ListGroupsResponse, listGroupsApi } from './016-list-groups.ts'
import { type ApiVersionsRequest, type ApiVersionsResponse, apiVersionsApi } from './018-api-versions.ts'
import { type CreateTopicsRequest, type CreateTopicsResponse, createTopicsApi } from './019-create-topics.ts'
import { type DeleteTopicsRequest, type DeleteTopicsResponse, deleteTopicsApi } from './020-delete-topics.ts'
import { type DeleteRecordsRequest, type DeleteRecordsResponse, deleteRecordsApi } from './021-delete-records.ts'
import { type InitProducerIdRequest, type InitProducerIdResponse, initProducerIdApi } from './022-init-producer-id.ts'
import { type OffsetForLeaderEpochRequest, type OffsetForLeaderEpochResponse, offsetForLeaderEpochApi } from './023-offset-for-leader-epoch.ts'
import { type AddPartitionsToTxnRequest, type AddPartitionsToTxnResponse, addPartitionsToTxnApi } from './024-add-partitions-to-txn.ts'
import { type AddOffsetsToTxnRequest, type AddOffsetsToTxnResponse, addOffsetsToTxnApi } from './025-add-offsets-to-txn.ts'
import { type EndTxnRequest, type EndTxnResponse, endTxnApi } from './026-end-txn.ts'
import { type WriteTxnMarkersRequest, type WriteTxnMarkersResponse, writeTxnMarkersApi } from './027-write-txn-markers.ts'
import { type TxnOffsetCommitRequest, type TxnOffsetCommitResponse, txnOffsetCommitApi } from './028-txn-offset-commit.ts'
import { type DescribeConfigsRequest, type DescribeConfigsResponse, describeConfigsApi } from './032-describe-configs.ts'
import { type AlterConfigsRequest, type AlterConfigsResponse, alterConfigsApi } from './033-alter-configs.ts'
import { type DescribeLogDirsRequest, type DescribeLogDirsResponse, describeLogDirsApi } from './035-describe-log-dirs.ts'
import { type CreatePartitionsRequest, type CreatePartitionsResponse, createPartitionsApi } from './037-create-partitions.ts'
import { type DeleteGroupsRequest, type DeleteGroupsResponse, deleteGroupsApi } from './042-delete-groups.ts'
import { type IncrementalAlterConfigsRequest, type IncrementalAlterConfigsResponse, incrementalAlterConfigsApi } from './044-incremental-alter-configs.ts'
import { type OffsetDeleteRequest, type OffsetDeleteResponse, offsetDeleteApi } from './047-offset-delete.ts'
import { type DescribeClusterRequest, type DescribeClusterResponse, describeClusterApi } from './060-describe-cluster.ts'
import { type DescribeProducersRequest, type DescribeProducersResponse, describeProducersApi } from './061-describe-producers.ts'
import { type DescribeTransactionsRequest, type DescribeTransactionsResponse, describeTransactionsApi } from './065-describe-transactions.ts'
import { type ListTransactionsRequest, type ListTransactionsResponse, listTransactionsApi } from './066-list-transactions.ts'
import { type ConsumerGroupHeartbeatRequest, type ConsumerGroupHeartbeatResponse, consumerGroupHeartbeatApi } from './068-consumer-group-heartbeat.ts'
import { type ConsumerGroupDescribeRequest, type ConsumerGroupDescribeResponse, consumerGroupDescribeApi } from './069-consumer-group-describe.ts'

export * from './000-produce.ts'
export * from './001-fetch.ts'
export * from './002-list-offsets.ts'
export * from './003-metadata.ts'
export * from './008-offset-commit.ts'
export * from './009-offset-fetch.ts'
export * from './010-find-coordinator.ts'
export * from './011-join-group.ts'
export * from './012-heartbeat.ts'
export * from './013-leave-group.ts'
export * from './014-sync-group.ts'
export * from './015-describe-groups.ts'
export * from './016-list-groups.ts'
export * from './018-api-versions.ts'
export * from './019-create-topics.ts'
export * from './020-delete-topics.ts'
export * from './021-delete-records.ts'
export * from './022-init-producer-id.ts'
export * from './023-offset-for-leader-epoch.ts'
export * from './024-add-partitions-to-txn.ts'
export * from './025-add-offsets-to-txn.ts'
export * from './026-end-txn.ts'
export * from './027-write-txn-markers.ts'
export * from './028-txn-offset-commit.ts'
export * from './032-describe-configs.ts'
export * from './033-alter-configs.ts'
export * from './035-describe-log-dirs.ts'
export * from './037-create-partitions.ts'
export * from './042-delete-groups.ts'
export * from './044-incremental-alter-configs.ts'
export * from './047-offset-delete.ts'
export * from './060-describe-cluster.ts'
export * from './061-describe-producers.ts'
export * from './065-describe-transactions.ts'
export * from './066-list-transactions.ts'
export * from './068-consumer-group-heartbeat.ts'
export * from './069-consumer-group-describe.ts'
export * from './records/index.ts'

/** The number of each API, by its name. */
export const ApiKey = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  DescribeGroups: 15,
  ListGroups: 16,
  ApiVersions: 18,
  CreateTopics: 19,
  DeleteTopics: 20,
  DeleteRecords: 21,
  InitProducerId: 22,
  OffsetForLeaderEpoch: 23,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  WriteTxnMarkers: 27,
  TxnOffsetCommit: 28,
  DescribeConfigs: 32,
  AlterConfigs: 33,
  DescribeLogDirs: 35,
  CreatePartitions: 37,
  DeleteGroups: 42,
  IncrementalAlterConfigs: 44,
  OffsetDelete: 47,
  DescribeCluster: 60,
  DescribeProducers: 61,
  DescribeTransactions: 65,
  ListTransactions: 66,
  ConsumerGroupHeartbeat: 68,
  ConsumerGroupDescribe: 69,
} as const

/** The number of an API. */
export type ApiKey = (typeof ApiKey)[keyof typeof ApiKey]

/** Request and response type of each API, by its number. */
export interface ApiTypes {
  0: { request: ProduceRequest; response: ProduceResponse; version: number }
  1: { request: FetchRequest; response: FetchResponse; version: number }
  2: { request: ListOffsetsRequest; response: ListOffsetsResponse; version: number }
  3: { request: MetadataRequest; response: MetadataResponse; version: number }
  8: { request: OffsetCommitRequest; response: OffsetCommitResponse; version: number }
  9: { request: OffsetFetchRequest; response: OffsetFetchResponse; version: number }
  10: { request: FindCoordinatorRequest; response: FindCoordinatorResponse; version: number }
  11: { request: JoinGroupRequest; response: JoinGroupResponse; version: number }
  12: { request: HeartbeatRequest; response: HeartbeatResponse; version: number }
  13: { request: LeaveGroupRequest; response: LeaveGroupResponse; version: number }
  14: { request: SyncGroupRequest; response: SyncGroupResponse; version: number }
  15: { request: DescribeGroupsRequest; response: DescribeGroupsResponse; version: number }
  16: { request: ListGroupsRequest; response: ListGroupsResponse; version: number }
  18: { request: ApiVersionsRequest; response: ApiVersionsResponse; version: number }
  19: { request: CreateTopicsRequest; response: CreateTopicsResponse; version: number }
  20: { request: DeleteTopicsRequest; response: DeleteTopicsResponse; version: number }
  21: { request: DeleteRecordsRequest; response: DeleteRecordsResponse; version: number }
  22: { request: InitProducerIdRequest; response: InitProducerIdResponse; version: number }
  23: { request: OffsetForLeaderEpochRequest; response: OffsetForLeaderEpochResponse; version: number }
  24: { request: AddPartitionsToTxnRequest; response: AddPartitionsToTxnResponse; version: number }
  25: { request: AddOffsetsToTxnRequest; response: AddOffsetsToTxnResponse; version: number }
  26: { request: EndTxnRequest; response: EndTxnResponse; version: number }
  27: { request: WriteTxnMarkersRequest; response: WriteTxnMarkersResponse; version: number }
  28: { request: TxnOffsetCommitRequest; response: TxnOffsetCommitResponse; version: number }
  32: { request: DescribeConfigsRequest; response: DescribeConfigsResponse; version: number }
  33: { request: AlterConfigsRequest; response: AlterConfigsResponse; version: number }
  35: { request: DescribeLogDirsRequest; response: DescribeLogDirsResponse; version: number }
  37: { request: CreatePartitionsRequest; response: CreatePartitionsResponse; version: number }
  42: { request: DeleteGroupsRequest; response: DeleteGroupsResponse; version: number }
  44: { request: IncrementalAlterConfigsRequest; response: IncrementalAlterConfigsResponse; version: number }
  47: { request: OffsetDeleteRequest; response: OffsetDeleteResponse; version: number }
  60: { request: DescribeClusterRequest; response: DescribeClusterResponse; version: number }
  61: { request: DescribeProducersRequest; response: DescribeProducersResponse; version: number }
  65: { request: DescribeTransactionsRequest; response: DescribeTransactionsResponse; version: number }
  66: { request: ListTransactionsRequest; response: ListTransactionsResponse; version: number }
  68: { request: ConsumerGroupHeartbeatRequest; response: ConsumerGroupHeartbeatResponse; version: number }
  69: { request: ConsumerGroupDescribeRequest; response: ConsumerGroupDescribeResponse; version: number }
}

/** The body of a request to API `K`. */
export type RequestOf<K extends ApiKey> = ApiTypes[K]['request']

/** The body of the response of API `K`. */
export type ResponseOf<K extends ApiKey> = ApiTypes[K]['response']

/** A version of API `K`; `apis` holds its range. */
export type Version<K extends ApiKey> = ApiTypes[K]['version']

/** Every API that is described, by its number. */
export const apis: ReadonlyMap<number, ApiDescription> = new Map<number, ApiDescription>([
  [0, produceApi],
  [1, fetchApi],
  [2, listOffsetsApi],
  [3, metadataApi],
  [8, offsetCommitApi],
  [9, offsetFetchApi],
  [10, findCoordinatorApi],
  [11, joinGroupApi],
  [12, heartbeatApi],
  [13, leaveGroupApi],
  [14, syncGroupApi],
  [15, describeGroupsApi],
  [16, listGroupsApi],
  [18, apiVersionsApi],
  [19, createTopicsApi],
  [20, deleteTopicsApi],
  [21, deleteRecordsApi],
  [22, initProducerIdApi],
  [23, offsetForLeaderEpochApi],
  [24, addPartitionsToTxnApi],
  [25, addOffsetsToTxnApi],
  [26, endTxnApi],
  [27, writeTxnMarkersApi],
  [28, txnOffsetCommitApi],
  [32, describeConfigsApi],
  [33, alterConfigsApi],
  [35, describeLogDirsApi],
  [37, createPartitionsApi],
  [42, deleteGroupsApi],
  [44, incrementalAlterConfigsApi],
  [47, offsetDeleteApi],
  [60, describeClusterApi],
  [61, describeProducersApi],
  [65, describeTransactionsApi],
  [66, listTransactionsApi],
  [68, consumerGroupHeartbeatApi],
  [69, consumerGroupDescribeApi],
])
