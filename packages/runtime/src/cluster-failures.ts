/** Which failures beginning anew may help against. */
import { MoldauError } from '@moldau/protocol'
import { StreamsError } from '@moldau/streams'

/** Whether beginning anew may help. Failures of user code, of the topology and of stores come back. */
export function isOfTheCluster(error: unknown): boolean {
  if (error instanceof StreamsError || !(error instanceof MoldauError)) return false
  return error.retriable || FENCING.has(error.code)
}

/** Failures that mean: somebody else has taken over, or the outcome is unknown. A new start finds out. */
const FENCING: ReadonlySet<string> = new Set([
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'TRANSACTION_ABORTABLE',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'REBALANCE_IN_PROGRESS',
  'DELIVERY_TIMED_OUT',
  'TASK_MIGRATED',
  // A source topic is gone; the next start plans without it, or says that it is missing.
  'UNKNOWN_TOPIC_OR_PARTITION',
  // Another worker of this process has not let go of a task yet; other processes are kept out by the lock of the folder.
  'STORE_LOCKED',
])
