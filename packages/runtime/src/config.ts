/**
 * The settings of an application: Kafka Streams' names in camel case, checked with zod. A wrong setting is an error that names
 * it and says what was expected.
 */
import { MoldauError } from '@moldau/protocol'
import { z } from 'zod'

const durationMs = z.number().int().nonnegative()
const bytes = z.number().int().nonnegative()
const badRecordFate = z.enum(['continue', 'fail', 'dead-letter'])

const schema = z.strictObject({
  /** `processing.guarantee`. Default exactly_once_v2: the log is at hand, and its cost is small (bench: --eos). */
  processingGuarantee: z.enum(['exactly_once_v2', 'at_least_once']).default('exactly_once_v2'),
  /** `commit.interval.ms`. Default 100 with exactly-once, else 30,000. */
  commitIntervalMs: durationMs.optional(),
  /** `num.stream.threads`: loops in this process, each with a consumer, a producer and its tasks. Default 1. */
  workers: z.number().int().min(1).max(256).default(1),
  /** `statestore.cache.max.bytes`, over all workers of the process. Default 10 MiB. */
  statestoreCacheMaxBytes: bytes.default(10 << 20),
  /** `statestore.uncommitted.max.bytes`: uncommitted state that makes a worker commit early. Default 64 MiB. */
  statestoreUncommittedMaxBytes: bytes.default(64 << 20),
  /** `buffered.records.per.partition`, as bytes: a partition with more is not fetched until some are processed. Default 8 MiB. */
  bufferedBytesPerPartition: bytes.default(8 << 20),
  /** `poll.ms`: how long a poll waits when there is nothing to do. Default 100. */
  pollMs: durationMs.default(100),
  /** Where stores are kept when a topology does not say: on disk, or in memory (always with a changelog). Default level. */
  defaultStore: z.enum(['level', 'memory']).default('level'),
  /** `state.dir`. Default: inside the data folder of an embedded log, else `moldau-state` in the temporary folder. */
  stateDir: z.string().optional(),
  /** `deserialization.exception.handler`. Default fail. */
  deserializationHandler: badRecordFate.default('fail'),
  /** `processing.exception.handler`. Default fail. */
  processingHandler: badRecordFate.default('fail'),
  /** `errors.dead.letter.queue.topic.name`. Default none. */
  deadLetterTopic: z.string().optional(),
  /** `topology.optimization`. Default none. */
  topologyOptimization: z.enum(['none', 'all']).default('none'),
  /** `windowstore.changelog.additional.retention.ms`. Default one day. */
  windowstoreChangelogAdditionalRetentionMs: durationMs.default(86_400_000),
  /** `replication.factor` of internal topics; -1: the broker's default. */
  replicationFactor: z.number().int().default(-1),
  /** `session.timeout.ms` of the consumers. Default 45,000. */
  sessionTimeoutMs: durationMs.default(45_000),
  /** `max.poll.interval.ms` of the consumers. Default 300,000. */
  maxPollIntervalMs: durationMs.default(300_000),
  /** `transaction.timeout.ms` of the producers. Default 10,000, and never less than the commit interval. */
  transactionTimeoutMs: durationMs.default(10_000),
  /** `compression.type` of the producers. Default none. */
  compressionType: z.enum(['none', 'gzip', 'snappy', 'lz4', 'zstd']).default('none'),
  /** `batch.size` of the producers. Default 256 KiB: a worker sends whole batches. */
  batchSize: bytes.default(256 << 10),
  /** `linger.ms` of the producers. Default 100, as in Kafka Streams; a commit sends everything at once. */
  lingerMs: durationMs.default(100),
  /** `task.timeout.ms`: how long a restart of a worker after an error may be tried. Default 300,000. */
  taskTimeoutMs: durationMs.default(300_000),
})

/** What a program may set. */
export type StreamsConfig = z.input<typeof schema>
/** The settings with all defaults filled in. */
export type ResolvedConfig = z.output<typeof schema> & { readonly commitIntervalMs: number }

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
export function resolveConfig(config: StreamsConfig = {}): ResolvedConfig {
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
  const commitIntervalMs =
    settings.commitIntervalMs ?? (settings.processingGuarantee === 'exactly_once_v2' ? 100 : 30_000)
  if (
    settings.processingGuarantee === 'exactly_once_v2' &&
    settings.transactionTimeoutMs < commitIntervalMs
  ) {
    throw new MoldauError('BAD_CONFIG', 'the configuration of an application is wrong', {
      detail: `transactionTimeoutMs ${settings.transactionTimeoutMs} is below commitIntervalMs ${commitIntervalMs}`,
      hint: 'a transaction would time out before it is committed: raise transactionTimeoutMs',
    })
  }
  return { ...settings, commitIntervalMs }
}
