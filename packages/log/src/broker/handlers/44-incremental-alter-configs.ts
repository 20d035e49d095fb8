/**
 * IncrementalAlterConfigs (44), versions 0 to 1, for topics and groups: 0 set, 1 delete, 2 append and 3 subtract (lists). A change is
 * durable when it is answered. The broker's own properties cannot be changed while it runs.
 */
import { type AlterableConfig, type AlterConfigsResource, ApiKey, ErrorCode } from '@moldau/protocol'
import type { Fault } from '../state/topics.ts'
import { type ConfigurableResource, configurable } from './configurable-resource.ts'
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

async function alter(
  broker: BrokerContext,
  { configs, resourceName, resourceType }: AlterConfigsResource,
  validateOnly: boolean,
): Promise<Fault | undefined> {
  const resource = configurable(broker, resourceType, resourceName)
  if ('errorCode' in resource) return resource
  const values = new Map<string, string | null>()
  for (const change of configs) {
    const { name } = change
    if (values.has(name))
      return { errorCode: ErrorCode.INVALID_REQUEST, message: `Error due to duplicate config keys: ${name}` }
    const value = changed(resource, change)
    if (typeof value === 'object' && value !== null) return value
    values.set(name, value)
  }
  const next = new Map(resource.own)
  for (const [name, value] of values) {
    if (value === null) next.delete(name)
    else next.set(name, value)
  }
  const fault = resource.faultOf(
    next,
    [...values.keys()].filter(name => next.has(name)),
  )
  if (fault === undefined && !validateOnly && values.size > 0) await resource.configure(values)
  return fault
}

/** What one operation makes of a configuration: its value, null where it goes, or what is wrong with the operation. */
function changed(
  resource: ConfigurableResource,
  { configOperation, name, value }: AlterableConfig,
): string | null | Fault {
  if (configOperation === OPERATION.delete) return null
  if (configOperation !== OPERATION.set) {
    const word = configOperation === OPERATION.append ? 'APPEND' : 'SUBTRACT'
    if (configOperation < OPERATION.set || configOperation > OPERATION.subtract)
      return { errorCode: ErrorCode.INVALID_REQUEST, message: `Unknown operation type ${configOperation}.` }
    if (!resource.isList(name)) {
      const message = `Can't ${word} to key ${name} because its type is not LIST.`
      return { errorCode: ErrorCode.INVALID_CONFIG, message }
    }
  }
  if (value === null)
    return { errorCode: ErrorCode.INVALID_REQUEST, message: `Null value not supported for : ${name}` }
  if (configOperation === OPERATION.set) return value
  return changedList(resource.value(name), value, configOperation === OPERATION.append)
}

function changedList(current: string, value: string, append: boolean): string {
  const items = current.split(',').filter(item => item !== '')
  const given = value.split(',').map(item => item.trim())
  const kept = append
    ? [...items, ...given.filter(item => !items.includes(item))]
    : items.filter(item => !given.includes(item))
  return kept.join(',')
}
