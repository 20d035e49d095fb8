/** Window stores: plain, with timestamps, with headers, and those that keep duplicates. */
import {
  bytes,
  headersWindowStore,
  type StoreDefinition,
  string,
  timestampedWindowStore,
  type WindowStore,
  windowStore,
} from '@moldau/streams'
import * as fc from 'fast-check'
import { boundOf, bounds, byText, hexOf, keyOf, keys, type Shape, shaped, values, within } from './given.ts'
import type { StoreEngine, StoreKind, StoreModel, StoreSettings } from './suite.ts'

const SIZE_MS = 10
const RETENTION_MS = 120_000
const SEGMENT_MS = 60_000

type Direction = 'fetch' | 'backwardFetch'

export type WindowCommand =
  | { readonly do: 'put'; readonly key: string; readonly start: number; readonly value: string | null }
  | { readonly do: 'one'; readonly key: string; readonly start: number }
  | { readonly do: 'key'; readonly way: Direction; readonly key: string; readonly times: Times }
  | {
      readonly do: 'keys'
      readonly way: Direction
      readonly from: string | null
      readonly to: string | null
      readonly times: Times
    }
  | { readonly do: 'times'; readonly way: 'fetchAll' | 'backwardFetchAll'; readonly times: Times }
  | { readonly do: 'all'; readonly way: 'all' | 'backwardAll' }

type Times = readonly [from: number, to: number]

// Several segments, and what expires with the last of them.
const starts = fc.oneof(
  fc.constantFrom(0, 1, 9, 10, 59_999, 60_000, 60_001, 120_000, 120_001, 180_000, 200_000, 240_001),
  fc.integer({ min: 0, max: 260_000 }),
)
const times = fc
  .tuple(starts, starts)
  .map(([a, b]) => (a % 7 === 0 ? [a, b] : [Math.min(a, b), Math.max(a, b)]))
const ways = fc.constantFrom('fetch', 'backwardFetch')

const commands = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('put'),
      key: keys,
      start: starts,
      value: values,
    }),
  },
  fc.record({ do: fc.constant('one'), key: keys, start: starts }),
  fc.record({ do: fc.constant('key'), way: ways, key: keys, times }),
  fc.record({ do: fc.constant('keys'), way: ways, from: bounds, to: bounds, times }),
  fc.record({ do: fc.constant('times'), way: fc.constantFrom('fetchAll', 'backwardFetchAll'), times }),
  fc.record({ do: fc.constant('all'), way: fc.constantFrom('all', 'backwardAll') }),
) as fc.Arbitrary<WindowCommand>

type Store = WindowStore<Uint8Array, unknown>

interface Row {
  readonly key: string
  readonly start: number
  readonly value: unknown
  /** Behind others of the same key and start. */
  readonly number: number
}

class WindowModel implements StoreModel<WindowCommand> {
  private readonly shape: Shape
  private readonly duplicates: boolean
  private readonly engine: StoreEngine['kind']
  private rows: Row[] = []
  private observed = -1
  private number = 1

  constructor(shape: Shape, duplicates: boolean, engine: StoreEngine['kind']) {
    this.shape = shape
    this.duplicates = duplicates
    this.engine = engine
  }

  private put(key: string, start: number, value: unknown): void {
    // Which of them should go? On disk it is not even seen.
    if (this.duplicates && value === null && this.engine === 'level') return
    if (start > this.observed) {
      this.observed = start
      this.rows = this.rows.filter(row => row.start > start - RETENTION_MS)
    }
    if (this.duplicates && value === null) return
    if (start <= this.observed - RETENTION_MS) return
    if (!this.duplicates) this.rows = this.rows.filter(row => row.key !== key || row.start !== start)
    if (value !== null) this.rows.push({ key, start, value, number: this.number++ })
  }

  /** As the store lists them: by segment on disk, then as the bytes of key and start, and by start in memory. */
  private list(isIn: (row: Row) => boolean, backward: boolean): unknown[] {
    const bytesOf = ({ key, start }: Row) => key + start.toString(16).padStart(16, '0')
    const order = (a: Row, b: Row): number => {
      const first = this.engine === 'memory' ? a.start - b.start : segmentOf(a) - segmentOf(b)
      if (first !== 0) return first
      const inMemory = (row: Row) =>
        this.duplicates ? row.key + row.number.toString(16).padStart(8, '0') : row.key
      const [x, y] = this.engine === 'memory' ? [inMemory(a), inMemory(b)] : [bytesOf(a), bytesOf(b)]
      return byText(x, y) || a.number - b.number
    }
    const found = this.rows.filter(isIn).sort(order)
    if (backward) found.reverse()
    return found.map(row => [row.key, row.start, row.start + SIZE_MS, row.value])
  }

  run(command: WindowCommand, timestamp: number): unknown {
    const isBetween = ([from, to]: Times, row: Row): boolean => row.start >= from && row.start <= to
    switch (command.do) {
      case 'put':
        return this.put(command.key, command.start, shaped(this.shape, command.value, timestamp))
      case 'one': {
        const found = this.rows.filter(row => row.key === command.key && row.start === command.start)
        return found.at(-1)?.value ?? null
      }
      case 'key': {
        const found = this.rows.filter(row => row.key === command.key && isBetween(command.times, row))
        found.sort((a, b) => a.start - b.start || a.number - b.number)
        if (command.way === 'backwardFetch') found.reverse()
        return found.map(row => [row.key, row.start, row.start + SIZE_MS, row.value])
      }
      case 'keys':
        return this.list(
          row => isBetween(command.times, row) && within(row.key, command.from, command.to),
          command.way === 'backwardFetch',
        )
      case 'times':
        return this.list(row => isBetween(command.times, row), command.way === 'backwardFetchAll')
      case 'all':
        return this.list(() => true, command.way === 'backwardAll')
    }
  }
}

const segmentOf = ({ start }: Row): number => Math.floor(start / SEGMENT_MS)

function run(shape: Shape, store: Store, command: WindowCommand, timestamp: number): unknown {
  const list = (found: ReturnType<Store['all']>) =>
    [...found].map(({ key: { end, key, start }, value }) => [hexOf(key), start, end, value])
  switch (command.do) {
    case 'put':
      return store.put(keyOf(command.key), shaped(shape, command.value, timestamp), command.start)
    case 'one':
      return store.fetch(keyOf(command.key), command.start)
    case 'key':
      return list(store[command.way](keyOf(command.key), ...command.times))
    case 'keys':
      return list(store[command.way](boundOf(command.from), boundOf(command.to), ...command.times))
    case 'times':
      return list(store[command.way](...command.times))
    case 'all':
      return list(store[command.way]())
  }
}

function kind(
  shape: Shape,
  definition: (settings: StoreSettings) => StoreDefinition<never>,
  duplicates = false,
): StoreKind<Store, WindowCommand> {
  return {
    definition: definition as (settings: StoreSettings) => StoreDefinition<Store>,
    commands,
    model: engine => new WindowModel(shape, duplicates, engine.kind),
    run: (store, command, timestamp) => run(shape, store, command, timestamp),
    caches: !duplicates,
  }
}

const options = { key: bytes(), value: string(), windowSize: SIZE_MS, retention: RETENTION_MS }

/** On disk and in memory lists come in different orders, whatever engine is below: the store must say which it is. */
export const windowKinds = (store: StoreEngine['kind']) => ({
  windowStore: kind('plain', settings => windowStore('store', { ...options, ...settings, store }) as never),
  timestampedWindowStore: kind(
    'timestamped',
    settings => timestampedWindowStore('store', { ...options, ...settings, store }) as never,
  ),
  headersWindowStore: kind(
    'headers',
    settings => headersWindowStore('store', { ...options, ...settings, store }) as never,
  ),
  'windowStore, with duplicates': kind(
    'plain',
    settings => windowStore('store', { ...options, ...settings, store, duplicates: true }) as never,
    true,
  ),
})
