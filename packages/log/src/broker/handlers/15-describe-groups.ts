/** DescribeGroups (15), versions 0 to 6: classic groups. Any other is Dead; from version 6 on with GROUP_ID_NOT_FOUND. */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { handler } from './handler.ts'
import { GROUP_OPERATIONS, NOT_ASKED } from './operations.ts'

export const describeGroups = handler({
  key: ApiKey.DescribeGroups,
  minVersion: 0,
  maxVersion: 6,
  handle(broker, request, call) {
    const operations = call.version >= 3 && request.includeAuthorizedOperations ? GROUP_OPERATIONS : NOT_ASKED
    const groups = request.groups.map(groupId => {
      const found = broker.groups.get(groupId)
      const group = found?.type === 'classic' ? found : undefined
      const missing = group === undefined && call.version >= 6
      const known = group?.state === 'Stable'
      return {
        errorCode: missing ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.NONE,
        errorMessage: missing ? absence(groupId, found !== undefined) : null,
        groupId,
        groupState: group?.state ?? 'Dead',
        protocolType: group?.protocolType ?? '',
        protocolData: known ? (group.protocolName ?? '') : '',
        members: [...(group?.members.values() ?? [])].map(member => ({
          memberId: member.memberId,
          groupInstanceId: call.version >= 4 ? member.groupInstanceId : null,
          clientId: member.clientId,
          clientHost: member.clientHost,
          memberMetadata: known ? member.metadata(group?.protocolName ?? '') : new Uint8Array(0),
          memberAssignment: member.assignment,
        })),
        authorizedOperations: operations,
      }
    })
    return { throttleTimeMs: 0, groups }
  },
})

function absence(groupId: string, isOther: boolean): string {
  return isOther ? `Group ${groupId} is not a classic group.` : `Group ${groupId} not found.`
}
