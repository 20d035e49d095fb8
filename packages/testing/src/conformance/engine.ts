/**
 * What every `KeyValueEngine` must do, as a suite that each implementation runs. The numbers are those of the port's header
 * (packages/streams/src/stores/engine.ts).
 */
import type { EngineIterator, EngineSegment, KeyValueEngine } from '@moldau/streams'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** How to open engines of one kind. */
export interface EngineUnderTest {
  /** A fresh, empty engine. */
  open(): Promise<KeyValueEngine> | KeyValueEngine
  /** For persistent engines: opens again what `open` gave last, after it was closed without a wipe. */
  reopen?(): Promise<KeyValueEngine> | KeyValueEngine
  /** What `rollback` answers; default true. */
  readonly rollsBack?: boolean
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const text = (s: string): Uint8Array => Uint8Array.from(s, c => c.charCodeAt(0))
const hex = (b: Uint8Array): string => Buffer.from(b).toString('hex')

function put(segment: EngineSegment, key: Uint8Array, value: Uint8Array): void {
  segment.put(key, 0, key.length, value, 0, value.length)
}

function get(segment: EngineSegment, key: Uint8Array): string | null {
  if (!segment.get(key, 0, key.length)) return null
  return hex(segment.foundBytes.slice(segment.foundStart, segment.foundEnd))
}

function entries(it: EngineIterator): [string, string][] {
  const list: [string, string][] = []
  while (it.next()) {
    const key = hex(it.keyBytes.slice(it.keyStart, it.keyEnd))
    list.push([key, hex(it.valueBytes.slice(it.valueStart, it.valueEnd))])
  }
  return list
}

/** Runs the suite for the implementation called `name`. */
export function engineConformance(name: string, under: EngineUnderTest): void {
  const check = (what: string, run: (engine: KeyValueEngine) => Promise<void> | void): void => {
    test(what, async () => {
      const engine = await under.open()
      try {
        await run(engine)
      } finally {
        await engine.close(true)
      }
    })
  }
  describe(`${name} as a store engine`, () => {
    pointConformance(check)
    orderConformance(check)
    modelConformance(under)
    commitConformance(check, under)
  })
}

type Check = (what: string, run: (engine: KeyValueEngine) => Promise<void> | void) => void

function pointConformance(check: Check): void {
  check('an empty engine has nothing', engine => {
    expect(get(engine.segment(0), text('a'))).toBeNull()
    expect(engine.segments()).toEqual([])
    expect(entries(engine.segment(0).range(null, null, false))).toEqual([])
  })

  check('what was put is found, by the span and not by its buffer (1)', engine => {
    const segment = engine.segment(0)
    const buffer = text('xxkeyyyvalue!')
    segment.put(buffer, 2, 5, buffer, 7, 12)
    buffer.fill(0)
    expect(get(segment, text('key'))).toBe(hex(text('value')))
    expect(get(segment, text('keyy'))).toBeNull()
    expect(segment.approximateNumEntries()).toBe(1)
  })

  check('a put replaces, whether the value grows or shrinks', engine => {
    const segment = engine.segment(0)
    for (const length of [3, 300, 0, 5000, 1, 200_000, 7]) {
      put(segment, text('k'), new Uint8Array(length).fill(length & 255))
      expect(get(segment, text('k'))?.length).toBe(length * 2)
    }
    expect(entries(segment.range(null, null, false)).length).toBe(1)
  })

  check('putFound replaces what the get before it found', engine => {
    const segment = engine.segment(0)
    if (segment.putFound === undefined) return
    put(segment, text('a'), text('1'))
    put(segment, text('b'), text('2'))
    for (const value of ['3', 'longer than before', 'x']) {
      expect(segment.get(text('a'), 0, 1)).toBe(true)
      segment.putFound(text('a'), 0, 1, text(value), 0, value.length)
      expect(get(segment, text('a'))).toBe(hex(text(value)))
      expect(get(segment, text('b'))).toBe(hex(text('2')))
    }
  })

  check('empty keys and values are keys and values', engine => {
    const segment = engine.segment(0)
    put(segment, bytes(), bytes())
    expect(get(segment, bytes())).toBe('')
    expect(segment.delete(bytes(), 0, 0)).toBe(true)
    expect(segment.delete(bytes(), 0, 0)).toBe(false)
    expect(get(segment, bytes())).toBeNull()
  })

  check('segments are apart, and dropping one forgets it alone (4)', engine => {
    for (const id of [5, 0, 28_000_000, 2 ** 33, 2 ** 44]) put(engine.segment(id), text('k'), bytes(id & 127))
    expect(engine.segments()).toEqual([0, 5, 28_000_000, 2 ** 33, 2 ** 44])
    engine.dropSegment(5)
    expect(engine.segments()).toEqual([0, 28_000_000, 2 ** 33, 2 ** 44])
    expect(get(engine.segment(5), text('k'))).toBeNull()
    expect(get(engine.segment(0), text('k'))).toBe('00')
    put(engine.segment(5), text('n'), bytes(1))
    expect(entries(engine.segment(5).range(null, null, false))).toEqual([[hex(text('n')), '01']])
  })
}

function orderConformance(check: Check): void {
  const keys = [
    bytes(),
    bytes(0),
    bytes(0, 0),
    bytes(1),
    bytes(1, 255),
    bytes(2),
    bytes(127),
    bytes(128),
    bytes(255),
    bytes(255, 1),
  ]

  check('ranges follow unsigned bytes, ends included, open with null (2)', engine => {
    const segment = engine.segment(0)
    for (const key of [...keys].reverse()) put(segment, key, bytes(key.length))
    const all = keys.map(hex)
    const range = (from: Uint8Array | null, to: Uint8Array | null, reverse = false): string[] =>
      entries(segment.range(from, to, reverse)).map(([key]) => key)
    expect(range(null, null)).toEqual(all)
    expect(range(null, null, true)).toEqual([...all].reverse())
    expect(range(bytes(1), bytes(128))).toEqual(all.slice(3, 8))
    expect(range(bytes(1), bytes(128), true)).toEqual(all.slice(3, 8).reverse())
    expect(range(bytes(1, 1), bytes(2))).toEqual(all.slice(4, 6))
    expect(range(null, bytes(0))).toEqual(all.slice(0, 2))
    expect(range(bytes(255), null)).toEqual(all.slice(8))
    expect(range(bytes(2), bytes(1))).toEqual([])
  })

  check('a prefix finds the keys that begin with it', engine => {
    const segment = engine.segment(0)
    for (const key of keys) put(segment, key, bytes(1))
    const prefix = (p: Uint8Array): string[] => entries(segment.prefix(p)).map(([key]) => key)
    expect(prefix(bytes(0))).toEqual(['00', '0000'])
    expect(prefix(bytes(255))).toEqual(['ff', 'ff01'])
    expect(prefix(bytes())).toEqual(keys.map(hex))
    expect(prefix(bytes(3))).toEqual([])
  })

  check('writing while iterating neither fails nor repeats a key (2)', engine => {
    const segment = engine.segment(0)
    for (let i = 0; i < 1000; i++) put(segment, bytes(i >> 8, i & 255), bytes(1))
    const seen: string[] = []
    const it = segment.range(null, null, false)
    while (it.next()) {
      const key = it.keyBytes.slice(it.keyStart, it.keyEnd)
      seen.push(hex(key))
      if (key.length > 2) continue
      const i = key[0]! * 256 + key[1]!
      if (i % 3 === 0) segment.delete(key, 0, 2)
      if (i % 5 === 0) put(segment, bytes(i >> 8, i & 255, 7), new Uint8Array(100))
      if (i % 7 === 0) put(segment, bytes((i + 1) >> 8, (i + 1) & 255), new Uint8Array(50))
    }
    expect(seen).toEqual([...new Set(seen)].sort())
    for (let i = 0; i < 1000; i++) expect(seen).toContain(hex(bytes(i >> 8, i & 255)))
  })

  check('what is replaced just ahead of an iterator is shown as it was or as it is (2)', async engine => {
    const segment = engine.segment(0)
    const old = new Uint8Array(40).fill(1)
    for (const key of keys) put(segment, key, old)
    await engine.beginCommit().persist(1)
    for (const key of keys) put(segment, key, old)
    for (const reverse of [false, true]) {
      const it = segment.range(null, null, reverse)
      for (const key of reverse ? [...keys].reverse() : keys) {
        put(segment, key, bytes(7))
        expect(it.next()).toBe(true)
        expect(hex(it.keyBytes.slice(it.keyStart, it.keyEnd))).toBe(hex(key))
        expect([hex(old), '07']).toContain(hex(it.valueBytes.slice(it.valueStart, it.valueEnd)))
      }
      for (const key of keys) put(segment, key, old)
    }
  })

  check('reads and writes between two steps move no iterator (2)', engine => {
    for (const key of walked) put(engine.segment(0), key, key)
    walkAmidCalls(engine)
  })
}

const walked = Array.from({ length: 300 }, (_, i) => bytes(i >> 8, i & 255))

/** Walks `walked`, each the value of itself, while others are read, what was passed is deleted and what comes is replaced. */
function walkAmidCalls(engine: KeyValueEngine): void {
  const segment = engine.segment(0)
  const seen: string[] = []
  const it = segment.range(null, null, false)
  for (let i = 0; it.next(); i++) {
    seen.push(hex(it.keyBytes.slice(it.keyStart, it.keyEnd)))
    const value = hex(it.valueBytes.slice(it.valueStart, it.valueEnd))
    // What was replaced may be seen as it was or as it is.
    expect([seen[i], 'ee'.repeat(40)]).toContain(value)
    for (let n = 7; n < 300; n += 31) get(segment, walked[(i + n) % 300]!)
    segment.delete(walked[i]!, 0, 2)
    if (i % 3 === 0 && i < 299) put(segment, walked[i + 1]!, new Uint8Array(40).fill(0xee))
    put(segment, bytes(255, i >> 8, i & 255), bytes(0xdd))
    segment.delete(bytes(255, i >> 8, i & 255), 0, 3)
  }
  expect(seen).toEqual(walked.map(hex))
}

/** Random writes against a plain Map; every read compared. */
function modelConformance(under: EngineUnderTest): void {
  const key = fc.uint8Array({ maxLength: 3 })
  const command = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        op: fc.constant('put' as const),
        id: fc.nat(2),
        key,
        value: fc.uint8Array({ maxLength: 40 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('delete' as const), id: fc.nat(2), key }) },
    {
      weight: 2,
      arbitrary: fc.record({ op: fc.constant('range' as const), id: fc.nat(2), key, reverse: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('drop' as const), id: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('commit' as const) }) },
  )
  test('behaves as a map sorted by bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 120 }), async commands => {
        const engine = await under.open()
        const model = new Map<number, Map<string, string>>()
        const of = (id: number): Map<string, string> => model.get(id) ?? model.set(id, new Map()).get(id)!
        for (const c of commands) {
          if (c.op === 'put') {
            put(engine.segment(c.id), c.key, c.value)
            of(c.id).set(hex(c.key), hex(c.value))
          } else if (c.op === 'delete') {
            expect(engine.segment(c.id).delete(c.key, 0, c.key.length)).toBe(of(c.id).delete(hex(c.key)))
          } else if (c.op === 'range') {
            const want = [...of(c.id)]
              .filter(([k]) => (c.reverse ? k <= hex(c.key) : k >= hex(c.key)))
              .sort(([a], [b]) => (a < b ? -1 : 1))
            if (c.reverse) want.reverse()
            const range = c.reverse
              ? engine.segment(c.id).range(null, c.key, true)
              : engine.segment(c.id).range(c.key, null, false)
            expect(entries(range)).toEqual(want)
            expect(get(engine.segment(c.id), c.key)).toBe(of(c.id).get(hex(c.key)) ?? null)
          } else if (c.op === 'drop') {
            engine.dropSegment(c.id)
            model.delete(c.id)
          } else {
            await engine.beginCommit().persist(0)
          }
        }
        expect(engine.segments()).toEqual(
          [...model]
            .filter(([, m]) => m.size > 0)
            .map(([id]) => id)
            .sort((a, b) => a - b),
        )
        await engine.close(true)
      }),
      { numRuns: 60 },
    )
  })
}

function commitConformance(check: Check, under: EngineUnderTest): void {
  check('a rollback leaves what the last commit left, or says that it cannot', async engine => {
    put(engine.segment(0), text('a'), text('1'))
    put(engine.segment(1), text('b'), text('2'))
    await engine.beginCommit().persist(10)
    put(engine.segment(0), text('a'), text('changed'))
    put(engine.segment(0), text('new'), text('3'))
    engine.segment(1).delete(text('b'), 0, 1)
    put(engine.segment(2), text('c'), text('4'))
    expect(engine.rollback()).toBe(under.rollsBack ?? true)
    if (under.rollsBack === false) return
    expect(entries(engine.segment(0).range(null, null, false))).toEqual([[hex(text('a')), hex(text('1'))]])
    expect(get(engine.segment(1), text('b'))).toBe(hex(text('2')))
    expect(engine.segments()).toEqual([0, 1])
    expect(engine.uncommittedBytes()).toBe(0)
  })

  check('a dropped segment comes back with a rollback', async engine => {
    put(engine.segment(3), text('a'), text('1'))
    await engine.beginCommit().persist(1)
    put(engine.segment(3), text('b'), text('2'))
    engine.dropSegment(3)
    put(engine.segment(3), text('c'), text('3'))
    if (!engine.rollback()) return
    expect(entries(engine.segment(3).range(null, null, false))).toEqual([[hex(text('a')), hex(text('1'))]])
  })

  if (under.reopen === undefined) return
  const { reopen } = under
  test('what was persisted is there after a reopening, with its changelog offset; the rest is not (5)', async () => {
    const engine = await under.open()
    expect(engine.persistent).toBe(true)
    expect(engine.changelogOffset).toBe(-1)
    put(engine.segment(0), text('a'), text('1'))
    put(engine.segment(7), text('b'), text('2'))
    await engine.beginCommit().persist(42)
    put(engine.segment(0), text('a'), text('lost'))
    await engine.close()
    const again = await reopen()
    expect(again.changelogOffset).toBe(42)
    expect(again.segments()).toEqual([0, 7])
    expect(get(again.segment(0), text('a'))).toBe(hex(text('1')))
    expect(get(again.segment(7), text('b'))).toBe(hex(text('2')))
    await again.close(true)
  })

  test('a removal of the empty key that was not committed has never been (5)', async () => {
    const engine = await under.open()
    put(engine.segment(0), bytes(), bytes())
    await engine.beginCommit().persist(1)
    engine.segment(0).delete(bytes(), 0, 0)
    await engine.close()
    const again = await reopen()
    expect(get(again.segment(0), bytes())).toBe('')
    await again.close(true)
  })

  test('a dropped segment that was not committed is there again after a reopening (5)', async () => {
    const engine = await under.open()
    put(engine.segment(0), text('a'), text('1'))
    put(engine.segment(7), text('b'), text('2'))
    await engine.beginCommit().persist(1)
    engine.dropSegment(0)
    engine.dropSegment(7)
    await engine.close()
    const again = await reopen()
    expect(again.segments()).toEqual([0, 7])
    expect(get(again.segment(7), text('b'))).toBe(hex(text('2')))
    await again.close(true)
  })

  test('reads and writes between two steps move no iterator over what was there before (2)', async () => {
    const engine = await under.open()
    for (const key of walked) put(engine.segment(0), key, key)
    await engine.beginCommit().persist(1)
    await engine.close()
    const again = await reopen()
    walkAmidCalls(again)
    await again.close(true)
  })

  test('writes made while a batch is persisted belong to the next one (5)', async () => {
    const engine = await under.open()
    put(engine.segment(0), text('a'), text('1'))
    const batch = engine.beginCommit()
    expect(batch.bytes).toBeGreaterThan(0)
    put(engine.segment(0), text('a'), text('2'))
    await batch.persist(5)
    expect(get(engine.segment(0), text('a'))).toBe(hex(text('2')))
    await engine.close()
    const again = await reopen()
    expect(get(again.segment(0), text('a'))).toBe(hex(text('1')))
    expect(again.changelogOffset).toBe(5)
    await again.close(true)
  })
}
