/**
 * The five codecs of a record batch. gzip is Node's own; snappy and lz4 come from packages that carry their binaries inside
 * npm and load at first use; zstd is Node's own where it has one (22.15 on), else a WebAssembly build, loaded at first use too.
 *
 * Layouts that foreign clients expect: snappy in snappy-java's framing (magic, version, compatible version, then blocks of
 * `int32 length, bytes`) is what Kafka's Java clients write; librdkafka writes one bare block, so both are read. lz4 is the
 * frame format with independent blocks.
 *
 * Invariant: no codec allocates more than `maxBytes` for what it decompresses; a declared size is checked before anything is
 * allocated, so a bomb of 100 KB costs nothing.
 */

import { createRequire } from 'node:module'
import * as zlib from 'node:zlib'
import { gunzipSync, gzipSync } from 'node:zlib'
import { assert, MoldauError } from '../failure.ts'

/** Kafka's names of the codecs, in the order of their numbers in a batch's attributes. */
export const COMPRESSION_TYPES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type CompressionType = (typeof COMPRESSION_TYPES)[number]

/** The number of a codec in the three lowest bits of a batch's attributes. */
export type CompressionCode = 0 | 1 | 2 | 3 | 4

/** What a batch may decompress to by default: 256 MiB. */
export const DECOMPRESSED_BYTES_MAX = 256 * 1024 * 1024

interface Zstd {
  compress(bytes: Uint8Array): Uint8Array
  decompress(bytes: Uint8Array, maxBytes: number): Uint8Array
}

const require = createRequire(import.meta.url)
const lz4 = (): typeof import('lz4-napi') => require('lz4-napi')
const snappy = (): typeof import('snappy') => require('snappy')

let zstd: Zstd | undefined
let zstdLoading: Promise<void> | undefined

function nativeZstd(): Zstd | undefined {
  const native = zlib as unknown as {
    zstdCompressSync?: (bytes: Uint8Array) => Uint8Array
    zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array
  }
  const { zstdCompressSync, zstdDecompressSync } = native
  if (zstdCompressSync === undefined || zstdDecompressSync === undefined) return undefined
  return {
    compress: bytes => zstdCompressSync(bytes),
    decompress: (bytes, maxBytes) => zstdDecompressSync(bytes, { maxOutputLength: maxBytes }),
  }
}

async function loadZstd(): Promise<void> {
  const native = nativeZstd()
  if (native !== undefined) {
    zstd = native
    return
  }
  const wasm = await import('@bokuweb/zstd-wasm')
  await wasm.init()
  zstd = {
    compress: bytes => wasm.compress(bytes, 3),
    decompress: (bytes, maxBytes) => {
      // A frame that does not declare its size is tried with a growing target.
      let targetBytes = Math.min(maxBytes, Math.max(1 << 20, bytes.length * 8))
      while (true) {
        try {
          return wasm.decompress(bytes, { defaultHeapSize: targetBytes })
        } catch (error) {
          if (declaredZstdBytes(bytes) !== undefined || targetBytes >= maxBytes) throw error
          targetBytes = Math.min(maxBytes, targetBytes * 8)
        }
      }
    },
  }
}

/**
 * Makes a codec ready for use. Only zstd ever has to load (about 15 ms, once); for the others, and for zstd when it is there,
 * the result is `undefined`, so that a caller awaits only what really waits.
 */
export function codecReady(type: CompressionType): Promise<void> | undefined {
  if (type !== 'zstd' || zstd !== undefined) return undefined
  zstdLoading ??= loadZstd()
  return zstdLoading
}

/** Compresses the records section of a batch. zstd must be ready (`codecReady`). Cost: the codec's, about 2-8 ns a byte. */
export function compress(type: CompressionType, bytes: Uint8Array): Uint8Array {
  switch (type) {
    case 'none':
      return bytes
    case 'gzip':
      return gzipSync(bytes)
    case 'snappy':
      return snappyFramed(bytes)
    case 'lz4':
      return lz4().compressFrameSync(asBuffer(bytes))
    case 'zstd':
      assert(zstd !== undefined, 'codecReady(zstd) was awaited before compressing')
      return zstd.compress(bytes)
  }
}

/**
 * Decompresses the records section of a batch; zstd must be ready (`codecReady`).
 *
 * @throws MoldauError `CORRUPT_COMPRESSION` when the bytes are not of that codec, or would exceed `maxBytes`.
 */
export function decompress(
  type: CompressionType,
  bytes: Uint8Array,
  maxBytes: number = DECOMPRESSED_BYTES_MAX,
): Uint8Array {
  try {
    switch (type) {
      case 'none':
        return bytes
      case 'gzip':
        return gunzipSync(bytes, { maxOutputLength: maxBytes })
      case 'snappy':
        return snappyUnframed(bytes, maxBytes)
      case 'lz4':
        checkDeclared(lz4BytesMax(bytes), maxBytes)
        return lz4().decompressFrameSync(asBuffer(bytes))
      case 'zstd':
        assert(zstd !== undefined, 'codecReady(zstd) was awaited before decompressing')
        checkDeclared(declaredZstdBytes(bytes), maxBytes)
        return zstd.decompress(bytes, maxBytes)
    }
  } catch (cause) {
    if (cause instanceof MoldauError) throw cause
    throw new MoldauError('CORRUPT_COMPRESSION', `a ${type} batch cannot be decompressed`, {
      detail: cause instanceof Error ? cause.message : String(cause),
      cause,
    })
  }
}

function checkDeclared(declared: number | undefined, maxBytes: number): void {
  if (declared === undefined || declared <= maxBytes) return
  throw new MoldauError('CORRUPT_COMPRESSION', 'a batch is too large when decompressed', {
    detail: `it declares ${declared} bytes, ${maxBytes} are allowed`,
  })
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

// --- snappy -------------------------------------------------------------------------------------------------------------

const XERIAL_MAGIC = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0)
const XERIAL_HEADER_BYTES = 16
const XERIAL_BLOCK_BYTES = 32 * 1024

function snappyFramed(bytes: Uint8Array): Uint8Array {
  const { compressSync } = snappy()
  const blocks: Uint8Array[] = []
  const header = new Uint8Array(XERIAL_HEADER_BYTES)
  header.set(XERIAL_MAGIC)
  header[11] = 1 // version
  header[15] = 1 // oldest version that can read it
  blocks.push(header)
  for (let at = 0; at < bytes.length; at += XERIAL_BLOCK_BYTES) {
    const block = compressSync(bytes.subarray(at, at + XERIAL_BLOCK_BYTES))
    const length = new Uint8Array(4)
    new DataView(length.buffer).setInt32(0, block.length)
    blocks.push(length, block)
  }
  return Buffer.concat(blocks)
}

function snappyUnframed(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (!XERIAL_MAGIC.every((byte, at) => bytes[at] === byte)) return snappyBlock(bytes, maxBytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const blocks: Uint8Array[] = []
  let total = 0
  let at = XERIAL_HEADER_BYTES
  while (at < bytes.length) {
    const length = at + 4 <= bytes.length ? view.getInt32(at) : -1
    at += 4
    if (length < 0 || at + length > bytes.length) {
      throw new MoldauError('CORRUPT_COMPRESSION', 'a snappy batch cannot be decompressed', {
        detail: `the block at byte ${at} claims ${length} bytes, ${bytes.length - at} are left`,
      })
    }
    const block = snappyBlock(bytes.subarray(at, at + length), maxBytes - total)
    total += block.length
    blocks.push(block)
    at += length
  }
  return blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks)
}

function snappyBlock(block: Uint8Array, maxBytes: number): Uint8Array {
  let declared = 0
  for (let at = 0; at < 5 && at < block.length; at++) {
    declared += (block[at]! & 0x7f) * 2 ** (7 * at)
    if (block[at]! < 0x80) break
  }
  checkDeclared(declared, maxBytes)
  return snappy().uncompressSync(block, { asBuffer: true }) as Uint8Array
}

// --- declared sizes -----------------------------------------------------------------------------------------------------

/** The content size in a zstd frame header (RFC 8878, 3.1.1.1), or undefined where the frame leaves it out. */
function declaredZstdBytes(bytes: Uint8Array): number | undefined {
  if (bytes.length < 6) return undefined
  const descriptor = bytes[4]!
  const singleSegment = (descriptor & 0x20) !== 0
  const sizeFlag = descriptor >>> 6
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!
  const sizeBytes = sizeFlag === 0 ? (singleSegment ? 1 : 0) : 1 << sizeFlag
  if (sizeBytes === 0) return undefined
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes
  if (at + sizeBytes > bytes.length) return undefined
  let size = 0
  for (let n = sizeBytes - 1; n >= 0; n--) size = size * 256 + bytes[at + n]!
  return sizeBytes === 2 ? size + 256 : size
}

/** What an lz4 frame can hold at most: its blocks times their largest size; undefined where it is not an lz4 frame. */
function lz4BytesMax(bytes: Uint8Array): number | undefined {
  if (bytes.length < 7) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== 0x184d2204) return undefined
  const flags = bytes[4]!
  const blockBytesMax = 1 << (8 + 2 * ((bytes[5]! >>> 4) & 7))
  let at = 6 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0) + 1
  let total = 0
  while (at + 4 <= bytes.length) {
    const size = view.getUint32(at, true) & 0x7fff_ffff
    if (size === 0) break
    total += Math.min(blockBytesMax, size * 255 + 16)
    at += 4 + size + (flags & 16 ? 4 : 0)
  }
  return total
}
