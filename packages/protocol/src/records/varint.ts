/**
 * Variable-length integers of the record format: zigzag, little end first, seven bits a byte (as Protocol Buffers write them).
 * `varint` carries 32 bits in at most 5 bytes, `varlong` 64 in at most 10; a varlong beyond 2^53-1 in either direction is
 * refused, because offsets and times are plain numbers here.
 */

/** Bytes that `value` (int32) takes as a zigzag varint: 1 to 5. */
export function varintSize(value: number): number {
  const v = ((value << 1) ^ (value >> 31)) >>> 0
  return v < 0x80 ? 1 : v < 0x4000 ? 2 : v < 0x20_0000 ? 3 : v < 0x1000_0000 ? 4 : 5
}

/** Writes `value` (int32) as a zigzag varint and returns the position behind it. */
export function writeVarint(target: Uint8Array, at: number, value: number): number {
  let v = ((value << 1) ^ (value >> 31)) >>> 0
  while (v >= 0x80) {
    target[at++] = (v & 0x7f) | 0x80
    v >>>= 7
  }
  target[at++] = v
  return at
}

/** Bytes that `value` (a safe integer) takes as a zigzag varlong: 1 to 8. */
export function varlongSize(value: number): number {
  if (value >= -0x4000_0000 && value < 0x4000_0000) return varintSize(value)
  let v = value < 0 ? -value * 2 - 1 : value * 2
  let size = 1
  while (v >= 0x80) {
    v = Math.floor(v / 0x80)
    size++
  }
  return size
}

/**
 * Writes `value` (a safe integer) as a zigzag varlong and returns the position behind it. The doubled value may leave the
 * exact range of a double, so the lowest group is taken from the value itself: of |value| <= 2^53 all groups come out exact.
 */
export function writeVarlong(target: Uint8Array, at: number, value: number): number {
  if (value >= -0x4000_0000 && value < 0x4000_0000) return writeVarint(target, at, value)
  // zigzag(v) = 2v for v >= 0, 2(-v-1)+1 for v < 0: the half is exact, the lowest bit is the sign.
  const negative = value < 0
  const half = negative ? -value - 1 : value
  let rest = Math.floor(half / 0x40)
  target[at++] = ((half % 0x40) * 2 + (negative ? 1 : 0)) | 0x80
  while (rest >= 0x80) {
    target[at++] = (rest % 0x80) | 0x80
    rest = Math.floor(rest / 0x80)
  }
  target[at++] = rest
  return at
}
