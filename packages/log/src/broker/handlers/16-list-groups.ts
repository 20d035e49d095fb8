/** ListGroups (16), versions 0 to 5: filtered by state (from 4) and type (from 5) where asked. */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { handler } from './handler.ts'

export const listGroups = handler({
  key: ApiKey.ListGroups,
  minVersion: 0,
  maxVersion: 5,
  handle(broker, request, call) {
    const states = new Set(request.statesFilter.map(state => state.toLowerCase()))
    const types = new Set(request.typesFilter.map(type => type.toLowerCase()))
    const groups = [...broker.groups.groups]
      .filter(group => call.version < 4 || states.size === 0 || states.has(group.state.toLowerCase()))
      .filter(group => call.version < 5 || types.size === 0 || types.has(group.type))
      .map(group => ({
        groupId: group.groupId,
        protocolType: group.type === 'classic' ? (group.protocolType ?? '') : 'consumer',
        groupState: call.version >= 4 ? group.state : '',
        groupType: call.version >= 5 ? group.type : '',
      }))
    return { throttleTimeMs: 0, errorCode: ErrorCode.NONE, groups }
  },
})
