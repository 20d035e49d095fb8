/**
 * What the compiler must say of the DSL: types flow from the serdes to the sink, an outer side may be missing, and what writes bytes
 * without a serde does not compile. The check "types of tests" is what runs this; at run time the topologies are only built.
 */
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { RecordContext } from '../records/record-context.ts'
import { integer, json, long, string } from '../serdes/index.ts'
import type { Windowed } from '../serdes/windowed.ts'
import type { KStream } from './kstream.ts'
import type { KTable } from './ktable.ts'
import { joinWindows } from './stream-join.ts'
import { StreamsBuilder } from './streams-builder.ts'
import { sessions, slidingWindows, tumbling } from './windows.ts'

interface Price {
  readonly symbol: string
  readonly close: number
}

const key = string()
const builder = new StreamsBuilder()
const prices = builder.stream('prices', { key, value: json<Price>() })
const names = builder.table('names', { key, value: string() })
const numbers = builder.table('numbers', { key, value: integer() })

describe('types flow', () => {
  test('through stateless operators', () => {
    expectTypeOf(prices).toExtend<KStream<string, Price>>()
    expectTypeOf(prices.filter(() => true)).toExtend<KStream<string, Price>>()
    expectTypeOf(prices.mapValues(price => price.close)).toExtend<
      KStream<string, number, 'carried', 'lost'>
    >()
    expectTypeOf(prices.map((_key, price) => [price.close, 'x'])).toExtend<
      KStream<number, string, 'lost', 'lost'>
    >()
    expectTypeOf(prices.flatMapValues(price => [price.close])).toExtend<
      KStream<string, number, 'carried', 'lost'>
    >()
    expectTypeOf(prices.split({ dear: () => true, rest: null }).dear).toExtend<KStream<string, Price>>()
  })

  test('through aggregations and windows', () => {
    const grouped = prices.groupByKey()
    expectTypeOf(grouped.count()).toExtend<KTable<string, number>>()
    expectTypeOf(grouped.windowedBy(tumbling(5)).count()).toExtend<KTable<Windowed<string>, number>>()
    expectTypeOf(grouped.windowedBy(slidingWindows(5)).count()).toExtend<KTable<Windowed<string>, number>>()
    expectTypeOf(grouped.windowedBy(sessions(5)).count()).toExtend<KTable<Windowed<string>, number>>()
    const mean = grouped.aggregate(
      () => ({ n: 0 }),
      (_key, _price, { n }) => ({ n: n + 1 }),
      { value: json<{ n: number }>() },
    )
    expectTypeOf(mean).toExtend<KTable<string, { n: number }>>()
    expectTypeOf(prices.toTable()).toExtend<KTable<string, Price>>()
  })

  test('into joiners: a side that may be missing is undefined', () => {
    prices.join(names, (price, name) => {
      expectTypeOf(price).toEqualTypeOf<Price>()
      expectTypeOf(name).toEqualTypeOf<string>()
      return 0
    })
    prices.leftJoin(names, (_price, name) => {
      expectTypeOf(name).toEqualTypeOf<string | undefined>()
      return 0
    })
    prices.outerJoin(
      prices,
      (left, right) => {
        expectTypeOf(left).toEqualTypeOf<Price | undefined>()
        expectTypeOf(right).toEqualTypeOf<Price | undefined>()
        return 0
      },
      joinWindows(5),
    )
    names.leftJoin(numbers, (name, n, at) => {
      expectTypeOf(name).toEqualTypeOf<string>()
      expectTypeOf(n).toEqualTypeOf<number | undefined>()
      expectTypeOf(at).toEqualTypeOf<string>()
      return 0
    })
    names.outerJoin(numbers, (name, n) => {
      expectTypeOf(name).toEqualTypeOf<string | undefined>()
      expectTypeOf(n).toEqualTypeOf<number | undefined>()
      return 0
    })
    const joined = numbers.join(
      names,
      n => String(n),
      (n, name) => {
        expectTypeOf(n).toEqualTypeOf<number>()
        expectTypeOf(name).toEqualTypeOf<string>()
        return { n, name }
      },
    )
    expectTypeOf(joined).toExtend<KTable<string, { n: number; name: string }, 'carried', 'lost'>>()
  })
})

test('callbacks may take the context of their record, and need not', () => {
  const isContext = <T>(context: RecordContext, result: T): T => {
    expectTypeOf(context).toEqualTypeOf<RecordContext>()
    return result
  }
  prices.filter((_key, _price, context) => isContext(context, true))
  prices.split({ dear: (_key, _price, context) => isContext(context, true) })
  const closes = prices.mapValues((price, _key, context) => isContext(context, price.close))
  expectTypeOf(closes).toExtend<KStream<string, number, 'carried', 'lost'>>()
  prices.join(names, (price, name, _key, context) => isContext(context, { price, name }))
  prices.join(prices, (left, _right, _key, context) => isContext(context, left), joinWindows(5))
  numbers.join(
    names,
    (n, _key, context) => isContext(context, String(n)),
    (n, name, _key, context) => isContext(context, n + name),
  )
  const first = prices.groupByKey().aggregate(
    context => isContext(context, { since: context.timestamp }),
    (_key, _price, all, context) => isContext(context, all),
    { value: json<{ since: number }>() },
  )
  expectTypeOf(first).toExtend<KTable<string, { since: number }>>()
  prices
    .groupByKey()
    .windowedBy(sessions(5))
    .aggregate(
      () => 0,
      (_key, _price, n) => n + 1,
      (_key, left, right, context) => isContext(context, left + right),
      { value: integer() },
    )
  prices.mapValuesAsync(async (_price, _key, { headers, signal }) => [headers.length, signal.aborted])
  // @ts-expect-error a context has no such field
  expect(() => prices.filter((_key, _price, { time }) => time > 0)).not.toThrow()
})

test('what is beyond Kafka Streams has types as well', () => {
  expectTypeOf(prices.distinct({ within: 5, by: price => price.symbol })).toExtend<KStream<string, Price>>()
  expectTypeOf(prices.groupByKey().topN(3, (a, b) => a.close - b.close)).toExtend<KTable<string, Price[]>>()
  expectTypeOf(
    prices
      .groupByKey()
      .windowedBy(tumbling(5))
      .topN(3, (a, b) => a.close - b.close),
  ).toExtend<KTable<Windowed<string>, Price[]>>()
  const later = prices.mapValuesAsync(async ({ close }) => close)
  expectTypeOf(later).toExtend<KStream<string, number, 'carried', 'lost'>>()
  expectTypeOf(prices.mapAsync(async (_key, { close }) => [close, 'x'])).toExtend<
    KStream<number, string, 'lost', 'lost'>
  >()
  prices.asOfJoin(
    prices,
    (left, right, at) => {
      expectTypeOf(right).toEqualTypeOf<Price>()
      expectTypeOf(at).toEqualTypeOf<string>()
      return left
    },
    { within: 5 },
  )
  prices.leftAsOfJoin(
    prices,
    (left, right) => {
      expectTypeOf(right).toEqualTypeOf<Price | undefined>()
      return left
    },
    { within: 5 },
  )
  prices.intervalJoin(
    prices,
    (left, right) => {
      expectTypeOf(right).toEqualTypeOf<Price>()
      return left
    },
    { after: 5 },
  )
  // @ts-expect-error an object identifies nothing
  expect(() => prices.distinct({ within: 5, by: price => price })).not.toThrow()
  // @ts-expect-error the keys have no serde
  expect(() => prices.selectKey(() => 1).distinct({ within: 5 })).not.toThrow()
})

describe('what does not compile', () => {
  test('a sink without a serde for what was changed', () => {
    const lengths = prices.mapValues(price => price.symbol.length)
    // @ts-expect-error the values have no serde
    lengths.to('lengths')
    // @ts-expect-error the values of this serde are texts
    lengths.to('lengths', { value: string() })
    lengths.to('lengths', { value: long() })
    // @ts-expect-error the keys have no serde
    prices.selectKey(() => 1).to('by-number')
    expect(() => builder.build()).toThrow(/serde/)
  })

  test('a grouping by a new key without its serde', () => {
    // @ts-expect-error the new keys have no serde
    expect(() => prices.groupBy((_key, price) => price.close)).not.toThrow()
  })

  test('a join of tables whose keys differ', () => {
    const byNumber = new StreamsBuilder().table('by-number', { key: integer(), value: string() })
    // @ts-expect-error one has texts for keys, the other numbers
    const join = (): unknown => names.join(byNumber, (left, right) => left + right)
    expect(join).toBeTypeOf('function')
  })

  test('a foreign key of another type than the keys of the other table', () => {
    const seven = (): number => 7
    const joiner = (name: string, n: number): string => name + n
    // @ts-expect-error the other table has texts for keys
    const join = (): unknown => names.join(numbers, seven, joiner)
    expect(join).toBeTypeOf('function')
  })
})
