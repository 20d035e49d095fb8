/**
 * Records that wait for their windows against the same records folded at once: what comes out and what is logged is the same, in
 * the same order. With a handler that goes on behind an error each record is folded at once, so one topology plays both.
 */
import {
  bytes,
  double,
  float,
  hopping,
  json,
  type KStream,
  long,
  type ProcessorTask,
  type RecordCache,
  type Serde,
  StreamsBuilder,
  string,
  type TimeWindowedCogroupedKStream,
  type TimeWindowedKStream,
  type TimeWindows,
  type Topology,
  timeWindowed,
  WindowState,
} from '@moldau/streams'
import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { CachedTasks } from './cached-tasks.ts'

const SIZE_MS = 60
const BIG = 1 << 30

interface Input {
  readonly key: string
  readonly value: Uint8Array | null
  readonly timestamp: number
  readonly header: string | null
}

/** A task, and all that it produced or dropped, in order. */
class Play {
  readonly produced: string[] = []
  readonly cache: RecordCache
  readonly task: ProcessorTask
  private readonly tasks: CachedTasks

  constructor(topology: Topology, atOnce: boolean, cacheBytes: number) {
    this.tasks = new CachedTasks(topology, {
      cacheBytes,
      config: { 'processing.exception.handler': atOnce ? 'continue' : 'fail' },
      onProduced: ({ headers, key, timestamp, topic, value }) =>
        this.produced.push(JSON.stringify([topic, key ?? 'null', value ?? 'null', timestamp, ...headers])),
      onDropped: (node, reason) => this.produced.push(`dropped by ${node}: ${reason}`),
    })
    this.cache = this.tasks.cache!
    this.task = this.tasks.tasks[0]!
  }

  process(input: Input): void {
    this.tasks.process({ topic: 'in', ...input })
  }

  get windows(): WindowState<unknown, unknown> {
    return this.tasks.store('windows') as WindowState<unknown, unknown>
  }
}

type Grouped = TimeWindowedKStream<string, unknown>

interface Case {
  readonly value: Serde<unknown>
  readonly result: Serde<unknown>
  readonly arbitrary: fc.Arbitrary<unknown>
  /** Another way to the aggregation's input; default: none. */
  readonly before?: (stream: KStream<string, unknown>) => KStream<string, unknown>
  /** Others that read the input, behind the aggregation. */
  readonly after?: (stream: KStream<string, unknown>) => void
  /** Other streams that go into the same windows. */
  readonly cogroup?: (stream: KStream<string, unknown>) => { windowedBy(windows: TimeWindows): unknown }
  readonly aggregate: (
    windowed: Grouped,
    store: { name: string; value: Serde<unknown> },
  ) => { toStream(): unknown }
}

interface Trade {
  readonly price: number
  readonly tags: string[]
}
const trades = fc.record({
  price: fc.integer({ min: 0, max: 9 }),
  tags: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
})
const plain = fc.record({ n: fc.integer({ min: 0, max: 9 }) })
const texts = fc.constantFrom('a', 'b', 'c', '')

function sumOf(read: (value: unknown) => number): Case['aggregate'] {
  return (windowed, store) =>
    windowed.aggregate(
      () => ({ sum: 0 }),
      (_key, value, all) => ({ sum: all.sum + (value === null ? 0 : read(value)) }),
      store as never,
    )
}

const cases: Record<string, Case> = {
  count: {
    value: string() as Serde<unknown>,
    result: long() as Serde<unknown>,
    arbitrary: texts,
    aggregate: (windowed, store) => windowed.count(store as never),
  },
  'reduce of texts': {
    value: string() as Serde<unknown>,
    result: string() as Serde<unknown>,
    arbitrary: texts,
    aggregate: (windowed, store) => windowed.reduce((a, b) => `${a}${b}`, store as never),
  },
  'aggregate that reads key and value, and deletes': {
    value: string() as Serde<unknown>,
    result: string() as Serde<unknown>,
    arbitrary: texts,
    aggregate: (windowed, store) =>
      windowed.aggregate(
        () => '|',
        (key, value, all) => (value === 'c' ? null : `${all}${key}${value}`) as string,
        store as never,
      ),
  },
  'float, which rounds at each step': {
    value: double() as Serde<unknown>,
    result: float() as Serde<unknown>,
    arbitrary: fc.constantFrom(0.1, 1e8, -3.3),
    aggregate: (windowed, store) =>
      windowed.aggregate(
        () => 0,
        (_key, value, sum) => sum + ((value as number | null) ?? 0),
        store as never,
      ),
  },
  'reduce that changes what it was given': {
    value: json() as Serde<unknown>,
    result: json() as Serde<unknown>,
    arbitrary: plain,
    aggregate: (windowed, store) =>
      windowed.reduce((a, b) => {
        const all = a as { n: number }
        all.n = all.n * 10 + ((b as { n: number } | null)?.n ?? 7)
        return all
      }, store as never),
  },
  'aggregate that keeps the value within': {
    value: json() as Serde<unknown>,
    result: json() as Serde<unknown>,
    arbitrary: trades,
    aggregate: (windowed, store) =>
      windowed.aggregate(
        () => ({ last: null as Trade | null, all: [] as Trade[] }),
        (_key, value, all) => {
          if (value === null) return all
          if (all.last !== null) all.last.tags.push('seen')
          all.all.push(value as Trade)
          all.last = value as Trade
          return all
        },
        store as never,
      ),
  },
  'aggregate that gives the value back': {
    value: json() as Serde<unknown>,
    result: json() as Serde<unknown>,
    arbitrary: trades,
    aggregate: (windowed, store) =>
      windowed.aggregate(
        () => ({ price: 0, tags: [] as string[] }),
        (_key, value, all) => {
          all.tags.push('old')
          return (value ?? all) as Trade
        },
        store as never,
      ),
  },
  'flat values that somebody else changes later': {
    value: json() as Serde<unknown>,
    result: json() as Serde<unknown>,
    arbitrary: plain,
    after: stream =>
      stream.foreach((_key, value) => {
        if (value !== null) (value as { n: number }).n = -1
      }),
    aggregate: sumOf(value => (value as { n: number }).n),
  },
  'deep values that somebody else changes later': {
    value: json() as Serde<unknown>,
    result: json() as Serde<unknown>,
    arbitrary: trades,
    after: stream => stream.foreach((_key, value) => (value as Trade | null)?.tags.push('later')),
    aggregate: sumOf(value => (value as Trade).tags.length),
  },
  'deep values without bytes': {
    value: json() as Serde<unknown>,
    result: json() as Serde<unknown>,
    arbitrary: plain,
    before: stream =>
      stream.mapValues(value =>
        value === null ? null : { tags: [(value as { n: number }).n] },
      ) as unknown as KStream<string, unknown>,
    after: stream => stream.foreach((_key, value) => (value as { tags: number[] } | null)?.tags.push(9)),
    aggregate: sumOf(value => (value as { tags: number[] }).tags.reduce((a, b) => a + b)),
  },
  'bytes that are lent': {
    value: bytes() as Serde<unknown>,
    result: bytes() as Serde<unknown>,
    arbitrary: fc.uint8Array({ maxLength: 3 }),
    aggregate: (windowed, store) =>
      windowed.reduce((a, b) => Buffer.concat([a, b ?? new Uint8Array(1)] as Uint8Array[]), store as never),
  },
  'aggregate that reads the context of its record': {
    value: string() as Serde<unknown>,
    result: string() as Serde<unknown>,
    arbitrary: texts,
    aggregate: (windowed, store) =>
      windowed.aggregate(
        ({ offset }) => `from ${offset}`,
        (_key, value, all, { topic, partition, offset, timestamp, headers }) =>
          `${all}|${value} ${topic}-${partition} ${offset} ${timestamp} ${headers.map(([name, it]) => name + it)}`,
        store as never,
      ),
  },
  'two streams into one table': {
    value: string() as Serde<unknown>,
    result: string() as Serde<unknown>,
    arbitrary: texts,
    cogroup: stream =>
      stream
        .groupByKey()
        .cogroup<string>((_key, value, all) => `${all}-${value}`)
        .cogroup(stream.filter((_key, value) => value !== 'a').groupByKey(), (key, value, all) =>
          value === 'b' ? all : `${all}+${key}${value}`,
        ),
    aggregate: (windowed, store) =>
      (windowed as unknown as TimeWindowedCogroupedKStream<string, string>).aggregate(
        () => '',
        store as never,
      ),
  },
  'top list, which is silent when nothing changed': {
    value: json() as Serde<unknown>,
    result: json() as Serde<unknown>,
    arbitrary: plain,
    aggregate: (windowed, store) =>
      windowed.topN(2, (a, b) => (b as { n: number }).n - (a as { n: number }).n, {
        ...store,
        value: json() as never,
      } as never),
  },
}

function topologyOf(
  { value, result, before, after, cogroup, aggregate }: Case,
  advanceMs: number,
  graceMs: number,
): Topology {
  const builder = new StreamsBuilder()
  let stream: KStream<string, unknown> = builder.stream('in', { key: string(), value })
  if (before !== undefined) stream = before(stream)
  const grouped = cogroup?.(stream) ?? stream.groupByKey({ key: string(), value } as never)
  const windowed = grouped.windowedBy(hopping(SIZE_MS, advanceMs, { grace: graceMs }))
  const table = aggregate(windowed as Grouped, { name: 'windows', value: result }) as ReturnType<
    Grouped['count']
  >
  table.toStream().to('out', { key: timeWindowed(string(), SIZE_MS) as never, value: result as never })
  after?.(stream)
  return builder.build()
}

type Act =
  | { readonly kind: 'record'; readonly input: Input }
  | { readonly kind: 'commit' }
  | { readonly kind: 'read' }

function acts({ arbitrary, value }: Case): fc.Arbitrary<Act[]> {
  const record = fc.record({
    kind: fc.constant('record' as const),
    input: fc.record({
      key: fc.constantFrom('a', 'b', 'ab'),
      value: fc.option(
        arbitrary.map(one => value.serialize('', one)),
        { freq: 8 },
      ),
      timestamp: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 0, max: 300 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000 }) },
      ),
      header: fc.option(fc.constantFrom('1', '2'), { freq: 3 }),
    }),
  })
  const ordered = fc.array(record, { maxLength: 60 }).map(all => {
    const times = all.map(({ input }) => input.timestamp).sort((a, b) => a - b)
    return all.map((one, i) => ({ ...one, input: { ...one.input, timestamp: times[i]! } }))
  })
  const mixed: fc.Arbitrary<Act[]> = fc.array(
    fc.oneof(
      { weight: 10, arbitrary: record },
      { weight: 1, arbitrary: fc.constantFrom<Act>({ kind: 'commit' }, { kind: 'read' }) },
    ),
    { maxLength: 80 },
  )
  return fc.oneof(mixed, ordered)
}

describe('records that wait for their windows', () => {
  const times = { advance: fc.constantFrom(5, 10, 15), grace: fc.constantFrom(0, 30, 1000) }

  test.each(Object.entries(cases))('give what folding at once gives: %s', (_name, one) => {
    fc.assert(
      fc.property(times.advance, times.grace, acts(one), (advanceMs, graceMs, all) => {
        const topology = topologyOf(one, advanceMs, graceMs)
        const [waits, atOnce] = [new Play(topology, false, BIG), new Play(topology, true, BIG)]
        for (const act of [...all, { kind: 'commit' } as const]) {
          for (const play of [waits, atOnce]) {
            if (act.kind === 'record') play.process(act.input)
            else if (act.kind === 'commit') play.task.flushCaches()
            else
              for (const { key, start, value } of play.windows.all())
                play.produced.push(JSON.stringify([key, start, value]))
          }
          expect(waits.task.offsetMetadata('in')).toBe(atOnce.task.offsetMetadata('in'))
        }
        expect(waits.produced).toEqual(atOnce.produced)
        expect(waits.windows.observed.ms).toBe(atOnce.windows.observed.ms)
      }),
      { numRuns: 60 },
    )
  })

  test('leave the same windows behind where the cache is too small, and none is in memory for ever', () => {
    const one = cases['reduce of texts']!
    fc.assert(
      fc.property(
        times.advance,
        fc.integer({ min: 1, max: 3000 }),
        acts(one),
        (advanceMs, cacheBytes, all) => {
          const topology = topologyOf(one, advanceMs, 30)
          const [waits, atOnce] = [new Play(topology, false, cacheBytes), new Play(topology, true, BIG)]
          const last = (play: Play, topic: string) => {
            const found = new Map<string, unknown>()
            for (const line of play.produced) {
              if (!line.startsWith('[')) continue
              const [name, key, value, timestamp] = JSON.parse(line) as string[]
              if (name !== topic) continue
              // Whether a window that came and went leaves a tombstone depends on when it left the cache.
              if (value === 'null') found.delete(key!)
              else found.set(key!, [value, timestamp])
            }
            return found
          }
          for (const act of [...all, { kind: 'commit' } as const]) {
            for (const play of [waits, atOnce]) {
              if (act.kind === 'record') play.process(act.input)
              else if (act.kind === 'commit') play.task.flushCaches()
            }
            // What waits takes half of the budget and one record more, at most.
            if (act.kind === 'record')
              expect(waits.cache.usedBytes).toBeLessThanOrEqual(Math.max(cacheBytes, 300))
          }
          for (const topic of ['out', 'test-windows-changelog'])
            expect(last(waits, topic)).toEqual(last(atOnce, topic))
          waits.task.close()
          expect(waits.cache.usedBytes).toBe(0)
          expect(waits.cache.waiting.size).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('read and put a window once a commit, whatever the number of its records', () => {
    const reads = vi.spyOn(WindowState.prototype, 'find')
    const puts = vi.spyOn(WindowState.prototype, 'put')
    try {
      for (const advanceMs of [10, 1]) {
        const play = new Play(topologyOf(cases['count']!, advanceMs, 0), false, BIG)
        for (let i = 0; i < 500; i++)
          play.process({ key: 'k', value: Buffer.from('v'), timestamp: 600, header: null })
        expect(puts).not.toHaveBeenCalled()
        play.task.flushCaches()
        const windows = SIZE_MS / advanceMs
        expect(puts).toHaveBeenCalledTimes(windows)
        expect(reads).toHaveBeenCalledTimes(windows)
        expect(play.produced.filter(line => line.includes('"out"'))).toHaveLength(windows)
        reads.mockClear()
        puts.mockClear()
      }
    } finally {
      vi.restoreAllMocks()
    }
  })

  test('stop the task at the commit with the record that failed, and a reader before it sees the same error', () => {
    const builder = new StreamsBuilder()
    builder
      .stream('in', { key: string(), value: string() })
      .groupByKey()
      .windowedBy(hopping(SIZE_MS, 10))
      .reduce(
        (a, b) => {
          if (b === 'bad') throw new Error('cannot add it')
          return a + b
        },
        { name: 'windows' },
      )
    const play = new Play(builder.build(), false, BIG)
    const record = (value: string) => ({ key: 'k', value: Buffer.from(value), timestamp: 100, header: null })
    for (const value of ['a', 'bad', 'c']) play.process(record(value))
    const failure = /KSTREAM-REDUCE-0000000001 failed for the record of in-0 at offset 1/
    expect(() => [...play.windows.all()]).toThrow(failure)
    expect(() => play.task.flushCaches()).toThrow(failure)
    expect(play.produced).toEqual([])
  })
})
