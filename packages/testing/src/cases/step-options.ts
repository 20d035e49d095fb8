/** Options of our DSL from the fields of a step. */
import {
  hopping,
  type JoinStoreOptions,
  type JoinWindows,
  joinWindows,
  type KTable,
  lru,
  type MaterializedOptions,
  type Serde,
  type SessionWindows,
  type SlidingWindows,
  type Suppressed,
  sessions,
  slidingWindows,
  type TimestampExtractor,
  type TimeWindows,
  tumbling,
  unlimited,
  untilTimeLimit,
  untilWindowCloses,
  versioned,
  type WindowedMaterializedOptions,
} from '@moldau/streams'
import { namedExtractor } from './case-config.ts'
import { expressionOf, SCOPES } from './expression.ts'
import type { Fields } from './fields.ts'
import { JsonNumber } from './json-node.ts'
import { typeOf } from './types.ts'
import { integerOf, type Value } from './values.ts'

export function serdeField(f: Fields, name: string): Serde<Value> | null {
  return f.has(name) ? typeOf(f.need(name), f.at(name)) : null
}

/** `{ name }` when the step has one. */
export function nameOption(f: Fields): { name?: string } {
  const name = f.stringOr('name')
  return name === undefined ? {} : { name }
}

export function consumed(f: Fields) {
  const timestamp = extractor(f)
  const reset = resetOption(f)
  return {
    key: serdeField(f, 'key'),
    value: serdeField(f, 'value'),
    ...(timestamp !== undefined && { timestamp }),
    ...(reset !== undefined && { reset }),
  }
}

function resetOption(f: Fields) {
  const node = f.opt('reset')
  if (node === undefined) return undefined
  if (node instanceof Map) {
    const r = f.object('reset')
    const by = r.integer('durationMs')
    r.done()
    return { by }
  }
  return f.oneOf('reset', 'earliest', 'latest', 'none')
}

function extractor(f: Fields): TimestampExtractor<Value, Value> | undefined {
  const node = f.opt('timestamp')
  if (node === undefined) return undefined
  if (typeof node === 'string') return namedExtractor(node, f.at('timestamp'))
  const fn = expressionOf(f, 'timestamp', SCOPES.extractor)
  return (record, partitionTime) =>
    integerOf(
      'timestamp',
      fn({
        key: record.key,
        value: record.value,
        ts: record.timestamp,
        topic: record.topic,
        partition: record.partition,
        offset: record.offset,
        headers: record.headers,
        partitionTime,
      }),
    )
}

/**
 * Grouping: without any option the stream's serdes; with one, only what is given, as Kafka Streams' Grouped says, and the
 * application's defaults for the rest.
 */
export function grouped(f: Fields, upstreamLost: { key: boolean }) {
  const any = [f.has('key'), f.has('value'), f.has('name')].includes(true)
  if (!any) return upstreamLost.key ? { key: null } : {}
  return { key: serdeField(f, 'key'), value: serdeField(f, 'value'), ...nameOption(f) }
}

/** The fields `name` and `materialized` of a step that makes a table. */
export function materialized(
  step: Fields,
): WindowedMaterializedOptions<Value, Value> & MaterializedOptions<Value, Value> {
  const processorName = step.stringOr('name')
  const named = processorName === undefined ? {} : { processorName }
  const node = step.opt('materialized')
  if (node === undefined) return named
  if (typeof node === 'string') return { ...named, name: node }
  const f = step.object('materialized')
  const name = f.stringOr('name')
  const store = storeOption(f, name)
  const key = serdeField(f, 'key')
  const value = serdeField(f, 'value')
  const retention = f.integerOr('retentionMs')
  const options = {
    ...named,
    // An empty Materialized counts as one: it burns a name.
    caching: f.flag('caching', true),
    ...(name !== undefined && { name }),
    ...(key !== null && { key }),
    ...(value !== null && { value }),
    ...(store !== undefined && { store: store as 'memory' | 'level' }),
    ...(retention !== undefined && { retention }),
    ...loggingOption(f),
  }
  f.done()
  return options
}

/**
 * Of operators whose store inherits nothing in Kafka Streams: a Materialized that says no serde means the application's
 * default, where our DSL would take the stream's own.
 */
export function ownSerdes<O extends MaterializedOptions<Value, Value>>(options: O): O {
  const { processorName, ...store } = options
  if (Object.keys(store).length === 0) return options
  return { key: null, value: null, ...options }
}

function storeOption(f: Fields, name: string | undefined) {
  const node = f.opt('store')
  if (node === undefined) return undefined
  if (!(node instanceof Map)) return f.oneOf('store', 'memory', 'rocksdb') === 'memory' ? 'memory' : 'level'
  if (name === undefined) throw f.error('name', 'missing: this kind of store needs a name')
  const s = f.object('store')
  if (s.has('lru')) {
    const entries = s.integer('lru')
    s.done()
    return lru(entries)
  }
  if (!s.has('versionedMs')) throw f.error('store', 'expected memory, rocksdb, {lru: N} or {versionedMs: N}')
  const segmentInterval = s.integerOr('segmentMs')
  const history = s.integer('versionedMs')
  s.done()
  return versioned(history, segmentInterval === undefined ? {} : { segmentInterval })
}

export function loggingOption(f: Fields): { logging?: boolean | Record<string, string> } {
  const node = f.opt('logging')
  if (node === undefined) return {}
  if (typeof node === 'boolean') return { logging: node }
  if (!(node instanceof Map)) {
    throw f.error('logging', 'expected true, false or an object of topic configuration')
  }
  const text = (v: unknown): string => (v instanceof JsonNumber ? v.text : String(v))
  return { logging: Object.fromEntries([...node].map(([name, v]) => [name, text(v)])) }
}

export function windowsOf(step: Fields): TimeWindows | SlidingWindows | SessionWindows {
  const f = step.object('windows')
  const type = f.oneOf('type', 'tumbling', 'hopping', 'sliding', 'session', 'unlimited')
  if (type === 'sliding') {
    const difference = f.integer('differenceMs')
    const slidingGrace = f.integerOr('graceMs')
    f.done()
    return slidingWindows(difference, slidingGrace === undefined ? {} : { grace: slidingGrace })
  }
  if (type === 'unlimited') {
    const start = f.integerOr('startMs')
    f.done()
    return unlimited(start)
  }
  if (type === 'session') {
    const gap = f.integer('gapMs')
    const sessionGrace = f.integerOr('graceMs')
    f.done()
    return sessions(gap, sessionGrace === undefined ? {} : { grace: sessionGrace })
  }
  const size = f.integer('sizeMs')
  const grace = f.integerOr('graceMs')
  const options = grace === undefined ? {} : { grace }
  const windows =
    type === 'hopping' ? hopping(size, f.integer('advanceMs'), options) : tumbling(size, options)
  f.done()
  return windows
}

/** `table.suppress` as a step describes it. */
export function suppressed(f: Fields, table: KTable<Value, Value>): KTable<Value, Value> {
  const until = f.object('until')
  const limit = until.integerOr('timeLimitMs')
  const closes = until.flag('windowCloses', false)
  until.done()
  if ((limit !== undefined) === closes) throw f.error('until', 'expected timeLimitMs or windowCloses')
  const named = nameOption(f)
  if (!f.has('buffer'))
    return table.suppress(limit === undefined ? anyKey(untilWindowCloses()) : untilTimeLimit(limit), named)
  const b = f.object('buffer')
  const maxRecords = b.integerOr('maxRecords')
  const maxBytes = b.integerOr('maxBytes')
  const whenFull = b.has('whenFull') ? b.oneOf('whenFull', 'emitEarly', 'shutDown') : undefined
  if ((whenFull !== undefined) !== (maxRecords !== undefined || maxBytes !== undefined))
    throw b.error('whenFull', 'goes with maxRecords or maxBytes, and they with it')
  const options = { ...named, ...loggingOption(b) }
  b.done()
  const bounds = {
    ...(maxRecords !== undefined && { maxRecords }),
    ...(maxBytes !== undefined && { maxBytes }),
  }
  if (limit !== undefined)
    return table.suppress(
      untilTimeLimit(limit, { ...bounds, ...(whenFull !== undefined && { whenFull }) }),
      options,
    )
  if (whenFull === 'emitEarly') throw f.error('buffer', 'windowCloses allows unbounded and shutDown')
  return table.suppress(anyKey(untilWindowCloses(bounds)), options)
}

/** Keys of a case have no type until it runs. */
function anyKey(until: Suppressed<never>): Suppressed<Value> {
  return until as Suppressed<unknown>
}

const DAY_MS = 86_400_000

export function joinWindowsOf(step: Fields): JoinWindows {
  const f = step.object('windows')
  const difference = f.integer('differenceMs')
  const grace = f.integerOr('graceMs')
  const before = f.integerOr('beforeMs')
  const after = f.integerOr('afterMs')
  const legacy = f.flag('legacy', false)
  f.done()
  const windows = joinWindows(difference, {
    ...(grace !== undefined && { grace }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  })
  return legacy ? { ...windows, graceMs: grace ?? DAY_MS, legacy } : windows
}

/** Options of a join of streams; absent types are the application's defaults, as in Kafka Streams' StreamJoined. */
export function streamJoined(f: Fields) {
  const storeName = f.stringOr('storeName')
  const store = f.has('store') ? storeType(f, 'store') : undefined
  const thisStore = joinStore(f, 'thisStore')
  const otherStore = joinStore(f, 'otherStore')
  return {
    key: serdeField(f, 'key'),
    value: serdeField(f, 'value'),
    otherValue: serdeField(f, 'otherValue'),
    ...nameOption(f),
    ...(storeName !== undefined && { storeName }),
    ...(store !== undefined && { store }),
    ...(thisStore !== undefined && { thisStore }),
    ...(otherStore !== undefined && { otherStore }),
    ...loggingOption(f),
  }
}

function storeType(f: Fields, name: string): 'memory' | 'level' {
  return f.oneOf(name, 'memory', 'rocksdb') === 'memory' ? 'memory' : 'level'
}

function joinStore(step: Fields, field: string): JoinStoreOptions | undefined {
  if (!step.has(field)) return undefined
  const f = step.object(field)
  const name = f.string('name')
  const store = storeType(f, 'type')
  const retention = f.integerOr('retentionMs')
  f.done()
  return { name, store, ...(retention !== undefined && { retention }) }
}

/** The kind of a stream or table, for messages. */
export function kind(node: unknown): string {
  return (node as object).constructor.name
}
