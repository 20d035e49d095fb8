/**
 * DescribeConfigs (32), versions 1 to 4. Resources: topics (2) and this broker (4, its id or empty).
 *
 * Sources: 1 the topic's own, 4 the broker's properties, 5 Kafka's default. Synonyms come where asked for. Ignored:
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
import { CONFIG_TYPES, TOPIC_CONFIGS } from '../../partition/log-config.ts'
import { BROKER_CONFIG_KEYS } from '../state/broker-config.ts'
import { topicNameFault } from '../state/topics.ts'
import { type BrokerContext, handler } from './handler.ts'

const SOURCE = { topic: 1, staticBroker: 4, default: 5 } as const

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
  return TOPIC_CONFIGS.map(key => {
    const synonyms: DescribeConfigsSynonym[] = []
    const value = own.get(key.name)
    if (value !== undefined) synonyms.push({ name: key.name, value, source: SOURCE.topic })
    if (broker.config.isGiven(key.synonym)) {
      synonyms.push({
        name: key.synonym,
        value: broker.config.text(key.synonym),
        source: SOURCE.staticBroker,
      })
    }
    const given = broker.config.isGiven(key.synonym)
    synonyms.push({
      name: key.synonym,
      value: given ? key.default : broker.config.text(key.synonym),
      source: SOURCE.default,
    })
    return {
      name: key.name,
      value: synonyms[0]!.value,
      readOnly: false,
      configSource: synonyms[0]!.source,
      isSensitive: false,
      synonyms,
      configType: CONFIG_TYPES[key.type],
      documentation: null,
    }
  })
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
