/**
 * What to do about an error code in a Produce response.
 *
 * - `retry`: nothing was appended, or it can be told apart from a second try; send the same bytes again.
 * - `renew`: the same, with fresh metadata.
 * - `sequence`: the broker misses something before this batch, or knows nothing of the producer.
 * - `abort`: the transaction is lost, the producer is not.
 * - `fatal`: the producer is lost.
 * - `fail`: this batch will never be accepted.
 *
 * Source: Kafka's Sender and TransactionManager, KIP-890 (TRANSACTION_ABORTABLE).
 */
import { ErrorCode, isRetriable } from '@moldau/protocol'

export type ProduceVerdict = 'done' | 'retry' | 'renew' | 'sequence' | 'abort' | 'fatal' | 'fail'

export function judgeProduce(errorCode: number): ProduceVerdict {
  switch (errorCode) {
    case ErrorCode.NONE:
    case ErrorCode.DUPLICATE_SEQUENCE_NUMBER:
      return 'done'
    case ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER:
    case ErrorCode.UNKNOWN_PRODUCER_ID:
      return 'sequence'
    case ErrorCode.TRANSACTION_ABORTABLE:
    case ErrorCode.INVALID_PRODUCER_EPOCH:
    case ErrorCode.INVALID_TXN_STATE:
      return 'abort'
    case ErrorCode.PRODUCER_FENCED:
    case ErrorCode.INVALID_PRODUCER_ID_MAPPING:
    case ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case ErrorCode.CLUSTER_AUTHORIZATION_FAILED:
    case ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT:
    case ErrorCode.UNSUPPORTED_VERSION:
      return 'fatal'
    case ErrorCode.LEADER_NOT_AVAILABLE:
    case ErrorCode.NOT_LEADER_OR_FOLLOWER:
    case ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
    case ErrorCode.UNKNOWN_TOPIC_ID:
    case ErrorCode.INCONSISTENT_TOPIC_ID:
    case ErrorCode.REPLICA_NOT_AVAILABLE:
    case ErrorCode.KAFKA_STORAGE_ERROR:
    case ErrorCode.FENCED_LEADER_EPOCH:
    case ErrorCode.UNKNOWN_LEADER_EPOCH:
    case ErrorCode.LISTENER_NOT_FOUND:
      return 'renew'
    default:
      return isRetriable(errorCode) ? 'retry' : 'fail'
  }
}
