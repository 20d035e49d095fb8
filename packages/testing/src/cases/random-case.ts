/**
 * Random cases of the operators we have: topologies up to a given depth, with nulls, tombstones, late, equal and out-of-order
 * times and headers. One seed, one case.
 *
 * 1. Every case is within the grammar; it may fail to build in Kafka Streams, and then must fail here too.
 * 2. Values stay small, so that no arithmetic leaves the safe range.
 */

/** What a stream or table of the case holds. */
interface Made {
  readonly id: string
  readonly kind: 'stream' | 'table'
  readonly key: 'string' | 'windowed'
  readonly value: 'long' | 'string' | 'json'
  readonly depth: number
}

type Step = Record<string, unknown>

/** A small random number generator (mulberry32): the same seed gives the same numbers everywhere. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 0
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (((t ^ (t >>> 14)) >>> 0) % 1_000_003) % below
  }
}

/** The case of a seed, ready to be printed as JSON. */
export function randomCase(seed: number, depthMax = 6): Record<string, unknown> {
  return new CaseMaker(seed, depthMax).make()
}

class CaseMaker {
  private readonly seed: number
  private readonly depthMax: number
  private readonly below: (n: number) => number
  private readonly steps: Step[] = []
  private readonly made: Made[] = []
  private readonly sinks: Made[] = []
  private names = 0
  private readonly caching: boolean
  private windowed = false
  /** Some times are negative. */
  private negative = false
  /** Some user code throws. */
  private readonly failing: boolean

  constructor(seed: number, depthMax: number) {
    this.seed = seed
    this.depthMax = depthMax
    this.below = randomFrom(seed)
    this.caching = this.chance(30)
    this.failing = this.chance(25)
  }

  private chance(percent: number): boolean {
    return this.below(100) < percent
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  private name(prefix: string): string {
    return `${prefix}${this.names++}`
  }

  private maybeName(): Step {
    return this.chance(20) ? { name: this.name('n') } : {}
  }

  make(): Record<string, unknown> {
    this.sources()
    for (let n = 2 + this.below(7); n > 0; n--) this.grow()
    this.finish()
    return {
      id: this.seed,
      config: this.config(),
      topics: {
        in: { key: 'string', value: 'long' },
        other: { key: 'string', value: 'long' },
        table: { key: 'string', value: 'long' },
      },
      steps: this.steps,
      events: this.events(),
      internal: true,
      // Kafka Streams shows expired windows as long as they lie in its cache; ours are gone when they expire.
      ...(this.caching && this.windowed && { dump: false }),
    }
  }

  private config(): Step {
    return {
      ...(this.chance(40) && {
        'topology.optimization': this.pick(['all', 'merge.repartition.topics', 'none']),
      }),
      ...(this.caching && { 'statestore.cache.max.bytes': 10_000_000 }),
      ...(this.chance(30) && { 'default.key.serde': 'string', 'default.value.serde': 'long' }),
      ...(this.chance(15) && { 'dsl.store.suppliers.class': 'rocksdb' }),
      ...(this.chance(this.failing ? 80 : 10) && { 'processing.exception.handler': 'continue' }),
      ...(this.chance(10) && { 'errors.dead.letter.queue.topic.name': 'dead' }),
    }
  }

  private add(step: Step, made: Omit<Made, 'id'>): Made {
    const id = `s${this.steps.length}`
    this.steps.push({ id, ...step })
    const result = { ...made, id }
    this.made.push(result)
    return result
  }

  private sources(): void {
    const plain = { key: 'string', value: 'long' }
    const holds = { key: 'string', value: 'long', depth: 0 } as const
    const time = this.timestamp()
    this.add(
      { op: 'stream', topic: 'in', ...plain, ...time, ...this.maybeName() },
      { kind: 'stream', ...holds },
    )
    if (this.chance(60)) {
      this.add({ op: 'stream', topic: 'other', ...plain, ...this.maybeName() }, { kind: 'stream', ...holds })
    }
    if (this.chance(15)) {
      this.add({ op: 'stream', topic: 'in', ...plain }, { kind: 'stream', ...holds })
    }
    if (this.chance(70)) {
      const materialized = this.tableStore()
      const step = { op: 'table', topic: 'table', ...plain, ...this.maybeName(), ...materialized }
      this.add(step, { kind: 'table', ...holds })
    }
  }

  private timestamp(): Step {
    if (this.chance(80)) return {}
    const timestamp = this.pick([
      'skipInvalid',
      'partitionTimeOnInvalid',
      ['add', ['ts'], ['coalesce', ['value'], 0]],
      ['if', ['gt', ['partitionTime'], 40], -1, ['max', ['ts'], 0]],
    ])
    this.negative = true
    return { timestamp }
  }

  private tableStore(): Step {
    if (this.chance(50)) return {}
    if (this.chance(40)) {
      const versionedMs = this.pick([10, 50, 1000])
      return { materialized: { name: this.name('st'), store: { versionedMs } } }
    }
    return this.materialized({}, 60)
  }

  /** Nothing, or a `materialized` with some of a name, types, caching and logging. */
  private materialized(types: Step, namedPercent: number): Step {
    const needed = Object.keys(types).length > 0
    if (!needed && this.chance(30)) return {}
    return {
      materialized: {
        ...(this.chance(namedPercent) && { name: this.name('st') }),
        ...types,
        ...(this.chance(15) && { caching: false }),
        ...(this.chance(10) && { logging: false }),
        ...(this.chance(10) && { store: this.pick(['memory', 'rocksdb']) }),
      },
    }
  }

  private grow(): void {
    const open = this.made.filter(m => m.depth < this.depthMax)
    const from = open[open.length - 1 - this.below(Math.min(open.length, 4))]
    if (from === undefined) return
    if (from.kind === 'table') this.growTable(from)
    else this.growStream(from)
  }

  /** An expression of the value's type over key and value. */
  private valueExpression(from: Made, to: Made['value']): unknown {
    const value = ['value']
    const number = from.value === 'long' ? ['coalesce', value, -1] : ['len', ['str', value]]
    if (this.failing && this.chance(25))
      return ['if', ['eq', number, 3], ['fail', 'no threes'], to === 'long' ? number : ['str', number]]
    if (to === 'long') {
      return this.pick([
        ['add', number, this.below(5)],
        ['mul', number, -1],
        ['if', ['isNull', value], 7, ['mod', number, 5]],
        ['if', ['eq', ['mod', number, 4], 0], null, number],
      ])
    }
    return this.pick([
      ['concat', 'v', value],
      ['str', ['list', ['str', ['key']], value]],
      ['if', ['isNull', value], null, ['str', value]],
    ])
  }

  private test(from: Made): unknown {
    const number = from.value === 'long' ? ['coalesce', ['value'], 0] : ['len', ['str', ['value']]]
    return this.pick([
      ['gt', number, this.below(4)],
      ['not', ['isNull', ['value']]],
      ['ne', ['mod', number, 3], 1],
      from.key === 'string' ? ['ne', ['key'], 'a'] : ['gt', ['get', ['key'], 'start'], 10],
    ])
  }

  private keyExpression(from: Made): unknown {
    if (from.key === 'windowed') return ['concat', ['get', ['key'], 'key'], '@', ['get', ['key'], 'start']]
    return this.pick([
      ['concat', ['key'], this.pick(['', 'x'])],
      ['if', ['eq', ['key'], 'b'], null, ['coalesce', ['key'], 'none']],
      ['str', ['value']],
    ])
  }

  private growStream(from: Made): void {
    const depth = from.depth + 1
    const of = from.id
    const named = this.maybeName()
    const value = this.pick(['long', 'long', 'string'] as const)
    const stays = { kind: 'stream', key: from.key, value: from.value, depth } as const
    const rekeyed = { kind: 'stream', key: 'string', value: from.value, depth } as const
    switch (this.below(from.key === 'windowed' ? 7 : 19)) {
      case 17:
      case 18:
        this.joinStreams(from)
        return
      case 0:
        this.add({ op: this.pick(['filter', 'filterNot']), of, fn: this.test(from), ...named }, stays)
        return
      case 1:
        this.add(
          { op: 'mapValues', of, fn: this.valueExpression(from, value), ...named },
          { ...stays, value },
        )
        return
      case 2:
        this.add({ op: 'selectKey', of, fn: this.keyExpression(from), ...named }, rekeyed)
        return
      case 3: {
        const keyFn = this.keyExpression(from)
        this.add(
          { op: 'map', of, keyFn, valueFn: this.valueExpression(from, value), ...named },
          { ...rekeyed, value },
        )
        return
      }
      case 4: {
        const item = this.valueExpression(from, value)
        const fn = ['if', this.test(from), ['list', item, item], ['list']]
        this.add({ op: 'flatMapValues', of, fn, ...named }, { ...stays, value })
        return
      }
      case 5:
        this.add({ op: 'peek', of, ...named }, stays)
        return
      case 6:
        this.split(from)
        return
      case 7: {
        const pair = ['list', this.keyExpression(from), this.valueExpression(from, value)]
        const fn = ['each', ['range', this.below(3)], pair]
        this.add({ op: 'flatMap', of, fn, ...named }, { ...rekeyed, value })
        return
      }
      case 8:
        this.merge(from)
        return
      case 9:
        this.repartition(from)
        return
      case 10:
        this.toTable(from)
        return
      case 11:
      case 12:
        this.join(from)
        return
      default:
        this.aggregate(from)
    }
  }

  private split(from: Made): void {
    const depth = from.depth + 1
    const branches = Array.from({ length: 1 + this.below(2) }, () => ({
      id: this.name('b'),
      fn: this.test(from),
      ...(this.chance(30) && { name: this.name('br') }),
    }))
    const last = this.chance(60) ? { default: { id: this.name('b') } } : {}
    this.steps.push({ op: 'split', of: from.id, branches, ...last, ...this.maybeName() })
    for (const { id } of [...branches, ...Object.values(last)]) this.made.push({ ...from, id, depth })
  }

  private merge(from: Made): void {
    const others = this.made.filter(
      m => m.kind === 'stream' && m.key === from.key && m.value === from.value && m !== from,
    )
    if (others.length === 0) return
    const other = this.pick(others)
    const depth = Math.max(from.depth, other.depth) + 1
    this.add({ op: 'merge', of: from.id, with: other.id, ...this.maybeName() }, { ...from, depth })
  }

  private types(from: Made): Step {
    return { key: 'string', value: from.value }
  }

  private repartition(from: Made): void {
    const name = this.chance(50) ? { name: this.name('rp') } : {}
    this.add(
      { op: 'repartition', of: from.id, ...this.types(from), ...name },
      { ...from, depth: from.depth + 1 },
    )
  }

  private toTable(from: Made): void {
    const step = {
      op: 'toTable',
      of: from.id,
      ...this.maybeName(),
      ...this.materialized(this.types(from), 60),
    }
    this.add(step, { kind: 'table', key: 'string', value: from.value, depth: from.depth + 1 })
  }

  private join(from: Made): void {
    const tables = this.made.filter(m => m.kind === 'table' && m.key === 'string')
    if (tables.length === 0) return
    const table = this.pick(tables)
    const step = {
      op: this.pick(['join', 'leftJoin']),
      of: from.id,
      with: table.id,
      fn: ['concat', ['value'], '/', ['other'], this.chance(30) ? ['key'] : ''],
      ...(this.chance(80) && this.types(from)),
      ...this.maybeName(),
    }
    const depth = Math.max(from.depth, table.depth) + 1
    this.add(step, { kind: 'stream', key: 'string', value: 'string', depth })
  }

  private joinStreams(from: Made): void {
    const other = this.pick(this.made.filter(m => m.kind === 'stream' && m.key === 'string'))
    const differenceMs = this.pick([0, 3, 10])
    const windows = {
      differenceMs,
      ...(this.chance(60) && { graceMs: this.pick([0, 4, 15]) }),
      ...(this.chance(25) && { beforeMs: this.pick([0, 2, 12]) }),
      ...(this.chance(25) && { afterMs: this.pick([0, 5, 20]) }),
    }
    const step = {
      op: this.pick(['join', 'leftJoin', 'outerJoin']),
      of: from.id,
      with: other.id,
      fn: ['concat', ['value'], '&', ['other'], this.chance(30) ? ['key'] : ''],
      windows,
      ...(this.chance(90) && { ...this.types(from), otherValue: other.value }),
      ...this.maybeName(),
      ...(this.chance(15) && { storeName: this.name('js') }),
      ...(this.chance(10) && { logging: false }),
    }
    const depth = Math.max(from.depth, other.depth) + 1
    this.add(step, { kind: 'stream', key: 'string', value: 'string', depth })
  }

  private aggregate(from: Made): void {
    const depth = from.depth + 1
    const given = this.chance(70)
      ? { ...this.types(from), ...(this.chance(40) && { name: this.name('g') }) }
      : {}
    const rekey = this.chance(40)
    const group = `s${this.steps.length}`
    this.steps.push(
      rekey
        ? {
            id: group,
            op: 'groupBy',
            of: from.id,
            fn: this.keyExpression(from),
            ...this.types(from),
            ...given,
          }
        : { id: group, op: 'groupByKey', of: from.id, ...given },
    )
    let of = group
    const windowed = this.chance(45)
    let session = false
    let closes = false
    if (windowed) {
      this.windowed = true
      of = `s${this.steps.length}`
      const windows = this.windows()
      session = windows.type === 'session'
      closes = windows.type !== 'unlimited' && this.chance(25)
      const emit = closes ? { emit: 'onWindowClose' } : {}
      this.steps.push({ id: of, op: 'windowedBy', of: group, windows, ...emit })
    }
    const named = this.maybeName()
    // Windows that were long gone are found as long as they lie in Kafka Streams' cache; ours are not.
    const stored = (types: Step): Step => {
      const store = this.materialized(types, 60)
      if (!this.caching || !(session || closes)) return store
      return { materialized: { ...(store['materialized'] as Step), retentionMs: 10_000 } }
    }
    const key = windowed ? 'windowed' : 'string'
    const op = this.pick(['count', 'reduce', 'aggregate'])
    if (op === 'count') {
      const store = stored(this.chance(60) ? { key: 'string', value: 'long' } : {})
      this.add({ op, of, ...named, ...store }, { kind: 'table', key, value: 'long', depth })
    } else if (op === 'reduce') {
      const fn =
        from.value === 'long'
          ? ['if', ['isNull', ['value']], 3, ['add', ['agg'], ['value']]]
          : ['concat', ['agg'], ['value']]
      const store = stored(this.types(from))
      this.add({ op, of, fn, ...named, ...store }, { kind: 'table', key, value: from.value, depth })
    } else {
      const fn = [
        'if',
        ['gt', ['len', ['agg']], 3],
        this.pick([null, ['list']]),
        ['append', ['agg'], ['str', ['value']]],
      ]
      const store = stored({ key: 'string', value: 'json' })
      const merger = session ? { mergeFn: this.merger() } : {}
      this.add(
        { op, of, init: ['list'], fn, ...merger, ...named, ...store },
        { kind: 'table', key, value: 'json', depth },
      )
    }
  }

  /** Joins two lists, with a mark of the order; one that has nothing is the other. */
  private merger(): unknown {
    const joined = ['append', ['append', ['agg'], '+'], ['str', ['other']]]
    return ['if', ['isNull', ['other']], ['agg'], ['if', ['isNull', ['agg']], ['other'], joined]]
  }

  private windows(): Step {
    const sizeMs = this.pick([5, 10, 30])
    const grace = this.chance(50) ? { graceMs: this.pick([0, 5, 20]) } : {}
    const gapMs = this.pick([0, 3, 8, 20])
    switch (this.below(10)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return { type: 'session', gapMs, ...grace }
      case 4:
        return { type: 'unlimited', ...(this.chance(40) && { startMs: this.pick([0, 10, 30]) }) }
      case 5:
      case 6:
      case 7:
        return { type: 'tumbling', sizeMs, ...grace }
      default:
    }
    return { type: 'hopping', sizeMs, advanceMs: 1 + this.below(sizeMs), ...grace }
  }

  private growTable(from: Made): void {
    const depth = from.depth + 1
    const of = from.id
    const named = this.maybeName()
    const types = this.chance(50) && from.key === 'string' ? { key: 'string' } : {}
    switch (this.below(from.key === 'string' ? 9 : 5)) {
      case 5:
      case 6:
        this.joinTables(from)
        return
      case 7:
      case 8:
        this.groupTable(from)
        return
      case 0:
        this.add(
          {
            op: this.pick(['filter', 'filterNot']),
            of,
            fn: this.test(from),
            ...named,
            ...this.materialized(types, from.key === 'string' ? 50 : 0),
          },
          { ...from, depth },
        )
        return
      case 1: {
        const value = this.pick(['long', 'string'] as const)
        const fn = this.valueExpression(from, value)
        const store = from.key === 'string' ? this.materialized({ ...types, value }, 50) : {}
        this.add({ op: 'mapValues', of, fn, ...named, ...store }, { ...from, value, depth })
        return
      }
      case 2:
        if (from.key === 'windowed' && this.chance(50)) {
          const fn = this.keyExpression(from)
          this.add({ op: 'toStream', of, fn, ...named }, { ...from, kind: 'stream', key: 'string', depth })
          return
        }
        this.add({ op: 'toStream', of, ...named }, { ...from, kind: 'stream', depth })
        return
      default:
        this.add({ op: 'toStream', of, ...named }, { ...from, kind: 'stream', depth })
    }
  }

  private joinTables(from: Made): void {
    const tables = this.made.filter(m => m.kind === 'table' && m.key === 'string')
    const other = this.pick(tables)
    const depth = Math.max(from.depth, other.depth) + 1
    const value = this.pick(['string', 'long'] as const)
    const size = (side: string): unknown => ['len', ['str', [side]]]
    const fn =
      value === 'string'
        ? ['concat', ['value'], '+', ['other']]
        : [
            'if',
            ['eq', ['mod', ['add', size('value'), size('other')], 5], 4],
            null,
            ['add', size('value'), size('other')],
          ]
    const store = this.materialized(this.chance(60) ? { key: 'string', value } : {}, 60)
    const op = this.pick(['join', 'leftJoin', 'outerJoin'])
    this.add(
      { op, of: from.id, with: other.id, fn, ...this.maybeName(), ...store },
      { kind: 'table', key: 'string', value, depth },
    )
  }

  private groupTable(from: Made): void {
    const group = `s${this.steps.length}`
    const keyFn = this.pick([
      ['if', ['eq', ['key'], 'b'], null, ['str', ['value']]],
      ['if', ['eq', ['key'], 'a'], 'b', ['key']],
      'all',
    ])
    const value = this.pick(['long', 'string'] as const)
    const valueFn = this.valueExpression(from, value)
    const named = this.chance(40) ? { name: this.name('g') } : {}
    this.steps.push({ id: group, op: 'groupBy', of: from.id, keyFn, valueFn, key: 'string', value, ...named })
    const made = { kind: 'table', key: 'string', depth: from.depth + 1 } as const
    const step = { of: group, ...this.maybeName() }
    const op = this.pick(['count', 'reduce', 'aggregate'])
    if (op === 'count') {
      const store = this.materialized(this.chance(60) ? { key: 'string', value: 'long' } : {}, 60)
      this.add({ op, ...step, ...store }, { ...made, value: 'long' })
    } else if (op === 'reduce') {
      const [fn, subFn] =
        value === 'long'
          ? [
              ['add', ['agg'], ['value']],
              ['sub', ['agg'], ['value']],
            ]
          : [
              ['concat', ['agg'], '+', ['value']],
              ['if', ['gt', ['len', ['agg']], 12], null, ['concat', ['agg'], '-', ['value']]],
            ]
      this.add(
        { op, ...step, fn, subFn, ...this.materialized({ key: 'string', value }, 60) },
        { ...made, value },
      )
    } else {
      const fn = ['append', ['agg'], ['str', ['value']]]
      const subFn = [
        'if',
        ['eq', ['len', ['agg']], 1],
        this.pick([null, ['list']]),
        ['remove', ['agg'], ['str', ['value']]],
      ]
      const store = this.materialized({ key: 'string', value: 'json' }, 60)
      this.add({ op, ...step, init: ['list'], fn, subFn, ...store }, { ...made, value: 'json' })
    }
  }

  /** Writes out what would otherwise not be seen. */
  private finish(): void {
    for (const made of this.made.slice(-5)) {
      let from = made
      if (from.kind === 'table') {
        if (this.chance(30)) continue
        from = this.add({ op: 'toStream', of: from.id }, { ...from, kind: 'stream' })
      }
      this.sinks.push(from)
      const types =
        from.key === 'string' && this.chance(85)
          ? { key: 'string', value: from.value }
          : { value: from.value }
      if (this.chance(10)) {
        const topicFn = ['if', ['isNull', ['value']], 'gone', 'there']
        this.steps.push({ op: 'to', of: from.id, topicFn, ...types })
      } else {
        this.steps.push({ op: 'to', of: from.id, topic: this.name('out'), ...types, ...this.maybeName() })
      }
    }
  }

  private events(): Step[] {
    const topics = [
      'in',
      'in',
      ...new Set(this.steps.filter(s => s['topic'] !== undefined).map(s => s['topic'])),
    ].filter(topic => ['in', 'other', 'table'].includes(topic as string))
    const events: Step[] = []
    let time = this.below(20)
    for (let n = 8 + this.below(18); n > 0; n--) {
      const late = this.chance(25) ? this.below(40) : 0
      events.push({
        topic: this.pick(topics),
        key: this.chance(7) ? null : this.pick(['a', 'b', 'c']),
        value: this.chance(12) ? null : this.below(9),
        ts: Math.max(this.negative && this.chance(50) ? -5 : 0, time - late),
        ...(this.chance(12) && { headers: [['h', this.chance(20) ? null : `x${this.below(3)}`]] }),
      })
      if (this.chance(70)) time += this.below(this.chance(10) ? 60 : 8)
    }
    return events
  }
}
