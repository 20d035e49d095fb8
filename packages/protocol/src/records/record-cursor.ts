/**
 * Walks the records of a batch as positions in bytes: no object, no copy, no string per record.
 *
 * HOT PATH (fetch and process). Unit of work: one record. Allocations allowed: none per record; per batch one array where it
 * is compressed. Budget: 15 ns a record uncompressed. Guarded by `npm run bench -- consume`.
 *
 * Layout of a record: varint length, int8 attributes, varlong timestamp delta, varint offset delta, varint key length (-1
 * null), key, varint value length (-1 null), value, varint header count, headers (varint key length, key, varint value
 * length, value).
 *
 * Invariants:
 *  1. The fields are valid until the next `next()` or `open()`; the bytes behind them are only lent.
 *  2. Every position lies inside the record, and every record inside its batch: a batch that says otherwise makes `next` throw
 *     `CORRUPT_RECORD` before anything outside is read or allocated.
 * Source: Kafka's `DefaultRecord`.
 */
import { MoldauError } from '../failure.ts'
import { DECOMPRESSED_BYTES_MAX, decompress } from './compression.ts'
import { BatchHeader } from './record-batch.ts'

/** A record header, decoded: a name, and bytes or null. */
export interface Header {
  readonly key: string
  readonly value: Uint8Array | null
}

const text = new TextDecoder()

export class RecordCursor {
  /** Where the positions point: the batch's own bytes, or what they decompressed to. */
  bytes: Uint8Array = new Uint8Array(0)
  view: DataView = new DataView(this.bytes.buffer)
  /** -1 where the key is null. */
  keyStart = -1
  keyEnd = -1
  /** -1 where the value is null. */
  valueStart = -1
  valueEnd = -1
  /** The first header, behind their count; `headersEnd` is the record's end. */
  headersStart = 0
  headersEnd = 0
  headerCount = 0
  offset = -1
  timestamp = -1

  readonly #header = new BatchHeader()
  #at = 0
  #end = 0
  #left = 0
  #baseOffset = 0
  #baseTimestamp = 0
  #appendTime = -1
  #batchOf: Uint8Array | undefined

  /**
   * Goes to the batch at `start` of `bytes`, which `checkBatch` has found intact. A zstd batch needs `codecReady('zstd')`.
   * @throws MoldauError `CORRUPT_COMPRESSION`
   */
  open(bytes: Uint8Array, start: number, maxBytes: number = DECOMPRESSED_BYTES_MAX): this {
    const header = this.#header.at(bytes, start)
    const compression = header.compression
    const end = header.end
    if (compression === 'none') {
      this.#lend(bytes)
      this.#at = start + 61
      this.#end = end
    } else {
      if (compression === undefined) throw corrupt(`codec ${header.attributes & 7} is not one of Kafka's`)
      this.#lend(decompress(compression, bytes.subarray(start + 61, end), maxBytes))
      this.#at = 0
      this.#end = this.bytes.length
    }
    this.#left = header.recordCount
    this.#baseOffset = header.baseOffset
    this.#baseTimestamp = header.baseTimestamp
    this.#appendTime = header.timestampType === 'LogAppendTime' ? header.maxTimestamp : -1
    return this
  }

  /** Records of the open batch that `next` has not shown yet. */
  get left(): number {
    return this.#left
  }

  #lend(bytes: Uint8Array): void {
    this.bytes = bytes
    if (this.#batchOf === bytes) return
    this.#batchOf = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Goes to the next record of the batch; false at its end. */
  next(): boolean {
    if (this.#left === 0) return false
    this.#left--
    const bytes = this.bytes
    const batchEnd = this.#end
    let at = this.#at
    // Each varint below is one byte in nearly every record; the slow path reads longer ones.
    let b = bytes[at++]!
    let size = (b >>> 1) ^ -(b & 1)
    if (b >= 0x80) {
      size = this.#varint(at - 1)
      at = this.#at
    }
    const end = at + size
    if (size < 0 || end > batchEnd || at > batchEnd)
      throw corrupt(`a record claims ${size} bytes, ${batchEnd - at} are left`)
    at++ // attributes: no bit is in use
    b = bytes[at++]!
    let delta = (b >>> 1) ^ -(b & 1)
    if (b >= 0x80) {
      delta = this.#varlong(at - 1)
      at = this.#at
    }
    this.timestamp = this.#appendTime >= 0 ? this.#appendTime : this.#baseTimestamp + delta
    b = bytes[at++]!
    delta = (b >>> 1) ^ -(b & 1)
    if (b >= 0x80) {
      delta = this.#varint(at - 1)
      at = this.#at
    }
    this.offset = this.#baseOffset + delta
    b = bytes[at++]!
    let length = (b >>> 1) ^ -(b & 1)
    if (b >= 0x80) {
      length = this.#varint(at - 1)
      at = this.#at
    }
    if (length < 0) {
      this.keyStart = -1
      this.keyEnd = -1
    } else {
      this.keyStart = at
      at += length
      this.keyEnd = at
    }
    if (at >= end) throw corrupt('a key reaches beyond its record')
    b = bytes[at++]!
    length = (b >>> 1) ^ -(b & 1)
    if (b >= 0x80) {
      length = this.#varint(at - 1)
      at = this.#at
    }
    if (length < 0) {
      this.valueStart = -1
      this.valueEnd = -1
    } else {
      this.valueStart = at
      at += length
      this.valueEnd = at
    }
    if (at >= end) throw corrupt('a value reaches beyond its record')
    b = bytes[at++]!
    length = (b >>> 1) ^ -(b & 1)
    if (b >= 0x80) {
      length = this.#varint(at - 1)
      at = this.#at
    }
    if (length < 0 || length > end - at || (length === 0 && at !== end))
      throw corrupt(`${length} headers do not fit their record`)
    this.headersStart = at
    this.headersEnd = end
    this.headerCount = length
    this.#at = end
    return true
  }

  #varint(at: number): number {
    const bytes = this.bytes
    let value = 0
    for (let shift = 0; shift <= 28; shift += 7) {
      if (at >= this.#end) break
      const b = bytes[at++]!
      value |= (b & 0x7f) << shift
      if (b < 0x80) {
        this.#at = at
        return (value >>> 1) ^ -(value & 1)
      }
    }
    throw corrupt(`the varint before byte ${at} does not end`)
  }

  #varlong(at: number): number {
    const bytes = this.bytes
    const first = bytes[at++]!
    let half = (first & 0x7f) >>> 1
    let scale = 64
    for (let n = 1; n < 10; n++) {
      if (at >= this.#end) break
      const b = bytes[at++]!
      half += (b & 0x7f) * scale
      scale *= 128
      if (b < 0x80) {
        this.#at = at
        return first & 1 ? -half - 1 : half
      }
    }
    throw corrupt(`the varlong before byte ${at} does not end`)
  }

  /** The headers of the record, decoded; their values are views. Allocates: for those who ask. */
  headers(): Header[] {
    return decodeHeaders(this.bytes, this.headersStart, this.headersEnd, this.headerCount)
  }
}

/** Decodes `count` headers that lie in `bytes[start, end)`. @throws MoldauError `CORRUPT_RECORD` */
export function decodeHeaders(bytes: Uint8Array, start: number, end: number, count: number): Header[] {
  const headers: Header[] = []
  let at = start
  const varint = (): number => {
    let value = 0
    for (let shift = 0; shift <= 28; shift += 7) {
      const b = at < end ? bytes[at++]! : -1
      if (b < 0) break
      value |= (b & 0x7f) << shift
      if (b < 0x80) return (value >>> 1) ^ -(value & 1)
    }
    throw corrupt('a header length does not end')
  }
  for (let n = 0; n < count; n++) {
    const keyLength = varint()
    if (keyLength < 0 || at + keyLength > end) throw corrupt('a header name reaches beyond its record')
    const key = text.decode(bytes.subarray(at, at + keyLength))
    at += keyLength
    const valueLength = varint()
    if (valueLength > end - at) throw corrupt('a header value reaches beyond its record')
    headers.push({ key, value: valueLength < 0 ? null : bytes.subarray(at, at + valueLength) })
    if (valueLength > 0) at += valueLength
  }
  return headers
}

function corrupt(detail: string): MoldauError {
  return new MoldauError('CORRUPT_RECORD', 'a record batch cannot be read', { detail })
}
