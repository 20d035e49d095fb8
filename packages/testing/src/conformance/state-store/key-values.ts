/** Key-value stores: plain, with timestamps, with headers, and bounded ones. */
import {
  bytes,
  headersKeyValueStore,
  type KeyValueStore,
  keyValueStore,
  lru,
  type StoreDefinition,
  string,
  timestampedKeyValueStore,
} from '@moldau/streams'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import {
  bounds,
  hexOf,
  KEYS,
  keyOf,
  keys,
  type Row,
  rowOf,
  type Shape,
  shown,
  values,
  within,
} from './given.ts'
import type { StoreEngine, StoreKind, StoreLayering, StoreModel, StoreSettings } from './suite.ts'

export type KeyValueCommand =
  | { readonly do: 'get' | 'delete'; readonly key: string }
  | { readonly do: 'put' | 'putIfAbsent'; readonly key: string; readonly value: string | null }
  | { readonly do: 'putAll'; readonly entries: readonly { key: string; value: string | null }[] }
  | { readonly do: 'range' | 'reverseRange'; readonly from: string | null; readonly to: string | null }
  | { readonly do: 'all' | 'reverseAll' | 'count' }
  | { readonly do: 'prefix'; readonly prefix: string }

const commands = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('get', 'delete'), key: keys }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('put', 'putIfAbsent'), key: keys, value: values }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('putAll'),
      entries: fc.array(fc.record({ key: keys, value: values }), { maxLength: 4 }),
    }),
  },
  fc.record({ do: fc.constantFrom('range', 'reverseRange'), from: bounds, to: bounds }),
  fc.record({ do: fc.constantFrom('all', 'reverseAll', 'count') }),
  fc.record({ do: fc.constant('prefix'), prefix: keys }),
) as fc.Arbitrary<KeyValueCommand>

type Store = KeyValueStore<Uint8Array, unknown>

/** A cache over a store that may be bounded: the one keeps what it has until it has gone down, the other forgets. */
class KeyValueModel implements StoreModel<KeyValueCommand> {
  private readonly shape: Shape
  private readonly max: number
  private readonly layers: StoreLayering
  /** Of a bounded store the entry to be forgotten first comes first. */
  private below = new Map<string, Row>()
  private log: (readonly [key: string, row: Row | null])[] = []
  /** In the order of the last updates; null: it was deleted. Of an unbounded store nobody can tell what is where. */
  private readonly cached = new Map<string, Row | null>()
  private readonly dirty = new Set<string>()

  constructor(shape: Shape, max: number, layers: StoreLayering) {
    this.shape = shape
    this.max = max
    this.layers = layers
  }

  private get(key: string): Row | null {
    const cached = this.cached.get(key)
    if (cached !== undefined) return cached
    const found = this.below.get(key)
    if (found === undefined) return null
    this.below.delete(key)
    this.below.set(key, found)
    return found
  }

  private put(key: string, row: Row | null): void {
    if (!this.layers.caching) {
      this.putBelow(key, row)
      return
    }
    this.cached.set(key, row)
    this.dirty.delete(key)
    this.dirty.add(key)
  }

  private putBelow(key: string, row: Row | null): void {
    this.below.delete(key)
    if (row !== null) this.below.set(key, row)
    if (this.below.size > this.max) {
      const forgotten = this.below.keys().next().value!
      this.below.delete(forgotten)
      // A store with timestamps leaves it there.
      if (this.shape === 'plain') this.log.push([forgotten, null])
    }
    this.log.push([key, row])
  }

  committed(): void {
    for (const key of this.dirty) {
      const row = this.cached.get(key)!
      this.putBelow(key, row)
      if (row === null) this.cached.delete(key)
    }
    this.dirty.clear()
  }

  reopened(): void {
    this.cached.clear()
  }

  /** Reads leave no trace in a changelog, so other keys of a bounded store may be forgotten. */
  restored(): void {
    const { log } = this
    this.below = new Map()
    this.log = []
    for (const [key, row] of log) this.putBelow(key, row)
  }

  private entries(): Map<string, Row> {
    const all = new Map(this.below)
    for (const [key, row] of this.cached) {
      if (row === null) all.delete(key)
      else all.set(key, row)
    }
    return all
  }

  rows(): ReadonlyMap<string, unknown> {
    return new Map([...this.entries()].map(([key, { value }]) => [key, value]))
  }

  private list(isIn: (key: string) => boolean, reverse = false): unknown[] {
    const found = [...this.entries()].filter(([key]) => isIn(key)).sort(([a], [b]) => (a < b ? -1 : 1))
    if (reverse) found.reverse()
    return found.map(([key, row]) => [key, shown(this.shape, row)])
  }

  contents(): unknown {
    const found = [...this.entries()].sort(([a], [b]) => (a < b ? -1 : 1))
    return found.map(([key, { headers, ...row }]) => ({
      key,
      ...row,
      ...(this.shape === 'headers' && { headers }),
    }))
  }

  run(command: KeyValueCommand, timestamp: number, answer: unknown): unknown {
    const wanted = this.answer(command, timestamp, answer)
    if (this.layers.cache === 'a cache that keeps nothing') {
      this.committed()
      this.reopened()
    }
    return wanted
  }

  private answer(command: KeyValueCommand, timestamp: number, answer: unknown): unknown {
    const { shape } = this
    const row = (text: string | null) => rowOf(shape, text, timestamp)
    switch (command.do) {
      case 'get':
        return shown(shape, this.get(command.key))
      case 'delete': {
        const found = this.get(command.key)
        this.put(command.key, null)
        return shown(shape, found)
      }
      case 'put':
        return this.put(command.key, row(command.value))
      case 'putIfAbsent': {
        const found = this.get(command.key)
        if (found === null) this.put(command.key, row(command.value))
        return shown(shape, found)
      }
      case 'putAll':
        for (const one of command.entries) this.put(one.key, row(one.value))
        return undefined
      case 'range':
      case 'reverseRange':
        return this.list(key => within(key, command.from, command.to), command.do === 'reverseRange')
      case 'all':
      case 'reverseAll':
        return this.list(() => true, command.do === 'reverseAll')
      case 'count':
        return this.count(answer)
      case 'prefix':
        return this.list(key => key.startsWith(command.prefix))
    }
  }

  /** Exact in memory below the cache; on disk what was deleted counts until it leaves the pages, and what is in both once. */
  private count(answer: unknown): unknown {
    const { cache, engine } = this.layers
    if (engine === 'memory' && cache !== 'a cache that evicts') return this.below.size
    expect(answer).toBeGreaterThanOrEqual(0)
    expect(answer).toBeLessThanOrEqual(KEYS.length)
    return answer
  }
}

function run(shape: Shape, store: Store, command: KeyValueCommand, timestamp: number): unknown {
  const given = (text: string | null) => shown(shape, rowOf(shape, text, timestamp))
  const bound = (hex: string | null) => (hex === null ? null : keyOf(hex))
  const list = (entries: Iterable<{ key: Uint8Array; value: unknown }>) =>
    [...entries].map(entry => [hexOf(entry.key), entry.value])
  switch (command.do) {
    case 'get':
    case 'delete':
      return store[command.do](keyOf(command.key))
    case 'put':
    case 'putIfAbsent':
      return store[command.do](keyOf(command.key), given(command.value))
    case 'putAll':
      return store.putAll(command.entries.map(one => ({ key: keyOf(one.key), value: given(one.value) })))
    case 'range':
    case 'reverseRange':
      return list(store[command.do](bound(command.from), bound(command.to)))
    case 'all':
    case 'reverseAll':
      return list(store[command.do]())
    case 'count':
      return store.approximateNumEntries()
    case 'prefix':
      return list(store.prefixScan(keyOf(command.prefix), bytes()))
  }
}

function* walked(shape: Shape, store: Store, reverse: boolean): Generator<readonly [string, unknown]> {
  for (const { key, value } of reverse ? store.reverseAll() : store.all())
    yield [hexOf(key), shape === 'plain' ? value : (value as Row).value]
}

function uses(shape: Shape, store: Store): (() => unknown)[] {
  const key = keyOf('01')
  const value = shown(shape, rowOf(shape, 'a', 0))
  return [
    () => store.put(key, value),
    () => store.putIfAbsent(key, value),
    () => store.putAll([{ key, value }]),
    () => store.get(key),
    () => [...store.range(key, null)],
    () => [...store.reverseRange(null, key)],
    () => [...store.all()],
    () => [...store.reverseAll()],
    () => [...store.prefixScan(key, bytes())],
    () => store.approximateNumEntries(),
    () => store.delete(key),
  ]
}

function kind(
  shape: Shape,
  definition: (settings: StoreSettings) => StoreDefinition<never>,
  max = Number.POSITIVE_INFINITY,
): StoreKind<Store, KeyValueCommand> {
  return {
    definition: definition as (settings: StoreSettings) => StoreDefinition<Store>,
    commands,
    model: layers => new KeyValueModel(shape, max, layers),
    run: (store, command, timestamp) => run(shape, store, command, timestamp),
    contents: views =>
      [...views.keyValue<Uint8Array, unknown>('store').all()].map(row => ({ ...row, key: hexOf(row.key) })),
    uses: store => uses(shape, store),
    walk: (store, reverse) => walked(shape, store, reverse),
    // Which key a bounded store forgets depends on when each leaves the cache.
    ...(max < Number.POSITIVE_INFINITY && {
      isChained: false,
      caches: ['no cache', 'a cache that keeps nothing', 'a cache'] as const,
    }),
  }
}

const serdes = { key: bytes(), value: string() }
const bounded = { ...serdes, store: lru(3) }

/** On `level`, too, a bounded store is in memory. */
export const keyValueKinds = (
  store: StoreEngine['kind'],
): Record<string, StoreKind<Store, KeyValueCommand>> => ({
  keyValueStore: kind(
    'plain',
    settings => keyValueStore('store', { ...serdes, ...settings, store }) as never,
  ),
  timestampedKeyValueStore: kind(
    'timestamped',
    settings => timestampedKeyValueStore('store', { ...serdes, ...settings, store }) as never,
  ),
  headersKeyValueStore: kind(
    'headers',
    settings => headersKeyValueStore('store', { ...serdes, ...settings, store }) as never,
  ),
  ...(store === 'memory' && {
    'keyValueStore, lru': kind(
      'plain',
      settings => keyValueStore('store', { ...bounded, ...settings }) as never,
      3,
    ),
    'timestampedKeyValueStore, lru': kind(
      'timestamped',
      settings => timestampedKeyValueStore('store', { ...bounded, ...settings }) as never,
      3,
    ),
  }),
})
