/** A store of joined records against a list: what a key has between two times, wherever it stands by now. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { string } from '../serdes/plain.ts'
import { JoinWindowState } from './join-window-state.ts'
import { MemoryEngine } from './memory-engine.ts'
import { windowSegmentIntervalMs } from './store-spec.ts'

function open(retentionMs: number, engine = new MemoryEngine()) {
  return new JoinWindowState<string, string>(
    {
      kind: 'window',
      timestamped: false,
      duplicates: true,
      name: 's',
      keySerde: string(),
      valueSerde: string(),
      type: 'memory',
      caching: false,
      logging: false,
      logConfig: new Map(),
      windowSizeMs: 10,
      retentionMs,
      segmentIntervalMs: windowSegmentIntervalMs(retentionMs),
    },
    string(),
    string(),
    engine,
    null as never,
    null,
    0,
  )
}

const times = fc.integer({ min: 0, max: 400 })
const keys = fc.constantFrom('a', 'b', 'ab')
const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('put' as const), key: keys, at: times }) },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('fetch' as const), key: keys, from: times, to: times }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('save' as const, 'reopen' as const) }) },
  ),
  { maxLength: 120 },
)

describe('entries of joins', () => {
  test('are found between two times, in the order of time and of their coming', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 300 }), steps, (retentionMs, all) => {
        const engine = new MemoryEngine()
        // One that is opened again with its time and its sequence.
        Object.defineProperty(engine, 'persistent', { value: true })
        let state = open(retentionMs, engine)
        const put: { key: string; time: number; value: string }[] = []
        let observedMs = -1
        all.forEach((step, n) => {
          if (step.kind === 'put') {
            // Times mostly go on, so that entries expire.
            const time = Math.floor(n * 3 + step.at / 4)
            observedMs = Math.max(observedMs, time)
            state.ofKey(step.key)
            expect(state.putValue(`v${n}`, time, time)).toBe(time > observedMs - retentionMs)
            put.push({ key: step.key, time, value: `v${n}` })
          } else if (step.kind === 'fetch') {
            state.ofKey(step.key)
            const live = put.filter(({ time }) => time > observedMs - retentionMs)
            const expected = live
              .filter(({ key, time }) => key === step.key && time >= step.from && time <= step.to)
              .sort((a, b) => a.time - b.time)
              .map(({ time, value }) => ({ time, value }))
            expect(state.fetch(step.from, step.to)).toEqual(expected)
          } else if (step.kind === 'save') state.save()
          else {
            state.save()
            state = open(retentionMs, engine)
            const live = put.filter(({ time }) => time > observedMs - retentionMs)
            expect(state.all().length).toBe(live.length)
          }
        })
      }),
      { numRuns: 300 },
    )
  })

  test('of one key are found behind many others of that key, and when there are more than memory holds', () => {
    const state = open(1_000_000)
    const value = 'v'.repeat(1000)
    for (let n = 0; n < 20_000; n++) {
      state.ofKey('k')
      state.putValue(`${value}${n}`, n, n)
    }
    state.ofKey('k')
    for (const from of [0, 7, 9_990, 18_000, 19_950, 19_999]) {
      const found = state.fetch(from, from + 5)
      expect(found.map(({ time }) => time)).toEqual(
        [0, 1, 2, 3, 4, 5].map(n => from + n).filter(n => n < 20_000),
      )
      for (const one of found) expect(one.value).toBe(`${value}${one.time}`)
    }
    expect(state.approximateNumEntries()).toBe(20_000)
  })
})
