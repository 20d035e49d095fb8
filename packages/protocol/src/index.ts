export { apiOf, PRODUCE_LISTED_FROM, requestOf, responseOf } from './api.ts'
export type { ByteStream, ByteStreamEvents } from './byte-stream.ts'
export type { ApiDescription, DataDescription, Partially, UnknownTags } from './codec/description.ts'
export { DecodeError, EncodeError } from './codec/failures.ts'
export { NO_BYTES, Reader, ZERO_UUID } from './codec/reader.ts'
export { LENT_BYTES_MIN, Writer } from './codec/writer.ts'
export { type Clock, type Random, sleep, type Timer } from './environment.ts'
export { describeError, ErrorCode, type ErrorDescription, errorTable, isRetriable } from './errors.ts'
export {
  AssertionFailed,
  assert,
  ConnectionLost,
  type FailureOptions,
  MoldauError,
  RequestTimedOut,
  UnsupportedVersion,
} from './failure.ts'
export {
  correlationIdOf,
  decodeResponseFrame,
  encodeRequestFrame,
  encodeResponseFrame,
  FRAME_BYTES_MAX,
  FrameSplitter,
  type RequestFrame,
  readRequestFrame,
  requestHeaderVersion,
  responseHeaderVersion,
} from './frame.ts'
export * from './generated/index.ts'
export type { BrokerId, Connection, Dial, Node, Purpose } from './node.ts'
export * from './records/index.ts'
export { socketStream } from './socket-stream.ts'
export {
  decodeKey,
  decodeMetadataRecord,
  decodeVersioned,
  encodeKey,
  encodeMetadataRecord,
  encodeVersioned,
  kindOfKey,
  type MetadataRecord,
  type Versioned,
} from './stored.ts'
export { systemClock, systemRandom } from './system.ts'
