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

/** All versions that were ever accepted, by time. */
class VersionModel implements StoreModel<VersionCommand> {
  private readonly keys = new Map<string, Map<number, string | null>>()
  private observed = -1

  private versions(key: string): Map<number, string | null> {
    const known = this.keys.get(key) ?? new Map<number, string | null>()
    this.keys.set(key, known)
    return known
  }

  private put(key: string, value: string | null, time: number): unknown {
    if (time < this.observed - HISTORY_MS) return 'not-put'
    this.observed = Math.max(this.observed, time)
    const versions = this.versions(key)
    versions.set(time, value)
    const next = Math.min(...[...versions.keys()].filter(one => one > time))
    // A deletion that ended nothing may be remembered or not.
    if (versions.get(next) === null) return expect.anything()
    return Number.isFinite(next) ? next : 'latest'
  }

  private get(key: string, asOf: number): unknown {
    const versions = this.versions(key)
    const ordered = [...versions.keys()].sort((a, b) => a - b)
    const timestamp = ordered.filter(one => one <= asOf).at(-1)
    const value = timestamp === undefined ? null : versions.get(timestamp)!
    if (value === null) return null
    // Only the latest version is known for ever.
    if (timestamp !== ordered.at(-1) && asOf < this.observed - HISTORY_MS) return null
    return { value, timestamp }
  }

  /** What has been valid within the history must be there; what ended before it may be, until its segment goes. */
  contents(found: unknown): unknown {
    return (found as Versions[]).map((shown, n) => {
      const versions = this.versions(KEYS[n]!)
      const times = [...versions.keys()].sort((a, b) => a - b)
      const all = times.flatMap((timestamp, i): Versions => {
        const value = versions.get(timestamp)!
        return value === null ? [] : [{ value, timestamp, validTo: times[i + 1] ?? null }]
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
