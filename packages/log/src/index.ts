export { Broker, type BrokerNode, type BrokerOptions } from './broker/broker.ts'
export type { BrokerConnection, Peer } from './broker/connection.ts'
export { BROKER_CONFIG_KEYS, BrokerConfig, type BrokerProperties } from './broker/state/broker-config.ts'
export type { Flush } from './partition/durability.ts'
export { TOPIC_CONFIGS, type TopicConfigKey, topicConfigFault } from './partition/log-config.ts'
export { type Listener, type ListenOptions, listen } from './server/listen.ts'
export { ServedStream, type ServeOptions } from './server/served-stream.ts'
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
