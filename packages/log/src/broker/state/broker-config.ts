/**
 * The broker's configuration under Kafka's property names, with Kafka's defaults; a data table and its reader.
 *
 * Topic defaults are the synonyms of log-config.ts and count as broker properties too. A property that this broker does not
 * know is refused, with its name, and so is a value that Kafka would not start with; one that means nothing on a single node is taken
 * and has no effect. Differences from Kafka: `group.initial.rebalance.delay.ms` is 0 (Kafka: 3000), replication factors are 1,
 * `log.segment.bytes`, `fetch.max.bytes` and `offsets.retention.minutes` have no lower bound but what can work.
 */
import { MoldauError } from '@moldau/protocol'
import { type ConfigRule, type ConfigType, canonicalValue, valueFault } from '../../partition/config-value.ts'
import { type LogConfig, logConfig, TOPIC_CONFIGS, topicConfigKey } from '../../partition/log-config.ts'

interface BrokerConfigKey extends ConfigRule {
  readonly name: string
  readonly type: ConfigType
  readonly default: string
}

const MIGRATION_POLICY = [
  /^(disabled|downgrade|upgrade|bidirectional)$/i,
  'String must be one of (case insensitive): disabled, downgrade, upgrade, bidirectional',
] as const

export const BROKER_CONFIGS: readonly BrokerConfigKey[] = [
  { name: 'advertised.listeners', type: 'STRING', default: '' },
  { name: 'auto.create.topics.enable', type: 'BOOLEAN', default: 'true' },
  { name: 'broker.id', type: 'INT', default: '1', min: 0 },
  { name: 'broker.rack', type: 'STRING', default: '' },
  { name: 'connections.max.idle.ms', type: 'LONG', default: '600000' },
  { name: 'controller.listener.names', type: 'STRING', default: '' },
  { name: 'controller.quorum.voters', type: 'LIST', default: '' },
  { name: 'default.replication.factor', type: 'INT', default: '1' },
  { name: 'delete.topic.enable', type: 'BOOLEAN', default: 'true' },
  { name: 'fetch.max.bytes', type: 'INT', default: '57671680', min: 1 },
  { name: 'group.consumer.assignors', type: 'LIST', default: 'uniform,range', oneOf: ['uniform', 'range'] },
  { name: 'group.consumer.heartbeat.interval.ms', type: 'INT', default: '5000', min: 1 },
  { name: 'group.consumer.max.heartbeat.interval.ms', type: 'INT', default: '15000', min: 1 },
  { name: 'group.consumer.max.session.timeout.ms', type: 'INT', default: '60000', min: 1 },
  { name: 'group.consumer.max.size', type: 'INT', default: '2147483647', min: 1 },
  {
    name: 'group.consumer.migration.policy',
    type: 'STRING',
    default: 'bidirectional',
    shape: MIGRATION_POLICY,
  },
  { name: 'group.consumer.min.heartbeat.interval.ms', type: 'INT', default: '5000', min: 1 },
  { name: 'group.consumer.min.session.timeout.ms', type: 'INT', default: '45000', min: 1 },
  { name: 'group.consumer.session.timeout.ms', type: 'INT', default: '45000', min: 1 },
  { name: 'group.initial.rebalance.delay.ms', type: 'INT', default: '0' },
  { name: 'group.max.session.timeout.ms', type: 'INT', default: '1800000' },
  { name: 'group.max.size', type: 'INT', default: '2147483647', min: 1 },
  { name: 'group.min.session.timeout.ms', type: 'INT', default: '6000' },
  { name: 'inter.broker.listener.name', type: 'STRING', default: '' },
  { name: 'listener.security.protocol.map', type: 'STRING', default: 'PLAINTEXT:PLAINTEXT' },
  { name: 'listeners', type: 'STRING', default: 'PLAINTEXT://127.0.0.1:9092' },
  { name: 'log.cleaner.backoff.ms', type: 'LONG', default: '15000', min: 0 },
  { name: 'log.cleaner.dedupe.buffer.size', type: 'LONG', default: '134217728' },
  { name: 'log.cleaner.enable', type: 'BOOLEAN', default: 'true' },
  { name: 'log.cleaner.io.buffer.load.factor', type: 'DOUBLE', default: '0.9' },
  { name: 'log.cleaner.io.buffer.size', type: 'INT', default: '524288', min: 0 },
  { name: 'log.cleaner.io.max.bytes.per.second', type: 'DOUBLE', default: '1.7976931348623157E308' },
  { name: 'log.cleaner.threads', type: 'INT', default: '1', min: 0 },
  { name: 'log.dir', type: 'STRING', default: '' },
  { name: 'log.dirs', type: 'STRING', default: '' },
  { name: 'log.flush.offset.checkpoint.interval.ms', type: 'INT', default: '60000', min: 1 },
  { name: 'log.retention.check.interval.ms', type: 'LONG', default: '300000', min: 1 },
  { name: 'log.retention.hours', type: 'INT', default: '168' },
  { name: 'log.retention.minutes', type: 'INT', default: '' },
  { name: 'log.roll.hours', type: 'INT', default: '168', min: 1 },
  { name: 'max.incremental.fetch.session.cache.slots', type: 'INT', default: '1000', min: 0 },
  { name: 'node.id', type: 'INT', default: '1', min: 0 },
  { name: 'num.io.threads', type: 'INT', default: '8', min: 1 },
  { name: 'num.network.threads', type: 'INT', default: '3', min: 1 },
  { name: 'num.partitions', type: 'INT', default: '1', min: 1 },
  { name: 'offset.metadata.max.bytes', type: 'INT', default: '4096' },
  { name: 'offsets.retention.check.interval.ms', type: 'LONG', default: '600000', min: 1 },
  { name: 'offsets.retention.minutes', type: 'INT', default: '10080', min: 0 },
  { name: 'offsets.topic.num.partitions', type: 'INT', default: '50', min: 1 },
  { name: 'offsets.topic.replication.factor', type: 'SHORT', default: '1', min: 1 },
  { name: 'offsets.topic.segment.bytes', type: 'INT', default: '104857600', min: 1048576 },
  { name: 'process.roles', type: 'LIST', default: 'broker,controller', oneOf: ['broker', 'controller'] },
  { name: 'producer.id.expiration.check.interval.ms', type: 'INT', default: '600000', min: 1 },
  { name: 'producer.id.expiration.ms', type: 'INT', default: '86400000', min: 1 },
  { name: 'queued.max.requests', type: 'INT', default: '500', min: 1 },
  { name: 'socket.request.max.bytes', type: 'INT', default: '104857600', min: 1 },
  {
    name: 'transaction.abort.timed.out.transaction.cleanup.interval.ms',
    type: 'INT',
    default: '10000',
    min: 1,
  },
  { name: 'transaction.max.timeout.ms', type: 'INT', default: '900000', min: 1 },
  { name: 'transaction.partition.verification.enable', type: 'BOOLEAN', default: 'true' },
  { name: 'transaction.state.log.min.isr', type: 'INT', default: '1', min: 1 },
  { name: 'transaction.state.log.num.partitions', type: 'INT', default: '50', min: 1 },
  { name: 'transaction.state.log.replication.factor', type: 'SHORT', default: '1', min: 1 },
  { name: 'transaction.state.log.segment.bytes', type: 'INT', default: '104857600', min: 1048576 },
  { name: 'transactional.id.expiration.ms', type: 'INT', default: '604800000', min: 1 },
]

const KEYS = new Map<string, BrokerConfigKey>()
for (const key of BROKER_CONFIGS) KEYS.set(key.name, key)
for (const key of TOPIC_CONFIGS) {
  // A topic's own has at least 1 MiB; tests of everything that depends on segments want many of them.
  const rule = key.name === 'segment.bytes' ? { ...key, min: 1 } : key
  if (!KEYS.has(key.synonym)) KEYS.set(key.synonym, { ...rule, name: key.synonym })
}

/** Every broker property, sorted by name. */
export const BROKER_CONFIG_KEYS: readonly BrokerConfigKey[] = [...KEYS.values()].sort((a, b) =>
  a.name < b.name ? -1 : 1,
)

/** What a broker property is where it is not given. */
export function defaultOf(name: string): string {
  return KEYS.get(name)?.default ?? ''
}

/** Broker properties by Kafka's names; numbers and booleans may be given as such. */
export type BrokerProperties = Readonly<Record<string, string | number | boolean>>

export class BrokerConfig {
  readonly #given = new Map<string, string>()

  /** @throws MoldauError `INVALID_CONFIG` for a property that is not known or has no valid value */
  constructor(properties: BrokerProperties = {}) {
    for (const [name, value] of Object.entries(properties)) {
      const key = KEYS.get(name)
      if (key === undefined) {
        throw new MoldauError('INVALID_CONFIG', 'a broker property is not known', {
          detail: name,
          hint: "names are Kafka's broker configuration names",
        })
      }
      const fault = valueFault(name, key.type, key, String(value))
      if (fault !== undefined) {
        throw new MoldauError('INVALID_CONFIG', 'a broker property has no valid value', {
          detail: fault,
          hint: `a value of type ${key.type} was expected`,
        })
      }
      const text = canonicalValue(key.type, String(value))!
      this.#given.set(name, text)
    }
  }

  isGiven(name: string): boolean {
    return this.#given.has(name)
  }

  /** The text of a property: as given, else its default. */
  text(name: string): string {
    const given = this.#given.get(name)
    if (given !== undefined) return given
    if (name === 'log.retention.ms')
      return this.#milliseconds('log.retention.minutes', 60_000) ?? this.#hours('log.retention.hours')
    if (name === 'log.roll.ms') return this.#hours('log.roll.hours')
    return KEYS.get(name)?.default ?? ''
  }

  #milliseconds(name: string, unitMs: number): string | undefined {
    const given = this.#given.get(name)
    return given === undefined ? undefined : String(Number(given) < 0 ? -1 : Number(given) * unitMs)
  }

  #hours(name: string): string {
    return this.#milliseconds(name, 3_600_000) ?? String(Number(KEYS.get(name)!.default) * 3_600_000)
  }

  number(name: string): number {
    return Number(this.text(name))
  }

  flag(name: string): boolean {
    return this.text(name) === 'true'
  }

  /** A topic configuration's value: the topic's own, else the broker's default for all topics. */
  topicValue(own: ReadonlyMap<string, string>, name: string): string {
    return own.get(name) ?? this.text(topicConfigKey(name)!.synonym)
  }

  /** What the log reads of a topic whose own configuration is `own`. */
  logConfig(own: ReadonlyMap<string, string>): LogConfig {
    return logConfig(name => this.topicValue(own, name))
  }
}
