/** What callbacks see of their record; the numbers are those of records/record-context.ts. */
import {
  type HeaderList,
  integer,
  joinWindows,
  type KStream,
  type KTable,
  ProcessorRecord,
  type RecordContext,
  StreamsBuilder,
  sessions,
  slidingWindows,
  string,
  tumbling,
  versioned,
} from '@moldau/streams'
import { expect, test } from 'vitest'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }
const bytesOf = (value: string): Uint8Array => new TextEncoder().encode(value)
const headersOf = (value: string): HeaderList => [['h', bytesOf(value)]]

/** `topic-partition@offset time header`; what a callback has seen. */
function shown({ topic, partition, offset, timestamp, headers }: RecordContext): string {
  const header = headers.map(([name, value]) => `${name}=${new TextDecoder().decode(value!)}`).join()
  return `${topic}-${partition}@${offset} ${timestamp} ${header}`
}

interface Inputs {
  readonly left: KStream<string, string>
  readonly right: KStream<string, string>
  readonly table: KTable<string, string>
  readonly builder: StreamsBuilder
}

/** Notes the context, and hands a callback's result on. */
type See = <T>(context: RecordContext, result?: T) => T

type Define = (inputs: Inputs, see: See) => void

type Piped = readonly [topic: string, key: string, value: string | null, timestamp: number]

function saying<T>(seen: string[], line: string, result: T): T {
  seen.push(line)
  return result
}

/** Plays records, each with a header of its number, and gives what the callback saw. */
function seenBy(define: Define, records: readonly Piped[]): string[] {
  const builder = new StreamsBuilder()
  const seen: string[] = []
  const left = builder.stream('left', text)
  const right = builder.stream('right', text)
  const table = builder.table('table', text)
  define({ left, right, table, builder }, (context, result) => saying(seen, shown(context), result!))
  const driver = new TopologyTestDriver(builder.build())
  records.forEach(([topic, key, value, timestamp], i) => {
    driver.createInputTopic(topic, string(), string()).pipeInput(key, value, timestamp, headersOf(`${i}`))
  })
  driver.close()
  return seen
}

const TWO: readonly Piped[] = [
  ['left', 'a', 'x', 7],
  ['left', 'b', 'y', 5],
]
const TWO_SEEN = ['left-0@0 7 h=0', 'left-0@1 5 h=1']

test('operators without state show the context of their record', () => {
  const operators: Record<string, (stream: KStream<string, string>, see: See) => unknown> = {
    filter: (s, see) => s.filter((_k, _v, c) => see(c, true)).to('out'),
    filterNot: (s, see) => s.filterNot((_k, _v, c) => see(c, true)).to('out'),
    mapValues: (s, see) => s.mapValues((_v, _k, c) => see(c)).foreach(() => {}),
    flatMapValues: (s, see) => s.flatMapValues((_v, _k, c) => see(c, [1, 2])).foreach(() => {}),
    map: (s, see) => s.map((k, v, c) => see(c, [k, v])).foreach(() => {}),
    flatMap: (s, see) => s.flatMap((k, v, c) => see(c, [[k, v]] as const)).foreach(() => {}),
    selectKey: (s, see) => s.selectKey((_k, _v, c) => see(c)).foreach(() => {}),
    groupBy: (s, see) => s.groupBy((k, _v, c) => see(c, k), { key: string() }).count(),
    peek: (s, see) => s.peek((_k, _v, c) => see(c)).to('out'),
    foreach: (s, see) => s.foreach((_k, _v, c) => see(c)),
    print: (s, see) => s.print({ text: (_k, _v, c) => see(c, ''), write: () => {} }),
    split: (s, see) => s.split({ never: (_k, _v, c) => see(c, false), rest: null }),
    'to a topic': (s, see) => s.to((_k, _v, c) => see(c, 'out')),
    'to a partition': (s, see) => s.to('out', { partitioner: (_t, _k, _v, _n, c) => see(c, 0) }),
    'distinct by': (s, see) => s.distinct({ within: 10, by: (v, _k, c) => see(c, v) }).to('out'),
  }
  for (const [name, define] of Object.entries(operators))
    expect([name, ...seenBy(({ left }, see) => define(left, see), TWO)]).toEqual([name, ...TWO_SEEN])
})

test('the time and headers are those that operators before have left', () => {
  const define = ({ left }: Inputs, see: See): void => {
    const stamped = left.process<string, string>(() => {
      let forward: (record: never) => void
      return {
        init: context => {
          forward = context.forward.bind(context) as never
        },
        process: record => forward(record.withTimestamp(99).withHeaders(headersOf('new')) as never),
      }
    })
    stamped.foreach((_key, _value, context) => see(context))
  }
  expect(seenBy(define, TWO)).toEqual(['left-0@0 99 h=new', 'left-0@1 99 h=new'])
})

test('aggregations: initializers, aggregators, reducers and mergers', () => {
  const init = (see: See) => (c: RecordContext) => see(c, '')
  const fold = (see: See) => (_k: string, v: string, all: string, c: RecordContext) => see(c, all + v)
  const two = (see: See) => (all: string, v: string, c: RecordContext) => see(c, all + v)
  const value = { value: string() }
  const records: Piped[] = [
    ['left', 'a', 'x', 101],
    ['left', 'a', 'y', 105],
  ]
  const [first, second] = ['left-0@0 101 h=0', 'left-0@1 105 h=1']
  const check = (define: Define, seen: string[]): void => expect(seenBy(define, records)).toEqual(seen)
  check(({ left }, see) => left.groupByKey().aggregate(init(see), (_k, v, all) => all + v, value), [first!])
  check(({ left }, see) => left.groupByKey().aggregate(() => '', fold(see), value), [first!, second!])
  check(({ left }, see) => left.groupByKey().reduce(two(see)), [second!])
  check(
    ({ left }, see) =>
      left
        .groupByKey()
        .cogroup(fold(see))
        .aggregate(() => '', value),
    [first!, second!],
  )
  const windowed = ({ left }: Inputs) => left.groupByKey().windowedBy(tumbling(10))
  check((i, see) => windowed(i).aggregate(init(see), fold(see), value), [first!, first!, second!])
  check((i, see) => windowed(i).reduce(two(see)), [second!])
  const sliding = ({ left }: Inputs) => left.groupByKey().windowedBy(slidingWindows(10))
  check((i, see) => sliding(i).aggregate(init(see), (_k, v, all) => all + v, value), [first!, second!])
  check((i, see) => sliding(i).aggregate(() => '', fold(see), value), [first!, second!, second!])
  const inSessions = ({ left }: Inputs) => left.groupByKey().windowedBy(sessions(10))
  const join = (_k: string, l: string, r: string): string => l + r
  check((i, see) => inSessions(i).aggregate(() => '', fold(see), join, value), [first!, second!])
  check(
    (i, see) =>
      inSessions(i).aggregate(
        () => '',
        (_k, v, all) => all + v,
        (_k, l, r, c) => see(c, l + r),
        value,
      ),
    [second!],
  )
  check((i, see) => inSessions(i).reduce(two(see)), [second!])
})

test('2. joins show the record that meets the other side, also where another goes out without a partner', () => {
  const records: Piped[] = [
    ['table', 'a', 'T', 1],
    ['right', 'a', 'r', 2],
    ['left', 'a', 'l', 3],
    ['left', 'b', 'l', 4],
    ['right', 'a', 'r', 50],
  ]
  const own = { value: string(), otherValue: string() }
  const joiner = (see: See) => (_l: unknown, _r: unknown, _k: string, c: RecordContext) => see(c)
  const within = joinWindows(10)
  expect(seenBy(({ left, right }, see) => left.join(right, joiner(see), within, own), records)).toEqual([
    'left-0@0 3 h=2',
  ])
  // The last record of the right side lets b go.
  expect(seenBy(({ left, right }, see) => left.leftJoin(right, joiner(see), within, own), records)).toEqual([
    'left-0@0 3 h=2',
    'right-0@1 50 h=4',
  ])
  expect(seenBy(({ left }, see) => left.join(left, joiner(see), within, own), records)).toEqual([
    'left-0@0 3 h=2',
    'left-0@1 4 h=3',
  ])
  expect(seenBy(({ left, table }, see) => left.join(table, joiner(see)), records)).toEqual(['left-0@0 3 h=2'])
  expect(
    seenBy(({ left, right }, see) => left.asOfJoin(right, joiner(see), { within: 10 }), records),
  ).toEqual(['left-0@0 3 h=2'])
})

test('a join with a global table shows it to the key selector and to the joiner', () => {
  const seen: string[] = []
  const builder = new StreamsBuilder()
  builder.stream('left', text).join(
    builder.globalTable('global', text),
    (key, _value, context) => saying(seen, `select ${shown(context)}`, key),
    (_left, _right, _key, _selected, context) => seen.push(`join ${shown(context)}`),
  )
  const driver = new TopologyTestDriver(builder.build())
  driver.createInputTopic('global', string(), string()).pipeInput('a', 'G', 1, headersOf('g'))
  driver.createInputTopic('left', string(), string()).pipeInput('a', 'l', 2, headersOf('l'))
  driver.close()
  expect(seen).toEqual(['select left-0@0 2 h=l', 'join left-0@0 2 h=l'])
})

test('2. what waits in a buffer is seen as it came', () => {
  const seen: string[] = []
  const builder = new StreamsBuilder()
  const table = builder.table('table', { ...text, store: versioned(100), name: 'history' })
  builder
    .stream('left', text)
    .join(table, (_l, _r, _k, context) => seen.push(shown(context)), { grace: 10 })
    .foreach(() => {})
  const driver = new TopologyTestDriver(builder.build())
  driver.createInputTopic('table', string(), string()).pipeInput('a', 'T', 1)
  const left = driver.createInputTopic('left', string(), string())
  left.pipeInput('a', 'l', 2, headersOf('early'))
  left.pipeInput('a', 'l', 12, headersOf('late'))
  driver.close()
  expect(seen).toEqual(['left-0@0 2 h=early'])
})

test('2. tables: the update, also for the value that it replaces; a join that reads through shows its own record', () => {
  const records: Piped[] = [
    ['table', 'a', 'x', 1],
    ['left', 'a', 'l', 2],
    ['table', 'a', 'y', 3],
  ]
  const [first, joining, second] = ['table-0@0 1 h=0', 'left-0@0 2 h=1', 'table-0@1 3 h=2'] as const
  const check = (define: Define, seen: string[]): void => expect(seenBy(define, records)).toEqual(seen)
  check(({ table }, see) => table.filter((_k, _v, c) => see(c, true)).toStream(), [first, second])
  check(({ table }, see) => table.mapValues((v, _k, c) => see(c, v)).toStream(), [first, second])
  // The group of the old value is found with the update that replaces it.
  check(({ table }, see) => table.groupBy((k, v, c) => see(c, [k, v]), text).count(), [first, second, second])
  const joined = ({ left, table }: Inputs, see: See): void => {
    left.join(
      table.mapValues((v, _k, c) => see(c, v)),
      () => 0,
    )
  }
  check(joined, [first, joining, second])
})

test('groups of a table show the record of their repartition topic', () => {
  const seen: string[] = []
  const builder = new StreamsBuilder()
  builder
    .table('table', text)
    .groupBy((_key, value) => [value, value], { ...text, name: 'by' })
    .aggregate(
      context => saying(seen, `init ${shown(context)}`, ''),
      (_k, _v, all, context) => saying(seen, `add ${shown(context)}`, all),
      (_k, _v, all, context) => saying(seen, `take ${shown(context)}`, all),
      { value: string() },
    )
  const driver = new TopologyTestDriver(builder.build())
  const table = driver.createInputTopic('table', string(), string())
  table.pipeInput('a', 'x', 1, headersOf('1'))
  table.pipeInput('a', 'y', 2, headersOf('2'))
  driver.close()
  const topic = 'test-by-repartition-0'
  expect(seen).toEqual([
    `init ${topic}@0 1 h=1`,
    `add ${topic}@0 1 h=1`,
    `take ${topic}@1 2 h=2`,
    `init ${topic}@2 2 h=2`,
    `add ${topic}@2 2 h=2`,
  ])
})

test('joins of tables, by the key and by a foreign one', () => {
  const seen: string[] = []
  const builder = new StreamsBuilder()
  const [left, right] = [builder.table('left', text), builder.table('right', text)]
  left.leftJoin(right, (_l, _r, _k, context) => seen.push(`join ${shown(context)}`)).toStream()
  left
    .join(
      right,
      (value, _key, context) => saying(seen, `extract ${shown(context)}`, value),
      (_l, _r, _k, context) => seen.push(`joined ${shown(context)}`),
      { joinName: 'fk' },
    )
    .toStream()
  const driver = new TopologyTestDriver(builder.build())
  driver.createInputTopic('right', string(), string()).pipeInput('b', 'R', 1, headersOf('r'))
  driver.createInputTopic('left', string(), string()).pipeInput('b', 'b', 2, headersOf('l'))
  driver.close()
  expect(seen).toEqual([
    'join left-0@0 2 h=l',
    'extract left-0@0 2 h=l',
    'joined test-fk-subscription-response-topic-0@0 2 h=l',
  ])
})

test('2. an entry that leaves a cache is seen with the record it was made of, before the next commit, too', () => {
  const seen: string[] = []
  const builder = new StreamsBuilder()
  builder
    .stream('left', text)
    .groupByKey()
    .reduce((_all, value) => value, { name: 'last' })
    .toStream()
    .foreach((key, _value, context) => seen.push(`${key} ${shown(context)}`))
  // The cache holds one entry of so much text.
  const driver = new TopologyTestDriver(builder.build(), { 'statestore.cache.max.bytes': 1_000 })
  const left = driver.createInputTopic('left', string(), string())
  left.pipeInput('a', 'x'.repeat(600), 1, headersOf('1'))
  left.pipeInput('b', 'y'.repeat(600), 2, headersOf('2'))
  driver.close()
  expect(seen).toEqual(['a left-0@0 1 h=1', 'b left-0@1 2 h=2'])
})

test('3. what a punctuation forwards comes from no topic', () => {
  const seen: string[] = []
  const builder = new StreamsBuilder()
  builder
    .stream('left', text)
    .process<string, string>(() => ({
      init: context => {
        context.schedule(10, 'wallClock', now => context.forward(new ProcessorRecord('a', 'x', now)))
      },
      process: () => {},
    }))
    .foreach((_key, _value, context) => seen.push(shown(context)))
  const driver = new TopologyTestDriver(builder.build())
  driver.createInputTopic('left', string(), string()).pipeInput('a', 'x', 7, headersOf('0'))
  driver.advanceWallClockTime(10)
  driver.close()
  expect(seen).toEqual(['null-null@null 10 '])
})

test('an asynchronous call sees its record, with each attempt', async () => {
  const seen: string[] = []
  const builder = new StreamsBuilder()
  builder
    .stream('left', text)
    .mapValuesAsync(
      async (value, _key, context) => {
        seen.push(`${context.attempt} ${shown(context)}`)
        if (context.attempt === 1) throw new Error('once more')
        return value
      },
      { retries: 1 },
    )
    .to('out', text)
  const driver = new TopologyTestDriver(builder.build())
  const left = driver.createInputTopic('left', string(), string())
  left.pipeInput('a', 'x', 7, headersOf('0'))
  left.pipeInput('b', 'y', 5, headersOf('1'))
  await driver.settle()
  driver.close()
  expect(seen.sort()).toEqual([
    '1 left-0@0 7 h=0',
    '1 left-0@1 5 h=1',
    '2 left-0@0 7 h=0',
    '2 left-0@1 5 h=1',
  ])
})

test('1. it may be kept: a later record does not change it', () => {
  const kept: RecordContext[] = []
  const builder = new StreamsBuilder()
  builder.stream('left', text).foreach((_key, _value, context) => kept.push(context))
  const driver = new TopologyTestDriver(builder.build())
  const left = driver.createInputTopic('left', string(), string())
  left.pipeInput('a', 'x', 7, headersOf('0'))
  left.pipeInput('b', 'y', 5, headersOf('1'))
  driver.close()
  expect(kept.map(shown)).toEqual(TWO_SEEN)
})

test('4. a built-in function is not handed what it would take for another argument', () => {
  const builder = new StreamsBuilder()
  const greatest = Math.max as (a: number, b: number) => number
  const numbers = { key: string(), value: integer() }
  builder.stream('numbers', numbers).groupByKey().reduce(greatest).toStream().to('most')
  const driver = new TopologyTestDriver(builder.build())
  const input = driver.createInputTopic('numbers', string(), integer())
  for (const n of [3, 1, 5]) input.pipeInput('a', n)
  expect(driver.createOutputTopic('most', string(), integer()).readValuesToList()).toEqual([3, 3, 5])
  driver.close()
})
