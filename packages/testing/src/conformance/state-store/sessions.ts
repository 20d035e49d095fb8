/** Session stores: plain, and with headers. */
import {
  bytes,
  type HeaderList,
  headersSessionStore,
  type SessionStore,
  type StoreDefinition,
  sessionStore,
  string,
} from '@moldau/streams'
import * as fc from 'fast-check'
import { bounds, hexOf, hexTime, keyOf, keys, values, within } from './given.ts'
import type { StoreEngine, StoreKind, StoreLayering, StoreModel, StoreSettings } from './suite.ts'

const RETENTION_MS = 120_000
const SEGMENT_MS = 60_000

type Direction = 'fetch' | 'backwardFetch'
type Search = 'findSessions' | 'backwardFindSessions'
type Times = readonly [earliestEnd: number, latestStart: number]

export type SessionCommand =
  | {
      readonly do: 'put'
      readonly key: string
      readonly start: number
      readonly length: number
      readonly value: string | null
    }
  | { readonly do: 'remove' | 'one'; readonly key: string; readonly start: number; readonly length: number }
  | { readonly do: 'key'; readonly way: Direction; readonly key: string }
  | {
      readonly do: 'keys'
      readonly way: Direction
      readonly from: string | null
      readonly to: string | null
    }
  | { readonly do: 'find'; readonly way: Search; readonly key: string; readonly times: Times }
  | {
      readonly do: 'findKeys'
      readonly way: Search
      readonly from: string | null
      readonly to: string | null
      readonly times: Times
    }
  | { readonly do: 'ends'; readonly times: Times }

const starts = fc.oneof(
  fc.constantFrom(0, 1, 59_999, 60_000, 120_000, 120_001, 180_000, 200_000),
  fc.integer({ min: 0, max: 260_000 }),
)
const lengths = fc.constantFrom(0, 1, 5000, 70_000)
const times = fc.tuple(starts, starts)
const direction = fc.constantFrom('fetch', 'backwardFetch')
const search = fc.constantFrom('findSessions', 'backwardFindSessions')

const commands = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('put'),
      key: keys,
      start: starts,
      length: lengths,
      value: values,
    }),
  },
  fc.record({ do: fc.constantFrom('remove', 'one'), key: keys, start: starts, length: lengths }),
  fc.record({ do: fc.constant('key'), way: direction, key: keys }),
  fc.record({ do: fc.constant('keys'), way: direction, from: bounds, to: bounds }),
  fc.record({ do: fc.constant('find'), way: search, key: keys, times }),
  fc.record({ do: fc.constant('findKeys'), way: search, from: bounds, to: bounds, times }),
  fc.record({ do: fc.constant('ends'), times }),
) as fc.Arbitrary<SessionCommand>

type Store = SessionStore<Uint8Array, unknown>

interface Row {
  readonly key: string
  readonly start: number
  readonly end: number
  readonly value: string
}

const headersOf = (value: string): HeaderList => (value === 'a' ? [] : [['h', keyOf('00ff')]])

/** A value as the store takes and gives it. */
function shown(headers: boolean, value: string | null): unknown {
  return value === null || !headers ? value : { aggregation: value, headers: headersOf(value) }
}

class SessionModel implements StoreModel<SessionCommand> {
  private readonly headers: boolean
  private readonly engine: StoreEngine['kind']
  private all: Row[] = []
  private observed = -1

  constructor(headers: boolean, { engine }: StoreLayering) {
    this.headers = headers
    this.engine = engine
  }

  private isLive(end: number): boolean {
    return end > this.observed - RETENTION_MS
  }

  isExpired(key: string): boolean {
    return !this.isLive(Number.parseInt(key.slice(-32, -16), 16))
  }

  leavesNoTrace(command: SessionCommand): boolean {
    const isRemoval = command.do === 'remove' || (command.do === 'put' && command.value === null)
    return isRemoval && command.start + command.length >= this.observed
  }

  rows(): ReadonlyMap<string, unknown> {
    return new Map(this.all.map(({ end, key, start, value }) => [key + hexTime(end) + hexTime(start), value]))
  }

  private put(key: string, start: number, end: number, value: string | null): void {
    if (end > this.observed) {
      this.observed = end
      this.all = this.all.filter(row => this.isLive(row.end))
    }
    if (!this.isLive(end)) return
    this.all = this.all.filter(row => row.key !== key || row.start !== start || row.end !== end)
    if (value !== null) this.all.push({ key, start, end, value })
  }

  /** As the store lists them: by segment on disk, then as the bytes of key, end and start; by end, then key in memory. */
  private sorted(isIn: (row: Row) => boolean): Row[] {
    const isMemory = this.engine === 'memory'
    const bytesOf = ({ end, key, start }: Row) => (isMemory ? key : key + hexTime(end) + hexTime(start))
    const timeOf = ({ end }: Row): number => (isMemory ? end : Math.floor(end / SEGMENT_MS))
    const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
    return this.all
      .filter(isIn)
      .sort((a, b) => timeOf(a) - timeOf(b) || byBytes(bytesOf(a), bytesOf(b)) || a.start - b.start)
  }

  private list(isIn: (row: Row) => boolean, backward: boolean): unknown[] {
    return this.listed(this.sorted(isIn), backward)
  }

  private listed(rows: Row[], backward: boolean): unknown[] {
    if (backward) rows.reverse()
    return rows.map(({ end, key, start, value }) => [key, start, end, shown(this.headers, value)])
  }

  contents(): unknown {
    return this.sorted(() => true).map(row => ({
      ...row,
      ...(this.headers && { headers: headersOf(row.value) }),
    }))
  }

  private ofKey(isIn: (row: Row) => boolean, backward: boolean): unknown[] {
    const found = this.all.filter(isIn).sort((a, b) => a.end - b.end || a.start - b.start)
    return this.listed(found, backward)
  }

  run(command: SessionCommand): unknown {
    const isSought = ([earliestEnd, latestStart]: Times, row: Row): boolean =>
      row.end >= earliestEnd && row.start <= latestStart
    switch (command.do) {
      case 'put': {
        const { key, length, start, value } = command
        return this.put(key, start, start + length, value)
      }
      case 'remove':
        return this.put(command.key, command.start, command.start + command.length, null)
      case 'one': {
        const { key, length, start } = command
        const found = this.all.find(
          row => row.key === key && row.start === start && row.end === start + length,
        )
        return shown(this.headers, found?.value ?? null)
      }
      case 'key':
        return this.ofKey(row => row.key === command.key, command.way === 'backwardFetch')
      case 'keys':
        return this.list(row => within(row.key, command.from, command.to), command.way === 'backwardFetch')
      case 'find':
        return this.ofKey(
          row => row.key === command.key && isSought(command.times, row),
          command.way === 'backwardFindSessions',
        )
      case 'findKeys':
        return this.list(
          row => within(row.key, command.from, command.to) && isSought(command.times, row),
          command.way === 'backwardFindSessions',
        )
      case 'ends':
        return this.list(row => row.end >= command.times[0] && row.end <= command.times[1], false)
    }
  }
}

function run(headers: boolean, store: Store, command: SessionCommand): unknown {
  const bound = (hex: string | null) => (hex === null ? null : keyOf(hex))
  const session = (key: string, start: number, length: number) => ({
    key: keyOf(key),
    start,
    end: start + length,
  })
  const list = (found: ReturnType<Store['fetch']>) =>
    [...found].map(({ key: { end, key, start }, value }) => [hexOf(key), start, end, value])
  switch (command.do) {
    case 'put':
      return store.put(session(command.key, command.start, command.length), shown(headers, command.value))
    case 'remove':
      return store.remove(session(command.key, command.start, command.length))
    case 'one':
      return store.fetchSession(keyOf(command.key), command.start, command.start + command.length)
    case 'key':
      return list(store[command.way](keyOf(command.key)))
    case 'keys':
      return list(store[command.way](bound(command.from), bound(command.to)))
    case 'find':
      return list(store[command.way](keyOf(command.key), ...command.times))
    case 'findKeys':
      return list(store[command.way](bound(command.from), bound(command.to), ...command.times))
    case 'ends':
      return list(store.findSessions(...command.times))
  }
}

function uses(headers: boolean, store: Store): (() => unknown)[] {
  const key = keyOf('01')
  return [
    () => store.put({ key, start: 0, end: 1 }, shown(headers, 'a')),
    () => store.fetchSession(key, 0, 1),
    () => [...store.fetch(key)],
    () => [...store.fetch(null, key)],
    () => [...store.backwardFetch(key)],
    () => [...store.backwardFetch(null, key)],
    () => [...store.findSessions(0, 1)],
    () => [...store.findSessions(key, 0, 1)],
    () => [...store.findSessions(null, key, 0, 1)],
    () => [...store.backwardFindSessions(key, 0, 1)],
    () => [...store.backwardFindSessions(null, key, 0, 1)],
    () => store.remove({ key, start: 0, end: 1 }),
  ]
}

function kind(
  headers: boolean,
  definition: (settings: StoreSettings) => StoreDefinition<never>,
): StoreKind<Store, SessionCommand> {
  return {
    definition: definition as (settings: StoreSettings) => StoreDefinition<Store>,
    commands,
    model: layers => new SessionModel(headers, layers),
    run: (store, command) => run(headers, store, command),
    contents: views =>
      views
        .session<Uint8Array, unknown>('store')
        .all()
        .map(row => ({ ...row, key: hexOf(row.key) })),
    uses: store => uses(headers, store),
  }
}

const options = { key: bytes(), value: string(), retention: RETENTION_MS }

export const sessionKinds = (
  store: StoreEngine['kind'],
): Record<string, StoreKind<Store, SessionCommand>> => ({
  sessionStore: kind(false, settings => sessionStore('store', { ...options, ...settings, store }) as never),
  headersSessionStore: kind(
    true,
    settings => headersSessionStore('store', { ...options, ...settings, store }) as never,
  ),
})
