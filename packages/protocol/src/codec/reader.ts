/**
 * Reads Kafka's primitive types from lent bytes.
 *
 *  1. Every read is checked against the end of the input first; every length before anything is allocated for it.
 *  2. Bytes come out as views on the input. Whoever keeps one keeps the whole input alive.
 *  3. int64 comes out as a number: a safe integer, or one of the two ends of the range, which doubles hold exactly
 *     (2^63 stands for 2^63-1). Anything else is a fault.
 *
 * Source: Kafka's protocol guide, KIP-482.
 */
import { CodecFault } from './failures.ts'

export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
export const NO_BYTES = new Uint8Array(0)

export class Reader {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Position of the next byte. */
  pos: number
  readonly end: number
  readonly #text: Buffer

  /** Reads `bytes` from `start`. Costs two small objects; no copy. */
  constructor(bytes: Uint8Array, start = 0) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.pos = start
    this.end = bytes.byteLength
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.end - this.pos
  }

  fault(detail: string): CodecFault {
    return new CodecFault(detail, this.pos)
  }

  /** Claims `length` bytes and returns where they start. */
  take(length: number): number {
    const at = this.pos
    if (length > this.end - at) throw this.fault(`${length} bytes needed, ${this.end - at} left`)
    this.pos = at + length
    return at
  }

  bool(): boolean {
    return this.view.getInt8(this.take(1)) !== 0
  }

  int8(): number {
    return this.view.getInt8(this.take(1))
  }

  int16(): number {
    return this.view.getInt16(this.take(2))
  }

  uint16(): number {
    return this.view.getUint16(this.take(2))
  }

  int32(): number {
    return this.view.getInt32(this.take(4))
  }

  uint32(): number {
    return this.view.getUint32(this.take(4))
  }

  int64(): number {
    const at = this.take(8)
    const hi = this.view.getInt32(at)
    const lo = this.view.getUint32(at + 4)
    const value = hi * 4294967296 + lo
    if (hi >= -2097152 && hi < 2097152 && value !== -(2 ** 53)) return value
    if (hi === 0x7fffffff && lo === 0xffffffff) return 2 ** 63
    if (hi === -2147483648 && lo === 0) return -(2 ** 63)
    this.pos = at
    throw this.fault('a 64-bit number beyond 2^53-1')
  }

  /** A number of 64 bits that is only ever compared: the lower 53 of them. */
  hash64(): number {
    const at = this.take(8)
    return (this.view.getUint32(at) & 0x1fffff) * 4294967296 + this.view.getUint32(at + 4)
  }

  float64(): number {
    return this.view.getFloat64(this.take(8))
  }

  /** An unsigned varint of at most 32 bits. */
  uvarint(): number {
    const start = this.pos
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.pos >= this.end) throw this.fault('a varint is cut off')
      const byte = this.bytes[this.pos++]!
      if (shift === 28 && byte > 0x0f) break
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    this.pos = start
    throw this.fault('a varint longer than 32 bits')
  }

  uuid(): string {
    const at = this.take(16)
    const view = this.view
    if (
      view.getInt32(at) === 0 &&
      view.getInt32(at + 4) === 0 &&
      view.getInt32(at + 8) === 0 &&
      view.getInt32(at + 12) === 0
    )
      return ZERO_UUID
    return this.#text.toString('base64url', at, at + 16)
  }

  /** The length of a string, -1 for null. */
  #stringLength(flexible: boolean): number {
    const start = this.pos
    const length = flexible ? this.uvarint() - 1 : this.int16()
    if (length < -1 || length > 32767) {
      this.pos = start
      throw this.fault(`a string length of ${length}`)
    }
    return length
  }

  string(flexible: boolean): string {
    const start = this.pos
    const length = this.#stringLength(flexible)
    if (length >= 0) return this.#utf8(length)
    this.pos = start
    throw this.fault('null where this version has none')
  }

  nullableString(flexible: boolean): string | null {
    const length = this.#stringLength(flexible)
    return length < 0 ? null : this.#utf8(length)
  }

  #utf8(length: number): string {
    const at = this.take(length)
    return this.#text.toString('utf8', at, at + length)
  }

  bytesField(flexible: boolean): Uint8Array {
    const start = this.pos
    const value = this.nullableBytes(flexible)
    if (value !== null) return value
    this.pos = start
    throw this.fault('null where this version has none')
  }

  nullableBytes(flexible: boolean): Uint8Array | null {
    const start = this.pos
    const length = flexible ? this.uvarint() - 1 : this.int32()
    if (length < -1) {
      this.pos = start
      throw this.fault(`a length of ${length}`)
    }
    return length < 0 ? null : this.slice(length)
  }

  /** A view of the next `length` bytes: a plain Uint8Array even where the input is a Buffer, whose slice() does not copy. */
  slice(length: number): Uint8Array {
    const at = this.take(length)
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + at, length)
  }

  /** The number of elements, of which each takes at least `bytesMin` bytes. */
  arrayLength(flexible: boolean, bytesMin: number): number {
    const start = this.pos
    const length = this.nullableArrayLength(flexible, bytesMin)
    if (length >= 0) return length
    this.pos = start
    throw this.fault('null where this version has none')
  }

  /** The number of elements, -1 for null. */
  nullableArrayLength(flexible: boolean, bytesMin: number): number {
    const start = this.pos
    const length = flexible ? this.uvarint() - 1 : this.int32()
    if (length < -1 || length * bytesMin > this.end - this.pos) {
      const left = this.end - this.pos
      this.pos = start
      throw this.fault(`${length} elements of at least ${bytesMin} bytes, ${left} bytes left`)
    }
    return length
  }

  /** Whether a nullable struct follows. */
  structFollows(): boolean {
    return this.int8() >= 0
  }

  /** Checks that a tagged field took exactly the bytes it said. */
  endTag(endsAt: number): void {
    if (this.pos !== endsAt) throw this.fault(`a tagged field that should end at byte ${endsAt}`)
  }

  /** The size of a tagged field, turned into the position at which it ends. */
  tagEnd(): number {
    const size = this.uvarint()
    if (size > this.end - this.pos)
      throw this.fault(`a tagged field of ${size} bytes, ${this.end - this.pos} left`)
    return this.pos + size
  }
}
