/**
 * Builds one record batch in place: records are written behind a reserved header, and `build` fills the header in.
 *
 * HOT PATH (append and process). Unit of work: one record. Allocations allowed: none per record (growing doubles the array);
 * one view per batch, one array more where it is compressed. Budget: 70 ns for a record of 100 B, and 0.44 ns a byte for the
 * CRC at `build`. Guarded by `npm run bench -- append`.
 *
 * Invariants:
 *  1. The first record's time is the base timestamp; deltas may be negative.
 *  2. Once built, the bytes are the caller's, who lends them to the log and the wire. The builder takes another array for its
 *     next batch.
 * Source: Kafka's `MemoryRecordsBuilder`, `DefaultRecord`.
 */
import { assert } from '../failure.ts'
import { COMPRESSION_TYPES, type CompressionType, compress } from './compression.ts'
import { crc32c } from './crc32c.ts'
import {
  ATTRIBUTES,
  BATCH,
  BATCH_HEADER_BYTES,
  BATCH_LOG_OVERHEAD,
  setInt64,
  trustBatches,
} from './record-batch.ts'
import type { Header } from './record-cursor.ts'
import { varintSize, varlongSize, writeVarint, writeVarlong } from './varint.ts'

/** Below this, a loop over words is cheaper than a call of `TypedArray.set` (measured: 20 ns against 50 ns for 24 B). */
const LOOP_COPY_BYTES = 48

/** What `build` puts into the header beside the records. Without a producer id the batch is not idempotent. */
export interface BatchIdentity {
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly transactional: boolean
}

export const NO_PRODUCER: BatchIdentity = {
  producerId: -1,
  producerEpoch: -1,
  baseSequence: -1,
  transactional: false,
}

const encoder = new TextEncoder()

/** Where a builder has its arrays from, and gives back those that it has outgrown. */
export interface BatchArraySource {
  /** An array of at least `bytes` bytes, whatever its content, that is a whole buffer. */
  take(bytes: number): Uint8Array
  give(array: Uint8Array): void
}

const FRESH_ARRAYS: BatchArraySource = { take: bytes => new Uint8Array(bytes), give: () => undefined }

export class RecordBatchBuilder {
  readonly #capacityBytes: number
  readonly #compression: CompressionType
  readonly #arrays: BatchArraySource
  #bytes: Uint8Array
  #view: DataView
  #at = BATCH_HEADER_BYTES
  #count = 0
  #baseTimestamp = 0
  #maxTimestamp = -1

  /** `capacityBytes`: what an array holds at first (it grows for a larger record). Default: no codec, fresh arrays. */
  constructor(
    capacityBytes = 16384,
    compression: CompressionType = 'none',
    arrays: BatchArraySource = FRESH_ARRAYS,
  ) {
    this.#capacityBytes = Math.max(capacityBytes, 512)
    this.#compression = compression
    this.#arrays = arrays
    this.#bytes = new Uint8Array(0)
    this.#view = new DataView(this.#bytes.buffer)
  }

  get recordCount(): number {
    return this.#count
  }
  /** Bytes so far, header included, before compression. */
  get sizeInBytes(): number {
    return this.#at
  }
  /** The largest time appended; -1 while empty. */
  get maxTimestamp(): number {
    return this.#maxTimestamp
  }
  /** Whether another record whose key, value and headers take `bytes` still fits `limitBytes`. An empty batch takes any. */
  hasRoom(bytes: number, limitBytes: number): boolean {
    return this.#count === 0 || this.#at + bytes + 21 <= limitBytes
  }

  /**
   * Appends one record. Key and value are copied from `bytes[start, end)`; `null` bytes mean null.
   * Cost: about 60 ns, plus the copy.
   */
  append(
    timestamp: number,
    keyBytes: Uint8Array | null,
    keyStart: number,
    keyEnd: number,
    valueBytes: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    headers: readonly Header[] | null = null,
  ): void {
    if (this.#count === 0) this.#baseTimestamp = timestamp
    const timeDelta = timestamp - this.#baseTimestamp
    const keySize = keyBytes === null ? -1 : keyEnd - keyStart
    const valueSize = valueBytes === null ? -1 : valueEnd - valueStart
    const hasHeaders = headers !== null && headers.length > 0
    const headerBlock = hasHeaders ? encodeHeaders(headers) : null
    const size =
      1 +
      varlongSize(timeDelta) +
      varintSize(this.#count) +
      varintSize(keySize) +
      Math.max(keySize, 0) +
      varintSize(valueSize) +
      Math.max(valueSize, 0) +
      (headerBlock === null ? 1 : headerBlock.length)
    let at = this.#at
    if (at + size + 5 > this.#bytes.length) this.#grow(at + size + 5)
    const bytes = this.#bytes
    at = writeVarint(bytes, at, size)
    bytes[at++] = 0
    at = writeVarlong(bytes, at, timeDelta)
    at = writeVarint(bytes, at, this.#count)
    at = writeVarint(bytes, at, keySize)
    if (keySize > 0) {
      copyInto(bytes, at, keyBytes!, keyStart, keyEnd)
      at += keySize
    }
    at = writeVarint(bytes, at, valueSize)
    if (valueSize > 0) {
      copyInto(bytes, at, valueBytes!, valueStart, valueEnd)
      at += valueSize
    }
    if (headerBlock === null) bytes[at++] = 0
    else {
      bytes.set(headerBlock, at)
      at += headerBlock.length
    }
    this.#at = at
    this.#count++
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp
  }

  #grow(neededBytes: number): void {
    const smaller = this.#bytes
    const isFirst = smaller.length === 0
    const larger = this.#arrays.take(
      Math.max(neededBytes, isFirst ? this.#capacityBytes : smaller.length * 2),
    )
    if (isFirst) this.#at = BATCH_HEADER_BYTES
    else {
      larger.set(smaller.subarray(0, this.#at))
      this.#arrays.give(smaller)
    }
    this.#replace(larger)
  }

  #replace(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }

  /**
   * Finishes the batch and starts anew. The result is the caller's for good; base offset and leader epoch are 0 and -1 until
   * the log assigns them. A zstd builder needs `codecReady('zstd')`.
   */
  build(identity: BatchIdentity = NO_PRODUCER): Uint8Array {
    assert(this.#count > 0, 'a batch is built only when it holds a record')
    let end = this.#at
    if (this.#compression !== 'none') {
      const packed = compress(this.#compression, this.#bytes.subarray(BATCH_HEADER_BYTES, end))
      end = BATCH_HEADER_BYTES + packed.length
      this.#arrays.give(this.#bytes)
      this.#replace(this.#arrays.take(end))
      this.#bytes.set(packed, BATCH_HEADER_BYTES)
    }
    const bytes = this.#bytes
    const attributes =
      COMPRESSION_TYPES.indexOf(this.#compression) | (identity.transactional ? ATTRIBUTES.transactional : 0)
    writeHeader(this.#view, end, attributes, this.#count, this.#baseTimestamp, this.#maxTimestamp, identity)
    this.#view.setUint32(BATCH.crc, crc32c(bytes, BATCH.attributes, end))
    this.reset()
    // A view of its own: what is noted about these bytes must not be believed of the next batch in this array.
    return trustBatches(bytes.subarray(0, end))
  }

  /** Forgets what was appended, keeping nothing of the array that `build` gave away. */
  reset(): void {
    this.#bytes = EMPTY
    this.#at = BATCH_HEADER_BYTES
    this.#count = 0
    this.#maxTimestamp = -1
  }
}

const EMPTY = new Uint8Array(0)

/** Writes all header fields but the CRC of a batch that ends at `end`, starting at 0. */
export function writeHeader(
  view: DataView,
  end: number,
  attributes: number,
  recordCount: number,
  baseTimestamp: number,
  maxTimestamp: number,
  identity: BatchIdentity,
): void {
  setInt64(view, BATCH.baseOffset, 0)
  view.setInt32(BATCH.batchLength, end - BATCH_LOG_OVERHEAD)
  view.setInt32(BATCH.leaderEpoch, -1)
  view.setInt8(BATCH.magic, 2)
  view.setInt16(BATCH.attributes, attributes)
  view.setInt32(BATCH.lastOffsetDelta, recordCount - 1)
  setInt64(view, BATCH.baseTimestamp, baseTimestamp)
  setInt64(view, BATCH.maxTimestamp, maxTimestamp)
  setInt64(view, BATCH.producerId, identity.producerId)
  view.setInt16(BATCH.producerEpoch, identity.producerEpoch)
  view.setInt32(BATCH.baseSequence, identity.baseSequence)
  view.setInt32(BATCH.recordCount, recordCount)
}

/** Copies `source[start, end)` to `target` at `at`: a loop over words where that is cheaper than a call. */
export function copyInto(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): void {
  if (end - start > LOOP_COPY_BYTES) {
    target.set(source.subarray(start, end), at)
    return
  }
  for (let from = start; from < end; from++) target[at++] = source[from]!
}

/** The header block of a record: their count and the headers. */
export function encodeHeaders(headers: readonly Header[]): Uint8Array {
  let size = varintSize(headers.length)
  const names: Uint8Array[] = []
  for (const header of headers) {
    const name = encoder.encode(header.key)
    names.push(name)
    const valueSize = header.value === null ? -1 : header.value.length
    size += varintSize(name.length) + name.length + varintSize(valueSize) + Math.max(valueSize, 0)
  }
  const block = new Uint8Array(size)
  let at = writeVarint(block, 0, headers.length)
  for (let n = 0; n < headers.length; n++) {
    const name = names[n]!
    const { value } = headers[n]!
    at = writeVarint(block, at, name.length)
    block.set(name, at)
    at = writeVarint(block, at + name.length, value === null ? -1 : value.length)
    if (value === null) continue
    block.set(value, at)
    at += value.length
  }
  return block
}
