/**
 * The file `<offset>.snapshot`: what was known of producers when the log ended at that offset.
 *
 * int16 version 1, uint32 CRC-32C of what follows, int32 count, then per producer: int64 id, int16 epoch, int32 last sequence,
 * int64 last offset, int32 offset delta, int64 timestamp, int32 coordinator epoch, int64 first offset of the open transaction.
 * It holds the last batch of each producer; the four before it are read from the log. A snapshot whose CRC does not fit is no
 * snapshot. Source: Kafka's `ProducerSnapshot.json`, `ProducerStateManager`.
 */
import { crc32c, getInt64, setInt64 } from '@moldau/protocol'
import { ProducerState, type ProducerStates } from './producer-states.ts'

const HEADER_BYTES = 10
const ENTRY_BYTES = 46

export function encodeSnapshot(producers: ProducerStates): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + producers.states.size * ENTRY_BYTES)
  const view = new DataView(bytes.buffer)
  view.setInt16(0, 1)
  view.setInt32(6, producers.states.size)
  let at = HEADER_BYTES
  for (const state of producers.states.values()) {
    const last = state.batches[state.batches.length - 1]
    setInt64(view, at, state.producerId)
    view.setInt16(at + 8, state.epoch)
    view.setInt32(at + 10, last?.lastSequence ?? -1)
    setInt64(view, at + 14, last?.lastOffset ?? -1)
    view.setInt32(at + 22, last === undefined ? 0 : last.lastOffset - last.firstOffset)
    setInt64(view, at + 26, state.lastTimestamp)
    view.setInt32(at + 34, state.coordinatorEpoch)
    setInt64(view, at + 38, state.txnFirstOffset)
    at += ENTRY_BYTES
  }
  view.setUint32(2, crc32c(bytes, 6))
  return bytes
}

/** Reads a snapshot into `producers`; false, and nothing read, where the file is unsound. */
export function decodeSnapshot(bytes: Uint8Array, producers: ProducerStates, nowMs: number): boolean {
  if (bytes.length < HEADER_BYTES) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getInt32(6)
  if (view.getInt16(0) !== 1 || bytes.length !== HEADER_BYTES + count * ENTRY_BYTES) return false
  if (crc32c(bytes, 6) !== view.getUint32(2)) return false
  for (let n = 0; n < count; n++) {
    const at = HEADER_BYTES + n * ENTRY_BYTES
    const state = new ProducerState(getInt64(view, at))
    state.epoch = view.getInt16(at + 8)
    const lastSequence = view.getInt32(at + 10)
    const lastOffset = getInt64(view, at + 14)
    const delta = view.getInt32(at + 22)
    state.lastTimestamp = getInt64(view, at + 26)
    state.coordinatorEpoch = view.getInt32(at + 34)
    state.txnFirstOffset = getInt64(view, at + 38)
    state.lastSeenMs = nowMs
    if (lastOffset >= 0) {
      const firstSequence = (lastSequence - delta + 2147483648) % 2147483648
      const firstOffset = lastOffset - delta
      state.batches.push({
        firstSequence,
        lastSequence,
        firstOffset,
        lastOffset,
        timestamp: state.lastTimestamp,
      })
    }
    producers.restore(state)
  }
  return true
}
