export {
  COMPRESSION_TYPES,
  type CompressionCode,
  type CompressionType,
  codecReady,
  compress,
  DECOMPRESSED_BYTES_MAX,
  decompress,
} from './compression.ts'
export {
  CONTROL_TYPES,
  type ControlType,
  controlTypeOf,
  coordinatorEpochOf,
  encodeControlBatch,
  encodeTransactionMarker,
} from './control-record.ts'
export { crc32c } from './crc32c.ts'
export { murmur2, partitionForKey } from './murmur2.ts'
export {
  ATTRIBUTES,
  BATCH,
  BATCH_HEADER_BYTES,
  BATCH_LOG_OVERHEAD,
  BatchHeader,
  type BatchVerdict,
  checkBatch,
  getInt64,
  isTrusted,
  setBaseOffset,
  setInt64,
  setLeaderEpoch,
  setLogAppendTime,
  type TimestampType,
  trustBatches,
} from './record-batch.ts'
export {
  type BatchArraySource,
  type BatchIdentity,
  copyInto,
  encodeHeaders,
  NO_PRODUCER,
  RecordBatchBuilder,
} from './record-batch-builder.ts'
export { decodeHeaders, type Header, RecordCursor } from './record-cursor.ts'
export { varintSize, varlongSize, writeVarint, writeVarlong } from './varint.ts'
