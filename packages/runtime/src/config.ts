/**
 * The settings of an application: Kafka Streams' names and defaults, checked with zod. A wrong setting is an error that names
 * it and says what was expected.
 */
import { MoldauError } from '@moldau/protocol'
import type { StreamsConfig as TopologyConfig } from '@moldau/streams'
import { z } from 'zod'

const ms = z.number().int().nonnegative()
const bytes = z.number().int().nonnegative()
const badRecordFate = z.enum(['continue', 'fail', 'dead-letter'])
/** Objects of the topology's own; `streams` checks them. */
const given = z.custom<NonNullable<TopologyConfig['default.key.serde']>>(
  value => typeof value === 'object',
  'expected a serde',
)
const wrapper = z.custom<NonNullable<TopologyConfig['processor.wrapper.class']>>(
  value => typeof value === 'object',
  'expected a processor wrapper',
)
const extractor = z.custom<NonNullable<TopologyConfig['default.timestamp.extractor']>>(
  value => typeof value === 'function' || typeof value === 'string',
  'expected a timestamp extractor',
)

const schema = z.strictObject({
  /** Default exactly_once_v2: what it costs is measured (bench: `--eos`). */
  'processing.guarantee': z.enum(['exactly_once_v2', 'at_least_once']).default('exactly_once_v2'),
  /** Default 100 with exactly_once_v2, else 30,000. */
  'commit.interval.ms': ms.optional(),
  /** Workers in this process: loops with a consumer, a producer and their tasks each. */
  'num.stream.threads': z.number().int().min(1).max(256).default(1),
  /** Over all workers of the process. */
  'statestore.cache.max.bytes': bytes.default(10 << 20),
  /** Uncommitted state that makes a worker commit early. */
  'statestore.uncommitted.max.bytes': bytes.default(64 << 20),
  /** A partition with more bytes waiting is not fetched until some are processed. Ours, in place of Kafka's count of records. */
  'buffered.bytes.per.partition': bytes.default(8 << 20),
  /** How long a poll waits when there is nothing to do. */
  'poll.ms': ms.default(100),
  /** Where stores are kept when their operator does not say; both have a changelog. */
  'dsl.store.suppliers.class': z.enum(['level', 'memory']).default('level'),
  /** HEADERS: those on disk keep headers for processors, too (KIP-1285). */
  'dsl.store.format': z.enum(['DEFAULT', 'HEADERS']).default('DEFAULT'),
  /**
   * How long a task waits for an input that is known to have nothing, before it takes a record of another. -1: it does not even wait
   * until that is known, and outputs depend on delays.
   */
  'max.task.idle.ms': z.number().int().min(-1).default(0),
  /**
   * For how long a task must have had nothing to process until its stream time goes on with the wall clock. Default: it never does. Ours.
   */
  'stream.time.idle.ms': z.number().int().min(1).optional(),
  /** Default: inside the data folder of an embedded log, else `moldau-state` in the temporary folder. */
  'state.dir': z.string().optional(),
  'deserialization.exception.handler': badRecordFate.default('fail'),
  'processing.exception.handler': badRecordFate.default('fail'),
  /** Whether the handler decides for the processors of global stores, too. */
  'processing.exception.handler.global.enabled': z.boolean().default(false),
  'errors.dead.letter.queue.topic.name': z.string().nullable().default(null),
  'topology.optimization': z.string().default('none'),
  'processor.wrapper.class': wrapper.optional(),
  'default.key.serde': given.optional(),
  'default.value.serde': given.optional(),
  'default.timestamp.extractor': extractor.optional(),
  'ensure.explicit.internal.resource.naming': z.boolean().default(false),
  'windowstore.changelog.additional.retention.ms': ms.default(86_400_000),
  /** Sensors of finer levels record nothing. */
  'metrics.recording.level': z.enum(['INFO', 'DEBUG', 'TRACE']).default('INFO'),
  /** Rates, averages and extremes are of so many samples, */
  'metrics.num.samples': z.number().int().min(1).default(2),
  /** of so many milliseconds each. */
  'metrics.sample.window.ms': z.number().int().min(1).default(30_000),
  /** Of internal topics; -1: the broker's default. */
  'replication.factor': z.number().int().default(-1),
  /** How often topics are looked for that match a pattern. */
  'metadata.max.age.ms': z.number().int().min(1).default(300_000),
  'session.timeout.ms': ms.default(45_000),
  /** Default 3,000, or a third of the session timeout where that is less. */
  'heartbeat.interval.ms': ms.optional(),
  'max.poll.interval.ms': ms.default(300_000),
  /** Of the producers; at least the commit interval. */
  'transaction.timeout.ms': ms.default(10_000),
  'compression.type': z.enum(['none', 'gzip', 'snappy', 'lz4', 'zstd']).default('none'),
  /** Of the producers. A worker sends whole batches. */
  'batch.size': bytes.default(256 << 10),
  /** Of the producers; a commit sends everything at once. */
  'linger.ms': ms.default(100),
  /** Of the consumers, for each partition. */
  'max.partition.fetch.bytes': bytes.default(4 << 20),
  /** For how long a worker may try to come back after failures of the cluster. */
  'task.timeout.ms': ms.default(300_000),
})

/** What a program may set. */
export type AppConfig = z.input<typeof schema>
/** The settings with all defaults filled in. */
export type ResolvedConfig = z.output<typeof schema> & { readonly 'commit.interval.ms': number }

/** Kafka's rule for the names of groups and topics that the application id becomes part of. */
const APPLICATION_ID = /^[a-zA-Z0-9._-]{1,200}$/

export function checkApplicationId(applicationId: string): string {
  if (APPLICATION_ID.test(applicationId) && applicationId !== '.' && applicationId !== '..')
    return applicationId
  throw new MoldauError('BAD_CONFIG', 'an application id is not usable', {
    detail: `"${applicationId}"`,
    hint: 'it becomes part of topic names: 1 to 200 letters, digits, dots, underscores and hyphens',
  })
}

/** Checks settings and fills in the defaults. @throws MoldauError `BAD_CONFIG` naming the setting and what was expected */
export function resolveConfig(config: AppConfig = {}): ResolvedConfig {
  const result = schema.safeParse(config)
  if (!result.success) {
    throw new MoldauError('BAD_CONFIG', 'the configuration of an application is wrong', {
      detail: result.error.issues
        .map(issue => `${issue.path.join('.') || 'config'}: ${issue.message}`)
        .join('; '),
      hint: `settings are ${Object.keys(schema.shape).join(', ')}`,
    })
  }
  const settings = result.data
  const exactlyOnce = settings['processing.guarantee'] === 'exactly_once_v2'
  const commitMs = settings['commit.interval.ms'] ?? (exactlyOnce ? 100 : 30_000)
  if (exactlyOnce && settings['transaction.timeout.ms'] < commitMs) {
    throw new MoldauError('BAD_CONFIG', 'the configuration of an application is wrong', {
      detail: `transaction.timeout.ms ${settings['transaction.timeout.ms']} is below commit.interval.ms ${commitMs}`,
      hint: 'a transaction would time out before it is committed: raise transaction.timeout.ms',
    })
  }
  return { ...settings, 'commit.interval.ms': commitMs }
}

/** The part of the settings that building a topology and its tasks reads. */
export function topologyConfig(applicationId: string, config: ResolvedConfig): TopologyConfig {
  const keySerde = config['default.key.serde']
  const valueSerde = config['default.value.serde']
  const timestamps = config['default.timestamp.extractor']
  const wrapper = config['processor.wrapper.class']
  const idleMs = config['stream.time.idle.ms']
  return {
    'application.id': applicationId,
    'topology.optimization': config['topology.optimization'],
    ...(idleMs === undefined ? {} : { 'stream.time.idle.ms': idleMs }),
    ...(wrapper === undefined ? {} : { 'processor.wrapper.class': wrapper }),
    ...(keySerde === undefined ? {} : { 'default.key.serde': keySerde }),
    ...(valueSerde === undefined ? {} : { 'default.value.serde': valueSerde }),
    ...(timestamps === undefined ? {} : { 'default.timestamp.extractor': timestamps }),
    'ensure.explicit.internal.resource.naming': config['ensure.explicit.internal.resource.naming'],
    'dsl.store.suppliers.class': config['dsl.store.suppliers.class'],
    'dsl.store.format': config['dsl.store.format'],
    'windowstore.changelog.additional.retention.ms': config['windowstore.changelog.additional.retention.ms'],
    'statestore.cache.max.bytes': config['statestore.cache.max.bytes'],
    'deserialization.exception.handler': config['deserialization.exception.handler'],
    'processing.exception.handler': config['processing.exception.handler'],
    'processing.exception.handler.global.enabled': config['processing.exception.handler.global.enabled'],
    'errors.dead.letter.queue.topic.name': config['errors.dead.letter.queue.topic.name'],
    'metrics.recording.level': config['metrics.recording.level'],
    'metrics.num.samples': config['metrics.num.samples'],
    'metrics.sample.window.ms': config['metrics.sample.window.ms'],
  }
}
