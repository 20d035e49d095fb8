/**
 * A group's configuration under Kafka's names: a data table, and what its values must be.
 *
 * A value is looked up in this order: the group's own, the broker's under the synonym. A group's own value lies between bounds that are
 * properties of the broker. A group need not exist to have a configuration. Kafka's configurations of share groups and of streams
 * groups, which are not offered here, are not known. Source: Kafka's `GroupConfig`; KIP-848.
 */
import { ErrorCode } from '@moldau/protocol'
import { valueFault as anyFault, canonicalValue } from '../../partition/config-value.ts'
import type { BrokerConfig } from './broker-config.ts'
import type { Fault } from './topics.ts'

export interface GroupConfigKey {
  readonly name: string
  readonly type: 'INT'
  /** The broker property that gives the default to all groups. */
  readonly synonym: string
  /** Broker properties: the least and the most that a group may have of its own. */
  readonly least: string
  readonly most: string
}

function interval(name: string): GroupConfigKey {
  const [kind, rest] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)]
  return {
    ...{ name, type: 'INT', synonym: `group.${name}` },
    ...{ least: `group.${kind}.min.${rest}`, most: `group.${kind}.max.${rest}` },
  }
}

export const GROUP_CONFIGS: readonly GroupConfigKey[] = [
  interval('consumer.heartbeat.interval.ms'),
  interval('consumer.session.timeout.ms'),
]

const BY_NAME = new Map(GROUP_CONFIGS.map(key => [key.name, key]))

/** A group's value, where its own configuration is `own`; ms. */
export function groupValue(
  config: BrokerConfig,
  own: ReadonlyMap<string, string>,
  name: 'consumer.heartbeat.interval.ms' | 'consumer.session.timeout.ms',
): number {
  const value = own.get(name)
  return value === undefined ? config.number(`group.${name}`) : Number(value)
}

/** A value that is right, as it is kept. */
export function canonicalGroupValue(name: string, value: string): string {
  return canonicalValue(BY_NAME.get(name)?.type ?? 'STRING', value) ?? value
}

/** What is wrong with a group's own values, alone or together; `undefined` where nothing is. */
export function groupConfigsFault(config: BrokerConfig, own: ReadonlyMap<string, string>): Fault | undefined {
  for (const [name, value] of own) {
    const message = valueFault(config, name, value)
    if (message !== undefined) return { errorCode: ErrorCode.INVALID_CONFIG, message }
  }
  const heartbeatMs = groupValue(config, own, 'consumer.heartbeat.interval.ms')
  if (own.size === 0 || groupValue(config, own, 'consumer.session.timeout.ms') > heartbeatMs) return undefined
  const message = 'consumer.session.timeout.ms must be greater than consumer.heartbeat.interval.ms'
  return { errorCode: ErrorCode.INVALID_CONFIG, message }
}

function valueFault(config: BrokerConfig, name: string, value: string): string | undefined {
  const key = BY_NAME.get(name)
  if (key === undefined) return `Unknown group config name: ${name}`
  const fault = anyFault(name, key.type, { min: 1 }, value)
  if (fault !== undefined) return fault
  const number = Number(value)
  if (number < config.number(key.least)) return `${name} must be greater than or equal to ${key.least}`
  return number > config.number(key.most) ? `${name} must be less than or equal to ${key.most}` : undefined
}
