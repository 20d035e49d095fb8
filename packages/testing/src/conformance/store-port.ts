/**
 * What every `StorePort` must do, as a suite that each implementation runs. The numbers are those of the port's header
 * (packages/runtime/src/stores/store-port.ts). That a batch is atomic over a crash (2) is tried where crashes can be: at every
 * operation of a storage in memory for the port over it, by kill -9 of whole programs for `level`.
 */
import type { StorePort, StoreWrite } from '@moldau/runtime'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** A place for one store, empty at first. */
export interface StorePortPlace {
  /** Opens what lies there. */
  open(): Promise<StorePort>
  /** Takes the place away, after the test. */
  remove?(): Promise<void> | void
}

const text = (s: string): Uint8Array => Uint8Array.from(s, c => c.charCodeAt(0))
const put = (key: string, value: string): StoreWrite => ({ type: 'put', key: text(key), value: text(value) })
const del = (key: string): StoreWrite => ({ type: 'del', key: text(key) })
const get = (port: StorePort, key: string): string | undefined => {
  const value = port.get(text(key))
  return value === undefined ? undefined : String.fromCharCode(...value)
}

/** Runs the suite for the implementation called `name`. */
export function storePortConformance(name: string, placeOf: () => StorePortPlace): void {
  const check = (what: string, run: (place: StorePortPlace) => Promise<void>): void => {
    test(what, async () => {
      const place = placeOf()
      try {
        await run(place)
      } finally {
        await place.remove?.()
      }
    })
  }
  describe(`${name} as a store port`, () => {
    batchConformance(check)
    lifeConformance(check)
    test('behaves as a map, over any batches and reopenings', () => modelConformance(placeOf))
  })
}

type Check = (what: string, run: (place: StorePortPlace) => Promise<void>) => void

function batchConformance(check: Check): void {
  check('an empty store has nothing', async place => {
    const port = await place.open()
    expect(port.get(text('a'))).toBeUndefined()
    await port.batch([])
    await port.batch([del('a')])
    expect(port.get(text('a'))).toBeUndefined()
    await port.close()
  })

  check('get sees what the last settled batch left (1)', async place => {
    const port = await place.open()
    await port.batch([put('a', '1'), put('b', '1')])
    const second = port.batch([put('a', '2'), del('b'), put('c', '2')])
    expect(['1', '2']).toContain(get(port, 'a'))
    await second
    expect(['a', 'b', 'c'].map(key => get(port, key))).toEqual(['2', undefined, '2'])
    await port.close()
  })

  check('of the writes of one batch the last one of a key counts', async place => {
    const port = await place.open()
    await port.batch([put('a', '1'), del('a'), put('b', '1'), put('b', '2'), put('c', '1'), del('c')])
    expect(['a', 'b', 'c'].map(key => get(port, key))).toEqual([undefined, '2', undefined])
    await port.close()
  })

  check('keys and values are bytes: zeros, values of no length, and large ones (4)', async place => {
    const port = await place.open()
    const keys = [[0], [0, 0], [255], [128, 10, 13], [0xf0, 0x9f]].map(key => Uint8Array.from(key))
    const large = new Uint8Array(300_000).map((_, n) => (n * 31) & 255)
    await port.batch(keys.map((key, n) => ({ type: 'put', key, value: Uint8Array.of(n) })))
    await port.batch([
      { type: 'put', key: text('large'), value: large },
      { type: 'put', key: text('none'), value: new Uint8Array(0) },
    ])
    expect(keys.map(key => port.get(key)?.[0])).toEqual([0, 1, 2, 3, 4])
    const found = port.get(text('large'))!
    expect(found.length).toBe(large.length)
    expect(found.findIndex((byte, at) => byte !== large[at])).toBe(-1)
    expect(port.get(text('none'))).toEqual(new Uint8Array(0))
    // A Buffer's slice would lend where this one copies (4).
    expect(Object.getPrototypeOf(found)).toBe(Uint8Array.prototype)
    await port.close()
  })

  check("a settled batch's bytes are the caller's again (4)", async place => {
    const port = await place.open()
    const key = text('key')
    const value = text('value')
    await port.batch([{ type: 'put', key, value }])
    key.fill(0)
    value.fill(0)
    expect(get(port, 'key')).toBe('value')
    await port.close()
  })
}

function lifeConformance(check: Check): void {
  check('a reopened store holds all settled batches', async place => {
    const port = await place.open()
    for (let n = 0; n < 50; n++) await port.batch([put(`k${n % 7}`, `v${n}`), put('last', String(n))])
    await port.batch([del('k3')])
    await port.close()
    const again = await place.open()
    expect(get(again, 'last')).toBe('49')
    expect([0, 1, 2, 3, 4, 5, 6].map(n => get(again, `k${n}`))).toEqual([
      'v49',
      'v43',
      'v44',
      undefined,
      'v46',
      'v47',
      'v48',
    ])
    await again.close()
  })

  check(
    'batches take effect in the order in which they were asked for, and close waits for them (3)',
    async place => {
      const port = await place.open()
      const batches = [1, 2, 3, 4].map(n => port.batch([put('a', String(n)), put(`b${n}`, '')]))
      await Promise.all([...batches, port.close()])
      const again = await place.open()
      expect(get(again, 'a')).toBe('4')
      expect([1, 2, 3, 4].map(n => get(again, `b${n}`))).toEqual(['', '', '', ''])
      await again.close()
    },
  )

  check('a destroyed store is empty when it is opened again', async place => {
    const port = await place.open()
    await port.batch([put('a', '1')])
    await port.destroy()
    const again = await place.open()
    expect(get(again, 'a')).toBeUndefined()
    await again.batch([put('b', '2')])
    expect(get(again, 'b')).toBe('2')
    await again.close()
  })

  check('a store has one owner at a time (5)', async place => {
    const port = await place.open()
    await port.batch([put('a', '1')])
    await expect(place.open()).rejects.toMatchObject({ code: 'STORE_LOCKED', retriable: false })
    await port.batch([put('a', '2')])
    await port.close()
    const next = await place.open()
    expect(get(next, 'a')).toBe('2')
    await next.close()
  })
}

async function modelConformance(placeOf: () => StorePortPlace): Promise<void> {
  const key = fc.uint8Array({ minLength: 1, maxLength: 3 }).map(bytes => bytes.map(byte => byte & 3))
  const write = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('put' as const),
        key,
        value: fc.uint8Array({ maxLength: 200 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('del' as const), key }) },
  )
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.array(write, { maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constant('reopen' as const) },
  )
  const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
    const place = placeOf()
    const model = new Map<string, Uint8Array>()
    const seen = new Map<string, Uint8Array>()
    let port = await place.open()
    for (const one of steps) {
      if (one === 'reopen') {
        await port.close()
        port = await place.open()
      } else {
        await port.batch(one)
        for (const { key: bytes, ...rest } of one) {
          seen.set(bytes.join(), bytes)
          if (rest.type === 'put') model.set(bytes.join(), rest.value)
          else model.delete(bytes.join())
        }
      }
      for (const [of, bytes] of seen) {
        const found = port.get(bytes)
        expect(found === undefined ? undefined : [...found]).toEqual(
          model.has(of) ? [...model.get(of)!] : undefined,
        )
      }
    }
    await port.destroy()
    await place.remove?.()
  })
  await fc.assert(property, { numRuns: 25 })
}
