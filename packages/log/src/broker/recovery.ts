/**
 * Brings coordinators back: replays their partitions record by record, markers included, in log order.
 * Nothing is served before it is done, and nothing else ever fills a coordinator's state.
 */
import { BatchHeader, checkBatch, codecReady, MoldauError, RecordCursor } from '@moldau/protocol'
import { markerOf } from '../partition/append.ts'
import { read } from '../partition/fetch.ts'
import type { PartitionLog } from '../partition/partition-log.ts'

export interface Replaying {
  record(key: Uint8Array, value: Uint8Array | null, offset: number, producerId: number): void
  marker(producerId: number, commit: boolean): void
}

/** Replays one partition from its start to its end. */
export async function replayPartition(log: PartitionLog, into: Replaying): Promise<void> {
  const header = new BatchHeader()
  const cursor = new RecordCursor()
  for (let offset = log.logStartOffset; offset < log.logEndOffset; ) {
    const bytes = read(log, offset, log.logEndOffset, 1024 * 1024, true)
    if (bytes.length === 0) return
    for (let start = 0; start < bytes.length; ) {
      if (checkBatch(bytes, start, bytes.length) !== 'ok') {
        throw new MoldauError('LOG_DAMAGED', 'a coordinator cannot be brought back', {
          detail: `${log.directory}, the batch at offset ${offset} does not hold`,
          hint: 'bring the folder back from a copy; or delete its records up to there with another tool, which forgets them',
        })
      }
      header.at(bytes, start)
      const { end, nextOffset, isControl, isTransactional, compression } = header
      const producerId = isTransactional ? header.producerId : -1
      if (isControl) {
        const marker = markerOf(bytes.subarray(start, end))
        if (marker !== undefined) into.marker(header.at(bytes, start).producerId, !marker.aborted)
      } else {
        // Another writer's folder may be compressed.
        if (compression !== undefined && compression !== 'none') await codecReady(compression)
        cursor.open(bytes, start)
        while (cursor.next()) {
          if (cursor.keyStart < 0 || cursor.offset < offset) continue
          const key = cursor.bytes.slice(cursor.keyStart, cursor.keyEnd)
          const value = cursor.valueStart < 0 ? null : cursor.bytes.slice(cursor.valueStart, cursor.valueEnd)
          into.record(key, value, cursor.offset, producerId)
        }
      }
      offset = nextOffset
      start = end
    }
  }
}
