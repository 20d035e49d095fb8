/**
 * FindCoordinator (10), versions 0 to 6. Key types: 0 group, 1 transaction. This node coordinates everything; the internal
 * topic behind the coordinator is made on the first question.
 */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { OFFSETS_TOPIC, TRANSACTION_TOPIC } from '../state/topics.ts'
import { handler } from './handler.ts'

export const findCoordinator = handler({
  key: ApiKey.FindCoordinator,
  minVersion: 0,
  maxVersion: 6,
  async handle(broker, request, call) {
    const batched = call.version >= 4
    const keyType = call.version >= 1 ? request.keyType : 0
    const keys = batched ? request.coordinatorKeys : [request.key]
    const known = keyType === 0 || keyType === 1
    if (known) await broker.topics.internal(keyType === 0 ? OFFSETS_TOPIC : TRANSACTION_TOPIC)
    const place = {
      nodeId: broker.nodeId,
      ...broker.advertised,
      errorCode: ErrorCode.NONE as number,
      errorMessage: null,
    }
    const nowhere = {
      nodeId: -1,
      host: '',
      port: -1,
      errorCode: ErrorCode.INVALID_REQUEST as number,
      errorMessage: `Coordinators of key type ${keyType} are not known.`,
    }
    const found = known ? place : nowhere
    if (batched) {
      const none = { errorCode: ErrorCode.NONE, errorMessage: null, nodeId: 0, host: '', port: 0 }
      return { throttleTimeMs: 0, ...none, key: '', coordinators: keys.map(key => ({ key, ...found })) }
    }
    return { throttleTimeMs: 0, ...found, coordinators: [] }
  },
})
