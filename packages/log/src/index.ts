export { FileStorage } from './storage/file-storage.ts'
export {
  type CrashMode,
  MemoryStorage,
  type MemoryStorageOptions,
  type PlannedFailure,
  StorageCrashed,
} from './storage/memory-storage.ts'
export {
  type FileFacts,
  type Release,
  replaceFile,
  type Storage,
  type StorageFile,
} from './storage/storage.ts'
