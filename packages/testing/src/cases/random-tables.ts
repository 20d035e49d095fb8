/** Random steps of a table. */
import type { CaseDraft, Made } from './random-draft.ts'
import { joinTables } from './random-joins.ts'

/** Holds updates back: for a while, or until the window closes. */
function suppress(d: CaseDraft, from: Made): void {
  const closes = from.key === 'windowed' ? d.chance(70) : d.chance(2)
  const until = closes ? { windowCloses: true } : { timeLimitMs: d.pick([0, 5, 20, 60]) }
  const maxRecords = { maxRecords: d.below(4) }
  const maxBytes = { maxBytes: 60 + d.below(200) }
  const bounds = d.pick([maxRecords, maxRecords, maxBytes, { ...maxRecords, ...maxBytes }])
  // What a full buffer says of itself stands in dead letters, in words of our own: so not where a case goes on.
  const whenFull = closes || (!d.failing && d.chance(20)) ? 'shutDown' : 'emitEarly'
  const buffer = {
    ...(d.chance(closes ? 10 : 50) && { ...bounds, whenFull }),
    ...(d.chance(10) && { logging: false }),
  }
  const step = {
    op: 'suppress',
    of: from.id,
    until,
    ...(Object.keys(buffer).length > 0 && { buffer }),
    ...d.maybeName(),
  }
  d.add(step, { ...from, depth: from.depth + 1 })
}

export function growTable(d: CaseDraft, from: Made): void {
  const depth = from.depth + 1
  const of = from.id
  const named = d.maybeName()
  const types = d.chance(50) && from.key === 'string' ? { key: 'string' } : {}
  switch (d.below(from.key === 'string' ? 11 : 7)) {
    case 5:
    case 6:
      suppress(d, from)
      return
    case 7:
    case 8:
      joinTables(d, from)
      return
    case 9:
    case 10:
      groupTable(d, from)
      return
    case 0:
      d.add(
        {
          op: d.pick(['filter', 'filterNot']),
          of,
          fn: d.test(from),
          ...named,
          ...d.materialized(types, from.key === 'string' ? 50 : 0),
        },
        { ...from, depth },
      )
      return
    case 1: {
      const value = d.pick(['long', 'string'] as const)
      const fn = d.valueExpression(from, value)
      const store = from.key === 'string' ? d.materialized({ ...types, value }, 50) : {}
      d.add({ op: 'mapValues', of, fn, ...named, ...store }, { ...from, value, depth })
      return
    }
    case 2:
      if (from.key === 'windowed' && d.chance(50)) {
        const fn = d.keyExpression(from)
        d.add({ op: 'toStream', of, fn, ...named }, { ...from, kind: 'stream', key: 'string', depth })
        return
      }
      d.add({ op: 'toStream', of, ...named }, { ...from, kind: 'stream', depth })
      return
    default:
      d.add({ op: 'toStream', of, ...named }, { ...from, kind: 'stream', depth })
  }
}

function groupTable(d: CaseDraft, from: Made): void {
  const group = `s${d.steps.length}`
  const keyFn = d.pick([
    ['if', ['eq', ['key'], 'b'], null, ['str', ['value']]],
    ['if', ['eq', ['key'], 'a'], 'b', ['key']],
    'all',
  ])
  const value = d.pick(['long', 'string'] as const)
  const valueFn = d.valueExpression(from, value)
  const named = d.chance(40) ? { name: d.name('g') } : {}
  d.steps.push({ id: group, op: 'groupBy', of: from.id, keyFn, valueFn, key: 'string', value, ...named })
  const made = { kind: 'table', key: 'string', depth: from.depth + 1 } as const
  const step = { of: group, ...d.maybeName() }
  const op = d.pick(['count', 'reduce', 'aggregate'])
  if (op === 'count') {
    const store = d.materialized(d.chance(60) ? { key: 'string', value: 'long' } : {}, 60)
    d.add({ op, ...step, ...store }, { ...made, value: 'long' })
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
    d.add({ op, ...step, fn, subFn, ...d.materialized({ key: 'string', value }, 60) }, { ...made, value })
  } else {
    const fn = ['append', ['agg'], ['str', ['value']]]
    const subFn = [
      'if',
      ['eq', ['len', ['agg']], 1],
      d.pick([null, ['list']]),
      ['remove', ['agg'], ['str', ['value']]],
    ]
    const store = d.materialized({ key: 'string', value: 'json' }, 60)
    d.add({ op, ...step, init: ['list'], fn, subFn, ...store }, { ...made, value: 'json' })
  }
}
