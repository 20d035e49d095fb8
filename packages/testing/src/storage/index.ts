export { StorageStorePort } from './storage-store-port.ts'
