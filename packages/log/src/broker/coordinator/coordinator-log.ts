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

/** Java's String.hashCode, made positive as Kafka does: which partition of an internal topic holds a group or transaction. */
export function partitionFor(id: string, partitions: number): number {
  let hash = 0
  for (let n = 0; n < id.length; n++) hash = (Math.imul(hash, 31) + id.charCodeAt(n)) | 0
  return (hash & 0x7fffffff) % partitions
}
