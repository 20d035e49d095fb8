export {
  assignTasks,
  type TaskAssignment,
  type TaskMember,
  withoutOwnedByOthers,
} from './assignment/task-assignor.ts'
export { compareTasks, parseTaskName, type TaskId, taskName } from './assignment/task-id.ts'
export { type AppConfig, checkApplicationId, type ResolvedConfig, resolveConfig } from './config.ts'
export { LevelEngine, type LevelEngineOptions } from './stores/level-engine.ts'
export { LevelPort } from './stores/level-port.ts'
export type { StorePort, StoreWrite } from './stores/store-port.ts'
