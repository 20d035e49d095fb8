/** Random aggregations of streams, with windows or without. */
import type { CaseDraft, Made, Step } from './random-draft.ts'

/** What an aggregation works on. */
interface Windowed {
  readonly of: string
  readonly type: 'none' | 'tumbling' | 'hopping' | 'sliding' | 'session' | 'unlimited'
  readonly closes: boolean
}

export function aggregate(d: CaseDraft, from: Made): void {
  const depth = from.depth + 1
  const windowed = windowedBy(d, group(d, from), true)
  const { of } = windowed
  const named = d.maybeName()
  const key = windowed.type === 'none' ? 'string' : 'windowed'
  const made = { kind: 'table', key, depth } as const
  const op = d.pick(['count', 'reduce', 'aggregate'])
  if (op === 'count') {
    const store = stored(d, windowed, d.chance(60) ? { key: 'string', value: 'long' } : {})
    d.add({ op, of, ...named, ...store }, { ...made, value: 'long' })
  } else if (op === 'reduce') {
    const fn =
      from.value === 'long'
        ? ['if', ['isNull', ['value']], 3, ['add', ['agg'], ['value']]]
        : ['concat', ['agg'], ['value']]
    const store = stored(d, windowed, d.types(from))
    d.add({ op, of, fn, ...named, ...store }, { ...made, value: from.value })
  } else {
    const fn = folding(d, windowed.type === 'sliding')
    const store = stored(d, windowed, { key: 'string', value: 'json' })
    const merger = windowed.type === 'session' ? { mergeFn: merging() } : {}
    d.add({ op, of, init: ['list'], fn, ...merger, ...named, ...store }, { ...made, value: 'json' })
  }
}

/** Folds one, two or three streams into one aggregate. */
export function cogroup(d: CaseDraft, from: Made): void {
  const others = d.made.filter(m => m.kind === 'stream' && m.key === 'string')
  const streams = [from, ...Array.from({ length: d.below(3) }, () => d.pick(others))]
  let of = ''
  for (const stream of streams) {
    const grouped = group(d, stream)
    const id = `s${d.steps.length}`
    const step = of === '' ? { of: grouped } : { of, with: grouped }
    d.steps.push({ id, op: 'cogroup', ...step, fn: folding(d, true) })
    of = id
  }
  const windowed = windowedBy(d, of, false)
  const depth = Math.max(...streams.map(stream => stream.depth)) + 1
  const key = windowed.type === 'none' ? 'string' : 'windowed'
  const merger = windowed.type === 'session' ? { mergeFn: merging() } : {}
  // Each stream has a time of its own, so what one still writes may be long gone for another.
  const store = stored(d, { ...windowed, closes: windowed.type !== 'none' }, { key: 'string', value: 'json' })
  const step = { op: 'aggregate', of: windowed.of, init: ['list'], ...merger, ...d.maybeName(), ...store }
  d.add(step, { kind: 'table', key, value: 'json', depth })
}

/** Groups a stream by its key or another one; gives the id of the group. */
function group(d: CaseDraft, from: Made): string {
  const given = d.chance(70) ? { ...d.types(from), ...(d.chance(40) && { name: d.name('g') }) } : {}
  const id = `s${d.steps.length}`
  const of = from.id
  d.steps.push(
    d.chance(40)
      ? { id, op: 'groupBy', of, fn: d.keyExpression(from), ...d.types(from), ...given }
      : { id, op: 'groupByKey', of, ...given },
  )
  return id
}

/** Often cuts a group into windows. */
function windowedBy(d: CaseDraft, of: string, mayClose: boolean): Windowed {
  if (!d.chance(45)) return { of, type: 'none', closes: false }
  d.windowed = true
  const id = `s${d.steps.length}`
  const windows = randomWindows(d)
  const closes = mayClose && windows.type !== 'unlimited' && d.chance(25)
  d.steps.push({ id, op: 'windowedBy', of, windows, ...(closes && { emit: 'onWindowClose' }) })
  return { of: id, type: windows.type, closes }
}

/** Windows that were long gone are found as long as they lie in Kafka Streams' cache; ours are not. */
function stored(d: CaseDraft, { type, closes }: Windowed, types: Step): Step {
  const store = d.materialized(types, 60)
  if (!d.caching || !(type === 'session' || type === 'sliding' || closes)) return store
  return { materialized: { ...(store['materialized'] as Step), retentionMs: 10_000 } }
}

/**
 * Appends to a list, and empties or deletes it when it is long. Kafka Streams fails when a sliding window was deleted and its cache
 * still knows.
 */
function folding(d: CaseDraft, isSliding: boolean): unknown {
  const ended = d.pick(d.caching && isSliding ? [['list']] : [null, ['list']])
  return ['if', ['gt', ['len', ['agg']], 3], ended, ['append', ['agg'], ['str', ['value']]]]
}

/** Joins two lists, with a mark of the order; one that has nothing is the other. */
function merging(): unknown {
  const joined = ['extend', ['append', ['agg'], '+'], ['other']]
  return ['if', ['isNull', ['other']], ['agg'], ['if', ['isNull', ['agg']], ['other'], joined]]
}

function randomWindows(d: CaseDraft): Step & { readonly type: Exclude<Windowed['type'], 'none'> } {
  const sizeMs = d.pick([5, 10, 30])
  const grace = d.chance(50) ? { graceMs: d.pick([0, 5, 20]) } : {}
  switch (d.below(13)) {
    case 0:
    case 1:
    case 2:
      return { type: 'session', gapMs: d.pick([0, 3, 8, 20]), ...grace }
    case 3:
      return { type: 'unlimited', ...(d.chance(40) && { startMs: d.pick([0, 10, 30]) }) }
    case 4:
    case 5:
    case 6:
      return { type: 'tumbling', sizeMs, ...grace }
    case 7:
    case 8:
    case 9:
      return { type: 'hopping', sizeMs, advanceMs: 1 + d.below(sizeMs), ...grace }
    default:
  }
  return { type: 'sliding', differenceMs: d.pick([1, 4, 10, 25]), ...grace }
}
