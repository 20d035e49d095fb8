import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TaskRecord } from '../records/task-record.ts'
import { RecordCache, type StoreCache } from './record-cache.ts'

const bytesOf = (n: number, length = 2): Uint8Array => new Uint8Array(length).fill(n)

function record(timestamp: number): TaskRecord {
  const r = new TaskRecord()
  r.timestamp = timestamp
  return r
}

/** A cache over a Map, as a store would use it, that also keeps what was forwarded. */
class Below {
  readonly map = new Map<number, number>()
  readonly forwarded: [number, number | null][] = []
  readonly cache: StoreCache

  constructor(shared: RecordCache, onForward: (key: number) => void = () => {}) {
    this.cache = shared.store(entry => {
      const key = entry.bytes[entry.keyStart]!
      const value = entry.isTombstone ? null : entry.bytes[entry.valueStart]!
      if (value === null) this.map.delete(key)
      else this.map.set(key, value)
      this.forwarded.push([key, value])
      onForward(key)
    })
  }

  put(key: number, value: number | null, length = 2): void {
    const data = value === null ? null : bytesOf(value, length)
    // Where the map has not got the key, an entry that is removed again leaves no trace.
    this.cache.put(0, bytesOf(key), 0, 2, data, 0, data?.length ?? 0, record(key), !this.map.has(key))
  }

  get(key: number, follows = false): number | null {
    const { cache } = this
    const found = follows ? cache.findFollowing(0, bytesOf(key), 0, 2) : cache.find(0, bytesOf(key), 0, 2)
    if (found === 1) return this.cache.foundBytes[this.cache.foundStart]!
    return found === -1 ? null : (this.map.get(key) ?? null)
  }
}

describe('RecordCache', () => {
  test('keeps the last update of a key and flushes in the order of last updates (3)', () => {
    const shared = new RecordCache(1e6)
    const store = new Below(shared)
    for (const [key, value] of [
      [1, 1],
      [2, 1],
      [1, 2],
      [3, 1],
      [2, 2],
    ] as const) {
      store.put(key, value)
    }
    expect(store.map.size).toBe(0)
    store.cache.flush()
    expect(store.forwarded).toEqual([
      [1, 2],
      [3, 1],
      [2, 2],
    ])
    store.cache.flush()
    expect(store.forwarded.length).toBe(3)
  })

  test('evicts the least recently used entry alone, whichever store it is of (1)', () => {
    const shared = new RecordCache(3 * 120)
    const a = new Below(shared)
    const b = new Below(shared)
    a.put(1, 1)
    b.put(2, 1)
    a.put(3, 1)
    expect(a.get(1)).toBe(1)
    a.put(4, 1)
    shared.shrink()
    expect(b.forwarded).toEqual([[2, 1]])
    expect(a.forwarded).toEqual([])
    expect(shared.evictions).toBe(1)
  })

  test('an entry that the store below never had leaves no trace when it is removed, until it has gone down', () => {
    const store = new Below(new RecordCache(1e6))
    store.put(1, 1)
    store.put(1, null)
    expect(store.cache.isDirty()).toBe(false)
    store.put(2, 1)
    store.cache.flush()
    store.put(2, null)
    store.cache.flush()
    expect(store.forwarded).toEqual([
      [2, 1],
      [2, null],
    ])
  })

  test('what is put while flushing is flushed too (3)', () => {
    const shared = new RecordCache(1e6)
    const second = new Below(shared)
    const first = new Below(shared, key => second.put(key + 10, key))
    first.put(1, 1)
    first.put(2, 2)
    first.cache.flush()
    second.cache.flush()
    expect(second.forwarded).toEqual([
      [11, 1],
      [12, 2],
    ])
  })

  test.for([0, 150, 400, 2000, 1e6])(
    'reads never go back in time and no last value is lost, with %i bytes (2, 4)',
    budget => {
      const command = fc.record({
        store: fc.nat(1),
        key: fc.nat(12),
        value: fc.option(fc.nat(200), { freq: 4 }),
        length: fc.constantFrom(1, 2, 50),
        flush: fc.nat(9),
      })
      fc.assert(
        fc.property(fc.array(command, { maxLength: 200 }), commands => {
          const shared = new RecordCache(budget)
          const stores = [new Below(shared), new Below(shared)]
          const models = [new Map<number, number>(), new Map<number, number>()]
          for (const { store, key, value, length, flush } of commands) {
            stores[store]!.put(key, value, length)
            if (value === null) models[store]!.delete(key)
            else models[store]!.set(key, value)
            shared.shrink()
            expect(shared.usedBytes).toBeLessThanOrEqual(budget)
            for (let k = 0; k <= 12; k++)
              expect(stores[store]!.get(k, k !== key)).toBe(models[store]!.get(k) ?? null)
            if (flush === 0) for (const s of stores) s.cache.flush()
          }
          for (const s of stores) s.cache.flush()
          stores.forEach((s, i) => {
            expect([...s.map].sort()).toEqual([...models[i]!].sort())
          })
          for (const s of stores) s.cache.clear()
          expect(shared.usedBytes).toBe(0)
        }),
        { numRuns: 40 },
      )
    },
  )
})
