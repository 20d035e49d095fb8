export type { Abortable, AsyncPort, CallSignal } from './async/async-port.ts'
export type { CalendarUnit } from './calendar/calendar.ts'
export type { AsOfJoinOptions, AsOfTableJoinOptions } from './dsl/as-of-join.ts'
export { type CalendarOptions, calendar, type Weekday } from './dsl/calendar-windows.ts'
export {
  CogroupedKStream,
  SessionWindowedCogroupedKStream,
  TimeWindowedCogroupedKStream,
} from './dsl/cogrouped-kstream.ts'
export {
  type CountMaterializedOptions,
  CountWindowedKStream,
  type CountWindows,
  countWindows,
} from './dsl/count-windowed-kstream.ts'
export type { DistinctOptions, Identity, KeyedSerdes, WindowedDistinctOptions } from './dsl/distinct.ts'
export type { ForeignKeyJoinOptions, ForeignKeyOuterJoinOptions } from './dsl/foreign-key-join.ts'
export { GlobalKTable } from './dsl/global-ktable.ts'
export { KGroupedStream } from './dsl/kgrouped-stream.ts'
export { KGroupedTable } from './dsl/kgrouped-table.ts'
export { KStream } from './dsl/kstream.ts'
export { KTable, type TransformOptions } from './dsl/ktable.ts'
export type { LateOptions } from './dsl/late-output.ts'
export type { AsyncOptions } from './dsl/map-async.ts'
export {
  type Carried,
  type ConsumedOptions,
  type EmitStrategy,
  type MaterializedOptions,
  type NamedOptions,
  type PrintOptions,
  type ProcessOptions,
  type SerdeOptions,
  type VersionedStore,
  versioned,
  type WindowedMaterializedOptions,
} from './dsl/options.ts'
export { SessionWindowedKStream } from './dsl/session-windowed-kstream.ts'
export {
  type IntervalJoinOptions,
  type JoinStoreOptions,
  type JoinWindowOptions,
  type JoinWindows,
  joinWindows,
  type StreamJoinedOptions,
} from './dsl/stream-join.ts'
export { type GlobalTableOptions, StreamsBuilder, type TableOptions } from './dsl/streams-builder.ts'
export {
  buildSettings,
  CACHE_MAX_BYTES_DEFAULT,
  globalTaskConfig,
  metricsSettings,
  type StreamsConfig,
  taskConfig,
} from './dsl/streams-config.ts'
export { type SuppressBuffer, type Suppressed, untilTimeLimit, untilWindowCloses } from './dsl/suppressed.ts'
export type { ExpireOptions } from './dsl/table-expire.ts'
export { TimeWindowedKStream } from './dsl/time-windowed-kstream.ts'
export {
  type CalendarWindows,
  hopping,
  type SessionOptions,
  type SessionWindows,
  type SlidingWindows,
  sessions,
  slidingWindows,
  type TimelineWindows,
  type TimeWindows,
  tumbling,
  unlimited,
  type WindowOptions,
} from './dsl/windows.ts'
export { type Duration, durationMs } from './duration.ts'
export { StreamsError, type StreamsErrorCode } from './failure.ts'
export * from './metrics/index.ts'
export { type SinkOptions, type StoreSource, TopologyBuilder } from './processor-api/topology-builder.ts'
export type { CallContext } from './processors/map-async.ts'
export type * from './processors/processor-api.ts'
export { ProcessorRecord } from './processors/processor-record.ts'
export type {
  StateStore,
  StreamPartitioner,
  TopicNameExtractor,
} from './processors/processor-spec.ts'
export type { ProcessorWrapper } from './processors/processor-wrapper.ts'
export * from './queries/index.ts'
export { decodeHeaders, encodeHeaders, type HeaderList } from './records/headers.ts'
export type { RecordContext } from './records/record-context.ts'
export type { HeaderSpan, RecordView } from './records/record-view.ts'
export { TaskRecord } from './records/task-record.ts'
export type { ExtractedRecord, TimestampExtractor } from './records/timestamp-extractor.ts'
export type { Change } from './serdes/change.ts'
export type { CountRow, CountWindow } from './serdes/count-row.ts'
export { EnvelopeSerde } from './serdes/envelope.ts'
export * from './serdes/index.ts'
export { compareBytes } from './stores/byte-order.ts'
export { ByteTable } from './stores/byte-table.ts'
export * from './stores/engine.ts'
export { JoinWindowState } from './stores/join-window-state.ts'
export {
  type KeyValueEntry,
  KeyValueState,
  type ValueAndTimestamp,
  type ValueTimestampHeaders,
} from './stores/key-value-state.ts'
export * from './stores/memory-engine.ts'
export {
  type KeyValue,
  type KeyValueStore,
  type ProcessorStore,
  processorStore,
  type StoreShape,
} from './stores/processor-stores.ts'
export { type DirtyEntry, RecordCache } from './stores/record-cache.ts'
export type { AggregationWithHeaders, SessionStore } from './stores/session-facade.ts'
export { SessionState } from './stores/session-state.ts'
export * from './stores/store-definition.ts'
export * from './stores/store-spec.ts'
export { StorePositions } from './stores/store-time.ts'
export type { VersionedKeyValueStore, VersionedRecord } from './stores/versioned-facade.ts'
export { VersionedState } from './stores/versioned-state.ts'
export type { WindowStore } from './stores/window-facade.ts'
export { WindowState } from './stores/window-state.ts'
export * from './task/environment.ts'
export { decodeOffsetMetadata, encodeOffsetMetadata, type OffsetMetadata } from './task/offset-metadata.ts'
export { ProcessorTask, type TaskStore } from './task/processor-task.ts'
export { PunctuationQueue } from './task/punctuation-queue.ts'
export { SourceHandle } from './task/source.ts'
export type { InternalTopic } from './topology/internal-topics.ts'
export type * from './topology/node-definitions.ts'
export { repartitionPartitionCounts } from './topology/partition-counts.ts'
export {
  type SourcePattern,
  type SourceTopic,
  type SubTopology,
  type SubTopologyStore,
  type SubTopologyTopics,
  Topology,
  type TopologySettings,
} from './topology/topology.ts'
