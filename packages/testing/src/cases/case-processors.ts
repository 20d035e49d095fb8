/** Processor bodies of a case: statements compiled once into closures over the Processor API. */
import {
  type ConnectedSupplier,
  type HeaderList,
  headersKeyValueStore,
  type KeyValueStore,
  keyValueStore,
  type LruStore,
  lru,
  type ProcessingContext,
  type Processor,
  type ProcessorContext,
  ProcessorRecord,
  type StoreDefinition,
  type StoreOptions,
  timestampedKeyValueStore,
  timestampedWindowStore,
  type ValueTransformerWithKey,
  versionedKeyValueStore,
  windowStore,
} from '@moldau/streams'
import { type Env, type Expression, expressionOf, SCOPES } from './expression.ts'
import { Fields } from './fields.ts'
import type { JsonNode } from './json-node.ts'
import { loggingOption, serdeField } from './step-options.ts'
import { bare, isVersioned, isWindow } from './store-lookup.ts'
import { integerOf, stringOf, type Value } from './values.ts'

/** What a statement runs in: the processor's context, the record or entry in hand, and what expressions see. */
interface Running {
  readonly context: ProcessorContext<Value, Value>
  readonly record: ProcessorRecord<Value, Value>
  readonly env: Env
}

type Statement = (running: Running) => void

interface Punctuation {
  readonly everyMs: number
  readonly type: 'stream' | 'wallClock'
  readonly startMs: number | undefined
  readonly run: Statement
}

/** A processor as a case describes it. */
export class ProcessorBody {
  private readonly process: Statement
  private readonly punctuations: readonly Punctuation[]
  readonly stores: readonly StoreDefinition[]

  /** `values`: a body of processValues, which keeps the key. `global`: one that fills a global or read-only store. */
  constructor(f: Fields, values: boolean, global = false) {
    this.process = statements(f, 'process', { values, global, punctuating: false })
    const given = f.has('punctuate') ? f.list('punctuate') : []
    this.punctuations = given.map((node, i) => punctuation(new Fields(node, f.at(`punctuate[${i}]`)), values))
    const own = f.has('ownStores') ? f.list('ownStores') : []
    this.stores = own.map((node, i) => storeOf(new Fields(node, f.at(`ownStores[${i}]`))))
  }

  get(): Processor<Value, Value, Value, Value> {
    const { process, punctuations } = this
    let context: ProcessorContext<Value, Value>
    return {
      init(given) {
        context = given
        for (const { everyMs, type, startMs, run } of punctuations) {
          const tick = (now: number): void => {
            const record = new ProcessorRecord<Value, Value>(null, null, now)
            run({ context, record, env: envOf(context, record) })
          }
          context.schedule(everyMs, type, tick, startMs === undefined ? {} : { startMs })
        }
      },
      process(record) {
        process({ context, record, env: envOf(context, record) })
      },
    }
  }
}

/** What fills a global or read-only store: it forwards nothing. */
export function globalBody(f: Fields): ConnectedSupplier<Processor<Value, Value, never, never>> {
  return new ProcessorBody(f, false, true) as unknown as ConnectedSupplier<
    Processor<Value, Value, never, never>
  >
}

/** A transformer whose values are those of an expression. */
export function transformerOf(f: Fields): () => ValueTransformerWithKey<Value, Value, Value> {
  const fn = expressionOf(f, 'fn', SCOPES.transform)
  return () => {
    let context: ProcessingContext
    return {
      init(given) {
        context = given
      },
      transform: (key, value) => fn({ key, value, store: name => context.getStateStore(name) }),
    }
  }
}

function envOf(context: ProcessingContext, record: ProcessorRecord<Value, Value>): Env {
  const { recordMetadata } = context
  return {
    key: record.key,
    value: record.value,
    ts: record.timestamp,
    topic: recordMetadata?.topic ?? null,
    partition: recordMetadata?.partition ?? null,
    offset: recordMetadata?.offset ?? null,
    headers: record.headers,
    get streamTime() {
      return context.currentStreamTimeMs()
    },
    wallClock: context.currentSystemTimeMs(),
    store: name => context.getStateStore(name),
  }
}

function punctuation(f: Fields, values: boolean): Punctuation {
  const everyMs = f.integer('everyMs')
  const type = f.oneOf('type', 'stream', 'wallClock')
  const startMs = f.integerOr('startMs')
  const run = statements(f, 'do', { values, punctuating: true })
  f.done()
  return { everyMs, type, startMs, run }
}

interface Where {
  readonly values: boolean
  /** Of a global or read-only store: forwards nothing. */
  readonly global?: boolean
  /** In a punctuation, or inside forEach: processValues forwards nothing there. */
  readonly punctuating: boolean
}

function statements(f: Fields, name: string, where: Where): Statement {
  const all = f.list(name).map((node, i) => statement(new Fields(node, f.at(`${name}[${i}]`)), where))
  return running => {
    for (const one of all) one(running)
  }
}

function statement(f: Fields, where: Where): Statement {
  const made = f.has('forward')
    ? forward(f.object('forward'), f, where)
    : f.has('put')
      ? put(f.object('put'))
      : f.has('when')
        ? when(f, where)
        : f.has('forEach')
          ? forEach(f, where)
          : undefined
  if (made === undefined) throw f.error('', 'expected forward, put, when or forEach')
  f.done()
  return made
}

/** An optional expression; `undefined` where the field is absent, which is not the same as null. */
function optional(f: Fields, name: string): Expression | undefined {
  return f.present(name) ? expressionOf(f, name, SCOPES.processor) : undefined
}

function forward(f: Fields, outer: Fields, where: Where): Statement {
  if (where.global === true) throw outer.error('forward', "a global store's processor forwards nothing")
  if (where.values && where.punctuating)
    throw outer.error('forward', 'processValues forwards neither from punctuations nor inside forEach')
  if (where.values && f.present('key')) throw f.error('key', 'processValues cannot set the key')
  const key = optional(f, 'key')
  const value = optional(f, 'value')
  const ts = optional(f, 'ts')
  const to = f.stringOr('to')
  const added = f.has('headers') ? headers(f) : undefined
  f.done()
  return ({ context, record, env }) => {
    const sent = new ProcessorRecord(
      key === undefined ? record.key : key(env),
      value === undefined ? record.value : value(env),
      ts === undefined ? record.timestamp : integerOf('ts', ts(env)),
      added === undefined ? record.headers : [...record.headers, ...added(env)],
    )
    context.forward(sent, to)
  }
}

const encoder = new TextEncoder()

function headers(f: Fields): (env: Env) => HeaderList {
  const pairs = f.list('headers').map((pair, i) => {
    const [name, fn] = Array.isArray(pair) && pair.length === 2 ? (pair as JsonNode[]) : []
    if (typeof name !== 'string') throw f.error(`headers[${i}]`, 'expected [name, expression]')
    const one = new Fields(new Map([['fn', fn!]]), f.at(`headers[${i}]`))
    return [name, expressionOf(one, 'fn', SCOPES.processor)] as const
  })
  return env =>
    pairs.map(([name, fn]) => {
      const value = fn(env)
      return [name, value === null ? null : encoder.encode(stringOf('headers', value))] as const
    })
}

function put(f: Fields): Statement {
  const name = f.string('store')
  const key = expressionOf(f, 'key', SCOPES.processor)
  const value = expressionOf(f, 'value', SCOPES.processor)
  const at = optional(f, 'at')
  f.done()
  return ({ context, record, env }) => {
    const store = context.getStateStore<unknown>(name)
    const k = key(env)
    const v = value(env)
    const stamped = (isTimestamped: boolean): unknown =>
      isTimestamped && v !== null ? { value: v, timestamp: record.timestamp, headers: record.headers } : v
    if (isWindow(store)) store.put(k, stamped(store.timestamped), integerOf('at', at!(env)))
    else if (isVersioned(store))
      store.put(k, v, at === undefined ? record.timestamp : integerOf('at', at(env)))
    else {
      const plain = store as KeyValueStore<Value, unknown>
      plain.put(k, stamped(plain.timestamped))
    }
  }
}

function when(f: Fields, where: Where): Statement {
  const condition = expressionOf(f, 'when', SCOPES.processor)
  const yes = f.has('then') ? statements(f, 'then', where) : () => undefined
  const no = f.has('else') ? statements(f, 'else', where) : () => undefined
  return running => {
    const holds = condition(running.env)
    if (typeof holds !== 'boolean') throw new TypeError('when: expected a boolean')
    if (holds) yes(running)
    else no(running)
  }
}

function forEach(f: Fields, where: Where): Statement {
  const name = f.string('forEach')
  const body = statements(f, 'do', { ...where, punctuating: true })
  return ({ context, record, env }) => {
    const store = context.getStateStore<KeyValueStore<Value, unknown>>(name)
    const { timestamped } = store
    // All entries are read before the first statement runs.
    for (const one of [...store.all()]) {
      const value = bare(one.value, timestamped)
      const entry = new ProcessorRecord(one.key as Value, value, record.timestamp, record.headers)
      body({ context, record: entry, env: Object.assign(Object.create(env), { key: entry.key, value }) })
    }
  }
}

/** The store that `addStateStore` and `ownStores` describe. */
export function storeOf(f: Fields): StoreDefinition {
  const name = f.string('name')
  const kind = f.oneOf(
    'kind',
    'keyValue',
    'timestampedKeyValue',
    'headersKeyValue',
    'versioned',
    'window',
    'timestampedWindow',
  )
  const store = f.has('type') && f.oneOf('type', 'memory', 'rocksdb') === 'rocksdb' ? 'level' : 'memory'
  const options = {
    ...{ key: serdeField(f, 'key'), value: serdeField(f, 'value'), caching: f.flag('caching', false) },
    ...{ store: store as 'level' | 'memory', ...loggingOption(f) },
  }
  const made = definition(f, name, kind, options)
  f.done()
  return made
}

function lruOption(f: Fields): { store?: LruStore } {
  const entries = f.integerOr('lru')
  return entries === undefined ? {} : { store: lru(entries) }
}

function definition(
  f: Fields,
  name: string,
  kind: string,
  options: StoreOptions<Value, Value>,
): StoreDefinition {
  switch (kind) {
    case 'keyValue':
      return keyValueStore(name, { ...options, ...lruOption(f) })
    case 'timestampedKeyValue':
      return timestampedKeyValueStore(name, { ...options, ...lruOption(f) })
    case 'headersKeyValue':
      return headersKeyValueStore(name, options)
    case 'versioned':
      return versionedKeyValueStore(name, { ...options, historyRetention: f.integer('historyMs') })
    case 'window':
    case 'timestampedWindow': {
      const windows = {
        ...{ ...options, windowSize: f.integer('sizeMs'), retention: f.integer('retentionMs') },
        duplicates: f.flag('duplicates', false),
      }
      return kind === 'window' ? windowStore(name, windows) : timestampedWindowStore(name, windows)
    }
    default:
      throw f.error('kind', `'${kind}' stores are not supported yet`)
  }
}
