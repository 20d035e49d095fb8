/**
 * A page: some sorted entries as one value of the database, searched in place.
 *
 * Layout (little-endian): u32 count; u32 position of each entry; then the entries: u32 key length, key, u32 value length,
 * value. Entries are in unsigned byte order of their keys. A page is immutable; `mergePage` makes new ones.
 */

import { compareBytes, copyBytes } from '@moldau/streams'

/** A page that would grow beyond this is cut into equal pieces of about `PAGE_BYTES_CUT`. */
export const PAGE_BYTES_MAX = 6144
const PAGE_BYTES_CUT = 4096
/** What an entry takes beside its key and value: two lengths, and its position. */
const ENTRY_OVERHEAD_BYTES = 12

/** A view of a page's bytes, with the entry last found or moved to. */
export class Page {
  readonly bytes: Uint8Array
  readonly count: number
  readonly #view: DataView
  keyStart = 0
  keyEnd = 0
  valueStart = 0
  valueEnd = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.count = this.#view.getUint32(0, true)
  }

  /** Moves to entry `index`. */
  at(index: number): void {
    const view = this.#view
    const start = view.getUint32(4 + index * 4, true)
    this.keyStart = start + 4
    this.keyEnd = this.keyStart + view.getUint32(start, true)
    this.valueStart = this.keyEnd + 4
    this.valueEnd = this.valueStart + view.getUint32(this.keyEnd, true)
  }

  /** The first entry whose key is not below the given one; `count` when there is none. Leaves the page at the last probe. */
  lowerBound(key: Uint8Array, start: number, end: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      this.at(middle)
      if (compareBytes(this.bytes, this.keyStart, this.keyEnd, key, start, end) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Moves to the entry with this key; false when there is none. */
  find(key: Uint8Array, start: number, end: number): boolean {
    const index = this.lowerBound(key, start, end)
    if (index === this.count) return false
    this.at(index)
    return compareBytes(this.bytes, this.keyStart, this.keyEnd, key, start, end) === 0
  }
}

/** Sorted changes: spans of key and value; `valueStart` -1 deletes. Positions point into `bytes`. */
export interface Changes {
  readonly bytes: Uint8Array
  readonly count: number
  readonly keyStart: Int32Array
  readonly keyEnd: Int32Array
  readonly valueStart: Int32Array
  readonly valueEnd: Int32Array
}

/** Collects entries into pages that are cut when they reach `cutBytes`. */
class PageWriter {
  readonly #cutBytes: number
  #bytes = new Uint8Array(PAGE_BYTES_MAX * 2)
  #view = new DataView(this.#bytes.buffer)
  readonly #positions: number[] = []
  #at = 0
  readonly pages: Uint8Array[] = []

  constructor(cutBytes: number) {
    this.#cutBytes = cutBytes
  }

  add(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void {
    const keyLength = keyEnd - keyStart
    const valueLength = valueEnd - valueStart
    const size = 8 + keyLength + valueLength
    if (this.#at > 0 && this.#at + size + this.#positions.length * 4 > this.#cutBytes) this.cut()
    if (this.#at + size > this.#bytes.length) this.#grow(this.#at + size)
    const bytes = this.#bytes
    let at = this.#at
    this.#positions.push(at)
    this.#view.setUint32(at, keyLength, true)
    at += 4
    copyBytes(key, keyStart, keyEnd, bytes, at)
    at += keyLength
    this.#view.setUint32(at, valueLength, true)
    at += 4
    copyBytes(value, valueStart, valueEnd, bytes, at)
    this.#at = at + valueLength
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }

  /** Ends the page in progress, if it has an entry. */
  cut(): void {
    const count = this.#positions.length
    if (count === 0) return
    const base = 4 + count * 4
    const page = new Uint8Array(base + this.#at)
    const view = new DataView(page.buffer)
    view.setUint32(0, count, true)
    for (let n = 0; n < count; n++) view.setUint32(4 + n * 4, base + this.#positions[n]!, true)
    page.set(this.#bytes.subarray(0, this.#at), base)
    this.pages.push(page)
    this.#positions.length = 0
    this.#at = 0
  }
}

/**
 * Merges `changes[from, to)` into a page (null: an empty one) and returns the pages that take its place: none when nothing is
 * left, one, or several where it grew too large. Cost: linear in the entries of both.
 */
export function mergePage(page: Page | null, changes: Changes, from: number, to: number): Uint8Array[] {
  let bytes = page === null ? 0 : page.bytes.length
  for (let n = from; n < to; n++) {
    bytes += changes.keyEnd[n]! - changes.keyStart[n]! + changes.valueEnd[n]! - changes.valueStart[n]!
    bytes += ENTRY_OVERHEAD_BYTES
  }
  const pieces = bytes <= PAGE_BYTES_MAX ? 1 : Math.ceil(bytes / PAGE_BYTES_CUT)
  const writer = new PageWriter(pieces === 1 ? Number.POSITIVE_INFINITY : Math.ceil(bytes / pieces))
  let old = 0
  const oldCount = page === null ? 0 : page.count
  for (let n = from; n < to; n++) {
    const keyStart = changes.keyStart[n]!
    const keyEnd = changes.keyEnd[n]!
    while (page !== null && old < oldCount) {
      page.at(old)
      const order = compareBytes(page.bytes, page.keyStart, page.keyEnd, changes.bytes, keyStart, keyEnd)
      if (order > 0) break
      old++
      if (order === 0) break
      writer.add(page.bytes, page.keyStart, page.keyEnd, page.bytes, page.valueStart, page.valueEnd)
    }
    const valueStart = changes.valueStart[n]!
    if (valueStart < 0) continue
    writer.add(changes.bytes, keyStart, keyEnd, changes.bytes, valueStart, changes.valueEnd[n]!)
  }
  for (; page !== null && old < oldCount; old++) {
    page.at(old)
    writer.add(page.bytes, page.keyStart, page.keyEnd, page.bytes, page.valueStart, page.valueEnd)
  }
  writer.cut()
  return writer.pages
}
