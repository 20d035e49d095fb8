export {
  Admin,
  type AdminOptions,
  type ConfigChange,
  type ConfigEntry,
  type ConfigResource,
  type NewTopic,
  type ResourceType,
  type TopicDescription,
} from './admin/admin.ts'
export type { Outcomes } from './admin/asking.ts'
export type {
  ConsumerGroupDescription,
  GroupDescription,
  GroupFilter,
  GroupListing,
} from './admin/group-admin.ts'
export type {
  HangingTransaction,
  ProducerDescription,
  TransactionDescription,
  TransactionFilter,
  TransactionListing,
} from './admin/transaction-admin.ts'
export { Cluster, type ClusterOptions, type CoordinatorType } from './cluster/cluster.ts'
export { Channel, Link, type LinkContext, type RequestLimits } from './cluster/link.ts'
export { type BrokerAddress, Metadata, type PartitionFacts, type TopicFacts } from './cluster/metadata.ts'
export {
  type IsolationLevel,
  lookUpOffsets,
  OFFSET_SPEC,
  type OffsetAnswer,
  type OffsetQuestion,
} from './cluster/offset-lookup.ts'
export type {
  Assignor,
  GroupSubscription,
  MemberAssignment,
  MemberSubscription,
  RebalanceProtocol,
} from './consumer/assignor.ts'
export { Consumer, type ConsumerOptions, type RebalanceListener } from './consumer/consumer.ts'
export { cooperativeStickyAssignor } from './consumer/cooperative-sticky-assignor.ts'
export {
  type AbortedTransaction,
  type ConsumerRecord,
  FetchedPartition,
  FetchedRecords,
} from './consumer/fetched-partition.ts'
export type { Subscription } from './consumer/group-member.ts'
export type { CommittedOffset } from './consumer/group-offsets.ts'
export { rangeAssignor } from './consumer/range-assignor.ts'
export { type FrameConnectionOptions, frameConnection } from './frame-connection.ts'
export { DefaultPartitioner, type Partitioner } from './producer/partitioner.ts'
export { Producer, type ProducerOptions, type ProducerRecord } from './producer/producer.ts'
export type { RecordMetadata } from './producer/producer-batch.ts'
export type { GroupMetadata, OffsetToCommit, TransactionState } from './producer/transactions.ts'
export { parseAddresses, type TcpNodeOptions, tcpCluster, tcpNode } from './tcp-node.ts'
export { nameOf, type TopicPartition, TopicPartitionMap } from './topic-partition.ts'
