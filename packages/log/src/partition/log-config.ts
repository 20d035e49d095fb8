/**
 * A topic's configuration under Kafka's names, with Kafka's defaults; a data table, and what the log reads of it.
 *
 * A value is looked up in this order: the topic's own, the broker's under the synonym, the default. Values are kept as the
 * text that was given, as Kafka keeps them, and parsed when a log is opened or its configuration changes.
 * Source: Kafka's `TopicConfig`, `LogConfig`.
 */

import type { CompressionType } from '@moldau/protocol'
import { type ConfigRule, type ConfigType, canonicalValue, valueFault } from './config-value.ts'

export interface TopicConfigKey extends ConfigRule {
  readonly name: string
  readonly type: ConfigType
  readonly default: string
  /** The broker property that gives the default to all topics. */
  readonly synonym: string
}

const LONG_MAX = '9223372036854775807'
const INT_MAX = 2147483647
const REPLICAS: readonly [RegExp, string] = [
  /^(\*|\d+:\d+(,\d+:\d+)*)?$/,
  "must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...",
]

export const TOPIC_CONFIGS: readonly TopicConfigKey[] = [
  {
    name: 'cleanup.policy',
    type: 'LIST',
    default: 'delete',
    synonym: 'log.cleanup.policy',
    oneOf: ['compact', 'delete'],
  },
  {
    name: 'compression.gzip.level',
    type: 'INT',
    default: '-1',
    synonym: 'compression.gzip.level',
    shape: [/^(-1|[1-9])$/, 'Value must be between 1 and 9 or equal to -1'],
  },
  {
    name: 'compression.lz4.level',
    type: 'INT',
    default: '9',
    synonym: 'compression.lz4.level',
    min: 1,
    max: 17,
  },
  {
    name: 'compression.type',
    type: 'STRING',
    default: 'producer',
    synonym: 'compression.type',
    oneOf: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'],
  },
  {
    name: 'compression.zstd.level',
    type: 'INT',
    default: '3',
    synonym: 'compression.zstd.level',
    min: -131072,
    max: 22,
  },
  {
    name: 'delete.retention.ms',
    type: 'LONG',
    default: '86400000',
    synonym: 'log.cleaner.delete.retention.ms',
    min: 0,
  },
  {
    name: 'file.delete.delay.ms',
    type: 'LONG',
    default: '60000',
    synonym: 'log.segment.delete.delay.ms',
    min: 0,
  },
  { name: 'flush.messages', type: 'LONG', default: LONG_MAX, synonym: 'log.flush.interval.messages', min: 1 },
  { name: 'flush.ms', type: 'LONG', default: LONG_MAX, synonym: 'log.flush.interval.ms', min: 0 },
  {
    name: 'follower.replication.throttled.replicas',
    type: 'LIST',
    default: '',
    synonym: 'follower.replication.throttled.replicas',
    shape: REPLICAS,
  },
  {
    name: 'index.interval.bytes',
    type: 'INT',
    default: '4096',
    synonym: 'log.index.interval.bytes',
    min: 0,
    max: INT_MAX,
  },
  {
    name: 'leader.replication.throttled.replicas',
    type: 'LIST',
    default: '',
    synonym: 'leader.replication.throttled.replicas',
    shape: REPLICAS,
  },
  {
    name: 'local.retention.bytes',
    type: 'LONG',
    default: '-2',
    synonym: 'log.local.retention.bytes',
    min: -2,
  },
  { name: 'local.retention.ms', type: 'LONG', default: '-2', synonym: 'log.local.retention.ms', min: -2 },
  {
    name: 'max.compaction.lag.ms',
    type: 'LONG',
    default: LONG_MAX,
    synonym: 'log.cleaner.max.compaction.lag.ms',
    min: 1,
  },
  {
    name: 'max.message.bytes',
    type: 'INT',
    default: '1048588',
    synonym: 'message.max.bytes',
    min: 0,
    max: INT_MAX,
  },
  {
    name: 'message.timestamp.after.max.ms',
    type: 'LONG',
    default: '3600000',
    synonym: 'log.message.timestamp.after.max.ms',
    min: 0,
  },
  {
    name: 'message.timestamp.before.max.ms',
    type: 'LONG',
    default: LONG_MAX,
    synonym: 'log.message.timestamp.before.max.ms',
    min: 0,
  },
  {
    name: 'message.timestamp.type',
    type: 'STRING',
    default: 'CreateTime',
    synonym: 'log.message.timestamp.type',
    oneOf: ['CreateTime', 'LogAppendTime'],
  },
  {
    name: 'min.cleanable.dirty.ratio',
    type: 'DOUBLE',
    default: '0.5',
    synonym: 'log.cleaner.min.cleanable.ratio',
    min: 0,
    max: 1,
  },
  {
    name: 'min.compaction.lag.ms',
    type: 'LONG',
    default: '0',
    synonym: 'log.cleaner.min.compaction.lag.ms',
    min: 0,
  },
  {
    name: 'min.insync.replicas',
    type: 'INT',
    default: '1',
    synonym: 'min.insync.replicas',
    min: 1,
    max: INT_MAX,
  },
  { name: 'preallocate', type: 'BOOLEAN', default: 'false', synonym: 'log.preallocate' },
  { name: 'remote.log.copy.disable', type: 'BOOLEAN', default: 'false', synonym: 'remote.log.copy.disable' },
  {
    name: 'remote.log.delete.on.disable',
    type: 'BOOLEAN',
    default: 'false',
    synonym: 'remote.log.delete.on.disable',
  },
  {
    name: 'remote.storage.enable',
    type: 'BOOLEAN',
    default: 'false',
    synonym: 'remote.storage.enable',
    shape: [/^false$/, 'Tiered Storage functionality is disabled in the broker.'],
  },
  { name: 'retention.bytes', type: 'LONG', default: '-1', synonym: 'log.retention.bytes' },
  { name: 'retention.ms', type: 'LONG', default: '604800000', synonym: 'log.retention.ms', min: -1 },
  {
    name: 'segment.bytes',
    type: 'INT',
    default: '1073741824',
    synonym: 'log.segment.bytes',
    min: 1048576,
    max: INT_MAX,
  },
  {
    name: 'segment.index.bytes',
    type: 'INT',
    default: '10485760',
    synonym: 'log.index.size.max.bytes',
    min: 4,
    max: INT_MAX,
  },
  { name: 'segment.jitter.ms', type: 'LONG', default: '0', synonym: 'log.roll.jitter.ms', min: 0 },
  { name: 'segment.ms', type: 'LONG', default: '604800000', synonym: 'log.roll.ms', min: 1 },
  {
    name: 'unclean.leader.election.enable',
    type: 'BOOLEAN',
    default: 'false',
    synonym: 'unclean.leader.election.enable',
  },
]

const BY_NAME = new Map(TOPIC_CONFIGS.map(key => [key.name, key]))

export function topicConfigKey(name: string): TopicConfigKey | undefined {
  return BY_NAME.get(name)
}

/** What is wrong with a value of a topic configuration; `undefined` where it is right. */
export function topicConfigFault(name: string, value: string): string | undefined {
  const key = BY_NAME.get(name)
  if (key === undefined) return `Unknown topic config name: ${name}`
  return valueFault(name, key.type, key, value)
}

/** A value that is right, as it is kept. */
export function canonicalTopicValue(name: string, value: string): string {
  return canonicalValue(BY_NAME.get(name)?.type ?? 'STRING', value) ?? value
}

/** What is wrong between values that are each right; `undefined` where nothing is. */
export function topicConfigsFault(get: (name: string) => string): string | undefined {
  const least = Number(get('min.compaction.lag.ms'))
  const most = Number(get('max.compaction.lag.ms'))
  if (least > most) {
    return `conflict topic config setting min.compaction.lag.ms (${least}) > max.compaction.lag.ms (${most})`
  }
  return undefined
}

/** What the log itself reads of a topic's configuration. Bytes and milliseconds; less than 0 means without limit. */
export interface LogConfig {
  readonly segmentBytes: number
  readonly segmentMs: number
  readonly segmentIndexBytes: number
  readonly indexIntervalBytes: number
  readonly maxMessageBytes: number
  readonly retentionMs: number
  readonly retentionBytes: number
  readonly timestampType: 'CreateTime' | 'LogAppendTime'
  readonly timestampAfterMaxMs: number
  readonly timestampBeforeMaxMs: number
  /** The codec that every batch is brought to; `undefined` where it stays as its producer compressed it. */
  readonly recompressTo: CompressionType | undefined
  /** Records after which, and time after which, the log is synced whatever its flush mode is. */
  readonly flushMessages: number
  readonly flushMs: number
  readonly fileDeleteDelayMs: number
  readonly minCleanableDirtyRatio: number
  readonly minCompactionLagMs: number
  readonly maxCompactionLagMs: number
  readonly deleteRetentionMs: number
  /** cleanup.policy names `delete`: old segments go. */
  readonly deletes: boolean
  /** cleanup.policy names `compact`: every record needs a key. */
  readonly compacts: boolean
}

function codecOf(compressionType: string): CompressionType | undefined {
  if (compressionType === 'producer') return undefined
  return compressionType === 'uncompressed' ? 'none' : (compressionType as CompressionType)
}

/** Parses what the log needs; `get` looks a topic configuration up by its name. */
export function logConfig(get: (name: string) => string): LogConfig {
  const number = (name: string): number => Number(get(name))
  const policies = get('cleanup.policy')
    .split(',')
    .map(item => item.trim())
  return {
    segmentBytes: number('segment.bytes'),
    // A compacted log is rolled in time for max.compaction.lag.ms: only sealed segments are cleaned.
    segmentMs: policies.includes('compact')
      ? Math.min(number('segment.ms'), number('max.compaction.lag.ms'))
      : number('segment.ms'),
    segmentIndexBytes: number('segment.index.bytes'),
    indexIntervalBytes: number('index.interval.bytes'),
    maxMessageBytes: number('max.message.bytes'),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    timestampType: get('message.timestamp.type') === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime',
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    recompressTo: codecOf(get('compression.type')),
    flushMessages: number('flush.messages'),
    flushMs: number('flush.ms'),
    fileDeleteDelayMs: number('file.delete.delay.ms'),
    minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
    minCompactionLagMs: number('min.compaction.lag.ms'),
    maxCompactionLagMs: number('max.compaction.lag.ms'),
    deleteRetentionMs: number('delete.retention.ms'),
    deletes: policies.includes('delete'),
    compacts: policies.includes('compact'),
  }
}

/** Kafka's defaults, with `overrides` by topic configuration name. */
export function defaultLogConfig(overrides: Readonly<Record<string, string>> = {}): LogConfig {
  const values = new Map(TOPIC_CONFIGS.map(key => [key.name, key.default]))
  for (const [name, value] of Object.entries(overrides)) values.set(name, value)
  return logConfig(name => values.get(name)!)
}
