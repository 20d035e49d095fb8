/**
 * MurmurHash3, x64, 128 bits, with the seed that Kafka Streams uses: the fingerprint of a left value in a foreign-key join.
 *
 * In WebAssembly where there is some; else 64-bit arithmetic in halves of 32 bits, since BigInt costs 25 times as much.
 * Source: A. Appleby's MurmurHash3_x64_128 (public domain).
 */
import { copyBytes } from './byte-sink.ts'
import { INPUT_AT, INPUT_BYTES_MAX, murmur3Module } from './murmur3-module.ts'

const SEED = 104_729
const C1_HIGH = 0x87c37b91
const C1_LOW = 0x114253d5
const C2_HIGH = 0x4cf5ad43
const C2_LOW = 0x2745937f

/** Result of the last 64-bit operation. */
let high = 0
let low = 0

/** The upper half of the product of two unsigned 32-bit numbers. */
function upperProduct(a: number, b: number): number {
  const a0 = a & 0xffff
  const a1 = a >>> 16
  const b0 = b & 0xffff
  const b1 = b >>> 16
  // Of 16-bit halves no sum passes 2^32; imul keeps all of it in integers.
  const middle = (Math.imul(a1, b0) >>> 0) + (Math.imul(a0, b0) >>> 16)
  const other = (Math.imul(a0, b1) >>> 0) + (middle & 0xffff)
  return (Math.imul(a1, b1) + (middle >>> 16) + (other >>> 16)) | 0
}

function multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
  high = (upperProduct(aLow, bLow) + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) | 0
  low = Math.imul(aLow, bLow)
}

function add(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
  const sum = (aLow >>> 0) + (bLow >>> 0)
  high = (aHigh + bHigh + (sum > 0xffffffff ? 1 : 0)) | 0
  low = sum | 0
}

/** Rotates `high, low` left by 1 to 63 bits, but not 32. */
function rotate(bits: number): void {
  const h = bits < 32 ? high : low
  const l = bits < 32 ? low : high
  const n = bits & 31
  high = (h << n) | (l >>> (32 - n))
  low = (l << n) | (h >>> (32 - n))
}

function finish(): void {
  low ^= high >>> 1
  multiply(high, low, 0xff51afd7, 0xed558ccd)
  low ^= high >>> 1
  multiply(high, low, 0xc4ceb9fe, 0x1a85ec53)
  low ^= high >>> 1
}

/** `k * c1`, rotated, `* c2`: what a word goes through before it meets its half of the state. */
function mixFirst(kHigh: number, kLow: number): void {
  multiply(kHigh, kLow, C1_HIGH, C1_LOW)
  rotate(31)
  multiply(high, low, C2_HIGH, C2_LOW)
}

function mixSecond(kHigh: number, kLow: number): void {
  multiply(kHigh, kLow, C2_HIGH, C2_LOW)
  rotate(33)
  multiply(high, low, C1_HIGH, C1_LOW)
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

/** Of the last bytes, up to eight from `at` on, little-endian, in `high, low`. */
function tail(bytes: Uint8Array, at: number, count: number): void {
  high = 0
  low = 0
  for (let n = 0; n < count; n++) {
    if (n < 4) low |= bytes[at + n]! << (8 * n)
    else high |= bytes[at + n]! << (8 * (n - 4))
  }
}

/** The 16 bytes of the hash of `bytes[start, end)`, both halves big-endian, as Kafka Streams writes them. */
export function murmur3(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start
  const module = length > INPUT_BYTES_MAX ? undefined : murmur3Module()
  if (module === undefined) return murmur3InHalves(bytes, start, end)
  const { memory } = module
  copyBytes(bytes, start, end, memory, INPUT_AT)
  const at = INPUT_AT + length
  memory.fill(0, at, at + 16)
  module.hash(INPUT_AT + (length & ~15), length)
  const hash = new Uint8Array(16)
  for (let i = 0; i < 8; i++) {
    hash[i] = memory[7 - i]!
    hash[8 + i] = memory[15 - i]!
  }
  return hash
}

/** The same without WebAssembly. */
export function murmur3InHalves(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start
  let h1High = 0
  let h1Low = SEED
  let h2High = 0
  let h2Low = SEED
  let at = start
  for (; at + 16 <= end; at += 16) {
    mixFirst(word(bytes, at + 4), word(bytes, at))
    high ^= h1High
    low ^= h1Low
    rotate(27)
    add(high, low, h2High, h2Low)
    multiply(high, low, 0, 5)
    add(high, low, 0, 0x52dce729)
    h1High = high
    h1Low = low
    mixSecond(word(bytes, at + 12), word(bytes, at + 8))
    high ^= h2High
    low ^= h2Low
    rotate(31)
    add(high, low, h1High, h1Low)
    multiply(high, low, 0, 5)
    add(high, low, 0, 0x38495ab5)
    h2High = high
    h2Low = low
  }
  const rest = end - at
  if (rest > 8) {
    tail(bytes, at + 8, rest - 8)
    mixSecond(high, low)
    h2High ^= high
    h2Low ^= low
  }
  if (rest > 0) {
    tail(bytes, at, Math.min(rest, 8))
    mixFirst(high, low)
    h1High ^= high
    h1Low ^= low
  }
  h1Low ^= length
  h2Low ^= length
  add(h1High, h1Low, h2High, h2Low)
  h1High = high
  h1Low = low
  add(h2High, h2Low, h1High, h1Low)
  h2High = high
  h2Low = low
  high = h1High
  low = h1Low
  finish()
  h1High = high
  h1Low = low
  high = h2High
  low = h2Low
  finish()
  h2High = high
  h2Low = low
  add(h1High, h1Low, h2High, h2Low)
  h1High = high
  h1Low = low
  add(h2High, h2Low, h1High, h1Low)
  const hash = new Uint8Array(16)
  writeWord(hash, 0, h1High)
  writeWord(hash, 4, h1Low)
  writeWord(hash, 8, high)
  writeWord(hash, 12, low)
  return hash
}

function writeWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
