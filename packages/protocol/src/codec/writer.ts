/**
 * Writes Kafka's primitive types into a buffer that grows, and lends large record fields instead of copying them.
 *
 *  1. `chunks()` in order are the message. A records field of at least LENT_BYTES_MIN is a chunk of its own: the caller's
 *     bytes themselves, to be left untouched until they are written out.
 *  2. A value that does not fit its type is a fault, never a wrapped number.
 *
 * Source: Kafka's protocol guide, KIP-482.
 */

import type { UnknownTags } from './description.ts'
import { CodecFault } from './failures.ts'

/** From this size on, a records field is lent instead of copied. Bytes. */
export const LENT_BYTES_MIN = 4096

export class Writer {
  #bytes: Uint8Array
  #view: DataView
  #text: Buffer
  #pos = 0
  /** Where in #bytes the chunk under construction starts. */
  #chunkStart = 0
  readonly #chunks: Uint8Array[] = []
  #chunkBytes = 0
  readonly #lends: boolean

  /** `lends: false` copies everything, so that there is one chunk. */
  constructor(sizeHint = 256, lends = true) {
    this.#bytes = new Uint8Array(sizeHint)
    this.#view = new DataView(this.#bytes.buffer)
    this.#text = Buffer.from(this.#bytes.buffer)
    this.#lends = lends
  }

  /** Bytes written so far, lent ones included. */
  get length(): number {
    return this.#chunkBytes + this.#pos - this.#chunkStart
  }

  /** The message as chunks. The writer must not be used afterwards. */
  chunks(): Uint8Array[] {
    if (this.#pos > this.#chunkStart || this.#chunks.length === 0) {
      this.#chunks.push(this.#bytes.subarray(this.#chunkStart, this.#pos))
      this.#chunkBytes += this.#pos - this.#chunkStart
      this.#chunkStart = this.#pos
    }
    return this.#chunks
  }

  /** The message in one piece; a copy only when something was lent. The writer must not be used afterwards. */
  toBytes(): Uint8Array {
    const chunks = this.chunks()
    if (chunks.length === 1) return chunks[0]!
    const whole = new Uint8Array(this.#chunkBytes)
    let at = 0
    for (const chunk of chunks) {
      whole.set(chunk, at)
      at += chunk.length
    }
    return whole
  }

  #grow(need: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#pos + need))
    grown.set(this.#bytes.subarray(0, this.#pos))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
    this.#text = Buffer.from(grown.buffer)
  }

  /** Reserves `length` bytes and returns where they start. */
  #room(length: number): number {
    if (this.#pos + length > this.#bytes.length) this.#grow(length)
    const at = this.#pos
    this.#pos = at + length
    return at
  }

  fault(detail: string): CodecFault {
    return new CodecFault(detail, this.length)
  }

  bool(value: boolean): void {
    const at = this.#room(1)
    this.#bytes[at] = value ? 1 : 0
  }

  int8(value: number): void {
    if ((value << 24) >> 24 !== value) throw this.fault(`${value} is no int8`)
    const at = this.#room(1)
    this.#view.setInt8(at, value)
  }

  int16(value: number): void {
    if ((value << 16) >> 16 !== value) throw this.fault(`${value} is no int16`)
    const at = this.#room(2)
    this.#view.setInt16(at, value)
  }

  uint16(value: number): void {
    if ((value & 0xffff) !== value) throw this.fault(`${value} is no uint16`)
    const at = this.#room(2)
    this.#view.setUint16(at, value)
  }

  int32(value: number): void {
    if ((value | 0) !== value) throw this.fault(`${value} is no int32`)
    const at = this.#room(4)
    this.#view.setInt32(at, value)
  }

  uint32(value: number): void {
    if (value >>> 0 !== value) throw this.fault(`${value} is no uint32`)
    const at = this.#room(4)
    this.#view.setUint32(at, value)
  }

  hash64(value: number): void {
    this.int64(value)
  }

  int64(value: number): void {
    let hi = Math.floor(value / 4294967296)
    let lo = value - hi * 4294967296
    if (!Number.isSafeInteger(value)) {
      if (value === 2 ** 63) {
        hi = 0x7fffffff
        lo = 0xffffffff
      } else if (value !== -(2 ** 63)) throw this.fault(`${value} is no int64 that a number can hold`)
    }
    const at = this.#room(8)
    this.#view.setInt32(at, hi)
    this.#view.setUint32(at + 4, lo)
  }

  float64(value: number): void {
    if (typeof value !== 'number') throw this.fault(`${value} is no number`)
    const at = this.#room(8)
    this.#view.setFloat64(at, value)
  }

  uvarint(value: number): void {
    if (value >>> 0 !== value) throw this.fault(`${value} is no unsigned varint`)
    let at = this.#room(5)
    let rest = value
    while (rest > 0x7f) {
      this.#bytes[at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#bytes[at++] = rest
    this.#pos = at
  }

  uuid(value: string): void {
    if (value.length !== 22) throw this.fault(`'${value}' is no uuid of 22 characters`)
    const at = this.#room(16)
    if (this.#text.write(value, at, 16, 'base64url') !== 16) throw this.fault(`'${value}' is no uuid`)
  }

  string(value: string | null, flexible: boolean): void {
    if (value === null) throw this.fault('null where this version has none')
    const length = Buffer.byteLength(value)
    if (length > 32767) throw this.fault(`a string of ${length} bytes, 32767 are allowed`)
    if (flexible) this.uvarint(length + 1)
    else this.int16(length)
    const at = this.#room(length)
    this.#text.write(value, at, length, 'utf8')
  }

  nullableString(value: string | null, flexible: boolean): void {
    if (value !== null) this.string(value, flexible)
    else if (flexible) this.uvarint(0)
    else this.int16(-1)
  }

  /** Copies bytes without a length. */
  raw(value: Uint8Array): void {
    const at = this.#room(value.length)
    this.#bytes.set(value, at)
  }

  bytesField(value: Uint8Array | null, flexible: boolean): void {
    if (value === null) throw this.fault('null where this version has none')
    if (flexible) this.uvarint(value.length + 1)
    else this.int32(value.length)
    this.raw(value)
  }

  nullableBytes(value: Uint8Array | null, flexible: boolean): void {
    if (value !== null) this.bytesField(value, flexible)
    else if (flexible) this.uvarint(0)
    else this.int32(-1)
  }

  records(value: Uint8Array | null, flexible: boolean): void {
    if (value === null) throw this.fault('null where this version has none')
    if (flexible) this.uvarint(value.length + 1)
    else this.int32(value.length)
    if (this.#lends && value.length >= LENT_BYTES_MIN) this.#lend(value)
    else this.raw(value)
  }

  nullableRecords(value: Uint8Array | null, flexible: boolean): void {
    if (value !== null) this.records(value, flexible)
    else if (flexible) this.uvarint(0)
    else this.int32(-1)
  }

  #lend(value: Uint8Array): void {
    if (this.#pos > this.#chunkStart) {
      this.#chunks.push(this.#bytes.subarray(this.#chunkStart, this.#pos))
      this.#chunkBytes += this.#pos - this.#chunkStart
      this.#chunkStart = this.#pos
    }
    this.#chunks.push(value)
    this.#chunkBytes += value.length
  }

  arrayLength(length: number, flexible: boolean): void {
    if (flexible) this.uvarint(length + 1)
    else this.int32(length)
  }

  nullArray(flexible: boolean): void {
    if (flexible) this.uvarint(0)
    else this.int32(-1)
  }

  /** A tagged field: its tag, its size, and what `body` holds. */
  tag(tag: number, body: Writer): void {
    this.uvarint(tag)
    this.uvarint(body.length)
    for (const chunk of body.chunks()) this.raw(chunk)
  }

  /** Of the unknown tagged fields, those from `from` to before `to`, in order. */
  unknownTags(tags: UnknownTags | undefined, from: number, to: number): void {
    if (tags === undefined || tags.size === 0) return
    for (const tag of [...tags.keys()].sort((a, b) => a - b)) {
      if (tag < from || tag >= to) continue
      const value = tags.get(tag)!
      this.uvarint(tag)
      this.uvarint(value.length)
      this.raw(value)
    }
  }
}
