/** Queries of a case: a read of a store, through the view that a program would use. */
import { JoinWindowState, queryableKind, type StateStore } from '@moldau/streams'
import type { TopologyTestDriver } from '../topology-test-driver/index.ts'
import type { Fields } from './fields.ts'
import type { JsonNode } from './json-node.ts'
import { headerText, int64, languageValue, type Value } from './values.ts'

type Row = Record<string, unknown>

/** What a query finds, as the result shows it. */
export function runQuery(driver: TopologyTestDriver, q: Fields): unknown {
  const name = q.string('store')
  const store = driver.states().get(name)
  if (store === undefined) throw q.error('store', `there is no store '${name}'`)
  const kind = queryableKind(store)
  const ask = new Question(q, store)
  const result =
    kind === 'keyValue'
      ? keyValue(driver, ask, name)
      : kind === 'window'
        ? window(driver, ask, name)
        : kind === 'session'
          ? session(driver, ask, name)
          : kind === 'versioned'
            ? versioned(driver, ask, name)
            : undefined
  if (result === undefined) throw q.error('', `store '${name}' does not know this query`)
  q.done()
  return result
}

/** The arguments of a query, and how its entries are shown. */
class Question {
  readonly f: Fields
  private readonly spec: { readonly timestamped?: boolean; readonly headers?: boolean }
  private readonly isJoin: boolean

  constructor(f: Fields, store: StateStore) {
    this.f = f
    this.spec = store.spec as { timestamped?: boolean; headers?: boolean }
    this.isJoin = store instanceof JoinWindowState
  }

  has(name: string): boolean {
    return this.f.has(name)
  }

  /** Marks a question without arguments as read. */
  flag(name: string): boolean {
    return this.f.has(name) && this.f.flag(name, false)
  }

  one(name: string): Value {
    return languageValue(this.f.need(name), this.f.at(name))
  }

  list(name: string): Value[] {
    return this.f.list(name).map((node: JsonNode, n) => languageValue(node, `${this.f.at(name)}[${n}]`))
  }

  /** The value of an entry, with what the store keeps beside it. */
  value(found: { value: unknown; timestamp?: number; headers?: unknown }): Row {
    const { headers, timestamp, value } = found
    return {
      value,
      ...(this.spec.timestamped === true && !this.isJoin && { ts: timestamp }),
      ...(this.spec.headers === true && {
        headers: ((headers ?? []) as [string, Uint8Array | null][]).map(([name, text]) => [
          name,
          headerText(name, text),
        ]),
      }),
    }
  }

  entry(found: { key: unknown; value: unknown; timestamp?: number; headers?: unknown }): Row {
    return { key: found.key, ...this.value(found) }
  }

  windowed(found: { key: unknown; start: number; end: number; value: unknown; timestamp?: number }): Row {
    const { end, key, start } = found
    return { key, start, end: int64(end), ...this.value(found) }
  }

  start(found: { start: number; value: unknown; timestamp?: number }): Row {
    return { start: found.start, ...this.value(found) }
  }
}

function keyValue(driver: TopologyTestDriver, ask: Question, name: string): unknown {
  const store = driver.stores.keyValue<Value, Value>(name)
  const entries = (list: Iterable<Parameters<Question['entry']>[0]>): Row[] =>
    [...list].map(one => ask.entry(one))
  if (ask.has('get')) {
    const found = store.get(ask.one('get'))
    return found === null ? null : ask.value(found)
  }
  for (const way of ['range', 'reverseRange'] as const) {
    if (!ask.has(way)) continue
    const [from = null, to = null] = ask.list(way)
    return entries(store[way](from, to))
  }
  if (ask.flag('all')) return entries(store.all())
  if (ask.flag('reverseAll')) return entries(store.reverseAll())
  if (ask.has('prefix')) return entries(store.prefixScan(new TextEncoder().encode(ask.f.string('prefix'))))
  return ask.flag('entries') ? store.approximateNumEntries() : undefined
}

function window(driver: TopologyTestDriver, ask: Question, name: string): unknown {
  const store = driver.stores.window<Value, Value>(name)
  const windows = (list: readonly Parameters<Question['windowed']>[0][]): Row[] =>
    list.map(one => ask.windowed(one))
  if (ask.has('get')) {
    const [key, start] = ask.list('get')
    const found = store.get(key as Value, start as number)
    return found === null ? null : ask.value(found)
  }
  for (const way of ['fetch', 'backwardFetch'] as const) {
    if (!ask.has(way)) continue
    const [key, from, to] = ask.list(way)
    return store[way](key as Value, from as number, to as number).map(one => ask.start(one))
  }
  if (ask.has('fetchRange')) {
    const [a = null, b = null, from, to] = ask.list('fetchRange')
    return windows(store.fetchRange(a, b, from as number, to as number))
  }
  for (const way of ['fetchAll', 'backwardFetchAll'] as const) {
    if (!ask.has(way)) continue
    const [from, to] = ask.list(way)
    return windows(store[way](from as number, to as number))
  }
  if (ask.flag('all')) return windows(store.all())
  return ask.flag('backwardAll') ? windows(store.backwardAll()) : undefined
}

function session(driver: TopologyTestDriver, ask: Question, name: string): unknown {
  const store = driver.stores.session<Value, Value>(name)
  const sessions = (list: readonly Parameters<Question['windowed']>[0][]): Row[] =>
    list.map(one => ask.windowed(one))
  if (ask.has('get')) {
    const [key, start, end] = ask.list('get')
    const value = store.fetchSession(key as Value, start as number, end as number)
    return value === null ? null : ask.value({ value })
  }
  for (const way of ['fetch', 'backwardFetch'] as const) {
    if (ask.has(way)) return sessions(store[way](ask.one(way)))
  }
  if (ask.has('fetchRange')) {
    const [a = null, b = null] = ask.list('fetchRange')
    return sessions(store.fetchRange(a, b))
  }
  if (ask.has('findSessions')) {
    const [key, end, start] = ask.list('findSessions')
    return sessions(store.findSessions(key as Value, end as number, start as number))
  }
  return ask.flag('all') ? sessions(store.all()) : undefined
}

function versioned(driver: TopologyTestDriver, ask: Question, name: string): unknown {
  const store = driver.stores.versioned<Value, Value>(name)
  const version = (
    found: { value: unknown; timestamp: number; validTo?: number | null } | null,
  ): Row | null =>
    found === null ? null : { value: found.value, ts: found.timestamp, validTo: found.validTo ?? null }
  if (ask.has('get')) return version(store.get(ask.one('get')))
  if (ask.has('getAsOf')) {
    const [key, at] = ask.list('getAsOf')
    return version(store.get(key as Value, at as number))
  }
  for (const way of ['versions', 'versionsDescending'] as const) {
    if (!ask.has(way)) continue
    const [key, from = null, to = null] = ask.list(way)
    return store[way](key as Value, from as number | null, to as number | null).map(version)
  }
  return undefined
}
