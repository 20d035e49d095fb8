/** Random steps of a stream. */
import { aggregate, cogroup } from './random-aggregates.ts'
import type { CaseDraft, Made } from './random-draft.ts'
import { join, joinStreams } from './random-joins.ts'

export function growStream(d: CaseDraft, from: Made): void {
  const depth = from.depth + 1
  const of = from.id
  const named = d.maybeName()
  const value = d.pick(['long', 'long', 'string'] as const)
  const stays = { kind: 'stream', key: from.key, value: from.value, depth } as const
  const rekeyed = { kind: 'stream', key: 'string', value: from.value, depth } as const
  switch (d.below(from.key === 'windowed' ? 7 : 21)) {
    case 19:
    case 20:
      cogroup(d, from)
      return
    case 17:
    case 18:
      joinStreams(d, from)
      return
    case 0:
      d.add({ op: d.pick(['filter', 'filterNot']), of, fn: d.test(from), ...named }, stays)
      return
    case 1:
      d.add({ op: 'mapValues', of, fn: d.valueExpression(from, value), ...named }, { ...stays, value })
      return
    case 2:
      d.add({ op: 'selectKey', of, fn: d.keyExpression(from), ...named }, rekeyed)
      return
    case 3: {
      const keyFn = d.keyExpression(from)
      d.add(
        { op: 'map', of, keyFn, valueFn: d.valueExpression(from, value), ...named },
        { ...rekeyed, value },
      )
      return
    }
    case 4: {
      const item = d.valueExpression(from, value)
      const fn = ['if', d.test(from), ['list', item, item], ['list']]
      d.add({ op: 'flatMapValues', of, fn, ...named }, { ...stays, value })
      return
    }
    case 5:
      d.add({ op: 'peek', of, ...named }, stays)
      return
    case 6:
      split(d, from)
      return
    case 7: {
      const pair = ['list', d.keyExpression(from), d.valueExpression(from, value)]
      const fn = ['each', ['range', d.below(3)], pair]
      d.add({ op: 'flatMap', of, fn, ...named }, { ...rekeyed, value })
      return
    }
    case 8:
      merge(d, from)
      return
    case 9:
      repartition(d, from)
      return
    case 10:
      toTable(d, from)
      return
    case 11:
    case 12:
      join(d, from)
      return
    default:
      aggregate(d, from)
  }
}

function split(d: CaseDraft, from: Made): void {
  const depth = from.depth + 1
  const branches = Array.from({ length: 1 + d.below(2) }, () => ({
    id: d.name('b'),
    fn: d.test(from),
    ...(d.chance(30) && { name: d.name('br') }),
  }))
  const last = d.chance(60) ? { default: { id: d.name('b') } } : {}
  d.steps.push({ op: 'split', of: from.id, branches, ...last, ...d.maybeName() })
  for (const { id } of [...branches, ...Object.values(last)]) d.made.push({ ...from, id, depth })
}

function merge(d: CaseDraft, from: Made): void {
  const others = d.made.filter(
    m => m.kind === 'stream' && m.key === from.key && m.value === from.value && m !== from,
  )
  if (others.length === 0) return
  const other = d.pick(others)
  const depth = Math.max(from.depth, other.depth) + 1
  d.add({ op: 'merge', of: from.id, with: other.id, ...d.maybeName() }, { ...from, depth })
}

function repartition(d: CaseDraft, from: Made): void {
  const name = d.chance(50) ? { name: d.name('rp') } : {}
  d.add({ op: 'repartition', of: from.id, ...d.types(from), ...name }, { ...from, depth: from.depth + 1 })
}

function toTable(d: CaseDraft, from: Made): void {
  const step = {
    op: 'toTable',
    of: from.id,
    ...d.maybeName(),
    ...d.materialized(d.types(from), 60),
  }
  d.add(step, { kind: 'table', key: 'string', value: from.value, depth: from.depth + 1 })
}
