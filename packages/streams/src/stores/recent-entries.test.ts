/** Recent entries against lists that keep everything: what a key has, newest first, whatever expires, moves away or is walked. */
import { describe, expect, it } from 'vitest'
import { RecentEntries } from './recent-entries.ts'

/** Numbers from a seed, in [0, below). */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 4294967296) * below)
  }
}

interface Entry {
  readonly key: string
  readonly timeMs: number
  readonly sequence: number
  readonly value: string
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

function walk(recent: RecentEntries, key: string): [number, string][] {
  const bytes = encoder.encode(key)
  const found: [number, string][] = []
  for (let there = recent.first(bytes, 0, bytes.length); there; there = recent.next())
    found.push([recent.timeMs, decoder.decode(recent.bytes.subarray(recent.valueStart, recent.valueEnd))])
  return found
}

describe('recent entries', () => {
  it.each([
    { seed: 1, keys: 3, valueMax: 40, retentionMs: 300, moves: false },
    { seed: 2, keys: 300, valueMax: 200, retentionMs: 2000, moves: true },
    { seed: 3, keys: 100_000, valueMax: 20, retentionMs: 50, moves: false },
    { seed: 4, keys: 20, valueMax: 9000, retentionMs: 100_000, moves: true },
  ])('keeps what is live, and moves each entry to the engine at most once: seed $seed', shape => {
    const { seed, keys, moves, retentionMs, valueMax } = shape
    const random = numbers(seed)
    const kept = new Set<number>()
    let expiredMs = Number.NEGATIVE_INFINITY
    const all: Entry[] = []
    const byKey = new Map<string, Entry[]>()
    const maxBytes = 1 << 16
    const recent = new RecentEntries(maxBytes, (timeMs, sequence, bytes, keyStart, keyEnd, valueEnd) => {
      const entry = all[sequence]!
      expect(timeMs).toBe(entry.timeMs)
      expect(timeMs).toBeGreaterThan(expiredMs)
      expect(kept.has(sequence)).toBe(false)
      expect(decoder.decode(bytes.subarray(keyStart, keyEnd))).toBe(entry.key)
      expect(decoder.decode(bytes.subarray(keyEnd, valueEnd))).toBe(entry.value)
      kept.add(sequence)
    })
    let streamMs = 0
    let lostMs = Number.NEGATIVE_INFINITY
    for (let n = 0; n < 5000; n++) {
      streamMs += random(3)
      const timeMs = random(10) === 0 ? Math.max(0, streamMs - random(retentionMs)) : streamMs
      const key = `k${random(keys)}`
      const value = 'v'.repeat(random(valueMax)) + n
      const entry = { key, timeMs, sequence: n, value }
      all.push(entry)
      byKey.set(key, [entry, ...(byKey.get(key) ?? [])])
      const bytes = encoder.encode(`..${key}${value}`)
      recent.add(bytes, 2, 2 + key.length, timeMs, n, bytes, 2 + key.length, bytes.length)
      expiredMs = streamMs - retentionMs
      lostMs = Math.max(lostMs, recent.release(expiredMs))
      if (random(500) === 0) {
        recent.settle(expiredMs)
        expect(all.filter(one => one.timeMs > expiredMs && !kept.has(one.sequence))).toEqual([])
      }
      if (n % 50 !== 0) continue
      const asked = random(4) === 0 ? `k${random(keys)}` : key
      const expected = byKey.get(asked) ?? []
      const found = walk(recent, asked)
      // Newest first, without a gap; whatever is missing has expired, or stands in the engine and is told of.
      expect(found).toEqual(expected.slice(0, found.length).map(one => [one.timeMs, one.value]))
      for (const one of expected.slice(found.length)) {
        expect(one.timeMs <= expiredMs || (one.timeMs <= lostMs && kept.has(one.sequence))).toBe(true)
      }
    }
    expect(lostMs > Number.NEGATIVE_INFINITY).toBe(moves)
  })

  it('finds nothing of a key that it was never given, and tells how far back a key reaches', () => {
    const recent = new RecentEntries(1 << 16, () => {})
    const key = Uint8Array.of(7)
    expect(recent.first(key, 0, 1)).toBe(false)
    const value = Uint8Array.of(1)
    for (const timeMs of [5, 20, 10]) recent.add(key, 0, 1, timeMs, timeMs, value, 0, 1)
    expect(recent.first(key, 0, 1)).toBe(true)
    expect([recent.timeMs, recent.reachMs]).toEqual([10, 20])
    expect(recent.next()).toBe(true)
    expect([recent.timeMs, recent.reachMs]).toEqual([20, 20])
    expect(recent.next()).toBe(true)
    expect([recent.timeMs, recent.reachMs]).toEqual([5, 5])
    expect(recent.next()).toBe(false)
    expect(recent.first(Uint8Array.of(8), 0, 1)).toBe(false)
  })
})
