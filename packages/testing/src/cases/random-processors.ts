/** Random steps around processors: their stores, global tables and stores, tables with transformers, sources by pattern. */
import { type CaseDraft, type Made, type Step, when } from './random-draft.ts'

const PLAIN = { key: 'string', value: 'long' } as const
const KEY = ['str', ['key']]
const START = ['mul', 10, ['div', ['max', ['ts'], 0], 10]]

interface Store {
  readonly step: Step
  readonly name: string
  readonly kind: string
}

/** Adds a few of them to a case that has its streams and tables. */
export function growProcessors(d: CaseDraft): void {
  if (d.chance(45)) return
  for (let n = 1 + d.below(3); n > 0; n--)
    d.pick([processWithStore, processWithStore, globalJoin, globalStore, transform, newSource])(d)
}

/** Settings that only such cases are asked with. */
export function processorConfig(d: CaseDraft): Step {
  const joinsStreams = d.steps.some(step => step['windows'] !== undefined && step['with'] !== undefined)
  return {
    ...(d.idling && { 'max.task.idle.ms': d.pick([1, 10, 40]) }),
    // The stores of joins list headers in Kafka Streams, and none here.
    ...(d.chance(8) &&
      !joinsStreams && { 'dsl.store.format': 'HEADERS', 'dsl.store.suppliers.class': 'rocksdb' }),
  }
}

function stream(d: CaseDraft): Made {
  return d.pick(d.made.filter(made => made.kind === 'stream' && made.key === 'string'))
}

/** A store of any kind, of strings. */
function store(d: CaseDraft, kinds: readonly string[]): Store {
  const kind = d.pick(kinds)
  const name = d.name('ps')
  const isWindow = kind === 'window' || kind === 'timestampedWindow'
  const isBounded = kind.endsWith('eyValue') && kind !== 'headersKeyValue' && d.chance(15)
  const step = {
    ...{ name, kind, key: 'string', value: 'string' },
    ...(isBounded && { lru: 1 + d.below(3) }),
    ...(isWindow && { sizeMs: 10, retentionMs: d.pick([10, 40, 1000]) }),
    ...(kind === 'versioned' && { historyMs: d.pick([5, 30, 1000]) }),
    ...(kind !== 'versioned' && d.chance(30) && { type: d.pick(['memory', 'rocksdb']) }),
    ...(d.chance(10) && { logging: false }),
  }
  return { step, name, kind }
}

const ALL_KINDS = [
  ...['keyValue', 'keyValue', 'timestampedKeyValue', 'headersKeyValue'],
  ...['versioned', 'window', 'timestampedWindow'],
]

function put(d: CaseDraft, { name, kind }: Store, of: Made): Step {
  const text = ['str', ['value']]
  const value = d.pick([text, ['if', d.test(of), text, null], ['if', ['isNull', ['value']], null, text]])
  const at =
    kind === 'window' || kind === 'timestampedWindow'
      ? { at: START }
      : kind === 'versioned' && d.chance(40)
        ? { at: ['max', 0, ['sub', ['ts'], d.below(20)]] }
        : {}
  return { put: { store: name, key: KEY, value, ...at } }
}

function read({ name, kind }: Store): unknown {
  const found = kind.endsWith('indow') ? ['fetch', name, KEY, START] : ['lookup', name, KEY]
  return ['concat', ['value'], '<', ['coalesce', found, 'none']]
}

function processWithStore(d: CaseDraft): void {
  const of = stream(d)
  const own = store(d, ALL_KINDS)
  const isOwn = d.chance(30)
  if (!isOwn) d.steps.push({ op: 'addStateStore', store: own.step })
  const op = d.pick(['process', 'process', 'processValues'])
  const forward = {
    forward: {
      value: read(own),
      ...(op === 'process' && d.chance(30) && { key: d.keyExpression(of) }),
      ...(d.chance(20) && { ts: ['add', ['max', ['ts'], 0], d.below(3)] }),
      ...(d.chance(20) && { headers: [['p', d.chance(30) ? null : KEY]] }),
    },
  }
  const body: Step[] = d.chance(50) ? [put(d, own, of), forward] : [forward, put(d, own, of)]
  if (d.chance(25)) body.push(when(d.test(of), [forward], [put(d, own, of)]))
  const isListed = op === 'process' && own.kind !== 'versioned'
  if (isListed && d.chance(20))
    body.push({ forEach: own.name, do: [{ forward: { key: KEY, value: ['concat', 'all ', ['value']] } }] })
  const everyMs = d.pick([5, 20])
  // One a case: what is due at one time in several sub-topologies has no order across a restart.
  const punctuates = op === 'process' && d.chance(20) && !d.punctuates
  if (punctuates) d.punctuates = true
  const tick = { everyMs, type: 'stream', do: [{ forward: { key: 'tick', value: ['str', ['ts']] } }] }
  d.add(
    {
      ...{ op, of: of.id, process: body },
      ...(punctuates && { punctuate: [tick] }),
      ...(isOwn ? { ownStores: [own.step] } : { stores: [own.name] }),
      ...d.maybeName(),
    },
    { kind: 'stream', key: 'string', value: 'string', depth: of.depth + 1 },
  )
}

function globalJoin(d: CaseDraft): void {
  const id = `s${d.steps.length}`
  const topic = d.name('glob')
  d.extraTopics.push(topic)
  // Kafka Streams refuses a Materialized without a name here.
  const materialized = d.chance(50) ? d.materialized({}, 100) : {}
  d.steps.push({ id, op: 'globalTable', topic, ...PLAIN, ...d.maybeName(), ...materialized })
  for (let n = 1 + d.below(2); n > 0; n--) {
    const of = stream(d)
    const keyFn = d.pick([['key'], ['if', d.test(of), 'a', 'b'], ['if', d.test(of), ['key'], null]])
    const fn = ['concat', ['value'], '@', ['other'], d.chance(30) ? ['key'] : '']
    d.add(
      { op: d.pick(['join', 'leftJoin']), of: of.id, with: id, keyFn, fn, ...d.maybeName() },
      { kind: 'stream', key: 'string', value: 'string', depth: of.depth + 1 },
    )
  }
}

function globalStore(d: CaseDraft): void {
  const topic = d.name('gtopic')
  d.extraTopics.push(topic)
  const own = store(d, ['keyValue', 'timestampedKeyValue', 'headersKeyValue', 'window'])
  const from = { id: '', kind: 'stream', key: 'string', value: 'long', depth: 0 } as const
  const process = [put(d, own, from)]
  d.steps.push({ op: 'addGlobalStore', store: own.step, topic, ...PLAIN, process, ...d.maybeName() })
  const of = stream(d)
  const reading = [{ forward: { value: read(own) } }]
  d.add(
    { op: d.pick(['process', 'processValues']), of: of.id, process: reading, ...d.maybeName() },
    { kind: 'stream', key: 'string', value: 'string', depth: of.depth + 1 },
  )
}

function transform(d: CaseDraft): void {
  const tables = d.made.filter(made => made.kind === 'table' && made.key === 'string')
  if (tables.length === 0) return
  const of = d.pick(tables)
  const own = store(d, ['keyValue', 'timestampedKeyValue'])
  const usesStore = d.chance(60)
  if (usesStore) {
    d.steps.push({ op: 'addStateStore', store: own.step })
    const from = stream(d)
    const process = [put(d, own, from)]
    d.steps.push({ op: 'process', of: from.id, process, stores: [own.name], ...d.maybeName() })
  }
  const fn = d.pick([
    usesStore ? read(own) : d.valueExpression(of, 'string'),
    ['if', ['isNull', ['value']], null, usesStore ? read(own) : ['str', ['value']]],
  ])
  const materialized = d.materialized(d.chance(70) ? { key: 'string', value: 'string' } : {}, 60)
  const stores = usesStore ? { stores: [own.name] } : {}
  d.add(
    { op: 'transformValues', of: of.id, fn, ...stores, ...d.maybeName(), ...materialized },
    { kind: 'table', key: 'string', value: 'string', depth: of.depth + 1 },
  )
}

function newSource(d: CaseDraft): void {
  const made = { kind: 'stream', key: 'string', value: 'long', depth: 0 } as const
  const name = d.name('more')
  const topics = [`${name}-1`, `${name}-2`]
  d.extraTopics.push(...topics)
  const what = d.chance(60) ? { pattern: `${name}-.*` } : { topics }
  const time = d.chance(20) ? { timestamp: ['max', ['partitionTime'], ['ts']] } : {}
  d.add({ op: 'stream', ...what, ...PLAIN, ...time, ...d.maybeName() }, made)
  if (d.chance(25)) d.add({ op: 'stream', ...what, ...PLAIN }, made)
  if (d.chance(40)) {
    const [of, other] = [stream(d), d.made[d.made.length - 1]!]
    if (of.value === 'long' && of !== other)
      d.add({ op: 'merge', of: of.id, with: other.id, ...d.maybeName() }, { ...of, depth: of.depth + 1 })
  }
}
