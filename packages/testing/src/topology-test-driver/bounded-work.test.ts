/**
 * What a record costs does not grow with what lies in the store: the same records ask as much of the engines when a thousand
 * other keys stand there. Counted are point reads, writes and steps of iterators.
 */
import {
  type EngineIterator,
  type EngineSegment,
  hopping,
  MemoryEngine,
  StreamsBuilder,
  sessions,
  slidingWindows,
  string,
  untilTimeLimit,
  untilWindowCloses,
  versioned,
} from '@moldau/streams'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TopologyTestDriver } from './topology-test-driver.ts'

let operations = 0

function counted(segment: EngineSegment): EngineSegment {
  const walk = (it: EngineIterator): EngineIterator => {
    const next = it.next.bind(it)
    it.next = () => {
      operations++
      return next()
    }
    return it
  }
  return new Proxy(segment, {
    get: (target, name) => {
      const member = Reflect.get(target, name, target) as unknown
      if (typeof member !== 'function') return member
      return (...args: unknown[]) => {
        if (name !== 'approximateNumEntries') operations++
        const result = (member as (...args: unknown[]) => unknown).apply(target, args)
        return name === 'range' || name === 'prefix' ? walk(result as EngineIterator) : result
      }
    },
  })
}

beforeEach(() => {
  const segment = MemoryEngine.prototype.segment
  vi.spyOn(MemoryEngine.prototype, 'segment').mockImplementation(function (this: MemoryEngine, id: number) {
    return counted(segment.call(this, id))
  })
})

afterEach(() => {
  vi.restoreAllMocks()
})

const text = { key: string(), value: string() }
type Build = (builder: StreamsBuilder) => unknown

/** Operations of ten records of one key, when `others` keys have one record each at a time. */
function work(build: Build, others: number, othersMs: number): number {
  const builder = new StreamsBuilder()
  build(builder)
  const driver = new TopologyTestDriver(builder.build(), { 'statestore.cache.max.bytes': 0 })
  const input = driver.createInputTopic('in', text.key, text.value)
  for (let i = 0; i < others; i++) input.pipeInput(`other${i}`, 'v', othersMs)
  operations = 0
  for (let i = 1; i <= 10; i++) input.pipeInput('k', 'v', 100_000 + i * 10)
  return operations
}

const grouped = (builder: StreamsBuilder) => builder.stream('in', text).groupByKey()
const operators: Record<string, Build> = {
  'sliding windows': b =>
    grouped(b)
      .windowedBy(slidingWindows(50, { grace: 1000 }))
      .count(),
  'sliding windows that close': b =>
    grouped(b)
      .windowedBy(slidingWindows(50, { grace: 1000 }))
      .emitStrategy('onWindowClose')
      .count(),
  'hopping windows': b =>
    grouped(b)
      .windowedBy(hopping(50, 10, { grace: 1000 }))
      .count(),
  'hopping windows that close': b =>
    grouped(b)
      .windowedBy(hopping(50, 10, { grace: 1000 }))
      .emitStrategy('onWindowClose')
      .count(),
  sessions: b =>
    grouped(b)
      .windowedBy(sessions(20, { grace: 1000 }))
      .count(),
  'sessions that close': b =>
    grouped(b)
      .windowedBy(sessions(20, { grace: 1000 }))
      .emitStrategy('onWindowClose')
      .count(),
  'a table that is suppressed': b => b.table('in', text).suppress(untilTimeLimit(1000)),
  'a full buffer that emits early': b =>
    b.table('in', text).suppress(untilTimeLimit('1h', { maxRecords: 1 })),
  'windows that are suppressed': b =>
    grouped(b)
      .windowedBy(hopping(50, 10, { grace: 1000 }))
      .count()
      .suppress(untilWindowCloses()),
  'a stream that waits for a table': b => {
    const table = b.table('table', { ...text, name: 'table', store: versioned('1h') })
    return b.stream('in', text).leftJoin(table, left => left, { grace: 1000 })
  },
}

test.for(Object.entries(operators))('%s', ([, build]) => {
  // At about the same time, and so much later that the ten are late, or go out of a buffer at once.
  for (const othersMs of [100_000, 200_000]) {
    const few = work(build, 1, othersMs)
    expect(work(build, 1000, othersMs)).toBeLessThanOrEqual(few + 20)
  }
  expect(work(build, 1, 100_000)).toBeGreaterThan(0)
})

test('what has expired is gone', () => {
  const builder = new StreamsBuilder()
  grouped(builder)
    .windowedBy(slidingWindows(50, { grace: 100 }))
    .emitStrategy('onWindowClose')
    .count({ name: 'counts', store: 'memory' })
  const driver = new TopologyTestDriver(builder.build())
  const input = driver.createInputTopic('in', text.key, text.value)
  let most = 0
  for (let i = 0; i < 5000; i++) {
    input.pipeInput(`k${i % 7}`, 'v', i * 100)
    most = Math.max(most, driver.states().get('counts')!.approximateNumEntries())
  }
  // Two segments of a minute, and the one that is being filled: one window every 100 ms.
  expect(most).toBeLessThan(2000)
})
