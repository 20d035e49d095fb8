/** A copy of a record that outlives the call: lent bytes are copied, objects are the user's. */
import { NULL, readKey, readValue, setKey, setValue, TaskRecord } from './task-record.ts'

export function keepRecord(r: TaskRecord): TaskRecord {
  const kept = new TaskRecord()
  setKey(kept, r.keyState === NULL ? null : readKey(r))
  setValue(kept, r.valueState === NULL ? null : readValue(r))
  kept.oldValue = r.oldValue
  kept.isLatest = r.isLatest
  kept.timestamp = r.timestamp
  const { headers } = r
  kept.headers.bytes = headers.bytes.slice(headers.start, headers.end)
  kept.headers.end = kept.headers.bytes.length
  kept.headers.count = headers.count
  kept.topic = r.topic
  kept.partition = r.partition
  kept.offset = r.offset
  // A dead letter shows the input record's own bytes.
  const keyBytes = r.rawKeyStart < 0 ? 0 : r.rawKeyEnd - r.rawKeyStart
  const valueBytes = r.rawValueStart < 0 ? 0 : r.rawValueEnd - r.rawValueStart
  const raw = new Uint8Array(keyBytes + valueBytes)
  if (keyBytes > 0) raw.set(r.rawBytes.subarray(r.rawKeyStart, r.rawKeyEnd))
  if (valueBytes > 0) raw.set(r.rawBytes.subarray(r.rawValueStart, r.rawValueEnd), keyBytes)
  kept.rawBytes = raw
  kept.rawKeyStart = r.rawKeyStart < 0 ? -1 : 0
  kept.rawKeyEnd = keyBytes
  kept.rawValueStart = r.rawValueStart < 0 ? -1 : keyBytes
  kept.rawValueEnd = raw.length
  kept.node = r.node
  return kept
}
