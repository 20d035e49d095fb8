/**
 * DescribeConfigs (32), versions 1 to 4. Resources: topics (2), this broker (4, its id or empty) and groups (32), which need not exist.
 *
 * Sources: 1 the topic's own, 8 the group's, 4 the broker's properties, 5 Kafka's default. Synonyms come where asked for. Ignored:
 * includeDocumentation (the texts are Kafka's; the answer has none).
 */
import {
  ApiKey,
  type DescribeConfigsResourceResult,
  type DescribeConfigsResult,
  type DescribeConfigsSynonym,
  ErrorCode,
} from '@moldau/protocol'
import { RESOURCE } from '../../metadata/metadata-image.ts'
import { CONFIG_TYPES, type ConfigType } from '../../partition/config-value.ts'
import { TOPIC_CONFIGS } from '../../partition/log-config.ts'
import { BROKER_CONFIG_KEYS, defaultOf } from '../state/broker-config.ts'
import { GROUP_CONFIGS } from '../state/group-config.ts'
import { topicNameFault } from '../state/topics.ts'
import { type BrokerContext, handler } from './handler.ts'

const SOURCE = { topic: 1, staticBroker: 4, default: 5, group: 8 } as const

export const describeConfigs = handler({
  key: ApiKey.DescribeConfigs,
  minVersion: 1,
  maxVersion: 4,
  handle(broker, request, call) {
    const results: DescribeConfigsResult[] = request.resources.map(
      ({ resourceType, resourceName, configurationKeys }) => {
        const described = describe(broker, resourceType, resourceName)
        const place = { resourceType, resourceName }
        if ('errorCode' in described)
          return { ...place, errorCode: described.errorCode, errorMessage: described.message, configs: [] }
        const wanted =
          configurationKeys === null || configurationKeys.length === 0
            ? undefined
            : new Set(configurationKeys)
        const configs = described.configs
          .filter(({ name }) => wanted?.has(name) ?? true)
          .map(config => ({
            ...config,
            synonyms: request.includeSynonyms ? config.synonyms : [],
            configType: call.version >= 3 ? config.configType : 0,
          }))
        return { ...place, errorCode: ErrorCode.NONE, errorMessage: null, configs }
      },
    )
    return { throttleTimeMs: 0, results }
  },
})

type Described = { configs: DescribeConfigsResourceResult[] } | { errorCode: ErrorCode; message: string }

function describe(broker: BrokerContext, type: number, name: string): Described {
  if (type === RESOURCE.topic) {
    const fault = topicNameFault(name)
    if (fault !== undefined) return { errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION, message: fault }
    if (broker.topics.get(name) === undefined) {
      return {
        errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
        message: 'This server does not host this topic-partition.',
      }
    }
    return { configs: describeTopicConfigs(broker, broker.topics.image.configs(RESOURCE.topic, name)) }
  }
  if (type === RESOURCE.broker) {
    if (name !== '' && name !== String(broker.nodeId)) {
      return {
        errorCode: ErrorCode.INVALID_REQUEST,
        message: `Unexpected broker id, expected ${broker.nodeId}, but received ${name}`,
      }
    }
    return { configs: describeBrokerConfigs(broker) }
  }
  if (type === RESOURCE.group) {
    if (name === '') return { errorCode: ErrorCode.INVALID_REQUEST, message: 'Group name must not be empty' }
    return { configs: describeGroupConfigs(broker, broker.topics.image.configs(RESOURCE.group, name)) }
  }
  return {
    errorCode: ErrorCode.INVALID_REQUEST,
    message: `Configurations of resource type ${type} are not known.`,
  }
}

/** Every configuration of a topic whose own values are `own`. */
export function describeTopicConfigs(
  broker: BrokerContext,
  own: ReadonlyMap<string, string>,
): DescribeConfigsResourceResult[] {
  return TOPIC_CONFIGS.map(key => described(broker, key, own.get(key.name), SOURCE.topic, key.default))
}

function describeGroupConfigs(
  broker: BrokerContext,
  own: ReadonlyMap<string, string>,
): DescribeConfigsResourceResult[] {
  return GROUP_CONFIGS.map(key =>
    described(broker, key, own.get(key.name), SOURCE.group, defaultOf(key.synonym)),
  )
}

/** A configuration that the resource has, or the broker for all of its kind, or nobody. */
function described(
  broker: BrokerContext,
  key: { readonly name: string; readonly synonym: string; readonly type: ConfigType },
  value: string | undefined,
  source: number,
  unset: string,
): DescribeConfigsResourceResult {
  const { name, synonym, type } = key
  const given = broker.config.isGiven(synonym)
  const text = broker.config.text(synonym)
  const synonyms: DescribeConfigsSynonym[] = []
  if (value !== undefined) synonyms.push({ name, value, source })
  if (given) synonyms.push({ name: synonym, value: text, source: SOURCE.staticBroker })
  synonyms.push({ name: synonym, value: given ? unset : text, source: SOURCE.default })
  return {
    ...{ name, synonyms, readOnly: false, isSensitive: false, documentation: null },
    ...{ value: synonyms[0]!.value, configSource: synonyms[0]!.source },
    configType: CONFIG_TYPES[type],
  }
}

function describeBrokerConfigs(broker: BrokerContext): DescribeConfigsResourceResult[] {
  return BROKER_CONFIG_KEYS.map(({ name, type }) => {
    const value = broker.config.text(name)
    const configSource = broker.config.isGiven(name) ? SOURCE.staticBroker : SOURCE.default
    return {
      name,
      value,
      readOnly: true,
      configSource,
      isSensitive: false,
      synonyms: [{ name, value, source: configSource }],
      configType: CONFIG_TYPES[type],
      documentation: null,
    }
  })
}
