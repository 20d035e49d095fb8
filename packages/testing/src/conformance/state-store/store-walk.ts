/** An iterator that is led on while its store changes, and what it may show and must show. */
import { expect } from 'vitest'

type Rows = ReadonlyMap<string, unknown>

/** More than there are keys. */
const ENTRIES_MAX = 1000

export class StoreWalk {
  private readonly iterator: Iterator<readonly [key: string, value: unknown]>
  private readonly reverse: boolean
  private readonly steps: number
  private readonly seen: (readonly [string, unknown])[] = []
  /** Values that a key has had since the beginning. */
  private readonly had = new Map<string, unknown[]>()
  /** Keys that have been there all the time. */
  private readonly stayed: Set<string>

  /** `steps`: how many entries are taken after each change. */
  constructor(
    iterator: Iterator<readonly [key: string, value: unknown]>,
    reverse: boolean,
    rows: Rows,
    steps: number,
  ) {
    this.iterator = iterator
    this.reverse = reverse
    this.steps = steps
    this.stayed = new Set(rows.keys())
    this.note(rows)
    this.take(steps)
  }

  private note(rows: Rows): void {
    for (const [key, value] of rows) {
      const values = this.had.get(key) ?? []
      this.had.set(key, values)
      values.push(value)
    }
  }

  private take(count: number): void {
    for (let n = 0; n < count; n++) {
      const { done, value } = this.iterator.next()
      if (done === true) return
      this.seen.push(value)
      expect(this.seen.length, 'an iterator must end').toBeLessThan(ENTRIES_MAX)
    }
  }

  /** The store holds these rows now. */
  wrote(rows: Rows): void {
    for (const key of this.stayed) if (!rows.has(key)) this.stayed.delete(key)
    this.note(rows)
    this.take(this.steps)
  }

  end(): void {
    this.take(Number.POSITIVE_INFINITY)
    const keys = this.seen.map(([key]) => key)
    const ordered = [...new Set(keys)].sort()
    expect(keys).toEqual(this.reverse ? ordered.reverse() : ordered)
    for (const [key, value] of this.seen) expect(this.had.get(key) ?? []).toContainEqual(value)
    expect(keys).toEqual(expect.arrayContaining([...this.stayed]))
  }
}
