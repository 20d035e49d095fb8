/**
 * The log under a coordinator: partitions of an internal topic, records with Kafka's schemas.
 *
 *  1. A record is written, then replayed into the state, in one turn: live handling and recovery are the same code.
 *  2. Nobody hears of it before it is durable: every answer waits for what was written to its partition until then, its own
 *     records or those whose effect it has seen.
 */
import { type BatchIdentity, ErrorCode, NO_PRODUCER, RecordBatchBuilder } from '@moldau/protocol'
import { append } from '../../partition/append.ts'
import type { PartitionLog } from '../../partition/partition-log.ts'

/** A record of an internal topic; a null value is a tombstone. */
export interface StoredRecord {
  readonly key: Uint8Array
  readonly value: Uint8Array | null
}

export interface Written {
  readonly errorCode: ErrorCode
  readonly baseOffset: number
}

/** Writes records as one batch. Nothing to write is well written. */
export function writeRecords(
  log: PartitionLog,
  records: readonly StoredRecord[],
  identity: BatchIdentity = NO_PRODUCER,
): Written {
  if (log.health.failure !== undefined)
    return { errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, baseOffset: -1 }
  if (records.length === 0) return { errorCode: ErrorCode.NONE, baseOffset: log.logEndOffset }
  const nowMs = log.clock.nowMs()
  const builder = new RecordBatchBuilder(512)
  for (const { key, value } of records)
    builder.append(nowMs, key, 0, key.length, value, 0, value?.length ?? 0)
  const result = append(log, builder.build(identity), 'coordinator')
  // Clients look for the coordinator again and retry: the disk may have room then.
  if (result.errorCode !== ErrorCode.NONE)
    return { errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, baseOffset: -1 }
  return { errorCode: ErrorCode.NONE, baseOffset: result.baseOffset }
}

/** Settles when all that was written to `log` until now is durable; false where it never will be. */
export function settled(log: PartitionLog): Promise<boolean> | undefined {
  return log.durability.pending(log.logEndOffset)
}

/**
 * Which partition of an internal topic holds a group or a transactional id: the absolute value of Java's String.hashCode, as in Kafka,
 * which looks nowhere else.
 */
export function partitionFor(id: string, partitions: number): number {
  let hash = 0
  for (let n = 0; n < id.length; n++) hash = (Math.imul(hash, 31) + id.charCodeAt(n)) | 0
  return (hash === -0x80000000 ? 0 : Math.abs(hash)) % partitions
}

const decoder = new TextDecoder()

/** The group or the transactional id that a record of an internal topic speaks of: the first field of every key. */
function idOfKey(key: Uint8Array): string {
  if (key.length < 4) return ''
  return decoder.decode(key.subarray(4, 4 + ((key[2]! << 8) | key[3]!)))
}

/**
 * At recovery: whether a record counts. What lies in another partition than its id's is older than what lies in that one: the log once
 * took other partitions than Kafka for ids whose hash is negative.
 */
export function inOrder(partitions: number): (key: Uint8Array, partition: number) => boolean {
  const atHome = new Set<string>()
  return (key, partition) => {
    const id = idOfKey(key)
    if (partitionFor(id, partitions) !== partition) return !atHome.has(id)
    atHome.add(id)
    return true
  }
}
