/** Versioned stores. */
import { bytes, string, type VersionedKeyValueStore, versionedKeyValueStore } from '@moldau/streams'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { KEYS, keyOf, keys, values } from './given.ts'
import type { StoreKind, StoreModel } from './suite.ts'

const HISTORY_MS = 60

export type VersionCommand =
  | { readonly do: 'put'; readonly key: string; readonly time: number; readonly value: string | null }
  | { readonly do: 'delete'; readonly key: string; readonly time: number }
  | { readonly do: 'get'; readonly key: string; readonly asOf: number | null }

const times = fc.integer({ min: 0, max: 150 })

const commands = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('put'),
      key: keys,
      time: times,
      value: values,
    }),
  },
  fc.record({ do: fc.constant('delete'), key: keys, time: times }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('get'), key: keys, asOf: fc.option(times) }) },
) as fc.Arbitrary<VersionCommand>

type Store = VersionedKeyValueStore<Uint8Array, string>
type Versions = readonly {
  readonly value: string
  readonly timestamp: number
  readonly validTo: number | null
}[]

/**
 * All versions that were ever accepted, by time. A deletion that ended nothing when it was put may be forgotten, as in Kafka Streams: then
 * a version that is put before it later goes on behind it.
 */
class VersionModel implements StoreModel<VersionCommand> {
  private readonly keys = new Map<string, Map<number, string | null>>()
  private readonly idle = new Map<string, Set<number>>()
  private observed = -1

  private versions(key: string): Map<number, string | null> {
    const known = this.keys.get(key) ?? new Map<number, string | null>()
    this.keys.set(key, known)
    return known
  }

  /** Times of deletions that may be forgotten. */
  private idleOf(key: string): Set<number> {
    const known = this.idle.get(key) ?? new Set<number>()
    this.idle.set(key, known)
    return known
  }

  private times(key: string): number[] {
    return [...this.versions(key).keys()].sort((a, b) => a - b)
  }

  private put(key: string, value: string | null, time: number): unknown {
    if (time < this.observed - HISTORY_MS) return 'not-put'
    this.observed = Math.max(this.observed, time)
    const versions = this.versions(key)
    const before = this.times(key).findLast(one => one < time)
    const isIdle = value === null && (before === undefined || versions.get(before) === null)
    if (isIdle) this.idleOf(key).add(time)
    else this.idleOf(key).delete(time)
    versions.set(time, value)
    const next = this.times(key).find(one => one > time)
    if (next !== undefined && versions.get(next) === null) return expect.anything()
    return next ?? 'latest'
  }

  /** What may be shown as of a time: more than one thing where a deletion may be forgotten. */
  private answers(key: string, asOf: number): unknown[] {
    const versions = this.versions(key)
    const times = this.times(key)
    const answers: unknown[] = []
    for (const timestamp of times.filter(one => one <= asOf).reverse()) {
      const value = versions.get(timestamp)!
      // Only the latest version is known for ever, and which that is depends on what was forgotten.
      const later = times.filter(one => one > timestamp)
      const isOld = asOf < this.observed - HISTORY_MS
      if (value === null || (isOld && later.length > 0)) answers.push(null)
      if (value !== null && (!isOld || later.every(one => this.idleOf(key).has(one))))
        answers.push({ value, timestamp })
      if (!this.idleOf(key).has(timestamp)) return answers
    }
    return [...answers, null]
  }

  private get(key: string, asOf: number): unknown {
    const answers = this.answers(key, asOf)
    return answers.length === 1 ? answers[0] : expect.toBeOneOf(answers)
  }

  /** What has been valid within the history must be there; what ended before it may be, until its segment goes. */
  contents(found: unknown): unknown {
    return (found as Versions[]).map((shown, n) => {
      const key = KEYS[n]!
      const times = this.times(key)
      const all = times.flatMap((timestamp, i): Versions => {
        const value = this.versions(key).get(timestamp)!
        if (value === null) return []
        const ends: (number | null)[] = []
        for (const end of times.slice(i + 1)) {
          ends.push(end)
          if (!this.idleOf(key).has(end)) break
        }
        if (times.slice(i + 1).every(end => this.idleOf(key).has(end))) ends.push(null)
        const own = shown.find(one => one.timestamp === timestamp)
        const validTo = own !== undefined && ends.includes(own.validTo) ? own.validTo : ends[0]!
        return [{ value, timestamp, validTo }]
      })
      const isKnown = ({ validTo }: Versions[number]): boolean =>
        validTo === null || validTo > this.observed - HISTORY_MS
      return all.filter(one => isKnown(one) || shown.some(({ timestamp }) => timestamp === one.timestamp))
    })
  }

  run(command: VersionCommand): unknown {
    switch (command.do) {
      case 'put':
        return this.put(command.key, command.value, command.time)
      case 'delete': {
        const found = this.get(command.key, command.time)
        this.put(command.key, null, command.time)
        return found
      }
      case 'get':
        return this.get(command.key, command.asOf ?? Number.POSITIVE_INFINITY)
    }
  }
}

const ONE_KEY = keyOf('01')

export const versionKinds: Record<string, StoreKind<Store, VersionCommand>> = {
  versionedKeyValueStore: {
    definition: ({ logging }) =>
      versionedKeyValueStore('store', {
        ...{ key: bytes(), value: string(), logging, historyRetention: HISTORY_MS },
        segmentInterval: 20,
      }),
    commands,
    model: () => new VersionModel(),
    run: (store, command) => {
      const key = keyOf(command.key)
      switch (command.do) {
        case 'put':
          return store.put(key, command.value, command.time)
        case 'delete':
          return store.delete(key, command.time)
        case 'get':
          return command.asOf === null ? store.get(key) : store.get(key, command.asOf)
      }
    },
    contents: views => {
      const store = views.versioned<Uint8Array, string>('store')
      return KEYS.map(key => store.versions(keyOf(key)))
    },
    uses: store => [
      () => store.put(ONE_KEY, 'a', 0),
      () => store.get(ONE_KEY),
      () => store.get(ONE_KEY, 0),
      () => store.delete(ONE_KEY, 1),
    ],
    caches: ['no cache'],
  },
}
