/** The settings that the building of a topology and its tasks read, under Kafka Streams' names. */
import { StreamsError } from '../failure.ts'
import type { RecordingLevel } from '../metrics/metric.ts'
import { METRICS_DEFAULT, type MetricsSettings } from '../metrics/metrics-registry.ts'
import type { ProcessorWrapper } from '../processors/processor-wrapper.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import type { Serde } from '../serdes/serde.ts'
import type { BadRecordFate, TaskConfig } from '../task/environment.ts'
import type { BuildSettings } from '../topology/build.ts'

export interface StreamsConfig {
  readonly 'application.id'?: string
  /** `none` (default), `all`, or a list of rules. */
  readonly 'topology.optimization'?: string
  /** Wraps all processors of the topology (KIP-1112). */
  readonly 'processor.wrapper.class'?: ProcessorWrapper
  readonly 'default.key.serde'?: Serde<unknown>
  readonly 'default.value.serde'?: Serde<unknown>
  readonly 'default.timestamp.extractor'?: TimestampExtractor
  /** Refuse generated names of stores and internal topics; default false. */
  readonly 'ensure.explicit.internal.resource.naming'?: boolean
  /** Stores of operators that do not say: `level` (default) or `memory`. */
  readonly 'dsl.store.suppliers.class'?: 'memory' | 'level'
  /**
   * What stores of the DSL on disk keep: `DEFAULT` values with their timestamps, `HEADERS` headers as well (KIP-1285), for processors
   * that are connected to them; operators write none. Default `DEFAULT`.
   */
  readonly 'dsl.store.format'?: 'DEFAULT' | 'HEADERS'
  /** Milliseconds added to the retention of windowed changelogs; default one day. */
  readonly 'windowstore.changelog.additional.retention.ms'?: number
  /** Bytes of the record cache of all workers together; default 10 MiB, 0 switches caching off. */
  readonly 'statestore.cache.max.bytes'?: number
  /**
   * How long a task waits, by the wall clock, for a topic that has no records before it takes one of another: milliseconds; default 0,
   * no longer than until it is known that nothing is there; -1 waits for nothing, and gives no order.
   */
  readonly 'max.task.idle.ms'?: number
  /**
   * For how long a task must have had nothing to process until its stream time goes on with the wall clock, so that windows close, and
   * `suppress`, outer joins and grace periods let go what they hold: milliseconds, at least 1. Default: never. Not of Kafka Streams; see
   * docs/beyond.md.
   */
  readonly 'stream.time.idle.ms'?: number
  /** What happens to a record that cannot be read; default `fail`. */
  readonly 'deserialization.exception.handler'?: BadRecordFate
  /** What happens to a record that user code throws at; default `fail`. */
  readonly 'processing.exception.handler'?: BadRecordFate
  /** Whether `processing.exception.handler` decides for the processors of global stores, too; default false: they fail. */
  readonly 'processing.exception.handler.global.enabled'?: boolean
  readonly 'errors.dead.letter.queue.topic.name'?: string | null
  /** Sensors of finer levels record nothing; default `INFO`. */
  readonly 'metrics.recording.level'?: RecordingLevel
  /** How many samples rates, averages and extremes are made of; default 2. */
  readonly 'metrics.num.samples'?: number
  /** Milliseconds of one sample; default 30,000. */
  readonly 'metrics.sample.window.ms'?: number
  /** Where the folders of tasks lie, for processors that ask for theirs. In tests there are none without it. */
  readonly 'state.dir'?: string
}

export const CACHE_MAX_BYTES_DEFAULT = 10 * 1024 * 1024

/** What measuring needs of the settings. @throws INVALID_CONFIG */
export function metricsSettings(config: StreamsConfig): MetricsSettings {
  const recordingLevel = config['metrics.recording.level'] ?? METRICS_DEFAULT.recordingLevel
  if (!['INFO', 'DEBUG', 'TRACE'].includes(recordingLevel)) {
    throw new StreamsError(
      'INVALID_CONFIG',
      `metrics.recording.level: expected INFO, DEBUG or TRACE, got '${recordingLevel}'`,
    )
  }
  const atLeastOne = (name: 'metrics.num.samples' | 'metrics.sample.window.ms', standard: number): number => {
    const value = config[name] ?? standard
    if (Number.isInteger(value) && value >= 1) return value
    throw new StreamsError('INVALID_CONFIG', `${name}: expected a whole number of at least 1, got ${value}`)
  }
  return {
    recordingLevel,
    samples: atLeastOne('metrics.num.samples', METRICS_DEFAULT.samples),
    windowMs: atLeastOne('metrics.sample.window.ms', METRICS_DEFAULT.windowMs),
  }
}

/** What a build needs of the settings. */
export function buildSettings(config: StreamsConfig): BuildSettings {
  return {
    optimization: config['topology.optimization'],
    wrapper: config['processor.wrapper.class'] ?? null,
    explicitNaming: config['ensure.explicit.internal.resource.naming'] ?? false,
    defaultKeySerde: config['default.key.serde'] ?? null,
    defaultValueSerde: config['default.value.serde'] ?? null,
    defaultTimestamp: config['default.timestamp.extractor'] ?? 'failOnInvalid',
    defaultStoreType: config['dsl.store.suppliers.class'] ?? 'level',
    storeHeaders: config['dsl.store.format'] === 'HEADERS',
    additionalRetentionMs: config['windowstore.changelog.additional.retention.ms'] ?? 86_400_000,
  }
}

/** What a task needs of the settings. @throws INVALID_CONFIG */
export function taskConfig(config: StreamsConfig): TaskConfig {
  const applicationId = config['application.id']
  if (applicationId === undefined || applicationId === '') {
    throw new StreamsError('INVALID_CONFIG', 'application.id is missing')
  }
  const deadLetterTopic = config['errors.dead.letter.queue.topic.name'] ?? null
  const fate = (
    name: 'deserialization.exception.handler' | 'processing.exception.handler',
  ): BadRecordFate => {
    const value = config[name] ?? 'fail'
    if (value !== 'continue' && value !== 'fail' && value !== 'dead-letter') {
      throw new StreamsError(
        'INVALID_CONFIG',
        `${name}: expected continue, fail or dead-letter, got '${value}'`,
      )
    }
    if (value === 'dead-letter' && deadLetterTopic === null) {
      throw new StreamsError(
        'INVALID_CONFIG',
        `${name} is dead-letter, but there is no topic for dead letters`,
        {
          hint: 'set errors.dead.letter.queue.topic.name',
        },
      )
    }
    return value
  }
  const idleMs = config['stream.time.idle.ms'] ?? null
  if (idleMs !== null && !(idleMs >= 1))
    throw new StreamsError('INVALID_CONFIG', `stream.time.idle.ms: expected at least 1, got ${idleMs}`)
  return {
    applicationId,
    idleMs,
    deserializationHandler: fate('deserialization.exception.handler'),
    processingHandler: fate('processing.exception.handler'),
    deadLetterTopic,
  }
}

/** The same for global stores, which have no dead letters. @throws INVALID_CONFIG */
export function globalTaskConfig(config: StreamsConfig): TaskConfig {
  const own = taskConfig(config)
  const bears = config['processing.exception.handler.global.enabled'] ?? false
  return { ...own, processingHandler: bears ? own.processingHandler : 'fail', deadLetterTopic: null }
}
