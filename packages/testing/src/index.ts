export * from './cases/index.ts'
export * from './node/index.ts'
export * from './storage/index.ts'
export * from './topology-test-driver/index.ts'
