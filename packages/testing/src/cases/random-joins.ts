/** Random joins of streams and tables. */
import type { CaseDraft, Made } from './random-draft.ts'

export function join(d: CaseDraft, stream: Made): void {
  const tables = d.made.filter(m => m.kind === 'table' && m.key === 'string')
  if (tables.length === 0) return
  const table = d.pick(tables)
  const op = d.pick(['join', 'leftJoin'])
  const grace = graceOf(d)
  // Kafka Streams fails where a record without a key is to wait.
  const from = grace !== null && op === 'leftJoin' ? withKeys(d, stream) : stream
  const step = {
    op,
    of: from.id,
    with: table.id,
    fn: ['concat', ['value'], '/', ['other'], d.chance(30) ? ['key'] : ''],
    ...(d.chance(80) && d.types(from)),
    ...grace,
    ...d.maybeName(),
  }
  const depth = Math.max(from.depth, table.depth) + 1
  d.add(step, { kind: 'stream', key: 'string', value: 'string', depth })
}

/** Often a grace period where there is a versioned table, which is what it needs; seldom elsewhere. */
function graceOf(d: CaseDraft): { graceMs: number } | null {
  const isVersioned = JSON.stringify(d.steps).includes('versionedMs')
  return d.chance(isVersioned ? 60 : 2) ? { graceMs: d.pick([0, 5, 10, 20, 60]) } : null
}

function withKeys(d: CaseDraft, from: Made): Made {
  return d.add(
    { op: 'filter', of: from.id, fn: ['not', ['isNull', ['key']]] },
    { ...from, depth: from.depth + 1 },
  )
}

export function joinStreams(d: CaseDraft, from: Made): void {
  const other = d.pick(d.made.filter(m => m.kind === 'stream' && m.key === 'string'))
  const differenceMs = d.pick([0, 3, 10])
  const windows = {
    differenceMs,
    ...(d.chance(60) && { graceMs: d.pick([0, 4, 15]) }),
    ...(d.chance(25) && { beforeMs: d.pick([0, 2, 12]) }),
    ...(d.chance(25) && { afterMs: d.pick([0, 5, 20]) }),
  }
  const step = {
    op: d.pick(['join', 'leftJoin', 'outerJoin']),
    of: from.id,
    with: other.id,
    fn: ['concat', ['value'], '&', ['other'], d.chance(30) ? ['key'] : ''],
    windows,
    ...(d.chance(90) && { ...d.types(from), otherValue: other.value }),
    ...d.maybeName(),
    ...(d.chance(15) && { storeName: d.name('js') }),
    ...(d.chance(10) && { logging: false }),
  }
  const depth = Math.max(from.depth, other.depth) + 1
  d.add(step, { kind: 'stream', key: 'string', value: 'string', depth })
}

/** One of the keys that there are, or none, by the value. */
function foreignKey(from: Made): unknown {
  const n = from.value === 'long' ? ['value'] : ['len', ['str', ['value']]]
  const third = ['if', ['eq', ['mod', n, 3], 1], 'b', ['concat', 'c', ['if', ['eq', n, 5], ['key'], '']]]
  return ['if', ['eq', ['mod', n, 4], 3], null, ['if', ['eq', ['mod', n, 3], 0], 'a', third]]
}

export function joinTables(d: CaseDraft, from: Made): void {
  const tables = d.made.filter(m => m.kind === 'table' && m.key === 'string')
  const other = d.pick(tables)
  const depth = Math.max(from.depth, other.depth) + 1
  const value = d.pick(['string', 'long'] as const)
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
  const store = d.materialized(d.chance(60) ? { key: 'string', value } : {}, 60)
  const byForeignKey = d.chance(30) ? { foreignKey: foreignKey(from) } : {}
  const op = d.pick('foreignKey' in byForeignKey ? ['join', 'leftJoin'] : ['join', 'leftJoin', 'outerJoin'])
  d.add(
    { op, of: from.id, with: other.id, ...byForeignKey, fn, ...d.maybeName(), ...store },
    { kind: 'table', key: 'string', value, depth },
  )
}
