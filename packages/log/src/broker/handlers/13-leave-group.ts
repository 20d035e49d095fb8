/** LeaveGroup (13), versions 0 to 5; from 3 on for several members, each with its own code. Ignored: reason. */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { handler } from './handler.ts'

export const leaveGroup = handler({
  key: ApiKey.LeaveGroup,
  minVersion: 0,
  maxVersion: 5,
  async handle(broker, request, call) {
    const batched = call.version >= 3
    const leaving = batched
      ? request.members
      : [{ memberId: request.memberId, groupInstanceId: null, reason: null }]
    const result = await broker.groups.leave(request.groupId, leaving)
    if (typeof result === 'number') return { throttleTimeMs: 0, errorCode: result, members: [] }
    if (batched) return { throttleTimeMs: 0, errorCode: ErrorCode.NONE, members: result }
    return { throttleTimeMs: 0, errorCode: result[0]?.errorCode ?? ErrorCode.NONE, members: [] }
  },
})
