/**
 * TxnOffsetCommit (28), versions 0 to 5. The offsets are pending until the transaction's marker.
 *
 * A member or generation that is no longer the group's is fenced (KIP-447; from version 3 on the request says them). From
 * version 5 on the group's partition joins the transaction here (KIP-890); before, AddOffsetsToTxn has added it.
 */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { type TransactionDialect, told } from '../coordinator/transaction.ts'
import { OFFSETS_TOPIC } from '../state/topics.ts'
import { sortOut } from './08-offset-commit.ts'
import { handler } from './handler.ts'

export const txnOffsetCommit = handler({
  key: ApiKey.TxnOffsetCommit,
  minVersion: 0,
  maxVersion: 5,
  async handle(broker, request, call) {
    await broker.topics.internal(OFFSETS_TOPIC)
    const { transactionalId, producerId, producerEpoch, groupId } = request
    const { commits, topics } = sortOut(broker, request.topics)
    const known = call.version >= 3
    const committer = {
      memberId: known ? request.memberId : '',
      groupInstanceId: known ? request.groupInstanceId : null,
      generationId: known ? request.generationId : -1,
    }
    const place = { topic: OFFSETS_TOPIC, partition: broker.groups.partitionOf(groupId) }
    const identity = { producerId, producerEpoch, baseSequence: -1, transactional: true }
    let code: ErrorCode =
      groupId === ''
        ? ErrorCode.INVALID_GROUP_ID
        : broker.groups.transactionalCommitFault(groupId, committer, commits)
    if (code === ErrorCode.NONE) {
      code =
        call.version >= 5
          ? await broker.transactions.addPartitions(transactionalId, producerId, producerEpoch, [place], 2)
          : broker.transactions.isIn(transactionalId, producerId, producerEpoch, place)
    }
    // The group may have moved on while the partition joined: it is asked again in the turn of the commit.
    if (code === ErrorCode.NONE)
      code = broker.transactions.isIn(transactionalId, producerId, producerEpoch, place)
    if (code === ErrorCode.NONE && commits.length > 0)
      code = await broker.groups.commit(groupId, committer, commits, identity)
    const errorCode = nameFor(code, call.version)
    for (const topic of topics) {
      for (const partition of topic.partitions)
        if (partition.errorCode === ErrorCode.NONE) partition.errorCode = errorCode
    }
    return { throttleTimeMs: 0, topics: topics.map(({ name, partitions }) => ({ name, partitions })) }
  },
})

function nameFor(code: ErrorCode, version: number): ErrorCode {
  const dialect: TransactionDialect =
    version >= 5 ? 'implicit-add' : version >= 4 ? 'abortable' : 'before-abortable'
  const known = told(code, dialect)
  // What a partition's leader calls so, a coordinator calls otherwise.
  return known === ErrorCode.NOT_ENOUGH_REPLICAS ? ErrorCode.COORDINATOR_NOT_AVAILABLE : known
}
