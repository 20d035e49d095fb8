/** AddOffsetsToTxn (25), versions 0 to 4: the group's partition of `__consumer_offsets` joins the transaction, durably. */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { OFFSETS_TOPIC } from '../state/topics.ts'
import { handler } from './handler.ts'

export const addOffsetsToTxn = handler({
  key: ApiKey.AddOffsetsToTxn,
  minVersion: 0,
  maxVersion: 4,
  async handle(broker, request, call) {
    await broker.topics.internal(OFFSETS_TOPIC)
    const { transactionalId, producerId, producerEpoch, groupId } = request
    const place = { topic: OFFSETS_TOPIC, partition: broker.groups.partitionOf(groupId) }
    const code =
      groupId === ''
        ? ErrorCode.INVALID_GROUP_ID
        : await broker.transactions.addPartitions(transactionalId, producerId, producerEpoch, [place], 0)
    const fenced = code === ErrorCode.PRODUCER_FENCED && call.version < 2
    return { throttleTimeMs: 0, errorCode: fenced ? ErrorCode.INVALID_PRODUCER_EPOCH : code }
  },
})
