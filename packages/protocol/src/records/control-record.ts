/**
 * Control batches: one record that is for the log's readers, not for programs. A transaction ends in every partition that it
 * touched with a COMMIT or ABORT marker; KRaft's metadata log has leader changes and snapshot headers and footers.
 *
 * Key: int16 version, int16 type. Value of a transaction marker: int16 version, int32 coordinator epoch.
 * Source: Kafka's `ControlRecordType`, `EndTransactionMarker`; KIP-98.
 */
import { crc32c } from './crc32c.ts'
import { ATTRIBUTES, BATCH, trustBatches } from './record-batch.ts'
import { NO_PRODUCER, RecordBatchBuilder } from './record-batch-builder.ts'
import type { RecordCursor } from './record-cursor.ts'

/** The types of control records, by number. */
export const CONTROL_TYPES = {
  ABORT: 0,
  COMMIT: 1,
  LEADER_CHANGE: 2,
  SNAPSHOT_HEADER: 3,
  SNAPSHOT_FOOTER: 4,
  KRAFT_VERSION: 5,
  KRAFT_VOTERS: 6,
} as const
export type ControlType = keyof typeof CONTROL_TYPES

/** A control batch of one record. `producerId` and `epoch` are those of the transaction; -1 in KRaft's log. */
export function encodeControlBatch(
  type: ControlType,
  value: Uint8Array,
  timestamp: number,
  producerId = -1,
  producerEpoch = -1,
): Uint8Array {
  const key = new Uint8Array(4)
  new DataView(key.buffer).setInt16(2, CONTROL_TYPES[type])
  const builder = new RecordBatchBuilder(256)
  builder.append(timestamp, key, 0, key.length, value, 0, value.length)
  const marker = type === 'ABORT' || type === 'COMMIT'
  const bytes = builder
    .build(marker ? { producerId, producerEpoch, baseSequence: -1, transactional: true } : NO_PRODUCER)
    .slice()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setInt16(BATCH.attributes, view.getInt16(BATCH.attributes) | ATTRIBUTES.control)
  view.setUint32(BATCH.crc, crc32c(bytes, BATCH.attributes))
  return trustBatches(bytes)
}

/** The marker that ends a transaction: `encodeControlBatch` with the coordinator's epoch as its value. */
export function encodeTransactionMarker(
  type: 'ABORT' | 'COMMIT',
  producerId: number,
  producerEpoch: number,
  coordinatorEpoch: number,
  timestamp: number,
): Uint8Array {
  const value = new Uint8Array(6)
  new DataView(value.buffer).setInt32(2, coordinatorEpoch)
  return encodeControlBatch(type, value, timestamp, producerId, producerEpoch)
}

/** The type of the control record under the cursor; `undefined` for a number that this version does not know. */
export function controlTypeOf(record: RecordCursor): ControlType | undefined {
  if (record.keyStart < 0 || record.keyEnd - record.keyStart < 4) return undefined
  const number = record.view.getInt16(record.keyStart + 2)
  for (const [name, value] of Object.entries(CONTROL_TYPES)) if (value === number) return name as ControlType
  return undefined
}

/** The coordinator epoch in the transaction marker under the cursor; -1 where the value is too short. */
export function coordinatorEpochOf(record: RecordCursor): number {
  if (record.valueStart < 0 || record.valueEnd - record.valueStart < 6) return -1
  return record.view.getInt32(record.valueStart + 2)
}
