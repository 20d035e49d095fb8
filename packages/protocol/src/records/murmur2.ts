/**
 * murmur2 as Kafka's default partitioner uses it (32-bit, seed 0x9747b28c), and the partition it leads to. Foreign producers
 * must reach the same partition for the same key, so the golden vectors of the test come from Kafka's `UtilsTest`.
 */

const M = 0x5bd1e995

/** The 32-bit murmur2 hash of `bytes[start, end)`, as a signed number like Java's. */
export function murmur2(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  const length = end - start
  let h = 0x9747b28c ^ length
  const words = length >>> 2
  let at = start
  for (let n = 0; n < words; n++, at += 4) {
    let k = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    k = Math.imul(k, M)
    k ^= k >>> 24
    h = Math.imul(h, M) ^ Math.imul(k, M)
  }
  const rest = length & 3
  if (rest === 3) h ^= bytes[at + 2]! << 16
  if (rest >= 2) h ^= bytes[at + 1]! << 8
  if (rest >= 1) {
    h ^= bytes[at]!
    h = Math.imul(h, M)
  }
  h ^= h >>> 13
  h = Math.imul(h, M)
  return h ^ (h >>> 15)
}

/** The partition of a record with this key among `partitions`: `toPositive(murmur2(key)) % partitions`. */
export function partitionForKey(bytes: Uint8Array, start: number, end: number, partitions: number): number {
  return (murmur2(bytes, start, end) & 0x7fffffff) % partitions
}
