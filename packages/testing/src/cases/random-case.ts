/**
 * Random cases of the operators we have: topologies up to a given depth, with nulls, tombstones, late, equal and out-of-order
 * times and headers. One seed, one case.
 *
 * 1. Every case is within the grammar; it may fail to build in Kafka Streams, and then must fail here too.
 * 2. Values stay small, so that no arithmetic leaves the safe range.
 */

import { CaseDraft, type Step } from './random-draft.ts'
import { growProcessors, processorConfig } from './random-processors.ts'
import { growStream } from './random-streams.ts'
import { growTable } from './random-tables.ts'
import { randomTopology } from './random-topology.ts'

export { randomFrom } from './random-draft.ts'

/** The case of a seed, ready to be printed as JSON. */
export function randomCase(seed: number, depthMax = 6): Record<string, unknown> {
  const d = new CaseDraft(seed)
  const isBare = d.chance(7)
  const topology = isBare ? randomTopology(d) : undefined
  if (!isBare) {
    sources(d)
    for (let n = 2 + d.below(7); n > 0; n--) grow(d, depthMax)
    growProcessors(d)
    finish(d)
  }
  // A record that is dropped for its time counts as waiting here until it is its turn.
  d.idling = d.chance(6) && !d.negative
  const types = { key: 'string', value: 'long' }
  return {
    id: seed,
    config: { ...config(d), ...processorConfig(d) },
    topics: Object.fromEntries(['in', 'other', 'table', ...d.extraTopics].map(topic => [topic, types])),
    ...(topology === undefined ? { steps: d.steps } : { topology }),
    events: events(d),
    internal: true,
    // Kafka Streams shows expired windows as long as they lie in its cache; ours are gone when they expire.
    ...(d.caching && d.windowed && { dump: false }),
  }
}

function config(d: CaseDraft): Step {
  return {
    ...(d.chance(40) && {
      'topology.optimization': d.pick(['all', 'merge.repartition.topics', 'none']),
    }),
    ...(d.caching && { 'statestore.cache.max.bytes': 10_000_000 }),
    ...(d.chance(30) && { 'default.key.serde': 'string', 'default.value.serde': 'long' }),
    ...(d.chance(15) && { 'dsl.store.suppliers.class': 'rocksdb' }),
    ...(d.chance(d.failing ? 80 : 10) && { 'processing.exception.handler': 'continue' }),
    // Of what waited in a cache or a buffer Kafka Streams may know the input record's bytes; here a restart changes nothing.
    ...(d.chance(10) &&
      !d.caching &&
      // What cannot be serialized, or has nowhere to go, is told in words of our own.
      d.steps.length > 0 &&
      !d.steps.some(step => step['windows'] !== undefined && step['otherValue'] === undefined) &&
      !d.steps.some(step => step['op'] === 'suppress') && { 'errors.dead.letter.queue.topic.name': 'dead' }),
  }
}

function sources(d: CaseDraft): void {
  const plain = { key: 'string', value: 'long' }
  const holds = { key: 'string', value: 'long', depth: 0 } as const
  const time = timestamp(d)
  d.add({ op: 'stream', topic: 'in', ...plain, ...time, ...d.maybeName() }, { kind: 'stream', ...holds })
  if (d.chance(60)) {
    d.add({ op: 'stream', topic: 'other', ...plain, ...d.maybeName() }, { kind: 'stream', ...holds })
  }
  if (d.chance(15)) {
    d.add({ op: 'stream', topic: 'in', ...plain }, { kind: 'stream', ...holds })
  }
  if (d.chance(70)) {
    const materialized = tableStore(d)
    const step = { op: 'table', topic: 'table', ...plain, ...d.maybeName(), ...materialized }
    d.add(step, { kind: 'table', ...holds })
  }
}

function timestamp(d: CaseDraft): Step {
  if (d.chance(80)) return {}
  const timestamp = d.pick([
    'skipInvalid',
    'partitionTimeOnInvalid',
    ['add', ['ts'], ['coalesce', ['value'], 0]],
    ['if', ['gt', ['partitionTime'], 40], -1, ['max', ['ts'], 0]],
  ])
  d.negative = true
  return { timestamp }
}

function tableStore(d: CaseDraft): Step {
  if (d.chance(50)) return {}
  if (d.chance(50)) {
    const versionedMs = d.pick([10, 50, 1000])
    return { materialized: { name: d.name('st'), store: { versionedMs } } }
  }
  return d.materialized({}, 60)
}

function grow(d: CaseDraft, depthMax: number): void {
  const open = d.made.filter(m => m.depth < depthMax)
  const from = open[open.length - 1 - d.below(Math.min(open.length, 4))]
  if (from === undefined) return
  if (from.kind === 'table') growTable(d, from)
  else growStream(d, from)
}

/** Writes out what would otherwise not be seen. */
function finish(d: CaseDraft): void {
  for (const made of d.made.slice(-5)) {
    let from = made
    if (from.kind === 'table') {
      if (d.chance(30)) continue
      from = d.add({ op: 'toStream', of: from.id }, { ...from, kind: 'stream' })
    }
    const types =
      from.key === 'string' && d.chance(85) ? { key: 'string', value: from.value } : { value: from.value }
    if (d.chance(10)) {
      const topicFn = ['if', ['isNull', ['value']], 'gone', 'there']
      d.steps.push({ op: 'to', of: from.id, topicFn, ...types })
    } else {
      d.steps.push({ op: 'to', of: from.id, topic: d.name('out'), ...types, ...d.maybeName() })
    }
  }
}

function events(d: CaseDraft): Step[] {
  const topics = [
    'in',
    'in',
    ...new Set(d.steps.filter(s => s['topic'] !== undefined).map(s => s['topic'])),
    ...d.extraTopics,
  ].filter(topic => ['in', 'other', 'table', ...d.extraTopics].includes(topic as string))
  const events: Step[] = []
  let time = d.below(20)
  for (let n = 8 + d.below(18); n > 0; n--) {
    if (d.idling && d.chance(15)) events.push({ wallClock: d.pick([1, 15, 50]) })
    const late = d.chance(25) ? d.below(40) : 0
    events.push({
      topic: d.pick(topics),
      key: d.chance(7) ? null : d.pick(['a', 'b', 'c']),
      value: d.chance(12) ? null : d.below(9),
      ts: Math.max(d.negative && d.chance(50) ? -5 : 0, time - late),
      ...(d.chance(12) && { headers: [['h', d.chance(20) ? null : `x${d.below(3)}`]] }),
    })
    if (d.chance(70)) time += d.below(d.chance(10) ? 60 : 8)
  }
  return events
}
