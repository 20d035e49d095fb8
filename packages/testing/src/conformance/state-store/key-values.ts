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
import { boundOf, bounds, byText, hexOf, keyOf, keys, type Shape, shaped, values, within } from './given.ts'
import type { StoreKind, StoreModel, StoreSettings } from './suite.ts'

export type KeyValueCommand =
  | { readonly do: 'get' | 'delete'; readonly key: string }
  | { readonly do: 'put' | 'putIfAbsent'; readonly key: string; readonly value: string | null }
  | { readonly do: 'putAll'; readonly entries: readonly { key: string; value: string | null }[] }
  | { readonly do: 'range' | 'reverseRange'; readonly from: string | null; readonly to: string | null }
  | { readonly do: 'all' | 'reverseAll' }
  | { readonly do: 'prefix'; readonly prefix: string }

const points: fc.Arbitrary<KeyValueCommand> = fc.oneof(
  fc.record({ do: fc.constantFrom('get', 'delete'), key: keys }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('put', 'putIfAbsent'), key: keys, value: values }),
  },
  fc.record({
    do: fc.constant('putAll'),
    entries: fc.array(fc.record({ key: keys, value: values }), { maxLength: 4 }),
  }),
) as fc.Arbitrary<KeyValueCommand>

const all: fc.Arbitrary<KeyValueCommand> = fc.oneof(
  { weight: 4, arbitrary: points },
  fc.record({ do: fc.constantFrom('range', 'reverseRange'), from: bounds, to: bounds }),
  fc.record({ do: fc.constantFrom('all', 'reverseAll') }),
  fc.record({ do: fc.constant('prefix'), prefix: keys }),
) as fc.Arbitrary<KeyValueCommand>

type Store = KeyValueStore<Uint8Array, unknown>

class KeyValueModel implements StoreModel<KeyValueCommand> {
  private readonly shape: Shape
  private readonly max: number
  /** Of a bounded store the entry to be forgotten first comes first. */
  private rows = new Map<string, unknown>()
  private log: (readonly [key: string, value: unknown])[] = []

  constructor(shape: Shape, max: number) {
    this.shape = shape
    this.max = max
  }

  private get(key: string): unknown {
    const found = this.rows.get(key) ?? null
    if (found === null) return null
    this.rows.delete(key)
    this.rows.set(key, found)
    return found
  }

  private put(key: string, given: unknown): void {
    this.rows.delete(key)
    if (given !== null) this.rows.set(key, given)
    if (this.rows.size > this.max) {
      const forgotten = this.rows.keys().next().value!
      this.rows.delete(forgotten)
      // A store with timestamps leaves it there.
      if (this.shape === 'plain') this.log.push([forgotten, null])
    }
    this.log.push([key, given])
  }

  private list(isIn: (key: string) => boolean, reverse = false): unknown[] {
    const found = [...this.rows].filter(([key]) => isIn(key)).sort(([a], [b]) => byText(a, b))
    if (reverse) found.reverse()
    return found
  }

  run(command: KeyValueCommand, timestamp: number): unknown {
    switch (command.do) {
      case 'get':
        return this.get(command.key)
      case 'delete': {
        const found = this.get(command.key)
        this.put(command.key, null)
        return found
      }
      case 'put':
        return this.put(command.key, shaped(this.shape, command.value, timestamp))
      case 'putIfAbsent': {
        const found = this.get(command.key)
        if (found === null) this.put(command.key, shaped(this.shape, command.value, timestamp))
        return found
      }
      case 'putAll':
        for (const one of command.entries) this.put(one.key, shaped(this.shape, one.value, timestamp))
        return undefined
      case 'range':
      case 'reverseRange':
        return this.list(key => within(key, command.from, command.to), command.do === 'reverseRange')
      case 'all':
      case 'reverseAll':
        return this.list(() => true, command.do === 'reverseAll')
      case 'prefix':
        return this.list(key => key.startsWith(command.prefix))
    }
  }

  /** Reads leave no trace in a changelog, so other keys of a bounded store may be forgotten. */
  restored(): void {
    const { log } = this
    this.rows = new Map()
    this.log = []
    for (const [key, given] of log) this.put(key, given)
  }
}

function run(shape: Shape, store: Store, command: KeyValueCommand, timestamp: number): unknown {
  const list = (entries: Iterable<{ key: Uint8Array; value: unknown }>) =>
    [...entries].map(entry => [hexOf(entry.key), entry.value])
  switch (command.do) {
    case 'get':
    case 'delete':
      return store[command.do](keyOf(command.key))
    case 'put':
    case 'putIfAbsent':
      return store[command.do](keyOf(command.key), shaped(shape, command.value, timestamp))
    case 'putAll':
      return store.putAll(
        command.entries.map(one => ({ key: keyOf(one.key), value: shaped(shape, one.value, timestamp) })),
      )
    case 'range':
    case 'reverseRange':
      return list(store[command.do](boundOf(command.from), boundOf(command.to)))
    case 'all':
    case 'reverseAll':
      return list(store[command.do]())
    case 'prefix':
      return list(store.prefixScan(keyOf(command.prefix), bytes()))
  }
}

function kind(
  shape: Shape,
  definition: (settings: StoreSettings) => StoreDefinition<never>,
  max = Number.POSITIVE_INFINITY,
): StoreKind<Store, KeyValueCommand> {
  return {
    definition: definition as (settings: StoreSettings) => StoreDefinition<Store>,
    commands: max === Number.POSITIVE_INFINITY ? all : points,
    model: () => new KeyValueModel(shape, max),
    run: (store, command, timestamp) => run(shape, store, command, timestamp),
    caches: max === Number.POSITIVE_INFINITY,
  }
}

const serdes = { key: bytes(), value: string() }

export const keyValueKinds = {
  keyValueStore: kind('plain', settings => keyValueStore('store', { ...serdes, ...settings }) as never),
  timestampedKeyValueStore: kind(
    'timestamped',
    settings => timestampedKeyValueStore('store', { ...serdes, ...settings }) as never,
  ),
  headersKeyValueStore: kind(
    'headers',
    settings => headersKeyValueStore('store', { ...serdes, ...settings }) as never,
  ),
  'keyValueStore, lru': kind(
    'plain',
    settings => keyValueStore('store', { ...serdes, ...settings, store: lru(3) }) as never,
    3,
  ),
  'timestampedKeyValueStore, lru': kind(
    'timestamped',
    settings => timestampedKeyValueStore('store', { ...serdes, ...settings, store: lru(3) }) as never,
    3,
  ),
}
