export { type AppDefinition, defineApp, topologyOf } from './app/app-definition.ts'
export { APP_STATES, type AppState } from './app/app-state.ts'
export type { AppConnection } from './app/connection.ts'
export { createInternalTopics, partitionCounts } from './app/internal-topics.ts'
export { type KafkaClusterOptions, kafkaCluster } from './app/kafka-cluster.ts'
export type {
  PartitionAnswer,
  QueryFailure,
  StoreQueryRequest,
  StoreQueryResult,
} from './app/store-query.ts'
export { StreamsApp } from './app/streams-app.ts'
export { streamsAssignor } from './assignment/streams-assignor.ts'
export {
  assignTasks,
  type TaskAssignment,
  type TaskMember,
  withoutOwnedByOthers,
} from './assignment/task-assignor.ts'
export { compareTasks, parseTaskName, type TaskId, taskName } from './assignment/task-id.ts'
export {
  type PlannedTopic,
  partitionsOfTask,
  planTopology,
  type TopologyPlan,
} from './assignment/topology-plan.ts'
export {
  type AppConfig,
  checkApplicationId,
  type ResolvedConfig,
  resolveConfig,
  topologyConfig,
} from './config.ts'
export { EmbeddedLog, type EmbeddedLogOptions } from './embedded.ts'
export { DeferredPort } from './stores/deferred-port.ts'
export type { EngineFactory } from './stores/engine-factory.ts'
export { LevelEngine, type LevelEngineOptions } from './stores/level-engine.ts'
export { LevelPort } from './stores/level-port.ts'
export type { StorePort, StoreWrite } from './stores/store-port.ts'
export { Worker } from './worker/worker.ts'
export type { WorkerListener, WorkerParts } from './worker/worker-parts.ts'
