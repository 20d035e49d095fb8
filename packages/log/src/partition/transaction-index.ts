/**
 * The aborted transactions whose marker lies in one segment, in the order of their markers.
 *
 * Entry (34 bytes): int16 version 0, int64 producer id, int64 first offset, int64 last offset (the marker's), int64 last stable
 * offset as it was once the marker had been written. A reader may stop at the first entry whose last stable offset reaches the
 * end of its range: no later marker can abort anything below it. Source: Kafka's `TransactionIndex`, `AbortedTxn`.
 */
import { getInt64, setInt64 } from '@moldau/protocol'

export const ABORTED_TXN_BYTES = 34

/** An aborted transaction; offsets are inclusive. */
export interface AbortedTxn {
  readonly producerId: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly lastStableOffset: number
}

export function encodeAbortedTxn(txn: AbortedTxn): Uint8Array {
  const bytes = new Uint8Array(ABORTED_TXN_BYTES)
  const view = new DataView(bytes.buffer)
  view.setInt16(0, 0)
  setInt64(view, 2, txn.producerId)
  setInt64(view, 10, txn.firstOffset)
  setInt64(view, 18, txn.lastOffset)
  setInt64(view, 26, txn.lastStableOffset)
  return bytes
}

/** The entries of a file; `undefined` where it is unsound and has to be rebuilt. */
export function decodeAbortedTxns(content: Uint8Array, baseOffset: number): AbortedTxn[] | undefined {
  if (content.length % ABORTED_TXN_BYTES !== 0) return undefined
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const txns: AbortedTxn[] = []
  let last = baseOffset - 1
  for (let at = 0; at < content.length; at += ABORTED_TXN_BYTES) {
    const txn: AbortedTxn = {
      producerId: getInt64(view, at + 2),
      firstOffset: getInt64(view, at + 10),
      lastOffset: getInt64(view, at + 18),
      lastStableOffset: getInt64(view, at + 26),
    }
    if (view.getInt16(at) !== 0 || txn.lastOffset <= last || txn.firstOffset > txn.lastOffset)
      return undefined
    last = txn.lastOffset
    txns.push(txn)
  }
  return txns
}
