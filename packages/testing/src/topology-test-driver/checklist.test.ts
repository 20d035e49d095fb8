/**
 * What is most commonly got wrong when Kafka Streams is built again, one test each; the numbers are those of that list. Those that
 * need an application rather than a topology stand in test/runtime/checklist.test.ts.
 */
import {
  integer,
  joinWindows,
  json,
  long,
  StreamsBuilder,
  sessions,
  slidingWindows,
  string,
  tumbling,
  untilTimeLimit,
  untilWindowCloses,
  versioned,
} from '@moldau/streams'
import { expect, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const key = string()
const NO_CACHE = { 'statestore.cache.max.bytes': 0 }

test('1. Session delete-then-insert forwarding, merged-window lateness', () => {
  marbles(
    builder =>
      builder
        .stream('in', { key, value: integer() })
        .groupByKey()
        .windowedBy(sessions(10, { grace: 5 }))
        .count()
        .toStream()
        .to('out'),
    // Of the merge of [12,12] and [25,25] by 18 both go first, each at its own end. At 40 a session that ends at 2 is late.
    `
      in      a:1@12         a:1@25         a:1@18                                        b:1@40         a:1@2
      => out  a[12,12]:1@12  a[25,25]:1@25  a[12,12]:-@12  a[25,25]:-@25  a[12,25]:3@25   b[40,40]:1@40
    `,
    { config: NO_CACHE },
  )
})

test('2. Sliding right-windows and the [0,diff] early window', () => {
  marbles(
    builder =>
      builder
        .stream('in', { key, value: integer() })
        .groupByKey()
        .windowedBy(slidingWindows(10, { grace: 100 }))
        .count()
        .toStream()
        .to('out'),
    // The early record shares [0,10]; that at 15 makes [5,15] and, right behind the first, [5,15]'s neighbour.
    `
      in      a:1@4         a:1@12
      => out  a[0,10):1@4   a[5,15):1@12   a[2,12):2@12
    `,
    { config: NO_CACHE },
  )
})

test('3. Outer-join third store, shared clock, list values, headers of trigger', () => {
  const builder = new StreamsBuilder()
  const left = builder.stream('left', { key, value: string() })
  const right = builder.stream('right', { key, value: string() })
  left
    .outerJoin(right, (l = 'none', r = 'none') => `${l}-${r}`, joinWindows(5, { grace: 0 }), {
      otherValue: string(),
    })
    .to('out', { value: string() })
  const driver = new TopologyTestDriver(builder.build())
  const names = [...driver.states().keys()]
  expect(names.filter(name => name.includes('OUTERSHARED'))).toHaveLength(1)
  const lefts = driver.createInputTopic('left', key, string())
  const rights = driver.createInputTopic('right', key, string())
  const header = [['h', new Uint8Array([1])]] as const
  lefts.pipeInput('a', 'l1', 0)
  lefts.pipeInput('a', 'l2', 0)
  rights.pipeInput('b', 'r1', 20, header)
  const out = driver.createOutputTopic('out', key, string()).readRecordsToList()
  // The time of the other side closes the windows of both that wait under one key and time, in their order; headers are the trigger's.
  expect(out.map(({ key: k, value, timestamp }) => [k, value, timestamp])).toEqual([
    ['a', 'l1-none', 0],
    ['a', 'l2-none', 0],
  ])
  expect(out.every(({ headers }) => headers.length === 1)).toBe(true)
  driver.close()
})

test('4. FK hash of serialized bytes, partition routing, instruction table', () => {
  const builder = new StreamsBuilder()
  const orders = builder.table('orders', { key, value: json<{ fk: string | null; v: number }>() })
  const names = builder.table('names', { key, value: string() })
  orders.join(
    names,
    order => order.fk,
    (order, name) => `${order.v}${name}`,
  )
  const sent: string[] = []
  const driver = new TopologyTestDriver(
    builder.build(),
    {},
    {
      onProduced: ({ topic, key: k, value, partition }) => {
        if (!topic.endsWith('-topic')) return
        const side = topic.includes('REGISTRATION') ? 'asks' : 'answers'
        sent.push(`${side} ${partition} ${Buffer.from(k!)} ${Buffer.from(value!).toString('hex')}`)
      },
    },
  )
  const input = driver.createInputTopic('orders', key, json<{ fk: string | null; v: number }>())
  input.pipeInput('k1', { v: 1, fk: 'x' })
  driver.createInputTopic('names', key, string()).pipeInput('x', 'X1')
  input.pipeInput('k1', { v: 3, fk: 'y' })
  input.pipeInput('k1', null)
  // Layouts and bytes as Kafka Streams 4.3 writes them; an answer goes to the partition that the row came from.
  expect(sent).toEqual([
    'asks -1 x 01037351bc722bc3d362a4a899733b3177e26b3100000000',
    'answers 0 k1 007351bc722bc3d362a4a899733b3177e25831',
    'asks -1 x 01007d0954493124f86a1472e4475a85af176b3100000000',
    'asks -1 y 01027d0954493124f86a1472e4475a85af176b3100000000',
    'answers 0 k1 007d0954493124f86a1472e4475a85af17',
    'asks -1 y 81016b3100000000',
    'answers 0 k1 80',
  ])
  driver.close()
})

test('5. Old value on first aggregate update; subtract-before-add; combined same-key change', () => {
  marbles(
    builder =>
      builder
        .table('in', { key, value: string() })
        .groupBy((k, v) => [v.slice(0, 1), `${k}${v}`], { key, value: string() })
        .aggregate(
          () => '',
          (_k, v, all) => `${all}+${v}`,
          (_k, v, all) => `${all}-${v}`,
          { value: string() },
        )
        .toStream()
        .to('out'),
    // Within one group the change is one update, the old half first; between groups it is two, and the old group hears first.
    `
      in      a:x1      a:x2              a:y1
      => out  x:+ax1    x:+ax1-ax1+ax2    x:+ax1-ax1+ax2-ax2   y:+ay1
    `,
    { config: NO_CACHE },
  )
})

test('6. Inclusive/exclusive window ends per window type', () => {
  const counts = (define: (builder: StreamsBuilder) => void, table: string): void =>
    marbles(define, table, { config: NO_CACHE })
  const clicks = (builder: StreamsBuilder) => builder.stream('in', { key, value: integer() }).groupByKey()
  counts(
    b => clicks(b).windowedBy(tumbling(10)).count().toStream().to('out'),
    'in a:1@0 a:1@10\n => out a[0,10):1@0 a[10,20):1@10',
  )
  counts(
    b => clicks(b).windowedBy(sessions(10)).count().toStream().to('out'),
    'in a:1@0 a:1@10\n => out a[0,0]:1@0 a[0,0]:-@0 a[0,10]:2@10',
  )
  counts(
    b => clicks(b).windowedBy(slidingWindows(10)).count().toStream().to('out'),
    'in a:1@20 a:1@30\n => out a[10,20):1@20 a[21,31):1@30 a[20,30):2@30',
  )
  marbles(builder => {
    const right = builder.stream('right', { key, value: integer() })
    builder
      .stream('in', { key, value: integer() })
      .join(right, (l, r) => l + r, joinWindows(10), { otherValue: integer() })
      .to('out', { value: integer() })
  }, 'in a:1@0 a:2@1\n right          a:5@10  a:6@11\n => out a:6@10 a:7@10 a:8@11')
})

test('9. Stream-time punctuation aligned to 0, collapsed', () => {
  const seen: number[] = []
  const builder = new StreamsBuilder()
  builder.stream('in', { key, value: integer() }).process(() => ({
    init(context) {
      context.schedule(10, 'stream', at => seen.push(at))
    },
    process() {},
  }))
  const driver = new TopologyTestDriver(builder.build())
  const input = driver.createInputTopic('in', key, integer())
  for (const time of [3, 9, 12, 57, 58, 60]) input.pipeInput('a', 1, time)
  // Due at 0, 10, 20, ...; what was missed between 12 and 57 is one call, at the time that there is.
  expect(seen).toEqual([3, 12, 57, 60])
  driver.close()
})

test('10. Null-value rules differ per aggregate type', () => {
  marbles(
    builder => {
      const stream = builder.stream('in', { key, value: integer() })
      stream.groupByKey().count().toStream().to('counts')
      stream
        .groupByKey()
        .reduce((a, b) => a + b)
        .toStream()
        .to('sums')
      stream.groupByKey().windowedBy(tumbling(10)).count().toStream().to('windows')
      stream.toTable().toStream().to('table')
    },
    // A null is no value to count or reduce, is one to a window's count, and deletes in a table; a null key is nobody's.
    `
      in          a:1          a:-   -:5   a:2
      => counts   a:1                      a:2
      => sums     a:1                      a:3
      => windows  a[0,10):1    a[0,10):2   a[0,10):3
      => table    a:1          a:-         a:2
    `,
    { config: NO_CACHE },
  )
})

test('11. Versioned propagation rules', () => {
  marbles(
    builder => {
      const prices = builder.table('prices', { key, value: integer(), name: 'prices', store: versioned(100) })
      prices.toStream().to('updates')
      prices
        .filter((_k, v) => v > 1)
        .groupBy((_k, v) => ['all', v], { key, value: integer() })
        .count()
        .toStream()
        .to('count')
      builder
        .stream('orders', { key, value: string() })
        .join(prices, (order, price) => `${order}@${price}`)
        .to('out', { value: string() })
    },
    // An update that is late goes on, and into no aggregate; a join reads the version of the record's own time.
    `
      prices      a:5@10   a:7@30   a:6@20
      orders                                 a:o@25     a:o@35
      => updates  a:5@10   a:7@30   a:6@20
      => count    all:1@10 all:1@30
      => out      a:"o@6"@25  a:"o@7"@35
    `,
    { config: NO_CACHE },
  )
})

test('12. Cache flush is part of commit and may process records', () => {
  const builder = new StreamsBuilder()
  const seen: string[] = []
  builder
    .stream('in', { key, value: integer() })
    .groupByKey()
    .count({ name: 'counts' })
    .toStream()
    .peek((k, n) => seen.push(`${k}:${n}`))
    .groupBy((_k, n) => String(n % 2), { key, value: long() })
    .count()
    .toStream()
    .to('out')
  const driver = new TopologyTestDriver(builder.build())
  const input = driver.createInputTopic('in', key, integer())
  input.pipeInput('a', 1)
  // What the flush sends to the repartition topic is processed before the call returns.
  expect(seen).toEqual(['a:1'])
  expect(driver.createOutputTopic('out', key, long()).readKeyValuesToList()).toEqual([['1', 1]])
  driver.close()
})

test('15. suppress keeps first buffer time; drops tombstones only for window-close', () => {
  marbles(
    builder =>
      builder.table('in', { key, value: integer() }).suppress(untilTimeLimit(10)).toStream().to('out'),
    // The update at 8 does not begin the wait anew: both go out at 10, and so does a deletion.
    `
      in      a:1@0   a:2@8   b:1@10   b:-@12   c:1@30
      => out  a:2@8   b:-@12
    `,
  )
  marbles(
    builder =>
      builder
        .stream('in', { key, value: integer() })
        .groupByKey()
        .windowedBy(sessions(5, { grace: 0 }))
        .count()
        .suppress(untilWindowCloses())
        .toStream()
        .to('out'),
    // The deletions of sessions that were merged are nobody's business.
    `
      in      a:1@0   a:1@4   b:1@20
      => out  a[0,4]:2@4
    `,
  )
})

test('16. Byte order, not logical order, in ranges', () => {
  const builder = new StreamsBuilder()
  builder.table('in', { key: integer(), value: string(), name: 'rows' })
  const driver = new TopologyTestDriver(builder.build())
  const input = driver.createInputTopic('in', integer(), string())
  for (const n of [2, -1, 10, 0]) input.pipeInput(n, `v${n}`)
  const store = driver.getTimestampedKeyValueStore<number, string>('rows')!
  // -1 is ff ff ff ff, which stands behind all that is positive.
  expect([...store.all()].map(entry => entry.key)).toEqual([0, 2, 10, -1])
  expect([...store.range(2, -1)].map(entry => entry.key)).toEqual([2, 10, -1])
  driver.close()
})

test('17. Multicast/drop partitioner results', () => {
  const builder = new StreamsBuilder()
  const byValue = (_topic: string, _key: unknown, value: number): number[] | null =>
    value === 0 ? [] : value === 1 ? [0, 0] : null
  builder.stream('in', { key, value: integer() }).to('out', { partitioner: byValue })
  const partitions: number[] = []
  const driver = new TopologyTestDriver(
    builder.build(),
    {},
    { onProduced: ({ partition }) => partitions.push(partition) },
  )
  const input = driver.createInputTopic('in', key, integer())
  for (const n of [0, 1, 2]) input.pipeInput('a', n)
  // None: the record is dropped. Several: each gets it. null: the default partitioner decides.
  expect(partitions.at(-1)).toBe(-1)
  expect(partitions.length).toBeGreaterThan(1)
  expect(driver.dropped.size).toBe(1)
  driver.close()
})

test('18. Counter burn for names', () => {
  const builder = new StreamsBuilder()
  const stream = builder.stream('in', { key, value: integer() }) // 0
  stream.filter(() => true, { name: 'mine' }) // burns 1
  stream.groupByKey().count({ name: 'counts', processorName: 'counting' }) // burns 2
  stream.mapValues(n => n) // 3
  expect(builder.build().describe()).toContain('KSTREAM-MAPVALUES-0000000003')
})

test('19. Handler RESUME is partial', () => {
  const builder = new StreamsBuilder()
  const stream = builder.stream('in', { key, value: integer() })
  stream.to('first')
  stream
    .mapValues(n => {
      if (n === 2) throw new Error('two')
      return n
    })
    .to('second', { value: integer() })
  stream.to('third')
  const driver = new TopologyTestDriver(builder.build(), { 'processing.exception.handler': 'continue' })
  const input = driver.createInputTopic('in', key, integer())
  for (const n of [1, 2, 3]) input.pipeInput('a', n)
  const values = (topic: string): unknown[] =>
    driver.createOutputTopic(topic, key, integer()).readValuesToList()
  // What came before the failure stays, what stands beside it goes on, only the branch that failed lacks the record.
  expect([values('first'), values('second'), values('third')]).toEqual([
    [1, 2, 3],
    [1, 3],
    [1, 2, 3],
  ])
  driver.close()
})
