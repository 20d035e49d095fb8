/**
 * The records of the benchmarks: the same bytes on every side, from a record's number alone.
 *
 * All arithmetic is 32-bit; `mix` is the finalizer of MurmurHash3. Keys are `k` and nine digits; a value is its index (int64),
 * a random int32, a link (int32), then text from a dictionary of 256 words. The fingerprints in the test are those of the
 * generator of the peer.
 */

export function mix(x: number): number {
  let h = x | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Event time zero: a whole hour. */
export const T0 = 1_699_999_200_000
export const KEY_BYTES = 10

/** The random number of record `i` in a stream: int32. */
export function randomOf(stream: number, i: number): number {
  return mix((i + Math.imul(stream, 0x9e3779b9)) | 0)
}

/** How late record `i` is, in ms: one in twenty, by up to ten seconds. */
export function lateness(i: number): number {
  const q = mix((i + 0x40000000) | 0) >>> 0
  return q % 20 === 0 ? Math.floor(q / 20) % 10_000 : 0
}

/** The key that a left record of fkjoin points to. */
export function linkOf(key: number, keys: number): number {
  return (mix((key + 0x50000000) | 0) >>> 0) % keys
}

const TEXT = makeText()

function makeText(): Uint8Array {
  const text = new Uint8Array((1 << 21) + 4096)
  for (let n = 0, at = 0; at < text.length; n++) {
    const word = mix((n + 0x10000000) | 0) & 255
    const length = 3 + ((mix((word + 0x20000000) | 0) >>> 0) % 6)
    for (let letter = 0; letter < length && at < text.length; letter++) {
      text[at++] = 97 + ((mix((word * 8 + letter + 0x30000000) | 0) >>> 0) % 26)
    }
    if (at < text.length) text[at++] = 32
  }
  return text
}

/** Writes key number `k` at `at` and returns the position behind it. */
export function writeKey(target: Uint8Array, at: number, k: number): number {
  target[at] = 107
  let rest = k
  for (let digit = at + 9; digit > at; digit--) {
    target[digit] = 48 + (rest % 10)
    rest = Math.floor(rest / 10)
  }
  return at + KEY_BYTES
}

/** An array for one record, with the dictionary text behind it: copying inside one array costs half of copying between two. */
export function recordArray(bytes: number): Uint8Array {
  const array = new Uint8Array(bytes + TEXT.length)
  array.set(TEXT, bytes)
  return array
}

/** Writes the value of record `i` at `at` of an array of `recordArray(recordBytes)`; returns the position behind it. */
export function writeValue(
  target: Uint8Array,
  view: DataView,
  at: number,
  i: number,
  random: number,
  link: number,
  payload: number,
  recordBytes: number,
): number {
  view.setUint32(at, Math.floor(i / 4294967296))
  view.setUint32(at + 4, i >>> 0)
  view.setInt32(at + 8, random)
  view.setInt32(at + 12, link)
  const from = recordBytes + (random >>> 11)
  target.copyWithin(at + 16, from, from + payload - 16)
  return at + payload
}

/** What an input topic holds. */
export interface InputShape {
  readonly role: string
  readonly stream: number
  readonly records: number
  readonly keys: number
  readonly first: number
  readonly step: number
  readonly late: boolean
  readonly zipf: boolean
  /** Keys in order (0, 1, 2, ...) in place of random ones. */
  readonly sequential: boolean
  /** Keys that links choose from; 0: no links. */
  readonly links: number
  readonly payload: number
}

/** One input, record by record. */
export class Input {
  readonly shape: InputShape
  /** The record: key in `[0, KEY_BYTES)`, value behind it. */
  readonly bytes: Uint8Array
  readonly #array: Uint8Array
  readonly view: DataView
  readonly #cumulative: Float64Array | null

  constructor(shape: InputShape) {
    this.shape = shape
    this.#array = recordArray(KEY_BYTES + shape.payload)
    this.bytes = this.#array.subarray(0, KEY_BYTES + shape.payload)
    this.view = new DataView(this.bytes.buffer)
    this.#cumulative = shape.zipf ? zipfTable(shape.keys) : null
  }

  random(i: number): number {
    return randomOf(this.shape.stream, i)
  }

  /** The number of record i's key. */
  key(i: number): number {
    const { keys, sequential } = this.shape
    if (sequential) return i % keys
    const r = this.random(i) >>> 0
    const table = this.#cumulative
    if (table === null) return r % keys
    const u = (r / 4294967296) * table[keys - 1]!
    let low = 0
    let high = keys - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (table[middle]! > u) high = middle
      else low = middle + 1
    }
    return low
  }

  time(i: number): number {
    const { first, step, late } = this.shape
    return first + i * step - (late ? lateness(i) : 0)
  }

  link(i: number): number {
    return this.shape.links === 0 ? 0 : linkOf(this.key(i), this.shape.links)
  }

  /** Writes record i into `bytes`: key in `[0, KEY_BYTES)`, value behind it. */
  write(i: number): void {
    const { payload } = this.shape
    writeKey(this.bytes, 0, this.key(i))
    writeValue(
      this.#array,
      this.view,
      KEY_BYTES,
      i,
      this.random(i),
      this.link(i),
      payload,
      KEY_BYTES + payload,
    )
  }

  /** A name that says what the topic holds, so that a filled topic is found again. */
  topic(partitions: number): string {
    const s = this.shape
    const kind = `${s.zipf ? 'z' : s.sequential ? 'q' : 'u'}${s.late ? 'l' : ''}${s.links > 0 ? `f${s.links}` : ''}`
    return `in-${s.role}-${s.stream}-${s.records}-${s.keys}-${kind}-${s.first - T0}-${s.step}-${s.payload}-${partitions}p`
  }
}

function zipfTable(keys: number): Float64Array {
  const table = new Float64Array(keys)
  let sum = 0
  for (let m = 0; m < keys; m++) {
    sum += Math.floor(4294967296 / (m + 1))
    table[m] = sum
  }
  return table
}
