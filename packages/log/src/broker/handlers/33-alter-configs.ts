/**
 * AlterConfigs (33), versions 0 to 2, for topics: what is named becomes all that the topic has of its own. A change is durable
 * when it is answered. The broker's own properties cannot be changed while it runs.
 */
import { ApiKey, ErrorCode, type ReplacedConfigsResource } from '@moldau/protocol'
import { RESOURCE } from '../../metadata/metadata-image.ts'
import { topicConfigFault } from '../../partition/log-config.ts'
import type { Fault } from '../state/topics.ts'
import { configurableFault } from './44-incremental-alter-configs.ts'
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
  const refused = configurableFault(broker, resourceType, resourceName)
  if (refused !== undefined) return refused
  const wanted = new Map<string, string>()
  for (const { name, value } of configs) {
    if (wanted.has(name))
      return { errorCode: ErrorCode.INVALID_REQUEST, message: `Error due to duplicate config keys: ${name}` }
    if (value === null)
      return { errorCode: ErrorCode.INVALID_REQUEST, message: `Null value not supported for ${name}.` }
    const fault = topicConfigFault(name, value)
    if (fault !== undefined) return { errorCode: ErrorCode.INVALID_CONFIG, message: fault }
    wanted.set(name, value)
  }
  const between = broker.topics.configsFault(wanted)
  if (between !== undefined || validateOnly) return between
  const values = new Map<string, string | null>(wanted)
  for (const name of broker.topics.image.configs(RESOURCE.topic, resourceName).keys())
    if (!wanted.has(name)) values.set(name, null)
  if (values.size > 0) await broker.topics.configure(resourceName, values)
  return undefined
}
