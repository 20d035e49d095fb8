/** Ranges of keys, by the order of their bytes. */
import type { Serde } from '../serdes/serde.ts'
import { compareBytes } from './byte-order.ts'

/** Whether a key lies from `from` to `to`, both included; null is open. */
export function keyRange<K>(serde: Serde<unknown>, from: K | null, to: K | null): (key: K) => boolean {
  if (from === null && to === null) return () => true
  const low = serde.serialize('', from)
  const high = serde.serialize('', to)
  return key => {
    const bytes = serde.serialize('', key)!
    return (
      (low === null || compareBytes(bytes, 0, bytes.length, low, 0, low.length) >= 0) &&
      (high === null || compareBytes(bytes, 0, bytes.length, high, 0, high.length) <= 0)
    )
  }
}
