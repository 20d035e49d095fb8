/** DeleteGroups (42), versions 0 to 2: groups without members, with their offsets. */
import { ApiKey } from '@moldau/protocol'
import { handler } from './handler.ts'

export const deleteGroups = handler({
  key: ApiKey.DeleteGroups,
  minVersion: 0,
  maxVersion: 2,
  async handle(broker, request) {
    const results = []
    for (const groupId of request.groupsNames)
      results.push({ groupId, errorCode: await broker.groups.delete(groupId) })
    return { throttleTimeMs: 0, results }
  },
})
