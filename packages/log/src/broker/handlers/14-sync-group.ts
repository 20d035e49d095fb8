/** SyncGroup (14), versions 0 to 5. The leader's brings the assignment; the others' wait for it. */
import { ApiKey } from '@moldau/protocol'
import { handler } from './handler.ts'

export const syncGroup = handler({
  key: ApiKey.SyncGroup,
  minVersion: 0,
  maxVersion: 5,
  async handle(broker, request, call) {
    const response = await broker.groups.sync(request, call.version)
    return call.version >= 5 ? response : { ...response, protocolType: null, protocolName: null }
  },
})
