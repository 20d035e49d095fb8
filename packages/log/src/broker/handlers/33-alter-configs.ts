/**
 * AlterConfigs (33), versions 0 to 2, for topics and groups: what is named becomes all that the resource has of its own. A change
 * is durable when it is answered. The broker's own properties cannot be changed while it runs.
 */
import { ApiKey, ErrorCode, type ReplacedConfigsResource } from '@moldau/protocol'
import type { Fault } from '../state/topics.ts'
import { configurable } from './configurable-resource.ts'
import { type BrokerContext, handler } from './handler.ts'

export const alterConfigs = handler({
  key: ApiKey.AlterConfigs,
  minVersion: 0,
  maxVersion: 2,
  async handle(broker, request) {
    const responses = []
    for (const resource of request.resources) {
      const fault = await replace(broker, resource, request.validateOnly)
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

async function replace(
  broker: BrokerContext,
  { resourceType, resourceName, configs }: ReplacedConfigsResource,
  validateOnly: boolean,
): Promise<Fault | undefined> {
  const resource = configurable(broker, resourceType, resourceName)
  if ('errorCode' in resource) return resource
  const wanted = new Map<string, string>()
  for (const { name, value } of configs) {
    if (wanted.has(name))
      return { errorCode: ErrorCode.INVALID_REQUEST, message: `Error due to duplicate config keys: ${name}` }
    if (value === null)
      return { errorCode: ErrorCode.INVALID_REQUEST, message: `Null value not supported for : ${name}` }
    wanted.set(name, value)
  }
  const fault = resource.faultOf(wanted, wanted.keys())
  if (fault !== undefined || validateOnly) return fault
  const values = new Map<string, string | null>(wanted)
  for (const name of resource.own.keys()) if (!wanted.has(name)) values.set(name, null)
  if (values.size > 0) await resource.configure(values)
  return undefined
}
