/**
 * JoinGroup (11), versions 0 to 9. From version 4 on a new dynamic member is first told its id (KIP-394). The answer waits for
 * the rebalance. Ignored: reason (it is for logs).
 */
import { ApiKey } from '@moldau/protocol'
import { handler } from './handler.ts'

export const joinGroup = handler({
  key: ApiKey.JoinGroup,
  minVersion: 0,
  maxVersion: 9,
  async handle(broker, request, call) {
    const { version, clientId, clientHost } = call
    const given = version >= 5 ? request : { ...request, groupInstanceId: null }
    const response = await broker.groups.join({ request: given, version, clientId, clientHost })
    // Before version 7 there is no null name.
    if (version < 7) return { ...response, protocolType: null, protocolName: response.protocolName ?? '' }
    return version < 9 ? { ...response, skipAssignment: false } : response
  },
})
