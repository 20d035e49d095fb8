export { keyValueKinds } from './state-store/key-values.ts'
export { sessionKinds } from './state-store/sessions.ts'
export {
  type StoreEngine,
  type StoreKind,
  type StoreModel,
  stateStoreConformance,
} from './state-store/suite.ts'
export { versionKinds } from './state-store/versions.ts'
export { windowKinds } from './state-store/windows.ts'
export { type StorageUnderTest, storageConformance } from './storage.ts'
export { type EngineUnderTest, storeConformance } from './store.ts'
export { type StorePortPlace, storePortConformance } from './store-port.ts'
