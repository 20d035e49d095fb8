import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { LevelEngine } from './level-engine.ts'
import { LevelPort } from './level-port.ts'
import { sortSpans } from './sort-spans.ts'
import type { StorePort, StoreWrite } from './store-port.ts'

/** A port in memory, whose batches settle when told. */
class MapPort implements StorePort {
  readonly entries = new Map<string, Uint8Array>()
  get(key: Uint8Array): Uint8Array | undefined {
    return this.entries.get(Buffer.from(key).toString('hex'))
  }
  async batch(writes: readonly StoreWrite[]): Promise<void> {
    await Promise.resolve()
    for (const write of writes) {
      const hex = Buffer.from(write.key).toString('hex')
      if (write.type === 'put') this.entries.set(hex, write.value.slice())
      else this.entries.delete(hex)
    }
  }
  async close(): Promise<void> {}
  async destroy(): Promise<void> {
    this.entries.clear()
  }
}

type Model = Map<number, Map<string, string>>

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (array: Uint8Array, start: number, end: number): string =>
  Buffer.from(array.subarray(start, end)).toString()

type Step =
  | { readonly do: 'put'; readonly segment: number; readonly key: string; readonly value: string }
  | { readonly do: 'delete'; readonly segment: number; readonly key: string }
  | { readonly do: 'commit' | 'reopen' | 'crash' }
  | { readonly do: 'drop'; readonly segment: number }
  | {
      readonly do: 'range'
      readonly segment: number
      readonly from: string
      readonly to: string
      readonly reverse: boolean
    }

const key = fc.nat(60).map(n => `k${String(n).padStart(3, '0')}`)
const segment = fc.constantFrom(0, 7)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      segment,
      key,
      value: fc.string({ maxLength: 400 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('delete' as const), segment, key }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reopen' as const, 'crash' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), segment }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('range' as const),
      segment,
      from: key,
      to: key,
      reverse: fc.boolean(),
    }),
  },
)

const copy = (model: Model): Model => new Map([...model].map(([id, entries]) => [id, new Map(entries)]))

test('equals a plain Map over puts, deletes, ranges, commits, drops, crashes and reopenings', async () => {
  const options = { persistBytes: 600, tableBytesMax: 20_000, pageCacheBytes: 5_000 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 150 }), async steps => {
      const port = new MapPort()
      let engine = LevelEngine.open(port, options)
      let model: Model = new Map()
      // What each changelog offset stands for: after a crash the engine must hold exactly one of these.
      const committed = new Map<number, Model>([[-1, new Map()]])
      let offset = 0
      const commit = async (): Promise<void> => {
        const batch = engine.beginCommit()
        committed.set(++offset, copy(model))
        await batch.persist(offset)
      }
      for (const s of steps) {
        if (s.do === 'put') {
          engine
            .segment(s.segment)
            .put(bytes(s.key), 0, s.key.length, bytes(s.value), 0, bytes(s.value).length)
          if (!model.has(s.segment)) model.set(s.segment, new Map())
          model.get(s.segment)!.set(s.key, s.value)
        } else if (s.do === 'delete') {
          const had = engine.segment(s.segment).delete(bytes(s.key), 0, s.key.length)
          expect(had).toBe(model.get(s.segment)?.delete(s.key) ?? false)
        } else if (s.do === 'commit') await commit()
        else if (s.do === 'drop') {
          engine.dropSegment(s.segment)
          model.delete(s.segment)
        } else if (s.do === 'range') checkRange(engine, model, s)
        else if (s.do === 'reopen') {
          await commit()
          await engine.close()
          engine = LevelEngine.open(port, options)
          expect(engine.changelogOffset).toBe(offset)
        } else {
          engine = LevelEngine.open(port, options)
          model = copy(committed.get(engine.changelogOffset)!)
          checkAll(engine, model)
        }
      }
      checkAll(engine, model)
    }),
    { numRuns: 150 },
  )
})

function checkRange(engine: LevelEngine, model: Model, s: Extract<Step, { do: 'range' }>): void {
  const it = engine.segment(s.segment).range(bytes(s.from), bytes(s.to), s.reverse)
  const seen: [string, string][] = []
  while (it.next()) {
    seen.push([text(it.keyBytes, it.keyStart, it.keyEnd), text(it.valueBytes, it.valueStart, it.valueEnd)])
  }
  const expected = [...(model.get(s.segment) ?? [])].filter(([k]) => k >= s.from && k <= s.to).sort(byKey)
  expect(seen).toEqual(s.reverse ? expected.reverse() : expected)
}

const byKey = (a: readonly [string, string], b: readonly [string, string]): number => (a[0] < b[0] ? -1 : 1)

function checkAll(engine: LevelEngine, model: Model): void {
  for (const id of [0, 7]) {
    const it = engine.segment(id).prefix(bytes('k'))
    const seen: [string, string][] = []
    while (it.next()) {
      seen.push([text(it.keyBytes, it.keyStart, it.keyEnd), text(it.valueBytes, it.valueStart, it.valueEnd)])
    }
    const expected = [...(model.get(id) ?? [])].sort(byKey)
    expect(seen).toEqual(expected)
    for (let n = 0; n <= 60; n++) {
      const name = `k${String(n).padStart(3, '0')}`
      const s = engine.segment(id)
      const found = s.get(bytes(name), 0, name.length)
      expect(found ? text(s.foundBytes, s.foundStart, s.foundEnd) : undefined).toBe(model.get(id)?.get(name))
    }
  }
}

test('a write between the collecting and the writing of a commit is neither lost nor undone', async () => {
  const port = new MapPort()
  const engine = LevelEngine.open(port, { persistBytes: 1 })
  const s = engine.segment(0)
  const put = (k: string, v: string): void => s.put(bytes(k), 0, k.length, bytes(v), 0, v.length)
  put('a', '1')
  put('b', '1')
  await engine.beginCommit().persist(1)
  put('a', '2')
  s.delete(bytes('b'), 0, 1)
  const batch = engine.beginCommit()
  expect(s.get(bytes('b'), 0, 1)).toBe(false)
  s.delete(bytes('a'), 0, 1)
  put('b', '3')
  const done = batch.persist(2)
  expect(s.get(bytes('a'), 0, 1)).toBe(false)
  await done
  expect(s.get(bytes('a'), 0, 1)).toBe(false)
  expect(s.get(bytes('b'), 0, 1)).toBe(true)
  await engine.beginCommit().persist(3)
  const again = LevelEngine.open(port)
  expect(again.changelogOffset).toBe(3)
  expect(again.segment(0).get(bytes('a'), 0, 1)).toBe(false)
  expect(again.segment(0).get(bytes('b'), 0, 1)).toBe(true)
})

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

test('a level database is locked by its owner, and holds what was persisted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'moldau-store-'))
  folders.push(folder)
  const engine = LevelEngine.open(await LevelPort.open(folder), { persistBytes: 1 })
  await expect(LevelPort.open(folder)).rejects.toMatchObject({ code: 'STORE_LOCKED' })
  for (let n = 0; n < 1000; n++) {
    const k = bytes(`key ${n % 300}`)
    const v = bytes(`value ${n}`)
    engine.segment(0).put(k, 0, k.length, v, 0, v.length)
    if (n % 250 === 0) await engine.beginCommit().persist(n)
  }
  await engine.beginCommit().persist(1000)
  await engine.close()
  const again = LevelEngine.open(await LevelPort.open(folder))
  const s = again.segment(0)
  for (let n = 700; n < 1000; n++) {
    const k = bytes(`key ${n % 300}`)
    expect(s.get(k, 0, k.length)).toBe(true)
    expect(text(s.foundBytes, s.foundStart, s.foundEnd)).toBe(`value ${n}`)
  }
  expect(s.approximateNumEntries()).toBe(300)
  await again.close(true)
})

test('spans are sorted as a comparator would', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 200 }), all => {
      const flat = Buffer.concat(all)
      const starts = new Int32Array(all.length)
      const ends = new Int32Array(all.length)
      let at = 0
      all.forEach((span, n) => {
        starts[n] = at
        at += span.length
        ends[n] = at
      })
      const order = sortSpans(flat, starts, ends, all.length)
      const expected = all
        .map((span, n) => ({ span, n }))
        .sort((a, b) => Buffer.compare(a.span, b.span) || a.n - b.n)
      expect([...order]).toEqual(expected.map(e => e.n))
    }),
  )
})
