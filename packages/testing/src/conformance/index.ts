export { type StorageUnderTest, storageConformance } from './storage.ts'
export { type EngineUnderTest, storeConformance } from './store.ts'
export { type StorePortPlace, storePortConformance } from './store-port.ts'
