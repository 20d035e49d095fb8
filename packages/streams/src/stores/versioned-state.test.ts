import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TaskRecord } from '../records/task-record.ts'
import { string } from '../serdes/plain.ts'
import { MemoryEngine } from './memory-engine.ts'
import { LATEST, NOT_PUT, VersionedState } from './versioned-state.ts'

function open(historyRetentionMs: number, segmentIntervalMs: number) {
  const engine = new MemoryEngine()
  const state = new VersionedState<string, string>(
    {
      kind: 'versioned',
      name: 's',
      keySerde: string(),
      valueSerde: string(),
      type: 'memory',
      caching: false,
      logging: false,
      logConfig: new Map(),
      historyRetentionMs,
      segmentIntervalMs,
    },
    string(),
    string(),
    engine,
    null as never,
    null,
    0,
  )
  const put = (key: string, value: string | null, ts: number): number => {
    const r = new TaskRecord()
    r.keyObject = key
    r.keyState = 2
    state.of(r)
    return state.put(value, ts, r)
  }
  return { engine, state, put }
}

/** The slow and obvious twin: all versions ever accepted, by time. */
class Timeline {
  readonly versions = new Map<string, Map<number, string | null>>()
  observed = -1
  readonly history: number

  constructor(history: number) {
    this.history = history
  }

  put(key: string, value: string | null, ts: number): number {
    if (ts < this.observed - this.history) return NOT_PUT
    this.observed = Math.max(this.observed, ts)
    const versions = this.versions.get(key) ?? new Map<number, string | null>()
    this.versions.set(key, versions)
    versions.set(ts, value)
    return Math.min(...[...versions.keys()].filter(t => t > ts), Number.POSITIVE_INFINITY)
  }

  get(key: string, asOf: number): string | null {
    const times = [...(this.versions.get(key)?.keys() ?? [])].sort((a, b) => a - b)
    const latest = times[times.length - 1]
    if (latest === undefined) return null
    const versions = this.versions.get(key)!
    if (latest <= asOf) return versions.get(latest) ?? null
    if (asOf < this.observed - this.history) return null
    const valid = times.filter(t => t <= asOf)
    return valid.length === 0 ? null : (versions.get(valid[valid.length - 1]!) ?? null)
  }
}

describe('VersionedState', () => {
  test('equals a plain timeline, for every order of versions and every size of segments', () => {
    const command = fc.record({
      key: fc.constantFrom('a', 'b'),
      value: fc.option(fc.string({ maxLength: 3 }), { freq: 4 }),
      move: fc.integer({ min: -40, max: 12 }),
    })
    fc.assert(
      fc.property(
        fc.array(command, { maxLength: 60 }),
        fc.constantFrom(1, 4, 10, 1000),
        (commands, interval) => {
          const { state, put } = open(30, interval)
          const model = new Timeline(30)
          let now = 50
          for (const { key, value: given, move } of commands) {
            const ts = Math.max(0, now + move)
            // Deleting a version at its own time may leave no trace, as in Kafka Streams: see the test below.
            const value = model.versions.get(key)?.has(ts) === true ? (given ?? 'instead') : given
            now = Math.max(now, ts)
            const validTo = model.put(key, value, ts)
            const got = put(key, value, ts)
            if (validTo === NOT_PUT) expect(got).toBe(NOT_PUT)
            else if (validTo === Number.POSITIVE_INFINITY) expect(got).toBe(LATEST)
            else expect(got).toBe(validTo)
            for (let asOf = Math.max(0, now - 45); asOf <= now + 1; asOf++) {
              expect(state.get(key, asOf)?.value ?? null).toBe(model.get(key, asOf))
            }
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  test('deleting the only version at its own time leaves no trace, as in Kafka Streams', () => {
    const { state, put } = open(100, 20)
    put('a', 'x', 50)
    expect(put('a', null, 50)).toBe(LATEST)
    expect(put('a', 'older', 40)).toBe(LATEST)
    expect(state.get('a')).toEqual({ value: 'older', timestamp: 40 })
  })

  test('history expires by segments: what is kept does not grow with time', () => {
    const { engine, put } = open(100, 20)
    for (let ts = 0; ts < 100_000; ts += 5) put(`k${ts % 7}`, 'v', ts)
    expect(engine.segments().length).toBeLessThanOrEqual(8)
  })
})
