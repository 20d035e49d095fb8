/** A session store against a list: what a key has, wherever the store looks for it. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TaskRecord } from '../records/task-record.ts'
import { string } from '../serdes/plain.ts'
import { KeySpan } from './key-span.ts'
import { LatestSessions } from './latest-sessions.ts'
import { LoggedStore } from './logged-store.ts'
import { MemoryEngine } from './memory-engine.ts'
import { RecordCache } from './record-cache.ts'
import { SessionState } from './session-state.ts'

function open(retentionMs: number, cacheBytes: number, engine = new MemoryEngine()) {
  const cache = cacheBytes === 0 ? null : new RecordCache(cacheBytes)
  const state = new SessionState<string, string>(
    {
      kind: 'session',
      name: 's',
      keySerde: string(),
      valueSerde: string(),
      type: 'memory',
      caching: cacheBytes > 0,
      logging: false,
      logConfig: new Map(),
      retentionMs,
      segmentIntervalMs: 60,
    },
    string(),
    string(),
    new LoggedStore(engine, null as never, null, 0),
    cache,
    new TaskRecord(),
  )
  state.onFlush(() => {}, false)
  return { cache, state }
}

const keys = fc.constantFrom('a', 'b', 'ab')
const times = fc.integer({ min: 0, max: 200 })
const bounds = { key: keys, at: times, length: fc.integer({ min: 0, max: 30 }) }
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('put' as const), ...bounds }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('remove' as const), pick: fc.nat() }) },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('find' as const), key: keys, from: times }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('flush' as const, 'reopen' as const) }) },
  ),
  { maxLength: 150 },
)

describe('sessions', () => {
  test.each([0, 200, 100_000])(
    'are found by end, overlapping ones too, with a cache of %i bytes',
    cacheBytes => {
      fc.assert(
        fc.property(fc.integer({ min: 20, max: 300 }), steps, (retentionMs, all) => {
          const engine = new MemoryEngine()
          Object.defineProperty(engine, 'persistent', { value: true })
          let { cache, state } = open(retentionMs, cacheBytes, engine)
          const there = new Map<string, { key: string; start: number; end: number; value: string }>()
          const record = new TaskRecord()
          let observedMs = -1
          const isLive = (endMs: number): boolean => endMs > observedMs - retentionMs
          all.forEach((step, n) => {
            if (step.kind === 'put') {
              const end = n * 2 + Math.floor(step.at / 2)
              const start = Math.max(0, end - step.length)
              observedMs = Math.max(observedMs, end)
              const value = `v${n}`
              state.ofKey(step.key)
              expect(state.put(start, end, value, record)).toBe(isLive(end))
              if (isLive(end)) there.set(`${step.key} ${start} ${end}`, { key: step.key, start, end, value })
              cache?.shrink()
            } else if (step.kind === 'remove') {
              const name = [...there.keys()][step.pick % Math.max(1, there.size)]
              if (name === undefined) return
              const { key, start, end } = there.get(name)!
              state.ofKey(key)
              state.put(start, end, null, record)
              there.delete(name)
            } else if (step.kind === 'find') {
              const from = n * 2 + Math.floor(step.from / 2) - 40
              const expected = [...there.values()]
                .filter(({ key, end }) => key === step.key && end >= from && isLive(end))
                .sort((a, b) => a.end - b.end || a.start - b.start)
                .map(({ start, end, value }) => ({ start, end, value }))
              state.ofKey(step.key)
              expect(state.find(from, Number.MAX_SAFE_INTEGER)).toEqual(expected)
            } else {
              state.cached?.cache.flush()
              state.save()
              if (step.kind === 'reopen') ({ cache, state } = open(retentionMs, cacheBytes, engine))
            }
          })
        }),
        { numRuns: 200 },
      )
    },
  )

  test('of many keys are let go when they have expired, and nothing is claimed of what was let go', () => {
    const latest = new LatestSessions(true)
    const span = new KeySpan(string())
    const of = (key: string): KeySpan => {
      span.ofObject(key)
      return span
    }
    for (let n = 0; n < 200_000; n++) expect(latest.put(of(`k${n}`), n, n, n - 1000)).toBe(true)
    expect(latest.isComplete).toBe(true)
    expect(latest.find(of('k199500'))).toBe(true)
    expect([latest.startMs, latest.endMs, latest.restMs]).toEqual([199_500, 199_500, -1])
    for (let n = 0; n < 300_000; n++) latest.put(of(`k${n}`), 200_000, 200_000, 1)
    expect(latest.isComplete).toBe(false)
    expect(latest.find(of('k5'))).toBe(false)
    expect(latest.put(of('k5'), 300_000, 300_000, 1)).toBe(false)
    latest.learned(of('k5'), 300_000, 300_000, 7, 1)
    expect(latest.find(of('k5'))).toBe(true)
    expect(latest.put(of('k5'), 300_001, 300_001, 1)).toBe(true)
    expect(latest.restMs).toBe(300_000)
  })
})
