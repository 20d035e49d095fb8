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
import {
  bounds,
  type Row as Given,
  hexOf,
  hexTime,
  keyOf,
  keys,
  rowOf,
  type Shape,
  shown,
  values,
  within,
} from './given.ts'
import type { StoreEngine, StoreKind, StoreLayering, StoreModel, StoreSettings } from './suite.ts'

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

interface Row extends Given {
  readonly key: string
  readonly start: number
  /** Behind others of the same key and start. */
  readonly number: number
}

class WindowModel implements StoreModel<WindowCommand> {
  private readonly shape: Shape
  private readonly engine: StoreEngine['kind']
  private all: Row[] = []
  private observed = -1
  private number = 1

  constructor(shape: Shape, { engine }: StoreLayering) {
    this.shape = shape
    this.engine = engine
  }

  private isLive(start: number): boolean {
    return start > this.observed - RETENTION_MS
  }

  isExpired(key: string): boolean {
    return !this.isLive(Number.parseInt(key.slice(-16), 16))
  }

  leavesNoTrace(command: WindowCommand): boolean {
    return command.do === 'put' && command.value === null && command.start >= this.observed
  }

  rows(): ReadonlyMap<string, unknown> {
    return new Map(this.all.map(({ key, start, value }) => [key + hexTime(start), value]))
  }

  private put(key: string, start: number, value: Given | null): void {
    const isAdded = this.shape === 'duplicates'
    // Which of them should go? On disk it is not even seen.
    if (isAdded && value === null && this.engine === 'level') return
    if (start > this.observed) {
      this.observed = start
      this.all = this.all.filter(row => this.isLive(row.start))
    }
    if (isAdded && value === null) return
    if (!this.isLive(start)) return
    if (!isAdded) this.all = this.all.filter(row => row.key !== key || row.start !== start)
    if (value !== null) this.all.push({ key, start, ...value, number: this.number++ })
  }

  /** As the store lists them: by segment on disk, then as the bytes of key and start, and by start in memory. */
  private sorted(isIn: (row: Row) => boolean): Row[] {
    const bytesOf = ({ key, start }: Row) => key + hexTime(start)
    const order = (a: Row, b: Row): number => {
      const first = this.engine === 'memory' ? a.start - b.start : segmentOf(a) - segmentOf(b)
      if (first !== 0) return first
      const inMemory = (row: Row) =>
        this.shape === 'duplicates' ? row.key + row.number.toString(16).padStart(8, '0') : row.key
      const [x, y] = this.engine === 'memory' ? [inMemory(a), inMemory(b)] : [bytesOf(a), bytesOf(b)]
      return x < y ? -1 : x > y ? 1 : a.number - b.number
    }
    return this.all.filter(isIn).sort(order)
  }

  private list(isIn: (row: Row) => boolean, backward: boolean): unknown[] {
    const found = this.sorted(isIn)
    return this.listed(backward ? found.reverse() : found)
  }

  private listed(rows: readonly Row[]): unknown[] {
    return rows.map(row => [row.key, row.start, row.start + SIZE_MS, shown(this.shape, row)])
  }

  contents(): unknown {
    return this.sorted(() => true).map(({ headers, key, start, timestamp, value }) => ({
      ...{ key, start, end: start + SIZE_MS, value },
      // Stores of joins have none: theirs is the start.
      timestamp: this.shape === 'duplicates' ? start : timestamp,
      ...(this.shape === 'headers' && { headers }),
    }))
  }

  run(command: WindowCommand, timestamp: number): unknown {
    const isBetween = ([from, to]: Times, row: Row): boolean => row.start >= from && row.start <= to
    switch (command.do) {
      case 'put':
        return this.put(command.key, command.start, rowOf(this.shape, command.value, timestamp))
      case 'one': {
        const found = this.all.filter(row => row.key === command.key && row.start === command.start)
        return shown(this.shape, found.at(-1) ?? null)
      }
      case 'key': {
        const found = this.all.filter(row => row.key === command.key && isBetween(command.times, row))
        found.sort((a, b) => a.start - b.start || a.number - b.number)
        if (command.way === 'backwardFetch') found.reverse()
        return this.listed(found)
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
  const bound = (hex: string | null) => (hex === null ? null : keyOf(hex))
  const list = (found: ReturnType<Store['all']>) =>
    [...found].map(({ key: { end, key, start }, value }) => [hexOf(key), start, end, value])
  switch (command.do) {
    case 'put':
      return store.put(
        keyOf(command.key),
        shown(shape, rowOf(shape, command.value, timestamp)),
        command.start,
      )
    case 'one':
      return store.fetch(keyOf(command.key), command.start)
    case 'key':
      return list(store[command.way](keyOf(command.key), ...command.times))
    case 'keys':
      return list(store[command.way](bound(command.from), bound(command.to), ...command.times))
    case 'times':
      return list(store[command.way](...command.times))
    case 'all':
      return list(store[command.way]())
  }
}

function uses(shape: Shape, store: Store): (() => unknown)[] {
  const key = keyOf('01')
  return [
    () => store.put(key, shown(shape, rowOf(shape, 'a', 0)), 0),
    () => store.fetch(key, 0),
    () => [...store.fetch(key, 0, 1)],
    () => [...store.fetch(null, key, 0, 1)],
    () => [...store.backwardFetch(key, 0, 1)],
    () => [...store.backwardFetch(null, key, 0, 1)],
    () => [...store.fetchAll(0, 1)],
    () => [...store.backwardFetchAll(0, 1)],
    () => [...store.all()],
    () => [...store.backwardAll()],
  ]
}

function kind(
  shape: Shape,
  definition: (settings: StoreSettings) => StoreDefinition<never>,
): StoreKind<Store, WindowCommand> {
  return {
    definition: definition as (settings: StoreSettings) => StoreDefinition<Store>,
    commands,
    model: layers => new WindowModel(shape, layers),
    run: (store, command, timestamp) => run(shape, store, command, timestamp),
    contents: views =>
      views
        .window<Uint8Array, unknown>('store')
        .all()
        .map(row => ({ ...row, key: hexOf(row.key) })),
    uses: store => uses(shape, store),
    ...(shape === 'duplicates' && { caches: ['no cache'] as const }),
  }
}

const options = { key: bytes(), value: string(), windowSize: SIZE_MS, retention: RETENTION_MS }

/** On disk and in memory lists come in different orders, whatever engine is below: the store must say which it is. */
export const windowKinds = (store: StoreEngine['kind']): Record<string, StoreKind<Store, WindowCommand>> => ({
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
    'duplicates',
    settings => windowStore('store', { ...options, ...settings, store, duplicates: true }) as never,
  ),
})
