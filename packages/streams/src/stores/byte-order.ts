/** Order, equality and hash of byte spans. */

/** Negative, 0 or positive: unsigned bytes, the shorter first where one is the beginning of the other. */
export function compareBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const length = Math.min(aEnd - aStart, bEnd - bStart)
  for (let i = 0; i < length; i++) {
    const difference = a[aStart + i]! - b[bStart + i]!
    if (difference !== 0) return difference
  }
  return aEnd - aStart - (bEnd - bStart)
}

/** True when both spans hold the same bytes; their lengths are known to be equal. */
export function sameBytes(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false
  return true
}

/** 32-bit hash, four bytes a step, finished by MurmurHash3's finalizer; never 0, which marks an empty slot. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let h = (end - start) | 0
  let i = start
  for (const stop = end - 3; i < stop; i += 4) {
    const word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    h = Math.imul(h ^ word, 0x9e3779b1)
    h ^= h >>> 15
  }
  let tail = 0
  for (; i < end; i++) tail = (tail << 8) | bytes[i]!
  h = Math.imul(h ^ tail, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  h ^= h >>> 16
  return h === 0 ? 1 : h
}
