export { type EngineUnderTest, engineConformance } from './engine.ts'
export { storeConformance } from './state-store/every-kind.ts'
export {
  type StoreEngine,
  type StoreKind,
  type StoreModel,
  storeKindConformance,
} from './state-store/suite.ts'
export type { StorePlace } from './state-store/task-home.ts'
export { type StorageUnderTest, storageConformance } from './storage.ts'
export { type StorePortPlace, storePortConformance } from './store-port.ts'
