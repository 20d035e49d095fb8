/** What has a configuration that can be changed while the broker runs: a topic, a group. */
import { ErrorCode } from '@moldau/protocol'
import { RESOURCE } from '../../metadata/metadata-image.ts'
import { topicConfigFault, topicConfigKey } from '../../partition/log-config.ts'
import { groupConfigsFault } from '../state/group-config.ts'
import { type Fault, topicNameFault } from '../state/topics.ts'
import type { BrokerContext } from './handler.ts'

export interface ConfigurableResource {
  /** What it has of its own. */
  readonly own: ReadonlyMap<string, string>
  /** Whether a configuration is a list, to which items can be added. */
  isList(name: string): boolean
  /** The value as it is in force. */
  value(name: string): string
  /** What is wrong with values of its own, alone and between them; `changed` are those that are new. */
  faultOf(own: ReadonlyMap<string, string>, changed: Iterable<string>): Fault | undefined
  /** Sets values, or with null takes them away; durable when it settles. */
  configure(values: ReadonlyMap<string, string | null>): Promise<void>
}

/** The resource, or why its configuration cannot be changed. */
export function configurable(
  broker: BrokerContext,
  type: number,
  name: string,
): ConfigurableResource | Fault {
  if (type === RESOURCE.topic) return topic(broker, name)
  if (type === RESOURCE.group) return group(broker, name)
  return {
    errorCode: ErrorCode.INVALID_REQUEST,
    message: 'Only the configurations of topics and groups can be changed while the broker runs.',
  }
}

function topic(broker: BrokerContext, name: string): ConfigurableResource | Fault {
  const { config, topics } = broker
  if (name === '')
    return { errorCode: ErrorCode.INVALID_REQUEST, message: 'Default topic resources are not allowed.' }
  const wrong = topicNameFault(name)
  if (wrong !== undefined) return { errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION, message: wrong }
  if (topics.get(name) === undefined) {
    const message = `The topic '${name}' does not exist.`
    return { errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message }
  }
  const own = topics.image.configs(RESOURCE.topic, name)
  return {
    own,
    isList: key => topicConfigKey(key)?.type === 'LIST',
    value: key => config.topicValue(own, key),
    faultOf(next, changed) {
      for (const key of changed) {
        const message = topicConfigFault(key, next.get(key)!)
        if (message !== undefined) return { errorCode: ErrorCode.INVALID_CONFIG, message }
      }
      return topics.configsFault(next)
    },
    configure: values => topics.configure(name, values),
  }
}

function group(broker: BrokerContext, name: string): ConfigurableResource | Fault {
  const { config, topics } = broker
  if (name === '')
    return { errorCode: ErrorCode.INVALID_REQUEST, message: 'Default group resources are not allowed.' }
  return {
    own: topics.image.configs(RESOURCE.group, name),
    isList: () => false,
    value: () => '',
    faultOf: next => groupConfigsFault(config, next),
    configure: values => topics.configureGroup(name, values),
  }
}
