/**
 * Walks a segment in byte order over both of its parts: the table's entries hide those of the pages with the same key, and
 * deleted ones hide and are not shown.
 *
 * The iterator keeps a copy of the key it is at. When a commit has changed the pages it looks for its place again.
 */
import { compareBytes, type EngineIterator } from '@moldau/streams'
import { DELETED } from './entry-flag.ts'
import type { Page } from './page.ts'
import type { PagedSegments } from './paged-segments.ts'

export class MergedIterator implements EngineIterator {
  keyBytes = new Uint8Array(32)
  readonly keyStart = 0
  keyEnd = 0
  valueBytes: Uint8Array = new Uint8Array(0)
  valueStart = 0
  valueEnd = 0
  readonly #table: EngineIterator
  readonly #walk: PageWalk
  readonly #reverse: boolean
  #tableReady = false
  #started = false

  constructor(
    segment: number,
    table: EngineIterator,
    pages: PagedSegments,
    from: Uint8Array | null,
    to: Uint8Array | null,
    reverse: boolean,
    prefix: Uint8Array | null,
  ) {
    this.#table = table
    this.#walk = new PageWalk(segment, pages, from, to, reverse, prefix)
    this.#reverse = reverse
  }

  next(): boolean {
    if (!this.#started) {
      this.#started = true
      this.#tableReady = this.#table.next()
      this.#walk.next()
    } else {
      // What was read ahead may have moved since.
      if (this.#tableReady) this.#tableReady = this.#table.renew?.() ?? true
      this.#walk.renew(this.keyBytes, this.keyEnd)
    }
    while (true) {
      const page = this.#walk.page
      if (page === null && !this.#tableReady) return false
      const order = page === null ? -1 : this.#tableReady ? this.#order(page) : 1
      if (order > 0) {
        this.#show(page!.bytes, page!.keyStart, page!.keyEnd, page!.bytes, page!.valueStart, page!.valueEnd)
        this.#walk.next()
        return true
      }
      const { keyBytes, keyStart, keyEnd, valueBytes, valueStart, valueEnd } = this.#table
      const deleted = valueBytes[valueStart]! >= DELETED
      this.#show(keyBytes, keyStart, keyEnd, valueBytes, valueStart + 1, valueEnd)
      if (order === 0) this.#walk.next()
      this.#tableReady = this.#table.next()
      if (!deleted) return true
    }
  }

  /** Negative when the table's entry comes first. */
  #order(page: Page): number {
    const { keyBytes, keyStart, keyEnd } = this.#table
    const order = compareBytes(keyBytes, keyStart, keyEnd, page.bytes, page.keyStart, page.keyEnd)
    return this.#reverse ? -order : order
  }

  #show(
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
  ): void {
    if (this.keyBytes.length < end - start) this.keyBytes = new Uint8Array((end - start) * 2)
    let at = 0
    for (let from = start; from < end; from++) this.keyBytes[at++] = key[from]!
    this.keyEnd = at
    // The table may move a value when the next entry is read ahead: what is shown is a copy.
    this.valueBytes = value.slice(valueStart, valueEnd)
    this.valueStart = 0
    this.valueEnd = this.valueBytes.length
  }
}

/** Walks a segment that has no pages: the table alone, whose values stand behind a flag. */
export class TableOnlyIterator implements EngineIterator {
  valueStart = 0
  readonly #table: EngineIterator

  constructor(table: EngineIterator) {
    this.#table = table
  }

  get keyBytes(): Uint8Array {
    return this.#table.keyBytes
  }
  get keyStart(): number {
    return this.#table.keyStart
  }
  get keyEnd(): number {
    return this.#table.keyEnd
  }
  get valueBytes(): Uint8Array {
    return this.#table.valueBytes
  }
  get valueEnd(): number {
    return this.#table.valueEnd
  }

  next(): boolean {
    return this.#settle(this.#table.next())
  }

  renew(): boolean {
    return this.#settle(this.#table.renew?.() ?? true)
  }

  #settle(there: boolean): boolean {
    const table = this.#table
    let stands = there
    while (stands && table.valueBytes[table.valueStart]! >= DELETED) stands = table.next()
    this.valueStart = table.valueStart + 1
    return stands
  }
}

/** Walks the entries of the pages between two bounds; `page` stands at the current one, or is null at the end. */
class PageWalk {
  page: Page | null = null
  readonly #segment: number
  readonly #pages: PagedSegments
  readonly #from: Uint8Array | null
  readonly #to: Uint8Array | null
  readonly #reverse: boolean
  readonly #prefix: Uint8Array | null
  #index = -1
  #entry = 0
  #generation = -1

  constructor(
    segment: number,
    pages: PagedSegments,
    from: Uint8Array | null,
    to: Uint8Array | null,
    reverse: boolean,
    prefix: Uint8Array | null,
  ) {
    this.#segment = segment
    this.#pages = pages
    this.#from = from
    this.#to = to
    this.#reverse = reverse
    this.#prefix = prefix
  }

  /** After a commit the pages are others: finds the place behind `key` again. Another reader may have moved the page's cursor. */
  renew(key: Uint8Array, keyEnd: number): void {
    if (this.#generation === this.#pages.generation) {
      this.page?.at(this.#entry)
      return
    }
    this.#seek(key.subarray(0, keyEnd), true)
    this.#settle()
  }

  next(): void {
    if (this.#generation === -1) this.#seek(this.#reverse ? this.#to : this.#from, false)
    else if (this.page !== null) this.#entry += this.#reverse ? -1 : 1
    this.#settle()
  }

  /** Goes to the first entry at `key` or behind it (before it, backwards); strictly behind when `past`. */
  #seek(key: Uint8Array | null, past: boolean): void {
    this.#generation = this.#pages.generation
    const count = this.#pages.pageCount(this.#segment)
    this.page = null
    if (count === 0) return
    if (key === null) {
      this.#index = this.#reverse ? count - 1 : 0
      this.page = this.#pages.page(this.#segment, this.#index)
      this.#entry = this.#reverse ? this.page.count - 1 : 0
      return
    }
    this.#index = this.#pages.pageIndexOf(this.#segment, key)
    const page = this.#pages.page(this.#segment, this.#index)
    this.page = page
    let entry = page.lowerBound(key, 0, key.length)
    const equal = entry < page.count && this.#isAt(page, entry, key)
    if (this.#reverse) entry -= equal && !past ? 0 : 1
    else if (equal && past) entry++
    this.#entry = entry
  }

  #isAt(page: Page, entry: number, key: Uint8Array): boolean {
    page.at(entry)
    return compareBytes(page.bytes, page.keyStart, page.keyEnd, key, 0, key.length) === 0
  }

  /** Crosses into the next page where this one is at its end, and ends where the bound is passed. */
  #settle(): void {
    let page = this.page
    while (page !== null && (this.#entry < 0 || this.#entry >= page.count)) {
      this.#index += this.#reverse ? -1 : 1
      const there = this.#index >= 0 && this.#index < this.#pages.pageCount(this.#segment)
      page = there ? this.#pages.page(this.#segment, this.#index) : null
      this.#entry = this.#reverse && page !== null ? page.count - 1 : 0
    }
    this.page = page
    if (page === null) return
    page.at(this.#entry)
    if (this.#isBeyond(page)) this.page = null
  }

  #isBeyond(page: Page): boolean {
    const prefix = this.#prefix
    if (prefix !== null) {
      const length = prefix.length
      if (page.keyEnd - page.keyStart < length) return true
      return compareBytes(page.bytes, page.keyStart, page.keyStart + length, prefix, 0, length) !== 0
    }
    const bound = this.#reverse ? this.#from : this.#to
    if (bound === null) return false
    const order = compareBytes(page.bytes, page.keyStart, page.keyEnd, bound, 0, bound.length)
    return this.#reverse ? order < 0 : order > 0
  }
}
