/** Figures against those of Kafka's own classes; the rules of names, levels, parents and removal. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { METRICS_DEFAULT, MetricsRegistry, type MetricsSettings, type Stat, ThreadMetrics } from './index.ts'
import { measurable } from './stats.ts'

const STATS: readonly Stat[] = [
  ...(['avg', 'min', 'max', 'total', 'count', 'value', 'rate', 'countRate'] as const),
  ...(['windowedSum', 'windowedCount'] as const),
]

test('every stat gives the figures of Kafka, over samples that fill, pass and are forgotten', () => {
  const url = new URL('golden/stats.json', import.meta.url)
  // [ms, value] records, [ms, null, figures...] measures all.
  const steps: [number, number | null, ...(number | null)[]][] = JSON.parse(readFileSync(url, 'utf8'))
  const stats = STATS.map(stat => measurable(stat, { samples: 3, windowMs: 1000 })!)
  let measured = 0
  for (const [ms, value, ...figures] of steps) {
    const nowMs = 1_000_000 + ms
    if (value !== null) for (const stat of stats) stat.record(value, nowMs)
    else {
      measured++
      const found = stats.map(stat => stat.measure(nowMs))
      expect(found, `at ${ms} ms`).toEqual(figures.map(figure => figure ?? Number.NaN))
    }
  }
  expect(measured).toBeGreaterThan(30)
})

function registry(settings: Partial<MetricsSettings> = {}) {
  const clock = { ms: 0 }
  return { clock, metrics: new MetricsRegistry({ ...METRICS_DEFAULT, ...settings }, () => clock.ms) }
}

const figures = (metrics: MetricsRegistry | ThreadMetrics): Record<string, number> =>
  Object.fromEntries(metrics.metrics().map(one => [one.metricName.name, one.metricValue()]))

test('a sensor of a processor has the names, groups, tags and figures of Kafka Streams', () => {
  const thread = new ThreadMetrics(registry().metrics, 'main')
  const lookup = thread.addLatencyRateTotalSensor('cache', 'entity', 'lookup', 'INFO', { k1: 'v1' })
  thread.addRateTotalSensor('cache', 'entity', 'hits', 'DEBUG').record()
  const mine = thread.addSensor('mine', 'INFO', lookup)
  mine.add({ name: 'm-total', group: 'my-group', tags: { x: 'y' }, description: 'd' }, 'total')
  for (let n = 0; n < 3; n++) {
    lookup.record(5)
    mine.record(2)
  }
  const rows = thread.metrics().map(({ metricName: { description, group, name, tags }, metricValue }) => {
    const sorted = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))
    return `${group} ${name} {${sorted.map(pair => pair.join('=')).join(', ')}} = ${metricValue()}   # ${description}`
  })
  expect(rows.sort()).toEqual([
    'my-group m-total {x=y} = 6   # d',
    'stream-cache-metrics hits-rate {cache-id=entity, thread-id=main} = 0   # The average number of hits operations per second',
    'stream-cache-metrics hits-total {cache-id=entity, thread-id=main} = 0   # The total number of hits operations',
    'stream-cache-metrics lookup-latency-avg {cache-id=entity, k1=v1, thread-id=main} = 3.5   # The average latency of lookup',
    'stream-cache-metrics lookup-latency-max {cache-id=entity, k1=v1, thread-id=main} = 5   # The maximum latency of lookup',
    'stream-cache-metrics lookup-rate {cache-id=entity, k1=v1, thread-id=main} = 0.2   # The average number of lookup operations per second',
    'stream-cache-metrics lookup-total {cache-id=entity, k1=v1, thread-id=main} = 6   # The total number of lookup operations',
  ])
})

test('a sensor of one name is one sensor, and one metric belongs to one sensor', () => {
  const { metrics } = registry()
  const thread = new ThreadMetrics(metrics, 'a')
  const first = thread.addRateTotalSensor('scope', 'entity', 'op')
  expect(thread.addRateTotalSensor('scope', 'entity', 'op')).toBe(first)
  expect(thread.metrics()).toHaveLength(2)
  expect(new ThreadMetrics(metrics, 'b').addRateTotalSensor('scope', 'entity', 'op')).not.toBe(first)
  expect(thread.metrics()).toHaveLength(4)
  const other = thread.addSensor('other')
  expect(() => other.add(thread.metrics()[0]!.metricName, 'max')).toThrow(
    /sensor external\.a.* has a metric op-rate/,
  )
  expect(other.hasMetrics()).toBe(false)
})

test('levels: a sensor finer than what is recorded records nothing, nor do its parents hear of it', () => {
  for (const [recordingLevel, recorded] of [
    ['INFO', 1],
    ['DEBUG', 2],
    ['TRACE', 3],
  ] as const) {
    const { metrics } = registry({ recordingLevel })
    const all = metrics.sensor('all')
    all.add({ name: 'all', group: 'g' }, 'count')
    for (const level of ['INFO', 'DEBUG', 'TRACE'] as const) {
      const sensor = metrics.sensor(level, level, [all])
      sensor.record()
      const isRecorded = ['INFO', 'DEBUG', 'TRACE'].indexOf(level) < recorded
      expect(sensor.shouldRecord(), `${level} at ${recordingLevel}`).toBe(isRecorded)
    }
    expect(figures(metrics)).toEqual({ all: recorded })
  }
})

test('a removed sensor takes its metrics and its children along, and may come again', () => {
  const { metrics } = registry()
  const thread = new ThreadMetrics(metrics, 'main')
  const parent = thread.addRateTotalSensor('s', 'e', 'parent')
  const child = thread.addSensor('child', 'INFO', parent)
  child.add({ name: 'child', group: 'g' }, 'value')
  thread.addSensor('grandchild', 'INFO', child).add({ name: 'grandchild', group: 'g' }, 'value')
  thread.addSensor('apart').add({ name: 'apart', group: 'g' }, 'value')
  thread.removeSensor(parent)
  expect(Object.keys(figures(thread))).toEqual(['apart'])
  const again = thread.addRateTotalSensor('s', 'e', 'parent')
  expect(again).not.toBe(parent)
  again.record()
  thread.removeSensor(parent)
  expect(figures(thread)['parent-total']).toBe(1)
})

test('a value counts as of its own time where one is given', () => {
  const { clock, metrics } = registry({ samples: 2, windowMs: 1000 })
  const sensor = metrics.sensor('s')
  sensor.add({ name: 'max', group: 'g' }, 'max')
  clock.ms = 10_000
  sensor.record(7, 5000)
  expect(figures(metrics)).toEqual({ max: Number.NaN })
  sensor.record(3)
  expect(figures(metrics)).toEqual({ max: 3 })
})

test('what cannot be is refused by name', () => {
  const { metrics } = registry()
  const thread = new ThreadMetrics(metrics, 'main')
  const sensor = thread.addSensor('s')
  expect(() => thread.addSensor('t', 'LOUD' as never)).toThrow('there is no recording level LOUD')
  expect(() => thread.addSensor('t', 'INFO', sensor, sensor)).toThrow('sensor t has a parent twice')
  expect(() => sensor.add({ name: 'p99', group: 'g' }, 'p99' as never)).toThrow('there is no stat p99')
  expect(() => sensor.add({ name: 'x', group: 'g' }, 'toString' as never)).toThrow(
    'there is no stat toString',
  )
  expect(() => thread.addRateTotalSensor('s', '', 'op')).toThrow('a sensor needs the name of its entity')
  expect(thread.metrics()).toEqual([])
})
