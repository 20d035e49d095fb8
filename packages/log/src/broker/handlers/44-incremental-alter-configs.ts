/**
 * IncrementalAlterConfigs (44), versions 0 to 1, for topics: 0 set, 1 delete, 2 append and 3 subtract (lists). A change is
 * durable when it is answered. The broker's own properties cannot be changed while it runs.
 */
import { type AlterConfigsResource, ApiKey, ErrorCode } from '@moldau/protocol'
import { RESOURCE } from '../../metadata/metadata-image.ts'
import { topicConfigFault, topicConfigKey } from '../../partition/log-config.ts'
import type { Fault } from '../state/topics.ts'
import { type BrokerContext, handler } from './handler.ts'

const OPERATION = { set: 0, delete: 1, append: 2, subtract: 3 } as const

export const incrementalAlterConfigs = handler({
  key: ApiKey.IncrementalAlterConfigs,
  minVersion: 0,
  maxVersion: 1,
  async handle(broker, request) {
    const responses = []
    for (const resource of request.resources) {
      const fault = await alter(broker, resource, request.validateOnly)
      responses.push({
        errorCode: fault?.errorCode ?? ErrorCode.NONE,
        errorMessage: fault?.message ?? null,
        resourceType: resource.resourceType,
        resourceName: resource.resourceName,
      })
    }
    return { throttleTimeMs: 0, responses }
  },
})

/** Why the configuration of a resource cannot be changed; `undefined` where it can. */
export function configurableFault(broker: BrokerContext, type: number, name: string): Fault | undefined {
  if (type !== RESOURCE.topic) {
    return {
      errorCode: ErrorCode.INVALID_REQUEST,
      message: 'Only the configurations of topics can be changed while the broker runs.',
    }
  }
  if (broker.topics.get(name) !== undefined) return undefined
  return {
    errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    message: `The topic '${name}' does not exist.`,
  }
}

async function alter(
  broker: BrokerContext,
  resource: AlterConfigsResource,
  validateOnly: boolean,
): Promise<Fault | undefined> {
  const { resourceType, resourceName } = resource
  const refused = configurableFault(broker, resourceType, resourceName)
  if (refused !== undefined) return refused
  const own = broker.topics.image.configs(RESOURCE.topic, resourceName)
  const values = new Map<string, string | null>()
  for (const { name, configOperation, value } of resource.configs) {
    if (values.has(name))
      return { errorCode: ErrorCode.INVALID_REQUEST, message: `Error due to duplicate config keys: ${name}` }
    const key = topicConfigKey(name)
    const list = configOperation === OPERATION.append || configOperation === OPERATION.subtract
    if (key === undefined)
      return { errorCode: ErrorCode.INVALID_CONFIG, message: `Unknown topic config name: ${name}` }
    if (
      configOperation < OPERATION.set ||
      configOperation > OPERATION.subtract ||
      (list && key.type !== 'LIST')
    ) {
      return {
        errorCode: ErrorCode.INVALID_REQUEST,
        message: `Operation ${configOperation} is not possible on ${name}.`,
      }
    }
    if (configOperation === OPERATION.delete) {
      values.set(name, null)
      continue
    }
    if (value === null)
      return { errorCode: ErrorCode.INVALID_REQUEST, message: `Null value not supported for ${name}.` }
    const next = list
      ? changedList(broker.config.topicValue(own, name), value, configOperation === OPERATION.append)
      : value
    const fault = topicConfigFault(name, next)
    if (fault !== undefined) return { errorCode: ErrorCode.INVALID_CONFIG, message: fault }
    values.set(name, next)
  }
  const next = new Map(own)
  for (const [name, value] of values) {
    if (value === null) next.delete(name)
    else next.set(name, value)
  }
  const between = broker.topics.configsFault(next)
  if (between !== undefined) return between
  if (!validateOnly && values.size > 0) await broker.topics.configure(resourceName, values)
  return undefined
}

function changedList(current: string, value: string, append: boolean): string {
  const items = current.split(',').filter(item => item !== '')
  const given = value.split(',').filter(item => item !== '')
  const kept = append
    ? [...items, ...given.filter(item => !items.includes(item))]
    : items.filter(item => !given.includes(item))
  return kept.join(',')
}
