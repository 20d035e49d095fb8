/** Heartbeat (12), versions 0 to 4. REBALANCE_IN_PROGRESS asks the member to join again. */
import { ApiKey } from '@moldau/protocol'
import { handler } from './handler.ts'

export const heartbeat = handler({
  key: ApiKey.Heartbeat,
  minVersion: 0,
  maxVersion: 4,
  handle(broker, request) {
    const { groupId, memberId, groupInstanceId, generationId } = request
    return {
      throttleTimeMs: 0,
      errorCode: broker.groups.heartbeat(groupId, memberId, groupInstanceId, generationId),
    }
  },
})
