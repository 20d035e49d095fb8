/**
 * A growing byte buffer that serdes write into; one is reused for many records, so its bytes are lent until the next write.
 */
export class ByteSink {
  bytes: Uint8Array
  view: DataView
  at = 0

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Makes room for `count` more bytes. */
  ensure(count: number): void {
    if (this.at + count > this.bytes.length) this.grow(count)
  }

  private grow(count: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + count))
    grown.set(this.bytes.subarray(0, this.at))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }

  /** Appends `source[start, end)`. */
  write(source: Uint8Array, start: number, end: number): void {
    this.ensure(end - start)
    copyBytes(source, start, end, this.bytes, this.at)
    this.at += end - start
  }

  /** Appends an int64 given as a checked number. */
  writeInt64(value: number): void {
    this.ensure(8)
    writeInt64(this.view, this.at, value)
    this.at += 8
  }

  /** An owned copy of `[start, end)`. */
  slice(start: number, end: number): Uint8Array {
    return this.bytes.slice(start, end)
  }
}

const SHORT = 32

/** Copies bytes; short runs by a loop, which beats a call into native code. */
export function copyBytes(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
): void {
  if (end - start <= SHORT) {
    for (let i = start, j = at; i < end; i++, j++) target[j] = source[i]!
  } else {
    target.set(source.subarray(start, end), at)
  }
}

/** Writes a safe integer as big-endian int64. */
export function writeInt64(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / 4294967296)
  view.setInt32(at, high)
  view.setUint32(at + 4, value - high * 4294967296)
}

/** Reads a big-endian int64 as a number; exact within +-(2^53-1). */
export function readInt64(bytes: Uint8Array, at: number): number {
  const high = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
  const low = (bytes[at + 4]! << 24) | (bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!
  return high * 4294967296 + (low >>> 0)
}
